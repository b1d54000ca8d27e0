// SPDX-License-Identifier: Apache-2.0
// Officers: the list, the form of one, a new password, the end of all sessions. A password that is made here
// is shown once, in the answer to the form that asked for it, and has to be changed at the next sign-in.
#include "domain/officer.h"
#include "http/form.h"
#include "http/request.h"
#include "service/password.h"
#include "web/admin.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>
#include <string.h>

#define ROWS 200

static const struct {
	enum officer_role role;
	enum word word, hint;
} roles[] = {
	{ROLE_INTAKE, WORD_ROLE_NAME_INTAKE, WORD_ROLE_HINT_INTAKE},
	{ROLE_HANDLER, WORD_ROLE_NAME_HANDLER, WORD_ROLE_HINT_HANDLER},
	{ROLE_UNIT_HEAD, WORD_ROLE_NAME_UNIT_HEAD, WORD_ROLE_HINT_UNIT_HEAD},
	{ROLE_SUPERVISOR, WORD_ROLE_NAME_SUPERVISOR, WORD_ROLE_HINT_SUPERVISOR},
	{ROLE_LEADER, WORD_ROLE_NAME_LEADER, WORD_ROLE_HINT_LEADER},
	{ROLE_EDITOR, WORD_ROLE_NAME_EDITOR, WORD_ROLE_HINT_EDITOR},
	{ROLE_AUDITOR, WORD_ROLE_NAME_AUDITOR, WORD_ROLE_HINT_AUDITOR},
	{ROLE_ADMIN, WORD_ROLE_NAME_ADMIN, WORD_ROLE_HINT_ADMIN},
};

static struct slice roles_text(struct web_request *q, int64_t set)
{
	struct slice text = SLICE("");

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		if (set & roles[i].role)
			text = admin_list(q, text, admin_word(q, roles[i].word));
	}
	return text;
}

static struct slice standing_text(const struct web_request *q, const struct officer_set *officer,
	const struct admin_officer_standing *s)
{
	if (officer->disabled)
		return admin_word(q, WORD_ADMIN_OFFICER_DISABLED);
	if (!s->has_password)
		return admin_word(q, WORD_ADMIN_OFFICER_NO_PASSWORD);
	if (s->locked_until > q->now_us)
		return admin_word(q, WORD_ADMIN_OFFICER_LOCKED);
	return s->must_change ? admin_word(q, WORD_ADMIN_OFFICER_MUST_CHANGE)
			      : admin_word(q, WORD_ADMIN_OFFICER_ACTIVE);
}

// ---- The list

#define COLUMNS 5

struct officer_filter {
	int64_t unit_id, from;
	struct slice text;
};

static bool fits(const struct officer_set *officer, const struct officer_filter *filter)
{
	if (filter->unit_id && officer->unit_id != filter->unit_id)
		return false;
	return filter->text.len == 0 ||
	       memmem(officer->name.value.ptr, officer->name.value.len, filter->text.ptr, filter->text.len) ||
	       memmem(officer->login.value.ptr, officer->login.value.len, filter->text.ptr, filter->text.len);
}

static void put_filter(struct web_request *q, const struct admin_page *page,
	const struct officer_filter *filter, struct view_admin *view)
{
	struct admin_form form = admin_form_begin(q);
	struct view_admin_field unit = {
		.kind = VIEW_ADMIN_CHOICE, .name = "unit", .label = admin_word(q, WORD_ADMIN_UNIT)};
	struct view_admin_option *options;

	admin_unit_options(q, &page->view, filter->unit_id, 0, true, &unit);
	options = (struct view_admin_option *)unit.options;
	options[0].name = admin_word(q, WORD_ADMIN_ALL_UNITS);
	admin_form_put(&form, &unit);
	admin_form_put(&form, &(struct view_admin_field){.kind = VIEW_ADMIN_LINE,
				      .name = "q",
				      .label = admin_word(q, WORD_ADMIN_OFFICER_SEARCH),
				      .value = filter->text,
				      .max = ADMIN_NAME_CHARS_MAX});
	view->filter = admin_form_end(q, &form, web_url(q, "/desk/admin/officers"), WORD_ADMIN_FILTER, NULL);
}

