// SPDX-License-Identifier: Apache-2.0
// Queries on both engines: types, NULL, numbers of rows, long scans, what is refused.
#include "fixture.h"
#include "tsql.h"

#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define J INT64_C(7)

static void insert_named(struct fixture *f, int64_t id, const char *name, int64_t state)
{
	assert_ok(tsql_item_insert(f->conn,
			  &(struct tsql_item_insert_in){
				  .jurisdiction_id = J, .id = id, .name = slice_of(name), .state = state},
			  NULL, &f->err),
		&f->err);
}

static void test_all_prepare(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_prepare_all(f->conn, &f->err), &f->err);
	assert_ok(db_prepare_all(f->conn, &f->err), &f->err); // nothing is left open
}

static void test_every_type_comes_back(void **state)
{
	struct fixture *f = *state;
	static const int64_t ids[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
	static const double weights[] = {-1.5, 5e-324, 0.1, 1e308, 3};
	static const char data[] = "a\0b\xff";
	struct tsql_item_by_id_row row;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		char name[20];

		snprintf(name, sizeof(name), "名 %zu", i);
		assert_ok(tsql_item_insert(f->conn,
				  &(struct tsql_item_insert_in){.jurisdiction_id = J,
					  .id = ids[i],
					  .name = slice_of(name),
					  .has_weight = true,
					  .weight = weights[i],
					  .has_data = true,
					  .data = slice_from(data, i),
					  .state = (int64_t)i},
				  NULL, &f->err),
			&f->err);
		assert_ok(tsql_item_by_id(f->conn, f->arena,
				  &(struct tsql_item_by_id_in){.jurisdiction_id = J, .id = ids[i]}, &row,
				  &f->err),
			&f->err);
		assert_true(row.id == ids[i] && row.state == (int64_t)i);
		assert_true(slice_eq_cstr(row.name, name) && row.name.ptr[row.name.len] == '\0');
		assert_false(row.has_note);
		assert_true(row.has_weight && memcmp(&row.weight, &weights[i], 8) == 0);
		assert_true(row.has_data && slice_eq(row.data, slice_from(data, i)));
	}
	db_rollback(f->conn);
}

// Empty is not NULL: neither a text nor bytes, also where the slice has no pointer.
static void test_empty_is_not_null(void **state)
{
	struct fixture *f = *state;
	struct tsql_item_by_id_row row;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_item_insert(f->conn,
			  &(struct tsql_item_insert_in){
				  .jurisdiction_id = J, .id = 1, .has_note = true, .has_data = true},
			  NULL, &f->err),
		&f->err);
	assert_ok(tsql_item_by_id(f->conn, f->arena,
			  &(struct tsql_item_by_id_in){.jurisdiction_id = J, .id = 1}, &row, &f->err),
		&f->err);
	assert_true(
		row.name.len == 0 && row.has_note && row.note.len == 0 && row.has_data && row.data.len == 0);
	assert_false(row.has_weight);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

static void test_one_some_many(void **state)
{
	struct fixture *f = *state;
	struct tsql_item_of_state_row *rows = NULL;
	struct tsql_item_by_id_row row = {.id = 99};
	struct tsql_item_by_name_row named = {.id = 99};
	struct tsql_item_first_of_state_row first = {.id = 99};
	bool found = true;
	size_t count = 99;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_item_of_state(
			  f->conn, f->arena, &(struct tsql_item_of_state_in){J, 1}, &rows, &count, &f->err),
		&f->err);
	assert_int_equal(count, 0);
	for (int i = 0; i < 100; i++) {
		char name[20];

		snprintf(name, sizeof(name), "n%d", i);
		insert_named(f, i, name, i < 40 ? 1 : 2);
	}
	assert_ok(tsql_item_of_state(
			  f->conn, f->arena, &(struct tsql_item_of_state_in){J, 1}, &rows, &count, &f->err),
		&f->err);
	assert_int_equal(count, 40);
	assert_true(rows[39].id == 39 && slice_eq_cstr(rows[39].name, "n39") && !rows[39].has_data);

	// Nothing found is no failure of the transaction.
	assert_int_equal(
		tsql_item_by_id(f->conn, f->arena, &(struct tsql_item_by_id_in){J, 1000}, &row, &f->err),
		ERR_NOT_FOUND);
	assert_int_equal(row.id, 99);
	assert_ok(tsql_item_by_name(f->conn, f->arena, &(struct tsql_item_by_name_in){J, SLICE("x")}, &found,
			  &named, &f->err),
		&f->err);
	assert_true(!found && named.id == 99);
	assert_ok(tsql_item_by_name(f->conn, f->arena, &(struct tsql_item_by_name_in){J, SLICE("n7")}, &found,
			  &named, &f->err),
		&f->err);
	assert_true(found && named.id == 7);

	// More than promised is our own mistake.
	assert_int_equal(tsql_item_first_of_state(f->conn, f->arena,
				 &(struct tsql_item_first_of_state_in){J, 1}, &first, &f->err),
		ERR_INTERNAL);
	assert_int_equal(first.id, 99);
	db_rollback(f->conn);
}

