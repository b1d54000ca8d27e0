// SPDX-License-Identifier: Apache-2.0
// What the pages of the figures share: what the address asks for (figures_ask.c), what was loaded
// (figures.c), how it is shown (figures_view.c, figures_charts.c) and written as CSV (figures_csv.c), and the
// words of it (figure_words.c).
#ifndef YIDAN_WEB_FIGURES_H
#define YIDAN_WEB_FIGURES_H

#include "html/chart.h"
#include "po/words.h"
#include "service/figure_reads.h"
#include "service/service.h"
#include "web/desk.h"
#include "web/request.h"
#include "web/views_figures.h"

#define FIGURE_GROUPS 5

struct figures_page {
	// what is asked for
	bool is_desk;
	bool is_one; // one figure, else the overview
	enum figure figure;
	struct figure_query query;
	struct slice period; // as the address has it: "2026-11", "2026-Q4", "2026", "2026-09-12..2026-12-20"
	enum figure_dimension by;
	bool of_whole; // rows: those of the whole
	int64_t before_day, before_id, before_seq;

	// what was found
	struct desk_frame frame;
	struct figures_position position;
	struct figure_set set;
	int64_t months[FIGURE_MONTHS];
	struct figure_set by_month[FIGURE_MONTHS];
	struct figure_split *split; // by `by`
	size_t split_count;
	struct figure_split *peers; // of the filter's own dimension, where small numbers are hidden
	size_t peer_count;
	int64_t ages[FIGURE_AGES];
	struct figure_days *days;
	size_t day_count;
	struct figure_rows rows;
	bool rows_are_hidden, has_more;
};

// ---- figures_ask.c

// False where the path names no figure.
bool figures_ask(struct web_request *q, struct figures_page *f);
// The address with what is asked for; `figure` -1: the overview. `with` (may be NULL) is put behind:
// "&by=area".
struct html_url figures_url(
	struct web_request *q, const struct figures_page *f, int figure, const char *with);
struct html_url figures_csv_url(struct web_request *q, const struct figures_page *f);
// What is asked for, in one fixed order: the name under which a page is kept.
const char *figures_name(struct web_request *q, const struct figures_page *f);
struct slice figures_period_name(struct web_request *q, struct slice period);

// ---- figures_choices.c

void figures_choices(struct web_request *q, const struct figures_page *f, struct view_figures *view);
struct slice figures_month_code(struct web_request *q, int64_t day); // "2026-11"

// ---- figure_words.c

struct figure_words {
	enum word name, what, part;
	enum word whole, left; // WORDS_COUNT: none
};
const struct figure_words *figure_words(enum figure figure);
struct slice figure_word(struct web_request *q, enum word word); // empty for WORDS_COUNT
// The name of a value of a dimension; 0 has one too ("no unit yet").
struct slice figure_value_name(struct web_request *q, enum figure_dimension dimension, int64_t value);
// As programs know it: the code of a unit, category, area, or the list's code; "-" for none.
struct slice figure_value_code(struct web_request *q, enum figure_dimension dimension, int64_t value);
struct slice figure_dimension_words(struct web_request *q, enum figure_dimension dimension);
struct slice figure_text_number(struct web_request *q, int64_t number);
struct slice figure_text_percent(struct web_request *q, int64_t part, int64_t whole);
struct slice figure_text_day(struct web_request *q, int64_t day);
struct slice figure_text_month(struct web_request *q, int64_t day);

// ---- figures_view.c

// Counts below it are hidden from everybody; 0 at the desk.
int64_t figures_least(const struct web_request *q, const struct figures_page *f);
// Whether a split by this dimension could tell of persons.
bool figures_is_fine(enum figure_dimension dimension);
// Which of some sets of a figure must not be shown.
void figures_hide(struct web_request *q, const struct figures_page *f, enum figure figure, bool is_fine,
	const struct figure_set *const *sets, size_t count, bool *ret_is_hidden);
struct view_figure_value figure_value_of(
	struct web_request *q, enum figure figure, const struct figure_set *set, bool is_hidden);
bool figures_one_is_hidden(struct web_request *q, const struct figures_page *f, enum figure figure);
void figures_show(struct web_request *q, struct html *h, struct figures_page *f);

// ---- figures_charts.c, figures_counts.c

struct html_raw figures_drawn(struct web_request *q, void (*draw)(struct buf *out, const struct chart *chart),
	const struct chart *chart);
struct view_figure_chart figures_chart_trend(
	struct web_request *q, const struct figures_page *f, enum figure figure);
struct view_figure_chart figures_chart_split(
	struct web_request *q, const struct figures_page *f, enum figure figure, enum figure_dimension by);
struct view_figure_chart figures_chart_ages(struct web_request *q, const struct figures_page *f);
struct view_figure_chart figures_chart_days(struct web_request *q, const struct figures_page *f);

#endif
