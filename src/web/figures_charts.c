// SPDX-License-Identifier: Apache-2.0
// The charts of one figure, month by month and side by side: each with a sentence above it and the same
// numbers in a table.
#include "base/clock.h"
#include "web/figures.h"

#include <stdlib.h>

#define BARS_MOST 12   // the table holds the rest
#define PERMILLE  1000 // shares are drawn against 100 %

struct html_raw figures_drawn(struct web_request *q, void (*draw)(struct buf *out, const struct chart *chart),
	const struct chart *chart)
{
	struct buf out = buf_in(q->arena);

	draw(&out, chart);
	return html_raw_trusted(buf_slice(&out));
}

// A month as a chart labels it; the year stands in the table.
static struct slice short_month(struct web_request *q, int64_t day)
{
	static const enum word names[] = {WORD_FIGURES_MONTH_1, WORD_FIGURES_MONTH_2, WORD_FIGURES_MONTH_3,
		WORD_FIGURES_MONTH_4, WORD_FIGURES_MONTH_5, WORD_FIGURES_MONTH_6, WORD_FIGURES_MONTH_7,
		WORD_FIGURES_MONTH_8, WORD_FIGURES_MONTH_9, WORD_FIGURES_MONTH_10, WORD_FIGURES_MONTH_11,
		WORD_FIGURES_MONTH_12};
	int64_t year;
	int month, date;

	clock_civil_from_days(day, &year, &month, &date);
	return figure_word(q, names[month - 1]);
}

static struct chart_item item_of(enum figure figure, const struct figure_set *set,
	const struct view_figure_value *value, struct slice label)
{
	bool is_share = figure_definition(figure)->is_share;
	int64_t part = figure_part(set, figure), whole = figure_whole(set, figure);
	struct chart_item item = {.label = label, .text = value->shown};

	item.is_missing = value->is_hidden || (is_share && whole == 0);
	if (item.is_missing)
		item.text = SLICE("–");
	else
		item.value = is_share ? part * PERMILLE / whole : part;
	return item;
}

struct view_figure_chart figures_chart_trend(
	struct web_request *q, const struct figures_page *f, enum figure figure)
{
	bool is_share = figure_definition(figure)->is_share, hidden[FIGURE_MONTHS];
	const struct figure_set *sets[FIGURE_MONTHS];
	struct chart_item *items = ARENA_ARRAY(q->arena, struct chart_item, FIGURE_MONTHS);
	struct view_figure_row *rows = ARENA_ARRAY(q->arena, struct view_figure_row, FIGURE_MONTHS);
	const struct view_figure_row *last = &rows[FIGURE_MONTHS - 1];
	struct slice name = figure_word(q, figure_words(figure)->name);
	struct buf title = buf_in(q->arena), sentence = buf_in(q->arena);

	for (int i = 0; i < FIGURE_MONTHS; i++)
		sets[i] = &f->by_month[i];
	figures_hide(q, f, figure, figures_is_fine(f->query.dimension), sets, FIGURE_MONTHS, hidden);
	for (int i = 0; i < FIGURE_MONTHS; i++) {
		rows[i] = (struct view_figure_row){.name = figure_text_month(q, f->months[i]),
			.value = figure_value_of(q, figure, sets[i], hidden[i])};
		items[i] = item_of(figure, sets[i], &rows[i].value, short_month(q, f->months[i]));
		items[i].is_strong = i == FIGURE_MONTHS - 1;
	}
	words_format(&title, q->lang, WORD_FIGURES_TREND_TITLE, .name = word_arg(name));
	words_format(&sentence, q->lang, WORD_FIGURES_TREND_SENTENCE, .month = word_arg(last->name),
		.value = word_arg(last->value.shown), .before = word_arg(last[-1].value.shown));
	return (struct view_figure_chart){.id = "trend",
		.title = buf_slice(&title),
		.sentence = buf_slice(&sentence),
		.svg = figures_drawn(q, chart_columns,
			&(struct chart){.id = "chart-trend",
				.title = buf_slice(&title),
				.desc = buf_slice(&sentence),
				.items = items,
				.count = FIGURE_MONTHS,
				.top = is_share ? PERMILLE : 0}),
		.head = figure_word(q, WORD_FIGURES_MONTH),
		.has_of = is_share,
		.rows = rows,
		.count = FIGURE_MONTHS};
}

