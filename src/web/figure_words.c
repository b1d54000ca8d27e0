// SPDX-License-Identifier: Apache-2.0
// The words of the figures: of each its name, what it is, what counts, of what, what is left out; and names
// of values.
#include "base/clock.h"
#include "html/html.h"
#include "web/figures.h"
#include "web/names.h"

#define NONE	       WORDS_COUNT
#define WORDS(F, W, L) WORD_FIGURE_##F, WORD_FIGURE_##F##_WHAT, WORD_FIGURE_##F##_PART, W, L
#define RECEIVED       WORD_FIGURE_WHOLE_RECEIVED
#define DUE	       WORD_FIGURE_WHOLE_DUE
#define CLOSED	       WORD_FIGURE_WHOLE_CLOSED
#define ASSIGNED       WORD_FIGURE_WHOLE_ASSIGNED
#define LEFT_DUE       WORD_FIGURE_LEFT_DUE
#define SILENT	       WORD_FIGURE_LEFT_SILENT

static const struct figure_words table[] = {
	[FIGURE_RECEIVED] = {WORDS(RECEIVED, NONE, NONE)},
	[FIGURE_PROCESSED] = {WORDS(PROCESSED, RECEIVED, NONE)},
	[FIGURE_CONCLUDED] = {WORDS(CONCLUDED, RECEIVED, NONE)},
	[FIGURE_STANDS_OPEN] = {WORDS(OPEN, RECEIVED, NONE)},
	[FIGURE_DECLINED] = {WORDS(DECLINED, RECEIVED, NONE)},
	[FIGURE_WITHDRAWN] = {WORDS(WITHDRAWN, RECEIVED, NONE)},
	[FIGURE_MERGED] = {WORDS(MERGED, RECEIVED, NONE)},
	[FIGURE_CONTACTED] = {WORDS(CONTACTED, DUE, LEFT_DUE)},
	[FIGURE_ANSWERED] = {WORDS(ANSWERED, DUE, LEFT_DUE)},
	[FIGURE_ON_TIME] = {WORDS(ON_TIME, DUE, LEFT_DUE)},
	[FIGURE_CLOSED] = {WORDS(CLOSED, NONE, NONE)},
	[FIGURE_SPOKE] = {WORDS(SPOKE, CLOSED, NONE)},
	[FIGURE_SOLVED] = {WORDS(SOLVED, WORD_FIGURE_WHOLE_SPOKE, SILENT)},
	[FIGURE_SATISFIED] = {WORDS(SATISFIED, WORD_FIGURE_WHOLE_SATISFIED, SILENT)},
	[FIGURE_STAYS_UNSOLVED] = {WORDS(UNSOLVED, CLOSED, NONE)},
	[FIGURE_REOPENED] = {WORDS(REOPENED, WORD_FIGURE_WHOLE_CLOSINGS, NONE)},
	[FIGURE_RETURNED] = {WORDS(RETURNED, ASSIGNED, NONE)},
	[FIGURE_SENT_BACK] = {WORDS(SENT_BACK, ASSIGNED, NONE)},
	[FIGURE_EXTENDED] = {WORDS(EXTENDED, ASSIGNED, NONE)},
	[FIGURE_WAITED] = {WORDS(WAITED, ASSIGNED, NONE)},
	[FIGURE_CATEGORY_CORRECTED] = {WORDS(CATEGORY_CORRECTED, RECEIVED, NONE)},
	[FIGURE_DEADLINE_CHANGED] = {WORDS(DEADLINE_CHANGED, RECEIVED, NONE)},
};
_Static_assert(ARRAY_LEN(table) == FIGURES, "every figure has its words");

const struct figure_words *figure_words(enum figure figure)
{
	must((size_t)figure < FIGURES);
	return &table[figure];
}

struct slice figure_word(struct web_request *q, enum word word)
{
	return word == NONE ? SLICE("") : slice_of(words_text(q->lang, word));
}

