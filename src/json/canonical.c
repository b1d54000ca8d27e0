// SPDX-License-Identifier: Apache-2.0
#include "json/canonical.h"

#include "base/id.h"
#include "base/macros.h"
#include "base/random.h"

#include <inttypes.h>
#include <string.h>

void json_canonical_init(struct json_canonical *w, struct buf *out)
{
	*w = (struct json_canonical){.out = out};
}

static void refuse(struct json_canonical *w, const char *what)
{
	if (!w->error)
		w->error = what;
}

// Before each value: the comma of an array; in an object a key must wait for it.
static void before_value(struct json_canonical *w)
{
	if (w->depth == 0)
		return;
	if (w->open[w->depth - 1].is_object) {
		must(w->open[w->depth - 1].has_key);
		w->open[w->depth - 1].has_key = false;
		return;
	}
	if (!w->open[w->depth - 1].is_empty)
		buf_put_byte(w->out, ',');
	w->open[w->depth - 1].is_empty = false;
}

static void open_level(struct json_canonical *w, bool is_object)
{
	before_value(w);
	must(w->depth < JSON_CANONICAL_DEPTH);
	memset(&w->open[w->depth], 0, sizeof(w->open[0]));
	w->open[w->depth].is_object = is_object;
	w->open[w->depth].is_empty = true;
	w->depth++;
	buf_put_byte(w->out, is_object ? '{' : '[');
}

static void close_level(struct json_canonical *w, bool is_object)
{
	must(w->depth > 0 && w->open[w->depth - 1].is_object == is_object && !w->open[w->depth - 1].has_key);
	w->depth--;
	buf_put_byte(w->out, is_object ? '}' : ']');
}

void json_canonical_object(struct json_canonical *w)
{
	open_level(w, true);
}

void json_canonical_object_end(struct json_canonical *w)
{
	close_level(w, true);
}

void json_canonical_array(struct json_canonical *w)
{
	open_level(w, false);
}

void json_canonical_array_end(struct json_canonical *w)
{
	close_level(w, false);
}

void json_canonical_key(struct json_canonical *w, const char *key)
{
	struct slice name = slice_of(key);

	must(w->depth > 0 && w->open[w->depth - 1].is_object && !w->open[w->depth - 1].has_key);
	for (size_t i = 0; i < name.len; i++)
		must(name.ptr[i] >= 0x20 && name.ptr[i] <= 0x7e && name.ptr[i] != '"' && name.ptr[i] != '\\');
	if (!w->open[w->depth - 1].is_empty) {
		struct slice last = {
			w->out->ptr + w->open[w->depth - 1].key_at, w->open[w->depth - 1].key_len};

		must(slice_cmp(last, name) < 0); // sorted, so never twice
		BUF_PUT_LIT(w->out, ",\"");
	} else {
		buf_put_byte(w->out, '"');
	}
	w->open[w->depth - 1].key_at = w->out->len;
	w->open[w->depth - 1].key_len = name.len;
	w->open[w->depth - 1].is_empty = false;
	w->open[w->depth - 1].has_key = true;
	buf_put_slice(w->out, name);
	BUF_PUT_LIT(w->out, "\":");
}

// RFC 8785, 3.2.2.2: the short escapes where there are such, \u00xx for other controls, all else as it is.
static void put_escaped(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"':
		BUF_PUT_LIT(out, "\\\"");
		break;
	case '\\':
		BUF_PUT_LIT(out, "\\\\");
		break;
	case '\b':
		BUF_PUT_LIT(out, "\\b");
		break;
	case '\t':
		BUF_PUT_LIT(out, "\\t");
		break;
	case '\n':
		BUF_PUT_LIT(out, "\\n");
		break;
	case '\f':
		BUF_PUT_LIT(out, "\\f");
		break;
	case '\r':
		BUF_PUT_LIT(out, "\\r");
		break;
	default:
		buf_printf(out, "\\u%04x", c);
	}
}

// Non-zero where one of the eight bytes is zero.
static uint64_t zero_among(uint64_t eight)
{
	return (eight - UINT64_C(0x0101010101010101)) & ~eight & UINT64_C(0x8080808080808080);
}

// How many bytes from `from` on stand as they are; looks at eight at once.
static size_t plain_run(struct slice text, size_t from)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	size_t i = from;

	for (uint64_t eight; text.len - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, text.ptr + i, sizeof(eight));
		if (((eight - each * 0x20) & ~eight & each * 0x80) | zero_among(eight ^ each * '"') |
			zero_among(eight ^ each * '\\'))
			break;
	}
	while (i < text.len && (unsigned char)text.ptr[i] >= 0x20 && text.ptr[i] != '"' &&
		text.ptr[i] != '\\')
		i++;
	return i - from;
}

void json_canonical_text(struct json_canonical *w, struct slice text)
{
	before_value(w);
	if (slice_find_byte(text, '\0') >= 0)
		refuse(w, "text holds NUL");
	else if (!slice_is_utf8(text))
		refuse(w, "text is no UTF-8");
	buf_put_byte(w->out, '"');
	for (size_t i = 0; i < text.len;) {
		size_t run = plain_run(text, i);

		buf_put(w->out, text.ptr + i, run);
		i += run;
		if (i < text.len)
			put_escaped(w->out, (unsigned char)text.ptr[i++]);
	}
	buf_put_byte(w->out, '"');
}

void json_canonical_hex(struct json_canonical *w, const void *bytes, size_t len)
{
	before_value(w);
	buf_put_byte(w->out, '"');
	buf_reserve(w->out, 2 * len);
	hex_encode(bytes, len, w->out->ptr + w->out->len);
	w->out->len += 2 * len;
	buf_put_byte(w->out, '"');
}

void json_canonical_int(struct json_canonical *w, int64_t value)
{
	before_value(w);
	if (value > JSON_INT_MAX || value < -JSON_INT_MAX)
		refuse(w, "integer beyond 2^53 - 1");
	buf_put_i64(w->out, value);
}

void json_canonical_id(struct json_canonical *w, int64_t id)
{
	if (id <= 0) {
		must(id == 0);
		json_canonical_null(w);
		return;
	}
	before_value(w);
	buf_put_byte(w->out, '"');
	buf_put_i64(w->out, id);
	buf_put_byte(w->out, '"');
}

void json_canonical_bool(struct json_canonical *w, bool value)
{
	before_value(w);
	buf_put_cstr(w->out, value ? "true" : "false");
}

void json_canonical_null(struct json_canonical *w)
{
	before_value(w);
	BUF_PUT_LIT(w->out, "null");
}

int json_canonical_finish(struct json_canonical *w, struct err *err)
{
	must(w->depth == 0);
	if (w->error)
		return err_set(err, ERR_INVALID, "canonical JSON: %s", w->error);
	return 0;
}
