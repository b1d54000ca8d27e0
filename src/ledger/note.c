// SPDX-License-Identifier: Apache-2.0
// Notes: taking them apart, checking and making signatures. Keys are note_key.c.
#include "ledger/note.h"

#include "base/macros.h"
#include "ledger/lines.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define DASH	      "\xE2\x80\x94 " // U+2014 and a blank: what a line of a signature begins with
#define ID_BYTES      4
#define TIME_BYTES    8
#define ED25519_BYTES crypto_sign_ed25519_BYTES

static uint64_t big_endian(const uint8_t *bytes, size_t len)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[i];
	return value;
}

static uint8_t *put_big_endian(uint8_t *out, uint64_t value, size_t len)
{
	for (size_t i = len; i > 0; i--) {
		out[i - 1] = (uint8_t)value;
		value >>= 8;
	}
	return out + len;
}

int note_signature_parse(struct slice bytes, struct note_signature *ret, struct slice *rest, struct err *err)
{
	uint8_t decoded[NOTE_SIGNATURE_BYTES_MAX];
	struct slice line, name, base64, behind = bytes;
	size_t len;

	if (!line_take(&behind, &line))
		return err_set(err, ERR_INVALID, "a line of a signature does not end with a newline");
	if (!slice_starts_with(line, SLICE(DASH)) ||
		!slice_cut(slice_sub(line, sizeof(DASH) - 1, line.len), ' ', &name, &base64))
		return err_set(err, ERR_INVALID, "a line of a signature is not dash, name and base64");
	if (!note_name_is_valid(name))
		return err_set(err, ERR_INVALID, "the name in a line of a signature is none");
	if (!line_read_base64(base64, decoded, sizeof(decoded), &len) || len <= ID_BYTES)
		return err_set(
			err, ERR_INVALID, "the signature in a line of a signature is no base64 of one");
	ret->name = name;
	ret->id = (uint32_t)big_endian(decoded, ID_BYTES);
	ret->base64 = base64;
	ret->line = slice_sub(bytes, 0, line.len + 1);
	*rest = behind;
	return 0;
}

bool note_signature_bytes(const struct note_signature *signature, uint8_t *out, size_t max, size_t *ret_len)
{
	uint8_t decoded[NOTE_SIGNATURE_BYTES_MAX];
	size_t len;

	if (!line_read_base64(signature->base64, decoded, sizeof(decoded), &len) || len < ID_BYTES ||
		len - ID_BYTES > max)
		return false;
	memcpy(out, decoded + ID_BYTES, len - ID_BYTES);
	*ret_len = len - ID_BYTES;
	return true;
}

// Where the last empty line begins, or -1.
static ptrdiff_t last_blank_line(struct slice bytes)
{
	for (size_t i = bytes.len; i >= 2; i--) {
		if (bytes.ptr[i - 1] == '\n' && bytes.ptr[i - 2] == '\n')
			return (ptrdiff_t)i - 1;
	}
	return -1;
}

int note_parse(struct slice bytes, struct note *ret, struct err *err)
{
	struct note note = {0};
	struct slice rest;
	ptrdiff_t blank;
	int r;

	if (bytes.len > NOTE_BYTES_MAX)
		return err_set(err, ERR_INVALID, "the note is longer than %d bytes", NOTE_BYTES_MAX);
	if (!line_text_is_valid(bytes))
		return err_set(err, ERR_INVALID,
			"the note is not UTF-8 without control characters that ends with a newline");
	blank = last_blank_line(bytes);
	if (blank < 0)
		return err_set(err, ERR_INVALID, "the note has no blank line before its signatures");
	note.text = slice_sub(bytes, 0, (size_t)blank);
	rest = slice_sub(bytes, (size_t)blank + 1, bytes.len);
	if (rest.len == 0)
		return err_set(err, ERR_INVALID, "the note has no signatures");
	while (rest.len > 0) {
		if (note.count == NOTE_SIGNATURES_MAX)
			return err_set(err, ERR_INVALID, "the note has more than %d signatures",
				NOTE_SIGNATURES_MAX);
		if ((r = note_signature_parse(rest, &note.signatures[note.count], &rest, err)) < 0)
			return r;
		note.count++;
	}
	*ret = note;
	return 0;
}

// libsodium's secret key is the seed and the public key. A public key of another seed here would give the
// seed away, so the two of a signer come only from note_signer_from_seed.
static void sign(const struct note_signer *signer, struct slice bytes, uint8_t ret[ED25519_BYTES])
{
	uint8_t secret_key[crypto_sign_ed25519_SECRETKEYBYTES];

	memcpy(secret_key, signer->seed, NOTE_SEED_BYTES);
	memcpy(secret_key + NOTE_SEED_BYTES, signer->key.public_key, NOTE_PUBLIC_KEY_BYTES);
	must(crypto_sign_ed25519_detached(ret, NULL, (const uint8_t *)(bytes.len > 0 ? bytes.ptr : ""),
		     bytes.len, secret_key) == 0);
	sodium_memzero(secret_key, sizeof(secret_key));
}

