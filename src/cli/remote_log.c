// SPDX-License-Identifier: Apache-2.0
#include "cli/remote_log.h"

#include "base/macros.h"
#include "base/mem.h"
#include "fetch/fetch.h"

#include <string.h>

#define TIME_MS	     30000
#define CACHE_TILES  64 // more than a proof reads
#define BUNDLE_BYTES ((size_t)TILE_WIDTH * (2 + LEDGER_ENTRY_BYTES_MAX))

struct cached_tile {
	bool is_used;
	int level;
	uint64_t index;
	struct merkle_hash hashes[TILE_WIDTH];
};

struct remote_log {
	struct fetch *fetch;
	char *base; // ends with "/ledger/"
	uint64_t size;
	struct arena *arena; // of one tile
	struct cached_tile *cache;
	size_t next; // to be replaced
};

int remote_log_new(const char *url, const char *agent, struct remote_log **ret, struct err *err)
{
	struct slice base = slice_of(url);
	struct buf whole = {0};
	struct remote_log *log;
	int r;

	r = fetch_check_url(url, err);
	if (r < 0)
		return r;
	while (base.len && base.ptr[base.len - 1] == '/')
		base.len--;
	buf_put_slice(&whole, base);
	if (slice_ends_with(base, SLICE("/ledger")))
		buf_put_byte(&whole, '/');
	else
		buf_put_cstr(&whole, "/ledger/");
	log = mem_zalloc(sizeof(*log));
	log->fetch = fetch_new(agent);
	log->base = whole.ptr;
	log->arena = arena_new();
	log->cache = mem_zalloc_array(CACHE_TILES, sizeof(*log->cache));
	*ret = log;
	return 0;
}

void remote_log_free(struct remote_log *log)
{
	if (!log)
		return;
	fetch_free(log->fetch);
	arena_free(log->arena);
	mem_free(log->base);
	mem_free(log->cache);
	mem_free(log);
}

int remote_log_get(struct remote_log *log, const char *path, size_t max_bytes, struct arena *arena,
	struct slice *ret, struct err *err)
{
	const struct fetch_limits limits = {.bytes = max_bytes, .time_ms = TIME_MS};
	const char *url = arena_printf(arena, "%s%s", log->base, path);
	struct fetch_answer answer;
	int r;

	r = fetch_get(log->fetch, url, &limits, arena, &answer, err);
	if (r < 0) {
		err_prefix(err, "%.200s: ", url);
		return r;
	}
	if (answer.status == 200) {
		*ret = answer.body;
		return 0;
	}
	return err_set(err,
		answer.status >= 400 && answer.status < 500 && answer.status != 429 ? ERR_NOT_FOUND
										    : ERR_UNAVAILABLE,
		"%.200s: the server answers %d", url, answer.status);
}

// ---- Tiles

void remote_log_pin(struct remote_log *log, uint64_t size)
{
	log->size = size;
	for (size_t i = 0; i < CACHE_TILES; i++)
		log->cache[i].is_used = false;
}

// A log may take a partial tile away once the complete one is there.
static int get_tile(struct remote_log *log, struct tile_id tile, size_t max_bytes, struct arena *arena,
	int *ret_width, struct slice *ret, struct err *err)
{
	char path[TILE_PATH_BYTES];
	int r;

	tile_path(&tile, path);
	r = remote_log_get(log, path, max_bytes, arena, ret, err);
	if (r == ERR_NOT_FOUND && tile.width < TILE_WIDTH) {
		struct err first = {0};

		if (err)
			first = *err;
		tile.width = TILE_WIDTH;
		tile_path(&tile, path);
		r = remote_log_get(log, path, max_bytes, arena, ret, err);
		if (r == ERR_NOT_FOUND && err)
			*err = first;
	}
	if (r == 0)
		*ret_width = tile.width;
	return r;
}

static int load_tile(
	struct remote_log *log, struct cached_tile *into, int level, uint64_t index, struct err *err)
{
	struct tile_id tile = {.level = level, .index = index, .width = tile_width(log->size, level, index)};
	struct slice bytes;
	int r, width = 0;

	arena_reset(log->arena);
	if (tile.width == 0)
		return err_set(err, ERR_INTERNAL, "a tile outside of the tree is asked for");
	r = get_tile(log, tile, TILE_BYTES, log->arena, &width, &bytes, err);
	if (r < 0)
		return r;
	if (bytes.len != (size_t)width * MERKLE_HASH_BYTES)
		return err_set(err, ERR_INVALID, "tile %d/%llu has %zu bytes instead of %d", level,
			(unsigned long long)index, bytes.len, width * MERKLE_HASH_BYTES);
	memcpy(into->hashes, bytes.ptr, (size_t)tile.width * MERKLE_HASH_BYTES);
	into->level = level;
	into->index = index;
	into->is_used = true;
	return 0;
}

static int read_tile(
	void *arg, int level, uint64_t index, int width, struct merkle_hash *ret, struct err *err)
{
	struct remote_log *log = arg;
	struct cached_tile *found = NULL;
	int r;

	for (size_t i = 0; !found && i < CACHE_TILES; i++) {
		if (log->cache[i].is_used && log->cache[i].level == level && log->cache[i].index == index)
			found = &log->cache[i];
	}
	if (!found) {
		found = &log->cache[log->next];
		found->is_used = false;
		r = load_tile(log, found, level, index, err);
		if (r < 0)
			return r;
		log->next = (log->next + 1) % CACHE_TILES;
	}
	must(width <= tile_width(log->size, level, index));
	memcpy(ret, found->hashes, (size_t)width * MERKLE_HASH_BYTES);
	return 0;
}

struct tile_reader remote_log_tiles(struct remote_log *log)
{
	return (struct tile_reader){.read = read_tile, .arg = log};
}

int remote_log_entries(struct remote_log *log, uint64_t bundle, struct arena *arena, struct slice **ret,
	size_t *ret_count, struct err *err)
{
	struct tile_id tile = {
		.is_entries = true, .index = bundle, .width = tile_width(log->size, 0, bundle)};
	struct slice bytes;
	int r, width = 0;

	must(tile.width > 0);
	r = get_tile(log, tile, BUNDLE_BYTES, arena, &width, &bytes, err);
	if (r == 0)
		r = tile_bundle_read(bytes, (size_t)width, arena, ret, err);
	if (r == 0)
		*ret_count = (size_t)tile.width;
	return r;
}
