// SPDX-License-Identifier: Apache-2.0
// Any bytes as a receipt: refused, or written again they are the same bytes. What is verified as it stands
// was signed by the log; so that proofs are tried too, the same receipt is checked with its checkpoint signed
// anew, and must say what the check of the proof alone says.
#include "ledger/receipt.h"
#include "ledger_keys.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_signed_anew(struct receipt receipt, struct arena *arena)
{
	struct note_signer log = signer_of(LOG_SIGNER), witness = signer_of(WITNESS_SIGNER);
	struct buf note_bytes = buf_in(arena);
	struct checkpoint checkpoint;
	struct receipt_check check;
	struct merkle_hash leaf;
	struct note note;
	int proven, verified;

	must(note_parse(receipt.note, &note, NULL) == 0);
	must(checkpoint_parse(note.text, &checkpoint, NULL) == 0);
	must(receipt.index < checkpoint.size);
	note_sign(&log, note.text, &note_bytes);
	if (note_bytes.len > NOTE_BYTES_MAX / 2)
		return;
	note_sign_line(&witness, note.text, 3, &note_bytes);
	merkle_leaf_hash(receipt.extra, &leaf);
	proven = merkle_check_inclusion(
		&leaf, receipt.index, checkpoint.size, receipt.proof, receipt.count, &checkpoint.root, NULL);
	receipt.note = buf_slice(&note_bytes);
	verified = receipt_verify(&receipt, receipt.extra, &log.key, 1, &witness.key, 1, &check, NULL);
	must((verified == 0) == (proven == 0 && slice_eq_cstr(checkpoint.origin, log.key.name)));
	must(verified < 0 || (check.witnesses == 1 && check.time_s == 3));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct note_signer log = signer_of(LOG_SIGNER), witness = signer_of(WITNESS_SIGNER);
	struct slice input = slice_from(data, size);
	struct buf again = buf_in(arena);
	struct receipt_check check;
	struct receipt receipt;

	if (receipt_parse(input, arena, &receipt, NULL) == 0) {
		receipt_format(&receipt, &again);
		must(slice_eq(buf_slice(&again), input));
		if (receipt_verify(&receipt, receipt.extra, &log.key, 1, &witness.key, 1, &check, NULL) == 0)
			must(check.checkpoint.size == 5 &&
				(receipt.index == 0 || receipt.index == 2)); // the golden ones
		check_signed_anew(receipt, arena);
	}
	arena_free(arena);
	return 0;
}
