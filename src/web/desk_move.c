// SPDX-License-Identifier: Apache-2.0
// A move of an officer: one command. What the rules refuse comes back as the page of the case, with the form
// open, the errors at their fields and everything that was typed.
#include "domain/limits.h"
#include "http/form.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <string.h>

#define COMMAND_FIELD_BYTES 100 // of the hidden field; with our prefix it stays under COMMAND_ID_MAX_BYTES

struct desk_move {
	struct desk_case c; // what the page shows when it comes back
	struct case_request request;
	int64_t about_unit_id; // classify: chosen in the form
	bool deadline_malformed;
	bool still_seen; // the officer may see the case afterwards, too
};

// ---- The page again

// Where the page has the field of a command; what is not listed is about the whole move.
static const struct {
	enum case_command_type move;
	const char *field, *id;
} fields[] = {
	{CASE_COMMAND_RELEASE, "public_title", "public-title"},
	{CASE_COMMAND_RELEASE, "public_text", "public-text"},
	{CASE_COMMAND_CLASSIFY, "category_id", "classify-category"},
	{CASE_COMMAND_CLASSIFY, "about_unit_id", "classify-about"},
	{CASE_COMMAND_CLASSIFY, "reason", "classify-reason"},
	{CASE_COMMAND_ASSIGN, "unit_id", "assign-unit"},
	{CASE_COMMAND_ASSIGN, "deadline", "assign-deadline"},
	{CASE_COMMAND_ASSIGN, "supervising_unit_id", "assign-supervising"},
	{CASE_COMMAND_ASSIGN, "standard", "assign-standard"},
	{CASE_COMMAND_ASSIGN, "note", "assign-note"},
	{CASE_COMMAND_RETURN, "reason_code", "return-code"},
	{CASE_COMMAND_RETURN, "reason", "return-reason"},
	{CASE_COMMAND_RETURN, "legal_basis", "return-basis"},
	{CASE_COMMAND_ANSWER, "text", "answer-text"},
	{CASE_COMMAND_ANSWER, "public_text", "answer-public"},
	{CASE_COMMAND_CLOSE, "outcome", "close-outcome"},
	{CASE_COMMAND_CLOSE, "public_reason", "close-reason"},
	{CASE_COMMAND_CLOSE, "note", "close-note"},
	{CASE_COMMAND_CALLBACK, "solved", "callback-solved"},
	{CASE_COMMAND_CALLBACK, "words", "callback-words"},
	{CASE_COMMAND_REOPEN, "reason", "reopen-reason"},
	{CASE_COMMAND_DECLINE, "reason_code", "decline-code"},
	{CASE_COMMAND_DECLINE, "reason", "decline-reason"},
	{CASE_COMMAND_DECLINE, "legal_basis", "decline-basis"},
	{CASE_COMMAND_DECLINE, "how_to_appeal", "decline-appeal"},
	{CASE_COMMAND_DECLINE, "public_reason", "decline-public"},
	{CASE_COMMAND_UPHOLD, "reason", "uphold-reason"},
	{CASE_COMMAND_OVERTURN, "reason", "overturn-reason"},
	{CASE_COMMAND_REMIND, "text", "remind-text"},
	{CASE_COMMAND_ORDER, "text", "order-text"},
	{CASE_COMMAND_ORDER, "answer_by", "order-by"},
	{CASE_COMMAND_ANSWER_ORDER, "text", "answer-order-text"},
	{CASE_COMMAND_WAIT, "reason_code", "wait-code"},
	{CASE_COMMAND_WAIT, "reason", "wait-reason"},
	{CASE_COMMAND_WAIT, "until", "wait-until"},
	{CASE_COMMAND_RESUME, "reason", "resume-reason"},
	{CASE_COMMAND_ASK_EXTENSION, "until", "extension-until"},
	{CASE_COMMAND_ASK_EXTENSION, "reason", "extension-reason"},
	{CASE_COMMAND_GRANT_EXTENSION, "reason", "grant-reason"},
	{CASE_COMMAND_REFUSE_EXTENSION, "reason", "refuse-reason"},
	{CASE_COMMAND_SEND_BACK, "reason", "send-back-reason"},
	{CASE_COMMAND_LIST, "programme_id", "list-programme"},
	{CASE_COMMAND_LIST, "reason", "list-reason"},
	{CASE_COMMAND_NOTE, "text", "note-text"},
	{CASE_COMMAND_WRITE, "text", "write-text"},
	{CASE_COMMAND_SUPPORT, "unit_id", "support-unit"},
	{CASE_COMMAND_SUPPORT, "deadline", "support-deadline"},
	{CASE_COMMAND_SUPPORT, "supervising_unit_id", "support-supervising"},
	{CASE_COMMAND_SUPPORT, "standard", "support-standard"},
	{CASE_COMMAND_SUPPORT, "note", "support-note"},
	{CASE_COMMAND_RETURN_SUPPORT, "reason_code", "return-support-code"},
	{CASE_COMMAND_RETURN_SUPPORT, "reason", "return-support-reason"},
	{CASE_COMMAND_RETURN_SUPPORT, "legal_basis", "return-support-basis"},
	{CASE_COMMAND_REPORT_SUPPORT, "text", "report-support-text"},
	{CASE_COMMAND_END_SUPPORT, "unit_id", "end-support-unit"},
	{CASE_COMMAND_END_SUPPORT, "reason", "end-support-reason"},
	{CASE_COMMAND_ALLOT, "officer_id", "allot-officer"},
	{CASE_COMMAND_ALLOT, "note", "allot-note"},
};

