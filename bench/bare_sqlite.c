// SPDX-License-Identifier: Apache-2.0
// Bare SQLite as the measure of the intake: takes the rows that an intake over HTTP has left in SOURCE, and
// inserts the very same ones into a fresh file with the same schema, settings and rows a commit, with nothing
// around it.
//
//	bare_sqlite SOURCE DESTINATION CASES_A_COMMIT
//
// SOURCE must not be served meanwhile. Everything is read into memory first; only the inserting is timed.
// Prints one line of JSON.
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The tables that an intake writes, each with the case that a row belongs to. Rows that came with the
// demonstration are left out by their channel.
#define OF_API "SELECT id FROM case_row WHERE channel = 'api'"
static const struct source {
	const char *table;
	const char *read; // the first column is the case, the others are the table's
} sources[] = {
	{"command", "SELECT CAST(CAST(result AS TEXT) AS INTEGER) AS case_id, * FROM command "
		    "WHERE case_id IN (" OF_API ") ORDER BY case_id"},
	{"stream", "SELECT id, * FROM stream WHERE id IN (" OF_API ") ORDER BY id"},
	{"event", "SELECT stream_id, * FROM event WHERE stream_id IN (" OF_API ") ORDER BY stream_id, seq"},
	{"event_private", "SELECT stream_id, * FROM event_private WHERE stream_id IN (" OF_API
			  ") ORDER BY stream_id, seq"},
	{"contact",
		"SELECT stream_id, * FROM contact WHERE stream_id IN (" OF_API ") ORDER BY stream_id, seq"},
	{"ledger_entry", "SELECT stream_id, * FROM ledger_entry WHERE stream_id IN (" OF_API
			 ") ORDER BY stream_id, seq"},
	{"case_row", "SELECT id, * FROM case_row WHERE channel = 'api' ORDER BY id"},
};
#define TABLES (sizeof(sources) / sizeof(sources[0]))

struct value {
	int type; // SQLITE_INTEGER …
	int len;
	union {
		sqlite3_int64 integer;
		double real;
		char *bytes;
	};
};

struct table {
	int columns;
	size_t rows, room;
	sqlite3_int64 *cases; // one a row
	struct value *values; // rows * columns
	size_t next;	      // row to insert
	sqlite3_stmt *insert;
};

static void check(sqlite3 *db, int rc, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void *grown(void *block, size_t size)
{
	block = realloc(block, size);
	if (!block)
		abort();
	return block;
}

static void run(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

// ---- Reading

static struct value read_value(sqlite3_stmt *stmt, int column)
{
	struct value value = {.type = sqlite3_column_type(stmt, column)};

	if (value.type == SQLITE_INTEGER) {
		value.integer = sqlite3_column_int64(stmt, column);
	} else if (value.type == SQLITE_FLOAT) {
		value.real = sqlite3_column_double(stmt, column);
	} else if (value.type != SQLITE_NULL) {
		const void *bytes = sqlite3_column_blob(stmt, column);

		value.len = sqlite3_column_bytes(stmt, column);
		value.bytes = grown(NULL, (size_t)value.len + 1);
		if (value.len)
			memcpy(value.bytes, bytes, (size_t)value.len);
	}
	return value;
}

static void read_table(sqlite3 *db, const struct source *source, struct table *table)
{
	sqlite3_stmt *stmt;

	check(db, sqlite3_prepare_v2(db, source->read, -1, &stmt, NULL), source->read);
	table->columns = sqlite3_column_count(stmt) - 1;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		if (table->rows == table->room) {
			table->room = table->room ? 2 * table->room : 4096;
			table->cases = grown(table->cases, table->room * sizeof(*table->cases));
			table->values = grown(
				table->values, table->room * (size_t)table->columns * sizeof(*table->values));
		}
		table->cases[table->rows] = sqlite3_column_int64(stmt, 0);
		for (int i = 0; i < table->columns; i++)
			table->values[table->rows * (size_t)table->columns + (size_t)i] =
				read_value(stmt, i + 1);
		table->rows++;
	}
	check(db, sqlite3_finalize(stmt), source->table);
}

// ---- Writing

static void copy_schema(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *stmt;
	const char *sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
			  "ORDER BY type DESC";

	check(from, sqlite3_prepare_v2(from, sql, -1, &stmt, NULL), sql);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		run(to, (const char *)sqlite3_column_text(stmt, 0));
	check(from, sqlite3_finalize(stmt), "schema");
}

// The settings of a writing connection in src/db/sqlite.c.
static sqlite3 *open_destination(const char *path)
{
	sqlite3 *db;

	check(NULL,
		sqlite3_open_v2(
			path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL),
		path);
	run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA "
		"mmap_size=0;"
		"PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000;"
		"PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF");
	return db;
}

