// SPDX-License-Identifier: Apache-2.0
// Figures as CSV: every figure of the period, of all cases and of each value of each dimension, with its
// numerator, its denominator and what was left out. Numbers that are hidden are empty. `yidan ledger figures`
// writes the same from the entries of the ledger, without the names.
#include "http/request.h"
#include "http/response.h"
#include "web/app.h"
#include "web/figures.h"
#include "web/handlers.h"

struct csv {
	struct figures_page f;
	struct figure_split *splits[FIGURE_DIMENSIONS];
	size_t counts[FIGURE_DIMENSIONS];
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct csv *csv = data;
	struct figures_page *f = &csv->f;
	bool is_all = f->query.dimension == FIGURE_BY_NOTHING;
	int r = figures_of_period(conn, q->arena, &f->query, &f->set, err);

	for (int by = FIGURE_BY_UNIT; r == 0 && is_all && by <= (int)FIGURE_BY_PROGRAMME; by++)
		r = figures_split(conn, q->arena, &f->query, (enum figure_dimension)by, &csv->splits[by],
			&csv->counts[by], err);
	if (r == 0 && !is_all)
		r = figures_split(
			conn, q->arena, &f->query, f->query.dimension, &f->peers, &f->peer_count, err);
	return r;
}

// In quotes: a name may hold a comma. One that a spreadsheet would take for a formula gets an apostrophe
// before it.
static void put_name(struct buf *out, struct slice name)
{
	buf_put_byte(out, '"');
	if (name.len &&
		(name.ptr[0] == '=' || name.ptr[0] == '+' || name.ptr[0] == '-' || name.ptr[0] == '@'))
		buf_put_byte(out, '\'');
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '"')
			buf_put_byte(out, '"');
		buf_put_byte(out, name.ptr[i]);
	}
	buf_put_byte(out, '"');
}

static void put_line(struct web_request *q, struct buf *out, enum figure figure, enum figure_dimension by,
	int64_t value, const struct figure_set *set, bool is_hidden)
{
	const struct figure_definition *d = figure_definition(figure);
	bool is_all = by == FIGURE_BY_NOTHING;

	buf_printf(out, "%s,%s,%.*s,", d->code, figure_dimension_name(by),
		SLICE_ARG(is_all ? SLICE("") : figure_value_code(q, by, value)));
	if (is_hidden)
		buf_put_cstr(out, ",,,1,");
	else if (d->is_share)
		buf_printf(out, "%lld,%lld,%lld,0,", (long long)figure_part(set, figure),
			(long long)figure_whole(set, figure), (long long)figure_left_out(set, figure));
	else
		buf_printf(out, "%lld,,0,0,", (long long)figure_part(set, figure));
	if (!is_all)
		put_name(out, figure_value_name(q, by, value));
	buf_put_cstr(out, "\r\n");
}

static void put_split(struct web_request *q, struct buf *out, const struct csv *csv, enum figure figure,
	enum figure_dimension by)
{
	const struct figure_set **sets =
		ARENA_ARRAY(q->arena, const struct figure_set *, csv->counts[by] + 1);
	bool *hidden = ARENA_ARRAY(q->arena, bool, csv->counts[by] + 1);

	for (size_t i = 0; i < csv->counts[by]; i++)
		sets[i] = &csv->splits[by][i].set;
	figures_hide(q, &csv->f, figure, figures_is_fine(by), sets, csv->counts[by], hidden);
	for (size_t i = 0; i < csv->counts[by]; i++)
		if (!figure_is_nothing(sets[i], figure))
			put_line(q, out, figure, by, csv->splits[by][i].value, sets[i], hidden[i]);
}

static void show(struct web_request *q, void *data)
{
	struct csv *csv = data;
	const struct figures_page *f = &csv->f;
	struct buf out = buf_in(q->arena);
	char day[CALENDAR_DAY_BYTES];

	buf_put_cstr(&out, "figure,dimension,value,numerator,denominator,not_counted,hidden,name\r\n");
	for (int i = 0; i < FIGURES; i++) {
		put_line(q, &out, (enum figure)i, f->query.dimension, f->query.value, &f->set,
			figures_one_is_hidden(q, f, (enum figure)i));
		for (int by = FIGURE_BY_UNIT; by <= (int)FIGURE_BY_PROGRAMME; by++)
			put_split(q, &out, csv, (enum figure)i, (enum figure_dimension)by);
	}
	http_set_header(q->http, "Content-Disposition",
		slice_of(arena_printf(q->arena, "attachment; filename=\"figures-%.*s-as-of-%s.csv\"",
			SLICE_ARG(f->period), calendar_day_format(f->query.as_of, day))));
	web_respond(q, &(struct http_response){.status = 200,
			       .content_type = "text/csv; charset=utf-8",
			       .cache_control = "no-cache",
			       .body = buf_slice(&out),
			       .body_kind = HTTP_BODY_ARENA});
}

static void answer(struct web_request *q, bool is_desk)
{
	struct csv *csv = ARENA_NEW(q->arena, struct csv);

	csv->f.is_desk = is_desk;
	if ((is_desk && !standing_is_for(q->session.roles)) || !figures_ask(q, &csv->f))
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load, show, csv);
}

void handle_figures_csv(struct web_request *q)
{
	answer(q, false);
}

void handle_desk_figures_csv(struct web_request *q)
{
	answer(q, true);
}
