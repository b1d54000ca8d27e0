// SPDX-License-Identifier: Apache-2.0
// What counts in the figures, case by case, worked out by hand.
#include "base/clock.h"
#include "base/macros.h"
#include "domain/figure_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CASE  77
#define ROADS 20
#define PARKS 30

// A case told by days and hours of UTC+8; day 0 is Monday, 2026-03-02.
#define DAY_0	      INT64_C(20514)
#define AT(day, hour) ((((DAY_0 + (day)) * 24) + (hour)-8) * US_PER_HOUR)

struct told {
	struct arena *arena;
	struct calendar *calendar;
	struct figure_case counted;
	int64_t seq;
};

static struct told t;

static int set_up(void **state)
{
	struct calendar_builder *b = calendar_builder_new();

	(void)state;
	t = (struct told){.arena = arena_new()};
	t.calendar = calendar_build(b, 1);
	t.counted = (struct figure_case){.arena = t.arena, .calendar = t.calendar};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calendar_free(t.calendar);
	arena_free(t.arena);
	return 0;
}

static void apply(struct case_event event, enum case_event_type type, int64_t at_us)
{
	struct err err = {0};

	event.type = type;
	event.meta = (struct event_meta){.jurisdiction_id = 1,
		.stream_id = CASE,
		.seq = ++t.seq,
		.at_us = at_us,
		.by = EVENT_BY_OFFICER};
	if (figure_case_apply(&t.counted, &event, &err) < 0)
		fail_msg("%s", err.message);
}

// Monday at nine; contact by Tuesday, reply by Thursday, to be solved by the Monday after, each at 17:00.
static void receive(void)
{
	apply((struct case_event){.received = {.code = SLICE("K7M3FX9PA"),
					  .channel = CASE_CHANNEL_HOTLINE,
					  .kind = CASE_KIND_COMPLAINT,
					  .category_id = 5,
					  .area_id = 6,
					  .contact_by = AT(1, 17),
					  .reply_by = AT(3, 17),
					  .solve_by = AT(7, 17)}},
		CASE_EVENT_RECEIVED, AT(0, 9));
}

static void assign(int64_t unit_id, int64_t at_us)
{
	apply((struct case_event){.assigned = {.assignment_id = t.seq + 1,
					  .unit_id = unit_id,
					  .role = ASSIGNMENT_ROLE_LEAD,
					  .deadline = AT(7, 17)}},
		CASE_EVENT_ASSIGNED, at_us);
}

static void answer(int64_t unit_id, int64_t at_us)
{
	apply((struct case_event){.answered = {.unit_id = unit_id}}, CASE_EVENT_ANSWERED, at_us);
}

static void close_it(enum case_outcome outcome, int64_t at_us)
{
	apply((struct case_event){.closed = {.outcome = outcome}}, CASE_EVENT_CLOSED, at_us);
}

// "class day marks unit" of each fact, days counted from DAY_0.
static void expect(const struct figure_fact *wanted, size_t count)
{
	struct figure_fact *facts;
	size_t fact_count;

	figure_case_facts(&t.counted, &facts, &fact_count);
	assert_int_equal(fact_count, count);
	for (size_t i = 0; i < count; i++) {
		if (facts[i].class != wanted[i].class || facts[i].day - DAY_0 != wanted[i].day ||
			facts[i].marks != wanted[i].marks || facts[i].days != wanted[i].days ||
			facts[i].cell.of[FIGURE_BY_UNIT] != wanted[i].cell.of[FIGURE_BY_UNIT])
			fail_msg("fact %zu: class %d day %lld marks %x days %d unit %lld", i, facts[i].class,
				(long long)(facts[i].day - DAY_0), facts[i].marks, facts[i].days,
				(long long)facts[i].cell.of[FIGURE_BY_UNIT]);
	}
}

#define FACT(c, d, m, unit)                                                                                  \
	{                                                                                                    \
		.class = FIGURE_CLASS_##c, .day = (d), .marks = (m), .cell = { {0, (unit)} }                 \
	}
#define EXPECT(...)                                                                                          \
	do {                                                                                                 \
		static const struct figure_fact wanted_[] = {__VA_ARGS__};                                   \
		expect(wanted_, ARRAY_LEN(wanted_));                                                         \
	} while (0)

