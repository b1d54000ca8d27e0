// SPDX-License-Identifier: Apache-2.0
// Drives a gate with bytes, without sockets: for the unit tests and the fuzz target. What it made of the
// bytes is told as text, one line a request: "GET /a h=x" or "POST /a h=x body=5:hello" or "refused 400
// reason"; "open" when the last body is not complete; "reading" when a head is not.
#ifndef YIDAN_TESTS_GATE_HARNESS_H
#define YIDAN_TESTS_GATE_HARNESS_H

#include "base/mem.h"
#include "http/request_impl.h"

struct harness {
	struct gate_owner owner; // first, so that a callback finds the harness
	struct http_limits limits;
	struct gate gate;
	size_t body_limit; // set by on_head where not 0
	bool keep_cut;
	size_t room; // of one body, where not 0
	int live;    // requests that have not been freed
};

static struct http_request *harness_request_new(struct gate_owner *owner)
{
	struct http_request *r = mem_zalloc(sizeof(*r));

	r->arena = arena_new();
	((struct harness *)owner)->live++;
	return r;
}

static void harness_request_free(struct gate_owner *owner, struct http_request *r)
{
	((struct harness *)owner)->live--;
	arena_free(r->arena);
	buf_release(&r->body);
	mem_free(r);
}

static void harness_on_head(struct gate_owner *owner, struct http_request *r)
{
	struct harness *h = (struct harness *)owner;

	if (h->body_limit)
		r->body_limit = h->body_limit;
	r->keep_cut = h->keep_cut;
}

static bool harness_reserve(struct gate_owner *owner, struct http_request *r, size_t more)
{
	struct harness *h = (struct harness *)owner;

	must(r->body.len + more <= r->body_limit && !r->refused);
	return !h->room || r->body.len + more <= h->room;
}

static void harness_init(struct harness *h)
{
	struct http_server_options options;

	http_server_options_init(&options);
	*h = (struct harness){.limits = options.limits};
	h->limits.head_bytes = 2048;
	h->limits.target_bytes = 512;
	h->limits.header_count = 20;
	h->limits.body_bytes = 1000;
	h->limits.discard_bytes = 2000;
	h->owner = (struct gate_owner){
		&h->limits, harness_request_new, harness_request_free, harness_on_head, harness_reserve};
	gate_init(&h->gate, &h->owner);
}

// Feeds in pieces of `piece` bytes (0: all at once).
static void harness_feed(struct harness *h, struct slice in, size_t piece)
{
	while (in.len) {
		struct slice part = slice_sub(in, 0, piece ? piece : in.len);
		// An allocation of its own, so that the address sanitizer sees a read beyond it.
		char *copy = mem_memdup(part.ptr, part.len);

		gate_feed(&h->gate, slice_from(copy, part.len));
		mem_free(copy);
		in = slice_sub(in, part.len, SIZE_MAX);
	}
}

static void harness_tell(struct harness *h, struct buf *out)
{
	struct http_request *r, *open = gate_is_reading_body(&h->gate) ? h->gate.building : NULL;

	while ((r = gate_take_request(&h->gate))) {
		if (r->refused) {
			buf_printf(out, "refused %d %s\n", r->refused, r->reason);
		} else {
			buf_printf(out, "%s %.*s", http_method_name(r->head.method), SLICE_ARG(r->head.path));
			if (r->head.query.ptr)
				buf_printf(out, "?%.*s", SLICE_ARG(r->head.query));
			buf_printf(out, " h=%.*s", SLICE_ARG(r->head.host));
			if (head_has_body(&r->head))
				buf_printf(out, " body=%zu:%.*s", r->body.len, SLICE_ARG(r->body));
			if (r->cut)
				buf_printf(out, " cut");
			if (r == open)
				buf_printf(out, " open");
			buf_printf(out, "%s\n", r->close ? " close" : "");
		}
		if (r != open)
			harness_request_free(&h->owner, r);
	}
	if (gate_is_reading(&h->gate) && !open)
		buf_printf(out, "reading\n");
}

static void harness_release(struct harness *h)
{
	gate_release(&h->gate);
	must(h->live == 0);
}

#endif
