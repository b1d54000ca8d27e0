// SPDX-License-Identifier: Apache-2.0
// multipart/form-data. libmicrohttpd's own post processor is not used: it decodes by streaming what we have
// in memory anyway, takes boundaries loosely, and cannot say which field was over a limit.
#include "http/chars.h"
#include "http/params.h"

#include <string.h>
#include <strings.h>

#define PART_HEADERS_BYTES 4096
#define BOUNDARY_BYTES	   70 // RFC 2046

// One `; name=value` of a header, the value a token or a quoted string. `in` moves behind it. False at the
// end or an error.
static bool next_parameter(struct slice *in, struct slice *name, struct slice *value)
{
	struct slice rest = slice_trim(*in);
	size_t at = 0;

	if (!rest.len || rest.ptr[0] != ';' || !slice_cut(slice_sub(rest, 1, SIZE_MAX), '=', name, &rest))
		return false;
	*name = slice_trim(*name);
	if (rest.len && rest.ptr[0] == '"') {
		// Browsers escape a quote as %22 and nothing else; old ones as \".
		for (at = 1; at < rest.len && rest.ptr[at] != '"'; at++)
			if (rest.ptr[at] == '\\' && at + 1 < rest.len && rest.ptr[at + 1] == '"')
				at++;
		if (at >= rest.len)
			return false;
		*value = slice_sub(rest, 1, at - 1);
		at++;
	} else {
		while (at < rest.len && rest.ptr[at] != ';')
			at++;
		*value = slice_trim(slice_sub(rest, 0, at));
	}
	*in = slice_sub(rest, at, SIZE_MAX);
	return name->len > 0;
}

bool multipart_boundary(struct slice content_type, struct slice *ret)
{
	struct slice type, rest, name, value;

	if (!slice_cut(content_type, ';', &type, &rest) ||
		!slice_eq_ascii_nocase(slice_trim(type), SLICE("multipart/form-data")))
		return false;
	rest = slice_from(content_type.ptr + type.len, content_type.len - type.len);
	while (next_parameter(&rest, &name, &value))
		if (slice_eq_ascii_nocase(name, SLICE("boundary"))) {
			if (!value.len || value.len > BOUNDARY_BYTES || !chars_all(value, CHAR_QUERY))
				return false;
			*ret = value;
			return true;
		}
	return false;
}

struct part {
	struct slice name, filename, type, data;
	bool has_name, has_filename, cut;
};

// The three escapes that browsers write into names (HTML, "multipart/form-data encoding algorithm"), and \".
static struct slice unescape(struct arena *arena, struct slice in)
{
	char *out = arena_alloc(arena, in.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < in.len; i++) {
		const char *at = in.ptr + i;
		size_t left = in.len - i;

		if (left >= 3 && memcmp(at, "%22", 3) == 0) {
			out[len++] = '"';
			i += 2;
		} else if (left >= 3 && (strncasecmp(at, "%0d", 3) == 0 || strncasecmp(at, "%0a", 3) == 0)) {
			out[len++] = ' ';
			i += 2;
		} else if (left >= 2 && at[0] == '\\' && at[1] == '"') {
			out[len++] = '"';
			i++;
		} else {
			out[len++] = *at;
		}
	}
	out[len] = 0;
	return (struct slice){out, len};
}

static const char *disposition(struct arena *arena, struct slice value, struct part *part)
{
	struct slice kind, rest, name, item;

	slice_cut(value, ';', &kind, &rest);
	if (!slice_eq_ascii_nocase(slice_trim(kind), SLICE("form-data")))
		return "part that is not form-data";
	rest = slice_sub(value, kind.len, SIZE_MAX);
	while (next_parameter(&rest, &name, &item)) {
		struct slice text;

		if (!http_text_clean(arena, unescape(arena, item), &text))
			return "name of a part not UTF-8";
		if (slice_eq_ascii_nocase(name, SLICE("name"))) {
			part->name = text;
			part->has_name = true;
		} else if (slice_eq_ascii_nocase(name, SLICE("filename"))) {
			for (size_t i = text.len; i > 0; i--)
				if (text.ptr[i - 1] == '/' || text.ptr[i - 1] == '\\') {
					text = slice_sub(text, i, SIZE_MAX);
					break;
				}
			part->filename = text;
			part->has_filename = true;
		}
	}
	return slice_trim(rest).len ? "malformed Content-Disposition" : NULL;
}

static const char *part_headers(struct arena *arena, struct slice headers, struct part *part)
{
	while (headers.len) {
		struct slice line, name, value;
		const char *error = NULL;

		slice_cut(headers, '\n', &line, &headers);
		line = slice_trim(line);
		if (!slice_cut(line, ':', &name, &value) || !name.len || !chars_all(name, CHAR_TOKEN))
			return "malformed header of a part";
		value = slice_trim(value);
		if (slice_eq_ascii_nocase(name, SLICE("content-disposition")))
			error = disposition(arena, value, part);
		else if (slice_eq_ascii_nocase(name, SLICE("content-type")))
			part->type = slice_sub(value, 0, 255);
		else if (slice_eq_ascii_nocase(name, SLICE("content-transfer-encoding")) &&
			 !slice_eq_ascii_nocase(value, SLICE("binary")) &&
			 !slice_eq_ascii_nocase(value, SLICE("8bit")))
			error = "encoded part";
		if (error)
			return error;
	}
	return part->has_name ? NULL : "part without a name";
}

