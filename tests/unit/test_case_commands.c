// SPDX-License-Identifier: Apache-2.0
// What the commands of a case must hold, and what becomes of them.
#include "base/buf.h"
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_check.h"
#include "domain/case_moves.h"
#include "domain/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
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

static void test_receiving(void **state)
{
	struct case_command c;

	(void)state;
	world_new_case(&w);
	c = world_receive(&w);
	c.receive.category_id = 301;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	const struct case_event *event = &w.decision.events[0];

	assert_int_equal(w.decision.event_count, 1);
	assert_int_equal(event->type, CASE_EVENT_RECEIVED);
	assert_int_equal(event->meta.seq, 1);
	assert_int_equal(event->meta.by, EVENT_BY_RAISER);
	assert_int_equal(event->meta.by_officer_id, 0);
	assert_int_equal(event->meta.stream_id, c.receive.case_id);
	assert_int_equal(event->meta.at_us, WORLD_NOW_US);
	assert_int_equal(event->received.area_id, 71);
	assert_int_equal(event->received.place_area_id.value, 72);
	assert_int_equal(event->received.calendar_version, 7);
	assert_int_equal(event->received.category_version, 12);
	// Tuesday 16:00; one, five and fifteen working days, each until 17:30 (09:30 UTC).
	assert_int_equal(event->received.contact_by, WORLD_NOW_US + US_PER_DAY + 90 * US_PER_MINUTE);
	assert_int_equal(event->received.reply_by, WORLD_NOW_US + 7 * US_PER_DAY + 90 * US_PER_MINUTE);
	assert_int_equal(event->received.solve_by, WORLD_NOW_US + 21 * US_PER_DAY + 90 * US_PER_MINUTE);
	assert_true(event->received.has_contact.value);
	assert_int_equal(case_due_at(&w.state), event->received.contact_by);

	// Nothing that may be missing.
	world_new_case(&w);
	c = (struct case_command){.type = CASE_COMMAND_RECEIVE,
		.receive = {.case_id = 5,
			.code = SLICE("222222222"),
			.channel = CASE_CHANNEL_API,
			.kind = CASE_KIND_QUESTION,
			.title = SLICE("?"),
			.text = SLICE("?")}};
	w.facts.policy = (struct case_policy){0};
	w.facts.town_area_id = w.facts.place_area_id = 0;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	event = &w.decision.events[0];
	assert_int_equal(event->received.point.state, PRIVATE_ABSENT);
	assert_int_equal(event->received.phone.state, PRIVATE_ABSENT);
	assert_int_equal(event->received.has_contact.state, PRIVATE_PRESENT);
	assert_false(event->received.has_contact.value);
	assert_int_equal(event->received.reply_by, 0);
	assert_true(case_due_at(&w.state) == INT64_MAX);
}

static struct slice repeated(const char *unit, size_t count)
{
	struct buf b = buf_in(w.arena);

	for (size_t i = 0; i < count; i++)
		buf_put_cstr(&b, unit);
	return buf_slice(&b);
}

static void test_all_mistakes_of_a_form_at_once(void **state)
{
	struct case_command c;

	(void)state;
	world_new_case(&w);
	c = world_receive(&w);
	c.receive.kind = CASE_KIND_NONE;
	c.receive.category_id = 9;
	w.facts.category_exists = false;
	c.receive.title = SLICE(" \u3000 ");
	c.receive.text = repeated("一", LIMIT_TEXT_CHARS + 1);
	c.receive.address = SLICE("two\nlines");
	c.receive.point = (struct point_e7){900000001, 0};
	c.receive.language = SLICE("tlh");
	c.receive.name = repeated("n", LIMIT_NAME_CHARS + 1);
	c.receive.phone = SLICE("call me");
	c.receive.email = SLICE("a@b");
	c.receive.file_count = LIMIT_FILES + 1;
	assert_int_not_equal(world_do(&w, c), REFUSAL_NONE);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "kind"));
	assert_true(world_refused(&w, REFUSAL_CATEGORY_UNKNOWN, "category_id"));
	assert_true(world_refused(&w, REFUSAL_TEXT_MISSING, "title"));
	assert_true(world_refused(&w, REFUSAL_TEXT_TOO_LONG, "text"));
	assert_true(world_refused(&w, REFUSAL_TEXT_MALFORMED, "address"));
	assert_true(world_refused(&w, REFUSAL_POINT_MALFORMED, "point"));
	assert_true(world_refused(&w, REFUSAL_LANGUAGE_UNKNOWN, "language"));
	assert_true(world_refused(&w, REFUSAL_TEXT_TOO_LONG, "name"));
	assert_true(world_refused(&w, REFUSAL_PHONE_MALFORMED, "phone"));
	assert_true(world_refused(&w, REFUSAL_EMAIL_MALFORMED, "email"));
	assert_true(world_refused(&w, REFUSAL_FILES_TOO_MANY, "files"));
	assert_int_equal(w.decision.refusal_count, 11);
	assert_int_equal(w.state.seq, 0);

	c = world_receive(&w);
	c.receive.title = repeated("一", LIMIT_TITLE_CHARS);
	c.receive.text = repeated("\xF0\x9F\x98\x80", LIMIT_TEXT_CHARS);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	world_new_case(&w);
	c.receive.title = repeated("一", LIMIT_TITLE_CHARS + 1);
	assert_int_equal(world_do(&w, c), REFUSAL_TEXT_TOO_LONG);
	assert_int_equal(w.decision.refusals[0].limit, LIMIT_TITLE_CHARS);
	assert_int_equal(w.decision.refusals[0].value, LIMIT_TITLE_CHARS + 1);
}

