// SPDX-License-Identifier: Apache-2.0
// What waits comes into the tree: places in a row, complete tiles, one signed checkpoint.
#include "base/mem.h"
#include "db/db.h"
#include "ledger/checkpoint.h"
#include "sql.h"
#include "store/ledger.h"
#include "store/ledger_rows.h"

#include <string.h>

#define KEEP_EVERY_US INT64_C(3600000000)

struct sequencing {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id;
	int64_t now_us;
	struct ledger_head head;
	uint64_t old_size;
	struct err *err;
};

int ledger_head_check(const struct ledger_head *head, struct err *err)
{
	struct checkpoint checkpoint;
	struct merkle_hash root;
	struct note note;
	int r;

	if (head->frontier.size == 0 && head->checkpoint.len == 0)
		return 0;
	r = note_parse(head->checkpoint, &note, err);
	if (r == 0)
		r = checkpoint_parse(note.text, &checkpoint, err);
	merkle_frontier_root(&head->frontier, &root);
	if (r != 0 || checkpoint.size != head->frontier.size || !slice_eq(checkpoint.origin, head->origin) ||
		!merkle_hash_eq(&checkpoint.root, &root))
		return err_set(err, ERR_INTERNAL,
			"log %lld: the tree that is stored is not the one that its last checkpoint signed",
			(long long)head->number);
	return 0;
}

static int lock_head(struct sequencing *s)
{
	struct sql_ledger_log_row row;
	bool found;
	int r;

	r = sql_ledger_log_lock(s->conn, s->arena,
		&(struct sql_ledger_log_lock_in){.jurisdiction_id = s->jurisdiction_id}, &found, &row,
		s->err);
	if (r == 0 && !found)
		r = err_set(s->err, ERR_NOT_FOUND, "this jurisdiction has no ledger");
	if (r == 0)
		r = ledger_head_of_row(&row, s->arena, &s->head, s->err);
	if (r == 0)
		r = ledger_head_check(&s->head, s->err);
	s->old_size = s->head.frontier.size;
	return r;
}

static int store_tile(struct sequencing *s, struct ledger_tiles *tiles, int level, uint64_t index)
{
	struct tile_reader reader = ledger_tile_reader(tiles);
	struct merkle_hash *hashes = ARENA_ARRAY(s->arena, struct merkle_hash, TILE_WIDTH), root;
	int r;

	r = reader.read(reader.arg, level, index, TILE_WIDTH, hashes, s->err);
	if (r < 0)
		return r;
	merkle_root_of(hashes, TILE_WIDTH, &root);
	return sql_ledger_tile_insert(s->conn,
		&(struct sql_ledger_tile_insert_in){.jurisdiction_id = s->jurisdiction_id,
			.log = s->head.number,
			.level = level,
			.place = (int64_t)index,
			.root = slice_from(root.bytes, sizeof(root.bytes)),
			.hashes = slice_from(hashes, TILE_BYTES)},
		NULL, s->err);
}

// Those that became complete, from the leaves up: each level's are made from the roots of the one below.
static int store_tiles(struct sequencing *s)
{
	struct ledger_tiles tiles = {.conn = s->conn,
		.arena = s->arena,
		.jurisdiction_id = s->jurisdiction_id,
		.log = s->head.number};
	int r = 0;

	for (int level = 0; r == 0 && level < TILE_LEVELS_MAX; level++) {
		uint64_t before = tile_level_size(s->old_size, level) / TILE_WIDTH;
		uint64_t after = tile_level_size(s->head.frontier.size, level) / TILE_WIDTH;

		for (uint64_t index = before; r == 0 && index < after; index++)
			r = store_tile(s, &tiles, level, index);
		if (after == 0)
			break;
	}
	return r;
}

static int read_waiting(
	struct sequencing *s, bool is_placed, struct sql_ledger_waiting_row **ret_rows, size_t *ret_count)
{
	if (is_placed)
		return sql_ledger_entry_placed(s->conn, s->arena,
			&(struct sql_ledger_entry_placed_in){.jurisdiction_id = s->jurisdiction_id,
				.log = s->head.number,
				.size = (int64_t)s->old_size,
				.most = LEDGER_SEQUENCE_MOST},
			ret_rows, ret_count, s->err);
	return sql_ledger_entry_sequence(s->conn, s->arena,
		&(struct sql_ledger_entry_sequence_in){.jurisdiction_id = s->jurisdiction_id,
			.log = s->head.number,
			.size = (int64_t)s->old_size,
			.most = LEDGER_SEQUENCE_MOST},
		ret_rows, ret_count, s->err);
}

