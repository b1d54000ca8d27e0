// SPDX-License-Identifier: Apache-2.0
// The ledger of each jurisdiction: who signs, when it is sequenced, what is kept outside of the database to
// compare with at the next start, a new key, a new log after a restored backup. Rows and tree are
// store/ledger.h, keys service/ledger_keys.h, formats docs/ledger.md.
//
// Outside: the newest checkpoint as a file STATE.SLUG.checkpoint (STATE: the path of the SQLite file; for
// others the key file without ".key", or `state_path` of the service). Written by the tick, once a second
// where it changed, and on close.
#ifndef YIDAN_SERVICE_LEDGER_H
#define YIDAN_SERVICE_LEDGER_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/checkpoint.h"
#include "store/ledger.h"

#include <stdbool.h>
#include <stdint.h>

struct db_conn;
struct reference;
struct service;

#define LEDGER_ORIGIN_BYTES_MAX 200

// A host and a path without scheme, blanks or "+", as an origin should be: "heting.example/ledger".
bool service_ledger_origin_is_valid(struct slice origin);
// The first log of a new jurisdiction with its key: before its first event, in that transaction. *ret_key is
// for the event ledger.started.
int service_ledger_start(struct service *service, struct db_conn *conn, int64_t jurisdiction_id,
	struct slice origin, int64_t now_us, struct note_key *ret_key, struct err *err);

// Takes what waits into the tree and signs. In a write transaction: the hook of the writer (SQLite), the
// sequencer's job (PostgreSQL), the command line after it wrote.
int service_ledger_sequence(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, size_t *ret_added, struct err *err);

// The same for all jurisdictions until nothing waits, each round a transaction of its own: for a command line
// that wrote entries, at its end.
int service_ledger_catch_up(struct service *service, struct db_conn *conn, struct err *err);

// At the start of a server and of a repair, for all jurisdictions: the stored tree is the one of its last
// checkpoint, the program has the key, and the tree contains the checkpoint that is kept outside. ERR_INVALID
// with what is wrong and how to go on. Reads a few rows a jurisdiction.
int service_ledger_check(struct service *service, struct db_conn *conn, struct err *err);
// The same for one.
int service_ledger_check_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err);
// Writes the newest checkpoints outside where they changed. ERR_UNAVAILABLE where that fails: the next call
// tries again. ERR_INVALID: the one outside is newer than the database; it stays.
int service_ledger_keep(struct service *service, struct db_conn *conn, struct err *err);
int service_ledger_keep_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err);
// The path of the file outside, in the arena.
const char *service_ledger_state_path(struct service *service, struct arena *arena, struct slice slug);

// What is kept outside. ERR_UNAVAILABLE: it cannot be read; ERR_INVALID: it is no checkpoint. Whose it is,
// the caller looks at.
struct ledger_outside {
	bool found;
	const char *path;
	struct slice text;
	struct note note;
	struct checkpoint checkpoint;
};
int service_ledger_outside(struct service *service, struct arena *arena, struct slice slug,
	struct ledger_outside *ret, struct err *err);

#endif
