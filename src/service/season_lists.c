// SPDX-License-Identifier: Apache-2.0
// The figures and rows of the lists of programmes.
#include "base/clock.h"
#include "base/macros.h"
#include "domain/officer.h"
#include "service/case_lists.h"
#include "service/seasons.h"
#include "sql.h"

#define SEES_ALL (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER | ROLE_EDITOR | ROLE_AUDITOR)

int programmes_count(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct list_counts **ret, struct err *err)
{
	struct list_counts *counts = ARENA_ARRAY(arena, struct list_counts, ref->programme_count);
	struct sql_case_row_programme_counts_row *rows;
	size_t count;
	int r;

	r = sql_case_row_programme_counts(conn, arena,
		&(struct sql_case_row_programme_counts_in){
			.jurisdiction_id = ref->jurisdiction_id, VIEWER(ref, officer), .now = now_us},
		&rows, &count, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < ref->programme_count; k++) {
			if (ref->programmes[k].id == rows[i].programme_id)
				counts[k] = (struct list_counts){rows[i].cases, rows[i].concluded,
					rows[i].open_cases, rows[i].overdue};
		}
	}
	*ret = counts;
	return 0;
}

static void add(struct list_counts *to, const struct sql_case_row_programme_sources_row *row)
{
	to->cases += row->cases;
	to->concluded += row->concluded;
	to->open += row->open_cases;
	to->overdue += row->overdue;
}

int programme_figures(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t programme_id, int64_t now_us, struct programme_figures *ret, struct err *err)
{
	struct programme_figures figures = {0};
	struct sql_case_row_programme_sources_row *rows;
	enum case_channel channel;
	size_t count;
	int r;

	r = sql_case_row_programme_sources(conn, arena,
		&(struct sql_case_row_programme_sources_in){
			.jurisdiction_id = jurisdiction_id, .programme_id = programme_id, .now = now_us},
		&rows, &count, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		add(&figures.all, &rows[i]);
		if (case_channel_parse(rows[i].channel, &channel))
			add(&figures.by_channel[channel], &rows[i]);
	}
	*ret = figures;
	return 0;
}

// From the first moment of its first day until that of the day behind its last.
static int times_of(const struct reference *ref, const struct season *season, int64_t *ret_from,
	int64_t *ret_until, struct err *err)
{
	int64_t first, last;

	if (calendar_day_parse(season->starts_on, &first) < 0 ||
		calendar_day_parse(season->ends_on, &last) < 0)
		return err_set(err, ERR_INTERNAL, "a season without days");
	*ret_from = calendar_at(ref->calendar, first, 0);
	*ret_until = calendar_at(ref->calendar, last + 1, 0);
	return 0;
}

int season_channel_figures(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct season *season, enum case_channel channel, struct channel_figures *ret, struct err *err)
{
	struct sql_case_row_channel_counts_row row;
	int64_t from, until;
	int r;

	r = times_of(ref, season, &from, &until, err);
	if (r == 0)
		r = sql_case_row_channel_counts(conn, arena,
			&(struct sql_case_row_channel_counts_in){.jurisdiction_id = ref->jurisdiction_id,
				.channel = slice_of(case_channel_name(channel)),
				.from_at = from,
				.until_at = until - 1},
			&row, err);
	if (r == 0)
		*ret = (struct channel_figures){row.cases, row.concluded, row.rated, row.satisfied};
	return r;
}

int lists_public(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct list_filter *filter, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err)
{
	struct slice channel = slice_of(case_channel_name(filter->channel)),
		     state = filter->state.ptr ? filter->state : SLICE("");
	int64_t before_at = filter->before_at ? filter->before_at : INT64_MAX, from, until;
	int64_t before_id = filter->before_at ? filter->before_id : INT64_MAX;
	struct sql_public_case_row *rows;
	size_t count;
	int r;

	if (filter->programme_id) {
		r = sql_case_row_public_by_programme(conn, arena,
			&(struct sql_case_row_public_by_programme_in){.jurisdiction_id = ref->jurisdiction_id,
				.programme_id = filter->programme_id,
				.channel = channel,
				.state = state,
				.before_at = before_at,
				.before_id = before_id,
				.most = most},
			&rows, &count, err);
	} else {
		r = times_of(ref, filter->season, &from, &until, err);
		if (r == 0)
			r = sql_case_row_public_by_channel(conn, arena,
				&(struct sql_case_row_public_by_channel_in){
					.jurisdiction_id = ref->jurisdiction_id,
					.channel = channel,
					.from_at = from,
					.state = state,
					.before_at = before_at < until ? before_at : until,
					.before_id = before_at < until ? before_id : 0,
					.most = most},
				&rows, &count, err);
	}
	if (r == 0)
		cases_take_public(arena, rows, count, ret, ret_count);
	return r;
}

int lists_desk(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t programme_id, struct slice state, int64_t now_us,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err)
{
	bool sees_all = (officer->roles & SEES_ALL) != 0,
	     sees_own = (officer->roles & (ROLE_HANDLER | ROLE_UNIT_HEAD)) != 0;
	struct sql_desk_case_row *rows = NULL;
	size_t count = 0;
	int r = 0;

	if (sees_all || sees_own)
		r = sql_case_row_desk_by_programme(conn, arena,
			&(struct sql_case_row_desk_by_programme_in){.jurisdiction_id = ref->jurisdiction_id,
				.programme_id = programme_id,
				.state = state.ptr ? state : SLICE(""),
				.unit_id = sees_all ? 0 : officer->unit_id,
				VIEWER(ref, officer),
				.now = now_us,
				.after_id = after_id,
				.most = most},
			&rows, &count, err);
	if (r == 0)
		cases_take_desk(arena, rows, count, ret, ret_count);
	return r;
}
