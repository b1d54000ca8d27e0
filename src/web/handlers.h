// SPDX-License-Identifier: Apache-2.0
// The handlers that the table of routes names, by the file they are in. Each is called on an HTTP thread and
// answers, or begins to (web/request.h).
#ifndef YIDAN_WEB_HANDLERS_H
#define YIDAN_WEB_HANDLERS_H

struct web_request;

// home.c
void handle_home(struct web_request *q);
void handle_about(struct web_request *q);
void handle_lookup(struct web_request *q);
void handle_lang(struct web_request *q);
// intake.c, intake_send.c: the three-step form
void handle_new(struct web_request *q);
void handle_new_what(struct web_request *q);
void handle_new_where(struct web_request *q);
void handle_new_where_post(struct web_request *q);
void handle_new_reach(struct web_request *q);
void handle_new_reach_post(struct web_request *q);
void handle_new_check(struct web_request *q);
void handle_new_send(struct web_request *q);
void handle_new_photo(struct web_request *q);
// season.c, desk_season.c, desk_programme.c
void handle_season(struct web_request *q);
void handle_season_list(struct web_request *q);
void handle_api_season(struct web_request *q);
void handle_desk_seasons(struct web_request *q);
void handle_desk_season(struct web_request *q);
void handle_desk_season_form(struct web_request *q);
void handle_desk_season_post(struct web_request *q);
void handle_desk_programme(struct web_request *q);
void handle_desk_programme_form(struct web_request *q);
void handle_desk_programme_post(struct web_request *q);
// list.c
void handle_cases(struct web_request *q);
// case.c
void handle_case(struct web_request *q);
// mine.c, raiser.c
void handle_receipt(struct web_request *q);
void handle_raiser_move(struct web_request *q);
// stop.c
void handle_stop(struct web_request *q);
void handle_stop_post(struct web_request *q);
// photo.c
void handle_receipt_photo(struct web_request *q);
void handle_case_photo(struct web_request *q);
void handle_desk_photo(struct web_request *q);
// login.c
void handle_login(struct web_request *q);
void handle_login_post(struct web_request *q);
void handle_logout(struct web_request *q);
// desk.c, desk_case.c, desk_move.c
void handle_desk(struct web_request *q);
void handle_desk_case(struct web_request *q);
void handle_desk_move(struct web_request *q);
// desk_new.c
void handle_desk_find(struct web_request *q); // by contact data
void handle_desk_new(struct web_request *q);
void handle_desk_new_post(struct web_request *q);
void handle_desk_taken(struct web_request *q);
// desk_erase.c
void handle_desk_erase(struct web_request *q);
void handle_desk_erase_post(struct web_request *q);
// desk_sheet.c
void handle_desk_sheet(struct web_request *q);
// desk_supervision.c
void handle_desk_supervision(struct web_request *q);
void handle_desk_standing(struct web_request *q);
// desk_text.c
void handle_desk_texts(struct web_request *q);
void handle_desk_text(struct web_request *q);
void handle_desk_text_post(struct web_request *q);
// help.c
void handle_help(struct web_request *q);
void handle_help_article(struct web_request *q);
// desk_filter.c
void handle_desk_filter(struct web_request *q);
void handle_desk_filter_post(struct web_request *q);
// desk_bulk.c
void handle_desk_bulk(struct web_request *q);
// figures.c, figures_csv.c
void handle_figures(struct web_request *q);
void handle_figure(struct web_request *q);
void handle_figures_csv(struct web_request *q);
void handle_desk_figures(struct web_request *q);
void handle_desk_figure(struct web_request *q);
void handle_desk_figures_csv(struct web_request *q);
// desk_notices.c
void handle_desk_notices(struct web_request *q);
void handle_desk_notices_post(struct web_request *q);
// draws.c
void handle_draws(struct web_request *q);
void handle_draw(struct web_request *q);
// desk_draws.c
void handle_desk_draws(struct web_request *q);
void handle_desk_draws_post(struct web_request *q);
// api.c
void handle_api_receive(struct web_request *q);
void handle_api_case(struct web_request *q);
// machine.c
void handle_asset(struct web_request *q);
void handle_areas(struct web_request *q);
// ledger_page.c
void handle_ledger(struct web_request *q);
void handle_ledger_check(struct web_request *q);
// ledger_files.c
void handle_ledger_checkpoint(struct web_request *q);
void handle_ledger_tile(struct web_request *q);
void handle_ledger_log(struct web_request *q);
void handle_case_receipt(struct web_request *q);
void handle_case_proof(struct web_request *q);
void handle_look(struct web_request *q);
void handle_favicon(struct web_request *q);
void handle_robots(struct web_request *q);
void handle_healthz(struct web_request *q);
void handle_readyz(struct web_request *q);

// admin.c, admin_units.c, admin_officers.c, admin_roles.c: administration
void handle_admin(struct web_request *q);
void handle_admin_units(struct web_request *q);
void handle_admin_unit(struct web_request *q);
void handle_admin_unit_post(struct web_request *q);
void handle_admin_officers(struct web_request *q);
void handle_admin_officer(struct web_request *q);
void handle_admin_officer_post(struct web_request *q);
void handle_admin_officer_account(struct web_request *q);
void handle_admin_roles(struct web_request *q);
// desk_account.c
void handle_account_password(struct web_request *q);
void handle_account_password_post(struct web_request *q);

#endif
