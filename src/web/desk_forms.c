// SPDX-License-Identifier: Apache-2.0
// The forms of the moves: what the case suggests, and what was typed when one comes back.
#include "domain/limits.h"
#include "http/form.h"
#include "po/words.h"
#include "service/reference.h"
#include "web/desk.h"
#include "web/names.h"

#include <string.h>

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

static int64_t known_id(const struct private_id *id)
{
	return id->state == PRIVATE_PRESENT ? id->value : 0;
}

// ---- What the case suggests

static void suggest_release(
	struct web_request *q, const struct case_state *state, struct view_desk_case *view)
{
	view->masked = web_masked(q, view->text, &view->masked_count);
	if (state->released == RELEASE_EXTENT_WORDS) {
		view->release_title = words_of(&state->public_title);
		view->release_text = words_of(&state->public_text);
	} else {
		view->release_title = web_mask(q, view->title);
		view->release_text = web_mask(q, view->text);
	}
}

// The unit that the category goes to, or whose answer did not solve it, unless the case is about it.
static int64_t suggest_unit(struct web_request *q, const struct case_state *state)
{
	const struct ref_category *category = reference_category(q->ref, state->category_id);
	int64_t about_unit_id = known_id(&state->about_unit_id);

	int64_t unit_id = category ? category->default_unit_id : 0;

	if (state->state == CASE_STATE_REOPENED && reference_unit(q->ref, state->answered_by_unit_id))
		unit_id = state->answered_by_unit_id;
	if (unit_id && about_unit_id && reference_unit_within(q->ref, unit_id, about_unit_id))
		return 0;
	return unit_id;
}

static void suggest_assign(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	const struct case_policy *policy = &c->facts.policy;
	int64_t unit_id = suggest_unit(q, &c->page.stream.state);

	view->suggested_unit = web_unit_name(q, unit_id);
	view->units = web_units(q, unit_id);
	view->supervising_units = web_units(q, 0);
	if (policy->unit.is_set)
		view->policy_due_at = calendar_deadline(q->ref->calendar, q->now_us, policy->unit.period);
}

// Who works on cases in the viewer's own unit, but for whom this one complains of.
static void fill_allot(
	struct web_request *q, const struct desk_case *c, int64_t chosen, struct view_desk_case *view)
{
	int64_t about = known_id(&c->page.stream.state.about_officer_id);
	struct web_choice *choices = ARENA_ARRAY(q->arena, struct web_choice, c->officer_count);
	size_t count = 0;

	for (size_t i = 0; i < c->officer_count; i++) {
		const struct officer_name *officer = &c->officers[i];

		if (officer->unit_id == q->session.unit_id && !officer->is_disabled && officer->id != about &&
			(officer->roles & (ROLE_HANDLER | ROLE_UNIT_HEAD)))
			choices[count++] = (struct web_choice){officer->id, officer->name};
	}
	view->allot_officers = web_choices(q, choices, count, chosen);
}

// The units that support it and can be taken out.
static void fill_ends(struct web_request *q, struct view_desk_case *view, int64_t chosen)
{
	struct web_choice *choices = ARENA_ARRAY(q->arena, struct web_choice, view->support_count);
	size_t count = 0;

	for (size_t i = 0; i < view->support_count; i++) {
		if (!view->supports[i].reported_at)
			choices[count++] =
				(struct web_choice){view->supports[i].unit_id, view->supports[i].unit};
	}
	view->end_units = web_choices(q, choices, count, chosen);
}

static void typed_assign(struct web_request *q, struct view_desk_case *view)
{
	view->units = web_units(q, web_number(http_form(q->http, "unit")));
	view->support_units = view->units;
	view->supervising_units = web_units(q, web_number(http_form(q->http, "supervising_unit")));
	view->deadline = http_form(q->http, "deadline");
	view->standard = http_form(q->http, "standard");
	view->assign_note = http_form(q->http, "note");
}

