// SPDX-License-Identifier: Apache-2.0
// Generated cases for measuring. Each takes its kind, category, unit, officers and steps from one of the
// season's matters, its words from that and another of the same category, its place from a third; all by a
// number that looks like chance but is the same each time. What would lie in the future has not happened yet:
// so the newest are in every state.
#include "cli/demo.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "calendar/calendar.h"
#include "cli/demo_matters.h"
#include "service/cases.h"
#include "service/service.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define PERIOD_US    (730 * US_PER_DAY) // over which they came in
#define FIRST_NUMBER 1000000		// of their codes: above the matters'
#define STEPS_MAX    16
#define SAME_MAX     64 // matters of one category that are mixed

struct source {
	const struct matter *matter;
	int64_t after_us[STEPS_MAX]; // of each step, since it was received
	int64_t officer_ids[STEPS_MAX];
	const struct source *same[SAME_MAX]; // of the same category and language, itself too
	size_t same_count;
};

struct demo_generator {
	struct demo *demo;
	struct arena *arena; // of the matters
	struct arena *one;   // of one case
	struct source *sources;
	size_t source_count;
	int64_t total;
	uint64_t seed; // of the current case
};

// splitmix64 (public domain, Sebastiano Vigna): the next number of the current case, below `bound`.
static uint64_t chance(struct demo_generator *g, uint64_t bound)
{
	uint64_t z = g->seed += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % bound;
}

// ---- Sources

static int64_t step_offset_us(const struct demo *demo, const struct matter_step *step)
{
	(void)demo;
	return step->number * US_PER_DAY + step->time_min * US_PER_MINUTE;
}

static void set_source(struct demo_generator *g, struct source *source, const struct matter *matter)
{
	source->matter = matter;
	for (size_t i = 0; i < matter->step_count && i < STEPS_MAX; i++) {
		source->after_us[i] = step_offset_us(g->demo, &matter->steps[i]) -
				      step_offset_us(g->demo, &matter->steps[0]);
		source->officer_ids[i] = demo_officer(g->demo, matter->steps[i].by);
	}
}

static void find_same(struct demo_generator *g, struct source *source)
{
	for (size_t i = 0; i < g->source_count && source->same_count < SAME_MAX; i++) {
		const struct matter *other = g->sources[i].matter;

		if (slice_eq(other->category, source->matter->category) &&
			slice_eq(other->language, source->matter->language))
			source->same[source->same_count++] = &g->sources[i];
	}
}

int demo_generator_new(struct demo *demo, int64_t total, struct demo_generator **ret, struct err *err)
{
	struct demo_generator *g = mem_zalloc(sizeof(*g));
	struct matter *matters;
	size_t count;
	int r;

	*g = (struct demo_generator){.demo = demo, .arena = arena_new(), .one = arena_new(), .total = total};
	r = matters_read(demo->files, g->arena, "cases.json", &matters, &count, err);
	if (r < 0) {
		demo_generator_free(g);
		return r;
	}
	g->sources = ARENA_ARRAY(g->arena, struct source, count);
	for (size_t i = 0; i < count; i++) {
		if (matters[i].step_count <= STEPS_MAX)
			set_source(g, &g->sources[g->source_count++], &matters[i]);
	}
	for (size_t i = 0; i < g->source_count; i++)
		find_same(g, &g->sources[i]);
	*ret = g;
	return 0;
}

void demo_generator_free(struct demo_generator *g)
{
	if (!g)
		return;
	arena_free(g->arena);
	arena_free(g->one);
	mem_free(g);
}

// ---- One case

// Where a text may be cut: behind a full stop, near its middle. Its length where there is none.
static size_t middle_of(struct slice text)
{
	static const char stop[] = "。";
	size_t best = text.len;

	for (size_t at = 0; at + 3 <= text.len; at++) {
		if (memcmp(text.ptr + at, stop, 3) == 0 && (best == text.len || at + 3 <= text.len / 2 + 40))
			best = at + 3;
	}
	return best;
}

