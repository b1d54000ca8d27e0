// SPDX-License-Identifier: Apache-2.0
// PostgreSQL through libpq. The only file that knows libpq-fe.h.
//
// Everything travels in binary: BIGINT as eight bytes, DOUBLE as IEEE 754, TEXT and BYTES as they are.
// Statements are prepared on a connection at their first use there, with the types of their heads. Long scans
// are cursors on the server, fetched CHUNK_ROWS at a time, so that memory stays flat and other statements may
// run in between.
//
// Settings of every session: timezone UTC, client_encoding UTF8 (and the server's encoding must be UTF8),
// standard_conforming_strings, statement_timeout and lock_timeout of db_options, and synchronous_commit never
// off, because nothing is acknowledged before it is durable.
//
// A connection that breaks marks the transaction lost and the connection dead. Broken while COMMIT was on its
// way the outcome is not known: ERR_UNCERTAIN.
#include "db/engine.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "db/wire.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS 500
struct postgres_conn {
	struct db_conn base;
	PGconn *pg;	// NULL after a failed reconnect
	bool *prepared; // by index of the query
	int portals;	// numbers for cursors on the server
};

static struct postgres_conn *postgres_of(struct db_conn *conn)
{
	return (struct postgres_conn *)conn;
}

// --- errors -----------------------------------------------------------------------------------------------

static enum err_class class_of_state(const char *state)
{
	static const struct {
		const char *prefix;
		enum err_class class;
	} classes[] = {
		{"40001", ERR_CONFLICT}, // serialization failure
		{"40P01", ERR_CONFLICT}, // deadlock
		{"55P03", ERR_BUSY},	 // lock_timeout
		{"57014", ERR_BUSY},	 // statement_timeout, cancelled
		{"22021", ERR_INVALID},	 // bytes that are no text
		{"22P05", ERR_INVALID},
		{"25006", ERR_UNAVAILABLE}, // read-only: a standby took over the address
		{"25P03", ERR_UNAVAILABLE}, // idle in transaction for too long
		{"08", ERR_UNAVAILABLE},    // connection
		{"53", ERR_UNAVAILABLE},    // disk full, out of memory, too many connections
		{"57", ERR_UNAVAILABLE},    // shut down
		{"58", ERR_UNAVAILABLE},    // I/O error
	};

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (strncmp(state, classes[i].prefix, strlen(classes[i].prefix)) == 0)
			return classes[i].class;
	}
	return ERR_INTERNAL;
}

static const char *diag(const PGresult *result, int field)
{
	const char *text = PQresultErrorField(result, field);

	return text ? text : "";
}

static int lost_err(struct postgres_conn *c, const char *what, struct err *err)
{
	c->base.dead = true;
	c->base.lost = c->base.lost || c->base.tx != DB_TX_NONE;
	return err_set(err, ERR_UNAVAILABLE, "%s: the connection to the database is lost", what);
}

// Only the primary message is used: details may hold values.
static int result_err(struct postgres_conn *c, const PGresult *result, const char *what, struct err *err)
{
	const char *state = diag(result, PG_DIAG_SQLSTATE);
	char name[200];

	if (PQstatus(c->pg) != CONNECTION_OK || !*state)
		return lost_err(c, what, err);
	if (strcmp(state, "23502") == 0) {
		snprintf(name, sizeof(name), "%s_%s_not_null", diag(result, PG_DIAG_TABLE_NAME),
			diag(result, PG_DIAG_COLUMN_NAME));
		return db_constraint_err(c->base.db, slice_of(name), what, err);
	}
	if (strncmp(state, "23", 2) == 0)
		return db_constraint_err(
			c->base.db, slice_of(diag(result, PG_DIAG_CONSTRAINT_NAME)), what, err);
	return err_set(err, class_of_state(state), "%s: %s (PostgreSQL %s)", what,
		diag(result, PG_DIAG_MESSAGE_PRIMARY), state);
}

// Takes the result: 0 where it is as wanted.
static int expect(
	struct postgres_conn *c, PGresult *result, ExecStatusType wanted, const char *what, struct err *err)
{
	int r = PQresultStatus(result) == wanted ? 0 : result_err(c, result, what, err);

