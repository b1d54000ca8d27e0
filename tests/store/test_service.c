// SPDX-License-Identifier: Apache-2.0
// The use cases over a real store, on both engines: a matter's way to its answer, what must hold when
// commands are repeated, refused, raced for, or fail half-way.
#include "world.h"

#include "base/clock.h"
#include "db/writer.h"
#include "domain/officer.h"
#include "service/cases.h"
#include "service/officers.h"
#include "service/password.h"
#include "service/seasons.h"
#include "service/service.h"
#include "service/waiting.h"
#include "sql.h"
#include "store/jurisdictions.h"
#include "store/ledger.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void test_way_to_the_answer(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("樟荫路有一个大坑 13812345678", true), release = {0}, assign = {0},
		    accept = {0}, answer = {0}, close_it = {0};
	struct case_page page;
	const char *code;

	assert_ok(world_send(&w, &got, "form:1", 0), &w.f->err);
	code = got.request.result_code;
	page = world_load(&w, code);
	assert_int_equal(page.stream.state.state, CASE_STATE_RECEIVED);
	assert_false(page.view.shows_row);
	assert_true(page.stream.state.reply_by_us > page.stream.state.received_at_us);

	release.request.command.release = (struct case_release){
		.extent = RELEASE_EXTENT_WORDS, .public_title = SLICE("坑"), .public_text = SLICE("大坑")};
	assert_ok(world_move(&w, &release, code, "d:1", INTAKE, CASE_COMMAND_RELEASE), &w.f->err);
	assign.request.command.assign.unit_id = ROADS;
	assert_ok(world_move(&w, &assign, code, "d:2", INTAKE, CASE_COMMAND_ASSIGN), &w.f->err);
	assert_ok(world_move(&w, &accept, code, "d:3", HANDLER, CASE_COMMAND_ACCEPT), &w.f->err);
	answer.request.command.answer =
		(struct case_answer){.text = SLICE("已修好。"), .public_text = SLICE("已修好。")};
	assert_ok(world_move(&w, &answer, code, "d:4", HANDLER, CASE_COMMAND_ANSWER), &w.f->err);
	close_it.request.command.close.outcome = CASE_OUTCOME_DONE;
	assert_ok(world_move(&w, &close_it, code, "d:5", INTAKE, CASE_COMMAND_CLOSE), &w.f->err);

	page = world_load(&w, code);
	assert_int_equal(page.stream.state.state, CASE_STATE_CLOSED);
	assert_int_equal(page.stream.count, 6);
	assert_true(page.view.shows_words);
	assert_true(slice_eq(page.view.text, SLICE("大坑"))); // never what was typed
	assert_true(slice_eq(page.view.answer, SLICE("已修好。")));
	world_close(&w);
}

static void test_same_command_once(void **state)
{
	struct world w = world_open(*state);
	struct call first = world_receive("坑", true), again = world_receive("坑", true),
		    other = world_receive("别的", true);

	assert_ok(world_send(&w, &first, "form:same", 0), &w.f->err);
	assert_int_equal(first.request.result, CASE_REQUEST_DONE);
	assert_ok(world_send(&w, &again, "form:same", 0), &w.f->err);
	assert_int_equal(again.request.result, CASE_REQUEST_REPEATED);
	assert_string_equal(first.request.result_code, again.request.result_code);
	assert_int_equal(first.request.case_id, again.request.case_id);
	other.request.request = SLICE("another request");
	assert_int_equal(world_send(&w, &other, "form:same", 0), ERR_INVALID);
	assert_int_equal(other.request.result, CASE_REQUEST_MISMATCH);
	assert_int_equal(world_count_rows(&w), 1);
	world_close(&w);
}

