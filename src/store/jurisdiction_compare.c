// SPDX-License-Identifier: Apache-2.0
// The rows of a jurisdiction beside the fold of its events. An expected row begins as a copy of the one that
// was read and gets everything that the event says; so a column that no event tells of would pass, and the
// queries used here read none.
#include "store/jurisdictions.h"

#include "base/macros.h"
#include "base/random.h"
#include "db/db.h"
#include "events/commitment.h"
#include "sql.h"

struct comparing {
	struct db_conn *conn;
	struct arena *arena;
	const struct jurisdiction_state *state;
	struct difference_report report;
	struct err *err;
};

// What a column should hold: erased, nobody knows, and what is there passes.
static struct slice expected_text(const struct private_text *text, struct slice stored)
{
	switch (text->state) {
	case PRIVATE_ERASED:
		return stored;
	case PRIVATE_PRESENT:
		return text->value;
	case PRIVATE_ABSENT:
	case PRIVATE_UNREAD: // its row of event_private is gone
		break;
	}
	return SLICE("");
}

#define EXPECT_TEXT(row, column, text) ((row)->column = expected_text((text), (row)->column))
#define EXPECT_NULLABLE(row, column, text)                                                                   \
	do {                                                                                                 \
		if ((text)->state != PRIVATE_ERASED)                                                         \
			(row)->has_##column = (text)->state == PRIVATE_PRESENT;                              \
		EXPECT_TEXT(row, column, text);                                                              \
	} while (0)
#define EXPECT_ID(row, column, number)                                                                       \
	do {                                                                                                 \
		(row)->has_##column = (number) != 0;                                                         \
		(row)->column = (number);                                                                    \
	} while (0)

// Which of the items a row was found for.
static bool *seen_of(struct comparing *c, const struct jurisdiction_items *items)
{
	return ARENA_ARRAY(c->arena, bool, items->count ? items->count : 1);
}

// The item of a row; NULL, and told, where there is none.
static const struct jurisdiction_item *item_of(
	struct comparing *c, const struct jurisdiction_items *items, bool *seen, int64_t id)
{
	const struct jurisdiction_item *item = jurisdiction_items_find(items, id);

	if (item)
		seen[item - items->items] = true;
	else
		compare_report(&c->report, DIFFERENCE_NO_EVENT, id, "");
	return item;
}

static void tell_missing(struct comparing *c, const struct jurisdiction_items *items, const bool *seen)
{
	for (size_t i = 0; i < items->count; i++) {
		if (!seen[i])
			compare_report(&c->report, DIFFERENCE_NO_ROW, items->items[i].id, "");
	}
}

static int compare_jurisdiction(struct comparing *c)
{
	const struct jurisdiction_set *e = &c->state->jurisdiction->jurisdiction_set;
	struct sql_jurisdiction_all_row *rows;
	size_t count;
	int r;

	c->report.table = "jurisdiction";
	r = sql_jurisdiction_all(c->conn, c->arena, &rows, &count, c->err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		struct sql_jurisdiction_all_row row = rows[i];

		if (row.id != c->state->jurisdiction_id)
			continue;
		row.slug = e->slug;
		EXPECT_NULLABLE(&row, host, &e->host);
		EXPECT_TEXT(&row, name_zh, &e->name_zh);
		EXPECT_TEXT(&row, name_en, &e->name_en);
		EXPECT_TEXT(&row, settings, &e->settings);
		EXPECT_TEXT(&row, calendar, &e->calendar);
		row.is_demo = e->is_demo;
		row.version = e->version;
		compare_row(&c->report, &SQL_JURISDICTION_ALL, row.id, &row, &rows[i]);
		return 0;
	}
	compare_report(&c->report, DIFFERENCE_NO_ROW, c->state->jurisdiction_id, "");
	return 0;
}

