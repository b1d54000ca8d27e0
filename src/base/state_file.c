// SPDX-License-Identifier: Apache-2.0
#include "base/state_file.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const char *path, const char *what, struct err *err)
{
	return err_set(err, ERR_UNAVAILABLE, "%s cannot be %s (%s)", path, what, strerror(errno));
}

int state_file_read(const char *path, struct arena *arena, size_t most, bool *ret_found, struct slice *ret,
	struct err *err)
{
	char *bytes;
	size_t len = 0;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		*ret_found = false;
		return 0;
	}
	if (fd < 0)
		return failed(path, "read", err);
	bytes = arena_alloc(arena, most + 1);
	while (len <= most && (got = read(fd, bytes + len, most + 1 - len)) != 0) {
		if (got > 0) {
			len += (size_t)got;
		} else if (errno != EINTR) {
			close(fd);
			return failed(path, "read", err);
		}
	}
	close(fd);
	if (len > most)
		return err_set(err, ERR_INVALID, "%s is too large", path);
	*ret_found = true;
	*ret = slice_from(bytes, len);
	return 0;
}

static int sync_folder(const char *path)
{
	char *copy = mem_strdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC), r;

	mem_free(copy);
	if (fd < 0)
		return -1;
	r = fsync(fd);
	close(fd);
	return r;
}

static int write_all(int fd, struct slice bytes)
{
	while (bytes.len) {
		ssize_t put = write(fd, bytes.ptr, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		bytes = slice_sub(bytes, (size_t)put, bytes.len);
	}
	return fsync(fd);
}

static int write_new(const char *path, int flags, struct slice bytes, bool secret, struct err *err)
{
	int fd, r;

	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, secret ? S_IRUSR | S_IWUSR : 0644);
	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_CONFLICT, "%s is there already", path);
	if (fd < 0)
		return failed(path, "written", err);
	r = write_all(fd, bytes);
	r |= close(fd);
	if (r != 0) {
		r = failed(path, "written", err);
		unlink(path);
	}
	return r;
}

int state_file_create(const char *path, struct slice bytes, bool secret, struct err *err)
{
	int r = write_new(path, O_EXCL, bytes, secret, err);

	return r == 0 && sync_folder(path) != 0 ? failed(path, "written", err) : r;
}

int state_file_write(const char *path, struct slice bytes, bool secret, struct err *err)
{
	CLEANUP(buf_release) struct buf part = {0};
	int r;

	// of its own, since two programs may write the same file: the later one stays, whole
	buf_printf(&part, "%s.%ld.new", path, (long)getpid());
	unlink(buf_cstr(&part)); // of a program that ended in the middle and had this number
	r = write_new(buf_cstr(&part), O_EXCL, bytes, secret, err);
	if (r == 0 && (rename(buf_cstr(&part), path) != 0 || sync_folder(path) != 0)) {
		r = failed(path, "written", err);
		unlink(buf_cstr(&part));
	}
	return r;
}