static enum refusal_code checked(
	void (*check)(struct refusals *, const char *, struct slice), const char *text)
{
	struct refusals refusals = {0};

	check(&refusals, "x", slice_of(text));
	return refusals.count ? refusals.items[0].code : REFUSAL_NONE;
}

static void test_phones_and_mail(void **state)
{
	static const char *const phones[] = {
		"", "12345", "13800000000", "+86 138-0000-0000", "(0734) 8123456", "0734-8123456-801"};
	static const char *const no_phones[] = {"1234", "abc", "138 0000 0000 ext", "123456789012345678901",
		"--------", "1+2345678", "12345\n67"};
	static const char *const mails[] = {"", "a@b.cn", "first.last+tag@sub.example.org", "王@例子.中国"};
	static const char *const no_mails[] = {"a", "@b.cn", "a@", "a@b", "a@@b.cn", "a@b@c.cn", "a b@c.cn",
		"a@b..cn", "a@b.cn.", "a@.cn", "<a@b.cn>", "a@b.cn,c@d.cn", "a@b.cn\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(phones); i++)
		assert_int_equal(checked(check_phone, phones[i]), REFUSAL_NONE);
	for (size_t i = 0; i < ARRAY_LEN(no_phones); i++)
		assert_int_equal(checked(check_phone, no_phones[i]), REFUSAL_PHONE_MALFORMED);
	for (size_t i = 0; i < ARRAY_LEN(mails); i++)
		assert_int_equal(checked(check_email, mails[i]), REFUSAL_NONE);
	for (size_t i = 0; i < ARRAY_LEN(no_mails); i++)
		assert_int_equal(checked(check_email, no_mails[i]), REFUSAL_EMAIL_MALFORMED);
}

static void test_channels(void **state)
{
	static const struct case_actor raiser = {.by = EVENT_BY_RAISER}, system = {.by = EVENT_BY_SYSTEM},
				       intake = {.by = EVENT_BY_OFFICER, .roles = ROLE_INTAKE},
				       handler = {.by = EVENT_BY_OFFICER, .roles = ROLE_HANDLER},
				       leader = {.by = EVENT_BY_OFFICER, .roles = ROLE_LEADER};
	// For each channel in the order of the list: who may (r s i h l).
	static const char *const who[CASE_CHANNEL_COUNT] = {
		"", "r", "r", "i", "ih", "ih", "ih", "ih", "ih", "rsi", "rs", "s", "rs"};
	const struct {
		char letter;
		const struct case_actor *actor;
	} actors[] = {{'r', &raiser}, {'s', &system}, {'i', &intake}, {'h', &handler}, {'l', &leader}};

	(void)state;
	for (int channel = 1; channel < CASE_CHANNEL_COUNT; channel++) {
		for (size_t i = 0; i < ARRAY_LEN(actors); i++)
			assert_int_equal(case_channel_is_open((enum case_channel)channel, actors[i].actor),
				strchr(who[channel], actors[i].letter) != NULL);
	}
	world_new_case(&w);
	struct case_command c = world_receive(&w);

	c.receive.channel = CASE_CHANNEL_HOTLINE;
	assert_int_equal(world_do(&w, c), REFUSAL_CHANNEL_NOT_YOURS);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.received_by_unit_id, UNIT_INTAKE);
}

