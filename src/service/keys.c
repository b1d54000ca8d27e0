// SPDX-License-Identifier: Apache-2.0
#include "service/keys.h"

#include "base/macros.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES      32
#define KEY_TEXT_BYTES (2 * KEY_BYTES + 2) // digits, a line end, one more to notice what is too long

static void derive(const unsigned char root[KEY_BYTES], const char *purpose, unsigned char out[32])
{
	crypto_generichash(out, 32, (const unsigned char *)purpose, strlen(purpose), root, KEY_BYTES);
}

static int read_text(int fd, char text[KEY_TEXT_BYTES], size_t *ret_len)
{
	size_t len = 0;
	ssize_t got;

	while (len < KEY_TEXT_BYTES && (got = read(fd, text + len, KEY_TEXT_BYTES - len)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		len += (size_t)got;
	}
	*ret_len = len;
	return 0;
}

int keys_load(const char *path, struct keys *ret, struct err *err)
{
	unsigned char root[KEY_BYTES];
	char text[KEY_TEXT_BYTES];
	struct stat st;
	size_t len = 0;
	int fd, failed;

	if (sodium_init() < 0)
		return err_set(err, ERR_INTERNAL, "libsodium could not be started");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_INVALID,
			"the key file %s cannot be read (%s); `yidan init` makes one", path, strerror(errno));
	failed = fstat(fd, &st) != 0 || read_text(fd, text, &len) != 0;
	close(fd);
	if (failed)
		return err_set(
			err, ERR_INVALID, "the key file %s cannot be read (%s)", path, strerror(errno));
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(err, ERR_INVALID, "the key file %s can be read by others; run: chmod 600 %s",
			path, path);
	if (!hex_decode(slice_trim(slice_from(text, len)), root, sizeof(root)))
		return err_set(err, ERR_INVALID, "the key file %s must hold %d hexadecimal digits", path,
			2 * KEY_BYTES);
	derive(root, "yidan link", ret->links);
	derive(root, "yidan form", ret->forms);
	derive(root, "yidan command", ret->commands);
	sodium_memzero(root, sizeof(root));
	sodium_memzero(text, sizeof(text));
	return 0;
}

// Makes the new name in its folder durable too.
static int sync_folder(const char *path)
{
	char *copy = strdup(path);
	int fd, failed;

	must(copy != NULL);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -1;
	failed = fsync(fd);
	close(fd);
	return failed;
}

int keys_create(const char *path, struct err *err)
{
	unsigned char root[KEY_BYTES];
	char text[KEY_TEXT_BYTES];
	int fd, failed;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return err_set(err, errno == EEXIST ? ERR_CONFLICT : ERR_INVALID,
			"the key file %s cannot be made (%s)", path, strerror(errno));
	random_bytes(root, sizeof(root));
	hex_encode(root, sizeof(root), text);
	text[2 * KEY_BYTES] = '\n';
	failed = write(fd, text, 2 * KEY_BYTES + 1) != 2 * KEY_BYTES + 1 || fsync(fd) != 0;
	failed |= close(fd) != 0;
	failed = failed || sync_folder(path) != 0;
	sodium_memzero(root, sizeof(root));
	sodium_memzero(text, sizeof(text));
	if (failed) {
		unlink(path);
		return err_set(err, ERR_UNAVAILABLE, "the key file %s cannot be written (%s)", path,
			strerror(errno));
	}
	return 0;
}

static void token_of(
	const unsigned char key[32], const void *message, size_t len, char out[KEYS_LINK_TEXT_BYTES])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256(mac, message, len, key);
	base32_encode(mac, KEYS_LINK_BYTES, out);
}

static bool token_matches(const char expected[KEYS_LINK_TEXT_BYTES], struct slice token)
{
	return token.len == KEYS_LINK_TEXT_BYTES - 1 && sodium_memcmp(expected, token.ptr, token.len) == 0;
}

void keys_link_token(
	const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, char out[KEYS_LINK_TEXT_BYTES])
{
	unsigned char message[16];

	for (int i = 0; i < 8; i++) {
		message[i] = (unsigned char)((uint64_t)jurisdiction_id >> (56 - 8 * i));
		message[8 + i] = (unsigned char)((uint64_t)case_id >> (56 - 8 * i));
	}
	token_of(keys->links, message, sizeof(message), out);
}

bool keys_link_matches(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, struct slice token)
{
	char expected[KEYS_LINK_TEXT_BYTES];

	keys_link_token(keys, jurisdiction_id, case_id, expected);
	return token_matches(expected, token);
}

void keys_form_token(const struct keys *keys, struct slice session_cookie, char out[KEYS_LINK_TEXT_BYTES])
{
	token_of(keys->forms, session_cookie.ptr, session_cookie.len, out);
}

bool keys_form_matches(const struct keys *keys, struct slice session_cookie, struct slice token)
{
	char expected[KEYS_LINK_TEXT_BYTES];

	keys_form_token(keys, session_cookie, expected);
	return token_matches(expected, token);
}

void keys_request_hash(const struct keys *keys, struct slice request, unsigned char out[KEYS_HASH_BYTES])
{
	crypto_generichash(out, KEYS_HASH_BYTES, (const unsigned char *)request.ptr, request.len,
		keys->commands, sizeof(keys->commands));
}

void keys_new_cookie(char out[BASE32_BYTES(KEYS_COOKIE_BYTES)])
{
	unsigned char bytes[KEYS_COOKIE_BYTES];

	random_bytes(bytes, sizeof(bytes));
	base32_encode(bytes, sizeof(bytes), out);
}

void keys_cookie_hash(struct slice cookie, unsigned char out[KEYS_HASH_BYTES])
{
	crypto_hash_sha256(out, (const unsigned char *)cookie.ptr, cookie.len);
}
