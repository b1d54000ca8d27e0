// SPDX-License-Identifier: Apache-2.0
// One move for several cases that were ticked in a list: what it needs is asked once, then a page says for
// each case what will happen or why not, then it is done. Each case is a command of its own, with its own id
// and the sequence number that the page was made from, so that what changed meanwhile is left alone and what
// is sent twice happens once. Closing and answering are not offered: these are looked at one by one.
#include "templates/desk_bulk.h"
#include "domain/case_moves.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"
#include "web/views_bulk.h"

#include <inttypes.h>
#include <string.h>

#define CASES		    50
#define COMMAND_FIELD_BYTES 80
#define BACK_BYTES	    1000

struct bulk_case {
	char code[CASE_CODE_BYTES];
	int64_t seq; // 0: as it is now
};

struct desk_bulk {
	struct desk_frame frame;
	enum case_command_type move;
	enum view_bulk_step step;
	struct slice back, command_id;
	struct bulk_case *cases;
	size_t count, at;
	struct view_bulk_row *rows; // as many
	size_t able;
	struct case_request request; // of cases[at]
	struct case_command command; // what was typed
	bool deadline_malformed;
	struct view_error error; // what was typed is wrong for all; text empty: nothing is
};

static const enum case_command_type moves[] = {CASE_COMMAND_ASSIGN, CASE_COMMAND_ACCEPT, CASE_COMMAND_REMIND,
	CASE_COMMAND_CLASSIFY, CASE_COMMAND_GRANT_EXTENSION, CASE_COMMAND_RESUME, CASE_COMMAND_NOTE};

// ---- What a list offers

unsigned desk_bulk_moves(int64_t roles, unsigned states)
{
	unsigned found = 0;

	for (size_t i = 0; i < case_move_count; i++) {
		const struct case_move *move = &case_moves[i];

		if (!(states & move->from) || !(move->roles & (uint32_t)roles) ||
			move->condition == CASE_CONDITION_UNIT_COMPLAINED_OF)
			continue;
		for (size_t k = 0; k < ARRAY_LEN(moves); k++)
			found |= moves[k] == move->command ? 1u << k : 0;
	}
	return found;
}

unsigned desk_bulk_without(unsigned offered, enum case_command_type move)
{
	for (size_t k = 0; k < ARRAY_LEN(moves); k++)
		offered &= moves[k] == move ? ~(1u << k) : ~0u;
	return offered;
}

size_t desk_bulk_list(unsigned offered, enum case_command_type ret[DESK_BULK_MOVES])
{
	size_t count = 0;

	_Static_assert(ARRAY_LEN(moves) == DESK_BULK_MOVES, "the header says how many");
	for (size_t k = 0; k < ARRAY_LEN(moves); k++) {
		if (offered & 1u << k)
			ret[count++] = moves[k];
	}
	return count;
}

// ---- What was sent

static struct slice text(struct web_request *q, const char *name)
{
	return text_clean(q->arena, http_form(q->http, name));
}

static void take_command(struct web_request *q, struct desk_bulk *b)
{
	struct case_command *command = &b->command;
	struct slice deadline = slice_trim(http_form(q->http, "deadline"));

	*command = (struct case_command){.type = b->move};
	if (b->move == CASE_COMMAND_ASSIGN) {
		command->assign = (struct case_assign){
			.unit_id = web_number(http_form(q->http, "unit")),
			.supervising_unit_id = web_number(http_form(q->http, "supervising_unit")),
			.standard = text(q, "standard"),
			.note = text(q, "note"),
		};
		b->deadline_malformed =
			deadline.len && !desk_deadline_parse(q, deadline, &command->assign.deadline_us);
	} else if (b->move == CASE_COMMAND_REMIND) {
		command->oversight.text = text(q, "text");
	} else if (b->move == CASE_COMMAND_NOTE) {
		command->message.text = text(q, "text");
	} else if (b->move == CASE_COMMAND_CLASSIFY) {
		command->classify.category_id = web_number(http_form(q->http, "category"));
		command->classify.reason = text(q, "reason");
	} else if (b->move == CASE_COMMAND_GRANT_EXTENSION || b->move == CASE_COMMAND_RESUME) {
		command->said.reason = text(q, "reason");
	}
}

