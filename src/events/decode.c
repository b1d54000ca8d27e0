// SPDX-License-Identifier: Apache-2.0
#include "events/codec.h"

#include "base/macros.h"
#include "base/random.h"
#include "events/private_part.h"
#include "events/value.h"
#include "json/cursor.h"

#include <string.h>

const struct event_schema *event_schema_find(const struct event_kind *kind, struct slice type, int version)
{
	for (size_t i = 0; i < kind->count; i++) {
		if (kind->schemas[i]->version == version && slice_eq_cstr(type, kind->schemas[i]->type))
			return kind->schemas[i];
	}
	return NULL;
}

static bool accept_null(struct json_cursor *c, const struct event_field *field)
{
	return field->optional && json_cursor_null(c);
}

// False for a code that is not on the list, which a newer program may have added.
static bool read_code(struct json_cursor *c, const struct event_field *field, void *member)
{
	int value = 0;

	if (!accept_null(c, field)) {
		struct slice code = json_cursor_text(c);

		value = code_list_find(field->list, code);
		if (json_cursor_ok(c) && value == 0)
			return false;
	}
	memcpy(member, &value, sizeof(value));
	return true;
}

static void read_ascii(struct json_cursor *c, const struct event_field *field, struct slice *ret)
{
	*ret = (struct slice){0};
	if (accept_null(c, field))
		return;
	*ret = json_cursor_text(c);
	if (json_cursor_ok(c) && !event_is_ascii(*ret, field->max_bytes))
		json_cursor_fail(c, "not a code of its length");
}

static int64_t read_time(struct json_cursor *c, const struct event_field *field)
{
	int64_t at_us;

	if (accept_null(c, field))
		return 0;
	at_us = json_cursor_int(c);
	if (json_cursor_ok(c) && at_us <= 0)
		json_cursor_fail(c, "a time before 1970");
	return at_us;
}

static bool read_public(struct json_cursor *c, const struct event_field *field, char *member)
{
	switch (field->type) {
	case EVENT_FIELD_ID:
		*(int64_t *)(void *)member = accept_null(c, field) ? 0 : json_cursor_id(c);
		return true;
	case EVENT_FIELD_TIME:
		*(int64_t *)(void *)member = read_time(c, field);
		return true;
	case EVENT_FIELD_INT:
		*(int64_t *)(void *)member = json_cursor_int(c);
		return true;
	case EVENT_FIELD_BOOL:
		*(bool *)member = json_cursor_bool(c);
		return true;
	case EVENT_FIELD_CODE:
		return read_code(c, field, member);
	case EVENT_FIELD_ASCII:
		read_ascii(c, field, (struct slice *)(void *)member);
		return true;
	case EVENT_FIELD_PRIVATE_TEXT:
	case EVENT_FIELD_PRIVATE_FLAG:
	case EVENT_FIELD_PRIVATE_ID:
	case EVENT_FIELD_PRIVATE_POINT:
	case EVENT_FIELD_PRIVATE_FILES:
		break;
	}
	must(!"a public field");
	return false;
}

// `{` or `,`, then the name of the field and its colon.
static void expect_key(struct json_cursor *c, size_t i, const struct event_field *field)
{
	json_cursor_expect(c, i == 0 ? SLICE("{\"") : SLICE(",\""));
	json_cursor_expect(c, slice_of(field->name));
	json_cursor_expect(c, SLICE("\":"));
}

static void expect_end(struct json_cursor *c, size_t count)
{
	json_cursor_expect(c, count == 0 ? SLICE("{}") : SLICE("}"));
}

static int damaged(
	struct json_cursor *c, const struct event_schema *schema, const char *part, struct err *err)
{
	if (json_cursor_end(c, err) == 0)
		return 0;
	return err_set(err, ERR_INTERNAL, "%s v%d: %s: byte %zu: %s", schema->type, schema->version, part,
		c->error_at, c->error);
}

static int read_data(struct slice data, const struct event_schema *schema, char *body, struct arena *arena,
	struct err *err)
{
	struct json_cursor c;

	json_cursor_init(&c, data, arena);
	for (size_t i = 0; i < schema->public_count; i++) {
		const struct event_field *field = &schema->public_fields[i];

		expect_key(&c, i, field);
		if (!read_public(&c, field, body + field->offset))
			return err_set(err, ERR_UNAVAILABLE,
				"%s v%d: %s: a code that this program does not know: a newer one is needed",
				schema->type, schema->version, field->name);
	}
	expect_end(&c, schema->public_count);
	return damaged(&c, schema, "data", err);
}