static void add_error(struct web_request *q, struct desk_case *c, const char *field, struct slice text)
{
	const char *id = "moves";

	for (size_t i = 0; field && i < ARRAY_LEN(fields); i++) {
		if (fields[i].move == c->move && strcmp(fields[i].field, field) == 0)
			id = fields[i].id;
	}
	if (c->error_count < DESK_ERRORS_MAX)
		c->errors[c->error_count++] = web_error_at(q, id, text);
}

static void show_again(struct web_request *q, void *data)
{
	struct desk_move *m = data;

	if (m->c.fill.len) {
		desk_case_show(q, &m->c, 200);
		return;
	}
	desk_case_show(q, &m->c, m->c.notice == VIEW_NOTICE_STALE ? 409 : 422);
}

static void come_back(struct web_request *q, struct desk_move *m)
{
	m->c.has_move = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, desk_case_load, show_again, m);
}

static void refused(struct web_request *q, struct desk_move *m)
{
	const struct case_request *request = &m->request;

	for (size_t i = 0; i < request->refusal_count; i++) {
		const struct refusal *refusal = &request->refusals[i];

		if (refusal->code == REFUSAL_NOT_FOR_YOU) {
			web_error(q, 404);
			return;
		}
		if (refusal->code == REFUSAL_CHANGED_MEANWHILE)
			m->c.notice = VIEW_NOTICE_STALE;
		else
			add_error(q, &m->c, refusal->field, web_refusal_text(q, refusal));
	}
	come_back(q, m);
}

static void move_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct desk_move *m = data;

	if (class != ERR_INVALID) {
		web_error_class(q, class, err);
		return;
	}
	switch (m->request.result) {
	case CASE_REQUEST_DONE:
	case CASE_REQUEST_REPEATED:
		web_error_class(q, class, err);
		break;
	case CASE_REQUEST_REFUSED:
		refused(q, m);
		break;
	case CASE_REQUEST_MISMATCH:
		// the page was sent before with other words, and carried out: it is as old as one that
		// somebody else overtook
		m->c.notice = VIEW_NOTICE_STALE;
		come_back(q, m);
		break;
	case CASE_REQUEST_NO_CASE:
		web_error(q, 404);
		break;
	}
}

// ---- What was typed, as a command

static struct slice typed_text(struct web_request *q, const char *name)
{
	return text_clean(q->arena, http_form(q->http, name));
}

static void fill_release(struct web_request *q, struct case_release *release)
{
	struct http_params form = http_form_all(q->http);
	struct event_file *files = ARENA_ARRAY(q->arena, struct event_file, LIMIT_FILES + 1);

	*release = (struct case_release){
		.public_title = text_clean_line(q->arena, http_form(q->http, "public_title")),
		.public_text = typed_text(q, "public_text"),
		.files = files,
	};
	// one more than allowed is enough to be refused
	for (size_t i = 0; i < form.count && release->file_count <= LIMIT_FILES; i++) {
		if (slice_eq(form.items[i].name, SLICE("photo")))
			files[release->file_count++].id = web_number(form.items[i].value);
	}
}

static void fill_classify(struct web_request *q, struct desk_move *m, struct case_classify *classify)
{
	classify->category_id = web_number(http_form(q->http, "category"));
	classify->reason = typed_text(q, "reason");
	(void)case_kind_parse(http_form(q->http, "kind"), &classify->kind);
	m->about_unit_id = web_number(http_form(q->http, "about_unit"));
}

