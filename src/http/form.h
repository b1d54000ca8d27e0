// SPDX-License-Identifier: Apache-2.0
// Forms: application/x-www-form-urlencoded and multipart/form-data, parsed when first asked for, from the
// body that is already in memory. Values are UTF-8 without NUL and without other control characters than tab
// and line ends, which come as "\n". Everything borrowed lives with the request.
//
// What is over a limit (limits.field_bytes, file_bytes, file_count, param_count, or the body cut) does not
// spoil the rest: the form is parsed as far as it goes and http_form_overflow names the first field over its
// limit, so that the page can come back with what was typed and say which.
//
//	struct slice text = http_form(r, "text");
//	const char *over = http_form_overflow(r);
//	if (http_form_error(r)) → 400     else if (over) → 413, the form again
#ifndef YIDAN_HTTP_FORM_H
#define YIDAN_HTTP_FORM_H

#include "base/slice.h"
#include "http/request.h"

struct http_file {
	struct slice name;     // of the field
	struct slice filename; // as the client says, last component only, valid UTF-8; for showing, never for
			       // opening
	struct slice content_type; // as the client says; never trusted
	struct slice bytes;
};
struct http_files {
	const struct http_file *items;
	size_t count;
};

// First value of a name; absent: ptr NULL. Leading and trailing blanks are the caller's to trim.
struct slice http_form(struct http_request *r, const char *name);
struct http_params http_form_all(struct http_request *r);
// Files of a multipart form; fields without a chosen file are left out.
struct http_files http_files(struct http_request *r);
// Name of the first field that was over a limit and is missing or cut; "" when the whole body was cut in no
// field; NULL when all is there.
const char *http_form_overflow(struct http_request *r);
// NULL, or what is malformed (English, for the log): "not a form", "bad boundary", "not UTF-8", …
const char *http_form_error(struct http_request *r);

#endif
