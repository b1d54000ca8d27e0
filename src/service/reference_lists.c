// SPDX-License-Identifier: Apache-2.0
// Seasons and programmes of a jurisdiction.
#include "base/macros.h"
#include "service/reference.h"
#include "service/season_plan.h"
#include "sql.h"

static int load_seasons(struct db_conn *conn, struct reference *ref, struct arena *rows, struct err *err)
{
	struct sql_season_all_row *items;
	int r;

	r = sql_season_all(conn, rows, &(struct sql_season_all_in){.jurisdiction_id = ref->jurisdiction_id},
		&items, &ref->season_count, err);
	if (r < 0)
		return r;
	ref->seasons = ARENA_ARRAY(ref->arena, struct season, ref->season_count);
	for (size_t i = 0; r == 0 && i < ref->season_count; i++) {
		struct season *season = &ref->seasons[i];

		*season = (struct season){
			.id = items[i].id,
			.code = arena_slice(ref->arena, items[i].code),
			.name_zh = arena_slice(ref->arena, items[i].name_zh),
			.name_en = arena_slice(ref->arena, items[i].name_en),
			.starts_on = arena_slice(ref->arena, items[i].starts_on),
			.ends_on = arena_slice(ref->arena, items[i].ends_on),
			.is_public = items[i].is_public != 0,
		};
		r = season_plan_parse(items[i].plan, ref->arena, &season->plan, err);
	}
	return r;
}

static int load_programmes(struct db_conn *conn, struct reference *ref, struct arena *rows, struct err *err)
{
	struct sql_programme_all_row *items;
	int r;

	r = sql_programme_all(conn, rows,
		&(struct sql_programme_all_in){.jurisdiction_id = ref->jurisdiction_id}, &items,
		&ref->programme_count, err);
	if (r < 0)
		return r;
	ref->programmes = ARENA_ARRAY(ref->arena, struct programme, ref->programme_count);
	for (size_t i = 0; i < ref->programme_count; i++) {
		struct programme *programme = &ref->programmes[i];

		*programme = (struct programme){
			.id = items[i].id,
			.season_id = items[i].has_season_id ? items[i].season_id : 0,
			.unit_id = items[i].has_unit_id ? items[i].unit_id : 0,
			.code = arena_slice(ref->arena, items[i].code),
			.name_zh = arena_slice(ref->arena, items[i].name_zh),
			.name_en = arena_slice(ref->arena, items[i].name_en),
			.owner_zh = arena_slice(ref->arena, items[i].owner_zh),
			.owner_en = arena_slice(ref->arena, items[i].owner_en),
			.starts_on = arena_slice(ref->arena, items[i].starts_on),
			.ends_on = arena_slice(ref->arena, items[i].ends_on),
			.plan = arena_slice(ref->arena, items[i].plan),
			.is_public = items[i].is_public != 0,
			.is_closed = items[i].is_closed != 0,
			.position = items[i].position,
		};
		// a kind that this program does not know shows as none
		(void)programme_kind_parse(items[i].kind, &programme->kind);
	}
	return 0;
}

int reference_load_lists(struct db_conn *conn, struct reference *ref, struct arena *rows, struct err *err)
{
	int r = load_seasons(conn, ref, rows, err);

	return r == 0 ? load_programmes(conn, ref, rows, err) : r;
}

const struct season *reference_season(const struct reference *ref, int64_t id)
{
	for (size_t i = 0; i < ref->season_count; i++) {
		if (ref->seasons[i].id == id)
			return &ref->seasons[i];
	}
	return NULL;
}

const struct season *reference_season_by_code(const struct reference *ref, struct slice code)
{
	for (size_t i = 0; i < ref->season_count; i++) {
		if (slice_eq(ref->seasons[i].code, code))
			return &ref->seasons[i];
	}
	return NULL;
}

const struct programme *reference_programme(const struct reference *ref, int64_t id)
{
	for (size_t i = 0; i < ref->programme_count; i++) {
		if (ref->programmes[i].id == id)
			return &ref->programmes[i];
	}
	return NULL;
}

const struct programme *reference_programme_by_code(const struct reference *ref, struct slice code)
{
	for (size_t i = 0; i < ref->programme_count; i++) {
		if (slice_eq(ref->programmes[i].code, code))
			return &ref->programmes[i];
	}
	return NULL;
}

const struct season *reference_current_season(const struct reference *ref, int64_t now_us)
{
	int64_t today = calendar_day_of(ref->calendar, now_us), day;
	const struct season *newest = NULL;

	for (size_t i = 0; i < ref->season_count; i++) {
		const struct season *season = &ref->seasons[i];

		if (!season->is_public)
			continue;
		if (!newest)
			newest = season;
		if (calendar_day_parse(season->starts_on, &day) == 0 && day <= today)
			return season;
	}
	return newest;
}
