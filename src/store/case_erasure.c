// SPDX-License-Identifier: Apache-2.0
#include "store/case_erasure.h"

#include "db/db.h"
#include "events/private_part.h"
#include "sql.h"
#include "store/case_words.h"

struct erasing {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id, case_id;
	struct case_stream stream;
	struct case_state before;
	size_t fields;
	bool takes_all; // one of the erasures takes the pictures, too
	struct err *err;
};

// The blob without the covered fields; *ret_changed false: it had none of them any more.
static int erase_fields(
	struct erasing *e, int64_t seq, struct slice blob, struct slice *ret, bool *ret_changed)
{
	struct private_part *part = ARENA_NEW(e->arena, struct private_part);
	int r;

	*ret_changed = false;
	r = private_part_unpack(blob, part, e->err);
	for (size_t i = 0; r == 0 && i < part->count; i++) {
		struct buf out = buf_in(e->arena);

		if (part->fields[i].status == PRIVATE_PART_ERASED ||
			!case_erasure_covers(
				e->stream.events, e->stream.count, seq, part->fields[i].name, NULL))
			continue;
		r = private_part_erase(blob, part->fields[i].name, &out, e->err);
		blob = buf_slice(&out);
		*ret_changed = true;
		e->fields++;
	}
	*ret = blob;
	return r;
}

static int erase_texts(struct erasing *e)
{
	struct sql_event_private_of_stream_row *rows;
	size_t count;
	int r;

	r = sql_event_private_of_stream(e->conn, e->arena,
		&(struct sql_event_private_of_stream_in){.jurisdiction_id = e->jurisdiction_id,
			.stream_id = e->case_id,
			.until_seq = e->stream.state.seq},
		&rows, &count, e->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct sql_event_private_erase_in in = {
			.jurisdiction_id = e->jurisdiction_id, .stream_id = e->case_id, .seq = rows[i].seq};
		bool changed;

		r = erase_fields(e, rows[i].seq, rows[i].bytes, &in.bytes, &changed);
		if (r == 0 && changed)
			r = sql_event_private_erase(e->conn, &in, NULL, e->err);
	}
	return r;
}

static int erase_contact(struct erasing *e)
{
	struct sql_contact_of_stream_row *rows;
	size_t count;
	int r;

	r = sql_contact_of_stream(e->conn, e->arena,
		&(struct sql_contact_of_stream_in){
			.jurisdiction_id = e->jurisdiction_id, .stream_id = e->case_id},
		&rows, &count, e->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct sql_contact_erase_in in = {
			.jurisdiction_id = e->jurisdiction_id, .stream_id = e->case_id, .seq = rows[i].seq};
		bool changed;

		r = erase_fields(e, rows[i].seq, rows[i].bytes, &in.bytes, &changed);
		if (r == 0 && changed)
			r = sql_contact_erase(e->conn, &in, NULL, e->err);
	}
	return r;
}

static int erase_pictures(struct erasing *e)
{
	struct sql_attachment_of_case_row *rows;
	size_t count;
	int r;

	r = sql_attachment_of_case(e->conn, e->arena,
		&(struct sql_attachment_of_case_in){
			.jurisdiction_id = e->jurisdiction_id, .case_id = e->case_id},
		&rows, &count, e->err);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = sql_attachment_chunk_delete(e->conn,
			&(struct sql_attachment_chunk_delete_in){
				.jurisdiction_id = e->jurisdiction_id, .attachment_id = rows[i].id},
			NULL, e->err);
	if (r == 0 && count)
		r = sql_attachment_delete_of_case(e->conn,
			&(struct sql_attachment_delete_of_case_in){
				.jurisdiction_id = e->jurisdiction_id, .case_id = e->case_id},
			NULL, e->err);
	e->fields += count;
	return r;
}

int case_erase(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	size_t *ret_fields, struct err *err)
{
	struct erasing e = {.conn = conn,
		.arena = arena,
		.jurisdiction_id = jurisdiction_id,
		.case_id = case_id,
		.err = err};
	int r;

	r = case_stream_load(conn, arena, jurisdiction_id, case_id, &e.stream, err);
	e.before = e.stream.state;
	for (size_t i = 0; r == 0 && i < e.stream.count; i++)
		e.takes_all |= e.stream.events[i].type == CASE_EVENT_ERASED &&
			       case_erasure_takes(e.stream.events[i].erased.scope, SLICE("files"));
	if (r == 0)
		r = erase_texts(&e);
	if (r == 0)
		r = erase_contact(&e);
	if (r == 0 && e.takes_all)
		r = erase_pictures(&e);
	// the fold of what is left
	if (r == 0 && e.fields)
		r = case_stream_load(conn, arena, jurisdiction_id, case_id, &e.stream, err);
	if (r == 0 && e.fields)
		r = case_rows_rebuild(conn, &e.stream, err);
	if (r == 0 && e.fields)
		r = case_words_store(conn, arena, &e.before, &e.stream.state, err);
	if (r == 0 && e.fields)
		r = sql_contact_key_delete_of_case(conn,
			&(struct sql_contact_key_delete_of_case_in){
				.jurisdiction_id = jurisdiction_id, .case_id = case_id},
			NULL, err);
	if (r == 0)
		*ret_fields = e.fields;
	return r;
}
