// SPDX-License-Identifier: Apache-2.0
// The order inside the transaction: command id, lock of the stream, load, decide, events and rows. A refusal
// is returned as an error so that the command row goes with it: asked again later, the rules decide anew.
#include "service/case_attempt.h"

#include "base/buf.h"
#include "base/clock.h"
#include "db/db.h"
#include "service/contact_keys.h"
#include "service/drafts.h"
#include "service/erasures.h"
#include "service/notices.h"
#include "service/outside_numbers.h"
#include "service/service.h"
#include "sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HISTORY_EVENTS_MAX 64 // of one case in cases_run_history

int case_attempt_end(struct case_attempt *a, enum case_request_result result, const char *words)
{
	a->request->result = result;
	return err_set(a->err, ERR_INVALID, "%s", words);
}

// ---- The command row

static int read_result(struct case_attempt *a, struct slice text)
{
	struct slice id, seq, code;

	slice_cut(text, ' ', &id, &text);
	slice_cut(text, ' ', &seq, &code);
	if (!slice_parse_i64(id, &a->request->case_id) || !slice_parse_i64(seq, &a->request->seq) ||
		code.len != CASE_CODE_LEN)
		return err_set(a->err, ERR_INTERNAL, "the result of a command is damaged");
	memcpy(a->request->result_code, code.ptr, code.len);
	a->request->result_code[code.len] = '\0';
	a->request->result = CASE_REQUEST_REPEATED;
	return 0;
}

static struct slice write_result(struct case_attempt *a)
{
	return slice_of(arena_printf(a->arena, "%" PRId64 " %" PRId64 " %s", a->request->case_id,
		a->request->seq, a->request->result_code));
}

static int claim(struct case_attempt *a, bool *ret_repeated)
{
	enum command_found found;
	struct slice result;
	int r;

	a->command = (struct command_row){.jurisdiction_id = a->request->jurisdiction_id,
		.id = a->request->command_id,
		.request = a->request->request,
		.at_us = a->now_us};
	r = command_claim(a->service, a->conn, a->arena, &a->command, &found, &result, a->err);
	if (r < 0 || found == COMMAND_NEW)
		return r;
	*ret_repeated = true;
	if (found == COMMAND_MISMATCH)
		return case_attempt_end(
			a, CASE_REQUEST_MISMATCH, "this command id was used for another request");
	return read_result(a, result);
}

// ---- One attempt

static bool has_assignment(const struct case_command *command)
{
	return command->type == CASE_COMMAND_ASSIGN || command->type == CASE_COMMAND_SUPPORT;
}

static int load(struct case_attempt *a)
{
	struct case_head head;
	int r;

	r = cases_head(a->conn, a->arena, a->request->jurisdiction_id, a->request->code, &head, a->err);
	if (r == 0)
		r = case_stream_lock(a->conn, a->arena, a->request->jurisdiction_id, head.id, a->err);
	if (r == 0)
		r = case_stream_load(
			a->conn, a->arena, a->request->jurisdiction_id, head.id, &a->stream, a->err);
	if (r == 0)
		a->before = a->stream.state;
	return r == ERR_NOT_FOUND ? case_attempt_end(a, CASE_REQUEST_NO_CASE, "no such case") : r;
}

static void begin_case(struct case_attempt *a)
{
	struct case_request *request = a->request;
	uint8_t random[CASE_CODE_RANDOM_BYTES];
	char code[CASE_CODE_BYTES];

	random_bytes(random, sizeof(random));
	request->command.receive.case_id = service_next_id(a->service);
	request->command.receive.code =
		request->fixed_code.len
			? request->fixed_code
			: slice_of(arena_strdup(a->arena, case_code_from_random(random, code)));
}

