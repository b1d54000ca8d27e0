// SPDX-License-Identifier: Apache-2.0
#include "db/queue.h"

#include "base/macros.h"

void db_queue_init(struct db_queue *queue, size_t max)
{
	*queue = (struct db_queue){.max = max};
	queue->end = &queue->first;
	must(pthread_mutex_init(&queue->lock, NULL) == 0);
	must(pthread_cond_init(&queue->filled, NULL) == 0);
}

void db_queue_release(struct db_queue *queue)
{
	must(!queue->first);
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
}

bool db_queue_put(struct db_queue *queue, struct db_link *link)
{
	bool room;

	pthread_mutex_lock(&queue->lock);
	room = !queue->stopping && queue->count < queue->max;
	if (room) {
		link->next = NULL;
		*queue->end = link;
		queue->end = &link->next;
		queue->count++;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->lock);
	return room;
}

struct db_link *db_queue_take(struct db_queue *queue, size_t max)
{
	struct db_link *first, *last;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->stopping)
		pthread_cond_wait(&queue->filled, &queue->lock);
	first = last = queue->first;
	if (first) {
		size_t taken = 1;

		for (; taken < max && last->next; taken++)
			last = last->next;
		queue->first = last->next;
		if (!queue->first)
			queue->end = &queue->first;
		queue->count -= taken;
		last->next = NULL;
	}
	pthread_mutex_unlock(&queue->lock);
	return first;
}

size_t db_queue_count(struct db_queue *queue)
{
	size_t count;

	pthread_mutex_lock(&queue->lock);
	count = queue->count;
	pthread_mutex_unlock(&queue->lock);
	return count;
}

void db_queue_stop(struct db_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->stopping = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}
