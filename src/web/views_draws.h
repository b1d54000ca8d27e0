// SPDX-License-Identifier: Apache-2.0
// What the pages of random samples print: /draws and /draws/NUMBER for everybody, /desk/draws for those who
// see how it stands with each unit, where supervisors and leaders announce one. See web/views.h.
#ifndef YIDAN_WEB_VIEWS_DRAWS_H
#define YIDAN_WEB_VIEWS_DRAWS_H

#include "web/views_desk.h"

struct view_draw {
	int64_t number;
	int64_t from_day, last_day; // both days count
	int64_t most;
	struct slice about;
	int64_t announced_at, made_at; // made_at 0: not drawn yet
	struct slice witness;	       // empty: none
	// once it is made
	int64_t tree_size, population, picked;
	struct slice root, witness_signature, seed;
};

struct view_draw_case {
	struct slice code;
	enum case_state_code state;
	enum raiser_solved solved; // NONE: no answer
	bool is_callback;	   // an officer of another unit asked
	bool is_reopened;
};

struct view_draws {
	struct view_page page;
	const struct view_draw *draws; // the newest first
	size_t count;
};

struct view_draw_page {
	struct view_page page;
	struct view_draw draw;
	const struct view_draw_case *cases;
	size_t count;
	int64_t solved, partly, unsolved, unanswered; // of those drawn
	struct slice address;			      // where a stranger reads it
};

// GET and POST /desk/draws. Fields: from, last (days), most, about, command. Errors at "draw-" and the field.
struct view_desk_draws {
	struct view_desk desk;
	const struct view_draw *draws;
	size_t count;
	bool can_announce;
	struct slice command;
	struct view_errors errors;
	struct slice from, last, most, about; // as typed
	int64_t announced;		      // number of the one just announced; 0: none
};

#endif
