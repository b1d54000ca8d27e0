// SPDX-License-Identifier: Apache-2.0
// The articles that the office has made public.
#include "http/request.h"
#include "templates/public_help.h"
#include "text/clean.h"
#include "text/markdown.h"
#include "web/desk_text.h"
#include "web/handlers.h"
#include "web/names.h"

#define SEARCH_BYTES 200

struct help {
	struct office_text_search search;
	struct slice code;
	struct office_text *texts;
	size_t count;
};

static int list_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct help *help = data;

	return office_texts_find(conn, q->arena, q->ref->jurisdiction_id, &help->search, OFFICE_TEXTS_SHOWN,
		&help->texts, &help->count, err);
}

static void list_show(struct web_request *q, void *data)
{
	struct help *help = data;
	struct view_text_row *rows = ARENA_ARRAY(q->arena, struct view_text_row, help->count + 1);
	struct view_help_list view = {
		.page = web_page_view(q), .words = help->search.words, .rows = rows, .count = help->count};
	struct web_page page;

	for (size_t i = 0; i < help->count; i++)
		rows[i] = desk_text_row(q, &help->texts[i]);
	web_page_begin(q, &page);
	page_help_list(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_help(struct web_request *q)
{
	struct help *help = ARENA_NEW(q->arena, struct help);

	help->search = (struct office_text_search){.kind = OFFICE_TEXT_ARTICLE,
		.words = text_clean_line(q->arena, slice_utf8_head(http_query(q->http, "q"), SEARCH_BYTES)),
		.only_public = true};
	web_read(q, WEB_READ_HEAVY, list_load, list_show, help);
}

static int one_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct help *help = data;
	int r = office_texts_of_code(
		conn, q->arena, q->ref->jurisdiction_id, help->code, &help->texts, &help->count, err);

	// what is not public is not there
	if (r == 0 && (help->texts[0].kind != OFFICE_TEXT_ARTICLE || !help->texts[0].fields.is_public ||
			      help->texts[0].is_retired))
		r = err_set(err, ERR_NOT_FOUND, "no such article");
	return r;
}

static void one_show(struct web_request *q, void *data)
{
	struct help *help = data;
	const struct office_text *text = &help->texts[0];
	struct view_help view = {.page = web_page_view(q),
		.row = desk_text_row(q, text),
		.at = text->edited_at,
		.body = html_raw_trusted(text_markdown(q->arena, text->fields.text))};
	struct web_page page;

	view.sources = desk_text_sources(q, text->fields.sources, &view.source_count);
	web_page_begin(q, &page);
	page_help(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_help_article(struct web_request *q)
{
	struct help *help = ARENA_NEW(q->arena, struct help);

	help->code = q->args[0];
	if (help->code.len >= OFFICE_TEXT_CODE_BYTES)
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, one_load, one_show, help);
}
