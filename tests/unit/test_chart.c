// SPDX-License-Identifier: Apache-2.0
// Charts: what is drawn, how large, and what a screen reader is told.
#include "base/macros.h"
#include "html/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_holds(const struct buf *out, const char *part)
{
	if (slice_find(buf_slice(out), slice_of(part)) < 0)
		fail_msg("%s is not in %s", part, buf_cstr(out));
}

static void assert_lacks(const struct buf *out, const char *part)
{
	if (slice_find(buf_slice(out), slice_of(part)) >= 0)
		fail_msg("%s is in %s", part, buf_cstr(out));
}

static void test_columns(void **state)
{
	static const struct chart_item items[] = {
		{.label = SLICE("10月"), .value = 50, .text = SLICE("50")},
		{.label = SLICE("11月"), .value = 100, .text = SLICE("100"), .is_strong = true},
		{.label = SLICE("12月"), .text = SLICE("–"), .is_missing = true},
		{.label = SLICE("<b>"), .value = 0, .text = SLICE("0")},
	};
	CLEANUP(buf_release) struct buf out = {0};

	(void)state;
	chart_columns(&out, &(struct chart){.id = "x",
				    .title = SLICE("A & B"),
				    .desc = SLICE("two sentences"),
				    .items = items,
				    .count = ARRAY_LEN(items)});
	assert_holds(&out,
		"role=\"img\" aria-labelledby=\"x-title x-desc\"><title id=\"x-title\">A &amp; B</title>"
		"<desc id=\"x-desc\">two sentences</desc>");
	// the largest is as high as the area, the other half of it, both on the same line
	assert_holds(
		&out, "<rect class=\"chart-fill\" x=\"11.2\" y=\"85.0\" width=\"67.5\" height=\"65.0\"/>");
	assert_holds(&out,
		"<rect class=\"chart-strong\" x=\"101.2\" y=\"20.0\" width=\"67.5\" height=\"130.0\"/>");
	// what is missing and what is nothing have a text and no column
	assert_int_equal(slice_find(buf_slice(&out), SLICE("<rect class=\"chart-fill\" x=\"191")), -1);
	assert_holds(&out, ">–</text>");
	assert_holds(&out, ">&lt;b&gt;</text>");
	assert_lacks(&out, "style=");
}

static void test_bars_against_a_given_top(void **state)
{
	static const struct chart_item items[] = {
		{.label = SLICE("Roads"), .value = 250, .text = SLICE("25%")},
		{.label = SLICE("Parks"), .value = 2000, .text = SLICE("more than all")},
	};
	CLEANUP(buf_release) struct buf out = {0};

	(void)state;
	chart_bars(&out, &(struct chart){.id = "y", .items = items, .count = 2, .top = 1000});
	assert_holds(&out, "viewBox=\"0 0 360 80\"");
	assert_holds(&out, "x=\"0.0\" y=\"18.0\" width=\"76.0\" height=\"14.0\"");
	assert_holds(&out, "width=\"304.0\""); // never behind the full bar
	assert_holds(&out, "text-anchor=\"start\">Roads</text>");
}

static void test_nothing_to_draw(void **state)
{
	CLEANUP(buf_release) struct buf out = {0};

	(void)state;
	chart_columns(&out, &(struct chart){.id = "z"});
	chart_bars(&out, &(struct chart){.id = "z"});
	assert_lacks(&out, "<rect");
	assert_lacks(&out, "nan");
}

static void test_round_tops(void **state)
{
	static const int64_t values[][2] = {
		{0, 1}, {1, 1}, {2, 2}, {3, 5}, {6, 10}, {10, 10}, {11, 20}, {201, 500}, {1489, 2000}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		assert_int_equal(chart_round_top(values[i][0]), values[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_bars_against_a_given_top),
		cmocka_unit_test(test_nothing_to_draw),
		cmocka_unit_test(test_round_tops),
	};

	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
