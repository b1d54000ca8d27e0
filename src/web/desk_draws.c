// SPDX-License-Identifier: Apache-2.0
// Random samples at the desk: those who see how it stands with each unit see them, supervisors and leaders
// announce one. Drawing is nobody's doing (jobs/housekeeping.c).
#include "templates/desk_draws.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/draws.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/draw_views.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>

#define COMMAND_FIELD_BYTES 100
#define ERRORS_MAX	    4

struct draws {
	struct desk_frame frame;
	struct draw *draws;
	size_t count;
	int64_t announced;

	// what was typed
	struct slice from, last, most, about;
	struct draw_request request;
	struct view_error errors[ERRORS_MAX];
	size_t error_count;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct draws *d = data;
	int r = draws_all(conn, q->arena, q->ref->jurisdiction_id, &d->draws, &d->count, err);

	return r == 0 ? desk_frame_load(q, conn, &d->frame, err) : r;
}

static void show(struct web_request *q, void *data)
{
	struct draws *d = data;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_draws view = {
		.desk = desk_frame_view(q, &d->frame, DESK_NO_FOLDER),
		.draws = web_draw_views(q, d->draws, d->count),
		.count = d->count,
		.can_announce = draw_may_announce(q->session.roles),
		.errors = {d->errors, d->error_count},
		.from = d->from,
		.last = d->last,
		.most = d->most.len ? d->most : SLICE("20"),
		.about = d->about,
		.announced = d->announced,
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.is_overseeing = true;
	view.desk.page.here = web_url(q, "/desk/draws");
	web_page_begin(q, &page);
	page_desk_draws(&page.html, &view);
	web_page_send(q, &page, d->error_count ? 422 : 200);
}

void handle_desk_draws(struct web_request *q)
{
	struct draws *d = ARENA_NEW(q->arena, struct draws);

	d->announced = web_number(http_query(q->http, "announced"));
	if (draw_may_see(q->session.roles))
		web_read(q, WEB_READ_HEAVY, load, show, d);
	else
		web_error(q, 404);
}

// ---- Announcing

static void add_error(struct web_request *q, struct draws *d, const char *id, enum word word)
{
	if (d->error_count < ERRORS_MAX)
		d->errors[d->error_count++] = web_error_at(q, id, slice_of(words_text(q->lang, word)));
}

static void add_refusal(struct web_request *q, struct draws *d, enum draw_refusal refusal)
{
	switch (refusal) {
	case DRAW_ALLOWED:
	case DRAW_NOT_FOR_YOU:
		break;
	case DRAW_PERIOD_EMPTY:
		add_error(q, d, "draw-last", WORD_DRAWS_WRONG_PERIOD);
		break;
	case DRAW_PERIOD_TOO_LONG:
		add_error(q, d, "draw-last", WORD_DRAWS_WRONG_LONG);
		break;
	case DRAW_PERIOD_NOT_OVER:
		add_error(q, d, "draw-last", WORD_DRAWS_WRONG_OVER);
		break;
	case DRAW_SIZE:
		add_error(q, d, "draw-most", WORD_DRAWS_WRONG_SIZE);
		break;
	case DRAW_ABOUT_MISSING:
		add_error(q, d, "draw-about", WORD_DRAWS_WRONG_ABOUT);
		break;
	case DRAW_ABOUT_TOO_LONG:
		add_error(q, d, "draw-about", WORD_DRAWS_WRONG_ABOUT_LONG);
		break;
	}
}

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct draws *d = data;

	return draws_announce(q->service, conn, &d->request, err);
}

static void done(struct web_request *q, void *data)
{
	struct draws *d = data;

	web_redirect(q, "/desk/draws?announced=%" PRId64, d->request.number);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct draws *d = data;

	if (class != ERR_INVALID) {
		web_error_class(q, class, err);
	} else if (d->request.is_mismatch) {
		web_error(q, 409);
	} else if (d->request.refusal == DRAW_NOT_FOR_YOU) {
		web_error(q, 404);
	} else {
		add_refusal(q, d, d->request.refusal);
		web_on_failure(q, NULL);
		web_read(q, WEB_READ_HEAVY, load, show, d);
	}
}

static void read_form(struct web_request *q, struct draws *d, struct slice command)
{
	int64_t from = 0, last = 0;

	d->from = slice_trim(http_form(q->http, "from"));
	d->last = slice_trim(http_form(q->http, "last"));
	d->most = slice_trim(http_form(q->http, "most"));
	d->about = text_clean_line(q->arena, http_form(q->http, "about"));
	if (calendar_day_parse(d->from, &from) < 0)
		add_error(q, d, "draw-from", WORD_DRAWS_WRONG_DATE);
	if (calendar_day_parse(d->last, &last) < 0)
		add_error(q, d, "draw-last", WORD_DRAWS_WRONG_DATE);
	if (d->error_count)
		return;
	d->request = (struct draw_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(q->arena, "draw:%.*s", SLICE_ARG(command))),
		.request = slice_of(arena_printf(q->arena, "%" PRId64 "\n%.*s\n%.*s\n%.*s\n%.*s",
			q->session.officer_id, SLICE_ARG(d->from), SLICE_ARG(d->last), SLICE_ARG(d->most),
			SLICE_ARG(d->about))),
		.officer_id = q->session.officer_id,
		.from_us = calendar_at(q->ref->calendar, from, 0),
		.until_us = calendar_at(q->ref->calendar, last + 1, 0),
		.most = web_number(d->most),
		.about = d->about,
	};
}

void handle_desk_draws_post(struct web_request *q)
{
	struct draws *d = ARENA_NEW(q->arena, struct draws);
	struct slice command = http_form(q->http, "command");

	if (!draw_may_announce(q->session.roles)) {
		web_error(q, 404);
		return;
	}
	if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	read_form(q, d, command);
	if (d->error_count) {
		web_read(q, WEB_READ_HEAVY, load, show, d);
		return;
	}
	web_on_failure(q, failed);
	web_write(q, run, done, d);
}
