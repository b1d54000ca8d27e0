// SPDX-License-Identifier: Apache-2.0
// The cells of the figures in memory: sums by dimension, day or month, class, value. What a fact adds to
// which of them is said here once, for the count and the recount. On the heap; one thread.
//
//	struct figure_cells *cells = figure_cells_new();
//	figure_cells_take(cells, &fact, known_day, 1);
//	struct figure_entry **entries = figure_cells_sorted(cells, &count);
//	figure_cells_free(cells);
#ifndef YIDAN_STORE_FIGURE_CELLS_H
#define YIDAN_STORE_FIGURE_CELLS_H

#include "domain/figure_case.h"

#define FIGURE_SPAN_DAY	    0
#define FIGURE_SPAN_MONTH   1
#define FIGURE_KNOWN_TIMELY INT64_MIN

// The key of a row of figure_sum (known: FIGURE_KNOWN_TIMELY) or figure_late.
struct figure_key {
	int64_t dimension, span, day, known, class, value, days;
};

struct figure_entry {
	struct figure_key key;
	struct figure_sums sums;
	bool is_used;
};

struct figure_cells;

struct figure_cells *figure_cells_new(void);
void figure_cells_free(struct figure_cells *cells); // NULL is fine
// The sums of a key, zero where they are new; until the next call.
struct figure_sums *figure_cells_at(struct figure_cells *cells, const struct figure_key *key);
// A fact that came (1) or went (-1) on a day.
void figure_cells_take(
	struct figure_cells *cells, const struct figure_fact *fact, int64_t known_day, int times);
// By key; freed with mem_free. Valid until the cells change.
const struct figure_entry **figure_cells_sorted(const struct figure_cells *cells, size_t *ret_count);
bool figure_sums_are_zero(const struct figure_sums *sums);

// First and last day of the month of a day.
int64_t figure_month_of(int64_t day);
int64_t figure_month_end(int64_t day);

#endif
