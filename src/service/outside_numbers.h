// SPDX-License-Identifier: Apache-2.0
// Numbers of cases in other systems, as at a city's hotline: no two cases of a jurisdiction have the same.
// What is kept is a keyed hash, which stays when the case is erased, so that the same order does not come
// back. Numbers are compared as typed, without blanks around and regardless of the case of ASCII letters. The
// caller's transaction; any thread.
#ifndef YIDAN_SERVICE_OUTSIDE_NUMBERS_H
#define YIDAN_SERVICE_OUTSIDE_NUMBERS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct db_conn;
struct keys;

// The code of the case that has this number, in the arena; *ret_found false: none has.
int outside_numbers_find(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, struct slice number, bool *ret_found, struct slice *ret_code,
	struct err *err);
// Taken by a case. ERR_CONFLICT where another was faster: the command runs again and is refused.
int outside_numbers_take(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, struct slice number, int64_t case_id, struct err *err);

#endif
