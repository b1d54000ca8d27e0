// SPDX-License-Identifier: Apache-2.0
// Requests are used again: their arena's first block, and a small body's memory, stay.
#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/server_impl.h"

#include <stddef.h>
#include <string.h>

#define BODY_KEEP_BYTES (16 * 1024)
#define ID_RANDOM_BYTES 16

static struct http_server *server_of(struct gate_owner *owner)
{
	return (struct http_server *)((char *)owner - offsetof(struct http_server, owner));
}

// Random bytes are fetched for 128 ids at once: one system call for each would be felt.
static void new_id(char out[REQUEST_ID_BYTES])
{
	static _Thread_local uint8_t random[128 * ID_RANDOM_BYTES];
	static _Thread_local size_t left;

	if (!left) {
		random_bytes(random, sizeof(random));
		left = sizeof(random);
	}
	left -= ID_RANDOM_BYTES;
	base32_encode(random + left, ID_RANDOM_BYTES, out);
}

struct http_request *server_request_new(struct gate_owner *owner)
{
	struct http_server *server = server_of(owner);
	struct http_request *r;
	struct arena *arena;
	struct buf body;

	pthread_mutex_lock(&server->spare_lock);
	r = server->spare;
	if (r) {
		server->spare = r->next;
		server->spare_count--;
	}
	pthread_mutex_unlock(&server->spare_lock);
	if (!r) {
		r = mem_zalloc(sizeof(*r));
		r->arena = arena_new();
	}
	arena = r->arena;
	body = r->body;
	memset(r, 0, sizeof(*r));
	r->arena = arena;
	r->body = body;
	r->headers_end = &r->headers;
	r->began_us = clock_monotonic_us();
	new_id(r->id);
	return r;
}

static void destroy(struct http_request *r)
{
	arena_free(r->arena);
	buf_release(&r->body);
	mem_free(r);
}

void server_request_free(struct gate_owner *owner, struct http_request *r)
{
	struct http_server *server = server_of(owner);

	response_release(r);
	if (r->user && server->options.on_end)
		server->options.on_end(r, server->options.app);
	if (r->reserved_bytes)
		atomic_fetch_sub(&server->bodies_bytes, r->reserved_bytes);
	if (r->body.cap > BODY_KEEP_BYTES)
		buf_release(&r->body);
	else
		buf_reset(&r->body);
	arena_reset(r->arena);
	pthread_mutex_lock(&server->spare_lock);
	if (server->spare_count < SPARE_REQUESTS_MAX) {
		server->spare_count++;
		r->next = server->spare;
		server->spare = r;
		r = NULL;
	}
	pthread_mutex_unlock(&server->spare_lock);
	if (r)
		destroy(r);
}

void server_requests_release(struct http_server *server)
{
	while (server->spare) {
		struct http_request *r = server->spare;

		server->spare = r->next;
		destroy(r);
	}
}

bool server_reserve(struct gate_owner *owner, struct http_request *r, size_t more)
{
	struct http_server *server = server_of(owner);
	uint64_t before = atomic_fetch_add(&server->bodies_bytes, more);

	if (before + more > server->options.limits.bodies_bytes) {
		atomic_fetch_sub(&server->bodies_bytes, more);
		return false;
	}
	r->reserved_bytes += more;
	return true;
}