static void test_the_plain_way(void **state)
{
	(void)state;
	receive();
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN, 0), FACT(CONTACT_DUE, 1, FIGURE_STILL_OPEN, 0),
		FACT(REPLY_DUE, 3, FIGURE_STILL_OPEN, 0), FACT(SOLVE_DUE, 7, FIGURE_STILL_OPEN, 0));
	assign(ROADS, AT(1, 9));
	apply((struct case_event){.written = {0}}, CASE_EVENT_WRITTEN, AT(1, 17)); // to the minute
	answer(ROADS, AT(4, 9));						   // too late for a reply
	close_it(CASE_OUTCOME_DONE, AT(7, 16));
	EXPECT(FACT(RECEIVED, 0, FIGURE_CONCLUDED_NOW, ROADS), FACT(CONTACT_DUE, 1, FIGURE_MET, ROADS),
		FACT(REPLY_DUE, 3, 0, ROADS), FACT(SOLVE_DUE, 7, FIGURE_MET, ROADS),
		{.class = FIGURE_CLASS_CONCLUDED, .day = 7, .days = 7, .cell = {{0, ROADS}}},
		FACT(ASSIGNED, 1, 0, ROADS), FACT(CLOSING, 7, 0, ROADS));
}

// Silence is no answer; a word changed later replaces the one before; partly is neither yes nor no.
static void test_the_raisers_word(void **state)
{
	struct figure_fact *facts;
	size_t count;

	(void)state;
	receive();
	answer(ROADS, AT(0, 12));
	close_it(CASE_OUTCOME_UNSOLVED, AT(0, 13));
	figure_case_facts(&t.counted, &facts, &count);
	assert_int_equal(facts[4].class, FIGURE_CLASS_CONCLUDED);
	assert_int_equal(facts[4].marks, FIGURE_UNSOLVED);
	assert_int_equal(facts[4].cell.of[FIGURE_BY_UNIT], ROADS); // no unit has it; ROADS answered
	apply((struct case_event){.rated = {.solved = RAISER_SOLVED_NO, .satisfied = RAISER_SATISFIED_NO}},
		CASE_EVENT_RATED, AT(5, 9));
	apply((struct case_event){.rated = {.solved = RAISER_SOLVED_PARTLY}}, CASE_EVENT_RATED, AT(6, 9));
	figure_case_facts(&t.counted, &facts, &count);
	assert_int_equal(facts[4].day, DAY_0); // counts to the day of the closing
	assert_int_equal(facts[4].marks, FIGURE_UNSOLVED | FIGURE_SOLVED_PARTLY);
}

static void test_reopened_and_given_to_another(void **state)
{
	(void)state;
	receive();
	assign(ROADS, AT(0, 10));
	answer(ROADS, AT(1, 9));
	close_it(CASE_OUTCOME_DONE, AT(2, 9));
	apply((struct case_event){.reopened = {.unit_id = ROADS}}, CASE_EVENT_REOPENED, AT(3, 9));
	assign(PARKS, AT(3, 10));
	// what was done stays with whom did it; what the case is goes on with PARKS, and it is not on time
	// any more
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN, PARKS), FACT(CONTACT_DUE, 1, FIGURE_MET, PARKS),
		FACT(REPLY_DUE, 3, FIGURE_MET, PARKS), FACT(SOLVE_DUE, 7, FIGURE_STILL_OPEN, PARKS),
		FACT(ASSIGNED, 0, 0, ROADS), FACT(CLOSING, 2, FIGURE_REOPENED_AFTER, ROADS),
		FACT(ASSIGNED, 3, 0, PARKS));
	answer(PARKS, AT(8, 9));
	close_it(CASE_OUTCOME_DONE, AT(9, 9));
	EXPECT(FACT(RECEIVED, 0, FIGURE_CONCLUDED_NOW, PARKS), FACT(CONTACT_DUE, 1, FIGURE_MET, PARKS),
		FACT(REPLY_DUE, 3, FIGURE_MET, PARKS), FACT(SOLVE_DUE, 7, 0, PARKS),
		{.class = FIGURE_CLASS_CONCLUDED, .day = 9, .days = 9, .cell = {{0, PARKS}}},
		FACT(ASSIGNED, 0, 0, ROADS), FACT(CLOSING, 2, FIGURE_REOPENED_AFTER, ROADS),
		FACT(ASSIGNED, 3, 0, PARKS), FACT(CLOSING, 9, 0, PARKS));
}

