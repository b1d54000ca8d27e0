// SPDX-License-Identifier: Apache-2.0
// A request as a callback of http/server.h sees it. The server owns it: it lives until the whole answer has
// been sent or the client is gone, and never ends while it is suspended. Everything borrowed from it (slices,
// arena) lives as long. One thread at a time: the HTTP thread, or whoever it was handed to between
// http_suspend and http_resume.
//
// A slice with ptr NULL means "absent"; a present but empty value has a pointer.
//
//	static void answer(struct http_request *r, void *app)
//	{
//		if (!slice_eq(http_path(r), SLICE("/hello")))
//			return http_respond_error(r, 404);
//		struct slice name = http_query(r, "name");
//		http_respond_text(r, 200, arena_printf(http_arena(r), "Hello %.*s\n", SLICE_ARG(name)));
//	}
//
// What takes long leaves the HTTP thread:
//
//	http_suspend(r);                    // first, then hand it over
//	pool_push(pool, work, r);
//	… on a thread of the pool: look things up, keep them in http_arena(r) …
//	http_resume(r, finish, result);     // any thread; r is not touched by that thread again
//	… finish(r, result) runs on the HTTP thread and responds (or suspends again).
//
// Cancelling: a client that goes away changes nothing for the holder of a suspended request. It works on (or
// asks http_client_is_gone before something expensive) and must resume it in the end; the answer is then
// dropped, or finish not even called: what the request holds is given back in on_end. Every suspended request
// must be resumed exactly once.
#ifndef YIDAN_HTTP_REQUEST_H
#define YIDAN_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdint.h>

struct http_request;
struct http_server;

// Others are answered 501 by the gate, CONNECT and TRACE too.
enum http_method {
	HTTP_METHOD_GET,
	HTTP_METHOD_HEAD, // answered like GET; the body is left out by the server
	HTTP_METHOD_POST,
	HTTP_METHOD_PUT,
	HTTP_METHOD_DELETE,
	HTTP_METHOD_PATCH,
	HTTP_METHOD_OPTIONS, // path "*" for OPTIONS *
};

enum http_method http_method(const struct http_request *r);
const char *http_method_name(enum http_method method); // "GET"

// Percent-decoded once; begins with "/"; valid UTF-8 without NUL or control characters; no "//", no "." or
// ".." segment (the gate refuses them: 400). Terminated.
struct slice http_path(const struct http_request *r);
// As it came, without the "?"; ptr NULL where there was none. May hold what a person typed: never log it.
struct slice http_query_raw(const struct http_request *r);
// First value of a name, decoded, valid UTF-8 without NUL; absent: ptr NULL.
struct slice http_query(struct http_request *r, const char *name);

// Names and values in the order they came.
struct http_param {
	struct slice name;
	struct slice value;
};
struct http_params {
	const struct http_param *items;
	size_t count;
};
struct http_params http_query_all(struct http_request *r);

// A header field by its name (any case), blanks around it trimmed. Of several, the first (the gate refuses
// repetition of those that must be single); absent: ptr NULL.
struct slice http_header(const struct http_request *r, const char *name);
// First cookie of that name; absent: ptr NULL.
struct slice http_cookie(struct http_request *r, const char *name);

// Host header (or authority of an absolute target): lower case, without port; "" for HTTP/1.0 without one.
// Syntax checked.
struct slice http_host(const struct http_request *r);
// The same with port as it came: for links back to us.
struct slice http_authority(const struct http_request *r);
// Address of the client, without port: "203.0.113.9", "2001:db8::1". From a trusted proxy, the last address
// in X-Forwarded-For that is not itself a trusted proxy.
const char *http_remote(struct http_request *r);
// TLS here, or at a trusted proxy that says so by X-Forwarded-Proto.
bool http_is_https(struct http_request *r);
// Whether a browser says that a page of ours sent this: Sec-Fetch-Site same-origin or none, else Origin equal
// to our scheme and authority. A client that sends neither header is no browser of today: `fallback` decides.
bool http_is_same_origin(struct http_request *r, bool fallback);

// Own random id, 26 characters; never the client's.
const char *http_request_id(const struct http_request *r);
// Ends with the request. May be used by whoever holds the request.
struct arena *http_arena(struct http_request *r);
// For the application: a pointer that it sets in on_head or later and finds again (its route, say).
void http_set_user(struct http_request *r, void *user);
void *http_get_user(const struct http_request *r);
void *http_get_app(const struct http_request *r); // options.app
// For http_server_stats: the first requests may come before http_server_start has returned the pointer.
struct http_server *http_get_server(const struct http_request *r);

// --- body (see http/form.h for forms) ---

// In on_head only: limit of this request's body, at most limits.body_max_bytes.
void http_set_body_limit(struct http_request *r, size_t bytes);
// In on_head only: when the body is over its limit, call on_request with what came before the limit, and
// http_body_is_cut true, so that a form can be shown again with what was typed. Without it: on_refused with
// 413.
void http_keep_cut_body(struct http_request *r);
bool http_body_is_cut(const struct http_request *r);
struct slice http_body(const struct http_request *r); // empty when there is none

// --- leaving the HTTP thread ---

void http_suspend(
	struct http_request *r); // only in on_request or a resumed fn; nothing may have been responded
void http_resume(
	struct http_request *r, void (*fn)(struct http_request *r, void *arg), void *arg); // any thread
// A hint for the holder of a suspended request: the client closed the connection. Any thread that holds it.
bool http_client_is_gone(const struct http_request *r);

#endif
