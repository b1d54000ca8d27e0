// SPDX-License-Identifier: Apache-2.0
// The rows of a case (register, assignments) made anew from its events where they differ, which is itself an
// entry of the ledger: `ledger.rebuilt`. Whether they differ, and whether the events can be believed, the
// caller has seen before (service/verify.h).
//
//	r = rebuild_case(conn, arena, jurisdiction_id, case_id, reason, err);   // in a write transaction
#ifndef YIDAN_SERVICE_REBUILD_H
#define YIDAN_SERVICE_REBUILD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

struct db_conn;

#define REBUILD_REASON_BYTES_MAX 4000

// Rows of a case that no event tells of go. ERR_INTERNAL, ERR_UNAVAILABLE: its events cannot be read; the
// transaction must be rolled back.
int rebuild_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct slice reason, struct err *err);

#endif
