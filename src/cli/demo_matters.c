// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_matters.h"

#include "json/reader.h"

#include <math.h>

#define MATTERS_BYTES_MAX (16 * 1024 * 1024)
#define MATTERS_MAX	  10000
#define STEPS_MAX	  32
#define TEXT_BYTES_MAX	  40000

static enum case_command_type command_named(struct json_fields *f, struct slice name)
{
	for (int type = 0; type < CASE_COMMAND_COUNT; type++) {
		if (slice_eq_cstr(name, case_command_name((enum case_command_type)type)))
			return (enum case_command_type)type;
	}
	json_fields_refuse(f, "do", "no such step");
	return CASE_COMMAND_RECEIVE;
}

static int minutes_of(struct json_fields *f, struct slice text)
{
	struct slice hour, minute;
	uint64_t h = 0, m = 0;

	if (!slice_cut(text, ':', &hour, &minute) || !slice_parse_u64(hour, &h) ||
		!slice_parse_u64(minute, &m) || h > 23 || m > 59)
		json_fields_refuse(f, "time", "HH:MM");
	return (int)(h * 60 + m);
}

static void read_when(struct json_fields *f, struct matter_step *step)
{
	if (json_fields_int(f, "before_min", JSON_OPTIONAL, 0, 100000, &step->number)) {
		step->when = MATTER_BEFORE;
		return;
	}
	step->when = json_fields_int(f, "workday", JSON_OPTIONAL, -1000, -1, &step->number) ? MATTER_WORKDAY
											    : MATTER_DAY;
	if (step->when == MATTER_DAY)
		(void)json_fields_int(f, "day", JSON_REQUIRED, 0, 10000, &step->number);
	step->time_min = minutes_of(f, json_fields_text(f, "time", JSON_REQUIRED, 5));
}

static int read_step(
	struct arena *arena, const struct json_value *value, struct matter_step *step, struct err *err)
{
	struct slice reason_code, outcome;
	struct json_fields f;

	json_fields_init(&f, value, "steps", arena);
	step->type = command_named(&f, json_fields_text(&f, "do", JSON_REQUIRED, 20));
	step->by = json_fields_text(&f, "by", JSON_OPTIONAL, 48);
	read_when(&f, step);
	step->to = json_fields_text(&f, "to", JSON_OPTIONAL, 48);
	step->note = json_fields_text(&f, "note", JSON_OPTIONAL, TEXT_BYTES_MAX);
	step->reason = json_fields_text(&f, "reason", JSON_OPTIONAL, TEXT_BYTES_MAX);
	step->text = json_fields_text(&f, "text", JSON_OPTIONAL, TEXT_BYTES_MAX);
	step->public_reason = json_fields_text(&f, "public_reason", JSON_OPTIONAL, TEXT_BYTES_MAX);
	reason_code = json_fields_text(&f, "reason_code", JSON_OPTIONAL, 40);
	outcome = json_fields_text(&f, "outcome", JSON_OPTIONAL, 40);
	if (reason_code.len && !return_reason_parse(reason_code, &step->reason_code))
		json_fields_refuse(&f, "reason_code", "no such reason");
	if (outcome.len && !case_outcome_parse(outcome, &step->outcome))
		json_fields_refuse(&f, "outcome", "no such outcome");
	return json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
}

