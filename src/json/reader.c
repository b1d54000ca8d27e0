// SPDX-License-Identifier: Apache-2.0
// Jansson parses (UTF-8, NUL, duplicate keys, big numbers, positions); its tree is copied into the arena and
// dropped, so that nobody else counts references. Jansson recurses as deep as it is told by the text, so
// depth is counted first.
#include "json/reader.h"

#include "base/macros.h"

#include <jansson.h>

#include <string.h>

// The deepest nesting, and where it first exceeds max (line and column, from 1).
static bool is_too_deep(struct slice bytes, int max, int *ret_line, int *ret_column)
{
	int depth = 0, line = 1, column = 0;
	bool in_text = false;

	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.ptr[i];

		column++;
		if (c == '\n') {
			line++;
			column = 0;
		}
		if (in_text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == '{' || c == '[') {
			if (++depth > max) {
				*ret_line = line;
				*ret_column = column;
				return true;
			}
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

static void copy_value(json_t *from, struct arena *arena, struct json_value *ret);

static void copy_object(json_t *from, struct arena *arena, struct json_value *ret)
{
	size_t i = 0;

	ret->type = JSON_VALUE_OBJECT;
	ret->count = json_object_size(from);
	ret->members = ARENA_ARRAY(arena, struct json_member, ret->count);
	for (void *iter = json_object_iter(from); iter; iter = json_object_iter_next(from, iter), i++) {
		ret->members[i].name = arena_slice(arena, slice_of(json_object_iter_key(iter)));
		copy_value(json_object_iter_value(iter), arena, &ret->members[i].value);
	}
	must(i == ret->count);
}

static void copy_array(json_t *from, struct arena *arena, struct json_value *ret)
{
	ret->type = JSON_VALUE_ARRAY;
	ret->count = json_array_size(from);
	ret->items = ARENA_ARRAY(arena, struct json_value, ret->count);
	for (size_t i = 0; i < ret->count; i++)
		copy_value(json_array_get(from, i), arena, &ret->items[i]);
}

static void copy_value(json_t *from, struct arena *arena, struct json_value *ret)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		copy_object(from, arena, ret);
		break;
	case JSON_ARRAY:
		copy_array(from, arena, ret);
		break;
	case JSON_STRING:
		ret->type = JSON_VALUE_TEXT;
		ret->text = arena_slice(arena, slice_from(json_string_value(from), json_string_length(from)));
		break;
	case JSON_INTEGER:
		ret->type = JSON_VALUE_INT;
		ret->integer = json_integer_value(from);
		break;
	case JSON_REAL:
		ret->type = JSON_VALUE_DOUBLE;
		ret->number = json_real_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		ret->type = JSON_VALUE_BOOL;
		ret->boolean = json_typeof(from) == JSON_TRUE;
		break;
	case JSON_NULL:
		ret->type = JSON_VALUE_NULL;
		break;
	}
}

int json_read(struct slice bytes, const struct json_limits *limits, struct arena *arena,
	struct json_value *ret, struct err *err)
{
	json_error_t error;
	json_t *root;
	int line, column;

	must(limits->max_depth <= JSON_DEPTH_MAX);
	if (bytes.len > limits->max_bytes)
		return err_set(
			err, ERR_INVALID, "JSON: %zu bytes, at most %zu", bytes.len, limits->max_bytes);
	if (is_too_deep(bytes, limits->max_depth, &line, &column))
		return err_set(err, ERR_INVALID, "JSON: line %d, column %d: nested deeper than %d", line,
			column, limits->max_depth);
	root = json_loadb(
		bytes.len > 0 ? bytes.ptr : "", bytes.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		// Jansson's words quote the text near the mistake: that may be personal, and errors are
		// logged.
		char *near = strstr(error.text, " near ");

		if (near)
			*near = '\0';
		return err_set(err, ERR_INVALID, "JSON: line %d, column %d: %s", error.line, error.column,
			error.text);
	}
	*ret = (struct json_value){0};
	copy_value(root, arena, ret);
	json_decref(root);
	return 0;
}

const struct json_value *json_value_get(const struct json_value *object, const char *name)
{
	if (object->type != JSON_VALUE_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->count; i++) {
		if (slice_eq_cstr(object->members[i].name, name))
			return &object->members[i].value;
	}
	return NULL;
}
