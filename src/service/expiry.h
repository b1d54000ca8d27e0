// SPDX-License-Identifier: Apache-2.0
// What is kept for a time only: drafts after a day, sessions, pictures that no case took, notices that ended.
// Inside a write transaction; any thread. jobs/housekeeping.h calls it every few minutes.
#ifndef YIDAN_SERVICE_EXPIRY_H
#define YIDAN_SERVICE_EXPIRY_H

#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

struct db_conn;

#define EXPIRY_PICTURES_MAX                                                                                  \
	20 // removed in one transaction: each is some hundred kilobytes that others would wait for

#define EXPIRY_NOTICES_US (30 * US_PER_DAY) // after they were sent or dropped

struct expiry_removed {
	int64_t drafts, sessions, pictures, notices;
};

int expiry_remove(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, struct expiry_removed *ret,
	struct err *err);

#endif
