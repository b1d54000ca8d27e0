// SPDX-License-Identifier: Apache-2.0
// A jurisdiction put into an empty database, histories loaded at once, and what expires, on both engines.
#include "fixture.h"

#include "base/clock.h"
#include "db/writer.h"
#include "domain/officer.h"
#include "service/attachments.h"
#include "service/cases.h"
#include "service/drafts.h"
#include "service/expiry.h"
#include "service/officers.h"
#include "service/service.h"
#include "service/setup.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <stdio.h>
#include <string.h>

// clang-format off
#define CALENDAR "{\"version\":1,\"zone\":\"+08:00\"," \
	"\"working_hours\":[{\"weekdays\":[1,2,3,4,5],\"from\":\"09:00\",\"to\":\"17:00\"}]}"
// clang-format on
#define MONDAY_US INT64_C(1767578400000000) // 2026-01-05T02:00:00Z, ten o'clock there

enum { INTAKE, HANDLER, OFFICERS };

struct world {
	struct fixture *f;
	struct service *service;
	int64_t id; // of the jurisdiction
	int64_t officer_ids[OFFICERS];
	int64_t category_id, roads_id;
};

static const struct setup_unit units[] = {
	{.code = SLICE("centre"),
		.kind = SLICE("centre"),
		.name_zh = SLICE("中心"),
		.name_en = SLICE("Centre"),
		.parent = SETUP_NONE,
		.is_intake = true},
	{.code = SLICE("roads"),
		.kind = SLICE("department"),
		.name_zh = SLICE("道路局"),
		.name_en = SLICE("Roads"),
		.phone = SLICE("0000-1"),
		.parent = 0},
};
static const struct setup_officer officers[] = {
	[INTAKE] = {.login = SLICE("intake"), .name = SLICE("程"), .unit = 0, .roles = ROLE_INTAKE},
	[HANDLER] = {.login = SLICE("handler"), .name = SLICE("李"), .unit = 1, .roles = ROLE_HANDLER},
};
static const struct setup_category categories[] = {
	{.code = SLICE("roads"),
		.name_zh = SLICE("道路"),
		.name_en = SLICE("Roads"),
		.kinds = SLICE("complaint"),
		.parent = SETUP_NONE,
		.unit = SETUP_NONE},
	{.code = SLICE("holes"),
		.name_zh = SLICE("坑"),
		.name_en = SLICE("Holes"),
		.keywords = SLICE("坑"),
		.kinds = SLICE("complaint"),
		.parent = 0,
		.unit = 1,
		.reply_days = 3,
		.needs_check = true},
};
static const struct setup_area areas[] = {
	{.tree = SLICE("admin"),
		.level = SLICE("town"),
		.code = SLICE("town"),
		.name_zh = SLICE("镇"),
		.name_en = SLICE("Town"),
		.geometry = SLICE("{\"type\":\"Polygon\",\"coordinates\":[[[102,40],[102.1,40],[102.1,40.1],["
				  "102,40]]]}"),
		.parent = SETUP_NONE},
};

static struct setup_jurisdiction district(void)
{
	return (struct setup_jurisdiction){
		.slug = SLICE("nine"),
		.name_zh = SLICE("九区"),
		.name_en = SLICE("Nine"),
		.settings = SLICE("{}"),
		.calendar = SLICE(CALENDAR),
		.units = units,
		.unit_count = ARRAY_LEN(units),
		.officers = officers,
		.officer_count = ARRAY_LEN(officers),
		.categories = categories,
		.category_count = ARRAY_LEN(categories),
		.areas = areas,
		.area_count = ARRAY_LEN(areas),
	};
}

struct adding {
	struct world *w;
	struct setup_jurisdiction setup;
};

static int add_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct adding *adding = arg;

	return setup_jurisdiction(
		adding->w->service, conn, &adding->setup, &adding->w->id, adding->w->officer_ids, err);
}

static struct world world_open(struct fixture *f)
{
	struct world w = {.f = f};
	struct adding adding = {&w, district()};
	const struct reference *ref;
	char key_path[96];

