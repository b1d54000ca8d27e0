// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include "base/macros.h"
#include "templates/desk_draws.h"
#include "templates/public_draws.h"
#include "web/views_draws.h"

#define HEX "63bcb8f93c5d59f0a9a41e93b1b5f8f4a4a1f6c0a31aebe2d0a3f7d6c1e8b907"

static struct view_draw draw(int64_t number, bool is_made)
{
	return (struct view_draw){.number = number,
		.from_day = 20773,
		.last_day = 20787,
		.most = 20,
		.about = sample_text("11月下半月办结质量抽查", "Quality of what was closed in late November"),
		.announced_at = SAMPLE_NOW - SAMPLE_DAY,
		.made_at = is_made ? SAMPLE_NOW - SAMPLE_DAY + 4000000 : 0,
		.witness = SLICE(HEX),
		.tree_size = 41873,
		.population = 318,
		.picked = 20,
		.root = SLICE(HEX),
		.witness_signature = SLICE(HEX HEX),
		.seed = SLICE(HEX)};
}

static void all(struct html *h)
{
	const struct view_draw draws[] = {draw(2, false), draw(1, true)};
	struct view_draws v = {.page = sample_page("/draws"), .draws = draws, .count = ARRAY_LEN(draws)};

	page_draws(h, &v);
}

static void none(struct html *h)
{
	struct view_draws v = {.page = sample_page("/draws")};

	page_draws(h, &v);
}

static void one(struct html *h)
{
	const struct view_draw_case cases[] = {
		{SLICE("K7M-3FX-9PA"), CASE_STATE_CLOSED, RAISER_SOLVED_YES, true, false},
		{SLICE("M2D-8QT-4WC"), CASE_STATE_REOPENED, RAISER_SOLVED_NONE, false, true},
		{SLICE("R9P-5KB-2XE"), CASE_STATE_CLOSED, RAISER_SOLVED_NO, false, false},
	};
	struct view_draw_page v = {.page = sample_page("/draws/1"),
		.draw = draw(1, true),
		.cases = cases,
		.count = ARRAY_LEN(cases),
		.solved = 1,
		.unsolved = 1,
		.unanswered = 1,
		.address = SLICE("https://heting.example")};

	page_draw(h, &v);
}

static void waits(struct html *h)
{
	struct view_draw_page v = {.page = sample_page("/draws/2"), .draw = draw(2, false)};

	page_draw(h, &v);
}

static struct view_desk_draws desk_draws(void)
{
	static struct view_draw draws[2];

	draws[0] = draw(2, false);
	draws[1] = draw(1, true);
	return (struct view_desk_draws){.desk = sample_desk("/desk/draws", VIEW_QUEUE_NONE, true),
		.draws = draws,
		.count = ARRAY_LEN(draws),
		.can_announce = true,
		.command = SLICE("command"),
		.most = SLICE("20")};
}

static void desk(struct html *h)
{
	struct view_desk_draws v = desk_draws();

	v.announced = 2;
	page_desk_draws(h, &v);
}

static void desk_wrong(struct html *h)
{
	const struct view_error errors[] = {
		{"draw-about", sample_text("为了什么", "What for"),
			sample_text("请写明为了什么。", "Please say what it is for.")},
		{"draw-last", sample_text("到（含当天）", "to (this day included)"),
			sample_text("最晚到昨天。", "Yesterday at the latest.")}};
	struct view_desk_draws v = desk_draws();

	v.from = SLICE("2026-11-16");
	v.last = SLICE("2026-12-31");
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	page_desk_draws(h, &v);
}

const struct sample_page_entry sample_draw_pages[] = {
	{"draws", all},
	{"draws-none", none},
	{"draw", one},
	{"draw-waits", waits},
	{"desk-draws", desk},
	{"desk-draws-wrong", desk_wrong},
};
const size_t sample_draw_page_count = ARRAY_LEN(sample_draw_pages);
