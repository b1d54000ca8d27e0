// SPDX-License-Identifier: Apache-2.0
// The structs of the fixture templates beside this file.
#ifndef YIDAN_FIXTURE_VIEWS_H
#define YIDAN_FIXTURE_VIEWS_H

#include "html/html.h"
#include "po/words.h"

enum fixture_state { FIXTURE_OPEN, FIXTURE_CLOSED };

struct view_page {
	const char *title;
	bool is_wide;
};

struct view_row {
	struct slice code;
	const char *title;
	const char *unit_name;
	int64_t due_at;
	enum fixture_state state;
	enum word state_word;
	bool is_overdue;
};

struct view_list {
	struct view_page page;
	const struct view_row *rows;
	size_t row_count;
	struct html_url next;
	struct slice query;
	const char *text;
	struct html_raw note;
	bool is_on;
};

#endif
