// SPDX-License-Identifier: Apache-2.0
// What is the same on both engines: the URL, the state of a transaction, the guards, faults for tests.
#include "db/engine.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_CACHE_BYTES	 (INT64_C(32) * 1024 * 1024)
#define FILLING_CHECKPOINT_PAGES 50000 // fewer copies back
#define DEFAULT_CHECKPOINT_PAGES 4000

_Noreturn void db_guard_failed(const struct db_conn *conn, const struct db_query *query, const char *reason)
{
	fprintf(stderr, "level=error event=guard_failed at=%s:%d query=%s reason=\"%s\"\n",
		conn->file ? conn->file : "?", conn->line, query ? query->name : "-", reason);
	abort();
}

struct db_conn *db_at(struct db_conn *conn, const char *file, int line)
{
	conn->file = file;
	conn->line = line;
	return conn;
}

// --- opening ----------------------------------------------------------------------------------------------

static void set_defaults(struct db_options *options)
{
	if (!options->busy_timeout_us)
		options->busy_timeout_us = 5 * US_PER_SECOND;
	if (!options->connect_timeout_us)
		options->connect_timeout_us = 5 * US_PER_SECOND;
	if (!options->statement_timeout_us)
		options->statement_timeout_us = 60 * US_PER_SECOND;
	if (!options->cache_bytes)
		options->cache_bytes = DEFAULT_CACHE_BYTES;
	if (!options->sqlite_checkpoint_pages)
		options->sqlite_checkpoint_pages = DEFAULT_CHECKPOINT_PAGES;
	options->application_name =
		mem_strdup(options->application_name ? options->application_name : "yidan");
	if (options->sqlite_vfs)
		options->sqlite_vfs = mem_strdup(options->sqlite_vfs);
}

int db_open(const char *url, const struct db_catalog *catalog, const struct db_options *options,
	struct db **ret, struct err *err)
{
	struct slice s = slice_of(url);
	const struct db_ops *ops;
	const char *target = url;
	struct db *db;
	int r;

	if (slice_starts_with(s, SLICE("sqlite:"))) {
		ops = &db_sqlite_ops;
		target = url + strlen("sqlite:");
		if (!*target || strcmp(target, ":memory:") == 0)
			return err_set(
				err, ERR_INVALID, "sqlite: needs the path of a file, as in sqlite:yidan.db");
	} else if (slice_starts_with(s, SLICE("postgresql://")) ||
		   slice_starts_with(s, SLICE("postgres://"))) {
		ops = &db_postgres_ops;
	} else {
		return err_set(
			err, ERR_INVALID, "a database is given as sqlite:PATH or postgresql://HOST/NAME");
	}
	db = mem_zalloc(sizeof(*db));
	db->ops = ops;
	db->catalog = catalog;
	if (options)
		db->options = *options;
	set_defaults(&db->options);
	db->target = mem_strdup(target);
	db_readers_init(db);
	if ((r = ops->parse(db, err)) < 0) {
		db_free(db);
		return r;
	}
	*ret = db;
	return 0;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	db_readers_release(db);
	mem_free((void *)db->options.application_name);
	mem_free((void *)db->options.sqlite_vfs);
	mem_free(db->target);
	mem_free(db->display);
	mem_free(db);
}

enum db_engine_kind db_engine(const struct db *db)
{
	return db->ops->kind;
}

const struct db_catalog *db_catalog(const struct db *db)
{
	return db->catalog;
}

const char *db_display_url(const struct db *db)
{
	return db->display;
}

int db_connect(struct db *db, enum db_access access, struct db_conn **ret, struct err *err)
{
	return db->ops->connect(db, access, ret, err);
}

void db_disconnect(struct db_conn *conn)
{
	if (!conn)
		return;
	if (conn->tx != DB_TX_NONE)
		(db_rollback)(conn);
	conn->db->ops->disconnect(conn);
}

void db_disconnectp(struct db_conn **conn)
{
	db_disconnect(*conn);
}

