// SPDX-License-Identifier: Apache-2.0
#include "service/seasons.h"

#include "base/clock.h"
#include "base/macros.h"
#include "service/commands.h"
#include "service/season_plan.h"
#include "service/service.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <inttypes.h>

struct changing {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	struct season_request *request;
	struct command_row command;
	struct officer officer;
	struct sql_season_all_row *seasons;
	size_t season_count;
	struct sql_programme_all_row *programmes;
	size_t programme_count;
	struct err *err;
};

static int end(struct changing *c, enum season_result result, const char *words)
{
	c->request->result = result;
	return err_set(c->err, ERR_INVALID, "%s", words);
}

static int check_officer(struct changing *c)
{
	int r;

	if (!c->request->officer_id)
		return 0;
	r = officers_by_id(
		c->conn, c->arena, c->request->jurisdiction_id, c->request->officer_id, &c->officer, c->err);
	if (r == 0 && !season_may_edit((uint32_t)c->officer.roles))
		r = err_set(c->err, ERR_NOT_FOUND, "this officer draws up no seasons");
	return r;
}

static int load(struct changing *c)
{
	int r;

	r = sql_season_all(c->conn, c->arena,
		&(struct sql_season_all_in){.jurisdiction_id = c->request->jurisdiction_id}, &c->seasons,
		&c->season_count, c->err);
	return r == 0 ? sql_programme_all(c->conn, c->arena,
				&(struct sql_programme_all_in){
					.jurisdiction_id = c->request->jurisdiction_id},
				&c->programmes, &c->programme_count, c->err)
		      : r;
}

// The code of a row that is there stays; that of a new one is nobody else's.
static int take_season(struct changing *c)
{
	struct season *wanted = &c->request->season;
	bool found = wanted->id == 0;

	for (size_t i = 0; i < c->season_count; i++) {
		if (wanted->id && c->seasons[i].id == wanted->id) {
			found = true;
			wanted->code = c->seasons[i].code;
		} else if (!wanted->id && slice_eq(c->seasons[i].code, wanted->code)) {
			refusals_add_field(&c->request->refusals, "code", REFUSAL_CODE_TAKEN);
		}
	}
	if (!found)
		return err_set(c->err, ERR_NOT_FOUND, "no such season");
	season_check(wanted, &c->request->refusals);
	return 0;
}

static bool has_season(const struct changing *c, int64_t id)
{
	for (size_t i = 0; i < c->season_count; i++) {
		if (c->seasons[i].id == id)
			return true;
	}
	return false;
}

static int take_programme(struct changing *c)
{
	const struct reference *ref = service_reference(c->service, c->request->jurisdiction_id);
	struct programme *wanted = &c->request->programme;
	bool found = wanted->id == 0, has_unit = ref && reference_unit(ref, wanted->unit_id);

	reference_release(ref);
	if (!wanted->id)
		wanted->position = (int64_t)c->programme_count;
	for (size_t i = 0; i < c->programme_count; i++) {
		if (wanted->id && c->programmes[i].id == wanted->id) {
			found = true;
			wanted->code = c->programmes[i].code;
			wanted->position = c->programmes[i].position;
		} else if (!wanted->id && slice_eq(c->programmes[i].code, wanted->code)) {
			refusals_add_field(&c->request->refusals, "code", REFUSAL_CODE_TAKEN);
		}
	}
	if (!found)
		return err_set(c->err, ERR_NOT_FOUND, "no such programme");
	programme_check(wanted, has_season(c, wanted->season_id), has_unit, &c->request->refusals);
	return 0;
}

static int put_season(struct changing *c, struct jurisdiction_writing *w)
{
	const struct season *s = &c->request->season;

	return jurisdiction_put_season(w,
		&(struct season_set){
			.season_id = c->request->id,
			.code = s->code,
			.starts_on = s->starts_on,
			.ends_on = s->ends_on,
			.is_public = s->is_public,
			.name_zh = private_text_of(s->name_zh),
			.name_en = private_text_of(s->name_en),
			.plan = private_text_of(season_plan_format(c->arena, &s->plan)),
		},
		c->err);
}

static int put_programme(struct changing *c, struct jurisdiction_writing *w)
{
	const struct programme *p = &c->request->programme;

	return jurisdiction_put_programme(w,
		&(struct programme_set){
			.programme_id = c->request->id,
			.season_id = p->season_id,
			.code = p->code,
			.kind = p->kind,
			.unit_id = p->unit_id,
			.starts_on = p->starts_on,
			.ends_on = p->ends_on,
			.is_public = p->is_public,
			.is_closed = p->is_closed,
			.position = p->position,
			.name_zh = private_text_of(p->name_zh),
			.name_en = private_text_of(p->name_en),
			.owner_zh = private_text_of(p->owner_zh),
			.owner_en = private_text_of(p->owner_en),
			.plan = private_text_of(p->plan),
		},
		c->err);
}

static int store(struct changing *c, struct jurisdiction_writing *w)
{
	struct season_request *request = c->request;
	int64_t known = request->is_programme ? request->programme.id : request->season.id;
	int r;

	request->id = known ? known : service_next_id(c->service);
	if (request->officer_id) {
		w->meta.by = EVENT_BY_OFFICER;
		w->meta.by_officer_id = request->officer_id;
		w->meta.by_unit_id = c->officer.unit_id;
	}
	r = request->is_programme ? put_programme(c, w) : put_season(c, w);
	if (r == 0)
		r = jurisdiction_raise_version(w, c->err);
	return r == 0 ? command_finish(c->service, c->conn, &c->command,
				slice_of(arena_printf(c->arena, "%" PRId64, request->id)), c->err)
		      : r;
}

static int attempt(struct changing *c)
{
	struct season_request *request = c->request;
	struct jurisdiction_writing w;
	enum command_found found;
	struct slice before;
	int r;

	r = check_officer(c);
	if (r == 0)
		r = command_claim(c->service, c->conn, c->arena, &c->command, &found, &before, c->err);
	if (r < 0)
		return r;
	if (found == COMMAND_MISMATCH)
		return end(c, SEASON_MISMATCH, "this command id was used for another request");
	if (found == COMMAND_REPEATED) {
		request->result = SEASON_REPEATED;
		return slice_parse_i64(before, &request->id) ? 0 : err_set(c->err, ERR_INTERNAL, "a result");
	}
	// the stream is held from here on: nobody else takes the code meanwhile
	r = jurisdiction_write_begin(
		c->conn, c->arena, request->jurisdiction_id, c->command.at_us, &w, c->err);
	if (r == 0)
		r = load(c);
	if (r == 0)
		r = request->is_programme ? take_programme(c) : take_season(c);
	if (r == 0 && request->refusals.count)
		return end(c, SEASON_REFUSED, refusal_name(request->refusals.items[0].code));
	return r == 0 ? store(c, &w) : r;
}

int seasons_run(
	struct service *service, struct db_conn *conn, struct season_request *request, struct err *err)
{
	struct changing c = {
		.service = service,
		.conn = conn,
		.arena = arena_new(),
		.request = request,
		.command = {.jurisdiction_id = request->jurisdiction_id,
			.id = request->command_id,
			.request = request->request,
			.at_us = clock_now_us()},
		.err = err,
	};
	int r;

	request->result = SEASON_DONE;
	request->refusals.count = 0;
	r = attempt(&c);
	arena_free(c.arena);
	return r;
}
