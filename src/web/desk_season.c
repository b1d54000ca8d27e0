// SPDX-License-Identifier: Apache-2.0
// The board of a season at the desk: its stages, its first steps, its lists and how they stand; and the form
// in which a season is drawn up.
#include "templates/desk_season.h"
#include "http/form.h"
#include "http/request.h"
#include "service/keys.h"
#include "service/service.h"
#include "templates/desk_season_forms.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/season.h"
#include "web/season_form.h"

#include <string.h>

// ---- The board

struct board {
	const struct season *season; // NULL: there is none yet
	struct desk_frame frame;
	struct list_counts *counts;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct board *board = data;
	int r;

	r = programmes_count(conn, q->arena, q->ref, &officer, q->now_us, &board->counts, err);
	return r == 0 ? desk_frame_load(q, conn, &board->frame, err) : r;
}

static const struct view_list *lists_of(
	struct web_request *q, const struct board *board, int64_t season_id, size_t *ret_count)
{
	struct view_list *lists = ARENA_ARRAY(q->arena, struct view_list, q->ref->programme_count);

	*ret_count = 0;
	for (size_t i = 0; i < q->ref->programme_count; i++) {
		const struct programme *programme = &q->ref->programmes[i];
		struct view_list *list = &lists[*ret_count];

		if (programme->season_id != season_id)
			continue;
		*list = season_list_view(q, programme, &board->counts[i]);
		list->url = web_url(q, "/desk/programme/%.*s", SLICE_ARG(programme->code));
		++*ret_count;
	}
	return lists;
}

static void fill_seasons(struct web_request *q, const struct board *board, struct view_desk_season *view)
{
	struct view_option *names = ARENA_ARRAY(q->arena, struct view_option, q->ref->season_count);
	struct html_url *urls = ARENA_ARRAY(q->arena, struct html_url, q->ref->season_count);

	for (size_t i = 0; i < q->ref->season_count; i++) {
		const struct season *season = &q->ref->seasons[i];

		if (season == board->season)
			continue;
		names[view->season_count].name = web_in_language(q, season->name_zh, season->name_en);
		urls[view->season_count++] = web_url(q, "/desk/season/%.*s", SLICE_ARG(season->code));
	}
	view->seasons = names;
	view->season_urls = urls;
}

static void show(struct web_request *q, void *data)
{
	struct board *board = data;
	const struct season *season = board->season;
	struct view_desk_season view = {
		.desk = desk_frame_view(q, &board->frame, DESK_NO_FOLDER),
		.has_season = season != NULL,
		.may_edit = season_may_edit((uint32_t)q->session.roles),
		.saved = http_query(q->http, "saved").len > 0,
	};
	struct web_page page;

	view.desk.is_season = true;
	view.desk.page.here = web_url(q, "/desk/seasons");
	view.others = lists_of(q, board, 0, &view.other_count);
	fill_seasons(q, board, &view);
	if (season) {
		view.code = season->code;
		view.desk.page.here = web_url(q, "/desk/season/%.*s", SLICE_ARG(season->code));
		view.season.name = web_in_language(q, season->name_zh, season->name_en);
		view.season.from = season_day(season->starts_on);
		view.season.to = season_day(season->ends_on);
		view.season.counted_at = q->now_us;
		view.season.url = season->is_public ? web_url(q, "/season/%.*s", SLICE_ARG(season->code))
						    : (struct html_url){0};
		view.season.lists = lists_of(q, board, season->id, &view.season.list_count);
		season_plan_view(q, season, &view.season);
	}
	web_page_begin(q, &page);
	page_desk_season(&page.html, &view);
	web_page_send(q, &page, 200);
}

// The public one that is on, else the newest of all.
void handle_desk_seasons(struct web_request *q)
{
	struct board *board = ARENA_NEW(q->arena, struct board);

	board->season = reference_current_season(q->ref, q->now_us);
	if (!board->season && q->ref->season_count)
		board->season = &q->ref->seasons[0];
	web_read(q, WEB_READ_HEAVY, load, show, board);
}

void handle_desk_season(struct web_request *q)
{
	struct board *board = ARENA_NEW(q->arena, struct board);

	board->season = reference_season_by_code(q->ref, q->args[0]);
	if (!board->season)
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load, show, board);
}

// ---- The form

static bool is_new(const struct web_request *q)
{
	return slice_eq(q->path, SLICE("/desk/seasons/new"));
}

static void show_form(struct web_request *q, void *data)
{
	struct season_form *form = data;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_season_form view = {
		.desk = desk_frame_view(q, &form->frame, DESK_NO_FOLDER),
		.action = web_url(q, "%.*s", SLICE_ARG(q->path)),
		.back = is_new(q) ? web_url(q, "/desk/seasons")
				  : web_url(q, "/desk/season/%.*s", SLICE_ARG(q->args[0])),
		.errors = season_form_errors(q, form),
		.is_new = is_new(q),
		.season = form->request.season,
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.is_season = true;
	view.desk.page.here = web_url(q, "%.*s", SLICE_ARG(q->path));
	web_page_begin(q, &page);
	page_desk_season_form(&page.html, &view);
	web_page_send(q, &page, form->is_mismatch ? 409 : form->is_again ? 422 : 200);
}

// The season that the address names; false, and answered, where there is none or this officer may not.
static bool begin_form(struct web_request *q, struct season_form *form)
{
	const struct season *season = is_new(q) ? NULL : reference_season_by_code(q->ref, q->args[0]);

	if (!season_may_edit((uint32_t)q->session.roles) || (!is_new(q) && !season)) {
		web_error(q, 404);
		return false;
	}
	if (season)
		form->request.season = *season;
	form->show = show_form;
	form->path = "/desk/season/";
	return true;
}

void handle_desk_season_form(struct web_request *q)
{
	struct season_form *form = ARENA_NEW(q->arena, struct season_form);

	if (begin_form(q, form))
		web_read(q, WEB_READ_HEAVY, season_form_load, show_form, form);
}

static void fill_plan(struct web_request *q, struct season_plan *plan)
{
	for (int i = 0; i < SEASON_STAGES; i++) {
		struct season_stage *stage = &plan->stages[i];

		stage->from = season_form_line(q, arena_printf(q->arena, "stage_%d_from", i));
		stage->to = season_form_line(q, arena_printf(q->arena, "stage_%d_to", i));
		stage->target_zh = season_form_text(q, arena_printf(q->arena, "stage_%d_zh", i));
		stage->target_en = season_form_text(q, arena_printf(q->arena, "stage_%d_en", i));
	}
	for (int i = 0; i < SEASON_STEPS; i++)
		plan->steps[i] = season_form_line(q, arena_printf(q->arena, "step_%d", i));
}

void handle_desk_season_post(struct web_request *q)
{
	struct season_form *form = ARENA_NEW(q->arena, struct season_form);
	struct season *season = &form->request.season;

	if (!begin_form(q, form))
		return;
	if (is_new(q))
		season->code = season_form_line(q, "code");
	season->name_zh = season_form_line(q, "name_zh");
	season->name_en = season_form_line(q, "name_en");
	season->starts_on = season_form_line(q, "starts_on");
	season->ends_on = season_form_line(q, "ends_on");
	season->is_public = http_form(q->http, "is_public").len > 0;
	fill_plan(q, &season->plan);
	season_form_send(q, form);
}
