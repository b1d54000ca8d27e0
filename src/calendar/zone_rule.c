// SPDX-License-Identifier: Apache-2.0
// The rule in the footer of a TZif file, in the form of POSIX TZ with RFC 8536's wider times of day:
// "CST-8", "CET-1CEST,M3.5.0,M10.5.0/3", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1".
#include "calendar/internal.h"

#include <string.h>

#define LAST_YEAR	 2200
#define FIRST_YEAR	 1900 // where a file has no change of its own
#define DEFAULT_TIME_S	 (2 * 3600)
#define RULE_HOURS_MAX	 167
#define OFFSET_HOURS_MAX 24
#define CHANGES_PER_YEAR 2

enum date_form { DATE_FORM_MONTH_WEEK_DAY, DATE_FORM_JULIAN, DATE_FORM_DAY };

struct date_rule {
	enum date_form form;
	int month, week, weekday; // DATE_FORM_MONTH_WEEK_DAY
	int day;		  // DATE_FORM_JULIAN: 1–365 without 29 February; DATE_FORM_DAY: 0–365
	int32_t time_s;		  // after local midnight, may be negative
};

// "CEST" or "<-02>".
static bool skip_name(struct slice *s)
{
	size_t i = 0;

	if (s->len && s->ptr[0] == '<') {
		ptrdiff_t end = slice_find_byte(*s, '>');

		if (end < 1)
			return false;
		i = (size_t)end + 1;
	} else {
		while (i < s->len && ((s->ptr[i] | 0x20) >= 'a' && (s->ptr[i] | 0x20) <= 'z'))
			i++;
		if (i < 3)
			return false;
	}
	*s = slice_sub(*s, i, s->len);
	return true;
}

static bool take_byte(struct slice *s, char byte)
{
	if (!s->len || s->ptr[0] != byte)
		return false;
	*s = slice_sub(*s, 1, s->len);
	return true;
}

static bool take_number(struct slice *s, int max, int *ret)
{
	int value = 0;
	size_t i = 0;

	while (i < s->len && i < 3 && s->ptr[i] >= '0' && s->ptr[i] <= '9')
		value = value * 10 + (s->ptr[i++] - '0');
	if (i == 0 || value > max)
		return false;
	*s = slice_sub(*s, i, s->len);
	*ret = value;
	return true;
}

// [+-]hh[:mm[:ss]] in seconds.
static bool take_time(struct slice *s, int hours_max, int32_t *ret)
{
	int sign = take_byte(s, '-') ? -1 : 1;
	int hours, minutes = 0, seconds = 0;

	if (sign == 1)
		take_byte(s, '+');
	if (!take_number(s, hours_max, &hours))
		return false;
	if (take_byte(s, ':') &&
		(!take_number(s, 59, &minutes) || (take_byte(s, ':') && !take_number(s, 59, &seconds))))
		return false;
	*ret = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

static bool take_date(struct slice *s, struct date_rule *ret)
{
	struct date_rule d = {.form = DATE_FORM_DAY, .time_s = DEFAULT_TIME_S};
	bool ok;

	if (!take_byte(s, ','))
		return false;
	if (take_byte(s, 'M')) {
		d.form = DATE_FORM_MONTH_WEEK_DAY;
		ok = take_number(s, 12, &d.month) && d.month >= 1 && take_byte(s, '.') &&
		     take_number(s, 5, &d.week) && d.week >= 1 && take_byte(s, '.') &&
		     take_number(s, 6, &d.weekday);
	} else if (take_byte(s, 'J')) {
		d.form = DATE_FORM_JULIAN;
		ok = take_number(s, 365, &d.day) && d.day >= 1;
	} else {
		ok = take_number(s, 365, &d.day);
	}
	if (!ok || (take_byte(s, '/') && !take_time(s, RULE_HOURS_MAX, &d.time_s)))
		return false;
	*ret = d;
	return true;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// Seconds since 1970 on the local clock.
static int64_t date_in_year(const struct date_rule *d, int year)
{
	int64_t day = clock_days_from_civil(year, 1, 1);

	switch (d->form) {
	case DATE_FORM_MONTH_WEEK_DAY: {
		int64_t first = clock_days_from_civil(year, d->month, 1);
		int64_t next = d->month == 12 ? clock_days_from_civil(year + 1, 1, 1)
					      : clock_days_from_civil(year, d->month + 1, 1);

		day = first + (d->weekday - (int)calendar_weekday_of(first) + 7) % 7 + 7 * (d->week - 1);
		while (day >= next) // week 5 is the last
			day -= 7;
		break;
	}
	case DATE_FORM_JULIAN:
		day += d->day - 1 + (d->day >= 60 && is_leap(year));
		break;
	case DATE_FORM_DAY:
		day += d->day;
		break;
	}
	return day * SECONDS_PER_DAY + d->time_s;
}

static void append(struct calendar_zone *zone, int64_t at_s, int32_t offset_s)
{
	struct zone_change change = {at_s * US_PER_SECOND, offset_s};

	// Summer time all the year ends and begins in one moment: the later word holds.
	if (zone->count && zone->changes[zone->count - 1].at_us == change.at_us)
		zone->changes[zone->count - 1] = change;
	else if (!zone->count || zone->changes[zone->count - 1].at_us < change.at_us)
		zone->changes[zone->count++] = change;
}

static void append_years(struct calendar_zone *zone, const struct date_rule dates[CHANGES_PER_YEAR],
	int32_t standard_s, int32_t summer_s)
{
	int64_t year = 0, table_end_us = INT64_MIN;
	int month, day;

	if (zone->count) {
		table_end_us = zone->changes[zone->count - 1].at_us;
		clock_civil_from_days(floor_div(table_end_us, US_PER_DAY), &year, &month, &day);
	}
	for (int y = year < FIRST_YEAR ? FIRST_YEAR : (int)year; y <= LAST_YEAR; y++) {
		int64_t start_s =
			date_in_year(&dates[0], y) - standard_s; // summer begins, by the standard clock
		int64_t end_s = date_in_year(&dates[1], y) - summer_s;
		bool start_first = start_s < end_s;

		for (int i = 0; i < CHANGES_PER_YEAR; i++) {
			bool is_start = (i == 0) == start_first;
			int64_t at_s = is_start ? start_s : end_s;

			if (at_s * US_PER_SECOND > table_end_us) // the table's own changes are not said again
				append(zone, at_s, is_start ? summer_s : standard_s);
		}
	}
}

int zone_rule_apply(struct slice rule, struct calendar_zone *zone)
{
	struct date_rule dates[CHANGES_PER_YEAR];
	int32_t standard_s, summer_s;

	if (!skip_name(&rule) || !take_time(&rule, OFFSET_HOURS_MAX, &standard_s))
		return ERR_INVALID;
	standard_s = -standard_s; // POSIX counts west of Greenwich
	if (rule.len == 0) {
		if (zone->count == 0)
			zone->first_offset_s = standard_s;
		return 0;
	}
	summer_s = standard_s + 3600;
	if (!skip_name(&rule))
		return ERR_INVALID;
	if (rule.len && rule.ptr[0] != ',') {
		if (!take_time(&rule, OFFSET_HOURS_MAX, &summer_s))
			return ERR_INVALID;
		summer_s = -summer_s;
	}
	if (!take_date(&rule, &dates[0]) || !take_date(&rule, &dates[1]) || rule.len != 0)
		return ERR_INVALID;
	append_years(zone, dates, standard_s, summer_s);
	return 0;
}
