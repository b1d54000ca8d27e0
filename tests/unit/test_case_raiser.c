// SPDX-License-Identifier: Apache-2.0
// What the raiser decides: whether it is solved. Rule 4 of those that protect people.
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_raiser.h"
#include "domain/case_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct world w;

static int set_up(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

static struct case_command word(enum case_command_type type, enum raiser_solved solved)
{
	return (struct case_command){.type = type, .rate = {.solved = solved}};
}

static void test_the_word_stands_apart_from_the_end(void **state)
{
	struct case_public_view view;
	struct case_public_step step;
	struct case_command c = word(CASE_COMMAND_RATE, RAISER_SOLVED_NO);

	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	assert_int_equal(w.state.solved, RAISER_SOLVED_NONE); // silence is no answer
	assert_int_equal(w.state.outcome, CASE_OUTCOME_DONE);
	world_raiser(&w);
	c.rate.words = SLICE("昨晚又不亮");
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.state, CASE_STATE_CLOSED);
	assert_int_equal(w.state.outcome, CASE_OUTCOME_DONE);
	assert_int_equal(w.state.solved, RAISER_SOLVED_NO);
	assert_int_equal(w.state.satisfied, RAISER_SATISFIED_NONE); // was not said
	assert_true(slice_eq_cstr(w.state.rating_words.value, "昨晚又不亮"));
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.solved, RAISER_SOLVED_NO);
	assert_false(step.is_callback);

	// Nothing of it before release; then the choices, never the words.
	case_public_view(&w.state, &view);
	assert_int_equal(view.solved, RAISER_SOLVED_NONE);
	world_officer(&w, 5, UNIT_INTAKE, ROLE_EDITOR);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RELEASE)), REFUSAL_NONE);
	case_public_view(&w.state, &view);
	assert_int_equal(view.solved, RAISER_SOLVED_NO);
	assert_int_equal(view.rated_by, EVENT_BY_RAISER);
	world_raiser(&w);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_PARTLY)), REFUSAL_NONE);
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("words")));
}

static void test_it_can_be_changed_for_thirty_days(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	world_raiser(&w);
	int64_t closed_at = w.now_us;

	assert_int_equal(case_word_until(&w.state), closed_at + 30 * US_PER_DAY);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_NONE)), REFUSAL_CHOICE_MISSING);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "solved"));
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_NONE);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_NOTHING_CHANGED);
	w.now_us = closed_at + 30 * US_PER_DAY;
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_NO)), REFUSAL_NONE);
	assert_int_equal(w.state.ratings, 2);
	w.now_us++;
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_TOO_LATE);
	assert_int_equal(w.decision.refusals[0].limit, 30);
	assert_int_equal(w.state.solved, RAISER_SOLVED_NO);
}

static void test_it_cannot_be_changed_without_end(void **state)
{
	int said = 0;

	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	world_raiser(&w);
	while (said < 100 &&
		world_do(&w, word(CASE_COMMAND_RATE, said % 2 ? RAISER_SOLVED_YES : RAISER_SOLVED_NO)) ==
			REFUSAL_NONE)
		said++;
	assert_int_equal(said, 20);
	assert_int_equal(w.decision.refusals[0].code, REFUSAL_TOO_OFTEN);
}

static void test_a_callback_is_another_units(void **state)
{
	struct case_command c = word(CASE_COMMAND_CALLBACK, RAISER_SOLVED_PARTLY);
	struct refusal why;

	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	// of the unit that answered, of one below it, and who answered, wherever that officer is now
	world_officer(&w, 9, UNIT_ROADS, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, c), REFUSAL_NOT_INDEPENDENT);
	world_officer(&w, 9, UNIT_WATER, ROLE_SUPERVISOR);
	w.facts.actor.is_of_answering_unit = true;
	assert_int_equal(world_do(&w, c), REFUSAL_NOT_INDEPENDENT);
	w.facts.actor.is_of_answering_unit = false;
	world_officer(&w, 2, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, c), REFUSAL_NOT_INDEPENDENT);
	// whom it complains of learns nothing of it
	world_officer(&w, 9, UNIT_WATER, ROLE_SUPERVISOR);
	w.facts.actor.is_complained_of = true;
	assert_int_equal(world_do(&w, c), REFUSAL_NOT_FOR_YOU);
	// the program says nothing for anybody
	w.facts.actor = (struct case_actor){.by = EVENT_BY_SYSTEM};
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_ROLE_MISSING);

	world_officer(&w, 9, UNIT_WATER, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.rated_by, EVENT_BY_OFFICER);
	c.rate.solved = RAISER_SOLVED_YES; // the next call
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);

	// What the raiser says replaces it, and is replaced by no officer.
	world_raiser(&w);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_NONE);
	assert_int_equal(w.state.rated_by, EVENT_BY_RAISER);
	world_officer(&w, 9, UNIT_WATER, ROLE_SUPERVISOR);
	assert_true(case_may(&w.state, CASE_COMMAND_CALLBACK, &w.facts, &why));
	assert_true(case_word_refusal(&w.state, EVENT_BY_OFFICER, w.now_us, &why));
	assert_int_equal(world_do(&w, c), REFUSAL_RAISER_SPOKE);
}

