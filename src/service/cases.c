// SPDX-License-Identifier: Apache-2.0
// The order inside the transaction: command id, lock of the stream, load, decide, events and rows. A refusal
// is returned as an error so that the command row goes with it: asked again later, the rules decide anew.
#include "service/cases.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "service/drafts.h"
#include "service/erasures.h"
#include "service/notices.h"
#include "service/service.h"
#include "sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// Where a case has no category, or the category no deadline of its own for a unit.
#define DEFAULT_REPLY_DAYS 5
#define GIVE_BACK_DAYS	   2  // so many working days after it is assigned a unit may give it back
#define EXTENSION_DAYS	   10 // by how much at most a unit's deadline is extended
#define HISTORY_EVENTS_MAX 64 // of one case in cases_run_history

struct attempt {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena; // of this attempt alone
	struct case_request *request;
	const struct reference *ref;
	struct case_stream stream;
	struct case_facts facts;
	unsigned char request_hash[KEYS_HASH_BYTES];
	int64_t now_us;
	struct err *err;
};

static int end_with(struct attempt *a, enum case_request_result result, const char *words)
{
	a->request->result = result;
	return err_set(a->err, ERR_INVALID, "%s", words);
}

// ---- The command row

static int read_result(struct attempt *a, struct slice text)
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

static struct slice write_result(struct attempt *a)
{
	return slice_of(arena_printf(a->arena, "%" PRId64 " %" PRId64 " %s", a->request->case_id,
		a->request->seq, a->request->result_code));
}

// Without a result where there is none yet.
static int insert_command(struct attempt *a, struct slice result, int64_t *ret_inserted)
{
	return sql_command_insert(a->conn,
		&(struct sql_command_insert_in){
			.jurisdiction_id = a->request->jurisdiction_id,
			.id = a->request->command_id,
			.request_hash = slice_from(a->request_hash, sizeof(a->request_hash)),
			.has_result = result.len > 0,
			.result = result,
			.at = a->now_us,
		},
		ret_inserted, a->err);
}

// Claims the command id. *ret_repeated: it was used before, and request says what came of it. PostgreSQL
// claims by inserting the row, so that others with the same id wait. On SQLite nobody else writes while this
// transaction is open: looking is enough, and the row is written once, with its result.
static int claim(struct attempt *a, bool *ret_repeated)
{
	bool looks = service_is_sqlite(a->service), found;
	struct sql_command_by_id_row row;
	int64_t inserted = 0;
	int r;

	keys_request_hash(service_keys(a->service), a->request->request, a->request_hash);
	r = looks ? 0 : insert_command(a, SLICE(""), &inserted);
	if (r < 0 || inserted)
		return r;
	r = sql_command_by_id(a->conn, a->arena,
		&(struct sql_command_by_id_in){
			.jurisdiction_id = a->request->jurisdiction_id, .id = a->request->command_id},
		&found, &row, a->err);
	if (r < 0 || (looks && !found))
		return r;
	if (!found || !row.has_result)
		return err_set(a->err, ERR_CONFLICT, "the same command is being carried out now");
	*ret_repeated = true;
	if (!slice_eq(row.request_hash, slice_from(a->request_hash, sizeof(a->request_hash))))
		return end_with(a, CASE_REQUEST_MISMATCH, "this command id was used for another request");
	return read_result(a, row.result);
}

// ---- Facts

static struct case_period working_days(int32_t days)
{
	return (struct case_period){days > 0, {CALENDAR_UNIT_WORKING_DAY, days}};
}

static struct case_policy policy_of(const struct reference *ref, int64_t category_id)
{
	const struct ref_category *category = reference_category(ref, category_id);
	struct case_policy policy = {
		.reply = working_days(DEFAULT_REPLY_DAYS),
		.unit = working_days(DEFAULT_REPLY_DAYS),
		.give_back = working_days(GIVE_BACK_DAYS),
		.extension = working_days(EXTENSION_DAYS),
		.needs_check = true,
		.version = ref->version,
	};

	if (!category)
		return policy;
	policy.contact = working_days(category->contact_days);
	policy.reply = working_days(category->reply_days);
	policy.solve = working_days(category->solve_days);
	if (category->reply_days > 0)
		policy.unit = policy.reply;
	policy.needs_check = category->needs_check;
	policy.public_without_consent = category->public_without_consent;
	return policy;
}

static bool is_complained_of(const struct reference *ref, int64_t officer_id, int64_t unit_id,
	int64_t about_unit_id, int64_t about_officer_id)
{
	if (about_officer_id && officer_id == about_officer_id)
		return true;
	return about_unit_id && unit_id && reference_unit_within(ref, unit_id, about_unit_id);
}

static int64_t private_id_value(const struct private_id *id)
{
	return id->state == PRIVATE_PRESENT ? id->value : 0;
}

