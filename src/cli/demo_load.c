// SPDX-License-Identifier: Apache-2.0
// Walks the steps of each matter through cases_run.
#include "cli/demo.h"

#include "base/clock.h"
#include "calendar/calendar.h"
#include "cli/demo_matters.h"
#include "pictures/pictures.h"
#include "service/attachments.h"
#include "service/cases.h"
#include "service/service.h"
#include "text/mask.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PHOTO_BYTES_MAX (8 * 1024 * 1024)

struct loading {
	struct demo *demo;
	struct arena *arena; // of one matter
	int64_t season_day;
	struct err *err;
};

int64_t demo_officer(const struct demo *demo, struct slice login)
{
	for (size_t i = 0; i < demo->district->setup.officer_count; i++) {
		if (slice_eq(demo->district->officers[i].login, login))
			return demo->officer_ids[i];
	}
	return 0;
}

const struct ref_area *demo_area(const struct demo *demo, struct slice code)
{
	for (size_t i = 0; i < demo->ref->area_count; i++) {
		const struct ref_area *area = &demo->ref->areas[i];

		if (strcmp(area->tree, "admin") == 0 && slice_eq_cstr(code, area->code))
			return area;
	}
	return NULL;
}

static int64_t time_of(const struct loading *l, const struct matter_step *step)
{
	const struct calendar *calendar = l->demo->ref->calendar;
	int64_t today = calendar_day_of(calendar, l->demo->now_us);

	switch (step->when) {
	case MATTER_DAY:
		return calendar_at(calendar, l->season_day + step->number, step->time_min);
	case MATTER_WORKDAY:
		return calendar_at(
			calendar, calendar_add_working_days(calendar, today, step->number), step->time_min);
	case MATTER_BEFORE:
		break;
	}
	return l->demo->now_us - step->number * US_PER_MINUTE;
}

struct slice demo_code(struct arena *arena, int64_t number)
{
	// a step through all codes that is no multiple of 23: no two numbers get the same one
	const uint64_t all = UINT64_C(78310985281), step = UINT64_C(48398850529); // 23^8
	uint64_t place = (uint64_t)((unsigned __int128)(uint64_t)number * step % all);
	uint8_t random[CASE_CODE_RANDOM_BYTES];
	char *code = arena_alloc(arena, CASE_CODE_BYTES);

	for (int i = CASE_CODE_RANDOM_BYTES - 1; i >= 0; i--, place >>= 8)
		random[i] = (uint8_t)place;
	return slice_of(case_code_from_random(random, code));
}

// ---- Photos

static int store_photo(struct loading *l, struct slice name, int64_t at_us, struct event_file *ret)
{
	enum picture_refusal refusal;
	struct picture picture;
	struct attachment stored;
	struct slice bytes;
	int64_t id = service_next_id(l->demo->service), jurisdiction_id = l->demo->ref->jurisdiction_id;
	int r;

	r = files_get(l->demo->files, l->arena, arena_printf(l->arena, "photos/%.*s", SLICE_ARG(name)),
		PHOTO_BYTES_MAX, &bytes, l->err);
	if (r == 0)
		r = picture_make(l->demo->picture_program, bytes, l->arena,
			clock_monotonic_us() + PICTURE_TIME_US, &picture, &refusal, l->err);
	if (r == 0)
		r = attachments_store(l->demo->conn, jurisdiction_id, id, picture.full, picture.thumb,
			SLICE(PICTURE_MEDIA_TYPE), picture.width, picture.height, at_us, l->err);
	if (r == 0)
		r = attachments_load(l->demo->conn, l->arena, jurisdiction_id, id, &stored, l->err);
	if (r < 0)
		return r;
	ret->id = id;
	ret->type = FILE_TYPE_JPEG;
	memcpy(ret->sha256, stored.sha256, sizeof(ret->sha256));
	return 0;
}

static int store_photos(struct loading *l, const struct matter *matter, int64_t at_us,
	struct event_file **ret, size_t *ret_count)
{
	struct event_file *files = ARENA_ARRAY(l->arena, struct event_file, LIMIT_FILES);
	int r = 0;

	*ret = files;
	*ret_count = l->demo->picture_program ? matter->photo_count : 0;
	for (size_t i = 0; r == 0 && i < *ret_count; i++)
		r = store_photo(l, matter->photos[i], at_us, &files[i]);
	return r;
}

// ---- Commands

static int64_t unit_id(const struct demo *demo, struct slice code)
{
	const struct ref_unit *unit = reference_unit_by_code(demo->ref, code);

	return unit ? unit->id : 0;
}

static void set_receive(const struct demo *demo, struct arena *arena, const struct matter *matter,
	const struct event_file *files, size_t file_count, struct case_request *request)
{
	const struct ref_category *category = reference_category_by_code(demo->ref, matter->category);
	const struct ref_area *area = demo_area(demo, matter->area);

	request->command.receive = (struct case_receive){
		.channel = CASE_CHANNEL_PORTAL,
		.kind = matter->kind,
		.category_id = category ? category->id : 0,
		.title = matter->title,
		.text = matter->text,
		.address = matter->address,
		.has_point = matter->has_point,
		.point = matter->point,
		.is_secret = matter->is_secret,
		.has_consent = matter->has_consent,
		.language = matter->language,
		.about_unit_id = unit_id(demo, matter->about),
		.files = files,
		.file_count = file_count,
		.name = matter->name,
		.phone = matter->phone,
		.email = matter->email,
	};
	request->fixed_code = demo_code(arena, matter->number);
	request->place_area_id = area ? area->id : 0;
}