struct slice figure_dimension_words(struct web_request *q, enum figure_dimension dimension)
{
	static const enum word names[] = {
		[FIGURE_BY_NOTHING] = WORD_FIGURES_ALL,
		[FIGURE_BY_UNIT] = WORD_FIGURES_BY_UNIT,
		[FIGURE_BY_AREA] = WORD_FIGURES_BY_AREA,
		[FIGURE_BY_CATEGORY] = WORD_FIGURES_BY_CATEGORY,
		[FIGURE_BY_CHANNEL] = WORD_FIGURES_BY_CHANNEL,
		[FIGURE_BY_KIND] = WORD_FIGURES_BY_KIND,
		[FIGURE_BY_PROGRAMME] = WORD_FIGURES_BY_PROGRAMME,
	};

	return figure_word(q, names[dimension]);
}

static const char *list_code(enum figure_dimension dimension, int64_t value)
{
	if (dimension == FIGURE_BY_CHANNEL && value > 0 && value < CASE_CHANNEL_COUNT)
		return case_channel_name((enum case_channel)value);
	if (dimension == FIGURE_BY_KIND && value > 0 && value < CASE_KIND_COUNT)
		return case_kind_name((enum case_kind)value);
	return NULL;
}

static struct slice none_of(struct web_request *q, enum figure_dimension dimension)
{
	return figure_word(q, dimension == FIGURE_BY_UNIT	? WORD_FIGURES_NO_UNIT
			      : dimension == FIGURE_BY_AREA	? WORD_FIGURES_NO_AREA
			      : dimension == FIGURE_BY_CATEGORY ? WORD_FIGURES_NO_CATEGORY
								: WORD_FIGURES_NO_VALUE);
}

struct slice figure_value_name(struct web_request *q, enum figure_dimension dimension, int64_t value)
{
	const char *code = list_code(dimension, value);
	struct slice name = {0};
	enum word word;

	if (code &&
		words_find(slice_of(arena_printf(q->arena, "%s.%s", figure_dimension_name(dimension), code)),
			&word))
		return figure_word(q, word);
	if (value == 0)
		return none_of(q, dimension);
	if (dimension == FIGURE_BY_UNIT)
		name = web_unit_name(q, value);
	else if (dimension == FIGURE_BY_AREA)
		name = web_area_name(q, value);
	else if (dimension == FIGURE_BY_CATEGORY)
		name = web_category_name(q, value);
	return name.len ? name : slice_of(arena_printf(q->arena, "%lld", (long long)value));
}

struct slice figure_value_code(struct web_request *q, enum figure_dimension dimension, int64_t value)
{
	const struct ref_unit *unit = reference_unit(q->ref, value);
	const struct ref_area *area = reference_area(q->ref, value);
	const struct ref_category *category = reference_category(q->ref, value);
	const char *code = list_code(dimension, value);

	if (code)
		return slice_of(code);
	if (dimension == FIGURE_BY_UNIT && unit)
		return slice_of(unit->code);
	if (dimension == FIGURE_BY_AREA && area)
		return slice_of(area->code);
	if (dimension == FIGURE_BY_CATEGORY && category)
		return slice_of(category->code);
	return value ? slice_of(arena_printf(q->arena, "%lld", (long long)value)) : SLICE("-");
}

// ---- Numbers and days as text

static struct html printer(struct web_request *q, struct buf *out)
{
	*out = buf_in(q->arena);
	return (struct html){.out = out, .lang = q->lang};
}

struct slice figure_text_number(struct web_request *q, int64_t number)
{
	struct buf out;
	struct html h = printer(q, &out);

	html_put_number(&h, html_number(number));
	return buf_slice(&out);
}

struct slice figure_text_percent(struct web_request *q, int64_t part, int64_t whole)
{
	struct buf out;
	struct html h = printer(q, &out);

	html_put_percent(&h, html_percent(part, whole));
	return buf_slice(&out);
}

struct slice figure_text_day(struct web_request *q, int64_t day)
{
	struct buf out;
	struct html h = printer(q, &out);

	html_put_day_words(&h, html_day(day));
	return buf_slice(&out);
}

struct slice figure_text_month(struct web_request *q, int64_t day)
{
	struct buf out;
	struct html h = printer(q, &out); // in UTC, as days are numbered

	html_put_time_words(&h, html_time_as(day * US_PER_DAY, HTML_TIME_MONTH));
	return buf_slice(&out);
}