static int compare_units(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->units;
	bool *seen = seen_of(c, items);
	struct sql_unit_all_row *rows;
	size_t count;
	int r;

	c->report.table = "unit";
	r = sql_unit_all(c->conn, c->arena,
		&(struct sql_unit_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_unit_all_row row = rows[i];

		if (!item)
			continue;
		EXPECT_ID(&row, parent_id, item->event->unit_set.parent_id);
		row.code = item->event->unit_set.code;
		row.kind = item->event->unit_set.kind;
		EXPECT_TEXT(&row, name_zh, &item->event->unit_set.name_zh);
		EXPECT_TEXT(&row, name_en, &item->event->unit_set.name_en);
		EXPECT_NULLABLE(&row, phone, &item->event->unit_set.phone);
		row.is_intake = item->event->unit_set.is_intake;
		row.position = item->event->unit_set.position;
		row.is_retired = item->event->unit_set.is_retired;
		compare_row(&c->report, &SQL_UNIT_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

static int compare_officers(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->officers;
	bool *seen = seen_of(c, items);
	struct sql_officer_all_row *rows;
	size_t count;
	int r;

	c->report.table = "officer";
	r = sql_officer_all(c->conn, c->arena,
		&(struct sql_officer_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_officer_all_row row = rows[i];

		if (!item)
			continue;
		EXPECT_TEXT(&row, login, &item->event->officer_set.login);
		EXPECT_TEXT(&row, name, &item->event->officer_set.name);
		row.unit_id = item->event->officer_set.unit_id;
		row.roles = item->event->officer_set.roles;
		row.disabled = item->event->officer_set.disabled;
		row.created_at = item->first_at_us;
		compare_row(&c->report, &SQL_OFFICER_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

static int compare_categories(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->categories;
	bool *seen = seen_of(c, items);
	struct sql_category_all_row *rows;
	size_t count;
	int r;

	c->report.table = "category";
	r = sql_category_all(c->conn, c->arena,
		&(struct sql_category_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_category_all_row row = rows[i];
		const struct category_set *e;

		if (!item)
			continue;
		e = &item->event->category_set;
		EXPECT_ID(&row, parent_id, e->parent_id);
		row.code = e->code;
		EXPECT_TEXT(&row, name_zh, &e->name_zh);
		EXPECT_TEXT(&row, name_en, &e->name_en);
		EXPECT_TEXT(&row, keywords, &e->keywords);
		EXPECT_TEXT(&row, kinds, &e->kinds);
		EXPECT_ID(&row, default_unit_id, e->default_unit_id);
		row.contact_days = e->contact_days;
		row.reply_days = e->reply_days;
		row.solve_days = e->solve_days;
		row.needs_check = e->needs_check;
		row.public_without_consent = e->public_without_consent;
		row.position = e->position;
		compare_row(&c->report, &SQL_CATEGORY_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

// Of the geometry the event has the hash alone: where it fits, what is stored is as expected.
static bool is_geometry(const struct private_text *sha256, struct slice geometry)
{
	uint8_t hash[EVENT_HASH_BYTES];
	char hex[2 * EVENT_HASH_BYTES + 1];

	if (sha256->state == PRIVATE_ERASED)
		return true;
	event_sha256(geometry, hash);
	hex_encode(hash, sizeof(hash), hex);
	return sha256->state == PRIVATE_PRESENT && slice_eq_cstr(sha256->value, hex);
}

static int compare_areas(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->areas;
	bool *seen = seen_of(c, items);
	struct sql_area_all_row *rows;
	size_t count;
	int r;

	c->report.table = "area";
	r = sql_area_all(c->conn, c->arena,
		&(struct sql_area_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_area_all_row row = rows[i];
		const struct area_set *e;

		if (!item)
			continue;
		e = &item->event->area_set;
		EXPECT_ID(&row, parent_id, e->parent_id);
		row.tree = e->tree;
		row.level = e->level;
		row.code = e->code;
		EXPECT_TEXT(&row, name_zh, &e->name_zh);
		EXPECT_TEXT(&row, name_en, &e->name_en);
		compare_row(&c->report, &SQL_AREA_ALL, row.id, &row, &rows[i]);
		if (!is_geometry(&e->geometry_sha256, rows[i].geometry))
			compare_report(&c->report, DIFFERENCE_VALUE, row.id, "geometry");
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

static void expect_made(struct sql_draw_row *row, const struct jurisdiction_item *made)
{
	const struct draw_made *e = made ? &made->event->draw_made : NULL;

	row->has_made_at = row->has_tree_size = row->has_root = row->has_seed = row->has_population =
		row->has_codes = made != NULL;
	row->has_witness_signature = made && e->witness_signature.len > 0;
	row->made_at = made ? made->event->meta.at_us : 0;
	row->tree_size = made ? e->tree_size : 0;
	row->root = made ? e->root : SLICE("");
	row->witness_signature = made ? e->witness_signature : SLICE("");
	row->seed = made ? e->seed : SLICE("");
	row->population = made ? e->population : 0;
	row->codes = made ? e->codes : SLICE("");
}

static int compare_draws(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->draws;
	bool *seen = seen_of(c, items);
	struct sql_draw_row *rows;
	size_t count;
	int r;

	c->report.table = "draw";
	r = sql_draw_all(c->conn, c->arena,
		&(struct sql_draw_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_draw_row row = rows[i];
		const struct draw_announced *e;

		if (!item)
			continue;
		e = &item->event->draw_announced;
		row.number = e->number;
		row.from_at = e->from;
		row.until_at = e->until;
		row.most = e->most;
		EXPECT_TEXT(&row, about, &e->about);
		row.has_witness = e->witness.len > 0;
		row.witness = e->witness;
		row.announced_at = item->event->meta.at_us;
		row.announced_seq = item->event->meta.seq;
		expect_made(&row, jurisdiction_items_find(&c->state->draws_made, row.id));
		compare_row(&c->report, &SQL_DRAW_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

static int compare_seasons(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->seasons;
	bool *seen = seen_of(c, items);
	struct sql_season_all_row *rows;
	size_t count;
	int r;

	c->report.table = "season";
	r = sql_season_all(c->conn, c->arena,
		&(struct sql_season_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_season_all_row row = rows[i];
		const struct season_set *e;

		if (!item)
			continue;
		e = &item->event->season_set;
		row.code = e->code;
		row.starts_on = e->starts_on;
		row.ends_on = e->ends_on;
		row.is_public = e->is_public;
		EXPECT_TEXT(&row, name_zh, &e->name_zh);
		EXPECT_TEXT(&row, name_en, &e->name_en);
		EXPECT_TEXT(&row, plan, &e->plan);
		compare_row(&c->report, &SQL_SEASON_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

static struct sql_programme_all_row expected_programme(
	const struct programme_set *e, const struct sql_programme_all_row *stored)
{
	struct sql_programme_all_row row = *stored;

	EXPECT_ID(&row, season_id, e->season_id);
	EXPECT_ID(&row, unit_id, e->unit_id);
	row.code = e->code;
	row.kind = slice_of(programme_kind_name(e->kind));
	row.starts_on = e->starts_on.ptr ? e->starts_on : SLICE("");
	row.ends_on = e->ends_on.ptr ? e->ends_on : SLICE("");
	row.is_public = e->is_public;
	row.is_closed = e->is_closed;
	row.position = e->position;
	EXPECT_TEXT(&row, name_zh, &e->name_zh);
	EXPECT_TEXT(&row, name_en, &e->name_en);
	EXPECT_TEXT(&row, owner_zh, &e->owner_zh);
	EXPECT_TEXT(&row, owner_en, &e->owner_en);
	EXPECT_TEXT(&row, plan, &e->plan);
	return row;
}

static int compare_programmes(struct comparing *c)
{
	const struct jurisdiction_items *items = &c->state->programmes;
	bool *seen = seen_of(c, items);
	struct sql_programme_all_row *rows;
	size_t count;
	int r;

	c->report.table = "programme";
	r = sql_programme_all(c->conn, c->arena,
		&(struct sql_programme_all_in){.jurisdiction_id = c->state->jurisdiction_id}, &rows, &count,
		c->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct jurisdiction_item *item = item_of(c, items, seen, rows[i].id);
		struct sql_programme_all_row row;

		if (!item)
			continue;
		row = expected_programme(&item->event->programme_set, &rows[i]);
		compare_row(&c->report, &SQL_PROGRAMME_ALL, row.id, &row, &rows[i]);
	}
	if (r == 0)
		tell_missing(c, items, seen);
	return r;
}

int jurisdiction_compare(struct db_conn *conn, struct arena *arena, const struct jurisdiction_state *state,
	void (*found)(void *arg, const struct difference *difference), void *arg, struct err *err)
{
	struct comparing c = {conn, arena, state, {found, arg, ""}, err};
	int (*const parts[])(struct comparing * c) = {compare_jurisdiction, compare_units, compare_officers,
		compare_categories, compare_areas, compare_draws, compare_seasons, compare_programmes};
	int r = 0;

	must(state->jurisdiction);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(parts); i++)
		r = parts[i](&c);
	return r;
}
