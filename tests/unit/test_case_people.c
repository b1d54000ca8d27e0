// SPDX-License-Identifier: Apache-2.0
// The rules of a case that protect people: who is complained of, consent, what everybody reads.
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

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

static void complain(int64_t unit_id, int64_t officer_id)
{
	struct case_command c = {.type = CASE_COMMAND_CLASSIFY,
		.classify = {.category_id = w.state.category_id ? w.state.category_id : 301,
			.sets_about = true,
			.about_unit_id = unit_id,
			.about_officer_id = officer_id,
			.reason = SLICE("the raiser says so")}};

	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
}

// Rule 1: whoever is complained of cannot receive, see, check or call back.
static void test_who_is_complained_of_has_nothing_to_do_with_it(void **state)
{
	static const enum case_state_code states[] = {CASE_STATE_RECEIVED, CASE_STATE_ASSIGNED,
		CASE_STATE_IN_HAND, CASE_STATE_RETURNED, CASE_STATE_ANSWERED};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		for (int how = 0; how < 3; how++) {
			world_case_in(&w, states[i]);
			complain(how == 0 ? UNIT_ROADS : 0, how == 1 ? 2 : how == 2 ? 77 : 0);
			// All roles at once help nothing, and the reason is the same as for any stranger.
			world_officer(&w, 2, UNIT_ROADS, ROLES_ALL);
			w.facts.actor.is_complained_of = how == 2; // known from the tree of units alone
			assert_false(case_may_see(&w.state, &w.facts.actor));
			assert_false(case_may_view_contact(&w.state, &w.facts.actor, w.now_us));
			for (int type = CASE_COMMAND_CLASSIFY; type < CASE_COMMAND_COUNT; type++) {
				struct refusal why_not;

				assert_false(
					case_may(&w.state, (enum case_command_type)type, &w.facts, &why_not));
				assert_int_equal(
					world_do(&w, world_command(&w, (enum case_command_type)type)),
					REFUSAL_NOT_FOR_YOU);
				assert_int_equal(w.decision.refusal_count, 1);
				assert_int_equal(w.decision.refusals[0].roles, 0);
			}
			// Where an officer is meant, colleagues may work on it; where a unit is meant, none
			// of it.
			world_officer(&w, 3, UNIT_ROADS, ROLE_INTAKE);
			assert_int_equal(case_may_see(&w.state, &w.facts.actor), how != 0);
		}
	}
}

static void test_no_case_goes_to_the_unit_it_is_about(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	complain(UNIT_ROADS, 0);
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_ROADS)), REFUSAL_UNIT_COMPLAINED_OF);
	w.facts.target.is_complained_of = true; // below the unit, as the tree says
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_UNIT_COMPLAINED_OF);
	w.facts.target.is_complained_of = false;
	c = world_assign(&w, UNIT_WATER);
	c.assign.supervising_unit_id = UNIT_ROADS;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	assert_true(world_refused(&w, REFUSAL_UNIT_COMPLAINED_OF, "supervising_unit_id"));
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);

	// Nor does whom it is about take it down.
	world_new_case(&w);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	c = world_receive(&w);
	c.receive.channel = CASE_CHANNEL_UNIT;
	c.receive.about_unit_id = UNIT_ROADS;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	c.receive.about_unit_id = 0;
	c.receive.about_officer_id = 2;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	c.receive.about_officer_id = 0;
	w.facts.actor.is_complained_of = true;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_COMPLAINED_OF);
	w.facts.actor.is_complained_of = false;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
}

static void test_a_case_is_taken_from_the_unit_it_turns_out_to_be_about(void **state)
{
	static const enum case_state_code states[] = {
		CASE_STATE_ASSIGNED, CASE_STATE_IN_HAND, CASE_STATE_ANSWERED};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		world_case_in(&w, states[i]);
		complain(UNIT_ROADS, 0);
		assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
		assert_int_equal(w.state.unit_id, UNIT_WATER);
		assert_int_equal(w.state.answer.state, PRIVATE_ABSENT); // its answer does not stand
		assert_int_equal(w.state.answered_by_officer_id, 0);
		assert_int_equal(w.state.answers, states[i] == CASE_STATE_ANSWERED);
		// And now it is as with any other unit.
		assert_int_equal(world_do(&w, world_assign(&w, UNIT_INTAKE)), REFUSAL_WRONG_STATE);
	}
	world_case_in(&w, CASE_STATE_IN_HAND);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	w.facts.unit_in_charge_is_complained_of = true; // by the tree
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
}

// Rule 2: nothing a raiser wrote is published without consent.
static void test_nothing_is_published_without_consent(void **state)
{
	struct case_command c,
		row = {.type = CASE_COMMAND_RELEASE, .release = {.extent = RELEASE_EXTENT_ROW}};
	struct case_public_view view;

	(void)state;
	world_new_case(&w);
	c = world_receive(&w);
	c.receive.has_consent = false;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RELEASE)), REFUSAL_CONSENT_MISSING);
	assert_int_equal(world_do(&w, row), REFUSAL_CONSENT_MISSING);
	// A category may have its rows public: still without a word of the raiser's.
	w.facts.policy.public_without_consent = true;
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RELEASE)), REFUSAL_CONSENT_MISSING);
	c = row;
	c.release.public_title = SLICE("路灯不亮");
	assert_int_equal(world_do(&w, c), REFUSAL_WORDS_WITHOUT_CONSENT);
	c = row;
	c.release.files = w.state.files.items;
	c.release.file_count = 1;
	assert_int_equal(world_do(&w, c), REFUSAL_WORDS_WITHOUT_CONSENT);
	assert_int_equal(world_do(&w, row), REFUSAL_NONE);
	assert_int_equal(world_do(&w, row), REFUSAL_NOTHING_CHANGED);
	case_public_view(&w.state, &view);
	assert_true(view.shows_row && !view.shows_words);
	assert_int_equal(
		view.title.len + view.text.len + view.answer.len + view.reason.len + view.file_count, 0);
}

