// SPDX-License-Identifier: Apache-2.0
// Supervision: how it stands with each unit, the cases behind each number, and reminding of several at once.
// For others than those whom it is for it is not there.
#include "templates/desk_supervision.h"
#include "domain/limits.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROWS		    50
#define COMMAND_FIELD_BYTES 100

// ---- The table

struct supervision {
	struct desk_frame frame;
	struct unit_standing *rows;
	size_t count;
};

static int table_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct supervision *s = data;
	int r = desk_frame_load(q, conn, &s->frame, err);

	return r == 0 ? cases_standing(conn, q->arena, q->ref, &officer, q->now_us, &s->rows, &s->count, err)
		      : r;
}

static int by_overdue(const void *a, const void *b)
{
	const struct view_standing *x = a, *y = b;
	int64_t late_x = x->counts[STANDING_OVERDUE], late_y = y->counts[STANDING_OVERDUE];
	int64_t open_x = x->counts[STANDING_OPEN], open_y = y->counts[STANDING_OPEN];

	if (late_x != late_y)
		return late_x > late_y ? -1 : 1;
	if (open_x != open_y)
		return open_x > open_y ? -1 : 1;
	return x->unit_id < y->unit_id ? -1 : 1;
}

static void table_show(struct web_request *q, void *data)
{
	struct supervision *s = data;
	struct view_standing *rows = ARENA_ARRAY(q->arena, struct view_standing, s->count + 1);
	struct view_desk_supervision view = {
		.desk = desk_frame_view(q, &s->frame, DESK_NO_FOLDER), .rows = rows, .count = s->count};
	struct web_page page;

	for (size_t i = 0; i < s->count; i++) {
		rows[i] = (struct view_standing){.unit = web_unit_name(q, s->rows[i].unit_id),
			.unit_id = s->rows[i].unit_id,
			.orders_overdue = s->rows[i].orders_overdue};
		memcpy(rows[i].counts, s->rows[i].counts, sizeof(rows[i].counts));
		for (int k = 0; k < STANDINGS; k++)
			view.all.counts[k] += rows[i].counts[k];
		view.all.orders_overdue += rows[i].orders_overdue;
	}
	qsort(rows, s->count, sizeof(*rows), by_overdue);
	view.desk.is_overseeing = true;
	view.desk.page.here = web_url(q, "/desk/supervision");
	web_page_begin(q, &page);
	page_desk_supervision(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_supervision(struct web_request *q)
{
	if (standing_is_for(q->session.roles))
		web_read(q, WEB_READ_HEAVY, table_load, table_show, ARENA_NEW(q->arena, struct supervision));
	else
		web_error(q, 404);
}

// ---- The cases behind a number

struct behind {
	enum standing standing;
	int64_t unit_id;
	int64_t after_at, after_id;
	struct desk_frame frame;
	struct case_list_row *rows;
	size_t count;
	bool has_more;

	// reminding
	struct slice text;
	char (*codes)[CASE_CODE_BYTES];
	size_t code_count, at;
	struct case_request request; // of codes[at]
	int64_t reminded;	     // -1: nothing was sent
	struct view_error *refused;
	size_t refused_count;
	struct view_error error; // of the form; text empty: none
};

static int behind_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct behind *b = data;
	int r = desk_frame_load(q, conn, &b->frame, err);

	if (r == 0)
		r = cases_standing_list(conn, q->arena, q->ref, &officer, b->standing, b->unit_id, q->now_us,
			b->after_at, b->after_id, ROWS + 1, &b->rows, &b->count, err);
	b->has_more = r == 0 && b->count > ROWS;
	if (b->has_more)
		b->count = ROWS;
	return r;
}

static bool is_ticked(const struct behind *b, struct slice code)
{
	for (size_t i = 0; b->error.text.len && i < b->code_count; i++) {
		if (slice_eq_cstr(code, b->codes[i]))
			return true;
	}
	return false;
}

// What units have and have not answered can be pressed; by whom, the moves say again for each.
static bool can_remind(const struct web_request *q, enum standing standing)
{
	return standing != STANDING_ANSWERED && standing != STANDING_UNSOLVED &&
	       (q->session.roles & (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER)) != 0;
}

static struct html_url page_url(struct web_request *q, const struct behind *b, int64_t at, int64_t id)
{
	const char *name = standing_name(b->standing);

	return at ? web_url(q, "/desk/supervision/%s?unit=%" PRId64 "&after=%" PRId64 "-%" PRId64, name,
			    b->unit_id, at, id)
		  : web_url(q, "/desk/supervision/%s?unit=%" PRId64, name, b->unit_id);
}

static void behind_show(struct web_request *q, void *data)
{
	struct behind *b = data;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, b->count + 1);
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_standing view = {
		.desk = desk_frame_view(q, &b->frame, DESK_NO_FOLDER),
		.standing = b->standing,
		.unit = web_unit_name(q, b->unit_id),
		.unit_id = b->unit_id,
		.rows = rows,
		.count = b->count,
		.can_remind = can_remind(q, b->standing),
		.text = b->error.text.len ? b->text : SLICE(""),
		.reminded = b->reminded,
		.refused = b->refused,
		.refused_count = b->refused_count,
	};
	struct web_page page;

	for (size_t i = 0; i < b->count; i++) {
		rows[i] = desk_row_view(q, &b->rows[i]);
		rows[i].is_ticked = is_ticked(b, b->rows[i].code);
	}
	if (b->has_more) {
		const struct case_list_row *last = &b->rows[b->count - 1];

		view.more = page_url(
			q, b, b->standing == STANDING_UNSOLVED ? last->closed_at : last->due_at, last->id);
	}
	if (b->after_at)
		view.first = page_url(q, b, 0, 0);
	if (b->error.text.len)
		view.errors = (struct view_errors){&b->error, 1};
	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.page.here = page_url(q, b, b->after_at, b->after_id);
	view.desk.is_overseeing = true;
	web_page_begin(q, &page);
	page_desk_standing(&page.html, &view);
	web_page_send(q, &page, b->error.text.len ? 422 : 200);
}

