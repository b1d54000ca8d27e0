// SPDX-License-Identifier: Apache-2.0
// The first three steps of the intake form. Nothing is demanded before the words; what is asked later is
// optional. Each step is saved before the next is shown, so a lost line loses one step at most.
#include "web/intake.h"

#include "domain/case_check.h"
#include "domain/limits.h"
#include "http/form.h"
#include "http/response.h"
#include "service/service.h"
#include "templates/public_new.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <string.h>

#define DRAFT_COOKIE "yidan_draft"

// ---- The draft

static int load_draft(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;
	int r = ERR_NOT_FOUND;

	if (intake->cookie.len)
		r = drafts_load(conn, q->arena, q->ref->jurisdiction_id, intake->cookie, q->now_us,
			&intake->draft, err);
	intake->has_draft = r == 0;
	return r == ERR_NOT_FOUND ? 0 : r;
}

void intake_begin(struct web_request *q, web_show show)
{
	struct intake *intake = ARENA_NEW(q->arena, struct intake);

	intake->cookie = http_cookie(q->http, DRAFT_COOKIE);
	web_read(q, WEB_READ_POINT, load_draft, show, intake);
}

static int store_photos(struct web_request *q, struct db_conn *conn, struct intake *intake,
	struct draft *draft, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < intake->photo_count; i++) {
		const struct intake_photo *photo = &intake->photos[i];
		int64_t id;

		if (!photo->is_made || draft->file_count == DRAFT_FILES_MAX)
			continue;
		id = service_next_id(q->service);
		r = attachments_store(conn, q->ref->jurisdiction_id, id, photo->picture.full,
			photo->picture.thumb, SLICE(PICTURE_MEDIA_TYPE), photo->picture.width,
			photo->picture.height, q->now_us, err);
		draft->files[draft->file_count++] = id;
	}
	return r;
}

static int save_draft(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;
	struct draft draft =
		intake->draft; // the writer may run this again: it begins from the same each time
	int r;

	r = store_photos(q, conn, intake, &draft, err);
	if (r == 0)
		r = drafts_save(
			conn, q->arena, q->ref->jurisdiction_id, intake->cookie, q->now_us, &draft, err);
	if (r == 0 && intake->error_count)
		intake->saved = draft;
	return r;
}

static void draft_saved(struct web_request *q, void *data)
{
	struct intake *intake = data;

	http_set_cookie(q->http, &(struct http_set_cookie){
					 .name = DRAFT_COOKIE,
					 .value = intake->cookie,
					 .max_age_s = DRAFT_LIFE_US / US_PER_SECOND,
					 .same_site = HTTP_SAME_SITE_LAX,
				 });
	if (intake->error_count) {
		intake->draft = intake->saved; // the page that comes back shows the photos that are fine
		intake_show_what(q, intake, 422);
	} else {
		web_redirect(q, "%s", intake->next);
	}
}

void intake_save(struct web_request *q, struct intake *intake)
{
	if (!intake->has_draft) {
		char cookie[BASE32_BYTES(KEYS_COOKIE_BYTES)];

		// never the one that was sent: somebody else may have set it
		keys_new_cookie(cookie);
		intake->cookie = slice_of(arena_strdup(q->arena, cookie));
	}
	web_write(q, save_draft, draft_saved, intake);
}

void intake_error(struct web_request *q, struct intake *intake, const char *field, struct slice text)
{
	if (intake->error_count < INTAKE_ERRORS_MAX)
		intake->errors[intake->error_count++] = web_error_at(q, field, text);
}

struct view_errors intake_errors(const struct intake *intake)
{
	return (struct view_errors){intake->errors, intake->error_count};
}

struct slice intake_line(struct web_request *q, const char *name)
{
	return text_clean_line(q->arena, http_form(q->http, name));
}

// A number from a select, as text, where the reference data has it; else nothing.
static struct slice form_id(struct web_request *q, const char *name)
{
	struct slice text = http_form(q->http, name);

	return web_number(text) ? text : SLICE("");
}

static void refuse(struct web_request *q, struct intake *intake, enum refusal_code code, const char *field)
{
	struct refusal refusal = {.code = code, .field = field, .limit = LIMIT_FILES};

	intake_error(q, intake, field, web_refusal_text(q, &refusal));
}

