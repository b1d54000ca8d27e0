// SPDX-License-Identifier: Apache-2.0
// From an HTTP request to its handler: jurisdiction and base, route, language, session, checks that hold for
// many routes. And what leaves: the access log, the pages of refusals.
#include "web/web.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/form.h"
#include "http/negotiate.h"
#include "http/response.h"
#include "http/server.h"
#include "service/officers.h"
#include "service/service.h"
#include "web/app.h"
#include "web/cache.h"
#include "web/limit.h"
#include "web/route.h"

#include <stdio.h>
#include <string.h>

#define FORM_BYTES                                                                                           \
	(512 * 1024) // of a form without pictures; a text of 10,000 characters percent-encoded is 90 kB
#define LANG_COOKIE "lang"

struct web *web_new(const struct web_options *options)
{
	struct web *web = mem_zalloc(sizeof(*web));

	web->options = *options;
	web->service = options->service;
	if (options->cache_bytes)
		web->cache = page_cache_new(options->cache_bytes);
	if (options->intake_rate)
		web->intake_limit = rate_limit_new(options->intake_rate);
	if (options->login_rate)
		web->login_limit = rate_limit_new(options->login_rate);
	return web;
}

void web_free(struct web *web)
{
	if (!web)
		return;
	page_cache_free(web->cache);
	rate_limit_free(web->intake_limit);
	rate_limit_free(web->login_limit);
	mem_free(web);
}

// ---- Where a request goes

// "/j/SLUG" in front of a path; false where there is none.
static bool cut_base(struct slice path, struct slice *ret_slug, struct slice *ret_rest)
{
	struct slice rest;

	if (!slice_starts_with(path, SLICE("/j/")))
		return false;
	rest = slice_sub(path, 3, path.len);
	if (!slice_cut(rest, '/', ret_slug, &rest))
		return false;
	*ret_rest = slice_from(rest.ptr - 1, rest.len + 1); // with its "/"
	return ret_slug->len > 0;
}

static enum lang pick_language(struct http_request *http)
{
	const char *const offered[LANG_COUNT] = {lang_tag(LANG_ZH_CN), lang_tag(LANG_EN)};
	struct slice cookie = http_cookie(http, LANG_COOKIE);
	enum lang lang;
	int best;

	if (cookie.len && lang_from_tag(cookie, &lang))
		return lang;
	best = http_accept_language(http_header(http, "Accept-Language"), offered, LANG_COUNT);
	return best < 0 ? LANG_ZH_CN : (enum lang)best;
}

static struct web_request *request_new(struct http_request *http, struct web *web)
{
	struct web_request *q = ARENA_NEW(http_arena(http), struct web_request);

	q->http = http;
	q->web = web;
	q->service = web->service;
	q->arena = http_arena(http);
	q->base = "";
	q->path = http_path(http);
	q->now_us = clock_now_us();
	q->lang = pick_language(http);
	return q;
}

static void on_head(struct http_request *http, void *app)
{
	struct web_request *q = request_new(http, app);
	struct slice slug, rest;
	const char *allowed = "";

	http_set_user(http, q);
	if (q->path.len == 0 || q->path.ptr[0] != '/') { // OPTIONS *
		http_respond_error(http, 405);
		return;
	}
	if (cut_base(q->path, &slug, &rest)) {
		q->base = arena_printf(q->arena, "/j/%.*s", SLICE_ARG(slug));
		q->path = rest;
	}
	q->route = web_route_find(http_method(http), q->path, q->args, WEB_ARGS_MAX, &allowed);
	if (!q->route && allowed[0]) {
		http_set_header(http, "Allow", slice_of(allowed));
		http_respond_error(http, 405);
	} else if (!q->route) {
		http_respond_error(http, 404);
	} else {
		http_set_body_limit(http, q->route->body_bytes ? q->route->body_bytes : FORM_BYTES);
		if (q->route->flags & WEB_ROUTE_FORM)
			http_keep_cut_body(http);
	}
}

static bool find_reference(struct web_request *q)
{
	if (q->base[0])
		q->ref = service_reference_by_slug(q->service, slice_of(q->base + strlen("/j/")));
	else
		q->ref = service_reference_by_host(q->service, http_host(q->http));
	return q->ref != NULL;
}

// ---- Who asks

struct opening {
	struct officer_session session;
	bool found;
};

static void handle(struct web_request *q)
{
	q->failed = NULL;
	q->route->handle(q);
}

static int load_session(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct opening *opening = data;
	int r;

	r = officers_by_session(conn, q->arena, q->ref->jurisdiction_id, q->session.cookie, q->now_us,
		&opening->session, err);
	opening->found = r == 0;
	return r == ERR_NOT_FOUND ? 0 : r;
}

