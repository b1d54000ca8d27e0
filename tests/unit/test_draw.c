// SPDX-License-Identifier: Apache-2.0
// Random samples: who may announce which, and drawing by lot. The expected seeds and orders were computed by
// a few lines of Python from docs/draws.md.
#include "base/clock.h"
#include "base/macros.h"
#include "base/random.h"
#include "domain/draw.h"
#include "domain/officer.h"
#include "ledger/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NOW (INT64_C(1000) * US_PER_DAY)

static const struct draw_wish good = {
	.from_us = NOW - 20 * US_PER_DAY, .until_us = NOW - US_PER_DAY, .most = 20, .about_chars = 10};

static void only_supervisors_and_leaders_announce(void **state)
{
	(void)state;
	for (uint32_t role = 1; role <= ROLE_ADMIN; role <<= 1)
		assert_int_equal(draw_check(role, &good, NOW),
			role == ROLE_SUPERVISOR || role == ROLE_LEADER ? DRAW_ALLOWED : DRAW_NOT_FOR_YOU);
	assert_true(draw_may_see(ROLE_AUDITOR));
	assert_false(draw_may_see(ROLE_HANDLER | ROLE_UNIT_HEAD));
}

static void what_is_drawn_from_is_fixed_before(void **state)
{
	struct draw_wish wish = good;

	(void)state;
	wish.until_us = NOW;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_ALLOWED);
	wish.until_us = NOW + 1;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_PERIOD_NOT_OVER);
	wish = good;
	wish.from_us = wish.until_us;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_PERIOD_EMPTY);
	wish.from_us = wish.until_us - DRAW_DAYS * US_PER_DAY - 1;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_PERIOD_TOO_LONG);
	wish = good;
	wish.most = 0;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_SIZE);
	wish.most = DRAW_MOST + 1;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_SIZE);
	wish = good;
	wish.about_chars = 0;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_ABOUT_MISSING);
	wish.about_chars = DRAW_ABOUT_MAX + 1;
	assert_int_equal(draw_check(ROLE_LEADER, &wish, NOW), DRAW_ABOUT_TOO_LONG);
}

static void draw_with(struct slice signature, const char *seed_hex, const size_t expected[6])
{
	const struct slice codes[] = {SLICE("K7M3FX9PA"), SLICE("AAAAAAAAA"), SLICE("BBBBBBBBB"),
		SLICE("CCCCCCCCC"), SLICE("DDDDDDDDD"), SLICE("EEEEEEEEE")};
	char hex[2 * DRAW_SEED_BYTES + 1];
	uint8_t seed[DRAW_SEED_BYTES];
	struct merkle_hash root;
	size_t picked[6];

	for (size_t i = 0; i < sizeof(root.bytes); i++)
		root.bytes[i] = (uint8_t)i;
	draw_seed(SLICE("heting.example/ledger"), 7, &root, signature, seed);
	hex_encode(seed, sizeof(seed), hex);
	assert_string_equal(hex, seed_hex);
	assert_int_equal(draw_pick(seed, codes, ARRAY_LEN(codes), 100, picked), ARRAY_LEN(codes));
	assert_memory_equal(picked, expected, sizeof(picked));
	// fewer are the first of these
	assert_int_equal(draw_pick(seed, codes, ARRAY_LEN(codes), 2, picked), 2);
	assert_memory_equal(picked, expected, 2 * sizeof(picked[0]));
	assert_int_equal(draw_pick(seed, codes, 0, 2, picked), 0);
}

static void the_lot_is_that_of_the_specification(void **state)
{
	(void)state;
	draw_with(SLICE(""), "cd1f50988c070f91908345a55b26b6739261c167e323a9709846d517f1c933f9",
		(const size_t[]){2, 5, 1, 3, 4, 0});
	draw_with(slice_from("\x01\x02\xff", 3),
		"18b17d5c50925499f97034fac8a835d35576b862be4f8bbbea697cbc92da3cbb",
		(const size_t[]){3, 1, 4, 0, 5, 2});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_supervisors_and_leaders_announce),
		cmocka_unit_test(what_is_drawn_from_is_fixed_before),
		cmocka_unit_test(the_lot_is_that_of_the_specification),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
