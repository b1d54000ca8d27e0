// SPDX-License-Identifier: Apache-2.0
// Rows of reference data in the form of the events that would make them again, so that whoever changes one
// starts from all of it.
#include "store/jurisdictions.h"

#include "db/db.h"
#include "events/jurisdiction_codec.h"
#include "sql.h"

static struct private_text nullable(bool has, struct slice text)
{
	return has ? private_text_of(text) : (struct private_text){0};
}

int jurisdiction_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct jurisdiction_set *ret, struct err *err)
{
	struct sql_jurisdiction_all_row *rows;
	size_t count;
	int r;

	r = sql_jurisdiction_all(conn, arena, &rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct sql_jurisdiction_all_row *row = &rows[i];

		if (row->id != jurisdiction_id)
			continue;
		*ret = (struct jurisdiction_set){
			.slug = row->slug,
			.is_demo = row->is_demo,
			.version = row->version,
			.name_zh = private_text_of(row->name_zh),
			.name_en = private_text_of(row->name_en),
			.host = nullable(row->has_host, row->host),
			.settings = private_text_of(row->settings),
			.calendar = private_text_of(row->calendar),
		};
		return 0;
	}
	return r < 0 ? r : err_set(err, ERR_NOT_FOUND, "no such jurisdiction");
}

int jurisdiction_raise_version(struct jurisdiction_writing *w, struct err *err)
{
	struct jurisdiction_set jurisdiction;
	int r;

	r = jurisdiction_load(w->conn, w->arena, w->meta.jurisdiction_id, &jurisdiction, err);
	if (r < 0)
		return r;
	jurisdiction.version++;
	return jurisdiction_put(w, &jurisdiction, err);
}

int jurisdiction_units(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct unit_set **ret, size_t *ret_count, struct err *err)
{
	struct sql_unit_all_row *rows;
	struct unit_set *units;
	int r;

	r = sql_unit_all(conn, arena, &(struct sql_unit_all_in){.jurisdiction_id = jurisdiction_id}, &rows,
		ret_count, err);
	if (r < 0)
		return r;
	*ret = units = ARENA_ARRAY(arena, struct unit_set, *ret_count + 1);
	for (size_t i = 0; i < *ret_count; i++)
		units[i] = (struct unit_set){
			.unit_id = rows[i].id,
			.parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0,
			.code = rows[i].code,
			.kind = rows[i].kind,
			.is_intake = rows[i].is_intake,
			.position = rows[i].position,
			.is_retired = rows[i].is_retired,
			.name_zh = private_text_of(rows[i].name_zh),
			.name_en = private_text_of(rows[i].name_en),
			.phone = nullable(rows[i].has_phone, rows[i].phone),
		};
	return 0;
}

int jurisdiction_officers(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct officer_set **ret, size_t *ret_count, struct err *err)
{
	struct sql_officer_all_row *rows;
	struct officer_set *officers;
	int r;

	r = sql_officer_all(conn, arena, &(struct sql_officer_all_in){.jurisdiction_id = jurisdiction_id},
		&rows, ret_count, err);
	if (r < 0)
		return r;
	*ret = officers = ARENA_ARRAY(arena, struct officer_set, *ret_count + 1);
	for (size_t i = 0; i < *ret_count; i++)
		officers[i] = (struct officer_set){
			.officer_id = rows[i].id,
			.unit_id = rows[i].unit_id,
			.roles = rows[i].roles,
			.disabled = rows[i].disabled,
			.login = private_text_of(rows[i].login),
			.name = private_text_of(rows[i].name),
		};
	return 0;
}

int jurisdiction_categories(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct category_set **ret, size_t *ret_count, struct err *err)
{
	struct sql_category_all_row *rows;
	struct category_set *categories;
	int r;

	r = sql_category_all(conn, arena, &(struct sql_category_all_in){.jurisdiction_id = jurisdiction_id},
		&rows, ret_count, err);
	if (r < 0)
		return r;
	*ret = categories = ARENA_ARRAY(arena, struct category_set, *ret_count + 1);
	for (size_t i = 0; i < *ret_count; i++)
		categories[i] = (struct category_set){
			.category_id = rows[i].id,
			.parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0,
			.code = rows[i].code,
			.default_unit_id = rows[i].has_default_unit_id ? rows[i].default_unit_id : 0,
			.contact_days = rows[i].contact_days,
			.reply_days = rows[i].reply_days,
			.solve_days = rows[i].solve_days,
			.needs_check = rows[i].needs_check,
			.public_without_consent = rows[i].public_without_consent,
			.position = rows[i].position,
			.name_zh = private_text_of(rows[i].name_zh),
			.name_en = private_text_of(rows[i].name_en),
			.keywords = private_text_of(rows[i].keywords),
			.kinds = private_text_of(rows[i].kinds),
		};
	return 0;
}

int jurisdiction_areas(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct area_set **ret, size_t *ret_count, struct err *err)
{
	struct sql_area_all_row *rows;
	struct area_set *areas;
	int r;

	r = sql_area_all(conn, arena, &(struct sql_area_all_in){.jurisdiction_id = jurisdiction_id}, &rows,
		ret_count, err);
	if (r < 0)
		return r;
	*ret = areas = ARENA_ARRAY(arena, struct area_set, *ret_count + 1);
	for (size_t i = 0; i < *ret_count; i++)
		areas[i] = (struct area_set){
			.area_id = rows[i].id,
			.parent_id = rows[i].has_parent_id ? rows[i].parent_id : 0,
			.tree = rows[i].tree,
			.level = rows[i].level,
			.code = rows[i].code,
			.name_zh = private_text_of(rows[i].name_zh),
			.name_en = private_text_of(rows[i].name_en),
		};
	return 0;
}

int jurisdiction_events_since(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t after, size_t most, struct jurisdiction_event **ret, size_t *ret_count, struct err *err)
{
	struct sql_event_since_row *rows;
	struct jurisdiction_event *events;
	size_t count;
	int r;

	r = sql_event_since(conn, arena,
		&(struct sql_event_since_in){.jurisdiction_id = jurisdiction_id,
			.stream_id = jurisdiction_id,
			.after = after,
			.most = (int64_t)most},
		&rows, &count, err);
	if (r < 0)
		return r;
	events = ARENA_ARRAY(arena, struct jurisdiction_event, count + 1);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = jurisdiction_event_decode(
			&(struct event_parts){
				.bytes = rows[i].bytes,
				.text = rows[i].has_private_bytes ? rows[i].private_bytes : (struct slice){0},
			},
			arena, &events[i], err);
	if (r < 0)
		return r;
	*ret = events;
	*ret_count = count;
	return 0;
}

int jurisdiction_seq(
	struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t *ret, struct err *err)
{
	struct sql_stream_seq_row row;
	int r;

	r = sql_stream_seq(conn, arena,
		&(struct sql_stream_seq_in){.jurisdiction_id = jurisdiction_id, .id = jurisdiction_id}, &row,
		err);
	if (r == 0)
		*ret = row.seq;
	return r;
}
