// SPDX-License-Identifier: Apache-2.0
#include "base/macros.h"
#include "domain/case_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static unsigned seed;

static void random_code(char out[CASE_CODE_BYTES])
{
	uint8_t random[CASE_CODE_RANDOM_BYTES];

	for (size_t i = 0; i < sizeof(random); i++)
		random[i] = (uint8_t)(rand_r(&seed) >> 7);
	case_code_from_random(random, out);
}

static void test_every_wrong_symbol_and_every_swap_is_caught(void **state)
{
	(void)state;
	seed = (unsigned)time(NULL);
	print_message("seed %u\n", seed);
	// What is caught depends on the differences alone; some hundred codes hold all of them at every
	// place.
	for (int round = 0; round < 300; round++) {
		char code[CASE_CODE_BYTES], wrong[CASE_CODE_BYTES], ignored[CASE_CODE_BYTES];

		random_code(code);
		assert_true(case_code_is_valid(slice_of(code)));
		for (int i = 0; i < CASE_CODE_LEN; i++) {
			for (const char *symbol = CASE_CODE_SYMBOLS; *symbol; symbol++) {
				memcpy(wrong, code, sizeof(wrong));
				wrong[i] = *symbol;
				assert_int_equal(case_code_is_valid(slice_of(wrong)), *symbol == code[i]);
				assert_int_equal(
					case_code_parse(slice_of(wrong), ignored), *symbol == code[i]);
			}
			for (int k = i + 1; k < CASE_CODE_LEN; k++) {
				memcpy(wrong, code, sizeof(wrong));
				wrong[i] = code[k];
				wrong[k] = code[i];
				assert_int_equal(case_code_is_valid(slice_of(wrong)), code[i] == code[k]);
			}
		}
	}
}

// All pairs of symbols at all pairs of neighbouring places, not by chance but one by one.
static void test_swaps_of_all_pairs(void **state)
{
	(void)state;
	for (int at = 0; at + 1 < CASE_CODE_LEN; at++) {
		for (const char *a = CASE_CODE_SYMBOLS; *a; a++) {
			for (const char *b = CASE_CODE_SYMBOLS; *b; b++) {
				char code[] = "222222222", swapped[CASE_CODE_BYTES];
				int other = at >= 2 ? 0 : CASE_CODE_LEN - 1; // makes the sum right
				const char *fill = CASE_CODE_SYMBOLS;

				code[at] = *a;
				code[at + 1] = *b;
				for (; *fill && !case_code_is_valid(slice_of(code)); fill++)
					code[other] = *fill;
				assert_true(case_code_is_valid(slice_of(code)));
				memcpy(swapped, code, sizeof(swapped));
				swapped[at] = *b;
				swapped[at + 1] = *a;
				assert_int_equal(case_code_is_valid(slice_of(swapped)), *a == *b);
			}
		}
	}
}

static void test_alphabet(void **state)
{
	(void)state;
	assert_int_equal(strlen(CASE_CODE_SYMBOLS), 23);
	assert_null(strpbrk(CASE_CODE_SYMBOLS, "01OQDILZSGBUN"));
	for (const char *s = CASE_CODE_SYMBOLS; *s; s++)
		assert_null(strchr(s + 1, *s));
}

static void test_all_symbols_come_at_all_places(void **state)
{
	bool seen[CASE_CODE_LEN][256] = {0};

	(void)state;
	for (int round = 0; round < 5000; round++) {
		char code[CASE_CODE_BYTES];

		random_code(code);
		for (int i = 0; i < CASE_CODE_LEN; i++)
			seen[i][(unsigned char)code[i]] = true;
	}
	for (int i = 0; i < CASE_CODE_LEN; i++) {
		for (const char *s = CASE_CODE_SYMBOLS; *s; s++)
			assert_true(seen[i][(unsigned char)*s]);
	}
}

static void test_what_people_type(void **state)
{
	static const uint8_t bytes[CASE_CODE_RANDOM_BYTES] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0};
	char code[CASE_CODE_BYTES], grouped[CASE_CODE_GROUPED_BYTES], out[CASE_CODE_BYTES], typed[128];

	(void)state;
	case_code_from_random(bytes, code);
	case_code_format(slice_of(code), grouped);
	assert_int_equal(strlen(grouped), 11);
	assert_true(grouped[3] == '-' && grouped[7] == '-');
	assert_true(case_code_parse(slice_of(grouped), out));
	assert_string_equal(out, code);

	// Lower case, blanks around and between, no groups.
	snprintf(typed, sizeof(typed), "  %.3s %.3s\t%.3s\n", code, code + 3, code + 6);
	for (char *p = typed; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	assert_true(case_code_parse(slice_of(typed), out));
	assert_string_equal(out, code);

	// Full-width, as a Chinese input method writes it, with its own hyphens and blanks.
	typed[0] = '\0';
	for (int i = 0; i < CASE_CODE_LEN; i++) {
		unsigned wide = (unsigned)(code[i] >= 'A' && i % 2 ? code[i] - 'A' + 'a' : code[i]) + 0xfee0;
		size_t at = strlen(typed);

		snprintf(typed + at, sizeof(typed) - at, "%s%c%c%c",
			i == 3	 ? "\uff0d"
			: i == 6 ? "\u3000\u2014"
				 : "",
			(char)(0xe0 | wide >> 12), (char)(0x80 | (wide >> 6 & 0x3f)),
			(char)(0x80 | (wide & 0x3f)));
	}
	assert_true(case_code_parse(slice_of(typed), out));
	assert_string_equal(out, code);

	// Look-alikes that are no symbols themselves.
	assert_true(case_code_parse(SLICE("222-222-222"), out));
	assert_true(case_code_parse(SLICE("zzz-Z2z-zzz"), out));
	assert_string_equal(out, "222222222");

	memcpy(out, "kept", 5);
	assert_false(case_code_parse(SLICE(""), out));
	assert_false(case_code_parse(SLICE("22222222"), out));
	assert_false(case_code_parse(SLICE("2222222222"), out));
	assert_false(case_code_parse(SLICE("22222222O"), out));
	assert_false(case_code_parse(SLICE("22222222\xEF\xBC"), out));
	assert_false(case_code_parse(SLICE("222222222\0"), out));
	assert_false(case_code_parse(SLICE("一单"), out));
	assert_string_equal(out, "kept");
	assert_false(case_code_is_valid(SLICE("zzzzzzzzz")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_wrong_symbol_and_every_swap_is_caught),
		cmocka_unit_test(test_swaps_of_all_pairs),
		cmocka_unit_test(test_alphabet),
		cmocka_unit_test(test_all_symbols_come_at_all_places),
		cmocka_unit_test(test_what_people_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
