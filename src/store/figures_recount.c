// SPDX-License-Identifier: Apache-2.0
// The recount: all events once, into cells in memory; then all rows once, each taken off the cell it should
// be in. What is left is a difference. Of the facts there is a sum of hashes a case.
#include "base/buf.h"
#include "base/mem.h"
#include "db/db.h"
#include "sql.h"
#include "store/figure_cells.h"
#include "store/figure_versions.h"
#include "store/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STREAMS_A_RANGE 256

struct version {
	struct figure_fact fact;
	int64_t from_day, until_day;
};

struct recount {
	struct db_conn *conn;
	int64_t jurisdiction_id;
	struct arena *arena;
	struct figure_cells *cells; // of both tables of sums
	struct figure_cells *facts; // by case (value): number of rows, and the sum of their hashes
	struct sql_ledger_entry_behind_row *behind; // by stream: from where on events are not counted yet
	size_t behind_count, behind_at;
	struct figure_walk walk;
	struct version *versions; // of the case at hand, in the arena of its walk
	size_t version_count, version_room;
	void (*found)(void *arg, const struct figures_finding *finding);
	void *arg;
	struct figures_recount *result;
	struct err *err;
};

// ---- What the events say

static uint64_t mix(uint64_t hash, int64_t part)
{
	hash = (hash ^ (uint64_t)part) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 31;
}

static uint64_t hash_of(const struct version *v)
{
	const struct figure_fact *fact = &v->fact;
	uint64_t hash = mix(1, (int64_t)fact->class);

	hash = mix(mix(mix(hash, fact->day), fact->seq), fact->days);
	hash = mix(mix(mix(hash, fact->marks), v->from_day), v->until_day);
	for (int i = 0; i < FIGURE_DIMENSIONS; i++)
		hash = mix(hash, fact->cell.of[i]);
	return hash;
}

static void add_facts(struct recount *rc, int64_t case_id, const struct version *v, int times)
{
	struct figure_sums *sums = figure_cells_at(rc->facts, &(struct figure_key){.value = case_id});
	uint64_t sum = (uint64_t)sums->marked[0];

	sums->all += times;
	sum = times > 0 ? sum + hash_of(v) : sum - hash_of(v);
	memcpy(&sums->marked[0], &sum, sizeof(sum));
}

static bool is_open_version(const struct version *v, const struct figure_fact *fact)
{
	return v->until_day == FIGURES_FOREVER && v->fact.class == fact->class && v->fact.day == fact->day &&
	       v->fact.seq == fact->seq;
}

// As figures.c does it with rows.
static void take_change(void *arg, const struct figure_fact *fact, int times)
{
	struct recount *rc = arg;
	int64_t today = rc->walk.known_day;

	figure_cells_take(rc->cells, fact, today, times);
	if (times > 0) {
		if (rc->version_count == rc->version_room) {
			struct version *grown =
				ARENA_ARRAY(rc->walk.arena, struct version, rc->version_room * 2 + 16);

			if (rc->version_count)
				memcpy(grown, rc->versions, rc->version_count * sizeof(*grown));
			rc->versions = grown;
			rc->version_room = rc->version_room * 2 + 16;
		}
		rc->versions[rc->version_count++] = (struct version){*fact, today, FIGURES_FOREVER};
		return;
	}
	for (size_t i = 0; i < rc->version_count; i++) {
		if (!is_open_version(&rc->versions[i], fact))
			continue;
		if (rc->versions[i].from_day == today)
			rc->versions[i] = rc->versions[--rc->version_count];
		else
			rc->versions[i].until_day = today;
		break;
	}
}

static void end_case(struct recount *rc)
{
	for (size_t i = 0; i < rc->version_count; i++)
		add_facts(rc, rc->walk.counted.state.case_id, &rc->versions[i], 1);
	if (rc->walk.counted.state.seq)
		rc->result->cases++;
}

static void begin_case(struct recount *rc)
{
	struct arena *arena = rc->walk.arena;
	const struct calendar *calendar = rc->walk.counted.calendar;

	arena_reset(arena);
	rc->walk = (struct figure_walk){.arena = arena,
		.counted = {.arena = arena, .calendar = calendar},
		.changed = take_change,
		.arg = rc};
	rc->versions = NULL;
	rc->version_count = rc->version_room = 0;
}

static bool is_counted(struct recount *rc, int64_t stream_id, int64_t seq)
{
	while (rc->behind_at < rc->behind_count && rc->behind[rc->behind_at].stream_id < stream_id)
		rc->behind_at++;
	return rc->behind_at == rc->behind_count || rc->behind[rc->behind_at].stream_id != stream_id ||
	       seq < rc->behind[rc->behind_at].seq;
}

