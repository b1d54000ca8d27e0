// SPDX-License-Identifier: Apache-2.0
#include "domain/case_clock.h"

int64_t case_deadline_paused(const struct calendar *calendar, int64_t deadline_us, struct case_pause pause)
{
	if (deadline_us <= pause.from_us)
		return deadline_us;
	// What was left when it began, counted from its end, is the same as the pause's own working time
	// counted from the deadline.
	return calendar_add_working_us(
		calendar, deadline_us, calendar_working_us_between(calendar, pause.from_us, pause.to_us));
}

struct case_clocks case_clocks_paused(
	const struct calendar *calendar, struct case_clocks clocks, struct case_pause pause)
{
	return (struct case_clocks){
		case_deadline_paused(calendar, clocks.contact_by_us, pause),
		case_deadline_paused(calendar, clocks.reply_by_us, pause),
		case_deadline_paused(calendar, clocks.solve_by_us, pause),
	};
}

int64_t case_clocks_last(struct case_clocks clocks)
{
	return clocks.solve_by_us ? clocks.solve_by_us : clocks.reply_by_us;
}

struct case_clocks case_clocks_extended(struct case_clocks clocks, int64_t until_us)
{
	int64_t *last = clocks.solve_by_us ? &clocks.solve_by_us : &clocks.reply_by_us;

	if (*last && *last < until_us)
		*last = until_us;
	return clocks;
}
