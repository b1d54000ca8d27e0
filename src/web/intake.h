// SPDX-License-Identifier: Apache-2.0
// What the steps of the intake form share: the draft behind a cookie, and errors on the way back.
#ifndef YIDAN_WEB_INTAKE_H
#define YIDAN_WEB_INTAKE_H

#include "pictures/pictures.h"
#include "service/cases.h"
#include "service/drafts.h"
#include "web/request.h"
#include "web/views.h"

#define INTAKE_ERRORS_MAX 16
#define PHOTO_BYTES_MAX	  (10 * 1024 * 1024)

struct intake_photo {
	struct slice name; // as the browser called the file
	struct picture picture;
	enum picture_refusal refusal;
	bool is_made;
};

struct intake {
	struct slice cookie; // of the draft; empty: there is none yet
	bool has_draft;
	struct draft draft;
	struct draft saved; // what the last run of the writer made of it
	struct view_error errors[INTAKE_ERRORS_MAX];
	size_t error_count;
	// first step
	struct intake_photo photos[DRAFT_FILES_MAX];
	size_t photo_count;
	int64_t removed_photo; // 0: none
	const char *next;      // where to go once the draft is saved
	// last step
	struct case_request request;
};

// Reads the draft behind the cookie, or begins an empty one, and calls show.
void intake_begin(struct web_request *q, web_show show);
// Saves the draft (a new one gets its cookie) and goes to intake->next.
void intake_save(struct web_request *q, struct intake *intake);
void intake_error(struct web_request *q, struct intake *intake, const char *field, struct slice text);
// Refusals of the rules, each at the field of the page that it is about; "send" for one of the whole.
void intake_refusals(
	struct web_request *q, struct intake *intake, const struct refusal *refusals, size_t count);
struct view_errors intake_errors(const struct intake *intake);
// A text of the form on one line or as written, cleaned (text/clean.h).
struct slice intake_line(struct web_request *q, const char *name);

// Each step as a page, with the draft and the errors in it.
void intake_show_what(struct web_request *q, struct intake *intake, int status);
void intake_show_where(struct web_request *q, struct intake *intake, int status);
void intake_show_reach(struct web_request *q, struct intake *intake, int status);

#endif