static int store_decision(struct case_attempt *a, const struct case_decision *decision)
{
	int r;

	r = case_stream_append(a->conn, a->arena, decision->events, decision->event_count, &a->before,
		&decision->state, a->err);
	a->request->case_id = decision->state.case_id;
	a->request->seq = decision->state.seq;
	must(decision->state.code.len == CASE_CODE_LEN);
	memcpy(a->request->result_code, decision->state.code.ptr, CASE_CODE_LEN);
	a->request->result_code[CASE_CODE_LEN] = '\0';
	if (r == 0 && decision->events[0].type == CASE_EVENT_RECEIVED &&
		decision->state.outside_number.state == PRIVATE_PRESENT)
		r = outside_numbers_take(service_keys(a->service), a->conn, a->arena,
			decision->state.jurisdiction_id, decision->state.outside_number.value,
			decision->state.case_id, a->err);
	return r;
}

// By what the raiser is found (service/contact_keys.h).
static int store_contact(struct case_attempt *a)
{
	const struct case_receive *receive = &a->request->command.receive;

	if (a->request->command.type != CASE_COMMAND_RECEIVE)
		return 0;
	return contact_keys_store(service_keys(a->service), a->conn, a->arena, a->request->jurisdiction_id,
		a->request->case_id, receive->name, receive->phone, receive->email, a->err);
}

// Pictures that the command names: taken by the case, or shown to everybody.
static int store_files(struct case_attempt *a)
{
	const struct case_command *command = &a->request->command;
	int64_t jurisdiction_id = a->request->jurisdiction_id, case_id = a->request->case_id;
	const struct case_state *state = &a->stream.state;
	int r = 0;

	if (command->type == CASE_COMMAND_RECEIVE) {
		for (size_t i = 0; r == 0 && i < command->receive.file_count; i++)
			r = attachments_claim(
				a->conn, jurisdiction_id, command->receive.files[i].id, case_id, a->err);
	} else if (command->type == CASE_COMMAND_RELEASE && state->files.state == PRIVATE_PRESENT) {
		for (size_t i = 0; r == 0 && i < state->files.count; i++) {
			bool published = false;

			for (size_t k = 0; k < command->release.file_count; k++)
				published |= command->release.files[k].id == state->files.items[i].id;
			r = attachments_publish(a->conn, jurisdiction_id, state->files.items[i].id, case_id,
				published, a->err);
		}
	}
	return r;
}

static int finish(struct case_attempt *a)
{
	struct case_request *request = a->request;
	int r;

	a->command.at_us = a->now_us;
	r = command_finish(a->service, a->conn, &a->command, write_result(a), a->err);
	if (r == 0 && request->draft_cookie.len)
		r = drafts_delete(a->conn, request->jurisdiction_id, request->draft_cookie, a->err);
	if (r == 0)
		request->result = CASE_REQUEST_DONE;
	return r;
}

static int refuse(struct case_attempt *a, const struct case_decision *decision)
{
	a->request->refusals = arena_memdup(
		a->request->arena, decision->refusals, decision->refusal_count * sizeof(*decision->refusals));
	a->request->refusal_count = decision->refusal_count;
	return case_attempt_end(a, CASE_REQUEST_REFUSED, refusal_name(decision->refusals[0].code));
}

static int check_reference(struct case_attempt *a)
{
	struct sql_jurisdiction_version_row row;
	int r;

	r = sql_jurisdiction_version(a->conn, a->arena,
		&(struct sql_jurisdiction_version_in){.id = a->request->jurisdiction_id}, &row, a->err);
	if (r == 0 && row.version != a->ref->version)
		r = err_set(a->err, ERR_BUSY, "the reference data is just changing");
	return r;
}

static int attempt(struct case_attempt *a)
{
	struct case_request *request = a->request;
	struct case_decision decision;
	bool repeated = false;
	int r;

	r = claim(a, &repeated);
	if (r < 0 || repeated)
		return r;
	r = check_reference(a);
	if (r == 0 && request->command.type == CASE_COMMAND_RECEIVE)
		begin_case(a);
	else if (r == 0)
		r = load(a);
	if (r == 0 && has_assignment(&request->command))
		request->command.assign.assignment_id = service_next_id(a->service);
	if (r == 0)
		r = case_attempt_facts(a);
	if (r < 0)
		return r;
	// time never falls within a stream, whatever the wall clock does
	if (a->now_us < a->stream.state.last_at_us)
		a->now_us = a->stream.state.last_at_us;
	if (!case_decide(&a->stream.state, &request->command, &a->facts, a->now_us, a->arena, &decision))
		return refuse(a, &decision);
	r = store_decision(a, &decision);
	if (r == 0)
		r = store_contact(a);
	if (r == 0)
		r = store_files(a);
	if (r == 0 && request->command.type == CASE_COMMAND_ERASE)
		r = erasures_store(a->conn, a->arena, decision.events, a->err);
	// nobody is told today of what happened long ago
	if (r == 0 && !request->at_us)
		r = notices_store(
			a->service, a->conn, a->arena, &decision, &request->command, a->now_us, a->err);
	return r == 0 ? finish(a) : r;
}

