// SPDX-License-Identifier: Apache-2.0
#include "base/slice.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct slice slice_of(const char *cstr)
{
	return (struct slice){cstr, cstr ? strlen(cstr) : 0};
}

struct slice slice_from(const void *ptr, size_t len)
{
	return (struct slice){ptr, len};
}

struct slice slice_sub(struct slice s, size_t from, size_t len)
{
	if (from > s.len)
		from = s.len;
	if (len > s.len - from)
		len = s.len - from;
	return (struct slice){s.ptr ? s.ptr + from : s.ptr, len};
}

bool slice_eq(struct slice a, struct slice b)
{
	// Only an empty slice may have no pointer.
	// NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker)
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool slice_eq_cstr(struct slice a, const char *b)
{
	return slice_eq(a, slice_of(b));
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool slice_eq_ascii_nocase(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
			return false;
	}
	return true;
}

int slice_cmp(struct slice a, struct slice b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool slice_starts_with(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && slice_eq(slice_sub(s, 0, prefix.len), prefix);
}

bool slice_ends_with(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && slice_eq(slice_sub(s, s.len - suffix.len, suffix.len), suffix);
}

ptrdiff_t slice_find_byte(struct slice s, char byte)
{
	const char *at = s.len ? memchr(s.ptr, byte, s.len) : NULL;

	return at ? at - s.ptr : -1;
}

ptrdiff_t slice_find(struct slice s, struct slice needle)
{
	const char *at;

	if (needle.len == 0)
		return 0;
	at = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
	return at ? at - s.ptr : -1;
}

bool slice_cut(struct slice s, char at, struct slice *before, struct slice *after)
{
	ptrdiff_t pos = slice_find_byte(s, at);

	if (pos < 0) {
		*before = s;
		*after = (struct slice){s.ptr ? s.ptr + s.len : s.ptr, 0};
		return false;
	}
	*before = slice_sub(s, 0, (size_t)pos);
	*after = slice_sub(s, (size_t)pos + 1, s.len);
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice s)
{
	while (s.len && is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool slice_parse_u64(struct slice s, uint64_t *ret)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		// Only an empty slice may have no pointer.
		// NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
		unsigned digit = (unsigned char)s.ptr[i] - (unsigned)'0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret = value;
	return true;
}

bool slice_parse_i64(struct slice s, int64_t *ret)
{
	bool negative = s.len && s.ptr[0] == '-';
	uint64_t value;

	if (!slice_parse_u64(negative ? slice_sub(s, 1, s.len) : s, &value))
		return false;
	if (value > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	*ret = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

bool slice_parse_double(struct slice s, double *ret)
{
	char text[64];
	char *end;
	double value;

	if (s.len == 0 || s.len >= sizeof(text))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		// no hexadecimal, "inf", "nan" or blanks, which strtod would take
		if (!strchr("0123456789+-.eE", s.ptr[i]) || s.ptr[i] == '\0')
			return false;
	}
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	errno = 0;
	value = strtod(text, &end);
	if (*end != '\0' || end == text || !isfinite(value))
		return false;
	*ret = value;
	return true;
}

// Length of the code point that starts at s.ptr, or 0 where it is not valid (RFC 3629 section 4).
static size_t utf8_step(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t need;
	unsigned low = 0x80, high = 0xBF;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	need = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (s.len < need)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return need;
}

bool slice_is_utf8(struct slice s)
{
	while (s.len) {
		uint64_t eight;
		size_t step;

		if (s.len >= sizeof(eight)) { // eight of ASCII at once
			memcpy(&eight, s.ptr, sizeof(eight));
			if (!(eight & UINT64_C(0x8080808080808080))) {
				s.ptr += sizeof(eight);
				s.len -= sizeof(eight);
				continue;
			}
		}
		step = utf8_step(s);
		if (step == 0)
			return false;
		s.ptr += step;
		s.len -= step;
	}
	return true;
}

size_t slice_utf8_len(struct slice s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
	return count;
}

struct slice slice_utf8_head(struct slice s, size_t max_bytes)
{
	size_t len = max_bytes;

	if (s.len <= max_bytes)
		return s;
	while (len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
		len--;
	return slice_sub(s, 0, len);
}
