// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#include <inttypes.h>
#include <stdio.h>

#define COUNTER_BITS  12
#define INSTANCE_BITS 10
#define TIME_SHIFT    (COUNTER_BITS + INSTANCE_BITS)
#define COUNTER_MASK  ((INT64_C(1) << COUNTER_BITS) - 1)

void id_source_init(struct id_source *source, int instance, int64_t floor)
{
	must(instance >= 0 && instance < ID_INSTANCES && floor >= 0);
	must(pthread_mutex_init(&source->lock, NULL) == 0);
	source->instance = instance;
	source->last = floor;
	source->now_us = clock_now_us;
}

void id_source_release(struct id_source *source)
{
	pthread_mutex_destroy(&source->lock);
}

int64_t id_next(struct id_source *source)
{
	int64_t ms, last_ms, id;

	must(pthread_mutex_lock(&source->lock) == 0);
	ms = (source->now_us() - ID_EPOCH_US) / 1000;
	if (ms < 0)
		ms = 0;
	id = ms << TIME_SHIFT | (int64_t)source->instance << COUNTER_BITS;
	if (id <= source->last) {
		last_ms = source->last >> TIME_SHIFT;
		id = last_ms << TIME_SHIFT | (int64_t)source->instance << COUNTER_BITS;
		// the last id may be another instance's (the floor): then this millisecond's counter starts
		// anew above it
		if (id <= source->last && (source->last >> COUNTER_BITS) == (id >> COUNTER_BITS) &&
			(source->last & COUNTER_MASK) < COUNTER_MASK)
			id = source->last + 1;
		else if (id <= source->last)
			id = (last_ms + 1) << TIME_SHIFT | (int64_t)source->instance << COUNTER_BITS;
	}
	must(id > source->last);
	source->last = id;
	must(pthread_mutex_unlock(&source->lock) == 0);
	return id;
}

char *id_format(int64_t id, char out[ID_TEXT_BYTES])
{
	snprintf(out, ID_TEXT_BYTES, "%" PRId64, id);
	return out;
}

int id_parse(struct slice text, int64_t *ret)
{
	int64_t id;

	if (text.len == 0 || text.ptr[0] == '0' || !slice_parse_i64(text, &id) || id <= 0)
		return ERR_INVALID;
	*ret = id;
	return 0;
}
