// SPDX-License-Identifier: Apache-2.0
// What the pages for several cases at once print (templates/desk/bulk.html). A list of the desk that offers
// it has one form around its rows, POST /desk/bulk, with: token, back (path of the list), code (each that is
// ticked), move (the button). The page that answers asks for what the move needs; `step` says how far it is:
// "" asks, "look" shows what will happen to each, "do" does it, "change" asks again.
#ifndef YIDAN_WEB_VIEWS_BULK_H
#define YIDAN_WEB_VIEWS_BULK_H

#include "web/views_desk.h"

enum view_bulk_step {
	VIEW_BULK_ASK,	// the fields, and for each case whether it can be done
	VIEW_BULK_LOOK, // what will happen to each
	VIEW_BULK_DONE, // what was done
};

struct view_bulk_row {
	struct slice code, title; // title empty: the case is not there, or not for this officer
	int64_t seq;
	enum case_state_code state;
	struct slice why;      // refused, in the words of the rules; empty: not
	struct slice unit;     // has it afterwards
	struct slice category; // afterwards
	int64_t due_at;	       // of the unit, afterwards; 0: none
};

// Fields: unit, supervising_unit, deadline, standard, note (assign); category, reason (classify); text
// (remind, note); reason (grant_extension, resume).
struct view_bulk {
	struct view_desk desk;
	enum view_bulk_step step;
	enum case_command_type move;
	struct slice back; // path of the list
	struct slice command;
	const struct view_bulk_row *rows;
	size_t count;
	size_t able; // rows that are not refused; DONE: that were done
	struct view_errors errors;
	struct view_select units, supervising_units, categories;
	int64_t unit_id, supervising_id, category_id; // as chosen
	struct slice unit, supervising, category;     // their names
	struct slice deadline, standard, note, text, reason;
};

#endif
