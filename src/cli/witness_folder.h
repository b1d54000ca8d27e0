// SPDX-License-Identifier: Apache-2.0
// What a witness remembers: a folder with one file an origin, HEX.checkpoint (HEX: SHA-256 of the origin),
// that holds the newest checkpoint it cosigned with the log's signature and its own. Written before a
// cosignature leaves, read once at the start; a file that does not hold what it must stops the program, since
// a witness that forgets could cosign a second history. Where a log shows another root of the size that was
// cosigned, that checkpoint stays beside it as HEX.fork: the two together prove what the log did.
//
// Open and close on the thread of main; hold and release on any, one holder an origin at a time.
#ifndef YIDAN_CLI_WITNESS_FOLDER_H
#define YIDAN_CLI_WITNESS_FOLDER_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/note.h"
#include "ledger/witness.h"

struct witness_folder;
struct witness_memory; // of one origin

// The folder is made where it is not there. `logs` are the keys of the logs (several may be of one origin),
// `self` the witness's; both are kept, not copied. ERR_BUSY: another program has the folder; ERR_INVALID and
// ERR_UNAVAILABLE with words.
int witness_folder_open(const char *path, const struct note_key *logs, size_t log_count,
	const struct note_key *self, struct witness_folder **ret, struct err *err);
void witness_folder_close(struct witness_folder *folder); // NULL is fine

// Waits until nobody else holds it. NULL: no such origin.
struct witness_memory *witness_folder_hold(struct witness_folder *folder, struct slice origin);
void witness_folder_release(struct witness_memory *memory); // NULL is fine
const char *witness_memory_origin(const struct witness_memory *memory);
struct witness_state witness_memory_state(const struct witness_memory *memory);
// `note` is the signed checkpoint of this size and root, `line` our cosignature of time_s. Durable when it
// returns 0; else nothing is remembered, and the cosignature must not leave.
int witness_memory_keep(struct witness_memory *memory, const struct witness_state *next, struct slice note,
	struct slice line, uint64_t time_s, struct err *err);
// A checkpoint that contradicts what was cosigned; the first one stays.
int witness_memory_keep_fork(struct witness_memory *memory, struct slice note, struct err *err);

// One line an origin for people: what was cosigned, and when.
void witness_folder_describe(struct witness_folder *folder, struct buf *out);

#endif