static void test_bad_words(void **state)
{
	static char long_text[1002];
	struct case_command c = word(CASE_COMMAND_RATE, RAISER_SOLVED_YES);

	(void)state;
	memset(long_text, 'a', sizeof(long_text) - 1);
	world_case_in(&w, CASE_STATE_CLOSED);
	world_raiser(&w);
	c.rate.words = slice_of(long_text);
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_TOO_LONG);
	assert_true(world_refused(&w, REFUSAL_TEXT_TOO_LONG, "words"));
	c.rate.words = SLICE("\xff");
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_MALFORMED);
}

static void test_not_solved_is_taken_up_again(void **state)
{
	struct case_command again = {.type = CASE_COMMAND_REOPEN, .reopen = {SLICE("昨晚又不亮")}};
	struct case_public_step step;

	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	int64_t closed_at = w.state.closed_at_us, reply_by = w.state.reply_by_us,
		solve_by = w.state.solve_by_us;
	int64_t first_answer = w.state.first_answered_at_us, unit_deadline = w.state.unit_deadline_us;

	// Silence and "solved" reopen nothing.
	world_raiser(&w);
	assert_int_equal(world_do(&w, again), REFUSAL_NOT_UNSOLVED);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_NONE);
	assert_int_equal(world_do(&w, again), REFUSAL_NOT_UNSOLVED);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_NO)), REFUSAL_NONE);
	again.reopen.reason = SLICE(" ");
	assert_int_equal(world_do(&w, again), REFUSAL_REASON_MISSING);
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "reason"));
	again.reopen.reason = SLICE("昨晚又不亮");
	w.now_us = closed_at + 30 * US_PER_DAY + 1;
	assert_int_equal(world_do(&w, again), REFUSAL_TOO_LATE);
	w.now_us = closed_at + 20 * US_PER_DAY;
	// nor does the unit that answered decide it
	world_officer(&w, 9, UNIT_ROADS, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, again), REFUSAL_NOT_INDEPENDENT);
	world_raiser(&w);
	assert_int_equal(world_do(&w, again), REFUSAL_NONE);
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.unit_id, 0);
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("reason")));

	// Open again, counted; concluded and the word about it are of the past.
	assert_int_equal(w.state.state, CASE_STATE_REOPENED);
	assert_true(case_is_open(&w.state));
	assert_int_equal(w.state.reopens, 1);
	assert_int_equal(w.state.outcome, CASE_OUTCOME_NONE);
	assert_int_equal(w.state.closed_at_us, 0);
	assert_int_equal(w.state.solved, RAISER_SOLVED_NONE);
	assert_int_equal(w.state.unit_id, 0);
	// The raiser's clocks do not restart: what counts is when it was to be solved.
	assert_int_equal(w.state.reply_by_us, reply_by);
	assert_int_equal(w.state.solve_by_us, solve_by);
	assert_int_equal(w.state.first_answered_at_us, first_answer);
	assert_int_equal(case_due_at(&w.state), solve_by);
	w.state.solve_by_us = 0;
	assert_int_equal(case_due_at(&w.state), reply_by);
	w.state.solve_by_us = solve_by;

	// The unit's does.
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_ROADS)), REFUSAL_NONE);
	assert_true(w.state.unit_deadline_us > w.now_us && w.state.unit_deadline_us > unit_deadline);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RETURN)), REFUSAL_NONE);
	assert_int_equal(case_due_at(&w.state), solve_by);
}

static void test_it_can_be_reopened_after_each_closing(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_REOPENED);
	for (int round = 2; round < 5; round++) {
		world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
		assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
		world_officer(&w, 3, UNIT_WATER, ROLE_HANDLER);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ACCEPT)), REFUSAL_NONE);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
		world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)), REFUSAL_NONE);
		assert_int_equal(w.state.solved, RAISER_SOLVED_NONE);
		// asked on the telephone, and reopened for who cannot
		assert_int_equal(
			world_do(&w, word(CASE_COMMAND_CALLBACK, RAISER_SOLVED_PARTLY)), REFUSAL_NONE);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_REOPEN)), REFUSAL_NONE);
		assert_int_equal(w.state.reopens, round);
	}
}

static struct case_command plain(enum case_command_type type)
{
	return world_command(&w, type);
}

static void test_withdrawing_ends_it(void **state)
{
	struct case_command c = {.type = CASE_COMMAND_WITHDRAW};

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	world_raiser(&w);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE); // without a reason
	assert_int_equal(w.decision.events[0].withdrawn.unit_id, UNIT_ROADS);
	assert_false(case_is_open(&w.state));
	assert_int_equal(case_due_at(&w.state), INT64_MAX);
	assert_int_equal(w.state.outcome, CASE_OUTCOME_NONE); // it is not concluded
	assert_int_equal(world_do(&w, c), REFUSAL_WRONG_STATE);
	// what is closed cannot be taken back
	world_case_in(&w, CASE_STATE_CLOSED);
	world_raiser(&w);
	assert_int_equal(world_do(&w, c), REFUSAL_WRONG_STATE);
}

