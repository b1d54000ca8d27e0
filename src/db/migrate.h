// SPDX-License-Identifier: Apache-2.0
// Brings a database up to the schema this program was built with, and refuses where program and database
// don't fit.
//
// Migrations are numbered and append-only. Each runs in a transaction and leaves a row in the table
// `migration`: number, name, SHA-256 of its file, and the oldest program (the number of migrations it knows)
// that may still run on the result. So two versions can run side by side, and a program too old for the
// database stops with a clear message. Any thread, one at a time; servers that start together wait for each
// other.
#ifndef YIDAN_DB_MIGRATE_H
#define YIDAN_DB_MIGRATE_H

#include "db/db.h"

struct db_schema_state {
	int64_t program;	// migrations this program knows
	int64_t database;	// the last one applied, 0 in an empty database
	int64_t oldest_program; // what the database asks for
};

// Applies what is missing. ret_applied (may be NULL) says how many. ERR_INVALID: the program is too old, or a
// migration was changed after it had been applied.
int db_migrate(struct db *db, int64_t *ret_applied, struct err *err);
// What there is, without a verdict: database 0 is one without any of our tables. ERR_INVALID: the program is
// too old, or a migration was changed. Outside a transaction.
int db_schema_read(struct db_conn *conn, struct db_schema_state *ret, struct err *err);
// Nothing is changed. 0 when the program may run: no migration of its own is missing, none changed, and the
// database does not ask for a newer program. ERR_INVALID says what to do. Also for /readyz. Outside a
// transaction.
int db_schema_check(struct db_conn *conn, struct db_schema_state *ret, struct err *err);

#endif
