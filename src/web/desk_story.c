// SPDX-License-Identifier: Apache-2.0
// A case's timeline as the office reads it: with the officers, and with the words that stay within the
// office.
#include "base/macros.h"
#include "po/words.h"
#include "web/case_page.h"
#include "web/desk.h"
#include "web/names.h"

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

struct slice desk_officer_name(const struct desk_case *c, int64_t officer_id)
{
	for (size_t i = 0; i < c->officer_count; i++) {
		if (c->officers[i].id == officer_id)
			return c->officers[i].name;
	}
	return SLICE("");
}

// Adds "label: text" as a line of its own; the label may be missing.
static void put_line(struct web_request *q, struct buf *out, const char *label, struct slice text)
{
	if (text.len == 0)
		return;
	if (out->len)
		buf_put_byte(out, '\n');
	if (label)
		buf_printf(out, "%s%s", label, q->lang == LANG_ZH_CN ? "：" : ": ");
	buf_put_slice(out, text);
}

static struct slice assignment_note(struct web_request *q, const struct case_assigned *assigned)
{
	struct buf out = buf_in(q->arena);

	put_line(q, &out, NULL, words_of(&assigned->note));
	put_line(q, &out, words_text(q->lang, WORD_MOVES_STANDARD), words_of(&assigned->standard));
	put_line(q, &out, words_text(q->lang, WORD_MOVES_SUPERVISING),
		web_unit_name(q, assigned->supervising_unit_id));
	return buf_slice(&out);
}

static struct slice return_note(struct web_request *q, const struct case_returned *returned)
{
	struct buf out = buf_in(q->arena);

	put_line(q, &out, NULL, words_of(&returned->reason));
	put_line(q, &out, words_text(q->lang, WORD_MOVES_LEGAL_BASIS), words_of(&returned->legal_basis));
	return buf_slice(&out);
}

// What it became, and why.
static struct slice classify_note(struct web_request *q, const struct case_classified *classified)
{
	struct buf out = buf_in(q->arena);

	if (classified->category_id != classified->previous_category_id)
		put_line(q, &out, words_text(q->lang, WORD_CASE_CATEGORY),
			web_category_name(q, classified->category_id));
	put_line(q, &out, words_text(q->lang, WORD_MOVES_REASON), words_of(&classified->reason));
	return buf_slice(&out);
}

static struct slice if_other(struct slice text, struct slice than)
{
	return slice_eq(text, than) ? SLICE("") : text;
}

// What the raiser and intake decided about taking it up and about its end.
static void fill_decided(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_RATED) {
		ret->solved = event->rated.solved;
		ret->satisfied = event->rated.satisfied;
		ret->is_callback = event->meta.by == EVENT_BY_OFFICER;
		ret->text = words_of(&event->rated.words);
	} else if (event->type == CASE_EVENT_REOPENED) {
		ret->text = words_of(&event->reopened.reason);
	} else if (event->type == CASE_EVENT_WITHDRAWN) {
		ret->text = words_of(&event->withdrawn.reason);
	} else if (event->type == CASE_EVENT_DECLINED) {
		ret->decline_reason = event->declined.reason_code;
		ret->text = case_decline_words(q, &event->declined);
		ret->public_text =
			if_other(words_of(&event->declined.public_reason), words_of(&event->declined.reason));
	} else if (event->type == CASE_EVENT_APPEALED) {
		ret->text = words_of(&event->appealed.reason);
	} else {
		must(event->type == CASE_EVENT_APPEAL_DECIDED);
		ret->appeal_outcome = event->appeal_decided.outcome;
		ret->text = words_of(&event->appeal_decided.reason);
	}
}

static void fill_oversight(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_REMINDED) {
		ret->to_unit = web_unit_name(q, event->reminded.unit_id);
		ret->note = words_of(&event->reminded.text);
	} else if (event->type == CASE_EVENT_ORDERED) {
		ret->to_unit = web_unit_name(q, event->ordered.unit_id);
		ret->order = web_order_number(q, event->ordered.year, event->ordered.number);
		ret->due_at = event->ordered.answer_by;
		ret->note = words_of(&event->ordered.text);
	} else {
		ret->unit = web_unit_name(q, event->order_answered.unit_id);
		ret->note = words_of(&event->order_answered.text);
	}
}

