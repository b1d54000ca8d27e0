// SPDX-License-Identifier: Apache-2.0
#include "store/streams.h"

#include "base/macros.h"
#include "db/db.h"
#include "sql.h"
#include "store/ledger.h"

int stream_lock(struct db_conn *conn, struct arena *arena, const struct event_kind *kind,
	int64_t jurisdiction_id, int64_t stream_id, struct stream_head *ret, struct err *err)
{
	struct sql_stream_lock_row row;
	bool found;
	int r;

	r = sql_stream_lock(conn, arena,
		&(struct sql_stream_lock_in){.jurisdiction_id = jurisdiction_id, .id = stream_id}, &found,
		&row, err);
	if (r < 0)
		return r;
	*ret = (struct stream_head){0};
	if (found && slice_eq_cstr(row.kind, kind->name))
		*ret = (struct stream_head){row.seq, row.last_at};
	return 0;
}

static int move_head(struct db_conn *conn, const struct event_kind *kind, int64_t jurisdiction_id,
	int64_t stream_id, bool is_new, const struct event_record *last, struct err *err)
{
	int64_t changed = 0;
	int r;

	if (is_new)
		return sql_stream_insert(conn,
			&(struct sql_stream_insert_in){
				.jurisdiction_id = jurisdiction_id,
				.id = stream_id,
				.kind = slice_of(kind->name),
				.seq = last->seq,
				.last_at = last->at_us,
			},
			NULL, err);
	r = sql_stream_advance(conn,
		&(struct sql_stream_advance_in){
			.jurisdiction_id = jurisdiction_id,
			.id = stream_id,
			.seq = last->seq,
			.last_at = last->at_us,
		},
		&changed, err);
	if (r == 0 && changed != 1)
		r = err_set(err, ERR_INTERNAL, "the stream %lld has no head", (long long)stream_id);
	return r;
}

static int insert_event(struct db_conn *conn, int64_t jurisdiction_id, int64_t stream_id,
	const struct event_record *record, struct err *err)
{
	int r;

	r = sql_event_insert(conn,
		&(struct sql_event_insert_in){
			.jurisdiction_id = jurisdiction_id,
			.stream_id = stream_id,
			.seq = record->seq,
			.type = slice_of(record->type),
			.version = record->version,
			.at = record->at_us,
			.bytes = record->bytes,
		},
		NULL, err);
	if (r == 0)
		r = ledger_entry_add(
			conn, jurisdiction_id, stream_id, record->seq, record->at_us, record->bytes, err);
	if (r == 0 && record->text.len)
		r = sql_event_private_insert(conn,
			&(struct sql_event_private_insert_in){.jurisdiction_id = jurisdiction_id,
				.stream_id = stream_id,
				.seq = record->seq,
				.bytes = record->text},
			NULL, err);
	if (r == 0 && record->contact.len)
		r = sql_contact_insert(conn,
			&(struct sql_contact_insert_in){.jurisdiction_id = jurisdiction_id,
				.stream_id = stream_id,
				.seq = record->seq,
				.bytes = record->contact},
			NULL, err);
	return r;
}

int stream_append(struct db_conn *conn, struct arena *arena, const struct event_kind *kind,
	int64_t jurisdiction_id, int64_t stream_id, const struct event_record *records, size_t count,
	struct err *err)
{
	int r;

	(void)arena;
	must(count > 0);
	r = move_head(conn, kind, jurisdiction_id, stream_id, records[0].seq == 1, &records[count - 1], err);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = insert_event(conn, jurisdiction_id, stream_id, &records[i], err);
	return r;
}

int stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t stream_id,
	struct event_parts **ret, size_t *ret_count, struct err *err)
{
	struct sql_event_of_stream_row *rows;
	struct event_parts *parts;
	size_t count;
	int r;

	r = sql_event_of_stream(conn, arena,
		&(struct sql_event_of_stream_in){.jurisdiction_id = jurisdiction_id, .stream_id = stream_id},
		&rows, &count, err);
	if (r < 0)
		return r;
	parts = ARENA_ARRAY(arena, struct event_parts, count);
	for (size_t i = 0; i < count; i++) {
		parts[i].bytes = rows[i].bytes;
		if (rows[i].has_private_bytes)
			parts[i].text = rows[i].private_bytes;
	}
	*ret = parts;
	*ret_count = count;
	return 0;
}
