// SPDX-License-Identifier: Apache-2.0
// Tiles: complete ones as they are stored, growing ones made from the hashes and roots below.
#include "db/db.h"
#include "sql.h"
#include "store/ledger.h"

#include <string.h>

static int missing(int level, uint64_t place, struct err *err)
{
	return err_set(
		err, ERR_INTERNAL, "the ledger lacks part of tile %d/%llu", level, (unsigned long long)place);
}

static int take_hash(struct slice bytes, int64_t place, int64_t first, size_t i, struct merkle_hash *ret)
{
	if (place != first + (int64_t)i || bytes.len != MERKLE_HASH_BYTES)
		return ERR_INTERNAL;
	memcpy(ret->bytes, bytes.ptr, MERKLE_HASH_BYTES);
	return 0;
}

static int read_leaves(
	const struct ledger_tiles *t, int64_t first, int width, struct merkle_hash *ret, struct err *err)
{
	struct sql_ledger_entry_hashes_row *rows;
	size_t count;
	int r;

	r = sql_ledger_entry_hashes(t->conn, t->arena,
		&(struct sql_ledger_entry_hashes_in){
			.jurisdiction_id = t->jurisdiction_id, .log = t->log, .first = first, .width = width},
		&rows, &count, err);
	if (r == 0 && count != (size_t)width)
		r = missing(0, (uint64_t)first / TILE_WIDTH, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (take_hash(rows[i].hash, rows[i].place, first, i, &ret[i]) < 0)
			r = missing(0, (uint64_t)first / TILE_WIDTH, err);
	}
	return r;
}

static int read_roots(const struct ledger_tiles *t, int level, int64_t first, int width,
	struct merkle_hash *ret, struct err *err)
{
	struct sql_ledger_tile_roots_row *rows;
	size_t count;
	int r;

	r = sql_ledger_tile_roots(t->conn, t->arena,
		&(struct sql_ledger_tile_roots_in){.jurisdiction_id = t->jurisdiction_id,
			.log = t->log,
			.level = level - 1,
			.first = first,
			.width = width},
		&rows, &count, err);
	if (r == 0 && count != (size_t)width)
		r = missing(level, (uint64_t)first / TILE_WIDTH, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (take_hash(rows[i].root, rows[i].place, first, i, &ret[i]) < 0)
			r = missing(level, (uint64_t)first / TILE_WIDTH, err);
	}
	return r;
}

static int read_stored(const struct ledger_tiles *t, int level, uint64_t index, int width,
	struct merkle_hash *ret, bool *ret_found, struct err *err)
{
	struct sql_ledger_tile_get_row row;
	int r;

	r = sql_ledger_tile_get(t->conn, t->arena,
		&(struct sql_ledger_tile_get_in){.jurisdiction_id = t->jurisdiction_id,
			.log = t->log,
			.level = level,
			.place = (int64_t)index},
		ret_found, &row, err);
	if (r == 0 && *ret_found && row.hashes.len != TILE_BYTES)
		r = missing(level, index, err);
	if (r == 0 && *ret_found)
		memcpy(ret, row.hashes.ptr, (size_t)width * MERKLE_HASH_BYTES);
	return r;
}

static int read_tile(
	void *arg, int level, uint64_t index, int width, struct merkle_hash *ret, struct err *err)
{
	const struct ledger_tiles *t = arg;
	int64_t first = (int64_t)index * TILE_WIDTH;
	bool found = false;
	int r;

	r = read_stored(t, level, index, width, ret, &found, err);
	if (r < 0 || found)
		return r;
	if (level == 0)
		return read_leaves(t, first, width, ret, err);
	return read_roots(t, level, first, width, ret, err);
}

struct tile_reader ledger_tile_reader(struct ledger_tiles *tiles)
{
	return (struct tile_reader){.read = read_tile, .arg = tiles};
}

static int read_bundle(
	const struct ledger_tiles *t, uint64_t index, int width, struct slice *ret, struct err *err)
{
	struct sql_ledger_entry_bundle_row *rows;
	struct buf out = buf_in(t->arena);
	int64_t first = (int64_t)index * TILE_WIDTH;
	size_t count;
	int r;

	r = sql_ledger_entry_bundle(t->conn, t->arena,
		&(struct sql_ledger_entry_bundle_in){
			.jurisdiction_id = t->jurisdiction_id, .log = t->log, .first = first, .width = width},
		&rows, &count, err);
	if (r == 0 && count != (size_t)width)
		r = err_set(err, ERR_INTERNAL, "the ledger lacks entries of bundle %llu",
			(unsigned long long)index);
	for (size_t i = 0; r == 0 && i < count; i++)
		tile_bundle_put(&out, rows[i].bytes);
	if (r == 0)
		*ret = buf_slice(&out);
	return r;
}

int ledger_tile(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	uint64_t size, const struct tile_id *tile, struct slice *ret, struct err *err)
{
	struct ledger_tiles t = {
		.conn = conn, .arena = arena, .jurisdiction_id = jurisdiction_id, .log = log};
	struct merkle_hash *hashes;
	int r;

	if (tile_width(size, tile->level, tile->index) < tile->width)
		return err_set(err, ERR_NOT_FOUND, "the tree is not that large");
	if (tile->is_entries)
		return read_bundle(&t, tile->index, tile->width, ret, err);
	hashes = ARENA_ARRAY(arena, struct merkle_hash, TILE_WIDTH);
	r = read_tile(&t, tile->level, tile->index, tile->width, hashes, err);
	if (r == 0)
		*ret = slice_from(hashes, (size_t)tile->width * MERKLE_HASH_BYTES);
	return r;
}
