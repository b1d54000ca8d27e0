// SPDX-License-Identifier: Apache-2.0
// Search at the desk: by code, words, place and unit in the address, where it can be kept and come back to;
// by contact data in the body of a form, so that it stands in no address, and with a record of what was seen.
#include "templates/desk_search.h"
#include "http/form.h"
#include "service/search.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>

struct desk_search {
	struct slice typed;
	bool is_code, is_found;
	bool erases; // an admin, who may erase what is not to be seen
	bool is_contact, is_refused;
	char code[CASE_CODE_BYTES];
	int64_t before_id;
	struct search_found found;
	struct desk_frame frame;
};

// ---- Showing

static void search_show(struct web_request *q, void *data)
{
	struct desk_search *search = data;
	const struct search_found *found = &search->found;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, found->count + 1);
	struct view_desk_search view = {
		.is_contact = search->is_contact,
		.can_contact = search_contact_is_for(q->session.roles),
		.is_nothing = found->is_empty,
		.is_incomplete = found->is_incomplete,
		.rows = rows,
		.count = found->count,
		.is_first = search->before_id == 0,
	};
	struct web_page page;

	if (search->is_refused) {
		web_error(q, 404);
		return;
	}
	if (search->is_found || search->erases) {
		web_redirect(q, "/desk/c/%.*s%s", SLICE_ARG(web_code(q, slice_of(search->code))),
			search->is_found ? "" : "/erase");
		return;
	}
	view.desk = desk_frame_view(q, &search->frame, DESK_NO_FOLDER);
	if (!search->is_contact)
		view.desk.search = search->typed;
	for (size_t i = 0; i < found->count; i++) {
		rows[i] = desk_row_view(q, &found->rows[i]);
		rows[i].shows_state = true;
	}
	if (found->next_before)
		view.more = web_url(q, "/desk?q=%s&before=%" PRId64, web_query_escaped(q, search->typed),
			found->next_before);
	if (search->before_id)
		view.first = web_url(q, "/desk?q=%s", web_query_escaped(q, search->typed));
	web_page_begin(q, &page);
	page_desk_search(&page.html, &view);
	web_page_send(q, &page, 200);
}

// ---- By code and words

// A case that the officer may not see is not found, and nothing tells the two apart.
static int by_code(struct web_request *q, struct db_conn *conn, struct desk_search *search, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct case_page page;
	int r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(search->code), &page, err);

	if (r == 0) {
		struct case_actor actor = cases_actor(q->ref, &officer, &page.stream.state);

		search->is_found = case_may_see(&page.stream.state, &actor);
		search->erases = !search->is_found && case_may_erase(&page.stream.state, &actor);
	}
	return r == ERR_NOT_FOUND ? 0 : r;
}

static int search_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_search *search = data;
	struct officer officer = desk_officer(q);
	int r = search->is_code ? by_code(q, conn, search, err) : 0;

	if (r == 0)
		r = search_desk(conn, q->arena, q->ref, &officer, search->typed, search->before_id,
			&search->found, err);
	return r == 0 ? desk_frame_load(q, conn, &search->frame, err) : r;
}

bool desk_search(struct web_request *q)
{
	struct desk_search *search = ARENA_NEW(q->arena, struct desk_search);

	search->typed =
		text_clean_line(q->arena, slice_utf8_head(http_query(q->http, "q"), SEARCH_BYTES_MAX));
	if (!search->typed.len)
		return false;
	search->is_code = case_code_parse(search->typed, search->code);
	search->before_id = web_number(http_query(q->http, "before"));
	web_read(q, WEB_READ_HEAVY, search_load, search_show, search);
	return true;
}

// ---- By contact data

static int contact_run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_search *search = data;
	int r = search_contact(q->service, conn, q->arena, q->ref, q->session.officer_id, search->typed,
		q->now_us, &search->found, &search->is_refused, err);

	return r == 0 ? desk_frame_load(q, conn, &search->frame, err) : r;
}

void handle_desk_find(struct web_request *q)
{
	struct desk_search *search = ARENA_NEW(q->arena, struct desk_search);

	search->is_contact = true;
	search->typed =
		text_clean_line(q->arena, slice_utf8_head(http_form(q->http, "contact"), SEARCH_BYTES_MAX));
	web_write(q, contact_run, search_show, search);
}
