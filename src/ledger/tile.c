// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile.h"

#include "base/macros.h"

#include <inttypes.h>
#include <stdio.h>

#define LEVELS_MAX	   64 // of paths; no tree below 2^62 leaves has so many
#define INDEX_GROUP	   1000
#define INDEX_GROUP_DIGITS 3

uint64_t tile_level_size(uint64_t size, int level)
{
	must(level >= 0 && level < LEVELS_MAX);
	return level < TILE_LEVELS_MAX ? size >> (TILE_HEIGHT * level) : 0;
}

int tile_width(uint64_t size, int level, uint64_t index)
{
	uint64_t hashes = tile_level_size(size, level);

	if (index < hashes / TILE_WIDTH)
		return TILE_WIDTH;
	return index == hashes / TILE_WIDTH ? (int)(hashes % TILE_WIDTH) : 0;
}

void tile_path(const struct tile_id *tile, char *out)
{
	uint64_t unit = 1;
	size_t at = 0;

	must(tile->level >= 0 && tile->level < LEVELS_MAX && (!tile->is_entries || tile->level == 0));
	must(tile->width >= 1 && tile->width <= TILE_WIDTH);
	if (tile->is_entries)
		at += (size_t)snprintf(out, TILE_PATH_BYTES, "tile/entries/");
	else
		at += (size_t)snprintf(out, TILE_PATH_BYTES, "tile/%d/", tile->level);
	while (tile->index / unit >= INDEX_GROUP)
		unit *= INDEX_GROUP;
	for (; unit > 1; unit /= INDEX_GROUP)
		at += (size_t)snprintf(out + at, TILE_PATH_BYTES - at, "x%03u/",
			(unsigned)(tile->index / unit % INDEX_GROUP));
	at += (size_t)snprintf(out + at, TILE_PATH_BYTES - at, "%03u", (unsigned)(tile->index % INDEX_GROUP));
	if (tile->width < TILE_WIDTH)
		at += (size_t)snprintf(out + at, TILE_PATH_BYTES - at, ".p/%d", tile->width);
	must(at < TILE_PATH_BYTES);
}

// "x001/x234/067", one group after the other.
static bool parse_index(struct slice text, uint64_t *ret)
{
	uint64_t index = 0, digits;
	struct slice group;
	bool is_more;

	do {
		is_more = slice_cut(text, '/', &group, &text);
		if (is_more) {
			if (!slice_starts_with(group, SLICE("x")))
				return false;
			group = slice_sub(group, 1, group.len);
		}
		if (group.len != INDEX_GROUP_DIGITS || !slice_parse_u64(group, &digits))
			return false;
		if (index > (MERKLE_SIZE_MAX - 1 - digits) / INDEX_GROUP)
			return false;
		index = index * INDEX_GROUP + digits;
	} while (is_more);
	*ret = index;
	return true;
}

static bool parse_path(struct slice path, struct tile_id *ret)
{
	struct tile_id tile = {.width = TILE_WIDTH};
	struct slice level, index, width;
	uint64_t number;
	ptrdiff_t partial;

	if (!slice_starts_with(path, SLICE("tile/")))
		return false;
	if (!slice_cut(slice_sub(path, 5, path.len), '/', &level, &index))
		return false;
	tile.is_entries = slice_eq_cstr(level, "entries");
	if (!tile.is_entries) {
		if (!slice_parse_u64(level, &number) || number >= LEVELS_MAX)
			return false;
		tile.level = (int)number;
	}
	partial = slice_find(index, SLICE(".p/"));
	if (partial >= 0) {
		width = slice_sub(index, (size_t)partial + 3, index.len);
		if (!slice_parse_u64(width, &number) || number < 1 || number >= TILE_WIDTH)
			return false;
		tile.width = (int)number;
		index = slice_sub(index, 0, (size_t)partial);
	}
	if (!parse_index(index, &tile.index))
		return false;
	*ret = tile;
	return true;
}

int tile_path_parse(struct slice path, struct tile_id *ret, struct err *err)
{
	char again[TILE_PATH_BYTES];
	struct tile_id tile;

	// What was read must be written so; that leaves out zeros in front and every other spelling.
	if (path.len < TILE_PATH_BYTES && parse_path(path, &tile)) {
		tile_path(&tile, again);
		if (slice_eq_cstr(path, again)) {
			*ret = tile;
			return 0;
		}
	}
	return err_set(err, ERR_NOT_FOUND, "this is not the path of a tile");
}

void tile_bundle_put(struct buf *out, struct slice entry)
{
	must(entry.len <= LEDGER_ENTRY_BYTES_MAX);
	buf_put_byte(out, (char)(entry.len >> 8));
	buf_put_byte(out, (char)(entry.len & 0xFF));
	buf_put_slice(out, entry);
}

int tile_bundle_read(
	struct slice bundle, size_t count, struct arena *arena, struct slice **ret, struct err *err)
{
	struct slice *entries;
	size_t at = 0;

	// Each takes two bytes at least: what comes from outside does not decide alone how much is allocated.
	if (count > bundle.len / 2)
		return err_set(err, ERR_INVALID, "a bundle of %zu bytes does not hold %zu entries",
			bundle.len, count);
	entries = ARENA_ARRAY(arena, struct slice, count);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *head = (const uint8_t *)bundle.ptr + at;
		size_t len;

		if (bundle.len - at < 2)
			return err_set(err, ERR_INVALID, "a bundle ends before entry %zu of %zu", i, count);
		len = (size_t)head[0] << 8 | head[1];
		at += 2;
		if (bundle.len - at < len)
			return err_set(err, ERR_INVALID, "a bundle ends within entry %zu of %zu", i, count);
		entries[i] = slice_sub(bundle, at, len);
		at += len;
	}
	if (at != bundle.len)
		return err_set(err, ERR_INVALID, "a bundle has %zu bytes behind its %zu entries",
			bundle.len - at, count);
	*ret = entries;
	return 0;
}
