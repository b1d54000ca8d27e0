// SPDX-License-Identifier: Apache-2.0
// The tree of a log, leaf by leaf in the order of places: every place has its entry, every complete tile
// holds what it should, and wherever a checkpoint was signed the tree had its root.
#include "base/macros.h"
#include "base/mem.h"
#include "db/db.h"
#include "ledger/tile.h"
#include "service/verify_impl.h"

#include <inttypes.h>
#include <string.h>

#define PLACES_A_TRANSACTION 16384

struct tree {
	struct verify *v;
	struct verify_log *log;
	struct arena *arena; // of a transaction
	struct merkle_frontier frontier;
	struct merkle_hash levels[TILE_LEVELS_MAX][TILE_WIDTH]; // the tile of each level that grows
	size_t next_mark;
	uint64_t good; // the largest size at which a signed root fitted
	bool is_bad;   // told once: what comes later differs, too
};

static const char *tile_name(const struct tree *t, int level, int64_t place)
{
	return arena_printf(
		t->v->arena, "log %" PRId64 ", tile %d/%" PRId64, t->log->row.number, level, place);
}

// ---- Tiles

static int check_tile(struct tree *t, int level, uint64_t index, const struct merkle_hash *root)
{
	struct sql_ledger_tile_row_row row;
	bool found;
	int r;

	r = sql_ledger_tile_row(t->v->conn, t->arena,
		&(struct sql_ledger_tile_row_in){.jurisdiction_id = t->v->jurisdiction_id,
			.log = t->log->row.number,
			.level = level,
			.place = (int64_t)index},
		&found, &row, t->v->err);
	if (r < 0)
		return r;
	if (!found) {
		verify_found(
			t->v, "ledger_tile", tile_name(t, level, (int64_t)index), "", "the tile is gone");
		return 0;
	}
	if (row.hashes.len != TILE_BYTES || memcmp(row.hashes.ptr, t->levels[level], TILE_BYTES) != 0)
		verify_found(t->v, "ledger_tile", tile_name(t, level, (int64_t)index), "hashes",
			"not those of the entries below it");
	if (row.root.len != MERKLE_HASH_BYTES || memcmp(row.root.ptr, root, MERKLE_HASH_BYTES) != 0)
		verify_found(t->v, "ledger_tile", tile_name(t, level, (int64_t)index), "root",
			"not that of the entries below it");
	return 0;
}

// Puts a hash into its tile; a tile that is complete gives one to the level above.
static int put_hash(struct tree *t, uint64_t place, const struct merkle_hash *leaf)
{
	struct merkle_hash hash = *leaf;
	int r = 0;

	for (int level = 0; r == 0 && level < TILE_LEVELS_MAX; level++) {
		t->levels[level][place % TILE_WIDTH] = hash;
		if (place % TILE_WIDTH != TILE_WIDTH - 1)
			break;
		place /= TILE_WIDTH;
		merkle_root_of(t->levels[level], TILE_WIDTH, &hash);
		r = check_tile(t, level, place, &hash);
	}
	return r;
}

// Tiles that no tree as large as this one has. The log may have grown meanwhile: its own size now counts.
static int check_too_many(struct tree *t)
{
	struct sql_ledger_tile_places_row tile;
	struct sql_ledger_log_row *logs;
	struct db_cursor *cursor = NULL;
	uint64_t size = t->log->size;
	size_t count;
	bool more = true;
	int r;

	r = sql_ledger_log_all(t->v->conn, t->arena,
		&(struct sql_ledger_log_all_in){.jurisdiction_id = t->v->jurisdiction_id}, &logs, &count,
		t->v->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (logs[i].number == t->log->row.number && logs[i].size > 0 && t->log->row.size > 0 &&
			logs[i].size > t->log->row.size)
			size += (uint64_t)(logs[i].size - t->log->row.size);
	}
	if (r == 0)
		r = sql_ledger_tile_places_open(t->v->conn,
			&(struct sql_ledger_tile_places_in){
				.jurisdiction_id = t->v->jurisdiction_id, .log = t->log->row.number},
			&cursor, t->v->err);
	if (r != 0)
		return r;
	while ((r = sql_ledger_tile_places_next(cursor, &tile, &more, t->v->err)) == 0 && more) {
		bool is_level = tile.level >= 0 && tile.level < TILE_LEVELS_MAX && tile.place >= 0;

		if (!is_level || (uint64_t)tile.place >= tile_level_size(size, (int)tile.level) / TILE_WIDTH)
			verify_found(t->v, "ledger_tile", tile_name(t, (int)tile.level, tile.place), "",
				"the tree is not that large");
	}
	db_cursor_close(cursor);
	return r;
}

