// SPDX-License-Identifier: Apache-2.0
// TZif files and, where the bytes are none, the rule of a footer.
#include "calendar/internal.h"

#include "base/mem.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct calendar_zone *zone)
{
	struct calendar_builder *b = calendar_builder_new();
	struct calendar *cal;

	for (size_t i = 1; i < zone->count; i++)
		must(zone->changes[i - 1].at_us < zone->changes[i].at_us);
	calendar_builder_set_zone(b, zone);
	cal = calendar_build(b, 1);
	for (int64_t day = 0; day < 40000; day += 1234) {
		int64_t at_us = calendar_at(cal, day, 600);

		calendar_day_of(cal, at_us);
		must(calendar_add_working_min(cal, at_us, 480) >= at_us);
		must(calendar_add_working_min(cal, at_us, -480) <= at_us);
		must(calendar_deadline(cal, at_us, (struct calendar_period){CALENDAR_UNIT_DAY, 1}) > at_us);
	}
	calendar_free(cal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct calendar_zone *zone;

	if (calendar_zone_parse("fuzz", slice_from(data, size), &zone, NULL) == 0) {
		check(zone);
		return 0;
	}
	zone = calendar_zone_fixed(0);
	zone->changes = mem_zalloc_array(ZONE_RULE_CHANGES_MAX, sizeof(*zone->changes));
	if (zone_rule_apply(slice_from(data, size), zone) == 0)
		check(zone);
	else
		calendar_zone_free(zone);
	return 0;
}