int db_set_filling(struct db_conn *conn, struct err *err)
{
	must(conn->tx == DB_TX_NONE && conn->access == DB_ACCESS_WRITE);
	if (conn->db->ops->kind != DB_ENGINE_SQLITE)
		return 0;
	conn->checkpoint_pages = FILLING_CHECKPOINT_PAGES;
	// nothing is freed that would have to be overwritten
	return conn->db->ops->script(
		conn, "PRAGMA synchronous=OFF; PRAGMA secure_delete=OFF; PRAGMA cache_size=-262144", err);
}

struct db *db_of(const struct db_conn *conn)
{
	return conn->db;
}

// --- transactions -----------------------------------------------------------------------------------------

static int begin(struct db_conn *conn, bool write, struct err *err)
{
	int r;

	if (conn->tx != DB_TX_NONE)
		db_guard_failed(conn, NULL, "begin inside a transaction");
	if (write && conn->access != DB_ACCESS_WRITE)
		db_guard_failed(conn, NULL, "a write transaction on a read connection");
	if (write && atomic_load(&conn->db->disk_failed))
		return err_set(
			err, ERR_UNAVAILABLE, "the disk failed; nothing is written before the next start");
	if (conn->dead && (r = conn->db->ops->reconnect(conn, err)) < 0)
		return r;
	conn->dead = conn->lost = false;
	conn->fail_class = 0;
	conn->savepoints = 0;
	r = conn->db->ops->begin(conn, write, err);
	if (r < 0 && conn->dead) {
		// The server was restarted since we last spoke with it; nothing has happened yet.
		if ((r = conn->db->ops->reconnect(conn, err)) < 0)
			return r;
		conn->dead = conn->lost = false;
		r = conn->db->ops->begin(conn, write, err);
	}
	if (r == 0)
		conn->tx = write ? DB_TX_WRITE : DB_TX_READ;
	else
		conn->deadline_us = 0;
	return r;
}

int(db_begin_read)(struct db_conn *conn, struct err *err)
{
	return begin(conn, false, err);
}

int(db_begin_write)(struct db_conn *conn, struct err *err)
{
	return begin(conn, true, err);
}

static void end(struct db_conn *conn)
{
	conn->tx = DB_TX_NONE;
	conn->savepoints = 0;
	conn->deadline_us = 0;
}

static void check_end(struct db_conn *conn)
{
	if (conn->cursors)
		db_guard_failed(conn, NULL, "a cursor is open at the end of the transaction");
	if (conn->fenced)
		db_guard_failed(conn, NULL, "a command of the write queue must not end its transaction");
}

static int commit(struct db_conn *conn, struct err *err)
{
	int r;

	if (!db_fault_hits(conn->db, true))
		return conn->db->ops->commit(conn, err);
	if (conn->db->fault_kind == DB_FAULT_COMMIT_LOST)
		conn->db->ops->rollback(conn);
	else if ((r = conn->db->ops->commit(conn, err)) < 0)
		return r;
	conn->dead = true;
	return err_set(err, conn->db->fault_class, "fault at commit, for a test");
}

int(db_commit)(struct db_conn *conn, struct err *err)
{
	int r;

	if (conn->tx != DB_TX_WRITE)
		db_guard_failed(conn, NULL, "commit outside a write transaction");
	check_end(conn);
	if (conn->savepoints)
		db_guard_failed(conn, NULL, "a savepoint is open at commit");
	if (conn->fail_class) {
		r = err_set(err, conn->fail_class, "the transaction had failed before its commit");
		(db_rollback)(conn);
		return r;
	}
	r = commit(conn, err);
	end(conn);
	return r;
}

void(db_rollback)(struct db_conn *conn)
{
	if (conn->tx == DB_TX_NONE)
		return;
	check_end(conn);
	conn->db->ops->rollback(conn);
	end(conn);
}

