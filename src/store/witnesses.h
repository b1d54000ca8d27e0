// SPDX-License-Identifier: Apache-2.0
// What is known of the witnesses of a log: how far each cosigned, when it is asked again; and their
// cosignatures, which stand under kept checkpoints. Inside a transaction that the caller opened; any thread
// with its own connection.
#ifndef YIDAN_STORE_WITNESSES_H
#define YIDAN_STORE_WITNESSES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_conn;

struct witness_row {
	struct slice witness; // its verifier key
	int64_t size, at;     // of the newest checkpoint that it cosigned; 0: none yet
	int64_t next_at;
};

int witnesses_all(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	struct witness_row **ret, size_t *ret_count, struct err *err);
// Whether it is ours to ask this witness now; then nobody else does until `until`.
int witnesses_claim(struct db_conn *conn, int64_t jurisdiction_id, int64_t log, struct slice witness,
	int64_t now_us, int64_t until_us, bool *ret_claimed, struct err *err);
int witnesses_wait(struct db_conn *conn, int64_t jurisdiction_id, int64_t log, struct slice witness,
	int64_t until_us, struct err *err);

struct cosignature {
	struct slice witness; // verifier key
	struct slice line;    // checked by the caller
	int64_t size;
	struct slice checkpoint; // the note that it is about, as the log signed it
	int64_t at, next_at;
};
// Keeps the line under the checkpoint of that size. ERR_INTERNAL: another checkpoint of that size is kept.
int witnesses_keep(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	const struct cosignature *cosignature, struct err *err);

#endif