static void fill_time(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_WAITING) {
		ret->unit = web_unit_name(q, event->waiting.unit_id);
		ret->waiting_reason = event->waiting.reason_code;
		ret->due_at = event->waiting.until;
		ret->text = words_of(&event->waiting.reason);
	} else if (event->type == CASE_EVENT_RESUMED) {
		ret->is_by_itself = event->meta.by == EVENT_BY_SYSTEM;
		ret->due_at = event->resumed.deadline;
		ret->note = words_of(&event->resumed.reason);
	} else if (event->type == CASE_EVENT_EXTENSION_ASKED) {
		ret->unit = web_unit_name(q, event->extension_asked.unit_id);
		ret->due_at = event->extension_asked.until;
		ret->text = words_of(&event->extension_asked.reason);
	} else if (event->type == CASE_EVENT_EXTENSION_DECIDED) {
		ret->is_granted = event->extension_decided.granted;
		ret->due_at = event->extension_decided.deadline;
		ret->note = words_of(&event->extension_decided.reason);
	} else {
		ret->to_unit = web_unit_name(q, event->sent_back.unit_id);
		ret->note = words_of(&event->sent_back.reason);
	}
}

static void fill_answered(struct web_request *q, const struct case_answered *answered, struct view_event *ret)
{
	ret->unit = web_unit_name(q, answered->unit_id);
	ret->is_correction = answered->correction;
	ret->text = words_of(&answered->text);
	ret->public_text = if_other(words_of(&answered->public_text), ret->text);
}

static void fill_message(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_LISTED) {
		ret->list = web_programme_name(q, event->listed.programme_id);
		ret->note = words_of(&event->listed.reason);
	} else if (event->type == CASE_EVENT_NOTED)
		ret->note = words_of(&event->noted.text);
	else
		ret->text = words_of(
			event->type == CASE_EVENT_WRITTEN ? &event->written.text : &event->told.text);
}

static void fill_allotted(
	const struct desk_case *c, const struct case_allotted *allotted, struct view_event *ret)
{
	ret->to_officer = desk_officer_name(c, allotted->officer_id.value);
	ret->is_taken_back = allotted->officer_id.state == PRIVATE_ABSENT;
	ret->note = words_of(&allotted->note);
}

// Several who work on it: who of the unit, and the units that support it.
static void fill_shared(struct web_request *q, const struct desk_case *c, const struct case_event *event,
	struct view_event *ret)
{
	struct buf out = buf_in(q->arena);

	if (event->type == CASE_EVENT_ALLOTTED) {
		fill_allotted(c, &event->allotted, ret);
	} else if (event->type == CASE_EVENT_SUPPORT_ASSIGNED) {
		const struct case_support_assigned *e = &event->support_assigned;

		ret->to_unit = web_unit_name(q, e->unit_id);
		ret->due_at = e->deadline;
		put_line(q, &out, NULL, words_of(&e->note));
		put_line(q, &out, words_text(q->lang, WORD_MOVES_STANDARD), words_of(&e->standard));
		put_line(q, &out, words_text(q->lang, WORD_MOVES_SUPERVISING),
			web_unit_name(q, e->supervising_unit_id));
		ret->note = buf_slice(&out);
	} else if (event->type == CASE_EVENT_SUPPORT_RETURNED) {
		ret->reason = event->support_returned.reason_code;
		put_line(q, &out, NULL, words_of(&event->support_returned.reason));
		put_line(q, &out, words_text(q->lang, WORD_MOVES_LEGAL_BASIS),
			words_of(&event->support_returned.legal_basis));
		ret->note = buf_slice(&out);
	} else if (event->type == CASE_EVENT_SUPPORT_REPORTED) {
		ret->note = words_of(&event->support_reported.text);
	} else if (event->type == CASE_EVENT_SUPPORT_ENDED) {
		ret->to_unit = web_unit_name(q, event->support_ended.unit_id);
		ret->note = words_of(&event->support_ended.reason);
	}
}

