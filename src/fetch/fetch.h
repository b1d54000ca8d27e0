// SPDX-License-Identifier: Apache-2.0
// Asks other servers over HTTP: GET and POST, each with a limit of bytes and of time. http and https alone,
// also behind a redirect (from https never back to http; a POST is not redirected); no cookies, no passwords,
// no compression. Certificates are checked against the system's. A proxy of the environment (https_proxy,
// no_proxy) is used. Knows nothing of what is asked for.
//
// One handle a caller, one thread at a time; it keeps its connections, so use it again.
//
//	CLEANUP(fetch_freep) struct fetch *fetch = fetch_new("yidan-follow");
//	struct fetch_limits limits = {.bytes = 16 * 1024, .time_ms = 20000};
//	if ((r = fetch_get(fetch, url, &limits, arena, &answer, err)) < 0) …
//	if (answer.status != 200) …
#ifndef YIDAN_FETCH_FETCH_H
#define YIDAN_FETCH_FETCH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FETCH_URL_BYTES_MAX  2000
#define FETCH_HEAD_BYTES_MAX (64 * 1024)
#define FETCH_REDIRECTS_MAX  3
#define FETCH_CONNECT_MS_MAX 10000

struct fetch;

struct fetch_limits {
	size_t bytes;	 // of the body
	int64_t time_ms; // for all of it, from the name to the last byte
};

struct fetch_answer {
	int status; // of HTTP, whatever it is
	struct slice body;
};

// http or https, a host, no user or password in it, no fragment, at most FETCH_URL_BYTES_MAX. ERR_INVALID.
int fetch_check_url(const char *url, struct err *err);

struct fetch *fetch_new(const char *agent); // the User-Agent
void fetch_free(struct fetch *fetch);	    // NULL is fine
void fetch_freep(struct fetch **fetch);
// When this becomes true, within a second a request that runs ends with ERR_UNAVAILABLE. It must outlive the
// handle.
void fetch_set_stop(struct fetch *fetch, const atomic_bool *stop);

// An answer of whatever status is 0; its body lives in the arena. ERR_UNAVAILABLE: nobody there, too slow, a
// certificate that does not hold; ERR_INVALID: a URL that is none, a redirect that leads elsewhere, an answer
// that is no HTTP or over a limit.
int fetch_get(struct fetch *fetch, const char *url, const struct fetch_limits *limits, struct arena *arena,
	struct fetch_answer *ret, struct err *err);
// A request with one header more ("Name: value" lines; empty for none), by GET, POST or PUT.
struct fetch_request {
	const char *method, *url;
	const char *type;	    // of the body
	const char *const *headers; // whole lines, ASCII
	size_t header_count;
	struct slice body;
	// Otherwise a request on a kept connection that turns out to be closed is sent again on a new one.
	bool is_sent_once;
};
int fetch_send(struct fetch *fetch, const struct fetch_request *request, const struct fetch_limits *limits,
	struct arena *arena, struct fetch_answer *ret, struct err *err);
// Whether anything of the last request may have left for the server.
bool fetch_has_asked(const struct fetch *fetch);
int fetch_post(struct fetch *fetch, const char *url, const char *type, struct slice body,
	const struct fetch_limits *limits, struct arena *arena, struct fetch_answer *ret, struct err *err);

#endif
