// SPDX-License-Identifier: Apache-2.0
// Running a query: guards and checks of parameters, then the engine; and the names of constraints.
#include "db/engine.h"

#include "base/buf.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void check_guards(const struct db_conn *conn, const struct db_query *query, const void *in)
{
	const struct db_catalog *catalog = conn->db->catalog;

	if (conn->tx == DB_TX_NONE)
		db_guard_failed(conn, query, "a statement outside a transaction");
	if (query->write && conn->tx != DB_TX_WRITE)
		db_guard_failed(conn, query, "a write in a read transaction");
	if (query->param_count && !in)
		db_guard_failed(conn, query, "unbound parameters");
	if (query->index != DB_QUERY_UNCACHED &&
		(query->index >= catalog->query_count || catalog->queries[query->index] != query))
		db_guard_failed(conn, query, "a query of another catalog");
}

// The texts of PostgreSQL hold no NUL and are valid UTF-8, its numbers may be NaN; on SQLite a NUL ends some
// functions early and NaN becomes NULL. Neither is let in anywhere.
static int check_param(const struct db_conn *conn, const struct db_query *query, const struct db_field *param,
	const void *in, struct err *err)
{
	const struct slice *s = db_field_at(in, param);

	if (db_field_is_null(in, param))
		return 0;
	switch (param->type) {
	case DB_TYPE_BIGINT:
		return 0;
	case DB_TYPE_DOUBLE:
		if (!isfinite(*(const double *)db_field_at(in, param)))
			return err_set(
				err, ERR_INVALID, "%s: %s is not a finite number", query->name, param->name);
		return 0;
	case DB_TYPE_TEXT:
		if (s->len && !s->ptr)
			db_guard_failed(conn, query, "unbound parameter: a text without bytes");
		if (s->len && memchr(s->ptr, '\0', s->len))
			return err_set(err, ERR_INVALID, "%s: %s holds a NUL byte", query->name, param->name);
		if (!slice_is_utf8(*s))
			return err_set(
				err, ERR_INVALID, "%s: %s is not valid UTF-8", query->name, param->name);
		return 0;
	case DB_TYPE_BYTES:
		if (s->len && !s->ptr)
			db_guard_failed(conn, query, "unbound parameter: bytes that are not there");
		return 0;
	}
	db_guard_failed(conn, query, "unknown type of a parameter");
}

static int inject_fault(struct db_conn *conn, const struct db_query *query, struct err *err)
{
	if (!db_fault_hits(conn->db, false))
		return 0;
	if (conn->db->fault_kind == DB_FAULT_LOSS) {
		conn->db->ops->rollback(conn);
		conn->lost = true;
	}
	return err_set(err, conn->db->fault_class, "%s: fault for a test", query->name);
}

// What is wrong with the parameters leaves the transaction as it was on SQLite, but so it does on PostgreSQL
// too: the statement is never sent. All the same it counts as failed, as everything else does.
static int open_cursor(struct db_cursor *cursor, const void *in, struct err *err)
{
	struct db_conn *conn = cursor->conn;
	const struct db_query *query = cursor->query;
	int r = 0;

	check_guards(conn, query, in);
	if (conn->lost)
		return err_set(err, conn->fail_class, "%s: the transaction is gone", query->name);
	if (conn->fail_class)
		return err_set(err, ERR_INTERNAL, "%s: the transaction has failed before (%s)", query->name,
			err_class_name(conn->fail_class));
	for (size_t i = 0; i < query->param_count && r == 0; i++)
		r = check_param(conn, query, &query->params[i], in, err);
	if (r == 0)
		r = inject_fault(conn, query, err);
	if (r == 0)
		r = conn->db->ops->open(cursor, in, err);
	return r < 0 ? db_tx_failed(conn, r) : 0;
}

static int next_row(struct db_cursor *cursor, struct arena *arena, void *row, bool *ret_more, struct err *err)
{
	int r;

	if (cursor->conn->fail_class)
		return err_set(
			err, ERR_INTERNAL, "%s: the transaction has failed before", cursor->query->name);
	r = cursor->conn->db->ops->next(cursor, arena, row, ret_more, err);
	return r < 0 ? db_tx_failed(cursor->conn, r) : 0;
}

static void close_cursor(struct db_cursor *cursor)
{
	cursor->conn->db->ops->close(cursor);
}

static void check_rows(const struct db_conn *conn, const struct db_query *query, enum db_rows rows)
{
	if (query->rows != rows)
		db_guard_failed(conn, query, "called for another number of rows than its head says");
}

int db_query_none(struct db_conn *conn, const struct db_query *query, const void *in, int64_t *ret_affected,
	struct err *err)
{
	struct db_cursor cursor = {.conn = conn, .query = query};
	bool more;
	int r;

	check_rows(conn, query, DB_ROWS_NONE);
	if ((r = open_cursor(&cursor, in, err)) < 0)
		return r;
	r = next_row(&cursor, NULL, NULL, &more, err);
	close_cursor(&cursor);
	if (r == 0 && ret_affected)
		*ret_affected = cursor.affected;
	return r;
}

// One row or none into `row`; a second one is our mistake.
static int first_row(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	bool *ret_found, void *ret_row, struct err *err)
{
	struct db_cursor cursor = {.conn = conn, .query = query};
	char spare[1024],
		*row = query->row_bytes <= sizeof(spare) ? spare : arena_alloc(arena, query->row_bytes);
	bool found = false, more = false;
	int r;

	if ((r = open_cursor(&cursor, in, err)) < 0)
		return r;
	r = next_row(&cursor, arena, row, &found, err);
	if (r == 0 && found)
		r = next_row(&cursor, NULL, NULL, &more, err);
	close_cursor(&cursor);
	if (r < 0)
		return r;
	if (more)
		return db_tx_failed(conn, err_set(err, ERR_INTERNAL, "%s: more than one row", query->name));
	if (found)
		memcpy(ret_row, row, query->row_bytes);
	*ret_found = found;
	return 0;
}

