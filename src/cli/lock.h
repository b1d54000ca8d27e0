// SPDX-License-Identifier: Apache-2.0
// One writing program at a time on a SQLite file: an exclusive lock on PATH.lock, held by a server for its
// life and by other commands while they work. The file stays; the lock ends with the process, however it
// ends. PostgreSQL needs none. Main thread.
#ifndef YIDAN_CLI_LOCK_H
#define YIDAN_CLI_LOCK_H

#include "base/err.h"

#include <stddef.h>

#define LOCK_PATH_BYTES 1024

// "PATH" of "sqlite:PATH"; NULL for another engine.
const char *lock_sqlite_path(const char *db_url);
// ERR_NOT_FOUND where a SQLite file is not there, with what to do; always 0 for another engine.
int lock_check_database(const char *db_url, struct err *err);
// *ret_fd is -1 where none is needed. ERR_BUSY: another has it.
int lock_take(const char *db_url, int *ret_fd, struct err *err);
void lock_release(int fd); // -1 is fine

#endif
