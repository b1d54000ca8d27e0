// SPDX-License-Identifier: Apache-2.0
// Names and keys of notes: their texts, ids, and making new ones.
#include "base/macros.h"
#include "base/random.h"
#include "ledger/lines.h"
#include "ledger/note.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PRIVATE_PREFIX "PRIVATE+KEY+"
#define ID_DIGITS      8
#define HASH_BYTES     32
#define ENCODED_BYTES  (1 + NOTE_PUBLIC_KEY_BYTES) // the algorithm and a public key or a seed

_Static_assert(NOTE_PUBLIC_KEY_BYTES == crypto_sign_ed25519_PUBLICKEYBYTES, "as libsodium has it");
_Static_assert(NOTE_SEED_BYTES == crypto_sign_ed25519_SEEDBYTES, "as libsodium has it");
_Static_assert(NOTE_SEED_BYTES == NOTE_PUBLIC_KEY_BYTES, "both are encoded in ENCODED_BYTES");

// Code points with the property White_Space of Unicode (PropList.txt; unchanged since 6.3).
static bool is_blank(uint32_t point)
{
	return (point >= 0x0009 && point <= 0x000D) || point == 0x0020 || point == 0x0085 ||
	       point == 0x00A0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
	       point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

static bool is_control(uint32_t point)
{
	return point < 0x0020 || (point >= 0x007F && point <= 0x009F);
}

// The code point that *s begins with, of valid UTF-8; *s goes on behind it.
static uint32_t take_point(struct slice *s)
{
	const unsigned char *p = (const unsigned char *)s->ptr;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	uint32_t point = len == 1 ? p[0] : p[0] & (0xFFu >> (len + 1));

	for (size_t i = 1; i < len; i++)
		point = point << 6 | (p[i] & 0x3Fu);
	*s = slice_sub(*s, len, s->len);
	return point;
}

bool note_name_is_valid(struct slice name)
{
	if (name.len == 0 || name.len > NOTE_NAME_BYTES_MAX || !slice_is_utf8(name))
		return false;
	while (name.len > 0) {
		uint32_t point = take_point(&name);

		if (is_blank(point) || is_control(point) || point == '+')
			return false;
	}
	return true;
}

// The first four bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ public key).
static uint32_t key_id(
	struct slice name, enum note_algorithm algorithm, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES])
{
	uint8_t bytes[NOTE_NAME_BYTES_MAX + 1 + ENCODED_BYTES], hash[HASH_BYTES], *p = bytes;

	p = mempcpy(p, name.ptr, name.len);
	*p++ = '\n';
	*p++ = (uint8_t)algorithm;
	p = mempcpy(p, public_key, NOTE_PUBLIC_KEY_BYTES);
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, (size_t)(p - bytes), hash) == 0);
	return (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
}

static bool algorithm_of(uint8_t byte, enum note_algorithm *ret)
{
	if (byte != NOTE_ED25519 && byte != NOTE_COSIGNATURE_V1)
		return false;
	*ret = (enum note_algorithm)byte;
	return true;
}

int note_key_make(struct slice name, enum note_algorithm algorithm,
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], struct note_key *ret, struct err *err)
{
	struct note_key key = {.algorithm = algorithm};

	if (!note_name_is_valid(name))
		return err_set(err, ERR_INVALID,
			"the name of a key has 1 to %d bytes without blanks, control characters or \"+\"",
			NOTE_NAME_BYTES_MAX);
	memcpy(key.name, name.ptr, name.len);
	memcpy(key.public_key, public_key, sizeof(key.public_key));
	key.id = key_id(name, algorithm, public_key);
	*ret = key;
	return 0;
}

// "NAME+HEX_ID+BASE64(algorithm ‖ 32 bytes)", of a verifier key and behind PRIVATE_PREFIX.
struct parts {
	struct slice name, id;
	enum note_algorithm algorithm;
	uint8_t bytes[NOTE_PUBLIC_KEY_BYTES];
};

