// SPDX-License-Identifier: Apache-2.0
#include "db/migrate.h"

#include "base/clock.h"
#include "db/engine.h"

#include <stddef.h>
#include <string.h>

struct applied_row {
	int64_t number;
	struct slice name;
	struct slice checksum;
	int64_t oldest_program;
};

static const struct db_field applied_columns[] = {
	{"number", DB_TYPE_BIGINT, false, offsetof(struct applied_row, number), 0},
	{"name", DB_TYPE_TEXT, false, offsetof(struct applied_row, name), 0},
	{"checksum", DB_TYPE_TEXT, false, offsetof(struct applied_row, checksum), 0},
	{"oldest_program", DB_TYPE_BIGINT, false, offsetof(struct applied_row, oldest_program), 0},
};

#define APPLIED_TEXT "SELECT number, name, checksum, oldest_program FROM migration ORDER BY number"

static const struct db_query applied_query = {
	.name = "migration/applied",
	.index = DB_QUERY_UNCACHED,
	.sqlite = APPLIED_TEXT,
	.postgres = APPLIED_TEXT,
	.rows = DB_ROWS_MANY,
	.columns = applied_columns,
	.column_count = ARRAY_LEN(applied_columns),
	.row_bytes = sizeof(struct applied_row),
};

struct exists_row {
	int64_t count;
};

static const struct db_field exists_columns[] = {
	{"count", DB_TYPE_BIGINT, false, offsetof(struct exists_row, count), 0},
};

static const struct db_query exists_query = {
	.name = "migration/exists",
	.index = DB_QUERY_UNCACHED,
	.sqlite = "SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
	.postgres = "SELECT count(*) AS count FROM pg_class WHERE oid = to_regclass('migration')",
	.rows = DB_ROWS_ONE,
	.columns = exists_columns,
	.column_count = ARRAY_LEN(exists_columns),
	.row_bytes = sizeof(struct exists_row),
};

struct insert_in {
	int64_t number;
	struct slice name;
	struct slice checksum;
	int64_t oldest_program;
	int64_t applied_at;
};

static const struct db_field insert_params[] = {
	{"number", DB_TYPE_BIGINT, false, offsetof(struct insert_in, number), 0},
	{"name", DB_TYPE_TEXT, false, offsetof(struct insert_in, name), 0},
	{"checksum", DB_TYPE_TEXT, false, offsetof(struct insert_in, checksum), 0},
	{"oldest_program", DB_TYPE_BIGINT, false, offsetof(struct insert_in, oldest_program), 0},
	{"applied_at", DB_TYPE_BIGINT, false, offsetof(struct insert_in, applied_at), 0},
};

#define INSERT_TEXT "INSERT INTO migration (number, name, checksum, oldest_program, applied_at) VALUES "

static const struct db_query insert_query = {
	.name = "migration/insert",
	.index = DB_QUERY_UNCACHED,
	.sqlite = INSERT_TEXT "(?1, ?2, ?3, ?4, ?5)",
	.postgres = INSERT_TEXT "($1, $2, $3, $4, $5)",
	.rows = DB_ROWS_NONE,
	.write = true,
	.params = insert_params,
	.param_count = ARRAY_LEN(insert_params),
};

#define CREATE_TEXT(type, tail)                                                                              \
	"CREATE TABLE IF NOT EXISTS migration (number " type " NOT NULL PRIMARY KEY, name TEXT NOT NULL, "   \
	"checksum TEXT NOT NULL, oldest_program " type " NOT NULL, applied_at " type " NOT NULL)" tail

// Servers that start together take turns; a migration may take longer than any statement of daily life.
static const char *const prepare_script[] = {
	[DB_ENGINE_SQLITE] = CREATE_TEXT("INTEGER", " STRICT"),
	[DB_ENGINE_POSTGRES] = "SET LOCAL lock_timeout=0; SET LOCAL statement_timeout=0; "
			       "SELECT pg_advisory_xact_lock(8311202611); " CREATE_TEXT("BIGINT", ""),
};

