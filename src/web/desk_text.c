// SPDX-License-Identifier: Apache-2.0
// Reply templates, knowledge and duties: found by words, shown, edited. Whoever is at the desk reads them;
// who may edit is said by domain/office_text.h.
#include "web/desk_text.h"

#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/service.h"
#include "templates/desk_text.h"
#include "text/clean.h"
#include "text/markdown.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <string.h>

#define COMMAND_FIELD_BYTES 100
#define SEARCH_BYTES	    200
#define WORDS_CHARS	    90

struct desk_text {
	struct desk_frame frame;
	struct office_text_search search;
	struct office_text *texts; // found, or the versions of one
	size_t count;
	struct officer_name *officers;
	size_t officer_count;
	struct office_text_edit edit;
	bool is_again;
};

// ---- Parts

struct view_text_row desk_text_row(struct web_request *q, const struct office_text *text)
{
	int64_t today = calendar_day_of(q->ref->calendar, q->now_us);
	const struct office_text_fields *f = &text->fields;

	return (struct view_text_row){
		.code = text->code,
		.title = f->title,
		.unit = web_unit_name(q, f->unit_id),
		.category = web_category_name(q, f->category_id),
		.basis = f->basis,
		.others = f->others,
		.language = f->language,
		.until_day = f->until_day,
		.is_old = f->until_day && f->until_day < today,
		.is_public = f->is_public,
		.words =
			text->kind == OFFICE_TEXT_DUTY ? f->text : text_title(q->arena, f->text, WORDS_CHARS),
	};
}

const struct view_text_source *desk_text_sources(
	struct web_request *q, struct slice sources, size_t *ret_count)
{
	struct view_text_source *list = ARENA_ARRAY(q->arena, struct view_text_source, sources.len + 1);
	struct slice rest = sources, line;
	size_t count = 0;

	while (rest.len) {
		slice_cut(rest, '\n', &line, &rest);
		line = slice_trim(line);
		if (line.len == 0)
			continue;
		list[count].text = line;
		if (slice_starts_with(line, SLICE("https://")) || slice_starts_with(line, SLICE("http://")))
			list[count].url = html_url_checked(line);
		count++;
	}
	*ret_count = count;
	return list;
}

static bool may_add(const struct web_request *q, enum office_text_kind kind)
{
	return office_text_may_edit(kind, q->session.roles, q->session.unit_id, q->session.unit_id);
}

static void mark_place(struct view_desk *desk, enum office_text_kind kind)
{
	desk->is_texts = true;
	desk->texts = office_text_kind_name(kind);
}

// ---- The list

static int list_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_text *t = data;
	int r = desk_frame_load(q, conn, &t->frame, err);

	return r == 0 ? office_texts_find(conn, q->arena, q->ref->jurisdiction_id, &t->search,
				OFFICE_TEXTS_SHOWN + 1, &t->texts, &t->count, err)
		      : r;
}

static struct view_text_list list_view(struct web_request *q, struct desk_text *t)
{
	struct view_text_row *rows = ARENA_ARRAY(q->arena, struct view_text_row, t->count + 1);
	struct view_text_list view = {.kind = t->search.kind,
		.words = t->search.words,
		.rows = rows,
		.count = t->count,
		.may_add = may_add(q, t->search.kind)};

	view.is_more = view.count > OFFICE_TEXTS_SHOWN;
	if (view.is_more)
		view.count = OFFICE_TEXTS_SHOWN;
	for (size_t i = 0; i < view.count; i++)
		rows[i] = desk_text_row(q, &t->texts[i]);
	return view;
}

static void list_show(struct web_request *q, void *data)
{
	struct desk_text *t = data;
	struct view_text_list view = list_view(q, t);
	struct web_page page;

	view.desk = desk_frame_view(q, &t->frame, DESK_NO_FOLDER);
	mark_place(&view.desk, t->search.kind);
	web_page_begin(q, &page);
	page_text_list(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_texts(struct web_request *q)
{
	struct desk_text *t = ARENA_NEW(q->arena, struct desk_text);

	t->search.words = text_clean_line(q->arena, slice_utf8_head(http_query(q->http, "q"), SEARCH_BYTES));
	if (office_text_kind_parse(q->args[0], &t->search.kind))
		web_read(q, WEB_READ_HEAVY, list_load, list_show, t);
	else
		web_error(q, 404);
}

// What a script puts beside the form of the intake while the telephone rings: the list alone.
static int part_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_text *t = data;

	return office_texts_find(conn, q->arena, q->ref->jurisdiction_id, &t->search, OFFICE_TEXTS_BESIDE,
		&t->texts, &t->count, err);
}

static void part_show(struct web_request *q, void *data)
{
	struct view_text_list view = list_view(q, data);
	struct web_page page;

	view.desk.page = web_page_view(q);
	web_page_begin(q, &page);
	part_text_beside(&page.html, &view);
	web_page_send(q, &page, 200);
}

// ---- One

static int one_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_text *t = data;
	int r = desk_frame_load(q, conn, &t->frame, err);

	if (r == 0 && t->edit.code.len)
		r = office_texts_of_code(
			conn, q->arena, q->ref->jurisdiction_id, t->edit.code, &t->texts, &t->count, err);
	if (r == 0 && t->count && t->texts[0].kind != t->edit.kind)
		r = err_set(err, ERR_NOT_FOUND, "no such text of this kind");
	return r == 0 ? officers_names(
				conn, q->arena, q->ref->jurisdiction_id, &t->officers, &t->officer_count, err)
		      : r;
}

