// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: nothing of them can leave the place in the markup where they are printed, what comes
// out is well-formed UTF-8, and well-formed text without control characters comes back whole when it is read
// again.
#include "base/buf.h"
#include "html/html.h"

#include <stdlib.h>
#include <string.h>

static bool is_clean(struct slice text)
{
	if (!slice_is_utf8(text))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t byte = (uint8_t)text.ptr[i];

		if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f)
			return false;
		if (byte == 0xc2 && (uint8_t)text.ptr[i + 1] < 0xa0)
			return false;
	}
	return true;
}

// Reads the five references back.
static void unescape(struct buf *out, struct slice html)
{
	static const char *const from[] = {"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"};
	static const char to[] = "&<>\"'";

	for (size_t i = 0; i < html.len;) {
		size_t r = 0;

		if (html.ptr[i] != '&') {
			buf_put_byte(out, html.ptr[i++]);
			continue;
		}
		while (r < ARRAY_LEN(from) && !slice_starts_with(slice_sub(html, i, 5), slice_of(from[r])))
			r++;
		must(r < ARRAY_LEN(from)); // a raw & got through
		buf_put_byte(out, to[r]);
		i += strlen(from[r]);
	}
}

static void check_text(struct slice input)
{
	CLEANUP(buf_release) struct buf out = {0};
	CLEANUP(buf_release) struct buf back = {0};
	CLEANUP(buf_release) struct buf clean = {0};
	struct html h = {.out = &out};

	html_put_text(&h, input);
	must(is_clean(buf_slice(&out)));
	for (size_t i = 0; i < out.len; i++)
		must(!memchr("<>\"'", out.ptr[i], 4));
	unescape(&back, buf_slice(&out));
	html_clean(&clean, input);
	must(slice_eq(buf_slice(&back), buf_slice(&clean)));
	if (is_clean(input))
		must(slice_eq(buf_slice(&back), input));
}

static void check_urls(struct slice input)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct html h = {.out = &out};
	struct slice url = html_url_checked(input).text;

	html_put_url_part(&h, input);
	for (size_t i = 0; i < out.len; i++)
		must(!memchr("/?#:&<>\"'\\@ \t\r\n", out.ptr[i], 15) && (uint8_t)out.ptr[i] < 0x80);
	must(!slice_eq(buf_slice(&out), SLICE("..")));
	if (slice_eq(url, SLICE("about:invalid")))
		return;
	must(slice_eq(url, input) && slice_find_byte(url, '\n') < 0 && slice_find_byte(url, '\t') < 0);
	must(!slice_starts_with(url, SLICE("//")) && !slice_starts_with(url, SLICE("/\\")));
	must(!slice_eq_ascii_nocase(slice_sub(url, 0, 11), SLICE("javascript:")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	// On the heap in its exact size, so that the sanitizer sees a read behind the end.
	char *copy = malloc(size ? size : 1);
	struct slice input = {copy, size};

	must(copy);
	memcpy(copy, data, size);
	check_text(input);
	check_urls(input);
	free(copy);
	return 0;
}
