// SPDX-License-Identifier: Apache-2.0
// Supervision: how it stands with each unit, and the cases behind each number.
// For others than those whom it is for it is not there.
#include "templates/desk_supervision.h"
#include "http/request.h"
#include "service/service.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 50

// ---- The table

struct supervision {
	struct desk_frame frame;
	struct unit_standing *rows;
	size_t count;
};

static int table_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct supervision *s = data;
	int r = desk_frame_load(q, conn, &s->frame, err);

	return r == 0 ? cases_standing(conn, q->arena, q->ref, &officer, q->now_us, &s->rows, &s->count, err)
		      : r;
}

static int by_overdue(const void *a, const void *b)
{
	const struct view_standing *x = a, *y = b;
	int64_t late_x = x->counts[STANDING_OVERDUE], late_y = y->counts[STANDING_OVERDUE];
	int64_t open_x = x->counts[STANDING_OPEN], open_y = y->counts[STANDING_OPEN];

	if (late_x != late_y)
		return late_x > late_y ? -1 : 1;
	if (open_x != open_y)
		return open_x > open_y ? -1 : 1;
	return x->unit_id < y->unit_id ? -1 : 1;
}

static void table_show(struct web_request *q, void *data)
{
	struct supervision *s = data;
	struct view_standing *rows = ARENA_ARRAY(q->arena, struct view_standing, s->count + 1);
	struct view_desk_supervision view = {
		.desk = desk_frame_view(q, &s->frame, DESK_NO_FOLDER), .rows = rows, .count = s->count};
	struct web_page page;

	for (size_t i = 0; i < s->count; i++) {
		rows[i] = (struct view_standing){.unit = web_unit_name(q, s->rows[i].unit_id),
			.unit_id = s->rows[i].unit_id,
			.orders_overdue = s->rows[i].orders_overdue,
			.supports_overdue = s->rows[i].supports_overdue};
		memcpy(rows[i].counts, s->rows[i].counts, sizeof(rows[i].counts));
		for (int k = 0; k < STANDINGS; k++)
			view.all.counts[k] += rows[i].counts[k];
		view.all.orders_overdue += rows[i].orders_overdue;
		view.all.supports_overdue += rows[i].supports_overdue;
	}
	qsort(rows, s->count, sizeof(*rows), by_overdue);
	view.desk.is_overseeing = true;
	view.desk.page.here = web_url(q, "/desk/supervision");
	web_page_begin(q, &page);
	page_desk_supervision(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_supervision(struct web_request *q)
{
	if (standing_is_for(q->session.roles))
		web_read(q, WEB_READ_HEAVY, table_load, table_show, ARENA_NEW(q->arena, struct supervision));
	else
		web_error(q, 404);
}

// ---- The cases behind a number

struct behind {
	enum standing standing;
	int64_t unit_id;
	int64_t after_at, after_id;
	struct desk_frame frame;
	struct case_list_row *rows;
	size_t count;
	bool has_more;
};

static int behind_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct behind *b = data;
	int r = desk_frame_load(q, conn, &b->frame, err);

	if (r == 0)
		r = cases_standing_list(conn, q->arena, q->ref, &officer, b->standing, b->unit_id, q->now_us,
			b->after_at, b->after_id, ROWS + 1, &b->rows, &b->count, err);
	b->has_more = r == 0 && b->count > ROWS;
	if (b->has_more)
		b->count = ROWS;
	return r;
}

static const char *page_path(struct web_request *q, const struct behind *b, int64_t at, int64_t id)
{
	const char *name = standing_name(b->standing);

	return at ? arena_printf(q->arena, "/desk/supervision/%s?unit=%" PRId64 "&after=%" PRId64 "-%" PRId64,
			    name, b->unit_id, at, id)
		  : arena_printf(q->arena, "/desk/supervision/%s?unit=%" PRId64, name, b->unit_id);
}

// What can be pressed, moved or noted is what the states behind the number allow.
static unsigned states_of(enum standing standing)
{
	switch (standing) {
	case STANDING_ANSWERED:
		return 1u << CASE_STATE_ANSWERED;
	case STANDING_UNSOLVED:
		return 1u << CASE_STATE_CLOSED;
	case STANDING_NOT_ACCEPTED:
		return 1u << CASE_STATE_ASSIGNED;
	case STANDING_WAITING:
		return 1u << CASE_STATE_WAITING;
	case STANDING_OPEN:
	case STANDING_OVERDUE:
	case STANDING_RETURNED:
	case STANDING_REOPENED:
	case STANDING_EXTENDED:
	case STANDING_ORDERED:
	case STANDING_SUPPORTING:
		break;
	}
	return 1u << CASE_STATE_ASSIGNED | 1u << CASE_STATE_IN_HAND | 1u << CASE_STATE_WAITING;
}

static void behind_show(struct web_request *q, void *data)
{
	struct behind *b = data;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, b->count + 1);
	enum case_command_type *moves = ARENA_ARRAY(q->arena, enum case_command_type, DESK_BULK_MOVES);
	struct view_desk_standing view = {
		.desk = desk_frame_view(q, &b->frame, DESK_NO_FOLDER),
		.standing = b->standing,
		.unit = web_unit_name(q, b->unit_id),
		.rows = rows,
		.count = b->count,
		.shows_due = b->standing != STANDING_UNSOLVED && b->standing != STANDING_ANSWERED,
		.moves = moves,
		.move_count = desk_bulk_list(
			desk_bulk_without(desk_bulk_moves(q->session.roles, states_of(b->standing)),
				CASE_COMMAND_GRANT_EXTENSION),
			moves),
		.back = slice_of(page_path(q, b, b->after_at, b->after_id)),
	};
	struct web_page page;

	for (size_t i = 0; i < b->count; i++)
		rows[i] = desk_row_view(q, &b->rows[i]);
	if (b->has_more) {
		const struct case_list_row *last = &b->rows[b->count - 1];
		int64_t at = b->standing == STANDING_UNSOLVED ? last->closed_at : last->due_at;

		view.more = web_url(q, "%s", page_path(q, b, at, last->id));
	}
	if (b->after_at)
		view.first = web_url(q, "%s", page_path(q, b, 0, 0));
	view.desk.page.here = web_url(q, "%.*s", SLICE_ARG(view.back));
	view.desk.is_overseeing = true;
	web_page_begin(q, &page);
	page_desk_standing(&page.html, &view);
	web_page_send(q, &page, 200);
}

static bool parse_behind(struct web_request *q, struct behind *b, struct slice unit)
{
	b->unit_id = web_number(unit);
	return standing_is_for(q->session.roles) && standing_parse(q->args[0], &b->standing) &&
	       (unit.len == 0 || slice_eq(unit, SLICE("0")) || reference_unit(q->ref, b->unit_id));
}

void handle_desk_standing(struct web_request *q)
{
	struct behind *b = ARENA_NEW(q->arena, struct behind);
	struct slice at, id;

	if (!parse_behind(q, b, http_query(q->http, "unit"))) {
		web_error(q, 404);
		return;
	}
	if (slice_cut(http_query(q->http, "after"), '-', &at, &id)) {
		b->after_at = web_number(at);
		b->after_id = web_number(id);
	}
	web_read(q, WEB_READ_HEAVY, behind_load, behind_show, b);
}
