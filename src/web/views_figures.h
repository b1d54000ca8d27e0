// SPDX-License-Identifier: Apache-2.0
// What the pages of the figures print (templates/figures.html): the same for everybody and for the desk,
// where nothing is hidden and rows lead to the desk's own page of a case. See web/views.h for what holds for
// all views.
#ifndef YIDAN_WEB_VIEWS_FIGURES_H
#define YIDAN_WEB_VIEWS_FIGURES_H

#include "domain/figure.h"
#include "web/views_desk.h"

// A number as it is shown. Texts are empty where there is nothing to say.
struct view_figure_value {
	struct slice shown; // "97%", "1,489", "–"; what is too small to show: says so
	struct slice of;    // "45 of 46"
	struct slice left;  // "3 are not counted"
	bool is_hidden;
};

// A line of the overview.
struct view_figure_line {
	struct slice name, what;	      // what it is, in a sentence or two
	struct slice part, whole, left_words; // what counts, of what, what is left out
	struct view_figure_value value;
	struct html_url url; // of its own page
};
// Lines under a heading.
struct view_figure_group {
	struct slice name;
	const struct view_figure_line *lines;
	size_t count;
};

// A chart with the sentence above it and the table beside it.
struct view_figure_row {
	struct slice name;
	struct html_url url; // empty: leads nowhere
	struct view_figure_value value;
};
struct view_figure_chart {
	const char *id; // of the heading
	struct slice title, sentence;
	struct html_raw svg; // empty: nothing to draw
	struct slice head;   // of the table's first column
	bool has_of;	     // the table has a column "of"
	const struct view_figure_row *rows;
	size_t count;
};

struct view_figure_option {
	struct slice value, name;
	bool is_chosen;
};
struct view_figure_options {
	struct slice name; // empty: without heading
	const struct view_figure_option *items;
	size_t count;
};
struct view_figure_tab {
	struct slice name;
	struct html_url url;
	bool is_current;
};

// GET /figures, /figures/CODE; /desk/figures, /desk/figures/CODE. Fields: period, of, as_of; by and rows on
// the page of one.
struct view_figures {
	const struct view_page *page;
	bool is_desk;
	struct html_url action; // of the form
	struct slice title;
	struct slice period, of;  // names of what is chosen; of: empty for all
	struct slice as_of_field; // "2026-11-30", or empty: as it is now
	struct slice as_of;	  // in words
	const struct view_figure_options *periods, *filters;
	size_t period_count, filter_count;
	struct html_url csv;
	bool is_behind; // entries wait to be counted
	bool is_empty;	// nothing was counted yet
	bool is_future; // the period begins behind the day
	int64_t least;	// counts below it may be hidden; 0: nothing is
	const struct view_figure_chart *charts;
	size_t chart_count;

	// the overview
	const struct view_figure_group *groups;
	size_t group_count;

	// one figure
	const struct view_figure_line *one; // NULL: the overview
	struct html_url overview;
	const struct view_figure_tab *tabs; // what it is split by
	size_t tab_count;
	bool has_rows;			  // the cases behind it are listed
	const struct view_case_row *rows; // everybody's
	const struct view_desk_row *desk_rows;
	size_t row_count;
	int64_t row_all, row_private; // how many there are, and how many of them are not public
	struct html_url older, newest;
	bool is_part;		    // those in the part; else those in the whole
	struct html_url other_rows; // the other of the two; empty: there is one alone
};

struct view_public_figures {
	struct view_page page;
	struct view_figures figures;
};
struct view_desk_figures {
	struct view_desk desk;
	struct view_figures figures;
};

#endif
