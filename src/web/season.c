// SPDX-License-Identifier: Apache-2.0
// The public pages of a season and of its lists, and the same figures as JSON.
#include "web/season.h"

#include "http/response.h"
#include "service/service.h"
#include "templates/public_season.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/kept.h"
#include "web/names.h"
#include "json/writer.h"

#include <inttypes.h>
#include <string.h>

#define PORTAL "portal" // the list of what came by the residents' door

// ---- Figures

int64_t season_day(struct slice day)
{
	int64_t number;

	return day.len && calendar_day_parse(day, &number) == 0 ? number : VIEW_NO_DAY;
}

static bool is_shown(const struct programme *programme, const struct season *season)
{
	return programme->is_public && programme->season_id == season->id;
}

int season_overview_load(struct web_request *q, struct db_conn *conn, const struct season *season,
	struct season_overview *ret, struct err *err)
{
	const struct reference *ref = q->ref;
	int r;

	*ret = (struct season_overview){.season = season};
	if (!season)
		return 0;
	ret->figures = ARENA_ARRAY(q->arena, struct programme_figures, ref->programme_count);
	r = season_channel_figures(conn, q->arena, ref, season, CASE_CHANNEL_PORTAL, &ret->portal, err);
	for (size_t i = 0; r == 0 && i < ref->programme_count; i++) {
		if (is_shown(&ref->programmes[i], season))
			r = programme_figures(conn, q->arena, ref->jurisdiction_id, ref->programmes[i].id,
				q->now_us, &ret->figures[i], err);
	}
	return r;
}

static struct view_counts counts_view(const struct list_counts *counts)
{
	return (struct view_counts){counts->cases, counts->concluded, counts->open, counts->overdue};
}

struct view_list season_list_view(
	struct web_request *q, const struct programme *programme, const struct list_counts *counts)
{
	struct view_list view = {
		.name = web_in_language(q, programme->name_zh, programme->name_en),
		.owner = web_in_language(q, programme->owner_zh, programme->owner_en),
		.kind = programme->kind,
		.from = season_day(programme->starts_on),
		.to = season_day(programme->ends_on),
		.is_public = programme->is_public,
		.is_closed = programme->is_closed,
		.counts = counts_view(counts),
	};

	if (view.owner.len == 0)
		view.owner = web_unit_name(q, programme->unit_id);
	return view;
}

static void fill_sources(const struct programme_figures *figures, struct view_list *view)
{
	view->has_sources = view->kind == PROGRAMME_KIND_ENTERPRISE_NEEDS;
	view->liaison = counts_view(&figures->by_channel[CASE_CHANNEL_LIAISON_VISIT]);
	view->unit = counts_view(&figures->by_channel[CASE_CHANNEL_UNIT]);
	view->others = (struct view_counts){
		.cases = view->counts.cases - view->liaison.cases - view->unit.cases,
		.concluded = view->counts.concluded - view->liaison.concluded - view->unit.concluded,
		.open = view->counts.open - view->liaison.open - view->unit.open,
	};
}

void season_plan_view(struct web_request *q, const struct season *season, struct view_season *view)
{
	struct view_stage *stages = ARENA_ARRAY(q->arena, struct view_stage, SEASON_STAGES);
	struct view_step *steps = ARENA_ARRAY(q->arena, struct view_step, SEASON_STEPS);
	int64_t today = calendar_day_of(q->ref->calendar, q->now_us);

	for (size_t i = 0; i < SEASON_STAGES; i++) {
		const struct season_stage *stage = &season->plan.stages[i];

		stages[i] = (struct view_stage){
			.code = (enum season_stage_code)i,
			.from = season_day(stage->from),
			.to = season_day(stage->to),
			.target = web_in_language(q, stage->target_zh, stage->target_en),
		};
		stages[i].is_over = stages[i].to != VIEW_NO_DAY && stages[i].to < today;
		stages[i].is_now =
			stages[i].from != VIEW_NO_DAY && stages[i].from <= today && !stages[i].is_over;
	}
	for (size_t i = 0; i < SEASON_STEPS; i++) {
		steps[i] = (struct view_step){(enum season_step_code)i, season_day(season->plan.steps[i]),
			season_step_elapsed(&season->plan, i)};
		view->steps_done += steps[i].day != VIEW_NO_DAY;
	}
	view->stages = stages;
	view->steps = steps;
}

