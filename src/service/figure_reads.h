// SPDX-License-Identifier: Apache-2.0
// Figures for whoever looks at them: sums of a period, month by month, split by a dimension; what is open, by
// age; how long it took; and the cases behind a number. In a read transaction of the caller's; any thread.
#ifndef YIDAN_SERVICE_FIGURE_READS_H
#define YIDAN_SERVICE_FIGURE_READS_H

#include "service/cases.h"
#include "service/figures.h"

struct reference;

// What is asked for.
struct figure_query {
	int64_t jurisdiction_id;
	enum figure_dimension dimension; // of the filter; FIGURE_BY_NOTHING: of all cases
	int64_t value;
	int64_t first_day, last_day; // period; days behind `as_of` count nothing
	int64_t as_of;		     // the end of this day
	int64_t today;		     // days from it on are not over: nothing is due there yet
};

struct figure_set {
	struct figure_sums of[FIGURE_CLASSES + 1]; // by class
};
int64_t figure_part(const struct figure_set *set, enum figure figure);
int64_t figure_whole(const struct figure_set *set, enum figure figure);
int64_t figure_left_out(const struct figure_set *set, enum figure figure);
bool figure_is_nothing(const struct figure_set *set, enum figure figure); // neither counted nor left out

int figures_of_period(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	struct figure_set *ret, struct err *err);
// The months up to that of the last day, the oldest first; the last one up to as_of.
#define FIGURE_MONTHS 13
int figures_by_month(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	int64_t ret_months[FIGURE_MONTHS], struct figure_set ret[FIGURE_MONTHS], struct err *err);

struct figure_split {
	int64_t value;
	struct figure_set set;
};
// By value. The filter of the query does not count.
int figures_split(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	enum figure_dimension by, struct figure_split **ret, size_t *ret_count, struct err *err);

// How many cases are open as of the day, however long ago they came.
int figures_open(struct db_conn *conn, struct arena *arena, const struct figure_query *query, int64_t *ret,
	struct err *err);
// The same by age, however long ago they came: to 7, 30, 90, 365 days, and older.
#define FIGURE_AGES 5
int figures_open_by_age(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	int64_t ret[FIGURE_AGES], struct err *err);

// Of what was closed in the period, by days from received to closed, ascending.
int figures_days_to_close(struct db_conn *conn, struct arena *arena, const struct figure_query *query,
	struct figure_days **ret, size_t *ret_count, struct err *err);

// The cases behind a figure, the newest first: its facts as they were as of the day. `officer` NULL: those
// that are public; else what complains of the officer or the unit is left out.
struct figure_rows {
	enum figure figure;
	bool of_part; // those in the part; else in the whole
	const struct officer *officer;
	int64_t before_day, before_id, before_seq; // where a page begins; 0: at the newest
	int64_t most;

	struct case_list_row *rows; // without due_at
	int64_t *days, *seqs;	    // of the facts, for the next page
	size_t count;
	int64_t all, public; // how many there are, and how many of them are public: on the first page alone
};
int figures_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct figure_query *query, struct figure_rows *rows, struct err *err);

#endif
