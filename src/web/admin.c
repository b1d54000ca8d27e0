// SPDX-License-Identifier: Apache-2.0
#include "web/admin.h"

#include "domain/officer.h"
#include "http/form.h"
#include "http/request.h"
#include "service/service.h"
#include "templates/desk_admin.h"
#include "text/clean.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>
#include <string.h>

#define COMMAND_FIELD_BYTES 100

bool admin_is_for(const struct web_request *q)
{
	return (q->session.roles & ROLE_ADMIN) != 0;
}

bool admin_is_for_readers(const struct web_request *q)
{
	return (q->session.roles & (ROLE_ADMIN | ROLE_AUDITOR)) != 0;
}

struct slice admin_word(const struct web_request *q, enum word word)
{
	return slice_of(words_text(q->lang, word));
}

struct slice admin_list(struct web_request *q, struct slice list, struct slice further)
{
	struct buf longer = buf_in(q->arena);

	if (list.len == 0 || further.len == 0)
		return list.len ? list : further;
	words_format(&longer, q->lang, WORD_ADMIN_LIST, .first = word_arg(list), .rest = word_arg(further));
	return buf_slice(&longer);
}

// ---- Pages

int admin_page_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct admin_page *page = data;
	int r = desk_frame_load(q, conn, &page->frame, err);

	return r == 0 ? admin_load(conn, q->arena, q->ref->jurisdiction_id, &page->view, err) : r;
}

struct view_admin admin_page_view(struct web_request *q, const struct desk_frame *frame, const char *path)
{
	struct view_admin view = {.desk = desk_frame_view(q, frame, DESK_NO_FOLDER)};

	view.desk.page.here = web_url(q, "%s", path);
	view.desk.is_administering = true;
	return view;
}

void admin_page_send(struct web_request *q, const struct view_admin *view, int status)
{
	struct web_page page;

	web_page_begin(q, &page);
	page_admin(&page.html, view);
	web_page_send(q, &page, status);
}

int admin_status(const struct admin_page *page)
{
	if (!page->is_posted)
		return 200;
	return page->change.result == ADMIN_STALE || page->change.result == ADMIN_MISMATCH ? 409 : 422;
}

void admin_fill_warning(struct web_request *q, const struct admin_page *page, struct view_admin *view)
{
	struct slice who = admin_officer_name(page, page->change.changed_by);
	struct buf text = buf_in(q->arena);

	if (!page->is_posted)
		return;
	if (page->change.result == ADMIN_MISMATCH) {
		view->warn = admin_word(q, WORD_ADMIN_SENT_BEFORE);
		view->warn_text = admin_word(q, WORD_ADMIN_SENT_BEFORE_TEXT);
	} else if (page->change.result == ADMIN_STALE) {
		view->warn = admin_word(q, WORD_ADMIN_STALE);
		if (who.len)
			words_format(&text, q->lang, WORD_ADMIN_STALE_BY, .who = word_arg(who));
		else
			buf_put_cstr(&text, words_text(q->lang, WORD_ADMIN_STALE_TEXT));
		view->warn_text = buf_slice(&text);
	}
}

struct slice admin_officer_name(const struct admin_page *page, int64_t officer_id)
{
	const struct officer_set *officer =
		admin_officer_find(page->view.officers, page->view.officer_count, officer_id);

	return officer ? officer->name.value : SLICE("");
}

// ---- Problems in words

struct slice admin_problem_text(struct web_request *q, const struct admin_problem *problem)
{
	struct buf out = buf_in(q->arena);
	struct word_arg n = word_arg(problem->value);

