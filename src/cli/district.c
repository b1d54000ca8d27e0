// SPDX-License-Identifier: Apache-2.0
#include "cli/district.h"

#include "base/buf.h"
#include "calendar/calendar.h"
#include "json/reader.h"
#include "json/writer.h"

#include <string.h>

#define MAIN_FILE      "jurisdiction.json"
#define MAIN_BYTES_MAX (256 * 1024)
#define NAME_BYTES_MAX 240
#define LINE_BYTES_MAX 600
#define DEFAULT_ZONE   "Asia/Shanghai"
#define FIRST_YEAR     2000
#define LAST_YEAR      2099

struct reading {
	const struct files *files;
	struct arena *arena;
	struct district *d;
	struct err *err;
};

bool district_is_code(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return text.len > 0 && text.len <= DISTRICT_CODE_BYTES_MAX;
}

// ---- Calendar

// Notices of holidays by year: the operator's folder, or the ones that the program brings along.
static int add_holidays(
	struct reading *r, struct calendar_builder *builder, const struct files *files, const char *folder)
{
	int result = 0;

	for (int year = FIRST_YEAR; result == 0 && year <= LAST_YEAR; year++) {
		const char *name = arena_printf(r->arena, "%s/holiday-cn_%d.json", folder, year);
		struct slice text;

		result = files_get(files, r->arena, name, CALENDAR_HOLIDAYS_BYTES_MAX, &text, r->err);
		if (result == ERR_NOT_FOUND) {
			result = 0;
			continue;
		}
		if (result == 0)
			result = calendar_builder_add_holidays(builder, text, r->err);
		if (result < 0)
			err_prefix(r->err, "%s: ", files_name(files, r->arena, name));
	}
	return result;
}

static void add_span(struct json_fields *f, const struct json_value *weekdays, struct slice from,
	struct slice to, struct buf texts[7])
{
	for (size_t i = 0; weekdays && i < weekdays->count; i++) {
		const struct json_value *day = &weekdays->items[i];
		struct buf *text;

		if (day->type != JSON_VALUE_INT || day->integer < 1 || day->integer > 7) {
			json_fields_refuse(f, "weekdays", "1 = Monday to 7 = Sunday");
			return;
		}
		text = &texts[day->integer % 7];
		if (text->len)
			buf_put_byte(text, ' ');
		buf_put_slice(text, from);
		buf_put_byte(text, '-');
		buf_put_slice(text, to);
	}
}

static int read_hours(struct reading *r, const struct json_value *list, struct calendar_builder *builder)
{
	struct buf texts[7];
	int result = 0;

	for (int i = 0; i < 7; i++)
		texts[i] = buf_in(r->arena);
	for (size_t i = 0; result == 0 && i < list->count; i++) {
		struct json_fields f;
		const struct json_value *weekdays;
		struct slice from, to;

		json_fields_init(&f, &list->items[i], "working_hours", r->arena);
		weekdays = json_fields_array(&f, "weekdays", JSON_REQUIRED, 7);
		from = json_fields_text(&f, "from", JSON_REQUIRED, 5);
		to = json_fields_text(&f, "to", JSON_REQUIRED, 5);
		add_span(&f, weekdays, from, to, texts);
		result = json_fields_end(&f, JSON_UNKNOWN_REFUSED, r->err);
	}
	for (int i = 0; result == 0 && i < 7; i++) {
		struct calendar_hours hours;

		if (calendar_hours_parse(buf_slice(&texts[i]), &hours) < 0)
			return err_set(r->err, ERR_INVALID,
				"working_hours: %s is no time of one day, in order", buf_cstr(&texts[i]));
		calendar_builder_set_hours(builder, (enum calendar_weekday)i, hours);
	}
	return result;
}