int db_query_one(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	void *ret_row, struct err *err)
{
	bool found = false;
	int r;

	check_rows(conn, query, DB_ROWS_ONE);
	r = first_row(conn, arena, query, in, &found, ret_row, err);
	if (r == 0 && !found)
		return err_set(err, ERR_NOT_FOUND, "%s: not found", query->name);
	return r;
}

int db_query_some(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	bool *ret_found, void *ret_row, struct err *err)
{
	check_rows(conn, query, DB_ROWS_SOME);
	return first_row(conn, arena, query, in, ret_found, ret_row, err);
}

int db_query_many(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	void **ret_rows, size_t *ret_count, struct err *err)
{
	struct db_cursor cursor = {.conn = conn, .query = query};
	size_t bytes = query->row_bytes, count = 0, cap = 16;
	char *rows;
	bool more;
	int r;

	check_rows(conn, query, DB_ROWS_MANY);
	if ((r = open_cursor(&cursor, in, err)) < 0)
		return r;
	rows = arena_zalloc_array(arena, cap, bytes);
	while ((r = next_row(&cursor, arena, rows + count * bytes, &more, err)) == 0 && more) {
		if (++count == cap) {
			char *larger = arena_zalloc_array(arena, cap * 2, bytes);

			memcpy(larger, rows, count * bytes);
			rows = larger;
			cap *= 2;
		}
	}
	close_cursor(&cursor);
	if (r < 0)
		return r;
	*ret_rows = rows;
	*ret_count = count;
	return 0;
}

int db_cursor_open(struct db_conn *conn, const struct db_query *query, const void *in, struct db_cursor **ret,
	struct err *err)
{
	struct db_cursor *cursor = mem_zalloc(sizeof(*cursor));
	int r;

	check_rows(conn, query, DB_ROWS_MANY);
	*cursor = (struct db_cursor){.conn = conn, .query = query, .scan = !query->write, .heap = true};
	if ((r = open_cursor(cursor, in, err)) < 0) {
		mem_free(cursor);
		return r;
	}
	conn->cursors++;
	*ret = cursor;
	return 0;
}

int db_cursor_next(
	struct db_cursor *cursor, const struct db_query *query, void *row, bool *ret_more, struct err *err)
{
	if (cursor->query != query)
		db_guard_failed(cursor->conn, query, "a cursor of another query");
	return next_row(cursor, NULL, row, ret_more, err);
}

void db_cursor_close(struct db_cursor *cursor)
{
	if (!cursor)
		return;
	close_cursor(cursor);
	cursor->conn->cursors--;
	mem_free(cursor);
}

int db_prepare_all(struct db_conn *conn, struct err *err)
{
	const struct db_catalog *catalog = conn->db->catalog;
	int r = 0;

	if (conn->tx != DB_TX_NONE)
		db_guard_failed(conn, NULL, "db_prepare_all inside a transaction");
	for (size_t i = 0; i < catalog->query_count && r == 0; i++)
		r = conn->db->ops->check(conn, catalog->queries[i], err);
	return r;
}

// --- names of constraints ---------------------------------------------------------------------------------

static const struct db_constraint *by_name(const struct db *db, struct slice name)
{
	for (size_t i = 0; i < db->catalog->constraint_count; i++) {
		if (slice_eq_cstr(name, db->catalog->constraints[i].name))
			return &db->catalog->constraints[i];
	}
	return NULL;
}

static const struct db_constraint *by_columns(const struct db *db, struct slice table, struct slice columns)
{
	for (size_t i = 0; i < db->catalog->constraint_count; i++) {
		const struct db_constraint *c = &db->catalog->constraints[i];

		if (columns.len && slice_eq_cstr(table, c->table) && slice_eq_cstr(columns, c->columns))
			return c;
	}
	return NULL;
}

int db_constraint_err(const struct db *db, struct slice name, const char *query, struct err *err)
{
	const struct db_constraint *c = by_name(db, name);
	enum err_class class = c && c->conflict ? ERR_CONFLICT : ERR_CONSTRAINT;

	err_set(err, class, "%s: constraint %.*s", query, SLICE_ARG(name));
	if (err)
		snprintf(err->constraint, sizeof(err->constraint), "%.*s", SLICE_ARG(name));
	return class;
}

int db_columns_err(const struct db *db, struct slice list, bool not_null, const char *query, struct err *err)
{
	CLEANUP(buf_release) struct buf text = {0};
	struct slice rest = list, part, table = {0}, column = {0};
	const struct db_constraint *found;

	while (rest.len) {
		slice_cut(rest, ',', &part, &rest);
		slice_cut(slice_trim(part), '.', &table, &column);
		buf_printf(&text, "%s%.*s", text.len ? "," : "", SLICE_ARG(column));
	}
	if (not_null) { // the list is one column
		buf_reset(&text);
		buf_printf(&text, "%.*s_%.*s_not_null", SLICE_ARG(table), SLICE_ARG(column));
		return db_constraint_err(db, buf_slice(&text), query, err);
	}
	found = by_columns(db, table, buf_slice(&text));
	return db_constraint_err(db, found ? slice_of(found->name) : list, query, err);
}
