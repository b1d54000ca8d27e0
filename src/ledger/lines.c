// SPDX-License-Identifier: Apache-2.0
#include "ledger/lines.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

bool line_take(struct slice *rest, struct slice *ret_line)
{
	if (slice_find_byte(*rest, '\n') < 0)
		return false;
	slice_cut(*rest, '\n', ret_line, rest);
	return true;
}

bool line_text_is_valid(struct slice text)
{
	if (text.len == 0 || text.ptr[text.len - 1] != '\n')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\n')
			return false;
	}
	return slice_is_utf8(text);
}

bool line_read_number(struct slice digits, uint64_t *ret)
{
	return !(digits.len > 1 && digits.ptr[0] == '0') && slice_parse_u64(digits, ret);
}

void line_put_number(struct buf *out, uint64_t number)
{
	buf_printf(out, "%" PRIu64, number);
}

// libsodium refuses bad padding and stray bits itself; that this stays so is not its promise, hence the
// comparison with what the bytes would be written as.
static bool is_spelled_so(struct slice text, const unsigned char *bytes, size_t len)
{
	CLEANUP(buf_release) struct buf again = {0};

	line_put_base64(&again, bytes, len);
	return slice_eq(buf_slice(&again), text);
}

bool line_read_base64(struct slice text, void *out, size_t max, size_t *ret_len)
{
	size_t len;

	if (text.len == 0 || text.len % 4 != 0 || text.len / 4 > (max + 2) / 3)
		return false;
	if (sodium_base642bin(out, max, text.ptr, text.len, NULL, &len, NULL, BASE64) != 0)
		return false;
	if (!is_spelled_so(text, out, len))
		return false;
	*ret_len = len;
	return true;
}

void line_put_base64(struct buf *out, const void *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, BASE64); // with the NUL

	buf_reserve(out, room);
	sodium_bin2base64(out->ptr + out->len, room, bytes, len, BASE64);
	out->len += room - 1;
}

bool line_read_hash(struct slice text, struct merkle_hash *ret)
{
	struct merkle_hash hash;
	size_t len;

	if (!line_read_base64(text, hash.bytes, sizeof(hash.bytes), &len) || len != sizeof(hash.bytes))
		return false;
	*ret = hash;
	return true;
}

void line_put_hash(struct buf *out, const struct merkle_hash *hash)
{
	line_put_base64(out, hash->bytes, sizeof(hash->bytes));
	buf_put_byte(out, '\n');
}
