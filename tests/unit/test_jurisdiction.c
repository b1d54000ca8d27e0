// SPDX-License-Identifier: Apache-2.0
// The fold of a jurisdiction's events.
#include "base/macros.h"
#include "base/random.h"
#include "domain/jurisdiction_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HERE 7

static struct arena *arena;
static struct jurisdiction_state state;

static int set_up(void **unused)
{
	(void)unused;
	arena = arena_new();
	state = (struct jurisdiction_state){0};
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	arena_free(arena);
	return 0;
}

// The next event of the stream, to be filled.
static struct jurisdiction_event *next(enum jurisdiction_event_type type)
{
	struct jurisdiction_event *event = ARENA_NEW(arena, struct jurisdiction_event);

	event->type = type;
	event->meta = (struct event_meta){.jurisdiction_id = HERE,
		.stream_id = HERE,
		.seq = state.seq + 1,
		.at_us = state.last_at_us + 10,
		.by = EVENT_BY_SYSTEM};
	return event;
}

static void apply(const struct jurisdiction_event *event)
{
	struct err err = {0};

	if (jurisdiction_apply(&state, event, arena, &err) != 0)
		fail_msg("%s", err.message);
}

static void refuse(const struct jurisdiction_event *event, const char *words)
{
	struct jurisdiction_state before = state;
	struct err err = {0};

	assert_int_equal(jurisdiction_apply(&state, event, arena, &err), ERR_INTERNAL);
	if (!strstr(err.message, words))
		fail_msg("expected \"%s\": %s", words, err.message);
	assert_int_equal(state.seq, before.seq);
	assert_int_equal(state.log_count, before.log_count);
	assert_int_equal(state.key_count, before.key_count);
}

static void begin(void)
{
	apply(next(JURISDICTION_EVENT_JURISDICTION_SET));
}

static void set_unit(int64_t id, int64_t position)
{
	struct jurisdiction_event *event = next(JURISDICTION_EVENT_UNIT_SET);

	event->unit_set = (struct unit_set){.unit_id = id, .position = position};
	apply(event);
}