// Reads the commitments: as many as the schema has private fields.
static int read_commitments(struct slice commitments, const struct event_schema *schema,
	uint8_t ret[PRIVATE_PART_FIELDS_MAX][EVENT_HASH_BYTES], struct arena *arena, struct err *err)
{
	struct json_cursor c;

	must(schema->private_count <= PRIVATE_PART_FIELDS_MAX);
	json_cursor_init(&c, commitments, arena);
	for (size_t i = 0; i < schema->private_count; i++) {
		struct slice hex;
		uint8_t hash[EVENT_HASH_BYTES];
		bool is_lower = true;

		expect_key(&c, i, &schema->private_fields[i]);
		hex = json_cursor_text(&c);
		for (size_t k = 0; k < hex.len; k++)
			is_lower = is_lower && !(hex.ptr[k] >= 'A' && hex.ptr[k] <= 'F');
		if (json_cursor_ok(&c) && (!is_lower || !hex_decode(hex, hash, sizeof(hash))))
			json_cursor_fail(&c, "no commitment");
		else if (json_cursor_ok(&c))
			memcpy(ret[i], hash, sizeof(hash));
	}
	expect_end(&c, schema->private_count);
	return damaged(&c, schema, "commitments", err);
}

// Both parts unpacked, each with exactly the fields that the schema puts there; not read: count stays 0.
static int unpack_parts(const struct event_parts *parts, const struct event_schema *schema,
	struct private_part ret[2], struct err *err)
{
	const struct slice blobs[2] = {parts->text, parts->contact};

	for (int i = 0; i < 2; i++) {
		size_t expected = 0;
		int r;

		ret[i].count = 0;
		for (size_t k = 0; k < schema->private_count; k++)
			expected += (int)schema->private_fields[k].in_contact == i;
		if (blobs[i].len == 0)
			continue;
		r = private_part_unpack(blobs[i], &ret[i], err);
		if (r == 0 && ret[i].count != expected)
			r = err_set(err, ERR_INTERNAL, "%zu private fields instead of %zu", ret[i].count,
				expected);
		if (r < 0) {
			err_prefix(err, "%s v%d: ", schema->type, schema->version);
			return r;
		}
	}
	return 0;
}

// *ret is the stored field, or NULL where its part was not read. ERR_INTERNAL where it should be there.
static int find_private(const struct event_parts *parts, const struct private_part unpacked[2],
	const struct event_schema *schema, const struct event_field *field,
	const struct private_part_field **ret, struct err *err)
{
	*ret = NULL;
	if (!(field->in_contact ? parts->contact.len : parts->text.len))
		return 0;
	*ret = private_part_find(&unpacked[field->in_contact], slice_of(field->name));
	if (!*ret)
		return err_set(err, ERR_INTERNAL, "%s v%d: private field %s is missing", schema->type,
			schema->version, field->name);
	return 0;
}

// The officer: where it can be known, exactly the events of officers have one.
static int set_officer(const struct event_schema *schema, const struct private_id *by_officer,
	struct event_meta *meta, struct err *err)
{
	bool is_known = by_officer->state == PRIVATE_PRESENT || by_officer->state == PRIVATE_ABSENT;

	if (is_known && (by_officer->state == PRIVATE_PRESENT) != (meta->by == EVENT_BY_OFFICER))
		return err_set(err, ERR_INTERNAL, "%s v%d: by %s, but %s officer", schema->type,
			schema->version, event_by_name(meta->by),
			by_officer->state == PRIVATE_PRESENT ? "with an" : "without");
	meta->by_officer_id = by_officer->value;
	return 0;
}

static int read_private(const struct event_parts *parts, const struct event_schema *schema,
	struct event_meta *meta, char *body, struct arena *arena, struct err *err)
{
	struct private_part *unpacked = arena_alloc(arena, 2 * sizeof(*unpacked));
	struct private_id by_officer = {PRIVATE_UNREAD, 0};
	int r = unpack_parts(parts, schema, unpacked, err);

