// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "http/chars.h"
#include "http/server_impl.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

// libmicrohttpd writes the head into the memory of the connection (CONNECTION_MEMORY_BYTES in server.c).
#define HEADERS_MAX_BYTES 6144

static int add_header(struct http_request *r, const char *name, struct slice value)
{
	struct response_header *header;
	size_t name_len = strlen(name);

	if (!name_len || !chars_all(slice_from(name, name_len), CHAR_TOKEN) || !value.len ||
		!chars_all(value, CHAR_FIELD) || value.ptr[0] == ' ' || value.ptr[value.len - 1] == ' ')
		return ERR_INVALID;
	if (r->header_bytes + name_len + value.len + 4 > HEADERS_MAX_BYTES)
		return ERR_INVALID;
	r->header_bytes += name_len + value.len + 4;
	header = ARENA_NEW(r->arena, struct response_header);
	header->name = arena_strdup(r->arena, name);
	header->value = arena_cstr(r->arena, value);
	*r->headers_end = header;
	r->headers_end = &header->next;
	return 0;
}

int http_set_header(struct http_request *r, const char *name, struct slice value)
{
	must(!r->response);
	return add_header(r, name, value);
}

int http_set_cookie(struct http_request *r, const struct http_set_cookie *cookie)
{
	static const char *const same_site[] = {[HTTP_SAME_SITE_LAX] = "Lax",
		[HTTP_SAME_SITE_STRICT] = "Strict",
		[HTTP_SAME_SITE_NONE] = "None"};
	struct buf line = buf_in(r->arena);
	struct slice path = cookie->path ? slice_of(cookie->path) : SLICE("/");

	if (!*cookie->name || !chars_all(slice_of(cookie->name), CHAR_TOKEN) || cookie->value.len > 3000 ||
		!chars_all(cookie->value, CHAR_COOKIE) || !chars_all(path, CHAR_COOKIE))
		return ERR_INVALID;
	buf_printf(&line, "%s=%.*s; Path=%.*s", cookie->name, SLICE_ARG(cookie->value), SLICE_ARG(path));
	if (cookie->max_age_s)
		buf_printf(
			&line, "; Max-Age=%lld", cookie->max_age_s > 0 ? (long long)cookie->max_age_s : 0LL);
	buf_printf(&line, "; SameSite=%s", same_site[cookie->same_site]);
	if (!cookie->readable)
		BUF_PUT_LIT(&line, "; HttpOnly");
	if (http_is_https(r))
		BUF_PUT_LIT(&line, "; Secure");
	return http_set_header(r, "Set-Cookie", buf_slice(&line));
}

bool http_etag_matches(struct slice if_none_match, struct slice etag)
{
	struct slice item;

	if (!etag.len)
		return false;
	if (slice_starts_with(etag, SLICE("W/")))
		etag = slice_sub(etag, 2, SIZE_MAX);
	if (slice_eq(slice_trim(if_none_match), SLICE("*")))
		return true;
	while (if_none_match.len) {
		slice_cut(if_none_match, ',', &item, &if_none_match);
		item = slice_trim(item);
		if (slice_starts_with(item, SLICE("W/")))
			item = slice_sub(item, 2, SIZE_MAX);
		if (slice_eq(item, etag))
			return true;
	}
	return false;
}

static bool is_not_modified(struct http_request *r, const struct http_response *response)
{
	if (!response->etag.ptr || response->status != 200)
		return false;
	if (http_method(r) != HTTP_METHOD_GET && http_method(r) != HTTP_METHOD_HEAD)
		return false;
	return http_etag_matches(http_header(r, "If-None-Match"), response->etag);
}

static void mhd_header(struct http_request *r, const char *name, const char *value)
{
	if (value)
		must(MHD_add_response_header(r->response, name, value) == MHD_YES);
}

