// SPDX-License-Identifier: Apache-2.0
// A borrowed run of bytes: pointer and length, not necessarily terminated. Never owns memory; valid only as
// long as what it points into. The empty slice has len 0 and any pointer, NULL included.
//
//	struct slice line = SLICE("code=K7M");
//	struct slice key, value;
//	if (slice_cut(line, '=', &key, &value)) ...
#ifndef YIDAN_BASE_SLICE_H
#define YIDAN_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const char *ptr;
	size_t len;
};

// A slice of a string literal, without strlen.
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

// For printf: `printf("%.*s", SLICE_ARG(s))`.
#define SLICE_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

struct slice slice_of(const char *cstr); // NULL gives the empty slice
struct slice slice_from(const void *ptr, size_t len);
struct slice slice_sub(struct slice s, size_t from, size_t len); // clamped to s

bool slice_eq(struct slice a, struct slice b);
bool slice_eq_cstr(struct slice a, const char *b);
bool slice_eq_ascii_nocase(struct slice a, struct slice b);
int slice_cmp(struct slice a, struct slice b); // bytewise, as memcmp, shorter first
bool slice_starts_with(struct slice s, struct slice prefix);
bool slice_ends_with(struct slice s, struct slice suffix);

// Position of the byte or of the needle, or -1.
ptrdiff_t slice_find_byte(struct slice s, char byte);
ptrdiff_t slice_find(struct slice s, struct slice needle);

// Splits at the first `at`: true when found. Otherwise *before is all of s and *after is empty. before or
// after may be &s.
bool slice_cut(struct slice s, char at, struct slice *before, struct slice *after);

// Without ASCII blanks (space, tab, CR, LF, FF, VT) at both ends.
struct slice slice_trim(struct slice s);

// Whole slice as a decimal number without sign, blanks or leading "+": true when it is one and fits.
bool slice_parse_u64(struct slice s, uint64_t *ret);
// The same with an optional leading "-".
bool slice_parse_i64(struct slice s, int64_t *ret);
// A decimal fraction like -12.5 or 1e3 (C locale, at most 63 bytes, finite).
bool slice_parse_double(struct slice s, double *ret);

// Valid UTF-8 without surrogates, overlong forms or anything above U+10FFFF.
bool slice_is_utf8(struct slice s);
// Number of code points of valid UTF-8.
size_t slice_utf8_len(struct slice s);
// At most max_bytes, cut back to the start of a code point.
struct slice slice_utf8_head(struct slice s, size_t max_bytes);

#endif
