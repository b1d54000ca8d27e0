// SPDX-License-Identifier: Apache-2.0
// A case as everybody may see it.
#include "base/id.h"
#include "po/words.h"
#include "service/service.h"
#include "templates/public_case.h"
#include "web/app.h"
#include "web/case_page.h"
#include "web/handlers.h"
#include "web/kept.h"
#include "web/names.h"

#include <string.h>

struct case_show {
	char code[CASE_CODE_BYTES];
	struct case_page page;
};

static bool is_waiting(const struct case_state *state)
{
	return case_is_open(state) && state->state != CASE_STATE_ANSWERED;
}

// When the answer is due, while there is none: the unit's deadline, before that the raiser's.
static int64_t answer_due_at(const struct case_state *state)
{
	if (!is_waiting(state) || state->state == CASE_STATE_WAITING)
		return 0;
	if (state->unit_deadline_us)
		return state->unit_deadline_us;
	// answered once and reopened: what is still to come is that it is solved
	return state->reopens && state->solve_by_us ? state->solve_by_us : state->reply_by_us;
}

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

// ---- The timeline

static void put_labelled(
	struct web_request *q, struct buf *out, enum word label, const struct private_text *text)
{
	if (text->state != PRIVATE_PRESENT)
		return;
	buf_printf(out, "%s%s%s%.*s", out->len ? "\n" : "", words_text(q->lang, label),
		q->lang == LANG_ZH_CN ? "：" : ": ", SLICE_ARG(text->value));
}

struct slice case_decline_words(struct web_request *q, const struct case_declined *declined)
{
	struct buf out = buf_in(q->arena);

	buf_put_slice(&out, words_of(&declined->reason));
	put_labelled(q, &out, WORD_MOVES_LEGAL_BASIS, &declined->legal_basis);
	put_labelled(q, &out, WORD_MOVES_DECLINE_APPEAL, &declined->how_to_appeal);
	return buf_slice(&out);
}

// What the raiser reads and everybody does not: the answer and the reason as they were written.
static void fill_own_words(const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_WITHDRAWN)
		ret->text = words_of(&event->withdrawn.reason);
	else if (event->type == CASE_EVENT_APPEALED)
		ret->text = words_of(&event->appealed.reason);
	else if (event->type == CASE_EVENT_APPEAL_DECIDED)
		ret->text = words_of(&event->appeal_decided.reason);
	else if (event->type == CASE_EVENT_WAITING)
		ret->text = words_of(&event->waiting.reason);
	else if (event->type == CASE_EVENT_EXTENSION_ASKED)
		ret->text = words_of(&event->extension_asked.reason);
}

static void fill_event(struct web_request *q, const struct case_event *event,
	const struct case_public_step *step, bool is_raiser, const struct case_public_view *public,
	struct view_event *ret)
{
	*ret = (struct view_event){
		.type = step->type,
		.at = step->at_us,
		.unit = web_unit_name(q, step->unit_id),
		.is_correction = step->is_correction,
		.reason = step->return_reason,
		.outcome = step->outcome,
		.erased = step->erased,
		.erased_reason = step->erased_reason,
		.solved = step->solved,
		.satisfied = step->satisfied,
		.is_callback = step->is_callback,
		.decline_reason = step->decline_reason,
		.appeal_outcome = step->appeal_outcome,
		.waiting_reason = step->waiting_reason,
		.due_at = step->until_us,
		.is_granted = step->is_granted,
		.is_by_itself = event->type == CASE_EVENT_RESUMED && event->meta.by == EVENT_BY_SYSTEM,
		.seq = is_raiser ? 0 : step->seq,
	};
	if (event->type == CASE_EVENT_SENT_BACK || event->type == CASE_EVENT_SUPPORT_ASSIGNED ||
		event->type == CASE_EVENT_SUPPORT_ENDED)
		ret->to_unit = ret->unit;
	if (event->type == CASE_EVENT_ASSIGNED) {
		ret->to_unit = ret->unit;
		ret->due_at = event->assigned.deadline;
	} else if (event->type == CASE_EVENT_REMINDED || event->type == CASE_EVENT_ORDERED) {
		ret->to_unit = ret->unit;
		ret->order = web_order_number(q, step->order_year, step->order_number);
		ret->due_at = step->answer_by;
	} else if (event->type == CASE_EVENT_ANSWERED) {
		if (is_raiser)
			ret->text = words_of(&event->answered.text);
		else if (public->shows_words)
			ret->text = words_of(&event->answered.public_text);
	} else if (event->type == CASE_EVENT_CLOSED && (is_raiser || public->shows_words)) {
		ret->text = words_of(&event->closed.public_reason);
	} else if (event->type == CASE_EVENT_RECEIVED && is_raiser) {
		ret->text = words_of(&event->received.text);
	} else if (event->type == CASE_EVENT_RATED && is_raiser && !step->is_callback) {
		ret->text = words_of(&event->rated.words);
	} else if (event->type == CASE_EVENT_REOPENED && is_raiser && event->meta.by == EVENT_BY_RAISER) {
		ret->text = words_of(&event->reopened.reason);
	} else if (event->type == CASE_EVENT_DECLINED) {
		if (is_raiser)
			ret->text = case_decline_words(q, &event->declined);
		else if (public->shows_words)
			ret->text = words_of(&event->declined.public_reason);
	} else if (is_raiser) {
		fill_own_words(event, ret);
	}
}

