// SPDX-License-Identifier: Apache-2.0
// The page of a case at the desk: the story, the facts, and what this officer can do next.
#include "templates/desk_case.h"
#include "domain/case_extension.h"
#include "domain/case_raiser.h"
#include "domain/case_return.h"
#include "domain/case_shared.h"
#include "http/form.h"
#include "http/request.h"
#include "service/service.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

static int64_t known_id(const struct private_id *id)
{
	return id->state == PRIVATE_PRESENT ? id->value : 0;
}

// ---- The list that it was opened from

struct slice desk_list_param(struct web_request *q, const char *name)
{
	return http_method(q->http) == HTTP_METHOD_POST ? http_form(q->http, name)
							: http_query(q->http, name);
}

static struct html_url near_url(struct web_request *q, const struct desk_case *c, size_t at)
{
	return web_url(q, "/desk/c/%.*s?in=%s&n=%zu", SLICE_ARG(web_code(q, c->list_rows[at].code)),
		desk_listing_escaped(q, &c->listing), at);
}

// What was done with it may have taken it out of the list: then the one that stands in its place is the next.
static void fill_near(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	size_t at = (size_t)c->list_at, next;
	bool is_there = false;

	if (!c->has_list)
		return;
	view->list = desk_listing_text(q, &c->listing);
	view->to_list = web_url(q, "%s", desk_listing_path(q, &c->listing));
	for (size_t i = 0; i < c->list_count && !is_there; i++) {
		is_there = slice_eq_cstr(c->list_rows[i].code, c->code);
		if (is_there)
			at = i;
	}
	view->list_at = (int64_t)at;
	next = is_there ? at + 1 : at;
	if (at > 0 && at - 1 < c->list_count)
		view->previous = near_url(q, c, at - 1);
	if (next < c->list_count && next < DESK_LISTING_ROWS)
		view->next = near_url(q, c, next);
}

// ---- Reading

int desk_case_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	int64_t jurisdiction_id = q->ref->jurisdiction_id;
	struct officer officer = desk_officer(q);
	struct desk_case *c = data;
	const struct case_state *state = &c->page.stream.state;
	int r;

	r = cases_load(conn, q->arena, jurisdiction_id, slice_of(c->code), &c->page, err);
	if (r < 0)
		return r;
	cases_facts(q->ref, &officer, state, &c->facts);
	if (!case_may_see(state, &c->facts.actor))
		return err_set(err, ERR_NOT_FOUND, "no such case");
	r = desk_frame_load(q, conn, &c->frame, err);
	if (r == 0)
		r = officers_names(conn, q->arena, jurisdiction_id, &c->officers, &c->officer_count, err);
	if (r == 0)
		r = desk_replies_load(q, conn, c, err);
	c->has_list = desk_listing_parse(q, desk_list_param(q, "in"), &c->listing);
	c->list_at = web_number(desk_list_param(q, "n"));
	if (r == 0 && c->has_list)
		r = desk_listing_load(
			q, conn, &c->listing, DESK_LISTING_ROWS + 1, &c->list_rows, &c->list_count, err);
	if (r == 0)
		r = cases_looks(
			conn, q->arena, jurisdiction_id, state->case_id, &c->looks, &c->look_count, err);
	return r;
}

// ---- The facts

// The names of its areas, the larger first.
static struct slice place_name(struct web_request *q, const struct case_state *state)
{
	int64_t place_id = known_id(&state->place_area_id);
	struct slice town = web_area_name(q, state->area_id), place = web_area_name(q, place_id);

	if (place.len == 0 || place_id == state->area_id)
		return town;
	if (town.len == 0)
		return place;
	return slice_of(arena_printf(q->arena, "%.*s %.*s", SLICE_ARG(town), SLICE_ARG(place)));
}

struct slice desk_place(struct web_request *q, const struct case_state *state)
{
	struct slice areas = place_name(q, state), address = words_of(&state->address);

	return slice_of(arena_printf(q->arena, "%.*s%s%.*s", SLICE_ARG(areas),
		areas.len && address.len ? " " : "", SLICE_ARG(address)));
}

static struct view_map map_of(struct web_request *q, const struct case_state *state)
{
	struct view_map map = {0};

	if (state->point.state == PRIVATE_PRESENT) {
		map.has_point = true;
		map.lat = slice_of(arena_printf(q->arena, "%.6f", state->point.value.lat_e7 / 1e7));
		map.longi = slice_of(arena_printf(q->arena, "%.6f", state->point.value.long_e7 / 1e7));
	} else if (state->area_id) {
		map.area_id = state->area_id;
	} else {
		return map;
	}
	map.areas = web_areas_url(q);
	return map;
}

