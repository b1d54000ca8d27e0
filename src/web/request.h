// SPDX-License-Identifier: Apache-2.0
// One request as the handlers of web/ see it: where it goes (jurisdiction, route, arguments of the path), in
// which language, and how a handler reads, writes and answers.
//
// A handler runs on an HTTP thread. What needs the store is done in two halves: a function that loads (on
// this thread for point reads on SQLite, on a pool's otherwise) into memory of the request, and one that
// shows, again on the HTTP thread:
//
//	static int case_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
//	static void case_show(struct web_request *q, void *data);
//	void handle_case(struct web_request *q)
//	{
//		web_read(q, WEB_READ_POINT, case_load, case_show, ARENA_NEW(q->arena, struct case_page));
//	}
//
// When loading fails, web_read answers by the class of the error (404, 503, …) and show is not called.
#ifndef YIDAN_WEB_REQUEST_H
#define YIDAN_WEB_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "db/pool.h"
#include "db/writer.h"
#include "html/html.h"
#include "html/lang.h"
#include "http/request.h"

#include "web/views.h"

#include <stdint.h>

struct reference;
struct service;
struct web;
struct web_request;
struct web_route;

#define WEB_ARGS_MAX 3

struct web_session {
	int64_t officer_id; // 0: nobody is signed in
	int64_t unit_id;
	int64_t roles; // bits of domain/officer.h
	struct slice login;
	struct slice name;
	bool must_change;    // the password, before anything else
	struct slice cookie; // the secret; for the form token, never shown
};

struct web_request {
	struct http_request *http;
	struct web *web;
	struct service *service;
	struct arena *arena; // of the request
	const struct web_route *route;
	const struct reference *ref;	 // of the jurisdiction; held until the answer is sent
	const char *base;		 // "" or "/j/SLUG": stands before every path of ours
	struct slice path;		 // without base
	struct slice args[WEB_ARGS_MAX]; // what stood where the route's pattern has "{}"
	enum lang lang;
	int64_t now_us;
	struct web_session session; // filled for routes that need one, before load is called

	// of web_read and web_write
	int (*load)(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
	void (*show)(struct web_request *q, void *data);
	void (*failed)(struct web_request *q, int class, const struct err *err, void *data);
	void *data;
	struct db_job job;
	struct db_write write;
	int result;
	struct err err;
};

enum web_read_kind {
	WEB_READ_POINT, // a few rows by key: on SQLite at once, on this thread
	WEB_READ_HEAVY, // searches, counts, long lists: always on the pool
};

typedef int (*web_load)(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
typedef void (*web_show)(struct web_request *q, void *data);

void web_read(struct web_request *q, enum web_read_kind kind, web_load load, web_show show, void *data);
// The same on the writer: load runs inside a write transaction (perhaps several times: it begins from nothing
// each time) and show only when it is durable.
void web_write(struct web_request *q, web_load load, web_show show, void *data);
// The same on the heavy pool, without a database (conn is NULL): passwords, pictures.
void web_work(struct web_request *q, web_load load, web_show show, void *data);
// Whoever wants to answer a failure of load itself (a form shown again) says so before web_read and the like.
void web_on_failure(struct web_request *q,
	void (*failed)(struct web_request *q, int class, const struct err *err, void *data));

// A path of ours with its base: web_path(q, "/c/%s", code). In the arena.
const char *web_path(struct web_request *q, const char *format, ...) PRINTF_LIKE(2, 3);
struct html_url web_url(struct web_request *q, const char *format, ...) PRINTF_LIKE(2, 3);

// The frame's part of a view (web/views.h): what follows from the jurisdiction and the request.
struct view_page web_page_view(struct web_request *q);
// A page in the making: templates print into `html`. web_page_send sends it with the security headers; never
// kept by anybody (pages that are go through web/cache.h).
struct web_page {
	struct html html;
	struct buf out;
};
void web_page_begin(struct web_request *q, struct web_page *page);
void web_page_send(struct web_request *q, struct web_page *page, int status);
// The headers of every HTML page: Content-Security-Policy and the like. Before responding.
void web_page_headers(struct web_request *q);

void web_redirect(struct web_request *q, const char *format, ...) PRINTF_LIKE(2, 3); // 303 to a path of ours
// An error page in the person's language, or problem details for the API (RFC 9457).
void web_error(struct web_request *q, int status);
void web_error_class(struct web_request *q, int class, const struct err *err);

#endif
