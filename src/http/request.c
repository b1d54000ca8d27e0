// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include "http/params.h"
#include "http/server_impl.h"

#include <microhttpd.h>
#include <poll.h>
#include <string.h>

enum http_method http_method(const struct http_request *r)
{
	return r->head.method;
}

struct slice http_path(const struct http_request *r)
{
	return r->head.path;
}

struct slice http_query_raw(const struct http_request *r)
{
	return r->head.query;
}

struct slice http_header(const struct http_request *r, const char *name)
{
	uint32_t index = 0;

	return head_get(&r->head, name, &index);
}

struct slice http_host(const struct http_request *r)
{
	return r->head.host;
}

struct slice http_authority(const struct http_request *r)
{
	return r->head.authority;
}

const char *http_request_id(const struct http_request *r)
{
	return r->id;
}

struct arena *http_arena(struct http_request *r)
{
	return r->arena;
}

void http_set_user(struct http_request *r, void *user)
{
	r->user = user;
}

void *http_get_user(const struct http_request *r)
{
	return r->user;
}

void *http_get_app(const struct http_request *r)
{
	return r->conn->server->options.app;
}

struct http_server *http_get_server(const struct http_request *r)
{
	return r->conn->server;
}

struct slice params_get(struct http_params params, const char *name)
{
	for (size_t i = 0; i < params.count; i++)
		if (slice_eq_cstr(params.items[i].name, name))
			return params.items[i].value;
	return (struct slice){NULL, 0};
}

struct http_params http_query_all(struct http_request *r)
{
	if (!r->query_parsed) {
		struct params_parse parse = {
			.arena = r->arena, .limits = r->head.limits, .skip_malformed = true};

		r->query_parsed = true;
		params_urlencoded(&parse, r->head.query);
		r->query = parse.params;
	}
	return r->query;
}

struct slice http_query(struct http_request *r, const char *name)
{
	return params_get(http_query_all(r), name);
}

struct slice http_cookie(struct http_request *r, const char *name)
{
	uint32_t index = 0;
	struct slice header, value;

	while ((header = head_get(&r->head, "Cookie", &index)).ptr)
		if ((value = cookie_find(header, slice_of(name))).ptr)
			return value;
	return (struct slice){NULL, 0};
}

// --- who asks, and how ---

// The values of a field that may come several times, as one list.
static struct slice joined_header(struct http_request *r, const char *name)
{
	struct buf all = buf_in(r->arena);
	uint32_t index = 0;
	struct slice value;

	while ((value = head_get(&r->head, name, &index)).ptr) {
		if (all.len)
			buf_put_byte(&all, ',');
		buf_put_slice(&all, value);
	}
	return buf_slice(&all);
}

static void find_remote(struct http_request *r)
{
	const struct conn *conn = r->conn;
	bool from_proxy = trusted_proxies_have(&conn->server->proxies, &conn->address);
	struct address client = conn->address;

	r->remote_known = true;
	r->https = conn->tls;
	if (from_proxy) {
		client = forwarded_client(
			&conn->server->proxies, conn->address, joined_header(r, "X-Forwarded-For"));
		if (slice_eq_ascii_nocase(http_header(r, "X-Forwarded-Proto"), SLICE("https")))
			r->https = true;
	}
	address_format(&client, r->remote);
}

const char *http_remote(struct http_request *r)
{
	if (!r->remote_known)
		find_remote(r);
	return r->remote;
}

bool http_is_https(struct http_request *r)
{
	if (!r->remote_known)
		find_remote(r);
	return r->https;
}

bool http_is_same_origin(struct http_request *r, bool fallback)
{
	struct slice site = http_header(r, "Sec-Fetch-Site"), origin = http_header(r, "Origin");
	struct slice scheme = http_is_https(r) ? SLICE("https://") : SLICE("http://");

	if (site.ptr)
		return slice_eq(site, SLICE("same-origin")) || slice_eq(site, SLICE("none"));
	if (!origin.ptr)
		return fallback;
	return slice_starts_with(origin, scheme) &&
	       slice_eq_ascii_nocase(slice_sub(origin, scheme.len, SIZE_MAX), r->head.authority);
}

// --- body ---

void http_set_body_limit(struct http_request *r, size_t bytes)
{
	must(r->phase == REQUEST_PHASE_READING);
	r->body_limit = bytes < r->head.limits->body_max_bytes ? bytes : r->head.limits->body_max_bytes;
}

void http_keep_cut_body(struct http_request *r)
{
	must(r->phase == REQUEST_PHASE_READING);
	r->keep_cut = true;
}

bool http_body_is_cut(const struct http_request *r)
{
	return r->cut;
}

struct slice http_body(const struct http_request *r)
{
	return buf_slice(&r->body);
}

// --- leaving the HTTP thread ---

void http_suspend(struct http_request *r)
{
	must(r->phase == REQUEST_PHASE_HANDLING && !r->response);
	r->phase = REQUEST_PHASE_SUSPENDED;
	r->resume_fn = NULL;
	MHD_suspend_connection(r->mhd);
}

void http_resume(struct http_request *r, void (*fn)(struct http_request *r, void *arg), void *arg)
{
	must(r->phase == REQUEST_PHASE_SUSPENDED && !r->resume_fn);
	r->resume_fn = fn;
	r->resume_arg = arg;
	MHD_resume_connection(r->mhd);
}

bool http_client_is_gone(const struct http_request *r)
{
	struct pollfd poll_fd = {.fd = r->conn->fd, .events = POLLRDHUP};

	return poll(&poll_fd, 1, 0) == 1 && (poll_fd.revents & (POLLRDHUP | POLLHUP | POLLERR));
}
