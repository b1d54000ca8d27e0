// SPDX-License-Identifier: Apache-2.0
// The tree of units: its list, and the form of one. A code stays what it was; everything else can change.
#include "http/form.h"
#include "http/request.h"
#include "web/admin.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>

static struct slice kind_name(const struct web_request *q, struct slice kind)
{
	static const struct {
		const char *kind;
		enum word word;
	} names[] = {
		{"district", WORD_UNIT_KIND_DISTRICT},
		{"centre", WORD_UNIT_KIND_CENTRE},
		{"supervision", WORD_UNIT_KIND_SUPERVISION},
		{"department", WORD_UNIT_KIND_DEPARTMENT},
		{"section", WORD_UNIT_KIND_SECTION},
		{"town", WORD_UNIT_KIND_TOWN},
		{"platform", WORD_UNIT_KIND_PLATFORM},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (slice_eq_cstr(kind, names[i].kind))
			return admin_word(q, names[i].word);
	}
	return kind;
}

static const struct unit_set *unit_by_code(const struct admin_view *view, struct slice code)
{
	for (size_t i = 0; i < view->unit_count; i++) {
		if (slice_eq(view->units[i].code, code))
			return &view->units[i];
	}
	return NULL;
}

// ---- The list

static size_t officers_of(const struct admin_view *view, int64_t unit_id)
{
	size_t count = 0;

	for (size_t i = 0; i < view->officer_count; i++)
		count += view->officers[i].unit_id == unit_id && !view->officers[i].disabled;
	return count;
}

#define COLUMNS 5

static void put_row(struct web_request *q, const struct admin_view *view, const struct admin_tree_row *row,
	struct view_admin_cell *cells)
{
	const struct unit_set *unit = row->unit;
	size_t officers = officers_of(view, unit->unit_id);
	bool is_english = q->lang == LANG_EN;
	struct slice flag = unit->is_retired  ? admin_word(q, WORD_ADMIN_UNIT_RETIRED)
			    : unit->is_intake ? admin_word(q, WORD_ADMIN_UNIT_INTAKE)
					      : SLICE("");

	cells[0] = (struct view_admin_cell){.text = is_english ? unit->name_en.value : unit->name_zh.value,
		.more = is_english ? unit->name_zh.value : unit->name_en.value,
		.url = web_url(q, "/desk/admin/units/%.*s", SLICE_ARG(unit->code)),
		.indent = row->level};
	cells[1].text = unit->code;
	cells[2] = (struct view_admin_cell){.text = kind_name(q, unit->kind), .more = flag};
	cells[3].text = unit->phone.value;
	cells[4] = (struct view_admin_cell){.text = slice_of(arena_printf(q->arena, "%zu", officers)),
		.url = web_url(q, "/desk/admin/officers?unit=%" PRId64, unit->unit_id)};
}

static void list_show(struct web_request *q, void *data)
{
	const struct admin_page *page = data;
	size_t count;
	const struct admin_tree_row *tree = admin_unit_tree(q, &page->view, &count);
	struct view_admin_cell *cells = ARENA_ARRAY(q->arena, struct view_admin_cell, count * COLUMNS + 1);
	const struct slice heads[COLUMNS] = {admin_word(q, WORD_ADMIN_NAME), admin_word(q, WORD_ADMIN_CODE),
		admin_word(q, WORD_ADMIN_UNIT_KIND), admin_word(q, WORD_ADMIN_PHONE),
		admin_word(q, WORD_ADMIN_OFFICERS)};
	struct view_admin_link add = {
		.url = web_url(q, "/desk/admin/units/new"), .name = admin_word(q, WORD_ADMIN_UNIT_ADD)};
	struct view_admin view = admin_page_view(q, &page->frame, "/desk/admin/units");
	struct view_admin_table table = {admin_word(q, WORD_ADMIN_UNITS), heads, COLUMNS, cells, count,
		admin_word(q, WORD_ADMIN_UNITS_NONE)};

	for (size_t i = 0; i < count; i++)
		put_row(q, &page->view, &tree[i], &cells[i * COLUMNS]);
	view.title = admin_word(q, WORD_ADMIN_UNITS);
	view.lede = admin_word(q, WORD_ADMIN_UNITS_LEDE);
	view.done = page->done;
	view.links = &add;
	view.link_count = 1;
	view.tables = &table;
	view.table_count = 1;
	admin_page_send(q, &view, 200);
}

void handle_admin_units(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);

	if (http_query(q->http, "done").ptr)
		page->done = admin_word(q, WORD_ADMIN_SAVED);
	if (admin_is_for(q))
		web_read(q, WEB_READ_HEAVY, admin_page_load, list_show, page);
	else
		web_error(q, 404);
}

// ---- The form

