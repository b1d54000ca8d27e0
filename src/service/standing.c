// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "service/case_lists.h"
#include "store/cases.h"

// The row of a unit; the rows of each query come by unit.
static struct unit_standing *row_of(struct unit_standing *rows, size_t *count, int64_t unit_id)
{
	size_t at = *count;

	for (size_t i = 0; i < *count; i++) {
		if (rows[i].unit_id == unit_id)
			return &rows[i];
	}
	while (at > 0 && rows[at - 1].unit_id > unit_id) {
		rows[at] = rows[at - 1];
		at--;
	}
	rows[at] = (struct unit_standing){.unit_id = unit_id};
	++*count;
	return &rows[at];
}

static void take_open(struct unit_standing *row, const struct sql_case_row_standing_row *from)
{
	row->counts[STANDING_OPEN] = from->cases;
	row->counts[STANDING_OVERDUE] = from->overdue;
	row->counts[STANDING_NOT_ACCEPTED] = from->not_accepted;
	row->counts[STANDING_WAITING] = from->waiting;
	row->counts[STANDING_RETURNED] = from->returned;
	row->counts[STANDING_REOPENED] = from->reopened;
	row->counts[STANDING_EXTENDED] = from->extended;
	row->counts[STANDING_ANSWERED] = from->answered;
}

static int64_t since(int64_t now_us)
{
	return now_us - STANDING_DAYS * US_PER_DAY;
}

int cases_standing(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct unit_standing **ret, size_t *ret_count,
	struct err *err)
{
	struct sql_case_row_standing_row *open;
	struct sql_oversight_order_standing_row *orders;
	struct sql_case_row_standing_unsolved_row *unsolved;
	struct sql_assignment_standing_row *supports;
	size_t open_count, order_count, unsolved_count, support_count, count = 0;
	struct unit_standing *rows;
	int r;

	r = sql_case_row_standing(conn, arena,
		&(struct sql_case_row_standing_in){
			.jurisdiction_id = ref->jurisdiction_id, VIEWER(ref, officer), .now = now_us},
		&open, &open_count, err);
	if (r == 0)
		r = sql_oversight_order_standing(conn, arena,
			&(struct sql_oversight_order_standing_in){
				.jurisdiction_id = ref->jurisdiction_id, .now = now_us},
			&orders, &order_count, err);
	if (r == 0)
		r = sql_case_row_standing_unsolved(conn, arena,
			&(struct sql_case_row_standing_unsolved_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.since = since(now_us)},
			&unsolved, &unsolved_count, err);
	if (r == 0)
		r = sql_assignment_standing(conn, arena,
			&(struct sql_assignment_standing_in){
				.jurisdiction_id = ref->jurisdiction_id, VIEWER(ref, officer), .now = now_us},
			&supports, &support_count, err);
	if (r < 0)
		return r;
	rows = ARENA_ARRAY(
		arena, struct unit_standing, open_count + order_count + unsolved_count + support_count + 1);
	for (size_t i = 0; i < open_count; i++)
		take_open(row_of(rows, &count, open[i].unit_id), &open[i]);
	for (size_t i = 0; i < order_count; i++) {
		struct unit_standing *row = row_of(rows, &count, orders[i].unit_id);

		row->counts[STANDING_ORDERED] = orders[i].orders;
		row->orders_overdue = orders[i].overdue;
	}
	for (size_t i = 0; i < unsolved_count; i++)
		row_of(rows, &count, unsolved[i].unit_id)->counts[STANDING_UNSOLVED] = unsolved[i].cases;
	for (size_t i = 0; i < support_count; i++) {
		struct unit_standing *row = row_of(rows, &count, supports[i].unit_id);

		row->counts[STANDING_SUPPORTING] = supports[i].supports;
		row->supports_overdue = supports[i].overdue;
	}
	*ret = rows;
	*ret_count = count;
	return 0;
}

int cases_standing_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum standing standing, int64_t unit_id, int64_t now_us,
	int64_t after_at, int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err)
{
	struct sql_desk_case_row *rows;
	size_t count;
	int r;

	if (standing == STANDING_UNSOLVED)
		r = sql_case_row_standing_unsolved_cases(conn, arena,
			&(struct sql_case_row_standing_unsolved_cases_in){
				.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = unit_id,
				.since = since(now_us),
				VIEWER(ref, officer),
				.before_at = after_at ? after_at : INT64_MAX,
				.before_id = after_at ? after_id : INT64_MAX,
				.most = most},
			&rows, &count, err);
	else if (standing == STANDING_SUPPORTING)
		r = sql_assignment_standing_cases(conn, arena,
			&(struct sql_assignment_standing_cases_in){.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = unit_id,
				VIEWER(ref, officer),
				.after_due = after_at,
				.after_id = after_id,
				.most = most},
			&rows, &count, err);
	else if (standing == STANDING_ORDERED)
		r = sql_case_row_standing_ordered_cases(conn, arena,
			&(struct sql_case_row_standing_ordered_cases_in){
				.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = unit_id,
				VIEWER(ref, officer),
				.after_due = after_at == INT64_MAX ? CASE_ROW_NO_DUE : after_at,
				.after_id = after_id,
				.most = most},
			&rows, &count, err);
	else
		r = sql_case_row_standing_cases(conn, arena,
			&(struct sql_case_row_standing_cases_in){.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = unit_id,
				.wanted = slice_of(standing_name(standing)),
				.now = now_us,
				VIEWER(ref, officer),
				.after_due = after_at == INT64_MAX ? CASE_ROW_NO_DUE : after_at,
				.after_id = after_id,
				.most = most},
			&rows, &count, err);
	if (r == 0)
		cases_take_desk(arena, rows, count, ret, ret_count);
	return r;
}