static struct slice officer_name(const struct desk_text *t, int64_t id)
{
	for (size_t i = 0; i < t->officer_count; i++) {
		if (t->officers[i].id == id)
			return t->officers[i].name;
	}
	return SLICE("");
}

static void one_show(struct web_request *q, void *data)
{
	struct desk_text *t = data;
	const struct office_text *text = &t->texts[0];
	struct view_text_version *versions = ARENA_ARRAY(q->arena, struct view_text_version, t->count);
	struct view_text_page view = {.desk = desk_frame_view(q, &t->frame, DESK_NO_FOLDER),
		.kind = text->kind,
		.row = desk_text_row(q, text),
		.version = text->version,
		.from_day = text->fields.from_day,
		.at = text->edited_at,
		.is_retired = text->is_retired,
		.text = text->fields.text,
		.versions = versions,
		.version_count = t->count,
		.may_edit = office_text_may_edit(
			text->kind, q->session.roles, q->session.unit_id, text->fields.unit_id)};
	struct web_page page;

	if (text->kind == OFFICE_TEXT_ARTICLE)
		view.body = html_raw_trusted(text_markdown(q->arena, text->fields.text));
	view.sources = desk_text_sources(q, text->fields.sources, &view.source_count);
	for (size_t i = 0; i < t->count; i++)
		versions[i] = (struct view_text_version){t->texts[i].version, t->texts[i].edited_at,
			officer_name(t, t->texts[i].edited_by), t->texts[i].is_retired};
	mark_place(&view.desk, text->kind);
	web_page_begin(q, &page);
	page_text(&page.html, &view);
	web_page_send(q, &page, 200);
}

// ---- The form

static struct slice day_text(struct web_request *q, int64_t day)
{
	char text[CALENDAR_DAY_BYTES];

	return day ? slice_of(arena_strdup(q->arena, calendar_day_format(day, text))) : SLICE("");
}

static struct view_errors errors_of(struct web_request *q, const struct desk_text *t)
{
	struct view_error *errors = ARENA_ARRAY(q->arena, struct view_error, OFFICE_TEXT_REFUSALS + 1);
	struct view_errors ret = {errors, 0};

	for (size_t i = 0; i < t->edit.refusal_count; i++)
		errors[ret.count++] =
			web_error_at(q, arena_printf(q->arena, "text-%s", t->edit.refusals[i].field),
				web_refusal_text(q, &t->edit.refusals[i]));
	if (t->is_again && t->edit.result == OFFICE_TEXT_STALE)
		errors[ret.count++] =
			web_error_at(q, "text-title", slice_of(words_text(q->lang, WORD_TEXT_STALE)));
	return ret;
}

static void form_show(struct web_request *q, void *data)
{
	struct desk_text *t = data;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	const struct office_text_fields *f =
		t->is_again || t->count == 0 ? &t->edit.fields : &t->texts[0].fields;
	struct view_text_form view = {.desk = desk_frame_view(q, &t->frame, DESK_NO_FOLDER),
		.kind = t->edit.kind,
		.code = t->edit.code,
		.version = t->count ? t->texts[0].version : 0,
		.errors = errors_of(q, t),
		.title = f->title,
		.text = f->text,
		.language = f->language,
		.others = f->others,
		.basis = f->basis,
		.sources = f->sources,
		.from = day_text(q, f->from_day),
		.until = day_text(q, f->until_day),
		.categories = web_categories(q, f->category_id),
		.is_public = f->is_public};
	struct web_page page;

	view.own_unit_only = !office_text_may_edit(t->edit.kind, q->session.roles, q->session.unit_id, 0);
	view.units = web_units(q, view.own_unit_only ? q->session.unit_id : f->unit_id);
	(void)case_kind_parse(f->case_kind, &view.case_kind);
	if (!may_add(q, t->edit.kind)) {
		web_error(q, 403);
		return;
	}
	keys_new_cookie(command);
	view.command = slice_of(command);
	mark_place(&view.desk, t->edit.kind);
	view.desk.page.here = web_url(q, "/desk/texts/%s", office_text_kind_name(t->edit.kind));
	web_page_begin(q, &page);
	page_text_form(&page.html, &view);
	web_page_send(q, &page, t->is_again ? t->edit.result == OFFICE_TEXT_STALE ? 409 : 422 : 200);
}

