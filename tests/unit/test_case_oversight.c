// SPDX-License-Identifier: Apache-2.0
// Reminders and numbered oversight orders: what they hold up, who answers, and when an order falls.
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

static void order_in(enum case_state_code state)
{
	world_case_in(&w, state);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(do_it(CASE_COMMAND_ORDER), REFUSAL_NONE);
}

static void test_an_order_holds_the_case_until_its_head_answers(void **state)
{
	struct case_public_step step;

	(void)state;
	order_in(CASE_STATE_IN_HAND);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_int_equal(w.state.order_number, 7);
	assert_int_equal(w.state.order_year, 2026);
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.unit_id, UNIT_ROADS);
	assert_int_equal(step.order_number, 7);
	assert_false(case_field_is_public(&w.state, &w.decision.events[0], SLICE("text")));

	// one at a time
	assert_int_equal(do_it(CASE_COMMAND_ORDER), REFUSAL_ORDER_OPEN);
	assert_int_equal(w.decision.refusals[0].value, 7);
	assert_int_equal(w.decision.refusals[0].limit, 2026);

	// a handler does not answer it, but goes on with the case; it is not closed before
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER_ORDER), REFUSAL_ROLE_MISSING);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(do_it(CASE_COMMAND_CLOSE), REFUSAL_ORDER_OPEN);
	world_officer(&w, 6, UNIT_WATER, ROLE_UNIT_HEAD);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER_ORDER), REFUSAL_NOT_FOR_YOU);

	world_officer(&w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
	struct case_command c = world_command(&w, CASE_COMMAND_ANSWER_ORDER);

	c.oversight.text = SLICE(" ");
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_MISSING);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER_ORDER), REFUSAL_NONE);
	assert_int_equal(w.state.order_id, 0);
	assert_int_equal(w.state.orders, 1);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER_ORDER), REFUSAL_WRONG_STATE);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(do_it(CASE_COMMAND_CLOSE), REFUSAL_NONE);
}

static void test_a_case_under_an_order_is_not_returned(void **state)
{
	(void)state;
	order_in(CASE_STATE_ASSIGNED);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_RETURN), REFUSAL_ORDER_OPEN);
	world_officer(&w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER_ORDER), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_RETURN), REFUSAL_NONE);
}

// The unit turns out to be complained of: another gets the case, without the order.
static void test_an_order_falls_with_the_unit(void **state)
{
	(void)state;
	order_in(CASE_STATE_IN_HAND);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	w.facts.unit_in_charge_is_complained_of = true;
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
	assert_int_equal(w.state.order_id, 0);
	assert_int_equal(w.state.order_answer_by_us, 0);
	assert_int_equal(w.state.orders, 1);
}

static void test_what_an_order_holds(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_LEADER);
	c = world_command(&w, CASE_COMMAND_ORDER);
	c.oversight.answer_by = 0;
	c.oversight.text = SLICE("");
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_MISSING);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "answer_by"));
	c = world_command(&w, CASE_COMMAND_ORDER);
	c.oversight.answer_by = w.now_us;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_PASSED);
	c.oversight.answer_by = w.now_us + 400 * US_PER_DAY;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_TOO_FAR);
	assert_int_equal(w.state.orders, 0);
}

static void test_reminders_are_counted_and_change_nothing_else(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	int64_t due = case_due_at(&w.state);

	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(do_it(CASE_COMMAND_REMIND), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_REMIND), REFUSAL_NONE);
	assert_int_equal(w.state.reminders, 2);
	assert_int_equal(w.state.state, CASE_STATE_ASSIGNED);
	assert_true(case_due_at(&w.state) == due);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(do_it(CASE_COMMAND_REMIND), REFUSAL_ROLE_MISSING);
}

static enum refusal_code give_back(void)
{
	world_officer(&w, 2, w.state.unit_id, ROLE_HANDLER);
	return do_it(CASE_COMMAND_RETURN);
}

// The second time it is given back somebody above intake decides whose it is, says why, and it stays decided.
static void test_given_back_twice_is_decided_above(void **state)
{
	struct case_command c;
	struct refusal why;

	(void)state;
	world_case_in(&w, CASE_STATE_RETURNED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
	assert_int_equal(give_back(), REFUSAL_NONE);
	assert_true(case_is_disputed(&w.state));
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(do_it(CASE_COMMAND_ASSIGN), REFUSAL_DISPUTED);
	assert_false(case_may(&w.state, CASE_COMMAND_ASSIGN, &w.facts, &why));
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	c = world_assign(&w, UNIT_WATER);
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "note"));
	c.assign.note = SLICE("路灯的电缆归水务");
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_true(w.state.is_settled);
	assert_int_equal(give_back(), REFUSAL_DISPUTE_SETTLED);
	assert_int_equal(do_it(CASE_COMMAND_ACCEPT), REFUSAL_NONE);
}

static void test_it_is_given_back_in_time(void **state)
{
	int64_t last_us;

	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	last_us = calendar_deadline(w.calendar, w.state.assigned_at_us, w.facts.policy.give_back.period);
	w.now_us = last_us + 1;
	assert_int_equal(give_back(), REFUSAL_RETURN_TOO_LATE);
	assert_int_equal(w.decision.refusals[0].limit, 2);
	w.now_us = last_us;
	assert_int_equal(give_back(), REFUSAL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_an_order_holds_the_case_until_its_head_answers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_case_under_an_order_is_not_returned, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_order_falls_with_the_unit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_an_order_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_given_back_twice_is_decided_above, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_it_is_given_back_in_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_reminders_are_counted_and_change_nothing_else, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