static void test_declining_says_why_and_how_to_appeal(void **state)
{
	struct case_command c = {.type = CASE_COMMAND_DECLINE};
	struct case_public_view view;
	struct case_public_step step;

	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "reason_code"));
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "reason"));
	assert_true(world_refused(&w, REFUSAL_TEXT_MISSING, "legal_basis"));
	assert_true(world_refused(&w, REFUSAL_TEXT_MISSING, "how_to_appeal"));
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_RELEASE)), REFUSAL_NONE);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_DECLINE)), REFUSAL_NONE);
	case_public_view(&w.state, &view);
	assert_int_equal(view.decline_reason, DECLINE_REASON_BEFORE_A_COURT);
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.decline_reason, DECLINE_REASON_BEFORE_A_COURT);
	assert_true(case_field_is_public(&w.state, &w.decision.events[0], SLICE("public_reason")));
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("reason")));
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("legal_basis")));
}

static void test_an_appeal_is_decided_by_another(void **state)
{
	struct case_command appeal = {.type = CASE_COMMAND_APPEAL};

	(void)state;
	world_case_in(&w, CASE_STATE_DECLINED);
	int64_t reply_by = w.state.reply_by_us, seq = w.state.seq;

	world_raiser(&w);
	assert_int_equal(world_do(&w, appeal), REFUSAL_REASON_MISSING);
	w.now_us = w.state.declined_at_us + 60 * US_PER_DAY + 1;
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_APPEAL)), REFUSAL_APPEAL_TOO_LATE);
	w.now_us--;
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_APPEAL)), REFUSAL_NONE);
	assert_int_equal(w.decision.events[0].appealed.declined_seq, seq);
	assert_true(case_is_open(&w.state));
	// not by whoever declined it, also with another role; where that one is not known, not by that unit
	world_officer(&w, 1, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_OVERTURN)), REFUSAL_OWN_DECLINE);
	w.state.declined_by_officer_id = 0;
	world_officer(&w, 7, UNIT_INTAKE, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_UPHOLD)), REFUSAL_OWN_DECLINE);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	struct case_command silent = {.type = CASE_COMMAND_UPHOLD};

	assert_int_equal(world_do(&w, silent), REFUSAL_REASON_MISSING);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_OVERTURN)), REFUSAL_NONE);

	// Received again, with the days that were promised; and not declined a second time.
	assert_int_equal(w.state.state, CASE_STATE_RECEIVED);
	assert_int_equal(w.state.reply_by_us, reply_by);
	assert_int_equal(w.state.decline_reason, DECLINE_REASON_NONE);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_DECLINE)), REFUSAL_OVERTURNED_BEFORE);
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_ROADS)), REFUSAL_NONE);
}

static void test_an_upheld_decline_is_the_end(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_APPEALED);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_UPHOLD)), REFUSAL_NONE);
	assert_int_equal(w.state.state, CASE_STATE_DECLINED);
	assert_int_equal(w.state.appeal_outcome, APPEAL_OUTCOME_UPHELD);
	world_raiser(&w);
	assert_int_equal(world_do(&w, plain(CASE_COMMAND_APPEAL)), REFUSAL_APPEALED_ALREADY);
}

// Who calls back must know the number; nobody longer than the call can count.
static void test_contact_data_for_a_callback(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_CLOSED);
	int64_t until = case_word_until(&w.state);

	world_officer(&w, 9, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_true(case_may_view_contact(&w.state, &w.facts.actor, until));
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until + 1));
	w.state.secret = private_flag_of(true);
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until));
	world_officer(&w, 9, UNIT_INTAKE, ROLE_INTAKE);
	assert_true(case_may_view_contact(&w.state, &w.facts.actor, until));
	w.facts.actor.is_of_answering_unit = true;
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until));
	world_officer(&w, 2, UNIT_INTAKE, ROLE_INTAKE); // who answered
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until));
	world_officer(&w, 9, UNIT_ROADS, ROLE_INTAKE | ROLE_SUPERVISOR);
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until));
	// the raiser said it: there is nothing to ask
	world_raiser(&w);
	assert_int_equal(world_do(&w, word(CASE_COMMAND_RATE, RAISER_SOLVED_YES)), REFUSAL_NONE);
	world_officer(&w, 9, UNIT_INTAKE, ROLE_INTAKE);
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, until));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_word_stands_apart_from_the_end),
		cmocka_unit_test(test_it_can_be_changed_for_thirty_days),
		cmocka_unit_test(test_it_cannot_be_changed_without_end),
		cmocka_unit_test(test_a_callback_is_another_units),
		cmocka_unit_test(test_bad_words),
		cmocka_unit_test(test_contact_data_for_a_callback),
		cmocka_unit_test(test_not_solved_is_taken_up_again),
		cmocka_unit_test(test_it_can_be_reopened_after_each_closing),
		cmocka_unit_test(test_withdrawing_ends_it),
		cmocka_unit_test(test_declining_says_why_and_how_to_appeal),
		cmocka_unit_test(test_an_appeal_is_decided_by_another),
		cmocka_unit_test(test_an_upheld_decline_is_the_end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