static void test_classifying(void **state)
{
	struct case_command c = {.type = CASE_COMMAND_CLASSIFY, .classify = {.category_id = 301}};

	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	w.facts.policy.reply.period.count = 2;
	w.now_us += 10 * US_PER_DAY;
	// The first time no reason is needed. The clocks run from the day it was received.
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.decision.events[0].classified.previous_category_id, 0);
	assert_int_equal(w.state.reply_by_us, WORLD_NOW_US + 2 * US_PER_DAY + 90 * US_PER_MINUTE);
	assert_int_equal(w.state.category_changes, 0);
	assert_int_equal(world_do(&w, c), REFUSAL_NOTHING_CHANGED);
	c.classify.category_id = 302;
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	c.classify.reason = SLICE("about water");
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.category_changes, 1);
	assert_int_equal(w.decision.events[0].classified.previous_category_id, 301);
	// Another kind alone leaves the clocks as they are, whatever the policy says by now.
	w.facts.policy.reply.period.count = 9;
	c.classify = (struct case_classify){.kind = CASE_KIND_HELP, .reason = SLICE("asks for help")};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.kind, CASE_KIND_HELP);
	assert_int_equal(w.state.category_id, 302);
	assert_int_equal(w.state.reply_by_us, WORLD_NOW_US + 2 * US_PER_DAY + 90 * US_PER_MINUTE);
	// Whom it is about stays unless it is said.
	c.classify = (struct case_classify){.sets_about = true,
		.about_unit_id = UNIT_WATER,
		.about_officer_id = 33,
		.reason = SLICE("about them")};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	c.classify = (struct case_classify){.category_id = 301, .reason = SLICE("again")};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.about_unit_id.value, UNIT_WATER);
	assert_int_equal(w.state.about_officer_id.value, 33);
	c.classify = (struct case_classify){.sets_about = true, .reason = SLICE("about nobody")};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.about_unit_id.state, PRIVATE_ABSENT);

	w.facts.category_exists = w.facts.about_unit_exists = w.facts.about_officer_exists = false;
	c.classify = (struct case_classify){.category_id = 9,
		.sets_about = true,
		.about_unit_id = 9,
		.about_officer_id = 9,
		.reason = SLICE("x")};
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_CATEGORY_UNKNOWN, "category_id"));
	assert_true(world_refused(&w, REFUSAL_UNIT_UNKNOWN, "about_unit_id"));
	assert_true(world_refused(&w, REFUSAL_OFFICER_UNKNOWN, "about_officer_id"));
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	c.classify = (struct case_classify){.kind = CASE_KIND_HELP};
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "category_id"));
}

static void test_assigning(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	c = world_assign(&w, UNIT_ROADS);
	c.assign.supervising_unit_id = UNIT_OVERSIGHT;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.unit_deadline_us, WORLD_NOW_US + 3 * US_PER_DAY + 90 * US_PER_MINUTE);
	assert_int_equal(w.state.assigning_unit_id, UNIT_INTAKE);
	assert_int_equal(w.state.supervising_unit_id, UNIT_OVERSIGHT);
	assert_int_equal(case_due_at(&w.state), w.state.unit_deadline_us);

	// Not from unit to unit.
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_WRONG_STATE);

	world_case_in(&w, CASE_STATE_RETURNED);
	assert_int_equal(w.state.unit_id, 0);
	assert_int_equal(w.state.returns, 1);
	assert_int_equal(w.state.returned_by_unit_id, UNIT_ROADS);
	assert_int_equal(case_due_at(&w.state), w.state.contact_by_us);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	// Without a time for units: the raiser's next clock that is still ahead.
	w.facts.policy.unit.is_set = false;
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_NONE);
	assert_int_equal(w.state.unit_deadline_us, w.state.reply_by_us);
	assert_int_equal(w.state.assignments, 2);

	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	w.facts.policy.unit.is_set = false;
	w.now_us = w.state.solve_by_us;
	assert_int_equal(world_do(&w, world_assign(&w, UNIT_WATER)), REFUSAL_DEADLINE_MISSING);
	c = world_assign(&w, UNIT_ROADS);
	c.assign.deadline_us = w.now_us;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_PASSED);
	c.assign.deadline_us = w.now_us + (LIMIT_DEADLINE_DAYS + 1) * US_PER_DAY;
	assert_int_equal(world_do(&w, c), REFUSAL_DEADLINE_TOO_FAR);
	c.assign.deadline_us = w.now_us + US_PER_DAY;
	c.assign.supervising_unit_id = UNIT_ROADS;
	assert_int_equal(world_do(&w, c), REFUSAL_SUPERVISES_ITSELF);
	w.facts.target.exists = false;
	assert_int_equal(world_do(&w, c), REFUSAL_UNIT_UNKNOWN);
	c.assign.unit_id = 0;
	assert_int_equal(world_do(&w, c), REFUSAL_CHOICE_MISSING);
}

