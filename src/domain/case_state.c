// SPDX-License-Identifier: Apache-2.0
#include "domain/case_state.h"

#include "base/macros.h"

#include <inttypes.h>

#define DISPUTE_RETURNS 2

static const char *const names[] = {
	[CASE_STATE_NONE] = "",
	[CASE_STATE_RECEIVED] = "received",
	[CASE_STATE_ASSIGNED] = "assigned",
	[CASE_STATE_IN_HAND] = "in_hand",
	[CASE_STATE_RETURNED] = "returned",
	[CASE_STATE_ANSWERED] = "answered",
	[CASE_STATE_CLOSED] = "closed",
	[CASE_STATE_REOPENED] = "reopened",
	[CASE_STATE_DECLINED] = "declined",
	[CASE_STATE_APPEALED] = "appealed",
	[CASE_STATE_WITHDRAWN] = "withdrawn",
	[CASE_STATE_WAITING] = "waiting",
};
_Static_assert(ARRAY_LEN(names) == CASE_STATE_COUNT, "every state has a name");
const struct code_list case_state_list = {"case_state", names, CASE_STATE_COUNT};

const char *case_state_name(enum case_state_code state)
{
	return code_list_name(&case_state_list, (int)state);
}

bool case_state_parse(struct slice name, enum case_state_code *ret)
{
	int value = code_list_find(&case_state_list, name);

	if (value == 0)
		return false;
	*ret = (enum case_state_code)value;
	return true;
}

static void apply_received(struct case_state *s, const struct event_meta *meta, const struct case_received *e)
{
	s->jurisdiction_id = meta->jurisdiction_id;
	s->case_id = meta->stream_id;
	s->state = CASE_STATE_RECEIVED;
	s->code = e->code;
	s->channel = e->channel;
	s->received_at_us = meta->at_us;
	s->received_by_unit_id = meta->by_unit_id;
	s->title = e->title;
	s->text = e->text;
	s->address = e->address;
	s->language = e->language;
	s->point = e->point;
	s->area_id = e->area_id;
	s->place_area_id = e->place_area_id;
	s->secret = e->secret;
	s->consent = e->consent;
	s->has_contact = e->has_contact;
	s->files = e->files;
	s->kind = e->kind;
	s->category_id = e->category_id;
	s->about_unit_id = e->about_unit_id;
	s->about_officer_id = e->about_officer_id;
	s->contact_by_us = e->contact_by;
	s->reply_by_us = e->reply_by;
	s->solve_by_us = e->solve_by;
}

static void apply_classified(struct case_state *s, const struct case_classified *e)
{
	if (e->previous_category_id != 0 && e->previous_category_id != e->category_id)
		s->category_changes++;
	s->category_id = e->category_id;
	s->kind = e->kind;
	s->contact_by_us = e->contact_by;
	s->reply_by_us = e->reply_by;
	s->solve_by_us = e->solve_by;
	s->about_unit_id = e->about_unit_id;
	s->about_officer_id = e->about_officer_id;
}

static void apply_released(struct case_state *s, const struct event_meta *meta, const struct case_released *e)
{
	if (s->released == RELEASE_EXTENT_NONE)
		s->released_at_us = meta->at_us;
	s->released = e->extent;
	s->released_seq = meta->seq;
	s->public_title = e->public_title;
	s->public_text = e->public_text;
	s->published_files = e->published_files;
}

// Answered; the case went to another unit, or was withdrawn.
static void end_order(struct case_state *s)
{
	s->order_id = 0;
	s->order_year = 0;
	s->order_number = 0;
	s->ordered_at_us = 0;
	s->order_answer_by_us = 0;
	s->order_text = (struct private_text){0};
}

static void apply_ordered(struct case_state *s, const struct event_meta *meta, const struct case_ordered *e)
{
	s->orders++;
	s->order_id = e->order_id;
	s->order_year = e->year;
	s->order_number = e->number;
	s->ordered_at_us = meta->at_us;
	s->order_answer_by_us = e->answer_by;
	s->order_text = e->text;
}

