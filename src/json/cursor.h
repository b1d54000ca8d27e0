// SPDX-License-Identifier: Apache-2.0
// Reads canonical JSON strictly (json/canonical.h): whatever is not byte for byte what the writer would make
// is refused: a blank, a key out of order, "-0", an escape that was not needed. Because order is fixed, a
// reader says what it expects and gets the value; there is no tree.
//
// The first failure sticks: all later calls return nothing, json_cursor_end tells. Strings without escapes
// are borrowed from the bytes, others are made in the arena. One thread.
//
//	json_cursor_init(&c, bytes, arena);
//	json_cursor_expect(&c, SLICE("{\"at\":"));
//	at_us = json_cursor_int(&c);
//	json_cursor_expect(&c, SLICE("}"));
//	r = json_cursor_end(&c, err);
#ifndef YIDAN_JSON_CURSOR_H
#define YIDAN_JSON_CURSOR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct json_cursor {
	const char *start, *at, *end;
	struct arena *arena;
	const char *error; // the first failure, or NULL
	size_t error_at;   // its byte
};

void json_cursor_init(struct json_cursor *c, struct slice bytes, struct arena *arena);
// Exactly these bytes come next.
void json_cursor_expect(struct json_cursor *c, struct slice literal);
// These bytes come next: then passes over them. No failure otherwise.
bool json_cursor_accept(struct json_cursor *c, struct slice literal);
struct slice json_cursor_text(struct json_cursor *c);
int64_t json_cursor_int(struct json_cursor *c);
int64_t json_cursor_id(struct json_cursor *c);	       // a string that holds an id > 0
int64_t json_cursor_id_or_null(struct json_cursor *c); // 0 for null
bool json_cursor_bool(struct json_cursor *c);
bool json_cursor_null(struct json_cursor *c); // as accept: true where null came next
// Passes over one whole value, checked as strictly as all else, and gives its bytes.
struct slice json_cursor_skip(struct json_cursor *c);
// For a caller's own refusal of a value; `what` is not copied.
void json_cursor_fail(struct json_cursor *c, const char *what);
bool json_cursor_ok(const struct json_cursor *c);
// 0 where all went well and nothing is left; else ERR_INVALID with the position.
int json_cursor_end(struct json_cursor *c, struct err *err);

// Whether these bytes are one canonical value, whatever it holds: 0 or ERR_INVALID.
int json_canonical_check(struct slice bytes, struct err *err);

#endif