static int append_waiting(struct sequencing *s, bool is_placed, size_t *ret_added)
{
	struct sql_ledger_waiting_row *rows;
	size_t count;
	int r;

	r = read_waiting(s, is_placed, &rows, &count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct merkle_hash hash;

		if (rows[i].place != (int64_t)(s->old_size + i) || rows[i].hash.len != sizeof(hash.bytes))
			return err_set(s->err, ERR_INTERNAL, "log %lld: place %llu has no entry",
				(long long)s->head.number, (unsigned long long)(s->old_size + i));
		memcpy(hash.bytes, rows[i].hash.ptr, sizeof(hash.bytes));
		r = merkle_frontier_append(&s->head.frontier, &hash, s->err);
	}
	if (r == 0)
		*ret_added = count;
	return r;
}

static int sign(struct sequencing *s, const struct ledger_signing *signing, struct slice *ret_note)
{
	struct checkpoint checkpoint = {.origin = s->head.origin, .size = s->head.frontier.size};
	struct buf text = buf_in(s->arena), note = buf_in(s->arena);
	const struct note_signer *signer;
	int r;

	r = signing->find(signing->arg, s->head.origin, s->head.public_key, &signer, s->err);
	if (r < 0)
		return r;
	merkle_frontier_root(&s->head.frontier, &checkpoint.root);
	checkpoint_format(&checkpoint, &text);
	note_sign(signer, buf_slice(&text), &note);
	if (signing->next)
		note_sign_line(signing->next, buf_slice(&text), 0, &note);
	*ret_note = buf_slice(&note);
	return 0;
}

static int advance(struct sequencing *s, struct slice note, const struct note_signer *next)
{
	size_t nodes = merkle_frontier_count(s->head.frontier.size);
	const uint8_t *key = next ? next->key.public_key : s->head.public_key;
	bool keep = next || s->now_us - s->head.kept_at >= KEEP_EVERY_US;
	int64_t changed = 0;
	int r;

	r = sql_ledger_log_advance(s->conn,
		&(struct sql_ledger_log_advance_in){.jurisdiction_id = s->jurisdiction_id,
			.number = s->head.number,
			.old_size = (int64_t)s->old_size,
			.public_key = slice_from(key, NOTE_PUBLIC_KEY_BYTES),
			.size = (int64_t)s->head.frontier.size,
			.frontier = slice_from(s->head.frontier.nodes, nodes * MERKLE_HASH_BYTES),
			.checkpoint = note,
			.signed_at = s->now_us,
			.kept_at = keep ? s->now_us : s->head.kept_at},
		&changed, s->err);
	if (r == 0 && changed != 1)
		r = err_set(s->err, ERR_CONFLICT, "the log has grown meanwhile");
	if (r == 0 && keep)
		r = sql_ledger_checkpoint_insert(s->conn,
			&(struct sql_ledger_checkpoint_insert_in){.jurisdiction_id = s->jurisdiction_id,
				.log = s->head.number,
				.size = (int64_t)s->head.frontier.size,
				.at = s->now_us,
				.cause = next ? SLICE("key") : SLICE("hour"),
				.note = note},
			NULL, s->err);
	return r;
}

int ledger_sequence(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct ledger_signing *signing, int64_t now_us, size_t *ret_added, struct err *err)
{
	struct sequencing s = {.conn = conn,
		.arena = arena,
		.jurisdiction_id = jurisdiction_id,
		.now_us = now_us,
		.err = err};
	struct slice note = {0};
	size_t added = 0;
	int r;

	r = lock_head(&s);
	if (r == 0)
		r = append_waiting(&s, signing->is_placed, &added);
	if (r == 0 && (added > 0 || signing->next)) {
		r = store_tiles(&s);
		if (r == 0)
			r = sign(&s, signing, &note);
		if (r == 0)
			r = advance(&s, note, signing->next);
	}
	if (r == 0)
		*ret_added = added;
	return r;
}
