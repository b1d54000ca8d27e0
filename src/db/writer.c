// SPDX-License-Identifier: Apache-2.0
// The write queue. What holds it together:
//
// - Every command ends in exactly one done(), after the commit that holds it, or after it is lost.
// - On SQLite a batch first runs without savepoints, since with them SQLite copies every page that a
//   command touches. Where one fails, the batch begins again with a savepoint each, and so do the next
//   ones: then a command that fails takes back its savepoint alone.
// - When the engine itself ends the transaction (a full disk does), or the commit fails for certain,
//   nothing of the batch is stored: all of it runs again, one transaction each, so that only those fail
//   that cannot be stored. A batch of one needs no savepoint.
// - A commit with unknown outcome is reported as such and never rerun here; the connection is made anew,
//   so that SQLite recovers its log first.
#include "db/writer.h"

#include "base/mem.h"
#include "base/random.h"
#include "db/engine.h"
#include "db/threads.h"

#include <stdlib.h>
#include <unistd.h>

#define RERUNS_MAX	  3
#define DEFAULT_QUEUE_MAX 1024
#define DEFAULT_MAX_BATCH 256
#define DEFAULT_THREADS	  4
#define RERUN_PAUSE_US	  2000
#define WARY_BATCHES	  32 // that use savepoints after one in which a command failed

typedef int (*run_fn)(struct db_conn *conn, void *arg, struct err *err);

struct worker {
	struct db_writer *writer;
	struct db_conn *conn;
	pthread_t thread;
	int wary; // batches still to come that use savepoints
};

struct db_writer {
	struct db *db;
	struct db_writer_options options;
	struct db_queue queue;
	struct db_breaker breaker;
	struct worker *workers;
	int worker_count;
	bool stopped;
	atomic_uint_fast64_t commands, failed, commits, reruns, refused;
};

// --- one command ------------------------------------------------------------------------------------------

// Runs the command with begin and end of transactions out of its reach, and undoes what savepoints it left
// behind.
static int run_fenced(struct db_conn *conn, run_fn run, void *arg, struct err *err)
{
	int depth = conn->savepoints, r;

	conn->fenced = true;
	r = run(conn, arg, err);
	conn->fenced = false;
	if (conn->cursors)
		db_guard_failed(conn, NULL, "a cursor is open at the end of a command");
	if (r >= 0 && conn->savepoints != depth)
		db_guard_failed(conn, NULL, "a savepoint is open at the end of a command");
	// A command that swallows the error of a statement has still failed, on both engines.
	if (r >= 0 && conn->fail_class)
		r = err_set(err, conn->fail_class, "a statement of the command had failed");
	while (conn->savepoints > depth)
		(db_savepoint_rollback)(conn, NULL);
	return r < 0 ? r : 0;
}

static void report(struct db_writer *writer, const struct err *err)
{
	if (writer->options.on_error)
		writer->options.on_error(writer->options.arg, err);
}

// What has to go into the same commit. Where it fails nothing is committed.
static int run_before_commit(struct db_writer *writer, struct db_conn *conn, struct err *err)
{
	int r;

	if (!writer->options.before_commit || db_engine(writer->db) != DB_ENGINE_SQLITE)
		return 0;
	r = run_fenced(conn, writer->options.before_commit, writer->options.arg, err);
	if (r < 0)
		report(writer, err);
	return r;
}

static void pause_before_rerun(int attempt)
{
	usleep(random_below((uint32_t)RERUN_PAUSE_US << attempt));
}

// While the server is gone only one try now and then pays for it; the others learn at once.
static int begin(struct db_writer *writer, struct db_conn *conn, struct err *err)
{
	int r;

	if (writer && !db_breaker_allows(&writer->breaker))
		return err_set(err, ERR_UNAVAILABLE, "the database is not reachable");
	r = (db_begin_write)(conn, err);
	if (writer)
		db_breaker_report(&writer->breaker, r);
	return r;
}

// One transaction for one command, again after a conflict or when the connection broke before the commit.
// writer may be NULL.
static int run_alone(struct db_writer *writer, struct db_conn *conn, run_fn run, void *arg, struct err *err)
{
	int r;

	for (int attempt = 0;; attempt++) {
		bool again;

		if ((r = begin(writer, conn, err)) < 0)
			return r;
		r = run_fenced(conn, run, arg, err);
		again = r < 0 && (r == ERR_CONFLICT || (conn->lost && conn->dead));
		if (r == 0 && writer)
			r = run_before_commit(writer, conn, err);
		if (r == 0) {
			r = (db_commit)(conn, err);
			again = r == ERR_CONFLICT;
		} else {
			(db_rollback)(conn);
		}
		if (!again || attempt == RERUNS_MAX)
			return r;
		if (writer)
			atomic_fetch_add(&writer->reruns, 1);
		pause_before_rerun(attempt);
	}
}

