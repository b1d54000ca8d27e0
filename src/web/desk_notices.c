// SPDX-License-Identifier: Apache-2.0
// The outbox at the desk, for admins: what did not go out or perhaps did, to be sent again or dropped; what
// waits. An admin sees no case by that: codes, and what was to be told of, but nobody's address.
#include "templates/desk_notices.h"
#include "domain/officer.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/notices.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <string.h>

#define ROWS		 100
#define REASON_BYTES_MAX 2000

struct outbox {
	struct desk_frame frame;
	struct notice_row *trouble, *waiting;
	size_t trouble_count, waiting_count;
	enum view_outbox_done done;
	// what was sent
	char code[CASE_CODE_BYTES];
	struct notice_decision decision;
	struct slice wrong; // words; empty: nothing
	bool is_carried_out;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct outbox *o = data;
	int64_t jurisdiction_id = q->ref->jurisdiction_id;
	int r;

	r = notices_trouble(conn, q->arena, jurisdiction_id, ROWS + 1, &o->trouble, &o->trouble_count, err);
	if (r == 0)
		r = notices_open(
			conn, q->arena, jurisdiction_id, ROWS + 1, &o->waiting, &o->waiting_count, err);
	return r == 0 ? desk_frame_load(q, conn, &o->frame, err) : r;
}

// ---- The page

static enum view_outbox_kind kind_of(enum notice_kind kind)
{
	switch (kind) {
	case NOTICE_RECEIVED:
		return VIEW_OUTBOX_RECEIVED;
	case NOTICE_ANSWERED:
		return VIEW_OUTBOX_ANSWERED;
	case NOTICE_CLOSED:
		return VIEW_OUTBOX_CLOSED;
	case NOTICE_REOPENED:
		return VIEW_OUTBOX_REOPENED;
	case NOTICE_DECLINED:
		return VIEW_OUTBOX_DECLINED;
	case NOTICE_APPEAL_DECIDED:
		return VIEW_OUTBOX_APPEAL_DECIDED;
	case NOTICE_PAUSED:
		return VIEW_OUTBOX_PAUSED;
	case NOTICE_EXTENDED:
		return VIEW_OUTBOX_EXTENDED;
	case NOTICE_WRITTEN:
		return VIEW_OUTBOX_WRITTEN;
	}
	return VIEW_OUTBOX_RECEIVED;
}

static enum view_outbox_cause cause_of(enum notice_cause cause)
{
	switch (cause) {
	case NOTICE_CAUSE_LATER:
		return VIEW_OUTBOX_LATER;
	case NOTICE_CAUSE_REFUSED:
		return VIEW_OUTBOX_REFUSED;
	case NOTICE_CAUSE_ADDRESS:
		return VIEW_OUTBOX_ADDRESS;
	case NOTICE_CAUSE_BROKEN:
		return VIEW_OUTBOX_BROKEN;
	case NOTICE_CAUSE_RESTORED:
		return VIEW_OUTBOX_RESTORED;
	case NOTICE_CAUSE_NONE:
	case NOTICE_CAUSE_ERASED:
	case NOTICE_CAUSE_STOPPED:
	case NOTICE_CAUSE_OFFICER:
		break;
	}
	return VIEW_OUTBOX_NONE;
}

static bool is_decided(const struct outbox *o, const struct notice_row *row)
{
	return slice_eq_cstr(row->code, o->code) && row->notice.seq == o->decision.seq &&
	       row->notice.channel == o->decision.channel;
}

static struct view_outbox_row row_of(
	struct web_request *q, const struct outbox *o, const struct notice_row *row, size_t index)
{
	struct view_outbox_row view = {
		.code = web_code(q, row->code),
		.kind = kind_of(row->notice.kind),
		.is_sms = row->notice.channel == NOTICE_SMS,
		.is_uncertain = row->notice.state == NOTICE_UNCERTAIN,
		.cause = cause_of(row->cause),
		.seq = row->notice.seq,
		.claim = row->notice.claim,
		.attempts = row->notice.attempts,
		.next_at = row->next_at,
		.changed_at = row->changed_at,
		.field = arena_printf(q->arena, "reason-%zu", index),
	};

	if (row->reply)
		view.reply = slice_of(arena_printf(q->arena, "%d%s%.*s", row->reply,
			row->status.len ? " " : "", SLICE_ARG(row->status)));
	if (is_decided(o, row))
		view.reason = o->decision.reason;
	return view;
}

static const struct view_outbox_row *rows_of(
	struct web_request *q, const struct outbox *o, const struct notice_row *rows, size_t count)
{
	struct view_outbox_row *views = ARENA_ARRAY(q->arena, struct view_outbox_row, count ? count : 1);

	for (size_t i = 0; i < count; i++)
		views[i] = row_of(q, o, &rows[i], i);
	return views;
}

