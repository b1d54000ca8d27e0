// SPDX-License-Identifier: Apache-2.0
// A file is taken whole or refused with words; what holds has no field without its commitment.
#include "base/mem.h"
#include "service/proof_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct proof_file file;
	struct err err = {0};

	if (proof_file_read(slice_from(data, size), arena, &file, &err) == 0) {
		must(file.count <= PROOF_FILE_ENTRIES_MAX && file.key_count <= PROOF_FILE_KEYS_MAX);
		if (proof_file_check(&file, arena, &err) == 0 && file.count > 0)
			must(file.entries[file.count - 1].index < file.checkpoint.size);
		else
			must(file.count == 0 || err.message[0]);
	} else {
		must(err.class == ERR_INVALID && err.message[0]);
	}
	arena_free(arena);
	return 0;
}
