// SPDX-License-Identifier: Apache-2.0
// The raiser's clocks, and what moves them: a pause (waiting), an extension. Pure; times are microseconds
// UTC, 0 is "no such clock".
#ifndef YIDAN_DOMAIN_CASE_CLOCK_H
#define YIDAN_DOMAIN_CASE_CLOCK_H

#include "calendar/calendar.h"

struct case_pause {
	int64_t from_us, to_us;
};

struct case_clocks {
	int64_t contact_by_us, reply_by_us, solve_by_us;
};

// A deadline after a pause: as much working time is left at its end as was at its beginning. One that had
// passed before the pause began stays.
int64_t case_deadline_paused(const struct calendar *calendar, int64_t deadline_us, struct case_pause pause);
struct case_clocks case_clocks_paused(
	const struct calendar *calendar, struct case_clocks clocks, struct case_pause pause);

// The last of the clocks, to solve or else to reply; 0: neither is set.
int64_t case_clocks_last(struct case_clocks clocks);
// The last one is not before this; the others stay.
struct case_clocks case_clocks_extended(struct case_clocks clocks, int64_t until_us);

#endif
