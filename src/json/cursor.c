// SPDX-License-Identifier: Apache-2.0
// The grammar of canonical JSON is small enough to be read as it is written: what other readers skip or
// convert (blanks, escapes, exponents, order) is simply not in it.
#include "json/cursor.h"

#include "base/id.h"
#include "base/macros.h"
#include "json/canonical.h"

#include <string.h>

void json_cursor_init(struct json_cursor *c, struct slice bytes, struct arena *arena)
{
	const char *start = bytes.len > 0 ? bytes.ptr : "";

	*c = (struct json_cursor){.start = start, .at = start, .end = start + bytes.len, .arena = arena};
}

void json_cursor_fail(struct json_cursor *c, const char *what)
{
	if (c->error)
		return;
	c->error = what;
	c->error_at = (size_t)(c->at - c->start);
}

bool json_cursor_ok(const struct json_cursor *c)
{
	return !c->error;
}

bool json_cursor_accept(struct json_cursor *c, struct slice literal)
{
	if (c->error || (size_t)(c->end - c->at) < literal.len ||
		memcmp(c->at, literal.ptr, literal.len) != 0)
		return false;
	c->at += literal.len;
	return true;
}

void json_cursor_expect(struct json_cursor *c, struct slice literal)
{
	if (!json_cursor_accept(c, literal))
		json_cursor_fail(c, "not what stands here in this form");
}

bool json_cursor_null(struct json_cursor *c)
{
	return json_cursor_accept(c, SLICE("null"));
}

bool json_cursor_bool(struct json_cursor *c)
{
	if (json_cursor_accept(c, SLICE("true")))
		return true;
	if (!json_cursor_accept(c, SLICE("false")))
		json_cursor_fail(c, "neither true nor false");
	return false;
}

int64_t json_cursor_int(struct json_cursor *c)
{
	const char *from = c->at, *p = from;
	int64_t value;

	if (c->error)
		return 0;
	if (p < c->end && *p == '-')
		p++;
	while (p < c->end && *p >= '0' && *p <= '9' && p - from < 20)
		p++;
	struct slice digits = {from, (size_t)(p - from)};
	bool is_negative = digits.len > 0 && digits.ptr[0] == '-';
	struct slice magnitude = slice_sub(digits, is_negative ? 1 : 0, digits.len);

	if (magnitude.len == 0 || (magnitude.ptr[0] == '0' && (magnitude.len > 1 || is_negative)) ||
		!slice_parse_i64(digits, &value) || value > JSON_INT_MAX || value < -JSON_INT_MAX) {
		json_cursor_fail(c, "no canonical integer");
		return 0;
	}
	c->at = p;
	return value;
}

// The byte that an escape at p means and its length; 0 where no canonical text has it.
static size_t escape_at(const char *p, const char *end, unsigned char *ret)
{
	static const char shorts[] = "\"\"\\\\b\bt\tn\nf\fr\r"; // pairs
	unsigned value = 0;

	if (end - p < 2)
		return 0;
	for (size_t i = 0; shorts[i]; i += 2) {
		if (p[1] == shorts[i]) {
			*ret = (unsigned char)shorts[i + 1];
			return 2;
		}
	}
	if (end - p < 6 || memcmp(p, "\\u00", 4) != 0 || (p[4] != '0' && p[4] != '1'))
		return 0;
	if (p[5] >= '0' && p[5] <= '9')
		value = (unsigned)(p[5] - '0');
	else if (p[5] >= 'a' && p[5] <= 'f')
		value = (unsigned)(p[5] - 'a') + 10;
	else
		return 0;
	value += p[4] == '1' ? 16 : 0;
	if (value == 0 || strchr("\b\t\n\f\r", (int)value)) // NUL never; the others have their short forms
		return 0;
	*ret = (unsigned char)value;
	return 6;
}

static struct slice unescape(struct json_cursor *c, struct slice raw)
{
	char *out = arena_alloc(c->arena, raw.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < raw.len;) {
		unsigned char byte = (unsigned char)raw.ptr[i];
		size_t step = 1;

		if (byte == '\\')
			step = escape_at(raw.ptr + i, raw.ptr + raw.len, &byte);
		must(step > 0);
		out[len++] = (char)byte;
		i += step;
	}
	out[len] = '\0';
	return (struct slice){out, len};
}

// Printable ASCII that stands for itself in a string.
static const bool is_plain[256] = {[0x20 ... 0x21] = true, [0x23 ... 0x5b] = true, [0x5d ... 0x7e] = true};

