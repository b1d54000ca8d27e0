// SPDX-License-Identifier: Apache-2.0
#include "text/csv.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int make_arena(void **state)
{
	*state = arena_new();
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static void assert_field(const struct csv_table *table, size_t row, const char *column, const char *expected)
{
	struct slice field = csv_field(table, row, csv_column(table, column));

	assert_int_equal(field.len, strlen(expected));
	assert_memory_equal(field.ptr, expected, field.len);
}

static void parse(struct arena *arena, const char *text, struct csv_table *ret)
{
	struct err err = {0};

	if (csv_parse(arena, slice_of(text), ret, &err) < 0)
		fail_msg("%s", err.message);
}

static void assert_refused(struct arena *arena, struct slice text, const char *words)
{
	struct csv_table table;
	struct err err = {0};

	assert_int_equal(csv_parse(arena, text, &table, &err), ERR_INVALID);
	if (!strstr(err.message, words))
		fail_msg("\"%s\" does not say \"%s\"", err.message, words);
}

static void test_plain(void **state)
{
	struct csv_table table;

	parse(*state, "code,name\nroads,道路局\r\n\nparks,\n", &table);
	assert_int_equal(table.column_count, 2);
	assert_int_equal(table.row_count, 2);
	assert_field(&table, 0, "name", "道路局");
	assert_field(&table, 1, "code", "parks");
	assert_field(&table, 1, "name", "");
	assert_int_equal(table.rows[0].line, 2);
	assert_int_equal(table.rows[1].line, 4);
	assert_true(csv_column(&table, "phone") == CSV_NONE);
	assert_int_equal(csv_field(&table, 0, CSV_NONE).len, 0);
}

static void test_quotes(void **state)
{
	struct csv_table table;

	parse(*state, "\"a\",b\n\"1, \"\"2\"\"\nnext\",\"\"\nx,y", &table);
	assert_field(&table, 0, "a", "1, \"2\"\nnext");
	assert_field(&table, 0, "b", "");
	assert_field(&table, 1, "b", "y");
	assert_int_equal(table.rows[1].line, 4);
}

static void test_byte_order_mark(void **state)
{
	struct csv_table table;

	parse(*state,
		"\xEF\xBB\xBF"
		"code\nx\n",
		&table);
	assert_field(&table, 0, "code", "x");
}

static void test_carriage_return_alone_is_text(void **state)
{
	struct csv_table table;

	parse(*state, "a\nx\ry\n", &table);
	assert_field(&table, 0, "a", "x\ry");
}

static void test_no_rows(void **state)
{
	struct csv_table table;

	parse(*state, "a,b", &table);
	assert_int_equal(table.row_count, 0);
}

static void test_refused(void **state)
{
	assert_refused(*state, SLICE(""), "line 1: the names of the columns are missing");
	assert_refused(*state, SLICE("\n\r\n"), "the names of the columns are missing");
	assert_refused(*state, SLICE("a,b\n1\n"), "line 2: 1 fields where there are 2 columns");
	assert_refused(*state, SLICE("a\n1,2\n"), "line 2: 2 fields where there are 1 columns");
	assert_refused(*state, SLICE("a,a\n"), "the column a is there twice");
	assert_refused(*state, SLICE("a,\n"), "column 2 has no name");
	assert_refused(*state, SLICE("a\nx\"y\n"), "line 2: a quote inside");
	assert_refused(*state, SLICE("a\n\"x\"y\n"), "line 2: something stands behind");
	assert_refused(*state, SLICE("a\n1\n\"x\n\n"), "line 3: a field in quotes does not end");
	assert_refused(*state, SLICE("a\n\xFF\n"), "no UTF-8");
	assert_refused(*state, SLICE("a\n\0\n"), "no UTF-8");
}

static void test_limits(void **state)
{
	struct buf text = buf_in(*state);

	buf_put_cstr(&text, "a\n");
	for (int i = 0; i < CSV_FIELD_BYTES_MAX; i++)
		buf_put_byte(&text, 'x');
	struct csv_table table;
	parse(*state, buf_cstr(&text), &table);
	buf_put_byte(&text, 'x');
	assert_refused(*state, buf_slice(&text), "line 2: a field has more than");

	buf_reset(&text);
	for (int i = 0; i < CSV_COLUMNS_MAX; i++)
		buf_printf(&text, "c%d,", i);
	assert_refused(*state, buf_slice(&text), "more than 64 fields");

	buf_reset(&text);
	buf_put_cstr(&text, "a\n");
	for (int i = 0; i < CSV_ROWS_MAX; i++)
		buf_put_cstr(&text, "1\n");
	assert_refused(*state, buf_slice(&text), "more than 200000 lines");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_byte_order_mark),
		cmocka_unit_test(test_carriage_return_alone_is_text),
		cmocka_unit_test(test_no_rows),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
