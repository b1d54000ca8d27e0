// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include "db/writer.h"
#include "domain/officer.h"
#include "service/officers.h"
#include "sql.h"
#include "store/jurisdictions.h"
#include "store/ledger.h"

#include <stdio.h>
#include <string.h>

// clang-format off
#define CALENDAR "{\"version\":1,\"zone\":\"+08:00\"," \
	"\"working_hours\":[{\"weekdays\":[1,2,3,4,5],\"from\":\"09:00\",\"to\":\"17:00\"}]}"
// clang-format on
static void put_unit(struct jurisdiction_writing *w, int64_t id, int64_t parent_id, const char *code)
{
	struct err err;

	assert_ok(jurisdiction_put_unit(w,
			  &(struct unit_set){.unit_id = id,
				  .parent_id = parent_id,
				  .code = slice_of(code),
				  .kind = SLICE("department"),
				  .name_zh = private_text_of(slice_of(code)),
				  .name_en = private_text_of(slice_of(code))},
			  &err),
		&err);
}

static void insert_officer(struct fixture *f, int64_t id, const char *login, int64_t unit_id, int64_t roles)
{
	assert_ok(officers_add(f->conn, DISTRICT, id,
			  &(struct officer_new){.login = slice_of(login),
				  .name = slice_of(login),
				  .unit_id = unit_id,
				  .roles = roles},
			  1, &f->err),
		&f->err);
}

static void fill(struct fixture *f, const struct note_key *ledger_key)
{
	struct jurisdiction_writing w;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(ledger_start(f->conn, DISTRICT, 1, ledger_key, 1, &f->err), &f->err);
	assert_ok(jurisdiction_write_begin(f->conn, f->arena, DISTRICT, 1, &w, &f->err), &f->err);
	assert_ok(jurisdiction_put(&w,
			  &(struct jurisdiction_set){.slug = SLICE("test"),
				  .name_zh = private_text_of(SLICE("测试区")),
				  .name_en = private_text_of(SLICE("Test")),
				  .settings = private_text_of(SLICE("{}")),
				  .calendar = private_text_of(SLICE(CALENDAR)),
				  .version = 1},
			  &f->err),
		&f->err);
	put_unit(&w, CENTRE, 0, "centre");
	put_unit(&w, ROADS, CENTRE, "roads");
	put_unit(&w, LAMPS, ROADS, "lamps");
	put_unit(&w, PARKS, CENTRE, "parks");
	assert_ok(jurisdiction_put_category(&w,
			  &(struct category_set){.category_id = CATEGORY,
				  .code = SLICE("potholes"),
				  .name_zh = private_text_of(SLICE("路面")),
				  .name_en = private_text_of(SLICE("Potholes")),
				  .keywords = private_text_of(SLICE("坑 pothole")),
				  .kinds = private_text_of(SLICE("complaint")),
				  .reply_days = 3,
				  .needs_check = true},
			  &f->err),
		&f->err);
	insert_officer(f, INTAKE, "intake", CENTRE, ROLE_INTAKE);
	insert_officer(f, OVERSEER, "overseer", CENTRE, ROLE_SUPERVISOR);
	insert_officer(f, HANDLER, "handler", ROADS, ROLE_HANDLER);
	insert_officer(f, HEAD, "head", ROADS, ROLE_UNIT_HEAD);
	insert_officer(f, GARDENER, "gardener", PARKS, ROLE_HANDLER);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

struct world world_open(struct fixture *f)
{
	struct world w = {.f = f, .arena = f->arena};
	const struct note_signer *signer;
	struct ledger_keys *keys;

	snprintf(w.key_path, sizeof(w.key_path), "%s/key", f->folder);
	assert_ok(keys_create(w.key_path, &f->err), &f->err);
	assert_ok(ledger_keys_open(w.key_path, &keys, &f->err), &f->err);
	assert_ok(ledger_keys_add(keys, SLICE("test.example/ledger"), &signer, &f->err), &f->err);
	fill(f, &signer->key);
	ledger_keys_close(keys);
	assert_ok(service_open(
			  &(struct service_options){
				  .db_url = f->url, .key_path = w.key_path, .with_writer = true},
			  &w.service, &f->err),
		&f->err);
	return w;
}

void world_close(struct world *w)
{
	service_close(w->service);
}

int world_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct call *call = arg;

	return cases_run(call->w->service, conn, &call->request, err);
}

int world_send(struct world *w, struct call *call, const char *command_id, int64_t officer_id)
{
	static const struct slice same = {"request", 7};

	call->w = w;
	call->request.jurisdiction_id = DISTRICT;
	call->request.command_id = slice_of(arena_strdup(w->arena, command_id));
	if (!call->request.request.ptr)
		call->request.request = same;
	call->request.officer_id = officer_id;
	call->request.arena = w->arena;
	return db_writer_run(service_writer(w->service), world_run, call, &w->f->err);
}

struct call world_receive(const char *text, bool consent)
{
	struct call call = {0};

	call.request.command.type = CASE_COMMAND_RECEIVE;
	call.request.command.receive = (struct case_receive){
		.channel = CASE_CHANNEL_PORTAL,
		.kind = CASE_KIND_COMPLAINT,
		.category_id = CATEGORY,
		.title = SLICE("路上有坑"),
		.text = slice_of(text),
		.has_consent = consent,
		.language = SLICE("zh-CN"),
		.name = SLICE("王"),
		.phone = SLICE("13900001234"),
	};
	return call;
}

int64_t world_count_rows(struct world *w)
{
	struct fixture *f = w->f;
	struct sql_case_row_count_row row;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_case_row_count(f->conn, f->arena,
			  &(struct sql_case_row_count_in){.jurisdiction_id = DISTRICT}, &row, &f->err),
		&f->err);
	db_end_read(f->conn);
	return row.cases;
}

struct case_page world_load(struct world *w, const char *code)
{
	struct case_page page;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(cases_load(w->f->conn, w->arena, DISTRICT, slice_of(code), &page, &w->f->err), &w->f->err);
	db_end_read(w->f->conn);
	return page;
}

int world_move(struct world *w, struct call *call, const char *code, const char *command_id,
	int64_t officer_id, enum case_command_type type)
{
	call->request.code = slice_of(code);
	call->request.command.type = type;
	return world_send(w, call, command_id, officer_id);
}
