// SPDX-License-Identifier: Apache-2.0
// The fold of a case: what comes in, what is public of it, oversight, messages; case_apply_*.c has the rest.
#include "domain/case_apply_impl.h"

#include "base/macros.h"

#include <inttypes.h>

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
	s->urgency = e->urgency;
	s->programme_id = e->programme_id;
	s->enterprise_id = e->enterprise_id;
	s->visited_on = e->visited_on;
	s->outside_number = e->outside_number;
	s->question_answers = e->answers;
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
void case_end_order(struct case_state *s)
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

static void apply_oversight(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_REMINDED)
		s->reminders++;
	else if (event->type == CASE_EVENT_ORDERED)
		apply_ordered(s, &event->meta, &event->ordered);
	else
		case_end_order(s);
}

static void apply_message(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_LISTED) {
		s->programme_id = event->listed.programme_id;
		s->listings++;
	} else if (event->type == CASE_EVENT_NOTED) {
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
		case_apply_work(state, event);
		break;
	case CASE_EVENT_ALLOTTED ... CASE_EVENT_SUPPORT_ENDED:
		case_apply_shared(state, event);
		break;
	case CASE_EVENT_ERASED:
		apply_erased(state, &event->meta, &event->erased);
		break;
	case CASE_EVENT_CLOSED:
	case CASE_EVENT_RATED:
	case CASE_EVENT_REOPENED:
	case CASE_EVENT_WITHDRAWN:
	case CASE_EVENT_DECLINED:
	case CASE_EVENT_APPEALED:
	case CASE_EVENT_APPEAL_DECIDED:
		case_apply_end(state, event);
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
		case_apply_time(state, event);
		break;
	case CASE_EVENT_NOTED:
	case CASE_EVENT_WRITTEN:
	case CASE_EVENT_TOLD:
	case CASE_EVENT_LISTED:
		apply_message(state, event);
		break;
	}
	state->seq = event->meta.seq;
	state->last_at_us = event->meta.at_us;
	return 0;
}