static void test_affected_and_returning(void **state)
{
	struct fixture *f = *state;
	struct tsql_item_rename_row renamed;
	struct tsql_item_totals_row totals;
	int64_t affected = 99;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	insert_named(f, 1, "a", 1);
	insert_named(f, 2, "b", 1);
	assert_ok(tsql_item_set_state(f->conn, &(struct tsql_item_set_state_in){J, 1, 3}, &affected, &f->err),
		&f->err);
	assert_int_equal(affected, 2);
	assert_ok(tsql_item_set_state(f->conn, &(struct tsql_item_set_state_in){J, 1, 3}, &affected, &f->err),
		&f->err);
	assert_int_equal(affected, 0);
	assert_ok(tsql_item_add(f->conn, &(struct tsql_item_add_in){J, 3, SLICE("a")}, &affected, &f->err),
		&f->err);
	assert_int_equal(affected, 0); // the name is taken
	assert_ok(tsql_item_rename(f->conn, f->arena, &(struct tsql_item_rename_in){J, 2, SLICE("c")},
			  &renamed, &f->err),
		&f->err);
	assert_int_equal(renamed.state, 3);
	assert_int_equal(tsql_item_rename(f->conn, f->arena, &(struct tsql_item_rename_in){J, 9, SLICE("d")},
				 &renamed, &f->err),
		ERR_NOT_FOUND);
	assert_ok(tsql_item_totals(
			  f->conn, f->arena, &(struct tsql_item_totals_in){J, SLICE("m")}, &totals, &f->err),
		&f->err);
	assert_true(
		totals.long_ == 2 && totals.has_sum && totals.sum == 6 && slice_eq_cstr(totals.mark, "m"));
	assert_ok(tsql_item_totals(f->conn, f->arena, &(struct tsql_item_totals_in){J + 1, SLICE("")},
			  &totals, &f->err),
		&f->err);
	assert_true(totals.long_ == 0 && !totals.has_sum);
	db_rollback(f->conn);
}

// Both engines sort and compare by bytes, whatever the locale of the server is.
static void test_texts_sort_by_bytes(void **state)
{
	static const char *const sorted[] = {"B", "a", "b", "é", "一", "单"};
	struct fixture *f = *state;
	struct tsql_item_names_row *rows;
	size_t count;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		insert_named(f, (int64_t)i, sorted[(i * 5) % ARRAY_LEN(sorted)], 0);
	assert_ok(tsql_item_names(f->conn, f->arena, &(struct tsql_item_names_in){J, SLICE("C")}, &rows,
			  &count, &f->err),
		&f->err);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++)
		assert_true(slice_eq_cstr(rows[i].name, sorted[i + 1]));
	db_rollback(f->conn);
}

struct scan {
	struct fixture *f;
	int64_t seen;
};

static int count_one(void *arg, const struct tsql_counter_numbers_row *row, struct err *err)
{
	struct scan *scan = arg;
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)row->n);
	assert_true(row->n == ++scan->seen && slice_eq_cstr(row->text, text));
	if (row->n == 1200) // another query in the middle, the same one as well
		assert_ok(tsql_counter_get(scan->f->conn, scan->f->arena, &(struct tsql_counter_get_in){1},
				  &(struct tsql_counter_get_row){0}, err),
			err);
	return row->n == 1400 ? ERR_BUSY : 0;
}

static void test_long_scans(void **state)
{
	static const int64_t lengths[] = {0, 1, 499, 500, 501, 1000, 1300};
	struct fixture *f = *state;
	struct scan scan;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	for (size_t i = 1; i < ARRAY_LEN(lengths); i++) {
		scan = (struct scan){.f = f};
		assert_ok(tsql_counter_numbers_each(f->conn, &(struct tsql_counter_numbers_in){lengths[i]},
				  count_one, &scan, &f->err),
			&f->err);
		assert_int_equal(scan.seen, lengths[i]);
	}
	scan = (struct scan){.f = f};
	assert_int_equal(tsql_counter_numbers_each(f->conn, &(struct tsql_counter_numbers_in){10000},
				 count_one, &scan, &f->err),
		ERR_BUSY);
	assert_int_equal(scan.seen, 1400);
	db_end_read(f->conn);
}

