// SPDX-License-Identifier: Apache-2.0
// The write queue on both engines.
#include "fixture.h"
#include "gate.h"
#include "tsql.h"

#include "base/buf.h"
#include "db/writer.h"

#include <stdatomic.h>
#include <string.h>

#define J INT64_C(7)

static struct db_writer *writer_of(struct fixture *f, struct db_writer_options options)
{
	struct db_writer *writer = NULL;

	assert_ok(db_writer_new(f->db, &options, &writer, &f->err), &f->err);
	return writer;
}

// A command of the tests: appends one entry with its number as the sequence, and does what its kind says
// besides.
struct command {
	struct db_write write;
	struct gate *done_gate;
	struct gate *hold;    // waits in run() until this gate has been passed
	struct gate *started; // passes this one when run() begins
	int64_t number;
	int64_t stream; // 0: stream 1
	int fails;	// run() returns this
	bool breaks;	// a statement of it violates a constraint
	int runs;
	int class;
	struct err err;
};

static int command_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct command *c = arg;
	int r;

	c->runs++;
	if (c->started)
		gate_pass(c->started);
	if (c->hold)
		gate_wait(c->hold, 1);
	r = tsql_entry_insert(conn,
		&(struct tsql_entry_insert_in){J, c->stream ? c->stream : 1, c->number, SLICE("x")}, NULL,
		err);
	if (r == 0 && c->breaks)
		r = tsql_counter_insert(conn, &(struct tsql_counter_insert_in){1, 0}, NULL, err);
	if (r == 0 && c->fails)
		r = err_set(err, c->fails, "refused by the test");
	return r;
}

static void command_done(void *arg, int class, const struct err *err)
{
	struct command *c = arg;

	assert_true((class == 0) == (err == NULL));
	c->class = class;
	if (err)
		c->err = *err;
	gate_pass(c->done_gate);
}

static void submit(struct db_writer *writer, struct command *c, struct gate *done_gate)
{
	c->done_gate = done_gate;
	c->write = (struct db_write){.run = command_run, .done = command_done, .arg = c};
	assert_int_equal(db_writer_submit(writer, &c->write), 0);
}

static int64_t entries(struct fixture *f)
{
	struct tsql_entry_count_row row;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(tsql_entry_count(f->conn, f->arena, &(struct tsql_entry_count_in){J}, &row, &f->err),
		&f->err);
	db_end_read(f->conn);
	return row.entries;
}

// Ten commands that are sure to be in one batch on SQLite: they wait behind one that is held.
static void run_ten(struct fixture *f, struct db_writer *writer, struct command commands[10])
{
	struct gate done = GATE_INIT, hold = GATE_INIT, started = GATE_INIT;
	struct command first = {
		.number = 1000 + commands[0].stream, .stream = 2, .hold = &hold, .started = &started};

	(void)f;
	submit(writer, &first, &done);
	gate_wait(&started, 1);
	for (int i = 0; i < 10; i++) {
		commands[i].number = i + 1;
		submit(writer, &commands[i], &done);
	}
	gate_pass(&hold);
	gate_wait(&done, 11);
	assert_int_equal(first.class, 0);
}

static void test_one_commit_for_a_batch(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){0});
	struct command commands[10] = {0};
	struct db_writer_stats stats;

	run_ten(f, writer, commands);
	db_writer_get_stats(writer, &stats);
	assert_int_equal(stats.commands, 11);
	assert_int_equal(stats.commits, f->kind == DB_ENGINE_SQLITE ? 2 : 11);
	assert_int_equal(entries(f), 11);
	db_writer_free(writer);
}

static void test_a_failure_undoes_itself_alone(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){0});
	struct command commands[10] = {0}, wary[10] = {0};

	commands[3].fails = ERR_INVALID;
	commands[5].breaks = true;
	commands[9].fails = ERR_NOT_FOUND;
	run_ten(f, writer, commands);
	for (int i = 0; i < 10; i++)
		assert_int_equal(commands[i].class, i == 3   ? ERR_INVALID
						    : i == 5 ? ERR_CONSTRAINT
						    : i == 9 ? ERR_NOT_FOUND
							     : 0);
	assert_string_equal(commands[5].err.constraint, "counter_pkey");
	assert_string_equal(commands[3].err.message, "refused by the test");
	assert_int_equal(entries(f), 11 - 3);

	// the next batch expects such things and need not begin again
	wary[0].fails = wary[7].fails = ERR_INVALID;
	for (int i = 0; i < 10; i++)
		wary[i].stream = 3;
	run_ten(f, writer, wary);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(wary[i].class, i == 0 || i == 7 ? ERR_INVALID : 0);
		assert_int_equal(wary[i].runs, 1);
	}
	assert_int_equal(entries(f), 8 + 11 - 2);
	db_writer_free(writer);
}

