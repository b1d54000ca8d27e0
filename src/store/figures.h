// SPDX-License-Identifier: Apache-2.0
// The count of the figures: from the events in the order of the ledger into figure_sum, figure_late and
// figure_fact; and the recount, which reads every event again and compares. Any thread, with its own
// connection.
//
// Position and rows change in one transaction, so that each entry counts once, whatever dies when; and who
// counts holds the row of the position, so that of several servers one does.
#ifndef YIDAN_STORE_FIGURES_H
#define YIDAN_STORE_FIGURES_H

#include "base/arena.h"
#include "base/err.h"
#include "calendar/calendar.h"
#include "domain/figure_case.h"

struct db_conn;

// Of the definitions in domain/figure.h and of what a case counts for: raised with every change of them, so
// that all is counted anew.
#define FIGURES_VERSION 1
#define FIGURES_STEP	500 // entries in one transaction
#define FIGURES_FOREVER ((INT64_C(1) << 53) - 1)

struct figures_position {
	int64_t version, log, place;
	int64_t counted_at_us; // time of the newest entry that is counted; 0: none
	bool is_behind;	       // entries of the tree wait
};

int figures_position(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct figures_position *ret, struct err *err);

// Counts the next entries, at most FIGURES_STEP, in a write transaction. *ret_taken 0: nothing waits, or
// another server counts just now. ERR_CONFLICT: somebody else was faster.
int figures_step(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct calendar *calendar, size_t *ret_taken, struct err *err);

struct figures_finding {
	const char *table; // "figure_sum", "figure_late", "figure_fact"
	const char *row;   // which
	const char *what;  // words, with both numbers
};

struct figures_recount {
	uint64_t cases, events, cells, facts;
	uint64_t findings;
};

// In a read transaction. Compares with what is counted so far: entries that wait are left out.
int figures_recount(struct db_conn *conn, int64_t jurisdiction_id, const struct calendar *calendar,
	void (*found)(void *arg, const struct figures_finding *finding), void *arg,
	struct figures_recount *ret, struct err *err);

// ---- For readers

// Adds the cells of a dimension over days that are known as of the end of a day. `add` is called for each
// cell; values and days repeat. value -1: all of them.
struct figures_range {
	enum figure_dimension dimension;
	int64_t value;
	int64_t first_day, last_day; // both counted
	int64_t as_of;		     // not before last_day
	bool is_newest;		     // as of now: nothing was known later
	enum figure_class first_class, last_class;
};
typedef void (*figures_add)(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times);
int figures_read(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct figures_range *range, figures_add add, void *arg, struct err *err);

#endif
