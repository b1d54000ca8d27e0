// SPDX-License-Identifier: Apache-2.0
// Character classes of RFC 9110, RFC 3986 and RFC 6265, and percent-encoding. Pure; any thread.
//
//	if (!chars_all(name, CHAR_TOKEN)) → 400
#ifndef YIDAN_HTTP_CHARS_H
#define YIDAN_HTTP_CHARS_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdint.h>

enum {
	CHAR_TOKEN = 1 << 0,	  // of methods and names of header fields
	CHAR_FIELD = 1 << 1,	  // of a field value: visible, blank, tab, bytes above 0x7f
	CHAR_PATH = 1 << 2,	  // raw in a path: pchar, "/", bytes above 0x7f (checked as UTF-8 later)
	CHAR_QUERY = 1 << 3,	  // raw in a query: what a path has, "?", and what browsers leave as it is
	CHAR_HOST = 1 << 4,	  // of a registered name or IPv4 address: letters, digits, "-", ".", "_"
	CHAR_COOKIE = 1 << 5,	  // cookie-octet
	CHAR_UNRESERVED = 1 << 6, // needs no percent-encoding anywhere
};

extern const uint8_t chars_class[256];

static inline bool chars_is(char c, unsigned class)
{
	return (chars_class[(uint8_t)c] & class) != 0;
}

bool chars_all(struct slice s, unsigned class); // true for the empty slice
int chars_hex_value(char c);			// -1 for no hexadecimal digit

// Decodes %XX, and "+" as a blank where asked, into out (needs s.len bytes; may be s itself). False, with out
// spoilt, for a malformed escape.
bool percent_decode(struct slice s, bool plus_is_blank, char *out, size_t *ret_len);
// Appends with everything but unreserved characters encoded; '/' too unless kept.
void percent_encode(struct buf *out, struct slice s, bool keep_slash);

#endif