static void test_refusal_stores_nothing(void **state)
{
	struct world w = world_open(*state);
	struct call empty = world_receive("", true), full = world_receive("坑", true), accept = {0},
		    assign = {0};

	assert_int_equal(world_send(&w, &empty, "form:a", 0), ERR_INVALID);
	assert_int_equal(empty.request.result, CASE_REQUEST_REFUSED);
	assert_string_equal(empty.request.refusals[0].field, "text");
	assert_int_equal(world_count_rows(&w), 0);
	// the same id is free again: the refusal left no trace
	assert_ok(world_send(&w, &full, "form:a", 0), &w.f->err);
	assert_int_equal(full.request.result, CASE_REQUEST_DONE);
	assert_int_equal(
		world_move(&w, &accept, full.request.result_code, "d:1", HANDLER, CASE_COMMAND_ACCEPT),
		ERR_INVALID);
	assert_int_equal(accept.request.result, CASE_REQUEST_REFUSED);
	assign.request.command.assign.unit_id = ROADS;
	assert_int_equal(
		world_move(&w, &assign, full.request.result_code, "d:2", GARDENER, CASE_COMMAND_ASSIGN),
		ERR_INVALID);
	assert_int_equal(world_load(&w, full.request.result_code).stream.count, 1);
	world_close(&w);
}

// Rule 1 of those that protect people, through the tree of units and the lists of the desk.
// The writer may take back what succeeded and run it again: what came of the earlier run counts for nothing.
static void test_run_again_after_a_rollback(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = w.f;
	struct call first = world_receive("坑", true), second = world_receive("坑", true);
	char before[CASE_CODE_BYTES];

	assert_ok(world_send(&w, &first, "form:x", 0), &f->err);
	first.request.command_id = second.request.command_id = SLICE("form:b");
	second.w = &w;
	second.request.jurisdiction_id = DISTRICT;
	second.request.request = first.request.request;
	second.request.arena = w.arena;
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(world_run(f->conn, &first, &f->err), &f->err);
	assert_ok(world_run(f->conn, &second, &f->err), &f->err);
	assert_int_equal(second.request.result, CASE_REQUEST_REPEATED);
	memcpy(before, second.request.result_code, sizeof(before));
	db_rollback(f->conn);
	assert_int_equal(world_count_rows(&w), 1);

	assert_ok(world_send(&w, &second, "form:b", 0), &f->err);
	assert_int_equal(second.request.result, CASE_REQUEST_DONE);
	assert_string_not_equal(second.request.result_code, before);
	assert_int_equal(world_load(&w, second.request.result_code).stream.count, 1);

	// a refusal of the earlier run is not taken for one of this
	second.request.command.receive.text = SLICE("");
	assert_int_equal(world_send(&w, &second, "form:c", 0), ERR_INVALID);
	assert_int_equal(second.request.result, CASE_REQUEST_REFUSED);
	second.request.command.receive.text = SLICE("坑");
	db_fault_set(f->db, DB_FAULT_STATEMENT, 4, ERR_UNAVAILABLE);
	assert_int_equal(db_write_now(f->conn, world_run, &second, &f->err), ERR_UNAVAILABLE);
	db_fault_set(f->db, DB_FAULT_STATEMENT, 0, ERR_UNAVAILABLE);
	assert_int_equal(second.request.result, CASE_REQUEST_DONE);
	assert_int_equal(second.request.refusal_count, 0);
	world_close(&w);
}

