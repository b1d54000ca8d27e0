// SPDX-License-Identifier: Apache-2.0
// What can be chosen on a page of figures: periods, and what they are of.
#include "base/clock.h"
#include "store/figure_cells.h"
#include "web/figures.h"

#include <inttypes.h>

#define MONTHS_OFFERED	 15
#define QUARTERS_OFFERED 6
#define YEARS_OFFERED	 3
#define GROUPS_MOST	 12

struct choices {
	struct view_figure_options *groups;
	size_t group_count;
	struct view_figure_option *items;
	size_t item_count;
	struct slice chosen;
	bool has_chosen;
};

static struct choices begin(struct web_request *q, size_t most, struct slice chosen)
{
	return (struct choices){.groups = ARENA_ARRAY(q->arena, struct view_figure_options, GROUPS_MOST),
		.items = ARENA_ARRAY(q->arena, struct view_figure_option, most),
		.chosen = chosen};
}

static void group(struct choices *c, struct slice name)
{
	c->groups[c->group_count++] =
		(struct view_figure_options){.name = name, .items = &c->items[c->item_count]};
}

static void item(struct choices *c, struct slice value, struct slice name)
{
	bool is_chosen = slice_eq(value, c->chosen);

	c->items[c->item_count++] = (struct view_figure_option){value, name, is_chosen};
	c->groups[c->group_count - 1].count++;
	c->has_chosen |= is_chosen;
}

struct slice figures_month_code(struct web_request *q, int64_t day)
{
	int64_t year;
	int month, date;

	clock_civil_from_days(day, &year, &month, &date);
	return slice_of(arena_printf(q->arena, "%04" PRId64 "-%02d", year, month));
}

static void period(struct web_request *q, struct choices *c, struct slice code)
{
	item(c, code, figures_period_name(q, code));
}

static void choose_period(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	struct choices c = begin(q, MONTHS_OFFERED + QUARTERS_OFFERED + YEARS_OFFERED + 1, f->period);
	int64_t day = figure_month_of(f->query.today), year;
	int month, date, quarter;

	clock_civil_from_days(day, &year, &month, &date);
	quarter = (month - 1) / 3;
	group(&c, figure_word(q, WORD_FIGURES_MONTHS));
	for (int i = 0; i < MONTHS_OFFERED; i++, day = figure_month_of(day - 1))
		period(q, &c, figures_month_code(q, day));
	group(&c, figure_word(q, WORD_FIGURES_QUARTERS));
	for (int i = 0; i < QUARTERS_OFFERED; i++) {
		int64_t at = year * 4 + quarter - i;

		period(q, &c,
			slice_of(arena_printf(q->arena, "%04" PRId64 "-Q%d", at / 4, (int)(at % 4) + 1)));
	}
	group(&c, figure_word(q, WORD_FIGURES_YEARS));
	for (int i = 0; i < YEARS_OFFERED; i++)
		period(q, &c, slice_of(arena_printf(q->arena, "%04" PRId64, year - i)));
	if (!c.has_chosen) {
		group(&c, figure_word(q, WORD_FIGURES_ANOTHER));
		period(q, &c, f->period);
	}
	view->periods = c.groups;
	view->period_count = c.group_count;
}

static struct slice filter_code(struct web_request *q, enum figure_dimension dimension, int64_t value)
{
	return slice_of(arena_printf(q->arena, "%s-%" PRId64, figure_dimension_name(dimension), value));
}

static void offer(struct web_request *q, struct choices *c, enum figure_dimension dimension, int64_t value)
{
	item(c, filter_code(q, dimension, value), figure_value_name(q, dimension, value));
}

static void choose_filter(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	const struct reference *ref = q->ref;
	bool is_all = f->query.dimension == FIGURE_BY_NOTHING;
	struct choices c = begin(q,
		2 + ref->unit_count + ref->town_count + ref->category_count + CASE_CHANNEL_COUNT +
			CASE_KIND_COUNT,
		is_all ? SLICE("") : filter_code(q, f->query.dimension, f->query.value));

	group(&c, SLICE(""));
	item(&c, SLICE(""), figure_word(q, WORD_FIGURES_ALL));
	group(&c, figure_dimension_words(q, FIGURE_BY_UNIT));
	for (size_t i = 0; i < ref->unit_count; i++)
		offer(q, &c, FIGURE_BY_UNIT, ref->units[i].id);
	group(&c, figure_dimension_words(q, FIGURE_BY_AREA));
	for (size_t i = 0; i < ref->town_count; i++)
		offer(q, &c, FIGURE_BY_AREA, ref->towns[i]->id);
	group(&c, figure_dimension_words(q, FIGURE_BY_CATEGORY));
	for (size_t i = 0; i < ref->category_count; i++) {
		if (ref->categories[i].is_leaf)
			offer(q, &c, FIGURE_BY_CATEGORY, ref->categories[i].id);
	}
	group(&c, figure_dimension_words(q, FIGURE_BY_CHANNEL));
	for (int i = 1; i < CASE_CHANNEL_COUNT; i++)
		offer(q, &c, FIGURE_BY_CHANNEL, i);
	group(&c, figure_dimension_words(q, FIGURE_BY_KIND));
	for (int i = 1; i < CASE_KIND_COUNT; i++)
		offer(q, &c, FIGURE_BY_KIND, i);
	if (!c.has_chosen) {
		group(&c, figure_word(q, WORD_FIGURES_ANOTHER));
		offer(q, &c, f->query.dimension, f->query.value);
	}
	view->filters = c.groups;
	view->filter_count = c.group_count;
}

void figures_choices(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	choose_period(q, f, view);
	choose_filter(q, f, view);
}