int db_write_now(struct db_conn *conn, run_fn run, void *arg, struct err *err)
{
	return run_alone(NULL, conn, run, arg, err);
}

// --- threads ----------------------------------------------------------------------------------------------

static struct db_write *write_of(struct db_link *link)
{
	return link ? (struct db_write *)((char *)link - offsetof(struct db_write, link)) : NULL;
}

static struct db_write *next_of(struct db_write *write)
{
	return write_of(write->link.next);
}

static void run_singly(struct worker *worker, struct db_write *write)
{
	struct db_writer *writer = worker->writer;

	write->class = run_alone(writer, worker->conn, write->run, write->arg, &write->err);
	if (write->class == 0)
		atomic_fetch_add(&writer->commits, 1);
}

// The commands of a batch inside one transaction, each in a savepoint. False: the transaction does not stand.
static bool run_in_savepoints(struct db_conn *conn, struct db_write *first, size_t *ret_succeeded)
{
	size_t succeeded = 0;

	for (struct db_write *write = first; write; write = next_of(write)) {
		if ((db_savepoint)(conn, NULL) < 0)
			return false;
		write->class = run_fenced(conn, write->run, write->arg, &write->err);
		if (!db_transaction_stands(conn))
			return false;
		if (write->class == 0 && (db_savepoint_release)(conn, NULL) < 0)
			return false;
		if (write->class < 0 && (db_savepoint_rollback)(conn, NULL) < 0)
			return false;
		succeeded += write->class == 0;
	}
	*ret_succeeded = succeeded;
	return true;
}

// The same without savepoints. False: one of them failed, and what it did cannot be told from the others'
// work.
static bool run_plainly(struct db_conn *conn, struct db_write *first, size_t *ret_succeeded)
{
	size_t succeeded = 0;

	for (struct db_write *write = first; write; write = next_of(write)) {
		write->class = run_fenced(conn, write->run, write->arg, &write->err);
		if (write->class < 0)
			return false;
		succeeded++;
	}
	*ret_succeeded = succeeded;
	return true;
}

static bool run_batch(struct worker *worker, struct db_write *first, size_t *ret_succeeded)
{
	struct db_conn *conn = worker->conn;

	if (worker->wary > 0) {
		worker->wary--;
	} else {
		if (run_plainly(conn, first, ret_succeeded))
			return true;
		worker->wary = WARY_BATCHES;
		if (!db_transaction_stands(conn))
			return false;
		atomic_fetch_add(&worker->writer->reruns, 1);
		(db_rollback)(conn);
		if ((db_begin_write)(conn, NULL) < 0)
			return false;
	}
	return run_in_savepoints(conn, first, ret_succeeded);
}

// One transaction for all. False: nothing of it is stored, for certain, and each must run alone.
static bool run_together(struct worker *worker, struct db_write *first)
{
	struct db_conn *conn = worker->conn;
	struct err err = {0};
	size_t succeeded;
	int r = (db_begin_write)(conn, &err);

	if (r < 0) {
		for (struct db_write *write = first; write; write = next_of(write)) {
			write->class = r;
			write->err = err;
		}
		return true;
	}
	if (!run_batch(worker, first, &succeeded)) {
		(db_rollback)(conn);
		return false;
	}
	if (!succeeded) {
		(db_rollback)(conn);
		return true;
	}
	r = run_before_commit(worker->writer, conn, &err);
	if (r < 0) {
		(db_rollback)(conn);
		return false;
	}
	r = (db_commit)(conn, &err);
	if (r < 0 && r != ERR_UNCERTAIN)
		return false;
	for (struct db_write *write = first; write && r < 0; write = next_of(write)) {
		if (write->class == 0) {
			write->class = r;
			write->err = err;
		}
	}
	if (r == 0)
		atomic_fetch_add(&worker->writer->commits, 1);
	return true;
}

