// SPDX-License-Identifier: Apache-2.0
#include "json/writer.h"

#include "base/clock.h"
#include "base/macros.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_writer_init(struct json_writer *w, struct buf *out)
{
	*w = (struct json_writer){.out = out};
}

static void before_value(struct json_writer *w)
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

static void open_level(struct json_writer *w, bool is_object)
{
	before_value(w);
	must(w->depth < JSON_WRITER_DEPTH);
	w->open[w->depth].is_object = is_object;
	w->open[w->depth].is_empty = true;
	w->open[w->depth].has_key = false;
	w->depth++;
	buf_put_byte(w->out, is_object ? '{' : '[');
}

static void close_level(struct json_writer *w, bool is_object)
{
	must(w->depth > 0 && w->open[w->depth - 1].is_object == is_object && !w->open[w->depth - 1].has_key);
	w->depth--;
	buf_put_byte(w->out, is_object ? '}' : ']');
}

void json_writer_object(struct json_writer *w)
{
	open_level(w, true);
}

void json_writer_object_end(struct json_writer *w)
{
	close_level(w, true);
}

void json_writer_array(struct json_writer *w)
{
	open_level(w, false);
}

void json_writer_array_end(struct json_writer *w)
{
	close_level(w, false);
}

void json_writer_key(struct json_writer *w, const char *key)
{
	must(w->depth > 0 && w->open[w->depth - 1].is_object && !w->open[w->depth - 1].has_key);
	if (!w->open[w->depth - 1].is_empty)
		buf_put_byte(w->out, ',');
	w->open[w->depth - 1].is_empty = false;
	w->open[w->depth - 1].has_key = true;
	json_escape(w->out, slice_of(key));
	buf_put_byte(w->out, ':');
}

// Bytes of the code point at i, or 0 where there is no whole one.
static size_t code_point_len(struct slice text, size_t i)
{
	unsigned char c = (unsigned char)text.ptr[i];
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (len > text.len - i || !slice_is_utf8(slice_sub(text, i, len)))
		return 0;
	return len;
}

static void put_special(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"':
		BUF_PUT_LIT(out, "\\\"");
		break;
	case '\\':
		BUF_PUT_LIT(out, "\\\\");
		break;
	case '\n':
		BUF_PUT_LIT(out, "\\n");
		break;
	case '\r':
		BUF_PUT_LIT(out, "\\r");
		break;
	case '\t':
		BUF_PUT_LIT(out, "\\t");
		break;
	default:
		buf_printf(out, "\\u%04x", c);
	}
}

void json_escape(struct buf *out, struct slice text)
{
	bool is_utf8 = slice_is_utf8(text);

	buf_put_byte(out, '"');
	for (size_t i = 0; i < text.len;) {
		unsigned char c = (unsigned char)text.ptr[i];
		size_t len = 1;

		if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f) {
			put_special(out, c);
		} else if (c < 0x80) {
			buf_put_byte(out, (char)c);
		} else if (!is_utf8 && (len = code_point_len(text, i)) == 0) {
			BUF_PUT_LIT(out, "\xEF\xBF\xBD");
			len = 1;
		} else {
			if (is_utf8)
				len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
			if (len == 3 && c == 0xe2 &&
				(memcmp(text.ptr + i, "\xE2\x80\xA8", 3) == 0 ||
					memcmp(text.ptr + i, "\xE2\x80\xA9", 3) == 0))
				buf_printf(out, "\\u20%02x", (unsigned char)text.ptr[i + 2] - 0x80);
			else
				buf_put(out, text.ptr + i, len);
		}
		i += len;
	}
	buf_put_byte(out, '"');
}

void json_writer_text(struct json_writer *w, struct slice text)
{
	before_value(w);
	json_escape(w->out, text);
}

void json_writer_cstr(struct json_writer *w, const char *text)
{
	if (text)
		json_writer_text(w, slice_of(text));
	else
		json_writer_null(w);
}

void json_writer_int(struct json_writer *w, int64_t value)
{
	before_value(w);
	buf_put_i64(w->out, value);
}

void json_writer_id(struct json_writer *w, int64_t id)
{
	if (id == 0) {
		json_writer_null(w);
		return;
	}
	before_value(w);
	buf_put_byte(w->out, '"');
	buf_put_i64(w->out, id);
	buf_put_byte(w->out, '"');
}

void json_writer_double(struct json_writer *w, double value)
{
	char text[40];

	if (!isfinite(value)) {
		json_writer_null(w);
		return;
	}
	if (fabs(value) < 1e15 && value == (double)(int64_t)value) {
		json_writer_int(w, (int64_t)value); // 100 rather than 1e+02, 0 rather than -0
		return;
	}
	before_value(w);
	// 17 digits always read back the same; mostly fewer do.
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	char *comma = strchr(text, ','); // of a locale

	if (comma)
		*comma = '.';
	buf_put_cstr(w->out, text);
}

void json_writer_bool(struct json_writer *w, bool value)
{
	before_value(w);
	buf_put_cstr(w->out, value ? "true" : "false");
}

void json_writer_null(struct json_writer *w)
{
	before_value(w);
	BUF_PUT_LIT(w->out, "null");
}

void json_writer_time(struct json_writer *w, int64_t at_us)
{
	char text[CLOCK_RFC3339_BYTES];

	json_writer_text(w, slice_of(clock_format_rfc3339(at_us, 0, text)));
}

void json_writer_finish(struct json_writer *w)
{
	must(w->depth == 0);
}
