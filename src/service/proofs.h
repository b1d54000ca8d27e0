// SPDX-License-Identifier: Apache-2.0
// What a reader takes away to check by herself: the receipt of a case, a case with the proofs of all its
// entries and the salts of what is published of it (docs/ledger.md). Inside a read transaction; everything in
// the arena.
#ifndef YIDAN_SERVICE_PROOFS_H
#define YIDAN_SERVICE_PROOFS_H

#include "base/arena.h"
#include "base/err.h"
#include "events/commitment.h"
#include "service/cases.h"
#include "store/ledger.h"

#include <stddef.h>

struct db_conn;

// The receipt of a case as a file (tlog-proof, its entry in `extra`) and as one line for a QR code.
// ERR_NOT_FOUND; ERR_BUSY while the entry waits for its checkpoint (PostgreSQL: less than a second).
struct proof_receipt {
	struct slice file;
	struct slice line;
	uint64_t index;
	struct checkpoint checkpoint;
	int64_t signed_at;
};
int proofs_receipt(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct proof_receipt *ret, struct err *err);

struct proof_field {
	struct slice name;
	struct event_salt salt;
	struct slice value;
};

struct proof_entry {
	uint64_t index;
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	size_t proof_count;
	struct slice bytes;
	const struct proof_field *fields; // those that the page of the case shows
	size_t field_count;
};

struct proof_case {
	struct ledger_head head;
	struct slice code;
	struct proof_entry *entries;
	size_t count;
	size_t waiting; // behind them, without a checkpoint yet
};
int proofs_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct proof_case *ret, struct err *err);

// The verifier keys of a log since its start, from its events: the first is that of ledger.started.
int proofs_keys(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct ledger_head *head, struct note_key **ret, size_t *ret_count, struct err *err);

#endif
