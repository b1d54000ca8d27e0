// SPDX-License-Identifier: Apache-2.0
// The season of the demonstration: its lists, and rows that add up to the figures of an account that a
// district gave of such a season. Each row is a case with its whole history, its words from season.json;
// always the same ones.
#include "cli/demo.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/macros.h"
#include "calendar/calendar.h"
#include "service/cases.h"
#include "service/seasons.h"
#include "service/service.h"
#include "json/reader.h"

#include <inttypes.h>

#define FILE_BYTES_MAX (1024 * 1024)
#define TEXT_BYTES_MAX 4000
#define STEPS	       6
#define FIRST_NUMBER   500000 // of their codes: between the matters' and the generated ones

struct words {
	struct slice title, text, answer, unit, by, doer;
};

// So many cases of one list from one source.
struct batch {
	const char *programme;
	const char *words; // member of season.json
	enum case_kind kind;
	enum case_channel channel;
	int64_t count, open; // open: the last so many are still in hand
};

// 455 + 1,034 = 1,489 needs, of which 449 + 1,001 = 1,450 are concluded and 6 + 33 = 39 are not; 135
// problems, 24 of them left; 97 things fixed as found.
static const struct batch batches[] = {
	{"enterprise-needs", "needs", CASE_KIND_ENTERPRISE_NEED, CASE_CHANNEL_LIAISON_VISIT, 455, 6},
	{"enterprise-needs", "needs", CASE_KIND_ENTERPRISE_NEED, CASE_CHANNEL_UNIT, 1034, 33},
	{"rectification", "problems", CASE_KIND_PROBLEM, CASE_CHANNEL_INSPECTION, 135, 24},
	{"fix-as-found", "fixes", CASE_KIND_PROBLEM, CASE_CHANNEL_INSPECTION, 97, 5},
};

static const struct programme programmes[] = {
	{.code = SLICE("enterprise-needs"),
		.kind = PROGRAMME_KIND_ENTERPRISE_NEEDS,
		.name_zh = SLICE("企业需求和意见建议"),
		.name_en = SLICE("Needs of enterprises"),
		.owner_zh = SLICE("工业和信息化局"),
		.owner_en = SLICE("Industry and Information Technology Department")},
	{.code = SLICE("rectification"),
		.kind = PROGRAMME_KIND_RECTIFICATION,
		.name_zh = SLICE("重点问题整改"),
		.name_en = SLICE("Key problems to be put right"),
		.owner_zh = SLICE("整改工作专班"),
		.owner_en = SLICE("Rectification working group")},
	{.code = SLICE("fix-as-found"),
		.kind = PROGRAMME_KIND_FIX_AS_FOUND,
		.name_zh = SLICE("即知即改清单"),
		.name_en = SLICE("Fixed as found"),
		.owner_zh = SLICE("区级各班子"),
		.owner_en = SLICE("The district's leading bodies")},
};

struct seasoning {
	struct demo *demo;
	struct arena *arena; // of the words
	struct arena *one;   // of one case
	struct json_value root;
	int64_t first_day, number;
	struct err *err;
};

// ---- The season and its lists

static struct slice text_of(const struct json_value *object, const char *name)
{
	const struct json_value *value = json_value_get(object, name);

	return value && value->type == JSON_VALUE_TEXT ? value->text : SLICE("");
}

static const struct json_value *array_of(const struct seasoning *s, const char *name, size_t least)
{
	const struct json_value *value = json_value_get(&s->root, name);

	must(value && value->type == JSON_VALUE_ARRAY && value->count >= least);
	return value;
}

static void fill_plan(const struct seasoning *s, struct season_plan *plan)
{
	const struct json_value *stages = array_of(s, "stages", SEASON_STAGES),
				*steps = array_of(s, "steps", SEASON_STEPS);

	for (size_t i = 0; i < SEASON_STAGES; i++)
		plan->stages[i] = (struct season_stage){text_of(&stages->items[i], "from"),
			text_of(&stages->items[i], "to"), text_of(&stages->items[i], "zh"),
			text_of(&stages->items[i], "en")};
	for (size_t i = 0; i < SEASON_STEPS; i++)
		plan->steps[i] = steps->items[i].text;
}

