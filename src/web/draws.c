// SPDX-License-Identifier: Apache-2.0
// Random samples for everybody: what was announced, what was drawn, what raisers say of it, how to repeat it.
#include "service/draws.h"

#include "service/service.h"
#include "store/ledger.h"
#include "templates/public_draws.h"
#include "web/app.h"
#include "web/draw_views.h"
#include "web/handlers.h"
#include "web/names.h"

struct view_draw web_draw_view(struct web_request *q, const struct draw *draw)
{
	struct slice rest = draw->codes, code;
	struct view_draw view = {
		.number = draw->number,
		.from_day = calendar_day_of(q->ref->calendar, draw->from_us),
		.last_day = calendar_day_of(q->ref->calendar, draw->until_us - 1),
		.most = draw->most,
		.about = draw->about,
		.announced_at = draw->announced_us,
		.made_at = draw->made_us,
		.witness = draw->witness,
		.tree_size = draw->tree_size,
		.population = draw->population,
		.root = draw->root,
		.witness_signature = draw->witness_signature,
		.seed = draw->seed,
	};

	while (rest.len > 0) {
		slice_cut(rest, '.', &code, &rest);
		view.picked++;
	}
	return view;
}

const struct view_draw *web_draw_views(struct web_request *q, const struct draw *draws, size_t count)
{
	struct view_draw *views = ARENA_ARRAY(q->arena, struct view_draw, count + 1);

	for (size_t i = 0; i < count; i++)
		views[i] = web_draw_view(q, &draws[i]);
	return views;
}

// ---- All of them

struct all {
	struct draw *draws;
	size_t count;
};

static int all_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct all *all = data;

	return draws_all(conn, q->arena, q->ref->jurisdiction_id, &all->draws, &all->count, err);
}

static void all_show(struct web_request *q, void *data)
{
	struct all *all = data;
	struct view_draws view = {.page = web_page_view(q),
		.draws = web_draw_views(q, all->draws, all->count),
		.count = all->count};
	struct web_page page;

	web_page_begin(q, &page);
	page_draws(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_draws(struct web_request *q)
{
	web_read(q, WEB_READ_HEAVY, all_load, all_show, ARENA_NEW(q->arena, struct all));
}

// ---- One

struct one {
	int64_t number;
	struct draw draw;
	struct draw_case *cases;
	size_t count;
};

static int one_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct one *one = data;
	int64_t jurisdiction_id = q->ref->jurisdiction_id;
	int r = draws_get(conn, q->arena, jurisdiction_id, one->number, &one->draw, err);

	if (r == 0)
		r = draws_cases(conn, q->arena, jurisdiction_id, &one->draw, &one->cases, &one->count, err);
	return r;
}

static void fill_cases(struct web_request *q, const struct one *one, struct view_draw_page *view)
{
	struct view_draw_case *cases = ARENA_ARRAY(q->arena, struct view_draw_case, one->count + 1);

	for (size_t i = 0; i < one->count; i++) {
		const struct draw_case *c = &one->cases[i];

		cases[i] = (struct view_draw_case){.code = web_code(q, c->code),
			.state = c->state,
			.solved = c->solved,
			.is_callback = c->rated_by == EVENT_BY_OFFICER,
			.is_reopened = c->is_reopened};
		view->solved += c->solved == RAISER_SOLVED_YES;
		view->partly += c->solved == RAISER_SOLVED_PARTLY;
		view->unsolved += c->solved == RAISER_SOLVED_NO;
		view->unanswered += c->solved == RAISER_SOLVED_NONE;
	}
	view->cases = cases;
	view->count = one->count;
}

static void one_show(struct web_request *q, void *data)
{
	struct one *one = data;
	struct view_draw_page view = {.page = web_page_view(q),
		.draw = web_draw_view(q, &one->draw),
		.address = slice_of(web_origin(q))};
	struct web_page page;

	fill_cases(q, one, &view);
	web_page_begin(q, &page);
	page_draw(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_draw(struct web_request *q)
{
	struct one *one = ARENA_NEW(q->arena, struct one);

	one->number = web_number(q->args[0]);
	if (one->number > 0)
		web_read(q, WEB_READ_HEAVY, one_load, one_show, one);
	else
		web_error(q, 404);
}
