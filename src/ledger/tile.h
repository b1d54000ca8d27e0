// SPDX-License-Identifier: Apache-2.0
// Tiles of C2SP tlog-tiles (height 8): where a hash stands, paths, entry bundles, and proofs made from tiles
// that a reader hands over. Knows no store and no network: whoever has tiles in a table, in files or behind a
// URL gives a function. Source of the formats: c2sp.org/tlog-tiles. Pure; any thread.
#ifndef YIDAN_LEDGER_TILE_H
#define YIDAN_LEDGER_TILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"
#include "ledger/merkle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TILE_HEIGHT	       8
#define TILE_WIDTH	       256
#define TILE_BYTES	       (TILE_WIDTH * MERKLE_HASH_BYTES)
#define TILE_LEVELS_MAX	       8 // of a tree below 2^62 leaves
#define TILE_PATH_BYTES	       64
#define LEDGER_ENTRY_BYTES_MAX 65535 // what a bundle can hold; our own entries are smaller

struct tile_id {
	bool is_entries; // a bundle of entries; level is 0
	int level;	 // 0 … 63
	uint64_t index;
	int width; // 1 … 256; 256: complete
};

// How many hashes level `level` has in a tree of `size` leaves, and how wide its tile `index` is: 0 where
// there is none.
uint64_t tile_level_size(uint64_t size, int level);
int tile_width(uint64_t size, int level, uint64_t index);

// "tile/0/x001/x234/067.p/8", "tile/entries/000". `out` has TILE_PATH_BYTES.
void tile_path(const struct tile_id *tile, char *out);
// The same back, as it stands in a URL behind the log's prefix. Exactly one spelling of each: ERR_NOT_FOUND
// for all else, and for an index from MERKLE_SIZE_MAX. Whether the log has such a tile says tile_width.
int tile_path_parse(struct slice path, struct tile_id *ret, struct err *err);

// Entry bundles: each entry behind its length in two bytes, the most significant first.
void tile_bundle_put(struct buf *out, struct slice entry);
// The entries of a bundle; borrowed from it. ERR_INVALID where it does not hold exactly `count`.
int tile_bundle_read(
	struct slice bundle, size_t count, struct arena *arena, struct slice **ret, struct err *err);

// Hands over the hashes of a tile that is at least `width` wide, `width` of them, into ret (room for
// TILE_WIDTH). Any error of its own is passed on.
struct tile_reader {
	int (*read)(
		void *arg, int level, uint64_t index, int width, struct merkle_hash *ret, struct err *err);
	void *arg;
};

// All of these read only tiles that a tree of `size` has. ERR_INVALID where index or size1 lies outside.
int tile_root(const struct tile_reader *tiles, uint64_t size, struct merkle_hash *ret, struct err *err);
int tile_leaf(const struct tile_reader *tiles, uint64_t size, uint64_t index, struct merkle_hash *ret,
	struct err *err);
int tile_frontier(
	const struct tile_reader *tiles, uint64_t size, struct merkle_frontier *ret, struct err *err);
// ret has room for MERKLE_PROOF_MAX.
int tile_prove_inclusion(const struct tile_reader *tiles, uint64_t index, uint64_t size,
	struct merkle_hash *ret, size_t *ret_count, struct err *err);
int tile_prove_consistency(const struct tile_reader *tiles, uint64_t size1, uint64_t size2,
	struct merkle_hash *ret, size_t *ret_count, struct err *err);

#endif
