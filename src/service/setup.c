// SPDX-License-Identifier: Apache-2.0
#include "service/setup.h"

#include "base/clock.h"
#include "base/mem.h"
#include "db/migrate.h"
#include "service/officers.h"
#include "service/service.h"
#include "sql.h"

int setup_migrate(const char *db_url, bool create, int64_t *ret_applied, struct err *err)
{
	struct db *db;
	int r;

	r = db_open(db_url, &sql_catalog, &(struct db_options){.create = create}, &db, err);
	if (r < 0)
		return r;
	r = db_migrate(db, ret_applied, err);
	db_free(db);
	return r;
}

struct setting {
	struct service *service;
	struct db_conn *conn;
	const struct setup_jurisdiction *from;
	int64_t id; // of the jurisdiction
	int64_t *unit_ids;
	struct err *err;
};

static int64_t *new_ids(struct setting *s, size_t count)
{
	int64_t *ids = mem_zalloc_array(count ? count : 1, sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = service_next_id(s->service);
	return ids;
}

static int insert_units(struct setting *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->unit_count; i++) {
		const struct setup_unit *unit = &s->from->units[i];

		r = sql_unit_insert(s->conn,
			&(struct sql_unit_insert_in){
				.jurisdiction_id = s->id,
				.id = s->unit_ids[i],
				.has_parent_id = unit->parent != SETUP_NONE,
				.parent_id = unit->parent != SETUP_NONE ? s->unit_ids[unit->parent] : 0,
				.code = unit->code,
				.kind = unit->kind,
				.name_zh = unit->name_zh,
				.name_en = unit->name_en,
				.has_phone = unit->phone.len > 0,
				.phone = unit->phone,
				.is_intake = unit->is_intake,
				.position = (int64_t)i,
			},
			NULL, s->err);
	}
	return r;
}

static int insert_officers(struct setting *s, int64_t *ret_ids)
{
	int64_t now_us = clock_now_us();
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->officer_count; i++) {
		const struct setup_officer *officer = &s->from->officers[i];
		int64_t id = service_next_id(s->service);

		r = officers_add(s->conn, s->id, id,
			&(struct officer_new){
				.login = officer->login,
				.name = officer->name,
				.unit_id = s->unit_ids[officer->unit],
				.roles = officer->roles,
				.password_hash = officer->password_hash,
			},
			now_us, s->err);
		if (r == 0 && ret_ids)
			ret_ids[i] = id;
	}
	return r;
}

static int insert_categories(struct setting *s)
{
	int64_t *ids = new_ids(s, s->from->category_count);
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->category_count; i++) {
		const struct setup_category *category = &s->from->categories[i];
		bool has_parent = category->parent != SETUP_NONE, has_unit = category->unit != SETUP_NONE;

		r = sql_category_insert(s->conn,
			&(struct sql_category_insert_in){
				.jurisdiction_id = s->id,
				.id = ids[i],
				.has_parent_id = has_parent,
				.parent_id = has_parent ? ids[category->parent] : 0,
				.code = category->code,
				.name_zh = category->name_zh,
				.name_en = category->name_en,
				.keywords = category->keywords,
				.kinds = category->kinds,
				.has_default_unit_id = has_unit,
				.default_unit_id = has_unit ? s->unit_ids[category->unit] : 0,
				.contact_days = category->contact_days,
				.reply_days = category->reply_days,
				.solve_days = category->solve_days,
				.needs_check = category->needs_check,
				.public_without_consent = category->public_without_consent,
				.position = (int64_t)i,
			},
			NULL, s->err);
	}
	mem_free(ids);
	return r;
}

static int insert_areas(struct setting *s)
{
	int64_t *ids = new_ids(s, s->from->area_count);
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->area_count; i++) {
		const struct setup_area *area = &s->from->areas[i];
		bool has_parent = area->parent != SETUP_NONE;

		r = sql_area_insert(s->conn,
			&(struct sql_area_insert_in){
				.jurisdiction_id = s->id,
				.id = ids[i],
				.has_parent_id = has_parent,
				.parent_id = has_parent ? ids[area->parent] : 0,
				.tree = area->tree,
				.level = area->level,
				.code = area->code,
				.name_zh = area->name_zh,
				.name_en = area->name_en,
				.geometry = area->geometry,
			},
			NULL, s->err);
	}
	mem_free(ids);
	return r;
}

int setup_jurisdiction(struct service *service, struct db_conn *conn,
	const struct setup_jurisdiction *jurisdiction, int64_t *ret_id, int64_t *ret_officer_ids,
	struct err *err)
{
	struct setting s = {service, conn, jurisdiction, service_next_id(service), NULL, err};
	int r;

	s.unit_ids = new_ids(&s, jurisdiction->unit_count);
	r = sql_jurisdiction_insert(conn,
		&(struct sql_jurisdiction_insert_in){
			.id = s.id,
			.slug = jurisdiction->slug,
			.has_host = jurisdiction->host.len > 0,
			.host = jurisdiction->host,
			.name_zh = jurisdiction->name_zh,
			.name_en = jurisdiction->name_en,
			.settings = jurisdiction->settings,
			.calendar = jurisdiction->calendar,
			.is_demo = jurisdiction->is_demo,
			.version = 1,
		},
		NULL, err);
	if (r == 0)
		r = insert_units(&s);
	if (r == 0)
		r = insert_officers(&s, ret_officer_ids);
	if (r == 0)
		r = insert_categories(&s);
	if (r == 0)
		r = insert_areas(&s);
	mem_free(s.unit_ids);
	if (r == 0)
		*ret_id = s.id;
	return r;
}
