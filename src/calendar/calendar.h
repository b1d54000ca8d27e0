// SPDX-License-Identifier: Apache-2.0
// The civil calendar of a jurisdiction: its zone, its working hours, its holidays and make-up working days.
// Answers what a deadline needs: which days are worked, and where "4 working hours" or "3 working days" from
// now ends.
//
// A calendar is immutable once built: `const struct calendar *` may be used by any thread at once, needs no
// lock, and gives the same answer for ever; a new notice of holidays makes a new calendar with a higher
// version. Functions on a built calendar cannot fail: they take times of the years 1 to 9998 (CALENDAR_MIN_US
// … CALENDAR_MAX_US) and counts up to CALENDAR_COUNT_MAX; anything else is our own mistake and asserted on.
//
// A day is an int64 `day`: days since 1970-01-01 of the civil date in the calendar's zone
// (clock_days_from_civil). Working time is what the clock on the wall shows: a minute counts when its local
// time lies in a span of its local day. So a span that a change to summer time cuts is shorter by that hour,
// and what is counted is always real time.
//
//	struct calendar_builder *b = calendar_builder_new();
//	calendar_builder_set_zone(b, zone); // takes it over
//	if (calendar_builder_add_holidays(b, json_of_2026, &err) < 0) ...
//	const struct calendar *cal = calendar_build(b, 7); // version 7; the builder is gone
//	int64_t due_at = calendar_deadline(cal, received_at, (struct
// calendar_period){CALENDAR_UNIT_WORKING_DAY, 3});
#ifndef YIDAN_CALENDAR_CALENDAR_H
#define YIDAN_CALENDAR_CALENDAR_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_MIN_US	      INT64_C(-62135596800000000) // 0001-01-01T00:00:00Z
#define CALENDAR_MAX_US	      INT64_C(253339228800000000) // 9998-01-01T00:00:00Z
#define CALENDAR_COUNT_MAX    1000000			  // the longest period, in its own unit
#define CALENDAR_SPANS_MAX    8				  // spans of working time a day
#define CALENDAR_NAME_BYTES   64			  // name of a holiday with its NUL
#define CALENDAR_PERIOD_BYTES 16

struct calendar;
struct calendar_builder;
struct calendar_zone;

// 0 = Sunday … 6 = Saturday.
enum calendar_weekday {
	CALENDAR_SUNDAY,
	CALENDAR_MONDAY,
	CALENDAR_TUESDAY,
	CALENDAR_WEDNESDAY,
	CALENDAR_THURSDAY,
	CALENDAR_FRIDAY,
	CALENDAR_SATURDAY,
};

// ---- Deadlines
// ---------------------------------------------------------------------------------------------------

enum calendar_unit {
	CALENDAR_UNIT_MIN,	   // minutes as they pass ("contact within 24 hours")
	CALENDAR_UNIT_WORKING_MIN, // minutes of working time
	CALENDAR_UNIT_DAY,	   // days of the calendar
	CALENDAR_UNIT_WORKING_DAY, // working days
};

struct calendar_period {
	enum calendar_unit unit;
	int32_t count; // 0 … CALENDAR_COUNT_MAX
};

// Where a period that begins at from_us ends. As the Civil Code of China (articles 201 and 203) and the
// hotlines count:
// - minutes and working minutes run from that very moment (see calendar_add_working_us);
// - the day of receipt is not counted: day 1 is the next day, or the next working day;
// - a period in days or working days ends when working time of its last day ends; where the last day is no
// working day,
//   with the next working day;
// - 0 days means the same day: it ends with the working time of the day itself or, where that is over already
// or the
//   day is not worked, of the next working day.
int64_t calendar_deadline(const struct calendar *cal, int64_t from_us, struct calendar_period period);

// "30m", "24h", "90wm", "4wh", "15d", "3wd": the form in which policies are written. An hour is 60 minutes.
int calendar_period_parse(struct slice text, struct calendar_period *ret); // 0 or ERR_INVALID
char *calendar_period_format(
	struct calendar_period period, char out[CALENDAR_PERIOD_BYTES]); // the shortest of these forms

// ---- Working time
// ------------------------------------------------------------------------------------------------

bool calendar_is_working_day(const struct calendar *cal, int64_t day);
bool calendar_is_working_at(const struct calendar *cal, int64_t at_us);
// The first moment of working time that is not before at_us.
int64_t calendar_next_working_at(const struct calendar *cal, int64_t at_us);
// When working time of this day begins and ends. False where the day is not worked.
bool calendar_working_hours(
	const struct calendar *cal, int64_t day, int64_t *ret_from_us, int64_t *ret_to_us);

// The first moment by which so much working time has passed since at_us; with a negative time, the last
// moment from which so much passes until at_us. So 0 gives at_us itself, and a full day's time from its first
// minute gives the end of that day rather than the next morning.
int64_t calendar_add_working_us(const struct calendar *cal, int64_t at_us, int64_t working_us);
int64_t calendar_add_working_min(const struct calendar *cal, int64_t at_us, int64_t working_min);
// Working time between the two; negative where to_us is before from_us. The minutes are cut towards zero.
int64_t calendar_working_us_between(const struct calendar *cal, int64_t from_us, int64_t to_us);
int64_t calendar_working_min_between(const struct calendar *cal, int64_t from_us, int64_t to_us);