static int add_lists(struct seasoning *s)
{
	const struct district *d = s->demo->district;
	struct season_request request = {
		.jurisdiction_id = s->demo->ref->jurisdiction_id,
		.command_id = SLICE("demo:season"),
		.request = SLICE("season"),
		.season =
			{
				.code = SLICE("2019-autumn"),
				.name_zh = SLICE("秋季大走访"),
				.name_en = SLICE("Autumn season of listening"),
				.starts_on = d->season_starts_on,
				.ends_on = SLICE("2019-11-30"),
				.is_public = true,
			},
	};
	int64_t season_id;
	int r;

	fill_plan(s, &request.season.plan);
	r = seasons_run(s->demo->service, s->demo->conn, &request, s->err);
	season_id = request.id;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(programmes); i++) {
		request.command_id = slice_of(arena_printf(s->arena, "demo:list:%zu", i));
		request.request = request.command_id;
		request.is_programme = true;
		request.programme = programmes[i];
		request.programme.season_id = season_id;
		request.programme.starts_on = d->season_starts_on;
		request.programme.ends_on = SLICE("2019-11-30");
		request.programme.is_public = true;
		r = seasons_run(s->demo->service, s->demo->conn, &request, s->err);
	}
	return r;
}

int demo_season_lists(struct demo *demo, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct seasoning s = {.demo = demo, .arena = arena, .err = err};
	struct slice bytes;
	int r;

	r = files_get(demo->files, arena, "season.json", FILE_BYTES_MAX, &bytes, err);
	if (r == 0)
		r = json_read(bytes, &(const struct json_limits){FILE_BYTES_MAX, 6}, arena, &s.root, err);
	return r == 0 ? add_lists(&s) : r;
}

// ---- Rows

// A text with the place put into it.
static struct slice with_place(struct seasoning *s, struct slice text, struct slice place)
{
	struct slice mark = SLICE("{place}");
	ptrdiff_t at = slice_find(text, mark);
	struct buf out = buf_in(s->one);

	if (at < 0)
		return text;
	buf_put(&out, text.ptr, (size_t)at);
	buf_put_slice(&out, place);
	buf_put_slice(&out, slice_sub(text, (size_t)at + mark.len, text.len - (size_t)at - mark.len));
	return buf_slice(&out);
}

static struct words words_of(struct seasoning *s, const struct batch *batch, int64_t index)
{
	const struct json_value *all = array_of(s, batch->words, 1), *places = array_of(s, "places", 1);
	const struct json_value *one = &all->items[(size_t)index % all->count];
	struct slice place = places->items[(size_t)(index / (int64_t)all->count) % places->count].text;

	return (struct words){with_place(s, text_of(one, "title"), place),
		with_place(s, text_of(one, "text"), place), text_of(one, "answer"), text_of(one, "unit"),
		text_of(one, "by"), text_of(one, "do")};
}

// Each step so many working hours after the one before, by a number that is always the same.
static int64_t time_of(struct seasoning *s, const struct batch *batch, int64_t index, size_t step)
{
	static const int64_t after_days[STEPS] = {0, 0, 1, 1, 4, 5};
	static const int minutes[STEPS] = {9 * 60, 10 * 60, 11 * 60, 15 * 60, 10 * 60, 16 * 60};
	int64_t day =
		s->first_day + 5 + index * 60 / batch->count + after_days[step] + (step > 3 ? index % 3 : 0);

	return calendar_next_working_at(s->demo->ref->calendar,
		calendar_at(s->demo->ref->calendar, day, minutes[step] + (int)(index % 50)));
}

