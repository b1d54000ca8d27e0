// SPDX-License-Identifier: Apache-2.0
#include "http/params.h"

#include "http/chars.h"

#include <string.h>

static bool is_plain(struct slice in)
{
	for (size_t i = 0; i < in.len; i++)
		if (((uint8_t)in.ptr[i] < 0x20 && in.ptr[i] != '\t' && in.ptr[i] != '\n') ||
			in.ptr[i] == 0x7f)
			return false;
	return true;
}

bool http_text_clean(struct arena *arena, struct slice in, struct slice *ret)
{
	char *out;
	size_t len = 0;

	if (!slice_is_utf8(in))
		return false;
	if (is_plain(in)) {
		*ret = in.ptr ? in : SLICE("");
		return true;
	}
	out = arena_alloc(arena, in.len + 1);
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];

		if (c == '\r')
			out[len++] = '\n';
		else if (c == '\n' && i && in.ptr[i - 1] == '\r')
			continue;
		else if (c == '\t' || c == '\n' || ((uint8_t)c >= 0x20 && c != 0x7f))
			out[len++] = c;
	}
	out[len] = 0;
	*ret = (struct slice){out, len};
	return true;
}

static void overflow(struct params_parse *parse, struct slice name)
{
	if (!parse->overflow)
		parse->overflow = arena_cstr(parse->arena, name);
}

void params_add(struct params_parse *parse, struct slice name, struct slice value)
{
	struct http_param *items = (struct http_param *)(uintptr_t)parse->params.items;

	if (parse->params.count >= parse->limits->param_count) {
		overflow(parse, name);
		return;
	}
	if (parse->params.count == parse->params_cap) {
		size_t cap = parse->params_cap ? parse->params_cap * 2 : 16;

		items = arena_alloc(parse->arena, cap * sizeof(*items));
		if (parse->params.count)
			memcpy(items, parse->params.items, parse->params.count * sizeof(*items));
		parse->params.items = items;
		parse->params_cap = cap;
	}
	if (value.len > parse->limits->field_bytes) {
		value = slice_utf8_head(value, parse->limits->field_bytes);
		overflow(parse, name);
	}
	items[parse->params.count++] = (struct http_param){name, value};
}

static bool decode(struct params_parse *parse, struct slice in, struct slice *ret)
{
	char *out = arena_alloc(parse->arena, in.len + 1);
	size_t len;

	if (!percent_decode(in, true, out, &len))
		return false;
	out[len] = 0;
	return http_text_clean(parse->arena, (struct slice){out, len}, ret);
}

// The beginning of a form that was cut may end in half an escape or half a character.
static struct slice whole_characters(struct slice in)
{
	size_t start;

	if (in.len && in.ptr[in.len - 1] == '%')
		in.len -= 1;
	else if (in.len > 1 && in.ptr[in.len - 2] == '%')
		in.len -= 2;
	// Back over at most three escaped bytes that continue a character (10xxxxxx), and its first.
	start = in.len;
	for (int i = 0; i < 4 && start >= 3 && in.ptr[start - 3] == '%'; i++) {
		int high = chars_hex_value(in.ptr[start - 2]);

		start -= 3;
		if (high >= 12) {
			int length = high < 14 ? 2 : high - 11;

			return i + 1 < length ? slice_sub(in, 0, start) : in;
		}
		if (high < 8)
			break;
	}
	return in;
}

void params_urlencoded(struct params_parse *parse, struct slice in)
{
	while (in.len && !parse->error) {
		struct slice pair, name, value;
		bool last = !slice_cut(in, '&', &pair, &in);

		if (!pair.len)
			continue;
		slice_cut(pair, '=', &name, &value);
		if (last && parse->cut)
			value = whole_characters(value);
		if (!decode(parse, name, &name) || !decode(parse, value, &value)) {
			if (!parse->skip_malformed)
				parse->error = "form with a malformed escape, or not UTF-8";
			continue;
		}
		if (last && parse->cut)
			overflow(parse, name);
		params_add(parse, name, value);
		if (parse->params.count >= parse->limits->param_count && in.len) {
			overflow(parse, SLICE(""));
			break;
		}
	}
	if (parse->cut)
		overflow(parse, SLICE(""));
}

struct slice cookie_find(struct slice header, struct slice name)
{
	struct slice pair, key, value;

	while (header.len) {
		slice_cut(header, ';', &pair, &header);
		if (!slice_cut(pair, '=', &key, &value) || !slice_eq(slice_trim(key), name))
			continue;
		value = slice_trim(value);
		if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
			value = slice_sub(value, 1, value.len - 2);
		if (chars_all(value, CHAR_COOKIE))
			return value;
	}
	return (struct slice){NULL, 0};
}
