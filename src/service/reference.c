// SPDX-License-Identifier: Apache-2.0
#include "service/reference.h"

#include "domain/case_events.h"
#include "geo/geo.h"
#include "service/suggest.h"
#include "sql.h"
#include "json/reader.h"

#include <stdlib.h>
#include <string.h>

#define FIGURES_LEAST	   5
#define FIGURES_LEAST_MOST 1000
#define SETTINGS_LIMITS                                                                                      \
	&(const struct json_limits)                                                                          \
	{                                                                                                    \
		.max_bytes = 4 * 1024 * 1024, .max_depth = 8                                                 \
	}

struct loader {
	struct db_conn *conn;
	struct reference *ref;
	struct arena *rows; // of the rows: gone after the load
	struct err *err;
};

static const char *keep(struct loader *l, struct slice text)
{
	return arena_cstr(l->ref->arena, text);
}

static void keep_names(struct loader *l, const char *names[2], struct slice zh, struct slice en)
{
	names[REF_NAME_ZH] = keep(l, zh);
	names[REF_NAME_EN] = keep(l, en);
}

static void read_label(struct loader *l, const struct json_value *root, const char *key, const char *ret[2])
{
	static const char *const languages[] = {"zh", "en"};
	const struct json_value *label = json_value_get(root, key);

	for (int i = 0; i < 2; i++) {
		const struct json_value *text = label ? json_value_get(label, languages[i]) : NULL;

		ret[i] = text && text->type == JSON_VALUE_TEXT ? keep(l, text->text) : "";
	}
}

static const char *read_text(struct loader *l, const struct json_value *object, const char *key)
{
	const struct json_value *text = json_value_get(object, key);

	return text && text->type == JSON_VALUE_TEXT ? keep(l, text->text) : "";
}

static void read_accounts(struct loader *l, const struct json_value *root)
{
	const struct json_value *list = json_value_get(root, "demo_accounts");
	struct ref_account *accounts;

	if (!l->ref->is_demo || !list || list->type != JSON_VALUE_ARRAY)
		return;
	accounts = ARENA_ARRAY(l->ref->arena, struct ref_account, list->count);
	for (size_t i = 0; i < list->count; i++) {
		const struct json_value *item = &list->items[i];

		accounts[i] = (struct ref_account){
			.login = read_text(l, item, "login"),
			.password = read_text(l, item, "password"),
			.name = {read_text(l, item, "name_zh"), read_text(l, item, "name_en")},
			.role = {read_text(l, item, "role_zh"), read_text(l, item, "role_en")},
		};
	}
	l->ref->settings.accounts = accounts;
	l->ref->settings.account_count = list->count;
}

static double number_of(const struct json_value *value)
{
	if (value->type == JSON_VALUE_INT)
		return (double)value->integer;
	return value->type == JSON_VALUE_DOUBLE ? value->number : 0;
}

static int read_settings(struct loader *l, struct slice text)
{
	struct ref_settings *settings = &l->ref->settings;
	const struct json_value *bounds, *least;
	struct json_value root;
	int r;

	r = json_read(text, SETTINGS_LIMITS, l->rows, &root, l->err);
	if (r < 0) {
		err_prefix(l->err, "settings of the jurisdiction %s: ", l->ref->slug);
		return r;
	}
	settings->accent = read_text(l, &root, "accent");
	read_label(l, &root, "portal_label", settings->portal_label);
	read_label(l, &root, "enterprise_label", settings->enterprise_label);
	read_label(l, &root, "invented", settings->invented);
	read_label(l, &root, "contact_line", settings->contact_line);
	read_accounts(l, &root);
	least = json_value_get(&root, "figures_least");
	settings->figures_least = FIGURES_LEAST;
	if (least && least->type == JSON_VALUE_INT && least->integer >= 0 &&
		least->integer <= FIGURES_LEAST_MOST)
		settings->figures_least = least->integer;
	bounds = json_value_get(&root, "bounds");
	if (bounds && bounds->type == JSON_VALUE_ARRAY && bounds->count == 4) {
		settings->west = number_of(&bounds->items[0]);
		settings->south = number_of(&bounds->items[1]);
		settings->east = number_of(&bounds->items[2]);
		settings->north = number_of(&bounds->items[3]);
	}
	return 0;
}

