// SPDX-License-Identifier: Apache-2.0
#include "domain/case_view.h"

#include "base/macros.h"
#include "domain/case_raiser.h"

#define SEES_ALL (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER | ROLE_EDITOR | ROLE_AUDITOR)
#define UNIT	 (ROLE_HANDLER | ROLE_UNIT_HEAD)

// The service knows the tree of units and says so; what can be seen without the tree is looked at here once
// more, so that a mistake there does not hand a complaint to whom it is about.
static bool is_complained_of(const struct case_state *state, const struct case_actor *actor)
{
	return actor->is_complained_of ||
	       (state->about_officer_id.state == PRIVATE_PRESENT &&
		       state->about_officer_id.value == actor->officer_id) ||
	       (state->about_unit_id.state == PRIVATE_PRESENT &&
		       state->about_unit_id.value == actor->unit_id);
}

bool case_may_see(const struct case_state *state, const struct case_actor *actor)
{
	int64_t unit_id = actor->unit_id;

	if (actor->by != EVENT_BY_OFFICER || is_complained_of(state, actor))
		return false;
	if (actor->roles & SEES_ALL)
		return true;
	if (!(actor->roles & UNIT) || unit_id == 0)
		return false;
	for (int i = 0; i < state->support_count; i++) {
		if (unit_id == state->supports[i].unit_id ||
			unit_id == state->supports[i].supervising_unit_id)
			return true;
	}
	return unit_id == state->unit_id || unit_id == state->supervising_unit_id ||
	       unit_id == state->assigning_unit_id || unit_id == state->received_by_unit_id;
}

bool case_is_independent(const struct case_state *state, const struct case_actor *actor)
{
	return actor->officer_id != state->answered_by_officer_id &&
	       actor->unit_id != state->answered_by_unit_id && !actor->is_of_answering_unit;
}

static bool may_call_back(const struct case_state *state, const struct case_actor *actor, int64_t now_us)
{
	struct refusal why;

	if (!case_is_independent(state, actor) || case_word_refusal(state, EVENT_BY_OFFICER, now_us, &why))
		return false;
	return (actor->roles & ROLE_INTAKE) != 0 ||
	       ((actor->roles & ROLE_SUPERVISOR) != 0 && !case_is_secret(state));
}

bool case_may_view_contact(const struct case_state *state, const struct case_actor *actor, int64_t now_us)
{
	if (!case_may_see(state, actor))
		return false;
	if (state->state == CASE_STATE_CLOSED)
		return may_call_back(state, actor, now_us);
	if (!case_is_open(state))
		return false;
	if (actor->roles & ROLE_INTAKE)
		return true;
	if (!(actor->roles & UNIT) || state->unit_id == 0 || actor->unit_id != state->unit_id ||
		case_is_secret(state))
		return false;
	return state->state == CASE_STATE_IN_HAND || state->state == CASE_STATE_ANSWERED ||
	       state->state == CASE_STATE_WAITING;
}

bool case_may_erase(const struct case_state *state, const struct case_actor *actor)
{
	return actor->by == EVENT_BY_OFFICER && (actor->roles & ROLE_ADMIN) != 0 &&
	       !is_complained_of(state, actor);
}

static struct slice shown(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : (struct slice){0};
}

void case_public_view(const struct case_state *state, struct case_public_view *ret)
{
	struct case_public_view view = {.code = state->code,
		.state = state->state,
		.erased = state->erased,
		.erased_reason = state->erased_reason,
		.erased_at_us = state->erased_at_us};

	view.shows_row = state->released != RELEASE_EXTENT_NONE;
	// Consent that was erased, or that we cannot know of, is none.
	view.shows_words = state->released == RELEASE_EXTENT_WORDS && case_has_consent(state);
	if (view.shows_row) {
		view.kind = state->kind;
		view.category_id = state->category_id;
		view.area_id = state->area_id;
		view.unit_id = state->unit_id ? state->unit_id : state->answered_by_unit_id;
		view.received_at_us = state->received_at_us;
		view.answered_at_us = state->answered_at_us;
		view.closed_at_us = state->closed_at_us;
		view.reply_by_us = state->reply_by_us;
		view.solve_by_us = state->solve_by_us;
		view.unit_deadline_us = state->unit_deadline_us;
		view.outcome = state->outcome;
		view.solved = state->solved;
		view.satisfied = state->satisfied;
		view.rated_by = state->rated_by;
		view.reopens = state->reopens;
		view.decline_reason = state->decline_reason;
		view.waiting_reason = state->waiting_reason;
		view.waiting_until_us = state->waiting_until_us;
		view.extensions = state->extensions;
	}
	if (view.shows_words) {
		view.title = shown(&state->public_title);
		view.text = shown(&state->public_text);
		view.answer = shown(&state->public_answer);
		view.reason = shown(&state->public_reason);
		if (state->published_files.state == PRIVATE_PRESENT) {
			view.files = state->published_files.items;
			view.file_count = state->published_files.count;
		}
	}
	*ret = view;
}

