// SPDX-License-Identifier: Apache-2.0
// The fold of how a case ends: closed, what the raiser says of that, not taken up, taken back.
#include "domain/case_apply_impl.h"

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
	case_leave_unit(s);
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
	case_end_order(s);
	case_end_extension(s);
	case_end_waiting(s);
	case_end_supports(s);
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

void case_apply_end(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_CLOSED)
		apply_closed(s, &event->meta, &event->closed);
	else if (event->type == CASE_EVENT_RATED)
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
