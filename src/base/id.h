// SPDX-License-Identifier: Apache-2.0
// Ids of rows: 63 bits, never negative: 41 of milliseconds since 2026-01-01 UTC, 10 of the instance (leased
// in the database, so no two servers share one), 12 of a counter. Never below the last one given, also when
// the wall clock jumps back: it then counts on from the last millisecond. Never public, never a capability.
#ifndef YIDAN_BASE_ID_H
#define YIDAN_BASE_ID_H

#include "base/slice.h"

#include <pthread.h>
#include <stdint.h>

#define ID_EPOCH_US   INT64_C(1767225600000000) // 2026-01-01T00:00:00Z
#define ID_INSTANCES  1024
#define ID_TEXT_BYTES 21

struct id_source {
	pthread_mutex_t lock;
	int64_t last;		 // the last id given
	int instance;		 // 0 … ID_INSTANCES-1
	int64_t (*now_us)(void); // clock_now_us, or a test's
};

// `floor` is an id that every new one must exceed (the largest stored one), or 0.
void id_source_init(struct id_source *source, int instance, int64_t floor);
void id_source_release(struct id_source *source);
int64_t id_next(struct id_source *source); // any thread

// When it was given, to the millisecond; later where the clock had jumped back.
static inline int64_t id_time_us(int64_t id)
{
	return ID_EPOCH_US + (id >> 22) * 1000;
}

char *id_format(int64_t id, char out[ID_TEXT_BYTES]);
// Decimal, positive, without sign or leading zero: 0 or ERR_INVALID.
int id_parse(struct slice text, int64_t *ret);

#endif
