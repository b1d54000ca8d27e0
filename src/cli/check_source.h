// SPDX-License-Identifier: Apache-2.0
// A ledger as it is now, on the server of --url or in the database of --db: its newest checkpoint, the keys
// it names itself, its tiles. Nothing of it is believed: whoever asks checks signatures and proofs. One
// thread.
//
//	r = check_source_open(settings, arena, receipt.origin, &source, err);
//	… note_verify(&source.note, key) … tile_prove_inclusion(&source.tiles, …) …
//	check_source_close(&source);
#ifndef YIDAN_CLI_CHECK_SOURCE_H
#define YIDAN_CLI_CHECK_SOURCE_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/settings.h"
#include "ledger/checkpoint.h"
#include "ledger/tile.h"
#include "store/ledger.h"

struct db;
struct db_conn;
struct remote_log;

struct check_source {
	const char *where; // what was asked, for people; NULL: neither --url nor --db was given
	struct note note;
	struct checkpoint checkpoint;
	struct note_key *keys; // since the log's start, the newest last
	size_t key_count;
	struct tile_reader tiles;
	// what it stands on
	struct remote_log *remote;
	struct db *db;
	struct db_conn *conn;
	struct ledger_tiles stored;
};

// Without --url and --db an empty one. ERR_NOT_FOUND: no ledger of this origin is there. ERR_INVALID: what
// came back is none. Close it in every case.
int check_source_open(const struct settings *settings, struct arena *arena, struct slice origin,
	struct check_source *ret, struct err *err);
void check_source_close(struct check_source *source);

#endif
