// SPDX-License-Identifier: Apache-2.0
// Sums for readers. A range of days is read as whole months with the odd days before and behind them.
#include "db/db.h"
#include "sql.h"
#include "store/figure_cells.h"
#include "store/figures.h"

struct reading {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id;
	const struct figures_range *range;
	figures_add add;
	void *arg;
	struct err *err;
};

static void tell(struct reading *rd, const struct sql_figure_cell_row *rows, size_t count, int times)
{
	for (size_t i = 0; i < count; i++) {
		struct figure_sums sums = {rows[i].facts,
			{rows[i].mark_1, rows[i].mark_2, rows[i].mark_3, rows[i].mark_4, rows[i].mark_5,
				rows[i].mark_6, rows[i].mark_7, rows[i].mark_8}};

		rd->add(rd->arg, rows[i].day, (enum figure_class)rows[i].class, rows[i].value,
			(int)rows[i].days, &sums, times);
	}
}

static int read_span(struct reading *rd, int span, int64_t first_day, int64_t last_day)
{
	const struct figures_range *range = rd->range;
	struct sql_figure_cell_row *rows;
	size_t count;
	int r;

	if (first_day > last_day)
		return 0;
	r = sql_figure_sum_range(rd->conn, rd->arena,
		&(struct sql_figure_sum_range_in){.jurisdiction_id = rd->jurisdiction_id,
			.dimension = range->dimension,
			.span = span,
			.first_day = first_day,
			.last_day = last_day,
			.first_class = range->first_class,
			.last_class = range->last_class,
			.value = range->value},
		&rows, &count, rd->err);
	if (r < 0)
		return r;
	tell(rd, rows, count, 1);
	if (range->is_newest)
		return 0;
	r = sql_figure_late_range(rd->conn, rd->arena,
		&(struct sql_figure_late_range_in){.jurisdiction_id = rd->jurisdiction_id,
			.dimension = range->dimension,
			.span = span,
			.first_day = first_day,
			.last_day = last_day,
			.first_class = range->first_class,
			.last_class = range->last_class,
			.value = range->value,
			.as_of = range->as_of},
		&rows, &count, rd->err);
	if (r == 0)
		tell(rd, rows, count, -1);
	return r;
}

int figures_read(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct figures_range *range, figures_add add, void *arg, struct err *err)
{
	struct reading rd = {conn, arena, jurisdiction_id, range, add, arg, err};
	int64_t first = range->first_day, last = range->last_day;
	// the first day of the first whole month, and the last of the last
	int64_t whole = figure_month_of(first) == first ? first : figure_month_end(first) + 1;
	int64_t end = figure_month_end(last) == last ? last : figure_month_of(last) - 1;
	int r;

	if (whole > end)
		return read_span(&rd, FIGURE_SPAN_DAY, first, last);
	r = read_span(&rd, FIGURE_SPAN_DAY, first, whole - 1);
	if (r == 0)
		r = read_span(&rd, FIGURE_SPAN_MONTH, whole, figure_month_of(end));
	return r == 0 ? read_span(&rd, FIGURE_SPAN_DAY, end + 1, last) : r;
}