static int read_calendar(struct loader *l, struct slice text)
{
	struct calendar *calendar;
	int r;

	r = calendar_parse(text, &calendar, l->err);
	if (r < 0) {
		err_prefix(l->err, "calendar of the jurisdiction %s: ", l->ref->slug);
		return r;
	}
	l->ref->calendar = calendar;
	return 0;
}

static int load_jurisdiction(struct loader *l)
{
	struct sql_jurisdiction_all_row *rows, *row = NULL;
	struct reference *ref = l->ref;
	size_t count;
	int r;

	r = sql_jurisdiction_all(l->conn, l->rows, &rows, &count, l->err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].id == ref->jurisdiction_id)
			row = &rows[i];
	}
	if (!row)
		return err_set(l->err, ERR_NOT_FOUND, "no such jurisdiction");
	ref->version = row->version;
	ref->is_demo = row->is_demo != 0;
	ref->slug = keep(l, row->slug);
	ref->host = row->has_host ? keep(l, row->host) : "";
	keep_names(l, ref->name, row->name_zh, row->name_en);
	r = read_settings(l, row->settings);
	if (r == 0)
		r = read_calendar(l, row->calendar);
	return r;
}

#define BY_ID(type, name)                                                                                    \
	static int name(const void *a, const void *b)                                                        \
	{                                                                                                    \
		const struct type *const *x = a, *const *y = b;                                              \
                                                                                                             \
		return (*x)->id < (*y)->id ? -1 : (*x)->id > (*y)->id;                                       \
	}                                                                                                    \
	struct type

BY_ID(ref_unit, compare_units);
BY_ID(ref_category, compare_categories);

static int load_units(struct loader *l)
{
	struct reference *ref = l->ref;
	struct sql_unit_all_row *rows;
	int r;

	r = sql_unit_all(l->conn, l->rows, &(struct sql_unit_all_in){.jurisdiction_id = ref->jurisdiction_id},
		&rows, &ref->unit_count, l->err);
	if (r < 0)
		return r;
	ref->units = ARENA_ARRAY(ref->arena, struct ref_unit, ref->unit_count);
	ref->units_by_id = ARENA_ARRAY(ref->arena, struct ref_unit *, ref->unit_count);
	for (size_t i = 0; i < ref->unit_count; i++) {
		struct ref_unit *unit = &ref->units[i];

		unit->id = rows[i].id;
		unit->parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0;
		unit->code = keep(l, rows[i].code);
		unit->kind = keep(l, rows[i].kind);
		keep_names(l, unit->name, rows[i].name_zh, rows[i].name_en);
		unit->phone = rows[i].has_phone ? keep(l, rows[i].phone) : "";
		unit->is_intake = rows[i].is_intake != 0;
		unit->is_retired = rows[i].is_retired != 0;
		ref->units_by_id[i] = unit;
	}
	qsort(ref->units_by_id, ref->unit_count, sizeof(*ref->units_by_id), compare_units);
	for (size_t i = 0; i < ref->unit_count; i++)
		ref->units[i].parent = reference_unit(ref, ref->units[i].parent_id);
	return 0;
}

// "question complaint" as bits.
static unsigned parse_kinds(struct slice text)
{
	unsigned kinds = 0;
	struct slice word;
	enum case_kind kind;

	while (text.len) {
		slice_cut(slice_trim(text), ' ', &word, &text);
		if (case_kind_parse(word, &kind))
			kinds |= 1U << kind;
	}
	return kinds;
}