static void test_a_batch_that_all_fails(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){0});
	struct command commands[10] = {0};

	for (int i = 0; i < 10; i++)
		commands[i].fails = ERR_INVALID;
	run_ten(f, writer, commands);
	assert_int_equal(entries(f), 1);
	db_writer_free(writer);
}

// The engine ends the transaction in the middle of a batch, as a full disk does: all of it runs again, one by
// one.
static void test_lost_transaction(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){.threads = 1});
	struct command commands[10] = {0};

	db_fault_set(
		f->db, DB_FAULT_LOSS, 6, ERR_UNAVAILABLE); // the statement of the fifth after the held one
	run_ten(f, writer, commands);
	for (int i = 0; i < 10; i++) {
		bool hit = f->kind == DB_ENGINE_POSTGRES && i == 4;

		assert_int_equal(commands[i].class, hit ? ERR_UNAVAILABLE : 0);
		if (f->kind == DB_ENGINE_SQLITE)
			assert_int_equal(commands[i].runs, i <= 4 ? 2 : 1);
	}
	assert_int_equal(entries(f), f->kind == DB_ENGINE_SQLITE ? 11 : 10);
	db_writer_free(writer);
}

static void uncertain_commit(struct fixture *f, enum db_fault_kind kind, int64_t expected_entries)
{
	struct db_writer *writer = writer_of(f, (struct db_writer_options){.threads = 1});
	struct command commands[10] = {0};
	int uncertain = 0;

	commands[2].fails = ERR_INVALID;
	db_fault_set(f->db, kind, 2, ERR_UNCERTAIN); // the commit after that of the held command
	run_ten(f, writer, commands);
	for (int i = 0; i < 10; i++) {
		// the one that fails makes the batch begin again, before the commit; after it nobody knows,
		// so nobody reruns
		assert_int_equal(commands[i].runs, f->kind == DB_ENGINE_SQLITE && i <= 2 ? 2 : 1);
		uncertain += commands[i].class == ERR_UNCERTAIN;
	}
	assert_int_equal(commands[2].class, ERR_INVALID);
	assert_int_equal(uncertain, f->kind == DB_ENGINE_SQLITE ? 9 : 1);
	assert_int_equal(entries(f), expected_entries);
	db_writer_free(writer);
}

static void test_uncertain_commit_that_happened(void **state)
{
	uncertain_commit(*state, DB_FAULT_COMMIT_DONE, 10);
}

static void test_uncertain_commit_that_did_not(void **state)
{
	struct fixture *f = *state;

	uncertain_commit(f, DB_FAULT_COMMIT_LOST, f->kind == DB_ENGINE_SQLITE ? 1 : 9);
}

// A commit that certainly did not happen: on SQLite each command gets its own chance.
static void test_commit_that_failed(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){.threads = 1});
	struct command commands[10] = {0};
	int failed = 0;

	db_fault_set(f->db, DB_FAULT_COMMIT_LOST, 2, ERR_UNAVAILABLE);
	run_ten(f, writer, commands);
	for (int i = 0; i < 10; i++)
		failed += commands[i].class == ERR_UNAVAILABLE;
	assert_int_equal(failed, f->kind == DB_ENGINE_SQLITE ? 0 : 1);
	assert_int_equal(entries(f), 11 - failed);
	db_writer_free(writer);
}

static void test_full_queue_and_stop(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){.threads = 1, .queue_max = 3});
	struct gate done = GATE_INIT, hold = GATE_INIT, started = GATE_INIT;
	struct command first = {.number = 1, .hold = &hold, .started = &started}, waiting[3] = {0},
		       late = {.number = 9};
	struct db_writer_stats stats;

	submit(writer, &first, &done);
	gate_wait(&started, 1);
	for (int i = 0; i < 3; i++) {
		waiting[i].number = i + 2;
		submit(writer, &waiting[i], &done);
	}
	late.write = (struct db_write){.run = command_run, .done = command_done, .arg = &late};
	late.done_gate = &done;
	assert_int_equal(db_writer_submit(writer, &late.write), ERR_BUSY);
	db_writer_get_stats(writer, &stats);
	assert_true(stats.waiting == 3 && stats.refused == 1);
	gate_pass(&hold);
	db_writer_stop(writer); // finishes what it accepted
	assert_int_equal(done.count, 4);
	assert_int_equal(db_writer_submit(writer, &late.write), ERR_BUSY);
	assert_int_equal(db_writer_run(writer, command_run, &late, &f->err), ERR_BUSY);
	assert_int_equal(entries(f), 4);
	db_writer_free(writer);
}

