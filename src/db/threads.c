// SPDX-License-Identifier: Apache-2.0
#include "db/threads.h"

#include <signal.h>

void db_thread_start(pthread_t *thread, void *(*main)(void *), void *arg)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	must(pthread_create(thread, NULL, main, arg) == 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void db_waiting_init(
	struct db_waiting *waiting, int (*run)(struct db_conn *conn, void *arg, struct err *err), void *arg)
{
	*waiting = (struct db_waiting){.run = run, .arg = arg};
	must(pthread_mutex_init(&waiting->lock, NULL) == 0);
	must(pthread_cond_init(&waiting->changed, NULL) == 0);
}

int db_waiting_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct db_waiting *waiting = arg;

	return waiting->run(conn, waiting->arg, err);
}

void db_waiting_done(void *arg, int class, const struct err *err)
{
	struct db_waiting *waiting = arg;

	pthread_mutex_lock(&waiting->lock);
	waiting->class = class;
	if (err)
		waiting->err = *err;
	waiting->finished = true;
	pthread_cond_signal(&waiting->changed);
	pthread_mutex_unlock(&waiting->lock);
}

static void release(struct db_waiting *waiting)
{
	pthread_cond_destroy(&waiting->changed);
	pthread_mutex_destroy(&waiting->lock);
}

int db_waiting_wait(struct db_waiting *waiting, struct err *err)
{
	pthread_mutex_lock(&waiting->lock);
	while (!waiting->finished)
		pthread_cond_wait(&waiting->changed, &waiting->lock);
	pthread_mutex_unlock(&waiting->lock);
	release(waiting);
	if (waiting->class < 0 && err)
		*err = waiting->err;
	return waiting->class;
}

int db_waiting_refused(struct db_waiting *waiting, struct err *err)
{
	release(waiting);
	return err_set(err, ERR_BUSY, "the queue is full");
}
