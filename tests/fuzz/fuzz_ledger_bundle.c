// SPDX-License-Identifier: Apache-2.0
// Entry bundles: what is taken as so many entries lies within the bundle and is put together to the same
// bytes. The first byte of the input says how many, the rest is the bundle.
#include "base/macros.h"
#include "ledger/tile.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bundle = slice_sub(slice_from(data, size), 1, size);
	struct arena *arena = arena_new();
	struct buf again = buf_in(arena);
	struct slice *entries;

	if (size > 0 && tile_bundle_read(bundle, data[0], arena, &entries, NULL) == 0) {
		for (size_t i = 0; i < data[0]; i++)
			tile_bundle_put(&again, entries[i]);
		must(slice_eq(buf_slice(&again), bundle));
	}
	arena_free(arena);
	return 0;
}
