// SPDX-License-Identifier: Apache-2.0
// Codecs of events: the golden files that hold every version for ever, old versions, what is broken.
#include "base/buf.h"
#include "base/macros.h"
#include "base/random.h"
#include "event_samples.h"
#include "events/case_codec.h"
#include "events/jurisdiction_codec.h"
#include "events/private_part.h"
#include "events/sample_codec.h"
#include "json/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Those that are kept somewhere.
static const struct event_kind *const stored_kinds[] = {&case_event_kind, &jurisdiction_event_kind};

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
	buf_printf(b, "%s text %s\n", which, hex_of(arena, record->text));
	buf_printf(b, "%s contact %s\n", which, hex_of(arena, record->contact));
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
		struct event_record full = sample_record(arena, kind, schema, true),
				    least = sample_record(arena, kind, schema, false);

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
	for (size_t k = 0; k < ARRAY_LEN(stored_kinds); k++) {
		for (size_t i = 0; i < stored_kinds[k]->count; i++)
			check_golden(stored_kinds[k], stored_kinds[k]->schemas[i]);
	}
}

static void test_what_is_decoded_is_what_was_encoded(void **state)
{
	const struct event_kind *const kinds[] = {
		&case_event_kind, &jurisdiction_event_kind, &sample_event_kind};

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t i = 0; i < kinds[k]->count; i++) {
			const struct event_schema *schema = kinds[k]->schemas[i];

			for (int is_full = 0; is_full < 2 && !schema->newer; is_full++) {
				struct event_record record = sample_record(arena, kinds[k], schema, is_full),
						    again;
				struct event_parts parts = {record.bytes, record.text, record.contact};
				struct event_decoded decoded;

				assert_int_equal(json_canonical_check(record.bytes, NULL), 0);
				assert_true(record.bytes.len <= EVENT_BYTES_MAX / 2);
				assert_int_equal(event_decode(kinds[k], &parts, arena, &decoded, NULL), 0);
				assert_ptr_equal(decoded.schema, schema);
				assert_int_equal(event_encode(kinds[k], schema, &decoded.meta, decoded.body,
							 sample_salts(arena, schema->private_count),
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

static const struct event_schema *newest_received(void)
{
	const struct event_schema *schema = case_event_kind.schemas[0];

	while (schema->newer)
		schema = schema->newer;
	return schema;
}

static void test_unknown_and_damaged(void **state)
{
	static const struct {
		const char *from, *to;
		int class;
	} changes[] = {
		{"\"case.received\"", "\"case.renamed\"", ERR_UNAVAILABLE},
		{"\"v\":2", "\"v\":9", ERR_UNAVAILABLE},
		{"\"v\":2", "\"v\":1", ERR_INTERNAL}, // other fields
		{"\"portal\"", "\"carrier_pigeon\"", ERR_UNAVAILABLE},
		{"\"v\":2", "\"v\":0", ERR_INTERNAL},
		{"\"v\":2", "\"v\":2.0", ERR_INTERNAL},
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
	struct event_record record = sample_record(arena, &case_event_kind, newest_received(), true);
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
	struct event_record other = sample_record(arena, &case_event_kind, case_event_kind.schemas[3], true);
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

	return case_event_encode(&event, sample_salts(arena, CASE_EVENT_SALTS_MAX), CASE_EVENT_SALTS_MAX,
		arena, &record, NULL);
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
	struct event_record record =
		sample_record(arena, &sample_event_kind, sample_event_kind.schemas[2], true);
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
		hex_of(arena, slice_from(nobody, sizeof(nobody))),
		hex_of(arena, slice_from(hash, sizeof(hash)))));
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
		cmocka_unit_test(test_unknown_and_damaged),
		cmocka_unit_test(test_values_over_their_limits_are_not_encoded),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_old_versions_are_read_as_the_newest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
