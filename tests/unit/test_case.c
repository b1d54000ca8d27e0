// SPDX-License-Identifier: Apache-2.0
// Who may do what with a case, and when; how refusals are named; who sees it.
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
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

// ---- The table of moves, said once more in the way people say it.
// R raiser, I intake, S supervisor, E editor, H handler and U head of the unit that has it, h and u those of
// another unit, l a leader, d an admin, p the program itself.
static const struct {
	enum case_command_type command;
	enum case_state_code state;
	const char *who;
	enum case_state_code to;
} expected[] = {
	{CASE_COMMAND_RECEIVE, CASE_STATE_NONE, "RIHUhup", CASE_STATE_RECEIVED},
	{CASE_COMMAND_ASSIGN, CASE_STATE_RECEIVED, "IS", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ASSIGN, CASE_STATE_RETURNED, "IS", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ACCEPT, CASE_STATE_ASSIGNED, "HU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_RETURN, CASE_STATE_ASSIGNED, "HU", CASE_STATE_RETURNED},
	{CASE_COMMAND_ANSWER, CASE_STATE_RECEIVED, "I", CASE_STATE_ANSWERED},
	{CASE_COMMAND_ANSWER, CASE_STATE_RETURNED, "I", CASE_STATE_ANSWERED},
	{CASE_COMMAND_ANSWER, CASE_STATE_IN_HAND, "HU", CASE_STATE_ANSWERED},
	{CASE_COMMAND_ANSWER, CASE_STATE_ANSWERED, "HU", CASE_STATE_ANSWERED},
	{CASE_COMMAND_CLOSE, CASE_STATE_ANSWERED, "ISU", CASE_STATE_CLOSED},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_RECEIVED, "IS", CASE_STATE_RECEIVED},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_ASSIGNED, "IS", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_IN_HAND, "IS", CASE_STATE_IN_HAND},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_RETURNED, "IS", CASE_STATE_RETURNED},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_ANSWERED, "IS", CASE_STATE_ANSWERED},
	{CASE_COMMAND_RELEASE, CASE_STATE_RECEIVED, "IE", CASE_STATE_RECEIVED},
	{CASE_COMMAND_RELEASE, CASE_STATE_ASSIGNED, "IE", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_RELEASE, CASE_STATE_IN_HAND, "IE", CASE_STATE_IN_HAND},
	{CASE_COMMAND_RELEASE, CASE_STATE_RETURNED, "IE", CASE_STATE_RETURNED},
	{CASE_COMMAND_RELEASE, CASE_STATE_ANSWERED, "IE", CASE_STATE_ANSWERED},
	{CASE_COMMAND_RELEASE, CASE_STATE_CLOSED, "IE", CASE_STATE_CLOSED},
	{CASE_COMMAND_ERASE, CASE_STATE_RECEIVED, "dp", CASE_STATE_RECEIVED},
	{CASE_COMMAND_ERASE, CASE_STATE_ASSIGNED, "dp", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ERASE, CASE_STATE_IN_HAND, "dp", CASE_STATE_IN_HAND},
	{CASE_COMMAND_ERASE, CASE_STATE_RETURNED, "dp", CASE_STATE_RETURNED},
	{CASE_COMMAND_ERASE, CASE_STATE_ANSWERED, "dp", CASE_STATE_ANSWERED},
	{CASE_COMMAND_ERASE, CASE_STATE_CLOSED, "dp", CASE_STATE_CLOSED},
	{CASE_COMMAND_RATE, CASE_STATE_CLOSED, "R", CASE_STATE_CLOSED},
	{CASE_COMMAND_CALLBACK, CASE_STATE_CLOSED, "IS", CASE_STATE_CLOSED},
	{CASE_COMMAND_REOPEN, CASE_STATE_CLOSED, "RIS", CASE_STATE_REOPENED},
	{CASE_COMMAND_ASSIGN, CASE_STATE_REOPENED, "IS", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_REOPENED, "IS", CASE_STATE_REOPENED},
	{CASE_COMMAND_RELEASE, CASE_STATE_REOPENED, "IE", CASE_STATE_REOPENED},
	{CASE_COMMAND_ERASE, CASE_STATE_REOPENED, "dp", CASE_STATE_REOPENED},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_RECEIVED, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_ASSIGNED, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_IN_HAND, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_RETURNED, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_ANSWERED, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_REOPENED, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_DECLINE, CASE_STATE_RECEIVED, "I", CASE_STATE_DECLINED},
	{CASE_COMMAND_DECLINE, CASE_STATE_RETURNED, "I", CASE_STATE_DECLINED},
	{CASE_COMMAND_APPEAL, CASE_STATE_DECLINED, "R", CASE_STATE_APPEALED},
	{CASE_COMMAND_UPHOLD, CASE_STATE_APPEALED, "S", CASE_STATE_DECLINED},
	{CASE_COMMAND_OVERTURN, CASE_STATE_APPEALED, "S", CASE_STATE_RECEIVED},
	{CASE_COMMAND_RELEASE, CASE_STATE_DECLINED, "IE", CASE_STATE_DECLINED},
	{CASE_COMMAND_ERASE, CASE_STATE_DECLINED, "dp", CASE_STATE_DECLINED},
	{CASE_COMMAND_ERASE, CASE_STATE_APPEALED, "dp", CASE_STATE_APPEALED},
	{CASE_COMMAND_ERASE, CASE_STATE_WITHDRAWN, "dp", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_REMIND, CASE_STATE_ASSIGNED, "ISl", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_REMIND, CASE_STATE_IN_HAND, "ISl", CASE_STATE_IN_HAND},
	{CASE_COMMAND_ORDER, CASE_STATE_ASSIGNED, "Sl", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ORDER, CASE_STATE_IN_HAND, "Sl", CASE_STATE_IN_HAND},
	{CASE_COMMAND_WAIT, CASE_STATE_IN_HAND, "ISU", CASE_STATE_WAITING},
	{CASE_COMMAND_RESUME, CASE_STATE_WAITING, "ISHUp", CASE_STATE_IN_HAND},
	{CASE_COMMAND_ASK_EXTENSION, CASE_STATE_IN_HAND, "HU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_GRANT_EXTENSION, CASE_STATE_IN_HAND, "IS", CASE_STATE_IN_HAND},
	{CASE_COMMAND_REFUSE_EXTENSION, CASE_STATE_IN_HAND, "IS", CASE_STATE_IN_HAND},
	{CASE_COMMAND_SEND_BACK, CASE_STATE_ANSWERED, "ISU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_CLASSIFY, CASE_STATE_WAITING, "IS", CASE_STATE_WAITING},
	{CASE_COMMAND_RELEASE, CASE_STATE_WAITING, "IE", CASE_STATE_WAITING},
	{CASE_COMMAND_WITHDRAW, CASE_STATE_WAITING, "R", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_REMIND, CASE_STATE_WAITING, "ISl", CASE_STATE_WAITING},
	{CASE_COMMAND_ORDER, CASE_STATE_WAITING, "Sl", CASE_STATE_WAITING},
	{CASE_COMMAND_ERASE, CASE_STATE_WAITING, "dp", CASE_STATE_WAITING},
	{CASE_COMMAND_NOTE, CASE_STATE_RECEIVED, "ISl", CASE_STATE_RECEIVED},
	{CASE_COMMAND_NOTE, CASE_STATE_ASSIGNED, "ISlHU", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_NOTE, CASE_STATE_IN_HAND, "ISlHU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_NOTE, CASE_STATE_WAITING, "ISlHU", CASE_STATE_WAITING},
	{CASE_COMMAND_NOTE, CASE_STATE_RETURNED, "ISl", CASE_STATE_RETURNED},
	{CASE_COMMAND_NOTE, CASE_STATE_ANSWERED, "ISlHU", CASE_STATE_ANSWERED},
	{CASE_COMMAND_NOTE, CASE_STATE_CLOSED, "ISlHU", CASE_STATE_CLOSED},
	{CASE_COMMAND_NOTE, CASE_STATE_REOPENED, "ISl", CASE_STATE_REOPENED},
	{CASE_COMMAND_NOTE, CASE_STATE_DECLINED, "ISl", CASE_STATE_DECLINED},
	{CASE_COMMAND_NOTE, CASE_STATE_APPEALED, "ISl", CASE_STATE_APPEALED},
	{CASE_COMMAND_LIST, CASE_STATE_RECEIVED, "ISl", CASE_STATE_RECEIVED},
	{CASE_COMMAND_LIST, CASE_STATE_ASSIGNED, "ISl", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_LIST, CASE_STATE_IN_HAND, "ISl", CASE_STATE_IN_HAND},
	{CASE_COMMAND_LIST, CASE_STATE_WAITING, "ISl", CASE_STATE_WAITING},
	{CASE_COMMAND_LIST, CASE_STATE_RETURNED, "ISl", CASE_STATE_RETURNED},
	{CASE_COMMAND_LIST, CASE_STATE_ANSWERED, "ISl", CASE_STATE_ANSWERED},
	{CASE_COMMAND_LIST, CASE_STATE_CLOSED, "ISl", CASE_STATE_CLOSED},
	{CASE_COMMAND_LIST, CASE_STATE_REOPENED, "ISl", CASE_STATE_REOPENED},
	{CASE_COMMAND_LIST, CASE_STATE_DECLINED, "ISl", CASE_STATE_DECLINED},
	{CASE_COMMAND_LIST, CASE_STATE_APPEALED, "ISl", CASE_STATE_APPEALED},
	{CASE_COMMAND_LIST, CASE_STATE_WITHDRAWN, "ISl", CASE_STATE_WITHDRAWN},
	{CASE_COMMAND_WRITE, CASE_STATE_RECEIVED, "IS", CASE_STATE_RECEIVED},
	{CASE_COMMAND_WRITE, CASE_STATE_ASSIGNED, "IS", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_WRITE, CASE_STATE_IN_HAND, "ISHU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_WRITE, CASE_STATE_WAITING, "ISHU", CASE_STATE_WAITING},
	{CASE_COMMAND_WRITE, CASE_STATE_RETURNED, "IS", CASE_STATE_RETURNED},
	{CASE_COMMAND_WRITE, CASE_STATE_ANSWERED, "ISHU", CASE_STATE_ANSWERED},
	{CASE_COMMAND_WRITE, CASE_STATE_REOPENED, "IS", CASE_STATE_REOPENED},
	{CASE_COMMAND_WRITE, CASE_STATE_APPEALED, "IS", CASE_STATE_APPEALED},
	{CASE_COMMAND_TELL, CASE_STATE_RECEIVED, "R", CASE_STATE_RECEIVED},
	{CASE_COMMAND_TELL, CASE_STATE_ASSIGNED, "R", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_TELL, CASE_STATE_IN_HAND, "R", CASE_STATE_IN_HAND},
	{CASE_COMMAND_TELL, CASE_STATE_WAITING, "R", CASE_STATE_WAITING},
	{CASE_COMMAND_TELL, CASE_STATE_RETURNED, "R", CASE_STATE_RETURNED},
	{CASE_COMMAND_TELL, CASE_STATE_ANSWERED, "R", CASE_STATE_ANSWERED},
	{CASE_COMMAND_TELL, CASE_STATE_REOPENED, "R", CASE_STATE_REOPENED},
	{CASE_COMMAND_TELL, CASE_STATE_APPEALED, "R", CASE_STATE_APPEALED},
	{CASE_COMMAND_ALLOT, CASE_STATE_ASSIGNED, "HU", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ALLOT, CASE_STATE_IN_HAND, "HU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_ALLOT, CASE_STATE_WAITING, "HU", CASE_STATE_WAITING},
	{CASE_COMMAND_SUPPORT, CASE_STATE_ASSIGNED, "ISU", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_ACCEPT_SUPPORT, CASE_STATE_ASSIGNED, "hu", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_RETURN_SUPPORT, CASE_STATE_ASSIGNED, "hu", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_REPORT_SUPPORT, CASE_STATE_ASSIGNED, "hu", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_END_SUPPORT, CASE_STATE_ASSIGNED, "ISU", CASE_STATE_ASSIGNED},
	{CASE_COMMAND_SUPPORT, CASE_STATE_IN_HAND, "ISU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_ACCEPT_SUPPORT, CASE_STATE_IN_HAND, "hu", CASE_STATE_IN_HAND},
	{CASE_COMMAND_RETURN_SUPPORT, CASE_STATE_IN_HAND, "hu", CASE_STATE_IN_HAND},
	{CASE_COMMAND_REPORT_SUPPORT, CASE_STATE_IN_HAND, "hu", CASE_STATE_IN_HAND},
	{CASE_COMMAND_END_SUPPORT, CASE_STATE_IN_HAND, "ISU", CASE_STATE_IN_HAND},
	{CASE_COMMAND_SUPPORT, CASE_STATE_WAITING, "ISU", CASE_STATE_WAITING},
	{CASE_COMMAND_ACCEPT_SUPPORT, CASE_STATE_WAITING, "hu", CASE_STATE_WAITING},
	{CASE_COMMAND_RETURN_SUPPORT, CASE_STATE_WAITING, "hu", CASE_STATE_WAITING},
	{CASE_COMMAND_REPORT_SUPPORT, CASE_STATE_WAITING, "hu", CASE_STATE_WAITING},
	{CASE_COMMAND_END_SUPPORT, CASE_STATE_WAITING, "ISU", CASE_STATE_WAITING},
};

static const struct {
	char letter;
	uint32_t roles; // 0: the raiser
	int64_t unit_id;
} people[] = {
	{'R', 0, 0}, {'I', ROLE_INTAKE, UNIT_INTAKE}, {'S', ROLE_SUPERVISOR, UNIT_OVERSIGHT},
	{'E', ROLE_EDITOR, UNIT_INTAKE}, {'H', ROLE_HANDLER, UNIT_ROADS}, {'U', ROLE_UNIT_HEAD, UNIT_ROADS},
	{'h', ROLE_HANDLER, UNIT_WATER}, {'u', ROLE_UNIT_HEAD, UNIT_WATER}, {'l', ROLE_LEADER, UNIT_ROADS},
	{'a', ROLE_AUDITOR, UNIT_ROADS}, {'d', ROLE_ADMIN, UNIT_ROADS}, {'p', 0, -1},
	{'n', 0x100, UNIT_ROADS}, // no role that means anything
};

static void try_move(enum case_command_type type, enum case_state_code from, size_t person, const char *who,
	enum case_state_code to)
{
	bool may = strchr(who, people[person].letter) != NULL;
	struct case_command command;
	struct refusal why_not;
	enum refusal_code code;

	world_case_in(&w, from);
	if (people[person].unit_id < 0)
		w.facts.actor = (struct case_actor){.by = EVENT_BY_SYSTEM};
	else if (people[person].roles == 0)
		world_raiser(&w);
	else
		world_officer(&w, 99, people[person].unit_id, people[person].roles);
	// the raiser said that it is not solved; only then can it be reopened
	if (type == CASE_COMMAND_REOPEN && from == CASE_STATE_CLOSED)
		w.state.solved = RAISER_SOLVED_NO;
	// an extension waits for its decision; the program ends a wait only when it is over
	if (type == CASE_COMMAND_GRANT_EXTENSION || type == CASE_COMMAND_REFUSE_EXTENSION)
		w.state.extension_until_us =
			w.state.unit_deadline_us ? w.state.unit_deadline_us + US_PER_DAY : 0;
	if (type == CASE_COMMAND_RESUME && people[person].unit_id < 0)
		w.now_us += 20 * US_PER_DAY;
	// water supports it; it has accepted its part where it is to report
	if (type >= CASE_COMMAND_ACCEPT_SUPPORT && type <= CASE_COMMAND_END_SUPPORT && w.state.unit_id) {
		w.state.supports[0] = (struct case_support){.assignment_id = 900,
			.unit_id = UNIT_WATER,
			.assigned_at_us = w.now_us,
			.accepted_at_us = type == CASE_COMMAND_REPORT_SUPPORT ? w.now_us : 0};
		w.state.support_count = 1;
	}
	command = world_command(&w, type);
	if (type == CASE_COMMAND_RECEIVE && people[person].roles != 0)
		command.receive.channel =
			people[person].roles == ROLE_INTAKE ? CASE_CHANNEL_HOTLINE : CASE_CHANNEL_GRID;
	if (type == CASE_COMMAND_RECEIVE && people[person].unit_id < 0)
		command.receive.channel = CASE_CHANNEL_IMPORT;
	bool button = case_may(&w.state, type, &w.facts, &why_not);

	code = world_do(&w, command);
	if ((code == REFUSAL_NONE) != may || button != may)
		fail_msg("%s in %s by %c: %s", case_command_name(type), case_state_name(from),
			people[person].letter, refusal_name(code));
	assert_int_equal(w.state.state, may ? to : from);
	if (!may)
		assert_int_equal(why_not.code, code);
}

static void test_every_command_in_every_state_by_everybody(void **state)
{
	(void)state;
	for (int command = 0; command < CASE_COMMAND_COUNT; command++) {
		for (int from = CASE_STATE_NONE; from < CASE_STATE_COUNT; from++) {
			const char *who = "";
			enum case_state_code to = CASE_STATE_NONE;

			for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
				if ((int)expected[i].command == command && (int)expected[i].state == from) {
					who = expected[i].who;
					to = expected[i].to;
				}
			}
			for (size_t person = 0; person < ARRAY_LEN(people); person++)
				try_move((enum case_command_type)command, (enum case_state_code)from, person,
					who, to);
		}
	}
}

static void test_refusals_say_why(void **state)
{
	(void)state;
	// In the wrong state.
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)), REFUSAL_WRONG_STATE);
	assert_int_equal(w.decision.refusals[0].state, CASE_STATE_RECEIVED);
	// Without the role: who may.
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RELEASE)), REFUSAL_ROLE_MISSING);
	assert_int_equal(w.decision.refusals[0].roles, ROLE_INTAKE | ROLE_EDITOR);
	// Of another unit, though allowed to see it.
	world_case_in(&w, CASE_STATE_ASSIGNED);
	world_officer(&w, 9, UNIT_INTAKE, ROLE_INTAKE | ROLE_HANDLER);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ACCEPT)), REFUSAL_NOT_IN_CHARGE);
	assert_int_equal(w.decision.refusals[0].unit_id, UNIT_ROADS);
	// Who may not see it learns nothing, not even that the page is old.
	world_officer(&w, 9, UNIT_WATER, ROLE_HANDLER);
	struct case_command old = world_command(&w, CASE_COMMAND_ACCEPT);

	old.expected_seq = 1;
	assert_int_equal(world_do(&w, old), REFUSAL_NOT_FOR_YOU);
	assert_int_equal(w.decision.refusals[0].unit_id, 0);
	// The page was older than the case.
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	assert_int_equal(world_do(&w, old), REFUSAL_CHANGED_MEANWHILE);
	assert_int_equal(w.decision.refusals[0].value, 2);
	old.expected_seq = 2;
	assert_int_equal(world_do(&w, old), REFUSAL_NONE);
}