	snprintf(key_path, sizeof(key_path), "%s/key", f->folder);
	assert_ok(keys_create(key_path, &f->err), &f->err);
	assert_ok(service_open(&(struct service_options){.db_url = f->url, .key_path = key_path}, &w.service,
			  &f->err),
		&f->err);
	assert_int_equal(service_jurisdiction_count(w.service), 0);
	assert_ok(db_write_now(f->conn, add_run, &adding, &f->err), &f->err);
	assert_ok(service_reload(w.service, &f->err), &f->err);
	ref = service_reference(w.service, w.id);
	assert_non_null(ref);
	w.category_id = reference_category_by_code(ref, SLICE("holes"))->id;
	w.roads_id = reference_unit_by_code(ref, SLICE("roads"))->id;
	reference_release(ref);
	return w;
}

// ---- A jurisdiction

static void test_jurisdiction(void **state)
{
	struct world w = world_open(*state);
	const struct reference *ref = service_reference_by_slug(w.service, SLICE("nine"));
	int64_t ids[4];

	assert_int_equal(service_jurisdiction_ids(w.service, ids, 4), 1);
	assert_int_equal(ids[0], w.id);
	assert_int_equal(service_jurisdiction_ids(w.service, ids, 0), 0);
	assert_int_equal(ref->unit_count, 2);
	assert_string_equal(ref->units[1].parent->code, "centre");
	assert_string_equal(ref->units[1].phone, "0000-1");
	assert_int_equal(ref->category_count, 2);
	assert_true(reference_category(ref, w.category_id)->is_leaf);
	assert_int_equal(reference_category(ref, w.category_id)->default_unit_id, w.roads_id);
	assert_int_equal(ref->town_count, 1);
	assert_false(ref->is_demo);
	reference_release(ref);
	service_close(w.service);
}

static void on_difference(void *arg, const struct difference *difference)
{
	(void)arg;
	fail_msg("%s %lld %s", difference->table, (long long)difference->row_id, difference->column);
}

