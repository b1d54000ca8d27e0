// SPDX-License-Identifier: Apache-2.0
// Changes of reference data over a real store, on both engines: once each, never over somebody else's, and
// no unit is retired while a case is given to it.
#include "world.h"

#include "db/writer.h"
#include "domain/officer.h"
#include "service/admin.h"
#include "service/officers.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <string.h>

#define ADMIN 400

struct admin_call {
	struct service *service;
	struct admin_change change;
};

static int run(struct db_conn *conn, void *arg, struct err *err)
{
	struct admin_call *call = arg;

	return admin_run(call->service, conn, &call->change, err);
}

static int send(struct world *w, struct admin_call *call, const char *command_id)
{
	call->service = w->service;
	call->change.jurisdiction_id = DISTRICT;
	call->change.command_id = slice_of(command_id);
	if (!call->change.request.ptr)
		call->change.request = SLICE("request");
	if (!call->change.officer_id)
		call->change.officer_id = ADMIN;
	call->change.arena = w->arena;
	return db_writer_run(service_writer(w->service), run, call, &w->f->err);
}

static int add_admin(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return officers_add(conn, DISTRICT, ADMIN,
		&(struct officer_new){
			.login = SLICE("admin"), .name = SLICE("管"), .unit_id = CENTRE, .roles = ROLE_ADMIN},
		1, err);
}

static struct world open_world(struct fixture *f)
{
	struct world w = world_open(f);

	assert_ok(db_writer_run(service_writer(w.service), add_admin, NULL, &f->err), &f->err);
	return w;
}

static struct admin_view look(struct world *w)
{
	struct admin_view view;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(admin_load(w->f->conn, w->arena, DISTRICT, &view, &w->f->err), &w->f->err);
	db_end_read(w->f->conn);
	return view;
}

static void on_difference(void *arg, const struct difference *d)
{
	(void)arg;
	fail_msg("%s %lld %s differs from the events", d->table, (long long)d->row_id, d->column);
}

static void assert_rows_are_events(struct world *w)
{
	struct jurisdiction_stream stream;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(jurisdiction_stream_load(w->f->conn, w->arena, DISTRICT, &stream, &w->f->err), &w->f->err);
	assert_ok(jurisdiction_compare(w->f->conn, w->arena, &stream.state, on_difference, NULL, &w->f->err),
		&w->f->err);
	db_end_read(w->f->conn);
}

static struct unit_set unit_of(struct world *w, int64_t id)
{
	struct admin_view view = look(w);
	const struct unit_set *unit = admin_unit_find(view.units, view.unit_count, id);

	assert_non_null(unit);
	return *unit;
}

static struct admin_call new_unit(const char *code)
{
	return (struct admin_call){.change = {.kind = ADMIN_CHANGE_UNIT,
					   .unit = {.parent_id = CENTRE,
						   .code = slice_of(code),
						   .kind = SLICE("section"),
						   .name_zh = private_text_of(slice_of(code)),
						   .name_en = private_text_of(slice_of(code))}}};
}

static void test_once(void **state)
{
	struct world w = open_world(*state);
	struct admin_call first = new_unit("water"), again = new_unit("water"), other = new_unit("water");
	int64_t before = look(&w).seq;
	size_t units = look(&w).unit_count;

	assert_ok(send(&w, &first, "a:1"), &w.f->err);
	assert_int_equal(first.change.result, ADMIN_DONE);
	assert_ok(send(&w, &again, "a:1"), &w.f->err);
	assert_int_equal(again.change.result, ADMIN_REPEATED);
	assert_int_equal(again.change.id, first.change.id);
	other.change.request = SLICE("another");
	assert_int_equal(send(&w, &other, "a:1"), ERR_INVALID);
	assert_int_equal(other.change.result, ADMIN_MISMATCH);
	other.change.request = (struct slice){0};
	assert_int_equal(send(&w, &other, "a:2"), ERR_INVALID);
	assert_int_equal(other.change.result, ADMIN_REFUSED);
	assert_int_equal(other.change.problems.items[0].code, ADMIN_PROBLEM_TAKEN);
	assert_int_equal(look(&w).unit_count, units + 1);
	assert_int_equal(look(&w).seq, before + 2); // the unit, and the version of the whole
	assert_rows_are_events(&w);
	world_close(&w);
}

static void test_only_admins(void **state)
{
	struct world w = open_world(*state);
	struct admin_call call = new_unit("water");

	call.change.officer_id = INTAKE;
	assert_int_equal(send(&w, &call, "a:1"), ERR_NOT_FOUND);
	call.change.officer_id = 77;
	assert_int_equal(send(&w, &call, "a:1"), ERR_NOT_FOUND);
	assert_ok(db_begin_write(w.f->conn, &w.f->err), &w.f->err);
	assert_int_equal(
		admin_set_password(w.f->conn, w.arena, DISTRICT, INTAKE, HANDLER, "$hash", &w.f->err),
		ERR_NOT_FOUND);
	assert_int_equal(
		admin_end_sessions(w.f->conn, w.arena, DISTRICT, INTAKE, HANDLER, &w.f->err), ERR_NOT_FOUND);
	db_rollback(w.f->conn);
	world_close(&w);
}

