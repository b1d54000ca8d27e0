// SPDX-License-Identifier: Apache-2.0
// Codecs of events: the golden files that hold every version for ever, commitments, private parts, erasing,
// tampering.
#include "base/buf.h"
#include "base/macros.h"
#include "base/random.h"
#include "domain/case_state.h"
#include "events/case_codec.h"
#include "events/private_part.h"
#include "events/sample_codec.h"
#include "json/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *hex_of(struct slice bytes)
{
	char *out = arena_alloc(arena, bytes.len * 2 + 1);

	hex_encode(bytes.ptr, bytes.len, out);
	return out;
}

// ---- Sample values for whatever a schema holds, always the same

static void fill_public(const struct event_field *field, bool is_full, size_t i, char *member)
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

static void fill_private(const struct event_field *field, bool is_full, char *member)
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

static struct event_salt *sample_salts(size_t count)
{
	struct event_salt *salts = ARENA_ARRAY(arena, struct event_salt, count + 1);

	for (size_t i = 0; i < count; i++)
		event_sha256(slice_of(arena_printf(arena, "salt %zu", i)), salts[i].bytes);
	return salts;
}

static struct event_record sample_record(
	const struct event_kind *kind, const struct event_schema *schema, bool is_full)
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
		fill_public(&schema->public_fields[i], is_full, i, body + schema->public_fields[i].offset);
	for (size_t i = 0; i < schema->private_count; i++) {
		if (!schema->private_fields[i].in_meta)
			fill_private(
				&schema->private_fields[i], is_full, body + schema->private_fields[i].offset);
	}
	assert_int_equal(event_encode(kind, schema, &meta, body, sample_salts(schema->private_count),
				 schema->private_count, arena, &record, NULL),
		0);
	return record;
}

// ---- Golden files: one a version, two events each: one with everything, one with as little as can be.

static struct slice read_file(const char *path)
{
	struct buf b = buf_in(arena);
	FILE *file = fopen(path, "rb");
	char chunk[4096];
	size_t len;

	if (!file)
		return (struct slice){0};
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(&b, chunk, len);
	fclose(file);
	return buf_slice(&b);
}

static void put_record(struct buf *b, const char *which, const struct event_record *record)
{
	buf_printf(b, "%s bytes %.*s\n", which, SLICE_ARG(record->bytes));
	buf_printf(b, "%s text %s\n", which, hex_of(record->text));
	buf_printf(b, "%s contact %s\n", which, hex_of(record->contact));
}

static struct slice unhex(struct slice hex)
{
	char *out = arena_alloc(arena, hex.len / 2 + 1);

	assert_true(hex_decode(hex, out, hex.len / 2));
	return (struct slice){out, hex.len / 2};
}

// The line "WHICH PART …" of a golden file.
static struct slice golden_line(struct slice golden, const char *which, const char *part)
{
	struct slice prefix = slice_of(arena_printf(arena, "%s %s ", which, part)), line;

	while (golden.len > 0) {
		slice_cut(golden, '\n', &line, &golden);
		if (slice_starts_with(line, prefix))
			return slice_sub(line, prefix.len, line.len - prefix.len);
	}
	fail_msg("no line %s %s", which, part);
	return golden;
}

static struct event_parts golden_parts(struct slice golden, const char *which)
{
	return (struct event_parts){golden_line(golden, which, "bytes"),
		unhex(golden_line(golden, which, "text")), unhex(golden_line(golden, which, "contact"))};
}

