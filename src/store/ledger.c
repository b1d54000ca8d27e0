// SPDX-License-Identifier: Apache-2.0
#include "store/ledger.h"

#include "db/db.h"
#include "sql.h"
#include "store/ledger_rows.h"

#include <string.h>

int ledger_head_of_row(
	const struct sql_ledger_log_row *row, struct arena *arena, struct ledger_head *ret, struct err *err)
{
	struct merkle_frontier frontier = {.size = (uint64_t)row->size};
	size_t count = merkle_frontier_count(frontier.size);

	if (row->size < 0 || frontier.size >= MERKLE_SIZE_MAX ||
		row->frontier.len != count * MERKLE_HASH_BYTES ||
		row->public_key.len != NOTE_PUBLIC_KEY_BYTES)
		return err_set(err, ERR_INTERNAL,
			"log %lld: its size and its right edge do not fit each other",
			(long long)row->number);
	if (count)
		memcpy(frontier.nodes, row->frontier.ptr, row->frontier.len);
	*ret = (struct ledger_head){
		.number = row->number,
		.origin = arena_slice(arena, row->origin),
		.started_at = row->started_at,
		.frontier = frontier,
		.checkpoint = arena_slice(arena, row->checkpoint),
		.signed_at = row->signed_at,
		.kept_at = row->kept_at,
	};
	memcpy(ret->public_key, row->public_key.ptr, sizeof(ret->public_key));
	return 0;
}

static int no_log(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "this jurisdiction has no ledger");
}

int ledger_head(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct ledger_head *ret,
	struct err *err)
{
	struct sql_ledger_log_row row;
	bool found;
	int r;

	r = sql_ledger_log_newest(conn, arena,
		&(struct sql_ledger_log_newest_in){.jurisdiction_id = jurisdiction_id}, &found, &row, err);
	if (r < 0)
		return r;
	return found ? ledger_head_of_row(&row, arena, ret, err) : no_log(err);
}

int ledger_logs(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct ledger_head **ret,
	size_t *ret_count, struct err *err)
{
	struct sql_ledger_log_row *rows;
	struct ledger_head *heads;
	size_t count;
	int r;

	r = sql_ledger_log_all(conn, arena,
		&(struct sql_ledger_log_all_in){.jurisdiction_id = jurisdiction_id}, &rows, &count, err);
	if (r < 0)
		return r;
	heads = ARENA_ARRAY(arena, struct ledger_head, count ? count : 1);
	for (size_t i = 0; i < count; i++) {
		if (ledger_head_of_row(&rows[i], arena, &heads[i], NULL) == 0)
			continue;
		heads[i] = (struct ledger_head){
			.number = rows[i].number,
			.origin = rows[i].origin,
			.started_at = rows[i].started_at,
			.frontier.size = rows[i].size > 0 ? (uint64_t)rows[i].size : 0,
			.checkpoint = rows[i].checkpoint,
			.signed_at = rows[i].signed_at,
			.kept_at = rows[i].kept_at,
			.is_damaged = true,
		};
	}
	*ret = heads;
	*ret_count = count;
	return 0;
}

static struct ledger_kept_checkpoint *kept_of_rows(
	const struct sql_ledger_checkpoint_row *rows, size_t count, struct arena *arena)
{
	struct ledger_kept_checkpoint *kept =
		ARENA_ARRAY(arena, struct ledger_kept_checkpoint, count ? count : 1);

	for (size_t i = 0; i < count; i++)
		kept[i] = (struct ledger_kept_checkpoint){
			rows[i].size, rows[i].at, rows[i].cause, rows[i].note};
	return kept;
}

int ledger_kept_newest(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	int64_t most, struct ledger_kept_checkpoint **ret, size_t *ret_count, struct err *err)
{
	struct sql_ledger_checkpoint_row *rows;
	size_t count;
	int r;

	r = sql_ledger_checkpoint_newest(conn, arena,
		&(struct sql_ledger_checkpoint_newest_in){
			.jurisdiction_id = jurisdiction_id, .log = log, .most = most},
		&rows, &count, err);
	if (r == 0) {
		*ret = kept_of_rows(rows, count, arena);
		*ret_count = count;
	}
	return r;
}