static int load_categories(struct loader *l)
{
	struct reference *ref = l->ref;
	struct sql_category_all_row *rows;
	int r;

	r = sql_category_all(l->conn, l->rows,
		&(struct sql_category_all_in){.jurisdiction_id = ref->jurisdiction_id}, &rows,
		&ref->category_count, l->err);
	if (r < 0)
		return r;
	ref->categories = ARENA_ARRAY(ref->arena, struct ref_category, ref->category_count);
	ref->categories_by_id = ARENA_ARRAY(ref->arena, struct ref_category *, ref->category_count);
	for (size_t i = 0; i < ref->category_count; i++) {
		struct ref_category *category = &ref->categories[i];

		category->id = rows[i].id;
		category->parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0;
		category->code = keep(l, rows[i].code);
		keep_names(l, category->name, rows[i].name_zh, rows[i].name_en);
		category->keywords = keep(l, rows[i].keywords);
		category->default_unit_id = rows[i].has_default_unit_id ? rows[i].default_unit_id : 0;
		category->contact_days = (int32_t)rows[i].contact_days;
		category->reply_days = (int32_t)rows[i].reply_days;
		category->solve_days = (int32_t)rows[i].solve_days;
		category->needs_check = rows[i].needs_check != 0;
		category->public_without_consent = rows[i].public_without_consent != 0;
		category->kinds = parse_kinds(rows[i].kinds);
		category->is_leaf = true;
		ref->categories_by_id[i] = category;
	}
	qsort(ref->categories_by_id, ref->category_count, sizeof(*ref->categories_by_id), compare_categories);
	for (size_t i = 0; i < ref->category_count; i++) {
		struct ref_category *category = &ref->categories[i];

		category->parent = reference_category(ref, category->parent_id);
	}
	// whatever is the parent of another is no leaf
	for (size_t i = 0; i < ref->category_count; i++) {
		for (size_t k = 0; k < ref->category_count; k++) {
			if (ref->categories[k].parent_id == ref->categories[i].id)
				ref->categories[i].is_leaf = false;
		}
	}
	ref->suggest = suggest_new(ref->arena, ref->categories, ref->category_count);
	return 0;
}

static bool is_town(const struct ref_area *area)
{
	return strcmp(area->tree, "admin") == 0 && strcmp(area->level, "town") == 0;
}

static int tree_number(const char *tree)
{
	static const char *const trees[] = {"admin", "grid", "patch", "park"};

	for (size_t i = 0; i < ARRAY_LEN(trees); i++) {
		if (strcmp(tree, trees[i]) == 0)
			return (int)i;
	}
	return (int)ARRAY_LEN(trees);
}

static int load_areas(struct loader *l)
{
	struct reference *ref = l->ref;
	struct sql_area_all_row *rows;
	struct geo_area *shapes;
	int r;

	r = sql_area_all(l->conn, l->rows, &(struct sql_area_all_in){.jurisdiction_id = ref->jurisdiction_id},
		&rows, &ref->area_count, l->err);
	if (r < 0)
		return r;
	ref->areas = ARENA_ARRAY(ref->arena, struct ref_area, ref->area_count);
	ref->towns = ARENA_ARRAY(ref->arena, const struct ref_area *, ref->area_count);
	shapes = ARENA_ARRAY(l->rows, struct geo_area, ref->area_count);
	for (size_t i = 0; i < ref->area_count; i++) {
		struct ref_area *area = &ref->areas[i];

		area->id = rows[i].id;
		area->parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0;
		area->tree = keep(l, rows[i].tree);
		area->level = keep(l, rows[i].level);
		area->code = keep(l, rows[i].code);
		keep_names(l, area->name, rows[i].name_zh, rows[i].name_en);
		if (is_town(area)) {
			area->geometry = arena_slice(ref->arena, rows[i].geometry);
			ref->towns[ref->town_count++] = area;
		}
		shapes[i] = (struct geo_area){area->id, tree_number(area->tree), rows[i].geometry};
	}
	for (size_t i = 0; i < ref->area_count; i++)
		ref->areas[i].parent = reference_area(ref, ref->areas[i].parent_id);
	return geo_index_build(shapes, ref->area_count, (struct geo_index **)&ref->index, l->err);
}

int reference_load(
	struct db_conn *conn, int64_t jurisdiction_id, const struct reference **ret, struct err *err)
{
	struct arena *arena = arena_new();
	struct reference *ref = ARENA_NEW(arena, struct reference);
	struct loader l = {conn, ref, arena_new(), err};
	int r;

	atomic_init(&ref->holders, 1);
	must(pthread_mutex_init(&ref->map.lock, NULL) == 0);
	ref->arena = arena;
	ref->jurisdiction_id = jurisdiction_id;
	r = load_jurisdiction(&l);
	if (r == 0)
		r = load_units(&l);
	if (r == 0)
		r = load_categories(&l);
	if (r == 0)
		r = load_areas(&l);
	if (r == 0)
		r = reference_load_lists(conn, ref, l.rows, err);
	arena_free(l.rows);
	if (r < 0) {
		reference_release(ref);
		return r;
	}
	*ret = ref;
	return 0;
}