// The count'th working day after `day` (before it, where negative); 0 gives the day itself, worked or not.
int64_t calendar_add_working_days(const struct calendar *cal, int64_t day, int64_t count);
// Working days after from_day up to and with to_day; negative the other way round.
int64_t calendar_working_days_between(const struct calendar *cal, int64_t from_day, int64_t to_day);
int calendar_working_days_in_year(const struct calendar *cal, int year);

// ---- Dates
// -------------------------------------------------------------------------------------------------------

// A moment as the clock on the wall shows it.
struct calendar_civil {
	int year, month, day; // 1–12, 1–31
	int hour, minute, second;
	enum calendar_weekday weekday;
	int32_t offset_s; // east of UTC
};

void calendar_civil(const struct calendar *cal, int64_t at_us, struct calendar_civil *ret);
int64_t calendar_day_of(const struct calendar *cal, int64_t at_us);
// The moment when the wall shows this minute (0–1440) of this day. Where it shows it twice, the first time;
// where a change of the clock skips it, the moment of the change.
int64_t calendar_at(const struct calendar *cal, int64_t day, int minute);
enum calendar_weekday calendar_weekday_of(int64_t day);
// Name of the holiday whose notice mentions this day (also a make-up working day), or "".
const char *calendar_day_name(const struct calendar *cal, int64_t day);
// "2026-11-23" exactly: 0 or ERR_INVALID. Years 1–9998.
int calendar_day_parse(struct slice text, int64_t *ret_day);
#define CALENDAR_DAY_BYTES 11
char *calendar_day_format(int64_t day, char out[CALENDAR_DAY_BYTES]);

int64_t calendar_version(const struct calendar *cal);
// Whether holidays of this year were loaded. Before the notice of a year is out (each November), deadlines in
// it are computed from weekdays alone; the desk should say so.
bool calendar_has_year(const struct calendar *cal, int year);

// ---- Zones
// -------------------------------------------------------------------------------------------------------

struct calendar_zone *calendar_zone_fixed(int offset_min); // -1439 … 1439 east of UTC
// From the system's database (TZDIR, else /usr/share/zoneinfo): "Asia/Shanghai". ERR_NOT_FOUND, ERR_INVALID.
int calendar_zone_load(const char *name, struct calendar_zone **ret, struct err *err);
// The bytes of a TZif file (RFC 8536), at most CALENDAR_TZIF_BYTES_MAX. Leap seconds are refused ("right/…").
// Its rule for the years to come is followed until 2200.
#define CALENDAR_TZIF_BYTES_MAX (256 * 1024)
int calendar_zone_parse(const char *name, struct slice tzif, struct calendar_zone **ret, struct err *err);
void calendar_zone_free(struct calendar_zone *zone);
int32_t calendar_zone_offset_s(const struct calendar_zone *zone, int64_t at_us);

// ---- Building
// ----------------------------------------------------------------------------------------------------

// A span of working time in minutes after midnight: 0 <= from_min < to_min <= 1440.
struct calendar_span {
	int16_t from_min;
	int16_t to_min;
};

struct calendar_hours {
	int count;					// 0: not worked
	struct calendar_span spans[CALENDAR_SPANS_MAX]; // ascending, apart
};

// "09:00-12:00 13:30-17:30", or "" for a day off: 0 or ERR_INVALID.
int calendar_hours_parse(struct slice text, struct calendar_hours *ret);

// A builder starts as China's: UTC+8, Monday to Friday 09:00-12:00 13:30-17:30, make-up days with the same
// hours, no holidays. One thread.
struct calendar_builder *calendar_builder_new(void);
void calendar_builder_free(struct calendar_builder *b);
void calendar_builder_set_zone(struct calendar_builder *b, struct calendar_zone *zone); // takes the zone over
void calendar_builder_set_hours(
	struct calendar_builder *b, enum calendar_weekday weekday, struct calendar_hours hours);
// Hours of a make-up working day on a weekday that has none of its own. At least one span (asserted).
void calendar_builder_set_makeup_hours(struct calendar_builder *b, struct calendar_hours hours);
// What is added later wins: first the notices of the country by year, then the place's own days.
void calendar_builder_add_day(struct calendar_builder *b, int64_t day, bool is_working, struct slice name);
// A year of holiday-cn, {"year": 2026, "days": [{"name", "date", "isOffDay"}]}. A notice may hold days of the
// December before, so for a year load also the file of the next. At most CALENDAR_HOLIDAYS_BYTES_MAX bytes.
#define CALENDAR_HOLIDAYS_BYTES_MAX (256 * 1024)
int calendar_builder_add_holidays(struct calendar_builder *b, struct slice json, struct err *err);
// A calendar in one text, as it is stored with a jurisdiction, and back. {"version": 7, "zone":
// "Asia/Shanghai", "working_hours": [{"weekdays": [1, 2, 3, 4, 5], "from": "08:30", "to": "12:00"}, …],
// "makeup_hours": […the same without weekdays], "days": [{"name", "date", "isOffDay"}, …]}; weekdays 1 =
// Monday … 7 = Sunday. The zone may also be an offset: "+08:00".
#define CALENDAR_TEXT_BYTES_MAX (2 * 1024 * 1024)
int calendar_parse(struct slice json, struct calendar **ret, struct err *err);
struct slice calendar_format(struct arena *arena, const struct calendar *cal);
// Ends the builder. At least one weekday must have hours (asserted).
struct calendar *calendar_build(struct calendar_builder *b, int64_t version);
void calendar_free(struct calendar *cal);

#endif