static void over(struct params_parse *parse, struct slice name)
{
	if (!parse->overflow)
		parse->overflow = arena_cstr(parse->arena, name);
}

static void add_file(struct params_parse *parse, const struct part *part)
{
	struct http_file *items = (struct http_file *)(uintptr_t)parse->files.items;

	if (!part->filename.len && !part->data.len)
		return; // a field for a file with none chosen
	if (part->cut || part->data.len > parse->limits->file_bytes ||
		parse->files.count >= parse->limits->file_count) {
		over(parse, part->name);
		return;
	}
	if (!items) {
		items = ARENA_ARRAY(parse->arena, struct http_file, parse->limits->file_count);
		parse->files.items = items;
	}
	items[parse->files.count++] = (struct http_file){part->name, part->filename, part->type, part->data};
}

static void add_part(struct params_parse *parse, struct part *part)
{
	struct slice text;

	if (part->has_filename) {
		add_file(parse, part);
		return;
	}
	if (part->cut) {
		// Half a character at the end is not the client's fault.
		for (int i = 0; i < 4 && part->data.len && !slice_is_utf8(part->data); i++)
			part->data.len--;
		over(parse, part->name);
	}
	if (http_text_clean(parse->arena, part->data, &text))
		params_add(parse, part->name, text);
	else
		parse->error = "field not UTF-8";
}

// Where the next delimiter (CR LF -- boundary, then CR LF or --) begins in `in`, and what stands behind it;
// false: none.
static bool find_delimiter(
	struct slice in, struct slice delimiter, size_t *ret_at, struct slice *ret_rest, bool *ret_last)
{
	size_t from = 0;

	for (;;) {
		const char *hit = memmem(in.ptr + from, in.len - from, delimiter.ptr, delimiter.len);
		struct slice rest;
		size_t at;

		if (!hit)
			return false;
		at = (size_t)(hit - in.ptr);
		rest = slice_sub(in, at + delimiter.len, SIZE_MAX);
		*ret_at = at;
		*ret_last = slice_starts_with(rest, SLICE("--"));
		while (rest.len && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t'))
			rest = slice_sub(rest, 1, SIZE_MAX);
		if (*ret_last || slice_starts_with(rest, SLICE("\r\n"))) {
			*ret_rest = slice_sub(rest, 2, SIZE_MAX);
			return true;
		}
		from = at + 1; // only the boundary's beginning, or something longer
	}
}

// One part from behind its delimiter; `in` moves behind the next. False when it was the last.
static bool next_part(struct params_parse *parse, struct slice *in, struct slice delimiter)
{
	struct part part = {.type = SLICE("")};
	ptrdiff_t end = slice_find(slice_sub(*in, 0, PART_HEADERS_BYTES), SLICE("\r\n\r\n"));
	struct slice data, rest;
	bool last = true;
	size_t at;

	if (end < 0) {
		if (parse->cut)
			over(parse, SLICE(""));
		else
			parse->error = "part without end of its headers";
		return false;
	}
	parse->error = part_headers(parse->arena, slice_sub(*in, 0, (size_t)end + 2), &part);
	if (parse->error)
		return false;
	// From the blank line's CR LF: an empty part's delimiter follows at once and shares it.
	data = slice_sub(*in, (size_t)end + 2, SIZE_MAX);
	if (find_delimiter(data, delimiter, &at, &rest, &last)) {
		part.data = at < 2 ? SLICE("") : slice_sub(data, 2, at - 2);
		*in = rest;
	} else if (parse->cut) {
		part.data = slice_sub(data, 2, SIZE_MAX);
		part.cut = true;
	} else {
		parse->error = "form without its last boundary";
		return false;
	}
	add_part(parse, &part);
	return !last && !parse->error;
}

void params_multipart(struct params_parse *parse, struct slice boundary, struct slice in)
{
	char text[BOUNDARY_BYTES + 4] = "\r\n--";
	struct slice delimiter = {text, boundary.len + 4}, first = {text + 2, boundary.len + 2};
	size_t parts = 0;

	memcpy(text + 4, boundary.ptr, boundary.len);
	if (!slice_starts_with(in, first)) {
		parse->error = parse->cut && in.len < first.len ? NULL : "form without its first boundary";
	} else {
		in = slice_sub(in, first.len, SIZE_MAX);
		if (slice_starts_with(in, SLICE("\r\n"))) {
			in = slice_sub(in, 2, SIZE_MAX);
			while (parts++ < parse->limits->param_count + parse->limits->file_count &&
				next_part(parse, &in, delimiter))
				;
		} else if (!slice_starts_with(in, SLICE("--")) && !parse->cut) {
			parse->error = "form with a malformed first boundary";
		}
	}
	if (parse->cut || parts > parse->limits->param_count + parse->limits->file_count)
		over(parse, SLICE(""));
}
