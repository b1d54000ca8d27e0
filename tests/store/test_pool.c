// SPDX-License-Identifier: Apache-2.0
// Pools of reading threads, and each thread's own read connection.
#include "fixture.h"
#include "gate.h"
#include "tsql.h"

#include "base/clock.h"
#include "db/pool.h"

static struct db_pool *pool_of(struct db *db, struct db_pool_options options)
{
	struct db_pool *pool = NULL;

	assert_int_equal(db_pool_new(db, &options, &pool, NULL), 0);
	return pool;
}

static int read_value(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct tsql_counter_get_row row;
	int r = tsql_counter_get(conn, arena, &(struct tsql_counter_get_in){1}, &row, err);

	if (r == 0)
		*(int64_t *)arg = row.value;
	return r;
}

static void set_value(struct fixture *f, int64_t value)
{
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_set(f->conn, &(struct tsql_counter_set_in){1, value}, NULL, &f->err), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

static void test_reads_what_is_there(void **state)
{
	struct fixture *f = *state;
	struct db_pool *pool = pool_of(f->db, (struct db_pool_options){0});
	int64_t value = 99;

	for (int64_t i = 1; i <= 20; i++) {
		set_value(f, i);
		assert_ok(db_pool_run(pool, read_value, &value, &f->err), &f->err);
		assert_int_equal(value, i);
	}
	db_pool_free(pool);
}

// A job that reads, lets the test change the value, and reads again.
struct job {
	struct db_job job;
	struct gate *done, *read, *go;
	int64_t first, second;
	int class;
};

static int read_twice(struct db_conn *conn, void *arg, struct err *err)
{
	struct job *job = arg;
	int r = conn ? read_value(conn, &job->first, err) : 0;

	gate_pass(job->read);
	gate_wait(job->go, 1);
	return r == 0 && conn ? read_value(conn, &job->second, err) : r;
}

static void job_done(void *arg, int class, const struct err *err)
{
	struct job *job = arg;

	assert_true((class == 0) == (err == NULL));
	job->class = class;
	gate_pass(job->done);
}

static int submit(struct db_pool *pool, struct job *job, struct gate gates[3])
{
	*job = (struct job){.job = {.run = read_twice, .done = job_done, .arg = job},
		.done = &gates[0],
		.read = &gates[1],
		.go = &gates[2],
		.class = 1};
	return db_pool_submit(pool, &job->job);
}

static void test_a_job_sees_one_snapshot(void **state)
{
	struct fixture *f = *state;
	struct db_pool *pool = pool_of(f->db, (struct db_pool_options){.threads = 1});
	struct gate gates[3] = {GATE_INIT, GATE_INIT, GATE_INIT};
	struct job job;

	set_value(f, 1);
	assert_int_equal(submit(pool, &job, gates), 0);
	gate_wait(&gates[1], 1);
	set_value(f, 2);
	gate_pass(&gates[2]);
	gate_wait(&gates[0], 1);
	assert_true(job.class == 0 && job.first == 1 && job.second == 1);
	db_pool_free(pool);
}

static void fill_and_stop(struct db *db)
{
	struct db_pool *pool = pool_of(db, (struct db_pool_options){.threads = 2, .queue_max = 3});
	struct gate gates[3] = {GATE_INIT, GATE_INIT, GATE_INIT};
	struct job jobs[6];

	for (int i = 0; i < 2; i++)
		assert_int_equal(submit(pool, &jobs[i], gates), 0);
	gate_wait(&gates[1], 2); // both threads are at work
	for (int i = 2; i < 5; i++)
		assert_int_equal(submit(pool, &jobs[i], gates), 0);
	assert_int_equal(db_pool_waiting(pool), 3);
	assert_int_equal(submit(pool, &jobs[5], gates), ERR_BUSY);
	gate_pass(&gates[2]);
	db_pool_stop(pool);
	assert_int_equal(gates[0].count, 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(jobs[i].class, 0);
	assert_int_equal(submit(pool, &jobs[5], gates), ERR_BUSY);
	db_pool_free(pool);
}

static void test_full_and_stop(void **state)
{
	struct fixture *f = *state;

	fill_and_stop(f->db);
	fill_and_stop(NULL); // without a database
}

static int scan_for_ever(struct db_conn *conn, void *arg, struct err *err)
{
	struct tsql_counter_numbers_row row;
	struct db_cursor *cursor;
	bool more = true;
	int r = tsql_counter_numbers_open(
		conn, &(struct tsql_counter_numbers_in){INT64_C(100000000000)}, &cursor, err);

	(void)arg;
	if (r < 0)
		return r;
	while (r == 0 && more)
		r = tsql_counter_numbers_next(cursor, &row, &more, err);
	db_cursor_close(cursor);
	return r;
}

static void test_deadline(void **state)
{
	struct fixture *f = *state;
	struct db_pool *pool = pool_of(f->db, (struct db_pool_options){.deadline_us = 100000});
	int64_t value = 99;

	assert_int_equal(db_pool_run(pool, scan_for_ever, NULL, &f->err), ERR_BUSY);
	assert_ok(db_pool_run(pool, read_value, &value, &f->err), &f->err);
	assert_int_equal(value, 0);
	db_pool_free(pool);
}

static int find_nothing(struct db_conn *conn, void *arg, struct err *err)
{
	(void)conn;
	(void)arg;
	return err_set(err, ERR_NOT_FOUND, "none");
}

static void test_errors_reach_the_caller(void **state)
{
	struct fixture *f = *state;
	struct db_pool *pool = pool_of(f->db, (struct db_pool_options){0});

	assert_int_equal(db_pool_run(pool, find_nothing, NULL, &f->err), ERR_NOT_FOUND);
	assert_string_equal(f->err.message, "none");
	db_pool_free(pool);
}

// --- each thread's own ------------------------------------------------------------------------------------

struct reading {
	struct fixture *f;
	struct db_conn *conn;
	struct gate *have, *go;
};

static void *read_in_thread(void *arg)
{
	struct reading *reading = arg;
	struct db_conn *again;
	struct err err;
	int64_t value = 99;

	assert_ok(db_reader_get(reading->f->db, &reading->conn, &err), &err);
	assert_ok(db_reader_get(reading->f->db, &again, &err), &err);
	assert_ptr_equal(reading->conn, again);
	db_set_deadline(again, clock_monotonic_us() + 10 * US_PER_SECOND);
	assert_ok(db_begin_read(again, &err), &err);
	assert_ok(read_value(again, &value, &err), &err);
	db_end_read(again);
	assert_int_equal(value, 5);
	gate_pass(reading->have);
	gate_wait(reading->go, 1);
	return NULL;
}

static void test_readers_of_threads(void **state)
{
	struct fixture *f = *state;
	struct gate have = GATE_INIT, go = GATE_INIT;
	struct reading readings[4];
	pthread_t threads[4];
	struct db_conn *mine;

	set_value(f, 5);
	assert_ok(db_reader_get(f->db, &mine, &f->err), &f->err); // closed with the db
	for (int i = 0; i < 4; i++) {
		readings[i] = (struct reading){.f = f, .have = &have, .go = &go};
		assert_int_equal(pthread_create(&threads[i], NULL, read_in_thread, &readings[i]), 0);
	}
	gate_wait(&have, 4);
	for (int i = 0; i < 4; i++) {
		assert_ptr_not_equal(readings[i].conn, mine);
		for (int k = 0; k < i; k++)
			assert_ptr_not_equal(readings[i].conn, readings[k].conn);
	}
	gate_pass(&go);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

static int begin_in_job(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return db_begin_read(conn, err);
}

static void act_nested(struct fixture *f)
{
	db_pool_run(pool_of(f->db, (struct db_pool_options){0}), begin_in_job, NULL, NULL);
}

static void test_guard(void **state)
{
	assert_aborts(act_nested, *state, "begin inside a transaction");
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_reads_what_is_there),
		FIXTURE_TEST(test_a_job_sees_one_snapshot),
		FIXTURE_TEST(test_full_and_stop),
		FIXTURE_TEST(test_deadline),
		FIXTURE_TEST(test_errors_reach_the_caller),
		FIXTURE_TEST(test_readers_of_threads),
		FIXTURE_TEST(test_guard),
	};

	return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
}
