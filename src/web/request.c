// SPDX-License-Identifier: Apache-2.0
#include "web/request.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/form.h"
#include "http/response.h"
#include "service/service.h"
#include "web/app.h"
#include "web/route.h"

#include <stdarg.h>
#include <string.h>

#define POINT_READ_US INT64_C(250000) // a point read that takes longer than this has met a disk in trouble

// ---- Answering

void web_respond(struct web_request *q, const struct http_response *response)
{
	http_respond(q->http, response);
}

const char *web_path(struct web_request *q, const char *format, ...)
{
	struct buf path = buf_in(q->arena);
	va_list args;

	buf_put_cstr(&path, q->base);
	va_start(args, format);
	buf_put_cstr(&path, arena_vprintf(q->arena, format, args));
	va_end(args);
	return buf_cstr(&path);
}

struct html_url web_url(struct web_request *q, const char *format, ...)
{
	struct buf path = buf_in(q->arena);
	va_list args;

	buf_put_cstr(&path, q->base);
	va_start(args, format);
	buf_put_cstr(&path, arena_vprintf(q->arena, format, args));
	va_end(args);
	return html_url_local(buf_slice(&path));
}

void web_redirect(struct web_request *q, const char *format, ...)
{
	struct buf path = buf_in(q->arena);
	va_list args;

	buf_put_cstr(&path, q->base);
	va_start(args, format);
	buf_put_cstr(&path, arena_vprintf(q->arena, format, args));
	va_end(args);
	if (http_redirect(q->http, buf_slice(&path)) < 0)
		web_error(q, 400);
}

void web_error_class(struct web_request *q, int class, const struct err *err)
{
	// who asked for what is not there made no mistake of ours; all else is worth a line
	if (class != ERR_NOT_FOUND && class != ERR_INVALID && class != ERR_BUSY)
		log_error("request_failed", "class=%s request=%s message=\"%s\"", err_class_name(class),
			http_request_id(q->http), err ? err->message : "");
	// web_error itself says when to come again after a 503
	if (err_is_retryable(class) && err_http_status(class) != 503)
		http_set_header(q->http, "Retry-After", SLICE("5"));
	web_error(q, err_http_status(class));
}

// ---- Reading and writing

static void finish(struct http_request *http, void *arg)
{
	struct web_request *q = arg;

	(void)http;
	if (q->result == 0)
		q->show(q, q->data);
	else if (q->failed)
		q->failed(q, q->result, &q->err, q->data);
	else
		web_error_class(q, q->result, &q->err);
}

static int run(struct db_conn *conn, void *arg, struct err *err)
{
	struct web_request *q = arg;

	return q->load(q, conn, q->data, err);
}

static void done(void *arg, int class, const struct err *err)
{
	struct web_request *q = arg;

	q->result = class;
	if (err)
		q->err = *err;
	http_resume(q->http, finish, q);
}

static void prepare(struct web_request *q, web_load load, web_show show, void *data)
{
	q->load = load;
	q->show = show;
	q->data = data;
	q->err = (struct err){0};
}

static int read_here(struct web_request *q)
{
	struct db_conn *conn;
	int r;

	r = db_reader_get(service_db(q->service), &conn, &q->err);
	if (r < 0)
		return r;
	db_set_deadline(conn, clock_monotonic_us() + POINT_READ_US);
	r = db_begin_read(conn, &q->err);
	if (r == 0)
		r = q->load(q, conn, q->data, &q->err);
	db_end_read(conn);
	return r;
}

static void submit_read(struct web_request *q, struct db_pool *pool)
{
	http_suspend(q->http);
	q->job = (struct db_job){.run = run, .done = done, .arg = q};
	if (db_pool_submit(pool, &q->job) < 0)
		done(q, ERR_BUSY, NULL);
}

void web_read(struct web_request *q, enum web_read_kind kind, web_load load, web_show show, void *data)
{
	prepare(q, load, show, data);
	if (kind == WEB_READ_POINT && service_is_sqlite(q->service)) {
		q->result = read_here(q);
		finish(q->http, q);
		return;
	}
	submit_read(q, service_read_pool(q->service));
}

void web_work(struct web_request *q, web_load load, web_show show, void *data)
{
	prepare(q, load, show, data);
	submit_read(q, service_heavy_pool(q->service));
}

void web_write(struct web_request *q, web_load load, web_show show, void *data)
{
	prepare(q, load, show, data);
	http_suspend(q->http);
	q->write = (struct db_write){.run = run, .done = done, .arg = q};
	if (db_writer_submit(service_writer(q->service), &q->write) < 0)
		done(q, ERR_BUSY, NULL);
}

void web_on_failure(
	struct web_request *q, void (*failed)(struct web_request *, int, const struct err *, void *))
{
	q->failed = failed;
}

const char *web_origin(struct web_request *q)
{
	return arena_printf(q->arena, "%s://%.*s%s", http_is_https(q->http) ? "https" : "http",
		SLICE_ARG(http_authority(q->http)), q->base);
}
