// SPDX-License-Identifier: Apache-2.0
// Paths of tiles: what is taken is written again as exactly the same bytes.
#include "base/macros.h"
#include "ledger/tile.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice path = slice_from(data, size);
	char again[TILE_PATH_BYTES];
	struct tile_id tile;

	if (tile_path_parse(path, &tile, NULL) < 0)
		return 0;
	must(tile.index < MERKLE_SIZE_MAX && tile.width >= 1 && tile.width <= TILE_WIDTH);
	must(tile.level >= 0 && tile.level <= 63 && (!tile.is_entries || tile.level == 0));
	tile_path(&tile, again);
	must(slice_eq_cstr(path, again));
	return 0;
}
