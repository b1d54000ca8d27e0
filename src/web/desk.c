// SPDX-License-Identifier: Apache-2.0
// The desk: what there is to do, as queues with counts; the list of one queue.
#include "web/desk.h"

#include "domain/officer.h"
#include "http/form.h"
#include "service/service.h"
#include "templates/desk_list.h"
#include "web/desk_listing.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>
#include <string.h>

#define DESK_ROWS 50

// ---- The frame

struct officer desk_officer(const struct web_request *q)
{
	return (struct officer){
		.id = q->session.officer_id,
		.unit_id = q->session.unit_id,
		.roles = q->session.roles,
		.login = q->session.login,
		.name = q->session.name,
	};
}

static enum view_queue_id queue_of(enum desk_folder folder)
{
	switch (folder) {
	case DESK_NEW:
		return VIEW_QUEUE_RECEIVED;
	case DESK_RETURNED:
		return VIEW_QUEUE_RETURNED;
	case DESK_ANSWERED:
		return VIEW_QUEUE_ANSWERED;
	case DESK_TO_ACCEPT:
		return VIEW_QUEUE_ASSIGNED;
	case DESK_IN_HAND:
		return VIEW_QUEUE_IN_HAND;
	case DESK_OURS_ANSWERED:
		return VIEW_QUEUE_OURS_ANSWERED;
	case DESK_ALL_ASSIGNED:
		return VIEW_QUEUE_ALL_ASSIGNED;
	case DESK_ALL_IN_HAND:
		return VIEW_QUEUE_ALL_IN_HAND;
	case DESK_REOPENED:
		return VIEW_QUEUE_REOPENED;
	case DESK_APPEALED:
		return VIEW_QUEUE_APPEALED;
	case DESK_DECLINED:
		return VIEW_QUEUE_DECLINED;
	case DESK_WITHDRAWN:
		return VIEW_QUEUE_WITHDRAWN;
	case DESK_EXTENSIONS:
		return VIEW_QUEUE_EXTENSIONS;
	case DESK_WAITING:
		return VIEW_QUEUE_WAITING;
	case DESK_ALL_WAITING:
		return VIEW_QUEUE_ALL_WAITING;
	case DESK_CALLBACK:
		return VIEW_QUEUE_CALLBACK;
	case DESK_SUPPORTING:
		return VIEW_QUEUE_SUPPORTING;
	case DESK_MINE:
		return VIEW_QUEUE_MINE;
	case DESK_NOT_ALLOTTED:
		return VIEW_QUEUE_NOT_ALLOTTED;
	case DESK_CLOSED:
		return VIEW_QUEUE_CLOSED;
	}
	return VIEW_QUEUE_SEARCH;
}

int desk_frame_load(struct web_request *q, struct db_conn *conn, struct desk_frame *ret, struct err *err)
{
	struct officer officer = desk_officer(q);
	bool counts = slice_eq(q->path, SLICE("/desk")) || slice_eq(q->path, SLICE("/desk/filter"));
	int r;

	r = cases_desk_counts(conn, q->arena, q->ref, &officer, q->now_us, ret->counts, err);
	if (r == 0)
		r = saved_filters_of(conn, q->arena, q->ref->jurisdiction_id, officer.id, &ret->saved,
			&ret->saved_count, err);
	if (r < 0)
		return r;
	ret->saved_counts = ARENA_ARRAY(q->arena, struct desk_count, ret->saved_count);
	for (size_t i = 0; r == 0 && i < ret->saved_count; i++) {
		ret->saved_counts[i].cases = -1;
		if (counts)
			r = desk_filter_count(conn, q->arena, q->ref, &officer, &ret->saved[i].filter,
				q->now_us, &ret->saved_counts[i], err);
	}
	return r;
}

static int64_t at_most(int64_t count)
{
	return count > DESK_COUNT_MAX ? DESK_COUNT_MAX : count;
}

static void frame_filters(struct web_request *q, const struct desk_frame *frame, struct view_desk *view)
{
	struct view_filter_link *links =
		ARENA_ARRAY(q->arena, struct view_filter_link, frame->saved_count + 1);

	for (size_t i = 0; i < frame->saved_count; i++) {
		struct desk_listing listing = {
			.is_filter = true, .filter = frame->saved[i].filter, .saved_id = frame->saved[i].id};

		links[i] = (struct view_filter_link){
			.name = frame->saved[i].name,
			.url = web_url(q, "%s", desk_listing_path(q, &listing)),
			.count = at_most(frame->saved_counts[i].cases),
			.late = at_most(frame->saved_counts[i].overdue),
			.is_more = frame->saved_counts[i].cases > DESK_COUNT_MAX,
			.is_current = web_number(http_query(q->http, "saved")) == frame->saved[i].id,
		};
	}
	view->filters = links;
	view->filter_count = frame->saved_count;
}

