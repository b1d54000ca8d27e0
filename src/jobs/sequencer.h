// SPDX-License-Identifier: Apache-2.0
// The sequencer on PostgreSQL: several times a second takes the entries that wait into the tree of each
// jurisdiction's log and signs. Any number of servers may run one: each round holds the row of the log, so
// that one tree grows, whoever is faster. On SQLite the writer does this with each batch, and there is no
// such thread.
#ifndef YIDAN_JOBS_SEQUENCER_H
#define YIDAN_JOBS_SEQUENCER_H

#include "base/err.h"

struct service;
struct sequencer;

#define SEQUENCER_EVERY_MS 100

// *ret is NULL on SQLite.
int sequencer_start(struct service *service, struct sequencer **ret, struct err *err);
void sequencer_stop(struct sequencer *sequencer); // with a last round; NULL is fine

#endif
