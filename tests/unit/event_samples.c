// SPDX-License-Identifier: Apache-2.0
#include "event_samples.h"

#include "base/macros.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

const char *hex_of(struct arena *arena, struct slice bytes)
{
	char *out = arena_alloc(arena, bytes.len * 2 + 1);

	hex_encode(bytes.ptr, bytes.len, out);
	return out;
}

// ---- Sample values for whatever a schema holds, always the same

static void fill_public(
	struct arena *arena, const struct event_field *field, bool is_full, size_t i, char *member)
{
	int64_t number = 0;
	int code = 0;

	switch (field->type) {
	case EVENT_FIELD_ID:
		number = is_full || !field->optional ? INT64_C(9223372036854775807) - (int64_t)i : 0;
		memcpy(member, &number, sizeof(number));
		break;
	case EVENT_FIELD_TIME:
		number = is_full || !field->optional ? INT64_C(1795507200000000) + (int64_t)i : 0;
		memcpy(member, &number, sizeof(number));
		break;
	case EVENT_FIELD_INT:
		number = is_full ? INT64_C(9007199254740991) : 0;
		memcpy(member, &number, sizeof(number));
		break;
	case EVENT_FIELD_BOOL:
		*(bool *)member = is_full;
		break;
	case EVENT_FIELD_CODE: // the first of the list, so that further codes do not change the files
		code = is_full || !field->optional ? 1 : 0;
		memcpy(member, &code, sizeof(code));
		break;
	case EVENT_FIELD_ASCII:
		if (is_full || !field->optional) {
			char *text = arena_zalloc(arena, field->max_bytes + 1);

			memset(text, 'A', field->max_bytes);
			*(struct slice *)(void *)member = slice_of(text);
		}
		break;
	case EVENT_FIELD_PRIVATE_TEXT:
	case EVENT_FIELD_PRIVATE_FLAG:
	case EVENT_FIELD_PRIVATE_ID:
	case EVENT_FIELD_PRIVATE_POINT:
	case EVENT_FIELD_PRIVATE_FILES:
		fail();
	}
}

static void fill_private(struct arena *arena, const struct event_field *field, bool is_full, char *member)
{
	static const struct event_file files[] = {
		{7, {0xab, 0xcd}, FILE_TYPE_JPEG}, {8, {0xef}, FILE_TYPE_WEBP}};

	if (!is_full)
		return;
	switch (field->type) {
	case EVENT_FIELD_PRIVATE_TEXT: {
		struct slice text = slice_of(arena_printf(arena, "%s\n\"一单\"", field->name));

		*(struct private_text *)(void *)member =
			private_text_of(slice_utf8_head(text, field->max_bytes));
		break;
	}
	case EVENT_FIELD_PRIVATE_FLAG:
		*(struct private_flag *)(void *)member = private_flag_of(true);
		break;
	case EVENT_FIELD_PRIVATE_ID:
		*(struct private_id *)(void *)member = private_id_of(INT64_MAX);
		break;
	case EVENT_FIELD_PRIVATE_POINT:
		*(struct private_point *)(void *)member =
			(struct private_point){PRIVATE_PRESENT, {-5000000, 1125712345}};
		break;
	case EVENT_FIELD_PRIVATE_FILES:
		*(struct private_files *)(void *)member = private_files_of(files, ARRAY_LEN(files));
		break;
	case EVENT_FIELD_ID:
	case EVENT_FIELD_CODE:
	case EVENT_FIELD_TIME:
	case EVENT_FIELD_INT:
	case EVENT_FIELD_BOOL:
	case EVENT_FIELD_ASCII:
		fail();
	}
}

struct event_salt *sample_salts(struct arena *arena, size_t count)
{
	struct event_salt *salts = ARENA_ARRAY(arena, struct event_salt, count + 1);

	for (size_t i = 0; i < count; i++)
		event_sha256(slice_of(arena_printf(arena, "salt %zu", i)), salts[i].bytes);
	return salts;
}

struct event_record sample_record(
	struct arena *arena, const struct event_kind *kind, const struct event_schema *schema, bool is_full)
{
	char *body = arena_zalloc(arena, schema->struct_bytes);
	struct event_meta meta = {.jurisdiction_id = 1,
		.stream_id = 99,
		.seq = is_full ? 3 : 1,
		.at_us = INT64_C(1795507200123456),
		.by = is_full ? EVENT_BY_OFFICER : EVENT_BY_RAISER,
		.by_officer_id = is_full ? 12 : 0,
		.by_unit_id = is_full ? 7 : 0};
	struct event_record record;

	for (size_t i = 0; i < schema->public_count; i++)
		fill_public(
			arena, &schema->public_fields[i], is_full, i, body + schema->public_fields[i].offset);
	for (size_t i = 0; i < schema->private_count; i++) {
		if (!schema->private_fields[i].in_meta)
			fill_private(arena, &schema->private_fields[i], is_full,
				body + schema->private_fields[i].offset);
	}
	assert_int_equal(event_encode(kind, schema, &meta, body, sample_salts(arena, schema->private_count),
				 schema->private_count, arena, &record, NULL),
		0);
	return record;
}
