// SPDX-License-Identifier: Apache-2.0
// A thread that calls a function, waits, and calls it again, until it is stopped: what all jobs run on. The
// wait is counted from the end of a call.
#ifndef YIDAN_JOBS_TICKER_H
#define YIDAN_JOBS_TICKER_H

#include <stdbool.h>
#include <stdint.h>

struct ticker;

// The first call comes after the first wait. run() returning false ends the thread.
struct ticker *ticker_start(int64_t every_ms, bool (*run)(void *arg), void *arg);
void ticker_stop(struct ticker *ticker); // lets a call that runs end; NULL is fine

#endif
