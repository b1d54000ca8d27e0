// SPDX-License-Identifier: Apache-2.0
// Reads JSON from outside (bodies of the API, files of reference data) into a tree in an arena, over Jansson.
// Refused with line and column: more bytes or deeper nesting than the limits say, invalid UTF-8, NUL (also
// \u0000), a key twice in one object, numbers beyond 64 bits, anything behind the value.
//
// `struct json_fields` takes one object apart with typed accessors. The first member that is wrong sticks,
// with its path (what a form or problem details show at the field) and a sentence; later calls then return
// nothing.
//
//	struct json_fields f;
//	json_fields_init(&f, &root, "", arena);
//	struct slice title = json_fields_text(&f, "title", JSON_REQUIRED, 800);
//	bool publish = json_fields_bool(&f, "publish", false);
//	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err); // f.field and f.problem say which and why
#ifndef YIDAN_JSON_READER_H
#define YIDAN_JSON_READER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum json_value_type {
	JSON_VALUE_NULL,
	JSON_VALUE_BOOL,
	JSON_VALUE_INT,
	JSON_VALUE_DOUBLE,
	JSON_VALUE_TEXT,
	JSON_VALUE_ARRAY,
	JSON_VALUE_OBJECT,
};

struct json_member;

struct json_value {
	enum json_value_type type;
	size_t count; // items or members
	union {
		bool boolean;
		int64_t integer;
		double number;
		struct slice text;
		struct json_value *items;
		struct json_member *members; // in the order of the text
	};
};

struct json_member {
	struct slice name;
	struct json_value value;
};

struct json_limits {
	size_t max_bytes;
	int max_depth; // 1: a bare object or array; at most JSON_DEPTH_MAX
};

#define JSON_DEPTH_MAX 64

// 0 or ERR_INVALID. The tree lives in the arena and does not borrow from bytes.
int json_read(struct slice bytes, const struct json_limits *limits, struct arena *arena,
	struct json_value *ret, struct err *err);
// A member of an object, or NULL where it is not one or has no such member.
const struct json_value *json_value_get(const struct json_value *object, const char *name);

enum json_presence { JSON_OPTIONAL, JSON_REQUIRED };
enum json_unknown { JSON_UNKNOWN_REFUSED, JSON_UNKNOWN_IGNORED };

struct json_fields {
	const struct json_value *object;
	struct arena *arena;
	const char *path;    // of the object itself: "" or "contact"
	bool *seen;	     // which members were asked for
	const char *field;   // path of the first member that is wrong ("contact.phone"), or NULL
	const char *problem; // what is wrong with it, in English
};

// Where value is no object that is the first thing wrong. path is borrowed.
void json_fields_init(
	struct json_fields *f, const struct json_value *value, const char *path, struct arena *arena);
// A member that is null counts as not there in all of these.
bool json_fields_has(struct json_fields *f, const char *name);
struct slice json_fields_text(
	struct json_fields *f, const char *name, enum json_presence presence, size_t max_bytes);
bool json_fields_bool(struct json_fields *f, const char *name, bool fallback);
// True where the member is there and within the bounds.
bool json_fields_int(struct json_fields *f, const char *name, enum json_presence presence, int64_t min,
	int64_t max, int64_t *ret);
bool json_fields_double(struct json_fields *f, const char *name, enum json_presence presence, double min,
	double max, double *ret);
bool json_fields_id(
	struct json_fields *f, const char *name, enum json_presence presence, int64_t *ret); // "123"
// NULL where it is not there.
const struct json_value *json_fields_object(
	struct json_fields *f, const char *name, enum json_presence presence);
const struct json_value *json_fields_array(
	struct json_fields *f, const char *name, enum json_presence presence, size_t max_count);
// For a caller's own refusal of a member.
void json_fields_refuse(struct json_fields *f, const char *name, const char *problem);
// 0, or ERR_INVALID "contact.phone: must be text".
int json_fields_end(struct json_fields *f, enum json_unknown unknown, struct err *err);

#endif