static void check_golden(const struct event_kind *kind, const struct event_schema *schema)
{
	const char *path = arena_printf(arena, "%s/tests/golden/events/%s.v%d.txt", getenv("YIDAN_SOURCE"),
		schema->type, schema->version);
	struct slice golden = read_file(path);
	struct buf made = buf_in(arena);

	if (!schema->newer) {
		struct event_record full = sample_record(kind, schema, true),
				    least = sample_record(kind, schema, false);

		put_record(&made, "full", &full);
		put_record(&made, "least", &least);
		// Made once, when a version is new; never again.
		if (golden.len == 0 && getenv("YIDAN_WRITE_GOLDEN")) {
			FILE *file = fopen(path, "wb");

			assert_true(
				file && fwrite(made.ptr, 1, made.len, file) == made.len && fclose(file) == 0);
			golden = buf_slice(&made);
		}
		if (golden.len == 0)
			fail_msg(
				"%s is missing: run this test with YIDAN_WRITE_GOLDEN=1 and commit it", path);
		if (!slice_eq(golden, buf_slice(&made)))
			fail_msg("%s: the bytes of an event changed. Stored entries cannot: make a new "
				 "version.",
				path);
	}
	static const char *const which[] = {"full", "least"};

	for (size_t i = 0; i < ARRAY_LEN(which); i++) {
		struct event_parts parts = golden_parts(golden, which[i]);
		struct event_decoded decoded;
		size_t erased = 9;

		assert_int_equal(event_decode(kind, &parts, arena, &decoded, NULL), 0);
		assert_int_equal(decoded.stored_version, schema->version);
		assert_null(decoded.schema->newer);
		assert_int_equal(event_verify_private(kind, &parts, true, arena, &erased, NULL), 0);
		assert_int_equal(erased, 0);
	}
}

static void test_golden_files_of_all_versions(void **state)
{
	(void)state;
	for (size_t i = 0; i < case_event_kind.count; i++)
		check_golden(&case_event_kind, case_event_kind.schemas[i]);
}

static void test_what_is_decoded_is_what_was_encoded(void **state)
{
	const struct event_kind *const kinds[] = {&case_event_kind, &sample_event_kind};

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t i = 0; i < kinds[k]->count; i++) {
			const struct event_schema *schema = kinds[k]->schemas[i];

			for (int is_full = 0; is_full < 2 && !schema->newer; is_full++) {
				struct event_record record = sample_record(kinds[k], schema, is_full), again;
				struct event_parts parts = {record.bytes, record.text, record.contact};
				struct event_decoded decoded;

				assert_int_equal(json_canonical_check(record.bytes, NULL), 0);
				assert_true(record.bytes.len <= EVENT_BYTES_MAX / 2);
				assert_int_equal(event_decode(kinds[k], &parts, arena, &decoded, NULL), 0);
				assert_ptr_equal(decoded.schema, schema);
				assert_int_equal(event_encode(kinds[k], schema, &decoded.meta, decoded.body,
							 sample_salts(schema->private_count),
							 schema->private_count, arena, &again, NULL),
					0);
				assert_true(slice_eq(record.bytes, again.bytes));
				assert_true(slice_eq(record.text, again.text));
				assert_true(slice_eq(record.contact, again.contact));
			}
		}
	}
}

