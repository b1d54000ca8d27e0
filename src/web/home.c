// SPDX-License-Identifier: Apache-2.0
// Home, look-up by code, about, and the choice of a language.
#include "base/log.h"
#include "domain/limits.h"
#include "http/form.h"
#include "http/response.h"
#include "service/figure_reads.h"
#include "service/service.h"
#include "store/figure_cells.h"
#include "templates/public_about.h"
#include "templates/public_home.h"
#include "templates/public_lookup.h"
#include "web/app.h"
#include "web/cache.h"
#include "web/handlers.h"
#include "web/kept.h"
#include "web/names.h"
#include "web/season.h"

#include <string.h>

#define NEWEST_ANSWERS 6

// ---- Home

struct home {
	struct season_overview overview;
	struct case_list_row *rows;
	size_t count;
	struct figures_position position;
	struct figure_query query; // this month
	struct figure_set month;
	int64_t open;
};

static int month_load(struct web_request *q, struct db_conn *conn, struct home *home, struct err *err)
{
	int64_t today = calendar_day_of(q->ref->calendar, q->now_us);
	int r;

	home->query = (struct figure_query){.jurisdiction_id = q->ref->jurisdiction_id,
		.first_day = figure_month_of(today),
		.last_day = today,
		.as_of = today,
		.today = today};
	r = figures_position(conn, q->arena, home->query.jurisdiction_id, &home->position, err);
	if (r == 0)
		r = figures_of_period(conn, q->arena, &home->query, &home->month, err);
	return r == 0 ? figures_open(conn, q->arena, &home->query, &home->open, err) : r;
}

static int home_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct home *home = data;
	int r;

	r = season_overview_load(q, conn, reference_current_season(q->ref, q->now_us), &home->overview, err);
	if (r == 0)
		r = cases_newest_answers(conn, q->arena, q->ref->jurisdiction_id, NEWEST_ANSWERS, &home->rows,
			&home->count, err);
	return r == 0 ? month_load(q, conn, home, err) : r;
}

static void home_print(struct web_request *q, struct html *h, void *data)
{
	struct home *home = data;
	struct view_case_row *rows;
	struct view_season season = season_view(q, &home->overview);
	struct view_home view = {
		.page = web_page_view(q), .text_max = LIMIT_TEXT_CHARS, .newest_count = home->count};

	view.has_figures = home->position.place > 0;
	view.month_at = q->now_us;
	view.received = figure_part(&home->month, FIGURE_RECEIVED);
	view.closed = figure_part(&home->month, FIGURE_CLOSED);
	view.on_time = figure_part(&home->month, FIGURE_ON_TIME);
	view.due = figure_whole(&home->month, FIGURE_ON_TIME);
	view.open = home->open;

	web_case_rows(q, home->rows, home->count, &rows);
	view.newest = rows;
	view.season = home->overview.season ? &season : NULL;
	page_home(h, &view);
}

// The next day has another "due until yesterday", and perhaps another month.
static int64_t home_changes_at(struct web_request *q, void *data)
{
	const struct home *home = data;

	return calendar_at(q->ref->calendar, home->query.today + 1, 0);
}

void handle_home(struct web_request *q)
{
	web_kept(q, &(struct kept_page){
			    .name = "home",
			    .load = home_load,
			    .print = home_print,
			    .changes_at = home_changes_at,
			    // the figures of a season are counted
			    .kind = WEB_READ_HEAVY,
			    .data = ARENA_NEW(q->arena, struct home),
		    });
}

// ---- About

static void about_print(struct web_request *q, struct html *h, void *data)
{
	struct view_about view = {.page = web_page_view(q), .version = slice_of(YIDAN_VERSION)};

	(void)data;
	page_about(h, &view);
}

void handle_about(struct web_request *q)
{
	web_kept(q, &(struct kept_page){.name = "about", .print = about_print});
}

// ---- Look-up

static void lookup_show(struct web_request *q, struct slice typed, enum view_lookup_result result)
{
	struct view_lookup view = {.page = web_page_view(q), .code = typed, .result = result};
	struct web_page page;

	web_page_begin(q, &page);
	page_lookup(&page.html, &view);
	web_page_send(q, &page, result == VIEW_LOOKUP_NOT_FOUND ? 404 : 200);
}

static int lookup_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct case_head head;

	return cases_head(conn, q->arena, q->ref->jurisdiction_id, slice_of(data), &head, err);
}

static void lookup_found(struct web_request *q, void *data)
{
	web_redirect(q, "/c/%.*s", SLICE_ARG(web_code(q, slice_of(data))));
}

void web_lookup_not_found(struct web_request *q, struct slice code)
{
	lookup_show(q, web_code(q, code), VIEW_LOOKUP_NOT_FOUND);
}

static void lookup_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	if (class == ERR_NOT_FOUND)
		web_lookup_not_found(q, slice_of(data));
	else
		web_error_class(q, class, err);
}

// How many symbols of a code somebody typed: enough of them and the check character is what is wrong.
static size_t count_symbols(struct slice typed)
{
	size_t count = 0;

	for (size_t i = 0; i < typed.len; i++) {
		char c = typed.ptr[i];

		count += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}
	return count;
}

void handle_lookup(struct web_request *q)
{
	bool is_form = http_method(q->http) == HTTP_METHOD_POST;
	struct slice typed = slice_trim(is_form ? http_form(q->http, "code") : http_query(q->http, "code"));
	char code[CASE_CODE_BYTES];

	typed = slice_utf8_head(typed, 100);
	if (typed.len == 0) {
		lookup_show(q, SLICE(""), VIEW_LOOKUP_NONE);
	} else if (!case_code_parse(typed, code)) {
		lookup_show(q, typed,
			count_symbols(typed) == CASE_CODE_LEN ? VIEW_LOOKUP_MISTYPED : VIEW_LOOKUP_MALFORMED);
	} else {
		web_on_failure(q, lookup_failed);
		web_read(q, WEB_READ_POINT, lookup_load, lookup_found, arena_strdup(q->arena, code));
	}
}

// ---- Language

void handle_lang(struct web_request *q)
{
	struct slice to = http_form(q->http, "to"), back = http_form(q->http, "back");
	enum lang lang;

	if (!lang_from_tag(to, &lang)) {
		web_error(q, 400);
		return;
	}
	http_set_cookie(q->http, &(struct http_set_cookie){
					 .name = "lang",
					 .value = slice_of(lang_tag(lang)),
					 .max_age_s = 365 * 24 * 3600,
					 .same_site = HTTP_SAME_SITE_LAX,
				 });
	// a path that is none of ours leads home
	if (http_redirect(q->http, back) < 0)
		(void)http_redirect(q->http, slice_of(web_path(q, "/")));
}