int ledger_kept_keys(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	struct ledger_kept_checkpoint **ret, size_t *ret_count, struct err *err)
{
	struct sql_ledger_checkpoint_row *rows;
	size_t count;
	int r;

	r = sql_ledger_checkpoint_keys(conn, arena,
		&(struct sql_ledger_checkpoint_keys_in){.jurisdiction_id = jurisdiction_id, .log = log},
		&rows, &count, err);
	if (r == 0) {
		*ret = kept_of_rows(rows, count, arena);
		*ret_count = count;
	}
	return r;
}

int ledger_kept(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log, int64_t size,
	struct slice *ret, struct err *err)
{
	struct sql_ledger_checkpoint_get_row row;
	bool found;
	int r;

	r = sql_ledger_checkpoint_get(conn, arena,
		&(struct sql_ledger_checkpoint_get_in){
			.jurisdiction_id = jurisdiction_id, .log = log, .size = size},
		&found, &row, err);
	if (r == 0 && !found)
		r = err_set(err, ERR_NOT_FOUND, "no checkpoint of this size is kept");
	if (r == 0)
		*ret = row.note;
	return r;
}

int ledger_start(struct db_conn *conn, int64_t jurisdiction_id, int64_t number, const struct note_key *key,
	int64_t now_us, struct err *err)
{
	return sql_ledger_log_insert(conn,
		&(struct sql_ledger_log_insert_in){
			.jurisdiction_id = jurisdiction_id,
			.number = number,
			.origin = slice_of(key->name),
			.public_key = slice_from(key->public_key, sizeof(key->public_key)),
			.started_at = now_us,
			.frontier = SLICE(""),
		},
		NULL, err);
}

int ledger_entry_add(struct db_conn *conn, int64_t jurisdiction_id, int64_t stream_id, int64_t seq,
	int64_t at_us, struct slice bytes, struct err *err)
{
	struct merkle_hash hash;
	int64_t added = 0;
	int r;

	merkle_leaf_hash(bytes, &hash);
	r = sql_ledger_entry_insert(conn,
		&(struct sql_ledger_entry_insert_in){
			.jurisdiction_id = jurisdiction_id,
			.stream_id = stream_id,
			.seq = seq,
			.at = at_us,
			.hash = slice_from(hash.bytes, sizeof(hash.bytes)),
		},
		&added, err);
	if (r == 0 && added != 1)
		r = err_set(err, ERR_INTERNAL, "jurisdiction %lld has no ledger", (long long)jurisdiction_id);
	return r;
}

int ledger_place(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	int64_t stream_id, int64_t seq, int64_t *ret_place, struct err *err)
{
	struct sql_ledger_entry_of_event_row row;
	bool found;
	int r;

	r = sql_ledger_entry_of_event(conn, arena,
		&(struct sql_ledger_entry_of_event_in){
			.jurisdiction_id = jurisdiction_id, .log = log, .stream_id = stream_id, .seq = seq},
		&found, &row, err);
	if (r == 0 && !found)
		r = err_set(err, ERR_NOT_FOUND, "no such event in the ledger");
	if (r == 0)
		*ret_place = row.has_place ? row.place : -1;
	return r;
}

int ledger_prove(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t stream_id,
	int64_t seq, struct receipt *ret, struct err *err)
{
	struct ledger_tiles tiles = {.conn = conn, .arena = arena, .jurisdiction_id = jurisdiction_id};
	struct tile_reader reader = ledger_tile_reader(&tiles);
	struct ledger_head head;
	struct receipt receipt = {0};
	int64_t place = -1;
	int r;

	r = ledger_head(conn, arena, jurisdiction_id, &head, err);
	if (r < 0)
		return r;
	tiles.log = head.number;
	r = ledger_place(conn, arena, jurisdiction_id, head.number, stream_id, seq, &place, err);
	if (r < 0)
		return r;
	if (place < 0 || (uint64_t)place >= head.frontier.size || !head.checkpoint.len)
		return err_set(err, ERR_BUSY, "the entry waits for its checkpoint");
	receipt.index = (uint64_t)place;
	receipt.note = head.checkpoint;
	r = tile_prove_inclusion(
		&reader, receipt.index, head.frontier.size, receipt.proof, &receipt.count, err);
	if (r == 0)
		*ret = receipt;
	return r;
}