struct view_season season_view(struct web_request *q, const struct season_overview *overview)
{
	const struct season *season = overview->season;
	struct view_list *lists = ARENA_ARRAY(q->arena, struct view_list, q->ref->programme_count);
	struct view_season view = {.counted_at = q->now_us, .lists = lists};

	if (!season)
		return view;
	view.url = web_url(q, "/season/%.*s", SLICE_ARG(season->code));
	view.name = web_in_language(q, season->name_zh, season->name_en);
	view.from = season_day(season->starts_on);
	view.to = season_day(season->ends_on);
	view.has_portal = overview->portal.cases > 0;
	view.portal_url = web_url(q, "/season/%.*s/" PORTAL, SLICE_ARG(season->code));
	view.portal_cases = overview->portal.cases;
	view.portal_concluded = overview->portal.concluded;
	view.portal_rated = overview->portal.rated;
	view.portal_satisfied = overview->portal.satisfied;
	for (size_t i = 0; i < q->ref->programme_count; i++) {
		const struct programme *programme = &q->ref->programmes[i];
		struct view_list *list = &lists[view.list_count];

		if (!is_shown(programme, season))
			continue;
		view.list_count++;
		*list = season_list_view(q, programme, &overview->figures[i].all);
		list->url =
			web_url(q, "/season/%.*s/%.*s", SLICE_ARG(season->code), SLICE_ARG(programme->code));
		fill_sources(&overview->figures[i], list);
	}
	season_plan_view(q, season, &view);
	return view;
}

// What is overdue changes by time alone; the figures may be a minute old in that.
static int64_t changes_at(struct web_request *q, void *data)
{
	(void)data;
	return q->now_us + US_PER_MINUTE;
}

// ---- GET /season/CODE

static int season_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct season_overview *overview = data;

	return season_overview_load(q, conn, overview->season, overview, err);
}

static void season_print(struct web_request *q, struct html *h, void *data)
{
	struct view_season_page view = {.page = web_page_view(q), .season = season_view(q, data)};

	page_season(h, &view);
}

static const struct season *asked_for(struct web_request *q)
{
	const struct season *season = reference_season_by_code(q->ref, q->args[0]);

	return season && season->is_public ? season : NULL;
}

void handle_season(struct web_request *q)
{
	struct season_overview *overview = ARENA_NEW(q->arena, struct season_overview);

	overview->season = asked_for(q);
	if (!overview->season) {
		web_error(q, 404);
		return;
	}
	web_kept(q, &(struct kept_page){
			    .name = arena_printf(q->arena, "season:%.*s", SLICE_ARG(q->args[0])),
			    .load = season_load,
			    .print = season_print,
			    .changes_at = changes_at,
			    .kind = WEB_READ_HEAVY,
			    .data = overview,
		    });
}

// ---- GET /season/CODE/LIST

struct season_list {
	const struct season *season;
	const struct programme *programme; // NULL: the portal's
	struct list_filter filter;
	struct programme_figures figures;
	struct channel_figures portal;
	struct case_list_row *rows;
	size_t count;
	bool has_older;
};

static int list_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct season_list *l = data;
	int r;

	if (l->programme)
		r = programme_figures(conn, q->arena, q->ref->jurisdiction_id, l->programme->id, q->now_us,
			&l->figures, err);
	else
		r = season_channel_figures(
			conn, q->arena, q->ref, l->season, CASE_CHANNEL_PORTAL, &l->portal, err);
	if (r == 0)
		r = lists_public(
			conn, q->arena, q->ref, &l->filter, CASE_LIST_ROWS + 1, &l->rows, &l->count, err);
	l->has_older = r == 0 && l->count > CASE_LIST_ROWS;
	if (l->has_older)
		l->count = CASE_LIST_ROWS;
	return r;
}

