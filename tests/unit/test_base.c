// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/id.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_slice_cut_and_trim(void **state)
{
	struct slice before, after;

	(void)state;
	assert_true(slice_cut(SLICE("a=b=c"), '=', &before, &after));
	assert_true(slice_eq_cstr(before, "a") && slice_eq_cstr(after, "b=c"));
	assert_false(slice_cut(SLICE("abc"), '=', &before, &after));
	assert_true(slice_eq_cstr(before, "abc") && after.len == 0);
	assert_true(slice_eq_cstr(slice_trim(SLICE(" \t a b\r\n")), "a b"));
	assert_int_equal(slice_find(SLICE("hello"), SLICE("ll")), 2);
	assert_int_equal(slice_find(SLICE("hello"), SLICE("lx")), -1);
}

static void test_numbers(void **state)
{
	uint64_t u;
	int64_t i;
	double d;

	(void)state;
	assert_true(slice_parse_u64(SLICE("18446744073709551615"), &u) && u == UINT64_MAX);
	assert_false(slice_parse_u64(SLICE("18446744073709551616"), &u));
	assert_false(slice_parse_u64(SLICE(""), &u));
	assert_false(slice_parse_u64(SLICE("+1"), &u));
	assert_true(slice_parse_i64(SLICE("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_false(slice_parse_i64(SLICE("9223372036854775808"), &i));
	assert_true(slice_parse_double(SLICE("-12.5"), &d) && d == -12.5);
	assert_false(slice_parse_double(SLICE("0x10"), &d));
	assert_false(slice_parse_double(SLICE("nan"), &d));
	assert_false(slice_parse_double(SLICE("1e999"), &d));
}

static void test_utf8(void **state)
{
	(void)state;
	assert_true(slice_is_utf8(SLICE("一单 a\xF0\x9F\x98\x80")));
	assert_false(slice_is_utf8(SLICE("\xC0\x80")));		// overlong
	assert_false(slice_is_utf8(SLICE("\xED\xA0\x80")));	// surrogate
	assert_false(slice_is_utf8(SLICE("\xF4\x90\x80\x80"))); // above U+10FFFF
	assert_false(slice_is_utf8(SLICE("\xE4\xB8")));		// cut short
	// Eight bytes at once: a bad one at every place.
	for (size_t at = 0; at < 20; at++) {
		char text[20];

		memset(text, 'a', sizeof(text));
		assert_true(slice_is_utf8(slice_from(text, sizeof(text))));
		text[at] = '\x80';
		assert_false(slice_is_utf8(slice_from(text, sizeof(text))));
	}
	assert_int_equal(slice_utf8_len(SLICE("一单ab")), 4);
	assert_int_equal(slice_utf8_head(SLICE("一单"), 5).len, 3);
}

static void test_arena_and_buf(void **state)
{
	struct arena *arena = arena_new();
	struct buf b = buf_in(arena);
	char *first = arena_alloc(arena, 100000);

	(void)state;
	memset(first, 'x', 100000);
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	assert_int_equal(b.len, 3890);
	assert_int_equal(b.ptr[b.len], '\0');
	assert_true(slice_starts_with(buf_slice(&b), SLICE("0,1,2,")));
	buf_reset(&b);
	buf_put_i64(&b, INT64_MIN);
	assert_string_equal(buf_cstr(&b), "-9223372036854775808");
	arena_reset(arena);
	assert_int_equal(arena_used_bytes(arena), 0);
	assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
	arena_free(arena);
}

static void test_rfc3339(void **state)
{
	static const struct {
		const char *text;
		const char *back; // NULL: refused
	} cases[] = {
		{"2026-11-23T08:30:00Z", "2026-11-23T08:30:00Z"},
		{"2026-11-23T08:30:00.120+08:00", "2026-11-23T00:30:00.120000Z"},
		{"2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z"},
		{"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
		{"2023-02-29T00:00:00Z", NULL},
		{"2026-11-23T08:30:00", NULL},
		{"2026-11-23T08:30:00 08:00", NULL},
		{"2026-11-23T24:00:00Z", NULL},
		{"2026-11-23T08:30:00.Z", NULL},
		{"2026-11-23", NULL},
	};
	char out[CLOCK_RFC3339_BYTES];
	int64_t at;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int class = clock_parse_rfc3339(slice_of(cases[i].text), &at);

		assert_int_equal(class, cases[i].back ? 0 : ERR_INVALID);
		if (cases[i].back)
			assert_string_equal(clock_format_rfc3339(at, 1, out), cases[i].back);
	}
}

static void test_civil_round_trip(void **state)
{
	int64_t year;
	int month, day;

	(void)state;
	for (int64_t days = -800000; days < 800000; days += 13) {
		clock_civil_from_days(days, &year, &month, &day);
		assert_int_equal(clock_days_from_civil(year, month, day), days);
	}
}

static void test_encodings(void **state)
{
	unsigned char bytes[20], back[20];
	char text[64];

	(void)state;
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		random_bytes(bytes, len);
		hex_encode(bytes, len, text);
		assert_true(hex_decode(slice_of(text), back, len));
		assert_memory_equal(bytes, back, len);
		base32_encode(bytes, len, text);
		assert_int_equal(strlen(text), BASE32_BYTES(len) - 1);
		assert_true(base32_decode(slice_of(text), back, len));
		assert_memory_equal(bytes, back, len);
	}
	assert_false(hex_decode(SLICE("0g"), back, 1));
	assert_false(base32_decode(SLICE("zz"), back, 1)); // padding bits set
	assert_false(base32_decode(SLICE("z"), back, 1));
}

static int64_t test_now;

static int64_t fake_now(void)
{
	return test_now;
}

static void test_ids_rise_when_the_clock_jumps_back(void **state)
{
	struct id_source a, b;
	int64_t last = 0;

	(void)state;
	test_now = ID_EPOCH_US + US_PER_DAY;
	id_source_init(&a, 3, 0);
	id_source_init(&b, 1023, 0);
	a.now_us = b.now_us = fake_now;
	for (int i = 0; i < 20000; i++) {
		int64_t id = id_next(&a);

		assert_true(id > last && (id >> 12 & 1023) == 3);
		last = id;
		if (i == 10000)
			test_now -= US_PER_HOUR;
	}
	assert_int_equal(id_time_us(id_next(&b)), ID_EPOCH_US + US_PER_DAY - US_PER_HOUR);
	assert_int_not_equal(id_next(&b), id_next(&a));
	id_source_release(&a);
	id_source_init(&a, 2, last); // restarted with another instance: still above what is stored
	a.now_us = fake_now;
	assert_true(id_next(&a) > last);
	id_source_release(&a);
	id_source_release(&b);
}

static void test_id_text(void **state)
{
	char text[ID_TEXT_BYTES];
	int64_t id;

	(void)state;
	assert_int_equal(id_parse(SLICE("9223372036854775807"), &id), 0);
	assert_string_equal(id_format(id, text), "9223372036854775807");
	assert_int_equal(id_parse(SLICE("9223372036854775808"), &id), ERR_INVALID);
	assert_int_equal(id_parse(SLICE("-1"), &id), ERR_INVALID);
	assert_int_equal(id_parse(SLICE("007"), &id), ERR_INVALID);
	assert_int_equal(id_parse(SLICE(""), &id), ERR_INVALID);
}

static void test_err_words(void **state)
{
	struct err err = {0};

	(void)state;
	assert_int_equal(err_set(&err, ERR_INVALID, "line %d: bad", 3), ERR_INVALID);
	err_prefix(&err, "reading %s: ", "units.csv");
	assert_string_equal(err.message, "reading units.csv: line 3: bad");
	assert_int_equal(err_http_status(ERR_BUSY), 503);
	assert_int_equal(err_set(NULL, ERR_BUSY, "x"), ERR_BUSY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slice_cut_and_trim),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_arena_and_buf),
		cmocka_unit_test(test_rfc3339),
		cmocka_unit_test(test_civil_round_trip),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_ids_rise_when_the_clock_jumps_back),
		cmocka_unit_test(test_id_text),
		cmocka_unit_test(test_err_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
