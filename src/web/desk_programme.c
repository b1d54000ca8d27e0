// SPDX-License-Identifier: Apache-2.0
// The list of a programme at the desk, and the form in which one is drawn up.
#include "domain/officer.h"
#include "http/form.h"
#include "http/request.h"
#include "service/keys.h"
#include "service/service.h"
#include "templates/desk_season.h"
#include "templates/desk_season_forms.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/season.h"
#include "web/season_form.h"

#include <inttypes.h>

#define ROWS 50

struct list {
	const struct programme *programme;
	struct desk_frame frame;
	struct list_counts *counts;
	struct slice state; // as in service/seasons.h
	int64_t after_id;
	struct case_list_row *rows;
	size_t count;
	bool has_more;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct list *list = data;
	int r;

	r = programmes_count(conn, q->arena, q->ref, &officer, q->now_us, &list->counts, err);
	if (r == 0)
		r = lists_desk(conn, q->arena, q->ref, &officer, list->programme->id, list->state, q->now_us,
			list->after_id, ROWS + 1, &list->rows, &list->count, err);
	if (r == 0)
		r = desk_frame_load(q, conn, &list->frame, err);
	list->has_more = r == 0 && list->count > ROWS;
	if (list->has_more)
		list->count = ROWS;
	return r;
}

static struct html_url url_of(
	struct web_request *q, const struct list *list, const char *state, int64_t after_id)
{
	struct slice code = list->programme->code;

	if (after_id)
		return web_url(
			q, "/desk/programme/%.*s?state=%s&after=%" PRId64, SLICE_ARG(code), state, after_id);
	return state[0] ? web_url(q, "/desk/programme/%.*s?state=%s", SLICE_ARG(code), state)
			: web_url(q, "/desk/programme/%.*s", SLICE_ARG(code));
}

static void fill_urls(struct web_request *q, const struct list *list, struct view_desk_programme *view)
{
	const struct programme *programme = list->programme;
	const struct season *season = reference_season(q->ref, programme->season_id);
	const char *state = arena_cstr(q->arena, list->state);

	view->all_url = url_of(q, list, "", 0);
	view->open_url = url_of(q, list, "open", 0);
	view->overdue_url = url_of(q, list, "overdue", 0);
	view->closed_url = url_of(q, list, "closed", 0);
	if (list->has_more)
		view->more = url_of(q, list, state, list->rows[list->count - 1].id);
	if (list->after_id)
		view->first = url_of(q, list, state, 0);
	view->season_url = web_url(q, "/desk/seasons");
	if (!season)
		return;
	view->season = web_in_language(q, season->name_zh, season->name_en);
	view->season_url = web_url(q, "/desk/season/%.*s", SLICE_ARG(season->code));
	if (season->is_public && programme->is_public)
		view->public_url =
			web_url(q, "/season/%.*s/%.*s", SLICE_ARG(season->code), SLICE_ARG(programme->code));
}

static void show(struct web_request *q, void *data)
{
	struct list *list = data;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, list->count);
	struct view_desk_programme view = {
		.desk = desk_frame_view(q, &list->frame, DESK_NO_FOLDER),
		.list = season_list_view(
			q, list->programme, &list->counts[list->programme - q->ref->programmes]),
		.code = list->programme->code,
		.plan = list->programme->plan,
		.state = list->state,
		.unit = web_unit_name(q, list->programme->unit_id),
		.may_edit = season_may_edit((uint32_t)q->session.roles),
		.sees_rows = (q->session.roles & ~ROLE_ADMIN) != 0,
		.saved = http_query(q->http, "saved").len > 0,
		.rows = rows,
		.count = list->count,
	};
	struct web_page page;

	for (size_t i = 0; i < list->count; i++)
		rows[i] = desk_row_view(q, &list->rows[i]);
	fill_urls(q, list, &view);
	view.desk.is_season = true;
	view.desk.page.here = url_of(q, list, arena_cstr(q->arena, list->state), list->after_id);
	web_page_begin(q, &page);
	page_desk_programme(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_programme(struct web_request *q)
{
	struct list *list = ARENA_NEW(q->arena, struct list);
	struct slice state = http_query(q->http, "state");
	enum case_state_code known;

	list->programme = reference_programme_by_code(q->ref, q->args[0]);
	list->after_id = web_number(http_query(q->http, "after"));
	if (slice_eq(state, SLICE("open")) || slice_eq(state, SLICE("overdue")) ||
		case_state_parse(state, &known))
		list->state = state;
	else
		list->state = SLICE("");
	if (!list->programme)
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load, show, list);
}

