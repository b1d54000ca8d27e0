// SPDX-License-Identifier: Apache-2.0
// What the lists of officers share. For case_reads.c, case_shared.c and standing.c alone.
#ifndef YIDAN_SERVICE_CASE_LISTS_H
#define YIDAN_SERVICE_CASE_LISTS_H

#include "service/cases.h"
#include "sql.h"

// Whose eyes a list is for: what complains of the officer, the unit or a unit above it is left out
// (domain/case_view.h).
#define VIEWER(ref, officer)                                                                                 \
	.viewer_id = (officer)->id, .viewer_unit_id = (officer)->unit_id,                                    \
	.viewer_above_1 = cases_unit_above(ref, (officer)->unit_id, 1),                                      \
	.viewer_above_2 = cases_unit_above(ref, (officer)->unit_id, 2),                                      \
	.viewer_above_3 = cases_unit_above(ref, (officer)->unit_id, 3)

bool cases_sees_all(int64_t roles); // and not only what the own unit has to do with
int64_t cases_unit_above(const struct reference *ref, int64_t unit_id, int levels); // 0: none

// The names of state, kind and the raiser's word, as they stand in a row.
void cases_take_codes(struct case_list_row *row, struct slice state, struct slice kind, struct slice solved,
	struct slice satisfied);
void cases_take_desk(struct arena *arena, const struct sql_desk_case_row *rows, size_t count,
	struct case_list_row **ret, size_t *ret_count);

// case_shared.c: the queues of several who work on one case.
bool cases_is_shared(enum desk_folder folder);
int cases_count_shared(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t now_us,
	struct sql_queue_count_row *ret, struct err *err);
int cases_shared_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t after_due, int64_t after_id,
	int64_t most, struct sql_desk_case_row **rows, size_t *count, struct err *err);

void cases_take_public(struct arena *arena, const struct sql_public_case_row *rows, size_t count,
	struct case_list_row **ret, size_t *ret_count);

#endif
