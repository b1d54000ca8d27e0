// SPDX-License-Identifier: Apache-2.0
// The figures that a jurisdiction publishes: what each is, and what of a case counts in it. Pure.
//
// A case makes facts (domain/figure_case.h): "received on this day", "an answer was due on this day", "closed
// on this day" … Each fact has a class, one day to which it counts, marks that say more about it ("is open",
// "was in time"), and a cell: the unit, area, category and so on that it counts for. A figure is a share of
// the facts of one class: those with certain marks, of those without others. So numerator and denominator
// count the same facts, of the same days, and anybody who has the events can count them again.
//
//	struct figure_sums sums = …;                          // of one class, over the days of a period
//	const struct figure_definition *def = figure_definition(FIGURE_ON_TIME);
//	int64_t part = figure_count(def->part, &sums), whole = figure_count(def->whole, &sums);
//
// Words of the definitions are in po/ (figure.NAME, figure.NAME_what …).
#ifndef YIDAN_DOMAIN_FIGURE_H
#define YIDAN_DOMAIN_FIGURE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Values are stored: they get no other meaning, and further ones come to the end.
enum figure_class {
	FIGURE_CLASS_RECEIVED = 1, // each case, on the day on which it came
	FIGURE_CLASS_CONTACT_DUE,  // where it has that clock: the day by which the raiser was to hear
				   // something
	FIGURE_CLASS_REPLY_DUE,	   // … to be answered
	FIGURE_CLASS_SOLVE_DUE,	   // … to be concluded: to solve, or else to reply
	FIGURE_CLASS_CONCLUDED,	   // each case that is closed now, on the day of its last closing
	FIGURE_CLASS_CLOSING,	   // each time that a case was closed
	FIGURE_CLASS_ASSIGNED,	   // each time that a case was handed to a lead unit
};
#define FIGURE_CLASSES 7 // 1 … 7

// Marks by class: bits. At most eight; stored.
#define FIGURE_MARKS 8
enum { // FIGURE_CLASS_RECEIVED. The first six are where it stands: exactly one of OPEN, CONCLUDED … MERGED
	FIGURE_OPEN = 1 << 0,
	FIGURE_CONCLUDED_NOW = 1 << 1,
	FIGURE_DECLINED_NOW = 1 << 2,
	FIGURE_WITHDRAWN_NOW = 1 << 3,
	FIGURE_MERGED_NOW = 1 << 4,
	FIGURE_WAITING_NOW = 1 << 5,	// with OPEN
	FIGURE_RECATEGORISED = 1 << 6,	// a category that was set was corrected
	FIGURE_DEADLINE_MOVED = 1 << 7, // its last deadline was moved by an extension or a correction
};
enum { // the three classes of what is due: at most one of these
	FIGURE_MET = 1 << 0,
	// Ended before the deadline without being done (declined, withdrawn, merged), or it waits now and the
	// clock stands.
	FIGURE_LEFT_OUT = 1 << 1,
	FIGURE_STILL_OPEN = 1 << 2, // not done yet; behind the deadline that is "overdue"
};
enum { // FIGURE_CLASS_CONCLUDED. At most one of the first three, one of the next two
	FIGURE_SOLVED_YES = 1 << 0,
	FIGURE_SOLVED_PARTLY = 1 << 1,
	FIGURE_SOLVED_NO = 1 << 2,
	FIGURE_SATISFIED_YES = 1 << 3,
	FIGURE_SATISFIED_NO = 1 << 4,
	FIGURE_UNSOLVED = 1 << 5, // closed with the office's own word that it stays unsolved
};
enum { // FIGURE_CLASS_CLOSING
	FIGURE_REOPENED_AFTER = 1 << 0,
};
enum { // FIGURE_CLASS_ASSIGNED
	FIGURE_WAS_RETURNED = 1 << 0,
	FIGURE_WAS_EXTENDED = 1 << 1,
	FIGURE_HAS_WAITED = 1 << 2,
	FIGURE_WAS_SENT_BACK = 1 << 3,
};
// Of every class, outside of the eight: the row of the case is public. Never summed.
#define FIGURE_PUBLIC (1 << FIGURE_MARKS)