static void assert_rows_are_the_fold(struct world *w, size_t events)
{
	struct fixture *f = w->f;
	struct jurisdiction_stream stream;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(jurisdiction_stream_load(f->conn, f->arena, w->id, &stream, &f->err), &f->err);
	assert_ok(jurisdiction_compare(f->conn, f->arena, &stream.state, on_difference, NULL, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_int_equal(stream.count, events);
}

static int add_officer(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;

	return officers_add(conn, w->id, service_next_id(w->service),
		&(struct officer_new){.login = SLICE("new"),
			.name = SLICE("新"),
			.unit_id = w->roads_id,
			.roles = ROLE_HANDLER},
		clock_now_us(), err);
}

static int set_password(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;

	return officers_set_password(conn, w->id, SLICE("new"), "$hash", err);
}

static void test_every_row_has_its_event(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = *state;
	size_t events = 2 + ARRAY_LEN(units) + ARRAY_LEN(officers) + ARRAY_LEN(categories) + ARRAY_LEN(areas);

	assert_rows_are_the_fold(&w, events);
	assert_ok(db_write_now(f->conn, add_officer, &w, &f->err), &f->err);
	assert_rows_are_the_fold(&w, events + 1);
	assert_ok(db_write_now(f->conn, set_password, &w, &f->err), &f->err);
	assert_rows_are_the_fold(&w, events + 1);
	service_close(w.service);
}

static void test_jurisdiction_twice(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = *state;
	struct adding again = {&w, district()};
	struct sql_jurisdiction_all_row *rows;
	size_t count;

	assert_int_equal(db_write_now(f->conn, add_run, &again, &f->err), ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, "jurisdiction_slug_key");
	// one mistake among the officers, and nothing of it all stays
	again.setup.slug = SLICE("ten");
	again.setup.officers = (const struct setup_officer[]){officers[0], officers[0]};
	assert_int_equal(db_write_now(f->conn, add_run, &again, &f->err), ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, "officer_login_key");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_jurisdiction_all(f->conn, f->arena, &rows, &count, &f->err), &f->err);
	db_end_read(f->conn);
	assert_int_equal(count, 1);
	service_close(w.service);
}

// ---- Histories

#define STEPS 6

static void fill_steps(struct world *w, struct slice code, struct case_request steps[STEPS])
{
	static const enum case_command_type types[STEPS] = {CASE_COMMAND_RECEIVE, CASE_COMMAND_RELEASE,
		CASE_COMMAND_ASSIGN, CASE_COMMAND_ACCEPT, CASE_COMMAND_ANSWER, CASE_COMMAND_CLOSE};
	int64_t by[STEPS] = {0, w->officer_ids[INTAKE], w->officer_ids[INTAKE], w->officer_ids[HANDLER],
		w->officer_ids[HANDLER], w->officer_ids[INTAKE]};

	for (int i = 0; i < STEPS; i++) {
		steps[i] = (struct case_request){
			.jurisdiction_id = w->id,
			.command_id = slice_of(arena_printf(w->f->arena, "test:%.*s:%d", SLICE_ARG(code), i)),
			.request = SLICE("request"),
			.officer_id = by[i],
			.command.type = types[i],
			.at_us = MONDAY_US + i * US_PER_HOUR,
			.arena = w->f->arena,
		};
	}
	steps[0].fixed_code = code;
	steps[0].command.receive = (struct case_receive){
		.channel = CASE_CHANNEL_PORTAL,
		.kind = CASE_KIND_COMPLAINT,
		.category_id = w->category_id,
		.title = SLICE("路上有坑"),
		.text = SLICE("樟荫路有一个大坑"),
		.address = SLICE("樟荫路28号"),
		.has_point = true,
		.point = {400200000, 1020700000},
		.has_consent = true,
		.language = SLICE("zh-CN"),
		.name = SLICE("王"),
		.phone = SLICE("13900001234"),
	};
	steps[1].command.release = (struct case_release){
		.extent = RELEASE_EXTENT_WORDS, .public_title = SLICE("坑"), .public_text = SLICE("大坑")};
	steps[2].command.assign.unit_id = w->roads_id;
	steps[4].command.answer =
		(struct case_answer){.text = SLICE("已修好。"), .public_text = SLICE("已修好。")};
	steps[5].command.close.outcome = CASE_OUTCOME_DONE;
}

struct loading {
	struct world *w;
	struct case_request *steps;
	size_t count;
	bool at_once;
};

static int load_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct loading *l = arg;
	int r = 0;

	if (l->at_once)
		return cases_run_history(l->w->service, conn, l->steps, l->count, err);
	for (size_t i = 0; r == 0 && i < l->count; i++) {
		if (i > 0)
			l->steps[i].code = slice_of(l->steps[0].result_code);
		r = cases_run(l->w->service, conn, &l->steps[i], err);
	}
	return r;
}

// Whether two rows of a query are equal in all columns but those named.
static void assert_same_row(const struct db_query *query, const void *a, const void *b, const char *but)
{
	for (size_t i = 0; i < query->column_count; i++) {
		const struct db_field *column = &query->columns[i];
		const char *x = (const char *)a + column->offset, *y = (const char *)b + column->offset;
		bool same = true;
		char name[64];

		snprintf(name, sizeof(name), " %s ", column->name);
		if (strstr(but, name))
			continue;
		if (column->nullable &&
			*((const bool *)a + column->has_offset) != *((const bool *)b + column->has_offset))
			fail_msg("%s: one is NULL", column->name);
		if (column->nullable && !*((const bool *)a + column->has_offset))
			continue;
		switch (column->type) {
		case DB_TYPE_BIGINT:
			same = *(const int64_t *)x == *(const int64_t *)y;
			break;
		case DB_TYPE_DOUBLE:
			same = *(const double *)x == *(const double *)y;
			break;
		case DB_TYPE_TEXT:
		case DB_TYPE_BYTES:
			same = slice_eq(*(const struct slice *)x, *(const struct slice *)y);
			break;
		}
		if (!same)
			fail_msg("%s differs", column->name);
	}
}

