// SPDX-License-Identifier: Apache-2.0
// What machines ask for: embedded files, areas of the map, the accent colour, health.
#include "assets/assets.h"
#include "db/migrate.h"
#include "http/negotiate.h"
#include "http/response.h"
#include "service/service.h"
#include "web/app.h"
#include "web/handlers.h"

#include <string.h>

#define FOR_EVER "public, max-age=31536000, immutable"

static void plain(struct web_request *q, int status, const char *text)
{
	web_respond(q, &(struct http_response){
			       .status = status,
			       .content_type = "text/plain; charset=utf-8",
			       .body = slice_of(text),
			       .body_kind = HTTP_BODY_STATIC,
		       });
}

static void send_asset(struct web_request *q, const struct asset *asset, const char *cache_control)
{
	unsigned available = (asset->gzip.len ? 1U << HTTP_ENCODING_GZIP : 0) |
			     (asset->br.len ? 1U << HTTP_ENCODING_BR : 0);
	enum http_encoding encoding = http_pick_encoding(q->http, available);

	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	http_set_header(q->http, "Vary", SLICE("Accept-Encoding"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = asset->type,
			       .cache_control = cache_control,
			       .content_encoding = http_encoding_name(encoding),
			       .etag = slice_of(asset->etag),
			       .body = encoding == HTTP_ENCODING_BR	? asset->br
				       : encoding == HTTP_ENCODING_GZIP ? asset->gzip
									: asset->identity,
			       .body_kind = HTTP_BODY_STATIC,
		       });
}

void handle_asset(struct web_request *q)
{
	const struct asset *asset = assets_find(http_path(q->http));

	if (asset)
		send_asset(q, asset, FOR_EVER);
	else
		web_error(q, 404);
}

void handle_favicon(struct web_request *q)
{
	send_asset(q, &assets[ASSET_FAVICON_SVG], "public, max-age=86400");
}

void handle_robots(struct web_request *q)
{
	plain(q, 200, "User-agent: *\nDisallow: /desk\nDisallow: /r/\nDisallow: /new/\n");
}

struct html_url web_areas_url(struct web_request *q)
{
	return web_url(q, "/areas.geojson?lang=%s&v=%lld", lang_tag(q->lang), (long long)q->ref->version);
}

void handle_areas(struct web_request *q)
{
	enum lang lang = q->lang;
	struct slice areas;
	int r;

	// the page that asks says which language its map has; a newer version has another address
	(void)lang_from_tag(http_query(q->http, "lang"), &lang);
	r = reference_public_areas(q->ref, (enum ref_name)lang, &areas, &q->err);
	if (r < 0) {
		web_error_class(q, r, &q->err);
		return;
	}
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = "application/geo+json",
			       .cache_control = "public, max-age=86400",
			       .body = areas,
			       .body_kind = HTTP_BODY_COPY,
		       });
}

void handle_look(struct web_request *q)
{
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = "text/css; charset=utf-8",
			       .cache_control = "public, max-age=86400",
			       .body = slice_of(arena_printf(
				       q->arena, ":root { --accent: %s; }\n", q->ref->settings.accent)),
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

// ---- Health

void handle_healthz(struct web_request *q)
{
	plain(q, 200, "alive\n");
}

static int ready_run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct db_conn *own;
	struct db_schema_state state;
	int r;

	(void)conn;
	(void)data;
	// a connection of its own: the check is made outside a transaction
	r = db_connect(service_db(q->service), DB_ACCESS_READ, &own, err);
	if (r < 0)
		return r;
	r = db_schema_check(own, &state, err);
	db_disconnect(own);
	return r;
}

static void ready_show(struct web_request *q, void *data)
{
	(void)data;
	plain(q, 200, "ready\n");
}

static void ready_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	(void)class;
	(void)err;
	(void)data;
	plain(q, 503, "not ready\n");
}

void handle_readyz(struct web_request *q)
{
	web_on_failure(q, ready_failed);
	web_work(q, ready_run, ready_show, NULL);
}
