// SPDX-License-Identifier: Apache-2.0
// 500,000 random commands, good and bad, by all sorts of people, over some thousand cases. After each: only
// moves of the table, no gap in the stream, a refusal changed nothing, the stored bytes fold to the same
// state, the rules that protect people hold; and with any private fields erased folding still works.
#include "base/clock.h"
#include "base/macros.h"
#include "case_world.h"
#include "domain/case_moves.h"
#include "domain/case_view.h"
#include "events/case_codec.h"
#include "events/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define COMMANDS      1500000
#define EVENTS_A_CASE 50

static struct world w;
static unsigned seed;
static struct event_record records[EVENTS_A_CASE];
static size_t record_count;

static unsigned pick(unsigned count)
{
	return (unsigned)rand_r(&seed) / 7 % count;
}

static bool one_in(unsigned count)
{
	return pick(count) == 0;
}

static void random_actor(void)
{
	static const int64_t units[] = {UNIT_INTAKE, UNIT_ROADS, UNIT_WATER, UNIT_OVERSIGHT};

	// Raisers decide little before the end.
	bool is_theirs = w.state.state == CASE_STATE_CLOSED || w.state.state == CASE_STATE_DECLINED;

	if (one_in(is_theirs ? 3 : 20)) {
		world_raiser(&w);
		return;
	}
	if (one_in(30)) {
		w.facts.actor = (struct case_actor){.by = EVENT_BY_SYSTEM};
		return;
	}
	// Mostly the roles that move cases, so that they get far.
	uint32_t roles = one_in(6) ? 1u << pick(8) : 1u << pick(4);
	int64_t unit_id = w.state.unit_id && one_in(2) ? w.state.unit_id : units[pick(4)];

	if (w.state.support_count && one_in(2))
		unit_id = w.state.supports[pick((unsigned)w.state.support_count)].unit_id;

	if (one_in(5))
		roles |= 1u << pick(8);
	world_officer(&w, 1 + pick(5), unit_id, roles);
}

static struct slice random_text(struct slice good)
{
	static const struct slice bad[] = {{"", 0}, {" \n", 2}, {"\xff", 1}, {"a\0b", 3}, {"\x01", 1}};

	return one_in(12) ? bad[pick(ARRAY_LEN(bad))] : good;
}

static void random_facts(void)
{
	w.facts.actor.is_complained_of = one_in(25);
	w.facts.unit_in_charge_is_complained_of = one_in(25);
	w.facts.target = (struct case_unit_fact){!one_in(20), one_in(20)};
	w.facts.supervising = (struct case_unit_fact){!one_in(20), one_in(20)};
	w.facts.category_exists = !one_in(20);
	w.facts.actor.is_of_answering_unit = one_in(20);
	w.facts.officer = (struct case_officer_fact){
		!one_in(20), one_in(4) ? UNIT_WATER : w.facts.actor.unit_id, ROLE_HANDLER, one_in(20)};
	w.facts.policy.needs_check = !one_in(4);
	w.facts.policy.public_without_consent = one_in(3);
	w.facts.policy.unit.is_set = !one_in(10);
	w.facts.town_area_id = one_in(3) ? 0 : 71;
}

// to: CASE_STATE_NONE stands for any.
static bool is_in_table(enum case_command_type command, enum case_state_code from, enum case_state_code to)
{
	for (size_t i = 0; i < case_move_count; i++) {
		if (case_moves[i].command == command && case_move_starts_in(&case_moves[i], from) &&
			(to == CASE_STATE_NONE || case_move_end(&case_moves[i], from) == to))
			return true;
	}
	return false;
}

static struct case_erase random_erasure(struct slice reason)
{
	return (struct case_erase){(enum erasure_scope)pick(ERASURE_SCOPE_COUNT),
		(enum erasure_reason)pick(ERASURE_REASON_COUNT), random_text(reason)};
}

static struct case_rate random_word(void)
{
	return (struct case_rate){(enum raiser_solved)pick(RAISER_SOLVED_COUNT),
		(enum raiser_satisfied)pick(RAISER_SATISFIED_COUNT), random_text(SLICE("words"))};
}

