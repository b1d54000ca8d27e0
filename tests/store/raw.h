// SPDX-License-Identifier: Apache-2.0
// The database past the program, as whoever has the file or the server sees it: any statement on either
// engine. Values come and go as literals of SQL.
#ifndef YIDAN_TESTS_STORE_RAW_H
#define YIDAN_TESTS_STORE_RAW_H

#include "fixture.h"

#include <stdbool.h>

struct raw;

struct raw *raw_open(struct fixture *f);
void raw_close(struct raw *raw);

// False where a constraint refused it; any other failure fails the test. *ret_changed (may be NULL): rows.
bool raw_run(struct raw *raw, int64_t *ret_changed, const char *format, ...) PRINTF_LIKE(3, 4);

struct raw_rows {
	size_t rows, columns;
	const char **cells; // row by row; NULL: no value. In the arena of the fixture
};
struct raw_rows raw_ask(struct raw *raw, const char *format, ...) PRINTF_LIKE(2, 3);
// The one value of a statement.
const char *raw_one(struct raw *raw, const char *format, ...) PRINTF_LIKE(2, 3);

enum raw_type { RAW_INTEGER, RAW_REAL, RAW_TEXT, RAW_BYTES };
struct raw_column {
	const char *name;
	enum raw_type type;
	bool is_nullable, is_key; // of the primary key
};
// The columns of a table as the engine has them.
size_t raw_columns(struct raw *raw, const char *table, struct raw_column *ret, size_t most);

// An expression that gives the value of a column as a literal, which `cells` of raw_ask then hold.
const char *raw_literal_of(struct raw *raw, const struct raw_column *column);
// A literal of bytes, and the bytes of one (in the arena).
const char *raw_literal(struct raw *raw, struct slice bytes);
struct slice raw_bytes(struct raw *raw, const char *literal);

#endif
