// SPDX-License-Identifier: Apache-2.0
// The thread that looks after a running server: each second the tick of the service (new reference data, the
// lease of the instance number), every few minutes what has expired goes, through the write queue. Errors are
// logged, and the next round tries again; but a lost lease, or a disk that failed
// under the log of SQLite (db_disk_failed), ends the server: `on_lost` is called, once, on this thread.
//
//	struct housekeeping *keeping = housekeeping_start(service, on_lost, arg);
//	… housekeeping_stop(keeping);   // before service_close
#ifndef YIDAN_JOBS_HOUSEKEEPING_H
#define YIDAN_JOBS_HOUSEKEEPING_H

#include <stdint.h>

struct service;
struct housekeeping;

#define HOUSEKEEPING_SWEEP_S  180
#define HOUSEKEEPING_RESUME_S 10 // cases whose waiting has ended go on so soon
#define HOUSEKEEPING_DRAW_S   3	 // samples that were announced are drawn so soon

struct housekeeping *housekeeping_start(struct service *service, void (*on_lost)(void *arg), void *arg);
void housekeeping_stop(struct housekeeping *keeping); // waits for its end; NULL is fine

#endif
