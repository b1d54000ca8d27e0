// SPDX-License-Identifier: Apache-2.0
// The JSON API, thin: a case in, a case out. The same use case as the form's. Errors are problem details (RFC
// 9457).
#include "domain/limits.h"
#include "http/response.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/limit.h"
#include "web/names.h"
#include "web/refusal.h"
#include "json/canonical.h"
#include "json/reader.h"
#include "json/writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BODY_LIMITS                                                                                          \
	&(const struct json_limits)                                                                          \
	{                                                                                                    \
		.max_bytes = 256 * 1024, .max_depth = 4                                                      \
	}
#define KEY_MAX_BYTES	  128
#define TITLE_CHARS	  40
#define ANSWER_NAME_BYTES 40
#define TEXT_BYTES_MAX                                                                                       \
	(4 * LIMIT_TEXT_CHARS + 4096) // the rules count characters; this only bounds what is read

static void answer(struct web_request *q, int status, struct buf *body)
{
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = status,
			       .content_type = "application/json; charset=utf-8",
			       .cache_control = "no-store",
			       .body = buf_slice(body),
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

// ---- POST /api/v1/cases

// Each member of the body into the command. json_fields remembers the first that is wrong.
static void read_contact(struct web_request *q, struct json_fields *f, struct case_receive *receive)
{
	const struct json_value *contact = json_fields_object(f, "contact", JSON_OPTIONAL);
	struct json_fields c;

	if (!contact)
		return;
	json_fields_init(&c, contact, "contact", q->arena);
	receive->name =
		text_clean_line(q->arena, json_fields_text(&c, "name", JSON_OPTIONAL, 4 * LIMIT_NAME_CHARS));
	receive->phone = text_clean_line(
		q->arena, json_fields_text(&c, "phone", JSON_OPTIONAL, LIMIT_PHONE_BYTES * 4));
	receive->email = text_clean_line(
		q->arena, json_fields_text(&c, "email", JSON_OPTIONAL, LIMIT_EMAIL_BYTES * 2));
	if (json_fields_end(&c, JSON_UNKNOWN_REFUSED, NULL) < 0 && !f->field) {
		f->field = c.field;
		f->problem = c.problem;
	}
}

static void read_point(struct json_fields *f, struct case_receive *receive)
{
	double lat, lon;
	bool has_lat = json_fields_double(f, "lat", JSON_OPTIONAL, -90, 90, &lat);
	bool has_long = json_fields_double(f, "long", JSON_OPTIONAL, -180, 180, &lon);

	if (has_lat != has_long) {
		json_fields_refuse(f, has_lat ? "long" : "lat", "lat and long come together");
		return;
	}
	receive->has_point = has_lat;
	if (has_lat)
		receive->point = (struct point_e7){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
}

static int by_name(const void *a, const void *b)
{
	return slice_cmp(((const struct json_member *)a)->name, ((const struct json_member *)b)->name);
}

static bool is_answer(const struct json_member *member)
{
	for (size_t i = 0; i < member->name.len; i++) {
		char c = member->name.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return member->name.len > 0 && member->name.len <= ANSWER_NAME_BYTES &&
	       member->value.type == JSON_VALUE_TEXT;
}

// Answers to the questions of the category: an object of texts.
static void read_answers(struct web_request *q, struct json_fields *f, struct case_receive *receive)
{
	const struct json_value *answers = json_fields_object(f, "answers", JSON_OPTIONAL);
	struct buf out = buf_in(q->arena);
	struct json_canonical w;

	if (!answers || answers->count == 0)
		return;
	qsort(answers->members, answers->count, sizeof(*answers->members), by_name);
	json_canonical_init(&w, &out);
	json_canonical_object(&w);
	for (size_t i = 0; i < answers->count; i++) {
		if (!is_answer(&answers->members[i])) {
			json_fields_refuse(f, "answers", "an object of texts, their names of a-z, 0-9 and _");
			return;
		}
		json_canonical_key(&w, arena_cstr(q->arena, answers->members[i].name));
		json_canonical_text(&w, text_clean(q->arena, answers->members[i].value.text));
	}
	json_canonical_object_end(&w);
	if (json_canonical_finish(&w, NULL) < 0)
		json_fields_refuse(f, "answers", "is not text");
	else
		receive->answers = buf_slice(&out);
}

static void read_category(struct web_request *q, struct json_fields *f, struct case_receive *receive)
{
	struct slice code = json_fields_text(f, "category", JSON_OPTIONAL, 100);
	const struct ref_category *category = code.len ? reference_category_by_code(q->ref, code)
						       : reference_suggest_category(q->ref, receive->text);

	if (code.len && !category)
		json_fields_refuse(f, "category", "no category has this code");
	receive->category_id = category ? category->id : 0;
}

static int read_body(struct web_request *q, struct json_fields *f, struct case_receive *receive)
{
	struct slice kind = json_fields_text(f, "kind", JSON_REQUIRED, 40);
	struct slice title = json_fields_text(f, "title", JSON_OPTIONAL, TEXT_BYTES_MAX);

	receive->channel = CASE_CHANNEL_API;
	receive->language = slice_of(lang_tag(q->lang));
	if (kind.len && !case_kind_parse(kind, &receive->kind))
		json_fields_refuse(f, "kind", "one of question, complaint, suggestion, help");
	receive->text = text_clean(q->arena, json_fields_text(f, "text", JSON_REQUIRED, TEXT_BYTES_MAX));
	receive->title = text_clean_line(q->arena, title);
	if (receive->title.len == 0)
		receive->title = text_title(q->arena, receive->text, TITLE_CHARS);
	receive->address = text_clean_line(
		q->arena, json_fields_text(f, "address", JSON_OPTIONAL, 4 * LIMIT_ADDRESS_CHARS));
	receive->is_secret = json_fields_bool(f, "secret", false);
	receive->has_consent = json_fields_bool(f, "publish", false);
	read_category(q, f, receive);
	read_answers(q, f, receive);
	read_point(f, receive);
	read_contact(q, f, receive);
	return json_fields_end(f, JSON_UNKNOWN_REFUSED, NULL);
}

static int receive_run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	return cases_run(q->service, conn, data, err);
}

static void receive_show(struct web_request *q, void *data)
{
	struct case_request *request = data;
	struct slice code = web_code(q, slice_of(request->result_code));
	char token[KEYS_LINK_TEXT_BYTES];
	struct buf out = buf_in(q->arena);
	struct json_writer w;
	const char *url = arena_printf(q->arena, "%s/c/%.*s", web_origin(q), SLICE_ARG(code));

	keys_link_token(service_keys(q->service), q->ref->jurisdiction_id, request->case_id, token);
	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "code");
	json_writer_text(&w, code);
	json_writer_key(&w, "url");
	json_writer_cstr(&w, url);
	json_writer_key(&w, "secret_url");
	json_writer_cstr(&w, arena_printf(q->arena, "%s/r/%.*s/%s", web_origin(q), SLICE_ARG(code), token));
	json_writer_object_end(&w);
	json_writer_finish(&w);
	http_set_header(q->http, "Location", slice_of(web_path(q, "/api/v1/cases/%.*s", SLICE_ARG(code))));
	answer(q, 201, &out);
}

static void receive_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct case_request *request = data;

	if (class == ERR_INVALID && request->result == CASE_REQUEST_REFUSED) {
		const struct refusal *refusal = &request->refusals[0];

		web_problem(q, 422, refusal_name(refusal->code),
			arena_cstr(q->arena, web_refusal_english(q, refusal)), refusal->field);
	} else if (class == ERR_INVALID && request->result == CASE_REQUEST_MISMATCH) {
		web_problem(q, 422, "idempotency_mismatch",
			"This Idempotency-Key was used for another request.", NULL);
	} else {
		web_error_class(q, class, err);
	}
}

