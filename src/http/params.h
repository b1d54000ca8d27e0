// SPDX-License-Identifier: Apache-2.0
// Parsers of queries, forms and cookies over bytes in memory. Inside http/ only, pure. Results live in the
// arena or, where nothing had to be decoded, in the input.
#ifndef YIDAN_HTTP_PARAMS_H
#define YIDAN_HTTP_PARAMS_H

#include "base/arena.h"
#include "http/form.h"
#include "http/request.h"
#include "http/server.h"

struct params_parse {
	struct arena *arena;
	const struct http_limits *limits;
	bool skip_malformed; // leave a malformed pair out, instead of error
	bool cut;	     // the input is the beginning of a longer one

	struct http_params params;
	struct http_files files;
	const char *overflow; // as http_form_overflow
	const char *error;    // as http_form_error
	size_t params_cap, files_cap;
};

// name=value&name=value
void params_urlencoded(struct params_parse *parse, struct slice in);
// multipart/form-data (RFC 7578) with this boundary
void params_multipart(struct params_parse *parse, struct slice boundary, struct slice in);
// The boundary of a multipart/form-data Content-Type: false when there is none, or not a proper one.
bool multipart_boundary(struct slice content_type, struct slice *ret);

struct slice params_get(struct http_params params, const char *name);
// For the parsers: adds a pair whose value meets the limits, cut where it must be.
void params_add(struct params_parse *parse, struct slice name, struct slice value);

// Text as the application shall see it: valid UTF-8 or false; CR LF and CR become LF, other control
// characters vanish.
bool http_text_clean(struct arena *arena, struct slice in, struct slice *ret);

// First cookie of that name in one Cookie header; absent: ptr NULL. Quotes around a value are taken off.
struct slice cookie_find(struct slice header, struct slice name);

#endif
