// SPDX-License-Identifier: Apache-2.0
// SQLite, but for copies (sqlite_copy.c) and for its log (sqlite_checkpoint.c).
//
// Settings of every connection, and why:
// - journal_mode=WAL: readers and the writer don't wait for each other.
// - synchronous=FULL: a commit is on the disk when it returns.
// - busy_timeout: another process (the command line, a backup) may hold the lock for a moment.
// - cache_size: db_options.cache_bytes for writing, a quarter of it for reading.
// - mmap_size=0: mapped pages count as resident memory, and an I/O error in one kills the process.
// - temp_store=MEMORY: sorts never write personal data into a temporary file.
// - secure_delete=ON: what is erased is overwritten, freed pages too (Debian's default, said aloud here).
// - journal_size_limit=64 MiB: a WAL that grew behind a long reader shrinks again.
// - foreign_keys=OFF: there are none; PostgreSQL has none either.
// - trusted_schema=OFF: a database file that was tampered with calls no functions of ours.
// - query_only=ON: on reading connections, besides our own guard.
// The file is created readable for its owner alone, and SQLite gives -wal and -shm the same mode.
//
// A statement that fails takes only itself back, except that a full disk, an I/O error or no memory may end
// the whole transaction: sqlite3_get_autocommit() tells, and the connection is marked `lost`.
#include "db/engine.h"
#include "db/sqlite_checkpoint.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAL_KEEP_BYTES	     (64 * 1024 * 1024)
#define PROGRESS_OPCODES     1000 // some tens of microseconds between two looks at the deadline
#define WAL_RETRY_US	     2000
#define CACHED_SAVEPOINTS    4
#define TEXT_OR_EMPTY(slice) ((slice)->ptr ? (slice)->ptr : "")

enum fixed {
	FIXED_BEGIN,
	FIXED_BEGIN_IMMEDIATE,
	FIXED_COMMIT,
	FIXED_ROLLBACK,
	FIXED_SAVEPOINTS, // set, release, rollback to: three a depth
	FIXED_COUNT = FIXED_SAVEPOINTS + 3 * CACHED_SAVEPOINTS,
};

struct statement {
	sqlite3_stmt *stmt; // NULL until first used
	bool busy;	    // a cursor runs on it
};

struct sqlite_conn {
	struct db_conn base;
	sqlite3 *handle;	      // NULL after a failed reconnect
	struct statement *statements; // by index of the query
	sqlite3_stmt *fixed[FIXED_COUNT];
};

static struct sqlite_conn *sqlite_of(struct db_conn *conn)
{
	return (struct sqlite_conn *)conn;
}

// --- errors -----------------------------------------------------------------------------------------------

// "UNIQUE constraint failed: case.jurisdiction_id, case.code", "CHECK constraint failed: name", and so on.
static int constraint_err(struct sqlite_conn *c, int rc, const char *what, struct err *err)
{
	struct slice message = slice_of(sqlite3_errmsg(c->handle)), kind, list;

	if (rc == SQLITE_CONSTRAINT_DATATYPE || !slice_cut(message, ':', &kind, &list))
		return err_set(err, ERR_INTERNAL, "%s: %.*s", what, SLICE_ARG(message));
	list = slice_trim(list);
	if (rc == SQLITE_CONSTRAINT_CHECK)
		return db_constraint_err(c->base.db, list, what, err);
	if (slice_starts_with(list, SLICE("index '"))) // over expressions
		return db_constraint_err(c->base.db,
			slice_sub(list, strlen("index '"), list.len - strlen("index ''")), what, err);
	return db_columns_err(c->base.db, list, rc == SQLITE_CONSTRAINT_NOTNULL, what, err);
}

// Class of a result code other than OK, ROW, DONE. The library's message is used where it cannot hold values.
static int sqlite_err(struct sqlite_conn *c, int rc, const char *what, struct err *err)
{
	enum err_class class = ERR_INTERNAL;

	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		return constraint_err(c, rc, what, err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT: // the deadline
		class = ERR_BUSY;
		break;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PROTOCOL:
		class = ERR_UNAVAILABLE;
		break;
	case SQLITE_TOOBIG:
	case SQLITE_NOTADB:
		class = ERR_INVALID;
		break;
	}
	return err_set(err, class, "%s: %s (SQLite %d)", what, sqlite3_errstr(rc), rc);
}

static int step_failed(struct sqlite_conn *c, int rc, const char *what, struct err *err)
{
	int r = sqlite_err(c, rc, what, err);

	if (c->base.tx != DB_TX_NONE && sqlite3_get_autocommit(c->handle))
		c->base.lost = true;
	return r;
}