static void fill_closed(const struct case_closed *closed, struct view_event *ret)
{
	ret->outcome = closed->outcome;
	ret->text = words_of(&closed->public_reason);
	ret->note = words_of(&closed->note);
}

static void fill_erased(const struct case_erased *erased, struct view_event *ret)
{
	ret->erased = erased->scope;
	ret->erased_reason = erased->reason_code;
	ret->note = words_of(&erased->reason);
}

static void fill_work(struct web_request *q, const struct case_event *event, struct view_event *ret)
{
	if (event->type == CASE_EVENT_ASSIGNED) {
		ret->to_unit = web_unit_name(q, event->assigned.unit_id);
		ret->due_at = event->assigned.deadline;
		ret->note = assignment_note(q, &event->assigned);
	} else if (event->type == CASE_EVENT_ACCEPTED) {
		ret->unit = web_unit_name(q, event->accepted.unit_id);
	} else if (event->type == CASE_EVENT_RETURNED) {
		ret->unit = web_unit_name(q, event->returned.unit_id);
		ret->reason = event->returned.reason_code;
		ret->note = return_note(q, &event->returned);
	} else {
		fill_answered(q, &event->answered, ret);
	}
}

static void fill_words(struct web_request *q, const struct desk_case *c, const struct case_event *event,
	struct view_event *ret)
{
	switch (event->type) {
	case CASE_EVENT_NONE:
	case CASE_EVENT_RECEIVED:
		break;
	case CASE_EVENT_CLASSIFIED:
		ret->note = classify_note(q, &event->classified);
		break;
	case CASE_EVENT_RELEASED:
		ret->public_text = if_other(
			words_of(&event->released.public_text), words_of(&c->page.stream.state.text));
		break;
	case CASE_EVENT_ASSIGNED:
	case CASE_EVENT_ACCEPTED:
	case CASE_EVENT_RETURNED:
	case CASE_EVENT_ANSWERED:
		fill_work(q, event, ret);
		break;
	case CASE_EVENT_ALLOTTED ... CASE_EVENT_SUPPORT_ENDED:
		fill_shared(q, c, event, ret);
		break;
	case CASE_EVENT_CLOSED:
		fill_closed(&event->closed, ret);
		break;
	case CASE_EVENT_ERASED:
		fill_erased(&event->erased, ret);
		break;
	case CASE_EVENT_RATED:
	case CASE_EVENT_REOPENED:
	case CASE_EVENT_WITHDRAWN:
	case CASE_EVENT_DECLINED:
	case CASE_EVENT_APPEALED:
	case CASE_EVENT_APPEAL_DECIDED:
		fill_decided(q, event, ret);
		break;
	case CASE_EVENT_REMINDED:
	case CASE_EVENT_ORDERED:
	case CASE_EVENT_ORDER_ANSWERED:
		fill_oversight(q, event, ret);
		break;
	case CASE_EVENT_WAITING:
	case CASE_EVENT_RESUMED:
	case CASE_EVENT_EXTENSION_ASKED:
	case CASE_EVENT_EXTENSION_DECIDED:
	case CASE_EVENT_SENT_BACK:
		fill_time(q, event, ret);
		break;
	case CASE_EVENT_LISTED:
	case CASE_EVENT_NOTED:
	case CASE_EVENT_WRITTEN:
	case CASE_EVENT_TOLD:
		fill_message(q, event, ret);
		break;
	}
}

struct view_events desk_story(struct web_request *q, const struct desk_case *c)
{
	const struct case_stream *stream = &c->page.stream;
	struct view_event *items = ARENA_ARRAY(q->arena, struct view_event, stream->count);

	for (size_t i = 0; i < stream->count; i++) {
		const struct event_meta *meta = &stream->events[i].meta;

		items[i] = (struct view_event){
			.type = stream->events[i].type,
			.at = meta->at_us,
			.unit = web_unit_name(q, meta->by_unit_id),
			.officer = desk_officer_name(c, meta->by_officer_id),
		};
		fill_words(q, c, &stream->events[i], &items[i]);
	}
	return (struct view_events){items, stream->count};
}