// Passes over a string; gives what stands between its quotes.
static bool raw_text(struct json_cursor *c, struct slice *ret, bool *ret_has_escapes)
{
	const char *p;
	unsigned char ignored, all = 0; // all bytes or-ed: below 0x80 it is ASCII

	*ret_has_escapes = false;
	if (c->error || c->at == c->end || *c->at != '"') {
		json_cursor_fail(c, "no text");
		return false;
	}
	for (p = c->at + 1; p < c->end && *p != '"';) {
		size_t step = 1;

		// most of it is hashes and codes
		while (p < c->end && is_plain[(unsigned char)*p])
			p++;
		if (p == c->end || *p == '"')
			break;
		all |= (unsigned char)*p;
		if ((unsigned char)*p < 0x20) {
			json_cursor_fail(c, "bare control character in text");
			return false;
		}
		if (*p == '\\') {
			step = escape_at(p, c->end, &ignored);
			*ret_has_escapes = true;
		}
		if (step == 0) {
			json_cursor_fail(c, "no canonical escape");
			return false;
		}
		p += step;
	}
	*ret = (struct slice){c->at + 1, (size_t)(p - c->at - 1)};
	if (p == c->end || (all >= 0x80 && !slice_is_utf8(*ret))) {
		json_cursor_fail(c, p == c->end ? "text without end" : "text is no UTF-8");
		return false;
	}
	c->at = p + 1;
	return true;
}

struct slice json_cursor_text(struct json_cursor *c)
{
	struct slice raw;
	bool has_escapes;

	if (!raw_text(c, &raw, &has_escapes))
		return (struct slice){0};
	return has_escapes ? unescape(c, raw) : raw;
}

int64_t json_cursor_id(struct json_cursor *c)
{
	struct slice raw;
	bool has_escapes;
	int64_t id;

	if (!raw_text(c, &raw, &has_escapes))
		return 0;
	if (id_parse(raw, &id) < 0 || id <= 0) {
		json_cursor_fail(c, "no id");
		return 0;
	}
	return id;
}

int64_t json_cursor_id_or_null(struct json_cursor *c)
{
	return json_cursor_null(c) ? 0 : json_cursor_id(c);
}

static bool is_plain_key(struct slice key)
{
	for (size_t i = 0; i < key.len; i++) {
		if (key.ptr[i] < 0x20 || key.ptr[i] > 0x7e || key.ptr[i] == '\\')
			return false;
	}
	return true;
}

static void skip_value(struct json_cursor *c, int depth);

static void skip_object(struct json_cursor *c, int depth)
{
	struct slice last = {0}, key;
	bool is_first = true, has_escapes;

	if (json_cursor_accept(c, SLICE("}")))
		return;
	for (;;) {
		if (!raw_text(c, &key, &has_escapes))
			return;
		if (!is_plain_key(key) || (!is_first && slice_cmp(last, key) >= 0)) {
			json_cursor_fail(c, "keys out of order, twice or not plain ASCII");
			return;
		}
		last = key;
		is_first = false;
		json_cursor_expect(c, SLICE(":"));
		skip_value(c, depth);
		if (!json_cursor_accept(c, SLICE(",")))
			break;
	}
	json_cursor_expect(c, SLICE("}"));
}

static void skip_value(struct json_cursor *c, int depth)
{
	struct slice ignored;
	bool has_escapes;

	if (c->error)
		return;
	if (depth >= JSON_CANONICAL_DEPTH) {
		json_cursor_fail(c, "too deep");
		return;
	}
	if (c->at < c->end && *c->at == '"') {
		raw_text(c, &ignored, &has_escapes);
	} else if (json_cursor_accept(c, SLICE("{"))) {
		skip_object(c, depth + 1);
	} else if (json_cursor_accept(c, SLICE("["))) {
		if (json_cursor_accept(c, SLICE("]")))
			return;
		do
			skip_value(c, depth + 1);
		while (json_cursor_accept(c, SLICE(",")));
		json_cursor_expect(c, SLICE("]"));
	} else if (!json_cursor_null(c) && !json_cursor_accept(c, SLICE("true")) &&
		   !json_cursor_accept(c, SLICE("false"))) {
		json_cursor_int(c);
	}
}

struct slice json_cursor_skip(struct json_cursor *c)
{
	const char *from = c->at;

	skip_value(c, 0);
	if (c->error)
		return (struct slice){0};
	return (struct slice){from, (size_t)(c->at - from)};
}

int json_cursor_end(struct json_cursor *c, struct err *err)
{
	if (!c->error && c->at != c->end)
		json_cursor_fail(c, "more behind the end");
	if (c->error)
		return err_set(err, ERR_INVALID, "canonical JSON: byte %zu: %s", c->error_at, c->error);
	return 0;
}

int json_canonical_check(struct slice bytes, struct err *err)
{
	struct json_cursor c;

	json_cursor_init(&c, bytes, NULL); // skipping makes no copies
	json_cursor_skip(&c);
	return json_cursor_end(&c, err);
}
