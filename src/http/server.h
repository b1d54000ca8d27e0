// SPDX-License-Identifier: Apache-2.0
// The HTTP/1.1 server: listening, TLS, threads, limits, deadlines, the gate against malformed requests. It
// knows nothing of pages; it hands each accepted request to two callbacks (see also http/request.h,
// http/response.h).
//
// The way of a request. (1) The gate reads and checks the head. (2) on_head is called, on the HTTP thread,
// before the body is read: it may set a limit of the body (http_set_body_limit) or refuse by responding at
// once (404, 405, 413, …). It must be quick: it routes, it does not ask a database. (3) The body is read into
// memory. (4) on_request is called on the HTTP thread. It responds, or suspends the request and hands it to a
// pool (http_suspend, http_resume).
//
// What the gate refuses (malformed framing, 408, 413, 414, 431, 501, 505 …) goes to on_refused, so that the
// page that tells of it is in the user's language; after it the connection closes and nothing that followed
// on it is served.
//
// Threads: start and stop on the thread of main, which blocks its signals (SIGTERM, SIGINT, SIGHUP) before
// start, so that the threads made there do not get them; the callbacks run on HTTP threads, several at once.
//
//	struct http_server_options options;
//	http_server_options_init(&options);
//	options.listen[options.listen_count++] = (struct http_listen){.address = "127.0.0.1:8311"};
//	options.on_request = answer;
//	options.app = &app;
//	struct http_server *server;
//	if (http_server_start(&options, &server, &err) < 0) …
//	… wait for SIGTERM …
//	http_server_stop(server);
#ifndef YIDAN_HTTP_SERVER_H
#define YIDAN_HTTP_SERVER_H

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

struct http_request;
struct http_server;

#define HTTP_LISTEN_MAX 8

struct http_listen {
	const char *address; // "127.0.0.1:8311", "[::1]:8311", "*:80" (v4 and v6), ":8311" as "*:8311"; port
			     // 0: a free one. NULL: fd
	int fd; // with address NULL: a listening socket that was handed to us (systemd); the server closes it
};

// Every input has a limit. What a client sends above one is refused with the status named.
struct http_limits {
	size_t target_bytes;   // request target: 414
	size_t head_bytes;     // request line and header fields together: 431
	size_t header_count;   // 431
	size_t body_bytes;     // of a body where on_head sets nothing else: 413
	size_t body_max_bytes; // the most that on_head may allow
	size_t discard_bytes;  // of a body over its limit read and thrown away, so that the client reads our
			       // answer
	size_t bodies_bytes;   // of all bodies in memory at once: 503
	size_t param_count;    // names in a query or a form: form_overflow, or 400 where it is the query
	size_t field_bytes;    // one field of a form
	size_t file_count;
	size_t file_bytes;    // one file of a form
	unsigned connections; // of the server; the file limit is raised to fit, and lowers this where it
			      // cannot be
	unsigned connections_per_address; // generous: a whole town may stand behind one carrier NAT. 0: no
					  // limit
};

// Microseconds. A deadline that passes closes the connection: 408 where a request had begun.
struct http_deadlines {
	int64_t head_us;  // from the first byte of a head (or the accept) to its end, TLS handshake included
	int64_t body_us;  // from the end of the head to the end of the body; extended by min_bytes_per_second
	int64_t write_us; // for a whole answer; extended likewise
	int64_t idle_us;  // between two requests of a connection
	int64_t min_bytes_per_second; // a body or answer may take size / this, beyond its deadline
};

// One answered request, for an access log. Never the query, which may hold what a person typed.
struct http_access {
	const char *request_id;
	const char *method; // "GET", or "-" where the gate refused before it knew
	struct slice path;  // percent-decoded, may be empty where the gate refused
	const char *remote; // address of the client
	int status;
	uint64_t body_bytes; // of the answer
	int64_t duration_us; // from the first byte of the head to the last of the answer
	int completed;	     // 0 when the client went away before the whole answer was sent
};

struct http_server_options {
	struct http_listen listen[HTTP_LISTEN_MAX];
	unsigned listen_count;
	const char *tls_cert_path; // PEM, whole chain; both or none
	const char *tls_key_path;
	unsigned threads; // for each listening socket; 0: one a core
	struct http_limits limits;
	struct http_deadlines deadlines;
	// Addresses or CIDR blocks, comma separated ("127.0.0.1, ::1, 10.0.0.0/8", "unix" is not one):
	// X-Forwarded-For and X-Forwarded-Proto count only from these. NULL or "": from nobody.
	const char *trusted_proxies;

	void (*on_head)(struct http_request *r, void *app); // may be NULL
	void (*on_request)(struct http_request *r, void *app);
	// Answers what the gate (or http_respond_error) refuses: must respond before it returns, with this
	// status. `r` may know little: path, query and headers are empty as far as they could not be read.
	// NULL: a short plain text. `reason` is English, for the log, and says nothing of what the client
	// sent.
	void (*on_refused)(struct http_request *r, int status, const char *reason, void *app);
	void (*on_access)(const struct http_access *access, void *app); // may be NULL
	// The last of a request for which http_set_user was called, whatever became of it: a client that goes
	// away while a request is suspended takes the call of its http_resume with it. What user holds is
	// given back here. May be NULL.
	void (*on_end)(struct http_request *r, void *app);
	void *app;
};

// Zeroes all and sets the usual limits and deadlines.
void http_server_options_init(struct http_server_options *options);

// 0, ERR_INVALID (an option, a certificate: err says which and how to mend it) or ERR_UNAVAILABLE (address in
// use, no permission). Options are copied; app, and what it points to, must live until http_server_stop
// returned.
int http_server_start(const struct http_server_options *options, struct http_server **ret, struct err *err);
// Port of the nth listening socket (the free one that was found where 0 was asked for).
int http_server_port(const struct http_server *server, unsigned listen_index);
// Stops listening, closes idle connections, answers whatever has been accepted, ends the threads, frees the
// server. Suspended requests are waited for: the pools that hold them must run until this returns. NULL is
// fine.
void http_server_stop(struct http_server *server);

// Figures for a metrics page; any thread.
struct http_server_stats {
	uint64_t requests;     // answered
	uint64_t refused;      // by the gate, of these
	uint64_t timed_out;    // connections closed by a deadline
	unsigned connections;  // open now
	uint64_t bodies_bytes; // in memory now
};
void http_server_stats(struct http_server *server, struct http_server_stats *ret);

#endif