void intake_refusals(
	struct web_request *q, struct intake *intake, const struct refusal *refusals, size_t count)
{
	// where the page calls a field otherwise than the rules do
	static const char *const fields[][2] = {{"about_unit_id", "about-unit"}, {"category_id", "category"},
		{"files", "photo"}, {"consent", "publish"}};

	for (size_t i = 0; i < count; i++) {
		const char *field = refusals[i].field ? refusals[i].field : "send";

		for (size_t k = 0; k < ARRAY_LEN(fields); k++) {
			if (strcmp(field, fields[k][0]) == 0)
				field = fields[k][1];
		}
		intake_error(q, intake, field, web_refusal_text(q, &refusals[i]));
	}
}

// ---- What

static struct view_photos draft_photos(struct web_request *q, const struct draft *draft)
{
	struct view_photo *items = ARENA_ARRAY(q->arena, struct view_photo, draft->file_count);

	for (size_t i = 0; i < draft->file_count; i++) {
		items[i] = (struct view_photo){
			.id = draft->files[i],
			.url = web_url(q, "/new/photo/%" PRId64, draft->files[i]),
			.thumb = web_url(q, "/new/photo/%" PRId64, draft->files[i]),
			.name = web_photo_name(q, i + 1),
		};
	}
	return (struct view_photos){items, draft->file_count};
}

void intake_show_what(struct web_request *q, struct intake *intake, int status)
{
	const struct draft *draft = &intake->draft;
	struct view_new_what view = {
		.page = web_page_view(q),
		.errors = intake_errors(intake),
		.text = draft->text,
		.text_max = LIMIT_TEXT_CHARS,
		.categories = web_categories(q, web_number(draft->category)),
		.is_about = draft->is_about,
		.units = web_units(q, web_number(draft->about_unit)),
		.photos = draft_photos(q, draft),
		.photo_max = LIMIT_FILES,
		.photo_bytes_max = PHOTO_BYTES_MAX,
	};
	struct web_page page;

	view.page.here = web_url(q, "/new");
	(void)case_kind_parse(draft->kind, &view.kind);
	web_page_begin(q, &page);
	page_new_what(&page.html, &view);
	web_page_send(q, &page, status);
}

static void show_what(struct web_request *q, void *data)
{
	intake_show_what(q, data, 200);
}

void handle_new(struct web_request *q)
{
	intake_begin(q, show_what);
}

static int make_photos(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;
	struct http_files files = http_files(q->http);
	const char *program = service_picture_program(q->service);
	int r;

	(void)conn;
	for (size_t i = 0; i < files.count && intake->photo_count < DRAFT_FILES_MAX; i++) {
		struct intake_photo *photo = &intake->photos[intake->photo_count];

		if (!slice_eq(files.items[i].name, SLICE("photo")) || files.items[i].bytes.len == 0)
			continue;
		intake->photo_count++;
		photo->name = text_clean_line(q->arena, slice_utf8_head(files.items[i].filename, 120));
		if (files.items[i].bytes.len > PHOTO_BYTES_MAX) {
			photo->refusal = PICTURE_REFUSAL_TOO_LARGE;
			continue;
		}
		r = program ? picture_make(program, files.items[i].bytes, q->arena,
				      clock_monotonic_us() + PICTURE_TIME_US, &photo->picture,
				      &photo->refusal, err)
			    : err_set(err, ERR_UNAVAILABLE, "yidan-picture is not installed");
		if (r < 0 && r != ERR_INVALID)
			return r;
		photo->is_made = r == 0;
	}
	return 0;
}

static void photos_made(struct web_request *q, void *data)
{
	struct intake *intake = data;
	size_t room = DRAFT_FILES_MAX - intake->draft.file_count;

	for (size_t i = 0; i < intake->photo_count; i++) {
		if (!intake->photos[i].is_made)
			intake_error(q, intake, "photo",
				web_photo_refusal(q, intake->photos[i].name, intake->photos[i].refusal));
	}
	if (http_files(q->http).count > room)
		refuse(q, intake, REFUSAL_FILES_TOO_MANY, "photo");
	intake_save(q, intake);
}

