// SPDX-License-Identifier: Apache-2.0
// Counts the figures (service/figures.h): twice a second it looks whether the ledger has entries that are not
// counted yet, and counts them through the write queue, some hundred in a transaction, so that residents'
// commands come in between. Any number of servers over one PostgreSQL: one counts at a time. A thread of its
// own.
#ifndef YIDAN_JOBS_FIGURING_H
#define YIDAN_JOBS_FIGURING_H

#include "base/err.h"

struct figuring;
struct service;

#define FIGURING_EVERY_MS 500

// The service has a writer, and lives longer.
int figuring_start(struct service *service, struct figuring **ret, struct err *err);
void figuring_stop(struct figuring *figuring); // NULL is fine

#endif