static void fill_word(struct web_request *q, struct case_rate *rate)
{
	(void)raiser_solved_parse(http_form(q->http, "solved"), &rate->solved);
	(void)raiser_satisfied_parse(http_form(q->http, "satisfied"), &rate->satisfied);
	rate->words = typed_text(q, "words");
}

// Given back, or closed.
static void fill_end(struct web_request *q, struct case_command *command)
{
	if (command->type == CASE_COMMAND_RETURN || command->type == CASE_COMMAND_RETURN_SUPPORT) {
		(void)return_reason_parse(http_form(q->http, "reason_code"), &command->return_.reason_code);
		command->return_.reason = typed_text(q, "reason");
		command->return_.legal_basis = typed_text(q, "legal_basis");
	} else {
		(void)case_outcome_parse(http_form(q->http, "outcome"), &command->close.outcome);
		command->close.public_reason = typed_text(q, "public_reason");
		command->close.note = typed_text(q, "note");
	}
}

static void fill_assign(struct web_request *q, struct desk_move *m, struct case_assign *assign)
{
	struct slice deadline = slice_trim(http_form(q->http, "deadline"));

	*assign = (struct case_assign){
		.unit_id = web_number(http_form(q->http, "unit")),
		.supervising_unit_id = web_number(http_form(q->http, "supervising_unit")),
		.standard = typed_text(q, "standard"),
		.note = typed_text(q, "note"),
	};
	m->deadline_malformed = deadline.len && !desk_deadline_parse(q, deadline, &assign->deadline_us);
}

static void fill_answer(struct web_request *q, struct case_answer *answer)
{
	answer->text = typed_text(q, "text");
	answer->public_text = typed_text(q, "public_text");
	if (answer->public_text.len == 0)
		answer->public_text = web_mask(q, answer->text);
}

static void fill_decline(struct web_request *q, struct case_decline *decline)
{
	(void)decline_reason_parse(http_form(q->http, "reason_code"), &decline->reason_code);
	decline->reason = typed_text(q, "reason");
	decline->legal_basis = typed_text(q, "legal_basis");
	decline->how_to_appeal = typed_text(q, "how_to_appeal");
	decline->public_reason = typed_text(q, "public_reason");
	if (decline->public_reason.len == 0)
		decline->public_reason = web_mask(q, decline->reason);
}

static void fill_oversight(struct web_request *q, struct desk_move *m, struct case_oversight *oversight)
{
	struct slice answer_by = slice_trim(http_form(q->http, "answer_by"));

	oversight->text = typed_text(q, "text");
	m->deadline_malformed = answer_by.len && !desk_deadline_parse(q, answer_by, &oversight->answer_by);
}

// More time: waiting, an extension.
static void fill_time(struct web_request *q, struct desk_move *m, struct case_command *command)
{
	struct slice until = slice_trim(http_form(q->http, "until"));
	int64_t until_us = 0;

	m->deadline_malformed = until.len && !desk_deadline_parse(q, until, &until_us);
	if (command->type == CASE_COMMAND_WAIT) {
		(void)waiting_reason_parse(http_form(q->http, "reason_code"), &command->wait.reason_code);
		command->wait.reason = typed_text(q, "reason");
		command->wait.until = until_us;
	} else {
		command->extension.reason = typed_text(q, "reason");
		command->extension.until = until_us;
	}
}

// The field with a time that a move has.
static const char *time_field(enum case_command_type move)
{
	return move == CASE_COMMAND_ORDER					 ? "answer_by"
	       : move == CASE_COMMAND_WAIT || move == CASE_COMMAND_ASK_EXTENSION ? "until"
										 : "deadline";
}

// Several who work on one case.
static void fill_shared(struct web_request *q, struct desk_move *m, struct case_command *command)
{
	if (command->type == CASE_COMMAND_ALLOT) {
		command->allot.officer_id = web_number(http_form(q->http, "officer"));
		command->allot.note = typed_text(q, "note");
	} else if (command->type == CASE_COMMAND_SUPPORT) {
		fill_assign(q, m, &command->assign);
	} else if (command->type == CASE_COMMAND_RETURN_SUPPORT) {
		fill_end(q, command);
	} else if (command->type == CASE_COMMAND_REPORT_SUPPORT) {
		command->report.text = typed_text(q, "text");
	} else if (command->type == CASE_COMMAND_END_SUPPORT) {
		command->support_end.unit_id = web_number(http_form(q->http, "unit"));
		command->support_end.reason = typed_text(q, "reason");
	}
}

static void fill_ending(struct web_request *q, struct case_command *command)
{
	if (command->type == CASE_COMMAND_CALLBACK)
		fill_word(q, &command->rate);
	else
		fill_decline(q, &command->decline);
}

