// SPDX-License-Identifier: Apache-2.0
#include "service/admin.h"

#include "base/clock.h"
#include "domain/officer.h"
#include "service/commands.h"
#include "service/officers.h"
#include "service/service.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <inttypes.h>

#define EVENTS_LOOKED_AT 2000 // of the stream since the form was made; more than that and it is old anyway

struct attempt {
	struct service *service;
	struct db_conn *conn;
	struct admin_change *change;
	struct arena *arena;
	struct admin_view view;
	struct jurisdiction_writing writing;
	struct err *err;
};

static int end_with(struct attempt *a, enum admin_result result, const char *words)
{
	a->change->result = result;
	return err_set(a->err, ERR_INVALID, "%s", words);
}

static int load_admin(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	struct officer *ret, struct err *err)
{
	int r = officers_by_id(conn, arena, jurisdiction_id, officer_id, ret, err);

	if (r == 0 && !(ret->roles & ROLE_ADMIN))
		r = err_set(err, ERR_NOT_FOUND, "not an admin");
	return r;
}

// ---- What is there

static int load_standings(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct admin_view *view, struct err *err)
{
	struct sql_officer_standing_row *rows;
	size_t count;
	int r;

	r = sql_officer_standing(conn, arena,
		&(struct sql_officer_standing_in){.jurisdiction_id = jurisdiction_id}, &rows, &count, err);
	if (r < 0)
		return r;
	view->standings = ARENA_ARRAY(arena, struct admin_officer_standing, view->officer_count + 1);
	// both come by id
	for (size_t i = 0, k = 0; i < view->officer_count; i++) {
		while (k < count && rows[k].id < view->officers[i].officer_id)
			k++;
		if (k < count && rows[k].id == view->officers[i].officer_id)
			view->standings[i] = (struct admin_officer_standing){
				rows[k].has_password != 0, rows[k].must_change != 0, rows[k].locked_until};
	}
	return 0;
}

int admin_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct admin_view *ret,
	struct err *err)
{
	struct admin_view view = {0};
	int r;

	r = jurisdiction_seq(conn, arena, jurisdiction_id, &view.seq, err);
	if (r == 0)
		r = jurisdiction_units(conn, arena, jurisdiction_id, &view.units, &view.unit_count, err);
	if (r == 0)
		r = jurisdiction_officers(
			conn, arena, jurisdiction_id, &view.officers, &view.officer_count, err);
	if (r == 0)
		r = load_standings(conn, arena, jurisdiction_id, &view, err);
	if (r == 0)
		*ret = view;
	return r;
}

// ---- Whether the form is old

static int64_t id_of(const struct admin_change *change)
{
	switch (change->kind) {
	case ADMIN_CHANGE_UNIT:
		return change->unit.unit_id;
	case ADMIN_CHANGE_OFFICER:
		return change->officer.officer_id;
	}
	return 0;
}

static bool touches(const struct jurisdiction_event *event, const struct admin_change *change)
{
	switch (change->kind) {
	case ADMIN_CHANGE_UNIT:
		return event->type == JURISDICTION_EVENT_UNIT_SET &&
		       event->unit_set.unit_id == change->unit.unit_id;
	case ADMIN_CHANGE_OFFICER:
		return event->type == JURISDICTION_EVENT_OFFICER_SET &&
		       event->officer_set.officer_id == change->officer.officer_id;
	}
	return false;
}

static int check_stale(struct attempt *a)
{
	struct admin_change *change = a->change;
	struct jurisdiction_event *events;
	size_t count;
	int r;

	if (change->seq == 0 || id_of(change) == 0)
		return 0;
	r = jurisdiction_events_since(a->conn, a->arena, change->jurisdiction_id, change->seq,
		EVENTS_LOOKED_AT, &events, &count, a->err);
	if (r < 0)
		return r;
	for (size_t i = count; i-- > 0;) {
		if (!touches(&events[i], change))
			continue;
		change->changed_at = events[i].meta.at_us;
		change->changed_by = events[i].meta.by_officer_id;
		return end_with(a, ADMIN_STALE, "the row was changed since the form was made");
	}
	return count == EVENTS_LOOKED_AT ? end_with(a, ADMIN_STALE, "the form is too old") : 0;
}

// ---- Units