static void end_waiting(struct case_state *s)
{
	s->waiting_since_us = 0;
	s->waiting_until_us = 0;
	s->waiting_reason = WAITING_REASON_NONE;
	s->waiting_note = (struct private_text){0};
}

// Decided; or nobody has to decide it any more.
static void end_extension(struct case_state *s)
{
	s->extension_until_us = 0;
	s->extension_asked_at_us = 0;
	s->extension_reason = (struct private_text){0};
}

// The answer in force is none any more; that there was one stays.
static void forget_answer(struct case_state *s)
{
	s->answered_by_officer_id = 0;
	s->answered_by_unit_id = 0;
	s->answered_at_us = 0;
	s->answered_at_once = false;
	s->answer = (struct private_text){0};
	s->public_answer = (struct private_text){0};
}

static void apply_waiting(struct case_state *s, const struct event_meta *meta, const struct case_waiting *e)
{
	end_extension(s);
	s->state = CASE_STATE_WAITING;
	s->waitings++;
	s->waiting_since_us = meta->at_us;
	s->waiting_until_us = e->until;
	s->waiting_reason = e->reason_code;
	s->waiting_note = e->reason;
}

static void apply_resumed(struct case_state *s, const struct case_resumed *e)
{
	s->state = CASE_STATE_IN_HAND;
	if (s->pause_count < LIMIT_WAITINGS)
		s->pauses[s->pause_count++] = (struct case_pause){s->waiting_since_us, e->paused_until};
	end_waiting(s);
	s->unit_deadline_us = e->deadline;
	s->contact_by_us = e->contact_by;
	s->reply_by_us = e->reply_by;
	s->solve_by_us = e->solve_by;
	if (s->extended_until_us)
		s->extended_until_us = e->solve_by ? e->solve_by : e->reply_by;
}

static void apply_extension_asked(
	struct case_state *s, const struct event_meta *meta, const struct case_extension_asked *e)
{
	s->extension_until_us = e->until;
	s->extension_asked_at_us = meta->at_us;
	s->extension_reason = e->reason;
}

static void apply_extension_decided(struct case_state *s, const struct case_extension_decided *e)
{
	end_extension(s);
	if (!e->granted)
		return;
	s->extensions++;
	s->was_extended = true;
	s->unit_deadline_us = e->deadline;
	s->reply_by_us = e->reply_by;
	s->solve_by_us = e->solve_by;
	s->extended_until_us = e->solve_by ? e->solve_by : e->reply_by;
}

static void apply_assigned(struct case_state *s, const struct event_meta *meta, const struct case_assigned *e)
{
	s->is_settled = case_is_disputed(s);
	s->state = CASE_STATE_ASSIGNED;
	end_order(s);
	s->assignments++;
	s->assignment_id = e->assignment_id;
	s->unit_id = e->unit_id;
	s->assigning_unit_id = e->assigning_unit_id;
	s->supervising_unit_id = e->supervising_unit_id;
	s->assigned_at_us = meta->at_us;
	s->accepted_at_us = 0;
	s->unit_deadline_us = e->deadline;
	s->standard = e->standard;
	s->assignment_note = e->note;
	s->returned_at_us = 0;
	s->returned_by_unit_id = 0;
	s->return_reason_code = RETURN_REASON_NONE;
	s->return_reason = (struct private_text){0};
	end_extension(s);
	s->was_extended = false;
	// One that stood is of a unit that turned out to be complained of.
	forget_answer(s);
}

// No unit has it any more.
static void leave_unit(struct case_state *s)
{
	s->assignment_id = 0;
	s->unit_id = 0;
	s->assigning_unit_id = 0;
	s->supervising_unit_id = 0;
	s->assigned_at_us = 0;
	s->accepted_at_us = 0;
	s->unit_deadline_us = 0;
	s->standard = (struct private_text){0};
	s->assignment_note = (struct private_text){0};
}