static void vary_receive(struct case_receive *c)
{
	static const int64_t units[] = {0, UNIT_ROADS, UNIT_WATER, UNIT_OVERSIGHT};

	c->channel = (enum case_channel)(1 + pick(CASE_CHANNEL_COUNT - 1));
	c->kind = (enum case_kind)pick(CASE_KIND_COUNT);
	c->has_consent = !one_in(3);
	c->is_secret = one_in(3);
	c->has_point = one_in(2);
	c->about_unit_id = one_in(6) ? units[pick(4)] : 0;
	c->about_officer_id = one_in(6) ? pick(6) : 0;
	c->title = random_text(c->title);
	c->phone = random_text(c->phone);
}

static void vary_release(struct case_release *c)
{
	c->extent = (enum release_extent)pick(RELEASE_EXTENT_COUNT);
	if (one_in(2))
		*c = (struct case_release){.extent = c->extent, .public_title = random_text(SLICE("t"))};
}

static void vary_classify(struct case_classify *c)
{
	static const int64_t units[] = {0, UNIT_ROADS, UNIT_WATER, UNIT_OVERSIGHT};

	c->category_id = one_in(4) ? 0 : 301 + pick(3);
	c->sets_about = one_in(4);
	c->about_unit_id = units[pick(4)];
	c->about_officer_id = pick(6);
	c->reason = random_text(c->reason);
}

static void vary_decline(struct case_decline *c)
{
	c->reason_code = (enum decline_reason)pick(DECLINE_REASON_COUNT);
	c->reason = random_text(c->reason);
}

static void vary_assign(struct case_assign *c)
{
	static const int64_t units[] = {0, UNIT_ROADS, UNIT_WATER, UNIT_OVERSIGHT};

	c->unit_id = units[pick(4)];
	c->supervising_unit_id = one_in(3) ? units[pick(4)] : 0;
	c->deadline_us = one_in(3) ? w.now_us + (int64_t)pick(400) * US_PER_DAY - US_PER_DAY : 0;
}

static void vary_return(struct case_return *c)
{
	c->reason_code = (enum return_reason)pick(RETURN_REASON_COUNT);
	c->reason = random_text(c->reason);
}

static void vary_close(struct case_close *c)
{
	c->outcome = (enum case_outcome)pick(CASE_OUTCOME_COUNT);
	c->public_reason = random_text(SLICE("because"));
}

static void vary_oversight(struct case_oversight *c)
{
	c->text = random_text(c->text);
	if (one_in(4))
		c->answer_by = one_in(4) ? 0 : w.now_us + ((int64_t)pick(400) - 10) * US_PER_DAY;
}

static void vary_wait(struct case_wait *c)
{
	c->reason_code = (enum waiting_reason)pick(WAITING_REASON_COUNT);
	c->reason = random_text(c->reason);
	if (one_in(4))
		c->until = one_in(4) ? 0 : w.now_us + ((int64_t)pick(110) - 5) * US_PER_DAY;
}

static void vary_extension(struct case_extension *c)
{
	c->reason = random_text(c->reason);
	if (one_in(3))
		c->until = one_in(4) ? 0 : w.state.unit_deadline_us + ((int64_t)pick(30) - 5) * US_PER_DAY;
}

static void vary_allot(struct case_allot *c)
{
	c->officer_id = pick(6);
	c->note = random_text(c->note);
}

static void vary_shared(struct case_command *c)
{
	if (c->type == CASE_COMMAND_ALLOT)
		vary_allot(&c->allot);
	else if (c->type == CASE_COMMAND_SUPPORT)
		vary_assign(&c->assign);
	else if (c->type == CASE_COMMAND_RETURN_SUPPORT)
		vary_return(&c->return_);
	else if (c->type == CASE_COMMAND_REPORT_SUPPORT)
		c->report.text = random_text(c->report.text);
	else if (c->type == CASE_COMMAND_END_SUPPORT && w.state.support_count)
		c->support_end.unit_id = w.state.supports[pick((unsigned)w.state.support_count)].unit_id;
}

