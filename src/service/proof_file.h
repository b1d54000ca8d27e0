// SPDX-License-Identifier: Apache-2.0
// A case with its proofs as it is published (docs/ledger.md, "A case with its proofs"), read and checked as a
// stranger would: only bytes, no database. Pure; any thread. What was read lives in the arena.
//
//	r = proof_file_read(bytes, arena, &file, err);      // is it such a file at all?
//	r = proof_file_check(&file, arena, err);            // does what it says hold?
//	note_verify(&file.note, &key, NULL)                 // who signed
#ifndef YIDAN_SERVICE_PROOF_FILE_H
#define YIDAN_SERVICE_PROOF_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "events/codec.h"
#include "ledger/checkpoint.h"

#include <stddef.h>
#include <stdint.h>

#define PROOF_FILE_BYTES_MAX   (8 * 1024 * 1024)
#define PROOF_FILE_ENTRIES_MAX 4096
#define PROOF_FILE_KEYS_MAX    64

struct proof_file_field {
	struct slice name;
	struct event_salt salt;
	struct slice value;
};

struct proof_file_entry {
	uint64_t index;
	struct merkle_hash *proof;
	size_t proof_count;
	struct slice bytes;
	struct event_envelope envelope;
	struct proof_file_field *fields;
	size_t field_count;
};

struct proof_file {
	struct slice origin;
	struct note_key *keys; // that the file itself names: nobody's word but its own
	size_t key_count;
	struct note note;
	struct checkpoint checkpoint;
	struct slice code;
	struct proof_file_entry *entries;
	size_t count;
	int64_t waiting;
};

// ERR_INVALID with the place that is wrong: no JSON, something missing, an entry that is none, over a limit.
int proof_file_read(struct slice bytes, struct arena *arena, struct proof_file *ret, struct err *err);
// Whether every entry stands where it says under the checkpoint, they are the events of this one case from
// its first on, in order, and every field that is shown is the one that was entered. ERR_INVALID with what
// does not hold.
int proof_file_check(const struct proof_file *file, struct arena *arena, struct err *err);

#endif
