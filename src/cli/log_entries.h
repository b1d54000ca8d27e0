// SPDX-License-Identifier: Apache-2.0
// What an entry of somebody else's ledger says of the log itself: that it follows on another after entries
// were lost, or that another key signs from now on (docs/ledger.md). Bytes from outside: an entry that is no
// such one, or not a sound one, is false. Pure; results live in the arena and borrow from the entry. Any
// thread.
#ifndef YIDAN_CLI_LOG_ENTRIES_H
#define YIDAN_CLI_LOG_ENTRIES_H

#include "base/arena.h"
#include "base/slice.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"

#include <stdbool.h>
#include <stdint.h>

#define LOG_ENDING_LINE_BYTES (4 + 64) // id of the key and signature

// What a `ledger.started` with the cause "restored" says of the log before it.
struct log_ending {
	struct slice origin; // of the new log
	struct checkpoint previous;
	uint8_t line[LOG_ENDING_LINE_BYTES]; // under that checkpoint
};

bool log_entry_read_ending(struct slice entry, struct arena *arena, struct log_ending *ret);

// A `ledger.key_changed` that hands over from this key, signed by both: then *ret is the new one.
bool log_entry_read_key_change(
	struct slice entry, const struct note_key *old, struct arena *arena, struct note_key *ret);

#endif