static int unit_facts(struct attempt *a, const struct unit_set *wanted, struct admin_unit_facts *ret)
{
	struct sql_case_row_open_of_unit_row open = {0};
	struct category_set *categories;
	size_t count = 0;
	int r = 0;

	*ret = (struct admin_unit_facts){.units = a->view.units, .count = a->view.unit_count};
	if (wanted->unit_id == 0 || !wanted->is_retired)
		return 0;
	r = sql_case_row_open_of_unit(a->conn, a->arena,
		&(struct sql_case_row_open_of_unit_in){
			.jurisdiction_id = a->change->jurisdiction_id, .unit_id = wanted->unit_id},
		&open, a->err);
	if (r == 0)
		r = jurisdiction_categories(
			a->conn, a->arena, a->change->jurisdiction_id, &categories, &count, a->err);
	if (r < 0)
		return r;
	ret->open_cases = open.cases;
	for (size_t i = 0; i < count; i++)
		ret->default_of += categories[i].default_unit_id == wanted->unit_id;
	for (size_t i = 0; i < a->view.officer_count; i++)
		ret->officers +=
			a->view.officers[i].unit_id == wanted->unit_id && !a->view.officers[i].disabled;
	return 0;
}

// The tick at one unit takes it from the other: exactly one takes cases in.
static int move_intake(struct attempt *a, int64_t to_id)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < a->view.unit_count; i++) {
		struct unit_set other = a->view.units[i];

		if (!other.is_intake || other.unit_id == to_id)
			continue;
		other.is_intake = false;
		r = jurisdiction_put_unit(&a->writing, &other, a->err);
	}
	return r;
}

static int set_unit(struct attempt *a)
{
	struct unit_set *wanted = &a->change->unit;
	const struct unit_set *old = admin_unit_find(a->view.units, a->view.unit_count, wanted->unit_id);
	struct admin_unit_facts facts;
	int r;

	if (wanted->unit_id != 0 && !old)
		return err_set(a->err, ERR_NOT_FOUND, "no such unit");
	if (old)
		wanted->code = old->code;
	// first: it waits for commands of cases that go by the reference data as they were, and those that
	// come later see the new ones; so no case is given to a unit while it is retired
	r = jurisdiction_raise_version(&a->writing, a->err);
	if (r == 0)
		r = unit_facts(a, wanted, &facts);
	if (r < 0)
		return r;
	admin_check_unit(wanted, &facts, &a->change->problems);
	if (a->change->problems.count)
		return end_with(a, ADMIN_REFUSED, "the rules do not allow it");
	if (!old)
		wanted->unit_id = service_next_id(a->service);
	a->change->id = wanted->unit_id;
	r = wanted->is_intake ? move_intake(a, wanted->unit_id) : 0;
	return r == 0 ? jurisdiction_put_unit(&a->writing, wanted, a->err) : r;
}

// ---- Officers

static int put_password(struct db_conn *conn, int64_t jurisdiction_id, int64_t officer_id,
	const char *password_hash, struct err *err)
{
	return sql_officer_password(conn,
		&(struct sql_officer_password_in){.jurisdiction_id = jurisdiction_id,
			.id = officer_id,
			.password_hash = slice_of(password_hash),
			.must_change = 1},
		NULL, err);
}

static int end_sessions(struct db_conn *conn, int64_t jurisdiction_id, int64_t officer_id, struct err *err)
{
	return sql_session_delete_of_officer(conn,
		&(struct sql_session_delete_of_officer_in){
			.jurisdiction_id = jurisdiction_id, .officer_id = officer_id},
		NULL, err);
}

static int set_officer(struct attempt *a)
{
	struct officer_set *wanted = &a->change->officer;
	const struct officer_set *old =
		admin_officer_find(a->view.officers, a->view.officer_count, wanted->officer_id);
	int64_t jurisdiction_id = a->change->jurisdiction_id;
	int r;

	if (wanted->officer_id != 0 && !old)
		return err_set(a->err, ERR_NOT_FOUND, "no such officer");
	if (old)
		wanted->login = old->login;
	admin_check_officer(wanted,
		&(struct admin_officer_facts){
			a->view.officers, a->view.officer_count, a->view.units, a->view.unit_count},
		&a->change->problems);
	if (a->change->problems.count)
		return end_with(a, ADMIN_REFUSED, "the rules do not allow it");
	if (!old)
		wanted->officer_id = service_next_id(a->service);
	a->change->id = wanted->officer_id;
	r = jurisdiction_put_officer(&a->writing, wanted, NULL, a->err);
	if (r == 0 && !old && a->change->password_hash)
		r = put_password(
			a->conn, jurisdiction_id, wanted->officer_id, a->change->password_hash, a->err);
	if (r == 0 && wanted->disabled)
		r = end_sessions(a->conn, jurisdiction_id, wanted->officer_id, a->err);
	return r;
}

