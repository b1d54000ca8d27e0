// SPDX-License-Identifier: Apache-2.0
#include "http/chars.h"

#define T      CHAR_TOKEN
#define F      CHAR_FIELD
#define P      CHAR_PATH
#define Q      CHAR_QUERY
#define H      CHAR_HOST
#define C      CHAR_COOKIE
#define U      CHAR_UNRESERVED
#define LETTER (T | F | P | Q | H | C | U)

const uint8_t chars_class[256] = {
	['\t'] = F,
	[' '] = F,
	['!'] = T | F | P | Q | C,
	['"'] = F | Q,
	['#'] = T | F | C,
	['$'] = T | F | P | Q | C,
	['%'] = T | F | P | Q | C,
	['&'] = T | F | P | Q | C,
	['\''] = T | F | P | Q | C,
	['('] = F | P | Q | C,
	[')'] = F | P | Q | C,
	['*'] = T | F | P | Q | C,
	['+'] = T | F | P | Q | C,
	[','] = F | P | Q,
	['-'] = LETTER,
	['.'] = LETTER,
	['/'] = F | P | Q | C,
	['0' ... '9'] = LETTER,
	[':'] = F | P | Q | C,
	[';'] = F | P | Q,
	['<'] = F | Q | C,
	['='] = F | P | Q | C,
	['>'] = F | Q | C,
	['?'] = F | Q | C,
	['@'] = F | P | Q | C,
	['A' ... 'Z'] = LETTER,
	['['] = F | Q | C,
	['\\'] = F | Q,
	[']'] = F | Q | C,
	['^'] = T | F | Q | C,
	['_'] = LETTER,
	['`'] = T | F | Q | C,
	['a' ... 'z'] = LETTER,
	['{'] = F | Q | C,
	['|'] = T | F | Q | C,
	['}'] = F | Q | C,
	['~'] = T | F | P | Q | C | U,
	[0x80 ... 0xff] = F | P | Q,
};

bool chars_all(struct slice s, unsigned class)
{
	for (size_t i = 0; i < s.len; i++)
		if (!chars_is(s.ptr[i], class))
			return false;
	return true;
}

int chars_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool percent_decode(struct slice s, bool plus_is_blank, char *out, size_t *ret_len)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '%') {
			int high = i + 2 < s.len ? chars_hex_value(s.ptr[i + 1]) : -1;
			int low = high >= 0 ? chars_hex_value(s.ptr[i + 2]) : -1;

			if (low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		out[len++] = c;
	}
	*ret_len = len;
	return true;
}

void percent_encode(struct buf *out, struct slice s, bool keep_slash)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (chars_is(c, CHAR_UNRESERVED) || (c == '/' && keep_slash)) {
			buf_put_byte(out, c);
		} else {
			char escape[3] = {'%', digits[(uint8_t)c >> 4], digits[(uint8_t)c & 15]};

			buf_put(out, escape, sizeof(escape));
		}
	}
}