static void test_returning_and_answering(void **state)
{
	struct case_command c;

	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	c = (struct case_command){.type = CASE_COMMAND_RETURN};
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_CHOICE_MISSING, "reason_code"));
	assert_true(world_refused(&w, REFUSAL_REASON_MISSING, "reason"));

	world_case_in(&w, CASE_STATE_IN_HAND);
	c = (struct case_command){.type = CASE_COMMAND_ANSWER};
	world_do(&w, c);
	assert_true(world_refused(&w, REFUSAL_TEXT_MISSING, "text"));

	// A correction replaces the answer and is counted; the first answer's time stays.
	world_case_in(&w, CASE_STATE_ANSWERED);
	w.now_us += US_PER_HOUR;
	c = world_command(&w, CASE_COMMAND_ANSWER);
	c.answer.text = SLICE("better");
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_true(w.decision.events[0].answered.correction);
	assert_int_equal(w.state.corrections, 1);
	assert_int_equal(w.state.answers, 1);
	assert_true(slice_eq_cstr(w.state.answer.value, "better"));
	assert_int_equal(w.state.first_answered_at_us, WORLD_NOW_US);
	assert_int_equal(w.state.answered_at_us, WORLD_NOW_US + US_PER_HOUR);

	// At once, by intake; corrected by intake, not by units.
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
	assert_true(w.decision.events[0].answered.at_once);
	assert_int_equal(w.decision.events[0].answered.unit_id, UNIT_INTAKE);
	assert_int_equal(w.decision.events[0].answered.assignment_id, 0);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
	assert_int_equal(w.state.corrections, 1);
}

static void test_closing_is_checked_by_another(void **state)
{
	(void)state;
	for (int checks = 0; checks < 2; checks++) {
		world_case_in(&w, CASE_STATE_IN_HAND);
		w.facts.policy.needs_check = checks;
		// The unit's head answers, and would close.
		world_officer(&w, 3, UNIT_ROADS, ROLE_UNIT_HEAD);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)),
			checks ? REFUSAL_SAME_OFFICER : REFUSAL_NONE);
		if (!checks)
			assert_false(w.state.checked);
	}
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)), REFUSAL_NONE);
	assert_true(w.state.checked);
	assert_true(w.state.closed_at_us > 0);

	// A handler closes only where no check is asked for.
	for (int checks = 0; checks < 2; checks++) {
		world_case_in(&w, CASE_STATE_ANSWERED);
		w.facts.policy.needs_check = checks;
		world_officer(&w, 22, UNIT_ROADS, ROLE_HANDLER);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)),
			checks ? REFUSAL_SAME_OFFICER : REFUSAL_NONE);
	}
	// Intake that answered at once does not check itself.
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)), REFUSAL_SAME_OFFICER);

	// Unsolved says why.
	world_case_in(&w, CASE_STATE_ANSWERED);
	world_officer(&w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
	struct case_command c = {.type = CASE_COMMAND_CLOSE, .close = {.outcome = CASE_OUTCOME_UNSOLVED}};

	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	c.close.outcome = CASE_OUTCOME_PARTLY_DONE;
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	c.close.outcome = CASE_OUTCOME_NONE;
	assert_int_equal(world_do(&w, c), REFUSAL_CHOICE_MISSING);
	c.close = (struct case_close){CASE_OUTCOME_UNSOLVED, SLICE(""), SLICE("not ours to build")};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
}