static void vary_work(struct case_command *c)
{
	if (c->type == CASE_COMMAND_ASSIGN)
		vary_assign(&c->assign);
	else if (c->type == CASE_COMMAND_RETURN)
		vary_return(&c->return_);
	else if (c->type == CASE_COMMAND_ANSWER)
		c->answer.text = random_text(c->answer.text);
	else if (c->type == CASE_COMMAND_DECLINE)
		vary_decline(&c->decline);
	else
		vary_close(&c->close);
}

static void vary_time_or_said(struct case_command *c)
{
	if (c->type == CASE_COMMAND_WAIT)
		vary_wait(&c->wait);
	else if (c->type == CASE_COMMAND_ASK_EXTENSION)
		vary_extension(&c->extension);
	else if (c->type == CASE_COMMAND_NOTE || c->type == CASE_COMMAND_WRITE ||
		 c->type == CASE_COMMAND_TELL)
		c->message.text = random_text(c->message.text);
	else if (c->type == CASE_COMMAND_LIST)
		c->list = (struct case_list){
			one_in(3) ? 0 : 800 + (int64_t)pick(3), random_text(c->list.reason)};
	else
		c->said.reason = random_text(c->said.reason);
}

static enum case_command_type random_type(void)
{
	enum case_command_type type = (enum case_command_type)pick(CASE_COMMAND_COUNT);

	// Half of them such as are possible in this state, so that cases get far.
	bool is_possible = one_in(2);

	// Lists are possible everywhere: seldom, so that the rest is not.
	if (type == CASE_COMMAND_LIST && !one_in(3))
		type = (enum case_command_type)pick(CASE_COMMAND_COUNT);
	while (is_possible && !is_in_table(type, w.state.state, CASE_STATE_NONE))
		type = (enum case_command_type)pick(CASE_COMMAND_COUNT);
	// An extension is seldom open for long.
	if (w.state.extension_until_us && !one_in(4))
		type = one_in(2) ? CASE_COMMAND_GRANT_EXTENSION : CASE_COMMAND_REFUSE_EXTENSION;
	else if (w.state.state == CASE_STATE_IN_HAND && one_in(3))
		type = CASE_COMMAND_ASK_EXTENSION;
	else if (w.state.support_count && one_in(2))
		type = (enum case_command_type)(CASE_COMMAND_ACCEPT_SUPPORT + (int)pick(4));
	else if (w.state.order_id && one_in(4))
		type = CASE_COMMAND_ANSWER_ORDER;
	else if (w.state.state == CASE_STATE_ANSWERED && one_in(3))
		type = CASE_COMMAND_SEND_BACK;
	return type;
}

static struct case_command random_command(void)
{
	enum case_command_type type = random_type();
	struct case_command c = world_command(&w, type);

	if (one_in(10))
		c.expected_seq = (int64_t)pick(6);
	switch (type) {
	case CASE_COMMAND_RECEIVE:
		vary_receive(&c.receive);
		break;
	case CASE_COMMAND_CLASSIFY:
		vary_classify(&c.classify);
		break;
	case CASE_COMMAND_RELEASE:
		vary_release(&c.release);
		break;
	case CASE_COMMAND_ACCEPT:
		break;
	case CASE_COMMAND_ASSIGN:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_CLOSE:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_DECLINE:
		vary_work(&c);
		break;
	case CASE_COMMAND_ALLOT ... CASE_COMMAND_END_SUPPORT:
		vary_shared(&c);
		break;
	case CASE_COMMAND_ERASE:
		c.erase = random_erasure(c.erase.reason);
		break;
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ANSWER_ORDER:
	case CASE_COMMAND_ORDER:
		vary_oversight(&c.oversight);
		break;
	case CASE_COMMAND_REOPEN:
		c.reopen.reason = random_text(c.reopen.reason);
		break;
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
		c.rate = random_word();
		break;
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
	case CASE_COMMAND_LIST:
		vary_time_or_said(&c);
		break;
	}
	return c;
}

