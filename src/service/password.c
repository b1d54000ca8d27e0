// SPDX-License-Identifier: Apache-2.0
#include "service/password.h"

#include "base/random.h"

#include <sodium.h>

#define MEMORY_BYTES (19U * 1024 * 1024)
#define PASSES	     2

_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_BYTES, "a hash fits");

int password_hash(struct slice password, char out[PASSWORD_HASH_BYTES], struct err *err)
{
	if (password.len < PASSWORD_MIN_BYTES || password.len > PASSWORD_MAX_BYTES)
		return err_set(err, ERR_INVALID, "a password has %d to %d bytes", PASSWORD_MIN_BYTES,
			PASSWORD_MAX_BYTES);
	if (sodium_init() < 0 || crypto_pwhash_str_alg(out, password.ptr, password.len, PASSES, MEMORY_BYTES,
					 crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(err, ERR_UNAVAILABLE, "no memory to hash a password");
	return 0;
}

const char *password_make(struct arena *arena)
{
	char text[BASE32_BYTES(10)];
	unsigned char bytes[10];

	random_bytes(bytes, sizeof(bytes));
	base32_encode(bytes, sizeof(bytes), text);
	sodium_memzero(bytes, sizeof(bytes));
	return arena_printf(arena, "%.4s-%.4s-%.4s-%.4s", text, text + 4, text + 8, text + 12);
}

bool password_matches(const char *hash, struct slice password)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES];
	unsigned char ignored[32];

	if (password.len > PASSWORD_MAX_BYTES || sodium_init() < 0)
		return false;
	if (hash)
		return crypto_pwhash_str_verify(hash, password.ptr, password.len) == 0;
	// the work is the point: no such officer, so whatever it gives is no match
	if (crypto_pwhash(ignored, sizeof(ignored), password.ptr, password.len, salt, PASSES, MEMORY_BYTES,
		    crypto_pwhash_ALG_ARGON2ID13) != 0)
		sodium_memzero(ignored, sizeof(ignored));
	return false;
}
