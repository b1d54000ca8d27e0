// SPDX-License-Identifier: Apache-2.0
#include "service/figure_reads.h"

#include "service/case_lists.h"
#include "sql.h"
#include "store/figure_cells.h"

#include <stdlib.h>

static const int age_days[FIGURE_AGES] = {7, 30, 90, 365, 0}; // 0: no limit

int64_t figure_part(const struct figure_set *set, enum figure figure)
{
	const struct figure_definition *d = figure_definition(figure);

	return figure_count(d->part, &set->of[d->class]);
}

int64_t figure_whole(const struct figure_set *set, enum figure figure)
{
	const struct figure_definition *d = figure_definition(figure);

	return figure_count(d->whole, &set->of[d->class]);
}

int64_t figure_left_out(const struct figure_set *set, enum figure figure)
{
	const struct figure_definition *d = figure_definition(figure);
	bool has = d->left_out.any || d->left_out.none;

	return has ? figure_count(d->left_out, &set->of[d->class]) : 0;
}

bool figure_is_nothing(const struct figure_set *set, enum figure figure)
{
	return figure_part(set, figure) == 0 && figure_left_out(set, figure) == 0 &&
	       (!figure_definition(figure)->is_share || figure_whole(set, figure) == 0);
}

static int64_t end_of(const struct figure_query *query)
{
	return query->last_day < query->as_of ? query->last_day : query->as_of;
}

static struct figures_range range_of(const struct figure_query *query)
{
	return (struct figures_range){.dimension = query->dimension,
		.value = query->value,
		.first_day = query->first_day,
		.last_day = end_of(query),
		.as_of = query->as_of,
		.is_newest = query->as_of >= query->today,
		.first_class = FIGURE_CLASS_RECEIVED,
		.last_class = FIGURE_CLASS_ASSIGNED};
}

// Reads all classes of a range; what is due today or later is taken off again.
static int read_range(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	const struct figures_range *range, figures_add add, figures_add take_off, void *arg, struct err *err)
{
	struct figures_range due = *range;
	int r;

	if (range->first_day > range->last_day)
		return 0;
	r = figures_read(conn, arena, query->jurisdiction_id, range, add, arg, err);
	if (r < 0 || range->last_day < query->today)
		return r;
	due.first_class = FIGURE_CLASS_CONTACT_DUE;
	due.last_class = FIGURE_CLASS_SOLVE_DUE;
	due.first_day = range->first_day > query->today ? range->first_day : query->today;
	return figures_read(conn, arena, query->jurisdiction_id, &due, take_off, arg, err);
}

static void add_set(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	struct figure_set *set = arg;

	(void)day;
	(void)value;
	(void)days;
	figure_sums_add(&set->of[class], sums, times);
}

static void take_set(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	add_set(arg, day, class, value, days, sums, -times);
}

int figures_of_period(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	struct figure_set *ret, struct err *err)
{
	struct figures_range range = range_of(query);

	*ret = (struct figure_set){0};
	return read_range(conn, arena, query, &range, add_set, take_set, ret, err);
}

// ---- By month

struct months {
	const int64_t *firsts;
	struct figure_set *sets;
};

static void add_month(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	struct months *months = arg;
	int i = FIGURE_MONTHS - 1;

	(void)value;
	(void)days;
	while (i > 0 && months->firsts[i] > day)
		i--;
	figure_sums_add(&months->sets[i].of[class], sums, times);
}

static void take_month(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	add_month(arg, day, class, value, days, sums, -times);
}

int figures_by_month(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	int64_t ret_months[FIGURE_MONTHS], struct figure_set ret[FIGURE_MONTHS], struct err *err)
{
	struct months months = {ret_months, ret};
	struct figures_range range = range_of(query);
	int64_t month = figure_month_of(end_of(query)), end = figure_month_end(end_of(query));

	for (int i = FIGURE_MONTHS - 1; i >= 0; i--) {
		ret_months[i] = month;
		ret[i] = (struct figure_set){0};
		month = figure_month_of(month - 1);
	}
	// the whole of the last month, as far as it is known
	range.first_day = ret_months[0];
	range.last_day = end < query->as_of ? end : query->as_of;
	return read_range(conn, arena, query, &range, add_month, take_month, &months, err);
}

