// SPDX-License-Identifier: Apache-2.0
// The events of an ended log become entries of the next one. Hashes are made from the bytes of the events,
// not copied: rows of the old log may be what was damaged.
#include "db/db.h"
#include "sql.h"
#include "store/ledger.h"

struct taking_over {
	struct db_conn *conn;
	struct arena *arena, *scratch;
	int64_t jurisdiction_id, log;
	int64_t place; // of the next
	bool has_held;
	struct sql_ledger_taken_over_row held;
	struct err *err;
};

static int put(struct taking_over *t, const struct sql_ledger_taken_over_row *row)
{
	struct merkle_hash hash;
	int64_t added = 0;
	int r;

	merkle_leaf_hash(row->bytes, &hash);
	r = sql_ledger_entry_put(t->conn,
		&(struct sql_ledger_entry_put_in){
			.jurisdiction_id = t->jurisdiction_id,
			.log = t->log,
			.stream_id = row->stream_id,
			.seq = row->seq,
			.at = row->at,
			.hash = slice_from(hash.bytes, sizeof(hash.bytes)),
			.place = t->place,
		},
		&added, t->err);
	t->place += added;
	return r;
}

static int is_there(struct taking_over *t, int64_t stream_id, int64_t seq, bool *ret)
{
	struct sql_ledger_entry_of_event_row row;

	return sql_ledger_entry_of_event(t->conn, t->scratch,
		&(struct sql_ledger_entry_of_event_in){.jurisdiction_id = t->jurisdiction_id,
			.log = t->log,
			.stream_id = stream_id,
			.seq = seq},
		ret, &row, t->err);
}

static int read_event(struct taking_over *t, int64_t stream_id, int64_t seq, bool *ret_found,
	struct sql_ledger_taken_over_row *ret)
{
	return sql_event_get(t->conn, t->scratch,
		&(struct sql_event_get_in){
			.jurisdiction_id = t->jurisdiction_id, .stream_id = stream_id, .seq = seq},
		ret_found, ret, t->err);
}

// An event whose row in the old log was lost comes before the next one of its stream.
static int take_those_before(struct taking_over *t, const struct sql_ledger_taken_over_row *row)
{
	struct sql_ledger_taken_over_row event;
	int64_t first = row->seq;
	bool found = true, there = false;
	int r = 0;

	while (r == 0 && first > 1 && found && !there) {
		r = is_there(t, row->stream_id, first - 1, &there);
		if (r == 0 && !there)
			r = read_event(t, row->stream_id, first - 1, &found, &event);
		if (!there && found)
			first--;
	}
	for (; r == 0 && first < row->seq; first++) {
		r = read_event(t, row->stream_id, first, &found, &event);
		if (r == 0 && found)
			r = put(t, &event);
	}
	arena_reset(t->scratch);
	return r;
}

static int take(struct taking_over *t, const struct sql_ledger_taken_over_row *row)
{
	int r = take_those_before(t, row);

	return r == 0 ? put(t, row) : r;
}

static int take_held(struct taking_over *t)
{
	t->has_held = false;
	return take(t, &t->held);
}

// The first entry of a log that was itself a restart stood before its turn: now it comes where its stream has
// it.
static int take_in_turn(struct taking_over *t, const struct sql_ledger_taken_over_row *row, bool is_first)
{
	int r = 0;

	if (is_first && row->seq > 1) {
		t->held = *row;
		t->held.bytes = arena_slice(t->arena, row->bytes);
		t->has_held = true;
		return 0;
	}
	if (t->has_held && row->stream_id == t->held.stream_id && row->seq > t->held.seq)
		r = take_held(t);
	return r == 0 ? take(t, row) : r;
}

static int take_placed(struct taking_over *t, int64_t old_log)
{
	struct sql_ledger_taken_over_row row;
	struct db_cursor *cursor;
	bool more = true, is_first = true;
	int r;

	r = sql_ledger_entry_taken_over_open(t->conn,
		&(struct sql_ledger_entry_taken_over_in){
			.jurisdiction_id = t->jurisdiction_id, .log = old_log},
		&cursor, t->err);
	if (r < 0)
		return r;
	while (r == 0 && more) {
		r = sql_ledger_entry_taken_over_next(cursor, &row, &more, t->err);
		if (r == 0 && more)
			r = take_in_turn(t, &row, is_first);
		is_first = false;
	}
	db_cursor_close(cursor);
	return r == 0 && t->has_held ? take_held(t) : r;
}

static int take_others(struct taking_over *t)
{
	struct sql_ledger_taken_over_row row;
	struct db_cursor *cursor;
	bool more = true;
	int r;

	r = sql_event_without_entry_open(t->conn,
		&(struct sql_event_without_entry_in){.jurisdiction_id = t->jurisdiction_id, .log = t->log},
		&cursor, t->err);
	if (r < 0)
		return r;
	while (r == 0 && more) {
		r = sql_event_without_entry_next(cursor, &row, &more, t->err);
		if (r == 0 && more)
			r = take(t, &row);
	}
	db_cursor_close(cursor);
	return r;
}

int ledger_take_over(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t old_log,
	int64_t new_log, int64_t first_place, int64_t *ret_count, struct err *err)
{
	struct taking_over t = {.conn = conn,
		.arena = arena,
		.scratch = arena_new(),
		.jurisdiction_id = jurisdiction_id,
		.log = new_log,
		.place = first_place,
		.err = err};
	int r;

	r = take_placed(&t, old_log);
	if (r == 0)
		r = take_others(&t);
	arena_free(t.scratch);
	if (r == 0)
		*ret_count = t.place - first_place;
	return r;
}
