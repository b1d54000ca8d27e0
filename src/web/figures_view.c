// SPDX-License-Identifier: Apache-2.0
// How the figures are shown: values with what they are of, what is hidden, the groups of the overview, the
// page of one.
#include "templates/figures.h"
#include "web/figures.h"
#include "web/names.h"

#include <inttypes.h>

// ---- What is hidden

int64_t figures_least(const struct web_request *q, const struct figures_page *f)
{
	return f->is_desk ? 0 : q->ref->settings.figures_least;
}

bool figures_is_fine(enum figure_dimension dimension)
{
	return dimension == FIGURE_BY_AREA || dimension == FIGURE_BY_CATEGORY;
}

static int64_t size_of(enum figure figure, const struct figure_set *set)
{
	return figure_definition(figure)->is_share ? figure_whole(set, figure) : figure_part(set, figure);
}

// Words of few raisers are not shown whatever they are split by; other numbers only where areas or categories
// are small.
void figures_hide(struct web_request *q, const struct figures_page *f, enum figure figure, bool is_fine,
	const struct figure_set *const *sets, size_t count, bool *ret_is_hidden)
{
	int64_t least = figures_least(q, f), *sizes = ARENA_ARRAY(q->arena, int64_t, count + 1);

	for (size_t i = 0; i < count; i++) {
		sizes[i] = size_of(figure, sets[i]);
		ret_is_hidden[i] = false;
	}
	if (least > 0 && (is_fine || figure_definition(figure)->is_word))
		(void)figure_hide_small(sizes, count, least, ret_is_hidden);
}

// The value of the filter as it stands in the split of its own dimension: what is hidden there is hidden
// here.
bool figures_one_is_hidden(struct web_request *q, const struct figures_page *f, enum figure figure)
{
	const struct figure_set **sets = ARENA_ARRAY(q->arena, const struct figure_set *, f->peer_count + 1);
	bool *hidden = ARENA_ARRAY(q->arena, bool, f->peer_count + 1);
	int64_t least = figures_least(q, f), size = size_of(figure, &f->set);

	for (size_t i = 0; i < f->peer_count; i++)
		sets[i] = &f->peers[i].set;
	figures_hide(q, f, figure, figures_is_fine(f->query.dimension), sets, f->peer_count, hidden);
	for (size_t i = 0; i < f->peer_count; i++) {
		if (f->peers[i].value == f->query.value && hidden[i])
			return true;
	}
	return figure_definition(figure)->is_word && size > 0 && size < least;
}

// ---- Values

struct view_figure_value figure_value_of(
	struct web_request *q, enum figure figure, const struct figure_set *set, bool is_hidden)
{
	int64_t part = figure_part(set, figure), whole = figure_whole(set, figure);
	int64_t left = figure_left_out(set, figure);
	struct view_figure_value value = {.is_hidden = is_hidden};
	struct buf of = buf_in(q->arena), left_words = buf_in(q->arena);

	if (is_hidden || !figure_definition(figure)->is_share) {
		value.shown = is_hidden ? figure_word(q, WORD_FIGURES_HIDDEN) : figure_text_number(q, part);
		return value;
	}
	value.shown = figure_text_percent(q, part, whole);
	words_format(&of, q->lang, WORD_FIGURES_PART_OF, .part = word_arg(figure_text_number(q, part)),
		.whole = word_arg(figure_text_number(q, whole)));
	value.of = buf_slice(&of);
	if (left > 0) {
		words_format(&left_words, q->lang, WORD_FIGURES_LEFT_COUNT, .n = word_arg(left));
		value.left = buf_slice(&left_words);
	}
	return value;
}

static struct view_figure_line line_of(
	struct web_request *q, const struct figures_page *f, enum figure figure)
{
	const struct figure_words *said = figure_words(figure);

	return (struct view_figure_line){.name = figure_word(q, said->name),
		.what = figure_word(q, said->what),
		.part = figure_word(q, said->part),
		.whole = figure_word(q, said->whole),
		.left_words = figure_word(q, said->left),
		.value = figure_value_of(q, figure, &f->set, figures_one_is_hidden(q, f, figure)),
		.url = figures_url(q, f, (int)figure, NULL)};
}

// ---- The overview

static const struct {
	enum word name;
	enum figure first, last;
} groups[FIGURE_GROUPS] = {
	{WORD_FIGURES_GROUP_RECEIVED, FIGURE_RECEIVED, FIGURE_MERGED},
	{WORD_FIGURES_GROUP_TIME, FIGURE_CONTACTED, FIGURE_ON_TIME},
	{WORD_FIGURES_GROUP_WORD, FIGURE_CLOSED, FIGURE_REOPENED},
	{WORD_FIGURES_GROUP_WORK, FIGURE_RETURNED, FIGURE_WAITED},
	{WORD_FIGURES_GROUP_CHANGED, FIGURE_CATEGORY_CORRECTED, FIGURE_DEADLINE_CHANGED},
};