static int fill_calendar(struct reading *r, struct calendar_builder *builder, struct slice zone_name,
	const struct json_value *hours, struct slice holidays, bool has_holidays)
{
	const struct files embedded = {0};
	struct calendar_zone *zone;
	int result;

	result = calendar_zone_load(
		zone_name.len ? arena_cstr(r->arena, zone_name) : DEFAULT_ZONE, &zone, r->err);
	if (result < 0)
		return err_set(r->err, ERR_INVALID, "time_zone: %s", arena_strdup(r->arena, r->err->message));
	calendar_builder_set_zone(builder, zone);
	if (hours)
		result = read_hours(r, hours, builder);
	if (result == 0 && !has_holidays)
		result = add_holidays(r, builder, &embedded, "../holidays");
	else if (result == 0 && holidays.len)
		result = add_holidays(r, builder, r->files, arena_cstr(r->arena, holidays));
	return result;
}

static int make_calendar(struct reading *r, struct slice zone, const struct json_value *hours,
	struct slice holidays, bool has_holidays, struct slice *ret)
{
	struct calendar_builder *builder = calendar_builder_new();
	struct calendar *calendar;
	int result;

	result = fill_calendar(r, builder, zone, hours, holidays, has_holidays);
	if (result < 0) {
		calendar_builder_free(builder);
		return result;
	}
	calendar = calendar_build(builder, 1);
	*ret = calendar_format(r->arena, calendar);
	calendar_free(calendar);
	return 0;
}

int district_default_calendar(struct arena *arena, struct slice *ret, struct err *err)
{
	struct reading r = {.arena = arena, .err = err};

	return make_calendar(&r, SLICE(""), NULL, SLICE(""), false, ret);
}

// ---- jurisdiction.json

static int read_words(struct reading *r, struct json_fields *root)
{
	const struct json_value *object = json_fields_object(root, "words", JSON_OPTIONAL);
	struct district *d = r->d;
	struct json_fields f;

	if (!object)
		return 0;
	json_fields_init(&f, object, "words", r->arena);
	d->portal[0] = json_fields_text(&f, "portal_zh", JSON_OPTIONAL, NAME_BYTES_MAX);
	d->portal[1] = json_fields_text(&f, "portal_en", JSON_OPTIONAL, NAME_BYTES_MAX);
	d->enterprise[0] = json_fields_text(&f, "enterprise_door_zh", JSON_OPTIONAL, NAME_BYTES_MAX);
	d->enterprise[1] = json_fields_text(&f, "enterprise_door_en", JSON_OPTIONAL, NAME_BYTES_MAX);
	return json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
}

static int read_contact(struct reading *r, struct json_fields *root)
{
	const struct json_value *object = json_fields_object(root, "contact", JSON_OPTIONAL);
	struct json_fields f;

	if (!object)
		return 0;
	json_fields_init(&f, object, "contact", r->arena);
	r->d->contact_line[0] = json_fields_text(&f, "line_zh", JSON_OPTIONAL, LINE_BYTES_MAX);
	r->d->contact_line[1] = json_fields_text(&f, "line_en", JSON_OPTIONAL, LINE_BYTES_MAX);
	return json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
}

static int read_map(struct reading *r, struct json_fields *root)
{
	const struct json_value *object = json_fields_object(root, "map", JSON_OPTIONAL);
	double *bounds = r->d->bounds;
	struct json_fields f;
	int result;

	if (!object)
		return 0;
	json_fields_init(&f, object, "map", r->arena);
	(void)json_fields_double(&f, "west", JSON_REQUIRED, -180, 180, &bounds[0]);
	(void)json_fields_double(&f, "south", JSON_REQUIRED, -90, 90, &bounds[1]);
	(void)json_fields_double(&f, "east", JSON_REQUIRED, -180, 180, &bounds[2]);
	(void)json_fields_double(&f, "north", JSON_REQUIRED, -90, 90, &bounds[3]);
	result = json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
	if (result == 0 && (bounds[0] >= bounds[2] || bounds[1] >= bounds[3]))
		result = err_set(r->err, ERR_INVALID, "map: west is less than east, south less than north");
	r->d->has_bounds = result == 0;
	return result;
}