static size_t at_most(size_t count)
{
	return count < ROWS ? count : ROWS;
}

// Where what was typed is wrong: at the row it was typed for.
static void fill_error(struct web_request *q, const struct outbox *o, struct view_desk_notices *view)
{
	struct view_error *error = ARENA_NEW(q->arena, struct view_error);

	for (size_t i = 0; o->wrong.len && i < view->trouble_count; i++) {
		if (!is_decided(o, &o->trouble[i]))
			continue;
		*error = (struct view_error){.field = view->trouble[i].field,
			.label = slice_of(words_text(q->lang, WORD_OUTBOX_REASON)),
			.text = o->wrong};
		view->errors = (struct view_errors){error, 1};
	}
}

static void show(struct web_request *q, void *data)
{
	struct outbox *o = data;
	struct view_desk_notices view = {
		.desk = desk_frame_view(q, &o->frame, DESK_NO_FOLDER),
		.done = o->done,
		.is_off = !service_notifies(q->service, NOTICE_MAIL) &&
			  !service_notifies(q->service, NOTICE_SMS),
		.trouble_count = at_most(o->trouble_count),
		.waiting_count = at_most(o->waiting_count),
		.is_more_trouble = o->trouble_count > ROWS,
		.is_more_waiting = o->waiting_count > ROWS,
	};
	struct web_page page;

	view.desk.page.here = web_url(q, "/desk/admin/notices");
	view.desk.is_outbox = true;
	view.trouble = rows_of(q, o, o->trouble, view.trouble_count);
	view.waiting = rows_of(q, o, o->waiting, view.waiting_count);
	fill_error(q, o, &view);
	web_page_begin(q, &page);
	page_desk_notices(&page.html, &view);
	web_page_send(q, &page, view.errors.count ? 422 : o->done == VIEW_OUTBOX_STALE ? 409 : 200);
}

// To others it is not there.
static bool is_admin(const struct web_request *q)
{
	return q->session.roles & ROLE_ADMIN;
}

void handle_desk_notices(struct web_request *q)
{
	struct outbox *o = ARENA_NEW(q->arena, struct outbox);
	struct slice done = http_query(q->http, "done");

	if (slice_eq(done, SLICE("retry")))
		o->done = VIEW_OUTBOX_RETRIED;
	else if (slice_eq(done, SLICE("drop")))
		o->done = VIEW_OUTBOX_DROPPED;
	if (is_admin(q))
		web_read(q, WEB_READ_HEAVY, load, show, o);
	else
		web_error(q, 404);
}

// ---- A decision

static int decide(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct outbox *o = data;
	struct case_head head;
	int r;

	o->is_carried_out = false;
	r = cases_head(conn, q->arena, q->ref->jurisdiction_id, slice_of(o->code), &head, err);
	if (r < 0)
		return r;
	o->decision.case_id = head.id;
	return notices_decide(
		conn, q->ref->jurisdiction_id, &o->decision, q->now_us, &o->is_carried_out, err);
}

static void decided(struct web_request *q, void *data)
{
	struct outbox *o = data;

	if (o->is_carried_out) {
		web_redirect(q, "/desk/admin/notices?done=%s", o->decision.is_drop ? "drop" : "retry");
		return;
	}
	o->done = VIEW_OUTBOX_STALE;
	web_read(q, WEB_READ_HEAVY, load, show, o);
}

void handle_desk_notices_post(struct web_request *q)
{
	struct outbox *o = ARENA_NEW(q->arena, struct outbox);
	struct slice action = http_form(q->http, "do");

	o->decision = (struct notice_decision){.seq = web_number(http_form(q->http, "seq")),
		.is_drop = slice_eq(action, SLICE("drop")),
		.officer_id = q->session.officer_id,
		.reason = text_clean(q->arena, http_form(q->http, "reason"))};
	if (o->decision.reason.len > REASON_BYTES_MAX)
		o->wrong = slice_of(words_text(q->lang, WORD_OUTBOX_REASON_LONG));
	else if (o->decision.is_drop && o->decision.reason.len == 0)
		o->wrong = slice_of(words_text(q->lang, WORD_OUTBOX_REASON_MISSING));
	if (!is_admin(q)) {
		web_error(q, 404);
	} else if (!case_code_parse(http_form(q->http, "code"), o->code) ||
		   !notice_channel_parse(http_form(q->http, "channel"), &o->decision.channel) ||
		   !slice_parse_i64(http_form(q->http, "claim"), &o->decision.claim) ||
		   (!o->decision.is_drop && !slice_eq(action, SLICE("retry")))) {
		web_error(q, 400);
	} else if (o->wrong.len) {
		web_read(q, WEB_READ_HEAVY, load, show, o);
	} else {
		web_write(q, decide, decided, o);
	}
}
