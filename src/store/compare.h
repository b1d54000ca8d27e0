// SPDX-License-Identifier: Apache-2.0
// Rows beside what the events say that they hold. The expected row is the same generated struct as the one
// that was read, so that no column of a query is left out: whoever adds a column to the query has it
// compared.
//
//	struct sql_unit_all_row expected = row; … set everything that the event says …
//	compare_row(&report, &SQL_UNIT_ALL, row.id, &expected, &row);
#ifndef YIDAN_STORE_COMPARE_H
#define YIDAN_STORE_COMPARE_H

#include <stddef.h>
#include <stdint.h>

struct db_field;
struct db_query;

enum difference_kind {
	DIFFERENCE_VALUE,    // the column holds something else
	DIFFERENCE_NO_ROW,   // the events tell of a row that is not there
	DIFFERENCE_NO_EVENT, // a row that no event tells of
};

struct difference {
	enum difference_kind kind;
	const char *table;
	int64_t row_id;
	const char *column; // with DIFFERENCE_VALUE, else ""; static
	// With DIFFERENCE_VALUE from compare_row and compare_inserted: where the expected value stands.
	// Mostly nobody's business: it may be personal data.
	const struct db_field *field;
	const void *expected;
};

// What is told of each difference. Called within the read transaction.
struct difference_report {
	void (*found)(void *arg, const struct difference *difference);
	void *arg;
	const char *table; // for compare_row
};

// Every column of the query, in its order.
void compare_row(const struct difference_report *report, const struct db_query *query, int64_t row_id,
	const void *expected, const void *row);
// The same where what is expected is what a query would insert: it has all columns of the other (asserted).
void compare_inserted(const struct difference_report *report, const struct db_query *insert,
	const void *expected, const struct db_query *query, int64_t row_id, const void *row);
void compare_report(const struct difference_report *report, enum difference_kind kind, int64_t row_id,
	const char *column);

#endif