static void test_what_everybody_reads(void **state)
{
	struct case_public_view view;
	struct case_state erased;

	(void)state;
	// Before release: code and state, nothing else.
	world_case_in(&w, CASE_STATE_ANSWERED);
	case_public_view(&w.state, &view);
	const struct case_public_view bare = {.code = w.state.code, .state = CASE_STATE_ANSWERED};

	assert_memory_equal(&view, &bare, sizeof(view));

	// After: what was published, not what was typed.
	world_officer(&w, 5, UNIT_INTAKE, ROLE_EDITOR);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_RELEASE)), REFUSAL_NONE);
	case_public_view(&w.state, &view);
	assert_true(view.shows_row && view.shows_words);
	assert_true(slice_eq_cstr(view.text, "路灯三天没亮"));
	assert_true(slice_eq_cstr(view.answer, "已修好"));
	assert_int_equal(view.unit_id, UNIT_ROADS);
	assert_int_equal(view.area_id, 71); // the town, not the place
	assert_int_equal(view.file_count, 1);

	// Consent erased or unknown is none; a text that was erased is not shown.
	erased = w.state;
	erased.consent = (struct private_flag){.state = PRIVATE_ERASED};
	case_public_view(&erased, &view);
	assert_true(view.shows_row && !view.shows_words && view.title.len == 0 && view.answer.len == 0);
	erased.consent.state = PRIVATE_UNREAD;
	case_public_view(&erased, &view);
	assert_false(view.shows_words);
	erased = w.state;
	erased.public_text = (struct private_text){.state = PRIVATE_ERASED};
	erased.published_files = (struct private_files){.state = PRIVATE_ERASED};
	case_public_view(&erased, &view);
	assert_true(view.shows_words && view.title.len > 0 && view.text.len == 0 && view.file_count == 0);

	// Only this case's own pictures, each once.
	static const struct event_file strange = {.id = 999, .type = FILE_TYPE_JPEG};
	const struct event_file twice[] = {w.state.files.items[0], w.state.files.items[0]};
	struct case_command c = world_command(&w, CASE_COMMAND_RELEASE);

	c.release.files = &strange;
	assert_int_equal(world_do(&w, c), REFUSAL_FILE_UNKNOWN);
	c.release.files = twice;
	c.release.file_count = 2;
	assert_int_equal(world_do(&w, c), REFUSAL_FILE_UNKNOWN);
	c.release.public_title = SLICE("");
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_TEXT_MISSING, "public_title"));
}

// Rule 9: the public timeline names units, never officers. There is no member that could hold one; here: the
// right units.
static void test_public_timeline(void **state)
{
	static const struct {
		enum case_command_type command;
		int64_t officer_id, unit_id;
		uint32_t roles;
		int64_t shown_unit_id; // -1: not told
	} life[] = {
		{CASE_COMMAND_CLASSIFY, 1, UNIT_INTAKE, ROLE_INTAKE, -1},
		{CASE_COMMAND_CLASSIFY, 1, UNIT_INTAKE, ROLE_INTAKE, UNIT_INTAKE},
		{CASE_COMMAND_RELEASE, 5, UNIT_INTAKE, ROLE_EDITOR, -1},
		{CASE_COMMAND_ASSIGN, 1, UNIT_INTAKE, ROLE_INTAKE, UNIT_ROADS},
		{CASE_COMMAND_RETURN, 2, UNIT_ROADS, ROLE_HANDLER, UNIT_ROADS},
		{CASE_COMMAND_ASSIGN, 1, UNIT_INTAKE, ROLE_INTAKE, UNIT_ROADS},
		{CASE_COMMAND_ACCEPT, 2, UNIT_ROADS, ROLE_HANDLER, UNIT_ROADS},
		{CASE_COMMAND_ANSWER, 2, UNIT_ROADS, ROLE_HANDLER, UNIT_ROADS},
		{CASE_COMMAND_CLOSE, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR, UNIT_OVERSIGHT},
	};
	struct case_public_step step;

	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	assert_true(case_public_step(&w.decision.events[0], &step));
	assert_int_equal(step.unit_id, 0);
	for (size_t i = 0; i < ARRAY_LEN(life); i++) {
		world_officer(&w, life[i].officer_id, life[i].unit_id, life[i].roles);
		assert_int_equal(world_do(&w, world_command(&w, life[i].command)), REFUSAL_NONE);
		bool is_told = case_public_step(&w.decision.events[0], &step);

		assert_int_equal(is_told, life[i].shown_unit_id >= 0);
		if (is_told)
			assert_int_equal(step.unit_id, life[i].shown_unit_id);
		if (life[i].command == CASE_COMMAND_RETURN)
			assert_int_equal(step.return_reason, RETURN_REASON_NOT_OURS);
		if (life[i].command == CASE_COMMAND_CLOSE)
			assert_int_equal(step.outcome, CASE_OUTCOME_DONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_complained_of_has_nothing_to_do_with_it),
		cmocka_unit_test(test_no_case_goes_to_the_unit_it_is_about),
		cmocka_unit_test(test_a_case_is_taken_from_the_unit_it_turns_out_to_be_about),
		cmocka_unit_test(test_nothing_is_published_without_consent),
		cmocka_unit_test(test_what_everybody_reads),
		cmocka_unit_test(test_public_timeline),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
