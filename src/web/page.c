// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "http/response.h"
#include "service/service.h"
#include "templates/public_error.h"
#include "web/app.h"
#include "web/request.h"
#include "web/route.h"
#include "json/writer.h"

#include <stdio.h>
#include <string.h>

// Nothing but our own files; no inline script or style, no frame around us, forms only to us.
#define CONTENT_SECURITY_POLICY                                                                              \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "              \
	"'self'; "                                                                                           \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

static int offset_at(int64_t at_us, const void *data)
{
	struct calendar_civil civil;

	if (at_us < CALENDAR_MIN_US || at_us >= CALENDAR_MAX_US)
		return 0;
	calendar_civil(data, at_us, &civil);
	return civil.offset_s / 60;
}

void web_page_begin(struct web_request *q, struct web_page *page)
{
	page->out = buf_in(q->arena);
	page->html = (struct html){.out = &page->out, .lang = q->lang};
	if (q->ref)
		page->html.zone = (struct html_zone){.offset_at = offset_at, .data = q->ref->calendar};
	else
		page->html.zone = (struct html_zone){.offset_min = 8 * 60};
}

void web_page_headers(struct web_request *q)
{
	bool secret = q->route && (q->route->flags & WEB_ROUTE_SECRET);

	http_set_header(q->http, "Content-Security-Policy", SLICE(CONTENT_SECURITY_POLICY));
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	http_set_header(q->http, "Referrer-Policy", secret ? SLICE("no-referrer") : SLICE("same-origin"));
	http_set_header(q->http, "Cross-Origin-Opener-Policy", SLICE("same-origin"));
	http_set_header(q->http, "Permissions-Policy", SLICE("geolocation=(self), camera=(), microphone=()"));
	http_set_header(q->http, "Content-Language", slice_of(lang_tag(q->lang)));
	http_set_header(q->http, "Vary", SLICE("Accept-Language, Accept-Encoding, Cookie"));
}

void web_page_send(struct web_request *q, struct web_page *page, int status)
{
	web_page_headers(q);
	web_respond(q, &(struct http_response){
			       .status = status,
			       .content_type = "text/html; charset=utf-8",
			       .cache_control = "no-store",
			       .body = buf_slice(&page->out),
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

// What the page's own address is, for coming back to after the language was changed. Never a secret one.
static struct html_url here(struct web_request *q)
{
	struct slice query = http_query_raw(q->http);

	if (!q->route || (q->route->flags & WEB_ROUTE_SECRET) || http_method(q->http) == HTTP_METHOD_POST)
		return web_url(q, "/");
	if (query.len)
		return web_url(q, "%.*s?%.*s", SLICE_ARG(q->path), SLICE_ARG(query));
	return web_url(q, "%.*s", SLICE_ARG(q->path));
}

struct view_page web_page_view(struct web_request *q)
{
	const struct reference *ref = q->ref;
	struct view_page page = {
		.base = {.text = slice_of(q->base)},
		.here = here(q),
	};

	if (!ref)
		return page;
	page.name = slice_of(ref->name[q->lang]);
	page.portal = slice_of(ref->settings.portal_label[q->lang]);
	page.invented = slice_of(ref->settings.invented[q->lang]);
	page.contact_line = slice_of(ref->settings.contact_line[q->lang]);
	if (ref->settings.accent[0])
		page.accent_css = web_url(q, "/look.css?v=%lld", (long long)ref->version);
	return page;
}

// ---- Errors

static const char *problem_title(int status)
{
	return http_status_text(status);
}

void web_problem(struct web_request *q, int status, const char *type, const char *detail, const char *field)
{
	struct buf out = buf_in(q->arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "type");
	json_writer_cstr(&w, type ? arena_printf(q->arena, "urn:yidan:problem:%s", type) : "about:blank");
	json_writer_key(&w, "title");
	json_writer_cstr(&w, problem_title(status));
	json_writer_key(&w, "status");
	json_writer_int(&w, status);
	if (detail) {
		json_writer_key(&w, "detail");
		json_writer_cstr(&w, detail);
	}
	if (field) {
		json_writer_key(&w, "field");
		json_writer_cstr(&w, field);
	}
	json_writer_key(&w, "instance");
	json_writer_cstr(&w, arena_printf(q->arena, "urn:yidan:request:%s", http_request_id(q->http)));
	json_writer_object_end(&w);
	json_writer_finish(&w);
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = status,
			       .content_type = "application/problem+json",
			       .body = buf_slice(&out),
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

void web_error(struct web_request *q, int status)
{
	struct view_error_page view = {
		.page = web_page_view(q),
		.status = status,
		.request_id = slice_of(http_request_id(q->http)),
		.retry_after_s = status == 503	 ? 5
				 : status == 429 ? 60
						 : 0,
	};
	struct web_page page;

	if (view.retry_after_s)
		http_set_header(q->http, "Retry-After", slice_of(status == 429 ? "60" : "5"));
	if ((q->route && (q->route->flags & WEB_ROUTE_API)) || slice_starts_with(q->path, SLICE("/api/"))) {
		web_problem(q, status, NULL, NULL, NULL);
		return;
	}
	view.page.here = web_url(q, "/");
	web_page_begin(q, &page);
	page_error(&page.html, &view);
	web_page_send(q, &page, status);
}