static void read_point(struct json_fields *f, struct matter *matter)
{
	double lat = 0, lon = 0;
	bool has_lat = json_fields_double(f, "lat", JSON_OPTIONAL, -90, 90, &lat);

	matter->has_point = json_fields_double(f, "long", JSON_OPTIONAL, -180, 180, &lon) && has_lat;
	matter->point = (struct point_e7){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
}

static int read_contact(
	struct arena *arena, struct json_fields *matter_fields, struct matter *matter, struct err *err)
{
	const struct json_value *contact = json_fields_object(matter_fields, "contact", JSON_OPTIONAL);
	struct json_fields f;

	if (!contact)
		return 0;
	json_fields_init(&f, contact, "contact", arena);
	matter->name = json_fields_text(&f, "name", JSON_OPTIONAL, 240);
	matter->phone = json_fields_text(&f, "phone", JSON_OPTIONAL, 32);
	matter->email = json_fields_text(&f, "email", JSON_OPTIONAL, 254);
	return json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
}

static int read_lists(struct arena *arena, struct json_fields *f, struct matter *matter, struct err *err)
{
	const struct json_value *photos = json_fields_array(f, "photos", JSON_REQUIRED, LIMIT_FILES);
	const struct json_value *steps = json_fields_array(f, "steps", JSON_REQUIRED, STEPS_MAX);
	int r = 0;

	for (size_t i = 0; photos && i < photos->count; i++) {
		if (photos->items[i].type != JSON_VALUE_TEXT)
			json_fields_refuse(f, "photos", "names of files");
		else
			matter->photos[matter->photo_count++] = photos->items[i].text;
	}
	if (!steps)
		return 0;
	matter->steps = ARENA_ARRAY(arena, struct matter_step, steps->count);
	for (size_t i = 0; r == 0 && i < steps->count; i++)
		r = read_step(arena, &steps->items[i], &matter->steps[i], err);
	matter->step_count = steps->count;
	if (r == 0 && (steps->count == 0 || matter->steps[0].type != CASE_COMMAND_RECEIVE))
		json_fields_refuse(f, "steps", "the first is `receive`");
	return r;
}

static int read_matter(
	struct arena *arena, const struct json_value *value, struct matter *matter, struct err *err)
{
	struct json_fields f;
	int r;

	json_fields_init(&f, value, "", arena);
	(void)json_fields_int(&f, "n", JSON_REQUIRED, 1, 1000000, &matter->number);
	if (!case_kind_parse(json_fields_text(&f, "kind", JSON_REQUIRED, 20), &matter->kind))
		json_fields_refuse(&f, "kind", "no such kind");
	matter->title = json_fields_text(&f, "title", JSON_REQUIRED, TEXT_BYTES_MAX);
	matter->text = json_fields_text(&f, "text", JSON_REQUIRED, TEXT_BYTES_MAX);
	matter->category = json_fields_text(&f, "category", JSON_REQUIRED, 48);
	matter->area = json_fields_text(&f, "area", JSON_OPTIONAL, 48);
	matter->address = json_fields_text(&f, "address", JSON_OPTIONAL, 800);
	matter->about = json_fields_text(&f, "about", JSON_OPTIONAL, 48);
	matter->language = json_fields_text(&f, "language", JSON_REQUIRED, 16);
	matter->has_consent = json_fields_bool(&f, "consent", false);
	matter->is_secret = slice_eq(json_fields_text(&f, "identity", JSON_REQUIRED, 16), SLICE("secret"));
	read_point(&f, matter);
	// what later versions will load
	(void)json_fields_text(&f, "channel", JSON_OPTIONAL, 16);
	// "none" is on neither list
	(void)raiser_solved_parse(json_fields_text(&f, "solved", JSON_OPTIONAL, 16), &matter->solved);
	(void)raiser_satisfied_parse(
		json_fields_text(&f, "satisfied", JSON_OPTIONAL, 16), &matter->satisfied);
	r = read_contact(arena, &f, matter, err);
	if (r == 0)
		r = read_lists(arena, &f, matter, err);
	return r == 0 ? json_fields_end(&f, JSON_UNKNOWN_REFUSED, err) : r;
}

// The list of matters in a file; its items live in the arena.
static int read_list(const struct files *files, struct arena *arena, const char *file, struct json_value *ret,
	struct err *err)
{
	const struct json_limits limits = {.max_bytes = MATTERS_BYTES_MAX, .max_depth = 6};
	const struct json_value *list;
	struct json_value root;
	struct slice text;
	int r;

	r = files_get(files, arena, file, MATTERS_BYTES_MAX, &text, err);
	if (r < 0)
		return r;
	r = json_read(text, &limits, arena, &root, err);
	if (r < 0)
		return r;
	list = json_value_get(&root, "cases");
	if (!list || list->type != JSON_VALUE_ARRAY || list->count > MATTERS_MAX)
		return err_set(err, ERR_INVALID, "an object with a list `cases`");
	*ret = *list;
	return 0;
}

int matters_read(const struct files *files, struct arena *arena, const char *file, struct matter **ret,
	size_t *ret_count, struct err *err)
{
	struct json_value list = {0};
	struct matter *matters;
	int r;

	r = read_list(files, arena, file, &list, err);
	if (r < 0) {
		err_prefix(err, "%s: ", files_name(files, arena, file));
		return r;
	}
	matters = ARENA_ARRAY(arena, struct matter, list.count);
	for (size_t i = 0; i < list.count; i++) {
		r = read_matter(arena, &list.items[i], &matters[i], err);
		if (r < 0) {
			err_prefix(err, "%s: matter %zu: ", files_name(files, arena, file), i + 1);
			return r;
		}
	}
	*ret = matters;
	*ret_count = list.count;
	return 0;
}
