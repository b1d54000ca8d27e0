// SPDX-License-Identifier: Apache-2.0
// What is taken from an entry of another ledger is sound: names that are names, a size that a tree can have;
// and an entry that hands over to a key is signed by the one that was known.
#include "base/mem.h"
#include "cli/log_entries.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	// Of the corpus: its secret half signed the file "handed-over".
	static const uint8_t known[NOTE_PUBLIC_KEY_BYTES] = {0x8a, 0x88, 0xe3, 0xdd, 0x74, 0x09, 0xf1, 0x95,
		0xfd, 0x52, 0xdb, 0x2d, 0x3c, 0xba, 0x5d, 0x72, 0xca, 0x67, 0x09, 0xbf, 0x1d, 0x94, 0x12,
		0x1b, 0xf3, 0x74, 0x88, 0x01, 0xb4, 0x0f, 0x6f, 0x5c};
	struct arena *arena = arena_new();
	struct log_ending ending;
	struct note_key old, next;

	must(note_key_make(SLICE("example.org/ledger"), NOTE_ED25519, known, &old, NULL) == 0);
	if (log_entry_read_ending(slice_from(data, size), arena, &ending))
		must(note_name_is_valid(ending.origin) && ending.previous.size <= UINT64_C(1) << 52);
	if (log_entry_read_key_change(slice_from(data, size), &old, arena, &next))
		must(strcmp(next.name, old.name) == 0);
	arena_free(arena);
	return 0;
}