static void test_stale(void **state)
{
	struct world w = open_world(*state);
	struct admin_call first = {.change = {.kind = ADMIN_CHANGE_UNIT, .seq = look(&w).seq}},
			  second = first, elsewhere = first;

	first.change.unit = second.change.unit = unit_of(&w, PARKS);
	first.change.unit.phone = private_text_of(SLICE("1"));
	second.change.unit.phone = private_text_of(SLICE("2"));
	elsewhere.change.unit = unit_of(&w, LAMPS);
	elsewhere.change.unit.phone = private_text_of(SLICE("3"));
	assert_ok(send(&w, &first, "a:1"), &w.f->err);
	assert_int_equal(send(&w, &second, "a:2"), ERR_INVALID);
	assert_int_equal(second.change.result, ADMIN_STALE);
	assert_int_equal(second.change.changed_by, ADMIN);
	assert_true(second.change.changed_at > 0);
	// another row is no reason
	assert_ok(send(&w, &elsewhere, "a:3"), &w.f->err);
	second.change.seq = look(&w).seq;
	assert_ok(send(&w, &second, "a:2"), &w.f->err);
	assert_true(slice_eq(unit_of(&w, PARKS).phone.value, SLICE("2")));
	assert_rows_are_events(&w);
	world_close(&w);
}

static void test_retired_gets_no_cases(void **state)
{
	struct world w = open_world(*state);
	struct call got = world_receive("坑", true), assign = {0}, later = world_receive("又一个坑", true),
		    refused = {0};
	struct admin_call retire = {.change = {.kind = ADMIN_CHANGE_UNIT}}, out = {0};
	struct admin_view view = look(&w);

	assert_ok(send(&w,
			  &(struct admin_call){.change = {.kind = ADMIN_CHANGE_OFFICER,
						       .officer = {.officer_id = GARDENER,
							       .unit_id = PARKS,
							       .roles = ROLE_HANDLER,
							       .disabled = true,
							       .name = private_text_of(SLICE("走"))}}},
			  "a:0"),
		&w.f->err);
	assert_true(view.officer_count > 0);
	assert_ok(world_send(&w, &got, "form:1", 0), &w.f->err);
	assign.request.command.assign.unit_id = PARKS;
	assert_ok(world_move(&w, &assign, got.request.result_code, "d:1", INTAKE, CASE_COMMAND_ASSIGN),
		&w.f->err);
	retire.change.unit = unit_of(&w, PARKS);
	retire.change.unit.is_retired = true;
	assert_int_equal(send(&w, &retire, "a:1"), ERR_INVALID);
	assert_int_equal(retire.change.problems.items[0].code, ADMIN_PROBLEM_OPEN_CASES);
	out = (struct admin_call){.change = {.kind = ADMIN_CHANGE_UNIT, .unit = unit_of(&w, LAMPS)}};
	out.change.unit.is_retired = true;
	assert_ok(send(&w, &out, "a:2"), &w.f->err);
	assert_ok(service_reload(w.service, &w.f->err), &w.f->err); // as the tick of a second does
	assert_ok(world_send(&w, &later, "form:2", 0), &w.f->err);
	refused.request.command.assign.unit_id = LAMPS;
	assert_int_equal(
		world_move(&w, &refused, later.request.result_code, "d:2", INTAKE, CASE_COMMAND_ASSIGN),
		ERR_INVALID);
	assert_int_equal(refused.request.refusals[0].code, REFUSAL_UNIT_UNKNOWN);
	assert_rows_are_events(&w);
	world_close(&w);
}

static struct officer_login find(struct world *w, const char *name)
{
	struct officer_login login;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(officers_find(w->f->conn, w->arena, DISTRICT, slice_of(name), &login, &w->f->err),
		&w->f->err);
	db_end_read(w->f->conn);
	return login;
}

static void test_officers(void **state)
{
	struct world w = open_world(*state);
	struct admin_call call = {.change = {.kind = ADMIN_CHANGE_OFFICER,
					  .officer = {.unit_id = ROADS,
						  .roles = ROLE_HANDLER,
						  .login = private_text_of(SLICE("new")),
						  .name = private_text_of(SLICE("新"))},
					  .password_hash = "$hash"}};
	struct admin_view view;
	struct officer_login login;

	assert_ok(send(&w, &call, "a:1"), &w.f->err);
	view = look(&w);
	for (size_t i = 0; i < view.officer_count; i++) {
		bool is_new = view.officers[i].officer_id == call.change.id;

		assert_int_equal(view.standings[i].has_password, is_new);
		assert_int_equal(view.standings[i].must_change, is_new);
	}
	login = find(&w, "new");
	assert_string_equal(login.password_hash, "$hash");
	// a change leaves what belongs to signing in as it was; the login stays
	call.change.officer = (struct officer_set){.officer_id = call.change.id,
		.unit_id = PARKS,
		.roles = ROLE_EDITOR,
		.login = private_text_of(SLICE("other")),
		.name = private_text_of(SLICE("新"))};
	call.change.password_hash = NULL;
	assert_ok(send(&w, &call, "a:2"), &w.f->err);
	login = find(&w, "new");
	assert_string_equal(login.password_hash, "$hash");
	assert_int_equal(login.officer.unit_id, PARKS);
	assert_int_equal(login.officer.roles, ROLE_EDITOR);
	assert_rows_are_events(&w);
	world_close(&w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_once),
		FIXTURE_TEST(test_only_admins),
		FIXTURE_TEST(test_stale),
		FIXTURE_TEST(test_retired_gets_no_cases),
		FIXTURE_TEST(test_officers),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