static int read_season(struct reading *r, struct json_fields *root)
{
	const struct json_value *object = json_fields_object(root, "season", JSON_OPTIONAL);
	struct json_fields f;

	if (!object)
		return 0;
	json_fields_init(&f, object, "season", r->arena);
	r->d->season_starts_on = json_fields_text(&f, "starts_on", JSON_OPTIONAL, 10);
	return json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
}

static bool is_colour(struct slice text)
{
	if (text.len != 7 || text.ptr[0] != '#')
		return false;
	for (size_t i = 1; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			return false;
	}
	return true;
}

static int read_root(struct reading *r, const struct json_value *root)
{
	struct setup_jurisdiction *setup = &r->d->setup;
	const struct json_value *hours;
	struct slice zone, holidays;
	struct json_fields f;
	bool has_holidays;
	int result;

	json_fields_init(&f, root, "", r->arena);
	setup->slug = json_fields_text(&f, "slug", JSON_REQUIRED, DISTRICT_CODE_BYTES_MAX);
	setup->name_zh = json_fields_text(&f, "name_zh", JSON_REQUIRED, NAME_BYTES_MAX);
	setup->name_en = json_fields_text(&f, "name_en", JSON_REQUIRED, NAME_BYTES_MAX);
	setup->host = json_fields_text(&f, "address", JSON_OPTIONAL, 253);
	zone = json_fields_text(&f, "time_zone", JSON_OPTIONAL, 64);
	(void)json_fields_array(&f, "languages", JSON_OPTIONAL, 2);
	r->d->accent = json_fields_text(&f, "accent", JSON_OPTIONAL, 7);
	r->d->is_invented = json_fields_bool(&f, "invented", false);
	r->d->invented_words[0] = json_fields_text(&f, "invented_zh", JSON_OPTIONAL, LINE_BYTES_MAX);
	r->d->invented_words[1] = json_fields_text(&f, "invented_en", JSON_OPTIONAL, LINE_BYTES_MAX);
	r->d->password = json_fields_text(&f, "password", JSON_OPTIONAL, 256);
	hours = json_fields_array(&f, "working_hours", JSON_OPTIONAL, 32);
	has_holidays = json_fields_has(&f, "holidays");
	holidays = json_fields_text(&f, "holidays", JSON_OPTIONAL, 1024);
	result = read_words(r, &f);
	if (result == 0)
		result = read_contact(r, &f);
	if (result == 0)
		result = read_season(r, &f);
	if (result == 0)
		result = read_map(r, &f);
	if (setup->slug.len && !district_is_code(setup->slug))
		json_fields_refuse(&f, "slug", "small letters, digits and hyphens");
	if (r->d->accent.len && !is_colour(r->d->accent))
		json_fields_refuse(&f, "accent", "a colour as #1f6f5c");
	if (result == 0)
		result = json_fields_end(&f, JSON_UNKNOWN_REFUSED, r->err);
	return result == 0 ? make_calendar(r, zone, hours, holidays, has_holidays, &setup->calendar) : result;
}

int district_read_main(const struct files *files, struct arena *arena, struct district *d, struct err *err)
{
	const struct json_limits limits = {.max_bytes = MAIN_BYTES_MAX, .max_depth = 6};
	struct reading r = {files, arena, d, err};
	struct json_value root;
	struct slice text;
	int result;

	result = files_get(files, arena, MAIN_FILE, MAIN_BYTES_MAX, &text, err);
	if (result < 0)
		return result;
	result = json_read(text, &limits, arena, &root, err);
	if (result == 0)
		result = read_root(&r, &root);
	if (result < 0)
		err_prefix(err, "%s: ", files_name(files, arena, MAIN_FILE));
	return result;
}

int district_read(const struct files *files, struct arena *arena, struct district *ret, struct err *err)
{
	int r;

	*ret = (struct district){0};
	r = district_read_main(files, arena, ret, err);
	if (r == 0)
		r = district_read_tables(files, arena, ret, err);
	return r == 0 ? district_read_areas(files, arena, ret, err) : r;
}

