// SPDX-License-Identifier: Apache-2.0
// Any bytes as a verifier key and as a signing key: refused, or written again they are the same bytes, and
// what a signing key signs its verifier key knows.
#include "base/arena.h"
#include "ledger_keys.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_signer(const struct note_signer *signer, struct arena *arena)
{
	struct buf key_text = buf_in(arena), line = buf_in(arena);
	struct note_signature parsed;
	struct note_key key;
	struct slice rest;

	note_key_format(&signer->key, &key_text);
	must(note_key_parse(buf_slice(&key_text), &key, NULL) == 0);
	must(key.id == signer->key.id);
	note_sign_line(signer, SLICE("text\n"), 1, &line);
	must(note_signature_parse(buf_slice(&line), &parsed, &rest, NULL) == 0);
	must(note_verify_line(SLICE("text\n"), &parsed, &key, NULL) == NOTE_SIGNED);
	must(note_verify_line(SLICE("texts\n"), &parsed, &key, NULL) == NOTE_FORGED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct slice input = slice_from(data, size);
	struct buf again = buf_in(arena);
	struct note_signer signer;
	struct note_key key;

	if (note_key_parse(input, &key, NULL) == 0) {
		note_key_format(&key, &again);
		must(slice_eq(buf_slice(&again), input));
	}
	buf_reset(&again);
	if (note_signer_parse(input, &signer, NULL) == 0) {
		note_signer_format(&signer, &again);
		must(slice_eq(buf_slice(&again), input));
		check_signer(&signer, arena);
	}
	// The id fits only what it was made of, so the rest of the way is tried with a name alone.
	if (note_signer_from_seed(
		    input, NOTE_COSIGNATURE_V1, (const uint8_t[NOTE_SEED_BYTES]){1}, &signer, NULL) == 0) {
		must(note_name_is_valid(input));
		check_signer(&signer, arena);
	}
	arena_free(arena);
	return 0;
}
