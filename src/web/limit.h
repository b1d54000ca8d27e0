// SPDX-License-Identifier: Apache-2.0
// So many a minute and address, counted in memory: a bucket that fills evenly. A whole town may stand behind
// one carrier NAT, so the limit is generous and what is over it waits a minute rather than being shut out.
// Any thread.
#ifndef YIDAN_WEB_LIMIT_H
#define YIDAN_WEB_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct rate_limit;

struct rate_limit *rate_limit_new(int64_t per_minute); // > 0
void rate_limit_free(struct rate_limit *limit);	       // NULL is fine
// Takes one. False when the address has none left. IPv6 addresses count by their /64.
bool rate_limit_take(struct rate_limit *limit, const char *address, int64_t now_us);

#endif