	switch (problem->code) {
	case ADMIN_PROBLEM_NONE:
		break;
	case ADMIN_PROBLEM_MISSING:
		return admin_word(q, WORD_ADMIN_PROBLEM_MISSING);
	case ADMIN_PROBLEM_TOO_LONG:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_TOO_LONG, .n = n);
		break;
	case ADMIN_PROBLEM_MALFORMED:
		return admin_word(q, WORD_ADMIN_PROBLEM_MALFORMED);
	case ADMIN_PROBLEM_CODE_MALFORMED:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_CODE_MALFORMED, .n = n);
		break;
	case ADMIN_PROBLEM_TAKEN:
		return admin_word(q, WORD_ADMIN_PROBLEM_TAKEN);
	case ADMIN_PROBLEM_UNKNOWN:
		return admin_word(q, WORD_ADMIN_PROBLEM_UNKNOWN);
	case ADMIN_PROBLEM_CYCLE:
		return admin_word(q, WORD_ADMIN_PROBLEM_CYCLE);
	case ADMIN_PROBLEM_TOO_DEEP:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_TOO_DEEP, .n = n);
		break;
	case ADMIN_PROBLEM_TOO_MANY:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_TOO_MANY, .n = n);
		break;
	case ADMIN_PROBLEM_RETIRED:
		return admin_word(q, WORD_ADMIN_PROBLEM_RETIRED);
	case ADMIN_PROBLEM_OPEN_CASES:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_OPEN_CASES, .n = n);
		break;
	case ADMIN_PROBLEM_HAS_OFFICERS:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_HAS_OFFICERS, .n = n);
		break;
	case ADMIN_PROBLEM_HAS_UNITS:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_HAS_UNITS, .n = n);
		break;
	case ADMIN_PROBLEM_IS_DEFAULT:
		words_format(&out, q->lang, WORD_ADMIN_PROBLEM_IS_DEFAULT, .n = n);
		break;
	case ADMIN_PROBLEM_ONLY_INTAKE:
		return admin_word(q, WORD_ADMIN_PROBLEM_ONLY_INTAKE);
	case ADMIN_PROBLEM_LAST_ADMIN:
		return admin_word(q, WORD_ADMIN_PROBLEM_LAST_ADMIN);
	case ADMIN_PROBLEM_NOTHING_CHANGED:
		return admin_word(q, WORD_ADMIN_PROBLEM_NOTHING_CHANGED);
	}
	return buf_slice(&out);
}

// ---- Forms

struct admin_form admin_form_begin(struct web_request *q)
{
	return (struct admin_form){ARENA_ARRAY(q->arena, struct view_admin_field, ADMIN_FIELDS_MAX), 0};
}

void admin_form_put(struct admin_form *form, const struct view_admin_field *field)
{
	must(form->count < ADMIN_FIELDS_MAX);
	form->fields[form->count++] = *field;
}

static struct slice label_of(const struct admin_form *form, const char *field)
{
	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->fields[i].name, field) == 0)
			return form->fields[i].label;
	}
	return SLICE("");
}

struct view_admin_form admin_form_end(struct web_request *q, const struct admin_form *form,
	struct html_url action, enum word button, const struct admin_page *page)
{
	struct view_error *errors = ARENA_ARRAY(q->arena, struct view_error, ADMIN_PROBLEMS_MAX);
	char token[KEYS_LINK_TEXT_BYTES], command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	const struct admin_problems *problems = page ? &page->change.problems : NULL;
	struct view_admin_form view = {
		.action = action,
		.button = admin_word(q, button),
		.seq = page ? page->view.seq : 0,
		.fields = form->fields,
		.field_count = form->count,
	};

	keys_form_token(service_keys(q->service), q->session.cookie, token);
	view.token = slice_of(arena_strdup(q->arena, token));
	keys_new_cookie(command);
	view.command = slice_of(arena_strdup(q->arena, command));
	for (size_t i = 0; page && page->is_posted && i < problems->count; i++)
		errors[view.errors.count++] = (struct view_error){.field = problems->items[i].field,
			.label = label_of(form, problems->items[i].field),
			.text = admin_problem_text(q, &problems->items[i])};
	view.errors.items = errors;
	return view;
}

struct view_admin_option *admin_option(
	struct web_request *q, struct view_admin_option *at, int64_t value, struct slice name, bool is_on)
{
	*at = (struct view_admin_option){
		.value = slice_of(arena_printf(q->arena, "%" PRId64, value)), .name = name, .is_on = is_on};
	return at + 1;
}

struct slice admin_line(struct web_request *q, const char *name)
{
	return text_clean_line(q->arena, http_form(q->http, name));
}

// All that was sent but the token, each name and value with its length.
static struct slice canonical(struct web_request *q)
{
	struct http_params form = http_form_all(q->http);
	struct buf out = buf_in(q->arena);

	buf_printf(&out, "%" PRId64 " %.*s\n", q->session.officer_id, SLICE_ARG(q->path));
	for (size_t i = 0; i < form.count; i++) {
		if (slice_eq(form.items[i].name, SLICE("token")))
			continue;
		buf_printf(&out, "%zu %zu ", form.items[i].name.len, form.items[i].value.len);
		buf_put_slice(&out, form.items[i].name);
		buf_put_slice(&out, form.items[i].value);
	}
	return buf_slice(&out);
}

