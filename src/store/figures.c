// SPDX-License-Identifier: Apache-2.0
// A step takes the next entries of the ledger, sorts them by stream, folds each stream from its beginning,
// and adds up what changed with the entries that are new. Cells are added up in memory first: a thousand
// entries of a day touch a few hundred.
#include "store/figures.h"

#include "base/mem.h"
#include "db/db.h"
#include "events/case_codec.h"
#include "sql.h"
#include "store/figure_cells.h"
#include "store/figure_versions.h"

#include <stdlib.h>

struct step {
	struct db_conn *conn;
	int64_t jurisdiction_id;
	const struct calendar *calendar;
	struct figure_cells *cells;
	struct arena *case_arena;
	struct figure_walk walk; // of the stream at hand
	int class;		 // of the first failure inside a callback
	struct err *err;
};

int figure_walk_event(struct figure_walk *walk, const struct event_parts *parts, bool is_new, struct err *err)
{
	struct figure_fact *before = walk->facts;
	size_t before_count = walk->fact_count;
	struct case_event event;
	int r;

	// what is not told of needs no facts, but for those that the first new event is compared with
	if (is_new && !before && walk->counted.state.seq > 0)
		figure_case_facts(&walk->counted, &before, &before_count);
	r = case_event_decode(parts, walk->arena, &event, err);
	if (r == 0)
		r = figure_case_apply(&walk->counted, &event, err);
	if (r < 0 || !is_new)
		return r;
	walk->known_day = calendar_day_of(walk->counted.calendar, event.meta.at_us);
	figure_case_facts(&walk->counted, &walk->facts, &walk->fact_count);
	figure_facts_compare(before, before_count, walk->facts, walk->fact_count, walk->changed, walk->arg);
	return 0;
}

// ---- Facts to rows

static int end_fact(struct step *s, const struct figure_fact *fact)
{
	int64_t forgotten = 0;
	int r;

	r = sql_figure_fact_forget(s->conn,
		&(struct sql_figure_fact_forget_in){.jurisdiction_id = s->jurisdiction_id,
			.class = fact->class,
			.day = fact->day,
			.case_id = s->walk.counted.state.case_id,
			.seq = fact->seq,
			.today = s->walk.known_day,
			.forever = FIGURES_FOREVER},
		&forgotten, s->err);
	if (r < 0 || forgotten)
		return r;
	// Where somebody took the row away the count goes on all the same; the recount tells.
	return sql_figure_fact_finish(s->conn,
		&(struct sql_figure_fact_finish_in){.jurisdiction_id = s->jurisdiction_id,
			.class = fact->class,
			.day = fact->day,
			.case_id = s->walk.counted.state.case_id,
			.seq = fact->seq,
			.today = s->walk.known_day,
			.forever = FIGURES_FOREVER},
		NULL, s->err);
}

static int begin_fact(struct step *s, const struct figure_fact *fact)
{
	return sql_figure_fact_insert(s->conn,
		&(struct sql_figure_fact_insert_in){.jurisdiction_id = s->jurisdiction_id,
			.class = fact->class,
			.day = fact->day,
			.case_id = s->walk.counted.state.case_id,
			.seq = fact->seq,
			.from_day = s->walk.known_day,
			.until_day = FIGURES_FOREVER,
			.marks = fact->marks,
			.days = fact->days,
			.unit_id = fact->cell.of[FIGURE_BY_UNIT],
			.area_id = fact->cell.of[FIGURE_BY_AREA],
			.category_id = fact->cell.of[FIGURE_BY_CATEGORY],
			.channel = fact->cell.of[FIGURE_BY_CHANNEL],
			.kind = fact->cell.of[FIGURE_BY_KIND],
			.programme_id = fact->cell.of[FIGURE_BY_PROGRAMME]},
		NULL, s->err);
}

static void take_change(void *arg, const struct figure_fact *fact, int times)
{
	struct step *s = arg;

	if (s->class < 0)
		return;
	figure_cells_take(s->cells, fact, s->walk.known_day, times);
	s->class = times < 0 ? end_fact(s, fact) : begin_fact(s, fact);
}