// "CODE" or "CODE@SEQ", each once; what is no code is left out, as the page holds none.
static void take_cases(struct web_request *q, struct desk_bulk *b)
{
	struct http_params form = http_form_all(q->http);

	b->cases = ARENA_ARRAY(q->arena, struct bulk_case, CASES);
	b->rows = ARENA_ARRAY(q->arena, struct view_bulk_row, CASES);
	for (size_t i = 0; i < form.count && b->count < CASES; i++) {
		struct bulk_case *one = &b->cases[b->count];
		struct slice code, seq;
		bool is_there = false;

		slice_cut(form.items[i].value, '@', &code, &seq);
		if (!slice_eq(form.items[i].name, SLICE("code")) || !case_code_parse(code, one->code))
			continue;
		for (size_t k = 0; k < b->count; k++)
			is_there |= strcmp(b->cases[k].code, one->code) == 0;
		if (is_there)
			continue;
		one->seq = web_number(seq);
		b->count++;
	}
}

// Only a page of the desk of ours.
static struct slice take_back(struct web_request *q)
{
	struct slice back = http_form(q->http, "back");

	if (back.len > BACK_BYTES || slice_find_byte(back, '\\') >= 0 ||
		!(slice_eq(back, SLICE("/desk")) || slice_starts_with(back, SLICE("/desk?")) ||
			slice_starts_with(back, SLICE("/desk/"))))
		return SLICE("/desk");
	return back;
}

static bool take_move(struct slice name, enum case_command_type *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (slice_eq_cstr(name, case_command_name(moves[i]))) {
			*ret = moves[i];
			return true;
		}
	}
	return false;
}

// ---- One case

static const char *field_id(const char *field)
{
	static const char *const ids[][2] = {{"unit_id", "bulk-unit"},
		{"supervising_unit_id", "bulk-supervising"}, {"deadline", "bulk-deadline"},
		{"standard", "bulk-standard"}, {"note", "bulk-note"}, {"category_id", "bulk-category"},
		{"reason", "bulk-reason"}, {"text", "bulk-text"}};

	for (size_t i = 0; field && i < ARRAY_LEN(ids); i++) {
		if (strcmp(field, ids[i][0]) == 0)
			return ids[i][1];
	}
	return NULL;
}

static struct slice request_of(struct web_request *q, const struct desk_bulk *b)
{
	static const char *const names[] = {
		"unit", "supervising_unit", "deadline", "standard", "note", "category", "text", "reason"};
	struct buf out = buf_in(q->arena);

	buf_printf(&out, "%" PRId64 " %s %s\n", q->session.officer_id, b->cases[b->at].code,
		case_command_name(b->move));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice value = http_form(q->http, names[i]);

		buf_printf(&out, "%zu ", value.len);
		buf_put_slice(&out, value);
	}
	return buf_slice(&out);
}

static void make_request(struct web_request *q, struct desk_bulk *b)
{
	const struct bulk_case *one = &b->cases[b->at];

	b->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(q->arena, "desk:%.*s:%s:%s", SLICE_ARG(b->command_id),
			case_command_name(b->move), one->code)),
		.request = request_of(q, b),
		.code = slice_of(one->code),
		.officer_id = q->session.officer_id,
		.command = b->command,
		.arena = q->arena,
	};
	b->request.command.expected_seq = one->seq;
}

static void fill_after(struct web_request *q, const struct case_state *state, struct view_bulk_row *row)
{
	row->unit = web_unit_name(q, state->unit_id);
	row->category = web_category_name(q, state->category_id);
	row->due_at = state->unit_deadline_us;
}

