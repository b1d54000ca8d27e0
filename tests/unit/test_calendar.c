// SPDX-License-Identifier: Apache-2.0
#include "calendar_values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t at(const char *rfc3339)
{
	int64_t at_us;

	assert_int_equal(clock_parse_rfc3339(slice_of(rfc3339), &at_us), 0);
	return at_us;
}

static int64_t day_of(const char *date)
{
	int64_t day;

	assert_int_equal(calendar_day_parse(slice_of(date), &day), 0);
	return day;
}

#define assert_time_equal(at_us, rfc3339)                                                                    \
	do {                                                                                                 \
		char got_[CLOCK_RFC3339_BYTES];                                                              \
		char wanted_[CLOCK_RFC3339_BYTES];                                                           \
		assert_string_equal(clock_format_rfc3339((at_us), 1, got_),                                  \
			clock_format_rfc3339(at(rfc3339), 1, wanted_));                                      \
	} while (0)

// The week of the National Day of 2026: 1 to 7 October off, Saturday the 10th made up.
static struct calendar *china(void)
{
	struct calendar_builder *b = calendar_builder_new();

	for (int i = 1; i <= 7; i++)
		calendar_builder_add_day(b, clock_days_from_civil(2026, 10, i), false, SLICE("国庆节"));
	calendar_builder_add_day(b, clock_days_from_civil(2026, 10, 10), true, SLICE("国庆节"));
	return calendar_build(b, 3);
}

static void test_days(void **state)
{
	struct calendar *cal = china();

	(void)state;
	assert_int_equal(calendar_version(cal), 3);
	assert_int_equal(calendar_weekday_of(day_of("2026-11-23")), CALENDAR_MONDAY);
	assert_int_equal(calendar_weekday_of(day_of("1969-12-28")), CALENDAR_SUNDAY);
	assert_true(calendar_is_working_day(cal, day_of("2026-09-30")));
	assert_false(calendar_is_working_day(cal, day_of("2026-10-01")));
	assert_true(calendar_is_working_day(cal, day_of("2026-10-10"))); // Saturday
	assert_false(calendar_is_working_day(cal, day_of("2026-10-11")));
	assert_string_equal(calendar_day_name(cal, day_of("2026-10-10")), "国庆节");
	assert_string_equal(calendar_day_name(cal, day_of("2026-10-11")), "");
	assert_int_equal(calendar_add_working_days(cal, day_of("2026-09-30"), 1), day_of("2026-10-08"));
	assert_int_equal(calendar_add_working_days(cal, day_of("2026-09-30"), 3), day_of("2026-10-10"));
	assert_int_equal(calendar_add_working_days(cal, day_of("2026-10-12"), -1), day_of("2026-10-10"));
	assert_int_equal(calendar_working_days_between(cal, day_of("2026-09-30"), day_of("2026-10-12")), 4);
	assert_int_equal(calendar_working_days_between(cal, day_of("2026-10-12"), day_of("2026-09-30")), -4);
	assert_true(calendar_has_year(cal, 2026));
	assert_false(calendar_has_year(cal, 2027));
	calendar_free(cal);
}

static void test_working_time(void **state)
{
	struct calendar *cal = china();
	int64_t from_us, to_us;

	(void)state;
	// 17:00 on the last evening before the holiday: half an hour is left, the rest comes after a week.
	assert_time_equal(calendar_add_working_min(cal, at("2026-09-30T17:00:00+08:00"), 30),
		"2026-09-30T17:30:00+08:00");
	assert_time_equal(calendar_add_working_min(cal, at("2026-09-30T17:00:00+08:00"), 31),
		"2026-10-08T09:01:00+08:00");
	assert_time_equal(calendar_add_working_min(cal, at("2026-10-03T03:00:00+08:00"), 0),
		"2026-10-03T03:00:00+08:00");
	assert_time_equal(calendar_add_working_min(cal, at("2026-10-08T11:59:30+08:00"), 1),
		"2026-10-08T13:30:30+08:00");
	assert_time_equal(calendar_add_working_min(cal, at("2026-10-08T09:10:00+08:00"), -20),
		"2026-09-30T17:20:00+08:00");
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-09-30T17:00:00+08:00"), at("2026-10-08T09:01:59+08:00")),
		31);
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-10-08T09:01:59+08:00"), at("2026-09-30T17:00:00+08:00")),
		-31);
	assert_time_equal(
		calendar_next_working_at(cal, at("2026-10-01T00:00:00+08:00")), "2026-10-08T09:00:00+08:00");
	assert_true(calendar_is_working_at(cal, at("2026-10-10T09:00:00+08:00")));
	assert_false(calendar_is_working_at(cal, at("2026-10-10T17:30:00+08:00")));
	assert_true(calendar_working_hours(cal, day_of("2026-10-10"), &from_us, &to_us));
	assert_time_equal(from_us, "2026-10-10T09:00:00+08:00");
	assert_time_equal(to_us, "2026-10-10T17:30:00+08:00");
	assert_false(calendar_working_hours(cal, day_of("2026-10-11"), &from_us, &to_us));
	calendar_free(cal);
}

