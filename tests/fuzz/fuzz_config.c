// SPDX-License-Identifier: Apache-2.0
#include "cli/config.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct config_entry *entries;
	struct err err;
	size_t count;

	if (config_parse(arena, slice_from(data, size), &entries, &count, &err) == 0) {
		must(count <= CONFIG_ENTRIES_MAX);
		for (size_t i = 0; i < count; i++) {
			must(entries[i].line > 0 && entries[i].key[0] && entries[i].value[0]);
			must(slice_is_utf8(slice_of(entries[i].value)) && !strchr(entries[i].value, '\n'));
		}
	} else {
		must(err.class == ERR_INVALID && err.message[0]);
	}
	arena_free(arena);
	return 0;
}
