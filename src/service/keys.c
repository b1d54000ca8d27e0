// SPDX-License-Identifier: Apache-2.0
#include "service/keys.h"

#include "base/macros.h"
#include "service/key_file.h"

#include <sodium.h>
#include <string.h>

static void derive(const unsigned char root[KEY_FILE_ROOT_BYTES], const char *purpose, unsigned char out[32])
{
	crypto_generichash(
		out, 32, (const unsigned char *)purpose, strlen(purpose), root, KEY_FILE_ROOT_BYTES);
}

int keys_load(const char *path, struct keys *ret, struct err *err)
{
	struct key_file file;
	int r;

	if (sodium_init() < 0)
		return err_set(err, ERR_INTERNAL, "libsodium could not be started");
	r = key_file_read(path, &file, err);
	if (r < 0)
		return r;
	derive(file.root, "yidan link", ret->links);
	derive(file.root, "yidan form", ret->forms);
	derive(file.root, "yidan command", ret->commands);
	derive(file.root, "yidan notice", ret->notices);
	derive(file.root, "yidan number", ret->numbers);
	derive(file.root, "yidan contact", ret->contacts);
	key_file_wipe(&file);
	return 0;
}

int keys_create(const char *path, struct err *err)
{
	return key_file_create(path, err);
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

static void put_numbers(const int64_t *numbers, size_t count, unsigned char *out)
{
	for (size_t i = 0; i < count; i++) {
		for (int k = 0; k < 8; k++)
			*out++ = (unsigned char)((uint64_t)numbers[i] >> (56 - 8 * k));
	}
}

void keys_link_token(
	const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, char out[KEYS_LINK_TEXT_BYTES])
{
	unsigned char message[16];

	put_numbers((const int64_t[]){jurisdiction_id, case_id}, 2, message);
	token_of(keys->links, message, sizeof(message), out);
}

bool keys_link_matches(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, struct slice token)
{
	char expected[KEYS_LINK_TEXT_BYTES];

	keys_link_token(keys, jurisdiction_id, case_id, expected);
	return token_matches(expected, token);
}

void keys_stop_token(
	const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, char out[KEYS_LINK_TEXT_BYTES])
{
	unsigned char message[16];

	put_numbers((const int64_t[]){jurisdiction_id, case_id}, 2, message);
	token_of(keys->notices, message, sizeof(message), out);
}

bool keys_stop_matches(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, struct slice token)
{
	char expected[KEYS_LINK_TEXT_BYTES];

	keys_stop_token(keys, jurisdiction_id, case_id, expected);
	return token_matches(expected, token);
}

void keys_notice_name(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, int64_t seq,
	char out[KEYS_LINK_TEXT_BYTES])
{
	unsigned char message[24]; // longer than that of a token, so none is ever one

	put_numbers((const int64_t[]){jurisdiction_id, case_id, seq}, 3, message);
	token_of(keys->notices, message, sizeof(message), out);
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

void keys_number_hash(const struct keys *keys, struct slice number, unsigned char out[KEYS_HASH_BYTES])
{
	crypto_generichash(out, KEYS_HASH_BYTES, (const unsigned char *)number.ptr, number.len, keys->numbers,
		sizeof(keys->numbers));
}

void keys_contact_hash(const struct keys *keys, int64_t jurisdiction_id, struct slice kind,
	struct slice value, unsigned char out[KEYS_CONTACT_BYTES])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES], number[8];
	crypto_auth_hmacsha256_state state;

	put_numbers(&jurisdiction_id, 1, number);
	crypto_auth_hmacsha256_init(&state, keys->contacts, sizeof(keys->contacts));
	crypto_auth_hmacsha256_update(&state, number, sizeof(number));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)kind.ptr, kind.len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)"", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)value.ptr, value.len);
	crypto_auth_hmacsha256_final(&state, mac);
	memcpy(out, mac, KEYS_CONTACT_BYTES);
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
