// SPDX-License-Identifier: Apache-2.0
// What the templates of administration (templates/desk/admin.html) print. Tables and forms are described by
// the code that makes them, so that each page of reference data looks and works like the next one. Every form
// posts `token`, `command` (idempotency id) and `seq` (of the jurisdiction's stream, that the page was made
// from) beside its fields.
#ifndef YIDAN_WEB_VIEWS_ADMIN_H
#define YIDAN_WEB_VIEWS_ADMIN_H

#include "web/views_desk.h"

// ---- Forms

enum view_admin_kind {
	VIEW_ADMIN_LINE, // one line
	VIEW_ADMIN_CODE, // likewise, of letters and digits that no program should correct
	VIEW_ADMIN_TEXT, // several lines
	VIEW_ADMIN_NUMBER,
	VIEW_ADMIN_PASSWORD,
	VIEW_ADMIN_FILE,
	VIEW_ADMIN_SHOWN,   // cannot be changed
	VIEW_ADMIN_CHOICE,  // one of options
	VIEW_ADMIN_TICKS,   // any of options
	VIEW_ADMIN_TICK,    // yes or no
	VIEW_ADMIN_HEADING, // of the fields that follow
};

struct view_admin_option {
	struct slice value, name, hint;
	bool is_on;
};

struct view_admin_field {
	enum view_admin_kind kind;
	const char *name; // of the field, and its id
	struct slice label, hint;
	struct slice value;
	int max; // characters
	bool is_optional, is_on;
	const char *autocomplete; // NULL: off
	const struct view_admin_option *options;
	size_t option_count;
	struct slice now; // what it is now, where somebody changed it since the form was made
	bool has_now;
};

struct view_admin_form {
	struct html_url action;
	struct slice token, command, button;
	int64_t seq;
	bool is_files, is_careful; // careful: the button is not the page's first
	const struct view_admin_field *fields;
	size_t field_count;
	struct view_errors errors;
};

// ---- Tables

struct view_admin_cell {
	struct slice text;
	struct html_url url; // empty: no link
	struct slice more;   // a second line
	int indent;	     // of a tree
	bool is_mark;	     // a tick, whose words are `text`
};

struct view_admin_table {
	struct slice name; // for those who do not see it
	const struct slice *heads;
	size_t head_count;
	const struct view_admin_cell *cells; // row by row
	size_t row_count;
	struct slice empty; // said where there is no row
};

// ---- Pages

struct view_admin_link {
	struct html_url url;
	struct slice name, text; // text: a sentence; may be empty
	bool is_current;
};

// One page: words at the top, links, a table, forms; each may be absent.
struct view_admin {
	struct view_desk desk;
	struct slice title, lede;
	struct view_admin_link up; // the page above; an empty name: the index
	bool is_index;
	struct slice done;			       // what was done
	struct slice warn, warn_text;		       // what stops it
	struct slice secret, secret_name, secret_text; // shown this once
	const struct view_admin_link *links;	       // what can be done from here
	size_t link_count;
	struct view_admin_form filter;	     // sent by GET; no fields: none
	const struct view_admin_link *pages; // with a sentence each
	size_t page_count;
	const struct view_admin_table *tables;
	size_t table_count;
	const struct view_admin_form *forms;
	size_t form_count;
	struct view_admin_link more; // the next page of a long table
};

#endif