// --- hooks ------------------------------------------------------------------------------------------------

struct hooks {
	struct gate *done;
	int commits, done_before_commit, errors, sequenced;
	bool fails;
};

static int before_commit(struct db_conn *conn, void *arg, struct err *err)
{
	struct hooks *hooks = arg;
	int r = tsql_counter_insert(
		conn, &(struct tsql_counter_insert_in){100 + ++hooks->sequenced, 0}, NULL, err);

	return r == 0 && hooks->fails ? err_set(err, ERR_INVALID, "the hook fails") : r;
}

static void on_commit(void *arg)
{
	struct hooks *hooks = arg;

	hooks->commits++;
	hooks->done_before_commit = hooks->done->count;
}

static void on_error(void *arg, const struct err *err)
{
	struct hooks *hooks = arg;

	assert_string_equal(err->message, "the hook fails");
	hooks->errors++;
}

static size_t counters(struct fixture *f)
{
	struct tsql_counter_all_row *rows;
	size_t count;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_all(f->conn, f->arena, &rows, &count, &f->err), &f->err);
	db_end_read(f->conn);
	return count;
}

static void test_hooks(void **state)
{
	struct fixture *f = *state;
	bool sqlite = f->kind == DB_ENGINE_SQLITE;
	struct gate done = GATE_INIT;
	struct hooks hooks = {.done = &done};
	struct db_writer *writer = writer_of(f, (struct db_writer_options){.before_commit = before_commit,
							.on_commit = on_commit,
							.on_error = on_error,
							.arg = &hooks});
	struct command one = {.number = 1}, bad = {.number = 2, .fails = ERR_INVALID}, two = {.number = 3};

	submit(writer, &one, &done);
	gate_wait(&done, 1);
	assert_true(hooks.commits == 1 && hooks.done_before_commit == 0);
	assert_int_equal(counters(f), sqlite ? 2 : 1);
	submit(writer, &bad, &done);
	gate_wait(&done, 2);
	assert_int_equal(hooks.commits, 1); // nothing was stored
	db_writer_free(writer);

	// Where the hook fails nothing is stored and nobody is told that it was.
	hooks.fails = true;
	writer = writer_of(f, (struct db_writer_options){.before_commit = before_commit,
				      .on_commit = on_commit,
				      .on_error = on_error,
				      .arg = &hooks});
	submit(writer, &two, &done);
	gate_wait(&done, 3);
	assert_int_equal(two.class, sqlite ? ERR_INVALID : 0);
	assert_int_equal(hooks.errors, sqlite ? 1 : 0);
	assert_int_equal(counters(f), sqlite ? 2 : 1);
	assert_int_equal(entries(f), sqlite ? 1 : 2);
	db_writer_free(writer);
}

// --- conflicts --------------------------------------------------------------------------------------------

// Appends behind the newest entry. In its first run it waits until another has read the same number.
struct append {
	struct gate *read;
	int runs;
	int class;
};

static int append_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct append *append = arg;
	struct tsql_entry_next_row row;
	int r = tsql_entry_next(conn, arena, &(struct tsql_entry_next_in){J, 1}, &row, err);

	if (append->runs++ == 0 && append->read) {
		gate_pass(append->read);
		gate_wait(append->read, 2);
	}
	return r < 0 ? r
		     : tsql_entry_insert(
			       conn, &(struct tsql_entry_insert_in){J, 1, row.next, SLICE("x")}, NULL, err);
}

struct append_thread {
	struct db_writer *writer;
	struct append append;
	struct err err;
};

static void *append_in_thread(void *arg)
{
	struct append_thread *t = arg;

	t->append.class = db_writer_run(t->writer, append_run, &t->append, &t->err);
	return NULL;
}

