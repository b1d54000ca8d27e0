// SPDX-License-Identifier: Apache-2.0
// Transactions, savepoints, what a failed statement spoils, and the guards: the same on both engines.
#include "fixture.h"
#include "tsql.h"

#include <string.h>
#include <sys/stat.h>

static int64_t value_of(struct fixture *f, struct db_conn *conn)
{
	struct tsql_counter_get_row row = {0};

	assert_ok(tsql_counter_get(conn, f->arena, &(struct tsql_counter_get_in){1}, &row, &f->err), &f->err);
	return row.value;
}

static int set_value(struct fixture *f, int64_t value)
{
	return tsql_counter_set(f->conn, &(struct tsql_counter_set_in){1, value}, NULL, &f->err);
}

// Any statement that fails: the counter 1 is already there.
static int clash(struct fixture *f)
{
	return tsql_counter_insert(f->conn, &(struct tsql_counter_insert_in){1, 0}, NULL, &f->err);
}

static void test_commit_and_rollback(void **state)
{
	struct fixture *f = *state;
	struct db_conn *reader = fixture_connect(f, DB_ACCESS_READ);

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_true(db_in_transaction(f->conn) && db_transaction_stands(f->conn));
	assert_ok(set_value(f, 5), &f->err);
	db_rollback(f->conn);
	assert_false(db_in_transaction(f->conn));
	db_rollback(f->conn); // fine where none is open
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 0);
	assert_ok(set_value(f, 6), &f->err);
	assert_ok(db_begin_read(reader, &f->err), &f->err);
	assert_int_equal(value_of(f, reader), 0); // not yet
	db_end_read(reader);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_ok(db_begin_read(reader, &f->err), &f->err);
	assert_int_equal(value_of(f, reader), 6);
	db_end_read(reader);
	db_disconnect(reader);
}

// A reading transaction sees one state from its first statement to its end.
static void test_reads_are_one_snapshot(void **state)
{
	struct fixture *f = *state;
	struct db_conn *reader = fixture_connect(f, DB_ACCESS_READ);

	assert_ok(db_begin_read(reader, &f->err), &f->err);
	assert_int_equal(value_of(f, reader), 0);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 1), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, reader), 0);
	db_end_read(reader);
	assert_ok(db_begin_read(reader, &f->err), &f->err);
	assert_int_equal(value_of(f, reader), 1);
	db_end_read(reader);
	db_disconnect(reader);
}

static void test_failure_spoils_the_transaction(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 3), &f->err);
	assert_int_equal(clash(f), ERR_CONSTRAINT);
	assert_true(db_transaction_stands(f->conn));
	assert_int_equal(set_value(f, 4), ERR_INTERNAL);
	assert_int_equal(db_savepoint(f->conn, &f->err), ERR_INTERNAL);
	assert_int_equal(db_commit(f->conn, &f->err), ERR_CONSTRAINT);
	assert_false(db_in_transaction(f->conn));
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 0);
	db_end_read(f->conn);
}

static void test_savepoints(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 1), &f->err);
	for (int depth = 0; depth < 6; depth++) {
		assert_ok(db_savepoint(f->conn, &f->err), &f->err);
		assert_ok(set_value(f, 10 + depth), &f->err);
	}
	assert_ok(db_savepoint_rollback(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 14);
	assert_int_equal(clash(f), ERR_CONSTRAINT);
	assert_int_equal(db_savepoint_release(f->conn, &f->err), ERR_INTERNAL);
	assert_ok(db_savepoint_rollback(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 13); // the failure went with its savepoint
	for (int depth = 3; depth >= 0; depth--)
		assert_ok(depth == 2 ? db_savepoint_rollback(f->conn, &f->err)
				     : db_savepoint_release(f->conn, &f->err),
			&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 11);
	db_end_read(f->conn);
}

static void test_only_one_writer_or_lock(void **state)
{
	struct fixture *f = *state;
	struct db_options options = {.busy_timeout_us = 50000};
	struct tsql_counter_lock_row row;
	struct db *db;
	struct db_conn *other;
	int r;

	assert_ok(db_open(f->url, f->catalog, &options, &db, &f->err), &f->err);
	assert_ok(db_connect(db, DB_ACCESS_WRITE, &other, &f->err), &f->err);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_lock(f->conn, f->arena, &(struct tsql_counter_lock_in){1}, &row, &f->err),
		&f->err);
	r = db_begin_write(other, &f->err);
	if (r == 0) // PostgreSQL waits at the row
		r = tsql_counter_lock(other, f->arena, &(struct tsql_counter_lock_in){1}, &row, &f->err);
	assert_int_equal(r, ERR_BUSY);
	db_rollback(other);
	db_rollback(f->conn);
	assert_ok(db_begin_write(other, &f->err), &f->err);
	assert_ok(tsql_counter_lock(other, f->arena, &(struct tsql_counter_lock_in){1}, &row, &f->err),
		&f->err);
	db_disconnect(other); // rolls back
	db_free(db);
}