// Rule 4: a word comes from the raiser, or from an officer who has nothing to do with the answer and replaces
// nothing that the raiser said; within 30 days.
static void check_word(const struct case_state *before, const struct case_command *c)
{
	const struct case_state *after = &w.decision.state;
	const struct case_actor *actor = &w.facts.actor;

	if (c->type != CASE_COMMAND_RATE && c->type != CASE_COMMAND_CALLBACK) {
		assert_true(after->solved == before->solved || after->solved == RAISER_SOLVED_NONE);
		return;
	}
	assert_int_equal(actor->by, c->type == CASE_COMMAND_RATE ? EVENT_BY_RAISER : EVENT_BY_OFFICER);
	assert_true(after->last_at_us <= before->closed_at_us + 30 * US_PER_DAY);
	if (actor->by == EVENT_BY_OFFICER) {
		assert_int_not_equal(before->rated_by, EVENT_BY_RAISER);
		assert_false(w.facts.actor.is_of_answering_unit);
		assert_int_not_equal(actor->unit_id, before->answered_by_unit_id);
	}
}

// Only what is not solved is reopened, and no clock of the raiser moves; nobody decides on what they
// declined, and a decline that was overturned is final.
static void check_way_back(const struct case_state *before, const struct case_command *c)
{
	const struct case_state *after = &w.decision.state;

	if (c->type == CASE_COMMAND_REOPEN) {
		assert_true(before->solved == RAISER_SOLVED_NO || before->solved == RAISER_SOLVED_PARTLY);
		assert_true(after->last_at_us <= before->closed_at_us + 30 * US_PER_DAY);
		assert_int_equal(after->reply_by_us, before->reply_by_us);
		assert_int_equal(after->solve_by_us, before->solve_by_us);
	}
	if (c->type == CASE_COMMAND_UPHOLD || c->type == CASE_COMMAND_OVERTURN)
		assert_int_not_equal(w.facts.actor.officer_id, before->declined_by_officer_id);
	assert_false(after->state == CASE_STATE_DECLINED && after->was_overturned);
	assert_true(after->appeals <= 1);
}

// The clocks stand still only in waiting, and by no more than it lasted; an extension is decided by another
// unit.
// Given back in time; what was given back twice, a supervisor decides, and it stays decided.
static void check_return(const struct case_state *before, const struct case_command *c)
{
	if (c->type == CASE_COMMAND_RETURN)
		assert_false(before->is_settled);
	if (c->type == CASE_COMMAND_ASSIGN && before->state == CASE_STATE_RETURNED && before->returns >= 2)
		assert_true((w.facts.actor.roles & ROLE_SUPERVISOR) != 0 && w.decision.state.is_settled);
}

static void check_time(const struct case_state *before, const struct case_command *c)
{
	const struct case_state *after = &w.decision.state;

	assert_int_equal(after->state == CASE_STATE_WAITING, after->waiting_since_us != 0);
	if (c->type == CASE_COMMAND_RESUME) {
		int64_t moved = after->unit_deadline_us - before->unit_deadline_us;
		struct case_pause pause = after->pauses[after->pause_count - 1];

		assert_true(moved >= 0 && pause.to_us >= pause.from_us);
		assert_true(pause.to_us <= before->waiting_until_us);
		assert_int_equal(after->pause_count, before->pause_count + 1);
		if (before->unit_deadline_us > pause.from_us)
			assert_int_equal(
				calendar_working_us_between(w.calendar, pause.to_us, after->unit_deadline_us),
				calendar_working_us_between(
					w.calendar, pause.from_us, before->unit_deadline_us));
	} else if (c->type != CASE_COMMAND_GRANT_EXTENSION && c->type != CASE_COMMAND_CLASSIFY &&
		   before->seq > 0) {
		assert_int_equal(after->reply_by_us, before->reply_by_us);
		assert_int_equal(after->solve_by_us, before->solve_by_us);
	}
	if (c->type == CASE_COMMAND_GRANT_EXTENSION || c->type == CASE_COMMAND_REFUSE_EXTENSION)
		assert_int_not_equal(w.facts.actor.unit_id, before->unit_id);
}

