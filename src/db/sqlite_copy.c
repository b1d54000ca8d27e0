// SPDX-License-Identifier: Apache-2.0
// Copies of SQLite files. The source is read inside one read transaction, so that the copy is the database as
// it was at one moment, and no write of others makes it begin again; writers go on meanwhile (WAL).
#include "db/copy.h"
#include "db/sqlite_checkpoint.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PAGES_A_STEP 2048
#define BUSY_MS	     30000

struct copying {
	sqlite3 *from, *to;
	const char *path; // of the copy
	struct err *err;
};

static int failed(struct copying *c, const char *what, int rc)
{
	int class = (rc & 0xff) == SQLITE_BUSY					    ? ERR_BUSY
		    : (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB ? ERR_INVALID
										    : ERR_UNAVAILABLE;

	return err_set(c->err, class, "%s: %s (SQLite %d)", what, sqlite3_errstr(rc), rc);
}

static int open_file(struct copying *c, const char *path, sqlite3 **ret)
{
	int rc = sqlite3_open_v2(
		path, ret, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return failed(c, path, rc);
	sqlite3_busy_timeout(*ret, BUSY_MS);
	return 0;
}

static int copy_pages(struct copying *c, void (*progress)(void *arg, int64_t done, int64_t total), void *arg)
{
	sqlite3_backup *backup = sqlite3_backup_init(c->to, "main", c->from, "main");
	int rc, end;

	if (!backup)
		return failed(c, c->path, sqlite3_extended_errcode(c->to));
	do {
		rc = sqlite3_backup_step(backup, PAGES_A_STEP);
		if (progress)
			progress(arg, sqlite3_backup_pagecount(backup) - sqlite3_backup_remaining(backup),
				sqlite3_backup_pagecount(backup));
	} while (rc == SQLITE_OK);
	end = sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE && end == SQLITE_OK ? 0 : failed(c, c->path, rc == SQLITE_DONE ? end : rc);
}

static int sync_path(struct copying *c)
{
	int fd = open(c->path, O_RDWR | O_CLOEXEC), problem = fd < 0 || fsync(fd) != 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return problem ? err_set(c->err, ERR_UNAVAILABLE, "%s cannot be synced (%s)", c->path,
				 strerror(problem))
		       : 0;
}

static int close_file(struct copying *c, sqlite3 *handle, int r)
{
	int rc = sqlite3_close(handle);

	return r == 0 && rc != SQLITE_OK ? failed(c, c->path, rc) : r;
}

int db_sqlite_copy(const char *from, const char *to, void (*progress)(void *arg, int64_t done, int64_t total),
	void *arg, struct err *err)
{
	struct copying c = {.path = to, .err = err};
	int fd = open(to, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR), rc, r;

	if (fd < 0)
		return err_set(err, errno == EEXIST ? ERR_CONFLICT : ERR_UNAVAILABLE,
			"%s cannot be made (%s)", to, strerror(errno));
	close(fd);
	r = open_file(&c, from, &c.from);
	if (r == 0)
		r = open_file(&c, to, &c.to);
	if (r == 0) {
		rc = sqlite3_exec(c.from, "PRAGMA query_only=ON; BEGIN; SELECT COUNT(*) FROM sqlite_schema",
			NULL, NULL, NULL);
		r = rc == SQLITE_OK ? copy_pages(&c, progress, arg) : failed(&c, from, rc);
	}
	sqlite_before_reader_closes(c.from);
	sqlite3_close(c.from);
	r = close_file(&c, c.to, r);
	if (r == 0)
		r = sync_path(&c);
	if (r < 0)
		unlink(to);
	return r;
}

static int take_answer(void *arg, int columns, char **values, char **names)
{
	bool *is_good = arg;

	(void)names;
	*is_good = columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
	return *is_good ? 0 : 1;
}

int db_sqlite_check(const char *path, struct err *err)
{
	struct copying c = {.path = path, .err = err};
	bool is_good = false;
	int r, rc;

	r = open_file(&c, path, &c.to);
	if (r == 0) {
		rc = sqlite3_exec(
			c.to, "PRAGMA query_only=ON; PRAGMA integrity_check(1)", take_answer, &is_good, NULL);
		if (rc != SQLITE_OK && rc != SQLITE_ABORT)
			r = failed(&c, path, rc);
		else if (!is_good)
			r = err_set(err, ERR_INVALID, "%s is damaged", path);
	}
	sqlite_before_reader_closes(c.to);
	return close_file(&c, c.to, r);
}