static bool verify(const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], struct slice bytes,
	const uint8_t signature[ED25519_BYTES])
{
	return crypto_sign_ed25519_verify_detached(signature,
		       (const uint8_t *)(bytes.len > 0 ? bytes.ptr : ""), bytes.len, public_key) == 0;
}

// What a witness signs: two lines and the text of the note.
static void put_cosigned(struct buf *out, uint64_t time_s, struct slice text)
{
	buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
	buf_put_slice(out, text);
}

static bool cosignature_fits(
	struct slice text, const uint8_t *signature, const struct note_key *key, uint64_t *ret_time_s)
{
	CLEANUP(buf_release) struct buf message = {0};
	uint64_t time_s = big_endian(signature, TIME_BYTES);

	if (time_s > INT64_MAX)
		return false;
	put_cosigned(&message, time_s, text);
	if (!verify(key->public_key, buf_slice(&message), signature + TIME_BYTES))
		return false;
	if (ret_time_s)
		*ret_time_s = time_s;
	return true;
}

enum note_verdict note_verify_line(struct slice text, const struct note_signature *line,
	const struct note_key *key, uint64_t *ret_time_s)
{
	uint8_t decoded[ID_BYTES + TIME_BYTES + ED25519_BYTES];
	bool fits = false;
	size_t len;

	if (line->id != key->id || !slice_eq_cstr(line->name, key->name))
		return NOTE_UNSIGNED;
	if (!line_read_base64(line->base64, decoded, sizeof(decoded), &len))
		return NOTE_FORGED;
	switch (key->algorithm) {
	case NOTE_ED25519:
		fits = len == ID_BYTES + ED25519_BYTES && verify(key->public_key, text, decoded + ID_BYTES);
		break;
	case NOTE_COSIGNATURE_V1:
		fits = len == ID_BYTES + TIME_BYTES + ED25519_BYTES &&
		       cosignature_fits(text, decoded + ID_BYTES, key, ret_time_s);
		break;
	}
	return fits ? NOTE_SIGNED : NOTE_FORGED;
}

enum note_verdict note_verify(const struct note *note, const struct note_key *key, uint64_t *ret_time_s)
{
	enum note_verdict verdict = NOTE_UNSIGNED;
	uint64_t earliest = UINT64_MAX;

	for (size_t i = 0; i < note->count; i++) {
		uint64_t time_s = 0;

		switch (note_verify_line(note->text, &note->signatures[i], key, &time_s)) {
		case NOTE_UNSIGNED:
			break;
		case NOTE_SIGNED:
			verdict = NOTE_SIGNED;
			if (time_s < earliest)
				earliest = time_s;
			break;
		case NOTE_FORGED:
			return NOTE_FORGED;
		}
	}
	if (verdict == NOTE_SIGNED && key->algorithm == NOTE_COSIGNATURE_V1 && ret_time_s)
		*ret_time_s = earliest;
	return verdict;
}

void note_sign_line(const struct note_signer *signer, struct slice text, uint64_t time_s, struct buf *out)
{
	uint8_t bytes[ID_BYTES + TIME_BYTES + ED25519_BYTES];
	uint8_t *p = put_big_endian(bytes, signer->key.id, ID_BYTES);

	must(line_text_is_valid(text));
	switch (signer->key.algorithm) {
	case NOTE_ED25519:
		sign(signer, text, p);
		break;
	case NOTE_COSIGNATURE_V1: {
		CLEANUP(buf_release) struct buf message = {0};

		must(time_s <= INT64_MAX);
		put_cosigned(&message, time_s, text);
		p = put_big_endian(p, time_s, TIME_BYTES);
		sign(signer, buf_slice(&message), p);
		break;
	}
	}
	p += ED25519_BYTES;
	BUF_PUT_LIT(out, DASH);
	buf_put_cstr(out, signer->key.name);
	buf_put_byte(out, ' ');
	line_put_base64(out, bytes, (size_t)(p - bytes));
	buf_put_byte(out, '\n');
}

void note_sign(const struct note_signer *signer, struct slice text, struct buf *out)
{
	must(signer->key.algorithm == NOTE_ED25519); // a cosignature needs a time
	buf_put_slice(out, text);
	buf_put_byte(out, '\n');
	note_sign_line(signer, text, 0, out);
}

void note_sign_bytes(const struct note_signer *signer, struct slice bytes, uint8_t ret[64])
{
	must(!line_text_is_valid(bytes));
	sign(signer, bytes, ret);
}

bool note_verify_bytes(
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], struct slice bytes, const uint8_t signature[64])
{
	return !line_text_is_valid(bytes) && verify(public_key, bytes, signature);
}
