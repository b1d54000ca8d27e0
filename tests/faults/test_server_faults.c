// SPDX-License-Identifier: Apache-2.0
// PostgreSQL that goes away: at rest, in the middle of a transaction, in the middle of a commit, for a while;
// deadlocks; settings of the server that would not do.
#include "fixture.h"
#include "gate.h"
#include "tsql.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "db/pool.h"
#include "db/writer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A role of the test's own, so that its sessions can be told from others and be locked out.
struct guest {
	char role[48];
	char *url;
	struct db *db;
	struct db_conn *conn;
};

static struct guest guest_of(struct fixture *f)
{
	struct guest g = {0};
	struct db_options options = {.connect_timeout_us = 5 * US_PER_SECOND};
	const char *host = strchr(strstr(f->url, "//"), '@');
	size_t size = strlen(f->url) + 100;

	snprintf(g.role, sizeof(g.role), "guest_%s", f->schema);
	fixture_psql("CREATE ROLE %s LOGIN PASSWORD 'x'", g.role);
	fixture_psql("GRANT ALL ON SCHEMA %s TO %s; GRANT ALL ON ALL TABLES IN SCHEMA %s TO %s", f->schema,
		g.role, f->schema, g.role);
	g.url = mem_alloc(size);
	snprintf(g.url, size, "postgresql://%s:x%s", g.role, host);
	assert_ok(db_open(g.url, f->catalog, &options, &g.db, &f->err), &f->err);
	assert_ok(db_connect(g.db, DB_ACCESS_WRITE, &g.conn, &f->err), &f->err);
	return g;
}

static void terminate(const struct guest *g)
{
	fixture_psql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '%s'",
		g->role);
}

static void guest_release(struct fixture *f, struct guest *g)
{
	db_disconnect(g->conn);
	db_free(g->db);
	mem_free(g->url);
	terminate(g);
	fixture_psql("DROP OWNED BY %s; DROP ROLE %s", g->role, g->role);
	(void)f;
}

static int add(struct db_conn *conn, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct tsql_counter_add_row row;

	return tsql_counter_add(conn, arena, &(struct tsql_counter_add_in){1, 1}, &row, err);
}

static int64_t value_of(struct fixture *f)
{
	struct tsql_counter_get_row row = {0};

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_get(f->conn, f->arena, &(struct tsql_counter_get_in){1}, &row, &f->err),
		&f->err);
	db_end_read(f->conn);
	return row.value;
}

static void test_gone_at_rest(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);

	for (int i = 0; i < 2; i++) {
		terminate(&g); // nobody notices
		assert_ok(db_begin_write(g.conn, &f->err), &f->err);
		assert_ok(add(g.conn, &f->err), &f->err);
		assert_ok(db_commit(g.conn, &f->err), &f->err);
	}
	assert_int_equal(value_of(f), 2);
	guest_release(f, &g);
}

static void test_gone_in_a_transaction(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);

	assert_ok(db_begin_write(g.conn, &f->err), &f->err);
	assert_ok(add(g.conn, &f->err), &f->err);
	assert_ok(db_savepoint(g.conn, &f->err), &f->err);
	terminate(&g);
	assert_int_equal(add(g.conn, &f->err), ERR_UNAVAILABLE);
	assert_false(db_transaction_stands(g.conn));
	assert_int_equal(db_savepoint_rollback(g.conn, &f->err), ERR_UNAVAILABLE);
	assert_int_equal(db_commit(g.conn, &f->err), ERR_UNAVAILABLE); // certainly not stored
	assert_ok(db_begin_write(g.conn, &f->err), &f->err);
	assert_ok(add(g.conn, &f->err), &f->err);
	assert_ok(db_commit(g.conn, &f->err), &f->err);
	assert_int_equal(value_of(f), 1);
	guest_release(f, &g);
}

