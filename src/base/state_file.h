// SPDX-License-Identifier: Apache-2.0
// Small files that a program keeps for itself (the newest checkpoint, what a witness has seen): read whole,
// replaced whole, durable when writing returns. Any thread; one writer a file at a time.
//
//	if ((r = state_file_read(path, arena, 4096, &found, &bytes, err)) < 0) …
//	if ((r = state_file_write(path, bytes, false, err)) < 0) …   the old or the new, never a part
#ifndef YIDAN_BASE_STATE_FILE_H
#define YIDAN_BASE_STATE_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

// In the arena. *ret_found false: there is none. ERR_INVALID: larger than most; ERR_UNAVAILABLE: it cannot be
// read.
int state_file_read(const char *path, struct arena *arena, size_t most, bool *ret_found, struct slice *ret,
	struct err *err);
// Replaces what is there. `secret`: mode 0600, else 0644.
int state_file_write(const char *path, struct slice bytes, bool secret, struct err *err);
// Only where there is none: ERR_CONFLICT.
int state_file_create(const char *path, struct slice bytes, bool secret, struct err *err);

#endif
