// SPDX-License-Identifier: Apache-2.0
// A database by its URL, connections to it, transactions and queries, the same on SQLite and PostgreSQL.
// The SQL itself is compiled in from sql/ (db/query.h, sql/README.md); callers use the generated functions:
//
//	struct db *db;
//	struct db_conn *conn;
//	struct sql_case_by_code_row row;
//
//	if ((r = db_open("sqlite:yidan.db", &sql_catalog, NULL, &db, err)) < 0)
//		return r;
//	if ((r = db_connect(db, DB_ACCESS_READ, &conn, err)) < 0)
//		goto out;
//	r = db_begin_read(conn, err);
//	if (r == 0)
//		r = sql_case_by_code(conn, arena, &(struct sql_case_by_code_in){.code = code}, &row, err);
//	db_end_read(conn);
//
// Threads: a struct db belongs to everybody, a struct db_conn to one thread at a time.
// Ownership: free connections before the db. Rows read into an arena live as long as that.
//
// Errors are those of base/err.h. ERR_CONSTRAINT fills err.constraint with the name from the schema, the same
// on both engines; a NOT NULL is TABLE_COLUMN_not_null. ERR_CONFLICT: lost against somebody else, run the
// whole transaction again. ERR_UNCERTAIN comes from db_commit only. After any error but ERR_NOT_FOUND the
// transaction (or the savepoint around it) can only be rolled back, on both engines; statements after it
// return ERR_INTERNAL.
//
// Guards end the program with the caller's source line: a statement outside a transaction, a write (or a
// lock) in a read transaction, an unbound parameter, a cursor still open at commit or rollback, a query of
// another catalog.
#ifndef YIDAN_DB_DB_H
#define YIDAN_DB_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "db/query.h"

struct db;
struct db_conn;
struct db_cursor;

enum db_engine_kind { DB_ENGINE_SQLITE, DB_ENGINE_POSTGRES };

// Zero is the default everywhere; the defaults and the PRAGMAs that follow from them are listed in
// db/sqlite.c.
struct db_options {
	int64_t busy_timeout_us;      // how long to wait for a lock held by another process (default 5 s)
	int64_t connect_timeout_us;   // PostgreSQL (default 5 s)
	int64_t statement_timeout_us; // PostgreSQL, any single statement (default 60 s)
	const char *application_name; // PostgreSQL's pg_stat_activity (default "yidan")
	int64_t cache_bytes; // SQLite: page cache of a writing connection; a reading one has a quarter
			     // (default 32 MiB)
	int sqlite_checkpoint_pages; // SQLite: pages in the log before it is copied back (default 4,000)
	const char *sqlite_vfs;	     // another VFS, for tests
	bool sqlite_exclusive;	     // locking_mode=EXCLUSIVE: one connection, no shared memory; for tests
	bool create;		     // SQLite: make the file where there is none (else ERR_NOT_FOUND)
};

// `sqlite:PATH`, `postgresql://…` or `postgres://…`. Copies what it needs, connects to nothing yet.
// ERR_INVALID for another URL; the message is fit for a person and never holds a password.
int db_open(const char *url, const struct db_catalog *catalog, const struct db_options *options,
	struct db **ret, struct err *err);
void db_free(struct db *db); // NULL is fine; also closes the connections of db_reader (db/pool.h)
enum db_engine_kind db_engine(const struct db *db);
const struct db_catalog *db_catalog(const struct db *db);
// The URL without password and parameters, for logs.
const char *db_display_url(const struct db *db);

// Of the database behind a connection: for texts that each engine wants in its own form.
enum db_engine_kind db_conn_engine(const struct db_conn *conn);

enum db_access { DB_ACCESS_READ, DB_ACCESS_WRITE };

// ERR_UNAVAILABLE, ERR_NOT_FOUND (no such SQLite file), ERR_INVALID (not a database, wrong encoding or
// settings).
int db_connect(struct db *db, enum db_access access, struct db_conn **ret, struct err *err);
void db_disconnect(struct db_conn *conn);   // NULL is fine; rolls back what is open
void db_disconnectp(struct db_conn **conn); // for CLEANUP
// For filling a SQLite file that was just made and is thrown away where that fails: from now on commits of
// this connection do not wait for the disk, and it takes more memory. The caller syncs the file once
// everything is closed. Outside a transaction; PostgreSQL does nothing.
int db_set_filling(struct db_conn *conn, struct err *err);
struct db *db_of(const struct db_conn *conn);

// Prepares every query of the catalog and compares parameters and columns with the heads, so that a wrong
// query fails at start: ERR_INTERNAL naming it. Once, on one connection, after migration and outside a
// transaction.
int db_prepare_all(struct db_conn *conn, struct err *err);

