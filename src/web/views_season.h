// SPDX-License-Identifier: Apache-2.0
// What the pages of seasons and lists print (templates/public/season.html, templates/desk/season.html); see
// web/views.h for what holds for all views. Days are days since 1970-01-01, VIEW_NO_DAY where there is none.
#ifndef YIDAN_WEB_VIEWS_SEASON_H
#define YIDAN_WEB_VIEWS_SEASON_H

#include "domain/season.h"
#include "web/views.h"
#include "web/views_desk.h"

#define VIEW_NO_DAY INT64_MIN

struct view_counts {
	int64_t cases, concluded, open, overdue;
};

struct view_stage {
	enum season_stage_code code;
	int64_t from, to;
	bool is_over, is_now;
	struct slice target; // may be empty
};
struct view_step {
	enum season_step_code code;
	int64_t day;
	int64_t elapsed; // days since the first; with a day
};

// A list and how it stands.
struct view_list {
	struct html_url url;
	struct slice name, owner; // owner: may be empty
	enum programme_kind kind;
	int64_t from, to;
	bool is_public, is_closed;
	struct view_counts counts;
	bool has_sources; // it counts by who collected them
	struct view_counts liaison, unit, others;
};

// The figures of a season, on the first page and on its own.
struct view_season {
	struct html_url url;
	struct slice name;
	int64_t from, to;
	int64_t counted_at;
	bool has_portal;
	struct html_url portal_url;
	int64_t portal_cases, portal_concluded, portal_rated, portal_satisfied;
	const struct view_list *lists;
	size_t list_count;
	const struct view_stage *stages; // SEASON_STAGES
	const struct view_step *steps;	 // SEASON_STEPS
	size_t steps_done;
};

// GET /season/CODE
struct view_season_page {
	struct view_page page;
	struct view_season season;
};

// GET /season/CODE/LIST[?state=closed|open][&channel=…]: what everybody may read of a list.
struct view_list_page {
	struct view_page page;
	struct slice name, owner, season;
	struct html_url season_url, all_url, concluded_url, open_url;
	int64_t cases, concluded, open;
	struct slice plan;
	int which; // 0 all, 1 concluded, 2 open
	bool is_portal;
	enum case_channel channel; // NONE: any
	const struct view_case_row *rows;
	size_t count;
	struct html_url first, older; // empty where there is none
};

// ---- Desk

// GET /desk/seasons and /desk/season/CODE: the board.
struct view_desk_season {
	struct view_desk desk;
	bool has_season, may_edit;
	struct view_season season;
	struct slice code;
	const struct view_list *others; // lists of no season
	size_t other_count;
	const struct view_option *seasons; // the other seasons: name and …
	const struct html_url *season_urls;
	size_t season_count;
	bool saved;
};

// GET, POST /desk/seasons/new, /desk/season/CODE/edit. Fields: command, code, name_zh, name_en, starts_on,
// ends_on, is_public, stage_N_from, stage_N_to, stage_N_zh, stage_N_en, step_N.
struct view_desk_season_form {
	struct view_desk desk;
	struct html_url action, back;
	struct slice command;
	struct view_errors errors;
	bool is_new;
	struct season season; // as typed
};

// GET /desk/programme/CODE[?state=…]
struct view_desk_programme {
	struct view_desk desk;
	struct view_list list;
	struct slice code, plan, state, unit;
	struct html_url season_url, public_url, all_url, open_url, overdue_url, closed_url;
	struct slice season;
	bool may_edit, sees_rows, saved;
	const struct view_desk_row *rows;
	size_t count;
	struct html_url first, more;
};

// GET, POST /desk/programmes/new[?season=CODE], /desk/programme/CODE/edit. Fields: command, code, name_zh,
// name_en, kind, season, unit, owner_zh, owner_en, starts_on, ends_on, plan, is_public, is_closed.
struct view_desk_programme_form {
	struct view_desk desk;
	struct html_url action, back;
	struct slice command;
	struct view_errors errors;
	bool is_new;
	struct programme programme; // as typed
	struct view_select seasons, units;
};

#endif