// What only the raiser and the office read.
static bool fill_message(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type != CASE_EVENT_WRITTEN && event->type != CASE_EVENT_TOLD)
		return false;
	*ret = (struct view_event){.type = event->type,
		.at = event->meta.at_us,
		.unit = web_unit_name(q, event->meta.by_unit_id),
		.text = words_of(
			event->type == CASE_EVENT_WRITTEN ? &event->written.text : &event->told.text)};
	return true;
}

struct view_events case_timeline(struct web_request *q, const struct case_page *page, bool is_raiser)
{
	struct view_event *items = ARENA_ARRAY(q->arena, struct view_event, page->stream.count);
	struct view_events events = {.items = items};

	for (size_t i = 0; i < page->stream.count; i++) {
		struct case_public_step step;

		const struct case_event *event = &page->stream.events[i];

		if (is_raiser && fill_message(q, event, &items[events.count]))
			events.count++;
		else if (case_public_step(event, &step))
			fill_event(q, event, &step, is_raiser, &page->view, &items[events.count++]);
	}
	return events;
}

// ---- The page for everybody

// What happened elsewhere or before has its own time; in the ledger it stands since its row is here.
static int64_t entered_at(const struct case_state *state)
{
	int64_t stored_at = id_time_us(state->case_id);

	return stored_at > state->received_at_us ? stored_at : state->received_at_us;
}

void case_fill_row(struct web_request *q, const struct case_state *state, struct view_case *view)
{
	view->kind = state->kind;
	view->category = web_category_name(q, state->category_id);
	view->town = web_area_name(q, state->area_id);
	view->unit = web_unit_name(q, state->unit_id ? state->unit_id : state->answered_by_unit_id);
	view->received_at = state->received_at_us;
	view->assigned_at = state->assigned_at_us;
	view->answered_at = state->answered_at_us;
	view->closed_at = state->closed_at_us;
	view->outcome = state->outcome;
	view->solved = state->solved;
	view->satisfied = state->satisfied;
	view->rated_at = state->rated_at_us;
	view->is_callback = state->rated_by == EVENT_BY_OFFICER;
	view->reopens = state->reopens;
	view->reopened_at = state->reopened_at_us;
	view->decline_reason = state->decline_reason;
	view->waiting_reason = state->waiting_reason;
	view->waiting_until = state->waiting_until_us;
	view->extensions = state->extensions;
	view->ended_at = state->state == CASE_STATE_WITHDRAWN  ? state->withdrawn_at_us
			 : state->state == CASE_STATE_APPEALED ? state->appealed_at_us
							       : state->declined_at_us;
	view->due_at = answer_due_at(state);
	view->is_late = view->due_at && view->due_at < q->now_us;
	if (state->area_id)
		view->map = (struct view_map){.areas = web_areas_url(q), .area_id = state->area_id};
}

static void public_print(struct web_request *q, struct html *h, void *data)
{
	struct case_show *show = data;
	const struct case_state *state = &show->page.stream.state;
	const struct case_public_view *public = &show->page.view;
	struct view_case view = {
		.page = web_page_view(q),
		.code = web_code(q, public->code),
		.state = public->state,
		.is_released = public->shows_row,
		.has_words = public->shows_words,
		.erased = public->erased,
		.erased_reason = public->erased_reason,
		.erased_at = public->erased_at_us,
		.entries = state->seq,
		.entered_at = entered_at(state),
	};

	if (public->shows_row) {
		case_fill_row(q, state, &view);
		view.events = case_timeline(q, &show->page, false);
	}
	if (public->shows_words) {
		view.title = public->title;
		view.text = public->text;
		view.photos = web_photos(q, show->page.files, show->page.file_count,
			arena_printf(q->arena, "/c/%.*s", SLICE_ARG(view.code)), true);
	}
	page_case(h, &view);
}

static int public_version(
	struct web_request *q, struct db_conn *conn, void *data, int64_t *ret_version, struct err *err)
{
	struct case_show *show = data;
	struct case_head head;
	int r;

	r = cases_head(conn, q->arena, q->ref->jurisdiction_id, slice_of(show->code), &head, err);
	if (r == 0)
		*ret_version = head.seq;
	return r;
}

static int public_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct case_show *show = data;

	return cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(show->code), &show->page, err);
}

// The page says "overdue" from the moment on at which it is.
static int64_t public_changes_at(struct web_request *q, void *data)
{
	struct case_show *show = data;
	int64_t due_at = show->page.view.shows_row ? answer_due_at(&show->page.stream.state) : 0;

	return due_at > q->now_us ? due_at : INT64_MAX;
}

// A code that has no case: the look-up says so, with what was typed in its field.
static void public_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct case_show *show = data;

	if (class == ERR_NOT_FOUND)
		web_lookup_not_found(q, slice_of(show->code));
	else
		web_error_class(q, class, err);
}

void handle_case(struct web_request *q)
{
	struct case_show *show = ARENA_NEW(q->arena, struct case_show);

	if (!case_code_parse(q->args[0], show->code)) {
		web_error(q, 404);
		return;
	}
	web_kept(q, &(struct kept_page){
			    .name = arena_printf(q->arena, "case:%s", show->code),
			    .version = public_version,
			    .load = public_load,
			    .print = public_print,
			    .changes_at = public_changes_at,
			    .failed = public_failed,
			    .data = show,
		    });
}
