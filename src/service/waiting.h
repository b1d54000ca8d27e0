// SPDX-License-Identifier: Apache-2.0
// Cases whose waiting has ended: the program resumes them, each once, whichever server comes first. Any
// thread, on a connection with a write transaction that the caller opened.
#ifndef YIDAN_SERVICE_WAITING_H
#define YIDAN_SERVICE_WAITING_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;
struct service;

struct waiting_case {
	int64_t id, seq;
	struct slice code;
};

// At most `most`, those that ended longest ago first.
int waiting_over(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t now_us,
	int64_t most, struct waiting_case **ret, size_t *ret_count, struct err *err);
// One command, one transaction. ERR_INVALID where somebody resumed it, or it waits again: roll back, and go
// on.
int waiting_resume(struct service *service, struct db_conn *conn, int64_t jurisdiction_id,
	const struct waiting_case *waiting, int64_t now_us, struct err *err);

#endif
