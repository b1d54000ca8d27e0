// SPDX-License-Identifier: Apache-2.0
// The calendar against a slow oracle: every minute of ten years, its local time from libc.
#include "base/random.h"
#include "calendar_values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ORACLE_FIRST_DAY 15340 // 2012-01-01
#define ORACLE_DAYS	 3653
#define ORACLE_MINUTES	 (ORACLE_DAYS * 1440)

struct oracle {
	int32_t *day; // civil day of each minute
	uint8_t *works;
	int8_t exception[ORACLE_DAYS + 4]; // by civil day from ORACLE_FIRST_DAY - 2: 0 none, 1 off, 2 worked
	uint8_t hours[8][1440];		   // by weekday, [7] of make-up days
	bool has_hours[8];
};

static bool oracle_day_works(const struct oracle *o, int64_t day)
{
	int8_t exception = o->exception[day - ORACLE_FIRST_DAY + 2];

	return exception == 2 || (exception == 0 && o->has_hours[(day + 4) % 7]);
}

static void oracle_fill(struct oracle *o, const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
	for (int m = 0; m < ORACLE_MINUTES; m++) {
		time_t t = (time_t)ORACLE_FIRST_DAY * 86400 + (time_t)m * 60;
		static int64_t offset_s;
		int64_t local_s, day;
		int weekday;

		if (m % 15 == 0) {
			struct tm tm;

			localtime_r(&t, &tm);
			offset_s = tm.tm_gmtoff;
		}
		local_s = t + offset_s;
		day = local_s / 86400;
		weekday = (int)((day + 4) % 7);
		o->day[m] = (int32_t)day;
		o->works[m] = oracle_day_works(o, day) &&
			      o->hours[o->has_hours[weekday] ? weekday : 7][local_s % 86400 / 60];
	}
}

static uint32_t random_state;

static uint32_t random_upto(uint32_t bound)
{
	random_state = random_state * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(random_state >> 8) * bound) >> 24);
}

// A calendar with odd hours and many exceptions, and the same as tables of minutes.
static struct calendar *random_calendar(struct oracle *o, const char *zone, bool through_the_night)
{
	static const char *const choices[] = {"09:00-12:00 13:30-17:30", "00:00-24:00",
		"00:00-02:30 23:15-24:00", "08:00-12:00", "01:30-02:45"};
	struct calendar_builder *b = calendar_builder_new();

	calendar_builder_set_zone(b, zone_of(zone));
	for (int i = 0; i < 8; i++) {
		bool none = i != 7 && (i == CALENDAR_SUNDAY || random_upto(4) == 0) &&
			    !(through_the_night && i == CALENDAR_SUNDAY);
		struct calendar_hours hours = hours_of(
			none ? "" : choices[through_the_night ? random_upto(ARRAY_LEN(choices)) : 0]);

		if (i == CALENDAR_WEDNESDAY && !hours.count)
			hours = hours_of(choices[0]);
		o->has_hours[i] = hours.count > 0;
		memset(o->hours[i], 0, sizeof(o->hours[i]));
		for (int s = 0; s < hours.count; s++)
			memset(o->hours[i] + hours.spans[s].from_min, 1,
				(size_t)(hours.spans[s].to_min - hours.spans[s].from_min));
		if (i == 7)
			calendar_builder_set_makeup_hours(b, hours);
		else
			calendar_builder_set_hours(b, (enum calendar_weekday)i, hours);
	}
	memset(o->exception, 0, sizeof(o->exception));
	for (int i = 0; i < 400; i++) {
		int d = (int)random_upto(ORACLE_DAYS);
		bool working = random_upto(2);

		o->exception[d] = working ? 2 : 1;
		calendar_builder_add_day(b, ORACLE_FIRST_DAY - 2 + d, working, SLICE("x"));
	}
	oracle_fill(o, zone);
	return calendar_build(b, 1);
}

// Microseconds of working time between two times counted minute by minute.
static int64_t oracle_between(const struct oracle *o, int64_t from_us, int64_t to_us)
{
	int64_t sum_us = 0;

	for (int64_t m = from_us / US_PER_MINUTE; m <= to_us / US_PER_MINUTE; m++) {
		int64_t low_us = m * US_PER_MINUTE < from_us ? from_us : m * US_PER_MINUTE;
		int64_t high_us = (m + 1) * US_PER_MINUTE > to_us ? to_us : (m + 1) * US_PER_MINUTE;

		sum_us += o->works[m] ? high_us - low_us : 0;
	}
	return sum_us;
}