static void compare_stored(
	struct world *w, int64_t a_id, int64_t b_id, struct slice a_code, struct slice b_code)
{
	struct fixture *f = w->f;
	struct sql_case_row_by_code_row a, b;
	struct sql_assignment_of_case_row *a_rows, *b_rows;
	struct case_page a_page, b_page;
	struct case_contact contact;
	size_t a_count, b_count;
	bool found;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_case_row_by_code(f->conn, f->arena,
			  &(struct sql_case_row_by_code_in){.jurisdiction_id = w->id, .code = a_code}, &found,
			  &a, &f->err),
		&f->err);
	assert_ok(sql_case_row_by_code(f->conn, f->arena,
			  &(struct sql_case_row_by_code_in){.jurisdiction_id = w->id, .code = b_code}, &found,
			  &b, &f->err),
		&f->err);
	assert_same_row(&SQL_CASE_ROW_BY_CODE, &a, &b, " id code assignment_id ");
	assert_ok(sql_assignment_of_case(f->conn, f->arena,
			  &(struct sql_assignment_of_case_in){.jurisdiction_id = w->id, .case_id = a_id},
			  &a_rows, &a_count, &f->err),
		&f->err);
	assert_ok(sql_assignment_of_case(f->conn, f->arena,
			  &(struct sql_assignment_of_case_in){.jurisdiction_id = w->id, .case_id = b_id},
			  &b_rows, &b_count, &f->err),
		&f->err);
	assert_int_equal(a_count, 1);
	assert_int_equal(b_count, 1);
	assert_same_row(&SQL_ASSIGNMENT_OF_CASE, a_rows, b_rows, " id case_id ");
	assert_ok(cases_load(f->conn, f->arena, w->id, a_code, &a_page, &f->err), &f->err);
	assert_ok(cases_load(f->conn, f->arena, w->id, b_code, &b_page, &f->err), &f->err);
	assert_int_equal(a_page.stream.count, b_page.stream.count);
	for (size_t i = 0; i < a_page.stream.count; i++) {
		assert_int_equal(a_page.stream.events[i].type, b_page.stream.events[i].type);
		assert_int_equal(a_page.stream.events[i].meta.at_us, b_page.stream.events[i].meta.at_us);
		assert_int_equal(a_page.stream.events[i].meta.seq, i + 1);
		assert_int_equal(b_page.stream.events[i].meta.seq, i + 1);
	}
	assert_ok(case_contact_load(f->conn, f->arena, w->id, b_id, &contact, &f->err), &f->err);
	assert_true(slice_eq(contact.phone.value, SLICE("13900001234")));
	db_end_read(f->conn);
}

static void test_history_is_what_its_steps_are(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = *state;
	struct case_request one_by_one[STEPS], at_once[STEPS], more = {0};
	char codes[2][CASE_CODE_BYTES];
	struct loading l = {&w, one_by_one, STEPS, false};

	for (uint8_t i = 0; i < 2; i++) {
		const uint8_t random[CASE_CODE_RANDOM_BYTES] = {[7] = i};

		case_code_from_random(random, codes[i]);
	}
	fill_steps(&w, slice_of(codes[0]), one_by_one);
	fill_steps(&w, slice_of(codes[1]), at_once);
	assert_ok(db_write_now(f->conn, load_run, &l, &f->err), &f->err);
	l = (struct loading){&w, at_once, STEPS, true};
	assert_ok(db_write_now(f->conn, load_run, &l, &f->err), &f->err);
	assert_int_equal(at_once[0].result, CASE_REQUEST_DONE);
	assert_int_equal(at_once[0].seq, STEPS);
	compare_stored(&w, one_by_one[0].case_id, at_once[0].case_id, slice_of(codes[0]), slice_of(codes[1]));

	// the same again loads nothing
	assert_ok(db_write_now(f->conn, load_run, &l, &f->err), &f->err);
	assert_int_equal(at_once[0].result, CASE_REQUEST_REPEATED);
	assert_string_equal(at_once[0].result_code, codes[1]);

	// and the stream goes on from where the history ended
	more = at_once[1];
	more.command_id = SLICE("test:more");
	more.code = slice_of(codes[1]);
	more.at_us = MONDAY_US + 24 * US_PER_HOUR;
	l = (struct loading){&w, &more, 1, false};
	assert_ok(db_write_now(f->conn, load_run, &l, &f->err), &f->err);
	assert_int_equal(more.seq, STEPS + 1);
	service_close(w.service);
}

