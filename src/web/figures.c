// SPDX-License-Identifier: Apache-2.0
// Figures: the overview and the page of one, for everybody (kept while nothing is counted) and for the desk.
#include "web/figures.h"

#include "http/request.h"
#include "web/handlers.h"
#include "web/kept.h"

#define ROWS 50

static int load_rows(struct web_request *q, struct db_conn *conn, struct figures_page *f, struct err *err)
{
	struct officer officer;
	int r;

	f->rows_are_hidden = figures_one_is_hidden(q, f, f->figure);
	if (f->rows_are_hidden)
		return 0;
	f->rows = (struct figure_rows){.figure = f->figure,
		.of_part = !f->of_whole,
		.before_day = f->before_day,
		.before_id = f->before_id,
		.before_seq = f->before_seq,
		.most = ROWS + 1};
	if (f->is_desk) {
		officer = desk_officer(q);
		f->rows.officer = &officer;
	}
	r = figures_rows(conn, q->arena, q->ref, &f->query, &f->rows, err);
	f->rows.officer = NULL;
	f->has_more = r == 0 && f->rows.count > ROWS;
	if (f->has_more)
		f->rows.count = ROWS;
	return r;
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct figures_page *f = data;
	const struct figure_query *query = &f->query;
	bool is_all = query->dimension == FIGURE_BY_NOTHING;
	int r = f->is_desk ? desk_frame_load(q, conn, &f->frame, err) : 0;

	if (r == 0)
		r = figures_position(conn, q->arena, query->jurisdiction_id, &f->position, err);
	if (r == 0)
		r = figures_of_period(conn, q->arena, query, &f->set, err);
	if (r == 0)
		r = figures_by_month(conn, q->arena, query, f->months, f->by_month, err);
	if (r == 0 && is_all)
		r = figures_split(conn, q->arena, query, f->by, &f->split, &f->split_count, err);
	if (r == 0 && !is_all && figures_least(q, f) > 0)
		r = figures_split(conn, q->arena, query, query->dimension, &f->peers, &f->peer_count, err);
	if (r == 0 && f->is_one)
		return load_rows(q, conn, f, err);
	if (r == 0)
		r = figures_open_by_age(conn, q->arena, query, f->ages, err);
	return r == 0 ? figures_days_to_close(conn, q->arena, query, &f->days, &f->day_count, err) : r;
}

static void print(struct web_request *q, struct html *h, void *data)
{
	figures_show(q, h, data);
}

static int version(
	struct web_request *q, struct db_conn *conn, void *data, int64_t *ret_version, struct err *err)
{
	struct figures_position position;
	int r = figures_position(conn, q->arena, q->ref->jurisdiction_id, &position, err);

	(void)data;
	if (r == 0)
		*ret_version = position.place * 2 + position.is_behind;
	return r;
}

static int64_t changes_at(struct web_request *q, void *data)
{
	const struct figures_page *f = data;

	return calendar_at(q->ref->calendar, f->query.today + 1, 0);
}

static void answer(struct web_request *q, bool is_one)
{
	struct figures_page *f = ARENA_NEW(q->arena, struct figures_page);

	f->is_one = is_one;
	if (!figures_ask(q, f)) {
		web_error(q, 404);
		return;
	}
	web_kept(q, &(struct kept_page){.name = figures_name(q, f),
			    .version = version,
			    .load = load,
			    .print = print,
			    .changes_at = changes_at,
			    .kind = WEB_READ_HEAVY,
			    .data = f});
}

void handle_figures(struct web_request *q)
{
	answer(q, false);
}

void handle_figure(struct web_request *q)
{
	answer(q, true);
}

// ---- The desk

static void desk_show(struct web_request *q, void *data)
{
	struct web_page page;

	web_page_begin(q, &page);
	figures_show(q, &page.html, data);
	web_page_send(q, &page, 200);
}

static void answer_desk(struct web_request *q, bool is_one)
{
	struct figures_page *f = ARENA_NEW(q->arena, struct figures_page);

	f->is_desk = true;
	f->is_one = is_one;
	if (standing_is_for(q->session.roles) && figures_ask(q, f))
		web_read(q, WEB_READ_HEAVY, load, desk_show, f);
	else
		web_error(q, 404);
}

void handle_desk_figures(struct web_request *q)
{
	answer_desk(q, false);
}

void handle_desk_figure(struct web_request *q)
{
	answer_desk(q, true);
}
