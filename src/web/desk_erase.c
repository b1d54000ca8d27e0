// SPDX-License-Identifier: Apache-2.0
// Erasing a person's data at the desk: a form, a page that asks once more, then the command. An admin need
// not see the case, so these pages show of it what everybody may know.
#include "templates/desk_erase.h"
#include "domain/case_erasure.h"
#include "http/form.h"
#include "http/request.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <string.h>

#define COMMAND_FIELD_BYTES 100

struct desk_erase {
	char code[CASE_CODE_BYTES];
	struct case_request request; // what was sent; type ERASE also where nothing was
	bool is_stale;
	const struct refusal *refusals;
	size_t refusal_count;

	// what is found
	struct case_page page;
	struct desk_frame frame;
	bool is_confirm;
};

static int load_case(struct web_request *q, struct db_conn *conn, struct desk_erase *e,
	struct case_facts *facts, struct err *err)
{
	struct officer officer = desk_officer(q);
	int r;

	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(e->code), &e->page, err);
	if (r < 0)
		return r;
	cases_facts(q->ref, &officer, &e->page.stream.state, facts);
	if (!case_may_erase(&e->page.stream.state, &facts->actor))
		return err_set(err, ERR_NOT_FOUND, "no such case");
	return desk_frame_load(q, conn, &e->frame, err);
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct case_facts facts;

	return load_case(q, conn, data, &facts, err);
}

// What the command would come to, without carrying it out.
static int try_it(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_erase *e = data;
	struct case_decision decision;
	struct case_facts facts;
	int r;

	r = load_case(q, conn, e, &facts, err);
	if (r < 0)
		return r;
	e->is_confirm = case_decide(
		&e->page.stream.state, &e->request.command, &facts, q->now_us, q->arena, &decision);
	e->refusals = decision.refusals;
	e->refusal_count = decision.refusal_count;
	return 0;
}

// ---- The page

static const char *field_id(const char *field)
{
	if (!field || strcmp(field, "scope") == 0)
		return "erase-scope";
	return strcmp(field, "reason_code") == 0 ? "erase-code" : "erase-reason";
}

static void fill_errors(struct web_request *q, struct desk_erase *e, struct view_desk_erase *view)
{
	struct view_error *errors = ARENA_ARRAY(q->arena, struct view_error, REFUSALS_MAX);

	view->is_stale = e->is_stale;
	for (size_t i = 0; i < e->refusal_count && i < REFUSALS_MAX; i++) {
		const struct refusal *refusal = &e->refusals[i];

		if (refusal->code == REFUSAL_CHANGED_MEANWHILE)
			view->is_stale = true;
		else if (refusal->code != REFUSAL_ERASED_ALREADY) // the page says so itself
			errors[view->errors.count++] =
				web_error_at(q, field_id(refusal->field), web_refusal_text(q, refusal));
	}
	view->errors.items = errors;
}

static void show(struct web_request *q, void *data)
{
	struct desk_erase *e = data;
	const struct case_state *state = &e->page.stream.state;
	const struct case_erase *typed = &e->request.command.erase;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_erase view = {
		.desk = desk_frame_view(q, &e->frame, DESK_NO_FOLDER),
		.code = web_code(q, state->code),
		.seq = state->seq,
		.state = state->state,
		.kind = state->kind,
		.category = web_category_name(q, state->category_id),
		.erased = state->erased,
		.erased_reason = state->erased_reason,
		.erased_at = state->erased_at_us,
		.contact_left = !case_is_erased(state, ERASURE_SCOPE_CONTACT),
		.all_left = !case_is_erased(state, ERASURE_SCOPE_ALL),
		.is_confirm = e->is_confirm,
		.scope = typed->scope,
		.reason_code = typed->reason_code,
		.reason_word = slice_of(erasure_reason_name(typed->reason_code)),
		.reason = typed->reason,
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.page.here = web_url(q, "/desk/c/%.*s/erase", SLICE_ARG(view.code));
	fill_errors(q, e, &view);
	web_page_begin(q, &page);
	page_desk_erase(&page.html, &view);
	web_page_send(q, &page, view.is_stale ? 409 : view.errors.count ? 422 : 200);
}

void handle_desk_erase(struct web_request *q)
{
	struct desk_erase *e = ARENA_NEW(q->arena, struct desk_erase);

	if (!case_code_parse(q->args[0], e->code))
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load, show, e);
}

// ---- What was sent

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_erase *e = data;

	return cases_run(q->service, conn, &e->request, err);
}

static void done(struct web_request *q, void *data)
{
	struct desk_erase *e = data;

	web_redirect(q, "/desk/c/%.*s/erase", SLICE_ARG(web_code(q, slice_of(e->code))));
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct desk_erase *e = data;
	bool is_refused = e->request.result == CASE_REQUEST_REFUSED;

	if (class == ERR_INVALID && e->request.result == CASE_REQUEST_NO_CASE) {
		web_error(q, 404);
	} else if (class == ERR_INVALID && is_refused && e->request.refusals[0].code == REFUSAL_NOT_FOR_YOU) {
		web_error(q, 404);
	} else if (class == ERR_INVALID && (is_refused || e->request.result == CASE_REQUEST_MISMATCH)) {
		e->refusals = e->request.refusals;
		e->refusal_count = e->request.refusal_count;
		e->is_stale = !is_refused;
		web_on_failure(q, NULL);
		web_read(q, WEB_READ_HEAVY, load, show, e);
	} else {
		web_error_class(q, class, err);
	}
}

static void fill_request(struct web_request *q, struct desk_erase *e, struct slice command)
{
	struct case_erase erase = {.reason = text_clean(q->arena, http_form(q->http, "reason"))};
	int64_t seq = web_number(http_form(q->http, "seq"));

	(void)erasure_scope_parse(http_form(q->http, "scope"), &erase.scope);
	(void)erasure_reason_parse(http_form(q->http, "reason_code"), &erase.reason_code);
	e->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(q->arena, "desk:%.*s:erase", SLICE_ARG(command))),
		.request = slice_of(arena_printf(q->arena, "%" PRId64 " %s %" PRId64 " %d %d %.*s",
			q->session.officer_id, e->code, seq, (int)erase.scope, (int)erase.reason_code,
			SLICE_ARG(erase.reason))),
		.code = slice_of(e->code),
		.officer_id = q->session.officer_id,
		.command = {.type = CASE_COMMAND_ERASE, .expected_seq = seq, .erase = erase},
		.arena = q->arena,
	};
}

void handle_desk_erase_post(struct web_request *q)
{
	struct desk_erase *e = ARENA_NEW(q->arena, struct desk_erase);
	struct slice command = http_form(q->http, "command");

	if (!case_code_parse(q->args[0], e->code)) {
		web_error(q, 404);
	} else if (http_form_overflow(q->http)) {
		web_error(q, 413);
	} else if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
	} else {
		fill_request(q, e, command);
		if (slice_eq(http_form(q->http, "step"), SLICE("do"))) {
			web_on_failure(q, failed);
			web_write(q, run, done, e);
		} else {
			web_read(q, WEB_READ_HEAVY, try_it, show, e);
		}
	}
}