	PQclear(result);
	return r;
}

static int run_text(struct postgres_conn *c, const char *text, const char *what, struct err *err)
{
	return expect(c, PQexec(c->pg, text), PGRES_COMMAND_OK, what, err);
}

// --- connecting -------------------------------------------------------------------------------------------

static const char *setting(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++) {
		if (strcmp(options->keyword, keyword) == 0)
			return options->val;
	}
	return NULL;
}

// libpq's own words about a URL it cannot read may quote the password.
static int postgres_parse(struct db *db, struct err *err)
{
	PQconninfoOption *options = PQconninfoParse(db->target, NULL);
	CLEANUP(buf_release) struct buf text = {0};
	const char *user, *host, *port, *name;

	if (!options)
		return err_set(err, ERR_INVALID,
			"not a URL that PostgreSQL's library understands "
			"(postgresql://USER:PASSWORD@HOST:PORT/NAME, special characters as %%40)");
	user = setting(options, "user");
	host = setting(options, "host");
	port = setting(options, "port");
	name = setting(options, "dbname");
	buf_printf(&text, "postgresql://%s%s%s%s%s/%s", user ? user : "", user ? "@" : "", host ? host : "",
		port ? ":" : "", port ? port : "", name ? name : "");
	db->display = mem_strdup(buf_cstr(&text));
	PQconninfoFree(options);
	return 0;
}

static void ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static int set_up_session(struct postgres_conn *c, struct err *err)
{
	const struct db_options *options = &c->base.db->options;
	const char *encoding = PQparameterStatus(c->pg, "server_encoding");
	char text[700];

	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return err_set(err, ERR_INVALID, "the database has the encoding %s, but must have UTF8",
			encoding ? encoding : "?");
	snprintf(text, sizeof(text),
		"SET timezone='UTC'; SET standard_conforming_strings=on; SET client_min_messages=warning; "
		"SET statement_timeout=%lld; SET lock_timeout=%lld; "
		"SET default_transaction_isolation='read committed'; "
		"DO $$BEGIN IF current_setting('synchronous_commit') = 'off' THEN SET synchronous_commit=on; "
		"END IF; END$$",
		(long long)(options->statement_timeout_us / 1000),
		(long long)(options->busy_timeout_us / 1000));
	return run_text(c, text, "settings of the session", err);
}

// libpq's message, in one line; it names host and user, never the password.
static int connect_err(struct postgres_conn *c, struct err *err)
{
	int r = err_set(
		err, ERR_UNAVAILABLE, "cannot connect to %s: %s", c->base.db->display, PQerrorMessage(c->pg));

	for (size_t i = 0; err && err->message[i]; i++) {
		if (err->message[i] == '\n')
			err->message[i] = err->message[i + 1] ? ' ' : '\0';
	}
	return r;
}

static int open_pg(struct postgres_conn *c, struct err *err)
{
	const struct db_options *options = &c->base.db->options;
	char seconds[24];
	// What stands before dbname may be overridden by the URL, what stands behind it may not.
	const char *keys[] = {"connect_timeout", "application_name", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout", "dbname", "client_encoding", NULL};
	const char *values[] = {seconds, options->application_name, "30", "10", "3", "30000",
		c->base.db->target, "UTF8", NULL};
	int r;

	snprintf(seconds, sizeof(seconds), "%lld",
		(long long)((options->connect_timeout_us + US_PER_SECOND - 1) / US_PER_SECOND));
	c->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(c->pg) != CONNECTION_OK) {
		r = connect_err(c, err);
	} else {
		PQsetNoticeProcessor(c->pg, ignore_notice, NULL);
		r = set_up_session(c, err);
	}
	if (r < 0) {
		PQfinish(c->pg);
		c->pg = NULL;
	}
	return r;
}

static int postgres_connect(struct db *db, enum db_access access, struct db_conn **ret, struct err *err)
{
	struct postgres_conn *c = mem_zalloc(sizeof(*c));
	int r;

	c->base = (struct db_conn){.db = db, .access = access};
	if ((r = open_pg(c, err)) < 0) {
		mem_free(c);
		return r;
	}
	c->prepared = mem_zalloc_array(db->catalog->query_count + 1, sizeof(*c->prepared));
	*ret = &c->base;
	return 0;
}