static void test_gone_in_a_scan(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);
	struct tsql_counter_numbers_row row;
	struct db_cursor *cursor;
	bool more = true;
	int r = 0;

	assert_ok(db_begin_read(g.conn, &f->err), &f->err);
	assert_ok(
		tsql_counter_numbers_open(g.conn, &(struct tsql_counter_numbers_in){10000}, &cursor, &f->err),
		&f->err);
	terminate(&g);
	while (r == 0 && more)
		r = tsql_counter_numbers_next(cursor, &row, &more, &f->err);
	assert_int_equal(r, ERR_UNAVAILABLE);
	db_cursor_close(cursor);
	db_end_read(g.conn);
	assert_ok(db_begin_read(g.conn, &f->err), &f->err);
	db_end_read(g.conn);
	guest_release(f, &g);
}

// --- in the middle of a commit ----------------------------------------------------------------------------

// A deferred trigger makes commits sleep.
static void make_commits_sleep(struct fixture *f)
{
	fixture_psql("SET search_path TO %s; CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS "
		     "'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'; "
		     "CREATE CONSTRAINT TRIGGER sleeps AFTER UPDATE ON counter DEFERRABLE INITIALLY DEFERRED "
		     "FOR EACH ROW EXECUTE FUNCTION sleep()",
		f->schema);
}

static void *terminate_sleeper(void *arg)
{
	const struct guest *g = arg;

	fixture_psql("DO $$BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = '%s' AND "
		     "query = 'COMMIT' AND "
		     "wait_event = 'PgSleep') LOOP PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot(); "
		     "END LOOP; END$$",
		g->role);
	terminate(g);
	return NULL;
}

static void test_gone_in_a_commit(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);
	pthread_t thread;

	make_commits_sleep(f);
	assert_ok(db_begin_write(g.conn, &f->err), &f->err);
	assert_ok(add(g.conn, &f->err), &f->err);
	assert_int_equal(pthread_create(&thread, NULL, terminate_sleeper, &g), 0);
	assert_int_equal(db_commit(g.conn, &f->err), ERR_UNCERTAIN);
	pthread_join(thread, NULL);
	assert_ok(db_begin_read(g.conn, &f->err), &f->err);
	db_end_read(g.conn);
	guest_release(f, &g);
}

// --- the write queue and the pool -------------------------------------------------------------------------

struct visitor {
	struct guest *g;
	int runs;
	bool every_time;
};

// Loses its connection in its first run, or in each.
static int visitor_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct visitor *v = arg;
	int r = add(conn, err);

	if (v->runs++ == 0 || v->every_time)
		terminate(v->g);
	return r < 0 ? r : add(conn, err);
}

static void test_writer_runs_again(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);
	struct visitor once = {.g = &g}, always = {.g = &g, .every_time = true};
	struct db_writer *writer;

	assert_ok(db_writer_new(g.db, NULL, &writer, &f->err), &f->err);
	assert_ok(db_writer_run(writer, visitor_run, &once, &f->err), &f->err);
	assert_int_equal(once.runs, 2);
	assert_int_equal(value_of(f), 2);
	assert_int_equal(db_writer_run(writer, visitor_run, &always, &f->err), ERR_UNAVAILABLE);
	assert_int_equal(always.runs, 4);
	assert_int_equal(value_of(f), 2);
	db_writer_free(writer);
	guest_release(f, &g);
}

static int read_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct visitor *v = arg;
	struct tsql_counter_get_row row;

	if (v->runs++ == 0)
		terminate(v->g);
	return tsql_counter_get(conn, arena, &(struct tsql_counter_get_in){1}, &row, err);
}

static void test_pool_runs_again(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);
	struct visitor once = {.g = &g};
	struct db_pool *pool;

	assert_ok(db_pool_new(g.db, NULL, &pool, &f->err), &f->err);
	assert_ok(db_pool_run(pool, read_run, &once, &f->err), &f->err);
	assert_int_equal(once.runs, 2);
	db_pool_free(pool);
	guest_release(f, &g);
}

static int add_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return add(conn, err);
}

static void wait_a_little(int64_t since_us)
{
	assert_true(clock_monotonic_us() - since_us < 30 * US_PER_SECOND);
	usleep(10000);
}