static int fold_range(struct recount *rc, int64_t first, int64_t last)
{
	struct sql_event_walk_row row;
	struct db_cursor *cursor;
	int64_t stream_id = 0;
	bool more = true;
	int r;

	r = sql_event_walk_open(rc->conn,
		&(struct sql_event_walk_in){
			.jurisdiction_id = rc->jurisdiction_id, .first = first, .last = last},
		&cursor, rc->err);
	if (r < 0)
		return r;
	begin_case(rc);
	for (;;) {
		struct slice bytes;

		r = sql_event_walk_next(cursor, &row, &more, rc->err);
		if (r < 0 || !more)
			break;
		if (row.stream_id == rc->jurisdiction_id)
			continue;
		if (row.stream_id != stream_id) {
			end_case(rc);
			begin_case(rc);
			stream_id = row.stream_id;
		}
		if (!is_counted(rc, stream_id, row.seq))
			continue;
		// what is decoded borrows, and the cursor's bytes go
		bytes = arena_slice(rc->walk.arena, row.bytes);
		r = figure_walk_event(&rc->walk, &(struct event_parts){.bytes = bytes}, true, rc->err);
		if (r < 0)
			break;
		rc->result->events++;
	}
	db_cursor_close(cursor);
	if (r == 0)
		end_case(rc);
	return r;
}

static int fold_all(struct recount *rc)
{
	struct sql_stream_step_row step;
	int64_t first = INT64_MIN;
	int r;

	for (;;) {
		arena_reset(rc->arena);
		r = sql_stream_step(rc->conn, rc->arena,
			&(struct sql_stream_step_in){.jurisdiction_id = rc->jurisdiction_id,
				.first = first,
				.most = STREAMS_A_RANGE},
			&step, rc->err);
		if (r < 0 || step.last == 0)
			return r;
		r = fold_range(rc, first, step.last);
		if (r < 0 || step.last == INT64_MAX)
			return r;
		first = step.last + 1;
	}
}

// ---- What the rows say

static void tell(struct recount *rc, const char *table, const char *row, const char *what)
{
	rc->result->findings++;
	rc->found(rc->arg, &(struct figures_finding){table, row, what});
}

static const char *key_words(const struct figure_key *key, char *out, size_t size)
{
	char day[CALENDAR_DAY_BYTES], known[CALENDAR_DAY_BYTES] = "";

	calendar_day_format(key->day, day);
	if (key->known != FIGURE_KNOWN_TIMELY)
		calendar_day_format(key->known, known);
	snprintf(out, size, "%s %" PRId64 ", %s %s, class %" PRId64 "%s%s",
		figure_dimension_name((enum figure_dimension)key->dimension), key->value,
		key->span == FIGURE_SPAN_MONTH ? "month" : "day", day, key->class, known[0] ? ", known " : "",
		known);
	return out;
}

#define SUMS(row)                                                                                            \
	(struct figure_sums)                                                                                 \
	{                                                                                                    \
		(row)->facts,                                                                                \
		{                                                                                            \
			(row)->mark_1, (row)->mark_2, (row)->mark_3, (row)->mark_4, (row)->mark_5,           \
				(row)->mark_6, (row)->mark_7, (row)->mark_8                                  \
		}                                                                                            \
	}
#define KEY(row, known_day)                                                                                  \
	(struct figure_key)                                                                                  \
	{                                                                                                    \
		(row)->dimension, (row)->span, (row)->day, (known_day), (row)->class, (row)->value,          \
			(row)->days                                                                          \
	}

static void take_off(struct recount *rc, struct figure_key key, const struct figure_sums *sums)
{
	figure_sums_add(figure_cells_at(rc->cells, &key), sums, -1);
	rc->result->cells++;
}

static int take_sums(struct recount *rc)
{
	struct sql_figure_sum_walk_row row;
	struct db_cursor *cursor;
	bool more;
	int r;

	r = sql_figure_sum_walk_open(rc->conn,
		&(struct sql_figure_sum_walk_in){.jurisdiction_id = rc->jurisdiction_id}, &cursor, rc->err);
	if (r < 0)
		return r;
	while ((r = sql_figure_sum_walk_next(cursor, &row, &more, rc->err)) == 0 && more)
		take_off(rc, KEY(&row, FIGURE_KNOWN_TIMELY), &SUMS(&row));
	db_cursor_close(cursor);
	return r;
}

static int take_late(struct recount *rc)
{
	struct sql_figure_late_walk_row row;
	struct db_cursor *cursor;
	bool more;
	int r;

	r = sql_figure_late_walk_open(rc->conn,
		&(struct sql_figure_late_walk_in){.jurisdiction_id = rc->jurisdiction_id}, &cursor, rc->err);
	if (r < 0)
		return r;
	while ((r = sql_figure_late_walk_next(cursor, &row, &more, rc->err)) == 0 && more)
		take_off(rc, KEY(&row, row.known), &SUMS(&row));
	db_cursor_close(cursor);
	return r;
}

