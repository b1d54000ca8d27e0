// SPDX-License-Identifier: Apache-2.0
#include "domain/draw.h"

#include "base/clock.h"
#include "domain/officer.h"
#include "domain/standing.h"

bool draw_may_announce(int64_t roles)
{
	return (roles & (ROLE_SUPERVISOR | ROLE_LEADER)) != 0;
}

bool draw_may_see(int64_t roles)
{
	return standing_is_for(roles);
}

enum draw_refusal draw_check(int64_t roles, const struct draw_wish *wish, int64_t now_us)
{
	if (!draw_may_announce(roles))
		return DRAW_NOT_FOR_YOU;
	if (wish->from_us >= wish->until_us)
		return DRAW_PERIOD_EMPTY;
	if (wish->until_us - wish->from_us > DRAW_DAYS * US_PER_DAY)
		return DRAW_PERIOD_TOO_LONG;
	if (wish->until_us > now_us)
		return DRAW_PERIOD_NOT_OVER;
	if (wish->most < 1 || wish->most > DRAW_MOST)
		return DRAW_SIZE;
	if (wish->about_chars == 0)
		return DRAW_ABOUT_MISSING;
	return wish->about_chars > DRAW_ABOUT_MAX ? DRAW_ABOUT_TOO_LONG : DRAW_ALLOWED;
}