static void postgres_disconnect(struct db_conn *conn)
{
	struct postgres_conn *c = postgres_of(conn);

	PQfinish(c->pg);
	mem_free(c->prepared);
	mem_free(c);
}

static int postgres_reconnect(struct db_conn *conn, struct err *err)
{
	struct postgres_conn *c = postgres_of(conn);

	PQfinish(c->pg);
	c->pg = NULL;
	memset(c->prepared, 0, conn->db->catalog->query_count * sizeof(*c->prepared));
	return open_pg(c, err);
}

// --- transactions -----------------------------------------------------------------------------------------

static int postgres_begin(struct db_conn *conn, bool write, struct err *err)
{
	struct postgres_conn *c = postgres_of(conn);
	char text[160];
	int len = snprintf(text, sizeof(text), "%s",
		write ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
		      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

	if (conn->deadline_us) {
		int64_t left_ms = (conn->deadline_us - clock_monotonic_us()) / 1000;

		if (left_ms < 1)
			return err_set(err, ERR_BUSY, "begin: the deadline has passed");
		snprintf(text + len, sizeof(text) - (size_t)len, "; SET LOCAL statement_timeout=%lld",
			(long long)left_ms);
	}
	return run_text(c, text, "begin", err);
}

static void postgres_rollback(struct db_conn *conn)
{
	struct postgres_conn *c = postgres_of(conn);

	if (!conn->dead && run_text(c, "ROLLBACK", "rollback", NULL) < 0)
		conn->dead = true;
}

static int postgres_commit(struct db_conn *conn, struct err *err)
{
	struct postgres_conn *c = postgres_of(conn);
	PGresult *result = PQexec(c->pg, "COMMIT");
	int r = 0;

	if (PQstatus(c->pg) != CONNECTION_OK) {
		conn->dead = true;
		r = err_set(err, ERR_UNCERTAIN, "commit: the connection to the database is lost");
	} else if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		r = result_err(c, result, "commit", err);
	} else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		r = err_set(err, ERR_INTERNAL, "commit: the transaction had failed before");
	}
	PQclear(result);
	return r;
}

static int postgres_savepoint(struct db_conn *conn, enum db_savepoint_op op, int depth, struct err *err)
{
	char text[80];

	if (op == DB_SAVEPOINT_ROLLBACK)
		snprintf(text, sizeof(text), "ROLLBACK TO s%d; RELEASE s%d", depth, depth);
	else
		snprintf(text, sizeof(text), "%s s%d", op == DB_SAVEPOINT_SET ? "SAVEPOINT" : "RELEASE",
			depth);
	return run_text(postgres_of(conn), text, "savepoint", err);
}

// --- statements -------------------------------------------------------------------------------------------

static void name_of(const struct db_query *query, char out[24])
{
	snprintf(out, 24, "q%zu", query->index);
}

static int prepare(struct postgres_conn *c, const struct db_query *query, struct err *err)
{
	struct db_wire wire;
	char name[24];
	int r;

	if (c->prepared[query->index])
		return 0;
	db_wire_bind(&wire, query, NULL);
	name_of(query, name);
	r = expect(c, PQprepare(c->pg, name, query->postgres, wire.count, wire.types), PGRES_COMMAND_OK,
		query->name, err);
	c->prepared[query->index] = r == 0;
	return r;
}

static int check_types(const struct db_query *query, const PGresult *result, struct err *err)
{
	if ((size_t)PQnfields(result) != query->column_count)
		return err_set(err, ERR_INTERNAL, "%s: %d columns, its head says %zu", query->name,
			PQnfields(result), query->column_count);
	for (size_t i = 0; i < query->column_count; i++) {
		const struct db_field *column = &query->columns[i];

		if (PQftype(result, (int)i) != db_wire_type(column->type))
			return err_set(err, ERR_INTERNAL,
				"%s: column %s is of another type (OID %u) than its head says; "
				"CAST(… AS …) helps",
				query->name, column->name, PQftype(result, (int)i));
	}
	return 0;
}

