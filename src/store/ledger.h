// SPDX-License-Identifier: Apache-2.0
// The ledger's rows: entries, tree, checkpoints of each jurisdiction's log. What a hash or a note is, ledger/
// knows; who signs, the caller. Everything runs inside a transaction that the caller opened; any thread with
// its own connection.
//
//	event_store_append → ledger_entry_add(conn, …)          with the event, in its transaction
//	ledger_sequence(conn, arena, jurisdiction_id, signer, …)    before the commit of a batch, or by the
// sequencer's job 	ledger_head(conn, …), ledger_tile(conn, …), ledger_bundle(conn, …), ledger_prove(conn,
// …) for readers
#ifndef YIDAN_STORE_LEDGER_H
#define YIDAN_STORE_LEDGER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "ledger/note.h"
#include "ledger/receipt.h"
#include "ledger/tile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_conn;

// What a log had at one moment. Slices live in the arena.
struct ledger_head {
	int64_t number; // 1, 2, 3 …
	struct slice origin;
	uint8_t public_key[NOTE_PUBLIC_KEY_BYTES]; // in force
	int64_t started_at;
	struct merkle_frontier frontier; // with the size
	struct slice checkpoint;	 // signed note; empty before the first
	int64_t signed_at;
	int64_t kept_at; // of the newest checkpoint in ledger_checkpoint
	bool is_damaged; // from ledger_logs alone: size, right edge and key do not fit each other
};

// The log that grows. ERR_NOT_FOUND: the jurisdiction has none. ERR_INTERNAL: size and frontier do not fit
// each other.
int ledger_head(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct ledger_head *ret,
	struct err *err);
// All logs of a jurisdiction, the oldest first; also those whose row is damaged (frontier.nodes and
// public_key are then not set): a log that ended so is still named.
int ledger_logs(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct ledger_head **ret,
	size_t *ret_count, struct err *err);

struct ledger_kept_checkpoint {
	int64_t size, at;
	struct slice cause; // "hour", "key", "witness"
	struct slice note;
};
// Kept checkpoints, the newest first.
int ledger_kept_newest(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	int64_t most, struct ledger_kept_checkpoint **ret, size_t *ret_count, struct err *err);
// Those at which the key changed, the newest first.
int ledger_kept_keys(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	struct ledger_kept_checkpoint **ret, size_t *ret_count, struct err *err);
// The one of a size; ERR_NOT_FOUND.
int ledger_kept(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log, int64_t size,
	struct slice *ret, struct err *err);

// An empty log whose origin is the key's name, in a write transaction; the events from now on are its
// entries.
int ledger_start(struct db_conn *conn, int64_t jurisdiction_id, int64_t number, const struct note_key *key,
	int64_t now_us, struct err *err);

// An event that was just stored becomes an entry of the newest log.
int ledger_entry_add(struct db_conn *conn, int64_t jurisdiction_id, int64_t stream_id, int64_t seq,
	int64_t at_us, struct slice bytes, struct err *err);

#define LEDGER_SEQUENCE_MOST 4096

// Who signs. `find` gives the signer of a log with this public key, which stays valid while the call lasts:
// ERR_NOT_FOUND, with words, where the program does not have that key. `next` (mostly NULL) is a new key:
// this one checkpoint is signed by both, it is kept, and from then on `next` is the key in force.
struct ledger_signing {
	int (*find)(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
		const struct note_signer **ret, struct err *err);
	void *arg;
	const struct note_signer *next;
	bool is_placed; // what waits has its places: a log that takes over the entries of another
};

// Takes what waits into the tree, at most LEDGER_SEQUENCE_MOST entries, and signs; in a write transaction.
// *ret_added is how many they were (0: nothing waits, nothing was changed, unless there is a next key).
// ERR_CONFLICT: somebody else was faster. ERR_INTERNAL: what is stored contradicts itself; nothing must be
// signed.
int ledger_sequence(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct ledger_signing *signing, int64_t now_us, size_t *ret_added, struct err *err);

// The events of an ended log become entries of a new one, behind the `first_place` entries that it has: in
// the order of the old log, those that had no place there behind them, by time; the first entry of
// a log that was itself a restart comes where its stream has it. In a write transaction; the
// next ledger_sequence is told that they are placed.
int ledger_take_over(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t old_log,
	int64_t new_log, int64_t first_place, int64_t *ret_count, struct err *err);

// Reads tiles of one log for ledger/tile.h; keeps a pointer to conn and arena.
struct ledger_tiles {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id, log;
};
struct tile_reader ledger_tile_reader(struct ledger_tiles *tiles);

// The bytes of a tile or bundle as they are published. ERR_NOT_FOUND where a tree of `size` has none of this
// width.
int ledger_tile(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	uint64_t size, const struct tile_id *tile, struct slice *ret, struct err *err);

// An event's place. ERR_NOT_FOUND: no such event in this log. *ret_place is -1 while it waits.
int ledger_place(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	int64_t stream_id, int64_t seq, int64_t *ret_place, struct err *err);
// Place and proof of an event under the newest checkpoint, ready for receipt_format (extra is left empty).
// ERR_NOT_FOUND; ERR_BUSY while the entry is not in the tree yet.
int ledger_prove(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t stream_id,
	int64_t seq, struct receipt *ret, struct err *err);

#endif