static void view_overview(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	struct view_figure_group *shown = ARENA_ARRAY(q->arena, struct view_figure_group, FIGURE_GROUPS);
	struct view_figure_chart *charts = ARENA_ARRAY(q->arena, struct view_figure_chart, 4);

	for (int i = 0; i < FIGURE_GROUPS; i++) {
		struct view_figure_line *lines = ARENA_ARRAY(
			q->arena, struct view_figure_line, (size_t)(groups[i].last - groups[i].first) + 1);

		shown[i] = (struct view_figure_group){.name = figure_word(q, groups[i].name), .lines = lines};
		for (int k = (int)groups[i].first; k <= (int)groups[i].last; k++)
			lines[shown[i].count++] = line_of(q, f, (enum figure)k);
	}
	view->groups = shown;
	view->group_count = FIGURE_GROUPS;
	charts[view->chart_count++] = figures_chart_trend(q, f, FIGURE_RECEIVED);
	if (f->query.dimension == FIGURE_BY_NOTHING)
		charts[view->chart_count++] = figures_chart_split(q, f, FIGURE_ON_TIME, FIGURE_BY_UNIT);
	charts[view->chart_count++] = figures_chart_ages(q, f);
	charts[view->chart_count++] = figures_chart_days(q, f);
	view->charts = charts;
}

// ---- One figure

static void view_tabs(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	struct view_figure_tab *tabs = ARENA_ARRAY(q->arena, struct view_figure_tab, FIGURE_DIMENSIONS);

	for (int by = FIGURE_BY_UNIT; by <= (int)FIGURE_BY_KIND; by++) {
		const char *name = figure_dimension_name((enum figure_dimension)by);

		tabs[view->tab_count++] = (struct view_figure_tab){
			.name = figure_dimension_words(q, (enum figure_dimension)by),
			.url = figures_url(q, f, (int)f->figure, arena_printf(q->arena, "&by=%s", name)),
			.is_current = by == (int)f->by};
	}
	view->tabs = tabs;
}

static void view_pages(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	const struct figure_rows *rows = &f->rows;
	const char *which = f->of_whole ? "&rows=whole" : "";

	if (f->has_more) {
		size_t last = rows->count - 1;

		view->older = figures_url(q, f, (int)f->figure,
			arena_printf(q->arena, "%s&before=%" PRId64 "-%" PRId64 "-%" PRId64, which,
				rows->days[last], rows->rows[last].id, rows->seqs[last]));
	}
	if (f->before_day)
		view->newest = figures_url(q, f, (int)f->figure, which);
}

static void view_rows(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	const struct figure_rows *rows = &f->rows;
	struct view_case_row *shown;
	struct view_desk_row *desk = ARENA_ARRAY(q->arena, struct view_desk_row, rows->count + 1);

	view->is_part = !f->of_whole;
	view->has_rows = !f->rows_are_hidden;
	if (figure_definition(f->figure)->is_share)
		view->other_rows = figures_url(q, f, (int)f->figure, f->of_whole ? NULL : "&rows=whole");
	if (f->rows_are_hidden)
		return;
	if (f->is_desk) {
		for (size_t i = 0; i < rows->count; i++)
			desk[i] = desk_row_view(q, &rows->rows[i]);
		view->desk_rows = desk;
	} else {
		web_case_rows(q, rows->rows, rows->count, &shown);
		view->rows = shown;
		view->row_private = rows->all - rows->public;
	}
	view->row_count = rows->count;
	view->row_all = rows->all;
	view_pages(q, f, view);
}

static void view_one(struct web_request *q, const struct figures_page *f, struct view_figures *view)
{
	struct view_figure_line *line = ARENA_NEW(q->arena, struct view_figure_line);
	struct view_figure_chart *charts = ARENA_ARRAY(q->arena, struct view_figure_chart, 2);

	*line = line_of(q, f, f->figure);
	view->one = line;
	view->title = line->name;
	view->overview = figures_url(q, f, -1, NULL);
	charts[view->chart_count++] = figures_chart_trend(q, f, f->figure);
	if (f->query.dimension == FIGURE_BY_NOTHING) {
		charts[view->chart_count++] = figures_chart_split(q, f, f->figure, f->by);
		view_tabs(q, f, view);
	}
	view->charts = charts;
	view_rows(q, f, view);
}

// ---- The page

static void view_frame(struct web_request *q, const struct figures_page *f, const struct view_page *page,
	struct view_figures *view)
{
	const struct figure_query *query = &f->query;
	char day[CALENDAR_DAY_BYTES];

	*view = (struct view_figures){.page = page,
		.is_desk = f->is_desk,
		.action = web_url(q, "%.*s", SLICE_ARG(q->path)),
		.period = figures_period_name(q, f->period),
		.as_of = figure_text_day(q, query->as_of),
		.csv = figures_csv_url(q, f),
		.is_behind = f->position.is_behind,
		.is_empty = f->position.place == 0,
		.is_future = query->first_day > query->as_of,
		.least = figures_least(q, f)};
	if (query->as_of < query->today)
		view->as_of_field = slice_of(arena_strdup(q->arena, calendar_day_format(query->as_of, day)));
	if (query->dimension != FIGURE_BY_NOTHING)
		view->of = figure_value_name(q, query->dimension, query->value);
	figures_choices(q, f, view);
}

void figures_show(struct web_request *q, struct html *h, struct figures_page *f)
{
	struct view_public_figures everybody = {0};
	struct view_desk_figures desk = {0};
	struct view_figures *view = f->is_desk ? &desk.figures : &everybody.figures;

	if (f->is_desk) {
		desk.desk = desk_frame_view(q, &f->frame, DESK_NO_FOLDER);
		desk.desk.is_counting = true;
	} else {
		everybody.page = web_page_view(q);
	}
	view_frame(q, f, f->is_desk ? &desk.desk.page : &everybody.page, view);
	if (f->is_one)
		view_one(q, f, view);
	else
		view_overview(q, f, view);
	if (f->is_desk)
		page_desk_figures(h, &desk);
	else
		page_figures(h, &everybody);
}