// ---- Split

struct splitting {
	struct figure_split *rows;
	size_t count, room;
	struct arena *arena;
};

// Values come in no order; there are few.
static struct figure_split *split_at(struct splitting *s, int64_t value)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->rows[i].value == value)
			return &s->rows[i];
	}
	if (s->count == s->room) {
		struct figure_split *grown = ARENA_ARRAY(s->arena, struct figure_split, s->room * 2 + 32);

		for (size_t i = 0; i < s->count; i++)
			grown[i] = s->rows[i];
		s->rows = grown;
		s->room = s->room * 2 + 32;
	}
	s->rows[s->count] = (struct figure_split){.value = value};
	return &s->rows[s->count++];
}

static void add_split(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	(void)day;
	(void)days;
	figure_sums_add(&split_at(arg, value)->set.of[class], sums, times);
}

static void take_split(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	add_split(arg, day, class, value, days, sums, -times);
}

static int by_value(const void *a, const void *b)
{
	const struct figure_split *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

int figures_split(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	enum figure_dimension by, struct figure_split **ret, size_t *ret_count, struct err *err)
{
	struct splitting s = {.arena = arena};
	struct figures_range range = range_of(query);
	int r;

	range.dimension = by;
	range.value = -1;
	r = read_range(conn, arena, query, &range, add_split, take_split, &s, err);
	if (r < 0)
		return r;
	if (s.count)
		qsort(s.rows, s.count, sizeof(*s.rows), by_value);
	*ret = s.rows;
	*ret_count = s.count;
	return 0;
}

// ---- What is open, and how long it took

int figures_open(struct db_conn *conn, struct arena *arena, const struct figure_query *query, int64_t *ret,
	struct err *err)
{
	struct figures_range range = range_of(query);
	struct figure_set set = {0};
	int r;

	range.first_day = 0;
	range.last_day = query->as_of;
	range.last_class = FIGURE_CLASS_RECEIVED;
	r = figures_read(conn, arena, query->jurisdiction_id, &range, add_set, &set, err);
	if (r == 0)
		*ret = figure_part(&set, FIGURE_STANDS_OPEN);
	return r;
}

int figures_open_by_age(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	int64_t ret[FIGURE_AGES], struct err *err)
{
	struct figures_range range = range_of(query);
	int64_t last = query->as_of;

	range.last_class = FIGURE_CLASS_RECEIVED;
	for (int i = 0; i < FIGURE_AGES; i++) {
		struct figure_set set = {0};
		int r;

		range.last_day = last;
		range.first_day = age_days[i] ? query->as_of - age_days[i] : 0;
		r = figures_read(conn, arena, query->jurisdiction_id, &range, add_set, &set, err);
		if (r < 0)
			return r;
		ret[i] = figure_part(&set, FIGURE_STANDS_OPEN);
		last = range.first_day - 1;
	}
	return 0;
}

static void add_days(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	int64_t *counts = arg;

	(void)day;
	(void)class;
	(void)value;
	if (days >= 0 && days <= FIGURE_DAYS_MORE)
		counts[days] += sums->all * times;
}

int figures_days_to_close(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	struct figure_days **ret, size_t *ret_count, struct err *err)
{
	int64_t *counts = ARENA_ARRAY(arena, int64_t, FIGURE_DAYS_MORE + 1);
	struct figure_days *classes = ARENA_ARRAY(arena, struct figure_days, FIGURE_DAYS_MORE + 1);
	struct figures_range range = range_of(query);
	size_t count = 0;
	int r = 0;

	range.first_class = range.last_class = FIGURE_CLASS_CONCLUDED;
	if (range.first_day <= range.last_day)
		r = figures_read(conn, arena, query->jurisdiction_id, &range, add_days, counts, err);
	for (int i = 0; i <= FIGURE_DAYS_MORE; i++) {
		if (counts[i])
			classes[count++] = (struct figure_days){i, counts[i]};
	}
	if (r == 0) {
		*ret = classes;
		*ret_count = count;
	}
	return r;
}

// ---- The cases behind a number

#define WANTED(query, class_, last_day_, term)                                                               \
	.jurisdiction_id = (query)->jurisdiction_id, .class = (int64_t)(class_),                             \
	.first_day = (query)->first_day, .last_day = (last_day_), .as_of = (query)->as_of,                   \
	.with_any = (term).any, .with_none = (term).none, .unit_id = wanted(query, FIGURE_BY_UNIT),          \
	.area_id = wanted(query, FIGURE_BY_AREA), .category_id = wanted(query, FIGURE_BY_CATEGORY),          \
	.channel = wanted(query, FIGURE_BY_CHANNEL), .kind = wanted(query, FIGURE_BY_KIND),                  \
	.programme_id = wanted(query, FIGURE_BY_PROGRAMME)

static int64_t wanted(const struct figure_query *query, enum figure_dimension dimension)
{
	return query->dimension == dimension ? query->value : -1;
}

static void take_rows(
	struct arena *arena, const struct sql_figure_case_row *rows, size_t count, struct figure_rows *ret)
{
	ret->rows = ARENA_ARRAY(arena, struct case_list_row, count + 1);
	ret->days = ARENA_ARRAY(arena, int64_t, count + 1);
	ret->seqs = ARENA_ARRAY(arena, int64_t, count + 1);
	ret->count = count;
	for (size_t i = 0; i < count; i++) {
		const struct sql_figure_case_row *row = &rows[i];

		ret->days[i] = row->day;
		ret->seqs[i] = row->seq;
		ret->rows[i] = (struct case_list_row){.id = row->id,
			.code = row->code,
			.title = row->has_title ? row->title : SLICE(""),
			.category_id = row->has_category_id ? row->category_id : 0,
			.town_id = row->has_town_id ? row->town_id : 0,
			.unit_id = row->has_unit_id ? row->unit_id : 0,
			.received_at = row->received_at,
			.answered_at = row->has_answered_at ? row->answered_at : 0,
			.closed_at = row->has_closed_at ? row->closed_at : 0,
			.updated_at = row->updated_at,
			.due_at = INT64_MAX};
		cases_take_codes(&ret->rows[i], row->state, row->kind, row->solved, row->satisfied);
	}
}

static int count_rows(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	int64_t last, struct figure_term term, struct figure_rows *rows, struct err *err)
{
	struct sql_figure_fact_count_row count = {0};
	int r;

	r = sql_figure_fact_count(conn, arena,
		&(struct sql_figure_fact_count_in){
			WANTED(query, figure_definition(rows->figure)->class, last, term),
			.public_mark = FIGURE_PUBLIC},
		&count, err);
	rows->all = count.facts;
	rows->public = count.public;
	return r;
}

int figures_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct figure_query *query, struct figure_rows *rows, struct err *err)
{
	const struct figure_definition *d = figure_definition(rows->figure);
	struct figure_term term = rows->of_part ? d->part : d->whole;
	int64_t last = end_of(query), before_day = rows->before_day ? rows->before_day : INT64_MAX;
	struct sql_figure_case_row *found;
	size_t count;
	int r = 0;

	if (d->is_due && last >= query->today)
		last = query->today - 1;
	if (rows->before_day == 0)
		r = count_rows(conn, arena, query, last, term, rows, err);
	if (r == 0 && rows->officer)
		r = sql_figure_fact_rows_desk(conn, arena,
			&(struct sql_figure_fact_rows_desk_in){WANTED(query, d->class, last, term),
				VIEWER(ref, rows->officer), .before_day = before_day,
				.before_id = rows->before_id, .before_seq = rows->before_seq,
				.most = rows->most},
			&found, &count, err);
	else if (r == 0)
		r = sql_figure_fact_rows_public(conn, arena,
			&(struct sql_figure_fact_rows_public_in){WANTED(query, d->class, last, term),
				.before_day = before_day, .before_id = rows->before_id,
				.before_seq = rows->before_seq, .most = rows->most},
			&found, &count, err);
	if (r == 0)
		take_rows(arena, found, count, rows);
	return r;
}