// What the rules say of this one. What is wrong with the fields is wrong for all.
static void take_refusal(struct web_request *q, struct desk_bulk *b, struct view_bulk_row *row)
{
	const struct case_request *request = &b->request;
	const char *field;

	if (request->result == CASE_REQUEST_MISMATCH) {
		row->why = slice_of(words_text(q->lang, WORD_NOTICE_STALE));
		return;
	}
	if (request->result != CASE_REQUEST_REFUSED || request->refusals[0].code == REFUSAL_NOT_FOR_YOU) {
		row->why = slice_of(words_text(q->lang, WORD_BULK_NOT_THERE));
		row->title = SLICE("");
		return;
	}
	row->why = web_refusal_text(q, &request->refusals[0]);
	field = field_id(request->refusals[0].field);
	if (field && !b->error.text.len && request->refusals[0].code != REFUSAL_UNIT_COMPLAINED_OF)
		b->error = web_error_at(q, field, row->why);
}

static int look_at(struct web_request *q, struct db_conn *conn, struct desk_bulk *b, struct err *err)
{
	struct view_bulk_row *row = &b->rows[b->at];
	struct officer officer = desk_officer(q);
	struct case_state after;
	struct case_page page;
	int r;

	*row = (struct view_bulk_row){.code = web_code(q, slice_of(b->cases[b->at].code))};
	make_request(q, b);
	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, b->request.code, &page, err);
	if (r < 0 && r != ERR_NOT_FOUND)
		return r;
	if (r == 0) {
		const struct case_state *state = &page.stream.state;
		struct case_facts facts;
		struct refusal why;

		cases_facts(q->ref, &officer, state, &facts);
		if (case_may_see(state, &facts.actor)) {
			row->title = state->title.state == PRIVATE_PRESENT ? state->title.value
									   : web_code(q, state->code);
			row->state = state->state;
			row->seq = state->seq; // not that of afterwards
			fill_after(q, state, row);
			// before anything is filled in: whether the move is there at all
			if (b->step == VIEW_BULK_ASK) {
				if (!case_may(state, b->move, &facts, &why))
					row->why = web_refusal_text(q, &why);
				return 0;
			}
		}
	}
	r = cases_foresee(q->service, conn, &b->request, &after, err);
	if (r == 0)
		fill_after(q, &after, row);
	else if (r == ERR_INVALID)
		take_refusal(q, b, row);
	return r == ERR_INVALID ? 0 : r;
}

// ---- The pages

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_bulk *b = data;
	int r = desk_frame_load(q, conn, &b->frame, err);

	b->error = (struct view_error){0};
	if (b->deadline_malformed)
		b->error = web_error_at(
			q, "bulk-deadline", slice_of(words_text(q->lang, WORD_MOVES_DEADLINE_MALFORMED)));
	// what is wrong for all is asked for again, and then what stands in a list says whether it could be
	for (int round = 0; r == 0 && round < 2; round++) {
		b->able = 0;
		if (b->error.text.len)
			b->step = VIEW_BULK_ASK;
		for (b->at = 0; r == 0 && b->at < b->count; b->at++) {
			r = look_at(q, conn, b, err);
			b->able += r == 0 && !b->rows[b->at].why.len;
		}
		if (b->step == VIEW_BULK_ASK || !b->error.text.len)
			break;
	}
	return r;
}

static void fill_typed(struct web_request *q, const struct desk_bulk *b, struct view_bulk *view)
{
	view->unit_id = web_number(http_form(q->http, "unit"));
	view->supervising_id = web_number(http_form(q->http, "supervising_unit"));
	view->category_id = web_number(http_form(q->http, "category"));
	view->units = web_units(q, view->unit_id);
	view->supervising_units = web_units(q, view->supervising_id);
	view->categories = web_categories(q, view->category_id);
	view->unit = web_unit_name(q, view->unit_id);
	view->supervising = web_unit_name(q, view->supervising_id);
	view->category = web_category_name(q, view->category_id);
	view->deadline = slice_trim(http_form(q->http, "deadline"));
	view->standard = text(q, "standard");
	view->note = text(q, "note");
	view->text = text(q, "text");
	view->reason = text(q, "reason");
	if (b->error.text.len)
		view->errors = (struct view_errors){&b->error, 1};
}

