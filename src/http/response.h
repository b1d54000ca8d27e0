// SPDX-License-Identifier: Apache-2.0
// Answering. Each request is answered exactly once, on the HTTP thread (in on_head, on_request, on_refused or
// a resumed fn). Content-Length, Date and Connection are the server's; HEAD and 304 are taken care of: always
// give the body.
//
//	http_set_header(r, "Vary", SLICE("Accept-Language"));
//	http_respond(r, &(struct http_response){
//		.status = 200,
//		.content_type = "text/html; charset=utf-8",
//		.cache_control = "no-cache",
//		.etag = SLICE("\"9f2c\""),
//		.body = buf_slice(&page),          // in http_arena(r)
//		.body_kind = HTTP_BODY_ARENA,
//	});
#ifndef YIDAN_HTTP_RESPONSE_H
#define YIDAN_HTTP_RESPONSE_H

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

struct http_request;

enum http_body_kind {
	HTTP_BODY_COPY,	  // copied into the request's arena
	HTTP_BODY_ARENA,  // lives as long as the request does (in http_arena(r))
	HTTP_BODY_STATIC, // lives as long as the process (embedded assets): not copied
	HTTP_BODY_SHARED, // lives until release(release_arg), called once, after the last byte or the client
			  // is gone: not copied
};

struct http_response {
	int status;
	const char *content_type;     // NULL: none
	const char *cache_control;    // NULL: "no-store"
	const char *content_encoding; // NULL: identity
	struct slice etag; // with its quotes; where If-None-Match holds it, a GET or HEAD gets 304 instead.
			   // ptr NULL: none
	struct slice body;
	enum http_body_kind body_kind;
	void (*release)(void *arg); // HTTP_BODY_SHARED; any HTTP thread
	void *release_arg;
};

void http_respond(struct http_request *r, const struct http_response *response);
void http_respond_text(struct http_request *r, int status, const char *text); // text/plain; copied
// Through options.on_refused, so that all error pages look alike.
void http_respond_error(struct http_request *r, int status);
// The status of an error class (base/err.h), with Retry-After where trying again helps.
void http_respond_err(struct http_request *r, int err_class);
// 303 to a path of ours ("/c/K7M?lang=en"): ERR_INVALID (and nothing responded) unless it begins with one "/"
// and has no control character or backslash, so that a redirect never leads elsewhere.
int http_redirect(struct http_request *r, struct slice local_path);
// 308, for http to https and the like; only with addresses that the program itself made.
void http_redirect_permanent(struct http_request *r, struct slice url);

// A header of the answer, before responding. The value is copied. ERR_INVALID, and nothing set, when it has
// control characters. The name is ours, never the client's.
int http_set_header(struct http_request *r, const char *name, struct slice value);

enum http_same_site { HTTP_SAME_SITE_LAX, HTTP_SAME_SITE_STRICT, HTTP_SAME_SITE_NONE };

// Always HttpOnly unless readable; Secure wherever the request came by https; Path=/ unless given.
struct http_set_cookie {
	const char *name;
	struct slice value; // letters, digits and the other characters that RFC 6265 allows: no blank, comma,
			    // quote, semicolon
	const char *path;
	int64_t max_age_s; // 0: until the browser closes; negative: forget it
	enum http_same_site same_site;
	bool readable; // by scripts
};
int http_set_cookie(struct http_request *r, const struct http_set_cookie *cookie); // 0 or ERR_INVALID

// Whether an If-None-Match value holds the tag (weak comparison, lists, "*").
bool http_etag_matches(struct slice if_none_match, struct slice etag);
const char *http_status_text(int status); // "Not Found"; "Status" for one without a name

#endif