// Who answered was erased, so whoever could have answered may not close; somebody always can.
static void test_closing_where_the_answerer_is_erased(void **state)
{
	static const struct {
		uint32_t roles;
		int64_t unit_id;
		bool at_once, may;
	} tries[] = {
		{ROLE_UNIT_HEAD, UNIT_ROADS, false, false},
		{ROLE_UNIT_HEAD | ROLE_INTAKE, UNIT_ROADS, false, false},
		{ROLE_INTAKE, UNIT_INTAKE, false, true},
		{ROLE_SUPERVISOR, UNIT_OVERSIGHT, false, true},
		{ROLE_SUPERVISOR, UNIT_ROADS, false, true},
		{ROLE_INTAKE, UNIT_INTAKE, true, false},
		{ROLE_INTAKE, UNIT_WATER, true, true},
		{ROLE_SUPERVISOR, UNIT_INTAKE, true, true},
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(tries); i++) {
		bool checks = i % 2 == 0, at_once = tries[i / 2].at_once, may = tries[i / 2].may || !checks;

		world_case_in(&w, at_once ? CASE_STATE_RECEIVED : CASE_STATE_IN_HAND);
		w.facts.policy.needs_check = checks;
		if (at_once)
			world_officer(&w, 5, UNIT_INTAKE, ROLE_INTAKE);
		else
			world_officer(&w, 5, UNIT_ROADS, ROLE_HANDLER);
		assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_ANSWER)), REFUSAL_NONE);
		w.state.answered_by_officer_id = 0;
		world_officer(&w, 5, tries[i / 2].unit_id, tries[i / 2].roles);
		if (world_do(&w, world_command(&w, CASE_COMMAND_CLOSE)) !=
			(may ? REFUSAL_NONE : REFUSAL_SAME_OFFICER))
			fail_msg("try %zu", i);
		// That another checked it is not said where nobody can know.
		assert_false(w.state.checked);
	}
}

static void test_time_never_falls(void **state)
{
	(void)state;
	world_case_in(&w, CASE_STATE_RECEIVED);
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
	w.now_us -= US_PER_HOUR; // another server's clock
	assert_int_equal(world_do(&w, world_command(&w, CASE_COMMAND_CLASSIFY)), REFUSAL_NONE);
	assert_int_equal(w.decision.events[0].meta.at_us, WORLD_NOW_US);
}

static void test_apply_refuses_what_does_not_follow(void **state)
{
	struct case_event event = {.type = CASE_EVENT_ACCEPTED};
	struct case_state before;

	(void)state;
	world_case_in(&w, CASE_STATE_ASSIGNED);
	before = w.state;
	event.meta = (struct event_meta){w.state.jurisdiction_id, w.state.case_id, w.state.seq + 2,
		WORLD_NOW_US, EVENT_BY_OFFICER, 2, UNIT_ROADS};
	assert_int_equal(case_apply(&w.state, &event, NULL), ERR_INTERNAL); // a gap
	event.meta.seq = w.state.seq + 1;
	event.meta.at_us = WORLD_NOW_US - 1;
	assert_int_equal(case_apply(&w.state, &event, NULL), ERR_INTERNAL); // older
	event.meta.at_us = WORLD_NOW_US;
	event.meta.stream_id++;
	assert_int_equal(case_apply(&w.state, &event, NULL), ERR_INTERNAL); // another case
	event.meta.stream_id--;
	event.type = CASE_EVENT_RECEIVED;
	assert_int_equal(case_apply(&w.state, &event, NULL), ERR_INTERNAL); // received twice
	assert_memory_equal(&before, &w.state, sizeof(before));
	event.type = CASE_EVENT_ACCEPTED;
	assert_int_equal(case_apply(&w.state, &event, NULL), 0);
}

// ---- Where it comes from

static enum refusal_code receive_as(struct case_receive change, enum event_by by)
{
	struct case_command c;
	bool taken = w.facts.outside_number_is_taken, programme = w.facts.programme_exists,
	     enterprise = w.facts.enterprise_exists;

	world_new_case(&w);
	w.facts.outside_number_is_taken = taken;
	w.facts.programme_exists = programme;
	w.facts.enterprise_exists = enterprise;
	c = world_receive(&w);
	if (by == EVENT_BY_OFFICER) {
		world_officer(&w, 11, 1, ROLE_INTAKE);
		c.receive.channel = CASE_CHANNEL_HOTLINE;
	}
	c.receive.urgency = change.urgency;
	c.receive.programme_id = change.programme_id;
	c.receive.enterprise_id = change.enterprise_id;
	c.receive.visited_on = change.visited_on;
	c.receive.outside_number = change.outside_number;
	c.receive.answers = change.answers;
	return world_do(&w, c);
}

