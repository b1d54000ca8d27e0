// SPDX-License-Identifier: Apache-2.0
// Reads the entries themselves. The right edge at the start comes from the tiles; it is true if, with the
// entries behind it, it gives the root that was signed. Every tile that these entries touch is compared with
// the hashes that follow from them, so that a reader of any tile reads the same tree.
#include "cli/follow.h"

#include "base/macros.h"

#include <inttypes.h>
#include <string.h>

struct level {
	uint64_t index; // of the tile that grows
	int count;
	struct merkle_hash hashes[TILE_WIDTH];
};

struct reading {
	struct tile_reader tiles;
	struct merkle_frontier frontier;
	struct level levels[TILE_LEVELS_MAX];
	struct merkle_hash published[TILE_WIDTH];
};

static int begin(struct reading *r, uint64_t from, struct err *err)
{
	int result = from ? tile_frontier(&r->tiles, from, &r->frontier, err) : 0;

	for (int level = 0; result == 0 && level < TILE_LEVELS_MAX; level++) {
		struct level *at = &r->levels[level];
		uint64_t size = tile_level_size(from, level);

		at->index = size / TILE_WIDTH;
		at->count = (int)(size % TILE_WIDTH);
		if (at->count)
			result = r->tiles.read(r->tiles.arg, level, at->index, at->count, at->hashes, err);
	}
	return result;
}

static int compare_tile(struct reading *r, int level, struct err *err)
{
	const struct level *at = &r->levels[level];
	int result = r->tiles.read(r->tiles.arg, level, at->index, at->count, r->published, err);

	if (result == 0 &&
		memcmp(r->published, at->hashes, (size_t)at->count * sizeof(struct merkle_hash)) != 0)
		return err_set(err, ERR_INVALID, "tile %d/%" PRIu64 " does not follow from the entries",
			level, at->index);
	return result;
}

static int append(struct reading *r, struct slice entry, struct err *err)
{
	struct merkle_hash hash;
	int result;

	merkle_leaf_hash(entry, &hash);
	result = merkle_frontier_append(&r->frontier, &hash, err);
	for (int level = 0; result == 0 && level < TILE_LEVELS_MAX; level++) {
		struct level *at = &r->levels[level];

		at->hashes[at->count++] = hash;
		if (at->count < TILE_WIDTH)
			break;
		result = compare_tile(r, level, err);
		merkle_root_of(at->hashes, TILE_WIDTH, &hash);
		at->count = 0;
		at->index++;
	}
	return result;
}

static int finish(struct reading *r, const struct checkpoint *checkpoint, struct err *err)
{
	struct merkle_hash root;
	int result = 0;

	for (int level = 0; result == 0 && level < TILE_LEVELS_MAX; level++) {
		if (r->levels[level].count)
			result = compare_tile(r, level, err);
	}
	merkle_frontier_root(&r->frontier, &root);
	if (result == 0 && !merkle_hash_eq(&root, &checkpoint->root))
		result = err_set(err, ERR_INVALID, "its entries give another root");
	return result;
}

int follow_entries(struct remote_log *log, const struct follow_options *options, uint64_t from,
	const struct checkpoint *checkpoint, struct follow_report *report, struct arena *arena,
	struct err *err)
{
	struct reading *r = ARENA_NEW(arena, struct reading);
	struct arena *one = arena_new(); // bundle
	struct slice *entries;
	size_t count;
	int result;

	remote_log_pin(log, checkpoint->size);
	r->tiles = remote_log_tiles(log);
	result = begin(r, from, err);
	for (uint64_t bundle = from / TILE_WIDTH; result == 0 && bundle * TILE_WIDTH < checkpoint->size;
		bundle++) {
		uint64_t first = bundle * TILE_WIDTH;

		arena_reset(one);
		result = remote_log_entries(log, bundle, one, &entries, &count, err);
		for (size_t i = from > first ? (size_t)(from - first) : 0; result == 0 && i < count; i++)
			result = append(r, entries[i], err);
		if (options->on_progress)
			options->on_progress(r->frontier.size - from, checkpoint->size - from);
	}
	if (result == 0)
		result = finish(r, checkpoint, err);
	arena_free(one);
	return result < 0 ? follow_judge_error(result, err, arena, report) : 0;
}
