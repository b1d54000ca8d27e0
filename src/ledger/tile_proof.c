// SPDX-License-Identifier: Apache-2.0
// Everything here is made of perfect subtrees: 2^height leaves, the first of them at a multiple of that. One
// whose height is a multiple of 8 stands in a tile; another is hashed from up to 128 neighbours in one. They
// are asked for from the leaves upwards, so that the tile read last mostly has the next one too, and a proof
// reads each tile of its way about once.
#include "base/macros.h"
#include "ledger/tile.h"

#include <inttypes.h>
#include <string.h>

struct tile_source {
	const struct tile_reader *tiles;
	uint64_t size; // of the tree
	int level;     // of the tile in `hashes`; -1: none yet
	uint64_t index;
	struct merkle_hash hashes[TILE_WIDTH];
};

static int source_init(
	struct tile_source *source, const struct tile_reader *tiles, uint64_t size, struct err *err)
{
	if (size >= MERKLE_SIZE_MAX)
		return err_set(err, ERR_INVALID, "a tree of %" PRIu64 " leaves is too large", size);
	source->tiles = tiles;
	source->size = size;
	source->level = -1;
	source->index = 0;
	return 0;
}

// The root of the subtree `index` of those with 2^height leaves; it must lie in the tree.
static int read_subtree(
	struct tile_source *source, unsigned height, uint64_t index, struct merkle_hash *ret, struct err *err)
{
	int level = (int)(height / TILE_HEIGHT), r;
	size_t count = (size_t)1 << height % TILE_HEIGHT;
	uint64_t first = index * count, tile = first / TILE_WIDTH;

	if (source->level != level || source->index != tile) {
		int width = tile_width(source->size, level, tile);

		must(first % TILE_WIDTH + count <= (size_t)width);
		source->level = -1;
		r = source->tiles->read(source->tiles->arg, level, tile, width, source->hashes, err);
		if (r < 0)
			return r;
		source->level = level;
		source->index = tile;
	}
	merkle_root_of(&source->hashes[first % TILE_WIDTH], count, ret);
	return 0;
}

// The root over the leaves from ... to - 1; `from` is a multiple of the largest power of two that fits in.
static int read_range(
	struct tile_source *source, uint64_t from, uint64_t to, struct merkle_hash *ret, struct err *err)
{
	struct merkle_hash subtree, hash;
	bool is_first = true;
	uint64_t end = to;
	int r;

	must(from < to);
	while (end > from) {
		unsigned height = (unsigned)__builtin_ctzll(end - from);

		r = read_subtree(source, height, (end - 1) >> height, &subtree, err);
		if (r < 0)
			return r;
		if (is_first)
			hash = subtree;
		else
			merkle_node_hash(&subtree, &hash, &hash);
		is_first = false;
		end -= UINT64_C(1) << height;
	}
	*ret = hash;
	return 0;
}

// The siblings on the way from the subtree of 2^height leaves that holds leaf `index` to the root.
static int read_way(struct tile_source *source, uint64_t index, unsigned height, struct merkle_hash *proof,
	size_t *count, struct err *err)
{
	uint64_t last = source->size - 1;

	for (; last >> height > 0; height++) {
		uint64_t here = index >> height, begin = (here ^ 1) << height, end;
		int r;

		if (here == last >> height && !(here & 1))
			continue; // the right edge, and nothing to the right of it
		end = begin + (UINT64_C(1) << height);
		must(*count < MERKLE_PROOF_MAX);
		r = read_range(source, begin, end < source->size ? end : source->size, &proof[*count], err);
		if (r < 0)
			return r;
		(*count)++;
	}
	return 0;
}

int tile_root(const struct tile_reader *tiles, uint64_t size, struct merkle_hash *ret, struct err *err)
{
	struct tile_source source;
	int r = source_init(&source, tiles, size, err);

	if (r < 0)
		return r;
	if (size > 0)
		return read_range(&source, 0, size, ret, err);
	merkle_empty_root(ret);
	return 0;
}

static int check_index(uint64_t index, uint64_t size, struct err *err)
{
	if (index < size)
		return 0;
	return err_set(
		err, ERR_INVALID, "index %" PRIu64 " is not in a tree of %" PRIu64 " leaves", index, size);
}

int tile_leaf(const struct tile_reader *tiles, uint64_t size, uint64_t index, struct merkle_hash *ret,
	struct err *err)
{
	struct tile_source source;
	int r;

	if ((r = source_init(&source, tiles, size, err)) < 0 || (r = check_index(index, size, err)) < 0)
		return r;
	return read_subtree(&source, 0, index, ret, err);
}

int tile_frontier(
	const struct tile_reader *tiles, uint64_t size, struct merkle_frontier *ret, struct err *err)
{
	struct merkle_frontier frontier = {.size = size};
	size_t at = merkle_frontier_count(size);
	struct tile_source source;
	int r = source_init(&source, tiles, size, err);

	if (r < 0)
		return r;
	for (uint64_t end = size; end > 0; end &= end - 1) { // without its lowest bit each time
		unsigned height = (unsigned)__builtin_ctzll(end);

		r = read_subtree(&source, height, (end - 1) >> height, &frontier.nodes[--at], err);
		if (r < 0)
			return r;
	}
	*ret = frontier;
	return 0;
}

int tile_prove_inclusion(const struct tile_reader *tiles, uint64_t index, uint64_t size,
	struct merkle_hash *ret, size_t *ret_count, struct err *err)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	struct tile_source source;
	size_t count = 0;
	int r;

	if ((r = source_init(&source, tiles, size, err)) < 0 || (r = check_index(index, size, err)) < 0)
		return r;
	r = read_way(&source, index, 0, proof, &count, err);
	if (r < 0)
		return r;
	memcpy(ret, proof, count * sizeof(*proof));
	*ret_count = count;
	return 0;
}

int tile_prove_consistency(const struct tile_reader *tiles, uint64_t size1, uint64_t size2,
	struct merkle_hash *ret, size_t *ret_count, struct err *err)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	struct tile_source source;
	size_t count = 0;
	unsigned shift;
	int r = source_init(&source, tiles, size2, err);

	if (r < 0)
		return r;
	if (size1 > size2)
		return err_set(err, ERR_INVALID,
			"a tree of %" PRIu64 " leaves does not begin with one of %" PRIu64, size2, size1);
	if (size1 == 0 || size1 == size2) {
		*ret_count = 0;
		return 0;
	}
	// The way begins at the perfect subtree that ends the smaller tree; where that is all of it, the
	// reader has it already as root.
	shift = (unsigned)__builtin_ctzll(size1);
	if (size1 != UINT64_C(1) << shift) {
		r = read_subtree(&source, shift, (size1 - 1) >> shift, &proof[count++], err);
		if (r < 0)
			return r;
	}
	r = read_way(&source, size1 - 1, shift, proof, &count, err);
	if (r < 0)
		return r;
	memcpy(ret, proof, count * sizeof(*proof));
	*ret_count = count;
	return 0;
}
