// SPDX-License-Identifier: Apache-2.0
// Any bytes as the text of a checkpoint and as a signed one: refused, or written again they are the same
// bytes; what opens was signed by the log, and what the log signs opens.
#include "base/arena.h"
#include "ledger/checkpoint.h"
#include "ledger_keys.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct slice text, const struct note_signer *log, struct arena *arena)
{
	struct buf again = buf_in(arena), signed_note = buf_in(arena);
	struct checkpoint checkpoint, opened;
	struct note note;
	bool is_ours;

	if (checkpoint_parse(text, &checkpoint, NULL) < 0)
		return;
	must(checkpoint.size < MERKLE_SIZE_MAX && checkpoint.origin.len > 0);
	checkpoint_format(&checkpoint, &again);
	must(slice_eq(buf_slice(&again), text));
	note_sign(log, text, &signed_note);
	if (signed_note.len > NOTE_BYTES_MAX)
		return;
	is_ours = slice_eq_cstr(checkpoint.origin, log->key.name);
	must((checkpoint_open(buf_slice(&signed_note), &log->key, &opened, &note, NULL) == 0) == is_ours);
	must(!is_ours || opened.size == checkpoint.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct note_signer log = signer_of(LOG_SIGNER);
	struct slice input = slice_from(data, size);
	struct checkpoint checkpoint;
	struct note note;

	check_text(input, &log, arena);
	if (checkpoint_open(input, &log.key, &checkpoint, &note, NULL) == 0) {
		must(note_verify(&note, &log.key, NULL) == NOTE_SIGNED);
		must(slice_eq_cstr(checkpoint.origin, log.key.name));
	}
	if (note_parse(input, &note, NULL) == 0)
		check_text(note.text, &log, arena);
	arena_free(arena);
	return 0;
}
