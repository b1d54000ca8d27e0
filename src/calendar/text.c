// SPDX-License-Identifier: Apache-2.0
// A calendar as JSON: the notices of holiday-cn in, a whole calendar in and out.
#include "calendar/internal.h"

#include "base/buf.h"
#include "json/reader.h"
#include "json/writer.h"

#include <string.h>

#define DEPTH_MAX      6
#define DAYS_MAX       20000
#define SPANS_MAX      64
#define WEEKDAYS       7
#define ZONE_BYTES     (CALENDAR_ZONE_NAME_BYTES - 1)
#define OFFSET_MAX_MIN (24 * 60 - 1)

// [{"name", "date", "isOffDay"}, …]
static int add_days(
	struct calendar_builder *b, const struct json_value *days, struct arena *arena, struct err *err)
{
	for (size_t i = 0; i < days->count; i++) {
		const struct json_value *off = json_value_get(&days->items[i], "isOffDay");
		struct json_fields f;
		struct slice name, date;
		int64_t day = 0;
		int r;

		json_fields_init(&f, &days->items[i], "", arena);
		name = json_fields_text(&f, "name", JSON_OPTIONAL, CALENDAR_NAME_BYTES - 1);
		date = json_fields_text(&f, "date", JSON_REQUIRED, CALENDAR_DAY_BYTES - 1);
		if (!f.field && calendar_day_parse(date, &day) < 0)
			json_fields_refuse(&f, "date", "must be a date like 2026-10-01");
		if (!off || off->type != JSON_VALUE_BOOL)
			json_fields_refuse(&f, "isOffDay", "must be true or false");
		r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
		if (r < 0) {
			err_prefix(err, "day %zu: ", i + 1);
			return r;
		}
		must(off); // refused above where it is missing
		calendar_builder_add_day(b, day, !off->boolean, name);
	}
	return 0;
}

int calendar_builder_add_holidays(struct calendar_builder *b, struct slice json, struct err *err)
{
	const struct json_limits limits = {CALENDAR_HOLIDAYS_BYTES_MAX, DEPTH_MAX};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct json_value *days;
	struct json_value root;
	struct json_fields f;
	int r;

	r = json_read(json, &limits, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	days = json_fields_array(&f, "days", JSON_REQUIRED, DAYS_MAX);
	r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	return r < 0 ? r : add_days(b, days, arena, err);
}

// "Asia/Shanghai" or "+08:00".
static int zone_from(struct slice text, struct calendar_zone **ret, struct err *err)
{
	char name[CALENDAR_ZONE_NAME_BYTES] = "";
	int minutes;

	if (text.len && (text.ptr[0] == '+' || text.ptr[0] == '-')) {
		if (calendar_minute_parse(slice_sub(text, 1, text.len), &minutes) < 0 ||
			minutes > OFFSET_MAX_MIN)
			return err_set(err, ERR_INVALID, "zone: must be a name or an offset like +08:00");
		*ret = calendar_zone_fixed(text.ptr[0] == '-' ? -minutes : minutes);
		return 0;
	}
	must(text.len < sizeof(name));
	if (text.len)
		memcpy(name, text.ptr, text.len);
	return calendar_zone_load(name, ret, err);
}

// {"from": "08:30", "to": "12:00"}
static void read_span(struct json_fields *f, int *ret_from, int *ret_to)
{
	struct slice from = json_fields_text(f, "from", JSON_REQUIRED, 5);
	struct slice to = json_fields_text(f, "to", JSON_REQUIRED, 5);

	*ret_from = *ret_to = 0;
	if (f->field)
		return;
	if (calendar_minute_parse(from, ret_from) < 0)
		json_fields_refuse(f, "from", "must be a time of day like 08:30");
	if (calendar_minute_parse(to, ret_to) < 0)
		json_fields_refuse(f, "to", "must be a time of day like 17:30");
}

// Adds to hours[weekday], or all to hours[0].
static int read_spans(const struct json_value *list, bool with_weekdays, struct arena *arena,
	struct calendar_hours *hours, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct json_value *weekdays = NULL;
		struct json_fields f;
		int from_min, to_min, r;

		json_fields_init(&f, &list->items[i], "", arena);
		read_span(&f, &from_min, &to_min);
		if (with_weekdays)
			weekdays = json_fields_array(&f, "weekdays", JSON_REQUIRED, WEEKDAYS);
		for (size_t w = 0; !f.field && w < (weekdays ? weekdays->count : 1); w++) {
			const struct json_value *weekday = weekdays ? &weekdays->items[w] : NULL;

			if (weekday && (weekday->type != JSON_VALUE_INT || weekday->integer < 1 ||
					       weekday->integer > WEEKDAYS))
				json_fields_refuse(
					&f, "weekdays", "must hold numbers from 1 (Monday) to 7 (Sunday)");
			else if (calendar_hours_add(&hours[weekday ? weekday->integer % WEEKDAYS : 0],
					 from_min, to_min) < 0)
				json_fields_refuse(&f, "from",
					"must be before its end, apart from other spans, eight a day");
		}
		r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
		if (r < 0) {
			err_prefix(err, "span %zu: ", i + 1);
			return r;
		}
	}
	return 0;
}

