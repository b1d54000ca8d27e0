// SPDX-License-Identifier: Apache-2.0
#include "domain/season.h"

#include "base/macros.h"
#include "calendar/calendar.h"
#include "domain/limits.h"
#include "domain/officer.h"

static const char *const stage_fields[SEASON_STAGES][4] = {
	{"stage_0_from", "stage_0_to", "stage_0_zh", "stage_0_en"},
	{"stage_1_from", "stage_1_to", "stage_1_zh", "stage_1_en"},
	{"stage_2_from", "stage_2_to", "stage_2_zh", "stage_2_en"},
	{"stage_3_from", "stage_3_to", "stage_3_zh", "stage_3_en"},
};
static const char *const step_fields[SEASON_STEPS] = {
	"step_0", "step_1", "step_2", "step_3", "step_4", "step_5"};

bool season_may_edit(uint32_t roles)
{
	return (roles & (ROLE_ADMIN | ROLE_LEADER)) != 0;
}

static void check_code(struct refusals *r, struct slice code)
{
	bool is_good = code.len > 0 && code.len <= LIMIT_LIST_CODE_BYTES && code.ptr[0] != '-';

	for (size_t i = 0; is_good && i < code.len; i++)
		is_good = (code.ptr[i] >= 'a' && code.ptr[i] <= 'z') ||
			  (code.ptr[i] >= '0' && code.ptr[i] <= '9') || code.ptr[i] == '-';
	if (!is_good)
		refusals_add_field(r, "code", REFUSAL_CODE_MALFORMED);
}

// A day that must be there; else its number is -1 and what is wrong was said.
static int64_t day_of(struct refusals *r, const char *field, struct slice day)
{
	int64_t number = -1;

	if (day.len == 0 || calendar_day_parse(day, &number) < 0) {
		refusals_add_field(r, field, REFUSAL_DATE_MALFORMED);
		return -1;
	}
	return number;
}

static void check_order(struct refusals *r, const char *field, int64_t from, int64_t to)
{
	if (from >= 0 && to >= 0 && to < from)
		refusals_add_field(r, field, REFUSAL_DAYS_REVERSED);
}

static void check_stage(
	struct refusals *r, const struct season_stage *stage, size_t i, int64_t first, int64_t last)
{
	const char *const *fields = stage_fields[i];
	int64_t from, to;

	check_text(r, fields[2], stage->target_zh, LIMIT_REASON_CHARS, REFUSAL_NONE);
	check_text(r, fields[3], stage->target_en, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (stage->from.len == 0 && stage->to.len == 0)
		return;
	from = day_of(r, fields[0], stage->from);
	to = day_of(r, fields[1], stage->to);
	check_order(r, fields[1], from, to);
	if (first < 0 || last < 0)
		return;
	if (from >= 0 && (from < first || from > last))
		refusals_add_field(r, fields[0], REFUSAL_DAY_OUTSIDE);
	if (to >= 0 && to > last)
		refusals_add_field(r, fields[1], REFUSAL_DAY_OUTSIDE);
}

void season_check(const struct season *season, struct refusals *ret)
{
	int64_t first, last, day;

	check_code(ret, season->code);
	check_line(ret, "name_zh", season->name_zh, LIMIT_NAME_CHARS, REFUSAL_TEXT_MISSING);
	check_line(ret, "name_en", season->name_en, LIMIT_NAME_CHARS, REFUSAL_NONE);
	first = day_of(ret, "starts_on", season->starts_on);
	last = day_of(ret, "ends_on", season->ends_on);
	check_order(ret, "ends_on", first, last);
	for (size_t i = 0; i < SEASON_STAGES; i++)
		check_stage(ret, &season->plan.stages[i], i, first, last);
	for (size_t i = 0; i < SEASON_STEPS; i++) {
		if (season->plan.steps[i].len == 0)
			continue;
		day = day_of(ret, step_fields[i], season->plan.steps[i]);
		if (day >= 0 && last >= 0 && day > last)
			refusals_add_field(ret, step_fields[i], REFUSAL_DAY_OUTSIDE);
	}
}

void programme_check(const struct programme *programme, bool has_season, bool has_unit, struct refusals *ret)
{
	int64_t first = -1, last = -1;

	check_code(ret, programme->code);
	check_line(ret, "name_zh", programme->name_zh, LIMIT_NAME_CHARS, REFUSAL_TEXT_MISSING);
	check_line(ret, "name_en", programme->name_en, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_line(ret, "owner_zh", programme->owner_zh, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_line(ret, "owner_en", programme->owner_en, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_text(ret, "plan", programme->plan, LIMIT_MESSAGE_CHARS, REFUSAL_NONE);
	if (programme->kind == PROGRAMME_KIND_NONE)
		refusals_add_field(ret, "kind", REFUSAL_CHOICE_MISSING);
	if (programme->season_id && !has_season)
		refusals_add_field(ret, "season", REFUSAL_CHOICE_MISSING);
	if (programme->unit_id && !has_unit)
		refusals_add_field(ret, "unit", REFUSAL_UNIT_UNKNOWN);
	if (programme->starts_on.len)
		first = day_of(ret, "starts_on", programme->starts_on);
	if (programme->ends_on.len)
		last = day_of(ret, "ends_on", programme->ends_on);
	check_order(ret, "ends_on", first, last);
}

int64_t season_step_elapsed(const struct season_plan *plan, size_t step)
{
	int64_t first = -1, day;

	must(step < SEASON_STEPS);
	for (size_t i = 0; i < SEASON_STEPS; i++) {
		if (plan->steps[i].len && calendar_day_parse(plan->steps[i], &day) == 0 &&
			(first < 0 || day < first))
			first = day;
	}
	if (plan->steps[step].len == 0 || calendar_day_parse(plan->steps[step], &day) < 0)
		return -1;
	return day - first;
}