static int touch_session(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct opening *opening = data;

	return officers_touch_session(
		conn, q->ref->jurisdiction_id, q->session.cookie, &opening->session, q->now_us, err);
}

static void show_touched(struct web_request *q, void *data)
{
	(void)data;
	handle(q);
}

// Not being able to write down that a session was used is no reason to keep an officer from reading.
static void touch_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	(void)class;
	(void)err;
	(void)data;
	handle(q);
}

static bool form_token_is_right(struct web_request *q)
{
	if (!(q->route->flags & WEB_ROUTE_FORM))
		return true;
	return keys_form_matches(service_keys(q->service), q->session.cookie, http_form(q->http, "token"));
}

static void to_login(struct web_request *q)
{
	if (http_method(q->http) == HTTP_METHOD_POST)
		web_redirect(q, "/desk/login?ended=1");
	else
		web_redirect(q, "/desk/login?next=%.*s", SLICE_ARG(q->path));
}

static void show_session(struct web_request *q, void *data)
{
	struct opening *opening = data;

	if (!opening->found) {
		to_login(q);
		return;
	}
	q->session.officer_id = opening->session.officer.id;
	q->session.unit_id = opening->session.officer.unit_id;
	q->session.roles = opening->session.officer.roles;
	q->session.login = opening->session.officer.login;
	q->session.name = opening->session.officer.name;
	q->session.must_change = opening->session.must_change;
	if (!form_token_is_right(q)) {
		web_error(q, 403);
	} else if (opening->session.must_change && !(q->route->flags & WEB_ROUTE_ACCOUNT)) {
		web_redirect(q, "/desk/account/password");
	} else if (officers_session_is_stale(&opening->session, q->now_us)) {
		web_on_failure(q, touch_failed);
		web_write(q, touch_session, show_touched, opening);
	} else {
		handle(q);
	}
}

static void on_request(struct http_request *http, void *app)
{
	struct web_request *q = http_get_user(http);

	(void)app;
	if (!(q->route->flags & WEB_ROUTE_GLOBAL) && !find_reference(q)) {
		web_error(q, 404);
		return;
	}
	// a page with a secret in its path sends no origin; the secret is what counts there
	if ((q->route->flags & WEB_ROUTE_FORM) &&
		(!((q->route->flags & WEB_ROUTE_SECRET) || http_is_same_origin(http, true)) ||
			http_form_error(http))) {
		web_error(q, http_form_error(http) ? 400 : 403);
		return;
	}
	if (q->route->flags & WEB_ROUTE_DESK) {
		q->session.cookie = http_cookie(http, web_session_cookie_name(q));
		if (q->session.cookie.len == 0) {
			to_login(q);
			return;
		}
		web_read(q, WEB_READ_POINT, load_session, show_session, ARENA_NEW(q->arena, struct opening));
		return;
	}
	handle(q);
}

const char *web_session_cookie_name(struct web_request *q)
{
	// the prefix makes a browser refuse the cookie from anybody but us over TLS
	return http_is_https(q->http) ? "__Host-yidan" : "yidan_session";
}

// ---- Refusals of the gate, and the log

static void on_refused(struct http_request *http, int status, const char *reason, void *app)
{
	struct web_request *q = http_get_user(http);

	(void)reason;
	if (!q) {
		q = request_new(http, app);
		http_set_user(http, q);
	}
	if (!q->ref && status != 503)
		(void)find_reference(q);
	web_error(q, status);
}

static void on_end(struct http_request *http, void *app)
{
	struct web_request *q = http_get_user(http);

	(void)app;
	reference_release(q->ref);
}

static bool is_secret_path(struct slice path)
{
	struct slice slug, rest;

	return slice_starts_with(cut_base(path, &slug, &rest) ? rest : path, SLICE("/r/"));
}

static void on_access(const struct http_access *access, void *app)
{
	const struct web *web = app;
	char path[300], plain[256];

	if (!web->options.access_log)
		return;
	snprintf(plain, sizeof(plain), "%.*s", SLICE_ARG(access->path));
	log_quote(path, sizeof(path), is_secret_path(access->path) ? "/r/-" : plain);
	log_info("request", "id=%s method=%s path=%s status=%d bytes=%llu us=%lld%s", access->request_id,
		access->method, path, access->status, (unsigned long long)access->body_bytes,
		(long long)access->duration_us, access->completed ? "" : " cut=1");
}

void web_bind(struct web *web, struct http_server_options *options)
{
	options->on_head = on_head;
	options->on_request = on_request;
	options->on_refused = on_refused;
	options->on_access = on_access;
	options->on_end = on_end;
	options->app = web;
}