static void test_complained_of_unit_is_kept_out(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("路灯科的人态度恶劣", true), assign = {0}, below = {0}, parks = {0};
	struct officer handler = {.id = HANDLER, .unit_id = LAMPS, .roles = ROLE_HANDLER | ROLE_INTAKE};
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct desk_count counts[DESK_FOLDERS];
	struct case_list_row *rows;
	struct case_actor actor;
	struct case_page page;
	size_t count;

	got.request.command.receive.about_unit_id = ROADS;
	assert_ok(world_send(&w, &got, "form:c", 0), &w.f->err);
	assign.request.command.assign.unit_id = ROADS;
	assert_int_equal(world_move(&w, &assign, got.request.result_code, "d:1", INTAKE, CASE_COMMAND_ASSIGN),
		ERR_INVALID);
	assert_int_equal(assign.request.refusals[0].code, REFUSAL_UNIT_COMPLAINED_OF);
	below.request.command.assign.unit_id = LAMPS; // stands below the unit that is complained of
	assert_int_equal(world_move(&w, &below, got.request.result_code, "d:2", INTAKE, CASE_COMMAND_ASSIGN),
		ERR_INVALID);
	parks.request.command.assign.unit_id = PARKS;
	assert_ok(world_move(&w, &parks, got.request.result_code, "d:3", INTAKE, CASE_COMMAND_ASSIGN),
		&w.f->err);

	page = world_load(&w, got.request.result_code);
	actor = cases_actor(ref, &handler, &page.stream.state);
	assert_true(actor.is_complained_of);
	assert_false(case_may_see(&page.stream.state, &actor));
	assert_ok(db_begin_read(w.f->conn, &w.f->err), &w.f->err);
	assert_ok(cases_desk_list(w.f->conn, w.arena, ref, &handler, DESK_ALL_ASSIGNED, clock_now_us(), 0, 0,
			  10, &rows, &count, &w.f->err),
		&w.f->err);
	assert_int_equal(count, 0);
	assert_ok(cases_desk_counts(w.f->conn, w.arena, ref, &handler, 1, counts, &w.f->err), &w.f->err);
	assert_int_equal(counts[DESK_ALL_ASSIGNED].cases, 0);
	handler.unit_id = PARKS;
	handler.id = GARDENER;
	assert_ok(cases_desk_list(w.f->conn, w.arena, ref, &handler, DESK_ALL_ASSIGNED, clock_now_us(), 0, 0,
			  10, &rows, &count, &w.f->err),
		&w.f->err);
	assert_int_equal(count, 1);
	db_end_read(w.f->conn);
	reference_release(ref);
	world_close(&w);
}

// ---- Contact data

struct viewing {
	struct world *w;
	int64_t officer_id;
	struct slice code;
	struct case_contact contact;
	bool refused;
};

static int view_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct viewing *v = arg;
	const struct reference *ref = service_reference(v->w->service, DISTRICT);
	int r = cases_view_contact(v->w->service, conn, v->w->arena, ref, v->officer_id, v->code,
		clock_now_us(), &v->contact, &v->refused, err);

	reference_release(ref);
	return r;
}

static size_t count_views(struct world *w, int64_t case_id)
{
	struct sql_contact_view_of_case_row *rows;
	size_t count;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(sql_contact_view_of_case(w->f->conn, w->arena,
			  &(struct sql_contact_view_of_case_in){
				  .jurisdiction_id = DISTRICT, .case_id = case_id},
			  &rows, &count, &w->f->err),
		&w->f->err);
	db_end_read(w->f->conn);
	return count;
}

static void test_each_look_at_contact_is_recorded(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("坑", true);
	struct viewing intake = {.w = &w, .officer_id = INTAKE}, stranger = {.w = &w, .officer_id = GARDENER};

	assert_ok(world_send(&w, &got, "form:v", 0), &w.f->err);
	intake.code = stranger.code = slice_of(got.request.result_code);
	assert_ok(db_writer_run(service_writer(w.service), view_run, &intake, &w.f->err), &w.f->err);
	assert_false(intake.refused);
	assert_true(slice_eq(intake.contact.phone.value, SLICE("13900001234")));
	assert_int_equal(intake.contact.email.state, PRIVATE_ABSENT);
	assert_int_equal(count_views(&w, got.request.case_id), 1);
	assert_int_equal(
		db_writer_run(service_writer(w.service), view_run, &stranger, &w.f->err), ERR_NOT_FOUND);
	assert_int_equal(count_views(&w, got.request.case_id), 1);
	world_close(&w);
}

// ---- Races and faults

struct racer {
	struct world *w;
	struct slice code;
	int number;
	int class;
	enum case_request_result result;
};

