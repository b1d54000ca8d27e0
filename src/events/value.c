// SPDX-License-Identifier: Apache-2.0
#include "events/value.h"

#include "base/buf.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/random.h"
#include "json/canonical.h"
#include "json/cursor.h"

#include <stdlib.h>
#include <string.h>

// All private values begin with their state, so that it can be read without knowing which it is.
_Static_assert(offsetof(struct private_text, state) == 0, "state is first");
_Static_assert(offsetof(struct private_flag, state) == 0, "state is first");
_Static_assert(offsetof(struct private_id, state) == 0, "state is first");
_Static_assert(offsetof(struct private_point, state) == 0, "state is first");
_Static_assert(offsetof(struct private_files, state) == 0, "state is first");

#define E7	    10000000
#define LAT_E7_MAX  (90 * E7)
#define LONG_E7_MAX (180 * E7)
#define POINT_BYTES 32

enum private_state event_value_state(const void *member)
{
	enum private_state state;

	memcpy(&state, member, sizeof(state));
	return state;
}

bool event_is_ascii(struct slice text, size_t max_bytes)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
			!memchr("._:/+-", c, 6))
			return false;
	}
	return text.len >= 1 && text.len <= max_bytes;
}

static bool is_text(struct slice text, size_t max_bytes)
{
	return text.len >= 1 && text.len <= max_bytes && slice_is_utf8(text) &&
	       slice_find_byte(text, '\0') < 0;
}

static bool is_point(struct point_e7 point)
{
	return point.lat_e7 >= -LAT_E7_MAX && point.lat_e7 <= LAT_E7_MAX && point.long_e7 >= -LONG_E7_MAX &&
	       point.long_e7 <= LONG_E7_MAX;
}

static void put_degrees(struct buf *out, int32_t value_e7)
{
	int64_t magnitude = llabs((long long)value_e7);

	if (value_e7 < 0)
		buf_put_byte(out, '-');
	buf_put_i64(out, magnitude / E7);
	buf_put_byte(out, '.');
	for (int64_t unit = E7 / 10; unit > 0; unit /= 10)
		buf_put_byte(out, (char)('0' + magnitude / unit % 10));
}

static struct slice point_text(struct point_e7 point, struct arena *arena)
{
	struct buf out = buf_in(arena);

	put_degrees(&out, point.lat_e7);
	buf_put_byte(&out, ',');
	put_degrees(&out, point.long_e7);
	return buf_slice(&out);
}

// Whole degrees, a point, seven digits. Other forms of the same number are found by writing it again.
static bool read_degrees(struct slice text, int32_t *ret)
{
	struct slice whole, fraction;
	int64_t degrees;
	uint64_t rest;
	bool is_negative = text.len > 0 && text.ptr[0] == '-';

	if (!slice_cut(text, '.', &whole, &fraction) || fraction.len != 7 || whole.len > 4 ||
		!slice_parse_i64(whole, &degrees) || !slice_parse_u64(fraction, &rest))
		return false;
	*ret = (int32_t)(degrees * E7 + (is_negative ? -(int64_t)rest : (int64_t)rest));
	return degrees >= -180 && degrees <= 180;
}

static bool read_point(struct slice bytes, struct arena *arena, struct private_point *ret)
{
	struct slice lat, lng;
	struct point_e7 point;

	if (bytes.len > POINT_BYTES || !slice_cut(bytes, ',', &lat, &lng) ||
		!read_degrees(lat, &point.lat_e7) || !read_degrees(lng, &point.long_e7) || !is_point(point) ||
		!slice_eq(point_text(point, arena), bytes))
		return false;
	*ret = (struct private_point){PRIVATE_PRESENT, point};
	return true;
}

static int write_files(
	const struct private_files *files, struct arena *arena, struct slice *ret, struct err *err)
{
	struct buf out = buf_in(arena);
	struct json_canonical w;

	if (files->count < 1 || files->count > EVENT_FILES_MAX)
		return err_set(err, ERR_INVALID, "%zu files, at most %d", files->count, EVENT_FILES_MAX);
	json_canonical_init(&w, &out);
	json_canonical_array(&w);
	for (size_t i = 0; i < files->count; i++) {
		must(files->items[i].id > 0 && files->items[i].type != FILE_TYPE_NONE);
		json_canonical_object(&w);
		json_canonical_key(&w, "id");
		json_canonical_id(&w, files->items[i].id);
		json_canonical_key(&w, "sha256");
		json_canonical_hex(&w, files->items[i].sha256, EVENT_HASH_BYTES);
		json_canonical_key(&w, "type");
		json_canonical_text(&w, slice_of(file_type_media(files->items[i].type)));
		json_canonical_object_end(&w);
	}
	json_canonical_array_end(&w);
	*ret = buf_slice(&out);
	return json_canonical_finish(&w, err);
}

static bool is_lower_hex(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] >= 'A' && text.ptr[i] <= 'F')
			return false;
	}
	return true;
}

