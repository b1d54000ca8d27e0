// SPDX-License-Identifier: Apache-2.0
#include "service/waiting.h"

#include "service/cases.h"
#include "sql.h"

#include <inttypes.h>

int waiting_over(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t now_us,
	int64_t most, struct waiting_case **ret, size_t *ret_count, struct err *err)
{
	struct sql_case_row_waiting_over_row *rows;
	struct waiting_case *cases;
	size_t count;
	int r;

	r = sql_case_row_waiting_over(conn, arena,
		&(struct sql_case_row_waiting_over_in){
			.jurisdiction_id = jurisdiction_id, .now = now_us, .most = most},
		&rows, &count, err);
	if (r < 0)
		return r;
	cases = ARENA_ARRAY(arena, struct waiting_case, count ? count : 1);
	for (size_t i = 0; i < count; i++)
		cases[i] = (struct waiting_case){rows[i].id, rows[i].seq, rows[i].code};
	*ret = cases;
	*ret_count = count;
	return 0;
}

int waiting_resume(struct service *service, struct db_conn *conn, int64_t jurisdiction_id,
	const struct waiting_case *waiting, int64_t now_us, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	// The sequence makes the id one of this wait: another server that comes later finds it used.
	struct slice id =
		slice_of(arena_printf(arena, "resume:%" PRId64 ":%" PRId64, waiting->id, waiting->seq));
	struct case_request request = {
		.jurisdiction_id = jurisdiction_id,
		.command_id = id,
		.request = id,
		.code = waiting->code,
		.by_system = true,
		.command = {.type = CASE_COMMAND_RESUME, .expected_seq = waiting->seq},
		.at_us = now_us,
		.arena = arena,
	};

	return cases_run(service, conn, &request, err);
}
