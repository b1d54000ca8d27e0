// SPDX-License-Identifier: Apache-2.0
// Any bytes as a signed note: refused, or its parts are the whole again, and its text can be signed, read and
// checked by a key that signed, while a key that did not never counts.
#include "base/arena.h"
#include "ledger_keys.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(struct slice bytes, const struct note *note, struct arena *arena)
{
	struct buf whole = buf_in(arena);

	buf_put_slice(&whole, note->text);
	buf_put_byte(&whole, '\n');
	for (size_t i = 0; i < note->count; i++) {
		must(note_name_is_valid(note->signatures[i].name));
		buf_put_slice(&whole, note->signatures[i].line);
	}
	must(slice_eq(buf_slice(&whole), bytes));
}

static void check_signing(struct slice text, struct arena *arena)
{
	struct note_signer log = signer_of(LOG_SIGNER), witness = signer_of(WITNESS_SIGNER);
	struct buf bytes = buf_in(arena);
	uint64_t time_s = 0;
	struct note note;

	note_sign(&log, text, &bytes);
	if (bytes.len > NOTE_BYTES_MAX / 2)
		return;
	must(note_parse(buf_slice(&bytes), &note, NULL) == 0);
	must(slice_eq(note.text, text));
	must(note_verify(&note, &log.key, NULL) == NOTE_SIGNED);
	must(note_verify(&note, &witness.key, NULL) == NOTE_UNSIGNED);
	note_sign_line(&witness, text, 12, &bytes);
	must(note_parse(buf_slice(&bytes), &note, NULL) == 0);
	must(note_verify(&note, &witness.key, &time_s) == NOTE_SIGNED && time_s == 12);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct slice input = slice_from(data, size), rest;
	struct note_signature line;
	struct note note;

	note_name_is_valid(input);
	if (note_signature_parse(input, &line, &rest, NULL) == 0)
		must(line.line.len + rest.len == size);
	if (note_parse(input, &note, NULL) == 0) {
		struct note_signer log = signer_of(LOG_SIGNER), witness = signer_of(WITNESS_SIGNER);

		must(note.count > 0);
		check_parts(input, &note, arena);
		note_verify(&note, &log.key, NULL);
		note_verify(&note, &witness.key, NULL);
		check_signing(note.text, arena);
	}
	arena_free(arena);
	return 0;
}
