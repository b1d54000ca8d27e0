// SPDX-License-Identifier: Apache-2.0
// Copies of whole databases. SQLite: here. PostgreSQL: by its own programs, which are told where by the
// environment, so that no password stands in a list of processes. Any thread.
#ifndef YIDAN_DB_COPY_H
#define YIDAN_DB_COPY_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

// The file `from` as it is at one moment, also while others write to it, into a new file of mode 0600, which
// is durable when this returns. ERR_CONFLICT: there is one already. What failed leaves no file behind.
// `progress` may be NULL; it is told pages.
int db_sqlite_copy(const char *from, const char *to, void (*progress)(void *arg, int64_t done, int64_t total),
	void *arg, struct err *err);
// Every page and every index: ERR_INVALID where something is wrong. Nobody else may have it open.
int db_sqlite_check(const char *path, struct err *err);

// "PGHOST=…" and so on for a postgresql:// URL: what is set in it, in the arena, NULL at the end; *ret_name
// is the name of the database. ERR_INVALID.
int db_postgres_environment(
	const char *url, struct arena *arena, const char ***ret, const char **ret_name, struct err *err);

#endif
