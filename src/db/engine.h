// SPDX-License-Identifier: Apache-2.0
// What an engine (db/sqlite.c, db/postgres.c) gives to db/: for db/ alone, nobody else includes this.
//
// db.c and query.c hold the rules that are the same everywhere (guards, state of the transaction, checks of
// parameters, faults); an engine only talks to its library and maps its errors.
#ifndef YIDAN_DB_ENGINE_H
#define YIDAN_DB_ENGINE_H

#include "db/db.h"

#include <pthread.h>
#include <stdatomic.h>

enum db_tx { DB_TX_NONE, DB_TX_READ, DB_TX_WRITE };
enum db_savepoint_op { DB_SAVEPOINT_SET, DB_SAVEPOINT_RELEASE, DB_SAVEPOINT_ROLLBACK };

struct db_reader; // pool.c

struct db {
	const struct db_ops *ops;
	const struct db_catalog *catalog;
	struct db_options options; // with the defaults filled in; strings are ours
	char *target;		   // SQLite: path; PostgreSQL: the whole URL
	char *display;
	// Faults for tests: armed counts down; 0 is off.
	atomic_int_fast64_t fault_armed;
	enum db_fault_kind fault_kind;
	enum err_class fault_class;
	atomic_bool disk_failed; // nothing is written any more (db_disk_failed)
	// Connections of db_reader_get.
	pthread_key_t reader_key;
	pthread_mutex_t reader_lock;
	struct db_reader *readers;
};

// The head of every connection; an engine's own struct starts with it.
struct db_conn {
	struct db *db;
	enum db_access access;
	enum db_tx tx;
	int savepoints;	      // open ones
	int cursors;	      // open ones
	int fail_class;	      // of the statement that failed, 0: the transaction can go on
	bool lost;	      // the engine has ended the transaction by itself
	bool dead;	      // must reconnect before the next begin
	bool fenced;	      // the write queue holds the transaction: the command must not begin or end one
	int checkpoint_pages; // SQLite: so long a log is copied back
	int64_t deadline_us;  // monotonic, 0 none
	const char *file;     // of the last call
	int line;
};

struct db_cursor {
	struct db_conn *conn;
	const struct db_query *query;
	bool scan;	  // fetched piece by piece
	bool heap;	  // from db_cursor_open
	int64_t affected; // rows written, after the last row
	// The engine's:
	void *handle;  // sqlite3_stmt or PGresult
	bool borrowed; // SQLite: the statement of the cache
	int row;       // PostgreSQL: next row of the result
	int portal;    // PostgreSQL: number of the server's cursor
	bool ended;
};

struct db_ops {
	enum db_engine_kind kind;
	// Checks the target and sets display (the URL without secrets).
	int (*parse)(struct db *db, struct err *err);
	int (*connect)(struct db *db, enum db_access access, struct db_conn **ret, struct err *err);
	void (*disconnect)(struct db_conn *conn); // frees it
	int (*reconnect)(
		struct db_conn *conn, struct err *err); // conn stays usable for another try after a failure
	int (*begin)(struct db_conn *conn, bool write, struct err *err);
	// After a failure the transaction is over; sets dead where the connection cannot be trusted.
	int (*commit)(struct db_conn *conn, struct err *err);
	void (*rollback)(struct db_conn *conn); // also of a transaction that is lost
	int (*savepoint)(struct db_conn *conn, enum db_savepoint_op op, int depth, struct err *err);
	// Prepares and compares with the head.
	int (*check)(struct db_conn *conn, const struct db_query *query, struct err *err);
	// Parameters have been checked. Sets lost (and dead) where the engine ended the transaction. A cursor
	// that could not be opened needs no close.
	int (*open)(struct db_cursor *cursor, const void *in, struct err *err);
	int (*next)(struct db_cursor *cursor, struct arena *arena, void *row, bool *ret_more,
		struct err *err); // arena NULL: texts borrowed
	void (*close)(struct db_cursor *cursor);
	int (*script)(struct db_conn *conn, const char *statements,
		struct err *err); // several statements, no result
};

extern const struct db_ops db_sqlite_ops;
extern const struct db_ops db_postgres_ops;

void db_readers_init(struct db *db); // pool.c
void db_readers_release(struct db *db);

_Noreturn void db_guard_failed(const struct db_conn *conn, const struct db_query *query, const char *reason);
// Marks the transaction as failed (only to be rolled back) and returns class.
int db_tx_failed(struct db_conn *conn, int class);
// True when the armed fault hits now.
bool db_fault_hits(struct db *db, bool commit);

// Fills err for a clash: ERR_CONSTRAINT, or ERR_CONFLICT where the schema says so.
int db_constraint_err(const struct db *db, struct slice name, const char *query, struct err *err);
// The same for an engine that tells columns and no name: "case.jurisdiction_id, case.code".
int db_columns_err(const struct db *db, struct slice list, bool not_null, const char *query, struct err *err);

// Access to the generated structs.
static inline const void *db_field_at(const void *base, const struct db_field *field)
{
	return (const char *)base + field->offset;
}

static inline bool db_field_is_null(const void *base, const struct db_field *field)
{
	return field->nullable && !*(const bool *)((const char *)base + field->has_offset);
}

static inline void db_field_set_has(void *base, const struct db_field *field, bool has)
{
	if (field->nullable)
		*(bool *)((char *)base + field->has_offset) = has;
}

// Connecting again and again to a server that is gone: at most one try per pause, which doubles up to five
// seconds.
struct db_breaker {
	pthread_mutex_t lock;
	int64_t pause_us;
	int64_t closed_until_us; // monotonic
};

void db_breaker_init(struct db_breaker *breaker);
void db_breaker_release(struct db_breaker *breaker);
bool db_breaker_allows(struct db_breaker *breaker);
void db_breaker_report(struct db_breaker *breaker, int class); // what a begin or connect came to

#endif