// Languages name themselves.
static struct slice language_name(struct slice tag)
{
	enum lang lang;

	if (!lang_from_tag(tag, &lang))
		return tag;
	switch (lang) {
	case LANG_ZH_CN:
		return SLICE("中文");
	case LANG_EN:
		return SLICE("English");
	}
	return tag;
}

static void fill_list(struct web_request *q, int64_t programme_id, struct view_desk_case *view)
{
	const struct programme *programme = reference_programme(q->ref, programme_id);

	view->programme = web_programme_name(q, programme_id);
	if (programme)
		view->programme_code = programme->code;
}

static void fill_facts(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	const struct case_state *state = &c->page.stream.state;
	int64_t due_at = case_due_at(state);

	view->channel = state->channel;
	view->urgency = state->urgency;
	fill_list(q, state->programme_id, view);
	view->visited_on = words_of(&state->visited_on);
	view->outside_number = words_of(&state->outside_number);
	view->category = web_category_name(q, state->category_id);
	view->area = place_name(q, state);
	view->address = words_of(&state->address);
	view->map = map_of(q, state);
	view->language = language_name(words_of(&state->language));
	view->received_at = state->received_at_us;
	view->contact_by = state->contact_by_us;
	view->reply_by = state->reply_by_us;
	view->solve_by = state->solve_by_us;
	view->unit = web_unit_name(q, state->unit_id);
	view->with = desk_officer_name(c, state->allotted_officer_id.value);
	view->is_own = state->unit_id && state->unit_id == c->facts.actor.unit_id;
	view->supports = desk_supports(q, c, &view->support_count);
	for (size_t i = 0; i < view->support_count; i++)
		view->own_support = view->supports[i].is_own ? &view->supports[i] : view->own_support;
	view->unit_due_at = state->unit_deadline_us;
	view->due_at = due_at == INT64_MAX ? 0 : due_at;
	view->is_late = view->due_at && view->due_at < q->now_us;
	view->is_secret = case_is_secret(state);
	view->is_public = case_has_consent(state);
	view->about_unit = web_unit_name(q, known_id(&state->about_unit_id));
	view->about_officer = desk_officer_name(c, known_id(&state->about_officer_id));
	view->may_erase = case_may_erase(state, &c->facts.actor);
	view->outcome_told = state->outcome;
	view->order = web_order_number(q, state->order_year, state->order_number);
	view->order_answer_by = state->order_answer_by_us;
	view->order_text = words_of(&state->order_text);
	view->reminders = state->reminders;
	view->waiting_since = state->waiting_since_us;
	view->waiting_until = state->waiting_until_us;
	view->waiting_reason = state->waiting_reason;
	view->waiting_note = words_of(&state->waiting_note);
	view->extension_until = state->extension_until_us;
	view->extension_reason = words_of(&state->extension_reason);
	view->extensions = state->extensions;
	view->waitings = state->waitings;
	view->told_at = state->told_at_us;
	view->is_disputed = case_is_disputed(state);
	view->message_max = LIMIT_MESSAGE_CHARS;
	view->solved = state->solved;
	view->satisfied = state->satisfied;
	view->rated_at = state->rated_at_us;
	view->is_callback = state->rated_by == EVENT_BY_OFFICER;
	view->word_until = case_word_until(state);
	view->reopens = state->reopens;
	view->erased = state->erased;
	view->erased_reason = state->erased_reason;
	view->erased_at = state->erased_at_us;
	view->is_released = state->released != RELEASE_EXTENT_NONE;
	view->public_title = words_of(&state->public_title);
	view->public_text = words_of(&state->public_text);
}

static void fill_contact(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	const struct case_state *state = &c->page.stream.state;
	struct view_seen *seen = ARENA_ARRAY(q->arena, struct view_seen, c->look_count);

	view->has_contact = state->has_contact.state == PRIVATE_PRESENT && state->has_contact.value;
	view->may_see_contact = case_may_view_contact(state, &c->facts.actor, q->now_us);
	view->contact_shown = c->contact_shown;
	if (c->contact_shown) {
		view->name = words_of(&c->contact.name);
		view->phone = words_of(&c->contact.phone);
		view->email = words_of(&c->contact.email);
	}
	for (size_t i = 0; i < c->look_count; i++) {
		seen[i] = (struct view_seen){
			.officer = desk_officer_name(c, c->looks[i].officer_id), .at = c->looks[i].at};
		for (size_t k = 0; k < c->officer_count; k++) {
			if (c->officers[k].id == c->looks[i].officer_id)
				seen[i].unit = web_unit_name(q, c->officers[k].unit_id);
		}
	}
	view->seen = seen;
	view->seen_count = c->look_count;
}