static void test_deadlines(void **state)
{
	static const struct {
		const char *from, *period, *due;
	} cases[] = {
		{"2026-09-30T10:00:00+08:00", "24h", "2026-10-01T10:00:00+08:00"},
		{"2026-09-30T16:30:00+08:00", "2wh", "2026-10-08T10:00:00+08:00"},
		// The day of receipt is not counted, be it morning or night.
		{"2026-11-23T08:00:00+08:00", "1wd", "2026-11-24T17:30:00+08:00"},
		{"2026-11-23T23:59:59+08:00", "1wd", "2026-11-24T17:30:00+08:00"},
		{"2026-11-27T10:00:00+08:00", "1wd", "2026-11-30T17:30:00+08:00"}, // Friday
		{"2026-11-28T10:00:00+08:00", "1wd", "2026-11-30T17:30:00+08:00"}, // Saturday
		{"2026-09-30T10:00:00+08:00", "3wd",
			"2026-10-10T17:30:00+08:00"}, // over the holiday to the make-up day
		{"2026-11-23T10:00:00+08:00", "0wd", "2026-11-23T17:30:00+08:00"},
		{"2026-11-23T17:30:00+08:00", "0wd", "2026-11-24T17:30:00+08:00"},
		{"2026-11-28T10:00:00+08:00", "0d", "2026-11-30T17:30:00+08:00"},
		{"2026-11-23T10:00:00+08:00", "15d", "2026-12-08T17:30:00+08:00"},
		{"2026-09-21T10:00:00+08:00", "15d",
			"2026-10-08T17:30:00+08:00"},				  // the last day is a holiday
		{"2026-11-23T00:30:00+08:00", "1d", "2026-11-24T17:30:00+08:00"}, // the 22nd in UTC
	};
	struct calendar *cal = china();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct calendar_period period;

		assert_int_equal(calendar_period_parse(slice_of(cases[i].period), &period), 0);
		assert_time_equal(calendar_deadline(cal, at(cases[i].from), period), cases[i].due);
	}
	calendar_free(cal);
}

