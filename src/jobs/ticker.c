// SPDX-License-Identifier: Apache-2.0
#include "jobs/ticker.h"

#include "base/macros.h"
#include "base/mem.h"

#include <pthread.h>
#include <time.h>

struct ticker {
	int64_t every_ms;
	bool (*run)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stopping; // under lock
};

// True when it is time to end.
static bool wait_for_next(struct ticker *ticker)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ticker->every_ms / 1000;
	until.tv_nsec += ticker->every_ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&ticker->lock);
	while (!ticker->stopping && pthread_cond_timedwait(&ticker->changed, &ticker->lock, &until) == 0)
		;
	stopping = ticker->stopping;
	pthread_mutex_unlock(&ticker->lock);
	return stopping;
}

static void *main_of(void *arg)
{
	struct ticker *ticker = arg;

	while (!wait_for_next(ticker) && ticker->run(ticker->arg))
		;
	return NULL;
}

struct ticker *ticker_start(int64_t every_ms, bool (*run)(void *arg), void *arg)
{
	struct ticker *ticker = mem_zalloc(sizeof(*ticker));
	pthread_condattr_t attributes;

	ticker->every_ms = every_ms;
	ticker->run = run;
	ticker->arg = arg;
	must(pthread_mutex_init(&ticker->lock, NULL) == 0);
	must(pthread_condattr_init(&attributes) == 0);
	must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	must(pthread_cond_init(&ticker->changed, &attributes) == 0);
	pthread_condattr_destroy(&attributes);
	must(pthread_create(&ticker->thread, NULL, main_of, ticker) == 0);
	return ticker;
}

void ticker_stop(struct ticker *ticker)
{
	if (!ticker)
		return;
	pthread_mutex_lock(&ticker->lock);
	ticker->stopping = true;
	pthread_cond_signal(&ticker->changed);
	pthread_mutex_unlock(&ticker->lock);
	pthread_join(ticker->thread, NULL);
	pthread_mutex_destroy(&ticker->lock);
	pthread_cond_destroy(&ticker->changed);
	mem_free(ticker);
}