// What figures are split by; stored. One at a time.
enum figure_dimension {
	FIGURE_BY_NOTHING, // value 0
	FIGURE_BY_UNIT,
	FIGURE_BY_AREA, // town or above
	FIGURE_BY_CATEGORY,
	FIGURE_BY_CHANNEL, // enum case_channel
	FIGURE_BY_KIND,	   // enum case_kind
	FIGURE_BY_PROGRAMME,
};
#define FIGURE_DIMENSIONS 7
const char *figure_dimension_name(enum figure_dimension dimension); // "all", "unit", "area", …
bool figure_dimension_parse(struct slice name, enum figure_dimension *ret);

// Values by dimension; [FIGURE_BY_NOTHING] is 0. 0 elsewhere: has none.
struct figure_cell {
	int64_t of[FIGURE_DIMENSIONS];
};

// How many facts there are of a class, and with each mark.
struct figure_sums {
	int64_t all;
	int64_t marked[FIGURE_MARKS];
};

// Of the facts of a class: with any of these marks (0: whatever they have), and with none of those. Marks in
// one of both exclude each other, and only one of both is set: so that a count is a sum or a difference of
// sums.
struct figure_term {
	unsigned any, none;
};
int64_t figure_count(struct figure_term term, const struct figure_sums *sums);
bool figure_term_holds(struct figure_term term, unsigned marks);
void figure_sums_add(struct figure_sums *sums, const struct figure_sums *more, int64_t times);

// In the order in which they are shown.
enum figure {
	FIGURE_RECEIVED,
	FIGURE_PROCESSED,
	FIGURE_CONCLUDED,
	FIGURE_STANDS_OPEN,
	FIGURE_DECLINED,
	FIGURE_WITHDRAWN,
	FIGURE_MERGED,
	FIGURE_CONTACTED,
	FIGURE_ANSWERED,
	FIGURE_ON_TIME,
	FIGURE_CLOSED,
	FIGURE_SPOKE,
	FIGURE_SOLVED,
	FIGURE_SATISFIED,
	FIGURE_STAYS_UNSOLVED,
	FIGURE_REOPENED,
	FIGURE_RETURNED,
	FIGURE_SENT_BACK,
	FIGURE_EXTENDED,
	FIGURE_WAITED,
	FIGURE_CATEGORY_CORRECTED,
	FIGURE_DEADLINE_CHANGED,
};
#define FIGURES 22

struct figure_definition {
	const char *code; // "on_time"
	enum figure_class class;
	bool is_share; // a part of a whole; else the part alone is the figure
	bool is_word;  // the raisers' own words: shares of few who spoke are not shown
	bool is_due;   // counts deadlines: of days that are over
	struct figure_term part, whole;
	struct figure_term left_out; // facts of the class that are in neither; any 0: none is
};
const struct figure_definition *figure_definition(enum figure figure);
bool figure_parse(struct slice code, enum figure *ret);

// ---- Days to close

// Days are counted exactly to a month, and in classes behind it: the most days of the class it falls in.
#define FIGURE_DAYS_EXACT 30
#define FIGURE_DAYS_MORE  366 // more than a year
int figure_days_class(int64_t days);
// The p-th of a hundred of so many counted in classes (ascending by days): a day such that at least p % took
// no longer; -1 where there are none.
struct figure_days {
	int days;
	int64_t count;
};
int figure_days_at(const struct figure_days *classes, size_t count, int percent);

// ---- Small numbers

// Marks which cells of a split that adds up to a published total may be shown: none below `least` (but 0),
// and where what is hidden could be found by subtraction (one cell alone, or all of them together below
// `least`), the next smallest are hidden too. Returns how many are hidden.
size_t figure_hide_small(const int64_t *counts, size_t count, int64_t least, bool *ret_is_hidden);

#endif