static void put_line(struct web_request *q, struct admin_form *form, const char *name, enum word label,
	int max, const struct private_text *typed, const struct private_text *now)
{
	bool has_now = now && !slice_eq(typed->value, now->value);

	(void)q;
	admin_form_put(form, &(struct view_admin_field){.kind = VIEW_ADMIN_LINE,
				     .name = name,
				     .label = admin_word(q, label),
				     .value = typed->value,
				     .max = max,
				     .has_now = has_now,
				     .now = has_now ? now->value : SLICE("")});
}

static void put_code(struct web_request *q, struct admin_form *form, const struct unit_set *unit)
{
	admin_form_put(form,
		&(struct view_admin_field){.kind = unit->unit_id ? VIEW_ADMIN_SHOWN : VIEW_ADMIN_CODE,
			.name = "code",
			.label = admin_word(q, WORD_ADMIN_CODE),
			.hint = admin_word(q, unit->unit_id ? WORD_ADMIN_CODE_FIXED : WORD_ADMIN_CODE_HINT),
			.value = unit->code,
			.max = ADMIN_CODE_BYTES_MAX});
}

static void put_kind(
	struct web_request *q, struct admin_form *form, struct slice chosen, const struct unit_set *now)
{
	struct view_admin_option *options =
		ARENA_ARRAY(q->arena, struct view_admin_option, admin_unit_kind_count);
	bool has_now = now && !slice_eq(now->kind, chosen);

	for (size_t i = 0; i < admin_unit_kind_count; i++) {
		struct slice kind = slice_of(admin_unit_kinds[i]);

		options[i] = (struct view_admin_option){
			.value = kind, .name = kind_name(q, kind), .is_on = slice_eq(kind, chosen)};
	}
	admin_form_put(form, &(struct view_admin_field){.kind = VIEW_ADMIN_CHOICE,
				     .name = "kind",
				     .label = admin_word(q, WORD_ADMIN_UNIT_KIND),
				     .options = options,
				     .option_count = admin_unit_kind_count,
				     .has_now = has_now,
				     .now = has_now ? kind_name(q, now->kind) : SLICE("")});
}

static void put_parent(struct web_request *q, struct admin_form *form, const struct admin_page *page,
	const struct unit_set *unit, const struct unit_set *now)
{
	bool has_now = now && now->parent_id != unit->parent_id;
	struct view_admin_field field = {.kind = VIEW_ADMIN_CHOICE,
		.name = "parent_id",
		.label = admin_word(q, WORD_ADMIN_UNIT_PARENT),
		.hint = admin_word(q, WORD_ADMIN_UNIT_PARENT_HINT),
		.has_now = has_now,
		.now = has_now ? admin_unit_name(q, &page->view, now->parent_id) : SLICE("")};

	admin_unit_options(q, &page->view, unit->parent_id, unit->unit_id, true, &field);
	admin_form_put(form, &field);
}

static void put_tick(struct web_request *q, struct admin_form *form, const char *name, enum word label,
	enum word hint, bool is_on, const bool *now)
{
	bool has_now = now && *now != is_on;

	admin_form_put(form,
		&(struct view_admin_field){.kind = VIEW_ADMIN_TICK,
			.name = name,
			.label = admin_word(q, label),
			.hint = admin_word(q, hint),
			.is_on = is_on,
			.has_now = has_now,
			.now = has_now ? admin_word(q, *now ? WORD_ADMIN_YES : WORD_ADMIN_NO) : SLICE("")});
}

static struct view_admin_form make_form(
	struct web_request *q, const struct admin_page *page, const struct unit_set *unit)
{
	// what is there now, where that is not what the form was made from
	const struct unit_set *now = page->is_posted && page->change.result == ADMIN_STALE
					     ? unit_by_code(&page->view, page->key)
					     : NULL;
	struct admin_form form = admin_form_begin(q);

	put_code(q, &form, unit);
	put_line(q, &form, "name_zh", WORD_ADMIN_NAME_ZH, ADMIN_NAME_CHARS_MAX, &unit->name_zh,
		now ? &now->name_zh : NULL);
	put_line(q, &form, "name_en", WORD_ADMIN_NAME_EN, ADMIN_NAME_CHARS_MAX, &unit->name_en,
		now ? &now->name_en : NULL);
	put_kind(q, &form, unit->kind, now);
	put_parent(q, &form, page, unit, now);
	admin_form_put(&form, &(struct view_admin_field){.kind = VIEW_ADMIN_LINE,
				      .name = "phone",
				      .label = admin_word(q, WORD_ADMIN_PHONE),
				      .hint = admin_word(q, WORD_ADMIN_PHONE_HINT),
				      .value = unit->phone.value,
				      .max = ADMIN_PHONE_BYTES_MAX / 4,
				      .is_optional = true,
				      .has_now = now && !slice_eq(now->phone.value, unit->phone.value),
				      .now = now ? now->phone.value : SLICE("")});
	admin_form_put(&form, &(struct view_admin_field){.kind = VIEW_ADMIN_NUMBER,
				      .name = "position",
				      .label = admin_word(q, WORD_ADMIN_POSITION),
				      .hint = admin_word(q, WORD_ADMIN_POSITION_HINT),
				      .value = slice_of(arena_printf(q->arena, "%" PRId64, unit->position)),
				      .max = 4});
	put_tick(q, &form, "is_intake", WORD_ADMIN_UNIT_INTAKE, WORD_ADMIN_UNIT_INTAKE_HINT, unit->is_intake,
		now ? &now->is_intake : NULL);
	if (unit->unit_id)
		put_tick(q, &form, "is_retired", WORD_ADMIN_UNIT_RETIRED, WORD_ADMIN_UNIT_RETIRED_HINT,
			unit->is_retired, now ? &now->is_retired : NULL);
	return admin_form_end(q, &form, web_url(q, "/desk/admin/units/%.*s", SLICE_ARG(page->key)),
		unit->unit_id ? WORD_ADMIN_SAVE : WORD_ADMIN_UNIT_ADD, page);
}

