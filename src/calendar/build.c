// SPDX-License-Identifier: Apache-2.0
// Building a calendar. Days are appended as they come and sorted once at the end; of several for one date the
// last added holds, so the sort must be stable.
#include "calendar/internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct calendar_builder {
	struct calendar *cal;
	size_t capacity;
};

struct calendar_builder *calendar_builder_new(void)
{
	struct calendar_builder *b = mem_zalloc(sizeof(*b));
	const struct calendar_hours usual = {2, {{9 * 60, 12 * 60}, {13 * 60 + 30, 17 * 60 + 30}}};

	b->cal = mem_zalloc(sizeof(*b->cal));
	b->cal->zone = calendar_zone_fixed(8 * 60);
	b->cal->makeup = usual;
	for (int weekday = CALENDAR_MONDAY; weekday <= CALENDAR_FRIDAY; weekday++)
		b->cal->weekdays[weekday] = usual;
	return b;
}

void calendar_builder_free(struct calendar_builder *b)
{
	if (!b)
		return;
	calendar_free(b->cal);
	mem_free(b);
}

void calendar_free(struct calendar *cal)
{
	if (!cal)
		return;
	calendar_zone_free(cal->zone);
	mem_free(cal->exceptions);
	mem_free(cal);
}

void calendar_builder_set_zone(struct calendar_builder *b, struct calendar_zone *zone)
{
	calendar_zone_free(b->cal->zone);
	b->cal->zone = zone;
}

static void must_be_hours(const struct calendar_hours *hours)
{
	int end = 0;

	must(hours->count >= 0 && hours->count <= CALENDAR_SPANS_MAX);
	for (int i = 0; i < hours->count; i++) {
		must(hours->spans[i].from_min >= end && hours->spans[i].from_min < hours->spans[i].to_min);
		end = hours->spans[i].to_min;
	}
	must(end <= 24 * 60);
}

void calendar_builder_set_hours(
	struct calendar_builder *b, enum calendar_weekday weekday, struct calendar_hours hours)
{
	must((int)weekday >= CALENDAR_SUNDAY && weekday <= CALENDAR_SATURDAY);
	must_be_hours(&hours);
	b->cal->weekdays[weekday] = hours;
}

void calendar_builder_set_makeup_hours(struct calendar_builder *b, struct calendar_hours hours)
{
	must_be_hours(&hours);
	must(hours.count > 0);
	b->cal->makeup = hours;
}

void calendar_builder_add_day(struct calendar_builder *b, int64_t day, bool is_working, struct slice name)
{
	struct calendar *cal = b->cal;
	struct calendar_exception *exception;

	if (cal->count == b->capacity) {
		b->capacity = b->capacity ? b->capacity * 2 : 64;
		cal->exceptions = mem_realloc(cal->exceptions, b->capacity * sizeof(*cal->exceptions));
	}
	exception = &cal->exceptions[cal->count++];
	*exception = (struct calendar_exception){.day = day, .is_working = is_working};
	name = slice_utf8_head(name, CALENDAR_NAME_BYTES - 1);
	if (name.len)
		memcpy(exception->name, name.ptr, name.len);
}

struct ordered_exception {
	struct calendar_exception exception;
	size_t order;
};

static int compare_ordered(const void *a, const void *b)
{
	const struct ordered_exception *x = a, *y = b;

	if (x->exception.day != y->exception.day)
		return x->exception.day < y->exception.day ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_exceptions(struct calendar *cal)
{
	struct ordered_exception *ordered = mem_zalloc_array(cal->count + 1, sizeof(*ordered));
	size_t kept = 0;

	for (size_t i = 0; i < cal->count; i++)
		ordered[i] = (struct ordered_exception){cal->exceptions[i], i};
	qsort(ordered, cal->count, sizeof(*ordered), compare_ordered);
	for (size_t i = 0; i < cal->count; i++) {
		if (kept && cal->exceptions[kept - 1].day == ordered[i].exception.day)
			kept--;
		cal->exceptions[kept++] = ordered[i].exception;
	}
	cal->count = kept;
	mem_free(ordered);
}

bool calendar_builder_has_hours(const struct calendar_builder *b)
{
	for (int weekday = CALENDAR_SUNDAY; weekday <= CALENDAR_SATURDAY; weekday++)
		if (b->cal->weekdays[weekday].count)
			return true;
	return false;
}

struct calendar *calendar_build(struct calendar_builder *b, int64_t version)
{
	struct calendar *cal = b->cal;

	must(calendar_builder_has_hours(b)); // else working time would never come
	sort_exceptions(cal);
	cal->version = version;
	b->cal = NULL;
	calendar_builder_free(b);
	return cal;
}