// Takes the rows of `result`.
static int take_rows(struct db_cursor *cursor, PGresult *result, struct err *err)
{
	struct postgres_conn *c = postgres_of(cursor->conn);
	const struct db_query *query = cursor->query;
	ExecStatusType wanted = query->column_count ? PGRES_TUPLES_OK : PGRES_COMMAND_OK;
	int r = 0;

	if (PQresultStatus(result) != wanted)
		r = result_err(c, result, query->name, err);
	else if (query->column_count)
		r = check_types(query, result, err);
	if (r < 0) {
		PQclear(result);
		return r;
	}
	cursor->handle = result;
	cursor->row = 0;
	cursor->affected = query->write ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
	return 0;
}

static int fetch(struct db_cursor *cursor, struct err *err)
{
	struct postgres_conn *c = postgres_of(cursor->conn);
	char text[60];

	PQclear(cursor->handle);
	cursor->handle = NULL;
	snprintf(text, sizeof(text), "FETCH %d FROM scan%d", CHUNK_ROWS, cursor->portal);
	return take_rows(cursor, PQexecParams(c->pg, text, 0, NULL, NULL, NULL, NULL, 1), err);
}

static int open_scan(struct db_cursor *cursor, const struct db_wire *w, struct err *err)
{
	struct postgres_conn *c = postgres_of(cursor->conn);
	const struct db_query *query = cursor->query;
	CLEANUP(buf_release) struct buf text = {0};
	int r;

	cursor->portal = ++c->portals;
	buf_printf(&text, "DECLARE scan%d NO SCROLL CURSOR FOR %s", cursor->portal, query->postgres);
	r = expect(c,
		PQexecParams(
			c->pg, buf_cstr(&text), w->count, w->types, w->values, w->lengths, w->formats, 1),
		PGRES_COMMAND_OK, query->name, err);
	return r < 0 ? r : fetch(cursor, err);
}

static int postgres_open(struct db_cursor *cursor, const void *in, struct err *err)
{
	struct postgres_conn *c = postgres_of(cursor->conn);
	const struct db_query *query = cursor->query;
	struct db_wire w;
	char name[24];
	int r;

	db_wire_bind(&w, query, in);
	if (cursor->scan)
		return open_scan(cursor, &w, err);
	if (query->index == DB_QUERY_UNCACHED)
		return take_rows(cursor,
			PQexecParams(
				c->pg, query->postgres, w.count, w.types, w.values, w.lengths, w.formats, 1),
			err);
	if ((r = prepare(c, query, err)) < 0)
		return r;
	name_of(query, name);
	return take_rows(
		cursor, PQexecPrepared(c->pg, name, w.count, w.values, w.lengths, w.formats, 1), err);
}

static int read_row(struct db_cursor *cursor, struct arena *arena, void *row, struct err *err)
{
	const struct db_query *query = cursor->query;

	memset(row, 0, query->row_bytes);
	for (size_t i = 0; i < query->column_count; i++) {
		const struct db_field *column = &query->columns[i];
		struct slice value;

		if (PQgetisnull(cursor->handle, cursor->row, (int)i)) {
			if (!column->nullable)
				return err_set(err, ERR_INTERNAL, "%s: column %s is NULL", query->name,
					column->name);
			continue;
		}
		db_field_set_has(row, column, true);
		value = slice_from(PQgetvalue(cursor->handle, cursor->row, (int)i),
			(size_t)PQgetlength(cursor->handle, cursor->row, (int)i));
		if (!db_wire_read(value, column->type, arena, (char *)row + column->offset))
			return err_set(err, ERR_INTERNAL, "%s: column %s has an odd length", query->name,
				column->name);
	}
	return 0;
}

static int postgres_next(
	struct db_cursor *cursor, struct arena *arena, void *row, bool *ret_more, struct err *err)
{
	int r;

	if (cursor->scan && cursor->row == CHUNK_ROWS && (r = fetch(cursor, err)) < 0)
		return r;
	if (!cursor->query->column_count || cursor->row >= PQntuples(cursor->handle)) {
		*ret_more = false;
		return 0;
	}
	if (row && (r = read_row(cursor, arena, row, err)) < 0)
		return r;
	cursor->row++;
	*ret_more = true;
	return 0;
}

