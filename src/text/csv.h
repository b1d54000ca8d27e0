// SPDX-License-Identifier: Apache-2.0
// Reads CSV as RFC 4180 has it: fields separated by commas, rows by LF or CR LF, a field in quotes may hold
// all of these and doubled quotes. The first row names the columns; they are found by name, in any order.
// Everything lives in the arena; any thread.
//
//	if ((r = csv_parse(arena, bytes, &table, err)) < 0) …            // "line 3: …"
//	size_t code = csv_column(&table, "code");                        // CSV_NONE where there is none
//	for (size_t i = 0; i < table.row_count; i++)
//		csv_field(&table, i, code) …  table.rows[i].line …
#ifndef YIDAN_TEXT_CSV_H
#define YIDAN_TEXT_CSV_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

#define CSV_BYTES_MAX	    (16 * 1024 * 1024)
#define CSV_ROWS_MAX	    200000
#define CSV_COLUMNS_MAX	    64
#define CSV_FIELD_BYTES_MAX (64 * 1024)
#define CSV_NONE	    SIZE_MAX

struct csv_row {
	const struct slice *fields; // as many as there are columns
	int line;		    // where it begins, from 1
};

struct csv_table {
	const struct slice *columns;
	size_t column_count;
	const struct csv_row *rows;
	size_t row_count;
};

// Refused, with the line: text that is not UTF-8 or holds NUL, a quote inside a plain field, text behind a
// quoted one, a quoted field without its end, rows with more or fewer fields than there are columns, columns
// without a name or twice, anything over a limit. A byte order mark at the start is passed over, so are empty
// lines.
int csv_parse(struct arena *arena, struct slice text, struct csv_table *ret, struct err *err);
size_t csv_column(const struct csv_table *table, const char *name);
// "" for the column CSV_NONE.
struct slice csv_field(const struct csv_table *table, size_t row, size_t column);

#endif
