// SPDX-License-Identifier: Apache-2.0
// Other programs, found by their names (pg_dump, pg_restore): run to their end, what they say goes where ours
// does. Main thread.
#ifndef YIDAN_CLI_PROGRAM_H
#define YIDAN_CLI_PROGRAM_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

// `more`: variables "NAME=value" besides ours, NULL at the end; they win. `quiet`: nothing of its standard
// output. ERR_NOT_FOUND: there is no such program. ERR_UNAVAILABLE: it failed.
int program_run(
	struct arena *arena, const char *const *argv, const char *const *more, bool quiet, struct err *err);

#endif
