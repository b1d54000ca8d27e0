// SPDX-License-Identifier: Apache-2.0
// The rules of a case: who may do what when, what a command must hold, and the rules that protect people.
#include "base/buf.h"
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_check.h"
#include "domain/case_moves.h"
#include "domain/case_view.h"
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

// ---- The table of moves, said once more in the way people say it.
// R raiser, I intake, S supervisor, E editor, H handler and U head of the unit that has it, h and u those of
// another unit.
static const struct {
	enum case_command_type command;
	enum case_state_code state;
	const char *who;
	enum case_state_code to;
} expected[] = {
	{CASE_COMMAND_RECEIVE, CASE_STATE_NONE, "RIHUhu", CASE_STATE_RECEIVED},
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
};

static const struct {
	char letter;
	uint32_t roles; // 0: the raiser
	int64_t unit_id;
} people[] = {
	{'R', 0, 0}, {'I', ROLE_INTAKE, UNIT_INTAKE}, {'S', ROLE_SUPERVISOR, UNIT_OVERSIGHT},
	{'E', ROLE_EDITOR, UNIT_INTAKE}, {'H', ROLE_HANDLER, UNIT_ROADS}, {'U', ROLE_UNIT_HEAD, UNIT_ROADS},
	{'h', ROLE_HANDLER, UNIT_WATER}, {'u', ROLE_UNIT_HEAD, UNIT_WATER}, {'l', ROLE_LEADER, UNIT_ROADS},
	{'a', ROLE_AUDITOR, UNIT_ROADS}, {'d', ROLE_ADMIN, UNIT_ROADS},
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
	if (people[person].roles == 0)
		world_raiser(&w);
	else
		world_officer(&w, 99, people[person].unit_id, people[person].roles);
	command = world_command(&w, type);
	if (type == CASE_COMMAND_RECEIVE && people[person].roles != 0)
		command.receive.channel =
			people[person].roles == ROLE_INTAKE ? CASE_CHANNEL_HOTLINE : CASE_CHANNEL_GRID;
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

// ---- What commands hold

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

// ---- Rules that protect people

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
			assert_false(case_may_view_contact(&w.state, &w.facts.actor));
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
	static const char *const who[CASE_STATE_COUNT] = {"", "I", "I", "IHU", "I", "IHU", ""};
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
			assert_int_equal(case_may_view_contact(&w.state, &w.facts.actor),
				strchr(who[from], people[i].letter) != NULL);
			secret.secret.value = true;
			assert_int_equal(case_may_view_contact(&secret, &w.facts.actor),
				is_intake && from != CASE_STATE_CLOSED);
			for (size_t k = 0; k < ARRAY_LEN(unknown); k++) {
				secret.secret = (struct private_flag){.state = unknown[k]};
				assert_int_equal(case_may_view_contact(&secret, &w.facts.actor),
					is_intake && from != CASE_STATE_CLOSED);
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
		cmocka_unit_test(test_receiving),
		cmocka_unit_test(test_all_mistakes_of_a_form_at_once),
		cmocka_unit_test(test_phones_and_mail),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_classifying),
		cmocka_unit_test(test_assigning),
		cmocka_unit_test(test_returning_and_answering),
		cmocka_unit_test(test_closing_is_checked_by_another),
		cmocka_unit_test(test_closing_where_the_answerer_is_erased),
		cmocka_unit_test(test_time_never_falls),
		cmocka_unit_test(test_apply_refuses_what_does_not_follow),
		cmocka_unit_test(test_who_is_complained_of_has_nothing_to_do_with_it),
		cmocka_unit_test(test_no_case_goes_to_the_unit_it_is_about),
		cmocka_unit_test(test_a_case_is_taken_from_the_unit_it_turns_out_to_be_about),
		cmocka_unit_test(test_nothing_is_published_without_consent),
		cmocka_unit_test(test_what_everybody_reads),
		cmocka_unit_test(test_public_timeline),
		cmocka_unit_test(test_who_sees_a_case),
		cmocka_unit_test(test_who_views_contact),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
