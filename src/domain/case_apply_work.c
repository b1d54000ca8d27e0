// SPDX-License-Identifier: Apache-2.0
// The fold of how a case is worked on: handed over, accepted, given back, answered, closed; its time.
#include "domain/case_apply_impl.h"

#include "base/macros.h"

void case_end_waiting(struct case_state *s)
{
	s->waiting_since_us = 0;
	s->waiting_until_us = 0;
	s->waiting_reason = WAITING_REASON_NONE;
	s->waiting_note = (struct private_text){0};
}

// Decided; or nobody has to decide it any more.
void case_end_extension(struct case_state *s)
{
	s->extension_until_us = 0;
	s->extension_asked_at_us = 0;
	s->extension_reason = (struct private_text){0};
}

// The answer in force is none any more; that there was one stays.
void case_forget_answer(struct case_state *s)
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
	case_end_extension(s);
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
	case_end_waiting(s);
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
	case_end_extension(s);
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
	case_end_order(s);
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
	case_end_extension(s);
	s->was_extended = false;
	case_end_allotment(s);
	case_end_supports(s);
	// One that stood is of a unit that turned out to be complained of.
	case_forget_answer(s);
}

// No unit has it any more.
void case_leave_unit(struct case_state *s)
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
	case_end_allotment(s);
	case_end_supports(s);
}

static void apply_returned(struct case_state *s, const struct event_meta *meta, const struct case_returned *e)
{
	s->state = CASE_STATE_RETURNED;
	s->returns++;
	s->returned_at_us = meta->at_us;
	s->returned_by_unit_id = e->unit_id;
	s->return_reason_code = e->reason_code;
	s->return_reason = e->reason;
	case_leave_unit(s);
}

static void apply_answered(struct case_state *s, const struct event_meta *meta, const struct case_answered *e)
{
	case_end_extension(s);
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

void case_apply_work(struct case_state *s, const struct case_event *event)
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
		case_forget_answer(s);
	}
}

// Time that is not counted, or added.
void case_apply_time(struct case_state *s, const struct case_event *event)
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