// --- transactions
// ------------------------------------------------------------------------------------------------- Reading:
// one snapshot from the first statement to the end. Begins again on a new connection where the server was
// restarted meanwhile.
int db_begin_read(struct db_conn *conn, struct err *err);
void db_end_read(struct db_conn *conn); // fine after a failed begin
// Writing: SQLite BEGIN IMMEDIATE, PostgreSQL READ COMMITTED. Only on a connection with DB_ACCESS_WRITE.
int db_begin_write(struct db_conn *conn, struct err *err);
// ERR_UNCERTAIN: it may have happened; the connection reconnects at the next begin. After any failure the
// transaction is over.
int db_commit(struct db_conn *conn, struct err *err);
void db_rollback(struct db_conn *conn); // fine where none is open

// SQLite: copies the write-ahead log back and empties it, so that what was deleted or overwritten before is
// in no file any more (free pages are zeroed anyway). Outside a transaction, on a connection for writing.
// Waits for readers of older rows at most wait_us, and others cannot write meanwhile; *ret_empty false: they
// read on. PostgreSQL keeps its log and its dead rows by its own rules: nothing is done, *ret_empty is true.
int db_empty_log(struct db_conn *conn, int64_t wait_us, bool *ret_empty, struct err *err);

// Nested to any depth; released or rolled back in reverse order.
int db_savepoint(struct db_conn *conn, struct err *err);
int db_savepoint_release(struct db_conn *conn, struct err *err);
int db_savepoint_rollback(struct db_conn *conn, struct err *err); // undoes and releases it

bool db_in_transaction(const struct db_conn *conn);
// False when the engine itself has ended the transaction (full disk, lost connection): nothing of it will be
// stored.
bool db_transaction_stands(struct db_conn *conn);

// SQLite's disk failed while its log was copied back: every begin of a write is ERR_UNAVAILABLE from then on,
// and the log stays as it is, for the next start to replay. Whoever serves should end. Any thread.
bool db_disk_failed(const struct db *db);

// Statements of the next transaction give up with ERR_BUSY at this time (clock_monotonic_us); forgotten at
// its end.
void db_set_deadline(struct db_conn *conn, int64_t monotonic_us);

// --- queries: what generated code calls
// ----------------------------------------------------------------------------- `in` is the generated _in
// struct (NULL where the query has no parameters), rows are generated _row structs.
int db_query_none(struct db_conn *conn, const struct db_query *query, const void *in, int64_t *ret_affected,
	struct err *err);
int db_query_one(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	void *ret_row, struct err *err);
int db_query_some(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	bool *ret_found, void *ret_row, struct err *err);
// The array is in the arena.
int db_query_many(struct db_conn *conn, struct arena *arena, const struct db_query *query, const void *in,
	void **ret_rows, size_t *ret_count, struct err *err);

// For long scans: memory stays flat on both engines, other queries may run in between. Texts of a row live
// until the next db_cursor_next or the close. Must be closed before commit or rollback; closing also ends
// after an error.
int db_cursor_open(struct db_conn *conn, const struct db_query *query, const void *in, struct db_cursor **ret,
	struct err *err);
// The query says what the row is and must be the one that was opened. *ret_more false: no row, at the end.
int db_cursor_next(
	struct db_cursor *cursor, const struct db_query *query, void *row, bool *ret_more, struct err *err);
void db_cursor_close(struct db_cursor *cursor); // NULL is fine

// Remembers the caller's source line for the guards and returns conn. The macros around generated functions
// use it.
struct db_conn *db_at(struct db_conn *conn, const char *file, int line);
#define db_begin_read(conn, err)	 db_begin_read(db_at((conn), __FILE__, __LINE__), (err))
#define db_end_read(conn)		 db_end_read(db_at((conn), __FILE__, __LINE__))
#define db_begin_write(conn, err)	 db_begin_write(db_at((conn), __FILE__, __LINE__), (err))
#define db_commit(conn, err)		 db_commit(db_at((conn), __FILE__, __LINE__), (err))
#define db_rollback(conn)		 db_rollback(db_at((conn), __FILE__, __LINE__))
#define db_savepoint(conn, err)		 db_savepoint(db_at((conn), __FILE__, __LINE__), (err))
#define db_savepoint_release(conn, err)	 db_savepoint_release(db_at((conn), __FILE__, __LINE__), (err))
#define db_savepoint_rollback(conn, err) db_savepoint_rollback(db_at((conn), __FILE__, __LINE__), (err))

// --- faults, for tests
// -----------------------------------------------------------------------------------------------
enum db_fault_kind {
	DB_FAULT_STATEMENT, // the statement is not run and fails
	DB_FAULT_LOSS, // the same, and the whole transaction is gone, as with a lost connection or a full
		       // disk
	DB_FAULT_COMMIT_LOST, // the commit does not happen and fails
	DB_FAULT_COMMIT_DONE, // the commit happens and fails all the same
};

// The nth (from 1) statement or commit of any connection from now fails with `class`, once. 0 disarms. Any
// thread.
void db_fault_set(struct db *db, enum db_fault_kind kind, int64_t nth, enum err_class class);

#endif