// ---- Streams

static int count_stream(struct step *s, int64_t stream_id, int64_t first_seq, int64_t last_seq)
{
	struct sql_event_public_of_stream_row *rows;
	size_t count;
	int r;

	arena_reset(s->case_arena);
	s->walk = (struct figure_walk){.arena = s->case_arena,
		.counted = {.arena = s->case_arena, .calendar = s->calendar},
		.changed = take_change,
		.arg = s};
	r = sql_event_public_of_stream(s->conn, s->case_arena,
		&(struct sql_event_public_of_stream_in){
			.jurisdiction_id = s->jurisdiction_id, .stream_id = stream_id, .last_seq = last_seq},
		&rows, &count, s->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = figure_walk_event(&s->walk, &(struct event_parts){.bytes = rows[i].bytes},
			rows[i].seq >= first_seq, s->err);
		if (r == 0)
			r = s->class;
	}
	return r;
}

static int by_stream(const void *a, const void *b)
{
	const struct sql_ledger_entry_from_place_row *x = a, *y = b;

	if (x->stream_id != y->stream_id)
		return x->stream_id < y->stream_id ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int count_entries(struct step *s, struct sql_ledger_entry_from_place_row *rows, size_t count)
{
	int r = 0;

	qsort(rows, count, sizeof(*rows), by_stream);
	for (size_t i = 0, next; r == 0 && i < count; i = next) {
		for (next = i + 1; next < count && rows[next].stream_id == rows[i].stream_id; next++)
			;
		if (rows[i].stream_id != s->jurisdiction_id) // its own stream is no case
			r = count_stream(s, rows[i].stream_id, rows[i].seq, rows[next - 1].seq);
	}
	return r;
}

// ---- Cells to rows

#define CELL(entry)                                                                                          \
	.dimension = (entry)->key.dimension, .span = (entry)->key.span, .day = (entry)->key.day,             \
	.class = (entry)->key.class, .value = (entry)->key.value, .days = (entry)->key.days,                 \
	.facts = (entry)->sums.all, .mark_1 = (entry)->sums.marked[0], .mark_2 = (entry)->sums.marked[1],    \
	.mark_3 = (entry)->sums.marked[2], .mark_4 = (entry)->sums.marked[3],                                \
	.mark_5 = (entry)->sums.marked[4], .mark_6 = (entry)->sums.marked[5],                                \
	.mark_7 = (entry)->sums.marked[6], .mark_8 = (entry)->sums.marked[7]

static int add_cell(struct step *s, const struct figure_entry *entry)
{
	if (figure_sums_are_zero(&entry->sums))
		return 0;
	if (entry->key.known == FIGURE_KNOWN_TIMELY)
		return sql_figure_sum_add(s->conn,
			&(struct sql_figure_sum_add_in){.jurisdiction_id = s->jurisdiction_id, CELL(entry)},
			NULL, s->err);
	return sql_figure_late_add(s->conn,
		&(struct sql_figure_late_add_in){
			.jurisdiction_id = s->jurisdiction_id, .known = entry->key.known, CELL(entry)},
		NULL, s->err);
}

static int add_cells(struct step *s)
{
	const struct figure_entry **entries;
	size_t count;
	int r = 0;

	entries = figure_cells_sorted(s->cells, &count);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = add_cell(s, entries[i]);
	mem_free(entries);
	return r;
}

// ---- The position

static int find_log(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, bool *ret_found,
	struct sql_ledger_log_row *ret, struct err *err)
{
	return sql_ledger_log_newest(conn, arena,
		&(struct sql_ledger_log_newest_in){.jurisdiction_id = jurisdiction_id}, ret_found, ret, err);
}

int figures_position(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct figures_position *ret, struct err *err)
{
	struct sql_figure_position_row row;
	struct sql_ledger_log_row log;
	bool found, has_log;
	int r;

	r = sql_figure_position_get(conn, arena,
		&(struct sql_figure_position_get_in){.jurisdiction_id = jurisdiction_id}, &found, &row, err);
	if (r == 0)
		r = find_log(conn, arena, jurisdiction_id, &has_log, &log, err);
	if (r < 0)
		return r;
	*ret = (struct figures_position){.is_behind = has_log && log.size > 0};
	if (found) {
		*ret = (struct figures_position){row.version, row.log, row.place, row.counted_at, false};
		ret->is_behind = has_log && (row.version != FIGURES_VERSION || row.log != log.number ||
						    row.place < log.size);
	}
	return 0;
}

// Other definitions, or another log: all is counted anew.
static int start_anew(struct step *s)
{
	int64_t id = s->jurisdiction_id;
	int r;

	r = sql_figure_sum_delete_all(
		s->conn, &(struct sql_figure_sum_delete_all_in){.jurisdiction_id = id}, NULL, s->err);
	if (r == 0)
		r = sql_figure_late_delete_all(s->conn,
			&(struct sql_figure_late_delete_all_in){.jurisdiction_id = id}, NULL, s->err);
	if (r == 0)
		r = sql_figure_fact_delete_all(s->conn,
			&(struct sql_figure_fact_delete_all_in){.jurisdiction_id = id}, NULL, s->err);
	return r;
}

static int take_next(struct step *s, struct arena *arena, const struct sql_figure_position_row *position,
	const struct sql_ledger_log_row *log, size_t *ret_taken)
{
	bool is_same = position->version == FIGURES_VERSION && position->log == log->number;
	int64_t place = is_same ? position->place : 0, at = is_same ? position->counted_at : 0, changed = 0;
	struct sql_ledger_entry_from_place_row *rows;
	size_t count;
	int r;

	r = is_same ? 0 : start_anew(s);
	if (r == 0)
		r = sql_ledger_entry_from_place(s->conn, arena,
			&(struct sql_ledger_entry_from_place_in){.jurisdiction_id = s->jurisdiction_id,
				.log = log->number,
				.first = place,
				.last = log->size - 1,
				.most = FIGURES_STEP},
			&rows, &count, s->err);
	if (r < 0 || (count == 0 && is_same))
		return r;
	for (size_t i = 0; i < count; i++)
		at = rows[i].at > at ? rows[i].at : at;
	r = count_entries(s, rows, count);
	if (r == 0)
		r = add_cells(s);
	if (r == 0)
		r = sql_figure_position_advance(s->conn,
			&(struct sql_figure_position_advance_in){.jurisdiction_id = s->jurisdiction_id,
				.old_log = position->log,
				.old_place = position->place,
				.version = FIGURES_VERSION,
				.log = log->number,
				.place = place + (int64_t)count,
				.counted_at = at},
			&changed, s->err);
	if (r == 0 && changed != 1)
		r = err_set(s->err, ERR_CONFLICT, "the figures were counted meanwhile");
	if (r == 0)
		*ret_taken = count;
	return r;
}

int figures_step(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct calendar *calendar, size_t *ret_taken, struct err *err)
{
	struct step s = {.conn = conn, .jurisdiction_id = jurisdiction_id, .calendar = calendar, .err = err};
	struct sql_figure_position_row position;
	struct sql_ledger_log_row log;
	bool found, has_log;
	int r;

	*ret_taken = 0;
	r = find_log(conn, arena, jurisdiction_id, &has_log, &log, err);
	if (r < 0 || !has_log)
		return r;
	r = sql_figure_position_insert(conn,
		&(struct sql_figure_position_insert_in){
			.jurisdiction_id = jurisdiction_id, .version = FIGURES_VERSION, .log = log.number},
		NULL, err);
	if (r == 0)
		r = sql_figure_position_lock(conn, arena,
			&(struct sql_figure_position_lock_in){.jurisdiction_id = jurisdiction_id}, &found,
			&position, err);
	if (r < 0 || !found)
		return r;
	s.cells = figure_cells_new();
	s.case_arena = arena_new();
	r = take_next(&s, arena, &position, &log, ret_taken);
	arena_free(s.case_arena);
	figure_cells_free(s.cells);
	return r;
}