void handle_desk_text(struct web_request *q)
{
	struct desk_text *t = ARENA_NEW(q->arena, struct desk_text);

	if (!office_text_kind_parse(q->args[0], &t->edit.kind) || q->args[1].len >= OFFICE_TEXT_CODE_BYTES) {
		web_error(q, 404);
		return;
	}
	t->search.kind = t->edit.kind;
	if (slice_eq(q->args[1], SLICE("found"))) {
		t->search.words =
			text_clean_line(q->arena, slice_utf8_head(http_query(q->http, "q"), SEARCH_BYTES));
		web_read(q, WEB_READ_HEAVY, part_load, part_show, t);
	} else if (slice_eq(q->args[1], SLICE("new"))) {
		t->edit.fields.language = slice_of(lang_tag(q->lang));
		web_read(q, WEB_READ_HEAVY, one_load, form_show, t);
	} else {
		t->edit.code = q->args[1];
		web_read(q, WEB_READ_HEAVY, one_load,
			slice_eq(http_query(q->http, "edit"), SLICE("1")) ? form_show : one_show, t);
	}
}

// ---- What was sent

static int keep(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct desk_text *t = data;

	return office_texts_keep(q->service, conn, q->arena, q->ref, &officer, q->now_us, &t->edit, err);
}

static void kept(struct web_request *q, void *data)
{
	struct desk_text *t = data;

	if (t->edit.retires)
		web_redirect(q, "/desk/texts/%s", office_text_kind_name(t->edit.kind));
	else
		web_redirect(q, "/desk/texts/%s/%.*s", office_text_kind_name(t->edit.kind),
			SLICE_ARG(t->edit.kept_code));
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct desk_text *t = data;

	if (class != ERR_INVALID || t->edit.result == OFFICE_TEXT_KEPT) {
		web_error_class(q, class, err);
	} else if (t->edit.result == OFFICE_TEXT_NOT_YOURS) {
		web_error(q, 403);
	} else {
		t->is_again = true;
		web_on_failure(q, NULL);
		web_read(q, WEB_READ_HEAVY, one_load, form_show, t);
	}
}

static int64_t day_of(struct web_request *q, const char *name)
{
	struct slice text = slice_trim(http_form(q->http, name));
	int64_t day;

	return text.len && calendar_day_parse(text, &day) == 0 && day > 0 ? day : 0;
}

static void take_fields(struct web_request *q, struct office_text_fields *f)
{
	struct slice language = http_form(q->http, "language");
	enum case_kind kind;
	enum lang lang;

	*f = (struct office_text_fields){
		.title = text_clean_line(q->arena, http_form(q->http, "title")),
		.text = text_clean(q->arena, http_form(q->http, "text")),
		.category_id = web_number(http_form(q->http, "category")),
		.unit_id = web_number(http_form(q->http, "unit")),
		.others = text_clean(q->arena, http_form(q->http, "others")),
		.basis = text_clean(q->arena, http_form(q->http, "basis")),
		.sources = text_clean(q->arena, http_form(q->http, "sources")),
		.from_day = day_of(q, "from"),
		.until_day = day_of(q, "until"),
		.is_public = slice_eq(http_form(q->http, "public"), SLICE("1")),
	};
	if (lang_from_tag(language, &lang))
		f->language = slice_of(lang_tag(lang));
	if (case_kind_parse(http_form(q->http, "case_kind"), &kind))
		f->case_kind = slice_of(case_kind_name(kind));
}

void handle_desk_text_post(struct web_request *q)
{
	struct desk_text *t = ARENA_NEW(q->arena, struct desk_text);
	struct slice command = http_form(q->http, "command");

	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	if (!office_text_kind_parse(q->args[0], &t->edit.kind) || q->args[1].len >= OFFICE_TEXT_CODE_BYTES) {
		web_error(q, 404);
		return;
	}
	if (!slice_eq(q->args[1], SLICE("new")))
		t->edit.code = q->args[1];
	t->edit.version = web_number(http_form(q->http, "version"));
	t->edit.retires = slice_eq(http_form(q->http, "do"), SLICE("retire"));
	if ((t->edit.code.len == 0 && (t->edit.retires || command.len == 0)) ||
		command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	t->edit.command_id = slice_of(arena_printf(q->arena, "desk:%.*s:text", SLICE_ARG(command)));
	take_fields(q, &t->edit.fields);
	web_on_failure(q, failed);
	web_write(q, keep, kept, t);
}
