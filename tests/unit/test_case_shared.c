// SPDX-License-Identifier: Apache-2.0
// Several who work on one case: who of the unit it is allotted to; units that support the one that leads.
#include "base/clock.h"
#include "case_world.h"
#include "domain/case_erasure.h"
#include "domain/case_shared.h"
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

static enum refusal_code do_it(enum case_command_type type)
{
	return world_do(&w, world_command(&w, type));
}

// ---- Within the unit

static void head(void)
{
	world_officer(&w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
}

static enum refusal_code allot(int64_t officer_id)
{
	struct case_command c = {.type = CASE_COMMAND_ALLOT, .allot = {officer_id, SLICE("请今天去看")}};

	return world_do(&w, c);
}

static void test_the_head_allots(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	head();
	assert_int_equal(allot(2), REFUSAL_NONE);
	assert_int_equal(w.state.allotted_officer_id.value, 2);
	assert_int_equal(w.state.allotted_at_us, w.state.last_at_us);
	assert_int_equal(w.decision.events[0].type, CASE_EVENT_ALLOTTED);
	assert_int_equal(w.decision.events[0].allotted.unit_id, UNIT_ROADS);
	assert_int_equal(w.state.state, CASE_STATE_ASSIGNED);
	// changed, and taken back
	assert_int_equal(allot(2), REFUSAL_NOTHING_CHANGED);
	assert_int_equal(allot(3), REFUSAL_NONE);
	assert_int_equal(allot(0), REFUSAL_NONE);
	assert_int_equal(w.state.allotted_officer_id.state, PRIVATE_ABSENT);
	assert_int_equal(w.state.allotted_at_us, 0);
	assert_int_equal(allot(0), REFUSAL_NOTHING_CHANGED);
	assert_true(world_refused(&w, REFUSAL_NOTHING_CHANGED, "officer_id"));
}

static void test_a_handler_takes_it_and_gives_it_up(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	assert_int_equal(allot(3), REFUSAL_ALLOTS_OTHERS);
	assert_int_equal(allot(2), REFUSAL_NONE);
	// another handler cannot take it away
	world_officer(&w, 3, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(allot(3), REFUSAL_ALLOTTED_TO_ANOTHER);
	assert_int_equal(allot(0), REFUSAL_ALLOTTED_TO_ANOTHER);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(allot(3), REFUSAL_ALLOTS_OTHERS);
	assert_int_equal(allot(0), REFUSAL_NONE);
	// where it is not known any more to whom, the head alone changes it
	w.state.allotted_officer_id = (struct private_id){.state = PRIVATE_ERASED};
	assert_int_equal(allot(2), REFUSAL_ALLOTTED_TO_ANOTHER);
	head();
	assert_int_equal(allot(2), REFUSAL_NONE);
}

static void test_only_to_those_who_may_work_on_it(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	head();
	w.facts.officer.exists = false;
	assert_int_equal(allot(2), REFUSAL_OFFICER_NOT_OF_UNIT);
	w.facts.officer = (struct case_officer_fact){true, UNIT_WATER, ROLE_HANDLER, false};
	assert_int_equal(allot(2), REFUSAL_OFFICER_NOT_OF_UNIT);
	w.facts.officer = (struct case_officer_fact){true, UNIT_ROADS, ROLE_ADMIN | ROLE_LEADER, false};
	assert_int_equal(allot(2), REFUSAL_OFFICER_NOT_OF_UNIT);
	w.facts.officer = (struct case_officer_fact){true, UNIT_ROADS, ROLE_HANDLER, true};
	assert_int_equal(allot(2), REFUSAL_OFFICER_COMPLAINED_OF);
	// also where the service's word is missing
	w.facts.officer.is_complained_of = false;
	w.state.about_officer_id = private_id_of(2);
	assert_int_equal(allot(2), REFUSAL_OFFICER_COMPLAINED_OF);
	assert_true(world_refused(&w, REFUSAL_OFFICER_COMPLAINED_OF, "officer_id"));
	assert_int_equal(allot(3), REFUSAL_NONE);
	// whom it complains of does not take it either
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(allot(0), REFUSAL_NOT_FOR_YOU);
	// nor another unit, nor intake
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE | ROLE_UNIT_HEAD);
	assert_int_equal(allot(0), REFUSAL_NOT_IN_CHARGE);
}

// With the unit it ends; everybody is told nothing of it; an erasure leaves it.
static void test_it_stays_within_the_unit(void **state)
{
	struct case_public_step step;

	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	head();
	assert_int_equal(allot(2), REFUSAL_NONE);
	assert_false(case_public_step(w.decision.events, &step));
	assert_false(case_erasure_takes(ERASURE_SCOPE_ALL, SLICE("officer_id")));
	assert_int_equal(do_it(CASE_COMMAND_RETURN), REFUSAL_NONE);
	assert_int_equal(w.state.allotted_officer_id.state, PRIVATE_ABSENT);
	assert_int_equal(allot(2), REFUSAL_NOT_FOR_YOU);
}

// ---- Supporting units

static void water(void)
{
	world_officer(&w, 12, UNIT_WATER, ROLE_HANDLER);
}

static void supported(void)
{
	world_case_in(&w, CASE_STATE_IN_HAND);
	head();
	assert_int_equal(do_it(CASE_COMMAND_SUPPORT), REFUSAL_NONE);
}

// From asking to reporting; the answer waits, and says for whom.
static void test_the_answer_waits_for_who_supports(void **state)
{
	struct case_public_step step;

	(void)state;
	supported();
	assert_int_equal(w.state.support_count, 1);
	assert_int_equal(w.state.supports[0].unit_id, UNIT_WATER);
	assert_int_equal(w.state.supports[0].assigning_unit_id, UNIT_ROADS);
	// what the policy gives, not beyond the deadline of who leads
	assert_int_equal(w.state.supports[0].deadline_us, w.state.unit_deadline_us);
	assert_true(case_public_step(w.decision.events, &step));
	assert_int_equal(step.unit_id, UNIT_WATER);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_SUPPORT_OPEN);
	assert_int_equal(w.decision.refusals[0].unit_id, UNIT_WATER);
	assert_int_equal(w.decision.refusals[0].value, 1);
	water();
	assert_int_equal(do_it(CASE_COMMAND_REPORT_SUPPORT), REFUSAL_SUPPORT_NOT_ACCEPTED);
	assert_int_equal(do_it(CASE_COMMAND_ACCEPT_SUPPORT), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_ACCEPT_SUPPORT), REFUSAL_SUPPORT_ACCEPTED);
	assert_int_equal(do_it(CASE_COMMAND_RETURN_SUPPORT), REFUSAL_SUPPORT_ACCEPTED);
	assert_int_equal(do_it(CASE_COMMAND_REPORT_SUPPORT), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_REPORT_SUPPORT), REFUSAL_NOT_SUPPORTING);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_true(case_may_see(&w.state, &w.facts.actor));
	// it does not answer in the place of who leads
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NOT_IN_CHARGE);
	assert_false(case_may_view_contact(&w.state, &w.facts.actor, w.now_us));
	head();
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
}