static void finish(struct db_writer *writer, struct db_write *first)
{
	struct db_write *next;
	bool stored = false;

	for (struct db_write *write = first; write; write = next_of(write))
		stored = stored || write->class == 0 || write->class == ERR_UNCERTAIN;
	if (stored && writer->options.on_commit)
		writer->options.on_commit(writer->options.arg);
	for (struct db_write *write = first; write; write = next) {
		int class = write->class;

		next = next_of(write);
		atomic_fetch_add(class == 0 ? &writer->commands : &writer->failed, 1);
		write->done(write->arg, class, class ? &write->err : NULL); // may free it
	}
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct db_writer *writer = worker->writer;
	size_t max = db_engine(writer->db) == DB_ENGINE_SQLITE ? writer->options.max_batch : 1;
	struct db_write *first;

	while ((first = write_of(db_queue_take(&writer->queue, max)))) {
		if (!next_of(first) || !run_together(worker, first)) {
			if (next_of(first))
				atomic_fetch_add(&writer->reruns, 1);
			for (struct db_write *write = first; write; write = next_of(write))
				run_singly(worker, write);
		}
		finish(writer, first);
	}
	return NULL;
}

// --- outside ----------------------------------------------------------------------------------------------

static void free_parts(struct db_writer *writer)
{
	for (int i = 0; i < writer->worker_count; i++)
		db_disconnect(writer->workers[i].conn);
	db_queue_release(&writer->queue);
	db_breaker_release(&writer->breaker);
	mem_free(writer->workers);
	mem_free(writer);
}

int db_writer_new(
	struct db *db, const struct db_writer_options *options, struct db_writer **ret, struct err *err)
{
	struct db_writer *writer = mem_zalloc(sizeof(*writer));
	int r = 0;

	writer->db = db;
	if (options)
		writer->options = *options;
	if (!writer->options.queue_max)
		writer->options.queue_max = DEFAULT_QUEUE_MAX;
	if (!writer->options.max_batch)
		writer->options.max_batch = DEFAULT_MAX_BATCH;
	if (writer->options.threads <= 0)
		writer->options.threads = DEFAULT_THREADS;
	writer->worker_count = db_engine(db) == DB_ENGINE_SQLITE ? 1 : writer->options.threads;
	writer->workers = mem_zalloc_array((size_t)writer->worker_count, sizeof(*writer->workers));
	db_queue_init(&writer->queue, writer->options.queue_max);
	db_breaker_init(&writer->breaker);
	for (int i = 0; i < writer->worker_count && r == 0; i++) {
		writer->workers[i].writer = writer;
		r = db_connect(db, DB_ACCESS_WRITE, &writer->workers[i].conn, err);
	}
	if (r < 0) {
		free_parts(writer);
		return r;
	}
	for (int i = 0; i < writer->worker_count; i++)
		db_thread_start(&writer->workers[i].thread, work, &writer->workers[i]);
	*ret = writer;
	return 0;
}

int db_writer_submit(struct db_writer *writer, struct db_write *write)
{
	if (db_queue_put(&writer->queue, &write->link))
		return 0;
	atomic_fetch_add(&writer->refused, 1);
	return ERR_BUSY;
}

int db_writer_run(struct db_writer *writer, run_fn run, void *arg, struct err *err)
{
	struct db_waiting waiting;
	struct db_write write = {.run = db_waiting_run, .done = db_waiting_done, .arg = &waiting};

	db_waiting_init(&waiting, run, arg);
	if (db_writer_submit(writer, &write) < 0)
		return db_waiting_refused(&waiting, err);
	return db_waiting_wait(&waiting, err);
}

void db_writer_stop(struct db_writer *writer)
{
	db_queue_stop(&writer->queue);
	if (writer->stopped)
		return;
	writer->stopped = true;
	for (int i = 0; i < writer->worker_count; i++)
		pthread_join(writer->workers[i].thread, NULL);
}

void db_writer_free(struct db_writer *writer)
{
	if (!writer)
		return;
	db_writer_stop(writer);
	free_parts(writer);
}

void db_writer_get_stats(struct db_writer *writer, struct db_writer_stats *ret)
{
	*ret = (struct db_writer_stats){
		.commands = atomic_load(&writer->commands),
		.failed = atomic_load(&writer->failed),
		.commits = atomic_load(&writer->commits),
		.reruns = atomic_load(&writer->reruns),
		.refused = atomic_load(&writer->refused),
		.waiting = db_queue_count(&writer->queue),
	};
}