static void test_typed_functions(void **state)
{
	struct event_salt salts[CASE_EVENT_SALTS_MAX];
	struct case_event event = {.type = CASE_EVENT_RETURNED,
		.meta = {1, 99, 3, 1795507200000000, EVENT_BY_OFFICER, 12, 7},
		.returned = {.assignment_id = 5,
			.unit_id = 7,
			.reason_code = RETURN_REASON_WRONG_PLACE,
			.reason = private_text_of(SLICE("在河对岸"))}};
	struct event_record record;
	struct case_event read;

	(void)state;
	random_bytes(salts, sizeof(salts));
	assert_int_equal(case_event_encode(&event, salts, ARRAY_LEN(salts), arena, &record, NULL), 0);
	assert_string_equal(record.type, "case.returned");
	assert_int_equal(record.version, 1);
	assert_int_equal(record.contact.len, 0);
	struct event_parts parts = {record.bytes, record.text, record.contact};

	assert_int_equal(case_event_decode(&parts, arena, &read, NULL), 0);
	assert_int_equal(read.type, CASE_EVENT_RETURNED);
	assert_memory_equal(&read.meta, &event.meta, sizeof(read.meta));
	assert_int_equal(read.returned.reason_code, RETURN_REASON_WRONG_PLACE);
	assert_true(slice_eq_cstr(read.returned.reason.value, "在河对岸"));
	assert_int_equal(read.returned.legal_basis.state, PRIVATE_ABSENT);
	// The public part tells neither the reason nor whether there is a legal basis.
	assert_true(slice_find(record.bytes, SLICE("河")) < 0);
	assert_true(slice_find(record.bytes, SLICE("\"legal_basis\":\"")) > 0);
	// Without the private part.
	parts.text = (struct slice){0};
	assert_int_equal(case_event_decode(&parts, arena, &read, NULL), 0);
	assert_int_equal(read.returned.reason.state, PRIVATE_UNREAD);
	assert_int_equal(read.meta.by, EVENT_BY_OFFICER);
	assert_int_equal(read.meta.by_officer_id, 0);
	size_t erased;

	assert_int_equal(event_verify_private(&case_event_kind, &parts, false, arena, &erased, NULL), 0);
	assert_int_equal(
		event_verify_private(&case_event_kind, &parts, true, arena, &erased, NULL), ERR_INTERNAL);
}

// ---- Commitments

static void test_commitments(void **state)
{
	// Computed by another implementation: Python's hashlib, from the words in events/commitment.h.
	static const struct {
		struct slice name, value;
		bool is_present;
		const char *hex;
	} known[] = {
		{{"text", 4}, {"", 0}, false,
			"33cb307831263d4a9fbe50ee5b8246c867c7ab86f51dbc0a038b16614da64ed0"},
		{{"text", 4}, {"一单", 6}, true,
			"5a42a5e3067362e1f8a834e6b6903f6130f2c146ff6455852d400a9aff7212da"},
		{{"x", 1}, {"", 0}, true, "58ff91f4bd2f10d37d97fb22f40214f591e5f2603dfb65db4319ebcbad9e11fe"},
	};
	struct event_salt salt;
	uint8_t hash[EVENT_HASH_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(salt.bytes); i++)
		salt.bytes[i] = (uint8_t)i;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		event_commit(known[i].name, &salt, known[i].is_present, known[i].value, hash);
		assert_string_equal(hex_of(slice_from(hash, sizeof(hash))), known[i].hex);
	}
	// Long values take another way through the same function.
	char *bytes = arena_zalloc(arena, 5000);
	uint8_t other[EVENT_HASH_BYTES];

	event_commit(SLICE("text"), &salt, true, slice_from(bytes, 5000), hash);
	event_commit(SLICE("text"), &salt, true, slice_from(bytes, 4999), other);
	assert_memory_not_equal(hash, other, sizeof(hash));
}

// Every change of a private part is seen: it does not unpack, does not decode, or does not fit.
static void test_every_changed_byte_is_seen(void **state)
{
	struct event_record record = sample_record(&case_event_kind, case_event_kind.schemas[0], true);
	const struct slice blobs[] = {record.text, record.contact, record.bytes};

	(void)state;
	for (size_t which = 0; which < ARRAY_LEN(blobs); which++) {
		for (size_t i = 0; i < blobs[which].len; i++) {
			struct arena *scratch = arena_new();
			char *changed = arena_memdup(scratch, blobs[which].ptr, blobs[which].len);
			struct event_parts parts = {record.bytes, record.text, record.contact};
			struct slice with = {changed, blobs[which].len};
			size_t erased;

			changed[i] = (char)(changed[i] ^ 1);
			if (which == 0)
				parts.text = with;
			else if (which == 1)
				parts.contact = with;
			else
				parts.bytes = with;
			int r = event_verify_private(&case_event_kind, &parts, true, scratch, &erased, NULL);
			// In the public part only what the commitments hold is seen here; the rest is the
			// ledger's.
			bool is_commitment = which == 2 &&
					     i > (size_t)slice_find(record.bytes, SLICE("\"private\"")) &&
					     i < (size_t)slice_find(record.bytes, SLICE("\"seq\""));

			if (r == 0 && (which < 2 || is_commitment) && !(which < 2 && erased > 0))
				fail_msg("byte %zu of part %zu", i, which);
			arena_free(scratch);
		}
	}
}

