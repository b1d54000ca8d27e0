// SPDX-License-Identifier: Apache-2.0
#include "store/jurisdictions.h"

#include "base/macros.h"
#include "base/random.h"
#include "db/db.h"
#include "events/jurisdiction_codec.h"
#include "sql.h"
#include "store/streams.h"

// ---- Events

int jurisdiction_write_begin(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t now_us, struct jurisdiction_writing *ret, struct err *err)
{
	struct stream_head head;
	int r;

	r = stream_lock(conn, arena, &jurisdiction_event_kind, jurisdiction_id, jurisdiction_id, &head, err);
	if (r < 0)
		return r;
	*ret = (struct jurisdiction_writing){
		.conn = conn,
		.arena = arena,
		.meta =
			{
				.jurisdiction_id = jurisdiction_id,
				.stream_id = jurisdiction_id,
				.seq = head.seq,
				// a clock that was set back does not turn the order round
				.at_us = now_us > head.last_at_us ? now_us : head.last_at_us,
				.by = EVENT_BY_SYSTEM,
			},
	};
	return 0;
}

// Writes the event, whose type and fields are set, as the next one.
static int append(struct jurisdiction_writing *w, struct jurisdiction_event *event, struct err *err)
{
	struct event_salt salts[JURISDICTION_EVENT_SALTS_MAX];
	struct event_record record;
	int r;

	w->meta.seq++;
	must(w->meta.seq > 1 || event->type == JURISDICTION_EVENT_LEDGER_STARTED ||
		event->type == JURISDICTION_EVENT_JURISDICTION_SET);
	event->meta = w->meta;
	random_bytes(salts, sizeof(salts));
	r = jurisdiction_event_encode(event, salts, ARRAY_LEN(salts), w->arena, &record, err);
	if (r == 0)
		r = stream_append(w->conn, w->arena, &jurisdiction_event_kind, w->meta.jurisdiction_id,
			w->meta.stream_id, &record, 1, err);
	return r;
}

int jurisdiction_put_started(
	struct jurisdiction_writing *w, const struct ledger_started *started, struct err *err)
{
	struct jurisdiction_event event = {
		.type = JURISDICTION_EVENT_LEDGER_STARTED, .ledger_started = *started};

	return append(w, &event, err);
}

int jurisdiction_put_key_changed(
	struct jurisdiction_writing *w, const struct ledger_key_changed *changed, struct err *err)
{
	struct jurisdiction_event event = {
		.type = JURISDICTION_EVENT_LEDGER_KEY_CHANGED, .ledger_key_changed = *changed};

	return append(w, &event, err);
}

int jurisdiction_put_rebuilt(
	struct jurisdiction_writing *w, const struct ledger_rebuilt *rebuilt, struct err *err)
{
	struct jurisdiction_event event = {
		.type = JURISDICTION_EVENT_LEDGER_REBUILT, .ledger_rebuilt = *rebuilt};

	return append(w, &event, err);
}

// ---- Events with their rows. A text that is absent is NULL where the column may be, else empty.

static struct slice text_of(const struct private_text *text)
{
	must(text->state == PRIVATE_PRESENT || text->state == PRIVATE_ABSENT);
	return text->value;
}

int jurisdiction_put(
	struct jurisdiction_writing *w, const struct jurisdiction_set *jurisdiction, struct err *err)
{
	const struct jurisdiction_set *j = jurisdiction;
	struct jurisdiction_event event = {
		.type = JURISDICTION_EVENT_JURISDICTION_SET, .jurisdiction_set = *j};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_jurisdiction_put(w->conn,
		&(struct sql_jurisdiction_put_in){
			.id = w->meta.jurisdiction_id,
			.slug = j->slug,
			.has_host = j->host.state == PRIVATE_PRESENT,
			.host = text_of(&j->host),
			.name_zh = text_of(&j->name_zh),
			.name_en = text_of(&j->name_en),
			.settings = text_of(&j->settings),
			.calendar = text_of(&j->calendar),
			.is_demo = j->is_demo,
			.version = j->version,
		},
		NULL, err);
}