static void apply_returned(struct case_state *s, const struct event_meta *meta, const struct case_returned *e)
{
	s->state = CASE_STATE_RETURNED;
	s->returns++;
	s->returned_at_us = meta->at_us;
	s->returned_by_unit_id = e->unit_id;
	s->return_reason_code = e->reason_code;
	s->return_reason = e->reason;
	leave_unit(s);
}

static void apply_answered(struct case_state *s, const struct event_meta *meta, const struct case_answered *e)
{
	end_extension(s);
	s->told_at_us = 0;
	s->state = CASE_STATE_ANSWERED;
	if (e->correction)
		s->corrections++;
	else
		s->answers++;
	s->answered_by_officer_id = meta->by_officer_id;
	s->answered_by_unit_id = e->unit_id;
	s->answered_at_us = meta->at_us;
	if (s->first_answered_at_us == 0)
		s->first_answered_at_us = meta->at_us;
	s->answered_at_once = e->at_once;
	s->answer = e->text;
	s->public_answer = e->public_text;
}

// The raiser is asked anew.
static void forget_word(struct case_state *s)
{
	s->solved = RAISER_SOLVED_NONE;
	s->satisfied = RAISER_SATISFIED_NONE;
	s->rated_by = EVENT_BY_NONE;
	s->rated_at_us = 0;
	s->rating_words = (struct private_text){0};
	s->ratings = 0;
}

static void apply_closed(struct case_state *s, const struct event_meta *meta, const struct case_closed *e)
{
	s->state = CASE_STATE_CLOSED;
	s->closed_at_us = meta->at_us;
	s->outcome = e->outcome;
	s->checked = e->checked;
	s->public_reason = e->public_reason;
	forget_word(s);
}

static void apply_rated(struct case_state *s, const struct event_meta *meta, const struct case_rated *e)
{
	s->solved = e->solved;
	s->satisfied = e->satisfied;
	s->rated_by = meta->by;
	s->rated_at_us = meta->at_us;
	s->rating_words = e->words;
	s->ratings++;
}

// The answer stays in force until it is assigned again; the clocks of the raiser run on as they were.
static void apply_reopened(struct case_state *s, const struct event_meta *meta)
{
	s->state = CASE_STATE_REOPENED;
	s->reopens++;
	s->reopened_at_us = meta->at_us;
	s->closed_at_us = 0;
	s->outcome = CASE_OUTCOME_NONE;
	s->checked = false;
	s->public_reason = (struct private_text){0};
	forget_word(s);
	leave_unit(s);
}

static void apply_declined(struct case_state *s, const struct event_meta *meta, const struct case_declined *e)
{
	s->state = CASE_STATE_DECLINED;
	s->declined_at_us = meta->at_us;
	s->declined_seq = meta->seq;
	s->declined_by_officer_id = meta->by_officer_id;
	s->declined_by_unit_id = meta->by_unit_id;
	s->decline_reason = e->reason_code;
}

static void apply_appealed(struct case_state *s, const struct event_meta *meta)
{
	s->state = CASE_STATE_APPEALED;
	s->appeals++;
	s->appealed_at_us = meta->at_us;
}

static void apply_withdrawn(struct case_state *s, const struct event_meta *meta)
{
	end_order(s);
	end_extension(s);
	end_waiting(s);
	s->state = CASE_STATE_WITHDRAWN;
	s->withdrawn_at_us = meta->at_us;
}

static void apply_appeal_decided(struct case_state *s, const struct case_appeal_decided *e)
{
	s->appeal_outcome = e->outcome;
	if (e->outcome == APPEAL_OUTCOME_UPHELD) {
		s->state = CASE_STATE_DECLINED;
		return;
	}
	s->state = CASE_STATE_RECEIVED;
	s->was_overturned = true;
	s->declined_at_us = 0;
	s->declined_seq = 0;
	s->declined_by_officer_id = 0;
	s->declined_by_unit_id = 0;
	s->decline_reason = DECLINE_REASON_NONE;
}

// Nothing of what the case is changes here: the texts are gone from the events themselves.
static void apply_erased(struct case_state *s, const struct event_meta *meta, const struct case_erased *e)
{
	if (e->scope < s->erased)
		return;
	s->erased = e->scope;
	s->erased_reason = e->reason_code;
	s->erased_at_us = meta->at_us;
	s->erased_seq = meta->seq;
}

