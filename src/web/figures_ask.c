// SPDX-License-Identifier: Apache-2.0
// What the address of a page of figures asks for. What is malformed or not known counts as not asked for: a
// link that somebody shortened still leads somewhere.
#include "domain/figure_period.h"
#include "http/request.h"
#include "web/figures.h"
#include "web/names.h"

#include <inttypes.h>

// ---- Periods

struct slice figures_period_name(struct web_request *q, struct slice period)
{
	struct buf out = buf_in(q->arena);
	int64_t first, last;

	if (!figure_period_parse(period, &first, &last))
		return SLICE("");
	if (period.len == 7 && period.ptr[5] != 'Q')
		return figure_text_month(q, first);
	if (period.len == 7)
		words_format(&out, q->lang, WORD_FIGURES_QUARTER, .year = word_arg(slice_sub(period, 0, 4)),
			.quarter = word_arg(slice_sub(period, 6, 1)));
	else if (period.len == 4)
		words_format(&out, q->lang, WORD_FIGURES_YEAR, .year = word_arg(period));
	else
		words_format(&out, q->lang, WORD_FIGURES_FROM_TO, .from = word_arg(figure_text_day(q, first)),
			.to = word_arg(figure_text_day(q, last)));
	return buf_slice(&out);
}

// ---- The filter: "unit-20"

static bool is_known(struct web_request *q, enum figure_dimension dimension, int64_t value)
{
	switch (dimension) {
	case FIGURE_BY_NOTHING:
		return false;
	case FIGURE_BY_UNIT:
		return value == 0 || reference_unit(q->ref, value) != NULL;
	case FIGURE_BY_AREA:
		return value == 0 || reference_area(q->ref, value) != NULL;
	case FIGURE_BY_CATEGORY:
		return value == 0 || reference_category(q->ref, value) != NULL;
	case FIGURE_BY_CHANNEL:
		return value > 0 && value < CASE_CHANNEL_COUNT;
	case FIGURE_BY_KIND:
		return value > 0 && value < CASE_KIND_COUNT;
	case FIGURE_BY_PROGRAMME:
		return value > 0;
	}
	return false;
}

static void ask_filter(struct web_request *q, struct figures_page *f)
{
	struct slice name, number;
	enum figure_dimension dimension;
	int64_t value;

	if (slice_cut(http_query(q->http, "of"), '-', &name, &number) &&
		figure_dimension_parse(name, &dimension) && slice_parse_i64(number, &value) &&
		is_known(q, dimension, value)) {
		f->query.dimension = dimension;
		f->query.value = value;
	}
}

// ---- All of it

static void ask_days(struct web_request *q, struct figures_page *f)
{
	struct figure_query *query = &f->query;
	struct slice period = http_query(q->http, "period"), as_of = http_query(q->http, "as_of");
	int64_t day;

	query->today = calendar_day_of(q->ref->calendar, q->now_us);
	query->as_of = query->today;
	if (calendar_day_parse(as_of, &day) == 0 && day >= 0 && day < query->today)
		query->as_of = day;
	f->period = period.len < FIGURE_PERIOD_BYTES ? arena_slice(q->arena, period) : SLICE("");
	if (!figure_period_parse(f->period, &query->first_day, &query->last_day)) {
		f->period = figures_month_code(q, query->as_of);
		must(figure_period_parse(f->period, &query->first_day, &query->last_day));
	}
}

bool figures_ask(struct web_request *q, struct figures_page *f)
{
	struct slice at, rest, id, seq;
	enum figure_dimension by;

	f->query.jurisdiction_id = q->ref->jurisdiction_id;
	ask_days(q, f);
	ask_filter(q, f);
	f->by = FIGURE_BY_UNIT;
	if (figure_dimension_parse(http_query(q->http, "by"), &by) && by != FIGURE_BY_NOTHING &&
		by != FIGURE_BY_PROGRAMME)
		f->by = by;
	f->of_whole = slice_eq(http_query(q->http, "rows"), SLICE("whole"));
	if (slice_cut(http_query(q->http, "before"), '-', &at, &rest) && slice_cut(rest, '-', &id, &seq)) {
		f->before_day = web_number(at);
		f->before_id = web_number(id);
		f->before_seq = web_number(seq);
	}
	return !f->is_one || figure_parse(q->args[0], &f->figure);
}

static const char *query_of(struct web_request *q, const struct figures_page *f)
{
	struct buf out = buf_in(q->arena);
	char day[CALENDAR_DAY_BYTES];

	buf_printf(&out, "?period=%.*s", SLICE_ARG(f->period));
	if (f->query.dimension != FIGURE_BY_NOTHING)
		buf_printf(
			&out, "&of=%s-%" PRId64, figure_dimension_name(f->query.dimension), f->query.value);
	if (f->query.as_of < f->query.today)
		buf_printf(&out, "&as_of=%s", calendar_day_format(f->query.as_of, day));
	return buf_cstr(&out);
}

struct html_url figures_url(struct web_request *q, const struct figures_page *f, int figure, const char *with)
{
	const char *root = f->is_desk ? "/desk/figures" : "/figures";

	return web_url(q, "%s%s%s%s%s", root, figure < 0 ? "" : "/",
		figure < 0 ? "" : figure_definition((enum figure)figure)->code, query_of(q, f),
		with ? with : "");
}

struct html_url figures_csv_url(struct web_request *q, const struct figures_page *f)
{
	return web_url(q, "%s%s", f->is_desk ? "/desk/figures.csv" : "/figures.csv", query_of(q, f));
}

const char *figures_name(struct web_request *q, const struct figures_page *f)
{
	// a day's page is another on the next day: what is due is counted then
	return arena_printf(q->arena, "figures|%d|%d|%s|%d|%d|%" PRId64 "-%" PRId64 "-%" PRId64 "|%" PRId64,
		f->is_one, (int)f->figure, query_of(q, f), (int)f->by, f->of_whole, f->before_day,
		f->before_id, f->before_seq, f->query.today);
}
