// SPDX-License-Identifier: Apache-2.0
#include "domain/figure_period.h"

#include "base/clock.h"
#include "calendar/calendar.h"

static int64_t first_of(int64_t year, int month)
{
	return clock_days_from_civil(year + (month - 1) / 12, (month - 1) % 12 + 1, 1);
}

static bool parse_year(struct slice text, int64_t *ret)
{
	return text.len == 4 && slice_parse_i64(text, ret) && *ret >= 1970 && *ret <= 9000;
}

static bool parse_months(int64_t year, int first, int count, int64_t *ret_first, int64_t *ret_last)
{
	*ret_first = first_of(year, first);
	*ret_last = first_of(year, first + count) - 1;
	return true;
}

bool figure_period_parse(struct slice text, int64_t *ret_first, int64_t *ret_last)
{
	struct slice head, tail;
	int64_t year, part;

	if (text.len == 22 && slice_eq(slice_sub(text, 10, 2), SLICE("..")))
		return calendar_day_parse(slice_sub(text, 0, 10), ret_first) == 0 &&
		       calendar_day_parse(slice_sub(text, 12, 10), ret_last) == 0 &&
		       *ret_first <= *ret_last && *ret_first >= 0;
	if (!slice_cut(text, '-', &head, &tail))
		return parse_year(text, &year) && parse_months(year, 1, 12, ret_first, ret_last);
	if (!parse_year(head, &year) || tail.len != 2)
		return false;
	if (tail.ptr[0] == 'Q' && tail.ptr[1] >= '1' && tail.ptr[1] <= '4')
		return parse_months(year, (tail.ptr[1] - '1') * 3 + 1, 3, ret_first, ret_last);
	return slice_parse_i64(tail, &part) && part >= 1 && part <= 12 &&
	       parse_months(year, (int)part, 1, ret_first, ret_last);
}