static void show(struct web_request *q, void *data)
{
	struct desk_bulk *b = data;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_bulk view = {
		.desk = desk_frame_view(q, &b->frame, DESK_NO_FOLDER),
		.step = b->step,
		.move = b->move,
		.back = b->back,
		.rows = b->rows,
		.count = b->count,
		.able = b->able,
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.page.here = web_url(q, "%.*s", SLICE_ARG(b->back));
	fill_typed(q, b, &view);
	web_page_begin(q, &page);
	page_desk_bulk(&page.html, &view);
	web_page_send(q, &page, b->error.text.len ? 422 : 200);
}

// ---- Doing it: one command each, one after the other

static void do_next(struct web_request *q, struct desk_bulk *b);

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_bulk *b = data;

	return cases_run(q->service, conn, &b->request, err);
}

static void done(struct web_request *q, void *data)
{
	struct desk_bulk *b = data;

	b->able++;
	b->at++;
	do_next(q, b);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct desk_bulk *b = data;

	if (class != ERR_INVALID) {
		web_error_class(q, class, err);
		return;
	}
	take_refusal(q, b, &b->rows[b->at]);
	b->at++;
	do_next(q, b);
}

static int load_done(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_bulk *b = data;
	struct officer officer = desk_officer(q);
	int r = desk_frame_load(q, conn, &b->frame, err);

	for (size_t i = 0; r == 0 && i < b->count; i++) {
		struct view_bulk_row *row = &b->rows[i];
		struct case_actor actor;
		struct case_page page;

		row->code = web_code(q, slice_of(b->cases[i].code));
		r = cases_load(
			conn, q->arena, q->ref->jurisdiction_id, slice_of(b->cases[i].code), &page, err);
		if (r == ERR_NOT_FOUND) {
			r = 0;
			continue;
		}
		if (r < 0)
			break;
		actor = cases_actor(q->ref, &officer, &page.stream.state);
		if (!case_may_see(&page.stream.state, &actor))
			continue;
		row->title = page.stream.state.title.state == PRIVATE_PRESENT ? page.stream.state.title.value
									      : row->code;
		row->state = page.stream.state.state;
		fill_after(q, &page.stream.state, row);
	}
	return r;
}

static void do_next(struct web_request *q, struct desk_bulk *b)
{
	if (b->at == b->count) {
		b->error = (struct view_error){0}; // said at each case
		web_on_failure(q, NULL);
		web_read(q, WEB_READ_HEAVY, load_done, show, b);
		return;
	}
	make_request(q, b);
	web_on_failure(q, failed);
	web_write(q, run, done, b);
}

void handle_desk_bulk(struct web_request *q)
{
	struct desk_bulk *b = ARENA_NEW(q->arena, struct desk_bulk);
	struct slice step = http_form(q->http, "step");

	b->command_id = http_form(q->http, "command");
	b->back = take_back(q);
	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	if (!take_move(http_form(q->http, "move"), &b->move) || b->command_id.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	take_cases(q, b);
	take_command(q, b);
	b->step = slice_eq(step, SLICE("do"))	  ? VIEW_BULK_DONE
		  : slice_eq(step, SLICE("look")) ? VIEW_BULK_LOOK
						  : VIEW_BULK_ASK;
	// nothing to ask for
	if (b->step == VIEW_BULK_ASK && b->move == CASE_COMMAND_ACCEPT)
		b->step = VIEW_BULK_LOOK;
	if (b->step == VIEW_BULK_DONE && b->count && b->command_id.len && !b->deadline_malformed)
		do_next(q, b);
	else if (b->step == VIEW_BULK_DONE)
		web_error(q, 400);
	else
		web_read(q, WEB_READ_HEAVY, load, show, b);
}