static void list_show(struct web_request *q, void *data)
{
	const struct admin_page *page = data;
	const struct admin_view *v = &page->view;
	struct officer_filter filter = {web_number(http_query(q->http, "unit")),
		web_number(http_query(q->http, "from")), slice_trim(http_query(q->http, "q"))};
	struct view_admin_cell *cells = ARENA_ARRAY(q->arena, struct view_admin_cell, ROWS * COLUMNS);
	const struct slice heads[COLUMNS] = {admin_word(q, WORD_ADMIN_NAME), admin_word(q, WORD_LOGIN_LOGIN),
		admin_word(q, WORD_ADMIN_UNIT), admin_word(q, WORD_ADMIN_ROLES_OF),
		admin_word(q, WORD_ADMIN_STANDING)};
	struct view_admin_link add = {
		.url = web_url(q, "/desk/admin/officers/new?unit=%" PRId64, filter.unit_id),
		.name = admin_word(q, WORD_ADMIN_OFFICER_ADD)};
	struct view_admin_table table = {admin_word(q, WORD_ADMIN_OFFICERS), heads, COLUMNS, cells, 0,
		admin_word(q, WORD_ADMIN_OFFICERS_NONE)};
	struct view_admin view = admin_page_view(q, &page->frame, "/desk/admin/officers");
	int64_t found = 0;

	for (size_t i = 0; i < v->officer_count; i++) {
		const struct officer_set *officer = &v->officers[i];
		struct view_admin_cell *cell = &cells[table.row_count * COLUMNS];

		if (!fits(officer, &filter) || found++ < filter.from)
			continue;
		if (table.row_count == ROWS) {
			view.more = (struct view_admin_link){
				.url = web_url(q,
					"/desk/admin/officers?unit=%" PRId64 "&q=%.*s&from=%" PRId64,
					filter.unit_id, SLICE_ARG(filter.text), filter.from + ROWS),
				.name = admin_word(q, WORD_ADMIN_MORE)};
			break;
		}
		cell[0] = (struct view_admin_cell){.text = officer->name.value,
			.url = web_url(q, "/desk/admin/officers/%" PRId64, officer->officer_id)};
		cell[1].text = officer->login.value;
		cell[2].text = admin_unit_name(q, v, officer->unit_id);
		cell[3].text = roles_text(q, officer->roles);
		cell[4].text = standing_text(q, officer, &v->standings[i]);
		table.row_count++;
	}
	put_filter(q, page, &filter, &view);
	view.title = admin_word(q, WORD_ADMIN_OFFICERS);
	view.lede = admin_word(q, WORD_ADMIN_OFFICERS_LEDE);
	view.done = page->done;
	view.links = &add;
	view.link_count = 1;
	view.tables = &table;
	view.table_count = 1;
	admin_page_send(q, &view, 200);
}

void handle_admin_officers(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);

	if (admin_is_for(q))
		web_read(q, WEB_READ_HEAVY, admin_page_load, list_show, page);
	else
		web_error(q, 404);
}

// ---- The form

static void put_roles(struct web_request *q, struct admin_form *form, const struct officer_set *officer,
	const struct officer_set *now)
{
	struct view_admin_option *options = ARENA_ARRAY(q->arena, struct view_admin_option, ARRAY_LEN(roles));
	bool has_now = now && now->roles != officer->roles;

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		options[i] = (struct view_admin_option){
			.value = slice_of(officer_role_name(roles[i].role)),
			.name = admin_word(q, roles[i].word),
			.hint = admin_word(q, roles[i].hint),
			.is_on = (officer->roles & roles[i].role) != 0,
		};
	admin_form_put(form, &(struct view_admin_field){.kind = VIEW_ADMIN_TICKS,
				     .name = "roles",
				     .label = admin_word(q, WORD_ADMIN_ROLES_OF),
				     .options = options,
				     .option_count = ARRAY_LEN(roles),
				     .has_now = has_now,
				     .now = has_now ? roles_text(q, now->roles) : SLICE("")});
}

static void put_unit(struct web_request *q, struct admin_form *form, const struct admin_page *page,
	const struct officer_set *officer, const struct officer_set *now)
{
	bool has_now = now && now->unit_id != officer->unit_id;
	struct view_admin_field field = {.kind = VIEW_ADMIN_CHOICE,
		.name = "unit_id",
		.label = admin_word(q, WORD_ADMIN_UNIT),
		.has_now = has_now,
		.now = has_now ? admin_unit_name(q, &page->view, now->unit_id) : SLICE("")};

	admin_unit_options(q, &page->view, officer->unit_id, 0, officer->unit_id == 0, &field);
	if (officer->unit_id == 0)
		((struct view_admin_option *)field.options)->name = admin_word(q, WORD_MOVES_CHOOSE);
	admin_form_put(form, &field);
}

static void put_disabled(struct web_request *q, struct admin_form *form, const struct officer_set *officer,
	const struct officer_set *now)
{
	bool has_now = now && now->disabled != officer->disabled;

	if (!officer->officer_id)
		return;
	admin_form_put(
		form, &(struct view_admin_field){.kind = VIEW_ADMIN_TICK,
			      .name = "disabled",
			      .label = admin_word(q, WORD_ADMIN_OFFICER_DISABLE),
			      .hint = admin_word(q, WORD_ADMIN_OFFICER_DISABLE_HINT),
			      .is_on = officer->disabled,
			      .has_now = has_now,
			      .now = has_now ? admin_word(q, now->disabled ? WORD_ADMIN_YES : WORD_ADMIN_NO)
					     : SLICE("")});
}

