// SPDX-License-Identifier: Apache-2.0
#include "service/setup.h"

#include "base/clock.h"
#include "base/random.h"
#include "db/migrate.h"
#include "service/ledger.h"
#include "service/service.h"
#include "sql.h"
#include "store/jurisdictions.h"

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

int setup_open(const char *db_url, struct db **ret, struct err *err)
{
	return db_open(db_url, &sql_catalog, NULL, ret, err);
}

int setup_jurisdiction_ids(
	struct db_conn *conn, struct arena *arena, int64_t **ret, size_t *ret_count, struct err *err)
{
	struct sql_jurisdiction_versions_row *rows;
	int64_t *ids;
	size_t count;
	int r;

	r = sql_jurisdiction_versions(conn, arena, &rows, &count, err);
	if (r < 0)
		return r;
	ids = ARENA_ARRAY(arena, int64_t, count + 1);
	for (size_t i = 0; i < count; i++)
		ids[i] = rows[i].id;
	*ret = ids;
	*ret_count = count;
	return 0;
}

struct setting {
	struct service *service;
	const struct setup_jurisdiction *from;
	struct jurisdiction_writing w;
	int64_t *unit_ids;
	struct err *err;
};

static int64_t *new_ids(struct setting *s, size_t count)
{
	int64_t *ids = ARENA_ARRAY(s->w.arena, int64_t, count);

	for (size_t i = 0; i < count; i++)
		ids[i] = service_next_id(s->service);
	return ids;
}

static int64_t id_at(const int64_t *ids, size_t at)
{
	return at == SETUP_NONE ? 0 : ids[at];
}

// Nobody else must have it: without a host of one's own, a name that no host can have.
static struct slice default_origin(struct setting *s)
{
	char random[BASE32_BYTES(5)];
	unsigned char bytes[5];

	if (s->from->host.len)
		return slice_of(arena_printf(s->w.arena, "%.*s/ledger", SLICE_ARG(s->from->host)));
	random_bytes(bytes, sizeof(bytes));
	base32_encode(bytes, sizeof(bytes), random);
	return slice_of(
		arena_printf(s->w.arena, "%.*s-%s.yidan.invalid/ledger", SLICE_ARG(s->from->slug), random));
}

static int start_ledger(struct setting *s)
{
	struct slice origin = s->from->origin.len ? s->from->origin : default_origin(s);
	int64_t id = s->w.meta.jurisdiction_id;
	char public_key[2 * NOTE_PUBLIC_KEY_BYTES + 1];
	struct note_key key;
	int r;

	r = service_ledger_start(s->service, s->w.conn, id, origin, s->w.meta.at_us, &key, s->err);
	if (r < 0)
		return r;
	hex_encode(key.public_key, sizeof(key.public_key), public_key);
	return jurisdiction_put_started(&s->w,
		&(struct ledger_started){
			.number = 1,
			.cause = LEDGER_CAUSE_NEW,
			.origin = origin,
			.public_key = slice_of(public_key),
		},
		s->err);
}

static int put_jurisdiction(struct setting *s)
{
	return jurisdiction_put(&s->w,
		&(struct jurisdiction_set){
			.slug = s->from->slug,
			.host = private_text_of(s->from->host),
			.name_zh = private_text_of(s->from->name_zh),
			.name_en = private_text_of(s->from->name_en),
			.settings = private_text_of(s->from->settings),
			.calendar = private_text_of(s->from->calendar),
			.is_demo = s->from->is_demo,
			.version = 1,
		},
		s->err);
}

static int put_units(struct setting *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->unit_count; i++) {
		const struct setup_unit *unit = &s->from->units[i];

		r = jurisdiction_put_unit(&s->w,
			&(struct unit_set){
				.unit_id = s->unit_ids[i],
				.parent_id = id_at(s->unit_ids, unit->parent),
				.code = unit->code,
				.kind = unit->kind,
				.name_zh = private_text_of(unit->name_zh),
				.name_en = private_text_of(unit->name_en),
				.phone = private_text_of(unit->phone),
				.is_intake = unit->is_intake,
				.position = (int64_t)i,
			},
			s->err);
	}
	return r;
}

static int put_officers(struct setting *s, int64_t *ret_ids)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->officer_count; i++) {
		const struct setup_officer *officer = &s->from->officers[i];
		int64_t id = service_next_id(s->service);

		r = jurisdiction_put_officer(&s->w,
			&(struct officer_set){
				.officer_id = id,
				.login = private_text_of(officer->login),
				.name = private_text_of(officer->name),
				.unit_id = s->unit_ids[officer->unit],
				.roles = officer->roles,
			},
			officer->password_hash, s->err);
		if (r == 0 && ret_ids)
			ret_ids[i] = id;
	}
	return r;
}

static int put_categories(struct setting *s)
{
	int64_t *ids = new_ids(s, s->from->category_count);
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->category_count; i++) {
		const struct setup_category *category = &s->from->categories[i];

		r = jurisdiction_put_category(&s->w,
			&(struct category_set){
				.category_id = ids[i],
				.parent_id = id_at(ids, category->parent),
				.code = category->code,
				.name_zh = private_text_of(category->name_zh),
				.name_en = private_text_of(category->name_en),
				.keywords = private_text_of(category->keywords),
				.kinds = private_text_of(category->kinds),
				.default_unit_id = id_at(s->unit_ids, category->unit),
				.contact_days = category->contact_days,
				.reply_days = category->reply_days,
				.solve_days = category->solve_days,
				.needs_check = category->needs_check,
				.public_without_consent = category->public_without_consent,
				.position = (int64_t)i,
			},
			s->err);
	}
	return r;
}

static int put_areas(struct setting *s)
{
	int64_t *ids = new_ids(s, s->from->area_count);
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->from->area_count; i++) {
		const struct setup_area *area = &s->from->areas[i];

		r = jurisdiction_put_area(&s->w,
			&(struct area_set){
				.area_id = ids[i],
				.parent_id = id_at(ids, area->parent),
				.tree = area->tree,
				.level = area->level,
				.code = area->code,
				.name_zh = private_text_of(area->name_zh),
				.name_en = private_text_of(area->name_en),
			},
			area->geometry, s->err);
	}
	return r;
}

int setup_jurisdiction(struct service *service, struct db_conn *conn,
	const struct setup_jurisdiction *jurisdiction, int64_t *ret_id, int64_t *ret_officer_ids,
	struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct setting s = {.service = service, .from = jurisdiction, .err = err};
	int64_t id = service_next_id(service);
	int r;

	r = jurisdiction_write_begin(conn, arena, id, clock_now_us(), &s.w, err);
	if (r < 0)
		return r;
	s.unit_ids = new_ids(&s, jurisdiction->unit_count);
	r = start_ledger(&s);
	if (r == 0)
		r = put_jurisdiction(&s);
	if (r == 0)
		r = put_units(&s);
	if (r == 0)
		r = put_officers(&s, ret_officer_ids);
	if (r == 0)
		r = put_categories(&s);
	if (r == 0)
		r = put_areas(&s);
	if (r == 0)
		*ret_id = id;
	return r;
}