static void test_erasing_one_field(void **state)
{
	const struct event_schema *schema = case_event_kind.schemas[0];
	struct event_record record = sample_record(&case_event_kind, schema, true);

	(void)state;
	for (size_t i = 0; i < schema->private_count; i++) {
		const struct event_field *field = &schema->private_fields[i];
		struct event_parts parts = {record.bytes, record.text, record.contact};
		struct buf b = buf_in(arena), twice = buf_in(arena);
		struct slice *blob = field->in_contact ? &parts.contact : &parts.text;
		struct case_event event;
		size_t erased;

		assert_int_equal(private_part_erase(*blob, slice_of(field->name), &b, NULL), 0);
		*blob = buf_slice(&b);
		assert_int_equal(private_part_erase(*blob, slice_of(field->name), &twice, NULL), 0);
		assert_true(slice_eq(buf_slice(&b), buf_slice(&twice)));
		assert_int_equal(
			event_verify_private(&case_event_kind, &parts, true, arena, &erased, NULL), 0);
		assert_int_equal(erased, 1);
		assert_int_equal(case_event_decode(&parts, arena, &event, NULL), 0);
		for (size_t k = 0; k < schema->private_count; k++) {
			enum private_state kept;

			if (schema->private_fields[k].in_meta) {
				assert_int_equal(event.meta.by_officer_id, k == i ? 0 : 12);
				continue;
			}
			memcpy(&kept, (char *)&event.received + schema->private_fields[k].offset,
				sizeof(kept));
			assert_int_equal(kept, k == i ? PRIVATE_ERASED : PRIVATE_PRESENT);
		}
		// Nothing is left of its value.
		if (field->type == EVENT_FIELD_PRIVATE_TEXT && field->max_bytes > 20)
			assert_true(slice_find(*blob,
					    slice_of(arena_printf(arena, "%s\n\"一单\"", field->name))) < 0);
		struct case_state folded = {0};

		event.meta.seq = 1;
		assert_int_equal(case_apply(&folded, &event, NULL), 0);
	}
	struct buf b = buf_in(arena);

	assert_int_equal(private_part_erase(record.text, SLICE("phone"), &b, NULL), ERR_NOT_FOUND);
	// An absent field that is erased looks like any other.
	struct event_record least = sample_record(&case_event_kind, schema, false);
	struct buf c = buf_in(arena);
	struct private_part part;

	assert_int_equal(private_part_erase(least.contact, SLICE("phone"), &c, NULL), 0);
	assert_int_equal(private_part_unpack(buf_slice(&c), &part, NULL), 0);
	assert_int_equal(private_part_find(&part, SLICE("phone"))->status, PRIVATE_PART_ERASED);
	assert_int_equal(private_part_find(&part, SLICE("name"))->status, PRIVATE_PART_ABSENT);
}

// ---- Who did it: public is only whether it was an officer, and of which unit.

