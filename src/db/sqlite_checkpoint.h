// SPDX-License-Identifier: Apache-2.0
// Copying pages of SQLite's log back into the database, and what a disk that fails meanwhile means. For
// db/sqlite.c.
#ifndef YIDAN_DB_SQLITE_CHECKPOINT_H
#define YIDAN_DB_SQLITE_CHECKPOINT_H

struct db_conn;
struct sqlite3;

// After each commit of this connection: copies back once the log has conn->checkpoint_pages pages. Instead of
// SQLite's own wal_autocheckpoint, which hides errors.
void sqlite_copy_back_after_commits(struct sqlite3 *handle, struct db_conn *conn);
// For a new connection that may write, before it does: whatever of the log it has read is on the disk
// afterwards. Waits for others who write as long as the handle's busy timeout says; SQLite's result code.
int sqlite_sync_log_again(struct sqlite3 *handle);
// To be called before a handle is closed (NULL is fine): a reader never copies the log back, and a writer not
// where the disk failed; then the log stays for the next one that writes.
void sqlite_before_reader_closes(struct sqlite3 *handle);
void sqlite_before_close(struct sqlite3 *handle, const struct db_conn *conn);

#endif