// --- faults for tests -------------------------------------------------------------------------------------

static void test_fault_in_a_statement(void **state)
{
	struct fixture *f = *state;

	db_fault_set(f->db, DB_FAULT_STATEMENT, 2, ERR_BUSY);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 1), &f->err);
	assert_int_equal(set_value(f, 2), ERR_BUSY);
	assert_true(db_transaction_stands(f->conn));
	db_rollback(f->conn);

	db_fault_set(f->db, DB_FAULT_LOSS, 1, ERR_UNAVAILABLE);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(db_savepoint(f->conn, &f->err), &f->err);
	assert_int_equal(set_value(f, 2), ERR_UNAVAILABLE);
	assert_false(db_transaction_stands(f->conn));
	assert_int_equal(set_value(f, 2), ERR_UNAVAILABLE);
	assert_int_equal(db_savepoint_rollback(f->conn, &f->err), ERR_UNAVAILABLE);
	assert_int_equal(db_commit(f->conn, &f->err), ERR_UNAVAILABLE);

	assert_ok(db_begin_write(f->conn, &f->err), &f->err); // once only
	assert_ok(set_value(f, 3), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

static void test_fault_at_commit(void **state)
{
	struct fixture *f = *state;

	db_fault_set(f->db, DB_FAULT_COMMIT_LOST, 1, ERR_UNCERTAIN);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 1), &f->err);
	assert_int_equal(db_commit(f->conn, &f->err), ERR_UNCERTAIN);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 0);
	db_end_read(f->conn);

	db_fault_set(f->db, DB_FAULT_COMMIT_DONE, 1, ERR_UNCERTAIN);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(set_value(f, 2), &f->err);
	assert_int_equal(db_commit(f->conn, &f->err), ERR_UNCERTAIN);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_int_equal(value_of(f, f->conn), 2);
	db_end_read(f->conn);
}

// --- guards -----------------------------------------------------------------------------------------------

#define HERE "test_transactions.c:"

static void act_outside(struct fixture *f)
{
	set_value(f, 1);
}

static void act_write_in_read(struct fixture *f)
{
	db_begin_read(f->conn, NULL);
	set_value(f, 1);
}

static void act_lock_in_read(struct fixture *f)
{
	struct tsql_counter_lock_row row;

	db_begin_read(f->conn, NULL);
	tsql_counter_lock(f->conn, f->arena, &(struct tsql_counter_lock_in){1}, &row, NULL);
}

static void act_unbound(struct fixture *f)
{
	db_begin_write(f->conn, NULL);
	tsql_counter_set(f->conn, NULL, NULL, NULL);
}

static void act_unbound_text(struct fixture *f)
{
	db_begin_write(f->conn, NULL);
	tsql_item_add(f->conn, &(struct tsql_item_add_in){1, 1, {NULL, 3}}, NULL, NULL);
}

static void open_cursor(struct fixture *f)
{
	struct db_cursor *cursor;

	db_begin_write(f->conn, NULL);
	tsql_counter_numbers_open(f->conn, &(struct tsql_counter_numbers_in){5}, &cursor, NULL);
}

static void act_cursor_at_commit(struct fixture *f)
{
	open_cursor(f);
	db_commit(f->conn, NULL);
}

