// SPDX-License-Identifier: Apache-2.0
// Sum over the positions of weight × value is 0 modulo 23, with weights 1 … 9. A wrong symbol changes the sum
// by weight × difference, a swap by difference of weights × difference of values: products of numbers below
// 23, none 0, and 23 is prime. So neither can give 0 again.
#include "domain/case_code.h"

#include "base/macros.h"

#include <string.h>

#define PRIME 23

static const char symbols[] = CASE_CODE_SYMBOLS;
_Static_assert(sizeof(symbols) - 1 == PRIME, "a prime number of symbols");

// Value of a symbol, or -1.
static int value_of(char c)
{
	const char *at = c ? strchr(symbols, c) : NULL;

	return at ? (int)(at - symbols) : -1;
}

static int sum_of(const char *code, int count)
{
	int sum = 0;

	for (int i = 0; i < count; i++)
		sum += (i + 1) * value_of(code[i]);
	return sum % PRIME;
}

char *case_code_from_random(const uint8_t random[CASE_CODE_RANDOM_BYTES], char out[CASE_CODE_BYTES])
{
	uint64_t number = 0;

	for (int i = 0; i < CASE_CODE_RANDOM_BYTES; i++)
		number = number << 8 | random[i];
	// 23^8 is below 2^37, so what the remainder favours is less than one part in 10^8.
	for (int i = 0; i < CASE_CODE_LEN - 1; i++) {
		out[i] = symbols[number % PRIME];
		number /= PRIME;
	}
	// The check symbol c solves sum + 9c = 0; 18 × 9 = 162 = 7 × 23 + 1, so 18 undoes the weight 9.
	out[CASE_CODE_LEN - 1] = symbols[(PRIME - sum_of(out, CASE_CODE_LEN - 1)) * 18 % PRIME];
	out[CASE_CODE_LEN] = '\0';
	must(case_code_is_valid(slice_of(out)));
	return out;
}

bool case_code_is_valid(struct slice code)
{
	if (code.len != CASE_CODE_LEN)
		return false;
	for (int i = 0; i < CASE_CODE_LEN; i++) {
		if (value_of(code.ptr[i]) < 0)
			return false;
	}
	return sum_of(code.ptr, CASE_CODE_LEN) == 0;
}

// Whether a separator stands at the start of s; gives its bytes.
static size_t separator_at(struct slice s)
{
	// Hyphen, non-breaking hyphen, dashes, minus, middle dots, no-break and ideographic blank, full-width
	// - and .
	static const char *const separators[] = {" ", "\t", "\r", "\n", "-", ".", "_", "\u00a0", "\u00ad",
		"\u00b7", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\u3000",
		"\u30fb", "\u30fc", "\uff0d", "\uff0e", "\u200b", "\u2009", "\u202f", "\ufe63", "\u2022"};

	// a letter or digit is none: this is what a code mostly consists of
	if ((s.ptr[0] >= '0' && s.ptr[0] <= '9') || (s.ptr[0] >= 'A' && s.ptr[0] <= 'Z') ||
		(s.ptr[0] >= 'a' && s.ptr[0] <= 'z'))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
		if (slice_starts_with(s, slice_of(separators[i])))
			return strlen(separators[i]);
	}
	return 0;
}

// The symbol that stands at the start of s, as it is stored; 0 for none.
static char symbol_at(struct slice s, size_t *ret_len)
{
	static const char lookalikes[] = "S5Z2B8G6UV"; // pairs
	char c = s.ptr[0];

	*ret_len = 1;
	if (s.len >= 3 && s.ptr[0] == '\xEF') {
		// Full-width forms U+FF01 … U+FF5E stand for ! … ~.
		unsigned wide =
			0xf000u | ((unsigned char)s.ptr[1] & 0x3fu) << 6 | ((unsigned char)s.ptr[2] & 0x3fu);

		if (wide < 0xff01 || wide > 0xff5e)
			return 0;
		c = (char)(wide - 0xfee0);
		*ret_len = 3;
	}
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	for (size_t i = 0; lookalikes[i]; i += 2) {
		if (c == lookalikes[i])
			return lookalikes[i + 1];
	}
	return value_of(c) >= 0 ? c : 0;
}

bool case_code_parse(struct slice text, char out[CASE_CODE_BYTES])
{
	char code[CASE_CODE_BYTES] = {0};
	int count = 0;

	if (text.len > 256)
		return false;
	while (text.len > 0) {
		size_t len = separator_at(text);

		if (len == 0) {
			char symbol = symbol_at(text, &len);

			if (!symbol || count == CASE_CODE_LEN)
				return false;
			code[count++] = symbol;
		}
		text = slice_sub(text, len, text.len - len);
	}
	if (!case_code_is_valid(slice_of(code)))
		return false;
	memcpy(out, code, CASE_CODE_BYTES);
	return true;
}

char *case_code_format(struct slice code, char out[CASE_CODE_GROUPED_BYTES])
{
	char *p = out;

	must(case_code_is_valid(code));
	for (int i = 0; i < CASE_CODE_LEN; i++) {
		if (i > 0 && i % 3 == 0)
			*p++ = '-';
		*p++ = code.ptr[i];
	}
	*p = '\0';
	return out;
}