static void test_written_forms(void **state)
{
	static const char *const good[] = {"30m", "24h", "90wm", "4wh", "15d", "3wd", "0wh", "1000000d"};
	static const char *const bad[] = {
		"", "3", "wd", "-3d", "3 wd", "3w", "3wdx", "1000001d", "16667h", "99999999999999999999m"};
	static const char *const bad_days[] = {"2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
		"9999-01-01", "2026-1-01", "2026-01-011", "2026/01/01", "", "2026-01-0x"};
	static const char *const bad_hours[] = {"09:00", "12:00-09:00", "09:00-24:01",
		"09:00-12:00 11:00-13:00", "9:00-12:00", "09:60-10:00"};
	static const char nine_spans[] =
		"00:00-01:00 01:00-02:00 02:00-03:00 03:00-04:00 04:00-05:00 05:00-06:00 "
		"06:00-07:00 07:00-08:00 08:00-09:00";
	struct calendar_period period;
	struct calendar_hours hours;
	char text[CALENDAR_PERIOD_BYTES], date[CALENDAR_DAY_BYTES];
	int64_t day;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(calendar_period_parse(slice_of(good[i]), &period), 0);
		assert_string_equal(calendar_period_format(period, text), good[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(calendar_period_parse(slice_of(bad[i]), &period), ERR_INVALID);
	assert_int_equal(calendar_period_parse(SLICE("120m"), &period), 0);
	assert_string_equal(calendar_period_format(period, text), "2h");
	assert_string_equal(calendar_day_format(day_of("2024-02-29"), date), "2024-02-29");
	for (size_t i = 0; i < ARRAY_LEN(bad_days); i++)
		assert_int_equal(calendar_day_parse(slice_of(bad_days[i]), &day), ERR_INVALID);
	for (size_t i = 0; i < ARRAY_LEN(bad_hours); i++)
		assert_int_equal(calendar_hours_parse(slice_of(bad_hours[i]), &hours), ERR_INVALID);
	assert_int_equal(calendar_hours_parse(slice_of(nine_spans), &hours), ERR_INVALID);
	hours = hours_of("13:30-24:00 00:00-12:00"); // put in order
	assert_int_equal(hours.count, 2);
	assert_int_equal(hours.spans[0].to_min, 720);
	assert_int_equal(hours.spans[1].to_min, 1440);
	assert_int_equal(hours_of("").count, 0);
}

static void test_zones(void **state)
{
	struct calendar_zone *zone = zone_of("Asia/Shanghai");
	struct err err = {0};

	(void)state;
	assert_int_equal(calendar_zone_offset_s(zone, at("2026-07-01T00:00:00Z")), 8 * 3600);
	assert_int_equal(calendar_zone_offset_s(zone, at("1988-07-01T00:00:00Z")),
		9 * 3600); // China had summer time then
	assert_int_equal(
		calendar_zone_offset_s(zone, at("1900-01-01T00:00:00Z")), 8 * 3600 + 343); // local mean time
	calendar_zone_free(zone);
	zone = zone_of("Europe/Berlin");
	assert_int_equal(calendar_zone_offset_s(zone, at("2026-03-29T00:59:59Z")), 3600);
	assert_int_equal(calendar_zone_offset_s(zone, at("2026-03-29T01:00:00Z")), 7200);
	assert_int_equal(
		calendar_zone_offset_s(zone, at("2100-07-01T00:00:00Z")), 7200); // by the rule of the footer
	assert_int_equal(calendar_zone_offset_s(zone, at("2199-12-01T00:00:00Z")), 3600);
	calendar_zone_free(zone);
	assert_int_equal(calendar_zone_load("../../../etc/passwd", &zone, &err), ERR_INVALID);
	assert_int_equal(calendar_zone_load("/etc/passwd", &zone, &err), ERR_INVALID);
	assert_int_equal(calendar_zone_load("Asia/Nowhere", &zone, &err), ERR_NOT_FOUND);
	assert_int_equal(
		calendar_zone_load("tzdata.zi", &zone, &err), ERR_INVALID); // a dot is no part of a name
	assert_int_equal(calendar_zone_parse("x", SLICE("TZif2"), &zone, &err), ERR_INVALID);
}

// Footers against what libc makes of the same rule.
static void test_zone_rules(void **state)
{
	static const char *const rules[] = {"CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0",
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "XXX3",
		"IST-1GMT0,M10.5.0,M3.5.0/1", "AAA-5BBB,J60/0,J300/24", "AAA4BBB,59/1,299",
		"<-01>1<+00>,M3.5.0/0,M10.5.0/1"};
	static const char *const bad[] = {"CE-1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0",
		"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,J0,J3", "<CET-1",
		"CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M3.5.0/168,M10.5.0"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct calendar_zone zone = {
			.changes = calloc(ZONE_RULE_CHANGES_MAX, sizeof(struct zone_change))};

		assert_int_equal(zone_rule_apply(slice_of(rules[i]), &zone), 0);
		setenv("TZ", rules[i], 1);
		tzset();
		for (time_t t = 1577836800; t < 1577836800 + 9 * 366 * 86400; t += 1800) { // 2020 to 2028
			struct tm tm;

			localtime_r(&t, &tm);
			if (calendar_zone_offset_s(&zone, t * US_PER_SECOND) != tm.tm_gmtoff)
				fail_msg("%s at %" PRId64, rules[i], (int64_t)t);
		}
		free(zone.changes);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct calendar_zone zone = {
			.changes = calloc(ZONE_RULE_CHANGES_MAX, sizeof(struct zone_change))};

		if (zone_rule_apply(slice_of(bad[i]), &zone) != ERR_INVALID)
			fail_msg("%s was taken", bad[i]);
		free(zone.changes);
	}
}

static void test_changes_of_the_clock(void **state)
{
	struct calendar_builder *b = calendar_builder_new();
	struct calendar *cal;
	struct calendar_civil civil;

	(void)state;
	calendar_builder_set_zone(b, zone_of("Europe/Berlin"));
	calendar_builder_set_hours(b, CALENDAR_SUNDAY, hours_of("00:00-24:00"));
	cal = calendar_build(b, 1);
	// Sunday 2026-03-29 has 23 hours, Sunday 2026-10-25 has 25.
	assert_int_equal(
		calendar_working_min_between(cal, at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")),
		23 * 60);
	assert_int_equal(
		calendar_working_min_between(cal, at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")),
		25 * 60);
	assert_time_equal(
		calendar_at(cal, day_of("2026-03-29"), 150), "2026-03-29T01:00:00Z"); // 02:30 is skipped
	assert_time_equal(
		calendar_at(cal, day_of("2026-10-25"), 150), "2026-10-25T00:30:00Z"); // 02:30 comes twice
	assert_time_equal(calendar_at(cal, day_of("2026-10-25"), 1440), "2026-10-25T23:00:00Z");
	calendar_civil(cal, at("2026-10-25T01:30:05Z"), &civil);
	assert_true(civil.year == 2026 && civil.month == 10 && civil.day == 25 && civil.hour == 2 &&
		    civil.minute == 30 && civil.second == 5 && civil.weekday == CALENDAR_SUNDAY &&
		    civil.offset_s == 3600);
	calendar_free(cal);
	// Samoa skipped 2011-12-30, a Friday: a deadline on it goes to the Monday.
	b = calendar_builder_new();
	calendar_builder_set_zone(b, zone_of("Pacific/Apia"));
	cal = calendar_build(b, 1);
	assert_time_equal(calendar_deadline(cal, at("2011-12-28T10:00:00-10:00"),
				  (struct calendar_period){CALENDAR_UNIT_DAY, 2}),
		"2012-01-02T17:30:00+14:00");
	calendar_free(cal);
}

static void test_later_days_win(void **state)
{
	struct calendar_builder *b = calendar_builder_new();
	struct calendar *cal;

	(void)state;
	calendar_builder_add_day(b, day_of("2026-05-04"), false, SLICE("first"));
	calendar_builder_add_day(b, day_of("2026-05-03"), true, SLICE("other"));
	calendar_builder_add_day(b, day_of("2026-05-04"), true, SLICE("second"));
	calendar_builder_set_makeup_hours(b, hours_of("10:00-11:00"));
	cal = calendar_build(b, 1);
	assert_true(calendar_is_working_day(cal, day_of("2026-05-04")));
	assert_string_equal(calendar_day_name(cal, day_of("2026-05-04")), "second");
	// A Sunday has no hours of its own, so it has those of make-up days; the Monday keeps its own.
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-05-03T00:00:00+08:00"), at("2026-05-04T00:00:00+08:00")),
		60);
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-05-04T00:00:00+08:00"), at("2026-05-05T00:00:00+08:00")),
		420);
	calendar_free(cal);
}

// ---- JSON

static struct slice file_of(struct arena *arena, const char *name)
{
	const char *root = getenv("YIDAN_SOURCE");
	char *path = arena_printf(arena, "%s/%s", root ? root : ".", name);
	char *bytes = arena_alloc(arena, 65536);
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file)
		fail_msg("%s is not there", path);
	len = fread(bytes, 1, 65536, file);
	fclose(file);
	return slice_from(bytes, len);
}

static void test_holidays(void **state)
{
	static const int working_days[] = {250, 250, 249, 250, 249, 249, 251, 248, 248}; // 2018 to 2026
	struct arena *arena = arena_new();
	struct calendar_builder *b = calendar_builder_new();
	struct calendar *cal, *again;
	struct err err = {0};
	struct slice text;

	(void)state;
	for (int year = 2018; year <= 2027; year++)
		assert_int_equal(
			calendar_builder_add_holidays(b,
				file_of(arena, arena_printf(arena, "data/holidays/holiday-cn_%d.json", year)),
				&err),
			0);
	cal = calendar_build(b, 5);
	for (size_t i = 0; i < ARRAY_LEN(working_days); i++)
		assert_int_equal(calendar_working_days_in_year(cal, 2018 + (int)i), working_days[i]);
	assert_true(calendar_is_working_day(cal, day_of("2018-12-29"))); // only the notice of 2019 says so
	assert_true(calendar_has_year(cal, 2026));
	assert_false(calendar_has_year(cal, 2027)); // its notice is not out
	text = calendar_format(arena, cal);
	assert_int_equal(calendar_parse(text, &again, &err), 0);
	assert_true(slice_eq(calendar_format(arena, again), text));
	assert_int_equal(calendar_version(again), 5);
	assert_int_equal(calendar_working_days_in_year(again, 2024), 251);
	calendar_free(cal);
	calendar_free(again);
	arena_free(arena);
}

static void test_calendar_text(void **state)
{
	static const char *const bad[] = {"", "[]", "{}", "{\"version\":1}",
		"{\"version\":-1,\"zone\":\"+08:00\"}", "{\"version\":1,\"zone\":\"Mars/Base\"}",
		"{\"version\":1,\"zone\":\"+24:00\"}",
		"{\"version\":1,\"zone\":\"+08:00\",\"working_hours\":[]}",
		"{\"version\":1,\"zone\":\"+08:00\",\"working_hours\":[{\"weekdays\":[8],\"from\":\"08:00\","
		"\"to\":\"09:00\"}]}",
		"{\"version\":1,\"zone\":\"+08:00\",\"working_hours\":[{\"weekdays\":[1,1],\"from\":\"08:"
		"00\",\"to\":\"09:00\"}]}",
		"{\"version\":1,\"zone\":\"+08:00\",\"working_hours\":[{\"weekdays\":[1],\"from\":\"18:00\","
		"\"to\":\"09:00\"}]}",
		"{\"version\":1,\"zone\":\"+08:00\",\"days\":[{\"date\":\"2026-02-30\",\"isOffDay\":true}]}",
		"{\"version\":1,\"zone\":\"+08:00\",\"days\":[{\"date\":\"2026-02-03\"}]}"};
	struct calendar *cal;
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (calendar_parse(slice_of(bad[i]), &cal, &err) != ERR_INVALID &&
			calendar_parse(slice_of(bad[i]), &cal, &err) != ERR_NOT_FOUND)
			fail_msg("%s was taken", bad[i]);
	assert_int_equal(
		calendar_parse(
			SLICE("{\"version\":1,\"zone\":\"-03:30\",\"working_hours\":[{\"weekdays\":[1,7],"
			      "\"from\":\"08:30\",\"to\":\"12:00\"},{\"weekdays\":[7],\"from\":\"13:00\","
			      "\"to\":\"24:00\"}],"
			      "\"days\":[{\"date\":\"2026-11-24\",\"isOffDay\":false}]}"),
			&cal, &err),
		0);
	// Tuesday the 24th is made up with Monday's hours; Sunday the 22nd has its own.
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-11-24T00:00:00-03:30"), at("2026-11-25T00:00:00-03:30")),
		210);
	assert_int_equal(calendar_working_min_between(
				 cal, at("2026-11-22T00:00:00-03:30"), at("2026-11-23T00:00:00-03:30")),
		870);
	calendar_free(cal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_working_time),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_written_forms),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_zone_rules),
		cmocka_unit_test(test_changes_of_the_clock),
		cmocka_unit_test(test_later_days_win),
		cmocka_unit_test(test_holidays),
		cmocka_unit_test(test_calendar_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