static void read_what(struct web_request *q, struct intake *intake)
{
	struct draft *draft = &intake->draft;
	struct slice kind = http_form(q->http, "kind"), step = http_form(q->http, "step");
	enum case_kind known;

	draft->text = text_clean(q->arena, http_form(q->http, "text"));
	if (slice_eq(step, SLICE("what"))) { // the box on the home page: only words
		intake->next = "/new";
		return;
	}
	draft->kind = case_kind_parse(kind, &known) ? kind : SLICE("");
	draft->category = form_id(q, "category");
	draft->is_about = http_form(q->http, "about").len > 0;
	draft->about_unit = draft->is_about ? form_id(q, "about_unit") : SLICE("");
	intake->removed_photo = web_number(http_form(q->http, "remove_photo"));
	intake->next = intake->removed_photo ? "/new" : "/new/where";
}

static void remove_photo(struct draft *draft, int64_t id)
{
	size_t kept = 0;

	for (size_t i = 0; i < draft->file_count; i++) {
		if (draft->files[i] != id)
			draft->files[kept++] = draft->files[i];
	}
	draft->file_count = kept;
}

static void what_typed(struct web_request *q, void *data)
{
	struct intake *intake = data;
	struct draft *draft = &intake->draft;
	const char *overflow = http_form_overflow(q->http);
	struct refusals refusals = {0};
	bool only_words;

	read_what(q, intake);
	only_words = slice_eq(http_form(q->http, "step"), SLICE("what"));
	if (intake->removed_photo) {
		remove_photo(draft, intake->removed_photo);
		intake_save(q, intake);
		return;
	}
	check_text(&refusals, "text", draft->text, LIMIT_TEXT_CHARS,
		only_words ? REFUSAL_NONE : REFUSAL_TEXT_MISSING);
	if (!only_words && draft->kind.len == 0)
		refusals_add_field(&refusals, "kind", REFUSAL_CHOICE_MISSING);
	intake_refusals(q, intake, refusals.items, refusals.count);
	if (overflow && strcmp(overflow, "text") != 0)
		intake_error(q, intake, "photo", web_photo_refusal(q, SLICE(""), PICTURE_REFUSAL_TOO_LARGE));
	if (slice_utf8_len(draft->text) > LIMIT_TEXT_CHARS) {
		// more than a draft holds: shown again as it was typed, not saved
		intake_show_what(q, intake, 422);
		return;
	}
	web_work(q, make_photos, photos_made, intake);
}

void handle_new_what(struct web_request *q)
{
	intake_begin(q, what_typed);
}

// ---- Where

void intake_show_where(struct web_request *q, struct intake *intake, int status)
{
	const struct draft *draft = &intake->draft;
	struct view_new_where view = {
		.page = web_page_view(q),
		.errors = intake_errors(intake),
		.map = {.areas = web_areas_url(q),
			.has_point = draft->lat.len > 0,
			.lat = draft->lat,
			.longi = draft->lon},
		.areas = web_areas(q, web_number(draft->area)),
		.address = draft->address,
		.address_max = LIMIT_ADDRESS_CHARS,
		.no_place = draft->no_place,
	};
	struct web_page page;

	view.page.here = web_url(q, "/new/where");
	web_page_begin(q, &page);
	page_new_where(&page.html, &view);
	web_page_send(q, &page, status);
}

// A later step without the earlier ones: back to the beginning.
static bool goes_back(struct web_request *q, const struct intake *intake)
{
	if (intake->has_draft && intake->draft.text.len && intake->draft.kind.len)
		return false;
	web_redirect(q, "/new");
	return true;
}

static void show_where(struct web_request *q, void *data)
{
	if (!goes_back(q, data))
		intake_show_where(q, data, 200);
}

void handle_new_where(struct web_request *q)
{
	intake_begin(q, show_where);
}

static bool is_point(struct slice lat, struct slice lon)
{
	double y, x;

	return slice_parse_double(lat, &y) && slice_parse_double(lon, &x) && y >= -90 && y <= 90 &&
	       x >= -180 && x <= 180;
}

static void where_typed(struct web_request *q, void *data)
{
	struct intake *intake = data;
	struct draft *draft = &intake->draft;
	struct refusals refusals = {0};

	if (goes_back(q, intake))
		return;
	draft->no_place = http_form(q->http, "no_place").len > 0;
	draft->lat = slice_trim(http_form(q->http, "lat"));
	draft->lon = slice_trim(http_form(q->http, "long"));
	draft->area = form_id(q, "area");
	draft->address = intake_line(q, "address");
	if ((draft->lat.len || draft->lon.len) && !is_point(draft->lat, draft->lon)) {
		draft->lat = draft->lon = SLICE("");
		refuse(q, intake, REFUSAL_POINT_MALFORMED, "point");
	}
	check_line(&refusals, "address", draft->address, LIMIT_ADDRESS_CHARS, REFUSAL_NONE);
	intake_refusals(q, intake, refusals.items, refusals.count);
	if (intake->error_count) {
		intake_show_where(q, intake, 422);
		return;
	}
	intake->next = "/new/reach";
	intake_save(q, intake);
}