static const char *list_query(struct web_request *q, const struct season_list *l, const char *state,
	int64_t before_at, int64_t before_id)
{
	struct buf query = buf_in(q->arena);

	if (state[0])
		buf_printf(&query, "&state=%s", state);
	if (l->programme && l->filter.channel != CASE_CHANNEL_NONE)
		buf_printf(&query, "&channel=%s", case_channel_name(l->filter.channel));
	if (before_at)
		buf_printf(&query, "&before=%" PRId64 "-%" PRId64, before_at, before_id);
	return query.len ? arena_printf(q->arena, "?%s", buf_cstr(&query) + 1) : "";
}

static struct html_url list_url(struct web_request *q, const struct season_list *l, const char *state,
	int64_t before_at, int64_t before_id)
{
	struct slice list = l->programme ? l->programme->code : SLICE(PORTAL);

	return web_url(q, "/season/%.*s/%.*s%s", SLICE_ARG(l->season->code), SLICE_ARG(list),
		list_query(q, l, state, before_at, before_id));
}

static void fill_counts(const struct season_list *l, struct view_list_page *view)
{
	const struct list_counts *counts = l->filter.channel != CASE_CHANNEL_NONE
						   ? &l->figures.by_channel[l->filter.channel]
						   : &l->figures.all;

	view->cases = l->programme ? counts->cases : l->portal.cases;
	view->concluded = l->programme ? counts->concluded : l->portal.concluded;
	view->open = l->programme ? counts->open : l->portal.cases - l->portal.concluded;
}

static void list_print(struct web_request *q, struct html *h, void *data)
{
	struct season_list *l = data;
	const char *state = arena_cstr(q->arena, l->filter.state);
	struct view_case_row *rows;
	struct view_list_page view = {
		.page = web_page_view(q),
		.season = web_in_language(q, l->season->name_zh, l->season->name_en),
		.season_url = web_url(q, "/season/%.*s", SLICE_ARG(l->season->code)),
		.all_url = list_url(q, l, "", 0, 0),
		.concluded_url = list_url(q, l, "closed", 0, 0),
		.open_url = list_url(q, l, "open", 0, 0),
		.which = strcmp(state, "closed") == 0 ? 1
			 : strcmp(state, "open") == 0 ? 2
						      : 0,
		.is_portal = !l->programme,
		.channel = l->programme ? l->filter.channel : CASE_CHANNEL_NONE,
		.count = l->count,
	};

	if (l->programme) {
		struct view_list list = season_list_view(q, l->programme, &l->figures.all);

		view.name = list.name;
		view.owner = list.owner;
		view.plan = l->programme->plan;
	} else {
		view.name = slice_of(q->ref->settings.portal_label[q->lang]);
	}
	fill_counts(l, &view);
	web_case_rows(q, l->rows, l->count, &rows);
	view.rows = rows;
	if (l->has_older)
		view.older =
			list_url(q, l, state, l->rows[l->count - 1].received_at, l->rows[l->count - 1].id);
	if (l->filter.before_at)
		view.first = list_url(q, l, state, 0, 0);
	page_season_list(h, &view);
}

// What is malformed counts as not asked for.
static void read_filter(struct web_request *q, struct season_list *l)
{
	struct slice state = http_query(q->http, "state"), before = http_query(q->http, "before"), at, id;

	if (slice_eq(state, SLICE("closed")) || slice_eq(state, SLICE("open")))
		l->filter.state = state;
	if (!l->programme)
		l->filter.channel = CASE_CHANNEL_PORTAL;
	else if (!case_channel_parse(http_query(q->http, "channel"), &l->filter.channel))
		l->filter.channel = CASE_CHANNEL_NONE;
	slice_cut(before, '-', &at, &id);
	l->filter.before_at = web_number(at);
	l->filter.before_id = web_number(id);
}

