// SPDX-License-Identifier: Apache-2.0
#include "db/pool.h"

#include "base/clock.h"
#include "base/mem.h"
#include "db/engine.h"
#include "db/threads.h"

#define DEFAULT_THREADS	    2
#define DEFAULT_QUEUE_MAX   256
#define DEFAULT_DEADLINE_US (5 * US_PER_SECOND)

struct db_pool {
	struct db *db;
	struct db_pool_options options;
	struct db_queue queue;
	struct db_breaker breaker;
	pthread_t *threads;
	bool stopped;
};

static struct db_job *job_of(struct db_link *link)
{
	return link ? (struct db_job *)((char *)link - offsetof(struct db_job, link)) : NULL;
}

// Connects where that is still to do, and begins.
static int begin(struct db_pool *pool, struct db_conn **conn, struct err *err)
{
	int r = 0;

	if (!db_breaker_allows(&pool->breaker))
		return err_set(err, ERR_UNAVAILABLE, "the database is not reachable");
	if (!*conn)
		r = db_connect(pool->db, DB_ACCESS_READ, conn, err);
	if (r == 0) {
		db_set_deadline(*conn, clock_monotonic_us() + pool->options.deadline_us);
		r = db_begin_read(*conn, err);
	}
	db_breaker_report(&pool->breaker, r);
	return r;
}

// One read transaction; once more where the connection broke.
static int run_read(struct db_pool *pool, struct db_conn **conn, const struct db_job *job, struct err *err)
{
	int r;

	for (int attempt = 0;; attempt++) {
		bool lost;

		if ((r = begin(pool, conn, err)) < 0)
			return r;
		(*conn)->fenced = true;
		r = job->run(*conn, job->arg, err);
		(*conn)->fenced = false;
		lost = (*conn)->lost && (*conn)->dead;
		(db_end_read)(*conn);
		if (r >= 0 || !lost || attempt == 1)
			return r;
	}
}

static void *work(void *arg)
{
	struct db_pool *pool = arg;
	struct db_conn *conn = NULL;
	struct db_job *job;

	while ((job = job_of(db_queue_take(&pool->queue, 1)))) {
		struct err err = {0};
		int r = pool->db ? run_read(pool, &conn, job, &err) : job->run(NULL, job->arg, &err);

		job->done(job->arg, r < 0 ? r : 0, r < 0 ? &err : NULL); // may free it
	}
	db_disconnect(conn);
	return NULL;
}

int db_pool_new(struct db *db, const struct db_pool_options *options, struct db_pool **ret, struct err *err)
{
	struct db_pool *pool = mem_zalloc(sizeof(*pool));

	(void)err;
	pool->db = db;
	if (options)
		pool->options = *options;
	if (pool->options.threads <= 0)
		pool->options.threads = DEFAULT_THREADS;
	if (!pool->options.queue_max)
		pool->options.queue_max = DEFAULT_QUEUE_MAX;
	if (!pool->options.deadline_us)
		pool->options.deadline_us = DEFAULT_DEADLINE_US;
	db_queue_init(&pool->queue, pool->options.queue_max);
	db_breaker_init(&pool->breaker);
	pool->threads = mem_zalloc_array((size_t)pool->options.threads, sizeof(*pool->threads));
	for (int i = 0; i < pool->options.threads; i++)
		db_thread_start(&pool->threads[i], work, pool);
	*ret = pool;
	return 0;
}

int db_pool_submit(struct db_pool *pool, struct db_job *job)
{
	return db_queue_put(&pool->queue, &job->link) ? 0 : ERR_BUSY;
}

int db_pool_run(struct db_pool *pool, int (*run)(struct db_conn *conn, void *arg, struct err *err), void *arg,
	struct err *err)
{
	struct db_waiting waiting;
	struct db_job job = {.run = db_waiting_run, .done = db_waiting_done, .arg = &waiting};

	db_waiting_init(&waiting, run, arg);
	if (db_pool_submit(pool, &job) < 0)
		return db_waiting_refused(&waiting, err);
	return db_waiting_wait(&waiting, err);
}

size_t db_pool_waiting(struct db_pool *pool)
{
	return db_queue_count(&pool->queue);
}

void db_pool_stop(struct db_pool *pool)
{
	db_queue_stop(&pool->queue);
	if (pool->stopped)
		return;
	pool->stopped = true;
	for (int i = 0; i < pool->options.threads; i++)
		pthread_join(pool->threads[i], NULL);
}

void db_pool_free(struct db_pool *pool)
{
	if (!pool)
		return;
	db_pool_stop(pool);
	db_queue_release(&pool->queue);
	db_breaker_release(&pool->breaker);
	mem_free(pool->threads);
	mem_free(pool);
}

// --- each thread's own read connection --------------------------------------------------------------------

struct db_reader {
	struct db *db;
	struct db_conn *conn;
	struct db_reader *next;
};

static void reader_unlink(struct db_reader *reader)
{
	struct db *db = reader->db;

	pthread_mutex_lock(&db->reader_lock);
	for (struct db_reader **at = &db->readers; *at; at = &(*at)->next) {
		if (*at == reader) {
			*at = reader->next;
			break;
		}
	}
	pthread_mutex_unlock(&db->reader_lock);
}

static void reader_free(struct db_reader *reader)
{
	db_disconnect(reader->conn);
	mem_free(reader);
}

static void thread_ends(void *arg)
{
	reader_unlink(arg);
	reader_free(arg);
}

void db_readers_init(struct db *db)
{
	must(pthread_mutex_init(&db->reader_lock, NULL) == 0);
	must(pthread_key_create(&db->reader_key, thread_ends) == 0);
}

void db_readers_release(struct db *db)
{
	struct db_reader *next;

	pthread_key_delete(db->reader_key);
	for (struct db_reader *reader = db->readers; reader; reader = next) {
		next = reader->next;
		reader_free(reader);
	}
	pthread_mutex_destroy(&db->reader_lock);
}

int db_reader_get(struct db *db, struct db_conn **ret, struct err *err)
{
	struct db_reader *reader = pthread_getspecific(db->reader_key);
	struct db_conn *conn;
	int r;

	if (!reader) {
		if ((r = db_connect(db, DB_ACCESS_READ, &conn, err)) < 0)
			return r;
		reader = mem_zalloc(sizeof(*reader));
		*reader = (struct db_reader){.db = db, .conn = conn};
		must(pthread_setspecific(db->reader_key, reader) == 0);
		pthread_mutex_lock(&db->reader_lock);
		reader->next = db->readers;
		db->readers = reader;
		pthread_mutex_unlock(&db->reader_lock);
	}
	*ret = reader->conn;
	return 0;
}