void handle_new_where_post(struct web_request *q)
{
	intake_begin(q, where_typed);
}

// ---- How to reach

void intake_show_reach(struct web_request *q, struct intake *intake, int status)
{
	const struct draft *draft = &intake->draft;
	struct view_new_reach view = {
		.page = web_page_view(q),
		.errors = intake_errors(intake),
		.name = draft->name,
		.phone = draft->phone,
		.email = draft->email,
		.is_secret = draft->is_secret,
		.publish = slice_eq(draft->publish, SLICE("1"))	  ? VIEW_CHOICE_YES
			   : slice_eq(draft->publish, SLICE("0")) ? VIEW_CHOICE_NO
								  : VIEW_CHOICE_NONE,
		.is_about = draft->is_about,
	};
	struct web_page page;

	view.page.here = web_url(q, "/new/reach");
	web_page_begin(q, &page);
	page_new_reach(&page.html, &view);
	web_page_send(q, &page, status);
}

static void show_reach(struct web_request *q, void *data)
{
	if (!goes_back(q, data))
		intake_show_reach(q, data, 200);
}

void handle_new_reach(struct web_request *q)
{
	intake_begin(q, show_reach);
}

static void reach_typed(struct web_request *q, void *data)
{
	struct intake *intake = data;
	struct draft *draft = &intake->draft;
	struct refusals refusals = {0};

	if (goes_back(q, intake))
		return;
	draft->name = intake_line(q, "name");
	draft->phone = intake_line(q, "phone");
	draft->email = intake_line(q, "email");
	draft->is_secret = http_form(q->http, "secret").len > 0;
	draft->publish = http_form(q->http, "publish");
	check_line(&refusals, "name", draft->name, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_phone(&refusals, "phone", draft->phone);
	check_email(&refusals, "email", draft->email);
	intake_refusals(q, intake, refusals.items, refusals.count);
	if (!slice_eq(draft->publish, SLICE("1")) && !slice_eq(draft->publish, SLICE("0"))) {
		draft->publish = SLICE("");
		refuse(q, intake, REFUSAL_CHOICE_MISSING, "publish");
	}
	if (intake->error_count) {
		intake_show_reach(q, intake, 422);
		return;
	}
	intake->next = "/new/check";
	intake_save(q, intake);
}

void handle_new_reach_post(struct web_request *q)
{
	intake_begin(q, reach_typed);
}

// ---- A photo of the draft, for its own browser alone

struct draft_photo {
	struct slice cookie;
	int64_t id;
	struct slice bytes;
};

static int load_photo(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct draft_photo *photo = data;
	struct draft draft;
	bool is_ours = false;
	int r;

	r = drafts_load(conn, q->arena, q->ref->jurisdiction_id, photo->cookie, q->now_us, &draft, err);
	for (size_t i = 0; r == 0 && i < draft.file_count; i++)
		is_ours |= draft.files[i] == photo->id;
	if (r == 0 && !is_ours)
		r = err_set(err, ERR_NOT_FOUND, "no such picture");
	if (r == 0)
		r = attachments_bytes(conn, q->arena, q->ref->jurisdiction_id, photo->id, ATTACHMENT_SMALL,
			&photo->bytes, err);
	return r;
}

static void show_photo(struct web_request *q, void *data)
{
	struct draft_photo *photo = data;

	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = PICTURE_MEDIA_TYPE,
			       .cache_control = "private, max-age=3600",
			       .body = photo->bytes,
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

void handle_new_photo(struct web_request *q)
{
	struct draft_photo *photo = ARENA_NEW(q->arena, struct draft_photo);

	photo->cookie = http_cookie(q->http, DRAFT_COOKIE);
	photo->id = web_number(q->args[0]);
	if (!photo->cookie.len || !photo->id)
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load_photo, show_photo, photo);
}