// The server lets nobody in for a while: an answer at once each time, and work again when it is back.
static void test_away_for_a_while(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);
	struct db_writer *writer;
	struct db_pool *pool;
	struct visitor v = {.g = &g, .runs = 1};
	int64_t start_us;
	int r;

	assert_ok(db_writer_new(g.db, NULL, &writer, &f->err), &f->err);
	assert_ok(db_pool_new(g.db, NULL, &pool, &f->err), &f->err);
	assert_ok(db_writer_run(writer, add_run, NULL, &f->err), &f->err);
	fixture_psql("ALTER ROLE %s NOLOGIN", g.role);
	terminate(&g);
	start_us = clock_monotonic_us();
	for (int i = 0; i < 200; i++) {
		assert_int_equal(db_writer_run(writer, add_run, NULL, &f->err), ERR_UNAVAILABLE);
		assert_int_equal(db_pool_run(pool, read_run, &v, &f->err), ERR_UNAVAILABLE);
	}
	assert_true(clock_monotonic_us() - start_us < 20 * US_PER_SECOND);
	fixture_psql("ALTER ROLE %s LOGIN", g.role);
	start_us = clock_monotonic_us();
	while ((r = db_writer_run(writer, add_run, NULL, &f->err)) == ERR_UNAVAILABLE)
		wait_a_little(start_us);
	assert_int_equal(r, 0);
	while ((r = db_pool_run(pool, read_run, &v, &f->err)) == ERR_UNAVAILABLE)
		wait_a_little(start_us);
	assert_int_equal(r, 0);
	assert_int_equal(value_of(f), 2);
	db_pool_free(pool);
	db_writer_free(writer);
	guest_release(f, &g);
}

// --- deadlock ---------------------------------------------------------------------------------------------

// Locks two counters, one after the other; in its first run it meets the other command in between.
struct locker {
	struct gate *met;
	int64_t first, second;
	int runs, class;
	struct db_writer *writer;
	struct err err;
};

static int lock_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct locker *l = arg;
	struct tsql_counter_lock_row row;
	int r = tsql_counter_lock(conn, arena, &(struct tsql_counter_lock_in){l->first}, &row, err);

	if (l->runs++ == 0) {
		gate_pass(l->met);
		gate_wait(l->met, 2);
	}
	return r < 0 ? r
		     : tsql_counter_lock(conn, arena, &(struct tsql_counter_lock_in){l->second}, &row, err);
}

static void *lock_in_thread(void *arg)
{
	struct locker *l = arg;

	l->class = db_writer_run(l->writer, lock_run, l, &l->err);
	return NULL;
}

