// SPDX-License-Identifier: Apache-2.0
#include "service/key_file.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_whole(int fd, char *text, size_t size, size_t *ret_len)
{
	size_t len = 0;
	ssize_t got;

	while (len < size && (got = read(fd, text + len, size - len)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		len += (size_t)got;
	}
	*ret_len = len;
	return 0;
}

// What systemd hands to a service under another user bears an access list; the bits of the group are then its
// mask.
static bool is_credential(const char *path, const struct stat *st)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	struct slice rest = slice_of(path);

	return folder && *folder && slice_starts_with(rest, slice_of(folder)) &&
	       path[strlen(folder)] == '/' && !(st->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO));
}

static int check_file(const char *path, int fd, struct stat *st, struct err *err)
{
	if (fstat(fd, st) != 0)
		return err_set(
			err, ERR_INVALID, "the key file %s cannot be read (%s)", path, strerror(errno));
	if (st->st_mode & (S_IRWXG | S_IRWXO) && !is_credential(path, st))
		return err_set(err, ERR_INVALID, "the key file %s can be read by others; run: chmod 600 %s",
			path, path);
	if (st->st_size > KEY_FILE_BYTES_MAX)
		return err_set(err, ERR_INVALID, "the key file %s is too large to be one", path);
	return 0;
}

int key_file_read(const char *path, struct key_file *ret, struct err *err)
{
	struct key_file file = {.text = mem_zalloc(KEY_FILE_BYTES_MAX)};
	struct slice first;
	struct stat st;
	size_t len = 0;
	int fd, r;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		r = err_set(err, ERR_INVALID, "the key file %s cannot be read (%s); `yidan init` makes one",
			path, strerror(errno));
	} else {
		r = check_file(path, fd, &st, err);
		if (r == 0 && read_whole(fd, file.text, KEY_FILE_BYTES_MAX, &len) < 0)
			r = err_set(err, ERR_INVALID, "the key file %s cannot be read (%s)", path,
				strerror(errno));
		close(fd);
	}
	if (r == 0) {
		slice_cut(slice_from(file.text, len), '\n', &first, &file.ledger);
		if (!hex_decode(slice_trim(first), file.root, sizeof(file.root)))
			r = err_set(err, ERR_INVALID,
				"the first line of the key file %s must hold %d hexadecimal digits", path,
				2 * KEY_FILE_ROOT_BYTES);
	}
	if (r < 0)
		key_file_wipe(&file);
	else
		*ret = file;
	return r;
}

void key_file_wipe(struct key_file *file)
{
	if (file->text)
		sodium_memzero(file->text, KEY_FILE_BYTES_MAX);
	mem_free(file->text);
	sodium_memzero(file, sizeof(*file));
}

int key_file_create(const char *path, struct err *err)
{
	unsigned char root[KEY_FILE_ROOT_BYTES];
	char text[2 * KEY_FILE_ROOT_BYTES + 2];
	int r;

	random_bytes(root, sizeof(root));
	hex_encode(root, sizeof(root), text);
	text[2 * KEY_FILE_ROOT_BYTES] = '\n';
	r = state_file_create(path, slice_from(text, 2 * KEY_FILE_ROOT_BYTES + 1), true, err);
	if (r < 0)
		err_prefix(err, "the key file: ");
	sodium_memzero(root, sizeof(root));
	sodium_memzero(text, sizeof(text));
	return r;
}

int key_file_add(const char *path, struct slice line, struct err *err)
{
	CLEANUP(buf_release) struct buf text = {0};
	struct key_file file;
	int r;

	r = key_file_read(path, &file, err);
	if (r < 0)
		return r;
	buf_reserve(&text, KEY_FILE_BYTES_MAX + line.len + 2); // at once, so that no copy of it stays behind
	buf_put_slice(&text, slice_trim(slice_of(file.text)));
	buf_put_byte(&text, '\n');
	buf_put_slice(&text, slice_trim(line));
	buf_put_byte(&text, '\n');
	r = text.len > KEY_FILE_BYTES_MAX ? err_set(err, ERR_INVALID, "the key file %s is full", path)
					  : state_file_write(path, buf_slice(&text), true, err);
	sodium_memzero(text.ptr, text.cap);
	key_file_wipe(&file);
	return r;
}
