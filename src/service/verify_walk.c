// SPDX-License-Identifier: Apache-2.0
// A merge of cursors: all tables that hold rows of streams are read once, in the order of the streams, a
// range of streams a transaction. Ranges lie side by side and leave nothing out, also ids that no stream has.
#include "base/macros.h"
#include "db/db.h"
#include "service/verify_impl.h"

#include <string.h>

#define STREAMS_A_TRANSACTION 1000
#define SOURCES_MAX	      (VERIFY_TABLES + 64)

struct source {
	const struct db_query *query;
	struct db_cursor *cursor;
	void *row; // the next one
	bool has_row;
};

struct walk {
	struct verify *v;
	struct arena *arena; // of the stream
	struct source sources[SOURCES_MAX];
	size_t count; // the tables, then the entries of each log
	int64_t first, last;
};

static const struct db_query *const tables[VERIFY_TABLES] = {
	[VERIFY_EVENT] = &SQL_EVENT_WALK,
	[VERIFY_PRIVATE] = &SQL_EVENT_PRIVATE_WALK,
	[VERIFY_CONTACT] = &SQL_CONTACT_WALK,
	[VERIFY_STREAM] = &SQL_STREAM_WALK,
	[VERIFY_CASE] = &SQL_CASE_ROW_WALK,
	[VERIFY_ASSIGNMENT] = &SQL_ASSIGNMENT_WALK,
	[VERIFY_ORDER] = &SQL_OVERSIGHT_ORDER_WALK,
	[VERIFY_ATTACHMENT] = &SQL_ATTACHMENT_WALK,
};

// The stream of a row stands in its first column.
static int64_t stream_of(const struct source *source)
{
	return *(const int64_t *)(const void *)((const char *)source->row + source->query->columns[0].offset);
}

static int advance(struct walk *w, struct source *source)
{
	return db_cursor_next(source->cursor, source->query, source->row, &source->has_row, w->v->err);
}

static int open_source(struct walk *w, struct source *source, const struct db_query *query, const void *in)
{
	int r;

	source->query = query;
	if (!source->row)
		source->row = arena_zalloc(w->v->arena, query->row_bytes);
	r = db_cursor_open(w->v->conn, query, in, &source->cursor, w->v->err);
	return r == 0 ? advance(w, source) : r;
}

static int open_sources(struct walk *w)
{
	// the tables' parameters are the same three numbers, and each query says where it has them
	struct sql_event_walk_in range = {w->v->jurisdiction_id, w->first, w->last};
	int r = 0;

	for (size_t i = 0; r == 0 && i < VERIFY_TABLES; i++) {
		must(tables[i]->param_count == 3 && tables[i]->params[2].offset == 16);
		r = open_source(w, &w->sources[i], tables[i], &range);
	}
	for (size_t i = 0; r == 0 && i < w->v->log_count; i++)
		r = open_source(w, &w->sources[VERIFY_TABLES + i], &SQL_LEDGER_ENTRY_WALK,
			&(struct sql_ledger_entry_walk_in){.jurisdiction_id = w->v->jurisdiction_id,
				.log = w->v->logs[i].row.number,
				.first = w->first,
				.last = w->last});
	return r;
}

static void close_sources(struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		db_cursor_close(w->sources[i].cursor);
		w->sources[i].cursor = NULL;
		w->sources[i].has_row = false;
	}
}

// A copy of the row whose texts live as long as the stream.
static void keep_row(struct walk *w, const struct source *source, struct verify_rows *rows)
{
	const struct db_query *query = source->query;
	char *kept;

	if (rows->count == rows->room) {
		rows->room = rows->room ? 2 * rows->room : 4;
		kept = arena_alloc(w->arena, rows->room * query->row_bytes);
		if (rows->count)
			memcpy(kept, rows->rows, rows->count * query->row_bytes);
		rows->rows = kept;
	}
	kept = rows->rows + rows->count++ * query->row_bytes;
	memcpy(kept, source->row, query->row_bytes);
	for (size_t i = 0; i < query->column_count; i++) {
		const struct db_field *column = &query->columns[i];

		if (column->type == DB_TYPE_TEXT || column->type == DB_TYPE_BYTES) {
			struct slice *text = (struct slice *)(void *)(kept + column->offset);

			if (!column->nullable || *(const bool *)(kept + column->has_offset))
				*text = arena_slice(w->arena, *text);
		}
	}
}

static bool next_stream(const struct walk *w, int64_t *ret)
{
	bool found = false;

	for (size_t i = 0; i < w->count; i++) {
		if (w->sources[i].has_row && (!found || stream_of(&w->sources[i]) < *ret)) {
			*ret = stream_of(&w->sources[i]);
			found = true;
		}
	}
	return found;
}

static int gather(struct walk *w, struct verify_stream *s)
{
	int r = 0;

	for (size_t i = 0; i < w->count; i++) {
		struct source *source = &w->sources[i];
		struct verify_rows *rows = i < VERIFY_TABLES ? &s->tables[i] : &s->entries[i - VERIFY_TABLES];

		while (r == 0 && source->has_row && stream_of(source) == s->id) {
			keep_row(w, source, rows);
			r = advance(w, source);
		}
	}
	return r;
}

static int walk_range(struct walk *w)
{
	int64_t id = 0;
	int r;

	r = open_sources(w);
	while (r == 0 && next_stream(w, &id)) {
		struct verify_stream s = {.v = w->v, .id = id, .arena = w->arena};

		arena_reset(w->arena);
		s.entries = ARENA_ARRAY(w->arena, struct verify_rows, w->v->log_count + 1);
		r = gather(w, &s);
		if (r < 0)
			break;
		w->v->stream_id = id;
		verify_stream(&s);
		r = verify_pictures(&s);
		w->v->stream_id = 0;
	}
	close_sources(w);
	return r;
}

static int step(struct walk *w, bool *ret_is_last)
{
	struct sql_stream_step_row row;
	int r;

	arena_reset(w->arena);
	r = sql_stream_step(w->v->conn, w->arena,
		&(struct sql_stream_step_in){.jurisdiction_id = w->v->jurisdiction_id,
			.first = w->first,
			.most = STREAMS_A_TRANSACTION},
		&row, w->v->err);
	if (r < 0)
		return r;
	*ret_is_last = row.last < w->first || row.last == INT64_MAX || row.last == 0;
	w->last = *ret_is_last ? INT64_MAX : row.last;
	return 0;
}

int verify_streams(struct verify *v)
{
	struct walk w = {
		.v = v, .arena = arena_new(), .count = VERIFY_TABLES + v->log_count, .first = INT64_MIN};
	bool is_last = false;
	int r = 0;

	if (v->log_count > SOURCES_MAX - VERIFY_TABLES)
		r = err_set(v->err, ERR_INVALID, "%s has more than %d logs", v->slug,
			SOURCES_MAX - VERIFY_TABLES);
	while (r == 0 && !is_last) {
		r = db_begin_read(v->conn, v->err);
		if (r < 0)
			break;
		r = step(&w, &is_last);
		if (r == 0)
			r = walk_range(&w);
		db_end_read(v->conn);
		w.first = is_last ? w.last : w.last + 1;
	}
	arena_free(w.arena);
	return r;
}