// The key of an anonymous sender cannot be told from that of another: it must be hard to guess, or it is
// somebody's own fault. Keyed by the body's hash as well it would not notice a reused key; so the mismatch is
// what tells.
static bool take_key(struct web_request *q, struct case_request *request)
{
	struct slice key = http_header(q->http, "Idempotency-Key");

	// Nobody can ask for this one again. It is another word than those of a sender, and ids that rise
	// keep their rows together: a page of the store a commit, not one a case.
	if (!key.ptr) {
		request->command_id =
			slice_of(arena_printf(q->arena, "once:%019" PRId64, service_next_id(q->service)));
		return true;
	}
	for (size_t i = 0; i < key.len; i++) {
		if (key.ptr[i] < 0x21 || key.ptr[i] > 0x7e)
			return false;
	}
	if (key.len == 0 || key.len > KEY_MAX_BYTES)
		return false;
	request->command_id = slice_of(arena_printf(q->arena, "api:%.*s", SLICE_ARG(key)));
	return true;
}

static bool is_json(struct web_request *q)
{
	struct slice type = http_header(q->http, "Content-Type"), media, rest;

	slice_cut(type, ';', &media, &rest);
	return slice_eq_ascii_nocase(slice_trim(media), SLICE("application/json"));
}

void handle_api_receive(struct web_request *q)
{
	struct case_request *request = ARENA_NEW(q->arena, struct case_request);
	struct json_fields fields;
	struct json_value root;
	struct err err = {0};

	if (!is_json(q)) {
		web_problem(q, 415, NULL, "The body must be application/json.", NULL);
		return;
	}
	if (q->web->intake_limit && !rate_limit_take(q->web->intake_limit, http_remote(q->http), q->now_us)) {
		web_error(q, 429);
		return;
	}
	if (json_read(http_body(q->http), BODY_LIMITS, q->arena, &root, &err) < 0) {
		web_problem(q, 400, "malformed_json", arena_strdup(q->arena, err.message), NULL);
		return;
	}
	request->jurisdiction_id = q->ref->jurisdiction_id;
	request->request = http_body(q->http);
	request->arena = q->arena;
	request->command.type = CASE_COMMAND_RECEIVE;
	json_fields_init(&fields, &root, "", q->arena);
	if (read_body(q, &fields, &request->command.receive) < 0) {
		web_problem(q, 400, "invalid_member", fields.problem, fields.field);
		return;
	}
	if (!take_key(q, request)) {
		web_problem(q, 400, "invalid_idempotency_key",
			"Idempotency-Key has 1 to 128 visible ASCII characters.", NULL);
		return;
	}
	web_on_failure(q, receive_failed);
	web_write(q, receive_run, receive_show, request);
}