bool case_field_is_public(const struct case_state *state, const struct case_event *event, struct slice field)
{
	struct case_public_view view;

	case_public_view(state, &view);
	if (!view.shows_words)
		return false;
	switch (event->type) {
	case CASE_EVENT_RELEASED:
		// what an earlier release showed was replaced, for a reason
		return event->meta.seq == state->released_seq &&
		       (slice_eq(field, SLICE("public_title")) || slice_eq(field, SLICE("public_text")));
	case CASE_EVENT_ANSWERED:
		return slice_eq(field, SLICE("public_text"));
	case CASE_EVENT_CLOSED:
	case CASE_EVENT_DECLINED:
		return slice_eq(field, SLICE("public_reason"));
	case CASE_EVENT_NONE:
	case CASE_EVENT_RECEIVED:
	case CASE_EVENT_CLASSIFIED:
	case CASE_EVENT_ASSIGNED:
	case CASE_EVENT_ACCEPTED:
	case CASE_EVENT_RETURNED:
	case CASE_EVENT_ERASED:
	case CASE_EVENT_RATED:
	case CASE_EVENT_REOPENED:
	case CASE_EVENT_WITHDRAWN:
	case CASE_EVENT_APPEALED:
	case CASE_EVENT_APPEAL_DECIDED:
	case CASE_EVENT_REMINDED:
	case CASE_EVENT_ORDERED:
	case CASE_EVENT_ORDER_ANSWERED:
	case CASE_EVENT_WAITING:
	case CASE_EVENT_RESUMED:
	case CASE_EVENT_EXTENSION_ASKED:
	case CASE_EVENT_EXTENSION_DECIDED:
	case CASE_EVENT_SENT_BACK:
	case CASE_EVENT_NOTED:
	case CASE_EVENT_WRITTEN:
	case CASE_EVENT_TOLD:
	case CASE_EVENT_ALLOTTED:
	case CASE_EVENT_SUPPORT_ASSIGNED ... CASE_EVENT_SUPPORT_ENDED:
	case CASE_EVENT_LISTED:
		break;
	}
	return false;
}

// An admin did it, for the whole government; the unit says nothing here.
static void erased_step(const struct case_erased *erased, struct case_public_step *step)
{
	step->unit_id = 0;
	step->erased = erased->scope;
	step->erased_reason = erased->reason_code;
}

static void oversight_step(const struct case_event *event, struct case_public_step *step)
{
	if (event->type == CASE_EVENT_REMINDED) {
		step->unit_id = event->reminded.unit_id;
	} else if (event->type == CASE_EVENT_ORDERED) {
		step->unit_id = event->ordered.unit_id;
		step->order_year = event->ordered.year;
		step->order_number = event->ordered.number;
		step->answer_by = event->ordered.answer_by;
	} else {
		step->unit_id = event->order_answered.unit_id;
	}
}

// What the raiser says, and what is not taken up.
static void raiser_step(const struct case_event *event, struct case_public_step *step)
{
	if (event->type == CASE_EVENT_RATED) {
		step->solved = event->rated.solved;
		step->satisfied = event->rated.satisfied;
		step->is_callback = event->meta.by == EVENT_BY_OFFICER;
	} else if (event->type == CASE_EVENT_DECLINED) {
		step->decline_reason = event->declined.reason_code;
	} else if (event->type == CASE_EVENT_APPEAL_DECIDED) {
		step->appeal_outcome = event->appeal_decided.outcome;
	}
}