static void check_officer(const struct event_kind *kind, const struct event_schema *schema)
{
	struct event_record by_officer = sample_record(kind, schema, true),
			    by_raiser = sample_record(kind, schema, false);
	const struct event_record *const records[] = {&by_officer, &by_raiser};

	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		struct event_parts parts = {records[i]->bytes, records[i]->text, records[i]->contact};
		struct buf without = buf_in(arena);
		struct event_decoded decoded;
		size_t erased;

		// As a raiser's event, so an officer's: one commitment, and no id.
		assert_true(slice_find(parts.bytes, SLICE("\"by_officer\":\"")) > 0);
		assert_true(slice_find(parts.bytes, SLICE("\"12\"")) < 0);
		assert_int_equal(event_decode(kind, &parts, arena, &decoded, NULL), 0);
		assert_int_equal(decoded.meta.by_officer_id, i == 0 ? 12 : 0);
		assert_int_equal(private_part_erase(parts.text, SLICE("by_officer"), &without, NULL), 0);
		parts.text = buf_slice(&without);
		assert_int_equal(event_decode(kind, &parts, arena, &decoded, NULL), 0);
		assert_int_equal(decoded.meta.by_officer_id, 0);
		assert_int_equal(decoded.meta.by, i == 0 ? EVENT_BY_OFFICER : EVENT_BY_RAISER);
		assert_int_equal(decoded.meta.by_unit_id, i == 0 ? 7 : 0);
		assert_int_equal(event_verify_private(kind, &parts, true, arena, &erased, NULL), 0);
		assert_int_equal(erased, 1);
		// An officer where there was none, and none where there was one.
		parts = (struct event_parts){
			records[i]->bytes, records[1 - i]->text, records[1 - i]->contact};
		assert_int_equal(event_decode(kind, &parts, arena, &decoded, NULL), ERR_INTERNAL);
		assert_int_equal(
			event_verify_private(kind, &parts, true, arena, &erased, NULL), ERR_INTERNAL);
	}
}

static void test_the_officer_is_private(void **state)
{
	(void)state;
	for (size_t i = 0; i < case_event_kind.count; i++)
		check_officer(&case_event_kind, case_event_kind.schemas[i]);
	assert_int_equal(CASE_EVENT_SALTS_MAX, 16);
}

// ---- What this program does not know, and what is broken

static struct slice replaced(struct slice bytes, const char *from, const char *to)
{
	ptrdiff_t at = slice_find(bytes, slice_of(from));
	struct buf b = buf_in(arena);

	assert_true(at >= 0);
	buf_put(&b, bytes.ptr, (size_t)at);
	buf_put_cstr(&b, to);
	buf_put_slice(&b, slice_sub(bytes, (size_t)at + strlen(from), bytes.len));
	return buf_slice(&b);
}

static void test_unknown_and_damaged(void **state)
{
	static const struct {
		const char *from, *to;
		int class;
	} changes[] = {
		{"\"case.received\"", "\"case.renamed\"", ERR_UNAVAILABLE},
		{"\"v\":1", "\"v\":2", ERR_UNAVAILABLE},
		{"\"portal\"", "\"carrier_pigeon\"", ERR_UNAVAILABLE},
		{"\"v\":1", "\"v\":0", ERR_INTERNAL},
		{"\"v\":1", "\"v\":1.0", ERR_INTERNAL},
		{"\"stream_kind\":\"case\"", "\"stream_kind\":\"unit\"", ERR_INTERNAL},
		{"\"by\":\"officer\"", "\"by\":\"raiser\"", ERR_INTERNAL},
		{"\"by_unit\":\"7\"", "\"by_unit\":7", ERR_INTERNAL},
		{"\"by_unit\":\"7\"", "\"by_id\":\"12\",\"by_unit\":\"7\"", ERR_INTERNAL},
		{"\"by_officer\":", "\"by_official\":", ERR_INTERNAL},
		{"\"at\":", "\"at\":-", ERR_INTERNAL},
		{"\"channel\":", "\"chanel\":", ERR_INTERNAL},
		{"\"category_version\":", "\"x\":1,\"category_version\":", ERR_INTERNAL},
		{"\"code\":\"AAAAAAAAA\"", "\"code\":\"AAAAAAAAAA\"", ERR_INTERNAL},
		{"\"code\":\"AAAAAAAAA\"", "\"code\":\"AAAA AAAA\"", ERR_INTERNAL},
		{"\"code\":\"AAAAAAAAA\"", "\"code\":null", ERR_INTERNAL},
		{"\"contact_by\":1", "\"contact_by\":-1", ERR_INTERNAL},
		{"\"consent\":", "\"consent_\":", ERR_INTERNAL},
		{"{\"at\"", " {\"at\"", ERR_INTERNAL},
	};
	struct event_record record = sample_record(&case_event_kind, case_event_kind.schemas[0], true);
	struct case_event event = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct event_parts parts = {
			replaced(record.bytes, changes[i].from, changes[i].to), record.text, record.contact};
		struct err err = {0};

		if (case_event_decode(&parts, arena, &event, &err) != changes[i].class ||
			err.class != changes[i].class)
			fail_msg("%s → %s: %s", changes[i].from, changes[i].to, err.message);
	}
	assert_int_equal(event.type, CASE_EVENT_NONE); // untouched

	// A private part of another event, with too many or too few fields, or of a newer format.
	struct event_record other = sample_record(&case_event_kind, case_event_kind.schemas[2], true);
	struct event_parts parts = {record.bytes, other.text, record.contact};

	assert_int_equal(case_event_decode(&parts, arena, &event, NULL), ERR_INTERNAL);
	char *newer = arena_memdup(arena, record.text.ptr, record.text.len);

	newer[0] = 2;
	parts.text = (struct slice){newer, record.text.len};
	assert_int_equal(case_event_decode(&parts, arena, &event, NULL), ERR_UNAVAILABLE);
	parts.text = slice_sub(record.text, 0, record.text.len - 1);
	assert_int_equal(case_event_decode(&parts, arena, &event, NULL), ERR_INTERNAL);
}

