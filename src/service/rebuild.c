// SPDX-License-Identifier: Apache-2.0
#include "service/rebuild.h"

#include "base/clock.h"
#include "db/db.h"
#include "sql.h"
#include "store/case_words.h"
#include "store/cases.h"
#include "store/jurisdictions.h"

static int remove_rows(struct db_conn *conn, int64_t jurisdiction_id, int64_t case_id, struct err *err)
{
	int r;

	r = sql_assignment_delete_of_case(conn,
		&(struct sql_assignment_delete_of_case_in){
			.jurisdiction_id = jurisdiction_id, .case_id = case_id},
		NULL, err);
	if (r == 0)
		r = sql_oversight_order_delete_of_case(conn,
			&(struct sql_oversight_order_delete_of_case_in){
				.jurisdiction_id = jurisdiction_id, .case_id = case_id},
			NULL, err);
	if (r < 0)
		return r;
	return sql_case_row_delete(conn,
		&(struct sql_case_row_delete_in){.jurisdiction_id = jurisdiction_id, .id = case_id}, NULL,
		err);
}

// What search holds, too: taken out as it should be, and stored anew.
static int put_rows(
	struct db_conn *conn, struct arena *arena, const struct case_stream *stream, struct err *err)
{
	int r = case_rows_rebuild(conn, stream, err);

	if (r == 0)
		r = case_words_store(conn, arena, &stream->state, NULL, err);
	return r == 0 ? case_words_store(conn, arena, NULL, &stream->state, err) : r;
}

int rebuild_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct slice reason, struct err *err)
{
	const struct ledger_rebuilt rebuilt = {.what = LEDGER_PROJECTION_REGISTER,
		.case_id = case_id,
		.reason = {.state = PRIVATE_PRESENT, .value = reason}};
	struct jurisdiction_writing writing;
	struct case_stream stream;
	int r;

	r = case_stream_lock(conn, arena, jurisdiction_id, case_id, err);
	if (r == 0)
		r = case_stream_load(conn, arena, jurisdiction_id, case_id, &stream, err);
	if (r == 0)
		r = put_rows(conn, arena, &stream, err);
	else if (r == ERR_NOT_FOUND)
		r = remove_rows(conn, jurisdiction_id, case_id, err);
	if (r == 0)
		r = jurisdiction_write_begin(conn, arena, jurisdiction_id, clock_now_us(), &writing, err);
	return r == 0 ? jurisdiction_put_rebuilt(&writing, &rebuilt, err) : r;
}
