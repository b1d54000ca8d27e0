// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include "base/err.h"
#include "base/macros.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock_us(clockid_t which)
{
	struct timespec ts;

	must(clock_gettime(which, &ts) == 0);
	return (int64_t)ts.tv_sec * US_PER_SECOND + ts.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
	return read_clock_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
	return read_clock_us(CLOCK_MONOTONIC);
}

int64_t clock_days_from_civil(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void clock_civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

char *clock_format_rfc3339(int64_t at_us, int fractions, char out[CLOCK_RFC3339_BYTES])
{
	int64_t days = at_us / US_PER_DAY;
	int64_t rest = at_us % US_PER_DAY;
	int64_t year;
	int month, day, seconds, micros;

	if (rest < 0) {
		rest += US_PER_DAY;
		days--;
	}
	clock_civil_from_days(days, &year, &month, &day);
	must(year >= 0 && year <= 9999);
	seconds = (int)(rest / US_PER_SECOND);
	micros = (int)(rest % US_PER_SECOND);
	if (fractions && micros)
		snprintf(out, CLOCK_RFC3339_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)year, month,
			day, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, micros);
	else
		snprintf(out, CLOCK_RFC3339_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day,
			seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
	return out;
}

// Exactly `digits` decimal digits at the start of *text; moves it on. -1 where they are missing.
static int take_number(struct slice *text, size_t digits)
{
	uint64_t value;

	if (text->len < digits || !slice_parse_u64(slice_sub(*text, 0, digits), &value))
		return -1;
	*text = slice_sub(*text, digits, text->len);
	return (int)value;
}

static bool take_byte(struct slice *text, char lower, char upper)
{
	if (text->len == 0 || (text->ptr[0] != lower && text->ptr[0] != upper))
		return false;
	*text = slice_sub(*text, 1, text->len);
	return true;
}

static bool take_fraction(struct slice *text, int *ret_micros)
{
	int scale = 100000, micros = 0;
	size_t digits = 0;

	if (!take_byte(text, '.', '.'))
		return true;
	for (; text->len && text->ptr[0] >= '0' && text->ptr[0] <= '9'; digits++, scale /= 10) {
		micros += (text->ptr[0] - '0') * scale;
		*text = slice_sub(*text, 1, text->len);
	}
	*ret_micros = micros;
	return digits > 0;
}

static bool take_offset(struct slice *text, int *ret_minutes)
{
	bool east, west;
	int hours, minutes;

	if (take_byte(text, 'Z', 'z')) {
		*ret_minutes = 0;
		return true;
	}
	east = take_byte(text, '+', '+');
	west = !east && take_byte(text, '-', '-');
	if (!east && !west)
		return false;
	hours = take_number(text, 2);
	if (hours < 0 || hours > 23 || !take_byte(text, ':', ':'))
		return false;
	minutes = take_number(text, 2);
	if (minutes < 0 || minutes > 59)
		return false;
	*ret_minutes = (hours * 60 + minutes) * (east ? 1 : -1);
	return true;
}

int clock_parse_rfc3339(struct slice text, int64_t *ret_us)
{
	static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, hour, minute, second, micros = 0, offset;
	bool leap;

	year = take_number(&text, 4);
	if (year < 0 || !take_byte(&text, '-', '-'))
		return ERR_INVALID;
	month = take_number(&text, 2);
	if (month < 1 || month > 12 || !take_byte(&text, '-', '-'))
		return ERR_INVALID;
	day = take_number(&text, 2);
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (day < 1 || day > month_days[month - 1] || (month == 2 && day == 29 && !leap) ||
		!take_byte(&text, 'T', 't'))
		return ERR_INVALID;
	hour = take_number(&text, 2);
	if (hour < 0 || hour > 23 || !take_byte(&text, ':', ':'))
		return ERR_INVALID;
	minute = take_number(&text, 2);
	if (minute < 0 || minute > 59 || !take_byte(&text, ':', ':'))
		return ERR_INVALID;
	second = take_number(&text, 2); // 60 is a leap second: it reads as the second after
	if (second < 0 || second > 60 || !take_fraction(&text, &micros) || !take_offset(&text, &offset) ||
		text.len)
		return ERR_INVALID;
	*ret_us = clock_days_from_civil(year, month, day) * US_PER_DAY +
		  ((int64_t)hour * 3600 + (int64_t)minute * 60 + second) * US_PER_SECOND + micros -
		  offset * US_PER_MINUTE;
	return 0;
}
