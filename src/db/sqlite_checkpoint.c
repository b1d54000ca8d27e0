// SPDX-License-Identifier: Apache-2.0
// Why a failed copy back ends all writing: pages that are copied back while a reader still needs older ones
// count as copied, but are synced only together with the last of them. When that sync fails, the kernel has
// dropped them all and reports nothing the next time; SQLite writes only the rest once more, syncs, starts
// its log anew, and what was acknowledged long before is gone with the next power cut. Only a log that is
// read from its beginning mends that: a start of the program does, as long as nobody else kept the database
// open, and the log was not emptied before.
#include "db/sqlite_checkpoint.h"

#include "db/engine.h"

#include <sqlite3.h>

static int after_commit(void *arg, sqlite3 *handle, const char *schema, int pages)
{
	struct db_conn *conn = arg;

	if (pages < conn->checkpoint_pages || atomic_load(&conn->db->disk_failed))
		return SQLITE_OK;
	int rc = sqlite3_wal_checkpoint_v2(handle, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	if ((rc & 0xff) == SQLITE_IOERR)
		atomic_store(&conn->db->disk_failed, true);
	return SQLITE_OK; // the commit itself is done
}

void sqlite_copy_back_after_commits(struct sqlite3 *handle, struct db_conn *conn)
{
	sqlite3_wal_hook(handle, after_commit, conn);
}

void sqlite_keep_log_where_disk_failed(struct sqlite3 *handle, const struct db_conn *conn)
{
	if (atomic_load(&conn->db->disk_failed))
		sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}