struct view_desk desk_frame_view(struct web_request *q, const struct desk_frame *frame, int current)
{
	struct view_queue *queues = ARENA_ARRAY(q->arena, struct view_queue, DESK_FOLDERS);
	char token[KEYS_LINK_TEXT_BYTES];
	struct view_desk view = {
		.page = web_page_view(q),
		.officer = q->session.name,
		.unit = web_unit_name(q, q->session.unit_id),
		.queues = queues,
		.takes_down = q->session.roles & (ROLE_INTAKE | ROLE_HANDLER | ROLE_UNIT_HEAD),
		.oversees = standing_is_for(q->session.roles),
		.is_admin = q->session.roles & ROLE_ADMIN,
		.reads_admin = q->session.roles & (ROLE_ADMIN | ROLE_AUDITOR),
		.has_lists = desk_folder_is_for(DESK_CLOSED, q->session.roles),
	};

	frame_filters(q, frame, &view);

	keys_form_token(service_keys(q->service), q->session.cookie, token);
	view.token = slice_of(arena_strdup(q->arena, token));
	for (int i = 0; i < DESK_FOLDERS; i++) {
		enum desk_folder folder = (enum desk_folder)i;

		if (!desk_folder_is_for(folder, q->session.roles))
			continue;
		queues[view.queue_count++] = (struct view_queue){
			.id = queue_of(folder),
			.url = web_url(q, "/desk?queue=%s", desk_folder_name(folder)),
			.count = at_most(frame->counts[i].cases),
			.late = at_most(frame->counts[i].overdue),
			.is_more = frame->counts[i].cases > DESK_COUNT_MAX,
			.is_more_late = frame->counts[i].overdue > DESK_COUNT_MAX,
			.is_current = i == current,
		};
	}
	return view;
}

enum view_notice desk_notice(struct slice move)
{
	static const struct {
		enum case_command_type move;
		enum view_notice notice;
	} notices[] = {
		{CASE_COMMAND_RELEASE, VIEW_NOTICE_RELEASED},
		{CASE_COMMAND_CLASSIFY, VIEW_NOTICE_CLASSIFIED},
		{CASE_COMMAND_ASSIGN, VIEW_NOTICE_ASSIGNED},
		{CASE_COMMAND_ACCEPT, VIEW_NOTICE_ACCEPTED},
		{CASE_COMMAND_RETURN, VIEW_NOTICE_RETURNED},
		{CASE_COMMAND_ANSWER, VIEW_NOTICE_ANSWERED},
		{CASE_COMMAND_CLOSE, VIEW_NOTICE_CLOSED},
		{CASE_COMMAND_CALLBACK, VIEW_NOTICE_CALLED_BACK},
		{CASE_COMMAND_REOPEN, VIEW_NOTICE_REOPENED},
		{CASE_COMMAND_DECLINE, VIEW_NOTICE_DECLINED},
		{CASE_COMMAND_UPHOLD, VIEW_NOTICE_UPHELD},
		{CASE_COMMAND_OVERTURN, VIEW_NOTICE_OVERTURNED},
		{CASE_COMMAND_REMIND, VIEW_NOTICE_REMINDED},
		{CASE_COMMAND_ORDER, VIEW_NOTICE_ORDERED},
		{CASE_COMMAND_ANSWER_ORDER, VIEW_NOTICE_ORDER_ANSWERED},
		{CASE_COMMAND_WAIT, VIEW_NOTICE_WAITS},
		{CASE_COMMAND_RESUME, VIEW_NOTICE_RESUMED},
		{CASE_COMMAND_ASK_EXTENSION, VIEW_NOTICE_EXTENSION_ASKED},
		{CASE_COMMAND_GRANT_EXTENSION, VIEW_NOTICE_EXTENSION_GRANTED},
		{CASE_COMMAND_REFUSE_EXTENSION, VIEW_NOTICE_EXTENSION_REFUSED},
		{CASE_COMMAND_SEND_BACK, VIEW_NOTICE_SENT_BACK},
		{CASE_COMMAND_LIST, VIEW_NOTICE_LISTED},
		{CASE_COMMAND_NOTE, VIEW_NOTICE_NOTED},
		{CASE_COMMAND_WRITE, VIEW_NOTICE_WRITTEN},
		{CASE_COMMAND_ALLOT, VIEW_NOTICE_ALLOTTED},
		{CASE_COMMAND_SUPPORT, VIEW_NOTICE_SUPPORT_ASKED},
		{CASE_COMMAND_ACCEPT_SUPPORT, VIEW_NOTICE_SUPPORT_ACCEPTED},
		{CASE_COMMAND_RETURN_SUPPORT, VIEW_NOTICE_SUPPORT_RETURNED},
		{CASE_COMMAND_REPORT_SUPPORT, VIEW_NOTICE_SUPPORT_REPORTED},
		{CASE_COMMAND_END_SUPPORT, VIEW_NOTICE_SUPPORT_ENDED},
	};