void http_respond(struct http_request *r, const struct http_response *response)
{
	struct slice body = response->body;

	must(!r->response && r->phase != REQUEST_PHASE_SUSPENDED);
	must(response->status >= 200 && response->status <= 599);
	r->status = is_not_modified(r, response) ? 304 : response->status;
	if (response->body_kind == HTTP_BODY_SHARED) {
		r->release = response->release;
		r->release_arg = response->release_arg;
	}
	if (r->status == 204)
		body.len = 0;
	if (response->body_kind == HTTP_BODY_COPY && body.len)
		body.ptr = arena_memdup(r->arena, body.ptr, body.len);
	// Bodies of a HEAD and of 304 are left out by libmicrohttpd, which still says how long they would be.
	// The memory outlives the answer, because the request does: see response_release.
	r->response = MHD_create_response_from_buffer(body.len,
		body.len ? (void *)(uintptr_t)body.ptr : (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	must(r->response);
	r->body_bytes = r->status == 304 || http_method(r) == HTTP_METHOD_HEAD ? 0 : body.len;
	if (r->status != 304)
		mhd_header(r, "Content-Type", response->content_type);
	mhd_header(r, "Cache-Control", response->cache_control ? response->cache_control : "no-store");
	mhd_header(r, "Content-Encoding", response->content_encoding);
	if (response->etag.len)
		mhd_header(r, "ETag", arena_cstr(r->arena, response->etag));
	for (struct response_header *header = r->headers; header; header = header->next)
		mhd_header(r, header->name, header->value);
	if (r->phase == REQUEST_PHASE_READING)
		r->responded_early = true;
}

void response_release(struct http_request *r)
{
	if (r->response)
		MHD_destroy_response(r->response);
	r->response = NULL;
	if (r->release)
		r->release(r->release_arg);
	r->release = NULL;
}

void http_respond_text(struct http_request *r, int status, const char *text)
{
	http_respond(r, &(struct http_response){.status = status,
				.content_type = "text/plain; charset=utf-8",
				.body = slice_of(text)});
}

// A second refusal inside the application's own page of errors gets the plain text, so that it ends.
void response_refuse(struct http_request *r, int status, const char *reason)
{
	const struct http_server_options *options = &r->conn->server->options;
	char text[64];

	if (options->on_refused && !r->refusing) {
		r->refusing = true;
		options->on_refused(r, status, reason ? reason : http_status_text(status), options->app);
		must(r->response);
		return;
	}
	snprintf(text, sizeof(text), "%d %s\n", status, http_status_text(status));
	http_respond_text(r, status, text);
}

void http_respond_error(struct http_request *r, int status)
{
	response_refuse(r, status, NULL);
}

void http_respond_err(struct http_request *r, int err_class)
{
	if (err_is_retryable(err_class))
		add_header(r, "Retry-After", SLICE("2"));
	response_refuse(r, err_http_status(err_class), err_class_name(err_class));
}

int http_redirect(struct http_request *r, struct slice local_path)
{
	if (!local_path.len || local_path.ptr[0] != '/' || (local_path.len > 1 && local_path.ptr[1] == '/') ||
		slice_find_byte(local_path, '\\') >= 0 || slice_find_byte(local_path, ' ') >= 0 ||
		http_set_header(r, "Location", local_path) < 0)
		return ERR_INVALID;
	http_respond(r, &(struct http_response){.status = 303});
	return 0;
}

void http_redirect_permanent(struct http_request *r, struct slice url)
{
	must(http_set_header(r, "Location", url) == 0);
	http_respond(r, &(struct http_response){.status = 308});
}

void response_queue(struct http_request *r)
{
	const struct http_deadlines *deadlines = &r->conn->server->options.deadlines;

	// Nothing more will come, or shall: say so.
	if (r->conn->eof && !r->conn->gate.queued)
		r->close = true;
	if (r->close || atomic_load_explicit(&r->conn->server->stopping, memory_order_relaxed))
		mhd_header(r, "Connection", "close");
	r->phase = REQUEST_PHASE_ANSWERED;
	conn_set_deadline(r->conn, DEADLINE_WRITE,
		clock_monotonic_us() + deadlines->write_us +
			(int64_t)(r->body_bytes * US_PER_SECOND / (uint64_t)deadlines->min_bytes_per_second));
	must(MHD_queue_response(r->mhd, (unsigned)r->status, r->response) == MHD_YES);
}

const char *http_status_text(int status)
{
	const char *text = status >= 100 && status < 600 ? MHD_get_reason_phrase_for((unsigned)status) : NULL;

	return text && strcmp(text, "Unknown") != 0 ? text : "Status";
}