int jurisdiction_put_unit(struct jurisdiction_writing *w, const struct unit_set *unit, struct err *err)
{
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_UNIT_SET, .unit_set = *unit};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_unit_put(w->conn,
		&(struct sql_unit_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = unit->unit_id,
			.has_parent_id = unit->parent_id != 0,
			.parent_id = unit->parent_id,
			.code = unit->code,
			.kind = unit->kind,
			.name_zh = text_of(&unit->name_zh),
			.name_en = text_of(&unit->name_en),
			.has_phone = unit->phone.state == PRIVATE_PRESENT,
			.phone = text_of(&unit->phone),
			.is_intake = unit->is_intake,
			.position = unit->position,
			.is_retired = unit->is_retired,
		},
		NULL, err);
}

int jurisdiction_put_officer(struct jurisdiction_writing *w, const struct officer_set *officer,
	const char *password_hash, struct err *err)
{
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_OFFICER_SET, .officer_set = *officer};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_officer_put(w->conn,
		&(struct sql_officer_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = officer->officer_id,
			.login = text_of(&officer->login),
			.name = text_of(&officer->name),
			.unit_id = officer->unit_id,
			.roles = officer->roles,
			.has_password_hash = password_hash != NULL,
			.password_hash = slice_of(password_hash),
			.disabled = officer->disabled,
			.created_at = w->meta.at_us,
		},
		NULL, err);
}

int jurisdiction_put_category(
	struct jurisdiction_writing *w, const struct category_set *category, struct err *err)
{
	const struct category_set *c = category;
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_CATEGORY_SET, .category_set = *c};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_category_put(w->conn,
		&(struct sql_category_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = c->category_id,
			.has_parent_id = c->parent_id != 0,
			.parent_id = c->parent_id,
			.code = c->code,
			.name_zh = text_of(&c->name_zh),
			.name_en = text_of(&c->name_en),
			.keywords = text_of(&c->keywords),
			.kinds = text_of(&c->kinds),
			.has_default_unit_id = c->default_unit_id != 0,
			.default_unit_id = c->default_unit_id,
			.contact_days = c->contact_days,
			.reply_days = c->reply_days,
			.solve_days = c->solve_days,
			.needs_check = c->needs_check,
			.public_without_consent = c->public_without_consent,
			.position = c->position,
		},
		NULL, err);
}

int jurisdiction_put_area(
	struct jurisdiction_writing *w, const struct area_set *area, struct slice geometry, struct err *err)
{
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_AREA_SET, .area_set = *area};
	uint8_t hash[EVENT_HASH_BYTES];
	char hex[2 * EVENT_HASH_BYTES + 1];
	int r;

	event_sha256(geometry, hash);
	hex_encode(hash, sizeof(hash), hex);
	event.area_set.geometry_sha256 = private_text_of(slice_of(hex));
	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_area_put(w->conn,
		&(struct sql_area_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = area->area_id,
			.has_parent_id = area->parent_id != 0,
			.parent_id = area->parent_id,
			.tree = area->tree,
			.level = area->level,
			.code = area->code,
			.name_zh = text_of(&area->name_zh),
			.name_en = text_of(&area->name_en),
			.geometry = geometry,
		},
		NULL, err);
}

int jurisdiction_put_draw_announced(
	struct jurisdiction_writing *w, const struct draw_announced *announced, struct err *err)
{
	struct jurisdiction_event event = {
		.type = JURISDICTION_EVENT_DRAW_ANNOUNCED, .draw_announced = *announced};
	int r = append(w, &event, err);