	for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
		if (slice_eq_cstr(move, case_command_name(notices[i].move)))
			return notices[i].notice;
	}
	return VIEW_NOTICE_NONE;
}

// ---- The list of a queue

struct desk_list {
	bool is_chosen; // a queue was asked for; else the first in which there is something to do
	enum desk_folder folder;
	int64_t after_at, after_id;
	struct desk_frame frame;
	struct case_list_row *rows;
	size_t count;
	bool has_more;
	struct officer_name *officers; // for whom of the unit works on it
	size_t officer_count;
};

static enum desk_folder first_folder(const struct web_request *q, const struct desk_frame *frame)
{
	enum desk_folder first = DESK_NEW;

	for (int i = DESK_FOLDERS; i-- > 0;) {
		if (desk_folder_is_for((enum desk_folder)i, q->session.roles))
			first = (enum desk_folder)i;
	}
	for (int i = 0; i < DESK_FOLDERS; i++) {
		if (desk_folder_is_for((enum desk_folder)i, q->session.roles) && frame->counts[i].cases > 0)
			return (enum desk_folder)i;
	}
	return first;
}

static int list_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct desk_list *list = data;
	int r;

	r = desk_frame_load(q, conn, &list->frame, err);
	if (r < 0)
		return r;
	if (!list->is_chosen)
		list->folder = first_folder(q, &list->frame);
	r = cases_desk_list(conn, q->arena, q->ref, &officer, list->folder, q->now_us, list->after_at,
		list->after_id, DESK_ROWS + 1, &list->rows, &list->count, err);
	if (r == 0)
		r = officers_names(
			conn, q->arena, q->ref->jurisdiction_id, &list->officers, &list->officer_count, err);
	list->has_more = r == 0 && list->count > DESK_ROWS;
	if (list->has_more)
		list->count = DESK_ROWS;
	return r;
}

struct view_desk_row desk_row_view(struct web_request *q, const struct case_list_row *row)
{
	// what is due by the end of the next working day
	int64_t soon_at = calendar_deadline(
		q->ref->calendar, q->now_us, (struct calendar_period){CALENDAR_UNIT_WORKING_DAY, 1});
	int64_t due_at = row->due_at == INT64_MAX ? 0 : row->due_at;

	return (struct view_desk_row){
		.code = web_code(q, row->code),
		.title = row->title,
		.place = web_area_name(q, row->town_id),
		.kind = row->kind,
		.state = row->state,
		.unit = web_unit_name(q, row->unit_id),
		.due_at = due_at,
		.is_late = due_at && due_at < q->now_us,
		.is_soon = due_at && due_at >= q->now_us && due_at <= soon_at,
		.last_at = row->updated_at,
		.told_at = row->told_at,
		.solved = row->solved,
	};
}

// A unit's own queues are all its own.
static bool shows_unit(const struct web_request *q, enum desk_folder folder)
{
	switch (folder) {
	case DESK_NEW:
	case DESK_TO_ACCEPT:
	case DESK_IN_HAND:
	case DESK_OURS_ANSWERED:
	case DESK_RETURNED:
	case DESK_REOPENED:
	case DESK_APPEALED:
	case DESK_DECLINED:
	case DESK_WAITING:
	case DESK_MINE:
	case DESK_NOT_ALLOTTED:
		return false;
	case DESK_SUPPORTING:
	case DESK_EXTENSIONS:
	case DESK_ALL_WAITING:
	case DESK_CALLBACK:
	case DESK_WITHDRAWN:
	case DESK_ANSWERED:
	case DESK_ALL_ASSIGNED:
	case DESK_ALL_IN_HAND:
		return true;
	case DESK_CLOSED:
		return desk_folder_is_for(DESK_NEW, q->session.roles);
	}
	return true;
}