static void test_where_it_comes_from(void **state)
{
	static const char *const days[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
		"2026-1-01", "26-11-2023", "1899-12-31", "2026/01/01", "2026-01-00"};
	struct case_receive none = {0}, c = none;
	char *longest = arena_zalloc(w.arena, LIMIT_ANSWERS_BYTES + 2);

	(void)state;
	assert_int_equal(receive_as(none, EVENT_BY_RAISER), REFUSAL_NONE);
	assert_int_equal(w.state.urgency, CASE_URGENCY_NORMAL);
	// how urgent it is for the office is the officer's to say
	c.urgency = CASE_URGENCY_EMERGENCY;
	assert_int_equal(receive_as(c, EVENT_BY_RAISER), REFUSAL_URGENCY_NOT_YOURS);
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_NONE);
	assert_int_equal(w.state.urgency, CASE_URGENCY_EMERGENCY);

	w.facts.programme_exists = w.facts.enterprise_exists = false;
	c = (struct case_receive){.programme_id = 5};
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_PROGRAMME_UNKNOWN);
	w.facts.programme_exists = true;
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_NONE);
	assert_int_equal(w.state.programme_id, 5);
	c = (struct case_receive){.enterprise_id = 6, .visited_on = SLICE("2024-02-29")};
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_ENTERPRISE_UNKNOWN);
	w.facts.enterprise_exists = true;
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_NONE);
	assert_int_equal(w.state.enterprise_id.value, 6);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		c = (struct case_receive){.visited_on = slice_of(days[i])};
		assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_DATE_MALFORMED);
	}

	c = (struct case_receive){.outside_number = SLICE("12345-2026-000017")};
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_NONE);
	w.facts.outside_number_is_taken = true;
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_OUTSIDE_NUMBER_TAKEN);
	w.facts.outside_number_is_taken = false;
	memset(longest, 'a', LIMIT_ANSWERS_BYTES + 1);
	c = (struct case_receive){.answers = slice_of(longest)};
	assert_int_equal(receive_as(c, EVENT_BY_RAISER), REFUSAL_TEXT_TOO_LONG);
	c = (struct case_receive){.outside_number = slice_from(longest, LIMIT_OUTSIDE_BYTES + 1)};
	assert_int_equal(receive_as(c, EVENT_BY_OFFICER), REFUSAL_TEXT_TOO_LONG);
}

// A case is on one list at most, and leaves one for a reason.
static void test_lists(void **state)
{
	struct case_command c;

	(void)state;
	world_new_case(&w);
	assert_int_equal(world_do(&w, world_receive(&w)), REFUSAL_NONE);
	world_officer(&w, 11, 1, ROLE_INTAKE);
	c = (struct case_command){.type = CASE_COMMAND_LIST, .list = {801, SLICE("")}};
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.programme_id, 801);
	assert_int_equal(w.decision.events[0].listed.previous_programme_id, 0);
	assert_int_equal(world_do(&w, c), REFUSAL_NOTHING_CHANGED);
	c.list.programme_id = 802;
	assert_int_equal(world_do(&w, c), REFUSAL_REASON_MISSING);
	c.list.reason = SLICE("重复列入");
	w.facts.programme_exists = false;
	assert_int_equal(world_do(&w, c), REFUSAL_PROGRAMME_UNKNOWN);
	c.list.programme_id = 0; // off it goes, whether the list is closed or not
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
	assert_int_equal(w.state.programme_id, 0);
	assert_int_equal(w.decision.events[0].listed.previous_programme_id, 801);
	world_officer(&w, 12, 2, ROLE_HANDLER);
	c.list.programme_id = 801;
	assert_int_not_equal(world_do(&w, c), REFUSAL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_receiving),
		cmocka_unit_test(test_all_mistakes_of_a_form_at_once),
		cmocka_unit_test(test_phones_and_mail),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_where_it_comes_from),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_classifying),
		cmocka_unit_test(test_assigning),
		cmocka_unit_test(test_returning_and_answering),
		cmocka_unit_test(test_closing_is_checked_by_another),
		cmocka_unit_test(test_closing_where_the_answerer_is_erased),
		cmocka_unit_test(test_time_never_falls),
		cmocka_unit_test(test_apply_refuses_what_does_not_follow),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