static void test_deadlock_is_a_conflict(void **state)
{
	struct fixture *f = *state;
	struct gate met = GATE_INIT;
	struct locker lockers[2] = {
		{.met = &met, .first = 1, .second = 2}, {.met = &met, .first = 2, .second = 1}};
	struct db_writer *writer;
	pthread_t threads[2];

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(
		tsql_counter_insert(f->conn, &(struct tsql_counter_insert_in){2, 0}, NULL, &f->err), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_ok(db_writer_new(f->db, NULL, &writer, &f->err), &f->err);
	for (int i = 0; i < 2; i++) {
		lockers[i].writer = writer;
		assert_int_equal(pthread_create(&threads[i], NULL, lock_in_thread, &lockers[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(lockers[i].class, 0);
	}
	// The one that gave way runs again; where it is quicker than the other wakes, they meet once more.
	assert_in_range(lockers[0].runs + lockers[1].runs, 3, 8);
	db_writer_free(writer);
}

// --- settings ---------------------------------------------------------------------------------------------

static void expect_setting(struct fixture *f, struct db_conn *conn, const char *name, const char *expected)
{
	static const struct db_field columns[] = {{"value", DB_TYPE_TEXT, false, 0, 0}};
	char text[100];
	struct db_query query = {.name = "setting",
		.index = DB_QUERY_UNCACHED,
		.sqlite = "",
		.postgres = text,
		.rows = DB_ROWS_ONE,
		.columns = columns,
		.column_count = 1,
		.row_bytes = sizeof(struct slice)};
	struct slice value;

	snprintf(text, sizeof(text), "SELECT current_setting('%s') AS value", name);
	assert_ok(db_begin_read(conn, &f->err), &f->err);
	assert_ok(db_query_one(conn, f->arena, &query, NULL, &value, &f->err), &f->err);
	db_end_read(conn);
	assert_string_equal(value.ptr, expected);
}

static void test_settings_of_the_session(void **state)
{
	struct fixture *f = *state;
	struct guest g = guest_of(f);

	fixture_psql(
		"ALTER ROLE %s SET synchronous_commit = off; ALTER ROLE %s SET timezone = 'Asia/Shanghai'",
		g.role, g.role);
	db_disconnect(g.conn);
	assert_ok(db_connect(g.db, DB_ACCESS_WRITE, &g.conn, &f->err), &f->err);
	expect_setting(f, g.conn, "synchronous_commit", "on");
	expect_setting(f, g.conn, "timezone", "UTC");
	expect_setting(f, g.conn, "client_encoding", "UTF8");
	expect_setting(f, g.conn, "application_name", "yidan");
	expect_setting(f, g.conn, "transaction_read_only", "on");
	expect_setting(f, g.conn, "transaction_isolation", "repeatable read");

	// What is stronger than "on" stays.
	fixture_psql("ALTER ROLE %s SET synchronous_commit = remote_apply", g.role);
	db_disconnect(g.conn);
	assert_ok(db_connect(g.db, DB_ACCESS_WRITE, &g.conn, &f->err), &f->err);
	expect_setting(f, g.conn, "synchronous_commit", "remote_apply");
	guest_release(f, &g);
}

static void test_other_encodings_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *options = strchr(f->url, '?');
	size_t size = strlen(f->url) + 100;
	char *url = mem_alloc(size), *slash;
	struct db_conn *conn;
	struct db *db;

	fixture_psql("CREATE DATABASE ascii_%s ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE "
		     "template0",
		f->schema);
	snprintf(url, size, "%.*s", (int)(options - f->url), f->url);
	slash = strrchr(url, '/');
	snprintf(slash, size - (size_t)(slash - url), "/ascii_%s", f->schema);
	assert_ok(db_open(url, f->catalog, NULL, &db, &f->err), &f->err);
	assert_int_equal(db_connect(db, DB_ACCESS_READ, &conn, &f->err), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "UTF8"));
	db_free(db);
	mem_free(url);
	fixture_psql("DROP DATABASE ascii_%s", f->schema);
}

static void test_statement_timeout(void **state)
{
	struct fixture *f = *state;
	struct db_options options = {.statement_timeout_us = 50000};
	struct tsql_counter_numbers_row *rows;
	struct db_conn *conn;
	struct db *db;
	size_t count;

	assert_ok(db_open(f->url, f->catalog, &options, &db, &f->err), &f->err);
	assert_ok(db_connect(db, DB_ACCESS_READ, &conn, &f->err), &f->err);
	assert_ok(db_begin_read(conn, &f->err), &f->err);
	assert_int_equal(tsql_counter_numbers(conn, f->arena, &(struct tsql_counter_numbers_in){100000000},
				 &rows, &count, &f->err),
		ERR_BUSY);
	db_end_read(conn);
	db_disconnect(conn);
	db_free(db);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST_POSTGRES(test_gone_at_rest),
		FIXTURE_TEST_POSTGRES(test_gone_in_a_transaction),
		FIXTURE_TEST_POSTGRES(test_gone_in_a_scan),
		FIXTURE_TEST_POSTGRES(test_gone_in_a_commit),
		FIXTURE_TEST_POSTGRES(test_writer_runs_again),
		FIXTURE_TEST_POSTGRES(test_pool_runs_again),
		FIXTURE_TEST_POSTGRES(test_away_for_a_while),
		FIXTURE_TEST_POSTGRES(test_deadlock_is_a_conflict),
		FIXTURE_TEST_POSTGRES(test_settings_of_the_session),
		FIXTURE_TEST_POSTGRES(test_other_encodings_are_refused),
		FIXTURE_TEST_POSTGRES(test_statement_timeout),
	};

	return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
}
