// SPDX-License-Identifier: Apache-2.0
// The charts of how old what is open is, and how long what was closed took.
#include "web/figures.h"

#define DAYS_DRAWN 12

// To how many days a column reaches; the last has no end.
static const int drawn_days[DAYS_DRAWN] = {0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60, FIGURE_DAYS_MORE};

static bool is_too_few(struct web_request *q, const struct figures_page *f, int64_t all)
{
	return figures_is_fine(f->query.dimension) && all > 0 && all < figures_least(q, f);
}

static void draw(struct web_request *q, struct view_figure_chart *chart, const char *id,
	const int64_t *counts, const struct slice *labels, const struct slice *names)
{
	struct chart_item *items = ARENA_ARRAY(q->arena, struct chart_item, chart->count);
	struct view_figure_row *rows = ARENA_ARRAY(q->arena, struct view_figure_row, chart->count);

	for (size_t i = 0; i < chart->count; i++) {
		struct slice shown = figure_text_number(q, counts[i]);

		items[i] = (struct chart_item){.label = labels[i], .value = counts[i], .text = shown};
		rows[i] = (struct view_figure_row){.name = names[i], .value = {.shown = shown}};
	}
	chart->rows = rows;
	chart->svg = figures_drawn(q, chart_columns,
		&(struct chart){.id = id,
			.title = chart->title,
			.desc = chart->sentence,
			.items = items,
			.count = chart->count});
}

struct view_figure_chart figures_chart_ages(struct web_request *q, const struct figures_page *f)
{
	static const enum word ages[FIGURE_AGES] = {WORD_FIGURES_AGE_1, WORD_FIGURES_AGE_2,
		WORD_FIGURES_AGE_3, WORD_FIGURES_AGE_4, WORD_FIGURES_AGE_5};
	struct view_figure_chart chart = {.id = "ages",
		.title = figure_word(q, WORD_FIGURES_AGES_TITLE),
		.head = figure_word(q, WORD_FIGURES_AGE),
		.count = FIGURE_AGES};
	struct buf sentence = buf_in(q->arena);
	struct slice names[FIGURE_AGES];
	int64_t all = 0;

	for (int i = 0; i < FIGURE_AGES; i++) {
		names[i] = figure_word(q, ages[i]);
		all += f->ages[i];
	}
	if (is_too_few(q, f, all)) {
		chart.sentence = figure_word(q, WORD_FIGURES_TOO_FEW);
		chart.count = 0;
		return chart;
	}
	words_format(&sentence, q->lang, WORD_FIGURES_AGES_SENTENCE,
		.day = word_arg(figure_text_day(q, f->query.as_of)),
		.all = word_arg(figure_text_number(q, all)),
		.old = word_arg(figure_text_number(q, all - f->ages[0] - f->ages[1])));
	chart.sentence = buf_slice(&sentence);
	draw(q, &chart, "chart-ages", f->ages, names, names);
	return chart;
}

static int first_day(int i)
{
	return i ? drawn_days[i - 1] + 1 : 0;
}

static struct slice days_label(struct web_request *q, int i)
{
	if (i == DAYS_DRAWN - 1)
		return slice_of(arena_printf(q->arena, "%d+", first_day(i)));
	return first_day(i) == drawn_days[i] ? slice_of(arena_printf(q->arena, "%d", first_day(i)))
					     : slice_of(arena_printf(q->arena, "–%d", drawn_days[i]));
}

static struct slice days_name(struct web_request *q, int from, int to)
{
	struct buf out = buf_in(q->arena);

	if (to >= FIGURE_DAYS_MORE)
		words_format(&out, q->lang, WORD_FIGURES_DAYS_MORE, .n = word_arg(from - 1));
	else if (from == to)
		words_format(&out, q->lang, WORD_FIGURES_DAYS_ONE, .n = word_arg(from));
	else
		words_format(
			&out, q->lang, WORD_FIGURES_DAYS_RANGE, .from = word_arg(from), .to = word_arg(to));
	return buf_slice(&out);
}

static struct slice days_at(struct web_request *q, const struct figures_page *f, int percent)
{
	int days = figure_days_at(f->days, f->day_count, percent);

	return days >= FIGURE_DAYS_MORE ? days_name(q, FIGURE_DAYS_MORE, FIGURE_DAYS_MORE)
					: days_name(q, days, days);
}

struct view_figure_chart figures_chart_days(struct web_request *q, const struct figures_page *f)
{
	struct view_figure_chart chart = {.id = "days",
		.title = figure_word(q, WORD_FIGURES_DAYS_TITLE),
		.head = figure_word(q, WORD_FIGURES_DAYS),
		.count = DAYS_DRAWN};
	struct slice labels[DAYS_DRAWN], names[DAYS_DRAWN];
	int64_t counts[DAYS_DRAWN] = {0}, all = 0;
	struct buf sentence = buf_in(q->arena);

	for (size_t i = 0; i < f->day_count; i++) {
		int k = 0;

		while (k < DAYS_DRAWN - 1 && f->days[i].days > drawn_days[k])
			k++;
		counts[k] += f->days[i].count;
		all += f->days[i].count;
	}
	if (all == 0 || is_too_few(q, f, all)) {
		chart.sentence = figure_word(q, all ? WORD_FIGURES_TOO_FEW : WORD_FIGURES_DAYS_NONE);
		chart.count = 0;
		return chart;
	}
	for (int i = 0; i < DAYS_DRAWN; i++) {
		labels[i] = days_label(q, i);
		names[i] = days_name(q, first_day(i), drawn_days[i]);
	}
	words_format(&sentence, q->lang, WORD_FIGURES_DAYS_SENTENCE,
		.all = word_arg(figure_text_number(q, all)), .half = word_arg(days_at(q, f, 50)),
		.most = word_arg(days_at(q, f, 90)));
	chart.sentence = buf_slice(&sentence);
	draw(q, &chart, "chart-days", counts, labels, names);
	return chart;
}
