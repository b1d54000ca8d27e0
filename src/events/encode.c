// SPDX-License-Identifier: Apache-2.0
#include "events/codec.h"

#include "base/macros.h"
#include "events/private_part.h"
#include "events/value.h"
#include "json/canonical.h"

#include <string.h>

static int put_ascii(
	struct json_canonical *w, const struct event_field *field, struct slice value, struct err *err)
{
	if (field->optional && value.len == 0) {
		json_canonical_null(w);
		return 0;
	}
	if (!event_is_ascii(value, field->max_bytes))
		return err_set(err, ERR_INVALID, "%s: not 1 to %zu characters of a code", field->name,
			field->max_bytes);
	json_canonical_text(w, value);
	return 0;
}

static void put_code(struct json_canonical *w, const struct event_field *field, const void *member)
{
	int value; // as large as our enums

	memcpy(&value, member, sizeof(value));
	must(value != 0 || field->optional);
	if (value == 0)
		json_canonical_null(w);
	else
		json_canonical_text(w, slice_of(code_list_name(field->list, value)));
}

static int put_public(
	struct json_canonical *w, const struct event_field *field, const void *member, struct err *err)
{
	int64_t number;

	switch (field->type) {
	case EVENT_FIELD_ID:
	case EVENT_FIELD_TIME:
		memcpy(&number, member, sizeof(number));
		must(number > 0 || (number == 0 && field->optional));
		if (field->type == EVENT_FIELD_ID || number == 0)
			json_canonical_id(w, number);
		else
			json_canonical_int(w, number);
		return 0;
	case EVENT_FIELD_INT:
		memcpy(&number, member, sizeof(number));
		json_canonical_int(w, number);
		return 0;
	case EVENT_FIELD_BOOL:
		json_canonical_bool(w, *(const bool *)member);
		return 0;
	case EVENT_FIELD_CODE:
		put_code(w, field, member);
		return 0;
	case EVENT_FIELD_ASCII:
		return put_ascii(w, field, *(const struct slice *)member, err);
	case EVENT_FIELD_PRIVATE_TEXT:
	case EVENT_FIELD_PRIVATE_FLAG:
	case EVENT_FIELD_PRIVATE_ID:
	case EVENT_FIELD_PRIVATE_POINT:
	case EVENT_FIELD_PRIVATE_FILES:
		break;
	}
	must(!"a public field");
	return ERR_INTERNAL;
}

// Writes the commitment of one private field and puts its value and salt into the part of its table.
static int put_private(struct json_canonical *w, const struct event_field *field, const void *member,
	const struct event_salt *salt, struct private_part *part, struct arena *arena, struct err *err)
{
	enum private_state state = event_value_state(member);
	struct private_part_field *kept = &part->fields[part->count++];
	uint8_t hash[EVENT_HASH_BYTES];
	int r;

	must(part->count <= PRIVATE_PART_FIELDS_MAX);
	must(state == PRIVATE_PRESENT || state == PRIVATE_ABSENT); // what we cannot know we cannot commit to
	*kept = (struct private_part_field){.name = slice_of(field->name), .salt = *salt};
	if (state == PRIVATE_PRESENT) {
		kept->status = PRIVATE_PART_PRESENT;
		r = event_value_write(field, member, arena, &kept->value, err);
		if (r < 0)
			return r;
	}
	event_commit(kept->name, salt, state == PRIVATE_PRESENT, kept->value, hash);
	json_canonical_hex(w, hash, sizeof(hash));
	return 0;
}

static int put_data(
	struct json_canonical *w, const struct event_schema *schema, const char *body, struct err *err)
{
	json_canonical_object(w);
	for (size_t i = 0; i < schema->public_count; i++) {
		const struct event_field *field = &schema->public_fields[i];
		int r;

		json_canonical_key(w, field->name);
		r = put_public(w, field, body + field->offset, err);
		if (r < 0)
			return r;
	}
	json_canonical_object_end(w);
	return 0;
}

static int put_commitments(struct json_canonical *w, const struct event_schema *schema,
	const struct event_meta *meta, const char *body, const struct event_salt *salts,
	struct private_part parts[2], struct arena *arena, struct err *err)
{
	const struct private_id by_officer = private_id_of(meta->by_officer_id);