static void test_returned_and_extended(void **state)
{
	(void)state;
	receive();
	assign(ROADS, AT(0, 10));
	apply((struct case_event){.returned = {.unit_id = ROADS, .reason_code = RETURN_REASON_NOT_OURS}},
		CASE_EVENT_RETURNED, AT(1, 10));
	assign(PARKS, AT(2, 10));
	apply((struct case_event){.extension_decided = {.unit_id = PARKS,
					  .granted = false,
					  .deadline = AT(7, 17),
					  .reply_by = AT(3, 17),
					  .solve_by = AT(7, 17)}},
		CASE_EVENT_EXTENSION_DECIDED, AT(4, 10));
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN, PARKS), FACT(CONTACT_DUE, 1, FIGURE_STILL_OPEN, PARKS),
		FACT(REPLY_DUE, 3, FIGURE_STILL_OPEN, PARKS), FACT(SOLVE_DUE, 7, FIGURE_STILL_OPEN, PARKS),
		FACT(ASSIGNED, 0, FIGURE_WAS_RETURNED, ROADS), FACT(ASSIGNED, 2, 0, PARKS));
	apply((struct case_event){.extension_decided = {.unit_id = PARKS,
					  .granted = true,
					  .deadline = AT(14, 17),
					  .reply_by = AT(3, 17),
					  .solve_by = AT(14, 17)}},
		CASE_EVENT_EXTENSION_DECIDED, AT(5, 10));
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN | FIGURE_DEADLINE_MOVED, PARKS),
		FACT(CONTACT_DUE, 1, FIGURE_STILL_OPEN, PARKS), FACT(REPLY_DUE, 3, FIGURE_STILL_OPEN, PARKS),
		FACT(SOLVE_DUE, 14, FIGURE_STILL_OPEN, PARKS), FACT(ASSIGNED, 0, FIGURE_WAS_RETURNED, ROADS),
		FACT(ASSIGNED, 2, FIGURE_WAS_EXTENDED, PARKS));
}

// Taken back before the deadline: left out. After it: it was missed, and stays so.
static void test_ended_without_being_done(void **state)
{
	(void)state;
	receive();
	apply((struct case_event){.withdrawn = {0}}, CASE_EVENT_WITHDRAWN, AT(5, 9));
	EXPECT(FACT(RECEIVED, 0, FIGURE_WITHDRAWN_NOW, 0), FACT(CONTACT_DUE, 1, 0, 0),
		FACT(REPLY_DUE, 3, 0, 0), FACT(SOLVE_DUE, 7, FIGURE_LEFT_OUT, 0));
}

static void test_declined_and_overturned(void **state)
{
	(void)state;
	receive();
	apply((struct case_event){.declined = {.reason_code = DECLINE_REASON_OTHER}}, CASE_EVENT_DECLINED,
		AT(1, 9));
	// the raiser was told why: that is contact, but no answer
	EXPECT(FACT(RECEIVED, 0, FIGURE_DECLINED_NOW, 0), FACT(CONTACT_DUE, 1, FIGURE_MET, 0),
		FACT(REPLY_DUE, 3, FIGURE_LEFT_OUT, 0), FACT(SOLVE_DUE, 7, FIGURE_LEFT_OUT, 0));
	apply((struct case_event){.appealed = {.declined_seq = 2}}, CASE_EVENT_APPEALED, AT(2, 9));
	apply((struct case_event){.appeal_decided = {.outcome = APPEAL_OUTCOME_OVERTURNED}},
		CASE_EVENT_APPEAL_DECIDED, AT(3, 9));
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN, 0), FACT(CONTACT_DUE, 1, FIGURE_MET, 0),
		FACT(REPLY_DUE, 3, FIGURE_STILL_OPEN, 0), FACT(SOLVE_DUE, 7, FIGURE_STILL_OPEN, 0));
}

// While the clocks stand still nothing is missed.
static void test_waiting(void **state)
{
	(void)state;
	receive();
	assign(ROADS, AT(0, 10));
	apply((struct case_event){.accepted = {.unit_id = ROADS}}, CASE_EVENT_ACCEPTED, AT(0, 11));
	apply((struct case_event){.waiting = {.unit_id = ROADS,
					  .reason_code = WAITING_REASON_SEASON,
					  .until = AT(20, 9)}},
		CASE_EVENT_WAITING, AT(2, 9));
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN | FIGURE_WAITING_NOW, ROADS),
		FACT(CONTACT_DUE, 1, FIGURE_STILL_OPEN, ROADS), FACT(REPLY_DUE, 3, FIGURE_LEFT_OUT, ROADS),
		FACT(SOLVE_DUE, 7, FIGURE_LEFT_OUT, ROADS), FACT(ASSIGNED, 0, FIGURE_HAS_WAITED, ROADS));
}

static void test_a_corrected_category(void **state)
{
	struct case_classified to = {.category_id = 9,
		.kind = CASE_KIND_HELP,
		.reply_by = AT(10, 17)}; // this one has no clocks to contact and to solve

	(void)state;
	receive();
	to.previous_category_id = 5;
	apply((struct case_event){.classified = to}, CASE_EVENT_CLASSIFIED, AT(1, 9));
	EXPECT(FACT(RECEIVED, 0, FIGURE_OPEN | FIGURE_RECATEGORISED | FIGURE_DEADLINE_MOVED, 0),
		FACT(REPLY_DUE, 10, FIGURE_STILL_OPEN, 0),
		FACT(SOLVE_DUE, 10, FIGURE_STILL_OPEN, 0)); // to reply is its last clock
}

