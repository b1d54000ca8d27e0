// SPDX-License-Identifier: Apache-2.0
// The finder of many words, and the guess of a category built on it, beside the slow way of the same.
#include "base/macros.h"
#include "base/random.h"
#include "service/reference.h"
#include "service/suggest.h"
#include "text/finder.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS	   3000
#define WORDS	   24
#define CATEGORIES 6

static unsigned seed;

static size_t below(size_t bound)
{
	return (size_t)rand_r(&seed) % bound;
}

// Few different pieces, so that words begin alike, lie in each other and are found often; one of them is cut
// in the middle of a character.
static struct slice random_text(struct arena *arena, size_t pieces_max)
{
	static const char *const pieces[] = {"路", "灯", "坑", "踯", "a", "b", "é", "路灯", "\xe8\xb7", "😀"};
	size_t count = below(pieces_max + 1), len = 0;
	char *text = arena_alloc(arena, count * 6 + 1);

	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[below(ARRAY_LEN(pieces))];

		memcpy(text + len, piece, strlen(piece));
		len += strlen(piece);
	}
	// of its exact size, for the address sanitizer
	return slice_from(arena_memdup(arena, text, len), len);
}

static void test_finder_beside_search(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new();
		struct slice words[WORDS], text = random_text(arena, 40);
		size_t count = below(WORDS + 1);
		const struct text_finder *finder;
		bool found[WORDS];

		for (size_t i = 0; i < count; i++)
			words[i] = random_text(arena, 4);
		finder = text_finder_new(arena, words, count);
		assert_int_equal(text_finder_count(finder), count);
		memset(found, 0xff, sizeof(found));
		text_finder_find(finder, text, found);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(found[i], words[i].len > 0 && slice_find(text, words[i]) >= 0);
	}
}

static const struct ref_category *suggest_slowly(
	const struct ref_category *categories, size_t count, struct slice text)
{
	const struct ref_category *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		struct slice rest = slice_of(categories[i].keywords), word;
		size_t bytes = 0;

		while (categories[i].is_leaf && rest.len) {
			slice_cut(slice_trim(rest), ' ', &word, &rest);
			if (word.len && slice_find(text, word) >= 0)
				bytes += word.len;
		}
		if (bytes > most) {
			most = bytes;
			best = &categories[i];
		}
	}
	return best;
}

static const char *random_keywords(struct arena *arena)
{
	static const char *const blanks[] = {" ", "  ", " \t", "\n"};
	const char *keywords = "";

	for (size_t i = below(8); i > 0; i--) {
		struct slice word = random_text(arena, 4);

		keywords = arena_printf(
			arena, "%s%.*s%s", keywords, SLICE_ARG(word), blanks[below(ARRAY_LEN(blanks))]);
	}
	return keywords;
}

static void test_suggestion_beside_the_slow_one(void **state)
{
	int named = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new();
		struct ref_category categories[CATEGORIES] = {0};
		size_t count = below(CATEGORIES + 1);
		const struct suggest *suggest;

		for (size_t i = 0; i < count; i++) {
			categories[i].keywords = random_keywords(arena);
			categories[i].is_leaf = below(4) > 0;
		}
		suggest = suggest_new(arena, categories, count);
		for (int i = 0; i < 4; i++) {
			struct slice text = random_text(arena, 12);
			const struct ref_category *expected = suggest_slowly(categories, count, text);

			assert_ptr_equal(suggest_category(suggest, text), expected);
			named += expected != NULL;
		}
	}
	assert_in_range(named, ROUNDS, 4 * ROUNDS - ROUNDS / 2); // the texts are worth asking
}

static void test_suggestion(void **state)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct ref_category categories[] = {
		{.code = "roads", .keywords = "坑 路灯", .is_leaf = false},
		{.code = "potholes", .keywords = "坑 大坑 pothole", .is_leaf = true},
		{.code = "lamps", .keywords = "路灯 不亮", .is_leaf = true},
		{.code = "same", .keywords = "路灯 不亮", .is_leaf = true},
	};
	const struct suggest *suggest = suggest_new(arena, categories, ARRAY_LEN(categories));

	(void)state;
	assert_null(suggest_category(suggest, SLICE("")));
	assert_null(suggest_category(suggest, SLICE("垃圾")));
	assert_string_equal(suggest_category(suggest, SLICE("一个坑"))->code, "potholes");
	assert_string_equal(suggest_category(suggest, SLICE("坑边的路灯不亮"))->code, "lamps");
	assert_string_equal(suggest_category(suggest, SLICE("坑坑坑坑坑，路灯"))->code, "lamps");
	assert_string_equal(suggest_category(suggest, SLICE("a pothole, 路灯"))->code, "potholes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finder_beside_search),
		cmocka_unit_test(test_suggestion_beside_the_slow_one),
		cmocka_unit_test(test_suggestion),
	};
	const char *given = getenv("YIDAN_TEST_SEED");

	seed = given ? (unsigned)strtoul(given, NULL, 10) : random_below(UINT32_MAX);
	print_message("# seed %u (YIDAN_TEST_SEED repeats it)\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
