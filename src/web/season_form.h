// SPDX-License-Identifier: Apache-2.0
// What the forms of seasons and programmes share: sending one to service/seasons.h and what comes back.
#ifndef YIDAN_WEB_SEASON_FORM_H
#define YIDAN_WEB_SEASON_FORM_H

#include "service/seasons.h"
#include "web/desk.h"
#include "web/request.h"

struct season_form {
	struct desk_frame frame;
	struct season_request request;
	bool is_again;					 // it was refused
	bool is_mismatch;				 // sent before with other words
	void (*show)(struct web_request *q, void *data); // the page; data is this form
	const char *path; // where it stands afterwards, without the code: "/desk/season/"
};

int season_form_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
// Fills jurisdiction, command and officer, and sends it. Answers.
void season_form_send(struct web_request *q, struct season_form *form);
struct view_errors season_form_errors(struct web_request *q, const struct season_form *form);
// A line and a text as typed, cleaned.
struct slice season_form_line(struct web_request *q, const char *name);
struct slice season_form_text(struct web_request *q, const char *name);

#endif
