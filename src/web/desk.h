// SPDX-License-Identifier: Apache-2.0
// What the pages of the desk share: the frame with its queues, and the page of a case, which is shown by
// itself, after contact data was looked at, and again when a move was refused.
#ifndef YIDAN_WEB_DESK_H
#define YIDAN_WEB_DESK_H

#include "service/cases.h"
#include "service/desk_filters.h"
#include "service/office_texts.h"
#include "web/desk_listing.h"
#include "web/request.h"
#include "web/views_desk.h"

#define DESK_NO_FOLDER	(-1)
#define DESK_ERRORS_MAX REFUSALS_MAX

struct desk_frame {
	struct desk_count counts[DESK_FOLDERS];
	struct saved_filter *saved;	 // the officer's own lists …
	struct desk_count *saved_counts; // … counted where a list is shown; else -1
	size_t saved_count;
};

// Who is signed in, as service/ wants it.
struct officer desk_officer(const struct web_request *q);
int desk_frame_load(struct web_request *q, struct db_conn *conn, struct desk_frame *ret, struct err *err);
// `current` is the folder that the page shows, or DESK_NO_FOLDER.
struct view_desk desk_frame_view(struct web_request *q, const struct desk_frame *frame, int current);
// Ways in, by their names; ids are enum case_channel.
struct view_select desk_channels(struct web_request *q, enum case_channel chosen);
// A line of a list.
struct view_desk_row desk_row_view(struct web_request *q, const struct case_list_row *row);
// desk_bulk.c: the moves that a list of cases in these states (bits 1 << enum case_state_code) offers for
// several at once to an officer with these roles, as bits for desk_bulk_list, which gives them in the order
// of the page.
#define DESK_BULK_MOVES 7
unsigned desk_bulk_moves(int64_t roles, unsigned states);
unsigned desk_bulk_without(unsigned offered, enum case_command_type move);
size_t desk_bulk_list(unsigned offered, enum case_command_type ret[DESK_BULK_MOVES]);
// From the address after a move ("assign"); VIEW_NOTICE_NONE for what is none.
enum view_notice desk_notice(struct slice move);

// The page of a case. Zero it, set code; the rest as needed.
struct desk_case {
	char code[CASE_CODE_BYTES];

	// what desk_case_load finds
	struct case_page page;
	struct case_facts facts; // of the officer and the case as it is
	struct desk_frame frame;
	struct case_look *looks;
	size_t look_count;
	struct officer_name *officers;
	size_t officer_count;

	// templates that fit it (desk_reply.c), and what the catalogue of duties says of its category
	struct office_text *replies;
	size_t reply_count;
	struct slice fill; // code of the template to put into the form of c->move; empty: none
	struct office_text *duties;
	size_t duty_count;

	// the list that it was opened from, and what stands beside it there
	bool has_list;
	struct desk_listing listing;
	int64_t list_at;
	struct case_list_row *list_rows;
	size_t list_count;

	// after contact data was asked for
	bool contact_refused, contact_shown;
	struct case_contact contact;

	// after a move that was not carried out
	bool has_move;
	enum case_command_type move;
	enum view_notice notice;
	struct view_error errors[DESK_ERRORS_MAX];
	size_t error_count;
};

// "in" and "n" of the address or the form.
struct slice desk_list_param(struct web_request *q, const char *name);
// Inside a transaction. ERR_NOT_FOUND also where the officer may not see the case.
int desk_case_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
// Where it is, with the address as it was typed; may be empty.
struct slice desk_place(struct web_request *q, const struct case_state *state);
void desk_case_show(struct web_request *q, struct desk_case *c, int status);

// desk_story.c: the timeline with officers and words within the office.
struct view_events desk_story(struct web_request *q, const struct desk_case *c);
struct slice desk_officer_name(const struct desk_case *c, int64_t officer_id); // empty: not known

// desk_shared.c: the units that support it.
const struct view_support *desk_supports(struct web_request *q, const struct desk_case *c, size_t *ret_count);

// desk_reply.c: templates and duties; after the case was loaded, in the same transaction. The view's answer
// and words are there already.
int desk_replies_load(struct web_request *q, struct db_conn *conn, struct desk_case *c, struct err *err);
void desk_replies_fill(struct web_request *q, const struct desk_case *c, struct view_desk_case *view);

// desk_forms.c: the forms of the moves, with what the case suggests …
void desk_forms_suggest(struct web_request *q, const struct desk_case *c, struct view_desk_case *view);
// … and, in the form of c->move, what was typed.
void desk_forms_typed(struct web_request *q, const struct desk_case *c, struct view_desk_case *view);
// A local time as browsers send it, "2026-11-26T17:30". False where it is none.
bool desk_deadline_parse(struct web_request *q, struct slice typed, int64_t *ret_at_us);

// The answer to GET /desk?q=…; false where nothing was typed, and nothing was done.
bool desk_search(struct web_request *q);

#endif
