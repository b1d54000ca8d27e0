// SPDX-License-Identifier: Apache-2.0
// Calendars and notices of holidays as JSON, and the small written forms.
#include "calendar/calendar.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = slice_from(data, size);
	struct calendar_builder *b = calendar_builder_new();
	struct arena *arena = arena_new();
	struct calendar *cal, *again;
	struct calendar_period period;
	struct calendar_hours hours;
	char text[CALENDAR_PERIOD_BYTES];
	int64_t day;

	calendar_builder_add_holidays(b, s, NULL);
	calendar_builder_free(b);
	if (calendar_parse(s, &cal, NULL) == 0) {
		struct slice written = calendar_format(arena, cal);

		must(calendar_parse(written, &again, NULL) == 0);
		must(slice_eq(calendar_format(arena, again), written));
		calendar_add_working_min(cal, 0, 1000);
		calendar_free(cal);
		calendar_free(again);
	}
	if (calendar_period_parse(s, &period) == 0)
		must(slice_from(calendar_period_format(period, text), 0).len == 0);
	calendar_hours_parse(s, &hours);
	calendar_day_parse(s, &day);
	arena_free(arena);
	return 0;
}
