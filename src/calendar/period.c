// SPDX-License-Identifier: Apache-2.0
// Written forms: periods, dates, hours of a day.
#include "calendar/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct unit_form {
	const char *suffix;
	enum calendar_unit unit;
	int32_t factor;
};

static const struct unit_form UNIT_FORMS[] = {
	// Hours before minutes: the shortest form is tried first.
	{"wh", CALENDAR_UNIT_WORKING_MIN, 60},
	{"wm", CALENDAR_UNIT_WORKING_MIN, 1},
	{"wd", CALENDAR_UNIT_WORKING_DAY, 1},
	{"h", CALENDAR_UNIT_MIN, 60},
	{"m", CALENDAR_UNIT_MIN, 1},
	{"d", CALENDAR_UNIT_DAY, 1},
};

int calendar_period_parse(struct slice text, struct calendar_period *ret)
{
	size_t digits = 0;
	uint64_t count;

	while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
		digits++;
	if (!slice_parse_u64(slice_sub(text, 0, digits), &count) || count > CALENDAR_COUNT_MAX)
		return ERR_INVALID;
	for (size_t i = 0; i < ARRAY_LEN(UNIT_FORMS); i++) {
		if (!slice_eq_cstr(slice_sub(text, digits, text.len), UNIT_FORMS[i].suffix))
			continue;
		if (count * (uint64_t)UNIT_FORMS[i].factor > CALENDAR_COUNT_MAX)
			return ERR_INVALID;
		*ret = (struct calendar_period){UNIT_FORMS[i].unit, (int32_t)count * UNIT_FORMS[i].factor};
		return 0;
	}
	return ERR_INVALID;
}

char *calendar_period_format(struct calendar_period period, char out[CALENDAR_PERIOD_BYTES])
{
	for (size_t i = 0; i < ARRAY_LEN(UNIT_FORMS); i++) {
		if (UNIT_FORMS[i].unit == period.unit && period.count % UNIT_FORMS[i].factor == 0) {
			snprintf(out, CALENDAR_PERIOD_BYTES, "%" PRId32 "%s",
				period.count / UNIT_FORMS[i].factor, UNIT_FORMS[i].suffix);
			return out;
		}
	}
	must(!"a unit of calendar_unit");
	return NULL;
}

// Digits at from … from+len-1 as a number, -1 where one is none.
static int digits_at(struct slice s, size_t from, size_t len)
{
	int value = 0;

	for (size_t i = from; i < from + len; i++) {
		if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9')
			return -1;
		value = value * 10 + (s.ptr[i] - '0');
	}
	return value;
}

int calendar_day_parse(struct slice text, int64_t *ret_day)
{
	int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
	int64_t days, year_back;
	int month_back, day_back;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || year < 1 || year > 9998 ||
		month < 1 || month > 12 || day < 1 || day > 31)
		return ERR_INVALID;
	days = clock_days_from_civil(year, month, day);
	clock_civil_from_days(days, &year_back, &month_back, &day_back);
	if (day_back != day) // the month is shorter
		return ERR_INVALID;
	*ret_day = days;
	return 0;
}

char *calendar_day_format(int64_t day, char out[CALENDAR_DAY_BYTES])
{
	int64_t year;
	int month, day_of_month;

	clock_civil_from_days(day, &year, &month, &day_of_month);
	must(year >= 0 && year <= 9999);
	snprintf(out, CALENDAR_DAY_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
		(unsigned)day_of_month % 100);
	return out;
}

int calendar_minute_parse(struct slice text, int *ret_min)
{
	int hour, minute;

	if (text.len != 5 || text.ptr[2] != ':')
		return ERR_INVALID;
	hour = digits_at(text, 0, 2);
	minute = digits_at(text, 3, 2);
	if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60)
		return ERR_INVALID;
	*ret_min = hour * 60 + minute;
	return 0;
}

int calendar_hours_add(struct calendar_hours *hours, int from_min, int to_min)
{
	int at = hours->count;

	if (from_min >= to_min || at == CALENDAR_SPANS_MAX)
		return ERR_INVALID;
	while (at > 0 && hours->spans[at - 1].from_min > from_min)
		at--;
	if ((at > 0 && hours->spans[at - 1].to_min > from_min) ||
		(at < hours->count && hours->spans[at].from_min < to_min))
		return ERR_INVALID;
	memmove(&hours->spans[at + 1], &hours->spans[at],
		(size_t)(hours->count - at) * sizeof(hours->spans[0]));
	hours->spans[at] = (struct calendar_span){(int16_t)from_min, (int16_t)to_min};
	hours->count++;
	return 0;
}

int calendar_hours_parse(struct slice text, struct calendar_hours *ret)
{
	struct calendar_hours hours = {0};

	for (text = slice_trim(text); text.len; text = slice_trim(text)) {
		struct slice span, from, to;
		int from_min, to_min;

		slice_cut(text, ' ', &span, &text);
		if (!slice_cut(span, '-', &from, &to) || calendar_minute_parse(from, &from_min) < 0 ||
			calendar_minute_parse(to, &to_min) < 0 ||
			calendar_hours_add(&hours, from_min, to_min) < 0)
			return ERR_INVALID;
	}
	*ret = hours;
	return 0;
}