static int check_next(const struct case_state *s, const struct case_event *event, struct err *err)
{
	const struct event_meta *meta = &event->meta;
	bool is_first = s->seq == 0;

	if (meta->seq != s->seq + 1)
		return err_set(err, ERR_INTERNAL, "case %" PRId64 ": event %" PRId64 " follows %" PRId64,
			meta->stream_id, meta->seq, s->seq);
	if (is_first != (event->type == CASE_EVENT_RECEIVED))
		return err_set(err, ERR_INTERNAL, "case %" PRId64 ": event %" PRId64 " is %s",
			meta->stream_id, meta->seq, case_event_type_name(event->type));
	if (!is_first && (meta->stream_id != s->case_id || meta->jurisdiction_id != s->jurisdiction_id))
		return err_set(err, ERR_INTERNAL, "case %" PRId64 ": event %" PRId64 " is of case %" PRId64,
			s->case_id, meta->seq, meta->stream_id);
	if (meta->at_us < s->last_at_us)
		return err_set(err, ERR_INTERNAL,
			"case %" PRId64 ": event %" PRId64 " is older than the one before", meta->stream_id,
			meta->seq);
	if (event->type == CASE_EVENT_ASSIGNED && event->assigned.role != ASSIGNMENT_ROLE_LEAD)
		return err_set(err, ERR_UNAVAILABLE,
			"case %" PRId64 ": event %" PRId64 " has a role that this program does not know",
			meta->stream_id, meta->seq);
	if (event->type == CASE_EVENT_ERASED &&
		(event->erased.until_seq < 1 || event->erased.until_seq >= meta->seq))
		return err_set(err, ERR_INTERNAL, "case %" PRId64 ": event %" PRId64 " erases until %" PRId64,
			meta->stream_id, meta->seq, event->erased.until_seq);
	return 0;
}

// What the raiser says, and what is not taken up.
static void apply_ending(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_RATED)
		apply_rated(s, &event->meta, &event->rated);
	else if (event->type == CASE_EVENT_REOPENED)
		apply_reopened(s, &event->meta);
	else if (event->type == CASE_EVENT_WITHDRAWN)
		apply_withdrawn(s, &event->meta);
	else if (event->type == CASE_EVENT_DECLINED)
		apply_declined(s, &event->meta, &event->declined);
	else if (event->type == CASE_EVENT_APPEALED)
		apply_appealed(s, &event->meta);
	else
		apply_appeal_decided(s, &event->appeal_decided);
}

static void apply_oversight(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_REMINDED)
		s->reminders++;
	else if (event->type == CASE_EVENT_ORDERED)
		apply_ordered(s, &event->meta, &event->ordered);
	else
		end_order(s);
}

static void apply_work(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_ASSIGNED) {
		apply_assigned(s, &event->meta, &event->assigned);
	} else if (event->type == CASE_EVENT_ACCEPTED) {
		s->state = CASE_STATE_IN_HAND;
		s->accepted_at_us = event->meta.at_us;
	} else if (event->type == CASE_EVENT_RETURNED) {
		apply_returned(s, &event->meta, &event->returned);
	} else if (event->type == CASE_EVENT_ANSWERED) {
		apply_answered(s, &event->meta, &event->answered);
	} else {
		s->state = CASE_STATE_IN_HAND;
		s->sent_back++;
		forget_answer(s);
	}
}

// Time that is not counted, or added.
static void apply_time(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_WAITING)
		apply_waiting(s, &event->meta, &event->waiting);
	else if (event->type == CASE_EVENT_RESUMED)
		apply_resumed(s, &event->resumed);
	else if (event->type == CASE_EVENT_EXTENSION_ASKED)
		apply_extension_asked(s, &event->meta, &event->extension_asked);
	else
		apply_extension_decided(s, &event->extension_decided);
}

