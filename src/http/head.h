// SPDX-License-Identifier: Apache-2.0
// The head of a request, read line by line, strictly by RFC 9112: what could be understood in two ways is
// refused. Pure (no sockets, no clock); one thread. The bytes stay where the caller has them and may move
// between calls: lines are remembered by offset, and become slices in head_finish.
//
//	struct head head;
//	head_init(&head, arena, &limits);
//	status = head_line(&head, base, offset, length);   // each line without its CR LF; 0 or an HTTP status
//	status = head_finish(&head, base);                  // at the empty line; base must then stay where it
// is
#ifndef YIDAN_HTTP_HEAD_H
#define YIDAN_HTTP_HEAD_H

#include "base/arena.h"
#include "base/slice.h"
#include "http/request.h"
#include "http/server.h"

struct head_field {
	uint32_t name; // offset and length in the bytes of the head
	uint32_t name_len;
	uint32_t value;
	uint32_t value_len;
};

struct head {
	const struct http_limits *limits;
	struct arena *arena;
	const char *reason; // of a refusal, English

	// the request line
	bool has_request_line;
	enum http_method method;
	int minor; // HTTP/1.minor: 0 or 1 (what is above 1 counts as 1)
	uint32_t target, target_len;

	struct head_field *fields; // in the arena
	uint32_t count, cap;
	uint32_t singles; // bits of the fields seen that may come only once
	bool chunked;
	bool close; // Connection: close, or HTTP/1.0
	bool expect_continue;
	int64_t content_length; // -1: none given
	int host_index;		// of its field, or -1

	// after head_finish
	const char *base;
	struct slice path;	// decoded, in the arena, terminated
	struct slice query;	// raw; ptr NULL: none
	struct slice authority; // as it came
	struct slice host;	// lower case, without port, in the arena
};

void head_init(struct head *head, struct arena *arena, const struct http_limits *limits);
int head_line(struct head *head, const char *base, size_t offset, size_t len);
int head_finish(struct head *head, const char *base);
// Makes what was read before a refusal available to head_get, for the page that tells of it.
void head_finish_refused(struct head *head, const char *base);
bool head_has_body(const struct head *head);

// The nth field of that name (any case) at or after *index, which is left behind it; absent: ptr NULL.
struct slice head_get(const struct head *head, const char *name, uint32_t *index);

// One line of a trailer section: 0 or a status. Trailers are checked and thrown away.
int head_check_trailer(struct slice line, const char **ret_reason);

// "example.org", "203.0.113.9:80", "[2001:db8::1]:8311": false where the syntax is wrong. host may be NULL.
bool authority_parse(struct slice authority, struct slice *host);
// Path of a target: percent-decoded into the arena; false for bad escapes, NUL, controls, bad UTF-8, dot
// segments, "//".
bool path_decode(struct arena *arena, struct slice raw, struct slice *ret);

#endif