static bool parse_behind(struct web_request *q, struct behind *b, struct slice unit)
{
	b->reminded = -1;
	b->unit_id = web_number(unit);
	return standing_is_for(q->session.roles) && standing_parse(q->args[0], &b->standing) &&
	       (unit.len == 0 || slice_eq(unit, SLICE("0")) || reference_unit(q->ref, b->unit_id));
}

void handle_desk_standing(struct web_request *q)
{
	struct behind *b = ARENA_NEW(q->arena, struct behind);
	struct slice at, id;

	if (!parse_behind(q, b, http_query(q->http, "unit"))) {
		web_error(q, 404);
		return;
	}
	if (slice_cut(http_query(q->http, "after"), '-', &at, &id)) {
		b->after_at = web_number(at);
		b->after_id = web_number(id);
	}
	web_read(q, WEB_READ_HEAVY, behind_load, behind_show, b);
}

// ---- Reminding of several: one command each, one after the other

static void remind_next(struct web_request *q, struct behind *b);

static int remind_run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct behind *b = data;

	return cases_run(q->service, conn, &b->request, err);
}

static void reminded(struct web_request *q, void *data)
{
	struct behind *b = data;

	b->reminded++;
	b->at++;
	remind_next(q, b);
}

static void remind_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct behind *b = data;
	const struct case_request *request = &b->request;
	struct slice why;

	if (class != ERR_INVALID) {
		web_error_class(q, class, err);
		return;
	}
	if (request->result == CASE_REQUEST_REFUSED && request->refusals[0].code == REFUSAL_NOT_FOR_YOU) {
		web_error(q, 404);
		return;
	}
	if (request->result == CASE_REQUEST_REFUSED) {
		why = web_refusal_text(q, &request->refusals[0]);
		// What is wrong with the words is wrong for all.
		if (request->refusals[0].field) {
			b->error = web_error_at(q, "remind-text", why);
			web_on_failure(q, NULL);
			web_read(q, WEB_READ_HEAVY, behind_load, behind_show, b);
			return;
		}
	} else if (request->result == CASE_REQUEST_MISMATCH) {
		why = slice_of(words_text(q->lang, WORD_NOTICE_STALE));
	} else {
		web_error(q, 404);
		return;
	}
	b->refused[b->refused_count++] = (struct view_error){
		.field = arena_printf(q->arena, "%.*s", SLICE_ARG(web_code(q, slice_of(b->codes[b->at])))),
		.text = why};
	b->at++;
	remind_next(q, b);
}

static void remind_next(struct web_request *q, struct behind *b)
{
	struct slice command = http_form(q->http, "command");

	if (b->at == b->code_count) {
		web_on_failure(q, NULL);
		web_read(q, WEB_READ_HEAVY, behind_load, behind_show, b);
		return;
	}
	b->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(
			arena_printf(q->arena, "desk:%.*s:remind:%s", SLICE_ARG(command), b->codes[b->at])),
		.request = slice_of(arena_printf(q->arena, "%" PRId64 " %s %.*s", q->session.officer_id,
			b->codes[b->at], SLICE_ARG(b->text))),
		.code = slice_of(b->codes[b->at]),
		.officer_id = q->session.officer_id,
		.command = {.type = CASE_COMMAND_REMIND, .oversight = {.text = b->text}},
		.arena = q->arena,
	};
	web_on_failure(q, remind_failed);
	web_write(q, remind_run, reminded, b);
}

// Each once; what is no code is left out, as the page holds none.
static void take_codes(struct web_request *q, struct behind *b)
{
	struct http_params form = http_form_all(q->http);

	b->codes = arena_alloc(q->arena, ROWS * sizeof(*b->codes));
	b->refused = ARENA_ARRAY(q->arena, struct view_error, ROWS);
	for (size_t i = 0; i < form.count && b->code_count < ROWS; i++) {
		bool is_there = false;

		if (!slice_eq(form.items[i].name, SLICE("code")) ||
			!case_code_parse(form.items[i].value, b->codes[b->code_count]))
			continue;
		for (size_t k = 0; k < b->code_count; k++)
			is_there |= strcmp(b->codes[k], b->codes[b->code_count]) == 0;
		b->code_count += !is_there;
	}
}

void handle_desk_standing_post(struct web_request *q)
{
	struct behind *b = ARENA_NEW(q->arena, struct behind);
	struct slice command = http_form(q->http, "command");

	if (!parse_behind(q, b, http_form(q->http, "unit")) || !can_remind(q, b->standing)) {
		web_error(q, 404);
	} else if (http_form_overflow(q->http)) {
		web_error(q, 413);
	} else if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
	} else {
		b->text = text_clean(q->arena, http_form(q->http, "text"));
		take_codes(q, b);
		if (b->code_count == 0) {
			b->error = web_error_at(
				q, "remind-text", slice_of(words_text(q->lang, WORD_SUPERVISE_CHOOSE)));
			web_read(q, WEB_READ_HEAVY, behind_load, behind_show, b);
			return;
		}
		b->reminded = 0;
		remind_next(q, b);
	}
}