static void postgres_close(struct db_cursor *cursor)
{
	struct postgres_conn *c = postgres_of(cursor->conn);
	char text[40];

	PQclear(cursor->handle);
	cursor->handle = NULL;
	if (!cursor->scan || cursor->conn->lost || cursor->conn->fail_class)
		return; // it ends with the transaction or the savepoint
	snprintf(text, sizeof(text), "CLOSE scan%d", cursor->portal);
	if (run_text(c, text, cursor->query->name, NULL) < 0)
		db_tx_failed(cursor->conn, ERR_UNAVAILABLE);
}

// The types PostgreSQL itself would give the parameters: a DOUBLE for a BIGINT column would be rounded
// without a word. A number that stands beside a small constant is an int4 to it; and where it cannot tell,
// the head decides.
static int check_params(struct postgres_conn *c, const struct db_query *query, struct err *err)
{
	PGresult *result = PQprepare(c->pg, "", query->postgres, 0, NULL);
	int r = 0;

	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		PQclear(result);
		return PQstatus(c->pg) == CONNECTION_OK ? 0 : lost_err(c, query->name, err);
	}
	PQclear(result);
	result = PQdescribePrepared(c->pg, "");
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		r = result_err(c, result, query->name, err);
	else if ((size_t)PQnparams(result) != query->param_count)
		r = err_set(err, ERR_INTERNAL, "%s: %d parameters, its head says %zu", query->name,
			PQnparams(result), query->param_count);
	for (size_t i = 0; i < query->param_count && r == 0; i++) {
		const struct db_field *param = &query->params[i];
		Oid oid = PQparamtype(result, (int)i);

		if (oid == 21 || oid == 23) // int2, int4
			oid = db_wire_type(DB_TYPE_BIGINT);
		if (oid != db_wire_type(param->type))
			r = err_set(err, ERR_INTERNAL,
				"%s: parameter %s is of another type (OID %u) than its head says; "
				"CAST(:%s AS …) helps",
				query->name, param->name, oid, param->name);
	}
	PQclear(result);
	return r;
}

static int postgres_check(struct db_conn *conn, const struct db_query *query, struct err *err)
{
	struct postgres_conn *c = postgres_of(conn);
	PGresult *result;
	char name[24];
	int r;

	if (conn->dead && (r = postgres_reconnect(conn, err)) < 0)
		return r;
	conn->dead = false;
	if ((r = prepare(c, query, err)) < 0 || (r = check_params(c, query, err)) < 0)
		return r;
	name_of(query, name);
	result = PQdescribePrepared(c->pg, name);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		r = result_err(c, result, query->name, err);
	else
		r = check_types(query, result, err);
	for (size_t i = 0; i < query->column_count && r == 0; i++) {
		if (strcmp(PQfname(result, (int)i), query->columns[i].name) != 0)
			r = err_set(err, ERR_INTERNAL, "%s: column %zu is %s, its head says %s", query->name,
				i + 1, PQfname(result, (int)i), query->columns[i].name);
	}
	PQclear(result);
	return r;
}

static int postgres_script(struct db_conn *conn, const char *statements, struct err *err)
{
	struct postgres_conn *c = postgres_of(conn);
	PGresult *result = PQexec(c->pg, statements);
	ExecStatusType status = PQresultStatus(result);
	int r = 0;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		r = result_err(c, result, "script", err);
	PQclear(result);
	return r;
}

const struct db_ops db_postgres_ops = {
	.kind = DB_ENGINE_POSTGRES,
	.parse = postgres_parse,
	.connect = postgres_connect,
	.disconnect = postgres_disconnect,
	.reconnect = postgres_reconnect,
	.begin = postgres_begin,
	.commit = postgres_commit,
	.rollback = postgres_rollback,
	.savepoint = postgres_savepoint,
	.check = postgres_check,
	.open = postgres_open,
	.next = postgres_next,
	.close = postgres_close,
	.script = postgres_script,
};
