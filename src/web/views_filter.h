// SPDX-License-Identifier: Apache-2.0
// What the page of a filter prints: GET /desk/filter with the fields state, kind, channel, due, category,
// town, unit, told ("1"), from, to (days), saved (id). POST /desk/filters with the same and do: save (name),
// replace (saved, name), remove (saved).
#ifndef YIDAN_WEB_VIEWS_FILTER_H
#define YIDAN_WEB_VIEWS_FILTER_H

#include "web/views_desk.h"

struct view_filter_state {
	enum case_state_code state;
	const char *name;
	bool is_chosen;
};

struct view_desk_filter {
	struct view_desk desk;
	struct view_errors errors;
	bool is_asked; // something was chosen: else there is only the form
	bool sees_units;
	const struct view_filter_state *states;
	size_t state_count;
	enum case_kind kind;
	struct view_select channels; // ids are enum case_channel
	struct slice due;
	struct view_select categories, towns, units;
	bool told;
	struct slice from, to; // days as typed
	int64_t saved_id;
	struct slice name; // of the saved one, or as typed
	bool is_full;	   // as many are kept as may be
	const struct view_desk_row *rows;
	size_t count;
	struct html_url more, first;
	const enum case_command_type *moves; // as in view_desk_list
	size_t move_count;
	struct slice back;
};

#endif
