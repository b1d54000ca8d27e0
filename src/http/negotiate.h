// SPDX-License-Identifier: Apache-2.0
// Choosing by Accept, Accept-Language and Accept-Encoding (RFC 9110, 12.5), and compressing. Any thread that
// holds the request; the pure functions, any thread.
//
//	const char *const offered[] = {"zh-CN", "en"};
//	int lang = http_accept_language(http_header(r, "Accept-Language"), offered, 2);   // -1: nothing
// acceptable
#ifndef YIDAN_HTTP_NEGOTIATE_H
#define YIDAN_HTTP_NEGOTIATE_H

#include "base/buf.h"
#include "base/slice.h"

struct http_request;

// Index of the best of `offered`, the earlier on equal quality; -1 when none is acceptable or the header is
// absent. "zh" accepts "zh-CN"; "zh-TW" falls back to "zh-CN" by its primary tag where nothing matches
// better; "*" accepts all.
int http_accept_language(struct slice header, const char *const *offered, int count);
// The same for media types: "text/*", "*/*"; parameters other than q are ignored. Absent header: 0.
int http_accept(struct slice header, const char *const *offered, int count);

enum http_encoding { HTTP_ENCODING_IDENTITY, HTTP_ENCODING_GZIP, HTTP_ENCODING_BR };

// The best of identity and those in `available` (bits 1 << HTTP_ENCODING_…): by quality, then br, gzip,
// identity.
enum http_encoding http_pick_encoding(const struct http_request *r, unsigned available);
enum http_encoding http_accept_encoding(struct slice header, unsigned available);
const char *http_encoding_name(
	enum http_encoding encoding); // "gzip"; NULL for identity, fit for http_response

// gzip (level 1–9) and brotli (quality 0–11) of `in`, appended to out.
void http_gzip(struct slice in, int level, struct buf *out);
void http_brotli(struct slice in, int quality, struct buf *out);

#endif
