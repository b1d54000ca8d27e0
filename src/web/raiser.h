// SPDX-License-Identifier: Apache-2.0
// The raiser's own page (mine.c), which is shown by itself and again when a form of it was refused
// (raiser.c).
#ifndef YIDAN_WEB_RAISER_H
#define YIDAN_WEB_RAISER_H

#include "service/cases.h"
#include "service/proofs.h"
#include "web/request.h"
#include "web/views.h"

#define RAISER_ERRORS_MAX REFUSALS_MAX

struct raiser_page {
	char code[CASE_CODE_BYTES];
	struct slice token; // of the secret link

	// what raiser_page_load finds
	struct case_page page;
	enum view_proof_state proof_state;
	struct proof_receipt proof;

	// after a form that was refused
	bool has_move;
	enum case_command_type move;
	struct view_error errors[RAISER_ERRORS_MAX];
	size_t error_count;
};

// Inside a transaction. ERR_NOT_FOUND also where the token is another case's.
int raiser_page_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
void raiser_page_show(struct web_request *q, struct raiser_page *show, int status);
// raiser.c: the forms of the page, with what was typed into one that was refused.
void raiser_fill_forms(struct web_request *q, const struct raiser_page *page, struct view_mine *view);

#endif