static void test_every_refusal_has_a_name(void **state)
{
	(void)state;
	for (int code = 1; code < REFUSAL_COUNT; code++) {
		enum refusal_code parsed;

		assert_true(strlen(refusal_name((enum refusal_code)code)) > 0);
		assert_true(refusal_parse(slice_of(refusal_name((enum refusal_code)code)), &parsed));
		assert_int_equal(parsed, code);
	}
}

// ---- Who sees what

static void test_who_sees_a_case(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_IN_HAND);
	for (size_t i = 1; i < ARRAY_LEN(people); i++) {
		world_officer(&w, 99, people[i].unit_id, people[i].roles);
		assert_int_equal(
			case_may_see(&w.state, &w.facts.actor), strchr("ISEHUla", people[i].letter) != NULL);
	}
	world_raiser(&w);
	assert_false(case_may_see(&w.state, &w.facts.actor)); // has a link of their own
	// Units that supervise, assigned or took it down.
	w.state.supervising_unit_id = UNIT_OVERSIGHT;
	world_officer(&w, 99, UNIT_OVERSIGHT, ROLE_HANDLER);
	assert_true(case_may_see(&w.state, &w.facts.actor));
	world_officer(&w, 99, UNIT_INTAKE, ROLE_HANDLER);
	assert_true(case_may_see(&w.state, &w.facts.actor));
	w.state.received_by_unit_id = UNIT_WATER;
	world_officer(&w, 99, UNIT_WATER, ROLE_UNIT_HEAD);
	assert_true(case_may_see(&w.state, &w.facts.actor));
	// A unit that gave it back sees it no more.
	world_case_in(&w, CASE_STATE_RETURNED);
	assert_false(case_may_see(&w.state, &w.facts.actor));
}