static void test_cursors_of_one_query_at_once(void **state)
{
	struct fixture *f = *state;
	struct db_cursor *a, *b;
	struct tsql_counter_numbers_row row;
	bool more;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_numbers_open(f->conn, &(struct tsql_counter_numbers_in){3}, &a, &f->err),
		&f->err);
	assert_ok(tsql_counter_numbers_next(a, &row, &more, &f->err), &f->err);
	assert_ok(tsql_counter_numbers_open(f->conn, &(struct tsql_counter_numbers_in){2}, &b, &f->err),
		&f->err);
	for (int64_t n = 1; n <= 2; n++) {
		assert_ok(tsql_counter_numbers_next(b, &row, &more, &f->err), &f->err);
		assert_true(more && row.n == n);
		assert_ok(tsql_counter_numbers_next(a, &row, &more, &f->err), &f->err);
		assert_true(more && row.n == n + 1);
	}
	for (int i = 0; i < 2; i++) { // asking again after the end is fine
		assert_ok(tsql_counter_numbers_next(a, &row, &more, &f->err), &f->err);
		assert_false(more);
	}
	db_cursor_close(a);
	db_cursor_close(b);
	db_cursor_close(NULL);
	db_end_read(f->conn);
}

static void refuse_item(struct fixture *f, struct tsql_item_insert_in in)
{
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_int_equal(tsql_item_insert(f->conn, &in, NULL, &f->err), ERR_INVALID);
	db_rollback(f->conn);
}

static void test_refused_values(void **state)
{
	struct fixture *f = *state;

	refuse_item(f, (struct tsql_item_insert_in){.name = SLICE("a\0b")});
	refuse_item(f, (struct tsql_item_insert_in){.name = SLICE("a\xff")});
	refuse_item(f, (struct tsql_item_insert_in){.name = SLICE("\xED\xA0\x80")});
	refuse_item(f, (struct tsql_item_insert_in){.has_weight = true, .weight = NAN});
	refuse_item(f, (struct tsql_item_insert_in){.has_weight = true, .weight = INFINITY});
}

static void expect_constraint(struct fixture *f, struct tsql_item_insert_in in, const char *name)
{
	assert_ok(db_savepoint(f->conn, &f->err), &f->err);
	assert_int_equal(tsql_item_insert(f->conn, &in, NULL, &f->err), ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, name);
	assert_ok(db_savepoint_rollback(f->conn, &f->err), &f->err);
}

static void test_names_of_constraints(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_item_insert(f->conn,
			  &(struct tsql_item_insert_in){.jurisdiction_id = J,
				  .id = 1,
				  .name = SLICE("a"),
				  .has_note = true,
				  .note = SLICE("Note")},
			  NULL, &f->err),
		&f->err);
	expect_constraint(f, (struct tsql_item_insert_in){.jurisdiction_id = J, .id = 1, .name = SLICE("b")},
		"item_pkey");
	expect_constraint(f, (struct tsql_item_insert_in){.jurisdiction_id = J, .id = 2, .name = SLICE("a")},
		"item_name_key");
	expect_constraint(f,
		(struct tsql_item_insert_in){.jurisdiction_id = J, .id = 2, .name = SLICE("b"), .state = 10},
		"item_state_check");
	expect_constraint(f,
		(struct tsql_item_insert_in){.jurisdiction_id = J,
			.id = 2,
			.name = SLICE("b"),
			.has_note = true,
			.note = SLICE("nOTE")},
		"item_lower_note");
	assert_ok(db_savepoint(f->conn, &f->err), &f->err);
	assert_int_equal(
		tsql_item_set_name_null(f->conn,
			&(struct tsql_item_set_name_null_in){.jurisdiction_id = J, .id = 1}, NULL, &f->err),
		ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, "item_name_not_null");
	assert_ok(db_savepoint_rollback(f->conn, &f->err), &f->err);
	assert_ok(db_savepoint(f->conn, &f->err), &f->err);
	assert_int_equal(tsql_counter_insert(f->conn, &(struct tsql_counter_insert_in){1, 0}, NULL, &f->err),
		ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, "counter_pkey");
	assert_ok(db_savepoint_rollback(f->conn, &f->err), &f->err);
	db_rollback(f->conn);
}

// A clash that the schema declares as one between writers.
static void test_conflict_by_declaration(void **state)
{
	struct fixture *f = *state;
	struct tsql_entry_insert_in in = {J, 1, 1, SLICE("x")};

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_entry_insert(f->conn, &in, NULL, &f->err), &f->err);
	assert_int_equal(tsql_entry_insert(f->conn, &in, NULL, &f->err), ERR_CONFLICT);
	assert_string_equal(f->err.constraint, "entry_pkey");
	db_rollback(f->conn);
}

