// SPDX-License-Identifier: Apache-2.0
// The office's own texts: who may edit them, what they must hold, gaps that nobody filled, Markdown that is
// safe.
#include "base/arena.h"
#include "base/macros.h"
#include "domain/office_text.h"
#include "domain/officer.h"
#include "text/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_who_may_edit(void **state)
{
	(void)state;
	for (int kind = 0; kind < OFFICE_TEXT_DUTY; kind++) {
		enum office_text_kind k = (enum office_text_kind)kind;

		assert_true(office_text_may_edit(k, ROLE_EDITOR, 1, 0));
		assert_true(office_text_may_edit(k, ROLE_ADMIN, 1, 2));
		assert_true(office_text_may_edit(k, ROLE_UNIT_HEAD, 2, 2));
		assert_false(office_text_may_edit(k, ROLE_UNIT_HEAD, 2, 3));
		assert_false(office_text_may_edit(k, ROLE_UNIT_HEAD, 2, 0));
		assert_false(office_text_may_edit(
			k, ROLE_HANDLER | ROLE_LEADER | ROLE_AUDITOR | ROLE_INTAKE, 2, 2));
	}
	assert_true(office_text_may_edit(OFFICE_TEXT_DUTY, ROLE_INTAKE, 1, 2));
	assert_true(office_text_may_edit(OFFICE_TEXT_DUTY, ROLE_ADMIN, 1, 2));
	assert_false(office_text_may_edit(OFFICE_TEXT_DUTY, ROLE_UNIT_HEAD | ROLE_EDITOR, 2, 2));
}

static size_t refused(enum office_text_kind kind, const struct office_text_fields *fields)
{
	struct refusal refusals[8];

	return office_text_check(kind, fields, refusals, ARRAY_LEN(refusals));
}

static void test_what_it_must_hold(void **state)
{
	struct office_text_fields f = {.title = SLICE("t"), .text = SLICE("x"), .language = SLICE("en")};
	struct office_text_fields none = {0};

	(void)state;
	assert_int_equal(refused(OFFICE_TEXT_REPLY, &f), 0);
	assert_int_equal(refused(OFFICE_TEXT_ARTICLE, &f), 0);
	assert_int_equal(refused(OFFICE_TEXT_DUTY, &f), 2); // unit, basis
	assert_int_equal(refused(OFFICE_TEXT_REPLY, &none), 3);
	assert_int_equal(refused(OFFICE_TEXT_ARTICLE, &none), 2);
	f.from_day = 20;
	f.until_day = 19;
	assert_int_equal(refused(OFFICE_TEXT_ARTICLE, &f), 1);
}

static void test_gaps(void **state)
{
	static const char *const gaps[] = {"{due}", "a {unit} b", "{?day}", "{?}", "x{y}{raiser_name}"};
	static const char *const none[] = {
		"", "{", "{}", "{Due}", "{due", "due}", "{ due }", "{1}", "if (a) { b; }"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(gaps); i++)
		assert_true(office_text_has_gap(slice_of(gaps[i])));
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_false(office_text_has_gap(slice_of(none[i])));
}

static void test_markdown_is_safe(void **state)
{
	static const char *const pairs[][2] = {
		{"# A", "<h2>A</h2>\n"},
		{"###### A", "<h6>A</h6>\n"},
		{"**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"},
		{"<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"},
		{"<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;\n</p>\n"},
		{"[a](https://example.org/?x=1&y=2)",
			"<p><a href=\"https://example.org/?x=1&amp;y=2\">a</a></p>\n"},
		{"[a](javascript:b)", "<p>a</p>\n"},
		{"[a](JAVASCRIPT:b) [c](data:d) [e](//f) [g](/h)", "<p>a c e g</p>\n"},
		{"![*a*](https://example.org/p.png)", "<p><em>a</em></p>\n"},
		{"[![a](x.png)](https://example.org/)", "<p><a href=\"https://example.org/\">a</a></p>\n"},
		{"<mailto:a@example.org>", "<p>mailto:a@example.org</p>\n"},
		{"", ""},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct slice html = text_markdown(arena, slice_of(pairs[i][0]));

		if (!slice_eq_cstr(html, pairs[i][1]))
			fail_msg("%s: %.*s", pairs[i][0], SLICE_ARG(html));
	}
	arena_free(arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_may_edit),
		cmocka_unit_test(test_what_it_must_hold),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_markdown_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