static void test_history_whole_or_not_at_all(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = *state;
	struct case_request steps[STEPS];
	struct sql_case_row_count_row row;
	const uint8_t random[CASE_CODE_RANDOM_BYTES] = {0};
	char code[CASE_CODE_BYTES];
	struct loading l = {&w, steps, STEPS, true};

	case_code_from_random(random, code);
	fill_steps(&w, slice_of(code), steps);
	steps[4].officer_id = w.officer_ids[INTAKE]; // not in charge
	assert_int_equal(db_write_now(f->conn, load_run, &l, &f->err), ERR_INVALID);
	assert_int_equal(steps[4].result, CASE_REQUEST_REFUSED);
	assert_true(steps[4].refusal_count > 0);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_case_row_count(f->conn, f->arena,
			  &(struct sql_case_row_count_in){.jurisdiction_id = w.id}, &row, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_int_equal(row.cases, 0);
	// mended, the same commands are carried out
	steps[4].officer_id = w.officer_ids[HANDLER];
	assert_ok(db_write_now(f->conn, load_run, &l, &f->err), &f->err);
	assert_int_equal(steps[0].result, CASE_REQUEST_DONE);
	service_close(w.service);
}

// ---- What expires

static void keep_things(struct world *w, int64_t now_us, const char *cookie, int64_t picture_id)
{
	struct fixture *f = w->f;
	struct officer_login login = {.officer = {.id = w->officer_ids[INTAKE]}};

	assert_ok(drafts_save(f->conn, f->arena, w->id, slice_of(cookie), now_us,
			  &(struct draft){.text = SLICE("x")}, &f->err),
		&f->err);
	assert_ok(officers_sign_in(f->conn, w->id, &login, slice_of(cookie), SLICE(""), now_us, &f->err),
		&f->err);
	assert_ok(attachments_store(f->conn, w->id, picture_id, SLICE("full"), SLICE("small"),
			  SLICE("image/jpeg"), 4, 3, now_us, &f->err),
		&f->err);
}

static void test_expiry(void **state)
{
	struct world w = world_open(*state);
	struct fixture *f = *state;
	int64_t now_us = clock_now_us(), other = w.id + 1;
	struct expiry_removed removed;
	struct officer_session session;
	struct attachment picture;
	struct draft draft;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	keep_things(&w, now_us - 3 * US_PER_DAY, "old", 1);
	keep_things(&w, now_us, "new", 2);
	assert_ok(attachments_store(f->conn, other, 1, SLICE("full"), SLICE("small"), SLICE("image/jpeg"), 4,
			  3, now_us - 3 * US_PER_DAY, &f->err),
		&f->err);
	assert_ok(expiry_remove(f->conn, w.id, now_us, &removed, &f->err), &f->err);
	assert_int_equal(removed.drafts, 1);
	assert_int_equal(removed.sessions, 1);
	assert_int_equal(removed.pictures, 1);
	assert_ok(expiry_remove(f->conn, w.id, now_us, &removed, &f->err), &f->err);
	assert_int_equal(removed.drafts + removed.sessions + removed.pictures, 0);
	assert_ok(drafts_load(f->conn, f->arena, w.id, SLICE("new"), now_us, &draft, &f->err), &f->err);
	assert_ok(officers_by_session(f->conn, f->arena, w.id, SLICE("new"), now_us, &session, &f->err),
		&f->err);
	assert_ok(attachments_load(f->conn, f->arena, w.id, 2, &picture, &f->err), &f->err);
	// another jurisdiction's is left alone
	assert_ok(attachments_load(f->conn, f->arena, other, 1, &picture, &f->err), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	service_close(w.service);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_jurisdiction),
		FIXTURE_TEST(test_every_row_has_its_event),
		FIXTURE_TEST(test_jurisdiction_twice),
		FIXTURE_TEST(test_history_is_what_its_steps_are),
		FIXTURE_TEST(test_history_whole_or_not_at_all),
		FIXTURE_TEST(test_expiry),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