static void test_the_newest_of_each_holds(void **unused)
{
	const struct jurisdiction_item *item;
	struct jurisdiction_event *event;

	(void)unused;
	begin();
	set_unit(30, 1);
	set_unit(10, 2);
	set_unit(20, 3);
	set_unit(10, 4);
	assert_int_equal(state.units.count, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(state.units.items[i].id, 10 * (i + 1));
	item = jurisdiction_items_find(&state.units, 10);
	assert_int_equal(item->event->unit_set.position, 4);
	assert_int_equal(item->event->meta.seq, 5);
	assert_int_equal(item->first_at_us, 30);
	assert_null(jurisdiction_items_find(&state.units, 15));
	assert_null(jurisdiction_items_find(&state.units, 31));
	assert_null(jurisdiction_items_find(&state.officers, 10));
	// the kinds do not meet
	event = next(JURISDICTION_EVENT_OFFICER_SET);
	event->officer_set.officer_id = 10;
	apply(event);
	event = next(JURISDICTION_EVENT_CATEGORY_SET);
	event->category_set.category_id = 10;
	apply(event);
	event = next(JURISDICTION_EVENT_AREA_SET);
	event->area_set.area_id = 10;
	apply(event);
	event = next(JURISDICTION_EVENT_JURISDICTION_SET);
	event->jurisdiction_set.version = 2;
	apply(event);
	apply(next(JURISDICTION_EVENT_LEDGER_REBUILT));
	assert_int_equal(
		jurisdiction_items_find(&state.officers, 10)->event->type, JURISDICTION_EVENT_OFFICER_SET);
	assert_int_equal(
		jurisdiction_items_find(&state.categories, 10)->event->type, JURISDICTION_EVENT_CATEGORY_SET);
	assert_int_equal(jurisdiction_items_find(&state.areas, 10)->event->type, JURISDICTION_EVENT_AREA_SET);
	assert_int_equal(state.jurisdiction->jurisdiction_set.version, 2);
	assert_int_equal(state.units.count, 3);
	assert_int_equal(state.rebuilds, 1);
	assert_int_equal(state.seq, 10);
}

// Ids in any order: what is found is what was set last.
static void test_random_order(void **unused)
{
	enum { IDS = 200, SETS = 2000 };
	int64_t newest[IDS] = {0};
	unsigned seed;
	size_t count = 0;

	(void)unused;
	random_bytes(&seed, sizeof(seed));
	print_message("# seed %u\n", seed);
	begin();
	for (int i = 1; i <= SETS; i++) {
		size_t id = (size_t)rand_r(&seed) % IDS;

		count += newest[id] == 0;
		newest[id] = i;
		set_unit((int64_t)id + 1, i);
	}
	assert_int_equal(state.units.count, count);
	for (size_t id = 0; id < IDS; id++) {
		const struct jurisdiction_item *item = jurisdiction_items_find(&state.units, (int64_t)id + 1);

		assert_int_equal(item ? item->event->unit_set.position : 0, newest[id]);
	}
}

static void test_what_cannot_come_next(void **unused)
{
	struct jurisdiction_event *event;

	(void)unused;
	refuse(next(JURISDICTION_EVENT_UNIT_SET), "first event is unit.set");
	begin();
	event = next(JURISDICTION_EVENT_UNIT_SET);
	event->meta.seq++;
	refuse(event, "event 3 follows 1");
	event->meta.seq = 1;
	refuse(event, "event 1 follows 1");
	event = next(JURISDICTION_EVENT_UNIT_SET);
	event->meta.at_us = state.last_at_us - 1;
	refuse(event, "older");
	event = next(JURISDICTION_EVENT_UNIT_SET);
	event->meta.stream_id = HERE + 1;
	refuse(event, "of the stream 8");
	event->meta.jurisdiction_id = HERE + 1;
	refuse(event, "of the stream 8");
}

static struct jurisdiction_event *log_event(int64_t number, const char *key)
{
	struct jurisdiction_event *event = next(JURISDICTION_EVENT_LEDGER_STARTED);

	event->ledger_started = (struct ledger_started){.number = number,
		.cause = LEDGER_CAUSE_NEW,
		.origin = SLICE("a.example/1"),
		.public_key = slice_of(key)};
	return event;
}

static struct jurisdiction_event *key_event(int64_t number, const char *old_key, const char *new_key)
{
	struct jurisdiction_event *event = next(JURISDICTION_EVENT_LEDGER_KEY_CHANGED);

	event->ledger_key_changed = (struct ledger_key_changed){
		.number = number, .old_key = slice_of(old_key), .new_key = slice_of(new_key)};
	return event;
}

static void test_logs_and_keys(void **unused)
{
	struct jurisdiction_event *event;

	(void)unused;
	begin();
	refuse(key_event(1, "aa", "bb"), "not in force");
	event = log_event(1, "aa");
	event->ledger_started.cause = LEDGER_CAUSE_RESTORED;
	refuse(event, "whole");
	event->ledger_started.cause = LEDGER_CAUSE_NEW;
	apply(event);
	refuse(key_event(1, "bb", "cc"), "not in force");
	refuse(key_event(2, "aa", "bb"), "not in force");
	apply(key_event(1, "aa", "bb"));
	refuse(key_event(1, "aa", "cc"), "not in force");
	refuse(log_event(1, "cc"), "log 1 follows 1");
	event = log_event(3, "cc"); // log 2 was lost whole
	event->ledger_started.cause = LEDGER_CAUSE_RESTORED;
	event->ledger_started.previous_origin = SLICE("a.example/2");
	refuse(event, "whole");
	event->ledger_started.previous_root = SLICE("00");
	event->ledger_started.previous_signature = SLICE("11");
	apply(event);
	refuse(key_event(1, "bb", "dd"), "not in force");
	apply(key_event(3, "cc", "dd"));

	assert_int_equal(state.log_count, 2);
	assert_true(slice_eq(state.logs[0].key, SLICE("bb")));
	assert_true(slice_eq(state.logs[0].started->public_key, SLICE("aa")));
	assert_int_equal(state.logs[0].key_changes, 1);
	assert_true(slice_eq(state.logs[1].key, SLICE("dd")));
	assert_int_equal(state.logs[1].seq, 4);
	assert_int_equal(state.key_count, 4);
	for (size_t i = 0; i < 4; i++) {
		static const char *const keys[] = {"aa", "bb", "cc", "dd"};

		assert_true(slice_eq_cstr(state.keys[i].key, keys[i]));
		assert_int_equal(state.keys[i].log, i < 2 ? 1 : 3);
		assert_int_equal(state.keys[i].seq, i + 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_newest_of_each_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_random_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_cannot_come_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_logs_and_keys, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