// A list, a note, a message, that it is opened again.
static void fill_inside(struct web_request *q, struct case_command *command)
{
	if (command->type == CASE_COMMAND_REOPEN) {
		command->reopen.reason = typed_text(q, "reason");
	} else if (command->type == CASE_COMMAND_LIST) {
		command->list.programme_id = web_number(http_form(q->http, "programme"));
		command->list.reason = typed_text(q, "reason");
	} else {
		command->message.text = typed_text(q, "text");
	}
}

static void fill_command(struct web_request *q, struct desk_move *m)
{
	struct case_command *command = &m->request.command;

	command->type = m->c.move;
	command->expected_seq = web_number(http_form(q->http, "seq"));
	switch (command->type) {
	case CASE_COMMAND_RECEIVE:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_ERASE: // has its own pages (desk_erase.c)
	case CASE_COMMAND_RATE:	 // these are the raiser's (raiser.c)
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_TELL:
		break;
	case CASE_COMMAND_ALLOT ... CASE_COMMAND_END_SUPPORT:
		fill_shared(q, m, command);
		break;
	case CASE_COMMAND_LIST:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_REOPEN:
		fill_inside(q, command);
		break;
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ORDER:
	case CASE_COMMAND_ANSWER_ORDER:
		fill_oversight(q, m, &command->oversight);
		break;
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_DECLINE:
		fill_ending(q, command);
		break;
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_ASK_EXTENSION:
		fill_time(q, m, command);
		break;
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
		command->said.reason = typed_text(q, "reason");
		break;
	case CASE_COMMAND_CLASSIFY:
		fill_classify(q, m, &command->classify);
		break;
	case CASE_COMMAND_RELEASE:
		fill_release(q, &command->release);
		break;
	case CASE_COMMAND_ASSIGN:
		fill_assign(q, m, &command->assign);
		break;
	case CASE_COMMAND_ANSWER:
		fill_answer(q, &command->answer);
		break;
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_CLOSE:
		fill_end(q, command);
		break;
	}
}

// All that was sent, in one fixed form: each name and value with its length before it.
static struct slice canonical(struct web_request *q, const struct desk_move *m)
{
	struct http_params form = http_form_all(q->http);
	struct buf out = buf_in(q->arena);

	buf_printf(
		&out, "%" PRId64 " %s %s\n", q->session.officer_id, m->c.code, case_command_name(m->c.move));
	for (size_t i = 0; i < form.count; i++) {
		if (slice_eq(form.items[i].name, SLICE("token")))
			continue;
		buf_printf(&out, "%zu %zu ", form.items[i].name.len, form.items[i].value.len);
		buf_put_slice(&out, form.items[i].name);
		buf_put_slice(&out, form.items[i].value);
	}
	return buf_slice(&out);
}

// ---- What a command needs of the case itself

static void complete_release(const struct case_state *state, struct case_release *release)
{
	struct event_file *files = (struct event_file *)release->files; // ours, made in fill_release

	release->extent = RELEASE_EXTENT_WORDS;
	if (!case_has_consent(state)) {
		*release = (struct case_release){.extent = RELEASE_EXTENT_ROW};
		return;
	}
	for (size_t i = 0; i < release->file_count; i++) {
		for (size_t k = 0; state->files.state == PRIVATE_PRESENT && k < state->files.count; k++) {
			if (state->files.items[k].id == files[i].id)
				files[i] = state->files.items[k];
		}
	}
}

// The form knows of the unit complained of, not of the officer: who changes nothing keeps both.
static void complete_classify(
	const struct case_state *state, int64_t about_unit_id, struct case_classify *classify)
{
	int64_t known = state->about_unit_id.state == PRIVATE_PRESENT ? state->about_unit_id.value : 0;

	classify->sets_about = about_unit_id != known;
	classify->about_unit_id = about_unit_id;
	classify->about_officer_id =
		state->about_officer_id.state == PRIVATE_PRESENT ? state->about_officer_id.value : 0;
}

static int complete(struct web_request *q, struct db_conn *conn, struct desk_move *m, struct err *err)
{
	struct case_command *command = &m->request.command;
	struct case_page page;
	int r;

	if (command->type != CASE_COMMAND_RELEASE && command->type != CASE_COMMAND_CLASSIFY)
		return 0;
	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(m->c.code), &page, err);
	if (r == 0 && command->type == CASE_COMMAND_RELEASE)
		complete_release(&page.stream.state, &command->release);
	else if (r == 0)
		complete_classify(&page.stream.state, m->about_unit_id, &command->classify);
	return r;
}