// ---- The moves

// Whether the officer can make a move, and why not. A row that the category keeps back without the raiser's
// consent cannot be released whatever the form holds, so the button says so before.
static bool may(
	const struct desk_case *c, enum case_command_type move, int64_t now_us, struct refusal *ret_why_not)
{
	const struct case_state *state = &c->page.stream.state;

	if (!case_may(state, move, &c->facts, ret_why_not))
		return false;
	if (move == CASE_COMMAND_RELEASE && !case_has_consent(state) &&
		!c->facts.policy.public_without_consent) {
		*ret_why_not = (struct refusal){.code = REFUSAL_CONSENT_MISSING};
		return false;
	}
	if ((move == CASE_COMMAND_ORDER || move == CASE_COMMAND_RETURN || move == CASE_COMMAND_CLOSE) &&
		state->order_id != 0) {
		*ret_why_not = (struct refusal){
			.code = REFUSAL_ORDER_OPEN, .limit = state->order_year, .value = state->order_number};
		return false;
	}
	if (move == CASE_COMMAND_ANSWER)
		return !case_answer_refusal(state, ret_why_not);
	if (move == CASE_COMMAND_RETURN_SUPPORT)
		return !case_return_support_refusal(
			case_support_open_of(state, c->facts.actor.unit_id), &c->facts, now_us, ret_why_not);
	if (move == CASE_COMMAND_RETURN)
		return !case_return_refusal(state, &c->facts, now_us, ret_why_not);
	if (move == CASE_COMMAND_ASK_EXTENSION)
		return !case_extension_refusal(state, now_us, ret_why_not);
	if (move == CASE_COMMAND_CALLBACK)
		return !case_word_refusal(state, EVENT_BY_OFFICER, now_us, ret_why_not);
	if (move == CASE_COMMAND_DECLINE)
		return !case_decline_refusal(state, ret_why_not);
	return move != CASE_COMMAND_REOPEN || !case_reopen_refusal(state, now_us, ret_why_not);
}

// The form that stands open by itself: the step that comes next, where it is this officer's.
static enum case_command_type next_move(
	const struct desk_case *c, const struct view_desk_case *view, int64_t now_us)
{
	const struct case_state *state = &c->page.stream.state;

	switch (state->state) {
	case CASE_STATE_CLOSED:
		return view->can_callback ? CASE_COMMAND_CALLBACK : CASE_COMMAND_RECEIVE;
	case CASE_STATE_NONE:
	case CASE_STATE_DECLINED:
	case CASE_STATE_APPEALED:
	case CASE_STATE_WITHDRAWN:
		break;
	case CASE_STATE_RECEIVED:
		if (!view->is_released && view->can_release)
			return CASE_COMMAND_RELEASE;
		if (!state->category_id && view->can_classify)
			return CASE_COMMAND_CLASSIFY;
		return view->can_assign ? CASE_COMMAND_ASSIGN : CASE_COMMAND_RECEIVE;
	case CASE_STATE_ASSIGNED:
		if (view->can_accept_support)
			return CASE_COMMAND_ACCEPT_SUPPORT;
		return view->can_accept ? CASE_COMMAND_ACCEPT : CASE_COMMAND_RECEIVE;
	case CASE_STATE_WAITING:
		return view->can_resume && view->waiting_until <= now_us ? CASE_COMMAND_RESUME
									 : CASE_COMMAND_RECEIVE;
	case CASE_STATE_IN_HAND:
		if (view->can_accept_support || view->can_report_support)
			return view->can_accept_support ? CASE_COMMAND_ACCEPT_SUPPORT
							: CASE_COMMAND_REPORT_SUPPORT;
		if (view->can_grant_extension)
			return CASE_COMMAND_GRANT_EXTENSION;
		return view->can_answer ? CASE_COMMAND_ANSWER : CASE_COMMAND_RECEIVE;
	case CASE_STATE_RETURNED:
	case CASE_STATE_REOPENED:
		return view->can_assign ? CASE_COMMAND_ASSIGN : CASE_COMMAND_RECEIVE;
	case CASE_STATE_ANSWERED:
		return view->can_close ? CASE_COMMAND_CLOSE : CASE_COMMAND_RECEIVE;
	}
	return CASE_COMMAND_RECEIVE;
}