int cases_run(struct service *service, struct db_conn *conn, struct case_request *request, struct err *err)
{
	struct case_attempt a = {
		.service = service,
		.conn = conn,
		.arena = arena_new(),
		.request = request,
		.ref = service_reference(service, request->jurisdiction_id),
		.now_us = request->at_us ? request->at_us : clock_now_us(),
		.err = err,
	};
	int r;

	request->result = CASE_REQUEST_DONE;
	request->refusal_count = 0;
	must(request->command_id.len > 0 && request->command_id.len <= COMMAND_ID_MAX_BYTES);
	r = a.ref ? attempt(&a) : err_set(err, ERR_UNAVAILABLE, "the jurisdiction is not loaded");
	reference_release(a.ref);
	arena_free(a.arena);
	return r;
}

// ---- A whole history

// One more step of a case that is not stored yet: its events are added to those before.
static int add_step(struct case_attempt *a, struct case_event *events, size_t *count)
{
	struct case_command *command = &a->request->command;
	struct case_decision decision;
	int r;

	if (has_assignment(command))
		command->assign.assignment_id = service_next_id(a->service);
	r = case_attempt_facts(a);
	if (r < 0)
		return r;
	a->now_us = a->request->at_us > a->stream.state.last_at_us ? a->request->at_us
								   : a->stream.state.last_at_us;
	if (!case_decide(&a->stream.state, command, &a->facts, a->now_us, a->arena, &decision))
		return refuse(a, &decision);
	must(*count + decision.event_count <= HISTORY_EVENTS_MAX);
	memcpy(events + *count, decision.events, decision.event_count * sizeof(*events));
	*count += decision.event_count;
	a->stream.state = decision.state;
	return 0;
}

static int store_history(struct case_attempt *a, struct case_request *steps, size_t count)
{
	struct case_event *events = ARENA_ARRAY(a->arena, struct case_event, HISTORY_EVENTS_MAX);
	struct case_decision all = {.events = events};
	int r = 0;

	begin_case(a);
	for (size_t i = 0; r == 0 && i < count; i++) {
		a->request = &steps[i];
		r = add_step(a, events, &all.event_count);
	}
	a->request = steps;
	if (r < 0)
		return r;
	all.state = a->stream.state;
	r = store_decision(a, &all);
	if (r == 0)
		r = store_contact(a);
	return r == 0 ? finish(a) : r;
}

int cases_run_history(struct service *service, struct db_conn *conn, struct case_request *steps, size_t count,
	struct err *err)
{
	struct case_attempt a = {
		.service = service,
		.conn = conn,
		.arena = arena_new(),
		.request = steps,
		.ref = service_reference(service, steps->jurisdiction_id),
		.now_us = steps->at_us,
		.err = err,
	};
	bool repeated = false;
	int r;

	must(count > 0 && steps->command.type == CASE_COMMAND_RECEIVE &&
		steps->command.receive.file_count == 0);
	must(steps->command_id.len > 0 && steps->command_id.len <= COMMAND_ID_MAX_BYTES);
	r = a.ref ? claim(&a, &repeated) : err_set(err, ERR_UNAVAILABLE, "the jurisdiction is not loaded");
	if (r == 0 && !repeated)
		r = check_reference(&a);
	if (r == 0 && !repeated)
		r = store_history(&a, steps, count);
	reference_release(a.ref);
	arena_free(a.arena);
	return r;
}
