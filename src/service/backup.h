// SPDX-License-Identifier: Apache-2.0
// What a copy of a database is compared with: the newest checkpoints of its ledgers, as a file that stands
// beside the copy, {"version":1,"checkpoints":[{"jurisdiction":"SLUG","checkpoint":"…"}]}. On a connection of
// the caller's, outside of transactions; no service, no key. Any thread.
#ifndef YIDAN_SERVICE_BACKUP_H
#define YIDAN_SERVICE_BACKUP_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct db;
struct db_conn;

#define BACKUP_CHECKPOINTS_BYTES_MAX (32 * 1024 * 1024)

struct backup_checkpoint {
	struct slice slug;
	struct slice note; // empty where nothing was signed yet
	uint64_t size;
};

// A connection for reading. Ends with db_disconnect and db_free, also after a failure (both NULL at first).
// What schema there is, says db_schema_read (db/migrate.h).
int backup_open(const char *url, struct db **ret_db, struct db_conn **ret, struct err *err);

// Of all jurisdictions. ERR_INVALID: the tree that is stored is not the one that was signed.
int backup_checkpoints(struct db_conn *conn, struct arena *arena, struct backup_checkpoint **ret,
	size_t *ret_count, struct err *err);
// Whether this database holds the trees that these checkpoints are about, and perhaps more. ERR_INVALID with
// words where not.
int backup_contains(struct db_conn *conn, struct arena *arena, const struct backup_checkpoint *checkpoints,
	size_t count, struct err *err);

struct slice backup_format(struct arena *arena, const struct backup_checkpoint *checkpoints, size_t count);
int backup_parse(struct arena *arena, struct slice bytes, struct backup_checkpoint **ret, size_t *ret_count,
	struct err *err);

#endif