static void work_step(const struct case_event *event, struct case_public_step *step)
{
	if (event->type == CASE_EVENT_ASSIGNED) {
		step->unit_id = event->assigned.unit_id;
	} else if (event->type == CASE_EVENT_ACCEPTED) {
		step->unit_id = event->accepted.unit_id;
	} else if (event->type == CASE_EVENT_RETURNED) {
		step->unit_id = event->returned.unit_id;
		step->return_reason = event->returned.reason_code;
	} else if (event->type == CASE_EVENT_ANSWERED) {
		step->unit_id = event->answered.unit_id;
		step->is_correction = event->answered.correction;
	} else {
		step->unit_id = event->sent_back.unit_id;
	}
}

static void time_step(const struct case_event *event, struct case_public_step *step)
{
	if (event->type == CASE_EVENT_WAITING) {
		step->unit_id = event->waiting.unit_id;
		step->waiting_reason = event->waiting.reason_code;
		step->until_us = event->waiting.until;
	} else if (event->type == CASE_EVENT_RESUMED) {
		step->unit_id = event->resumed.unit_id;
	} else if (event->type == CASE_EVENT_EXTENSION_ASKED) {
		step->unit_id = event->extension_asked.unit_id;
		step->until_us = event->extension_asked.until;
	} else {
		step->is_granted = event->extension_decided.granted;
		step->until_us = step->is_granted ? event->extension_decided.deadline : 0;
	}
}

static void support_step(const struct case_event *event, struct case_public_step *step)
{
	if (event->type == CASE_EVENT_SUPPORT_ASSIGNED) {
		step->unit_id = event->support_assigned.unit_id;
		step->until_us = event->support_assigned.deadline;
	} else if (event->type == CASE_EVENT_SUPPORT_ACCEPTED) {
		step->unit_id = event->support_accepted.unit_id;
	} else if (event->type == CASE_EVENT_SUPPORT_RETURNED) {
		step->unit_id = event->support_returned.unit_id;
		step->return_reason = event->support_returned.reason_code;
	} else if (event->type == CASE_EVENT_SUPPORT_REPORTED) {
		step->unit_id = event->support_reported.unit_id;
	} else {
		step->unit_id = event->support_ended.unit_id;
	}
}

bool case_public_step(const struct case_event *event, struct case_public_step *ret)
{
	struct case_public_step step = {
		.type = event->type, .seq = event->meta.seq, .at_us = event->meta.at_us};

	step.unit_id = event->meta.by_unit_id;
	switch (event->type) {
	case CASE_EVENT_NONE:
	case CASE_EVENT_RELEASED:
	case CASE_EVENT_NOTED:	 // within the office
	case CASE_EVENT_WRITTEN: // between it and the raiser
	case CASE_EVENT_TOLD:
	case CASE_EVENT_ALLOTTED: // within the unit
	case CASE_EVENT_LISTED:	  // the page of the list shows its rows
		return false;
	case CASE_EVENT_SUPPORT_ASSIGNED ... CASE_EVENT_SUPPORT_ENDED:
		support_step(event, &step);
		break;
	case CASE_EVENT_RECEIVED:
		break;
	case CASE_EVENT_CLASSIFIED:
		if (event->classified.previous_category_id == 0 ||
			event->classified.previous_category_id == event->classified.category_id)
			return false;
		break;
	case CASE_EVENT_ASSIGNED:
	case CASE_EVENT_ACCEPTED:
	case CASE_EVENT_RETURNED:
	case CASE_EVENT_ANSWERED:
	case CASE_EVENT_SENT_BACK:
		work_step(event, &step);
		break;
	case CASE_EVENT_CLOSED:
		step.outcome = event->closed.outcome;
		break;
	case CASE_EVENT_ERASED:
		erased_step(&event->erased, &step);
		break;
	case CASE_EVENT_RATED:
	case CASE_EVENT_REOPENED:
	case CASE_EVENT_WITHDRAWN:
	case CASE_EVENT_APPEALED:
	case CASE_EVENT_DECLINED:
	case CASE_EVENT_APPEAL_DECIDED:
		raiser_step(event, &step);
		break;
	case CASE_EVENT_REMINDED:
	case CASE_EVENT_ORDERED:
	case CASE_EVENT_ORDER_ANSWERED:
		oversight_step(event, &step);
		break;
	case CASE_EVENT_WAITING:
	case CASE_EVENT_RESUMED:
	case CASE_EVENT_EXTENSION_ASKED:
	case CASE_EVENT_EXTENSION_DECIDED:
		time_step(event, &step);
		break;
	}
	*ret = step;
	return true;
}