// ---- Side by side

struct beside {
	const struct figure_split *row;
	bool is_hidden;
	int64_t size;
};

static int by_size(const void *a, const void *b)
{
	const struct beside *x = a, *y = b;

	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->row->value < y->row->value ? -1 : 1;
}

// The largest first; what counts nothing is left out; what is hidden stands at the end, so that its place
// tells nothing.
static size_t order(struct web_request *q, const struct figures_page *f, enum figure figure,
	enum figure_dimension by, struct beside **ret)
{
	const struct figure_set **sets = ARENA_ARRAY(q->arena, const struct figure_set *, f->split_count + 1);
	struct beside *beside = ARENA_ARRAY(q->arena, struct beside, f->split_count + 1);
	bool *hidden = ARENA_ARRAY(q->arena, bool, f->split_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < f->split_count; i++)
		sets[i] = &f->split[i].set;
	figures_hide(q, f, figure, figures_is_fine(by), sets, f->split_count, hidden);
	for (size_t i = 0; i < f->split_count; i++) {
		int64_t size = figure_definition(figure)->is_share ? figure_whole(sets[i], figure)
								   : figure_part(sets[i], figure);

		if (size > 0)
			beside[count++] = (struct beside){&f->split[i], hidden[i], hidden[i] ? 0 : size};
	}
	if (count)
		qsort(beside, count, sizeof(*beside), by_size);
	*ret = beside;
	return count;
}

static struct html_url value_url(struct web_request *q, const struct figures_page *f, enum figure figure,
	enum figure_dimension by, int64_t value)
{
	struct figures_page *of = arena_memdup(q->arena, f, sizeof(*f));

	of->query.dimension = by;
	of->query.value = value;
	return figures_url(q, of, (int)figure, NULL);
}

static struct slice split_sentence(struct web_request *q, const struct figures_page *f, enum figure figure)
{
	struct view_figure_value all =
		figure_value_of(q, figure, &f->set, figures_one_is_hidden(q, f, figure));
	struct buf sentence = buf_in(q->arena);

	if (all.of.len)
		words_format(&sentence, q->lang, WORD_FIGURES_SPLIT_SHARE, .value = word_arg(all.shown),
			.of = word_arg(all.of));
	else
		words_format(&sentence, q->lang, WORD_FIGURES_SPLIT_COUNT, .value = word_arg(all.shown));
	return buf_slice(&sentence);
}

struct view_figure_chart figures_chart_split(
	struct web_request *q, const struct figures_page *f, enum figure figure, enum figure_dimension by)
{
	bool is_share = figure_definition(figure)->is_share;
	struct view_figure_chart chart = {.id = "split",
		.head = figure_dimension_words(q, by),
		.has_of = is_share,
		.sentence = split_sentence(q, f, figure)};
	struct buf title = buf_in(q->arena);
	struct beside *beside;
	struct chart_item *items;
	struct view_figure_row *rows;

	chart.count = order(q, f, figure, by, &beside);
	items = ARENA_ARRAY(q->arena, struct chart_item, chart.count + 1);
	rows = ARENA_ARRAY(q->arena, struct view_figure_row, chart.count + 1);
	for (size_t i = 0; i < chart.count; i++) {
		const struct figure_split *row = beside[i].row;

		rows[i] = (struct view_figure_row){.name = figure_value_name(q, by, row->value),
			.url = value_url(q, f, figure, by, row->value),
			.value = figure_value_of(q, figure, &row->set, beside[i].is_hidden)};
		items[i] = item_of(figure, &row->set, &rows[i].value, rows[i].name);
	}
	words_format(&title, q->lang, WORD_FIGURES_SPLIT_TITLE,
		.name = word_arg(figure_word(q, figure_words(figure)->name)), .by = word_arg(chart.head));
	chart.title = buf_slice(&title);
	chart.rows = rows;
	if (chart.count)
		chart.svg = figures_drawn(q, chart_bars,
			&(struct chart){.id = "chart-split",
				.title = chart.title,
				.desc = chart.sentence,
				.items = items,
				.count = chart.count < BARS_MOST ? chart.count : BARS_MOST,
				.top = is_share ? PERMILLE : 0});
	return chart;
}
