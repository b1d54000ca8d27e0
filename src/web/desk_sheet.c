// SPDX-License-Identifier: Apache-2.0
// The hand-over sheet of a case (交办单): in writing who gave what to whom, until when, and what counts as
// done. It holds no contact data, so that it can lie on a table.
#include "templates/desk_sheet.h"
#include "http/request.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

// The sheet of a supporting unit: its own hand-over instead of the one of who leads.
static void take_support(const struct view_support *support, struct view_desk_sheet *view)
{
	view->lead = view->unit;
	view->unit = support->unit;
	view->assigning_unit = support->assigning_unit;
	view->supervising_unit = support->supervising_unit;
	view->assigned_at = support->assigned_at;
	view->accepted_at = support->accepted_at;
	view->due_at = support->due_at;
	view->standard = support->standard;
	view->note = support->note;
	view->order = SLICE("");
	view->returns = 0;
}

// Asked for by ?unit=; whoever is of a supporting unit gets its own without asking.
static void choose(struct web_request *q, struct view_desk_sheet *view)
{
	int64_t unit_id = web_number(http_query(q->http, "unit"));

	for (size_t i = 0; i < view->support_count; i++) {
		if (unit_id ? view->supports[i].unit_id == unit_id : view->supports[i].is_own)
			take_support(&view->supports[i], view);
	}
}

static void show(struct web_request *q, void *data)
{
	struct desk_case *c = data;
	const struct case_state *state = &c->page.stream.state;
	struct view_desk_sheet view = {
		.desk = desk_frame_view(q, &c->frame, DESK_NO_FOLDER),
		.code = web_code(q, state->code),
		.unit = web_unit_name(q, state->unit_id),
		.assigning_unit = web_unit_name(q, state->assigning_unit_id),
		.supervising_unit = web_unit_name(q, state->supervising_unit_id),
		.assigned_at = state->assigned_at_us,
		.accepted_at = state->accepted_at_us,
		.due_at = state->unit_deadline_us,
		.standard = words_of(&state->standard),
		.note = words_of(&state->assignment_note),
		.kind = state->kind,
		.category = web_category_name(q, state->category_id),
		.place = desk_place(q, state),
		.received_at = state->received_at_us,
		.title = words_of(&state->title),
		.text = words_of(&state->text),
		.order = web_order_number(q, state->order_year, state->order_number),
		.order_answer_by = state->order_answer_by_us,
		.returns = state->returns,
	};
	struct web_page page;

	view.supports = desk_supports(q, c, &view.support_count);
	choose(q, &view);
	view.desk.page.here = web_url(q, "/desk/c/%.*s/sheet", SLICE_ARG(view.code));
	web_page_begin(q, &page);
	page_desk_sheet(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_sheet(struct web_request *q)
{
	struct desk_case *c = ARENA_NEW(q->arena, struct desk_case);

	if (case_code_parse(q->args[0], c->code))
		web_read(q, WEB_READ_POINT, desk_case_load, show, c);
	else
		web_error(q, 404);
}