static void apply_message(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_NOTED) {
		s->notes++;
	} else if (event->type == CASE_EVENT_WRITTEN) {
		s->written++;
		s->told_at_us = 0;
	} else {
		s->told++;
		s->told_at_us = event->meta.at_us;
	}
}

int case_apply(struct case_state *state, const struct case_event *event, struct err *err)
{
	int r = check_next(state, event, err);

	if (r < 0)
		return r;
	switch (event->type) {
	case CASE_EVENT_NONE:
		must(!"an event without a type");
		break;
	case CASE_EVENT_RECEIVED:
		apply_received(state, &event->meta, &event->received);
		break;
	case CASE_EVENT_CLASSIFIED:
		apply_classified(state, &event->classified);
		break;
	case CASE_EVENT_RELEASED:
		apply_released(state, &event->meta, &event->released);
		break;
	case CASE_EVENT_ASSIGNED:
	case CASE_EVENT_ACCEPTED:
	case CASE_EVENT_RETURNED:
	case CASE_EVENT_ANSWERED:
	case CASE_EVENT_SENT_BACK:
		apply_work(state, event);
		break;
	case CASE_EVENT_CLOSED:
		apply_closed(state, &event->meta, &event->closed);
		break;
	case CASE_EVENT_ERASED:
		apply_erased(state, &event->meta, &event->erased);
		break;
	case CASE_EVENT_RATED:
	case CASE_EVENT_REOPENED:
	case CASE_EVENT_WITHDRAWN:
	case CASE_EVENT_DECLINED:
	case CASE_EVENT_APPEALED:
	case CASE_EVENT_APPEAL_DECIDED:
		apply_ending(state, event);
		break;
	case CASE_EVENT_REMINDED:
	case CASE_EVENT_ORDERED:
	case CASE_EVENT_ORDER_ANSWERED:
		apply_oversight(state, event);
		break;
	case CASE_EVENT_WAITING:
	case CASE_EVENT_RESUMED:
	case CASE_EVENT_EXTENSION_ASKED:
	case CASE_EVENT_EXTENSION_DECIDED:
		apply_time(state, event);
		break;
	case CASE_EVENT_NOTED:
	case CASE_EVENT_WRITTEN:
	case CASE_EVENT_TOLD:
		apply_message(state, event);
		break;
	}
	state->seq = event->meta.seq;
	state->last_at_us = event->meta.at_us;
	return 0;
}

bool case_is_disputed(const struct case_state *state)
{
	return state->state == CASE_STATE_RETURNED && state->returns >= DISPUTE_RETURNS;
}

bool case_is_open(const struct case_state *state)
{
	return state->state != CASE_STATE_NONE && state->state != CASE_STATE_CLOSED &&
	       state->state != CASE_STATE_DECLINED && state->state != CASE_STATE_WITHDRAWN;
}

bool case_is_secret(const struct case_state *state)
{
	return state->secret.state != PRIVATE_PRESENT || state->secret.value;
}

bool case_has_consent(const struct case_state *state)
{
	return state->consent.state == PRIVATE_PRESENT && state->consent.value;
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a ? a : b;
	return a < b ? a : b;
}

int64_t case_due_at(const struct case_state *state)
{
	int64_t due = 0;

	switch (state->state) {
	case CASE_STATE_NONE:
	case CASE_STATE_ANSWERED:
	case CASE_STATE_CLOSED:
	case CASE_STATE_DECLINED:
	case CASE_STATE_WITHDRAWN:
		break;
	case CASE_STATE_ASSIGNED:
	case CASE_STATE_IN_HAND:
		due = state->unit_deadline_us;
		break;
	case CASE_STATE_WAITING:
		due = state->waiting_until_us;
		break;
	case CASE_STATE_RECEIVED:
	case CASE_STATE_RETURNED:
	case CASE_STATE_REOPENED:
	case CASE_STATE_APPEALED:
		if (state->reopens > 0)
			due = state->solve_by_us ? state->solve_by_us : state->reply_by_us;
		else
			due = sooner(state->contact_by_us, sooner(state->reply_by_us, state->solve_by_us));
		break;
	}
	return due ? due : INT64_MAX;
}
