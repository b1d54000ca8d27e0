// SPDX-License-Identifier: Apache-2.0
// Starting a worker thread, and waiting for what one does: shared by writer.c and pool.c, for db/ alone.
#ifndef YIDAN_DB_THREADS_H
#define YIDAN_DB_THREADS_H

#include "db/db.h"

#include <pthread.h>

// With all signals blocked: they belong to the main thread. Ends the program where there is no thread to be
// had.
void db_thread_start(pthread_t *thread, void *(*main)(void *), void *arg);

// A command or job on the stack of the one who waits for it.
struct db_waiting {
	int (*run)(struct db_conn *conn, void *arg, struct err *err);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool finished;
	int class;
	struct err err;
};

void db_waiting_init(
	struct db_waiting *waiting, int (*run)(struct db_conn *conn, void *arg, struct err *err), void *arg);
int db_waiting_run(
	struct db_conn *conn, void *arg, struct err *err); // run and done to submit, with the struct as arg
void db_waiting_done(void *arg, int class, const struct err *err);
int db_waiting_wait(struct db_waiting *waiting, struct err *err); // releases it
int db_waiting_refused(
	struct db_waiting *waiting, struct err *err); // the queue was full: releases it, ERR_BUSY

#endif
