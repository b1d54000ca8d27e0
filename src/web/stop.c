// SPDX-License-Identifier: Apache-2.0
// The link in a notice with which its receiver wants no more of them. Looking at it changes nothing; its
// button does, and so does a program of mail that posts there by itself (RFC 8058). The token opens nothing
// else.
#include "service/cases.h"
#include "service/notices.h"
#include "service/service.h"
#include "templates/public_stop.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/request.h"

struct stop {
	char code[CASE_CODE_BYTES];
	struct slice token;
	bool is_stopped;
};

static int find(struct web_request *q, struct db_conn *conn, struct stop *stop, int64_t *ret, struct err *err)
{
	struct case_head head;
	int r;

	r = cases_head(conn, q->arena, q->ref->jurisdiction_id, slice_of(stop->code), &head, err);
	// a wrong token looks like a case that is not there
	if (r == 0 &&
		!keys_stop_matches(service_keys(q->service), q->ref->jurisdiction_id, head.id, stop->token))
		r = err_set(err, ERR_NOT_FOUND, "no such case");
	if (r == 0)
		*ret = head.id;
	return r;
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct stop *stop = data;
	int64_t case_id;
	int r = find(q, conn, stop, &case_id, err);

	if (r == 0)
		r = notices_is_stopped(
			conn, q->arena, q->ref->jurisdiction_id, case_id, &stop->is_stopped, err);
	return r;
}

static int store(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct stop *stop = data;
	int64_t case_id;
	int r = find(q, conn, stop, &case_id, err);

	if (r == 0)
		r = notices_stop(conn, q->ref->jurisdiction_id, case_id, q->now_us, err);
	if (r == 0)
		stop->is_stopped = true;
	return r;
}

static void show(struct web_request *q, void *data)
{
	struct stop *stop = data;
	struct view_stop view = {.page = web_page_view(q),
		.code = web_code(q, slice_of(stop->code)),
		.is_stopped = stop->is_stopped};
	struct web_page page;

	web_page_begin(q, &page);
	page_stop(&page.html, &view);
	web_page_send(q, &page, 200);
}

static struct stop *read_path(struct web_request *q)
{
	struct stop *stop = ARENA_NEW(q->arena, struct stop);

	stop->token = q->args[1];
	return case_code_parse(q->args[0], stop->code) ? stop : NULL;
}

void handle_stop(struct web_request *q)
{
	struct stop *stop = read_path(q);

	if (stop)
		web_read(q, WEB_READ_POINT, load, show, stop);
	else
		web_error(q, 404);
}

void handle_stop_post(struct web_request *q)
{
	struct stop *stop = read_path(q);

	if (stop)
		web_write(q, store, show, stop);
	else
		web_error(q, 404);
}
