// SPDX-License-Identifier: Apache-2.0
// What the pages of administration share: who may, forms and tables in the making, and the way of a change
// from a form to the transaction and back. All of it lives in the request's arena.
#ifndef YIDAN_WEB_ADMIN_H
#define YIDAN_WEB_ADMIN_H

#include "po/words.h"
#include "service/admin.h"
#include "web/desk.h"
#include "web/views_admin.h"

#define ADMIN_FIELDS_MAX 40

// Fields in the making: fields[count++] = …
struct admin_form {
	struct view_admin_field *fields;
	size_t count;
};

// One page of administration. Zero it; the load functions fill frame and view.
struct admin_page {
	struct desk_frame frame;
	struct admin_view view;
	struct slice key; // what the path names: a code, an id, "new"
	bool is_posted;	  // a form came and was not carried out
	struct admin_change change;
	struct slice done;
	const char *password; // made for an account; shown once
	bool is_made;	      // the account is new
};

bool admin_is_for(const struct web_request *q);		// admins
bool admin_is_for_readers(const struct web_request *q); // and auditors, who change nothing

// "…, further"
struct slice admin_list(struct web_request *q, struct slice list, struct slice further);
struct slice admin_word(const struct web_request *q, enum word word);
int admin_page_load(struct web_request *q, struct db_conn *conn, void *page, struct err *err);
// The view with its frame; `path` is this page's own.
struct view_admin admin_page_view(struct web_request *q, const struct desk_frame *frame, const char *path);
void admin_page_send(struct web_request *q, const struct view_admin *view, int status);

// A form that posts to `action`; its errors are those of the change.
struct admin_form admin_form_begin(struct web_request *q);
void admin_form_put(struct admin_form *form, const struct view_admin_field *field);
struct view_admin_form admin_form_end(struct web_request *q, const struct admin_form *form,
	struct html_url action, enum word button, const struct admin_page *page);
// Options that are chosen from: values are numbers or words.
struct view_admin_option *admin_option(
	struct web_request *q, struct view_admin_option *at, int64_t value, struct slice name, bool is_on);

// What the form says of the command; false where it says it wrongly (answered with 400).
bool admin_change_begin(struct web_request *q, struct admin_page *page, enum admin_change_kind kind);
struct slice admin_line(struct web_request *q, const char *name); // a line as it was typed, trimmed
// At the top of a page that comes back: what somebody changed meanwhile.
void admin_fill_warning(struct web_request *q, const struct admin_page *page, struct view_admin *view);
int admin_status(const struct admin_page *page);
struct slice admin_problem_text(struct web_request *q, const struct admin_problem *problem);
struct slice admin_officer_name(const struct admin_page *page, int64_t officer_id);

// Of a unit in the language of the page, from the rows as they are.
struct slice admin_unit_name(struct web_request *q, const struct admin_view *view, int64_t unit_id);
// Units as options with their place in the tree; retired ones only where chosen.
void admin_unit_options(struct web_request *q, const struct admin_view *view, int64_t chosen, int64_t without,
	bool with_none, struct view_admin_field *field);
// Units in the order of the tree, with their levels from 0.
struct admin_tree_row {
	const struct unit_set *unit;
	int level;
};
struct admin_tree_row *admin_unit_tree(
	struct web_request *q, const struct admin_view *view, size_t *ret_count);

#endif