static void test_who_views_contact(void **state)
{
	// For each state, who may; the last is the same where the raiser is kept secret.
	static const char *const who[CASE_STATE_COUNT] = {
		"", "I", "I", "IHU", "I", "IHU", "IS", "I", "", "I", "", "IHU"};
	static const enum private_state unknown[] = {PRIVATE_ERASED, PRIVATE_UNREAD, PRIVATE_ABSENT};

	(void)state;
	for (int from = CASE_STATE_RECEIVED; from < CASE_STATE_COUNT; from++) {
		world_case_in(&w, (enum case_state_code)from);
		for (size_t i = 0; i < ARRAY_LEN(people); i++) {
			struct case_state secret = w.state;
			bool is_intake = people[i].letter == 'I';

			if (people[i].roles == 0)
				world_raiser(&w);
			else
				world_officer(&w, 99, people[i].unit_id, people[i].roles);
			assert_int_equal(case_may_view_contact(&w.state, &w.facts.actor, w.now_us),
				strchr(who[from], people[i].letter) != NULL);
			secret.secret.value = true;
			assert_int_equal(case_may_view_contact(&secret, &w.facts.actor, w.now_us),
				is_intake && (case_is_open(&w.state) || from == CASE_STATE_CLOSED));
			for (size_t k = 0; k < ARRAY_LEN(unknown); k++) {
				secret.secret = (struct private_flag){.state = unknown[k]};
				assert_int_equal(case_may_view_contact(&secret, &w.facts.actor, w.now_us),
					is_intake && (case_is_open(&w.state) || from == CASE_STATE_CLOSED));
			}
		}
	}
}

static void test_roles(void **state)
{
	struct buf b = buf_in(w.arena);
	uint32_t roles;

	(void)state;
	assert_true(officer_roles_parse(SLICE("intake, unit_head|admin"), &roles));
	assert_int_equal(roles, ROLE_INTAKE | ROLE_UNIT_HEAD | ROLE_ADMIN);
	officer_roles_format(roles, &b);
	assert_string_equal(buf_cstr(&b), "intake unit_head admin");
	assert_true(officer_roles_parse(SLICE(""), &roles) && roles == 0);
	assert_false(officer_roles_parse(SLICE("intake boss"), &roles));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_command_in_every_state_by_everybody),
		cmocka_unit_test(test_refusals_say_why),
		cmocka_unit_test(test_every_refusal_has_a_name),
		cmocka_unit_test(test_who_sees_a_case),
		cmocka_unit_test(test_who_views_contact),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