struct case_actor cases_actor(
	const struct reference *ref, const struct officer *officer, const struct case_state *state)
{
	return (struct case_actor){
		.by = EVENT_BY_OFFICER,
		.officer_id = officer->id,
		.unit_id = officer->unit_id,
		.roles = (uint32_t)officer->roles,
		.is_complained_of = is_complained_of(ref, officer->id, officer->unit_id,
			private_id_value(&state->about_unit_id), private_id_value(&state->about_officer_id)),
		.is_of_answering_unit =
			state->answered_by_unit_id &&
			reference_unit_within(ref, officer->unit_id, state->answered_by_unit_id),
	};
}

void cases_facts(const struct reference *ref, const struct officer *officer, const struct case_state *state,
	struct case_facts *ret)
{
	*ret = (struct case_facts){
		.jurisdiction_id = ref->jurisdiction_id,
		.actor = cases_actor(ref, officer, state),
		.policy = policy_of(ref, state->category_id),
		.category_exists = true,
		.about_unit_exists = true,
		.about_officer_exists = true,
		.unit_in_charge_is_complained_of =
			is_complained_of(ref, 0, state->unit_id, private_id_value(&state->about_unit_id), 0),
		.calendar = ref->calendar,
	};
}

static struct case_unit_fact unit_fact(struct attempt *a, int64_t unit_id)
{
	const struct case_state *state = &a->stream.state;

	return (struct case_unit_fact){
		.exists = reference_unit(a->ref, unit_id) != NULL,
		.is_complained_of =
			is_complained_of(a->ref, 0, unit_id, private_id_value(&state->about_unit_id), 0),
	};
}

static int officer_exists(struct attempt *a, int64_t officer_id, bool *ret)
{
	struct officer officer;
	int r;

	if (officer_id == 0)
		return 0;
	r = officers_by_id(a->conn, a->arena, a->request->jurisdiction_id, officer_id, &officer, a->err);
	*ret = r == 0;
	return r == ERR_NOT_FOUND ? 0 : r;
}

static int receive_facts(struct attempt *a)
{
	struct case_receive *receive = &a->request->command.receive;
	struct case_facts *facts = &a->facts;

	facts->policy = policy_of(a->ref, receive->category_id);
	facts->category_exists = receive->category_id && reference_category(a->ref, receive->category_id);
	facts->about_unit_exists = receive->about_unit_id && reference_unit(a->ref, receive->about_unit_id);
	facts->actor.is_complained_of =
		facts->actor.by == EVENT_BY_OFFICER &&
		is_complained_of(a->ref, facts->actor.officer_id, facts->actor.unit_id,
			receive->about_unit_id, receive->about_officer_id);
	if (receive->has_point) {
		struct ref_place place =
			reference_place_at(a->ref, receive->point.lat_e7 / 1e7, receive->point.long_e7 / 1e7);

		facts->place_area_id = place.area_id;
		facts->town_area_id = place.town_id;
	}
	if (!facts->place_area_id && reference_area(a->ref, a->request->place_area_id)) {
		facts->place_area_id = a->request->place_area_id;
		facts->town_area_id = reference_town_of(a->ref, a->request->place_area_id);
	}
	return officer_exists(a, receive->about_officer_id, &facts->about_officer_exists);
}

static int classify_facts(struct attempt *a)
{
	struct case_classify *classify = &a->request->command.classify;

	if (classify->category_id)
		a->facts.policy = policy_of(a->ref, classify->category_id);
	a->facts.category_exists = classify->category_id && reference_category(a->ref, classify->category_id);
	a->facts.about_unit_exists =
		classify->about_unit_id && reference_unit(a->ref, classify->about_unit_id);
	a->facts.about_officer_exists = false;
	return officer_exists(a, classify->about_officer_id, &a->facts.about_officer_exists);
}

// The next number of the year in which it is given. Who else takes it at the same moment makes this one run
// again.
static int order_facts(struct attempt *a)
{
	struct sql_oversight_order_newest_number_row newest;
	struct calendar_civil now;
	int r;

	a->request->command.oversight.order_id = service_next_id(a->service);
	calendar_civil(a->ref->calendar, a->now_us, &now);
	a->facts.order_year = now.year;
	r = sql_oversight_order_newest_number(a->conn, a->arena,
		&(struct sql_oversight_order_newest_number_in){
			.jurisdiction_id = a->request->jurisdiction_id, .year = now.year},
		&newest, a->err);
	if (r == 0)
		a->facts.order_number = newest.number + 1;
	return r;
}