// ---- The form

static bool is_new(const struct web_request *q)
{
	return slice_eq(q->path, SLICE("/desk/programmes/new"));
}

static struct view_select seasons_of(struct web_request *q, int64_t chosen)
{
	struct view_option *options = ARENA_ARRAY(q->arena, struct view_option, q->ref->season_count);
	struct view_options *group = ARENA_NEW(q->arena, struct view_options);

	for (size_t i = 0; i < q->ref->season_count; i++) {
		const struct season *season = &q->ref->seasons[i];

		options[i] = (struct view_option){season->id,
			web_in_language(q, season->name_zh, season->name_en), season->id == chosen};
	}
	*group = (struct view_options){.items = options, .count = q->ref->season_count};
	return (struct view_select){group, group->count ? 1 : 0};
}

static void show_form(struct web_request *q, void *data)
{
	struct season_form *form = data;
	const struct programme *programme = &form->request.programme;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_programme_form view = {
		.desk = desk_frame_view(q, &form->frame, DESK_NO_FOLDER),
		.action = web_url(q, "%.*s", SLICE_ARG(q->path)),
		.back = is_new(q) ? web_url(q, "/desk/seasons")
				  : web_url(q, "/desk/programme/%.*s", SLICE_ARG(q->args[0])),
		.errors = season_form_errors(q, form),
		.is_new = is_new(q),
		.programme = *programme,
		.seasons = seasons_of(q, programme->season_id),
		.units = web_units(q, programme->unit_id),
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.is_season = true;
	view.desk.page.here = web_url(q, "%.*s", SLICE_ARG(q->path));
	web_page_begin(q, &page);
	page_desk_programme_form(&page.html, &view);
	web_page_send(q, &page, form->is_mismatch ? 409 : form->is_again ? 422 : 200);
}

static bool begin_form(struct web_request *q, struct season_form *form)
{
	const struct programme *programme =
		is_new(q) ? NULL : reference_programme_by_code(q->ref, q->args[0]);
	const struct season *season = reference_season_by_code(q->ref, http_query(q->http, "season"));

	if (!season_may_edit((uint32_t)q->session.roles) || (!is_new(q) && !programme)) {
		web_error(q, 404);
		return false;
	}
	form->request.is_programme = true;
	if (programme)
		form->request.programme = *programme;
	else if (season)
		form->request.programme.season_id = season->id;
	form->show = show_form;
	form->path = "/desk/programme/";
	return true;
}

void handle_desk_programme_form(struct web_request *q)
{
	struct season_form *form = ARENA_NEW(q->arena, struct season_form);

	if (begin_form(q, form))
		web_read(q, WEB_READ_HEAVY, season_form_load, show_form, form);
}

void handle_desk_programme_post(struct web_request *q)
{
	struct season_form *form = ARENA_NEW(q->arena, struct season_form);
	struct programme *programme = &form->request.programme;

	if (!begin_form(q, form))
		return;
	if (is_new(q))
		programme->code = season_form_line(q, "code");
	programme->name_zh = season_form_line(q, "name_zh");
	programme->name_en = season_form_line(q, "name_en");
	if (!programme_kind_parse(http_form(q->http, "kind"), &programme->kind))
		programme->kind = PROGRAMME_KIND_NONE;
	programme->season_id = web_number(http_form(q->http, "season"));
	programme->unit_id = web_number(http_form(q->http, "unit"));
	programme->owner_zh = season_form_line(q, "owner_zh");
	programme->owner_en = season_form_line(q, "owner_en");
	programme->starts_on = season_form_line(q, "starts_on");
	programme->ends_on = season_form_line(q, "ends_on");
	programme->plan = season_form_text(q, "plan");
	programme->is_public = http_form(q->http, "is_public").len > 0;
	programme->is_closed = http_form(q->http, "is_closed").len > 0;
	season_form_send(q, form);
}
