// SPDX-License-Identifier: Apache-2.0
#include "raw.h"

#include "base/mem.h"
#include "base/random.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENT_BYTES (64 * 1024)

struct raw {
	struct fixture *f;
	sqlite3 *lite;
	PGconn *pg;
	char statement[STATEMENT_BYTES];
};

struct raw *raw_open(struct fixture *f)
{
	struct raw *raw = mem_zalloc(sizeof(*raw));
	char path[200];

	raw->f = f;
	if (f->kind == DB_ENGINE_POSTGRES) {
		raw->pg = PQconnectdb(f->url);
		if (PQstatus(raw->pg) != CONNECTION_OK)
			fail_msg("%s", PQerrorMessage(raw->pg));
		return raw;
	}
	snprintf(path, sizeof(path), "%s/test.db", f->folder);
	assert_int_equal(sqlite3_open(path, &raw->lite), SQLITE_OK);
	sqlite3_busy_timeout(raw->lite, 5000);
	// what is tried here need not outlive a power cut
	raw_run(raw, NULL, "PRAGMA synchronous=OFF");
	return raw;
}

void raw_close(struct raw *raw)
{
	sqlite3_close(raw->lite);
	PQfinish(raw->pg);
	mem_free(raw);
}

static void format_statement(struct raw *raw, const char *format, va_list args)
{
	int len = vsnprintf(raw->statement, sizeof(raw->statement), format, args);

	assert_true(len > 0 && (size_t)len < sizeof(raw->statement));
}

static bool run_lite(struct raw *raw, int64_t *ret_changed)
{
	int rc = sqlite3_exec(raw->lite, raw->statement, NULL, NULL, NULL);

	if (rc == SQLITE_CONSTRAINT)
		return false;
	if (rc != SQLITE_OK)
		fail_msg("%s: %s", raw->statement, sqlite3_errmsg(raw->lite));
	if (ret_changed)
		*ret_changed = sqlite3_changes(raw->lite);
	return true;
}