// ---- GET /api/v1/cases/CODE

struct api_case {
	char code[CASE_CODE_BYTES];
	struct case_page page;
};

static int case_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct api_case *wanted = data;

	return cases_load(
		conn, q->arena, q->ref->jurisdiction_id, slice_of(wanted->code), &wanted->page, err);
}

static void write_unit(struct web_request *q, struct json_writer *w, int64_t unit_id)
{
	struct slice name = web_unit_name(q, unit_id);

	if (name.len == 0)
		return;
	json_writer_key(w, "unit");
	json_writer_text(w, name);
}

// The raiser's word; null where there is no answer, which is neither yes nor no.
static void write_word(struct json_writer *w, enum raiser_solved solved, enum raiser_satisfied satisfied)
{
	json_writer_key(w, "solved");
	json_writer_cstr(w, solved != RAISER_SOLVED_NONE ? raiser_solved_name(solved) : NULL);
	json_writer_key(w, "satisfied");
	json_writer_cstr(w, satisfied != RAISER_SATISFIED_NONE ? raiser_satisfied_name(satisfied) : NULL);
}

static void write_step(struct web_request *q, struct json_writer *w, const struct case_event *event,
	const struct case_public_step *step, bool shows_words)
{
	json_writer_object(w);
	json_writer_key(w, "at");
	json_writer_time(w, step->at_us);
	json_writer_key(w, "type");
	json_writer_cstr(w, case_event_type_name(step->type));
	write_unit(q, w, step->unit_id);
	if (event->type == CASE_EVENT_ANSWERED && shows_words &&
		event->answered.public_text.state == PRIVATE_PRESENT) {
		json_writer_key(w, "text");
		json_writer_text(w, event->answered.public_text.value);
	}
	if (step->return_reason != RETURN_REASON_NONE) {
		json_writer_key(w, "reason");
		json_writer_cstr(w, return_reason_name(step->return_reason));
	}
	if (step->outcome != CASE_OUTCOME_NONE) {
		json_writer_key(w, "outcome");
		json_writer_cstr(w, case_outcome_name(step->outcome));
	}
	if (step->decline_reason != DECLINE_REASON_NONE) {
		json_writer_key(w, "reason");
		json_writer_cstr(w, decline_reason_name(step->decline_reason));
	}
	if (step->appeal_outcome != APPEAL_OUTCOME_NONE) {
		json_writer_key(w, "outcome");
		json_writer_cstr(w, appeal_outcome_name(step->appeal_outcome));
	}
	if (step->type == CASE_EVENT_RATED) {
		write_word(w, step->solved, step->satisfied);
		json_writer_key(w, "by");
		json_writer_cstr(w, step->is_callback ? "officer" : "raiser");
	}
	if (step->waiting_reason != WAITING_REASON_NONE) {
		json_writer_key(w, "reason");
		json_writer_cstr(w, waiting_reason_name(step->waiting_reason));
	}
	if (step->until_us) {
		json_writer_key(w, "until");
		json_writer_time(w, step->until_us);
	}
	if (step->type == CASE_EVENT_EXTENSION_DECIDED) {
		json_writer_key(w, "granted");
		json_writer_bool(w, step->is_granted);
	}
	if (step->type == CASE_EVENT_ORDERED) {
		json_writer_key(w, "year");
		json_writer_int(w, step->order_year);
		json_writer_key(w, "number");
		json_writer_int(w, step->order_number);
		json_writer_key(w, "answer_by");
		json_writer_time(w, step->answer_by);
	}
	json_writer_object_end(w);
}

