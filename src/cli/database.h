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
	bool is_filling; // database_fill was called: the file is synced at the end
	int lock_fd;
	struct service *service;
	struct db_conn *conn;
};

// Close it in every case.
int database_make(
	const struct settings *settings, struct arena *arena, struct database *ret, struct err *err);
// What was written since comes into the ledger's tree: at the end of a command that wrote cases.
int database_sequence(struct database *database, struct err *err);
// In one transaction; the service knows it afterwards, and its ledger is signed. ERR_INVALID where slug or
// host are taken.
int database_add(struct database *database, const struct setup_jurisdiction *setup, int64_t *ret_id,
	int64_t *ret_officer_ids, struct err *err);
// Before very many rows go into a file that was made here: they reach the disk only when it is closed.
int database_fill(struct database *database, struct err *err);
// A file that was made here is removed where the outcome is not good. Fails where it could not be synced.
int database_close(struct database *database, bool is_good, struct err *err);

#endif