static int64_t oracle_end_of_work(const struct oracle *o, int64_t day, int64_t after_us)
{
	for (;; day++) {
		int64_t m = (day - ORACLE_FIRST_DAY + 3) * 1440 - 1;

		while (m > (day - ORACLE_FIRST_DAY - 2) * 1440 && m > 0 && (o->day[m] != day || !o->works[m]))
			m--;
		if (o->day[m] == day && o->works[m] && (m + 1) * US_PER_MINUTE > after_us)
			return (m + 1) * US_PER_MINUTE;
	}
}

static void compare_with_oracle(
	const struct calendar *cal, const struct oracle *o, const char *zone, uint32_t seed)
{
	const int64_t base_us = ORACLE_FIRST_DAY * US_PER_DAY;

	for (int i = 0; i < 500; i++) {
		int64_t from_us = (60 + random_upto(ORACLE_DAYS - 400)) * US_PER_DAY +
				  random_upto(1440) * US_PER_MINUTE +
				  (random_upto(2) ? random_upto(60000000) : 0);
		int64_t to_us = from_us + random_upto(40) * US_PER_DAY + random_upto(86400) * US_PER_SECOND;
		int64_t working_us = calendar_working_us_between(cal, base_us + from_us, base_us + to_us);
		int64_t there_us, back_us, day = o->day[from_us / US_PER_MINUTE];
		struct calendar_period days = {CALENDAR_UNIT_DAY, (int32_t)random_upto(20)};
		struct calendar_period working_days = {CALENDAR_UNIT_WORKING_DAY, (int32_t)random_upto(12)};
		bool ok = working_us == oracle_between(o, from_us, to_us);

		ok = ok && calendar_day_of(cal, base_us + from_us) == day;
		ok = ok &&
		     calendar_is_working_at(cal, base_us + from_us) == o->works[from_us / US_PER_MINUTE];
		// The first moment by which so much has passed: all passed, and a microsecond before not yet.
		there_us = calendar_add_working_us(cal, base_us + from_us, working_us) - base_us;
		ok = ok && there_us <= to_us && oracle_between(o, from_us, there_us) == working_us;
		ok = ok && (working_us == 0 || oracle_between(o, from_us, there_us - 1) == working_us - 1);
		// And backward.
		back_us = calendar_add_working_us(cal, base_us + to_us, -working_us) - base_us;
		ok = ok && back_us >= from_us && oracle_between(o, back_us, to_us) == working_us;
		ok = ok && (working_us == 0 || oracle_between(o, back_us + 1, to_us) == working_us - 1);
		ok = ok && calendar_deadline(cal, base_us + from_us, days) - base_us ==
				   oracle_end_of_work(o, day + days.count, from_us);
		for (int32_t n = 0; n < working_days.count;)
			n += oracle_day_works(o, ++day);
		ok = ok && calendar_deadline(cal, base_us + from_us, working_days) - base_us ==
				   oracle_end_of_work(o, day, from_us);
		if (!ok)
			fail_msg("zone %s, seed %" PRIu32 ", question %d", zone, seed, i);
	}
}

static void test_oracle(void **state)
{
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe",
		"America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran"};
	const char *given = getenv("YIDAN_TEST_SEED");
	uint32_t seed = given ? (uint32_t)strtoul(given, NULL, 10) : random_below(UINT32_MAX);
	struct oracle *o = calloc(1, sizeof(*o));

	(void)state;
	print_message("# seed %" PRIu32 " (YIDAN_TEST_SEED repeats it)\n", seed);
	random_state = seed;
	o->day = calloc(ORACLE_MINUTES, sizeof(*o->day));
	o->works = calloc(ORACLE_MINUTES, 1);
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		struct calendar *cal = random_calendar(o, zones[i], i > 0);

		compare_with_oracle(cal, o, zones[i], seed);
		calendar_free(cal);
	}
	free(o->day);
	free(o->works);
	free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