static void *race(void *arg)
{
	struct racer *racer = arg;
	struct arena *arena = arena_new();
	struct call call = {.w = racer->w};
	char id[16];

	snprintf(id, sizeof(id), "race:%d", racer->number);
	call.request = (struct case_request){.jurisdiction_id = DISTRICT,
		.command_id = slice_of(id),
		.request = slice_of(id),
		.code = racer->code,
		.officer_id = INTAKE,
		.arena = arena};
	call.request.command.type = CASE_COMMAND_ASSIGN;
	call.request.command.assign.unit_id = racer->number % 2 ? ROADS : PARKS;
	racer->class = db_writer_run(service_writer(racer->w->service), world_run, &call, NULL);
	racer->result = call.request.result;
	arena_free(arena);
	return NULL;
}

static void test_one_of_many_assigns(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("坑", true);
	struct racer racers[16];
	pthread_t threads[ARRAY_LEN(racers)];
	int done = 0;

	assert_ok(world_send(&w, &got, "form:r", 0), &w.f->err);
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		racers[i] =
			(struct racer){.w = &w, .code = slice_of(got.request.result_code), .number = (int)i};
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		pthread_join(threads[i], NULL);
		assert_true(racers[i].class == 0 ||
			    (racers[i].class == ERR_INVALID && racers[i].result == CASE_REQUEST_REFUSED));
		done += racers[i].class == 0;
	}
	assert_int_equal(done, 1);
	assert_int_equal(world_load(&w, got.request.result_code).stream.count, 2);
	world_close(&w);
}

// Each statement of an intake fails once: nothing of it is stored, and the same command succeeds afterwards.
static void test_no_half_case(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = w.f;
	int64_t stored = 0;
	int n;

	for (n = 1; n < 40; n++) {
		struct call got = world_receive("坑", true), again = world_receive("坑", true);
		struct db_conn *conn = fixture_connect(f, DB_ACCESS_WRITE);
		char id[16];
		int class;

		snprintf(id, sizeof(id), "fault:%d", n);
		got.w = again.w = &w;
		got.request.jurisdiction_id = DISTRICT;
		got.request.command_id = slice_of(id);
		got.request.request = SLICE("x");
		got.request.arena = w.arena;
		db_fault_set(f->db, DB_FAULT_STATEMENT, n, ERR_UNAVAILABLE);
		class = db_write_now(conn, world_run, &got, &f->err);
		db_fault_set(f->db, DB_FAULT_STATEMENT, 0, ERR_UNAVAILABLE);
		db_disconnect(conn);
		if (class == 0)
			break; // the fault lay behind the last statement
		assert_int_equal(class, ERR_UNAVAILABLE);
		assert_int_equal(world_count_rows(&w), stored);
		assert_ok(world_send(&w, &again, id, 0), &f->err);
		assert_int_equal(again.request.result, CASE_REQUEST_DONE);
		assert_int_equal(world_count_rows(&w), ++stored);
	}
	assert_in_range(n, 8, 39); // an intake has that many statements; all were tried
	world_close(&w);
}

struct resume {
	struct world *w;
	int64_t now_us;
	struct waiting_case *cases;
	size_t count;
};

static int find_over(struct db_conn *conn, void *arg, struct err *err)
{
	struct resume *resume = arg;

	return waiting_over(
		conn, resume->w->arena, DISTRICT, resume->now_us, 10, &resume->cases, &resume->count, err);
}

static int resume_first(struct db_conn *conn, void *arg, struct err *err)
{
	struct resume *resume = arg;

	return waiting_resume(resume->w->service, conn, DISTRICT, &resume->cases[0], resume->now_us, err);
}

static int run(struct resume *resume, int (*command)(struct db_conn *conn, void *arg, struct err *err))
{
	return db_writer_run(service_writer(resume->w->service), command, resume, &resume->w->f->err);
}

