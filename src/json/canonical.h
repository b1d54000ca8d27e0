// SPDX-License-Identifier: Apache-2.0
// Writes canonical JSON: RFC 8785 restricted to what our entries hold. Objects with sorted ASCII keys,
// arrays, strings, integers within ±(2^53−1), true, false, null. No floating point; ids are strings. The same
// values always give the same bytes, which are hashed and kept for ever: a change of a byte here is a
// mistake, not an improvement.
//
// Refused, as ERR_INVALID at the end: text with NUL or invalid UTF-8, an integer out of range. Our own
// mistakes, so asserted on: keys out of order or twice or not plain ASCII, values without a key, something
// left open. One thread; nothing is owned.
//
//	struct json_canonical w;
//	json_canonical_init(&w, &out);
//	json_canonical_object(&w);
//	json_canonical_key(&w, "code");
//	json_canonical_text(&w, SLICE("K7M"));
//	json_canonical_object_end(&w);
//	r = json_canonical_finish(&w, err);
#ifndef YIDAN_JSON_CANONICAL_H
#define YIDAN_JSON_CANONICAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_INT_MAX	     INT64_C(9007199254740991) // 2^53 − 1: what every reader of JSON holds exactly
#define JSON_CANONICAL_DEPTH 16

struct json_canonical {
	struct buf *out;   // bytes are appended; borrowed
	const char *error; // the first refusal, or NULL
	int depth;
	struct {
		bool is_object;
		bool is_empty;
		bool has_key;		// a key was written, its value not yet
		size_t key_at, key_len; // the last key, within out
	} open[JSON_CANONICAL_DEPTH];
};

void json_canonical_init(struct json_canonical *w, struct buf *out);
void json_canonical_object(struct json_canonical *w);
void json_canonical_object_end(struct json_canonical *w);
void json_canonical_array(struct json_canonical *w);
void json_canonical_array_end(struct json_canonical *w);
void json_canonical_key(struct json_canonical *w, const char *key); // printable ASCII without " and backslash
void json_canonical_text(struct json_canonical *w, struct slice text);
// The bytes as text of lower-case hexadecimal digits.
void json_canonical_hex(struct json_canonical *w, const void *bytes, size_t len);
void json_canonical_int(struct json_canonical *w, int64_t value);
void json_canonical_id(struct json_canonical *w, int64_t id); // a string of decimal digits; id > 0, else null
void json_canonical_bool(struct json_canonical *w, bool value);
void json_canonical_null(struct json_canonical *w);
// 0, or ERR_INVALID with the first refusal; what was appended to out is then worth nothing.
int json_canonical_finish(struct json_canonical *w, struct err *err);

#endif
