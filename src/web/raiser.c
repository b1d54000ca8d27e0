// SPDX-License-Identifier: Apache-2.0
// What the raiser decides at the secret link: one form, one command. The token in the path is what counts, so
// the page asks for no other proof; it sends no origin either (its policy is no-referrer). What the rules
// refuse comes back as the page, with what was typed.
#include "web/raiser.h"

#include "domain/case_raiser.h"
#include "domain/limits.h"
#include "http/form.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <string.h>

#define COMMAND_FIELD_BYTES 100

struct raiser_move {
	struct raiser_page page;
	struct case_request request;
};

// ---- The forms

static bool parse_move(struct slice name, enum case_command_type *ret)
{
	static const enum case_command_type moves[] = {CASE_COMMAND_RATE, CASE_COMMAND_REOPEN,
		CASE_COMMAND_WITHDRAW, CASE_COMMAND_APPEAL, CASE_COMMAND_TELL};

	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (slice_eq_cstr(name, case_command_name(moves[i]))) {
			*ret = moves[i];
			return true;
		}
	}
	return false;
}

static enum view_mine_done done_of(struct slice name)
{
	enum case_command_type move;

	if (!parse_move(name, &move))
		return VIEW_MINE_NOTHING;
	return move == CASE_COMMAND_RATE       ? VIEW_MINE_RATED
	       : move == CASE_COMMAND_REOPEN   ? VIEW_MINE_REOPENED
	       : move == CASE_COMMAND_WITHDRAW ? VIEW_MINE_WITHDRAWN
	       : move == CASE_COMMAND_TELL     ? VIEW_MINE_TOLD
					       : VIEW_MINE_APPEALED;
}

static bool may(const struct case_state *state, enum case_command_type move)
{
	const struct case_facts facts = {
		.jurisdiction_id = state->jurisdiction_id, .actor = {.by = EVENT_BY_RAISER}};
	struct refusal why;

	return case_may(state, move, &facts, &why);
}

// The last of the messages came from the office.
static bool is_asked(const struct raiser_page *page)
{
	const struct case_stream *stream = &page->page.stream;

	for (size_t i = stream->count; i-- > 0;) {
		if (stream->events[i].type == CASE_EVENT_WRITTEN)
			return true;
		if (stream->events[i].type == CASE_EVENT_TOLD)
			return false;
	}
	return false;
}

void raiser_fill_forms(struct web_request *q, const struct raiser_page *page, struct view_mine *view)
{
	const struct case_state *state = &page->page.stream.state;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct refusal why;

	keys_new_cookie(command);
	view->command = slice_of(arena_strdup(q->arena, command));
	view->action =
		web_url(q, "/r/%.*s/%.*s", SLICE_ARG(web_code(q, state->code)), SLICE_ARG(page->token));
	view->errors = (struct view_errors){page->errors, page->error_count};
	view->done = page->has_move ? VIEW_MINE_NOTHING : done_of(http_query(q->http, "done"));
	view->rate_until = case_word_until(state);
	view->can_rate = state->state == CASE_STATE_CLOSED &&
			 !case_word_refusal(state, EVENT_BY_RAISER, q->now_us, &why);
	view->can_reopen = state->state == CASE_STATE_CLOSED && !case_reopen_refusal(state, q->now_us, &why);
	view->can_withdraw = may(state, CASE_COMMAND_WITHDRAW);
	view->can_tell = may(state, CASE_COMMAND_TELL) && state->told < LIMIT_MESSAGES;
	view->is_asked = is_asked(page);
	view->message_max = LIMIT_MESSAGE_CHARS;
	view->appeal_until = case_appeal_until(state);
	view->can_appeal =
		state->state == CASE_STATE_DECLINED && !case_appeal_refusal(state, q->now_us, &why);
	view->words_max = LIMIT_REASON_CHARS;
	// what an officer wrote down is shown above, but is not the raiser's own choice yet
	if (state->rated_by == EVENT_BY_RAISER) {
		view->solved = state->solved;
		view->satisfied = state->satisfied;
		if (state->rating_words.state == PRIVATE_PRESENT)
			view->words = state->rating_words.value;
	}
	if (page->has_move && page->move == CASE_COMMAND_RATE) {
		view->solved = RAISER_SOLVED_NONE;
		view->satisfied = RAISER_SATISFIED_NONE;
		(void)raiser_solved_parse(http_form(q->http, "solved"), &view->solved);
		(void)raiser_satisfied_parse(http_form(q->http, "satisfied"), &view->satisfied);
		view->words = http_form(q->http, "words");
	}
	if (page->has_move && page->move == CASE_COMMAND_REOPEN)
		view->reopen_reason = http_form(q->http, "reason");
	if (page->has_move && page->move == CASE_COMMAND_WITHDRAW)
		view->withdraw_reason = http_form(q->http, "reason");
	if (page->has_move && page->move == CASE_COMMAND_TELL)
		view->tell_text = http_form(q->http, "text");
	if (page->has_move && page->move == CASE_COMMAND_APPEAL)
		view->appeal_reason = http_form(q->http, "reason");
}