// Two servers see the same case whose waiting has ended: it is resumed once, and counts no longer than was
// given.
static void test_waiting_ends_once(void **state)
{
	struct world w = world_open(*state);
	const int64_t until_us = clock_now_us() + US_PER_DAY;
	struct call got = world_receive("坑", true), assign = {0}, accept = {0}, wait = {0};
	struct resume resume = {.w = &w, .now_us = until_us - 1};
	struct case_page page;
	const char *code;

	assert_ok(world_send(&w, &got, "form:w", 0), &w.f->err);
	code = got.request.result_code;
	assign.request.command.assign.unit_id = ROADS;
	assert_ok(world_move(&w, &assign, code, "w:1", INTAKE, CASE_COMMAND_ASSIGN), &w.f->err);
	assert_ok(world_move(&w, &accept, code, "w:2", HANDLER, CASE_COMMAND_ACCEPT), &w.f->err);
	wait.request.command.wait = (struct case_wait){WAITING_REASON_SEASON, SLICE("下雨"), until_us};
	assert_ok(world_move(&w, &wait, code, "w:3", HEAD, CASE_COMMAND_WAIT), &w.f->err);

	assert_ok(run(&resume, find_over), &w.f->err);
	assert_int_equal(resume.count, 0);
	resume.now_us = until_us + 2 * US_PER_DAY;
	assert_ok(run(&resume, find_over), &w.f->err);
	assert_int_equal(resume.count, 1);
	// by a clock that goes slow it is not over: nothing happens, and it can be tried again
	resume.now_us = until_us - 1;
	assert_int_equal(run(&resume, resume_first), ERR_INVALID);
	assert_int_equal(world_load(&w, code).stream.state.state, CASE_STATE_WAITING);
	resume.now_us = until_us + 2 * US_PER_DAY;
	for (int server = 0; server < 2; server++)
		assert_ok(run(&resume, resume_first), &w.f->err);
	page = world_load(&w, code);
	assert_int_equal(page.stream.state.state, CASE_STATE_IN_HAND);
	assert_int_equal(page.stream.count, 5);
	assert_int_equal(page.stream.state.pauses[0].to_us, until_us);
	assert_ok(run(&resume, find_over), &w.f->err);
	assert_int_equal(resume.count, 0);
	world_close(&w);
}