static int encode_text(struct slice text)
{
	struct case_event event = {.type = CASE_EVENT_RETURNED,
		.meta = {1, 99, 3, 1795507200000000, EVENT_BY_OFFICER, 12, 7},
		.returned = {.assignment_id = 5,
			.unit_id = 7,
			.reason_code = RETURN_REASON_OTHER,
			.reason = {PRIVATE_PRESENT, text}}};
	struct event_record record;

	return case_event_encode(
		&event, sample_salts(CASE_EVENT_SALTS_MAX), CASE_EVENT_SALTS_MAX, arena, &record, NULL);
}

static void test_values_over_their_limits_are_not_encoded(void **state)
{
	char *big = arena_alloc(arena, 4001);

	(void)state;
	memset(big, 'a', 4001);
	assert_int_equal(encode_text(slice_from(big, 4000)), 0);
	assert_int_equal(encode_text(slice_from(big, 4001)), ERR_INVALID);
	assert_int_equal(encode_text(SLICE("a\0b")), ERR_INVALID);
	assert_int_equal(encode_text(SLICE("\xff")), ERR_INVALID);
	assert_int_equal(encode_text(SLICE("")), ERR_INVALID);
}

// One value has one form: others are refused although they would mean the same.
static int decode_place(const char *text)
{
	struct event_record record = sample_record(&sample_event_kind, sample_event_kind.schemas[2], true);
	struct event_parts parts = {record.bytes, record.text, record.contact};
	struct private_part part;
	struct buf b = buf_in(arena);
	struct sample_event event;
	int r;

	assert_int_equal(private_part_unpack(record.text, &part, NULL), 0);
	for (size_t i = 0; i < part.count; i++) {
		if (slice_eq_cstr(part.fields[i].name, "place"))
			part.fields[i].value = slice_of(text);
	}
	assert_int_equal(private_part_pack(&part, &b, NULL), 0);
	parts.text = buf_slice(&b);
	r = sample_event_decode(&parts, arena, &event, NULL);
	return r < 0 ? r : event.made.place.value.lat_e7;
}

