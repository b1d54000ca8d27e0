// SPDX-License-Identifier: Apache-2.0
#include "ledger/short_receipt.h"

#include "base/macros.h"
#include "ledger/lines.h"

#include <sodium.h>
#include <string.h>

#define MAGIC		"yidan-receipt/1"
#define SIGNATURE_BYTES 64
#define KEY_ID_BYTES	4

static void put_base64url(struct buf *out, const void *bytes, size_t len)
{
	char text[128];

	must(sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING) <= sizeof(text));
	sodium_bin2base64(text, sizeof(text), bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_put_byte(out, ' ');
	buf_put_cstr(out, text);
}

// Exactly `len` bytes in their one spelling.
static bool read_base64url(struct slice text, void *ret, size_t len)
{
	char again[128];
	size_t got;

	if (text.len >= sizeof(again) ||
		sodium_base642bin(ret, len, text.ptr, text.len, NULL, &got, NULL,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
		got != len)
		return false;
	sodium_bin2base64(again, sizeof(again), ret, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return slice_eq_cstr(text, again);
}

int short_receipt_format(const struct receipt *receipt, struct slice entry, struct buf *out, struct err *err)
{
	uint8_t decoded[NOTE_SIGNATURE_BYTES_MAX];
	struct checkpoint checkpoint;
	struct merkle_hash leaf;
	struct note note;
	size_t len;
	int r;

	r = note_parse(receipt->note, &note, err);
	if (r == 0)
		r = checkpoint_parse(note.text, &checkpoint, err);
	if (r != 0)
		return r;
	for (size_t i = 0; i < note.count; i++) {
		if (!slice_eq(note.signatures[i].name, checkpoint.origin) ||
			!line_read_base64(note.signatures[i].base64, decoded, sizeof(decoded), &len) ||
			len != KEY_ID_BYTES + SIGNATURE_BYTES)
			continue;
		merkle_leaf_hash(entry, &leaf);
		BUF_PUT_LIT(out, MAGIC " ");
		buf_put_slice(out, checkpoint.origin);
		buf_put_byte(out, ' ');
		line_put_number(out, receipt->index);
		put_base64url(out, leaf.bytes, sizeof(leaf.bytes));
		buf_put_byte(out, ' ');
		line_put_number(out, checkpoint.size);
		put_base64url(out, checkpoint.root.bytes, sizeof(checkpoint.root.bytes));
		put_base64url(out, decoded, KEY_ID_BYTES);
		put_base64url(out, decoded + KEY_ID_BYTES, SIGNATURE_BYTES);
		return 0;
	}
	return err_set(err, ERR_INVALID, "the receipt's checkpoint is not signed by its log");
}

static int wrong(const char *what, struct err *err)
{
	return err_set(err, ERR_INVALID, "the short receipt: %s", what);
}

int short_receipt_parse(struct slice line, struct short_receipt *ret, struct err *err)
{
	struct short_receipt receipt;
	struct slice parts[8], rest = line;
	uint8_t id[KEY_ID_BYTES];
	size_t count = 0;
	bool more = true;

	if (line.len > SHORT_RECEIPT_BYTES_MAX)
		return wrong("too long", err);
	while (more && count < ARRAY_LEN(parts))
		more = slice_cut(rest, ' ', &parts[count++], &rest);
	if (more || count != ARRAY_LEN(parts) || !slice_eq_cstr(parts[0], MAGIC))
		return wrong("not eight words that begin with \"" MAGIC "\"", err);
	receipt.origin = parts[1];
	if (!note_name_is_valid(parts[1]))
		return wrong("no origin", err);
	if (!line_read_number(parts[2], &receipt.index) || !line_read_number(parts[4], &receipt.size) ||
		receipt.size >= MERKLE_SIZE_MAX || receipt.index >= receipt.size)
		return wrong("the index does not stand in the tree", err);
	if (!read_base64url(parts[3], receipt.leaf.bytes, MERKLE_HASH_BYTES) ||
		!read_base64url(parts[5], receipt.root.bytes, MERKLE_HASH_BYTES))
		return wrong("a hash is damaged", err);
	if (!read_base64url(parts[6], id, sizeof(id)) ||
		!read_base64url(parts[7], receipt.signature, sizeof(receipt.signature)))
		return wrong("the signature is damaged", err);
	receipt.key_id = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
	*ret = receipt;
	return 0;
}

int short_receipt_verify(
	const struct short_receipt *receipt, const struct note_key *logs, size_t log_count, struct err *err)
{
	CLEANUP(buf_release) struct buf text = {0}, base64 = {0};
	struct checkpoint checkpoint = {
		.origin = receipt->origin, .size = receipt->size, .root = receipt->root};
	uint8_t decoded[KEY_ID_BYTES + SIGNATURE_BYTES] = {(uint8_t)(receipt->key_id >> 24),
		(uint8_t)(receipt->key_id >> 16), (uint8_t)(receipt->key_id >> 8), (uint8_t)receipt->key_id};
	struct note_signature line = {.name = receipt->origin, .id = receipt->key_id};

	// the note as it was, with its one signature
	checkpoint_format(&checkpoint, &text);
	memcpy(decoded + KEY_ID_BYTES, receipt->signature, SIGNATURE_BYTES);
	line_put_base64(&base64, decoded, sizeof(decoded));
	line.base64 = buf_slice(&base64);
	for (size_t i = 0; i < log_count; i++) {
		if (logs[i].algorithm == NOTE_ED25519 &&
			note_verify_line(buf_slice(&text), &line, &logs[i], NULL) == NOTE_SIGNED)
			return 0;
	}
	return wrong("none of the log's keys signed it", err);
}