// ---- Roots

static void check_marks(struct tree *t)
{
	const struct verify_log *log = t->log;
	struct merkle_hash root;

	for (; t->next_mark < log->mark_count && log->marks[t->next_mark].size == t->frontier.size;
		t->next_mark++) {
		const struct verify_mark *mark = &log->marks[t->next_mark];

		merkle_frontier_root(&t->frontier, &root);
		if (merkle_hash_eq(&root, &mark->root)) {
			t->good = t->is_bad ? t->good : mark->size;
			continue;
		}
		if (!t->is_bad)
			verify_found(t->v, "ledger_entry",
				arena_printf(t->v->arena, "log %" PRId64 ", places %" PRIu64 " to %" PRIu64,
					log->row.number, t->good, mark->size - 1),
				"hash",
				"the entries are not those that were signed (%s): one of these was changed, "
				"added or moved",
				mark->where);
		t->is_bad = true;
	}
}

static void check_frontier(struct tree *t)
{
	size_t count = merkle_frontier_count(t->frontier.size);

	if (t->log->row.frontier.len != count * MERKLE_HASH_BYTES ||
		(count &&
			memcmp(t->log->row.frontier.ptr, t->frontier.nodes, count * MERKLE_HASH_BYTES) != 0))
		verify_found(t->v, "ledger_log",
			arena_printf(t->v->arena, "log %" PRId64, t->log->row.number), "frontier",
			"not the right edge of the tree of its entries");
}

// ---- Leaves

static void tell_gap(struct tree *t, uint64_t place)
{
	verify_found(t->v, "ledger_entry",
		arena_printf(t->v->arena, "log %" PRId64 ", place %" PRIu64, t->log->row.number, place),
		"place", "no entry stands here; what comes behind it cannot be checked");
}

// A leaf of the place that comes next. False: there is a gap.
static bool take_leaf(struct tree *t, const struct sql_ledger_entry_hashes_row *row, int *ret_r)
{
	struct merkle_hash leaf = {{0}};

	if (row->place != (int64_t)t->frontier.size) {
		tell_gap(t, t->frontier.size);
		return false;
	}
	if (row->hash.len == sizeof(leaf.bytes))
		memcpy(leaf.bytes, row->hash.ptr, sizeof(leaf.bytes));
	*ret_r = put_hash(t, t->frontier.size, &leaf);
	if (*ret_r == 0)
		*ret_r = merkle_frontier_append(&t->frontier, &leaf, t->v->err);
	check_marks(t);
	return true;
}

static int read_places(struct tree *t, bool *ret_gap)
{
	struct sql_ledger_entry_hashes_row row;
	uint64_t first = t->frontier.size, behind = first + PLACES_A_TRANSACTION;
	struct db_cursor *cursor;
	bool more = true;
	int r;

	behind = behind < t->log->size ? behind : t->log->size;
	r = sql_ledger_entry_hashes_open(t->v->conn,
		&(struct sql_ledger_entry_hashes_in){.jurisdiction_id = t->v->jurisdiction_id,
			.log = t->log->row.number,
			.first = (int64_t)first,
			.width = (int64_t)(behind - first)},
		&cursor, t->v->err);
	if (r < 0)
		return r;
	while (r == 0 && !*ret_gap) {
		r = sql_ledger_entry_hashes_next(cursor, &row, &more, t->v->err);
		if (r < 0 || !more)
			break;
		*ret_gap = !take_leaf(t, &row, &r);
	}
	db_cursor_close(cursor);
	if (r == 0 && !*ret_gap && t->frontier.size < behind) {
		tell_gap(t, t->frontier.size);
		*ret_gap = true;
	}
	verify_step(t->v, t->frontier.size - first);
	return r;
}

static int walk(struct tree *t)
{
	bool gap = false;
	int r = 0;

	check_marks(t);
	while (r == 0 && !gap && t->frontier.size < t->log->size) {
		r = db_begin_read(t->v->conn, t->v->err);
		if (r < 0)
			return r;
		r = read_places(t, &gap);
		db_end_read(t->v->conn);
		arena_reset(t->arena);
	}
	if (r == 0 && !gap)
		check_frontier(t);
	if (r < 0)
		return r;
	r = db_begin_read(t->v->conn, t->v->err);
	if (r < 0)
		return r;
	r = check_too_many(t);
	db_end_read(t->v->conn);
	return r;
}

int verify_tree(struct verify *v, struct verify_log *log)
{
	struct tree *t = mem_zalloc(sizeof(*t));
	int r;

	t->v = v;
	t->log = log;
	t->arena = arena_new();
	r = walk(t);
	arena_free(t->arena);
	mem_free(t);
	return r;
}
