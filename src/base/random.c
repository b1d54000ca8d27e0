// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include "base/macros.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

void random_bytes(void *out, size_t len)
{
	char *at = out;

	while (len) {
		ssize_t got = getrandom(at, len, 0);

		if (got < 0) {
			must(errno == EINTR);
			continue;
		}
		at += got;
		len -= (size_t)got;
	}
}

uint32_t random_below(uint32_t bound)
{
	uint32_t value, limit;

	must(bound > 0);
	limit = UINT32_MAX - UINT32_MAX % bound;
	do {
		random_bytes(&value, sizeof(value));
	} while (value >= limit);
	return value % bound;
}

void hex_encode(const void *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * len] = '\0';
}

// What a digit counts; 0: it is none, else one more. Events hold many hashes in hexadecimal.
static const unsigned char hex_values[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
};

bool hex_decode(struct slice text, void *out, size_t len)
{
	const unsigned char *digits = (const unsigned char *)text.ptr;
	unsigned char *p = out;

	if (text.len != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned high = hex_values[digits[2 * i]], low = hex_values[digits[2 * i + 1]];

		if (!high || !low)
			return false;
		p[i] = (unsigned char)((high - 1) << 4 | (low - 1));
	}
	return true;
}

static const char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

void base32_encode(const void *bytes, size_t len, char *out)
{
	const unsigned char *p = bytes;
	uint32_t pending = 0;
	int bits = 0;

	for (size_t i = 0; i < len; i++) {
		pending = (pending << 8 | p[i]) & 0xFFFF;
		bits += 8;
		for (; bits >= 5; bits -= 5)
			*out++ = base32_digits[pending >> (bits - 5) & 31];
	}
	if (bits)
		*out++ = base32_digits[pending << (5 - bits) & 31];
	*out = '\0';
}

static int base32_value(char c)
{
	const char *at;

	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		c = '0';
	if (c == 'i' || c == 'l')
		c = '1';
	at = c ? strchr(base32_digits, c) : NULL;
	return at ? (int)(at - base32_digits) : -1;
}

bool base32_decode(struct slice text, void *out, size_t len)
{
	unsigned char *p = out;
	uint32_t pending = 0;
	int bits = 0;

	if (text.len != BASE32_BYTES(len) - 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int value = base32_value(text.ptr[i]);

		if (value < 0)
			return false;
		pending = (pending << 5 | (uint32_t)value) & 0xFFFF;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			*p++ = (unsigned char)(pending >> bits & 0xFF);
		}
	}
	return (pending & ((1U << bits) - 1)) == 0; // padding bits are zero: one text for one value
}
