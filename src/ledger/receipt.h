// SPDX-License-Identifier: Apache-2.0
// Receipts: C2SP tlog-proof (c2sp.org/tlog-proof), one entry's place in a log with the log's checkpoint,
// checked without the server. In `extra` we put the entry itself (its public bytes), so that the file alone
// is enough; it counts only because its hash is proven. Pure; any thread. Slices borrow from what was parsed
// or live in the arena.
#ifndef YIDAN_LEDGER_RECEIPT_H
#define YIDAN_LEDGER_RECEIPT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "ledger/checkpoint.h"

#define RECEIPT_BYTES_MAX	(64 * 1024)
#define RECEIPT_EXTRA_BYTES_MAX (32 * 1024)
#define RECEIPT_EXTENSION	".tlog-proof"

struct receipt {
	struct slice extra; // decoded; empty: none
	uint64_t index;
	size_t count;
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	struct slice note; // the checkpoint with its signatures, verbatim
};

// ERR_INVALID with the line that is wrong. The note is one, with a checkpoint whose tree has the index;
// whether anybody signed it and the proof fits is for receipt_verify.
int receipt_parse(struct slice bytes, struct arena *arena, struct receipt *ret, struct err *err);
void receipt_format(const struct receipt *receipt, struct buf *out);

struct receipt_check {
	struct checkpoint checkpoint;
	size_t witnesses; // of those asked for, how many cosigned; a public key counts once
	uint64_t time_s;  // the earliest cosignature, 0 without
};
// Whether the entry stands where the receipt says, in a tree that the log signed. Any one of `logs` may have
// signed (keys of one log over time). Only NOTE_COSIGNATURE_V1 keys count as witnesses. ERR_INVALID with what
// does not fit; that is also any one line of a known key that is not its signature.
int receipt_verify(const struct receipt *receipt, struct slice entry, const struct note_key *logs,
	size_t log_count, const struct note_key *witnesses, size_t witness_count, struct receipt_check *ret,
	struct err *err);

#endif