bool admin_change_begin(struct web_request *q, struct admin_page *page, enum admin_change_kind kind)
{
	struct slice command = http_form(q->http, "command");

	if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return false;
	}
	page->change = (struct admin_change){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(q->arena, "admin:%.*s", SLICE_ARG(command))),
		.request = canonical(q),
		.officer_id = q->session.officer_id,
		.seq = web_number(http_form(q->http, "seq")),
		.kind = kind,
		.arena = q->arena,
	};
	return true;
}

// ---- Units in their tree

static size_t put_children(const struct admin_view *view, int64_t parent_id, int level,
	struct admin_tree_row *rows, size_t count)
{
	for (size_t i = 0; level <= ADMIN_UNIT_LEVELS_MAX && i < view->unit_count; i++) {
		const struct unit_set *unit = &view->units[i];

		if (unit->parent_id != parent_id || count >= view->unit_count)
			continue;
		rows[count++] = (struct admin_tree_row){unit, level};
		count = put_children(view, unit->unit_id, level + 1, rows, count);
	}
	return count;
}

struct admin_tree_row *admin_unit_tree(
	struct web_request *q, const struct admin_view *view, size_t *ret_count)
{
	struct admin_tree_row *rows = ARENA_ARRAY(q->arena, struct admin_tree_row, view->unit_count + 1);

	*ret_count = put_children(view, 0, 0, rows, 0);
	return rows;
}

static struct slice name_of(const struct web_request *q, const struct unit_set *unit)
{
	return q->lang == LANG_EN ? unit->name_en.value : unit->name_zh.value;
}

struct slice admin_unit_name(struct web_request *q, const struct admin_view *view, int64_t unit_id)
{
	const struct unit_set *unit = admin_unit_find(view->units, view->unit_count, unit_id);

	return unit ? name_of(q, unit) : SLICE("");
}

void admin_unit_options(struct web_request *q, const struct admin_view *view, int64_t chosen, int64_t without,
	bool with_none, struct view_admin_field *field)
{
	struct view_admin_option *options =
		ARENA_ARRAY(q->arena, struct view_admin_option, view->unit_count + 1);
	struct view_admin_option *at = options;
	size_t count;
	const struct admin_tree_row *tree = admin_unit_tree(q, view, &count);

	if (with_none)
		*at++ = (struct view_admin_option){
			.name = admin_word(q, WORD_ADMIN_UNIT_NO_PARENT), .is_on = chosen == 0};
	for (size_t i = 0; i < count; i++) {
		const struct unit_set *unit = tree[i].unit;
		struct buf name = buf_in(q->arena);

		if (unit->unit_id == without || (unit->is_retired && unit->unit_id != chosen))
			continue;
		for (int k = 0; k < tree[i].level; k++)
			buf_put_cstr(&name, "\u3000");
		buf_put_slice(&name, name_of(q, unit));
		at = admin_option(q, at, unit->unit_id, buf_slice(&name), unit->unit_id == chosen);
	}
	field->options = options;
	field->option_count = (size_t)(at - options);
}

// ---- The index

static void index_show(struct web_request *q, void *data)
{
	const struct {
		const char *path;
		enum word name, text;
		bool reads; // auditors too
	} pages[] = {
		{"units", WORD_ADMIN_UNITS, WORD_ADMIN_UNITS_TEXT, false},
		{"officers", WORD_ADMIN_OFFICERS, WORD_ADMIN_OFFICERS_TEXT, false},
		{"roles", WORD_ADMIN_ROLES, WORD_ADMIN_ROLES_TEXT, true},
		{"notices", WORD_OUTBOX_TITLE, WORD_ADMIN_NOTICES_TEXT, false},
	};
	struct view_admin_link *links = ARENA_ARRAY(q->arena, struct view_admin_link, ARRAY_LEN(pages));
	struct view_admin view = admin_page_view(q, data, "/desk/admin");

	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		if (admin_is_for(q) || pages[i].reads)
			links[view.page_count++] =
				(struct view_admin_link){.url = web_url(q, "/desk/admin/%s", pages[i].path),
					.name = admin_word(q, pages[i].name),
					.text = admin_word(q, pages[i].text)};
	}
	view.pages = links;
	view.is_index = true;
	view.title = admin_word(q, WORD_DESK_ADMIN);
	view.lede = admin_word(q, WORD_ADMIN_LEDE);
	admin_page_send(q, &view, 200);
}

static int index_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	return desk_frame_load(q, conn, data, err);
}

void handle_admin(struct web_request *q)
{
	if (admin_is_for_readers(q))
		web_read(q, WEB_READ_HEAVY, index_load, index_show, ARENA_NEW(q->arena, struct desk_frame));
	else
		web_error(q, 404);
}