void(db_end_read)(struct db_conn *conn)
{
	conn->deadline_us = conn->tx == DB_TX_NONE ? 0 : conn->deadline_us;
	if (conn->tx == DB_TX_WRITE)
		db_guard_failed(conn, NULL, "the end of a read transaction inside a write transaction");
	(db_rollback)(conn);
}

static int check_savepoint(struct db_conn *conn, const char *what, struct err *err)
{
	if (conn->tx == DB_TX_NONE)
		db_guard_failed(conn, NULL, "a savepoint outside a transaction");
	if (conn->cursors)
		db_guard_failed(conn, NULL, "a cursor is open at a savepoint");
	if (conn->lost)
		return err_set(err, conn->fail_class, "%s: the transaction is gone", what);
	return 0;
}

int(db_savepoint)(struct db_conn *conn, struct err *err)
{
	int r = check_savepoint(conn, "savepoint", err);

	if (r < 0)
		return r;
	if (conn->fail_class)
		return err_set(err, ERR_INTERNAL, "savepoint in a transaction that has failed");
	if ((r = conn->db->ops->savepoint(conn, DB_SAVEPOINT_SET, conn->savepoints + 1, err)) < 0)
		return db_tx_failed(conn, r);
	conn->savepoints++;
	return 0;
}

int(db_savepoint_release)(struct db_conn *conn, struct err *err)
{
	int r = check_savepoint(conn, "release of a savepoint", err);

	if (!conn->savepoints)
		db_guard_failed(conn, NULL, "no savepoint to release");
	if (r == 0 && conn->fail_class)
		r = err_set(err, ERR_INTERNAL, "release of a savepoint that has failed");
	if (r < 0)
		return r;
	if ((r = conn->db->ops->savepoint(conn, DB_SAVEPOINT_RELEASE, conn->savepoints, err)) < 0)
		return db_tx_failed(conn, r);
	conn->savepoints--;
	return 0;
}

int(db_savepoint_rollback)(struct db_conn *conn, struct err *err)
{
	int r = check_savepoint(conn, "rollback to a savepoint", err);

	if (!conn->savepoints)
		db_guard_failed(conn, NULL, "no savepoint to roll back to");
	if (r == 0 && (r = conn->db->ops->savepoint(conn, DB_SAVEPOINT_ROLLBACK, conn->savepoints, err)) < 0)
		db_tx_failed(conn, r);
	conn->savepoints--;
	if (r == 0)
		conn->fail_class = 0;
	return r;
}

int db_tx_failed(struct db_conn *conn, int class)
{
	if (!conn->fail_class)
		conn->fail_class = class;
	return class;
}

bool db_in_transaction(const struct db_conn *conn)
{
	return conn->tx != DB_TX_NONE;
}

bool db_transaction_stands(struct db_conn *conn)
{
	return conn->tx != DB_TX_NONE && !conn->lost;
}

bool db_disk_failed(const struct db *db)
{
	return atomic_load(&db->disk_failed);
}

void db_set_deadline(struct db_conn *conn, int64_t monotonic_us)
{
	conn->deadline_us = monotonic_us;
}

enum db_engine_kind db_conn_engine(const struct db_conn *conn)
{
	return conn->db->ops->kind;
}

// --- the log of SQLite ------------------------------------------------------------------------------------

struct checkpoint_row {
	int64_t busy;
};

static int run_checkpoint(struct db_conn *conn, bool *ret_empty, struct err *err)
{
	static const struct db_field columns[] = {{.name = "busy", .type = DB_TYPE_BIGINT}};
	static const struct db_query query = {.name = "checkpoint",
		.sqlite = "PRAGMA wal_checkpoint(TRUNCATE)",
		.index = DB_QUERY_UNCACHED,
		.rows = DB_ROWS_ONE,
		.columns = columns,
		.column_count = 1,
		.row_bytes = sizeof(struct checkpoint_row)};
	struct db_cursor cursor = {.conn = conn, .query = &query};
	struct checkpoint_row row;
	bool more = false;
	int r;

	r = conn->db->ops->open(&cursor, NULL, err);
	if (r < 0)
		return r;
	r = conn->db->ops->next(&cursor, NULL, &row, &more, err);
	conn->db->ops->close(&cursor);
	if (r == ERR_UNAVAILABLE)
		atomic_store(&conn->db->disk_failed, true); // db/sqlite_checkpoint.c says why
	if (r == 0)
		*ret_empty = more && row.busy == 0;
	return r;
}