static void suggest_allot(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	int64_t now = known_id(&c->page.stream.state.allotted_officer_id);

	view->allots_others = (q->session.roles & ROLE_UNIT_HEAD) != 0;
	view->self_id = q->session.officer_id;
	view->is_mine = now == q->session.officer_id;
	fill_allot(q, c, now, view);
}

void desk_forms_suggest(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	struct buf appeal = buf_in(q->arena);
	const struct case_state *state = &c->page.stream.state;

	suggest_release(q, state, view);
	suggest_assign(q, c, view);
	view->classify_kind = state->kind;
	view->programmes = web_programmes(q, state->programme_id);
	view->categories = web_categories(q, state->category_id);
	view->about_units = web_units(q, known_id(&state->about_unit_id));
	view->classify_needs_reason = state->category_id != 0;
	suggest_allot(q, c, view);
	fill_ends(q, view, 0);
	view->support_units = web_units(q, 0);
	view->answer_max = LIMIT_TEXT_CHARS;
	if (c->facts.policy.extension.is_set && state->unit_deadline_us)
		view->extension_most = calendar_deadline(
			q->ref->calendar, state->unit_deadline_us, c->facts.policy.extension.period);
	words_format(&appeal, q->lang, WORD_MOVES_DECLINE_APPEAL_DEFAULT,
		.limit = word_arg((int64_t)LIMIT_APPEAL_DAYS));
	view->decline_appeal = buf_slice(&appeal);
	view->is_correction = state->state == CASE_STATE_ANSWERED;
	if (view->is_correction) {
		struct slice public_text = words_of(&state->public_answer);

		view->answer = words_of(&state->answer);
		// one that the masker made is made anew; one that was written is kept
		if (!slice_eq(public_text, web_mask(q, view->answer)))
			view->answer_public = public_text;
	}
}

// ---- What was typed

static bool is_ticked(struct http_params form, const char *name, int64_t id)
{
	for (size_t i = 0; i < form.count; i++) {
		if (slice_eq_cstr(form.items[i].name, name) && web_number(form.items[i].value) == id)
			return true;
	}
	return false;
}

static void typed_classify(struct web_request *q, struct view_desk_case *view)
{
	(void)case_kind_parse(http_form(q->http, "kind"), &view->classify_kind);
	view->categories = web_categories(q, web_number(http_form(q->http, "category")));
	view->about_units = web_units(q, web_number(http_form(q->http, "about_unit")));
	view->classify_reason = http_form(q->http, "reason");
}

static void typed_photos(struct web_request *q, struct view_desk_case *view)
{
	struct view_photo *items =
		arena_memdup(q->arena, view->photos.items, view->photos.count * sizeof(*items));

	for (size_t i = 0; i < view->photos.count; i++)
		items[i].is_chosen = is_ticked(http_form_all(q->http), "photo", items[i].id);
	view->photos.items = items;
}

static void typed_decline(struct web_request *q, struct view_desk_case *view)
{
	(void)decline_reason_parse(http_form(q->http, "reason_code"), &view->decline_code);
	view->decline_reason = http_form(q->http, "reason");
	view->decline_basis = http_form(q->http, "legal_basis");
	view->decline_appeal = http_form(q->http, "how_to_appeal");
	view->decline_public = http_form(q->http, "public_reason");
}

// Return and close, both with a code and words.
static void typed_words(struct web_request *q, enum case_command_type move, struct view_desk_case *view)
{
	if (move == CASE_COMMAND_RETURN || move == CASE_COMMAND_RETURN_SUPPORT) {
		(void)return_reason_parse(http_form(q->http, "reason_code"), &view->return_reason);
		view->return_text = http_form(q->http, "reason");
		view->legal_basis = http_form(q->http, "legal_basis");
	} else {
		(void)case_outcome_parse(http_form(q->http, "outcome"), &view->outcome);
		view->public_reason = http_form(q->http, "public_reason");
		view->close_note = http_form(q->http, "note");
	}
}

