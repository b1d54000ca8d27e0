// SPDX-License-Identifier: Apache-2.0
// The inside of a request. Inside http/ only; the outside is http/request.h.
#ifndef YIDAN_HTTP_REQUEST_IMPL_H
#define YIDAN_HTTP_REQUEST_IMPL_H

#include "base/buf.h"
#include "http/form.h"
#include "http/gate.h"
#include "http/head.h"
#include "http/request.h"
#include "http/response.h"

#include <netinet/in.h>

#define REQUEST_ID_BYTES 27 // 16 random bytes in base 32, and the NUL
#define REMOTE_BYTES	 (INET6_ADDRSTRLEN + 1)

struct conn;
struct trusted_proxies;
struct MHD_Connection;
struct MHD_Response;

enum request_phase {
	REQUEST_PHASE_READING,	 // the gate has it; only on_head may have been called
	REQUEST_PHASE_HANDLING,	 // a callback of the application runs or will run
	REQUEST_PHASE_SUSPENDED, // somebody else holds it
	REQUEST_PHASE_ANSWERED,	 // the response is libmicrohttpd's
};

struct response_header {
	struct response_header *next;
	const char *name;
	const char *value;
};

struct http_request {
	struct http_request *next; // in the gate's queue, or the server's spare ones
	struct arena *arena;
	struct conn *conn;	    // NULL in tests of parsers
	struct MHD_Connection *mhd; // from the access handler on
	enum request_phase phase;
	char id[REQUEST_ID_BYTES];
	int64_t began_us; // monotonic

	struct head head;
	struct buf body; // heap; kept for the next request while small
	size_t body_limit;
	size_t reserved_bytes; // counted in the server's bodies
	bool keep_cut;
	bool cut;
	bool close;	      // the connection ends with this request's answer
	bool linger;	      // bytes of the client may be on their way when it does
	bool responded_early; // by on_head
	int refused;	      // status the gate refuses it with; 0: accepted
	const char *reason;   // of the refusal
	bool refusing;	      // on_refused has been called

	void *user;
	void (*resume_fn)(struct http_request *r, void *arg);
	void *resume_arg;

	// parsed when first asked for
	bool query_parsed, form_parsed, remote_known, https;
	struct http_params query;
	struct http_params form;
	struct http_files files;
	const char *form_overflow, *form_error;
	struct sockaddr_storage peer;
	char remote[REMOTE_BYTES];

	// the answer
	struct response_header *headers, **headers_end;
	size_t header_bytes;
	struct MHD_Response *response;
	int status;
	uint64_t body_bytes;
	void (*release)(void *arg);
	void *release_arg;
};

#endif