static void write_row(struct web_request *q, struct json_writer *w, const struct case_page *page)
{
	const struct case_public_view *view = &page->view;

	json_writer_key(w, "kind");
	json_writer_cstr(w, case_kind_name(view->kind));
	json_writer_key(w, "received_at");
	json_writer_time(w, view->received_at_us);
	if (view->shows_words) {
		json_writer_key(w, "title");
		json_writer_text(w, view->title);
		json_writer_key(w, "text");
		json_writer_text(w, view->text);
	}
	write_unit(q, w, view->unit_id);
	if (view->state == CASE_STATE_CLOSED) {
		json_writer_key(w, "outcome");
		json_writer_cstr(w, case_outcome_name(view->outcome));
		write_word(w, view->solved, view->satisfied);
	}
	if (view->decline_reason != DECLINE_REASON_NONE) {
		json_writer_key(w, "decline_reason");
		json_writer_cstr(w, decline_reason_name(view->decline_reason));
	}
	if (view->waiting_reason != WAITING_REASON_NONE) {
		json_writer_key(w, "waiting_reason");
		json_writer_cstr(w, waiting_reason_name(view->waiting_reason));
		json_writer_key(w, "waiting_until");
		json_writer_time(w, view->waiting_until_us);
	}
	json_writer_key(w, "extensions");
	json_writer_int(w, view->extensions);
	json_writer_key(w, "reopens");
	json_writer_int(w, view->reopens);
	json_writer_key(w, "timeline");
	json_writer_array(w);
	for (size_t i = 0; i < page->stream.count; i++) {
		struct case_public_step step;

		if (case_public_step(&page->stream.events[i], &step))
			write_step(q, w, &page->stream.events[i], &step, view->shows_words);
	}
	json_writer_array_end(w);
}

static void case_show(struct web_request *q, void *data)
{
	const struct api_case *wanted = data;
	struct buf out = buf_in(q->arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "code");
	json_writer_text(&w, web_code(q, wanted->page.view.code));
	json_writer_key(&w, "state");
	json_writer_cstr(&w, case_state_name(wanted->page.view.state));
	if (wanted->page.view.shows_row)
		write_row(q, &w, &wanted->page);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	answer(q, 200, &out);
}

void handle_api_case(struct web_request *q)
{
	struct api_case *wanted = ARENA_NEW(q->arena, struct api_case);

	if (!case_code_parse(q->args[0], wanted->code)) {
		web_error(q, 404);
		return;
	}
	web_read(q, WEB_READ_POINT, case_load, case_show, wanted);
}