// Moves for several at once: what the state of the queue allows.
static unsigned bulk_moves(const struct web_request *q, enum desk_folder folder)
{
	unsigned moves = desk_bulk_moves(q->session.roles, 1u << desk_folder_state(folder));

	// granting is for the queue of those who ask
	return folder == DESK_EXTENSIONS ? moves : desk_bulk_without(moves, CASE_COMMAND_GRANT_EXTENSION);
}

// Who works on it is told within the unit alone.
static void fill_with(struct web_request *q, const struct desk_list *list, struct view_desk_row *rows)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct case_list_row *row = &list->rows[i];

		for (size_t k = 0; row->unit_id == q->session.unit_id && k < list->officer_count; k++) {
			if (list->officers[k].id == row->allotted_officer_id)
				rows[i].with = list->officers[k].name;
		}
	}
}

static void list_show(struct web_request *q, void *data)
{
	struct desk_list *list = data;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, list->count);
	struct view_desk_list view = {
		.desk = desk_frame_view(q, &list->frame, (int)list->folder),
		.queue = queue_of(list->folder),
		.rows = rows,
		.count = list->count,
		.shows_due = list->folder != DESK_CLOSED && list->folder != DESK_CALLBACK &&
			     list->folder != DESK_DECLINED && list->folder != DESK_WITHDRAWN &&
			     list->folder != DESK_ANSWERED && list->folder != DESK_OURS_ANSWERED,
		.shows_unit = shows_unit(q, list->folder),
	};
	enum case_command_type *moves = ARENA_ARRAY(q->arena, enum case_command_type, DESK_BULK_MOVES);
	char code[CASE_CODE_BYTES];
	const char *name = desk_folder_name(list->folder);
	struct web_page page;

	view.desk.list = desk_listing_text(
		q, &(struct desk_listing){
			   .folder = list->folder, .after_at = list->after_at, .after_id = list->after_id});
	view.moves = moves;
	view.move_count = desk_bulk_list(bulk_moves(q, list->folder), moves);
	view.back = slice_of(arena_printf(q->arena, "/desk?queue=%s", name));
	if (list->after_at)
		view.back = slice_of(arena_printf(q->arena, "/desk?queue=%s&after=%" PRId64 "-%" PRId64, name,
			list->after_at, list->after_id));
	for (size_t i = 0; i < list->count; i++)
		rows[i] = desk_row_view(q, &list->rows[i]);
	fill_with(q, list, rows);
	if (list->has_more) {
		const struct case_list_row *last = &list->rows[list->count - 1];
		int64_t at = list->folder == DESK_CLOSED || list->folder == DESK_CALLBACK ? last->closed_at
											  : last->due_at;

		view.more = web_url(q, "/desk?queue=%s&after=%" PRId64 "-%" PRId64, name, at, last->id);
	}
	if (list->after_at)
		view.first = web_url(q, "/desk?queue=%s", name);
	if (view.desk.queue_count == 0)
		view.queue = VIEW_QUEUE_NONE;
	view.desk.notice = desk_notice(http_query(q->http, "done"));
	if (view.desk.notice != VIEW_NOTICE_NONE && case_code_parse(http_query(q->http, "of"), code))
		view.done = web_code(q, slice_of(code));
	web_page_begin(q, &page);
	page_desk_list(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk(struct web_request *q)
{
	struct desk_list *list = ARENA_NEW(q->arena, struct desk_list);
	struct slice at, id;

	if (desk_search(q))
		return;
	list->is_chosen = desk_folder_parse(http_query(q->http, "queue"), &list->folder) &&
			  desk_folder_is_for(list->folder, q->session.roles);
	slice_cut(http_query(q->http, "after"), '-', &at, &id);
	if (list->is_chosen && web_number(at) && web_number(id)) {
		list->after_at = web_number(at);
		list->after_id = web_number(id);
	}
	web_read(q, WEB_READ_HEAVY, list_load, list_show, list);
}
