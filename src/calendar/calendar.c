// SPDX-License-Identifier: Apache-2.0
// Working days and working time. All counting goes through one walk over the stretches of working time; a
// stretch never crosses a change of the clock, so inside one local time and real time run alike and sums are
// exact.
#include "calendar/internal.h"

#include <stdio.h>
#include <string.h>

#define MAX_OFFSET_US (30 * US_PER_HOUR) // larger than any offset of a zone

static void must_be_time(int64_t at_us)
{
	must(at_us >= CALENDAR_MIN_US && at_us <= CALENDAR_MAX_US);
}

// ---- Days
// --------------------------------------------------------------------------------------------------------

enum calendar_weekday calendar_weekday_of(int64_t day)
{
	int64_t since_sunday = day + 4; // 1970-01-01 was a Thursday

	return (enum calendar_weekday)(since_sunday - floor_div(since_sunday, 7) * 7);
}

const struct calendar_exception *calendar_exception_of(const struct calendar *cal, int64_t day)
{
	size_t low = 0, high = cal->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cal->exceptions[middle].day == day)
			return &cal->exceptions[middle];
		if (cal->exceptions[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct calendar_hours *calendar_hours_of(const struct calendar *cal, int64_t day)
{
	const struct calendar_hours *hours = &cal->weekdays[calendar_weekday_of(day)];
	const struct calendar_exception *exception = calendar_exception_of(cal, day);

	if (exception && !exception->is_working)
		return NULL;
	if (exception && !hours->count)
		return &cal->makeup;
	return hours->count ? hours : NULL;
}

bool calendar_is_working_day(const struct calendar *cal, int64_t day)
{
	return calendar_hours_of(cal, day) != NULL;
}

const char *calendar_day_name(const struct calendar *cal, int64_t day)
{
	const struct calendar_exception *exception = calendar_exception_of(cal, day);

	return exception ? exception->name : "";
}

int64_t calendar_add_working_days(const struct calendar *cal, int64_t day, int64_t count)
{
	int64_t step = count < 0 ? -1 : 1;

	must(count >= -CALENDAR_COUNT_MAX && count <= CALENDAR_COUNT_MAX);
	for (int64_t left = count * step; left > 0;) {
		day += step;
		if (calendar_is_working_day(cal, day))
			left--;
	}
	return day;
}

int64_t calendar_working_days_between(const struct calendar *cal, int64_t from_day, int64_t to_day)
{
	int64_t count = 0;

	if (to_day < from_day)
		return -calendar_working_days_between(cal, to_day, from_day);
	for (int64_t day = from_day + 1; day <= to_day; day++)
		count += calendar_is_working_day(cal, day);
	return count;
}

int calendar_working_days_in_year(const struct calendar *cal, int year)
{
	return (int)calendar_working_days_between(
		cal, clock_days_from_civil(year, 1, 1) - 1, clock_days_from_civil(year, 12, 31));
}

bool calendar_has_year(const struct calendar *cal, int year)
{
	int64_t first = clock_days_from_civil(year, 1, 1), last = clock_days_from_civil(year, 12, 31);

	// The new year's notice may name days of the December before, so those say nothing of their own year.
	for (size_t i = 0; i < cal->count; i++)
		if (cal->exceptions[i].day >= first && cal->exceptions[i].day <= last - 31)
			return true;
	return false;
}

int64_t calendar_version(const struct calendar *cal)
{
	return cal->version;
}

// ---- The clock on the wall
// ---------------------------------------------------------------------------------------

int64_t calendar_day_of(const struct calendar *cal, int64_t at_us)
{
	must_be_time(at_us);
	return floor_div(at_us + zone_stretch_at(cal->zone, at_us).offset_us, US_PER_DAY);
}

void calendar_civil(const struct calendar *cal, int64_t at_us, struct calendar_civil *ret)
{
	int64_t offset_us, local_us, day, year;
	int second;

	must_be_time(at_us);
	offset_us = zone_stretch_at(cal->zone, at_us).offset_us;
	local_us = at_us + offset_us;
	day = floor_div(local_us, US_PER_DAY);
	second = (int)((local_us - day * US_PER_DAY) / US_PER_SECOND);
	clock_civil_from_days(day, &year, &ret->month, &ret->day);
	ret->year = (int)year;
	ret->hour = second / 3600;
	ret->minute = second / 60 % 60;
	ret->second = second % 60;
	ret->weekday = calendar_weekday_of(day);
	ret->offset_s = (int32_t)(offset_us / US_PER_SECOND);
}

// The first or the last moment when the wall shows this local time. Where it never does, the change that
// skipped it.
static int64_t moment_of(const struct calendar_zone *zone, int64_t local_us, bool last)
{
	struct zone_stretch stretch = zone_stretch_at(zone, local_us - MAX_OFFSET_US);
	int64_t found_us = INT64_MIN;

	while (stretch.from_us < local_us + MAX_OFFSET_US) {
		int64_t at_us = local_us - stretch.offset_us;

		if (found_us == INT64_MIN && at_us < stretch.from_us)
			found_us = stretch.from_us;
		else if (at_us >= stretch.from_us && at_us < stretch.to_us)
			found_us = at_us;
		if ((found_us != INT64_MIN && !last) || stretch.to_us == INT64_MAX)
			break;
		stretch = zone_stretch_at(zone, stretch.to_us);
	}
	must(found_us != INT64_MIN);
	return found_us;
}

int64_t calendar_at(const struct calendar *cal, int64_t day, int minute)
{
	must(minute >= 0 && minute <= 24 * 60);
	must_be_time(day * US_PER_DAY);
	return moment_of(cal->zone, day * US_PER_DAY + minute * US_PER_MINUTE, false);
}

// ---- Walking over working time
// -----------------------------------------------------------------------------------

struct working_walk working_walk_from(const struct calendar *cal, int64_t at_us)
{
	return (struct working_walk){
		.cal = cal, .stretch = zone_stretch_at(cal->zone, at_us), .cursor_us = at_us};
}

// The part of a span of walk->day in real time, cut at the cursor and the stretch: whether anything is left.
static bool cut_span(struct working_walk *walk, struct calendar_span span, bool forward)
{
	int64_t midnight_us = walk->day * US_PER_DAY - walk->stretch.offset_us;
	int64_t low_us = walk->stretch.from_us, high_us = walk->stretch.to_us;

	if (forward)
		low_us = walk->cursor_us;
	else
		high_us = walk->cursor_us;
	walk->from_us = midnight_us + span.from_min * US_PER_MINUTE;
	walk->to_us = midnight_us + span.to_min * US_PER_MINUTE;
	if (walk->from_us < low_us)
		walk->from_us = low_us;
	if (walk->to_us > high_us)
		walk->to_us = high_us;
	return walk->from_us < walk->to_us;
}

void working_walk_next(struct working_walk *walk)
{
	for (;;) {
		const struct calendar_hours *hours;
		int64_t next_us;

		walk->day = floor_div(walk->cursor_us + walk->stretch.offset_us, US_PER_DAY);
		hours = calendar_hours_of(walk->cal, walk->day);
		for (int i = 0; hours && i < hours->count; i++) {
			if (cut_span(walk, hours->spans[i], true)) {
				walk->cursor_us = walk->to_us;
				if (walk->cursor_us == walk->stretch.to_us)
					walk->stretch = zone_stretch_at(walk->cal->zone, walk->cursor_us);
				return;
			}
		}
		next_us = (walk->day + 1) * US_PER_DAY - walk->stretch.offset_us;
		if (next_us >= walk->stretch.to_us) {
			next_us = walk->stretch.to_us;
			walk->stretch = zone_stretch_at(walk->cal->zone, next_us);
		}
		walk->cursor_us = next_us;
	}
}

// The cursor is the end of what is left, so the moment that counts lies just before it.
void working_walk_previous(struct working_walk *walk)
{
	for (;;) {
		const struct calendar_hours *hours;
		int64_t midnight_us;

		if (walk->cursor_us <= walk->stretch.from_us)
			walk->stretch = zone_stretch_at(walk->cal->zone, walk->cursor_us - 1);
		walk->day = floor_div(walk->cursor_us - 1 + walk->stretch.offset_us, US_PER_DAY);
		hours = calendar_hours_of(walk->cal, walk->day);
		for (int i = hours ? hours->count - 1 : -1; i >= 0; i--) {
			if (cut_span(walk, hours->spans[i], false)) {
				walk->cursor_us = walk->from_us;
				return;
			}
		}
		midnight_us = walk->day * US_PER_DAY - walk->stretch.offset_us;
		walk->cursor_us = midnight_us < walk->stretch.from_us ? walk->stretch.from_us : midnight_us;
	}
}

// ---- Working time
// ------------------------------------------------------------------------------------------------

bool calendar_is_working_at(const struct calendar *cal, int64_t at_us)
{
	return calendar_next_working_at(cal, at_us) == at_us;
}

int64_t calendar_next_working_at(const struct calendar *cal, int64_t at_us)
{
	struct working_walk walk;

	must_be_time(at_us);
	walk = working_walk_from(cal, at_us);
	working_walk_next(&walk);
	return walk.from_us;
}

bool calendar_working_hours(const struct calendar *cal, int64_t day, int64_t *ret_from_us, int64_t *ret_to_us)
{
	int64_t begin_us, end_us;
	struct working_walk first, last;

	must_be_time(day * US_PER_DAY);
	if (!calendar_is_working_day(cal, day))
		return false;
	begin_us = moment_of(cal->zone, day * US_PER_DAY, false);
	end_us = moment_of(cal->zone, (day + 1) * US_PER_DAY, true);
	first = working_walk_from(cal, begin_us);
	do
		working_walk_next(&first);
	while (first.day != day && first.from_us < end_us);
	last = working_walk_from(cal, end_us);
	do
		working_walk_previous(&last);
	while (last.day != day && last.to_us > begin_us);
	if (first.day != day || last.day != day) // its hours fell into a change of the clock
		return false;
	*ret_from_us = first.from_us;
	*ret_to_us = last.to_us;
	return true;
}

int64_t calendar_add_working_us(const struct calendar *cal, int64_t at_us, int64_t working_us)
{
	struct working_walk walk;
	int64_t left_us = working_us;

	must_be_time(at_us);
	must(working_us >= -CALENDAR_COUNT_MAX * US_PER_MINUTE &&
		working_us <= CALENDAR_COUNT_MAX * US_PER_MINUTE);
	walk = working_walk_from(cal, at_us);
	while (left_us > 0) {
		working_walk_next(&walk);
		if (left_us <= walk.to_us - walk.from_us)
			return walk.from_us + left_us;
		left_us -= walk.to_us - walk.from_us;
	}
	while (left_us < 0) {
		working_walk_previous(&walk);
		if (-left_us <= walk.to_us - walk.from_us)
			return walk.to_us + left_us;
		left_us += walk.to_us - walk.from_us;
	}
	return at_us;
}

int64_t calendar_add_working_min(const struct calendar *cal, int64_t at_us, int64_t working_min)
{
	must(working_min >= -CALENDAR_COUNT_MAX && working_min <= CALENDAR_COUNT_MAX);
	return calendar_add_working_us(cal, at_us, working_min * US_PER_MINUTE);
}

int64_t calendar_working_us_between(const struct calendar *cal, int64_t from_us, int64_t to_us)
{
	struct working_walk walk;
	int64_t sum_us = 0;

	must_be_time(from_us);
	must_be_time(to_us);
	if (to_us < from_us)
		return -calendar_working_us_between(cal, to_us, from_us);
	walk = working_walk_from(cal, from_us);
	for (;;) {
		working_walk_next(&walk);
		if (walk.from_us >= to_us)
			return sum_us;
		sum_us += (walk.to_us < to_us ? walk.to_us : to_us) - walk.from_us;
		if (walk.to_us >= to_us)
			return sum_us;
	}
}

int64_t calendar_working_min_between(const struct calendar *cal, int64_t from_us, int64_t to_us)
{
	return calendar_working_us_between(cal, from_us, to_us) / US_PER_MINUTE;
}

// ---- Deadlines
// ---------------------------------------------------------------------------------------------------

// The end of working time of this day or, where it has none after after_us, of the next day that has.
static int64_t end_of_work(const struct calendar *cal, int64_t day, int64_t after_us)
{
	int64_t from_us, to_us;

	while (!calendar_working_hours(cal, day, &from_us, &to_us) || to_us <= after_us)
		day++;
	return to_us;
}

int64_t calendar_deadline(const struct calendar *cal, int64_t from_us, struct calendar_period period)
{
	must_be_time(from_us);
	must(period.count >= 0 && period.count <= CALENDAR_COUNT_MAX);
	switch (period.unit) {
	case CALENDAR_UNIT_MIN:
		return from_us + period.count * US_PER_MINUTE;
	case CALENDAR_UNIT_WORKING_MIN:
		return calendar_add_working_min(cal, from_us, period.count);
	case CALENDAR_UNIT_DAY:
		return end_of_work(cal, calendar_day_of(cal, from_us) + period.count, from_us);
	case CALENDAR_UNIT_WORKING_DAY:
		return end_of_work(cal,
			calendar_add_working_days(cal, calendar_day_of(cal, from_us), period.count), from_us);
	}
	must(!"a unit of calendar_unit");
	return 0;
}