static void act_cursor_at_rollback(struct fixture *f)
{
	open_cursor(f);
	db_rollback(f->conn);
}

static void act_cursor_at_savepoint(struct fixture *f)
{
	open_cursor(f);
	db_savepoint(f->conn, NULL);
}

static void act_begin_twice(struct fixture *f)
{
	db_begin_read(f->conn, NULL);
	db_begin_write(f->conn, NULL);
}

static void act_commit_of_nothing(struct fixture *f)
{
	db_commit(f->conn, NULL);
}

static void act_savepoint_at_commit(struct fixture *f)
{
	db_begin_write(f->conn, NULL);
	db_savepoint(f->conn, NULL);
	db_commit(f->conn, NULL);
}

static void act_write_on_reader(struct fixture *f)
{
	db_begin_write(fixture_connect(f, DB_ACCESS_READ), NULL);
}

static void act_other_catalog(struct fixture *f)
{
	struct db_query copy = TSQL_COUNTER_SET;

	db_begin_write(f->conn, NULL);
	db_query_none(
		db_at(f->conn, __FILE__, __LINE__), &copy, &(struct tsql_counter_set_in){1, 1}, NULL, NULL);
}

static void act_wrong_rows(struct fixture *f)
{
	struct tsql_counter_get_row row;
	bool found;

	db_begin_read(f->conn, NULL);
	db_query_some(db_at(f->conn, __FILE__, __LINE__), f->arena, &TSQL_COUNTER_GET,
		&(struct tsql_counter_get_in){1}, &found, &row, NULL);
}

static void test_guards(void **state)
{
	struct fixture *f = *state;

	assert_aborts(act_outside, f, HERE);
	assert_aborts(act_outside, f, "query=counter/set reason=\"a statement outside a transaction\"");
	assert_aborts(act_write_in_read, f, "query=counter/set reason=\"a write in a read transaction\"");
	assert_aborts(act_lock_in_read, f, "query=counter/lock reason=\"a write in a read transaction\"");
	assert_aborts(act_unbound, f, "unbound parameter");
	assert_aborts(act_unbound_text, f, "unbound parameter");
	assert_aborts(act_cursor_at_commit, f, "a cursor is open");
	assert_aborts(act_cursor_at_commit, f, HERE);
	assert_aborts(act_cursor_at_rollback, f, "a cursor is open");
	assert_aborts(act_cursor_at_savepoint, f, "a cursor is open");
	assert_aborts(act_begin_twice, f, "begin inside a transaction");
	assert_aborts(act_commit_of_nothing, f, "commit outside");
	assert_aborts(act_savepoint_at_commit, f, "a savepoint is open");
	assert_aborts(act_write_on_reader, f, "on a read connection");
	assert_aborts(act_other_catalog, f, "another catalog");
	assert_aborts(act_wrong_rows, f, "another number of rows");
}

// By default the log is copied back into the file after a while; else it grows for ever.
static void test_log_is_copied_back(void **state)
{
	struct fixture *f = *state;
	const size_t size = 20 * 1024 * 1024;
	struct stat st;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_entry_insert(f->conn,
			  &(struct tsql_entry_insert_in){.jurisdiction_id = 1,
				  .stream_id = 1,
				  .sequence = 1,
				  .bytes = slice_from(arena_zalloc(f->arena, size), size)},
			  NULL, &f->err),
		&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_int_equal(stat(f->url + strlen("sqlite:"), &st), 0);
	assert_true((size_t)st.st_size > size);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_commit_and_rollback),
		FIXTURE_TEST(test_reads_are_one_snapshot),
		FIXTURE_TEST(test_failure_spoils_the_transaction),
		FIXTURE_TEST(test_savepoints),
		FIXTURE_TEST(test_only_one_writer_or_lock),
		FIXTURE_TEST(test_fault_in_a_statement),
		FIXTURE_TEST(test_fault_at_commit),
		FIXTURE_TEST(test_guards),
		FIXTURE_TEST_SQLITE(test_log_is_copied_back),
	};

	return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
}