void demo_set_command(const struct demo *demo, struct arena *arena, const struct matter *matter,
	const struct matter_step *step, const struct event_file *files, size_t file_count,
	struct case_request *request)
{
	struct case_command *command = &request->command;

	command->type = step->type;
	switch (step->type) {
	case CASE_COMMAND_RECEIVE:
		set_receive(demo, arena, matter, files, file_count, request);
		break;
	case CASE_COMMAND_RELEASE:
		command->release = (struct case_release){
			.extent = RELEASE_EXTENT_WORDS,
			.public_title = text_mask(arena, matter->title).text,
			.public_text = text_mask(arena, matter->text).text,
			.files = files,
			.file_count = file_count,
		};
		break;
	case CASE_COMMAND_ASSIGN:
		command->assign =
			(struct case_assign){.unit_id = unit_id(demo, step->to), .note = step->note};
		break;
	case CASE_COMMAND_RETURN:
		command->return_ =
			(struct case_return){.reason_code = step->reason_code, .reason = step->reason};
		break;
	case CASE_COMMAND_ANSWER:
		command->answer = (struct case_answer){
			.text = step->text, .public_text = text_mask(arena, step->text).text};
		break;
	case CASE_COMMAND_CLOSE:
		command->close =
			(struct case_close){.outcome = step->outcome, .public_reason = step->public_reason};
		break;
	case CASE_COMMAND_CLASSIFY:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_ERASE:
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_DECLINE:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ORDER:
	case CASE_COMMAND_ANSWER_ORDER:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
	case CASE_COMMAND_ALLOT ... CASE_COMMAND_END_SUPPORT:
	case CASE_COMMAND_LIST:
		break;
	}
}

// What the raiser says of it, on the day after it was closed.
static int load_word(struct loading *l, const struct matter *matter, struct slice code)
{
	const struct matter_step *last = &matter->steps[matter->step_count - 1];
	struct case_request request = {
		.jurisdiction_id = l->demo->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(l->arena, "demo:%" PRId64 ":word", matter->number)),
		.code = code,
		.at_us = time_of(l, last) + US_PER_DAY,
		.command = {.type = CASE_COMMAND_RATE,
			.rate = {.solved = matter->solved, .satisfied = matter->satisfied}},
		.arena = l->arena,
	};

	request.request = request.command_id;
	return cases_run(l->demo->service, l->demo->conn, &request, l->err);
}

static int load_matter(struct loading *l, const struct matter *matter)
{
	struct event_file *files;
	size_t file_count;
	struct slice code = {0};
	int r;

	r = store_photos(l, matter, time_of(l, &matter->steps[0]), &files, &file_count);
	for (size_t i = 0; r == 0 && i < matter->step_count; i++) {
		const struct matter_step *step = &matter->steps[i];
		struct case_request request = {
			.jurisdiction_id = l->demo->ref->jurisdiction_id,
			.command_id =
				slice_of(arena_printf(l->arena, "demo:%" PRId64 ":%zu", matter->number, i)),
			.code = code,
			.officer_id = demo_officer(l->demo, step->by),
			.at_us = time_of(l, step),
			.arena = l->arena,
		};

		demo_set_command(l->demo, l->arena, matter, step, files, file_count, &request);
		request.request = request.command_id;
		r = cases_run(l->demo->service, l->demo->conn, &request, l->err);
		if (r < 0)
			err_prefix(l->err, "matter %" PRId64 ", step %zu (%s): ", matter->number, i + 1,
				case_command_name(step->type));
		else if (i == 0)
			code = slice_of(arena_strdup(l->arena, request.result_code));
	}
	if (r == 0 && l->demo->with_words && matter->solved != RAISER_SOLVED_NONE &&
		matter->steps[matter->step_count - 1].type == CASE_COMMAND_CLOSE)
		r = load_word(l, matter, code);
	return r;
}

int demo_matters_load(struct demo *demo, int64_t *ret_count, struct err *err)
{
	static const char *const names[] = {"cases.json", "current.json"};
	CLEANUP(arena_freep) struct arena *all = arena_new();
	CLEANUP(arena_freep) struct arena *one = arena_new();
	struct loading l = {.demo = demo, .arena = one, .err = err};
	int64_t total = 0;
	int r = 0;

	if (calendar_day_parse(demo->district->season_starts_on, &l.season_day) < 0)
		return err_set(err, ERR_INVALID, "jurisdiction.json: season.starts_on: a date as 2026-11-23");
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(names); i++) {
		struct matter *matters;
		size_t count;

		r = matters_read(demo->files, all, names[i], &matters, &count, err);
		for (size_t k = 0; r == 0 && k < count; k++) {
			arena_reset(one);
			r = load_matter(&l, &matters[k]);
			total++;
		}
	}
	if (r == 0)
		*ret_count = total;
	return r;
}