// Who works on a case is of the unit that has it, and not whom it complains of; a handler decides of
// themselves alone.
static void check_allotted(const struct case_state *before, const struct case_command *c)
{
	const struct case_state *after = &w.decision.state;

	if (!after->unit_id)
		assert_int_equal(after->allotted_officer_id.state, PRIVATE_ABSENT);
	if (c->type != CASE_COMMAND_ALLOT)
		return;
	assert_int_equal(w.facts.actor.unit_id, before->unit_id);
	assert_int_equal(after->allotted_officer_id.value, c->allot.officer_id);
	if (c->allot.officer_id) {
		assert_int_equal(w.facts.officer.unit_id, before->unit_id);
		assert_false(w.facts.officer.is_complained_of);
		assert_false(before->about_officer_id.state == PRIVATE_PRESENT &&
			     before->about_officer_id.value == c->allot.officer_id);
	}
	if (!(w.facts.actor.roles & ROLE_UNIT_HEAD))
		assert_true(c->allot.officer_id == w.facts.actor.officer_id ||
			    before->allotted_officer_id.value == w.facts.actor.officer_id);
}

// No answer while a supporting unit has not reported; none supports a case that no unit has, nor the one
// that leads itself, nor one that the case complains of when it is asked.
static void check_supports(const struct case_state *before, const struct case_command *c)
{
	const struct case_state *after = &w.decision.state;
	int open = 0;

	for (int i = 0; i < after->support_count; i++) {
		open += !after->supports[i].reported_at_us;
		assert_true(after->supports[i].unit_id > 0 && after->supports[i].deadline_us > 0);
		assert_int_not_equal(after->supports[i].unit_id, after->unit_id);
	}
	if (!after->unit_id || after->state == CASE_STATE_WITHDRAWN)
		assert_int_equal(after->support_count, 0);
	if (after->state == CASE_STATE_ANSWERED || after->state == CASE_STATE_CLOSED)
		assert_int_equal(open, 0);
	if (c->type == CASE_COMMAND_SUPPORT)
		assert_false(w.facts.target.is_complained_of);
	if (c->type == CASE_COMMAND_ACCEPT_SUPPORT || c->type == CASE_COMMAND_RETURN_SUPPORT ||
		c->type == CASE_COMMAND_REPORT_SUPPORT)
		assert_int_not_equal(w.facts.actor.unit_id, before->unit_id);
}

static void check_accepted(const struct case_state *before, const struct case_command *c)
{
	const struct case_event *event = &w.decision.events[0];
	const struct case_state *after = &w.decision.state;
	const struct case_actor *actor = &w.facts.actor;
	struct case_public_view view;

	assert_int_equal(w.decision.event_count, 1);
	assert_true(is_in_table(c->type, before->state, after->state));
	assert_int_equal(event->meta.seq, before->seq + 1);
	assert_int_equal(after->seq, before->seq + 1);
	assert_true(event->meta.at_us >= before->last_at_us);
	// Rule 1.
	if (actor->by == EVENT_BY_OFFICER && before->seq > 0) {
		assert_false(actor->is_complained_of);
		assert_true(c->type == CASE_COMMAND_ERASE ? case_may_erase(before, actor)
							  : case_may_see(before, actor));
		assert_false(before->about_officer_id.state == PRIVATE_PRESENT &&
			     before->about_officer_id.value == actor->officer_id);
	}
	if (c->type == CASE_COMMAND_CLOSE && w.facts.policy.needs_check)
		assert_true(after->checked && actor->officer_id != before->answered_by_officer_id);
	check_word(before, c);
	check_way_back(before, c);
	check_time(before, c);
	check_return(before, c);
	check_allotted(before, c);
	check_supports(before, c);
	if (c->type == CASE_COMMAND_ASSIGN) {
		assert_false(after->about_unit_id.state == PRIVATE_PRESENT &&
			     after->about_unit_id.value == after->unit_id);
		assert_false(w.facts.target.is_complained_of);
	}
	// Rule 2.
	case_public_view(after, &view);
	assert_true(!view.shows_words || case_has_consent(after));
	assert_true(
		view.shows_words || view.title.len + view.text.len + view.answer.len + view.file_count == 0);
	// A unit has it exactly while it is assigned or in hand, or answered it.
	bool has_unit = after->unit_id != 0;

	if (after->state == CASE_STATE_ASSIGNED || after->state == CASE_STATE_IN_HAND ||
		after->state == CASE_STATE_WAITING)
		assert_true(has_unit && after->unit_deadline_us > 0);
	if (after->state == CASE_STATE_RECEIVED || after->state == CASE_STATE_RETURNED ||
		after->state == CASE_STATE_REOPENED)
		assert_false(has_unit);
	if (after->state == CASE_STATE_ANSWERED || after->state == CASE_STATE_CLOSED)
		assert_true(after->answered_by_officer_id > 0 && after->answered_by_unit_id > 0);
}