int district_bare(struct arena *arena, struct slice slug, struct slice name_zh, struct slice name_en,
	struct district *ret, struct err *err)
{
	struct setup_unit *unit = ARENA_NEW(arena, struct setup_unit);
	struct setup_category *category = ARENA_NEW(arena, struct setup_category);

	if (!district_is_code(slug))
		return err_set(err, ERR_INVALID, "--slug: small letters, digits and hyphens, at most %d",
			DISTRICT_CODE_BYTES_MAX);
	if (!name_zh.len || !name_en.len || name_zh.len > NAME_BYTES_MAX || name_en.len > NAME_BYTES_MAX ||
		!slice_is_utf8(name_zh) || !slice_is_utf8(name_en))
		return err_set(
			err, ERR_INVALID, "--name-zh and --name-en: text of 1 to %d bytes", NAME_BYTES_MAX);
	*unit = (struct setup_unit){
		.code = SLICE("centre"),
		.kind = SLICE("centre"),
		.name_zh = SLICE("群众诉求受理中心"),
		.name_en = SLICE("Intake Centre"),
		.parent = SETUP_NONE,
		.is_intake = true,
	};
	*category = (struct setup_category){
		.code = SLICE("other"),
		.name_zh = SLICE("其他"),
		.name_en = SLICE("Other"),
		.kinds = SLICE("question complaint suggestion help"),
		.parent = SETUP_NONE,
		.contact_days = 1,
		.reply_days = 5,
		.solve_days = 15,
		.needs_check = true,
	};
	*ret = (struct district){
		.setup = {.slug = slug,
			.name_zh = name_zh,
			.name_en = name_en,
			.units = unit,
			.unit_count = 1,
			.categories = category,
			.category_count = 1},
	};
	return district_default_calendar(arena, &ret->setup.calendar, err);
}

// ---- Settings

static void write_label(struct json_writer *w, const char *key, const struct slice words[2])
{
	json_writer_key(w, key);
	json_writer_object(w);
	json_writer_key(w, "zh");
	json_writer_text(w, words[0]);
	json_writer_key(w, "en");
	json_writer_text(w, words[1]);
	json_writer_object_end(w);
}

static void write_account(
	struct json_writer *w, const struct district *d, const struct district_account *account)
{
	const struct {
		const char *key;
		struct slice value;
	} members[] = {
		{"login", account->login},
		{"password", d->password},
		{"name_zh", account->name_zh},
		{"name_en", account->name_en},
		{"role_zh", account->title_zh},
		{"role_en", account->title_en},
	};

	json_writer_object(w);
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		json_writer_key(w, members[i].key);
		json_writer_text(w, members[i].value);
	}
	json_writer_object_end(w);
}

void district_settings(struct arena *arena, struct district *d)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "accent");
	json_writer_text(&w, d->accent);
	write_label(&w, "portal_label", d->portal);
	write_label(&w, "enterprise_label", d->enterprise);
	write_label(&w, "contact_line", d->contact_line);
	if (d->is_invented)
		write_label(&w, "invented", d->invented_words);
	if (d->has_bounds) {
		json_writer_key(&w, "bounds");
		json_writer_array(&w);
		for (size_t i = 0; i < ARRAY_LEN(d->bounds); i++)
			json_writer_double(&w, d->bounds[i]);
		json_writer_array_end(&w);
	}
	if (d->password.len) {
		json_writer_key(&w, "demo_accounts");
		json_writer_array(&w);
		for (size_t i = 0; i < d->setup.officer_count; i++) {
			if (d->accounts[i].is_shown)
				write_account(&w, d, &d->accounts[i]);
		}
		json_writer_array_end(&w);
	}
	json_writer_object_end(&w);
	json_writer_finish(&w);
	d->setup.settings = buf_slice(&out);
}