int db_empty_log(struct db_conn *conn, int64_t wait_us, bool *ret_empty, struct err *err)
{
	const struct db_ops *ops = conn->db->ops;
	char text[60];
	int r;

	if (conn->tx != DB_TX_NONE || conn->access != DB_ACCESS_WRITE)
		db_guard_failed(
			conn, NULL, "the log is emptied outside of transactions, where one may write");
	if (ops->kind != DB_ENGINE_SQLITE) {
		*ret_empty = true;
		return 0;
	}
	*ret_empty = false;
	snprintf(text, sizeof(text), "PRAGMA busy_timeout=%d", (int)(wait_us / 1000));
	r = ops->script(conn, text, err);
	if (r == 0)
		r = run_checkpoint(conn, ret_empty, err);
	snprintf(text, sizeof(text), "PRAGMA busy_timeout=%d",
		(int)(conn->db->options.busy_timeout_us / 1000));
	if (ops->script(conn, text, NULL) < 0)
		conn->dead = true;
	// somebody else writes or copies just now
	return r == ERR_BUSY ? 0 : r;
}

// --- faults -----------------------------------------------------------------------------------------------

void db_fault_set(struct db *db, enum db_fault_kind kind, int64_t nth, enum err_class class)
{
	atomic_store(&db->fault_armed, 0);
	db->fault_kind = kind;
	db->fault_class = class;
	atomic_store(&db->fault_armed, nth);
}

bool db_fault_hits(struct db *db, bool at_commit)
{
	bool for_commit;

	if (atomic_load_explicit(&db->fault_armed, memory_order_acquire) == 0)
		return false;
	for_commit = db->fault_kind == DB_FAULT_COMMIT_LOST || db->fault_kind == DB_FAULT_COMMIT_DONE;
	return for_commit == at_commit && atomic_fetch_sub(&db->fault_armed, 1) == 1;
}

// --- a server that is gone --------------------------------------------------------------------------------

#define PAUSE_MIN_US (100 * INT64_C(1000))
#define PAUSE_MAX_US (5 * US_PER_SECOND)

void db_breaker_init(struct db_breaker *breaker)
{
	*breaker = (struct db_breaker){0};
	must(pthread_mutex_init(&breaker->lock, NULL) == 0);
}

void db_breaker_release(struct db_breaker *breaker)
{
	pthread_mutex_destroy(&breaker->lock);
}

bool db_breaker_allows(struct db_breaker *breaker)
{
	bool allows = true;

	pthread_mutex_lock(&breaker->lock);
	if (breaker->pause_us) {
		int64_t now_us = clock_monotonic_us();

		allows = now_us >= breaker->closed_until_us;
		if (allows) // this caller tries, the others wait for what it finds
			breaker->closed_until_us = now_us + breaker->pause_us;
	}
	pthread_mutex_unlock(&breaker->lock);
	return allows;
}

void db_breaker_report(struct db_breaker *breaker, int class)
{
	pthread_mutex_lock(&breaker->lock);
	if (class != ERR_UNAVAILABLE) {
		breaker->pause_us = 0;
	} else {
		breaker->pause_us = breaker->pause_us ? breaker->pause_us * 2 : PAUSE_MIN_US;
		if (breaker->pause_us > PAUSE_MAX_US)
			breaker->pause_us = PAUSE_MAX_US;
		breaker->closed_until_us = clock_monotonic_us() + breaker->pause_us;
	}
	pthread_mutex_unlock(&breaker->lock);
}
