// SPDX-License-Identifier: Apache-2.0
// One scan over the bytes, and what needs no change is copied in runs. Nearly all text is one run.
#include "html/html.h"

#include <string.h>

enum byte_class { PLAIN, SPECIAL, CONTROL, HIGH };

// Tab, line feed and carriage return are text; all other C0 controls and DEL may not stand in HTML.
static const uint8_t byte_classes[256] = {
	[0x00 ... 0x08] = CONTROL,
	[0x0b ... 0x0c] = CONTROL,
	[0x0e ... 0x1f] = CONTROL,
	['"'] = SPECIAL,
	['&'] = SPECIAL,
	['\''] = SPECIAL,
	['<'] = SPECIAL,
	['>'] = SPECIAL,
	[0x7f] = CONTROL,
	[0x80 ... 0xff] = HIGH,
};

static const char replacement[] = "\xef\xbf\xbd"; // U+FFFD

static bool is_continuation(const uint8_t *p, const uint8_t *end)
{
	return p < end && (*p & 0xc0) == 0x80;
}

// Length of the well-formed sequence that begins at p (a byte ≥ 0x80) and is no C1 control, or 0.
static size_t sequence_len(const uint8_t *p, const uint8_t *end)
{
	if (!is_continuation(p + 1, end))
		return 0;
	if (p[0] < 0xe0) // below C2 overlong or a stray continuation; C2 80–9F are the C1 controls
		return p[0] >= 0xc2 && !(p[0] == 0xc2 && p[1] < 0xa0) ? 2 : 0;
	if (!is_continuation(p + 2, end))
		return 0;
	if (p[0] < 0xf0) // overlong below E0 A0, surrogates from ED A0
		return !(p[0] == 0xe0 && p[1] < 0xa0) && !(p[0] == 0xed && p[1] >= 0xa0) ? 3 : 0;
	if (!is_continuation(p + 3, end))
		return 0;
	if (p[0] > 0xf4 || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] >= 0x90))
		return 0;
	return 4;
}

static void put_special(struct buf *out, uint8_t byte)
{
	switch (byte) {
	case '&':
		BUF_PUT_LIT(out, "&amp;");
		break;
	case '<':
		BUF_PUT_LIT(out, "&lt;");
		break;
	case '>':
		BUF_PUT_LIT(out, "&gt;");
		break;
	case '"':
		BUF_PUT_LIT(out, "&#34;");
		break;
	default:
		BUF_PUT_LIT(out, "&#39;");
		break;
	}
}

static void put_text(struct buf *out, struct slice text, bool escape)
{
	const uint8_t *p = (const uint8_t *)text.ptr;
	const uint8_t *end = p + text.len;
	const uint8_t *run = p;

	if (text.len == 0)
		return;
	while (p < end) {
		uint8_t class = byte_classes[*p];
		size_t len;

		if (class == PLAIN || (class == SPECIAL && !escape)) {
			p++;
			continue;
		}
		len = class == HIGH ? sequence_len(p, end) : 0;
		if (len) {
			p += len;
			continue;
		}
		buf_put(out, run, (size_t)(p - run));
		if (class == SPECIAL)
			put_special(out, *p);
		else
			BUF_PUT_LIT(out, replacement);
		run = ++p;
	}
	buf_put(out, run, (size_t)(p - run));
}

void html_escape(struct buf *out, struct slice text)
{
	put_text(out, text, true);
}

void html_clean(struct buf *out, struct slice text)
{
	put_text(out, text, false);
}

void html_put_slice(struct html *h, struct slice text)
{
	put_text(h->out, text, true);
}

void html_put_cstr(struct html *h, const char *text)
{
	put_text(h->out, slice_of(text), true);
}

void html_put_plain_slice(struct html *h, struct slice text)
{
	put_text(h->out, text, false);
}

void html_put_plain_cstr(struct html *h, const char *text)
{
	put_text(h->out, slice_of(text), false);
}

void html_put_i64(struct html *h, int64_t value)
{
	buf_put_i64(h->out, value);
}

void html_put_u64(struct html *h, uint64_t value)
{
	if (value > INT64_MAX) {
		buf_put_i64(h->out, (int64_t)(value / 10));
		buf_put_byte(h->out, (char)('0' + value % 10));
		return;
	}
	buf_put_i64(h->out, (int64_t)value);
}

void html_put_raw(struct html *h, struct html_raw raw)
{
	buf_put_slice(h->out, raw.markup);
}