// --- connecting -------------------------------------------------------------------------------------------

static int sqlite_parse(struct db *db, struct err *err)
{
	char display[sizeof("sqlite:") + 4096];

	// "file:…" would be a URI with options for SQLite; here it is a name like any other.
	if (strncmp(db->target, "file:", 5) == 0) {
		char *path = mem_alloc(strlen(db->target) + 3);

		snprintf(path, strlen(db->target) + 3, "./%s", db->target);
		mem_free(db->target);
		db->target = path;
	}
	if (strlen(db->target) > 4000)
		return err_set(err, ERR_INVALID, "the path of the database is too long");
	snprintf(display, sizeof(display), "sqlite:%s", db->target);
	db->display = mem_strdup(display);
	return 0;
}

static int set_up(struct sqlite_conn *c, struct err *err)
{
	const struct db_options *options = &c->base.db->options;
	bool write = c->base.access == DB_ACCESS_WRITE;
	int64_t until_us = clock_monotonic_us() + options->busy_timeout_us;
	char text[600];
	int rc;

	sqlite3_busy_timeout(c->handle, (int)(options->busy_timeout_us / 1000));
	snprintf(text, sizeof(text),
		"%s%s"
		"PRAGMA synchronous=FULL;"
		"PRAGMA cache_size=-%lld;"
		"PRAGMA mmap_size=0;"
		"PRAGMA temp_store=MEMORY;"
		"PRAGMA secure_delete=ON;"
		"PRAGMA journal_size_limit=%d;"
		"PRAGMA foreign_keys=OFF;"
		"PRAGMA trusted_schema=OFF;"
		"%s",
		options->sqlite_exclusive ? "PRAGMA locking_mode=EXCLUSIVE;" : "",
		write ? "PRAGMA journal_mode=WAL;" : "",
		(long long)(options->cache_bytes / 1024 / (write ? 1 : 4)), WAL_KEEP_BYTES,
		write ? "" : "PRAGMA query_only=ON;");
	// Of those who switch a new file to WAL together, one does and the others are told SQLITE_BUSY at
	// once: the busy handler is not asked there.
	while (((rc = sqlite3_exec(c->handle, text, NULL, NULL, NULL)) & 0xff) == SQLITE_BUSY &&
		clock_monotonic_us() < until_us)
		usleep(WAL_RETRY_US);
	if (rc == SQLITE_OK && write)
		rc = sqlite_take_log(c->handle, &c->base);
	return rc == SQLITE_OK ? 0 : sqlite_err(c, rc, c->base.db->target, err);
}

// Some file systems cannot share memory: then the journal would silently be another one.
static int check_wal(struct sqlite_conn *c, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(c->handle, "PRAGMA journal_mode", -1, &stmt, NULL), r = 0;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc != SQLITE_ROW)
		r = sqlite_err(c, rc, c->base.db->target, err);
	else if (!slice_eq_cstr(slice_of((const char *)sqlite3_column_text(stmt, 0)), "wal"))
		r = err_set(err, ERR_INVALID, "%s: the file system cannot hold a database in WAL mode",
			c->base.db->target);
	sqlite3_finalize(stmt);
	return r;
}

static int open_handle(struct sqlite_conn *c, struct err *err)
{
	const struct db_options *options = &c->base.db->options;
	const char *path = c->base.db->target;
	bool create = options->create && c->base.access == DB_ACCESS_WRITE;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, rc, fd, r;

	if (create && !options->sqlite_vfs &&
		(fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600)) >= 0)
		close(fd);
	rc = sqlite3_open_v2(
		path, &c->handle, flags | (create ? SQLITE_OPEN_CREATE : 0), options->sqlite_vfs);
	if (rc != SQLITE_OK) {
		if (!create && !options->sqlite_vfs && access(path, F_OK) < 0 && errno == ENOENT)
			r = err_set(err, ERR_NOT_FOUND, "there is no database %s", path);
		else
			r = err_set(err, ERR_UNAVAILABLE, "cannot open %s: %s", path,
				c->handle && sqlite3_system_errno(c->handle)
					? strerror(sqlite3_system_errno(c->handle))
					: sqlite3_errstr(rc));
	} else if ((r = set_up(c, err)) == 0) {
		r = check_wal(c, err);
	}
	if (r < 0) {
		sqlite_before_reader_closes(c->handle); // it may have read a log that is not sure
		sqlite3_close(c->handle);
		c->handle = NULL;
	}
	return r;
}

