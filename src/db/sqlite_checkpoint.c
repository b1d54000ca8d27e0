// SPDX-License-Identifier: Apache-2.0
// Why a failed copy back ends all writing: pages that are copied back while a reader still needs older ones
// count as copied, but are synced only together with the last of them. When that sync fails, the kernel has
// dropped them all and reports nothing the next time; SQLite writes only the rest once more, syncs, starts
// its log anew, and what was acknowledged long before is gone with the next power cut. Only a log that is
// read from its beginning mends that: a start of the program does, as long as nobody else kept the database
// open, and the log was not emptied before.
//
// Why a log that was found is written once more: after a sync that failed the kernel forgets what it should
// have written, but goes on showing it to readers. Whoever then reads the log from its beginning takes
// commits for durable that are not on the disk, appends to them, and all of it is gone with the next power
// cut. Writing the same bytes again and syncing them makes what is shown and what is kept the same.
//
// Why a reader does not copy back when it is the last to close, nor a writer that could not do this: they may
// have read just such a log.
#include "db/sqlite_checkpoint.h"

#include "base/mem.h"
#include "db/engine.h"

#include <sqlite3.h>

// SQLite itself never writes more at once, and its VFS writes nothing of 128 KiB and more.
#define CHUNK_BYTES (64 * 1024)

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

// The bytes of the log: 0 where there is none. `ret` is its file then, as long as the handle is open.
static int log_of(sqlite3 *handle, sqlite3_file **ret, sqlite3_int64 *ret_bytes)
{
	int rc = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, ret);

	*ret_bytes = 0;
	if (rc != SQLITE_OK || !*ret || !(*ret)->pMethods)
		return rc;
	return (*ret)->pMethods->xFileSize(*ret, ret_bytes);
}

static int write_again(sqlite3_file *log, sqlite3_int64 bytes)
{
	CLEANUP(mem_freep) char *chunk = mem_alloc(CHUNK_BYTES);
	int rc = SQLITE_OK;

	for (sqlite3_int64 at = 0; at < bytes && rc == SQLITE_OK; at += CHUNK_BYTES) {
		int part = bytes - at < CHUNK_BYTES ? (int)(bytes - at) : CHUNK_BYTES;

		rc = log->pMethods->xRead(log, chunk, part, at);
		if (rc == SQLITE_OK)
			rc = log->pMethods->xWrite(log, chunk, part, at);
	}
	return rc == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : rc;
}

// What of the log this connection has read is on the disk afterwards.
static int sync_log_again(sqlite3 *handle)
{
	// Nobody appends to the log or begins it anew meanwhile.
	int rc = sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	sqlite3_int64 bytes;
	sqlite3_file *log;

	if (rc != SQLITE_OK)
		return rc;
	rc = log_of(handle, &log, &bytes);
	if (rc == SQLITE_OK && bytes)
		rc = write_again(log, bytes);
	sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL); // of nothing; where it fails, closing ends it
	return rc;
}

int sqlite_take_log(struct sqlite3 *handle, struct db_conn *conn)
{
	sqlite3_wal_hook(handle, after_commit, conn);
	return sync_log_again(handle);
}

static void keep_log(sqlite3 *handle)
{
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

void sqlite_before_reader_closes(struct sqlite3 *handle)
{
	sqlite3_int64 bytes;
	sqlite3_file *log;

	if (handle && (log_of(handle, &log, &bytes) != SQLITE_OK || bytes)) // an empty one may go
		keep_log(handle);
}

void sqlite_before_close(struct sqlite3 *handle, const struct db_conn *conn)
{
	if (conn->access == DB_ACCESS_READ)
		sqlite_before_reader_closes(handle);
	else if (handle && atomic_load(&conn->db->disk_failed))
		keep_log(handle);
}