static struct view_admin_form make_form(struct web_request *q, const struct admin_page *page,
	const struct officer_set *officer, const struct officer_set *stored)
{
	const struct officer_set *now = page->is_posted && page->change.result == ADMIN_STALE ? stored : NULL;
	bool has_now = now && !slice_eq(now->name.value, officer->name.value);
	struct admin_form form = admin_form_begin(q);

	admin_form_put(&form,
		&(struct view_admin_field){.kind = officer->officer_id ? VIEW_ADMIN_SHOWN : VIEW_ADMIN_CODE,
			.name = "login",
			.label = admin_word(q, WORD_LOGIN_LOGIN),
			.hint = admin_word(
				q, officer->officer_id ? WORD_ADMIN_CODE_FIXED : WORD_ADMIN_LOGIN_HINT),
			.value = officer->login.value,
			.max = ADMIN_CODE_BYTES_MAX});
	admin_form_put(&form, &(struct view_admin_field){.kind = VIEW_ADMIN_LINE,
				      .name = "name",
				      .label = admin_word(q, WORD_ADMIN_NAME),
				      .value = officer->name.value,
				      .max = ADMIN_NAME_CHARS_MAX,
				      .has_now = has_now,
				      .now = has_now ? now->name.value : SLICE("")});
	put_unit(q, &form, page, officer, now);
	put_roles(q, &form, officer, now);
	put_disabled(q, &form, officer, now);
	return admin_form_end(q, &form, web_url(q, "/desk/admin/officers/%.*s", SLICE_ARG(page->key)),
		officer->officer_id ? WORD_ADMIN_SAVE : WORD_ADMIN_OFFICER_ADD, page);
}

// Of an officer who is there: a new password, the end of sessions.
static size_t put_account_forms(
	struct web_request *q, const struct officer_set *stored, struct view_admin_form *forms)
{
	const struct view_admin_field headings[] = {
		{.kind = VIEW_ADMIN_HEADING,
			.name = "password",
			.label = admin_word(q, WORD_ADMIN_PASSWORD),
			.hint = admin_word(q, WORD_ADMIN_PASSWORD_TEXT)},
		{.kind = VIEW_ADMIN_HEADING,
			.name = "sessions",
			.label = admin_word(q, WORD_ADMIN_SESSIONS),
			.hint = admin_word(q, WORD_ADMIN_SESSIONS_TEXT)},
	};
	const enum word buttons[] = {WORD_ADMIN_PASSWORD_GO, WORD_ADMIN_SESSIONS_GO};

	for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
		struct admin_form form = admin_form_begin(q);

		admin_form_put(&form, &headings[i]);
		forms[i] = admin_form_end(q, &form,
			web_url(q, "/desk/admin/officers/%" PRId64 "/%s", stored->officer_id,
				headings[i].name),
			buttons[i], NULL);
		forms[i].is_careful = true;
	}
	return ARRAY_LEN(headings);
}

static void show_secret(struct web_request *q, const struct admin_page *page, struct view_admin *view)
{
	if (!page->password)
		return;
	view->secret = slice_of(page->password);
	view->secret_name = admin_word(q, page->is_made ? WORD_ADMIN_OFFICER_MADE : WORD_ADMIN_PASSWORD_MADE);
	view->secret_text = admin_word(q, WORD_ADMIN_PASSWORD_ONCE);
}

static void form_show(struct web_request *q, void *data)
{
	const struct admin_page *page = data;
	bool is_new = slice_eq(page->key, SLICE("new"));
	const struct officer_set *stored =
		admin_officer_find(page->view.officers, page->view.officer_count, web_number(page->key));
	struct view_admin view = admin_page_view(
		q, &page->frame, arena_printf(q->arena, "/desk/admin/officers/%.*s", SLICE_ARG(page->key)));
	struct officer_set officer = {.unit_id = web_number(http_query(q->http, "unit"))};
	struct view_admin_form forms[3];

	if (!is_new && !stored) {
		web_error(q, 404);
		return;
	}
	if (page->is_posted)
		officer = page->change.officer;
	else if (stored)
		officer = *stored;
	if (stored) {
		officer.officer_id = stored->officer_id;
		officer.login = stored->login;
	}
	forms[view.form_count++] = make_form(q, page, &officer, stored);
	if (stored && !stored->disabled)
		view.form_count += put_account_forms(q, stored, &forms[view.form_count]);
	view.up = (struct view_admin_link){
		.url = web_url(q, "/desk/admin/officers"), .name = admin_word(q, WORD_ADMIN_OFFICERS)};
	view.title = is_new ? admin_word(q, WORD_ADMIN_OFFICER_ADD) : stored->name.value;
	view.done = page->done;
	show_secret(q, page, &view);
	admin_fill_warning(q, page, &view);
	view.forms = forms;
	admin_page_send(q, &view, admin_status(page));
}

