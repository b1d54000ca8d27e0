// SPDX-License-Identifier: Apache-2.0
#include "web/route.h"

#include "base/macros.h"
#include "web/handlers.h"

#define PICTURES_BYTES (52 * 1024 * 1024) // five of ten megabytes and the form around them

static const struct web_route routes[] = {
	// the public
	{HTTP_METHOD_GET, "/", handle_home},
	{HTTP_METHOD_GET, "/new", handle_new},
	{HTTP_METHOD_POST, "/new", handle_new_what, WEB_ROUTE_FORM | WEB_ROUTE_FILES, PICTURES_BYTES},
	{HTTP_METHOD_GET, "/new/where", handle_new_where},
	{HTTP_METHOD_POST, "/new/where", handle_new_where_post, WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/new/reach", handle_new_reach},
	{HTTP_METHOD_POST, "/new/reach", handle_new_reach_post, WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/new/check", handle_new_check},
	{HTTP_METHOD_POST, "/new/check", handle_new_send, WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/new/photo/{}", handle_new_photo},
	{HTTP_METHOD_GET, "/cases", handle_cases},
	{HTTP_METHOD_GET, "/c/{}", handle_case},
	{HTTP_METHOD_GET, "/c/{}/photo/{}", handle_case_photo},
	{HTTP_METHOD_GET, "/c/{}/photo/{}/small", handle_case_photo},
	{HTTP_METHOD_GET, "/r/{}/{}", handle_receipt, WEB_ROUTE_SECRET},
	{HTTP_METHOD_POST, "/r/{}/{}/{}", handle_raiser_move, WEB_ROUTE_SECRET | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/r/{}/{}/photo/{}", handle_receipt_photo, WEB_ROUTE_SECRET},
	{HTTP_METHOD_GET, "/r/{}/{}/photo/{}/small", handle_receipt_photo, WEB_ROUTE_SECRET},
	{HTTP_METHOD_GET, "/n/{}/{}", handle_stop, WEB_ROUTE_SECRET},
	// programs of mail post here, from anywhere: the secret in the path is what counts
	{HTTP_METHOD_POST, "/n/{}/{}", handle_stop_post, WEB_ROUTE_SECRET},
	{HTTP_METHOD_GET, "/season/{}", handle_season},
	{HTTP_METHOD_GET, "/season/{}/{}", handle_season_list},
	{HTTP_METHOD_GET, "/lookup", handle_lookup},
	{HTTP_METHOD_POST, "/lookup", handle_lookup, WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/figures", handle_figures},
	{HTTP_METHOD_GET, "/figures.csv", handle_figures_csv},
	{HTTP_METHOD_GET, "/figures/{}", handle_figure},
	{HTTP_METHOD_GET, "/about", handle_about},
	{HTTP_METHOD_GET, "/help", handle_help},
	{HTTP_METHOD_GET, "/help/{}", handle_help_article},
	{HTTP_METHOD_POST, "/lang", handle_lang, WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/c/{}/receipt.tlog-proof", handle_case_receipt},
	{HTTP_METHOD_GET, "/c/{}/proof.json", handle_case_proof},
	{HTTP_METHOD_GET, "/ledger", handle_ledger},
	{HTTP_METHOD_GET, "/ledger/check", handle_ledger_check},
	{HTTP_METHOD_GET, "/ledger/checkpoint", handle_ledger_checkpoint},
	{HTTP_METHOD_GET, "/ledger/checkpoint/{}", handle_ledger_checkpoint},
	{HTTP_METHOD_GET, "/ledger/tile/{*}", handle_ledger_tile},
	{HTTP_METHOD_GET, "/ledger/log.json", handle_ledger_log},
	{HTTP_METHOD_GET, "/draws", handle_draws},
	{HTTP_METHOD_GET, "/draws/{}", handle_draw},
	{HTTP_METHOD_GET, "/areas.geojson", handle_areas},
	{HTTP_METHOD_GET, "/look.css", handle_look},
	// the desk
	{HTTP_METHOD_GET, "/desk/login", handle_login},
	{HTTP_METHOD_POST, "/desk/login", handle_login_post, WEB_ROUTE_FORM},
	{HTTP_METHOD_POST, "/desk/logout", handle_logout,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM | WEB_ROUTE_ACCOUNT},
	{HTTP_METHOD_GET, "/desk/account/password", handle_account_password,
		WEB_ROUTE_DESK | WEB_ROUTE_ACCOUNT},
	{HTTP_METHOD_POST, "/desk/account/password", handle_account_password_post,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM | WEB_ROUTE_ACCOUNT},
	{HTTP_METHOD_GET, "/desk", handle_desk, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/find", handle_desk_find, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/new", handle_desk_new, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/new", handle_desk_new_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/new/{}", handle_desk_taken, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/admin", handle_admin, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/admin/units", handle_admin_units, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/admin/units/{}", handle_admin_unit, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/admin/units/{}", handle_admin_unit_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/admin/officers", handle_admin_officers, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/admin/officers/{}", handle_admin_officer, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/admin/officers/{}", handle_admin_officer_post,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_POST, "/desk/admin/officers/{}/{}", handle_admin_officer_account,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/admin/roles", handle_admin_roles, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/admin/notices", handle_desk_notices, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/admin/notices", handle_desk_notices_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/seasons", handle_desk_seasons, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/seasons/new", handle_desk_season_form, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/seasons/new", handle_desk_season_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/season/{}", handle_desk_season, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/season/{}/edit", handle_desk_season_form, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/season/{}/edit", handle_desk_season_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/programmes/new", handle_desk_programme_form, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/programmes/new", handle_desk_programme_post,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/programme/{}", handle_desk_programme, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/programme/{}/edit", handle_desk_programme_form, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/programme/{}/edit", handle_desk_programme_post,
		WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/supervision", handle_desk_supervision, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/supervision/{}", handle_desk_standing, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/texts/{}", handle_desk_texts, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/texts/{}/{}", handle_desk_text, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/texts/{}/{}", handle_desk_text_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/filter", handle_desk_filter, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/filters", handle_desk_filter_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_POST, "/desk/bulk", handle_desk_bulk, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/draws", handle_desk_draws, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/draws", handle_desk_draws_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_GET, "/desk/figures", handle_desk_figures, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/figures.csv", handle_desk_figures_csv, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/figures/{}", handle_desk_figure, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/c/{}", handle_desk_case, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/c/{}/photo/{}", handle_desk_photo, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/c/{}/photo/{}/small", handle_desk_photo, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/c/{}/sheet", handle_desk_sheet, WEB_ROUTE_DESK},
	{HTTP_METHOD_GET, "/desk/c/{}/erase", handle_desk_erase, WEB_ROUTE_DESK},
	{HTTP_METHOD_POST, "/desk/c/{}/erase", handle_desk_erase_post, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	{HTTP_METHOD_POST, "/desk/c/{}/{}", handle_desk_move, WEB_ROUTE_DESK | WEB_ROUTE_FORM},
	// other programs
	{HTTP_METHOD_POST, "/api/v1/cases", handle_api_receive, WEB_ROUTE_API},
	{HTTP_METHOD_GET, "/api/v1/cases/{}", handle_api_case, WEB_ROUTE_API},
	{HTTP_METHOD_GET, "/api/v1/season", handle_api_season, WEB_ROUTE_API},
	// the machine room
	{HTTP_METHOD_GET, "/assets/{*}", handle_asset, WEB_ROUTE_GLOBAL | WEB_ROUTE_BARE},
	{HTTP_METHOD_GET, "/favicon.ico", handle_favicon, WEB_ROUTE_GLOBAL | WEB_ROUTE_BARE},
	{HTTP_METHOD_GET, "/robots.txt", handle_robots, WEB_ROUTE_GLOBAL | WEB_ROUTE_BARE},
	{HTTP_METHOD_GET, "/healthz", handle_healthz, WEB_ROUTE_GLOBAL | WEB_ROUTE_BARE},
	{HTTP_METHOD_GET, "/readyz", handle_readyz, WEB_ROUTE_GLOBAL | WEB_ROUTE_BARE},
};

static bool fits(const char *pattern, struct slice path, struct slice *args, size_t max_args)
{
	struct slice rest = slice_of(pattern), want, have;
	size_t count = 0;

	// both begin with "/"
	rest = slice_sub(rest, 1, rest.len);
	path = slice_sub(path, 1, path.len);
	for (;;) {
		bool more_wanted = slice_cut(rest, '/', &want, &rest);
		bool more_there;

		if (slice_eq(want, SLICE("{*}"))) {
			must(count < max_args);
			args[count] = path;
			return path.len > 0;
		}
		more_there = slice_cut(path, '/', &have, &path);
		if (slice_eq(want, SLICE("{}"))) {
			if (have.len == 0)
				return false;
			must(count < max_args);
			args[count++] = have;
		} else if (!slice_eq(want, have)) {
			return false;
		}
		if (more_wanted != more_there)
			return false;
		if (!more_wanted)
			return true;
	}
}

const struct web_route *web_route_find(enum http_method method, struct slice path, struct slice *ret_args,
	size_t max_args, const char **ret_allowed)
{
	bool get = false, post = false;

	if (method == HTTP_METHOD_HEAD)
		method = HTTP_METHOD_GET;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		if (!fits(routes[i].pattern, path, ret_args, max_args))
			continue;
		if (routes[i].method == method)
			return &routes[i];
		get |= routes[i].method == HTTP_METHOD_GET;
		post |= routes[i].method == HTTP_METHOD_POST;
	}
	*ret_allowed = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : post ? "POST" : "";
	return NULL;
}