	json_canonical_object(w);
	for (size_t i = 0; i < schema->private_count; i++) {
		const struct event_field *field = &schema->private_fields[i];
		int r;

		json_canonical_key(w, field->name);
		r = put_private(w, field, field->in_meta ? (const void *)&by_officer : body + field->offset,
			&salts[i], &parts[field->in_contact], arena, err);
		if (r < 0)
			return r;
	}
	json_canonical_object_end(w);
	return 0;
}

static void check_meta(const struct event_meta *meta)
{
	must(meta->jurisdiction_id > 0 && meta->stream_id > 0 && meta->seq > 0 && meta->at_us > 0);
	must(meta->by != EVENT_BY_NONE && meta->by_unit_id >= 0);
	must((meta->by == EVENT_BY_OFFICER) ==
		(meta->by_officer_id > 0)); // also not an officer who was erased
}

static int put_entry(struct json_canonical *w, const char *kind, const struct event_schema *schema,
	const struct event_meta *meta, const void *body, const struct event_salt *salts,
	struct private_part parts[2], struct arena *arena, struct err *err)
{
	int r;

	json_canonical_object(w);
	json_canonical_key(w, "at");
	json_canonical_int(w, meta->at_us);
	json_canonical_key(w, "by");
	json_canonical_text(w, slice_of(event_by_name(meta->by)));
	json_canonical_key(w, "by_unit");
	json_canonical_id(w, meta->by_unit_id);
	json_canonical_key(w, "data");
	r = put_data(w, schema, body, err);
	if (r < 0)
		return r;
	json_canonical_key(w, "jurisdiction");
	json_canonical_id(w, meta->jurisdiction_id);
	json_canonical_key(w, "private");
	r = put_commitments(w, schema, meta, body, salts, parts, arena, err);
	if (r < 0)
		return r;
	json_canonical_key(w, "seq");
	json_canonical_int(w, meta->seq);
	json_canonical_key(w, "stream");
	json_canonical_id(w, meta->stream_id);
	json_canonical_key(w, "stream_kind");
	json_canonical_text(w, slice_of(kind));
	json_canonical_key(w, "type");
	json_canonical_text(w, slice_of(schema->type));
	json_canonical_key(w, "v");
	json_canonical_int(w, schema->version);
	json_canonical_object_end(w);
	return json_canonical_finish(w, err);
}

// The packed part, or nothing where the type has no field in that table.
static int pack(const struct private_part *part, struct arena *arena, struct slice *ret, struct err *err)
{
	struct buf out = buf_in(arena);
	int r = 0;

	if (part->count > 0)
		r = private_part_pack(part, &out, err);
	*ret = buf_slice(&out);
	return r;
}

int event_encode(const struct event_kind *kind, const struct event_schema *schema,
	const struct event_meta *meta, const void *body, const struct event_salt *salts, size_t salt_count,
	struct arena *arena, struct event_record *ret, struct err *err)
{
	struct private_part *parts = arena_alloc(arena, 2 * sizeof(*parts)); // text, contact
	struct buf out = buf_in(arena);
	struct json_canonical w;
	struct event_record record = {
		.type = schema->type, .version = schema->version, .seq = meta->seq, .at_us = meta->at_us};
	int r;

	must(!schema->newer && salt_count >= schema->private_count);
	check_meta(meta);
	parts[0].count = parts[1].count = 0; // 9 kB that need no zeros
	buf_reserve(&out, 2048);
	json_canonical_init(&w, &out);
	r = put_entry(&w, kind->name, schema, meta, body, salts, parts, arena, err);
	if (r == 0 && out.len > EVENT_BYTES_MAX)
		r = err_set(err, ERR_INVALID, "%zu bytes, at most %d", out.len, EVENT_BYTES_MAX);
	if (r == 0)
		r = pack(&parts[0], arena, &record.text, err);
	if (r == 0)
		r = pack(&parts[1], arena, &record.contact, err);
	if (r < 0) {
		err_prefix(err, "%s v%d: ", schema->type, schema->version);
		return r;
	}
	record.bytes = buf_slice(&out);
	*ret = record;
	return 0;
}
