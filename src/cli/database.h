// SPDX-License-Identifier: Apache-2.0
// A new database for `init` and `demo`: lock, key file, schema, an open service, a writing connection. What a
// failed command made is removed again. Main thread.
#ifndef YIDAN_CLI_DATABASE_H
#define YIDAN_CLI_DATABASE_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/settings.h"
#include "service/setup.h"

#include <stdbool.h>

struct db_conn;
struct service;

struct database {
	const char *url;
	const char *path; // of a SQLite file, or NULL
	const char *key_path;
	bool made_file, made_key;
	int lock_fd;
	struct service *service;
	struct db_conn *conn;
};

// Close it in every case.
int database_make(
	const struct settings *settings, struct arena *arena, struct database *ret, struct err *err);
// In one transaction; the service knows it afterwards. ERR_INVALID where slug or host are taken.
int database_add(struct database *database, const struct setup_jurisdiction *setup, int64_t *ret_id,
	int64_t *ret_officer_ids, struct err *err);
void database_close(struct database *database, bool is_good);

#endif
