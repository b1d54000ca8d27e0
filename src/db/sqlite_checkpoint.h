// SPDX-License-Identifier: Apache-2.0
// Copying pages of SQLite's log back into the database, and what a disk that fails meanwhile means. For
// db/sqlite.c.
#ifndef YIDAN_DB_SQLITE_CHECKPOINT_H
#define YIDAN_DB_SQLITE_CHECKPOINT_H

struct db_conn;
struct sqlite3;

// For a new connection that may write, before it does. What it has read of the log is on the disk afterwards;
// waits for others who write as long as the handle's busy timeout says. From then on the connection copies
// back after each commit once the log has conn->checkpoint_pages pages, instead of SQLite's own
// wal_autocheckpoint, which hides errors. SQLite's result code; where it is not SQLITE_OK, close as a reader
// does.
int sqlite_take_log(struct sqlite3 *handle, struct db_conn *conn);
// To be called before a handle is closed (NULL is fine): a reader never copies the log back, and a writer not
// where the disk failed; then the log stays for the next one that writes.
void sqlite_before_reader_closes(struct sqlite3 *handle);
void sqlite_before_close(struct sqlite3 *handle, const struct db_conn *conn);

#endif
