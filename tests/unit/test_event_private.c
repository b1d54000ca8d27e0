// SPDX-License-Identifier: Apache-2.0
// The private parts of events: commitments, tampering, erasing, who did it.
#include "base/buf.h"
#include "base/macros.h"
#include "domain/case_state.h"
#include "event_samples.h"
#include "events/case_codec.h"
#include "events/jurisdiction_codec.h"
#include "events/private_part.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
		assert_string_equal(hex_of(arena, slice_from(hash, sizeof(hash))), known[i].hex);
	}
	// Long values take another way through the same function.
	char *bytes = arena_zalloc(arena, 5000);
	uint8_t other[EVENT_HASH_BYTES];

	event_commit(SLICE("text"), &salt, true, slice_from(bytes, 5000), hash);
	event_commit(SLICE("text"), &salt, true, slice_from(bytes, 4999), other);
	assert_memory_not_equal(hash, other, sizeof(hash));
}

static const struct event_schema *newest_received(void)
{
	const struct event_schema *schema = case_event_kind.schemas[0];

	while (schema->newer)
		schema = schema->newer;
	return schema;
}

// Every change of a private part is seen: it does not unpack, does not decode, or does not fit.
static void test_every_changed_byte_is_seen(void **state)
{
	struct event_record record = sample_record(arena, &case_event_kind, newest_received(), true);
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
	const struct event_schema *schema = newest_received();
	struct event_record record = sample_record(arena, &case_event_kind, schema, true);

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
	struct event_record least = sample_record(arena, &case_event_kind, schema, false);
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
	struct event_record by_officer = sample_record(arena, kind, schema, true),
			    by_raiser = sample_record(arena, kind, schema, false);
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
	for (size_t i = 0; i < case_event_kind.count; i++) { // old versions are read, and written no more
		if (!case_event_kind.schemas[i]->newer)
			check_officer(&case_event_kind, case_event_kind.schemas[i]);
	}
	for (size_t i = 0; i < jurisdiction_event_kind.count; i++) {
		if (!jurisdiction_event_kind.schemas[i]->newer)
			check_officer(&jurisdiction_event_kind, jurisdiction_event_kind.schemas[i]);
	}
	assert_int_equal(CASE_EVENT_SALTS_MAX, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commitments),
		cmocka_unit_test(test_every_changed_byte_is_seen),
		cmocka_unit_test(test_erasing_one_field),
		cmocka_unit_test(test_the_officer_is_private),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