// A unit that gave a case back does not see it any more.
static int look_after(struct web_request *q, struct db_conn *conn, struct desk_move *m, struct err *err)
{
	struct officer officer = desk_officer(q);
	struct case_actor actor;
	struct case_page page;
	int r;

	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(m->c.code), &page, err);
	if (r < 0)
		return r;
	actor = cases_actor(q->ref, &officer, &page.stream.state);
	m->still_seen = case_may_see(&page.stream.state, &actor);
	return 0;
}

// ---- The move

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_move *m = data;
	int r;

	r = complete(q, conn, m, err);
	if (r == 0)
		r = cases_run(q->service, conn, &m->request, err);
	return r == 0 ? look_after(q, conn, m, err) : r;
}

static void done(struct web_request *q, void *data)
{
	struct desk_move *m = data;
	struct slice code = web_code(q, slice_of(m->c.code));
	const char *move = case_command_name(m->c.move);
	struct desk_listing listing;

	if (m->still_seen && desk_listing_parse(q, http_form(q->http, "in"), &listing))
		web_redirect(q, "/desk/c/%.*s?done=%s&in=%s&n=%" PRId64, SLICE_ARG(code), move,
			desk_listing_escaped(q, &listing), web_number(http_form(q->http, "n")));
	else if (m->still_seen)
		web_redirect(q, "/desk/c/%.*s?done=%s", SLICE_ARG(code), move);
	else
		web_redirect(q, "/desk?done=%s&of=%.*s", move, SLICE_ARG(code));
}

static bool parse_move(struct slice name, enum case_command_type *ret)
{
	for (int i = 0; i < CASE_COMMAND_COUNT; i++) {
		if (i == CASE_COMMAND_RECEIVE || i == CASE_COMMAND_ERASE || i == CASE_COMMAND_RATE ||
			i == CASE_COMMAND_WITHDRAW || i == CASE_COMMAND_APPEAL || i == CASE_COMMAND_TELL ||
			!slice_eq_cstr(name, case_command_name((enum case_command_type)i)))
			continue;
		*ret = (enum case_command_type)i;
		return true;
	}
	return false;
}

static void handle_move(struct web_request *q, struct desk_move *m)
{
	struct slice command = http_form(q->http, "command");

	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	m->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(
			q->arena, "desk:%.*s:%s", SLICE_ARG(command), case_command_name(m->c.move))),
		.request = canonical(q, m),
		.code = slice_of(m->c.code),
		.officer_id = q->session.officer_id,
		.arena = q->arena,
	};
	fill_command(q, m);
	if (m->deadline_malformed) {
		add_error(q, &m->c, time_field(m->c.move),
			slice_of(words_text(q->lang, WORD_MOVES_DEADLINE_MALFORMED)));
		come_back(q, m);
		return;
	}
	web_on_failure(q, move_failed);
	web_write(q, run, done, m);
}

// ---- Contact data

static int look(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_move *m = data;
	struct desk_case *c = &m->c;
	int r;

	r = cases_view_contact(q->service, conn, q->arena, q->ref, q->session.officer_id, slice_of(c->code),
		q->now_us, &c->contact, &c->contact_refused, err);
	c->contact_shown = r == 0 && !c->contact_refused;
	return r == 0 ? desk_case_load(q, conn, c, err) : r;
}

static void show_contact(struct web_request *q, void *data)
{
	struct desk_move *m = data;

	desk_case_show(q, &m->c, m->c.contact_refused ? 403 : 200);
}

// A template into the form, for whoever has no script: nothing happens to the case.
static void handle_fill(struct web_request *q, struct desk_move *m)
{
	m->c.fill = http_form(q->http, "template");
	m->c.move = slice_eq(http_form(q->http, "fill"), SLICE("write")) ? CASE_COMMAND_WRITE
									 : CASE_COMMAND_ANSWER;
	if (m->c.fill.len)
		come_back(q, m);
	else
		web_redirect(q, "/desk/c/%.*s", SLICE_ARG(web_code(q, slice_of(m->c.code))));
}

void handle_desk_move(struct web_request *q)
{
	struct desk_move *m = ARENA_NEW(q->arena, struct desk_move);

	if (!case_code_parse(q->args[0], m->c.code))
		web_error(q, 404);
	else if (slice_eq(q->args[1], SLICE("contact")))
		web_write(q, look, show_contact, m);
	else if (slice_eq(q->args[1], SLICE("fill")))
		handle_fill(q, m);
	else if (parse_move(q->args[1], &m->c.move))
		handle_move(q, m);
	else
		web_error(q, 404);
}