static void test_given_back_or_taken_out(void **state)
{
	struct case_command end;

	(void)state;
	supported();
	water();
	w.now_us += 10 * US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RETURN_SUPPORT), REFUSAL_RETURN_TOO_LATE);
	w.now_us -= 10 * US_PER_DAY;
	assert_int_equal(do_it(CASE_COMMAND_RETURN_SUPPORT), REFUSAL_NONE);
	assert_int_equal(w.state.state, CASE_STATE_IN_HAND);
	assert_int_equal(w.state.returns, 0); // the lead gave nothing back
	assert_int_equal(w.state.support_returns, 1);
	assert_false(case_may_see(&w.state, &w.facts.actor));
	head();
	assert_int_equal(do_it(CASE_COMMAND_END_SUPPORT), REFUSAL_WRONG_STATE);
	assert_int_equal(do_it(CASE_COMMAND_SUPPORT), REFUSAL_NONE);
	end = world_command(&w, CASE_COMMAND_END_SUPPORT);
	end.support_end.reason = SLICE(" ");
	assert_int_equal(world_do(&w, end), REFUSAL_REASON_MISSING);
	end.support_end = (struct case_support_end){UNIT_OVERSIGHT, SLICE("why")};
	assert_int_equal(world_do(&w, end), REFUSAL_CHOICE_MISSING);
	assert_int_equal(do_it(CASE_COMMAND_END_SUPPORT), REFUSAL_NONE);
	assert_int_equal(w.state.support_count, 0);
	assert_int_equal(do_it(CASE_COMMAND_ANSWER), REFUSAL_NONE);
}

