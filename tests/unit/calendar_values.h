// SPDX-License-Identifier: Apache-2.0
// Short ways to the values that tests of the calendar need; each fails the test where there is no such value.
#ifndef YIDAN_TESTS_UNIT_CALENDAR_VALUES_H
#define YIDAN_TESTS_UNIT_CALENDAR_VALUES_H

#include "calendar/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static inline struct calendar_hours hours_of(const char *text)
{
	struct calendar_hours hours;

	assert_int_equal(calendar_hours_parse(slice_of(text), &hours), 0);
	return hours;
}

static inline struct calendar_zone *zone_of(const char *name)
{
	struct calendar_zone *zone;
	struct err err = {0};

	if (calendar_zone_load(name, &zone, &err) < 0)
		fail_msg("%s", err.message);
	return zone;
}

#endif