static int gather_facts(struct attempt *a)
{
	struct case_request *request = a->request;
	struct officer officer = {0};
	int r = 0;

	if (request->officer_id)
		r = officers_by_id(
			a->conn, a->arena, request->jurisdiction_id, request->officer_id, &officer, a->err);
	if (r < 0)
		return r == ERR_NOT_FOUND ? end_with(a, CASE_REQUEST_NO_CASE, "the officer is gone") : r;
	cases_facts(a->ref, &officer, &a->stream.state, &a->facts);
	if (!request->officer_id)
		a->facts.actor =
			(struct case_actor){.by = request->by_system ? EVENT_BY_SYSTEM : EVENT_BY_RAISER};
	switch (request->command.type) {
	case CASE_COMMAND_RECEIVE:
		return receive_facts(a);
	case CASE_COMMAND_CLASSIFY:
		return classify_facts(a);
	case CASE_COMMAND_ASSIGN:
		a->facts.target = unit_fact(a, request->command.assign.unit_id);
		a->facts.supervising = unit_fact(a, request->command.assign.supervising_unit_id);
		break;
	case CASE_COMMAND_ORDER:
		return order_facts(a);
	case CASE_COMMAND_RELEASE:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_CLOSE:
	case CASE_COMMAND_ERASE:
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_DECLINE:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ANSWER_ORDER:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
		break;
	}
	return 0;
}

// ---- One attempt

static int load(struct attempt *a)
{
	struct case_head head;
	int r;

	r = cases_head(a->conn, a->arena, a->request->jurisdiction_id, a->request->code, &head, a->err);
	if (r == 0)
		r = case_stream_lock(a->conn, a->arena, a->request->jurisdiction_id, head.id, a->err);
	if (r == 0)
		r = case_stream_load(
			a->conn, a->arena, a->request->jurisdiction_id, head.id, &a->stream, a->err);
	return r == ERR_NOT_FOUND ? end_with(a, CASE_REQUEST_NO_CASE, "no such case") : r;
}

static void begin_case(struct attempt *a)
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

static int store_decision(struct attempt *a, const struct case_decision *decision)
{
	int r;

	r = case_stream_append(
		a->conn, a->arena, decision->events, decision->event_count, &decision->state, a->err);
	a->request->case_id = decision->state.case_id;
	a->request->seq = decision->state.seq;
	must(decision->state.code.len == CASE_CODE_LEN);
	memcpy(a->request->result_code, decision->state.code.ptr, CASE_CODE_LEN);
	a->request->result_code[CASE_CODE_LEN] = '\0';
	return r;
}

// Pictures that the command names: taken by the case, or shown to everybody.
static int store_files(struct attempt *a)
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

static int store_result(struct attempt *a)
{
	int64_t stored = 0;
	int r;

	if (service_is_sqlite(a->service))
		r = insert_command(a, write_result(a), &stored);
	else
		r = sql_command_result(a->conn,
			&(struct sql_command_result_in){.jurisdiction_id = a->request->jurisdiction_id,
				.id = a->request->command_id,
				.result = write_result(a)},
			&stored, a->err);
	if (r == 0 && stored != 1)
		r = err_set(a->err, ERR_INTERNAL, "the row of a command was lost on the way");
	return r;
}

static int finish(struct attempt *a)
{
	struct case_request *request = a->request;
	int r;

	r = store_result(a);
	if (r == 0 && request->draft_cookie.len)
		r = drafts_delete(a->conn, request->jurisdiction_id, request->draft_cookie, a->err);
	if (r == 0)
		request->result = CASE_REQUEST_DONE;
	return r;
}

static int refuse(struct attempt *a, const struct case_decision *decision)
{
	a->request->refusals = arena_memdup(
		a->request->arena, decision->refusals, decision->refusal_count * sizeof(*decision->refusals));
	a->request->refusal_count = decision->refusal_count;
	return end_with(a, CASE_REQUEST_REFUSED, refusal_name(decision->refusals[0].code));
}

static int check_reference(struct attempt *a)
{
	struct sql_jurisdiction_version_row row;
	int r;

	r = sql_jurisdiction_version(a->conn, a->arena,
		&(struct sql_jurisdiction_version_in){.id = a->request->jurisdiction_id}, &row, a->err);
	if (r == 0 && row.version != a->ref->version)
		r = err_set(a->err, ERR_BUSY, "the reference data is just changing");
	return r;
}

static int attempt(struct attempt *a)
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
	if (r == 0 && request->command.type == CASE_COMMAND_ASSIGN)
		request->command.assign.assignment_id = service_next_id(a->service);
	if (r == 0)
		r = gather_facts(a);
	if (r < 0)
		return r;
	// time never falls within a stream, whatever the wall clock does
	if (a->now_us < a->stream.state.last_at_us)
		a->now_us = a->stream.state.last_at_us;
	if (!case_decide(&a->stream.state, &request->command, &a->facts, a->now_us, a->arena, &decision))
		return refuse(a, &decision);
	r = store_decision(a, &decision);
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
	struct attempt a = {
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
static int add_step(struct attempt *a, struct case_event *events, size_t *count)
{
	struct case_command *command = &a->request->command;
	struct case_decision decision;
	int r;

	if (command->type == CASE_COMMAND_ASSIGN)
		command->assign.assignment_id = service_next_id(a->service);
	r = gather_facts(a);
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

static int store_history(struct attempt *a, struct case_request *steps, size_t count)
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
	return r == 0 ? finish(a) : r;
}

int cases_run_history(struct service *service, struct db_conn *conn, struct case_request *steps, size_t count,
	struct err *err)
{
	struct attempt a = {
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