static bool parts_parse(struct slice text, struct parts *ret)
{
	struct slice name, id, base64;
	uint8_t bytes[ENCODED_BYTES];
	size_t len;
	bool is_good;

	is_good = slice_cut(text, '+', &name, &base64) && slice_cut(base64, '+', &id, &base64) &&
		  id.len == ID_DIGITS && line_read_base64(base64, bytes, sizeof(bytes), &len) &&
		  len == sizeof(bytes) && algorithm_of(bytes[0], &ret->algorithm);
	if (is_good) {
		ret->name = name;
		ret->id = id;
		memcpy(ret->bytes, bytes + 1, sizeof(ret->bytes));
	}
	sodium_memzero(bytes, sizeof(bytes));
	return is_good;
}

// Only as we write it: eight digits in lower case.
static bool id_is(struct slice digits, uint32_t id)
{
	char text[ID_DIGITS + 1];

	snprintf(text, sizeof(text), "%08" PRIx32, id);
	return slice_eq_cstr(digits, text);
}

static void parts_put(struct buf *out, const struct note_key *key, const uint8_t bytes[NOTE_PUBLIC_KEY_BYTES])
{
	uint8_t encoded[ENCODED_BYTES];

	encoded[0] = (uint8_t)key->algorithm;
	memcpy(encoded + 1, bytes, NOTE_PUBLIC_KEY_BYTES);
	buf_printf(out, "%s+%08" PRIx32 "+", key->name, key->id);
	line_put_base64(out, encoded, sizeof(encoded));
	sodium_memzero(encoded, sizeof(encoded));
}

int note_key_parse(struct slice text, struct note_key *ret, struct err *err)
{
	struct note_key key;
	struct parts parts;
	int r;

	if (!parts_parse(text, &parts))
		return err_set(err, ERR_INVALID,
			"not a verifier key of Ed25519 or of a timestamped cosignature: NAME+ID+BASE64");
	if ((r = note_key_make(parts.name, parts.algorithm, parts.bytes, &key, err)) < 0)
		return r;
	if (!id_is(parts.id, key.id))
		return err_set(err, ERR_INVALID, "the id of the key is not that of its name and bytes");
	*ret = key;
	return 0;
}

void note_key_format(const struct note_key *key, struct buf *out)
{
	parts_put(out, key, key->public_key);
}

int note_signer_from_seed(struct slice name, enum note_algorithm algorithm,
	const uint8_t seed[NOTE_SEED_BYTES], struct note_signer *ret, struct err *err)
{
	uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], secret_key[crypto_sign_ed25519_SECRETKEYBYTES];
	struct note_key key;
	int r;

	must(crypto_sign_ed25519_seed_keypair(public_key, secret_key, seed) == 0);
	sodium_memzero(secret_key, sizeof(secret_key));
	if ((r = note_key_make(name, algorithm, public_key, &key, err)) < 0)
		return r;
	ret->key = key;
	memcpy(ret->seed, seed, sizeof(ret->seed));
	return 0;
}

int note_signer_new(
	struct slice name, enum note_algorithm algorithm, struct note_signer *ret, struct err *err)
{
	uint8_t seed[NOTE_SEED_BYTES];
	int r;

	random_bytes(seed, sizeof(seed));
	r = note_signer_from_seed(name, algorithm, seed, ret, err);
	sodium_memzero(seed, sizeof(seed));
	return r;
}

int note_signer_parse(struct slice text, struct note_signer *ret, struct err *err)
{
	struct slice prefix = SLICE(PRIVATE_PREFIX);
	struct note_signer signer;
	struct parts parts;
	int r;

	// No word of what stands there: it may be a secret with a slip of the pen.
	if (!slice_starts_with(text, prefix) || !parts_parse(slice_sub(text, prefix.len, text.len), &parts))
		return err_set(err, ERR_INVALID, "not a signing key: %sNAME+ID+BASE64", PRIVATE_PREFIX);
	r = note_signer_from_seed(parts.name, parts.algorithm, parts.bytes, &signer, err);
	sodium_memzero(parts.bytes, sizeof(parts.bytes));
	if (r == 0 && !id_is(parts.id, signer.key.id))
		r = err_set(err, ERR_INVALID, "the id of the signing key is not that of its name and bytes");
	if (r == 0)
		*ret = signer;
	sodium_memzero(&signer, sizeof(signer));
	return r;
}

void note_signer_format(const struct note_signer *signer, struct buf *out)
{
	BUF_PUT_LIT(out, PRIVATE_PREFIX);
	parts_put(out, &signer->key, signer->seed);
}

void note_signer_wipe(struct note_signer *signer)
{
	sodium_memzero(signer, sizeof(*signer));
}