// ---- Figures of sums

static void test_shares(void **state)
{
	struct figure_sums due = {.all = 20, .marked = {14, 3}}; // met, left out
	struct figure_sums closed = {.all = 50, .marked = {12, 3, 5, 9, 1}};
	const struct figure_definition *d = figure_definition(FIGURE_ON_TIME);

	(void)state;
	assert_int_equal(figure_count(d->part, &due), 14);
	assert_int_equal(figure_count(d->whole, &due), 17);
	assert_int_equal(figure_count(d->left_out, &due), 3);
	d = figure_definition(FIGURE_SOLVED);
	assert_int_equal(figure_count(d->part, &closed), 12);
	assert_int_equal(figure_count(d->whole, &closed), 20);
	assert_int_equal(figure_count(d->left_out, &closed), 30); // said nothing
	d = figure_definition(FIGURE_SATISFIED);
	assert_int_equal(figure_count(d->part, &closed), 9);
	assert_int_equal(figure_count(d->whole, &closed), 10);
	d = figure_definition(FIGURE_PROCESSED);
	assert_int_equal(figure_count(d->part, &(struct figure_sums){.all = 9, .marked = {2}}), 7);
}

// A term holds for a mark exactly where its count counts it.
static void test_terms_count_what_they_hold_for(void **state)
{
	(void)state;
	for (int f = 0; f < FIGURES; f++) {
		const struct figure_definition *d = figure_definition((enum figure)f);
		const struct figure_term terms[] = {d->part, d->whole};
		enum figure again;

		assert_true(figure_parse(slice_of(d->code), &again) && (int)again == f);
		for (size_t k = 0; k < ARRAY_LEN(terms); k++) {
			for (int mark = -1; mark < FIGURE_MARKS; mark++) {
				struct figure_sums sums = {.all = 1};

				if (mark >= 0)
					sums.marked[mark] = 1;
				assert_int_equal(figure_count(terms[k], &sums),
					figure_term_holds(terms[k], mark < 0 ? 0 : 1u << mark));
			}
		}
	}
}

static void test_days(void **state)
{
	static const struct figure_days some[] = {{0, 1}, {2, 4}, {3, 4}, {45, 1}};

	(void)state;
	assert_int_equal(figure_days_class(0), 0);
	assert_int_equal(figure_days_class(30), 30);
	assert_int_equal(figure_days_class(31), 45);
	assert_int_equal(figure_days_class(365), 365);
	assert_int_equal(figure_days_class(366), FIGURE_DAYS_MORE);
	assert_int_equal(figure_days_at(some, 4, 50), 2); // five of ten took no longer
	assert_int_equal(figure_days_at(some, 4, 51), 3);
	assert_int_equal(figure_days_at(some, 4, 90), 3);
	assert_int_equal(figure_days_at(some, 4, 91), 45);
	assert_int_equal(figure_days_at(NULL, 0, 50), -1);
}

static void hide(const int64_t *counts, size_t count, const char *wanted)
{
	bool hidden[8] = {0};
	size_t how_many = 0;

	for (size_t i = 0; i < count; i++)
		how_many += wanted[i] == 'x';
	assert_int_equal(figure_hide_small(counts, count, 5, hidden), how_many);
	for (size_t i = 0; i < count; i++) {
		if (hidden[i] != (wanted[i] == 'x'))
			fail_msg("%s: cell %zu", wanted, i);
	}
}

static void test_small_numbers(void **state)
{
	(void)state;
	hide((int64_t[]){9, 5, 0, 30}, 4, "....");
	hide((int64_t[]){9, 4, 3, 30}, 4, ".xx."); // seven together
	hide((int64_t[]){9, 4, 6, 30}, 4, ".xx."); // else 4 is the total without the others
	hide((int64_t[]){9, 1, 2, 30}, 4, "xxx."); // three together are few, too
	hide((int64_t[]){3, 0, 0}, 3, "x..");	   // nothing else is there to hide it with
	hide((int64_t[]){0, 0}, 2, "..");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_plain_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_raisers_word, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reopened_and_given_to_another, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_returned_and_extended, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ended_without_being_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_declined_and_overturned, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waiting, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_corrected_category, set_up, tear_down),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_terms_count_what_they_hold_for),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_small_numbers),
	};

	return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