static void prepare_insert(sqlite3 *db, const struct source *source, struct table *table)
{
	char sql[1024];
	int at = snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (?", source->table);

	for (int i = 1; i < table->columns; i++)
		at += snprintf(sql + at, sizeof(sql) - (size_t)at, ", ?");
	snprintf(sql + at, sizeof(sql) - (size_t)at, ")");
	check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &table->insert, NULL), sql);
}

static void bind(sqlite3_stmt *stmt, int position, const struct value *value)
{
	if (value->type == SQLITE_INTEGER)
		sqlite3_bind_int64(stmt, position, value->integer);
	else if (value->type == SQLITE_FLOAT)
		sqlite3_bind_double(stmt, position, value->real);
	else if (value->type == SQLITE_TEXT)
		sqlite3_bind_text(stmt, position, value->bytes, value->len, SQLITE_STATIC);
	else if (value->type == SQLITE_BLOB)
		sqlite3_bind_blob(stmt, position, value->bytes, value->len, SQLITE_STATIC);
	else
		sqlite3_bind_null(stmt, position);
}

// All rows of one case in one table.
static void insert_rows(sqlite3 *db, struct table *table, sqlite3_int64 case_id)
{
	while (table->next < table->rows && table->cases[table->next] == case_id) {
		const struct value *values = &table->values[table->next * (size_t)table->columns];

		for (int i = 0; i < table->columns; i++)
			bind(table->insert, i + 1, &values[i]);
		check(db, sqlite3_step(table->insert), "insert");
		sqlite3_reset(table->insert);
		table->next++;
	}
}

static double now_s(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL), sql);
	return stmt;
}

static void step(sqlite3 *db, sqlite3_stmt *stmt, const char *what)
{
	check(db, sqlite3_step(stmt), what);
	sqlite3_reset(stmt);
}

// `a_commit` may be a broken number: the server's average. Returns the number of commits.
static size_t insert_all(sqlite3 *db, struct table *tables, double a_commit)
{
	sqlite3_stmt *begin = prepared(db, "BEGIN IMMEDIATE"), *commit = prepared(db, "COMMIT");
	const struct table *leading = &tables[TABLES - 1];
	size_t commits = 0;
	bool open = false;

	for (size_t i = 0; i < leading->rows; i++) {
		if (!open)
			step(db, begin, "begin");
		open = true;
		for (size_t t = 0; t < TABLES; t++)
			insert_rows(db, &tables[t], leading->cases[i]);
		if (i + 1 == leading->rows || (double)(i + 1) >= (double)(commits + 1) * a_commit) {
			step(db, commit, "commit");
			open = false;
			commits++;
		}
	}
	sqlite3_finalize(begin);
	sqlite3_finalize(commit);
	return commits;
}

int main(int argc, char **argv)
{
	struct table tables[TABLES] = {0};
	sqlite3 *from, *to;
	double began_s, began_cpu_s, seconds, cpu_s;
	size_t commits, rows = 0;

	if (argc != 4 || strtod(argv[3], NULL) < 1) {
		fprintf(stderr, "usage: bare_sqlite SOURCE DESTINATION CASES_A_COMMIT\n");
		return 2;
	}
	check(NULL, sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READWRITE, NULL), argv[1]);
	for (size_t i = 0; i < TABLES; i++)
		read_table(from, &sources[i], &tables[i]);
	to = open_destination(argv[2]);
	copy_schema(from, to);
	for (size_t i = 0; i < TABLES; i++)
		prepare_insert(to, &sources[i], &tables[i]);
	began_s = now_s(CLOCK_MONOTONIC);
	began_cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID);
	commits = insert_all(to, tables, strtod(argv[3], NULL));
	seconds = now_s(CLOCK_MONOTONIC) - began_s;
	cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID) - began_cpu_s;
	for (size_t i = 0; i < TABLES; i++) {
		if (tables[i].next != tables[i].rows) {
			fprintf(stderr, "%s: a row of no case\n", sources[i].table);
			return 1;
		}
		rows += tables[i].rows;
		sqlite3_finalize(tables[i].insert);
	}
	printf("{\"cases\": %zu, \"rows\": %zu, \"commits\": %zu, \"seconds\": %.6f, \"cpu_seconds\": "
	       "%.6f}\n",
		tables[TABLES - 1].rows, rows, commits, seconds, cpu_s);
	sqlite3_close(from);
	sqlite3_close(to);
	return 0;
}
