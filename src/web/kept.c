// SPDX-License-Identifier: Apache-2.0
#include "web/kept.h"

#include "http/negotiate.h"
#include "http/response.h"
#include "service/service.h"
#include "web/app.h"
#include "web/cache.h"

#include <inttypes.h>
#include <string.h>

struct keeping {
	struct kept_page page;
	struct slice key;
	enum http_encoding encoding;
	uint64_t generation; // read before the store was asked, so that what happens meanwhile is not missed
	int64_t version;
	struct cached_page *found; // an old one that may still hold; held
	bool still_holds;
};

static void send(struct web_request *q, struct cached_page *page, enum http_encoding encoding)
{
	web_page_headers(q);
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = "text/html; charset=utf-8",
			       .cache_control = "no-cache",
			       .content_encoding = http_encoding_name(encoding),
			       .etag = slice_of(page->etag),
			       .body = page->body,
			       .body_kind = HTTP_BODY_SHARED,
			       .release = cached_page_release,
			       .release_arg = page,
		       });
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct keeping *k = data;
	int r = 0;

	if (k->page.version)
		r = k->page.version(q, conn, k->page.data, &k->version, err);
	k->still_holds = r == 0 && k->page.version && k->found && k->found->version == k->version &&
			 k->found->reference_version == q->ref->version &&
			 k->found->changes_at_us > q->now_us;
	if (r == 0 && !k->still_holds && k->page.load)
		r = k->page.load(q, conn, k->page.data, err);
	return r;
}

static void show(struct web_request *q, void *data)
{
	struct keeping *k = data;
	struct buf encoded = buf_in(q->arena);
	struct cached_page *kept;
	struct web_page page;

	if (k->still_holds) {
		atomic_store_explicit(&k->found->generation, k->generation, memory_order_release);
		send(q, k->found, k->encoding);
		return;
	}
	cached_page_release(k->found);
	web_page_begin(q, &page);
	k->page.print(q, &page.html, k->page.data);
	if (k->encoding == HTTP_ENCODING_GZIP)
		http_gzip(buf_slice(&page.out), 6, &encoded);
	kept = page_cache_keep(q->web->cache, k->key,
		k->encoding == HTTP_ENCODING_GZIP ? buf_slice(&encoded) : buf_slice(&page.out), k->version,
		q->ref->version, k->page.changes_at ? k->page.changes_at(q, k->page.data) : INT64_MAX,
		k->generation);
	send(q, kept, k->encoding);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct keeping *k = data;

	cached_page_release(k->found);
	if (k->page.failed)
		k->page.failed(q, class, err, k->page.data);
	else
		web_error_class(q, class, err);
}

static bool holds(struct web_request *q, const struct keeping *k)
{
	return k->found &&
	       atomic_load_explicit(&k->found->generation, memory_order_acquire) == k->generation &&
	       k->found->reference_version == q->ref->version && k->found->changes_at_us > q->now_us;
}

void web_kept(struct web_request *q, const struct kept_page *page)
{
	struct keeping *k = ARENA_NEW(q->arena, struct keeping);

	k->page = *page;
	k->encoding = http_pick_encoding(q->http, 1U << HTTP_ENCODING_GZIP);
	k->generation = service_generation(q->service);
	// the base stands in the links of the page
	k->key = slice_of(arena_printf(q->arena, "%" PRId64 "|%s|%d|%d|%s", q->ref->jurisdiction_id, q->base,
		(int)q->lang, (int)k->encoding, page->name));
	k->found = page_cache_find(q->web->cache, k->key);
	if (holds(q, k)) {
		send(q, k->found, k->encoding);
		return;
	}
	if (!page->load && !page->version) {
		show(q, k);
		return;
	}
	web_on_failure(q, failed);
	web_read(q, page->kind, load, show, k);
}