static void store_event(const struct case_event *event)
{
	static struct event_salt salts[CASE_EVENT_SALTS_MAX];

	for (size_t i = 0; i < ARRAY_LEN(salts); i++)
		memset(salts[i].bytes, (int)pick(256), sizeof(salts[i].bytes));
	assert_int_equal(
		case_event_encode(event, salts, ARRAY_LEN(salts), w.arena, &records[record_count++], NULL),
		0);
}

static bool same_private_text(struct private_text a, struct private_text b)
{
	return a.state == b.state && slice_eq(a.value, b.value);
}

static void assert_same_end(const struct case_state *a, const struct case_state *b)
{
	assert_int_equal(a->solved, b->solved);
	assert_int_equal(a->satisfied, b->satisfied);
	assert_int_equal(a->rated_by, b->rated_by);
	assert_int_equal(a->rated_at_us, b->rated_at_us);
	assert_int_equal(a->ratings, b->ratings);
	assert_int_equal(a->reopens, b->reopens);
	assert_int_equal(a->reopened_at_us, b->reopened_at_us);
	assert_int_equal(a->declined_at_us, b->declined_at_us);
	assert_int_equal(a->declined_seq, b->declined_seq);
	assert_int_equal(a->declined_by_officer_id, b->declined_by_officer_id);
	assert_int_equal(a->declined_by_unit_id, b->declined_by_unit_id);
	assert_int_equal(a->decline_reason, b->decline_reason);
	assert_int_equal(a->appeals, b->appeals);
	assert_int_equal(a->appealed_at_us, b->appealed_at_us);
	assert_int_equal(a->appeal_outcome, b->appeal_outcome);
	assert_int_equal(a->was_overturned, b->was_overturned);
	assert_int_equal(a->withdrawn_at_us, b->withdrawn_at_us);
}

// All that a later command looks at, and all that pages show.
static void assert_same_order(const struct case_state *a, const struct case_state *b)
{
	assert_int_equal(a->order_id, b->order_id);
	assert_int_equal(a->order_number, b->order_number);
	assert_int_equal(a->order_year, b->order_year);
	assert_int_equal(a->order_answer_by_us, b->order_answer_by_us);
	assert_true(same_private_text(a->order_text, b->order_text));
	assert_int_equal(a->reminders, b->reminders);
	assert_int_equal(a->orders, b->orders);
}

static void assert_same_time(const struct case_state *a, const struct case_state *b)
{
	assert_int_equal(a->waiting_since_us, b->waiting_since_us);
	assert_int_equal(a->waiting_until_us, b->waiting_until_us);
	assert_int_equal(a->waiting_reason, b->waiting_reason);
	assert_true(same_private_text(a->waiting_note, b->waiting_note));
	assert_int_equal(a->pause_count, b->pause_count);
	assert_memory_equal(a->pauses, b->pauses, sizeof(a->pauses));
	assert_int_equal(a->waitings, b->waitings);
	assert_int_equal(a->extension_until_us, b->extension_until_us);
	assert_int_equal(a->was_extended, b->was_extended);
	assert_int_equal(a->extended_until_us, b->extended_until_us);
	assert_int_equal(a->extensions, b->extensions);
	assert_int_equal(a->sent_back, b->sent_back);
	assert_int_equal(a->notes, b->notes);
	assert_int_equal(a->is_settled, b->is_settled);
	assert_int_equal(a->written, b->written);
	assert_int_equal(a->told, b->told);
	assert_int_equal(a->told_at_us, b->told_at_us);
	assert_int_equal(a->programme_id, b->programme_id);
	assert_int_equal(a->listings, b->listings);
}