	for (size_t i = 0; r == 0 && i < schema->private_count; i++) {
		const struct event_field *field = &schema->private_fields[i];
		void *member = field->in_meta ? (void *)&by_officer : body + field->offset;
		const struct private_part_field *kept;

		r = find_private(parts, unpacked, schema, field, &kept, err);
		if (r < 0)
			return r;
		if (!kept)
			event_value_set_state(field, PRIVATE_UNREAD, member);
		else if (kept->status == PRIVATE_PART_ABSENT)
			event_value_set_state(field, PRIVATE_ABSENT, member);
		else if (kept->status == PRIVATE_PART_ERASED)
			event_value_set_state(field, PRIVATE_ERASED, member);
		else if (!event_value_read(field, kept->value, arena, member))
			return err_set(err, ERR_INTERNAL, "%s v%d: private field %s is damaged", schema->type,
				schema->version, field->name);
	}
	return r == 0 ? set_officer(schema, &by_officer, meta, err) : r;
}

static int find_schema(const struct event_kind *kind, const struct event_envelope *envelope,
	const struct event_schema **ret, struct err *err)
{
	if (!slice_eq_cstr(envelope->stream_kind, kind->name))
		return err_set(err, ERR_INTERNAL, "event of a stream of kind %.*s, not %s",
			SLICE_ARG(slice_utf8_head(envelope->stream_kind, 40)), kind->name);
	*ret = event_schema_find(kind, envelope->type, envelope->version);
	if (!*ret)
		return err_set(err, ERR_UNAVAILABLE,
			"event %.*s v%d is not known to this program: a newer one is needed",
			SLICE_ARG(slice_utf8_head(envelope->type, 80)), envelope->version);
	return 0;
}

int event_decode(const struct event_kind *kind, const struct event_parts *parts, struct arena *arena,
	struct event_decoded *ret, struct err *err)
{
	uint8_t hashes[PRIVATE_PART_FIELDS_MAX][EVENT_HASH_BYTES];
	struct event_envelope envelope;
	const struct event_schema *schema;
	char *body;
	int r = event_envelope_read(parts->bytes, arena, &envelope, err);

	if (r == 0)
		r = find_schema(kind, &envelope, &schema, err);
	if (r != 0)
		return r;
	body = arena_zalloc(arena, schema->struct_bytes);
	r = read_data(envelope.data, schema, body, arena, err);
	if (r == 0)
		r = read_commitments(envelope.commitments, schema, hashes, arena, err);
	if (r == 0)
		r = read_private(parts, schema, &envelope.meta, body, arena, err);
	if (r < 0)
		return r;
	for (; schema->newer; schema = schema->newer) {
		char *newer = arena_zalloc(arena, schema->newer->struct_bytes);

		schema->up(body, newer, arena);
		body = newer;
	}
	*ret = (struct event_decoded){schema, envelope.version, envelope.meta, body};
	return 0;
}

int event_verify_private(const struct event_kind *kind, const struct event_parts *parts, bool is_all,
	struct arena *arena, size_t *ret_erased, struct err *err)
{
	struct private_part *unpacked = arena_alloc(arena, 2 * sizeof(*unpacked));
	uint8_t hashes[PRIVATE_PART_FIELDS_MAX][EVENT_HASH_BYTES];
	struct event_envelope envelope;
	const struct event_schema *schema;
	size_t erased = 0;
	int r = event_envelope_read(parts->bytes, arena, &envelope, err);

	if (r == 0)
		r = find_schema(kind, &envelope, &schema, err);
	if (r != 0)
		return r;
	r = read_commitments(envelope.commitments, schema, hashes, arena, err);
	if (r == 0)
		r = unpack_parts(parts, schema, unpacked, err);
	for (size_t i = 0; r == 0 && i < schema->private_count; i++) {
		const struct private_part_field *kept;
		uint8_t hash[EVENT_HASH_BYTES];

		r = find_private(parts, unpacked, schema, &schema->private_fields[i], &kept, err);
		if (r == 0 && !kept && is_all)
			r = err_set(err, ERR_INTERNAL, "%s v%d: private field %s is missing", schema->type,
				schema->version, schema->private_fields[i].name);
		if (r < 0 || !kept)
			continue;
		if (kept->status == PRIVATE_PART_ERASED) {
			erased++;
			continue;
		}
		event_commit(
			kept->name, &kept->salt, kept->status == PRIVATE_PART_PRESENT, kept->value, hash);
		if (memcmp(hash, hashes[i], sizeof(hash)) != 0)
			r = err_set(err, ERR_INTERNAL, "%s v%d: private field %s does not fit its commitment",
				schema->type, schema->version, schema->private_fields[i].name);
	}
	if (r == 0)
		*ret_erased = erased;
	return r;
}