static struct slice mix_texts(struct demo_generator *g, struct slice first, struct slice second)
{
	struct buf out = buf_in(g->one);
	size_t cut = middle_of(first), from = middle_of(second);

	buf_put(&out, first.ptr, cut);
	if (from < second.len)
		buf_put(&out, second.ptr + from, second.len - from);
	else if (cut < first.len)
		buf_put(&out, first.ptr + cut, first.len - cut);
	return buf_slice(&out);
}

static struct slice some_phone(struct demo_generator *g, struct slice phone)
{
	if (phone.len != 11)
		return phone;
	return slice_of(arena_printf(g->one, "1390000%04d", (int)chance(g, 10000)));
}

static void set_matter(
	struct demo_generator *g, const struct source *source, int64_t number, struct matter *ret)
{
	const struct matter *other = source->same[chance(g, source->same_count)]->matter;
	const struct matter *place = g->sources[chance(g, g->source_count)].matter;

	*ret = *source->matter;
	ret->number = number;
	ret->text = mix_texts(g, ret->text, other->text);
	ret->area = place->area;
	ret->address = place->address;
	ret->has_point = place->has_point;
	ret->point = place->point;
	// up to a hundred metres off, so that they do not all stand on the same spots
	ret->point.lat_e7 += (int32_t)chance(g, 18000) - 9000;
	ret->point.long_e7 += (int32_t)chance(g, 22000) - 11000;
	ret->phone = some_phone(g, ret->phone);
	ret->photo_count = 0;
}

// Rising with the number; denser towards now, as when ever more people know the list: a twentieth in the last
// week.
static int64_t received_at(struct demo_generator *g, int64_t index)
{
	double jitter = (double)chance(g, 1000) / 1000;
	double age = pow(1 - ((double)index + jitter) / (double)g->total, 1.5);

	return g->demo->now_us - (int64_t)((double)PERIOD_US * age);
}

// When a step happens: as long after the first as with its source, more or less, in working time.
static int64_t step_at(struct demo_generator *g, const struct source *source, size_t step, int64_t first_us,
	int64_t before_us)
{
	int64_t after_us = source->after_us[step] / 100 * (int64_t)(60 + chance(g, 90));
	int64_t at_us = first_us + after_us;

	if (at_us < before_us + US_PER_MINUTE)
		at_us = before_us + US_PER_MINUTE;
	return calendar_next_working_at(g->demo->ref->calendar, at_us);
}

static int generate_one(struct demo_generator *g, int64_t index, struct err *err)
{
	struct case_request steps[STEPS_MAX];
	const struct source *source;
	struct matter matter;
	int64_t at_us, first_us;
	size_t count = 0;

	g->seed = (uint64_t)index * UINT64_C(0xD1342543DE82EF95);
	source = &g->sources[chance(g, g->source_count)];
	set_matter(g, source, FIRST_NUMBER + index, &matter);
	first_us = at_us = received_at(g, index);
	for (size_t i = 0; i < matter.step_count; i++) {
		if (i > 0)
			at_us = step_at(g, source, i, first_us, at_us);
		if (at_us > g->demo->now_us)
			break;
		steps[count] = (struct case_request){
			.jurisdiction_id = g->demo->ref->jurisdiction_id,
			.officer_id = source->officer_ids[i],
			.at_us = at_us,
			.arena = g->one,
		};
		demo_set_command(g->demo, g->one, &matter, &matter.steps[i], NULL, 0, &steps[count]);
		count++;
	}
	steps[0].command_id = slice_of(arena_printf(g->one, "demo:generated:%010" PRId64, index));
	steps[0].request = steps[0].command_id;
	return cases_run_history(g->demo->service, g->demo->conn, steps, count, err);
}

int demo_generate(struct demo_generator *g, int64_t first, int64_t count, struct err *err)
{
	int r = 0;

	for (int64_t i = first; r == 0 && i < first + count; i++) {
		arena_reset(g->one);
		r = generate_one(g, i, err);
		if (r < 0)
			err_prefix(err, "generated case %" PRId64 ": ", i);
	}
	return r;
}