static void assert_same(const struct case_state *a, const struct case_state *b)
{
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->case_id, b->case_id);
	assert_int_equal(a->jurisdiction_id, b->jurisdiction_id);
	assert_int_equal(a->last_at_us, b->last_at_us);
	assert_int_equal(a->received_at_us, b->received_at_us);
	assert_int_equal(a->received_by_unit_id, b->received_by_unit_id);
	assert_int_equal(a->channel, b->channel);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->category_id, b->category_id);
	assert_int_equal(a->area_id, b->area_id);
	assert_memory_equal(&a->point, &b->point, sizeof(a->point));
	assert_int_equal(a->secret.value, b->secret.value);
	assert_int_equal(a->consent.value, b->consent.value);
	assert_int_equal(a->about_unit_id.value, b->about_unit_id.value);
	assert_int_equal(a->about_officer_id.value, b->about_officer_id.value);
	assert_int_equal(a->contact_by_us, b->contact_by_us);
	assert_int_equal(a->reply_by_us, b->reply_by_us);
	assert_int_equal(a->solve_by_us, b->solve_by_us);
	assert_int_equal(a->released, b->released);
	assert_int_equal(a->released_at_us, b->released_at_us);
	assert_int_equal(a->assignment_id, b->assignment_id);
	assert_int_equal(a->unit_id, b->unit_id);
	assert_int_equal(a->supervising_unit_id, b->supervising_unit_id);
	assert_int_equal(a->unit_deadline_us, b->unit_deadline_us);
	assert_int_equal(a->allotted_officer_id.state, b->allotted_officer_id.state);
	assert_int_equal(a->allotted_officer_id.value, b->allotted_officer_id.value);
	assert_int_equal(a->allotted_at_us, b->allotted_at_us);
	assert_int_equal(a->support_count, b->support_count);
	assert_memory_equal(a->supports, b->supports, sizeof(a->supports));
	assert_int_equal(a->support_assignments, b->support_assignments);
	assert_int_equal(a->support_returns, b->support_returns);
	assert_int_equal(a->answered_by_officer_id, b->answered_by_officer_id);
	assert_int_equal(a->answered_by_unit_id, b->answered_by_unit_id);
	assert_int_equal(a->answered_at_once, b->answered_at_once);
	assert_int_equal(a->first_answered_at_us, b->first_answered_at_us);
	assert_int_equal(a->closed_at_us, b->closed_at_us);
	assert_int_equal(a->outcome, b->outcome);
	assert_int_equal(a->checked, b->checked);
	assert_same_end(a, b);
	assert_true(same_private_text(a->rating_words, b->rating_words));
	assert_same_order(a, b);
	assert_same_time(a, b);
	assert_int_equal(a->assignments, b->assignments);
	assert_int_equal(a->returns, b->returns);
	assert_int_equal(a->answers, b->answers);
	assert_int_equal(a->corrections, b->corrections);
	assert_int_equal(a->category_changes, b->category_changes);
	assert_int_equal(a->files.count, b->files.count);
	assert_int_equal(a->published_files.count, b->published_files.count);
	assert_true(slice_eq(a->code, b->code));
	assert_true(same_private_text(a->title, b->title) && same_private_text(a->text, b->text));
	assert_true(same_private_text(a->public_title, b->public_title) &&
		    same_private_text(a->public_text, b->public_text));
	assert_true(same_private_text(a->answer, b->answer) &&
		    same_private_text(a->public_answer, b->public_answer));
	assert_true(same_private_text(a->return_reason, b->return_reason) &&
		    same_private_text(a->standard, b->standard));
	assert_true(same_private_text(a->public_reason, b->public_reason));
}

