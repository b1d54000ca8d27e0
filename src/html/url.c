// SPDX-License-Identifier: Apache-2.0
#include "html/html.h"

#include <string.h>

static const struct html_url invalid_url = {{"about:invalid", sizeof("about:invalid") - 1}};

// Browsers drop tabs and line ends from URLs and read "\" as "/", so neither may stand in one.
static bool has_only_url_bytes(struct slice url)
{
	for (size_t i = 0; i < url.len; i++) {
		uint8_t byte = (uint8_t)url.ptr[i];

		if (byte <= 0x20 || byte == 0x7f || byte == '\\')
			return false;
	}
	return true;
}

struct html_url html_url_local(struct slice path)
{
	if (path.len == 0 || path.ptr[0] != '/' || (path.len > 1 && path.ptr[1] == '/'))
		return invalid_url;
	return has_only_url_bytes(path) ? (struct html_url){path} : invalid_url;
}

struct html_url html_url_checked(struct slice url)
{
	static const char *const schemes[] = {"http", "https", "mailto", "tel"};
	struct slice scheme, rest;

	if (url.len == 0)
		return invalid_url;
	if (url.ptr[0] == '/')
		return html_url_local(url);
	if (!has_only_url_bytes(url))
		return invalid_url;
	if (url.ptr[0] == '?' || url.ptr[0] == '#')
		return (struct html_url){url};
	if (!slice_cut(url, ':', &scheme, &rest))
		return invalid_url;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (slice_eq_ascii_nocase(scheme, slice_of(schemes[i])))
			return (struct html_url){url};
	return invalid_url;
}

void html_put_url_value(struct html *h, struct html_url url)
{
	html_escape(h->out, url.text);
}

void html_put_url_plain(struct html *h, struct html_url url)
{
	html_clean(h->out, url.text);
}

static bool is_unreserved(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       byte == '-' || byte == '_' || byte == '~' || byte == '.';
}

// A part that is "." or ".." would climb in the path; percent-encoding does not help, as browsers read %2e as
// a dot. Such a part prints nothing.
void html_put_part_slice(struct html *h, struct slice text)
{
	static const char digits[] = "0123456789ABCDEF";

	if (slice_eq_cstr(text, ".") || slice_eq_cstr(text, ".."))
		return;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t byte = (uint8_t)text.ptr[i];

		if (is_unreserved(byte)) {
			buf_put_byte(h->out, (char)byte);
		} else {
			char encoded[3] = {'%', digits[byte >> 4], digits[byte & 15]};

			buf_put(h->out, encoded, sizeof(encoded));
		}
	}
}

void html_put_part_cstr(struct html *h, const char *text)
{
	html_put_part_slice(h, slice_of(text));
}
