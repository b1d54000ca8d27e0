// SPDX-License-Identifier: Apache-2.0
// What the first page, the page of a season and the board share: the figures of a season's lists, loaded in
// one snapshot, and their view.
#ifndef YIDAN_WEB_SEASON_H
#define YIDAN_WEB_SEASON_H

#include "service/seasons.h"
#include "web/request.h"
#include "web/views_season.h"

struct season_overview {
	const struct season *season;	   // NULL: there is none to be shown
	struct channel_figures portal;	   // what came by the residents' door
	struct programme_figures *figures; // by the position of the programme in the reference
};

// Figures for everybody: of the public lists alone.
int season_overview_load(struct web_request *q, struct db_conn *conn, const struct season *season,
	struct season_overview *ret, struct err *err);
// Its view, with addresses of the public pages.
struct view_season season_view(struct web_request *q, const struct season_overview *overview);
// Stages and steps alone.
void season_plan_view(struct web_request *q, const struct season *season, struct view_season *view);
struct view_list season_list_view(
	struct web_request *q, const struct programme *programme, const struct list_counts *counts);
int64_t season_day(struct slice day); // VIEW_NO_DAY where there is none

#endif
