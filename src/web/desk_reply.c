// SPDX-License-Identifier: Apache-2.0
// Reply templates at a case: those that fit it, with its fields filled in; an answer that is one of them word
// for word; and what the catalogue of duties says of its category.
#include "web/desk.h"
#include "web/names.h"

#include "text/clean.h"

#include <string.h>

#define REPLIES 200
#define DUTIES	5

static bool is_wanted(const struct desk_case *c)
{
	struct refusal why;

	return c->page.stream.state.state == CASE_STATE_ANSWERED ||
	       case_may(&c->page.stream.state, CASE_COMMAND_ANSWER, &c->facts, &why) ||
	       case_may(&c->page.stream.state, CASE_COMMAND_WRITE, &c->facts, &why);
}

int desk_replies_load(struct web_request *q, struct db_conn *conn, struct desk_case *c, struct err *err)
{
	const struct case_state *state = &c->page.stream.state;
	struct office_text_search replies = {.kind = OFFICE_TEXT_REPLY},
				  duties = {.kind = OFFICE_TEXT_DUTY, .category_id = state->category_id};
	struct refusal why;
	int r = 0;

	if (is_wanted(c))
		r = office_texts_find(conn, q->arena, q->ref->jurisdiction_id, &replies, REPLIES, &c->replies,
			&c->reply_count, err);
	if (r == 0 && state->category_id && case_may(state, CASE_COMMAND_ASSIGN, &c->facts, &why))
		r = office_texts_find(conn, q->arena, q->ref->jurisdiction_id, &duties, DUTIES, &c->duties,
			&c->duty_count, err);
	return r;
}

// ---- The fields

static void put_date(struct web_request *q, struct buf *out, enum lang lang, int64_t at_us)
{
	struct web_page page;

	web_page_begin(q, &page);
	page.html.lang = lang;
	html_put_time_words(&page.html, html_time_as(at_us, HTML_TIME_DATE));
	buf_put_slice(out, buf_slice(&page.out));
}

// False where the case has no such thing: then the field stays, as a gap to be filled.
static bool put_field(
	struct web_request *q, const struct desk_case *c, enum lang lang, struct slice name, struct buf *out)
{
	const struct case_state *state = &c->page.stream.state;
	const struct ref_unit *unit = reference_unit(q->ref, state->unit_id);
	const struct ref_unit *own = reference_unit(q->ref, q->session.unit_id);

	if (slice_eq(name, SLICE("code")))
		buf_put_slice(out, web_code(q, state->code));
	else if (slice_eq(name, SLICE("title")) && state->title.state == PRIVATE_PRESENT)
		buf_put_slice(out, state->title.value);
	else if (slice_eq(name, SLICE("unit")) && unit)
		buf_printf(out, "%s", unit->name[lang]);
	else if (slice_eq(name, SLICE("officer_unit")) && own)
		buf_printf(out, "%s", own->name[lang]);
	else if (slice_eq(name, SLICE("due")) && state->unit_deadline_us)
		put_date(q, out, lang, state->unit_deadline_us);
	else if (slice_eq(name, SLICE("today")))
		put_date(q, out, lang, q->now_us);
	else
		return false;
	return true;
}

static struct slice filled(struct web_request *q, const struct desk_case *c, const struct office_text *reply)
{
	struct slice rest = reply->fields.text;
	struct buf out = buf_in(q->arena);
	enum lang lang = q->lang;

	(void)lang_from_tag(reply->fields.language, &lang);
	while (rest.len) {
		ptrdiff_t open = slice_find_byte(rest, '{'), close;
		struct slice name;

		if (open < 0) {
			buf_put_slice(&out, rest);
			break;
		}
		buf_put_slice(&out, slice_sub(rest, 0, (size_t)open));
		rest = slice_sub(rest, (size_t)open, rest.len);
		close = slice_find_byte(rest, '}');
		name = close > 1 ? slice_sub(rest, 1, (size_t)close - 1) : SLICE("");
		if (name.len && put_field(q, c, lang, name, &out)) {
			rest = slice_sub(rest, (size_t)close + 1, rest.len);
		} else {
			buf_put_slice(&out, slice_sub(rest, 0, 1));
			rest = slice_sub(rest, 1, rest.len);
		}
	}
	return buf_slice(&out);
}

// ---- Into the page

static bool fits(const struct web_request *q, const struct desk_case *c, const struct office_text_fields *f)
{
	const struct case_state *state = &c->page.stream.state;
	const struct private_text *language = &state->language;

	if (f->language.len && language->state == PRIVATE_PRESENT && !slice_eq(f->language, language->value))
		return false;
	if (f->case_kind.len && !slice_eq_cstr(f->case_kind, case_kind_name(state->kind)))
		return false;
	if (f->category_id && f->category_id != state->category_id)
		return false;
	return !f->unit_id || f->unit_id == q->session.unit_id;
}

static struct slice behind(struct web_request *q, struct slice typed, struct slice text)
{
	typed = slice_trim(typed);
	return typed.len ? slice_of(arena_printf(q->arena, "%.*s\n\n%.*s", SLICE_ARG(typed), SLICE_ARG(text)))
			 : text;
}

void desk_replies_fill(struct web_request *q, const struct desk_case *c, struct view_desk_case *view)
{
	const struct case_state *state = &c->page.stream.state;
	struct view_reply *replies = ARENA_ARRAY(q->arena, struct view_reply, c->reply_count + 1);

	for (size_t i = 0; i < c->reply_count; i++) {
		const struct office_text *reply = &c->replies[i];
		struct slice text = filled(q, c, reply);

		if (state->state == CASE_STATE_ANSWERED && state->answer.state == PRIVATE_PRESENT &&
			slice_eq(slice_trim(state->answer.value), slice_trim(text)))
			view->unchanged = reply->fields.title;
		if (c->fill.len && slice_eq(c->fill, reply->code)) {
			if (c->move == CASE_COMMAND_WRITE)
				view->oversight_text = behind(q, view->oversight_text, text);
			else
				view->answer = behind(q, view->answer, text);
		}
		if (fits(q, c, &reply->fields))
			replies[view->reply_count++] = (struct view_reply){
				.code = reply->code, .title = reply->fields.title, .text = text};
	}
	view->replies = replies;
	if (c->duty_count) {
		const struct office_text_fields *duty = &c->duties[0].fields;

		view->duty_code = c->duties[0].code;
		view->duty_unit = web_unit_name(q, duty->unit_id);
		view->duty_basis = duty->basis;
		view->duty_others = duty->others;
	}
}
