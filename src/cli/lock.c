// SPDX-License-Identifier: Apache-2.0
#include "cli/lock.h"

#include "base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQLITE "sqlite:"

const char *lock_sqlite_path(const char *db_url)
{
	return slice_starts_with(slice_of(db_url), SLICE(SQLITE)) ? db_url + strlen(SQLITE) : NULL;
}

int lock_check_database(const char *db_url, struct err *err)
{
	const char *path = lock_sqlite_path(db_url);
	struct stat st;

	if (!path)
		return 0;
	if (!path[0])
		return err_set(
			err, ERR_INVALID, "a database is given as sqlite:PATH or postgresql://HOST/NAME");
	if (stat(path, &st) == 0)
		return S_ISREG(st.st_mode)
			       ? 0
			       : err_set(err, ERR_INVALID, "%s is no file, so it is no database", path);
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(err, ERR_NOT_FOUND,
			"there is no database %s; `yidan init` makes one, `yidan demo` one with an invented "
			"district",
			path);
	return err_set(err, ERR_INVALID, "the database %s cannot be reached (%s)", path, strerror(errno));
}

int lock_take(const char *db_url, int *ret_fd, struct err *err)
{
	const char *database = lock_sqlite_path(db_url);
	char path[LOCK_PATH_BYTES];
	int fd, len;

	if (!database) {
		*ret_fd = -1;
		return 0;
	}
	len = snprintf(path, sizeof(path), "%s.lock", database);
	if (len < 0 || (size_t)len >= sizeof(path))
		return err_set(err, ERR_INVALID, "the path of the database is too long");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return err_set(err, ERR_INVALID,
			"%s cannot be made (%s): the folder of the database must be writable", path,
			strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		len = errno;
		close(fd);
		if (len == EWOULDBLOCK)
			return err_set(
				err, ERR_BUSY, "another yidan works with %s; stop that one first", database);
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be locked (%s)", path, strerror(len));
	}
	*ret_fd = fd;
	return 0;
}

void lock_release(int fd)
{
	if (fd >= 0)
		close(fd);
}