static void fill_moves(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	struct view_refusal *refusals = ARENA_ARRAY(q->arena, struct view_refusal, CASE_COMMAND_COUNT);
	const struct {
		enum case_command_type move;
		bool *can;
	} moves[] = {
		{CASE_COMMAND_ACCEPT, &view->can_accept},
		{CASE_COMMAND_RELEASE, &view->can_release},
		{CASE_COMMAND_ASSIGN, &view->can_assign},
		{CASE_COMMAND_ANSWER, &view->can_answer},
		{CASE_COMMAND_CLOSE, &view->can_close},
		{CASE_COMMAND_CALLBACK, &view->can_callback},
		{CASE_COMMAND_REOPEN, &view->can_reopen},
		{CASE_COMMAND_OVERTURN, &view->can_overturn},
		{CASE_COMMAND_UPHOLD, &view->can_uphold},
		{CASE_COMMAND_DECLINE, &view->can_decline},
		{CASE_COMMAND_ANSWER_ORDER, &view->can_answer_order},
		{CASE_COMMAND_GRANT_EXTENSION, &view->can_grant_extension},
		{CASE_COMMAND_REFUSE_EXTENSION, &view->can_refuse_extension},
		{CASE_COMMAND_RESUME, &view->can_resume},
		{CASE_COMMAND_SEND_BACK, &view->can_send_back},
		{CASE_COMMAND_ALLOT, &view->can_allot},
		{CASE_COMMAND_SUPPORT, &view->can_support},
		{CASE_COMMAND_ACCEPT_SUPPORT, &view->can_accept_support},
		{CASE_COMMAND_RETURN_SUPPORT, &view->can_return_support},
		{CASE_COMMAND_REPORT_SUPPORT, &view->can_report_support},
		{CASE_COMMAND_END_SUPPORT, &view->can_end_support},
		{CASE_COMMAND_WRITE, &view->can_write},
		{CASE_COMMAND_NOTE, &view->can_note},
		{CASE_COMMAND_LIST, &view->can_list},
		{CASE_COMMAND_ASK_EXTENSION, &view->can_ask_extension},
		{CASE_COMMAND_WAIT, &view->can_wait},
		{CASE_COMMAND_REMIND, &view->can_remind},
		{CASE_COMMAND_ORDER, &view->can_order},
		{CASE_COMMAND_RETURN, &view->can_return},
		{CASE_COMMAND_CLASSIFY, &view->can_classify},
	};

	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		struct refusal why;

		*moves[i].can = may(c, moves[i].move, q->now_us, &why);
		// who supports nothing here need not read why
		if (!*moves[i].can && why.code != REFUSAL_NOT_SUPPORTING)
			refusals[view->refusal_count++] =
				(struct view_refusal){moves[i].move, web_refusal_text(q, &why)};
	}
	view->refusals = refusals;
	desk_forms_suggest(q, c, view);
	if (c->has_move)
		desk_forms_typed(q, c, view);
	desk_replies_fill(q, c, view);
	view->open = c->has_move ? c->move : next_move(c, view, q->now_us);
	view->errors = (struct view_errors){c->errors, c->error_count};
}

// ---- The page

void desk_case_show(struct web_request *q, struct desk_case *c, int status)
{
	const struct case_state *state = &c->page.stream.state;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_case view = {
		.desk = desk_frame_view(q, &c->frame, DESK_NO_FOLDER),
		.code = web_code(q, state->code),
		.seq = state->seq,
		.state = state->state,
		.kind = state->kind,
		.title = words_of(&state->title),
		.text = words_of(&state->text),
		.events = desk_story(q, c),
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.notice = c->notice;
	view.desk.page.here = web_url(q, "/desk/c/%.*s", SLICE_ARG(view.code));
	view.photos = web_photos(q, c->page.files, c->page.file_count,
		arena_printf(q->arena, "/desk/c/%.*s", SLICE_ARG(view.code)), false);
	fill_near(q, c, &view);
	fill_facts(q, c, &view);
	fill_contact(q, c, &view);
	fill_moves(q, c, &view);
	web_page_begin(q, &page);
	page_desk_case(&page.html, &view);
	web_page_send(q, &page, status);
}

static void show(struct web_request *q, void *data)
{
	struct desk_case *c = data;

	c->notice = desk_notice(http_query(q->http, "done"));
	desk_case_show(q, c, 200);
}

void handle_desk_case(struct web_request *q)
{
	struct desk_case *c = ARENA_NEW(q->arena, struct desk_case);

	if (!case_code_parse(q->args[0], c->code))
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, desk_case_load, show, c);
}
