// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include "base/buf.h"
#include "data/district_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LISTED_MAX 64

static int read_all(int fd, struct arena *arena, size_t max_bytes, struct slice *ret)
{
	struct buf out = buf_in(arena);
	char piece[16384];
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (out.len + (size_t)got > max_bytes)
			return -EFBIG;
		buf_put(&out, piece, (size_t)got);
	}
	*ret = buf_slice(&out);
	return 0;
}

int files_read(struct arena *arena, const char *path, size_t max_bytes, struct slice *ret, struct err *err)
{
	// a pipe would hold us up for ever: O_NONBLOCK, and then only what is a file
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), failure = errno;
	struct stat st;

	if (fd < 0 && failure == ENOENT)
		return err_set(err, ERR_NOT_FOUND, "there is no file %s", path);
	if (fd < 0)
		return err_set(err, ERR_INVALID, "%s cannot be read (%s)", path, strerror(failure));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(err, ERR_INVALID, "%s is no ordinary file", path);
	}
	failure = -read_all(fd, arena, max_bytes, ret);
	close(fd);
	if (failure == EFBIG)
		return err_set(err, ERR_INVALID, "%s has more than %zu bytes", path, max_bytes);
	if (failure)
		return err_set(err, ERR_INVALID, "%s cannot be read (%s)", path, strerror(failure));
	return 0;
}

static int copy_bytes(int from, int to)
{
	static char piece[1 << 18];
	ssize_t got;

	while ((got = read(from, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		for (ssize_t at = 0, put; at<got; at += put> 0 ? put : 0) {
			put = write(to, piece + at, (size_t)(got - at));
			if (put < 0 && errno != EINTR)
				return -1;
		}
	}
	return fsync(to);
}

int files_copy(const char *from, const char *to, struct err *err)
{
	int in, out, r = 0;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return err_set(err, ERR_NOT_FOUND, "%s cannot be read (%s)", from, strerror(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (out < 0)
		r = err_set(err, ERR_UNAVAILABLE, "%s cannot be made (%s)", to, strerror(errno));
	else if (copy_bytes(in, out) != 0)
		r = err_set(
			err, ERR_UNAVAILABLE, "%s cannot be copied to %s (%s)", from, to, strerror(errno));
	close(in);
	if (out >= 0 && close(out) != 0 && r == 0)
		r = err_set(err, ERR_UNAVAILABLE, "%s cannot be written (%s)", to, strerror(errno));
	if (r < 0 && out >= 0)
		unlink(to);
	return r;
}

int files_sync(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	int fd, problem;

	if (slash && (size_t)(slash - path) >= sizeof(folder) - 1)
		return err_set(err, ERR_INVALID, "the path of %s is too long", path);
	memcpy(folder, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
	folder[slash ? slash - path + 1 : 1] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	problem = fd < 0 || fsync(fd) != 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return problem ? err_set(err, ERR_UNAVAILABLE, "the folder of %s cannot be synced (%s)", path,
				 strerror(problem))
		       : 0;
}

const char *files_name(const struct files *files, struct arena *arena, const char *name)
{
	return files->path ? arena_printf(arena, "%s/%s", files->path, name) : name;
}

int files_get(const struct files *files, struct arena *arena, const char *name, size_t max_bytes,
	struct slice *ret, struct err *err)
{
	if (files->path)
		return files_read(arena, files_name(files, arena, name), max_bytes, ret, err);
	for (size_t i = 0; i < DISTRICT_FILES_COUNT; i++) {
		if (strcmp(district_files[i].name, name) == 0) {
			*ret = district_files[i].bytes;
			return 0;
		}
	}
	return err_set(err, ERR_NOT_FOUND, "there is no file %s", name);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_embedded(
	struct arena *arena, const char *folder, const char *suffix, const char **names, size_t *count)
{
	struct slice prefix = slice_of(arena_printf(arena, "%s/", folder));

	for (size_t i = 0; i < DISTRICT_FILES_COUNT && *count < LISTED_MAX; i++) {
		struct slice name = slice_of(district_files[i].name);

		if (slice_starts_with(name, prefix) && slice_ends_with(name, slice_of(suffix)))
			names[(*count)++] = district_files[i].name;
	}
}

int files_list(const struct files *files, struct arena *arena, const char *folder, const char *suffix,
	const char ***ret, size_t *ret_count, struct err *err)
{
	const char **names = ARENA_ARRAY(arena, const char *, LISTED_MAX);
	const char *path = files_name(files, arena, folder);
	size_t count = 0;
	struct dirent *entry;
	DIR *dir = files->path ? opendir(path) : NULL;

	if (files->path && !dir && errno != ENOENT)
		return err_set(err, ERR_INVALID, "%s cannot be read (%s)", path, strerror(errno));
	if (!files->path)
		list_embedded(arena, folder, suffix, names, &count);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !slice_ends_with(slice_of(entry->d_name), slice_of(suffix)))
			continue;
		if (count == LISTED_MAX) {
			closedir(dir);
			return err_set(err, ERR_INVALID, "%s holds more than %d files", path, LISTED_MAX);
		}
		names[count++] = arena_printf(arena, "%s/%s", folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	qsort(names, count, sizeof(*names), compare_names);
	*ret = names;
	*ret_count = count;
	return 0;
}

const char *files_beside_program(struct arena *arena, const char *name)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;
	const char *path;

	if (len <= 0)
		return NULL;
	self[len] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	path = arena_printf(arena, "%s/%s", self, name);
	return access(path, X_OK) == 0 ? path : NULL;
}
