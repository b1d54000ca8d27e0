// SPDX-License-Identifier: Apache-2.0
// The write queue. Commands are queued by any thread and run by the writer's own; done() is called only when
// what they did is durable, or will never be.
//
// SQLite: one thread takes all that wait (up to max_batch) into one transaction and one commit; where a
// command fails, the batch begins again with a savepoint each. PostgreSQL: several threads, each with its
// connection; a transaction a command; ERR_CONFLICT reruns it, at most three times.
//
//	static int receive_run(struct db_conn *conn, void *arg, struct err *err)
//	{
//		return sql_case_insert(conn, …);
//	}
//
//	command->write = (struct db_write){.run = receive_run, .done = receive_done, .arg = command};
//	if (db_writer_submit(writer, &command->write) < 0)
//		… 503 with Retry-After, done() will not be called …
//
// run() may be called several times (another command of the batch failed, a full disk, a conflict), also
// after it succeeded: it starts from nothing each time,
// resets its arena, and keeps no result of an earlier call. It neither begins nor ends transactions
// (savepoints are fine), has no effect outside the database, and returns 0 or an error class; an error undoes
// its own work alone. done() runs on the writer's thread and must be quick. After it the writer touches the
// struct no more.
#ifndef YIDAN_DB_WRITER_H
#define YIDAN_DB_WRITER_H

#include "db/db.h"
#include "db/queue.h"

// Part of the caller's command; stays where it is until done().
struct db_write {
	int (*run)(struct db_conn *conn, void *arg, struct err *err);
	// class 0: durable. err only with a class other than 0.
	void (*done)(void *arg, int class, const struct err *err);
	void *arg;
	// The writer's:
	struct db_link link;
	int class;
	struct err err;
};

struct db_writer_options {
	size_t queue_max; // commands that wait (default 1024)
	size_t max_batch; // SQLite: commands in one commit (default 256)
	int threads;	  // PostgreSQL (default 4)
	// SQLite only: runs at the end of every batch in which a command succeeded, inside its transaction
	// (the ledger's sequencer). Where it fails nothing of the batch is stored: its commands run again,
	// each alone with this behind it, and those fail with its error, which on_error is given too.
	int (*before_commit)(struct db_conn *conn, void *arg, struct err *err);
	// After each commit that stored something, before its done()s: to raise the generation of a cache.
	void (*on_commit)(void *arg);
	// What no done() reports: a lost connection, a failed before_commit. For the log.
	void (*on_error)(void *arg, const struct err *err);
	void *arg; // of the three
};

struct db_writer;

struct db_writer_stats {
	uint64_t commands; // done() with class 0
	uint64_t failed;   // done() with an error
	uint64_t commits;
	uint64_t reruns;
	uint64_t refused; // ERR_BUSY at submit
	size_t waiting;	  // now
};

// Connects and starts the threads; options may be NULL.
int db_writer_new(
	struct db *db, const struct db_writer_options *options, struct db_writer **ret, struct err *err);
// 0, or ERR_BUSY when the queue is full or the writer is stopping. Any thread.
int db_writer_submit(struct db_writer *writer, struct db_write *write);
// Submits and waits for done. Not from the writer's own threads (that would wait for itself).
int db_writer_run(struct db_writer *writer, int (*run)(struct db_conn *conn, void *arg, struct err *err),
	void *arg, struct err *err);
// Takes nothing new, finishes what was accepted, joins the threads.
void db_writer_stop(struct db_writer *writer);
void db_writer_free(struct db_writer *writer); // stops first; NULL is fine
void db_writer_get_stats(struct db_writer *writer, struct db_writer_stats *ret);

// For the command line and tests: one command in its own transaction on a connection of one's own, reruns
// included.
int db_write_now(struct db_conn *conn, int (*run)(struct db_conn *conn, void *arg, struct err *err),
	void *arg, struct err *err);

#endif