static void test_conflicts_rerun(void **state)
{
	struct fixture *f = *state;
	struct gate read = GATE_INIT;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){0});
	struct append_thread threads[2] = {0};
	struct db_writer_stats stats;
	pthread_t ids[2];

	for (int i = 0; i < 2; i++) {
		threads[i].writer = writer;
		threads[i].append.read = &read;
		assert_int_equal(pthread_create(&ids[i], NULL, append_in_thread, &threads[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(ids[i], NULL);
		assert_int_equal(threads[i].append.class, 0);
	}
	db_writer_get_stats(writer, &stats);
	assert_int_equal(threads[0].append.runs + threads[1].append.runs, 3);
	assert_int_equal(stats.reruns, 1);
	assert_int_equal(entries(f), 2);
	db_writer_free(writer);
}

// Never wins: given up after the third rerun.
static int conflict_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)conn;
	++*(int *)arg;
	return err_set(err, ERR_CONFLICT, "always");
}

static void test_reruns_end(void **state)
{
	struct fixture *f = *state;
	int runs = 0;

	assert_int_equal(db_write_now(f->conn, conflict_run, &runs, &f->err), ERR_CONFLICT);
	assert_int_equal(runs, 4);
	assert_false(db_in_transaction(f->conn));
}

// --- many threads -----------------------------------------------------------------------------------------

#define THREADS	   8
#define PER_THREAD 200

static int add_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct tsql_counter_add_row row;
	CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)arg;
	return tsql_counter_add(conn, arena, &(struct tsql_counter_add_in){1, 1}, &row, err);
}

static void *add_in_thread(void *arg)
{
	struct db_writer *writer = arg;
	struct err err;

	for (int i = 0; i < PER_THREAD; i++)
		assert_ok(db_writer_run(writer, add_run, NULL, &err), &err);
	return NULL;
}

static void test_many_threads(void **state)
{
	struct fixture *f = *state;
	struct db_writer *writer = writer_of(f, (struct db_writer_options){0});
	struct tsql_counter_get_row row;
	struct db_writer_stats stats;
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_in_thread, writer), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(tsql_counter_get(f->conn, f->arena, &(struct tsql_counter_get_in){1}, &row, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_int_equal(row.value, THREADS * PER_THREAD);
	db_writer_get_stats(writer, &stats);
	assert_int_equal(stats.commands, THREADS * PER_THREAD);
	db_writer_free(writer);
}

// --- guards -----------------------------------------------------------------------------------------------

static int commit_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return db_commit(conn, err);
}

static int cursor_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct db_cursor *cursor;

	(void)arg;
	return tsql_counter_all_open(conn, &cursor, err);
}

static int savepoint_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return db_savepoint(conn, err);
}

static void act_commit(struct fixture *f)
{
	db_write_now(f->conn, commit_run, NULL, NULL);
}

static void act_cursor(struct fixture *f)
{
	db_write_now(f->conn, cursor_run, NULL, NULL);
}

static void act_savepoint(struct fixture *f)
{
	db_write_now(f->conn, savepoint_run, NULL, NULL);
}

static void test_guards(void **state)
{
	struct fixture *f = *state;

	assert_aborts(act_commit, f, "must not end its transaction");
	assert_aborts(act_cursor, f, "a cursor is open at the end of a command");
	assert_aborts(act_savepoint, f, "a savepoint is open at the end of a command");
	assert_aborts(act_savepoint, f, "test_writer.c:");
}

// Swallows the failure of a statement and claims success.
static int swallow_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	tsql_counter_insert(conn, &(struct tsql_counter_insert_in){1, 0}, NULL, NULL);
	return 0;
}

static void test_swallowed_failure_is_none_the_less_one(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(db_write_now(f->conn, swallow_run, NULL, &f->err), ERR_CONSTRAINT);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_one_commit_for_a_batch),
		FIXTURE_TEST(test_a_failure_undoes_itself_alone),
		FIXTURE_TEST(test_a_batch_that_all_fails),
		FIXTURE_TEST(test_lost_transaction),
		FIXTURE_TEST(test_uncertain_commit_that_happened),
		FIXTURE_TEST(test_uncertain_commit_that_did_not),
		FIXTURE_TEST(test_commit_that_failed),
		FIXTURE_TEST(test_full_queue_and_stop),
		FIXTURE_TEST(test_hooks),
		FIXTURE_TEST_POSTGRES(test_conflicts_rerun),
		FIXTURE_TEST(test_reruns_end),
		FIXTURE_TEST(test_many_threads),
		FIXTURE_TEST(test_guards),
		FIXTURE_TEST(test_swallowed_failure_is_none_the_less_one),
	};

	return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
}
