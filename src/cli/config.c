// SPDX-License-Identifier: Apache-2.0
#include "cli/config.h"

#include <string.h>

static bool is_key(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		bool letter = s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
		bool other = (s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '-';

		if (!letter && !(other && i > 0))
			return false;
	}
	return s.len > 0;
}

static bool has_control(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return true;
	}
	return false;
}

// One line that is neither blank nor a comment.
static int parse_line(
	struct arena *arena, struct slice line, int number, struct config_entry *ret, struct err *err)
{
	struct slice key, value;

	if (!slice_cut(line, '=', &key, &value))
		return err_set(err, ERR_INVALID, "line %d: write `key = value`", number);
	key = slice_trim(key);
	value = slice_trim(value);
	if (!is_key(key))
		return err_set(
			err, ERR_INVALID, "line %d: a key has small letters, digits and hyphens", number);
	if (value.len == 0)
		return err_set(err, ERR_INVALID, "line %d: %.*s has no value", number, SLICE_ARG(key));
	if (has_control(value) || !slice_is_utf8(value))
		return err_set(err, ERR_INVALID,
			"line %d: the value of %.*s holds characters that are no text", number,
			SLICE_ARG(key));
	*ret = (struct config_entry){arena_cstr(arena, key), arena_cstr(arena, value), number};
	return 0;
}

int config_parse(
	struct arena *arena, struct slice text, struct config_entry **ret, size_t *ret_count, struct err *err)
{
	struct config_entry *entries = ARENA_ARRAY(arena, struct config_entry, CONFIG_ENTRIES_MAX);
	size_t count = 0;
	int number = 0, r;

	if (text.len > CONFIG_BYTES_MAX)
		return err_set(err, ERR_INVALID, "more than %d bytes", CONFIG_BYTES_MAX);
	while (text.len) {
		struct slice line;

		slice_cut(text, '\n', &line, &text);
		number++;
		if (line.len > CONFIG_LINE_BYTES_MAX)
			return err_set(err, ERR_INVALID, "line %d: more than %d bytes", number,
				CONFIG_LINE_BYTES_MAX);
		line = slice_trim(line);
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (count == CONFIG_ENTRIES_MAX)
			return err_set(err, ERR_INVALID, "line %d: more than %d settings", number,
				CONFIG_ENTRIES_MAX);
		r = parse_line(arena, line, number, &entries[count], err);
		if (r < 0)
			return r;
		count++;
	}
	*ret = entries;
	*ret_count = count;
	return 0;
}