static void test_sessions(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = w.f;
	char cookie[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct officer_session session;
	struct officer_login login;
	int64_t now = clock_now_us();

	keys_new_cookie(cookie);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(officers_find(f->conn, w.arena, DISTRICT, SLICE("handler"), &login, &f->err), &f->err);
	assert_ok(officers_sign_in(f->conn, DISTRICT, &login, slice_of(cookie), SLICE(""), now, &f->err),
		&f->err);
	assert_ok(officers_by_session(f->conn, w.arena, DISTRICT, slice_of(cookie), now, &session, &f->err),
		&f->err);
	assert_int_equal(session.officer.id, HANDLER);
	assert_int_equal(officers_by_session(f->conn, w.arena, DISTRICT, slice_of(cookie),
				 now + SESSION_IDLE_US, &session, &f->err),
		ERR_NOT_FOUND);
	for (int i = 0; i < LOGIN_TRIES; i++) {
		assert_ok(officers_count_failure(f->conn, DISTRICT, &login, now, &f->err), &f->err);
		assert_ok(officers_find(f->conn, w.arena, DISTRICT, SLICE("handler"), &login, &f->err),
			&f->err);
	}
	assert_true(login.locked_until > now);
	assert_ok(officers_set_password(f->conn, DISTRICT, SLICE("handler"), "hash", &f->err), &f->err);
	assert_int_equal(
		officers_by_session(f->conn, w.arena, DISTRICT, slice_of(cookie), now, &session, &f->err),
		ERR_NOT_FOUND);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	world_close(&w);
}

static void test_secret_links(void **state)
{
	struct world w = world_open(*state);
	const struct keys *keys = service_keys(w.service);
	char token[KEYS_LINK_TEXT_BYTES], again[KEYS_LINK_TEXT_BYTES];

	keys_link_token(keys, DISTRICT, 42, token);
	keys_link_token(keys, DISTRICT, 42, again);
	assert_string_equal(token, again);
	assert_true(keys_link_matches(keys, DISTRICT, 42, slice_of(token)));
	assert_false(keys_link_matches(keys, DISTRICT, 43, slice_of(token)));
	assert_false(keys_link_matches(keys, 2, 42, slice_of(token)));
	token[5] ^= 1;
	assert_false(keys_link_matches(keys, DISTRICT, 42, slice_of(token)));
	assert_false(keys_link_matches(keys, DISTRICT, 42, SLICE("")));
	world_close(&w);
}

// The order of a hotline comes once, however its number is written, and not again when it was erased.
static void test_a_number_elsewhere_comes_once(void **state)
{
	struct world w = world_open(*state);
	struct call first = world_receive("井盖没了", true), again = world_receive("井盖没了", true),
		    other = world_receive("别的", true), erase = {0};
	struct case_request *requests[] = {&first.request, &again.request, &other.request};
	const char *code;

	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		requests[i]->command.receive.channel = CASE_CHANNEL_HOTLINE;
		requests[i]->command.receive.outside_number = SLICE("gd2026-17");
	}
	assert_ok(world_send(&w, &first, "form:1", INTAKE), &w.f->err);
	code = first.request.result_code;
	assert_true(slice_eq(world_load(&w, code).stream.state.outside_number.value, SLICE("gd2026-17")));
	again.request.command.receive.outside_number = SLICE("GD2026-17");
	assert_int_equal(world_send(&w, &again, "form:2", INTAKE), ERR_INVALID);
	assert_int_equal(again.request.refusals[0].code, REFUSAL_OUTSIDE_NUMBER_TAKEN);
	assert_string_equal(again.request.refusals[0].field, "outside_number");
	erase.request.by_system = true;
	erase.request.command.erase =
		(struct case_erase){ERASURE_SCOPE_ALL, ERASURE_REASON_RAISER_ASKED, SLICE("x")};
	assert_ok(world_move(&w, &erase, code, "e:1", 0, CASE_COMMAND_ERASE), &w.f->err);
	assert_int_equal(world_load(&w, code).stream.state.outside_number.state, PRIVATE_ERASED);
	assert_int_equal(world_send(&w, &again, "form:3", INTAKE), ERR_INVALID);
	other.request.command.receive.outside_number = SLICE("GD2026-18");
	assert_ok(world_send(&w, &other, "form:4", INTAKE), &w.f->err);
	assert_int_equal(world_count_rows(&w), 2);
	world_close(&w);
}

// ---- Seasons and lists

struct season_call {
	struct world *w;
	struct season_request *request;
};

static int season_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct season_call *call = arg;

	return seasons_run(call->w->service, conn, call->request, err);
}

static int season_send(struct world *w, struct season_request *request, const char *id, int64_t officer_id)
{
	int r;

	request->jurisdiction_id = DISTRICT;
	request->command_id = request->request = slice_of(id);
	request->officer_id = officer_id;
	r = db_writer_run(
		service_writer(w->service), season_run, &(struct season_call){w, request}, &w->f->err);
	if (r == 0)
		assert_ok(service_reload(w->service, &w->f->err), &w->f->err);
	return r;
}

static struct list_counts count_list(struct world *w, const struct officer *officer)
{
	const struct reference *ref = service_reference(w->service, DISTRICT);
	struct list_counts *counts, ret;

	assert_int_equal(ref->programme_count, 1);
	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(programmes_count(w->f->conn, w->arena, ref, officer, clock_now_us(), &counts, &w->f->err),
		&w->f->err);
	db_end_read(w->f->conn);
	ret = counts[0];
	reference_release(ref);
	return ret;
}