static int read_hours(struct calendar_builder *b, struct json_fields *f, struct arena *arena, struct err *err)
{
	const struct json_value *spans = json_fields_array(f, "working_hours", JSON_OPTIONAL, SPANS_MAX);
	const struct json_value *makeup =
		json_fields_array(f, "makeup_hours", JSON_OPTIONAL, CALENDAR_SPANS_MAX);
	struct calendar_hours hours[WEEKDAYS] = {0}, makeup_hours = {0};
	int r;

	if (spans && !f->field) {
		r = read_spans(spans, true, arena, hours, err);
		if (r < 0)
			return r;
		for (int weekday = CALENDAR_SUNDAY; weekday <= CALENDAR_SATURDAY; weekday++)
			calendar_builder_set_hours(b, (enum calendar_weekday)weekday, hours[weekday]);
		if (!calendar_builder_has_hours(b))
			json_fields_refuse(f, "working_hours", "must hold a span");
		// Who has said nothing of make-up days works on them as on the first day of the week that is
		// worked.
		for (int i = CALENDAR_MONDAY; i < CALENDAR_MONDAY + WEEKDAYS && !makeup_hours.count; i++)
			makeup_hours = hours[i % WEEKDAYS];
	}
	if (makeup && makeup->count && !f->field) {
		makeup_hours = (struct calendar_hours){0};
		r = read_spans(makeup, false, arena, &makeup_hours, err);
		if (r < 0)
			return r;
	}
	if (makeup_hours.count)
		calendar_builder_set_makeup_hours(b, makeup_hours);
	return 0;
}

static int read_calendar(struct calendar_builder *b, const struct json_value *root, struct arena *arena,
	int64_t *ret_version, struct err *err)
{
	const struct json_value *days;
	struct calendar_zone *zone;
	struct json_fields f;
	struct slice zone_name;
	int r;

	json_fields_init(&f, root, "", arena);
	json_fields_int(&f, "version", JSON_REQUIRED, 0, INT64_MAX, ret_version);
	zone_name = json_fields_text(&f, "zone", JSON_REQUIRED, ZONE_BYTES);
	days = json_fields_array(&f, "days", JSON_OPTIONAL, DAYS_MAX);
	r = read_hours(b, &f, arena, err);
	if (r < 0)
		return r;
	r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	if (r < 0)
		return r;
	r = zone_from(zone_name, &zone, err);
	if (r < 0)
		return r;
	calendar_builder_set_zone(b, zone);
	return days ? add_days(b, days, arena, err) : 0;
}

int calendar_parse(struct slice json, struct calendar **ret, struct err *err)
{
	const struct json_limits limits = {CALENDAR_TEXT_BYTES_MAX, DEPTH_MAX};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct calendar_builder *b;
	struct json_value root;
	int64_t version = 0;
	int r;

	r = json_read(json, &limits, arena, &root, err);
	if (r < 0) {
		err_prefix(err, "calendar: ");
		return r;
	}
	b = calendar_builder_new();
	r = read_calendar(b, &root, arena, &version, err);
	if (r < 0) {
		err_prefix(err, "calendar: ");
		calendar_builder_free(b);
		return r;
	}
	*ret = calendar_build(b, version);
	return 0;
}

static void write_minute(struct json_writer *w, const char *key, int minute)
{
	char text[8] = {(char)('0' + minute / 600), (char)('0' + minute / 60 % 10), ':',
		(char)('0' + minute % 60 / 10), (char)('0' + minute % 10)};

	json_writer_key(w, key);
	json_writer_cstr(w, text);
}

static void write_spans(struct json_writer *w, const struct calendar_hours *hours, int iso_weekday)
{
	for (int i = 0; i < hours->count; i++) {
		json_writer_object(w);
		if (iso_weekday) {
			json_writer_key(w, "weekdays");
			json_writer_array(w);
			json_writer_int(w, iso_weekday);
			json_writer_array_end(w);
		}
		write_minute(w, "from", hours->spans[i].from_min);
		write_minute(w, "to", hours->spans[i].to_min);
		json_writer_object_end(w);
	}
}

static void write_days(struct json_writer *w, const struct calendar *cal)
{
	char date[CALENDAR_DAY_BYTES];

	for (size_t i = 0; i < cal->count; i++) {
		json_writer_object(w);
		json_writer_key(w, "name");
		json_writer_cstr(w, cal->exceptions[i].name);
		json_writer_key(w, "date");
		json_writer_cstr(w, calendar_day_format(cal->exceptions[i].day, date));
		json_writer_key(w, "isOffDay");
		json_writer_bool(w, !cal->exceptions[i].is_working);
		json_writer_object_end(w);
	}
}

struct slice calendar_format(struct arena *arena, const struct calendar *cal)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "version");
	json_writer_int(&w, cal->version);
	json_writer_key(&w, "zone");
	json_writer_cstr(&w, cal->zone->name);
	json_writer_key(&w, "working_hours");
	json_writer_array(&w);
	for (int iso = 1; iso <= WEEKDAYS; iso++)
		write_spans(&w, &cal->weekdays[iso % WEEKDAYS], iso);
	json_writer_array_end(&w);
	json_writer_key(&w, "makeup_hours");
	json_writer_array(&w);
	write_spans(&w, &cal->makeup, 0);
	json_writer_array_end(&w);
	json_writer_key(&w, "days");
	json_writer_array(&w);
	write_days(&w, cal);
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}
