// SPDX-License-Identifier: Apache-2.0
// The gate: what stands between the bytes of a connection and libmicrohttpd. Inside http/ only. One a
// connection, used by its HTTP thread alone; no sockets and no clock here, so that tests and fuzzing drive it
// with bytes.
//
// libmicrohttpd 0.9.75 reads requests leniently, even at its strictest (tried): Content-Length beside
// Transfer-Encoding, two different Content-Lengths, two Hosts, chunked in HTTP/1.0, any method; and, what its
// callbacks cannot see, bare LF as a line end, in chunked framing too (a LF inside a chunk extension ends the
// line, so that it and a proxy disagree on where the body ends), a target or value cut off at a NUL, a folded
// field joined to the wrong name, a body until the end of the connection for an unknown coding. So it never
// sees a client's byte. The gate reads heads and bodies itself, strictly, makes a struct http_request of
// each, and gives libmicrohttpd a short request in its place, in our own words:
//
//	GET / HTTP/1.1, Host: y                                for a request without body
//	POST / HTTP/1.1, Host: y, Transfer-Encoding: chunked   for one with a body
//	0 CR LF CR LF                                          when all of it is here; never the body itself
//
// Requests made wait in `queue` in the order of the words given; the access handler takes the first for each.
// What is refused (status in http_request.refused) is given as a request too, so that it is answered by the
// ordinary way; behind it the gate is dead: it swallows whatever follows and the connection closes with that
// answer.
#ifndef YIDAN_HTTP_GATE_H
#define YIDAN_HTTP_GATE_H

#include "base/buf.h"
#include "base/slice.h"
#include "http/head.h"

// Requests waiting in one connection; the last of them is the last of the connection.
#define GATE_PIPELINE_MAX 32

enum gate_state {
	GATE_HEAD,	  // reading lines of a head (or waiting for its first byte)
	GATE_BODY_LENGTH, // Content-Length bytes
	GATE_CHUNK_SIZE,
	GATE_CHUNK_DATA,
	GATE_CHUNK_END, // CR LF behind the data of a chunk
	GATE_TRAILER,
	GATE_DEAD, // swallowing
};

struct conn;

// What the gate needs of the server; a test gives its own.
struct gate_owner {
	const struct http_limits *limits;
	// A zeroed request with an arena.
	struct http_request *(*request_new)(struct gate_owner *owner);
	void (*request_free)(struct gate_owner *owner, struct http_request *r);
	// The head is complete and accepted: may set the body's limit or respond. NULL: nobody asks.
	void (*on_head)(struct gate_owner *owner, struct http_request *r);
	// Asks for room for `more` body bytes of r; counted until the request ends. False: too much in memory
	// already.
	bool (*reserve)(struct gate_owner *owner, struct http_request *r, size_t more);
};

struct gate {
	struct gate_owner *owner;
	struct conn *conn; // for the requests; NULL in tests
	enum gate_state state;
	struct buf pending; // bytes of an unfinished line, head or chunk; heap, empty between requests
	struct buf out;	    // words for libmicrohttpd not yet taken
	size_t out_taken;
	struct http_request *building; // its head or body is being read
	struct http_request *queue, **queue_end;
	unsigned queued;
	size_t line_start, scanned; // in the head being read
	bool skipped_empty_line;    // one before a request line is forgiven
	uint64_t left;		    // of the body, or the chunk
	size_t extra_bytes;	    // of chunk extensions and trailers, which have a limit together
	unsigned trailer_count;
	uint64_t discarded;
	uint64_t body_received; // of the building request, for the minimum rate
};

void gate_init(struct gate *gate, struct gate_owner *owner);
void gate_release(struct gate *gate); // and frees requests that were never taken
// Reads all of `in`; whatever it makes of it waits in out and queue.
void gate_feed(struct gate *gate, struct slice in);
// Ends what is being read with a status (408, 503): as if its bytes had been refused. No effect between
// requests.
void gate_refuse(struct gate *gate, int status, const char *reason);
// Moves up to `size` of the words into `to`; returns how many.
size_t gate_take_bytes(struct gate *gate, void *to, size_t size);
// The first waiting request, or NULL.
struct http_request *gate_take_request(struct gate *gate);
// Whether a request has begun that is not complete yet, and if so whether its body is being read.
bool gate_is_reading(const struct gate *gate);
bool gate_is_reading_body(const struct gate *gate);

#endif
