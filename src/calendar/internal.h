// SPDX-License-Identifier: Apache-2.0
// What the files of calendar/ share: the structs behind calendar.h. Included by calendar/ and its tests
// alone.
#ifndef YIDAN_CALENDAR_INTERNAL_H
#define YIDAN_CALENDAR_INTERNAL_H

#include "calendar/calendar.h"

#include <stddef.h>

#define CALENDAR_ZONE_NAME_BYTES 64

struct zone_change {
	int64_t at_us;	  // from this moment on …
	int32_t offset_s; // … this offset holds
};

struct calendar_zone {
	char name[CALENDAR_ZONE_NAME_BYTES]; // "Asia/Shanghai" or "+08:00"
	int32_t first_offset_s;		     // before the first change
	size_t count;
	struct zone_change *changes; // strictly ascending
};

// A stretch of time with one offset.
struct zone_stretch {
	int64_t from_us, to_us; // INT64_MIN and INT64_MAX at the ends
	int64_t offset_us;
};

struct zone_stretch zone_stretch_at(const struct calendar_zone *zone, int64_t at_us);
// Appends the changes that a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3") makes after the last change until
// 2200; room for ZONE_RULE_CHANGES_MAX more must be there. 0 or ERR_INVALID.
#define ZONE_RULE_CHANGES_MAX 1000
int zone_rule_apply(struct slice rule, struct calendar_zone *zone);

// A day that is not as its weekday.
struct calendar_exception {
	int64_t day;
	bool is_working;
	char name[CALENDAR_NAME_BYTES];
};

struct calendar {
	int64_t version;
	struct calendar_zone *zone; // owned
	struct calendar_hours weekdays[7];
	struct calendar_hours makeup;
	size_t count;
	struct calendar_exception *exceptions; // owned, ascending, one a day
};

// Hours of a day, NULL where it is not worked.
const struct calendar_hours *calendar_hours_of(const struct calendar *cal, int64_t day);
const struct calendar_exception *calendar_exception_of(const struct calendar *cal, int64_t day);

bool calendar_builder_has_hours(const struct calendar_builder *b);

// "08:30" … "24:00" as minutes after midnight: 0 or ERR_INVALID.
int calendar_minute_parse(struct slice text, int *ret_min);
// Puts a span in its place: 0, or ERR_INVALID where it is empty, meets another or is one too many.
int calendar_hours_add(struct calendar_hours *hours, int from_min, int to_min);

// Walks over the stretches of working time from a moment on, forward or backward. Never ends: stop when you
// have enough.
//
//	struct working_walk walk = working_walk_from(cal, at_us);
//	working_walk_next(&walk); // walk.from_us … walk.to_us of the civil day walk.day, cut at at_us
struct working_walk {
	const struct calendar *cal;
	struct zone_stretch stretch;
	int64_t cursor_us; // all before it (after it, backward) is done
	int64_t day;	   // of the stretch found
	int64_t from_us, to_us;
};

struct working_walk working_walk_from(const struct calendar *cal, int64_t at_us);
void working_walk_next(struct working_walk *walk);
void working_walk_previous(struct working_walk *walk);

#define SECONDS_PER_DAY 86400

// Division that rounds down, also below zero; divisor > 0.
static inline int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

#endif