static void typed_ending(struct web_request *q, enum case_command_type move, struct view_desk_case *view)
{
	if (move == CASE_COMMAND_DECLINE) {
		typed_decline(q, view);
	} else if (move == CASE_COMMAND_CALLBACK) {
		(void)raiser_solved_parse(http_form(q->http, "solved"), &view->callback_solved);
		(void)raiser_satisfied_parse(http_form(q->http, "satisfied"), &view->callback_satisfied);
		view->callback_words = http_form(q->http, "words");
	} else if (move == CASE_COMMAND_REOPEN) {
		view->reopen_reason = http_form(q->http, "reason");
	} else {
		view->appeal_reason = http_form(q->http, "reason");
	}
}

static void typed_release(struct web_request *q, struct view_desk_case *view)
{
	view->release_title = http_form(q->http, "public_title");
	view->release_text = http_form(q->http, "public_text");
	typed_photos(q, view);
}

static void typed_shared(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	if (c->move == CASE_COMMAND_ALLOT) {
		fill_allot(q, c, web_number(http_form(q->http, "officer")), view);
		view->allot_note = http_form(q->http, "note");
	} else if (c->move == CASE_COMMAND_SUPPORT) {
		typed_assign(q, view);
	} else if (c->move == CASE_COMMAND_RETURN_SUPPORT) {
		typed_words(q, c->move, view);
	} else if (c->move == CASE_COMMAND_REPORT_SUPPORT) {
		view->oversight_text = http_form(q->http, "text");
	} else if (c->move == CASE_COMMAND_END_SUPPORT) {
		fill_ends(q, view, web_number(http_form(q->http, "unit")));
		view->time_reason = http_form(q->http, "reason");
	}
}

static void typed_inside(struct web_request *q, enum case_command_type move, struct view_desk_case *view)
{
	view->oversight_text = http_form(q->http, "text");
	view->order_by = http_form(q->http, "answer_by");
	if (move != CASE_COMMAND_LIST)
		return;
	view->programmes = web_programmes(q, web_number(http_form(q->http, "programme")));
	view->list_reason = http_form(q->http, "reason");
}

void desk_forms_typed(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	switch (c->move) {
	case CASE_COMMAND_RECEIVE:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_ERASE:
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_APPEAL:
		break;
	case CASE_COMMAND_RELEASE:
		typed_release(q, view);
		break;
	case CASE_COMMAND_CLASSIFY:
		typed_classify(q, view);
		break;
	case CASE_COMMAND_ASSIGN:
		typed_assign(q, view);
		break;
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_CLOSE:
		typed_words(q, c->move, view);
		break;
	case CASE_COMMAND_ANSWER:
		view->answer = http_form(q->http, "text");
		view->answer_public = http_form(q->http, "public_text");
		break;
	case CASE_COMMAND_ALLOT ... CASE_COMMAND_END_SUPPORT:
		typed_shared(q, c, view);
		break;
	case CASE_COMMAND_DECLINE:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_REOPEN:
		typed_ending(q, c->move, view);
		break;
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
		(void)waiting_reason_parse(http_form(q->http, "reason_code"), &view->wait_code);
		view->time_until = http_form(q->http, "until");
		view->time_reason = http_form(q->http, "reason");
		break;
	case CASE_COMMAND_LIST:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ORDER:
	case CASE_COMMAND_ANSWER_ORDER:
		typed_inside(q, c->move, view);
		break;
	}
}

bool desk_deadline_parse(struct web_request *q, struct slice typed, int64_t *ret_at_us)
{
	struct slice date, clock, hours, minutes, rest;
	int64_t day, hour, minute;

	if (!slice_cut(typed, 'T', &date, &clock) || !slice_cut(clock, ':', &hours, &minutes))
		return false;
	// seconds, which some browsers send, do not matter
	slice_cut(minutes, ':', &minutes, &rest);
	if (calendar_day_parse(date, &day) < 0 || hours.len != 2 || minutes.len != 2)
		return false;
	if (!slice_parse_i64(hours, &hour) || !slice_parse_i64(minutes, &minute) || hour < 0 || hour > 23 ||
		minute < 0 || minute > 59)
		return false;
	*ret_at_us = calendar_at(q->ref->calendar, day, (int)(60 * hour + minute));
	return true;
}
