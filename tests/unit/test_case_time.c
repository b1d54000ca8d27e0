// SPDX-License-Identifier: Apache-2.0
// Waiting, extensions, and answers that are sent back: what each does to the clocks, and who decides.
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

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

static enum refusal_code do_it(enum case_command_type type)
{
	return world_do(&w, world_command(&w, type));
}

static void head(void)
{
	world_officer(&w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
}

static void intake(void)
{
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
}

static int64_t left(int64_t from_us, int64_t to_us)
{
	return calendar_working_us_between(w.calendar, from_us, to_us);
}

static void test_the_clocks_stand_still_while_it_waits(void **state)
{
	struct case_state before;
	int64_t since_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	w.now_us += 3 * US_PER_HOUR;
	head();
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_NONE);
	before = w.state;
	since_us = w.now_us;
	assert_int_equal(before.waiting_since_us, since_us);
	assert_int_equal(case_due_at(&w.state), before.waiting_until_us);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_WRONG_STATE);

	w.now_us += 5 * US_PER_DAY;
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_int_equal(w.state.pause_count, 1);
	assert_int_equal(left(w.now_us, w.state.unit_deadline_us), left(since_us, before.unit_deadline_us));
	assert_int_equal(left(w.now_us, w.state.reply_by_us), left(since_us, before.reply_by_us));
	assert_int_equal(left(w.now_us, w.state.solve_by_us), left(since_us, before.solve_by_us));
	assert_true(w.state.solve_by_us > before.solve_by_us);
}

// Whoever is late to end it, a job or an officer, takes no more time than was given.
static void test_it_ends_by_itself_and_counts_no_longer(void **state)
{
	int64_t since_us, until_us, deadline_us;

	(void)state;
	world_case_in(&w, CASE_STATE_WAITING);
	since_us = w.state.waiting_since_us;
	until_us = w.state.waiting_until_us;
	deadline_us = w.state.unit_deadline_us;
	w.facts.actor = (struct case_actor){.by = EVENT_BY_SYSTEM};
	w.now_us = until_us - 1;
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_WRONG_STATE);
	w.now_us = until_us + 3 * US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	assert_int_equal(w.state.pauses[0].to_us, until_us);
	assert_int_equal(left(until_us, w.state.unit_deadline_us), left(since_us, deadline_us));
}

// What had passed before stays passed.
static void test_a_pause_brings_no_deadline_back(void **state)
{
	int64_t deadline_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	deadline_us = w.state.unit_deadline_us;
	w.now_us = deadline_us + US_PER_HOUR;
	head();
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_NONE);
	w.now_us += 4 * US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	assert_int_equal(w.state.unit_deadline_us, deadline_us);
}

// Another category has other clocks: the pauses before count for them, each once.
static void test_another_category_keeps_the_pauses(void **state)
{
	struct case_command c;
	int64_t plain_us, from_us, to_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	head();
	from_us = w.now_us;
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_NONE);
	to_us = w.now_us += 2 * US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	intake();
	w.facts.policy.solve.period.count = 20;
	plain_us = calendar_deadline(w.calendar, w.state.received_at_us, w.facts.policy.solve.period);
	c = world_command(&w, CASE_COMMAND_CLASSIFY);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(left(plain_us, w.state.solve_by_us), left(from_us, to_us));
	// in the middle of a pause: what has not ended yet comes when it ends
	head();
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_NONE);
	from_us = w.now_us;
	intake();
	w.facts.policy.solve.period.count = 15;
	assert_int_equal(do_it(CASE_COMMAND_CLASSIFY), REFUSAL_NONE);
	int64_t solve_us = w.state.solve_by_us;

	w.now_us += US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	assert_int_equal(left(solve_us, w.state.solve_by_us), left(from_us, w.now_us));
}

static void test_what_waiting_asks_for(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_ROLE_MISSING);
	head();
	c = world_command(&w, CASE_COMMAND_WAIT);
	c.wait = (struct case_wait){0};
	assert_int_equal(world_do(&w, c), REFUSAL_CHOICE_MISSING);
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "reason"));
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "until"));
	c = world_command(&w, CASE_COMMAND_WAIT);
	c.wait.until = w.now_us;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_PASSED);
	c.wait.until = w.now_us + 93 * US_PER_DAY;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_TOO_FAR);
	for (int i = 0; i < LIMIT_WAITINGS; i++) {
		assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_NONE);
		w.now_us += US_PER_HOUR;
		assert_int_equal(do_it(CASE_COMMAND_RESUME), REFUSAL_NONE);
	}
	assert_int_equal(do_it(CASE_COMMAND_WAIT), REFUSAL_WAITED_TOO_OFTEN);
}

static void test_an_extension_is_asked_for_and_granted(void **state)
{
	struct case_public_step step;
	int64_t until_us, solve_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	solve_us = w.state.solve_by_us;
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_NONE);
	until_us = w.state.extension_until_us;
	assert_true(until_us > w.state.unit_deadline_us);
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.until_us, until_us);
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_EXTENSION_OPEN);
	// not by the unit that asked, whatever its officers are besides
	world_officer(&w, 8, UNIT_ROADS, ROLE_SUPERVISOR);
	assert_int_equal(do_it(CASE_COMMAND_GRANT_EXTENSION), REFUSAL_OWN_REQUEST);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(do_it(CASE_COMMAND_GRANT_EXTENSION), REFUSAL_NONE);
	assert_int_equal(w.state.unit_deadline_us, until_us);
	assert_int_equal(w.state.solve_by_us, solve_us > until_us ? solve_us : until_us);
	assert_int_equal(w.state.extensions, 1);
	assert_int_equal(do_it(CASE_COMMAND_REFUSE_EXTENSION), REFUSAL_WRONG_STATE);
	// once for each assignment
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_EXTENDED_BEFORE);
}