void handle_admin_officer(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);
	struct slice done = http_query(q->http, "done");

	page->key = q->args[0];
	if (slice_eq(done, SLICE("saved")))
		page->done = admin_word(q, WORD_ADMIN_SAVED);
	else if (slice_eq(done, SLICE("sessions")))
		page->done = admin_word(q, WORD_ADMIN_SESSIONS_ENDED);
	if (admin_is_for(q))
		web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, page);
	else
		web_error(q, 404);
}

// ---- A change

static int change(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct admin_page *page = data;

	return admin_run(q->service, conn, &page->change, err);
}

static void changed(struct web_request *q, void *data)
{
	struct admin_page *page = data;

	page->is_made = slice_eq(page->key, SLICE("new"));
	if (!page->is_made || page->change.result == ADMIN_REPEATED) {
		web_redirect(q, "/desk/admin/officers/%" PRId64 "?done=saved", page->change.id);
		return;
	}
	page->key = slice_of(arena_printf(q->arena, "%" PRId64, page->change.id));
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, page);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct admin_page *page = data;

	if (class != ERR_INVALID || page->change.result == ADMIN_NO_RESULT) {
		web_error_class(q, class, err);
		return;
	}
	page->is_posted = true;
	page->password = NULL;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, page);
}

static int make_password(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	char *hash = arena_alloc(q->arena, PASSWORD_HASH_BYTES);
	struct admin_page *page = data;
	int r;

	(void)conn;
	page->password = password_make(q->arena);
	r = password_hash(slice_of(page->password), hash, err);
	page->change.password_hash = hash;
	return r;
}

static void password_made(struct web_request *q, void *data)
{
	web_on_failure(q, failed);
	web_write(q, change, changed, data);
}

static void fill(struct web_request *q, struct officer_set *officer)
{
	struct http_params form = http_form_all(q->http);

	*officer = (struct officer_set){
		.unit_id = web_number(http_form(q->http, "unit_id")),
		.disabled = http_form(q->http, "disabled").len > 0,
		.login = private_text_of(admin_line(q, "login")),
		.name = private_text_of(admin_line(q, "name")),
	};
	for (size_t i = 0; i < form.count; i++) {
		enum officer_role role;

		if (slice_eq(form.items[i].name, SLICE("roles")) &&
			officer_role_parse(form.items[i].value, &role))
			officer->roles |= (int64_t)role;
	}
}

void handle_admin_officer_post(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);
	bool is_new = slice_eq(q->args[0], SLICE("new"));

	page->key = q->args[0];
	if (!admin_is_for(q) || (!is_new && web_number(page->key) == 0)) {
		web_error(q, 404);
		return;
	}
	if (!admin_change_begin(q, page, ADMIN_CHANGE_OFFICER))
		return;
	fill(q, &page->change.officer);
	page->change.officer.officer_id = is_new ? 0 : web_number(page->key);
	web_on_failure(q, failed);
	if (is_new)
		web_work(q, make_password, password_made, page);
	else
		web_write(q, change, changed, page);
}

// ---- A new password, the end of sessions

static int set_password(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct admin_page *page = data;

	return admin_set_password(conn, q->arena, q->ref->jurisdiction_id, q->session.officer_id,
		web_number(page->key), page->change.password_hash, err);
}

static void password_set(struct web_request *q, void *data)
{
	web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, data);
}

static void new_password_made(struct web_request *q, void *data)
{
	web_write(q, set_password, password_set, data);
}

static int end_sessions(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct admin_page *page = data;

	return admin_end_sessions(
		conn, q->arena, q->ref->jurisdiction_id, q->session.officer_id, web_number(page->key), err);
}

static void sessions_ended(struct web_request *q, void *data)
{
	const struct admin_page *page = data;

	web_redirect(q, "/desk/admin/officers/%.*s?done=sessions", SLICE_ARG(page->key));
}

void handle_admin_officer_account(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);

	page->key = q->args[0];
	if (!admin_is_for(q) || web_number(page->key) == 0)
		web_error(q, 404);
	else if (slice_eq(q->args[1], SLICE("password")))
		web_work(q, make_password, new_password_made, page);
	else if (slice_eq(q->args[1], SLICE("sessions")))
		web_write(q, end_sessions, sessions_ended, page);
	else
		web_error(q, 404);
}
