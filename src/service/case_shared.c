// SPDX-License-Identifier: Apache-2.0
// The queues of several who work on one case: allotted within the unit, supporting another.
#include "base/macros.h"
#include "service/case_lists.h"

bool cases_is_shared(enum desk_folder folder)
{
	return folder == DESK_MINE || folder == DESK_NOT_ALLOTTED || folder == DESK_SUPPORTING;
}

int cases_count_shared(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t now_us,
	struct sql_queue_count_row *ret, struct err *err)
{
	int64_t most = DESK_COUNT_MAX + 1;

	if (folder == DESK_MINE)
		return sql_case_row_count_mine(conn, arena,
			&(struct sql_case_row_count_mine_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.now = now_us,
				.most = most},
			ret, err);
	if (folder == DESK_SUPPORTING)
		return sql_assignment_count_supporting(conn, arena,
			&(struct sql_assignment_count_supporting_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.now = now_us,
				.most = most},
			ret, err);
	must(folder == DESK_NOT_ALLOTTED);
	return sql_case_row_count_not_allotted(conn, arena,
		&(struct sql_case_row_count_not_allotted_in){.jurisdiction_id = ref->jurisdiction_id,
			VIEWER(ref, officer),
			.now = now_us,
			.most = most},
		ret, err);
}

int cases_shared_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t after_due, int64_t after_id,
	int64_t most, struct sql_desk_case_row **rows, size_t *count, struct err *err)
{
	if (folder == DESK_MINE)
		return sql_case_row_desk_mine(conn, arena,
			&(struct sql_case_row_desk_mine_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.after_due = after_due,
				.after_id = after_id,
				.most = most},
			rows, count, err);
	if (folder == DESK_SUPPORTING)
		return sql_assignment_desk_supporting(conn, arena,
			&(struct sql_assignment_desk_supporting_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.after_due = after_due,
				.after_id = after_id,
				.most = most},
			rows, count, err);
	must(folder == DESK_NOT_ALLOTTED);
	return sql_case_row_desk_not_allotted(conn, arena,
		&(struct sql_case_row_desk_not_allotted_in){.jurisdiction_id = ref->jurisdiction_id,
			VIEWER(ref, officer),
			.after_due = after_due,
			.after_id = after_id,
			.most = most},
		rows, count, err);
}