void handle_season_list(struct web_request *q)
{
	struct season_list *l = ARENA_NEW(q->arena, struct season_list);
	bool is_portal = slice_eq(q->args[1], SLICE(PORTAL));

	l->season = asked_for(q);
	l->programme = is_portal ? NULL : reference_programme_by_code(q->ref, q->args[1]);
	if (!l->season || (!is_portal && (!l->programme || !is_shown(l->programme, l->season)))) {
		web_error(q, 404);
		return;
	}
	l->filter.season = l->season;
	l->filter.programme_id = l->programme ? l->programme->id : 0;
	read_filter(q, l);
	web_kept(q, &(struct kept_page){
			    .name = arena_printf(q->arena, "list:%.*s:%.*s%s", SLICE_ARG(q->args[0]),
				    SLICE_ARG(q->args[1]),
				    list_query(q, l, arena_cstr(q->arena, l->filter.state),
					    l->filter.before_at, l->filter.before_id)),
			    .load = list_load,
			    .print = list_print,
			    .changes_at = changes_at,
			    .kind = WEB_READ_HEAVY,
			    .data = l,
		    });
}

// ---- GET /api/v1/season: the figures of the season on the first page

static void write_counts(struct json_writer *w, const struct list_counts *counts)
{
	json_writer_key(w, "cases");
	json_writer_int(w, counts->cases);
	json_writer_key(w, "concluded");
	json_writer_int(w, counts->concluded);
	json_writer_key(w, "open");
	json_writer_int(w, counts->open);
}

static void write_list(
	struct json_writer *w, const struct programme *programme, const struct programme_figures *figures)
{
	json_writer_object(w);
	json_writer_key(w, "code");
	json_writer_text(w, programme->code);
	json_writer_key(w, "kind");
	json_writer_cstr(w, programme_kind_name(programme->kind));
	write_counts(w, &figures->all);
	json_writer_key(w, "by_channel");
	json_writer_object(w);
	for (int i = 1; i < CASE_CHANNEL_COUNT; i++) {
		if (figures->by_channel[i].cases == 0)
			continue;
		json_writer_key(w, case_channel_name((enum case_channel)i));
		json_writer_object(w);
		write_counts(w, &figures->by_channel[i]);
		json_writer_object_end(w);
	}
	json_writer_object_end(w);
	json_writer_object_end(w);
}

static void api_show(struct web_request *q, void *data)
{
	const struct season_overview *overview = data;
	const struct season *season = overview->season;
	struct buf out = buf_in(q->arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "code");
	json_writer_text(&w, season->code);
	json_writer_key(&w, "starts_on");
	json_writer_text(&w, season->starts_on);
	json_writer_key(&w, "ends_on");
	json_writer_text(&w, season->ends_on);
	json_writer_key(&w, "counted_at");
	json_writer_time(&w, q->now_us);
	json_writer_key(&w, PORTAL);
	json_writer_object(&w);
	json_writer_key(&w, "cases");
	json_writer_int(&w, overview->portal.cases);
	json_writer_key(&w, "concluded");
	json_writer_int(&w, overview->portal.concluded);
	json_writer_key(&w, "rated");
	json_writer_int(&w, overview->portal.rated);
	json_writer_key(&w, "satisfied");
	json_writer_int(&w, overview->portal.satisfied);
	json_writer_object_end(&w);
	json_writer_key(&w, "lists");
	json_writer_array(&w);
	for (size_t i = 0; i < q->ref->programme_count; i++) {
		if (is_shown(&q->ref->programmes[i], season))
			write_list(&w, &q->ref->programmes[i], &overview->figures[i]);
	}
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = "application/json; charset=utf-8",
			       .cache_control = "no-store",
			       .body = buf_slice(&out),
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

void handle_api_season(struct web_request *q)
{
	struct season_overview *overview = ARENA_NEW(q->arena, struct season_overview);

	overview->season = reference_current_season(q->ref, q->now_us);
	if (!overview->season)
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, season_load, api_show, overview);
}