static void close_handle(struct sqlite_conn *c)
{
	for (size_t i = 0; i < c->base.db->catalog->query_count; i++) {
		sqlite3_finalize(c->statements[i].stmt);
		c->statements[i] = (struct statement){0};
	}
	for (size_t i = 0; i < FIXED_COUNT; i++) {
		sqlite3_finalize(c->fixed[i]);
		c->fixed[i] = NULL;
	}
	sqlite_before_close(c->handle, &c->base);
	must(sqlite3_close(c->handle) == SQLITE_OK);
	c->handle = NULL;
}

// SQLite's own count of its memory takes a lock for all threads at each allocation, and nobody asks for it.
// Too late where a test has used the library before: then it stays as it is.
static void configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int sqlite_connect(struct db *db, enum db_access access, struct db_conn **ret, struct err *err)
{
	static pthread_once_t configured = PTHREAD_ONCE_INIT;
	struct sqlite_conn *c = mem_zalloc(sizeof(*c));
	int r;

	pthread_once(&configured, configure);
	c->base = (struct db_conn){
		.db = db, .access = access, .checkpoint_pages = db->options.sqlite_checkpoint_pages};
	c->statements = mem_zalloc_array(db->catalog->query_count + 1, sizeof(*c->statements));
	if ((r = open_handle(c, err)) < 0) {
		mem_free(c->statements);
		mem_free(c);
		return r;
	}
	*ret = &c->base;
	return 0;
}

static void sqlite_disconnect(struct db_conn *conn)
{
	struct sqlite_conn *c = sqlite_of(conn);

	close_handle(c);
	mem_free(c->statements);
	mem_free(c);
}

static int sqlite_reconnect(struct db_conn *conn, struct err *err)
{
	close_handle(sqlite_of(conn));
	return open_handle(sqlite_of(conn), err);
}

// --- transactions -----------------------------------------------------------------------------------------

