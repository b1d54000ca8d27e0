// SPDX-License-Identifier: Apache-2.0
#include "service/season_plan.h"

#include "base/macros.h"
#include "json/canonical.h"
#include "json/reader.h"

#define TEXT_BYTES_MAX 8192
#define PLAN_LIMITS                                                                                          \
	&(const struct json_limits)                                                                          \
	{                                                                                                    \
		.max_bytes = 65536, .max_depth = 4                                                           \
	}

static void put(struct json_canonical *w, const char *key, struct slice text)
{
	json_canonical_key(w, key);
	json_canonical_text(w, text.ptr ? text : SLICE(""));
}

struct slice season_plan_format(struct arena *arena, const struct season_plan *plan)
{
	struct buf out = buf_in(arena);
	struct json_canonical w;

	json_canonical_init(&w, &out);
	json_canonical_object(&w);
	json_canonical_key(&w, "stages");
	json_canonical_array(&w);
	for (size_t i = 0; i < SEASON_STAGES; i++) {
		json_canonical_object(&w);
		put(&w, "from", plan->stages[i].from);
		put(&w, "target_en", plan->stages[i].target_en);
		put(&w, "target_zh", plan->stages[i].target_zh);
		put(&w, "to", plan->stages[i].to);
		json_canonical_object_end(&w);
	}
	json_canonical_array_end(&w);
	json_canonical_key(&w, "steps");
	json_canonical_array(&w);
	for (size_t i = 0; i < SEASON_STEPS; i++)
		json_canonical_text(&w, plan->steps[i].ptr ? plan->steps[i] : SLICE(""));
	json_canonical_array_end(&w);
	json_canonical_object_end(&w);
	// the rules saw to it that all of it is text
	must(json_canonical_finish(&w, NULL) == 0);
	return buf_slice(&out);
}

static int parse_stage(
	const struct json_value *value, struct arena *arena, struct season_stage *ret, struct err *err)
{
	struct json_fields f;

	json_fields_init(&f, value, "stages", arena);
	ret->from = json_fields_text(&f, "from", JSON_REQUIRED, 10);
	ret->to = json_fields_text(&f, "to", JSON_REQUIRED, 10);
	ret->target_zh = json_fields_text(&f, "target_zh", JSON_REQUIRED, TEXT_BYTES_MAX);
	ret->target_en = json_fields_text(&f, "target_en", JSON_REQUIRED, TEXT_BYTES_MAX);
	return json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
}

int season_plan_parse(struct slice text, struct arena *arena, struct season_plan *ret, struct err *err)
{
	const struct json_value *stages, *steps;
	struct season_plan plan = {0};
	struct json_value root;
	struct json_fields f;
	int r;

	r = json_read(text, PLAN_LIMITS, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	stages = json_fields_array(&f, "stages", JSON_REQUIRED, SEASON_STAGES);
	steps = json_fields_array(&f, "steps", JSON_REQUIRED, SEASON_STEPS);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	if (r < 0)
		return r;
	if (stages->count != SEASON_STAGES || steps->count != SEASON_STEPS)
		return err_set(err, ERR_INVALID, "the plan of a season has four stages and six steps");
	for (size_t i = 0; r == 0 && i < SEASON_STAGES; i++)
		r = parse_stage(&stages->items[i], arena, &plan.stages[i], err);
	for (size_t i = 0; r == 0 && i < SEASON_STEPS; i++) {
		if (steps->items[i].type != JSON_VALUE_TEXT)
			r = err_set(err, ERR_INVALID, "steps: days as text");
		plan.steps[i] = steps->items[i].text;
	}
	if (r == 0)
		*ret = plan;
	return r;
}
