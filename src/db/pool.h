// SPDX-License-Identifier: Apache-2.0
// Bounded pools of worker threads for reads and heavy work, and a read connection of each thread for point
// reads.
//
// A pool over a database gives each worker its own read connection and runs a job inside one read transaction
// (one snapshot). A pool without one (db NULL: hashing of passwords, pictures) gives conn NULL. Reads, writes
// and heavy work each have their own pool, so that none starves another.
//
//	job->job = (struct db_job){.run = search_run, .done = search_done, .arg = job};
//	if (db_pool_submit(pool, &job->job) < 0)
//		… 503 …
//
// run() may be called twice when the connection was lost on the way: it starts from nothing each time.
// done() follows on the same thread, after the transaction has ended.
#ifndef YIDAN_DB_POOL_H
#define YIDAN_DB_POOL_H

#include "db/db.h"
#include "db/queue.h"

// Part of the caller's job; stays where it is until done().
struct db_job {
	int (*run)(struct db_conn *conn, void *arg, struct err *err);
	void (*done)(void *arg, int class, const struct err *err); // err only with a class other than 0
	void *arg;
	struct db_link link; // the pool's
};

struct db_pool_options {
	int threads;	     // default 2
	size_t queue_max;    // jobs that wait (default 256)
	int64_t deadline_us; // of a read transaction, from its begin (default 5 s); ERR_BUSY after it
};

struct db_pool;

// Starts the threads; connections are made at the first job and again after a loss. options may be NULL.
int db_pool_new(struct db *db, const struct db_pool_options *options, struct db_pool **ret, struct err *err);
// 0, or ERR_BUSY when the queue is full or the pool is stopping. Any thread.
int db_pool_submit(struct db_pool *pool, struct db_job *job);
// Submits and waits. Not from the pool's own threads.
int db_pool_run(struct db_pool *pool, int (*run)(struct db_conn *conn, void *arg, struct err *err), void *arg,
	struct err *err);
size_t db_pool_waiting(struct db_pool *pool);
// Takes nothing new, finishes what was accepted, joins the threads.
void db_pool_stop(struct db_pool *pool);
void db_pool_free(struct db_pool *pool); // stops first; NULL is fine

// The calling thread's own read connection: opened at its first use, closed when the thread or the db ends.
// For point reads on SQLite in the threads of the HTTP server; set a deadline:
//
//	if ((r = db_reader_get(db, &conn, err)) < 0)
//		return r;
//	db_set_deadline(conn, clock_monotonic_us() + 50000);
//	r = db_begin_read(conn, err);
int db_reader_get(struct db *db, struct db_conn **ret, struct err *err);

#endif