static bool read_files(struct slice bytes, struct arena *arena, struct private_files *ret)
{
	struct event_file *items = ARENA_ARRAY(arena, struct event_file, EVENT_FILES_MAX);
	struct json_cursor c;
	size_t count = 0;

	json_cursor_init(&c, bytes, arena);
	json_cursor_expect(&c, SLICE("["));
	do {
		struct event_file file = {0};

		json_cursor_expect(&c, SLICE("{\"id\":"));
		file.id = json_cursor_id(&c);
		json_cursor_expect(&c, SLICE(",\"sha256\":"));
		struct slice hex = json_cursor_text(&c);

		json_cursor_expect(&c, SLICE(",\"type\":"));
		struct slice media = json_cursor_text(&c);

		json_cursor_expect(&c, SLICE("}"));
		if (!json_cursor_ok(&c) || count == EVENT_FILES_MAX || !is_lower_hex(hex) ||
			!hex_decode(hex, file.sha256, EVENT_HASH_BYTES) ||
			!file_type_parse(media, &file.type))
			return false;
		items[count++] = file;
	} while (json_cursor_accept(&c, SLICE(",")));
	json_cursor_expect(&c, SLICE("]"));
	if (json_cursor_end(&c, NULL) < 0)
		return false;
	*ret = (struct private_files){PRIVATE_PRESENT, items, count};
	return true;
}

static int write_text(const struct event_field *field, struct slice value, struct slice *ret, struct err *err)
{
	if (!is_text(value, field->max_bytes))
		return err_set(err, ERR_INVALID, "%s: empty, longer than %zu bytes or no UTF-8", field->name,
			field->max_bytes);
	*ret = value;
	return 0;
}

int event_value_write(const struct event_field *field, const void *member, struct arena *arena,
	struct slice *ret, struct err *err)
{
	switch (field->type) {
	case EVENT_FIELD_PRIVATE_TEXT:
		return write_text(field, ((const struct private_text *)member)->value, ret, err);
	case EVENT_FIELD_PRIVATE_FLAG:
		*ret = ((const struct private_flag *)member)->value ? SLICE("1") : SLICE("0");
		return 0;
	case EVENT_FIELD_PRIVATE_ID: {
		struct buf out = buf_in(arena);

		must(((const struct private_id *)member)->value > 0);
		buf_put_i64(&out, ((const struct private_id *)member)->value);
		*ret = buf_slice(&out);
		return 0;
	}
	case EVENT_FIELD_PRIVATE_POINT:
		if (!is_point(((const struct private_point *)member)->value))
			return err_set(err, ERR_INVALID, "%s: not on earth", field->name);
		*ret = point_text(((const struct private_point *)member)->value, arena);
		return 0;
	case EVENT_FIELD_PRIVATE_FILES:
		return write_files(member, arena, ret, err);
	case EVENT_FIELD_ID:
	case EVENT_FIELD_CODE:
	case EVENT_FIELD_TIME:
	case EVENT_FIELD_INT:
	case EVENT_FIELD_BOOL:
	case EVENT_FIELD_ASCII:
		break;
	}
	must(!"a private field");
	return ERR_INTERNAL;
}

bool event_value_read(
	const struct event_field *field, struct slice bytes, struct arena *arena, void *ret_member)
{
	switch (field->type) {
	case EVENT_FIELD_PRIVATE_TEXT:
		*(struct private_text *)ret_member = (struct private_text){PRIVATE_PRESENT, bytes};
		return is_text(bytes, field->max_bytes);
	case EVENT_FIELD_PRIVATE_FLAG:
		*(struct private_flag *)ret_member = private_flag_of(slice_eq_cstr(bytes, "1"));
		return slice_eq_cstr(bytes, "1") || slice_eq_cstr(bytes, "0");
	case EVENT_FIELD_PRIVATE_ID: {
		int64_t id = 0;
		bool is_id = id_parse(bytes, &id) == 0;

		*(struct private_id *)ret_member = (struct private_id){PRIVATE_PRESENT, id};
		return is_id;
	}
	case EVENT_FIELD_PRIVATE_POINT:
		return read_point(bytes, arena, ret_member);
	case EVENT_FIELD_PRIVATE_FILES:
		return read_files(bytes, arena, ret_member);
	case EVENT_FIELD_ID:
	case EVENT_FIELD_CODE:
	case EVENT_FIELD_TIME:
	case EVENT_FIELD_INT:
	case EVENT_FIELD_BOOL:
	case EVENT_FIELD_ASCII:
		break;
	}
	must(!"a private field");
	return false;
}

static size_t member_bytes(enum event_field_type type)
{
	switch (type) {
	case EVENT_FIELD_PRIVATE_TEXT:
		return sizeof(struct private_text);
	case EVENT_FIELD_PRIVATE_FLAG:
		return sizeof(struct private_flag);
	case EVENT_FIELD_PRIVATE_ID:
		return sizeof(struct private_id);
	case EVENT_FIELD_PRIVATE_POINT:
		return sizeof(struct private_point);
	case EVENT_FIELD_PRIVATE_FILES:
		return sizeof(struct private_files);
	case EVENT_FIELD_ID:
	case EVENT_FIELD_CODE:
	case EVENT_FIELD_TIME:
	case EVENT_FIELD_INT:
	case EVENT_FIELD_BOOL:
	case EVENT_FIELD_ASCII:
		break;
	}
	must(!"a private field");
	return 0;
}

void event_value_set_state(const struct event_field *field, enum private_state state, void *ret_member)
{
	must(state != PRIVATE_PRESENT);
	memset(ret_member, 0, member_bytes(field->type));
	memcpy(ret_member, &state, sizeof(state));
}