// Compares what is applied with what this program knows.
static int compare(const struct db_catalog *catalog, const struct applied_row *rows, size_t count,
	struct db_schema_state *state, struct err *err)
{
	*state = (struct db_schema_state){.program = (int64_t)catalog->migration_count};
	for (size_t i = 0; i < count; i++) {
		if (rows[i].number != (int64_t)i + 1)
			return err_set(err, ERR_INVALID,
				"the database lacks migration %zu, but has later ones", i + 1);
		state->database = rows[i].number;
		if (rows[i].oldest_program > state->oldest_program)
			state->oldest_program = rows[i].oldest_program;
		if (i < catalog->migration_count &&
			!slice_eq_cstr(rows[i].checksum, catalog->migrations[i].checksum))
			return err_set(err, ERR_INVALID,
				"migration %s was changed after it had been applied to this database (there "
				"it is %.*s)",
				catalog->migrations[i].name, SLICE_ARG(rows[i].name));
	}
	if (state->oldest_program > state->program)
		return err_set(err, ERR_INVALID,
			"this program is too old for the database: it knows the schema up to %lld, the "
			"database needs "
			"a program that knows %lld or more",
			(long long)state->program, (long long)state->oldest_program);
	return 0;
}

static int read_state(struct db_conn *conn, struct db_schema_state *state, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct exists_row exists;
	void *rows = NULL;
	size_t count = 0;
	int r = db_query_one(conn, arena, &exists_query, NULL, &exists, err);

	if (r == 0 && exists.count)
		r = db_query_many(conn, arena, &applied_query, NULL, &rows, &count, err);
	return r < 0 ? r : compare(conn->db->catalog, rows, count, state, err);
}

static int apply(struct db_conn *conn, const struct db_migration *migration, struct err *err)
{
	const char *text = conn->db->ops->kind == DB_ENGINE_SQLITE ? migration->sqlite : migration->postgres;
	struct insert_in in = {
		.number = migration->number,
		.name = slice_of(migration->name),
		.checksum = slice_of(migration->checksum),
		.oldest_program = migration->oldest_program,
		.applied_at = clock_now_us(),
	};
	int r = conn->db->ops->script(conn, text, err);

	if (r < 0) {
		err_prefix(err, "migration %s: ", migration->name);
		return r;
	}
	return db_query_none(conn, &insert_query, &in, NULL, err);
}

// One migration in its own transaction; *ret_applied false when there is none left.
static int step(struct db_conn *conn, bool *ret_applied, struct err *err)
{
	const struct db_catalog *catalog = conn->db->catalog;
	struct db_schema_state state;
	int r = db_begin_write(conn, err);

	if (r < 0)
		return r;
	if ((r = conn->db->ops->script(conn, prepare_script[conn->db->ops->kind], err)) < 0 ||
		(r = read_state(conn, &state, err)) < 0)
		goto out;
	*ret_applied = state.database < state.program;
	if (*ret_applied && (r = apply(conn, &catalog->migrations[state.database], err)) < 0)
		goto out;
	return db_commit(conn, err);
out:
	db_rollback(conn);
	return r;
}

int db_migrate(struct db *db, int64_t *ret_applied, struct err *err)
{
	CLEANUP(db_disconnectp) struct db_conn *conn = NULL;
	int64_t count = 0;
	bool applied = true;
	int r = db_connect(db, DB_ACCESS_WRITE, &conn, err);

	while (r == 0 && applied) {
		r = step(conn, &applied, err);
		count += r == 0 && applied;
	}
	if (r == 0 && ret_applied)
		*ret_applied = count;
	return r;
}

int db_schema_read(struct db_conn *conn, struct db_schema_state *ret, struct err *err)
{
	struct db_schema_state state;
	int r = db_begin_read(conn, err);

	if (r == 0)
		r = read_state(conn, &state, err);
	db_end_read(conn);
	if (r == 0)
		*ret = state;
	return r;
}

int db_schema_check(struct db_conn *conn, struct db_schema_state *ret, struct err *err)
{
	struct db_schema_state state;
	int r = db_schema_read(conn, &state, err);

	if (r == 0 && state.database < state.program)
		r = err_set(err, ERR_INVALID,
			state.database ? "the schema of the database is at %lld, this program needs %lld: "
					 "migrate first (`yidan migrate`)"
				       : "the database is empty (schema %lld of %lld); `yidan init` fills it",
			(long long)state.database, (long long)state.program);
	if (r == 0 && ret)
		*ret = state;
	return r;
}