const struct reference *reference_hold(const struct reference *ref)
{
	atomic_fetch_add_explicit(&((struct reference *)ref)->holders, 1, memory_order_relaxed);
	return ref;
}

void reference_release(const struct reference *ref)
{
	if (!ref ||
		atomic_fetch_sub_explicit(&((struct reference *)ref)->holders, 1, memory_order_acq_rel) != 1)
		return;
	geo_index_free((struct geo_index *)ref->index);
	calendar_free((struct calendar *)ref->calendar);
	pthread_mutex_destroy((pthread_mutex_t *)&ref->map.lock);
	arena_free(ref->arena);
}

const struct ref_unit *reference_unit(const struct reference *ref, int64_t id)
{
	const struct ref_unit key = {.id = id}, *wanted = &key;
	struct ref_unit **found;

	if (id == 0 || ref->unit_count == 0)
		return NULL;
	found = bsearch(&wanted, ref->units_by_id, ref->unit_count, sizeof(*ref->units_by_id), compare_units);
	return found ? *found : NULL;
}

const struct ref_unit *reference_unit_by_code(const struct reference *ref, struct slice code)
{
	for (size_t i = 0; i < ref->unit_count; i++) {
		if (slice_eq_cstr(code, ref->units[i].code))
			return &ref->units[i];
	}
	return NULL;
}

const struct ref_category *reference_category(const struct reference *ref, int64_t id)
{
	const struct ref_category key = {.id = id}, *wanted = &key;
	struct ref_category **found;

	if (id == 0 || ref->category_count == 0)
		return NULL;
	found = bsearch(&wanted, ref->categories_by_id, ref->category_count, sizeof(*ref->categories_by_id),
		compare_categories);
	return found ? *found : NULL;
}

const struct ref_category *reference_category_by_code(const struct reference *ref, struct slice code)
{
	for (size_t i = 0; i < ref->category_count; i++) {
		if (slice_eq_cstr(code, ref->categories[i].code))
			return &ref->categories[i];
	}
	return NULL;
}

static int compare_area(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key;
	const struct ref_area *area = item;

	return id < area->id ? -1 : id > area->id;
}

const struct ref_area *reference_area(const struct reference *ref, int64_t id)
{
	if (id == 0 || ref->area_count == 0)
		return NULL;
	return bsearch(&id, ref->areas, ref->area_count, sizeof(*ref->areas), compare_area);
}

bool reference_unit_within(const struct reference *ref, int64_t unit_id, int64_t above_id)
{
	const struct ref_unit *unit = reference_unit(ref, unit_id);

	// a tree has no more levels than units: a damaged one with a ring in it ends here too
	for (size_t i = 0; unit && i <= ref->unit_count; i++, unit = unit->parent) {
		if (unit->id == above_id)
			return true;
	}
	return false;
}

const struct ref_category *reference_suggest_category(const struct reference *ref, struct slice text)
{
	return suggest_category(ref->suggest, text);
}

int64_t reference_town_of(const struct reference *ref, int64_t area_id)
{
	const struct ref_area *area = reference_area(ref, area_id);

	for (size_t i = 0; area && i <= ref->area_count; i++, area = area->parent) {
		if (is_town(area))
			return area->id;
	}
	return 0;
}

struct ref_place reference_place_at(const struct reference *ref, double lat, double lon)
{
	struct ref_place place = {0};
	struct geo_hit hits[16];
	size_t count = geo_index_at(ref->index, (struct geo_point){lat, lon}, hits, ARRAY_LEN(hits));

	if (count > ARRAY_LEN(hits))
		count = ARRAY_LEN(hits);
	// in a tree the largest come first, so the last of the administrative tree is the finest
	for (size_t i = 0; i < count; i++) {
		const struct ref_area *area = reference_area(ref, hits[i].id);

		if (!area || hits[i].tree != 0)
			continue;
		place.area_id = area->id;
		if (is_town(area))
			place.town_id = area->id;
	}
	return place;
}
