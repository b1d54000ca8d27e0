// SPDX-License-Identifier: Apache-2.0
// A bounded queue between threads: what db/writer.h and db/pool.h stand on. First in, first out; never blocks
// those who put in. The links are part of the caller's structs, so the queue allocates nothing.
#ifndef YIDAN_DB_QUEUE_H
#define YIDAN_DB_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct db_link {
	struct db_link *next;
};

struct db_queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct db_link *first;
	struct db_link **end; // where the next one goes
	size_t count;
	size_t max;
	bool stopping;
};

void db_queue_init(struct db_queue *queue, size_t max);
void db_queue_release(struct db_queue *queue); // must be empty
// False when full or stopping.
bool db_queue_put(struct db_queue *queue, struct db_link *link);
// Waits for something, takes up to max in order, as a list that ends with NULL. NULL: stopped, and nothing is
// left.
struct db_link *db_queue_take(struct db_queue *queue, size_t max);
size_t db_queue_count(struct db_queue *queue);
// Nothing new goes in; those who wait in db_queue_take wake up.
void db_queue_stop(struct db_queue *queue);

#endif