static void test_who_can_support(void **state)
{
	struct case_command c;

	(void)state;
	supported();
	assert_int_equal(do_it(CASE_COMMAND_SUPPORT), REFUSAL_SUPPORTS_ALREADY);
	c = world_command(&w, CASE_COMMAND_SUPPORT);
	c.assign.unit_id = UNIT_ROADS;
	assert_int_equal(world_do(&w, c), REFUSAL_SUPPORTS_ITSELF);
	c.assign.unit_id = UNIT_OVERSIGHT;
	c.assign.supervising_unit_id = UNIT_OVERSIGHT;
	assert_int_equal(world_do(&w, c), REFUSAL_SUPERVISES_ITSELF);
	c.assign.supervising_unit_id = 0;
	c.assign.deadline_us = w.now_us;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_PASSED);
	c.assign.deadline_us = 0;
	// whom the case complains of does not get it, nor watches over it
	w.facts.target.is_complained_of = true;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	w.facts.target.is_complained_of = false;
	w.state.about_unit_id = private_id_of(UNIT_OVERSIGHT);
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	c.assign.unit_id = 50;
	c.assign.supervising_unit_id = UNIT_OVERSIGHT;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	// where it turns out later, the unit sees nothing any more, and the office takes it out
	w.state.about_unit_id = private_id_of(UNIT_WATER);
	water();
	assert_int_equal(do_it(CASE_COMMAND_ACCEPT_SUPPORT), REFUSAL_NOT_FOR_YOU);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(do_it(CASE_COMMAND_END_SUPPORT), REFUSAL_NONE);
}

static void test_no_more_than_twelve(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	head();
	for (int i = 0; i <= LIMIT_SUPPORTS; i++) {
		struct case_command c = world_command(&w, CASE_COMMAND_SUPPORT);

		c.assign.unit_id = 100 + i;
		assert_int_equal(
			world_do(&w, c), i < LIMIT_SUPPORTS ? REFUSAL_NONE : REFUSAL_SUPPORTS_TOO_MANY);
	}
	assert_int_equal(w.decision.refusals[0].limit, LIMIT_SUPPORTS);
	assert_int_equal(case_supports_open(&w.state), LIMIT_SUPPORTS);
	// one in the middle goes; the order of the rest stays
	struct case_command end = {
		.type = CASE_COMMAND_END_SUPPORT, .support_end = {105, SLICE("not needed")}};

	assert_int_equal(world_do(&w, end), REFUSAL_NONE);
	assert_int_equal(w.state.supports[4].unit_id, 104);
	assert_int_equal(w.state.supports[5].unit_id, 106);
	assert_int_equal(w.state.support_count, LIMIT_SUPPORTS - 1);
}

// When the case leaves who leads, or is withdrawn, nothing is supported any more.
static void test_it_ends_with_the_lead(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	head();
	assert_int_equal(do_it(CASE_COMMAND_SUPPORT), REFUSAL_NONE);
	assert_int_equal(do_it(CASE_COMMAND_RETURN), REFUSAL_NONE);
	assert_int_equal(w.state.support_count, 0);
	water();
	assert_false(case_may_see(&w.state, &w.facts.actor));
	supported();
	world_raiser(&w);
	assert_int_equal(do_it(CASE_COMMAND_WITHDRAW), REFUSAL_NONE);
	assert_int_equal(w.state.support_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_head_allots, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_handler_takes_it_and_gives_it_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_only_to_those_who_may_work_on_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_it_stays_within_the_unit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_answer_waits_for_who_supports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_given_back_or_taken_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_can_support, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_more_than_twelve, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_it_ends_with_the_lead, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
