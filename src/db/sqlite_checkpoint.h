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
// To be called before the handle is closed.
void sqlite_keep_log_where_disk_failed(struct sqlite3 *handle, const struct db_conn *conn);

#endif
