// SPDX-License-Identifier: Apache-2.0
// The public list: filters by links and a form without script, paging by key, newest first.
#include "service/search.h"
#include "service/service.h"
#include "templates/public_cases.h"
#include "text/clean.h"
#include "web/handlers.h"
#include "web/kept.h"
#include "web/names.h"

#include <inttypes.h>

struct list {
	struct case_filter filter;
	struct slice words; // looked for; empty: all
	int64_t before_id;  // of a search
	struct case_list_row *rows;
	size_t count;
	bool has_older;
	int64_t next_before; // the page after this one of a search; 0: there is none
};

static enum view_state_filter state_filter(struct slice state)
{
	if (slice_eq(state, SLICE("open")))
		return VIEW_STATE_OPEN;
	if (slice_eq(state, SLICE("answered")))
		return VIEW_STATE_ANSWERED;
	return slice_eq(state, SLICE("closed")) ? VIEW_STATE_CLOSED : VIEW_STATE_ALL;
}

// What is malformed or not known counts as not asked for: a link that somebody shortened still leads
// somewhere.
static void read_filter(struct web_request *q, struct case_filter *filter)
{
	struct slice kind = http_query(q->http, "kind"), state = http_query(q->http, "state");
	struct slice before = http_query(q->http, "before"), at, id;
	enum case_kind known;

	filter->category_id = web_number(http_query(q->http, "category"));
	filter->town_id = web_number(http_query(q->http, "town"));
	filter->unit_id = web_number(http_query(q->http, "unit"));
	if (case_kind_parse(kind, &known))
		filter->kind = kind;
	if (state_filter(state) != VIEW_STATE_ALL)
		filter->state = state;
	slice_cut(before, '-', &at, &id);
	filter->before_at = web_number(at);
	filter->before_id = web_number(id);
	if (!reference_category(q->ref, filter->category_id))
		filter->category_id = 0;
	if (!reference_area(q->ref, filter->town_id))
		filter->town_id = 0;
	if (!reference_unit(q->ref, filter->unit_id))
		filter->unit_id = 0;
}

// The filter as a query, in one fixed order: also the name under which the page is kept.
static const char *filter_query(
	struct web_request *q, const struct case_filter *filter, int64_t before_at, int64_t before_id)
{
	struct buf query = buf_in(q->arena);

	if (filter->kind.len)
		buf_printf(&query, "&kind=%.*s", SLICE_ARG(filter->kind));
	if (filter->state.len)
		buf_printf(&query, "&state=%.*s", SLICE_ARG(filter->state));
	if (filter->category_id)
		buf_printf(&query, "&category=%" PRId64, filter->category_id);
	if (filter->town_id)
		buf_printf(&query, "&town=%" PRId64, filter->town_id);
	if (filter->unit_id)
		buf_printf(&query, "&unit=%" PRId64, filter->unit_id);
	if (before_at)
		buf_printf(&query, "&before=%" PRId64 "-%" PRId64, before_at, before_id);
	return query.len ? buf_cstr(&query) + 1 : "";
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct list *list = data;
	struct search_found found;
	int r;

	if (list->words.len) {
		r = search_public(
			conn, q->arena, q->ref, list->words, &list->filter, list->before_id, &found, err);
		list->rows = found.rows;
		list->count = r == 0 ? found.count : 0;
		list->next_before = r == 0 ? found.next_before : 0;
		return r;
	}

	r = cases_public_list(conn, q->arena, q->ref->jurisdiction_id, &list->filter, CASE_LIST_ROWS + 1,
		&list->rows, &list->count, err);
	list->has_older = r == 0 && list->count > CASE_LIST_ROWS;
	if (list->has_older)
		list->count = CASE_LIST_ROWS;
	return r;
}

// Its words stand in the address, and its pages follow one another by the newest case that is older.
static void show_search(struct web_request *q, const struct list *list, struct view_cases *view)
{
	const char *query = filter_query(q, &list->filter, 0, 0);
	const char *words = web_query_escaped(q, list->words);

	view->words = list->words;
	view->older = view->first = (struct html_url){0};
	if (list->next_before)
		view->older = web_url(q, "/cases?%s%sq=%s&older=%" PRId64, query, *query ? "&" : "", words,
			list->next_before);
	if (list->before_id)
		view->first = web_url(q, "/cases?%s%sq=%s", query, *query ? "&" : "", words);
}

static void print(struct web_request *q, struct html *h, void *data)
{
	struct list *list = data;
	const struct case_filter *filter = &list->filter;
	struct view_case_row *rows;
	struct view_cases view = {
		.page = web_page_view(q),
		.count = list->count,
		.state = state_filter(filter->state),
		.categories = web_categories(q, filter->category_id),
		.towns = web_towns(q, filter->town_id),
		.is_filtered = filter->kind.len || filter->state.len || filter->category_id ||
			       filter->town_id || filter->unit_id,
	};

	if (!case_kind_parse(filter->kind, &view.kind))
		view.kind = CASE_KIND_NONE;
	web_case_rows(q, list->rows, list->count, &rows);
	view.rows = rows;
	if (list->has_older) {
		const struct case_list_row *last = &list->rows[list->count - 1];

		view.older = web_url(q, "/cases?%s", filter_query(q, filter, last->received_at, last->id));
	}
	if (filter->before_at)
		view.first = web_url(q, "/cases?%s", filter_query(q, filter, 0, 0));
	if (list->words.len)
		show_search(q, list, &view);
	page_cases(h, &view);
}

static void show_found(struct web_request *q, void *data)
{
	struct web_page page;

	web_page_begin(q, &page);
	print(q, &page.html, data);
	web_page_send(q, &page, 200);
}

// Rows become overdue one by one; a list may be a minute old in that.
static int64_t changes_at(struct web_request *q, void *data)
{
	(void)data;
	return q->now_us + US_PER_MINUTE;
}

void handle_cases(struct web_request *q)
{
	struct list *list = ARENA_NEW(q->arena, struct list);

	read_filter(q, &list->filter);
	list->words = text_clean_line(q->arena, slice_utf8_head(http_query(q->http, "q"), SEARCH_BYTES_MAX));
	list->before_id = web_number(http_query(q->http, "older"));
	if (list->words.len) {
		list->filter.before_at = list->filter.before_id = 0;
		web_read(q, WEB_READ_HEAVY, load, show_found, list);
		return;
	}
	web_kept(q, &(struct kept_page){
			    .name = arena_printf(q->arena, "cases?%s",
				    filter_query(q, &list->filter, list->filter.before_at,
					    list->filter.before_id)),
			    .load = load,
			    .print = print,
			    .changes_at = changes_at,
			    .kind = WEB_READ_POINT,
			    .data = list,
		    });
}