int admin_set_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t admin_id,
	int64_t officer_id, const char *password_hash, struct err *err)
{
	struct officer admin, officer;
	int r;

	r = load_admin(conn, arena, jurisdiction_id, admin_id, &admin, err);
	if (r == 0)
		r = officers_by_id(conn, arena, jurisdiction_id, officer_id, &officer, err);
	if (r == 0)
		r = put_password(conn, jurisdiction_id, officer_id, password_hash, err);
	return r == 0 ? end_sessions(conn, jurisdiction_id, officer_id, err) : r;
}

int admin_end_sessions(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t admin_id,
	int64_t officer_id, struct err *err)
{
	struct officer admin, officer;
	int r;

	r = load_admin(conn, arena, jurisdiction_id, admin_id, &admin, err);
	if (r == 0)
		r = officers_by_id(conn, arena, jurisdiction_id, officer_id, &officer, err);
	return r == 0 ? end_sessions(conn, jurisdiction_id, officer_id, err) : r;
}

// ---- The transaction

static int change_row(struct attempt *a)
{
	switch (a->change->kind) {
	case ADMIN_CHANGE_UNIT:
		return set_unit(a);
	case ADMIN_CHANGE_OFFICER:
		return set_officer(a);
	}
	return err_set(a->err, ERR_INTERNAL, "a change of nothing");
}

// The stream is held from here on, so what is read behind it stays as it is.
static int open_stream(struct attempt *a, const struct officer *admin, int64_t now_us)
{
	int64_t jurisdiction_id = a->change->jurisdiction_id;
	int r;

	r = jurisdiction_write_begin(a->conn, a->arena, jurisdiction_id, now_us, &a->writing, a->err);
	if (r < 0)
		return r;
	a->writing.meta.by = EVENT_BY_OFFICER;
	a->writing.meta.by_officer_id = admin->id;
	a->writing.meta.by_unit_id = admin->unit_id;
	r = check_stale(a);
	return r == 0 ? admin_load(a->conn, a->arena, jurisdiction_id, &a->view, a->err) : r;
}

int admin_run(struct service *service, struct db_conn *conn, struct admin_change *change, struct err *err)
{
	struct attempt a = {
		.service = service, .conn = conn, .change = change, .arena = change->arena, .err = err};
	struct command_row command = {.jurisdiction_id = change->jurisdiction_id,
		.id = change->command_id,
		.request = change->request,
		.at_us = clock_now_us()};
	int64_t asked_id = id_of(change);
	struct officer admin;
	struct slice result;
	enum command_found found;
	int r;

	change->result = ADMIN_NO_RESULT;
	change->problems.count = 0;
	r = load_admin(conn, a.arena, change->jurisdiction_id, change->officer_id, &admin, err);
	if (r == 0)
		r = command_claim(service, conn, a.arena, &command, &found, &result, err);
	if (r < 0)
		return r;
	if (found == COMMAND_MISMATCH)
		return end_with(&a, ADMIN_MISMATCH, "this command id was used for another request");
	if (found == COMMAND_REPEATED) {
		change->result = ADMIN_REPEATED;
		return slice_parse_i64(result, &change->id)
			       ? 0
			       : err_set(err, ERR_INTERNAL, "the result of a command is damaged");
	}
	r = open_stream(&a, &admin, command.at_us);
	if (r == 0)
		r = change_row(&a);
	if (r == 0)
		r = command_finish(service, conn, &command,
			slice_of(arena_printf(a.arena, "%" PRId64, change->id)), err);
	if (r == 0)
		change->result = ADMIN_DONE;
	// the writer may run this again: a row that was to be new is so still
	if (asked_id == 0 && change->kind == ADMIN_CHANGE_UNIT)
		change->unit.unit_id = 0;
	if (asked_id == 0 && change->kind == ADMIN_CHANGE_OFFICER)
		change->officer.officer_id = 0;
	return r;
}