static void test_seasons_and_lists(void **state)
{
	struct world w = world_open(*state);
	struct season_request season = {.season = {.code = SLICE("autumn"),
						.name_zh = SLICE("秋季走访"),
						.starts_on = SLICE("2026-09-01"),
						.ends_on = SLICE("2026-11-30"),
						.is_public = true}};
	struct season_request list = {.is_programme = true,
		.programme = {.code = SLICE("rectify"),
			.name_zh = SLICE("整改清单"),
			.kind = PROGRAMME_KIND_RECTIFICATION,
			.is_public = true}};
	struct season_request other = list, wrong = season;
	struct officer intake = {.id = INTAKE, .unit_id = CENTRE, .roles = ROLE_INTAKE},
		       roads = {.id = HANDLER, .unit_id = ROADS, .roles = ROLE_HANDLER};
	struct call about = world_receive("路灯科不管", true), got = world_receive("坑", true), put = {0};
	struct list_counts counts;

	// who may, and what is wrong
	assert_int_equal(season_send(&w, &season, "s:1", INTAKE), ERR_NOT_FOUND);
	wrong.season.ends_on = SLICE("2026-08-01");
	wrong.season.plan.stages[0].from = SLICE("2026-02-30");
	assert_int_equal(season_send(&w, &wrong, "s:2", 0), ERR_INVALID);
	assert_int_equal(wrong.result, SEASON_REFUSED);
	assert_true(wrong.refusals.count >= 2);
	// once, and its code is nobody else's
	assert_ok(season_send(&w, &season, "s:3", 0), &w.f->err);
	assert_ok(season_send(&w, &season, "s:3", 0), &w.f->err);
	assert_int_equal(season.result, SEASON_REPEATED);
	assert_int_equal(season_send(&w, &season, "s:4", 0), ERR_INVALID);
	assert_int_equal(season.refusals.items[0].code, REFUSAL_CODE_TAKEN);
	assert_ok(season_send(&w, &season, "s:3", 0), &w.f->err);
	list.programme.season_id = season.id;
	assert_ok(season_send(&w, &list, "s:5", 0), &w.f->err);
	other.programme.season_id = 99;
	other.programme.code = SLICE("other");
	assert_int_equal(season_send(&w, &other, "s:6", 0), ERR_INVALID);

	// what is about a unit is not counted for it
	about.request.command.receive.about_unit_id = ROADS;
	about.request.command.receive.programme_id = 99;
	assert_int_equal(world_send(&w, &about, "form:1", 0), ERR_INVALID);
	assert_int_equal(about.request.refusals[0].code, REFUSAL_PROGRAMME_UNKNOWN);
	about.request.command.receive.programme_id = list.id;
	assert_ok(world_send(&w, &about, "form:1", 0), &w.f->err);
	assert_ok(world_send(&w, &got, "form:2", 0), &w.f->err);
	put.request.command.list.programme_id = list.id;
	assert_ok(world_move(&w, &put, got.request.result_code, "d:1", INTAKE, CASE_COMMAND_LIST), &w.f->err);
	counts = count_list(&w, &intake);
	assert_int_equal(counts.cases, 2);
	assert_int_equal(counts.open, 2);
	assert_int_equal(counts.concluded, 0);
	assert_int_equal(count_list(&w, &roads).cases, 1);
	world_close(&w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_way_to_the_answer),
		FIXTURE_TEST(test_same_command_once),
		FIXTURE_TEST(test_refusal_stores_nothing),
		FIXTURE_TEST(test_run_again_after_a_rollback),
		FIXTURE_TEST(test_complained_of_unit_is_kept_out),
		FIXTURE_TEST(test_each_look_at_contact_is_recorded),
		FIXTURE_TEST(test_one_of_many_assigns),
		FIXTURE_TEST(test_no_half_case),
		FIXTURE_TEST(test_waiting_ends_once),
		FIXTURE_TEST(test_a_number_elsewhere_comes_once),
		FIXTURE_TEST(test_seasons_and_lists),
		FIXTURE_TEST(test_sessions),
		FIXTURE_TEST(test_secret_links),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