static int take_facts(struct recount *rc)
{
	struct sql_figure_fact_walk_row row;
	struct db_cursor *cursor;
	bool more;
	int r;

	r = sql_figure_fact_walk_open(rc->conn,
		&(struct sql_figure_fact_walk_in){.jurisdiction_id = rc->jurisdiction_id}, &cursor, rc->err);
	if (r < 0)
		return r;
	while ((r = sql_figure_fact_walk_next(cursor, &row, &more, rc->err)) == 0 && more) {
		struct version v = {.fact = {.class = (enum figure_class)row.class,
					    .seq = row.seq,
					    .day = row.day,
					    .marks = (unsigned)row.marks,
					    .days = (int)row.days,
					    .cell = {{0, row.unit_id, row.area_id, row.category_id,
						    row.channel, row.kind, row.programme_id}}},
			.from_day = row.from_day,
			.until_day = row.until_day};

		add_facts(rc, row.case_id, &v, -1);
		rc->result->facts++;
	}
	db_cursor_close(cursor);
	return r;
}

// ---- What is left

static void tell_cells(struct recount *rc)
{
	const struct figure_entry **entries;
	char row[160], what[80];
	size_t count;

	entries = figure_cells_sorted(rc->cells, &count);
	for (size_t i = 0; i < count; i++) {
		const struct figure_sums *left = &entries[i]->sums;

		if (figure_sums_are_zero(left))
			continue;
		if (left->all)
			snprintf(what, sizeof(what), "the events say %+" PRId64, left->all);
		else
			snprintf(what, sizeof(what), "its marks are not those of the events");
		tell(rc, entries[i]->key.known == FIGURE_KNOWN_TIMELY ? "figure_sum" : "figure_late",
			key_words(&entries[i]->key, row, sizeof(row)), what);
	}
	mem_free(entries);
}

static void tell_facts(struct recount *rc)
{
	const struct figure_entry **entries;
	char row[80];
	size_t count;

	entries = figure_cells_sorted(rc->facts, &count);
	for (size_t i = 0; i < count; i++) {
		if (figure_sums_are_zero(&entries[i]->sums))
			continue;
		snprintf(row, sizeof(row), "case id %" PRId64, entries[i]->key.value);
		tell(rc, "figure_fact", row, "the rows are not those of its events");
	}
	mem_free(entries);
}

static int find_behind(struct recount *rc, struct arena *arena)
{
	struct figures_position position;
	int r;

	r = figures_position(rc->conn, arena, rc->jurisdiction_id, &position, rc->err);
	if (r < 0)
		return r;
	if (position.log == 0)
		return err_set(rc->err, ERR_NOT_FOUND, "nothing was counted yet: a server that runs does it");
	if (position.version != FIGURES_VERSION)
		return err_set(rc->err, ERR_BUSY,
			"the figures were counted by another version of the program: a server that runs "
			"counts them anew");
	return sql_ledger_entry_behind(rc->conn, arena,
		&(struct sql_ledger_entry_behind_in){
			.jurisdiction_id = rc->jurisdiction_id, .log = position.log, .place = position.place},
		&rc->behind, &rc->behind_count, rc->err);
}

int figures_recount(struct db_conn *conn, int64_t jurisdiction_id, const struct calendar *calendar,
	void (*found)(void *arg, const struct figures_finding *finding), void *arg,
	struct figures_recount *ret, struct err *err)
{
	CLEANUP(arena_freep) struct arena *kept = arena_new();
	struct figures_recount result = {0};
	struct recount rc = {.conn = conn,
		.jurisdiction_id = jurisdiction_id,
		.arena = arena_new(),
		.cells = figure_cells_new(),
		.facts = figure_cells_new(),
		.walk = {.arena = arena_new(), .counted = {.calendar = calendar}},
		.found = found,
		.arg = arg,
		.result = &result,
		.err = err};
	int r;

	r = find_behind(&rc, kept);
	if (r == 0)
		r = fold_all(&rc);
	if (r == 0)
		r = take_sums(&rc);
	if (r == 0)
		r = take_late(&rc);
	if (r == 0)
		r = take_facts(&rc);
	if (r == 0) {
		tell_cells(&rc);
		tell_facts(&rc);
		*ret = result;
	}
	arena_free(rc.walk.arena);
	arena_free(rc.arena);
	figure_cells_free(rc.cells);
	figure_cells_free(rc.facts);
	return r;
}