static void fill_receive(struct seasoning *s, const struct batch *batch, const struct words *words,
	const struct programme *programme, struct case_request *request)
{
	request->command.receive = (struct case_receive){
		.channel = batch->channel,
		.kind = batch->kind,
		.programme_id = programme->id,
		.title = words->title,
		.text = words->text,
		.has_consent = true,
		.language = SLICE("zh-CN"),
	};
	request->fixed_code = demo_code(s->one, FIRST_NUMBER + s->number);
}

static void fill_step(struct seasoning *s, const struct words *words, const struct ref_unit *unit,
	size_t step, struct case_request *request)
{
	static const enum case_command_type types[STEPS] = {CASE_COMMAND_RECEIVE, CASE_COMMAND_RELEASE,
		CASE_COMMAND_ASSIGN, CASE_COMMAND_ACCEPT, CASE_COMMAND_ANSWER, CASE_COMMAND_CLOSE};
	const struct slice by[STEPS] = {
		words->by, SLICE("intake-2"), SLICE("intake-2"), words->doer, words->doer, SLICE("intake-3")};

	request->jurisdiction_id = s->demo->ref->jurisdiction_id;
	request->officer_id = demo_officer(s->demo, by[step]);
	request->arena = s->one;
	request->command.type = types[step];
	if (step == 1)
		request->command.release = (struct case_release){.extent = RELEASE_EXTENT_WORDS,
			.public_title = words->title,
			.public_text = words->text};
	else if (step == 2)
		request->command.assign = (struct case_assign){.unit_id = unit->id};
	else if (step == 4)
		request->command.answer =
			(struct case_answer){.text = words->answer, .public_text = words->answer};
	else if (step == 5)
		request->command.close.outcome = CASE_OUTCOME_DONE;
}

static int add_case(
	struct seasoning *s, const struct batch *batch, const struct programme *programme, int64_t index)
{
	struct case_request steps[STEPS] = {0};
	struct words words = words_of(s, batch, index);
	const struct ref_unit *unit = reference_unit_by_code(s->demo->ref, words.unit);
	size_t count = index >= batch->count - batch->open ? 4 : STEPS;
	int r;

	if (!unit)
		return err_set(s->err, ERR_INVALID, "season.json: no unit %.*s", SLICE_ARG(words.unit));
	for (size_t i = 0; i < count; i++) {
		fill_step(s, &words, unit, i, &steps[i]);
		steps[i].at_us = time_of(s, batch, index, i);
	}
	fill_receive(s, batch, &words, programme, &steps[0]);
	steps[0].command_id = slice_of(arena_printf(s->one, "demo:season:%06" PRId64, s->number));
	steps[0].request = steps[0].command_id;
	r = cases_run_history(s->demo->service, s->demo->conn, steps, count, s->err);
	if (r < 0)
		err_prefix(s->err, "%s %" PRId64 ": ", batch->words, index);
	return r;
}

static int add_batch(struct seasoning *s, const struct batch *batch)
{
	const struct programme *programme =
		reference_programme_by_code(s->demo->ref, slice_of(batch->programme));
	int r = 0;

	must(programme);
	for (int64_t i = 0; r == 0 && i < batch->count; i++) {
		arena_reset(s->one);
		s->number++;
		r = add_case(s, batch, programme, i);
	}
	return r;
}

int demo_season_rows(struct demo *demo, int64_t *ret_count, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	CLEANUP(arena_freep) struct arena *one = arena_new();
	struct seasoning s = {.demo = demo, .arena = arena, .one = one, .err = err};
	struct slice bytes;
	int r;

	if (calendar_day_parse(demo->district->season_starts_on, &s.first_day) < 0)
		return err_set(err, ERR_INVALID, "jurisdiction.json: season.starts_on: a date as 2026-11-23");
	r = files_get(demo->files, arena, "season.json", FILE_BYTES_MAX, &bytes, err);
	if (r == 0)
		r = json_read(bytes, &(const struct json_limits){FILE_BYTES_MAX, 6}, arena, &s.root, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(batches); i++)
		r = add_batch(&s, &batches[i]);
	if (r == 0)
		*ret_count = s.number;
	return r;
}