// A reading transaction ends in time: here by a scan that would take minutes.
static void test_deadline(void **state)
{
	struct fixture *f = *state;
	struct db_conn *conn = fixture_connect(f, DB_ACCESS_READ);
	struct tsql_counter_get_row row;
	int64_t before_us = clock_monotonic_us();
	struct scan scan = {.f = f};
	struct db_cursor *cursor;
	struct tsql_counter_numbers_row number;
	bool more;
	int r;

	db_set_deadline(conn, before_us + 200000);
	assert_ok(db_begin_read(conn, &f->err), &f->err);
	r = tsql_counter_numbers_open(
		conn, &(struct tsql_counter_numbers_in){INT64_C(1000000000)}, &cursor, &f->err);
	assert_int_equal(scan.seen, 0);
	if (r == 0) {
		while ((r = tsql_counter_numbers_next(cursor, &number, &more, &f->err)) == 0)
			assert_true(more);
		db_cursor_close(cursor);
	}
	assert_int_equal(r, ERR_BUSY);
	assert_true(clock_monotonic_us() - before_us < 20 * US_PER_SECOND);
	db_end_read(conn);

	// The next one has none.
	assert_ok(db_begin_read(conn, &f->err), &f->err);
	assert_ok(tsql_counter_get(conn, f->arena, &(struct tsql_counter_get_in){1}, &row, &f->err), &f->err);
	assert_true(slice_eq_cstr(row.label, "a \"label\"; -- not a comment"));
	db_end_read(conn);
	db_disconnect(conn);
}

// A query nobody may have generated from wrong heads: what db_prepare_all and the rows themselves find.
static void test_wrong_heads(void **state)
{
	struct fixture *f = *state;
	static const struct db_field text_column[] = {{"value", DB_TYPE_TEXT, false, 0, 0}};
	static const struct db_field other_name[] = {{"worth", DB_TYPE_BIGINT, false, 0, 0}};
	static const struct db_field double_param[] = {{"value", DB_TYPE_DOUBLE, false, 0, 0}};
	struct db_query wrong[] = {
		{.name = "no such table",
			.sqlite = "SELECT value FROM nothing",
			.postgres = "SELECT value FROM nothing",
			.rows = DB_ROWS_MANY,
			.columns = other_name,
			.column_count = 1,
			.row_bytes = 16},
		{.name = "type of a column",
			.sqlite = "SELECT value FROM counter",
			.postgres = "SELECT value FROM counter",
			.rows = DB_ROWS_MANY,
			.columns = text_column,
			.column_count = 1,
			.row_bytes = 16},
		{.name = "name of a column",
			.sqlite = "SELECT value FROM counter",
			.postgres = "SELECT value FROM counter",
			.rows = DB_ROWS_MANY,
			.columns = other_name,
			.column_count = 1,
			.row_bytes = 16},
		{.name = "number of columns",
			.sqlite = "SELECT id, value FROM counter",
			.postgres = "SELECT id, value FROM counter",
			.rows = DB_ROWS_MANY,
			.columns = text_column,
			.column_count = 1,
			.row_bytes = 16},
		{.name = "type of a parameter",
			.sqlite = "UPDATE counter SET value = ?1",
			.postgres = "UPDATE counter SET value = $1",
			.rows = DB_ROWS_NONE,
			.write = true,
			.params = double_param,
			.param_count = 1},
	};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const struct db_query *const queries[] = {&wrong[i]};
		struct db_catalog catalog = {.queries = queries, .query_count = 1};
		struct db *db;
		struct db_conn *conn;

		assert_ok(db_open(f->url, &catalog, NULL, &db, &f->err), &f->err);
		assert_ok(db_connect(db, DB_ACCESS_READ, &conn, &f->err), &f->err);
		// SQLite knows no types of parameters; the stored value would be refused by STRICT.
		if (f->kind == DB_ENGINE_POSTGRES || !wrong[i].param_count) {
			assert_int_equal(db_prepare_all(conn, &f->err), ERR_INTERNAL);
			assert_non_null(strstr(f->err.message, wrong[i].name));
		}
		db_disconnect(conn);
		db_free(db);
	}
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_all_prepare),
		FIXTURE_TEST(test_every_type_comes_back),
		FIXTURE_TEST(test_empty_is_not_null),
		FIXTURE_TEST(test_one_some_many),
		FIXTURE_TEST(test_affected_and_returning),
		FIXTURE_TEST(test_texts_sort_by_bytes),
		FIXTURE_TEST(test_long_scans),
		FIXTURE_TEST(test_cursors_of_one_query_at_once),
		FIXTURE_TEST(test_refused_values),
		FIXTURE_TEST(test_names_of_constraints),
		FIXTURE_TEST(test_conflict_by_declaration),
		FIXTURE_TEST(test_deadline),
		FIXTURE_TEST(test_wrong_heads),
	};

	return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
}
