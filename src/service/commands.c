// SPDX-License-Identifier: Apache-2.0
#include "service/commands.h"

#include "base/macros.h"
#include "service/service.h"
#include "sql.h"

// Without a result where there is none yet.
static int insert(
	struct db_conn *conn, const struct command_row *c, struct slice result, int64_t *ret, struct err *err)
{
	return sql_command_insert(conn,
		&(struct sql_command_insert_in){
			.jurisdiction_id = c->jurisdiction_id,
			.id = c->id,
			.request_hash = slice_from(c->request_hash, sizeof(c->request_hash)),
			.has_result = result.len > 0,
			.result = result,
			.at = c->at_us,
		},
		ret, err);
}

// PostgreSQL claims by inserting the row, so that others with the same id wait. On SQLite nobody else writes
// while this transaction is open: looking is enough, and the row is written once, with its result.
int command_claim(struct service *service, struct db_conn *conn, struct arena *arena,
	struct command_row *command, enum command_found *ret, struct slice *ret_result, struct err *err)
{
	bool looks = service_is_sqlite(service), found;
	struct sql_command_by_id_row row;
	int64_t inserted = 0;
	int r;

	must(command->id.len > 0 && command->id.len <= COMMAND_ID_MAX_BYTES);
	*ret = COMMAND_NEW;
	keys_request_hash(service_keys(service), command->request, command->request_hash);
	r = looks ? 0 : insert(conn, command, SLICE(""), &inserted, err);
	if (r < 0 || inserted)
		return r;
	r = sql_command_by_id(conn, arena,
		&(struct sql_command_by_id_in){
			.jurisdiction_id = command->jurisdiction_id, .id = command->id},
		&found, &row, err);
	if (r < 0 || (looks && !found))
		return r;
	if (!found || !row.has_result)
		return err_set(err, ERR_CONFLICT, "the same command is being carried out now");
	*ret = slice_eq(row.request_hash, slice_from(command->request_hash, sizeof(command->request_hash)))
		       ? COMMAND_REPEATED
		       : COMMAND_MISMATCH;
	*ret_result = row.result;
	return 0;
}

int command_finish(struct service *service, struct db_conn *conn, const struct command_row *command,
	struct slice result, struct err *err)
{
	int64_t stored = 0;
	int r;

	must(result.len > 0);
	if (service_is_sqlite(service))
		r = insert(conn, command, result, &stored, err);
	else
		r = sql_command_result(conn,
			&(struct sql_command_result_in){.jurisdiction_id = command->jurisdiction_id,
				.id = command->id,
				.result = result},
			&stored, err);
	if (r == 0 && stored != 1)
		r = err_set(err, ERR_INTERNAL, "the row of a command was lost on the way");
	return r;
}
