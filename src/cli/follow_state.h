// SPDX-License-Identifier: Apache-2.0
// What somebody who follows a ledger remembers of it, as a file that people can read too:
//
//	yidan-follow/1
//	key VKEY                the one that was trusted first; further ones as they followed on it
//	seen 2026-11-23T08:30:00Z     when it was asked last with success
//	grown 2026-11-23T08:29:00Z    when its tree was first seen at this size
//	entries 1200            up to where the entries themselves were read and hashed
//
//	the newest checkpoint that was seen, a signed note
//
// Main thread.
#ifndef YIDAN_CLI_FOLLOW_STATE_H
#define YIDAN_CLI_FOLLOW_STATE_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/checkpoint.h"

#include <stdbool.h>
#include <stdint.h>

#define FOLLOW_KEYS_MAX	       64
#define FOLLOW_STATE_BYTES_MAX (64 * 1024)

struct follow_state {
	struct note_key keys[FOLLOW_KEYS_MAX]; // the oldest first; the last is in force
	size_t key_count;
	int64_t seen_at, grown_at; // microseconds
	uint64_t entries;
	struct slice note; // empty: nothing was seen yet
	uint64_t size;	   // of the note, as root
	struct merkle_hash root;
};

// ERR_INVALID with the line; the note must be signed by one of the keys. Slices live in the arena.
int follow_state_parse(struct slice text, struct arena *arena, struct follow_state *ret, struct err *err);
void follow_state_format(const struct follow_state *state, struct buf *out);
// *ret_found false: there is no such file.
int follow_state_load(
	const char *path, struct arena *arena, bool *ret_found, struct follow_state *ret, struct err *err);
int follow_state_save(const char *path, const struct follow_state *state, struct err *err);

#endif
