// SPDX-License-Identifier: Apache-2.0
// Meeting points for tests with threads: no sleeping for luck.
#ifndef YIDAN_TESTS_STORE_GATE_H
#define YIDAN_TESTS_STORE_GATE_H

#include <pthread.h>

// Counts up; waits until a count is reached.
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int count;
};

#define GATE_INIT                                                                                            \
	{                                                                                                    \
		PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0                                       \
	}

static inline int gate_pass(struct gate *gate)
{
	int count;

	pthread_mutex_lock(&gate->lock);
	count = ++gate->count;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->lock);
	return count;
}

static inline void gate_wait(struct gate *gate, int count)
{
	pthread_mutex_lock(&gate->lock);
	while (gate->count < count)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

#endif