static bool run_pg(struct raw *raw, int64_t *ret_changed)
{
	PGresult *result = PQexec(raw->pg, raw->statement);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	bool refused = state && strncmp(state, "23", 2) == 0;

	if (!refused && PQresultStatus(result) != PGRES_COMMAND_OK &&
		PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", raw->statement, PQerrorMessage(raw->pg));
	if (ret_changed)
		*ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return !refused;
}

bool raw_run(struct raw *raw, int64_t *ret_changed, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_statement(raw, format, args);
	va_end(args);
	return raw->pg ? run_pg(raw, ret_changed) : run_lite(raw, ret_changed);
}

static struct raw_rows ask_lite(struct raw *raw)
{
	struct raw_rows rows = {0};
	char **table, *message = NULL;
	int count, columns;

	if (sqlite3_get_table(raw->lite, raw->statement, &table, &count, &columns, &message) != SQLITE_OK)
		fail_msg("%s: %s", raw->statement, message);
	rows.rows = (size_t)count;
	rows.columns = (size_t)columns;
	rows.cells = ARENA_ARRAY(raw->f->arena, const char *, rows.rows *rows.columns + 1);
	for (size_t i = 0; i < rows.rows * rows.columns; i++) {
		const char *cell = table[rows.columns + i]; // behind the names

		rows.cells[i] = cell ? arena_strdup(raw->f->arena, cell) : NULL;
	}
	sqlite3_free_table(table);
	return rows;
}

static struct raw_rows ask_pg(struct raw *raw)
{
	PGresult *result = PQexec(raw->pg, raw->statement);
	struct raw_rows rows = {0};

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", raw->statement, PQerrorMessage(raw->pg));
	rows.rows = (size_t)PQntuples(result);
	rows.columns = (size_t)PQnfields(result);
	rows.cells = ARENA_ARRAY(raw->f->arena, const char *, rows.rows *rows.columns + 1);
	for (size_t i = 0; i < rows.rows * rows.columns; i++) {
		int row = (int)(i / rows.columns), column = (int)(i % rows.columns);

		if (!PQgetisnull(result, row, column))
			rows.cells[i] = arena_strdup(raw->f->arena, PQgetvalue(result, row, column));
	}
	PQclear(result);
	return rows;
}

struct raw_rows raw_ask(struct raw *raw, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_statement(raw, format, args);
	va_end(args);
	return raw->pg ? ask_pg(raw) : ask_lite(raw);
}

const char *raw_one(struct raw *raw, const char *format, ...)
{
	struct raw_rows rows;
	va_list args;

	va_start(args, format);
	format_statement(raw, format, args);
	va_end(args);
	rows = raw->pg ? ask_pg(raw) : ask_lite(raw);
	if (rows.rows != 1 || rows.columns != 1)
		fail_msg("%s: %zu rows", raw->statement, rows.rows);
	return rows.cells[0];
}

static enum raw_type type_of(const char *name)
{
	if (strcmp(name, "INTEGER") == 0 || strcmp(name, "INT") == 0 || strcmp(name, "bigint") == 0)
		return RAW_INTEGER;
	if (strcmp(name, "REAL") == 0 || strcmp(name, "double precision") == 0)
		return RAW_REAL;
	if (strcmp(name, "TEXT") == 0 || strcmp(name, "text") == 0)
		return RAW_TEXT;
	if (strcmp(name, "BLOB") == 0 || strcmp(name, "bytea") == 0)
		return RAW_BYTES;
	fail_msg("a column of type %s", name);
	return RAW_TEXT;
}

#define PG_COLUMNS                                                                                           \
	"SELECT c.column_name, c.data_type, CASE c.is_nullable WHEN 'YES' THEN 0 ELSE 1 END, "               \
	"CASE WHEN k.column_name IS NULL THEN 0 ELSE 1 END FROM information_schema.columns c "               \
	"LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND "           \
	"p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' "                                 \
	"LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema AND "  \
	"k.constraint_name = p.constraint_name AND k.column_name = c.column_name "                           \
	"WHERE c.table_schema = '%s' AND c.table_name = '%s' ORDER BY c.ordinal_position"

size_t raw_columns(struct raw *raw, const char *table, struct raw_column *ret, size_t most)
{
	struct raw_rows rows =
		raw->pg ? raw_ask(raw, PG_COLUMNS, raw->f->schema, table)
			: raw_ask(raw, "SELECT name, type, \"notnull\", pk FROM pragma_table_info('%s')",
				  table);

	assert_true(rows.rows > 0 && rows.rows <= most);
	for (size_t i = 0; i < rows.rows; i++) {
		const char **cells = &rows.cells[i * rows.columns];

		ret[i] = (struct raw_column){
			cells[0], type_of(cells[1]), strcmp(cells[2], "0") == 0, strcmp(cells[3], "0") != 0};
	}
	return rows.rows;
}

const char *raw_literal_of(struct raw *raw, const struct raw_column *column)
{
	if (!raw->pg)
		return arena_printf(raw->f->arena, "quote(\"%s\")", column->name);
	if (column->type == RAW_BYTES)
		return arena_printf(raw->f->arena,
			"CASE WHEN \"%s\" IS NULL THEN 'NULL' ELSE '''\\x' || encode(\"%s\", 'hex') || "
			"'''::bytea' END",
			column->name, column->name);
	return arena_printf(raw->f->arena,
		"CASE WHEN \"%s\" IS NULL THEN 'NULL' ELSE quote_literal(\"%s\"::text)%s END", column->name,
		column->name,
		column->type == RAW_INTEGER ? " || '::bigint'"
		: column->type == RAW_REAL  ? " || '::float8'"
					    : "");
}

const char *raw_literal(struct raw *raw, struct slice bytes)
{
	char *hex = arena_alloc(raw->f->arena, 2 * bytes.len + 1);

	hex_encode(bytes.ptr, bytes.len, hex);
	return arena_printf(raw->f->arena, raw->pg ? "'\\x%s'::bytea" : "X'%s'", hex);
}

struct slice raw_bytes(struct raw *raw, const char *literal)
{
	struct slice hex = slice_of(literal);
	char *bytes;

	hex = slice_sub(hex, raw->pg ? 3 : 2, hex.len);
	hex.len = (size_t)slice_find_byte(hex, '\'');
	bytes = arena_alloc(raw->f->arena, hex.len / 2 + 1);
	assert_true(hex_decode(hex, bytes, hex.len / 2));
	return slice_from(bytes, hex.len / 2);
}