	if (r < 0)
		return r;
	return sql_draw_announce(w->conn,
		&(struct sql_draw_announce_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = announced->draw_id,
			.number = announced->number,
			.from_at = announced->from,
			.until_at = announced->until,
			.most = announced->most,
			.about = text_of(&announced->about),
			.has_witness = announced->witness.len > 0,
			.witness = announced->witness,
			.announced_at = w->meta.at_us,
			.announced_seq = w->meta.seq,
		},
		NULL, err);
}

int jurisdiction_put_draw_made(struct jurisdiction_writing *w, const struct draw_made *made, struct err *err)
{
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_DRAW_MADE, .draw_made = *made};
	int64_t changed = 0;
	int r = append(w, &event, err);

	if (r == 0)
		r = sql_draw_make(w->conn,
			&(struct sql_draw_make_in){
				.jurisdiction_id = w->meta.jurisdiction_id,
				.id = made->draw_id,
				.made_at = w->meta.at_us,
				.tree_size = made->tree_size,
				.root = made->root,
				.has_witness_signature = made->witness_signature.len > 0,
				.witness_signature = made->witness_signature,
				.seed = made->seed,
				.population = made->population,
				.codes = made->codes,
			},
			&changed, err);
	if (r == 0 && changed != 1)
		r = err_set(err, ERR_CONFLICT, "this draw is made already");
	return r;
}

int jurisdiction_put_season(struct jurisdiction_writing *w, const struct season_set *season, struct err *err)
{
	const struct season_set *s = season;
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_SEASON_SET, .season_set = *s};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_season_put(w->conn,
		&(struct sql_season_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = s->season_id,
			.code = s->code,
			.name_zh = text_of(&s->name_zh),
			.name_en = text_of(&s->name_en),
			.starts_on = s->starts_on,
			.ends_on = s->ends_on,
			.plan = text_of(&s->plan),
			.is_public = s->is_public,
		},
		NULL, err);
}

int jurisdiction_put_programme(
	struct jurisdiction_writing *w, const struct programme_set *programme, struct err *err)
{
	const struct programme_set *p = programme;
	struct jurisdiction_event event = {.type = JURISDICTION_EVENT_PROGRAMME_SET, .programme_set = *p};
	int r;

	r = append(w, &event, err);
	if (r < 0)
		return r;
	return sql_programme_put(w->conn,
		&(struct sql_programme_put_in){
			.jurisdiction_id = w->meta.jurisdiction_id,
			.id = p->programme_id,
			.has_season_id = p->season_id != 0,
			.season_id = p->season_id,
			.code = p->code,
			.kind = slice_of(programme_kind_name(p->kind)),
			.name_zh = text_of(&p->name_zh),
			.name_en = text_of(&p->name_en),
			.owner_zh = text_of(&p->owner_zh),
			.owner_en = text_of(&p->owner_en),
			.has_unit_id = p->unit_id != 0,
			.unit_id = p->unit_id,
			.starts_on = p->starts_on,
			.ends_on = p->ends_on,
			.plan = text_of(&p->plan),
			.is_public = p->is_public,
			.is_closed = p->is_closed,
			.position = p->position,
		},
		NULL, err);
}

// ---- Reading

int jurisdiction_stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct jurisdiction_stream *ret, struct err *err)
{
	struct jurisdiction_stream stream = {0};
	struct jurisdiction_event *events;
	struct event_parts *parts;
	int r;

	r = stream_load(conn, arena, jurisdiction_id, jurisdiction_id, &parts, &stream.count, err);
	if (r == 0 && stream.count == 0)
		r = err_set(err, ERR_NOT_FOUND, "no such jurisdiction");
	if (r < 0)
		return r;
	stream.events = events = ARENA_ARRAY(arena, struct jurisdiction_event, stream.count);
	for (size_t i = 0; r == 0 && i < stream.count; i++) {
		r = jurisdiction_event_decode(&parts[i], arena, &events[i], err);
		if (r == 0)
			r = jurisdiction_apply(&stream.state, &events[i], arena, err);
	}
	if (r == 0)
		*ret = stream;
	return r;
}