static void test_an_extension_moves_the_raisers_last_clock(void **state)
{
	struct case_command c;

	(void)state;
	world_new_case(&w);
	w.facts.policy.solve.is_set = false;
	w.facts.policy.unit.period.count = 5;
	assert_int_equal(world_do(&w, world_receive(&w)), REFUSAL_NONE);
	intake();
	assert_int_equal(do_it(CASE_COMMAND_ASSIGN), REFUSAL_NONE);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ACCEPT), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_NONE);
	intake();
	assert_int_equal(do_it(CASE_COMMAND_GRANT_EXTENSION), REFUSAL_NONE);
	assert_int_equal(w.state.reply_by_us, w.state.unit_deadline_us);
	// another category's clock is not before it
	c = world_command(&w, CASE_COMMAND_CLASSIFY);
	int64_t until_us = w.state.reply_by_us;

	w.facts.policy.reply.period.count = 2;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.reply_by_us, until_us);
}

static void test_an_extension_is_refused(void **state)
{
	struct case_command c;
	int64_t deadline_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	deadline_us = w.state.unit_deadline_us;
	c = world_command(&w, CASE_COMMAND_ASK_EXTENSION);
	c.extension.until = deadline_us;
	assert_int_equal(world_do(&w, c), REFUSAL_NOT_AN_EXTENSION);
	c.extension.until = deadline_us + 40 * US_PER_DAY;
	assert_int_equal(world_do(&w, c), REFUSAL_EXTENSION_TOO_LONG);
	assert_int_equal(w.decision.refusals[0].limit, 10);
	c.extension.until = 0;
	c.extension.reason = SLICE("");
	assert_int_equal(world_do(&w, c), REFUSAL_CHOICE_MISSING);
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "reason"));
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_NONE);
	intake();
	c = world_command(&w, CASE_COMMAND_REFUSE_EXTENSION);
	c.said.reason = SLICE("");
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	assert_int_equal(do_it(CASE_COMMAND_REFUSE_EXTENSION), REFUSAL_NONE);
	assert_int_equal(w.state.unit_deadline_us, deadline_us);
	assert_int_equal(w.state.extensions, 0);
	// it may ask again, until its time is over
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
	assert_int_equal(w.state.extension_until_us, 0);
	intake();
	assert_int_equal(do_it(CASE_COMMAND_SEND_BACK), REFUSAL_NONE);
	w.now_us = deadline_us + 1;
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ASK_EXTENSION), REFUSAL_EXTENSION_TOO_LATE);
}

static void test_an_answer_is_sent_back(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_ANSWERED);
	world_officer(&w, 2, UNIT_ROADS, ROLE_UNIT_HEAD); // wrote it
	assert_int_equal(do_it(CASE_COMMAND_SEND_BACK), REFUSAL_SAME_OFFICER);
	head();
	c = world_command(&w, CASE_COMMAND_SEND_BACK);
	c.said.reason = SLICE("");
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	assert_int_equal(do_it(CASE_COMMAND_SEND_BACK), REFUSAL_NONE);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_int_equal(w.state.unit_id, UNIT_ROADS);
	assert_int_equal(w.state.answered_at_us, 0);
	assert_true(w.state.first_answered_at_us > 0);
	assert_int_equal(w.state.answer.state, PRIVATE_ABSENT);
	intake();
	assert_int_equal(do_it(CASE_COMMAND_CLOSE), REFUSAL_WRONG_STATE);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
	assert_int_equal(w.state.answers, 2);
	assert_int_equal(w.state.corrections, 0);

	// intake's own answer is corrected, not sent back: no unit has it
	world_case_in(&w, CASE_STATE_RECEIVED);
	intake();
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(do_it(CASE_COMMAND_SEND_BACK), REFUSAL_WRONG_STATE);
}

// Notes and messages change nothing but who has to read; and the raiser cannot flood a case.
static void test_notes_and_messages(void **state)
{
	struct case_public_step step;
	struct case_command c;
	int64_t due_us;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	due_us = case_due_at(&w.state);
	assert_int_equal(do_it(CASE_COMMAND_NOTE), REFUSAL_NONE);
	assert_false(case_public_step(&w.decision.events[0], &step));
	world_raiser(&w);
	assert_int_equal(do_it(CASE_COMMAND_TELL), REFUSAL_NONE);
	assert_false(case_public_step(&w.decision.events[0], &step));
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("text")));
	assert_int_equal(w.state.told_at_us, w.now_us);
	// a note is no reply, a message is
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_NOTE), REFUSAL_NONE);
	assert_int_equal(w.state.told_at_us, w.now_us);
	assert_int_equal(do_it(CASE_COMMAND_WRITE), REFUSAL_NONE);
	assert_int_equal(w.state.told_at_us, 0);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_true(case_due_at(&w.state) == due_us);
	c = world_command(&w, CASE_COMMAND_WRITE);
	c.message.text = SLICE(" ");
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_MISSING);
	world_raiser(&w);
	while (w.state.told < LIMIT_MESSAGES)
		assert_int_equal(do_it(CASE_COMMAND_TELL), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_TELL), REFUSAL_TOLD_TOO_OFTEN);
	// an answer is a reply, too
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
	assert_int_equal(w.state.told_at_us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_the_clocks_stand_still_while_it_waits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_it_ends_by_itself_and_counts_no_longer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_pause_brings_no_deadline_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_another_category_keeps_the_pauses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_waiting_asks_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_an_extension_is_asked_for_and_granted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_an_extension_moves_the_raisers_last_clock, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_extension_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_answer_is_sent_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_notes_and_messages, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