static struct unit_set new_unit(struct web_request *q, const struct admin_page *page)
{
	const struct unit_set *parent = unit_by_code(&page->view, http_query(q->http, "parent"));

	if (!parent && page->view.unit_count)
		parent = &page->view.units[0];
	return (struct unit_set){.parent_id = parent ? parent->unit_id : 0,
		.kind = SLICE("department"),
		.position = (int64_t)page->view.unit_count};
}

static void form_show(struct web_request *q, void *data)
{
	const struct admin_page *page = data;
	bool is_new = slice_eq(page->key, SLICE("new"));
	const struct unit_set *stored = unit_by_code(&page->view, page->key);
	struct view_admin view = admin_page_view(
		q, &page->frame, arena_printf(q->arena, "/desk/admin/units/%.*s", SLICE_ARG(page->key)));
	struct view_admin_form form;
	struct unit_set unit;

	if (!is_new && !stored) {
		web_error(q, 404);
		return;
	}
	unit = page->is_posted ? page->change.unit : is_new ? new_unit(q, page) : *stored;
	if (stored) { // these a form cannot change
		unit.unit_id = stored->unit_id;
		unit.code = stored->code;
	}
	form = make_form(q, page, &unit);
	view.up = (struct view_admin_link){
		.url = web_url(q, "/desk/admin/units"), .name = admin_word(q, WORD_ADMIN_UNITS)};
	view.title = is_new ? admin_word(q, WORD_ADMIN_UNIT_ADD)
			    : admin_unit_name(q, &page->view, stored->unit_id);
	admin_fill_warning(q, page, &view);
	view.forms = &form;
	view.form_count = 1;
	admin_page_send(q, &view, admin_status(page));
}

void handle_admin_unit(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);

	page->key = q->args[0];
	if (admin_is_for(q))
		web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, page);
	else
		web_error(q, 404);
}

// ---- A change

static void fill(struct web_request *q, struct unit_set *unit)
{
	*unit = (struct unit_set){
		.parent_id = web_number(http_form(q->http, "parent_id")),
		.code = admin_line(q, "code"),
		.kind = admin_line(q, "kind"),
		.is_intake = http_form(q->http, "is_intake").len > 0,
		.is_retired = http_form(q->http, "is_retired").len > 0,
		.name_zh = private_text_of(admin_line(q, "name_zh")),
		.name_en = private_text_of(admin_line(q, "name_en")),
		.phone = private_text_of(admin_line(q, "phone")),
	};
	if (!slice_parse_i64(admin_line(q, "position"), &unit->position))
		unit->position = -1; // refused as malformed
}

static int change(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct admin_page *page = data;

	page->change.unit.unit_id = 0;
	if (!slice_eq(page->key, SLICE("new"))) {
		const struct unit_set *stored;
		int r = admin_load(conn, q->arena, q->ref->jurisdiction_id, &page->view, err);

		if (r < 0)
			return r;
		stored = unit_by_code(&page->view, page->key);
		if (!stored)
			return err_set(err, ERR_NOT_FOUND, "no such unit");
		page->change.unit.unit_id = stored->unit_id;
	}
	return admin_run(q->service, conn, &page->change, err);
}

static void changed(struct web_request *q, void *data)
{
	(void)data;
	web_redirect(q, "/desk/admin/units?done=1");
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct admin_page *page = data;

	if (class != ERR_INVALID || page->change.result == ADMIN_NO_RESULT) {
		web_error_class(q, class, err);
		return;
	}
	page->is_posted = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, admin_page_load, form_show, page);
}

void handle_admin_unit_post(struct web_request *q)
{
	struct admin_page *page = ARENA_NEW(q->arena, struct admin_page);

	page->key = q->args[0];
	if (!admin_is_for(q)) {
		web_error(q, 404);
		return;
	}
	if (!admin_change_begin(q, page, ADMIN_CHANGE_UNIT))
		return;
	fill(q, &page->change.unit);
	web_on_failure(q, failed);
	web_write(q, change, changed, page);
}