// Some private fields erased or not read.
static void lose_fields(struct case_event *event, const struct event_record *record)
{
	const struct event_schema *schema =
		event_schema_find(&case_event_kind, slice_of(record->type), record->version);

	for (size_t i = 0; i < schema->private_count; i++) {
		if (!one_in(2))
			continue;
		if (schema->private_fields[i].in_meta)
			event->meta.by_officer_id = 0;
		else
			event_value_set_state(&schema->private_fields[i],
				one_in(2) ? PRIVATE_ERASED : PRIVATE_UNREAD,
				(char *)&event->received + schema->private_fields[i].offset);
	}
}

// Reads the case back from its bytes, and once more with fields lost.
static void check_fold(void)
{
	struct case_state folded = {0}, poorer = {0};
	struct case_public_view view;

	for (size_t i = 0; i < record_count; i++) {
		struct event_parts parts = {records[i].bytes, records[i].text, records[i].contact};
		struct case_event event;

		assert_int_equal(case_event_decode(&parts, w.arena, &event, NULL), 0);
		assert_int_equal(case_apply(&folded, &event, NULL), 0);
		lose_fields(&event, &records[i]);
		assert_int_equal(case_apply(&poorer, &event, NULL), 0);
	}
	assert_same(&w.state, &folded);
	assert_int_equal(poorer.state, folded.state);
	assert_int_equal(poorer.seq, folded.seq);
	assert_int_equal(poorer.unit_id, folded.unit_id);
	case_public_view(&poorer, &view);
	assert_true(!view.shows_words || case_has_consent(&poorer));
	case_may_see(&poorer, &w.facts.actor);
	case_may_view_contact(&poorer, &w.facts.actor, w.now_us);
}

static void next_case(void)
{
	check_fold();
	arena_reset(w.arena);
	record_count = 0;
	world_new_case(&w);
}

static void test_random_commands(void **state)
{
	unsigned reached[CASE_STATE_COUNT] = {0}, accepted[CASE_COMMAND_COUNT] = {0};

	(void)state;
	seed = getenv("YIDAN_SEED") ? (unsigned)strtoul(getenv("YIDAN_SEED"), NULL, 10)
				    : (unsigned)time(NULL);
	print_message("seed %u (YIDAN_SEED=%u runs it again)\n", seed, seed);
	world_init(&w);
	for (int i = 0; i < COMMANDS; i++) {
		struct case_state before = w.state;

		// Also those that got stuck: closed, and nothing to publish.
		if (one_in(60)) {
			next_case();
			before = w.state;
		}
		random_actor();
		struct case_command command = random_command();

		random_facts();
		w.now_us += (int64_t)pick(one_in(3) ? 3000 : 900) * US_PER_MINUTE -
			    300 * US_PER_MINUTE; // clocks differ: it also falls
		if (world_do(&w, command) != REFUSAL_NONE) {
			assert_int_equal(w.decision.event_count, 0);
			assert_true(
				w.decision.refusal_count >= 1 && w.decision.refusal_count <= REFUSALS_MAX);
			assert_memory_equal(&before, &w.state, sizeof(before));
			assert_memory_equal(&before, &w.decision.state, sizeof(before));
			continue;
		}
		check_accepted(&before, &command);
		store_event(&w.decision.events[0]);
		reached[w.state.state]++;
		accepted[command.type]++;
		if (record_count == EVENTS_A_CASE || (w.state.state == CASE_STATE_CLOSED && one_in(8)) ||
			one_in(40))
			next_case();
	}
	check_fold();
	// It is worth nothing where it did not go everywhere.
	for (int i = CASE_STATE_RECEIVED; i < CASE_STATE_COUNT; i++)
		assert_true(reached[i] > 150);
	for (int i = 0; i < CASE_COMMAND_COUNT; i++) {
		// several units have to come together for these
		bool is_rare = i >= CASE_COMMAND_SUPPORT && i <= CASE_COMMAND_END_SUPPORT;

		if (accepted[i] <= (is_rare ? 30 : 150))
			fail_msg("%s was accepted %u times alone",
				case_command_name((enum case_command_type)i), accepted[i]);
	}
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