static void test_points(void **state)
{
	static const char *const bad[] = {"", "1,2", "26.8934567", "26.893456,112.5712345",
		"026.8934567,112.5712345", "-0.0000000,0.0000000", "+1.0000000,0.0000000",
		"90.0000001,0.0000000", "0.0000000,180.0000001", "26.8934567, 112.5712345",
		"26.-934567,112.5712345", "1e5.0000000,0.0000000", "0.0000000,0.0000000,"};

	(void)state;
	assert_int_equal(decode_place("26.8934567,112.5712345"), 268934567);
	assert_int_equal(decode_place("-0.5000000,0.0000000"), -5000000);
	assert_int_equal(decode_place("-90.0000000,-180.0000000"), -900000000);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (decode_place(bad[i]) != ERR_INTERNAL)
			fail_msg("accepted: %s", bad[i]);
	}
}

// ---- Versions

static void test_old_versions_are_read_as_the_newest(void **state)
{
	struct event_salt salt = {{9}};
	uint8_t hash[EVENT_HASH_BYTES];
	struct private_part part = {2, {{SLICE("by_officer"), PRIVATE_PART_ABSENT, salt, SLICE("")},
					       {SLICE("words"), PRIVATE_PART_PRESENT, salt, SLICE("first")}}};
	uint8_t nobody[EVENT_HASH_BYTES];
	struct buf text = buf_in(arena);
	struct event_parts parts = {0};
	struct sample_event event;
	struct event_decoded decoded;

	(void)state;
	event_commit(SLICE("by_officer"), &salt, false, SLICE(""), nobody);
	event_commit(SLICE("words"), &salt, true, SLICE("first"), hash);
	parts.bytes = slice_of(arena_printf(arena,
		"{\"at\":5,\"by\":\"system\",\"by_unit\":null,\"data\":{\"colour\":\"green\"},"
		"\"jurisdiction\":\"1\","
		"\"private\":{\"by_officer\":\"%s\",\"words\":\"%s\"},\"seq\":1,\"stream\":\"9\",\"stream_"
		"kind\":\"sample\","
		"\"type\":\"sample.made\",\"v\":1}",
		hex_of(slice_from(nobody, sizeof(nobody))), hex_of(slice_from(hash, sizeof(hash)))));
	assert_int_equal(private_part_pack(&part, &text, NULL), 0);
	parts.text = buf_slice(&text);
	assert_int_equal(sample_event_decode(&parts, arena, &event, NULL), 0);
	assert_int_equal(event.type, SAMPLE_EVENT_MADE);
	assert_int_equal(event.made.paint, SAMPLE_COLOUR_GREEN);
	assert_int_equal(event.made.coats, 1);
	assert_true(slice_eq_cstr(event.made.tag, "old"));
	assert_true(slice_eq_cstr(event.made.note.value, "first"));
	assert_int_equal(event.meta.by, EVENT_BY_SYSTEM);
	assert_int_equal(event_decode(&sample_event_kind, &parts, arena, &decoded, NULL), 0);
	assert_int_equal(decoded.stored_version, 1);
	assert_int_equal(decoded.schema->version, 3);
	size_t erased;

	assert_int_equal(event_verify_private(&sample_event_kind, &parts, true, arena, &erased, NULL), 0);
	// The old words were committed to under their old name.
	part.fields[1].name = SLICE("note");
	buf_reset(&text);
	assert_int_equal(private_part_pack(&part, &text, NULL), 0);
	parts.text = buf_slice(&text);
	assert_int_equal(sample_event_decode(&parts, arena, &event, NULL), ERR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_files_of_all_versions),
		cmocka_unit_test(test_what_is_decoded_is_what_was_encoded),
		cmocka_unit_test(test_typed_functions),
		cmocka_unit_test(test_commitments),
		cmocka_unit_test(test_every_changed_byte_is_seen),
		cmocka_unit_test(test_erasing_one_field),
		cmocka_unit_test(test_the_officer_is_private),
		cmocka_unit_test(test_unknown_and_damaged),
		cmocka_unit_test(test_values_over_their_limits_are_not_encoded),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_old_versions_are_read_as_the_newest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