static int run_fixed(struct sqlite_conn *c, int which, const char *text)
{
	int rc;

	if (!c->fixed[which]) {
		rc = sqlite3_prepare_v3(
			c->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &c->fixed[which], NULL);
		if (rc != SQLITE_OK)
			return rc;
	}
	rc = sqlite3_step(c->fixed[which]);
	sqlite3_reset(c->fixed[which]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int past_deadline(void *arg)
{
	const struct db_conn *conn = arg;

	return clock_monotonic_us() >= conn->deadline_us;
}

static void watch_deadline(struct sqlite_conn *c, bool on)
{
	if (c->base.deadline_us)
		sqlite3_progress_handler(c->handle, on ? PROGRESS_OPCODES : 0, past_deadline, &c->base);
}

static int sqlite_begin(struct db_conn *conn, bool write, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(conn);
	int rc = write ? run_fixed(c, FIXED_BEGIN_IMMEDIATE, "BEGIN IMMEDIATE")
		       : run_fixed(c, FIXED_BEGIN, "BEGIN");

	if (rc != SQLITE_OK)
		return sqlite_err(c, rc, "begin", err);
	watch_deadline(c, true);
	return 0;
}

static void sqlite_rollback(struct db_conn *conn)
{
	struct sqlite_conn *c = sqlite_of(conn);

	watch_deadline(c, false);
	// A rollback that fails leaves the lock behind: only a new connection gets rid of it.
	if (!sqlite3_get_autocommit(c->handle) && run_fixed(c, FIXED_ROLLBACK, "ROLLBACK") != SQLITE_OK)
		conn->dead = !sqlite3_get_autocommit(c->handle);
}

static int sqlite_commit(struct db_conn *conn, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(conn);
	int rc, r;

	watch_deadline(c, false);
	rc = run_fixed(c, FIXED_COMMIT, "COMMIT");
	if (rc == SQLITE_OK)
		return 0;
	if ((rc & 0xff) == SQLITE_IOERR) {
		// The commit may stand in the WAL: close everything, and let the next opening recover what is
		// there.
		r = err_set(err, ERR_UNCERTAIN, "commit: %s (SQLite %d)", sqlite3_errstr(rc), rc);
		conn->dead = true;
	} else {
		r = sqlite_err(c, rc, "commit", err);
	}
	sqlite_rollback(conn);
	return r;
}

static int sqlite_savepoint(struct db_conn *conn, enum db_savepoint_op op, int depth, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(conn);
	int rc = SQLITE_OK;
	char text[40];

	// Rolling back to a savepoint leaves it open; it is released at once.
	for (int i = op; i >= 0 && rc == SQLITE_OK;
		i = i == DB_SAVEPOINT_ROLLBACK ? DB_SAVEPOINT_RELEASE : -1) {
		snprintf(text, sizeof(text), "%s s%d",
			i == DB_SAVEPOINT_SET	    ? "SAVEPOINT"
			: i == DB_SAVEPOINT_RELEASE ? "RELEASE"
						    : "ROLLBACK TO",
			depth);
		rc = depth <= CACHED_SAVEPOINTS ? run_fixed(c, FIXED_SAVEPOINTS + (depth - 1) * 3 + i, text)
						: sqlite3_exec(c->handle, text, NULL, NULL, NULL);
	}
	return rc == SQLITE_OK ? 0 : step_failed(c, rc, "savepoint", err);
}

// --- statements -------------------------------------------------------------------------------------------

static int prepare(struct sqlite_conn *c, const struct db_query *query, sqlite3_stmt **ret, struct err *err)
{
	unsigned flags = query->index == DB_QUERY_UNCACHED ? 0 : SQLITE_PREPARE_PERSISTENT;
	int rc = sqlite3_prepare_v3(c->handle, query->sqlite, -1, flags, ret, NULL);

	if (rc == SQLITE_OK)
		return 0;
	if ((rc & 0xff) == SQLITE_ERROR) // what is wrong with our own text
		return err_set(err, ERR_INTERNAL, "%s: %s", query->name, sqlite3_errmsg(c->handle));
	return step_failed(c, rc, query->name, err);
}

// The statement of the cache, or another one where a cursor runs on that.
static int take_statement(struct sqlite_conn *c, struct db_cursor *cursor, struct err *err)
{
	const struct db_query *query = cursor->query;
	struct statement *cached = query->index == DB_QUERY_UNCACHED ? NULL : &c->statements[query->index];
	sqlite3_stmt *stmt;
	int r;

	cursor->borrowed = cached && !cached->busy;
	if (cursor->borrowed && cached->stmt) {
		stmt = cached->stmt;
	} else {
		if ((r = prepare(c, query, &stmt, err)) < 0)
			return r;
		if (cursor->borrowed)
			cached->stmt = stmt;
	}
	if (cursor->borrowed)
		cached->busy = true;
	cursor->handle = stmt;
	return 0;
}

static int bind(sqlite3_stmt *stmt, int position, const struct db_field *param, const void *in)
{
	const void *value = db_field_at(in, param);
	const struct slice *s = value;

	if (db_field_is_null(in, param))
		return sqlite3_bind_null(stmt, position);
	switch (param->type) {
	case DB_TYPE_BIGINT:
		return sqlite3_bind_int64(stmt, position, *(const int64_t *)value);
	case DB_TYPE_DOUBLE:
		return sqlite3_bind_double(stmt, position, *(const double *)value);
	case DB_TYPE_TEXT:
		return sqlite3_bind_text64(
			stmt, position, TEXT_OR_EMPTY(s), s->len, SQLITE_STATIC, SQLITE_UTF8);
	case DB_TYPE_BYTES:
		return sqlite3_bind_blob64(stmt, position, TEXT_OR_EMPTY(s), s->len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static void sqlite_close(struct db_cursor *cursor)
{
	struct sqlite_conn *c = sqlite_of(cursor->conn);

	if (cursor->borrowed) {
		sqlite3_reset(cursor->handle);
		c->statements[cursor->query->index].busy = false;
	} else {
		sqlite3_finalize(cursor->handle);
	}
	cursor->handle = NULL;
}

static int sqlite_open(struct db_cursor *cursor, const void *in, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(cursor->conn);
	const struct db_query *query = cursor->query;
	int rc = SQLITE_OK, r = take_statement(c, cursor, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < query->param_count && rc == SQLITE_OK; i++)
		rc = bind(cursor->handle, (int)i + 1, &query->params[i], in);
	if (rc == SQLITE_OK)
		return 0;
	r = sqlite_err(c, rc, query->name, err);
	sqlite_close(cursor);
	return r;
}

static const int storage_of[] = {
	[DB_TYPE_BIGINT] = SQLITE_INTEGER,
	[DB_TYPE_TEXT] = SQLITE_TEXT,
	[DB_TYPE_BYTES] = SQLITE_BLOB,
	[DB_TYPE_DOUBLE] = SQLITE_FLOAT,
};

static void read_column(
	sqlite3_stmt *stmt, int at, const struct db_field *column, struct arena *arena, void *value)
{
	struct slice s;

	switch (column->type) {
	case DB_TYPE_BIGINT:
		*(int64_t *)value = sqlite3_column_int64(stmt, at);
		return;
	case DB_TYPE_DOUBLE:
		*(double *)value = sqlite3_column_double(stmt, at);
		return;
	case DB_TYPE_TEXT:
		s.ptr = (const char *)sqlite3_column_text(stmt, at);
		break;
	case DB_TYPE_BYTES:
		s.ptr = sqlite3_column_blob(stmt, at);
		break;
	}
	s.len = (size_t)sqlite3_column_bytes(stmt, at);
	*(struct slice *)value = arena ? arena_slice(arena, s) : s;
}

static int read_row(struct db_cursor *cursor, struct arena *arena, void *row, struct err *err)
{
	const struct db_query *query = cursor->query;

	memset(row, 0, query->row_bytes);
	for (size_t i = 0; i < query->column_count; i++) {
		const struct db_field *column = &query->columns[i];
		int storage = sqlite3_column_type(cursor->handle, (int)i);

		if (storage == SQLITE_NULL && column->nullable)
			continue;
		if (storage != storage_of[column->type])
			return err_set(err, ERR_INTERNAL, "%s: column %s is %s", query->name, column->name,
				storage == SQLITE_NULL ? "NULL" : "of another type than its head says");
		db_field_set_has(row, column, true);
		read_column(cursor->handle, (int)i, column, arena, (char *)row + column->offset);
	}
	return 0;
}

static int sqlite_next(
	struct db_cursor *cursor, struct arena *arena, void *row, bool *ret_more, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(cursor->conn);
	int rc, r;

	if (cursor->ended) {
		*ret_more = false;
		return 0;
	}
	rc = sqlite3_step(cursor->handle);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return step_failed(c, rc, cursor->query->name, err);
	cursor->ended = rc == SQLITE_DONE;
	if (cursor->ended && cursor->query->write)
		cursor->affected = sqlite3_changes64(c->handle);
	if (rc == SQLITE_ROW && row && (r = read_row(cursor, arena, row, err)) < 0)
		return r;
	*ret_more = rc == SQLITE_ROW;
	return 0;
}

static int check_column(sqlite3_stmt *stmt, int at, const struct db_query *query, struct err *err)
{
	static const char *const declared[] = {[DB_TYPE_BIGINT] = "INTEGER",
		[DB_TYPE_TEXT] = "TEXT",
		[DB_TYPE_BYTES] = "BLOB",
		[DB_TYPE_DOUBLE] = "REAL"};
	const struct db_field *column = &query->columns[at];
	const char *name = sqlite3_column_name(stmt, at), *type = sqlite3_column_decltype(stmt, at);

	if (!name || strcmp(name, column->name) != 0)
		return err_set(err, ERR_INTERNAL, "%s: column %d is %s, its head says %s", query->name,
			at + 1, name ? name : "?", column->name);
	if (type && *type && strcmp(type, declared[column->type]) != 0)
		return err_set(err, ERR_INTERNAL, "%s: column %s is %s, its head says %s", query->name,
			column->name, type, declared[column->type]);
	return 0;
}

static int sqlite_check(struct db_conn *conn, const struct db_query *query, struct err *err)
{
	struct db_cursor cursor = {.conn = conn, .query = query};
	int r;

	if ((r = take_statement(sqlite_of(conn), &cursor, err)) < 0)
		return r;
	if ((size_t)sqlite3_bind_parameter_count(cursor.handle) != query->param_count ||
		(size_t)sqlite3_column_count(cursor.handle) != query->column_count)
		r = err_set(err, ERR_INTERNAL, "%s: %d parameters and %d columns, its head says %zu and %zu",
			query->name, sqlite3_bind_parameter_count(cursor.handle),
			sqlite3_column_count(cursor.handle), query->param_count, query->column_count);
	if (r == 0 && !query->write && !sqlite3_stmt_readonly(cursor.handle))
		r = err_set(err, ERR_INTERNAL, "%s: writes, but was taken for a read", query->name);
	for (size_t i = 0; i < query->column_count && r == 0; i++)
		r = check_column(cursor.handle, (int)i, query, err);
	sqlite_close(&cursor);
	return r;
}

static int sqlite_script(struct db_conn *conn, const char *statements, struct err *err)
{
	struct sqlite_conn *c = sqlite_of(conn);
	int rc = sqlite3_exec(c->handle, statements, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		return 0;
	if ((rc & 0xff) == SQLITE_ERROR)
		return err_set(err, ERR_INTERNAL, "%s", sqlite3_errmsg(c->handle));
	return step_failed(c, rc, "script", err);
}

const struct db_ops db_sqlite_ops = {
	.kind = DB_ENGINE_SQLITE,
	.parse = sqlite_parse,
	.connect = sqlite_connect,
	.disconnect = sqlite_disconnect,
	.reconnect = sqlite_reconnect,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.check = sqlite_check,
	.open = sqlite_open,
	.next = sqlite_next,
	.close = sqlite_close,
	.script = sqlite_script,
};