// ---- The page again

static void add_error(struct web_request *q, struct raiser_page *page, const char *field, struct slice text)
{
	const char *id = "decide";

	if (field)
		id = arena_printf(q->arena, "%s-%s", case_command_name(page->move), field);
	if (page->error_count < RAISER_ERRORS_MAX)
		page->errors[page->error_count++] = web_error_at(q, id, text);
}

static void show_again(struct web_request *q, void *data)
{
	struct raiser_move *m = data;

	raiser_page_show(q, &m->page, 422);
}

static void come_back(struct web_request *q, struct raiser_move *m)
{
	m->page.has_move = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_POINT, raiser_page_load, show_again, m);
}

static void move_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct raiser_move *m = data;
	const struct case_request *request = &m->request;

	if (class != ERR_INVALID || request->result == CASE_REQUEST_DONE ||
		request->result == CASE_REQUEST_REPEATED) {
		web_error_class(q, class, err);
	} else if (request->result == CASE_REQUEST_NO_CASE) {
		web_error(q, 404);
	} else {
		for (size_t i = 0; i < request->refusal_count; i++)
			add_error(q, &m->page, request->refusals[i].field,
				web_refusal_text(q, &request->refusals[i]));
		// the way back of the browser, and the same form with other words
		if (request->result == CASE_REQUEST_MISMATCH)
			add_error(q, &m->page, NULL,
				slice_of(words_text(q->lang, WORD_REFUSAL_CHANGED_MEANWHILE)));
		come_back(q, m);
	}
}

// ---- The command

static void fill_command(struct web_request *q, struct case_command *command)
{
	struct case_rate *rate = &command->rate;

	if (command->type == CASE_COMMAND_REOPEN) {
		command->reopen.reason = text_clean(q->arena, http_form(q->http, "reason"));
		return;
	}
	if (command->type == CASE_COMMAND_TELL) {
		command->message.text = text_clean(q->arena, http_form(q->http, "text"));
		return;
	}
	if (command->type != CASE_COMMAND_RATE) {
		command->said.reason = text_clean(q->arena, http_form(q->http, "reason"));
		return;
	}
	(void)raiser_solved_parse(http_form(q->http, "solved"), &rate->solved);
	(void)raiser_satisfied_parse(http_form(q->http, "satisfied"), &rate->satisfied);
	rate->words = text_clean(q->arena, http_form(q->http, "words"));
}

// All that was sent, in one fixed form: each name and value with its length before it.
static struct slice canonical(struct web_request *q, const struct raiser_move *m)
{
	struct http_params form = http_form_all(q->http);
	struct buf out = buf_in(q->arena);

	buf_printf(&out, "raiser %s %s\n", m->page.code, case_command_name(m->page.move));
	for (size_t i = 0; i < form.count; i++) {
		buf_printf(&out, "%zu %zu ", form.items[i].name.len, form.items[i].value.len);
		buf_put_slice(&out, form.items[i].name);
		buf_put_slice(&out, form.items[i].value);
	}
	return buf_slice(&out);
}

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct raiser_move *m = data;
	struct case_head head;
	int r;

	m->request.result = CASE_REQUEST_DONE;
	r = cases_head(conn, q->arena, q->ref->jurisdiction_id, slice_of(m->page.code), &head, err);
	// a wrong token looks like a case that is not there
	if (r == 0 &&
		!keys_link_matches(service_keys(q->service), q->ref->jurisdiction_id, head.id, m->page.token))
		r = err_set(err, ERR_NOT_FOUND, "no such case");
	return r == 0 ? cases_run(q->service, conn, &m->request, err) : r;
}

static void done(struct web_request *q, void *data)
{
	struct raiser_move *m = data;

	web_redirect(q, "/r/%.*s/%.*s?done=%s", SLICE_ARG(web_code(q, slice_of(m->page.code))),
		SLICE_ARG(m->page.token), case_command_name(m->page.move));
}

void handle_raiser_move(struct web_request *q)
{
	struct raiser_move *m = ARENA_NEW(q->arena, struct raiser_move);
	struct slice command = http_form(q->http, "command");

	if (!case_code_parse(q->args[0], m->page.code) || !parse_move(q->args[2], &m->page.move)) {
		web_error(q, 404);
	} else if (http_form_overflow(q->http)) {
		web_error(q, 413);
	} else if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
	} else {
		m->page.token = q->args[1];
		m->request = (struct case_request){
			.jurisdiction_id = q->ref->jurisdiction_id,
			.command_id = slice_of(arena_printf(q->arena, "link:%.*s:%s", SLICE_ARG(command),
				case_command_name(m->page.move))),
			.request = canonical(q, m),
			.code = slice_of(m->page.code),
			.command = {.type = m->page.move},
			.arena = q->arena,
		};
		fill_command(q, &m->request.command);
		web_on_failure(q, move_failed);
		web_write(q, run, done, m);
	}
}
