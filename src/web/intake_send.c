// SPDX-License-Identifier: Apache-2.0
// The look-over before sending, and the sending: one command, whose id was made when the page was first
// shown, so that sending twice makes one case.
#include "domain/case_check.h"
#include "domain/limits.h"
#include "http/form.h"
#include "http/response.h"
#include "service/service.h"
#include "templates/public_new.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/intake.h"
#include "web/limit.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <math.h>

#define TITLE_SUGGESTED_CHARS 40

// ---- The look-over

struct check {
	struct intake *intake;
	struct slice title; // typed, or made of the first words
	int64_t category_id;
	bool is_suggested;
};

static struct check check_of(struct web_request *q, struct intake *intake)
{
	const struct draft *draft = &intake->draft;
	struct check check = {
		.intake = intake,
		.title = draft->title.len ? draft->title
					  : text_title(q->arena, draft->text, TITLE_SUGGESTED_CHARS),
		.category_id = web_number(draft->category),
	};

	if (!reference_category(q->ref, check.category_id)) {
		const struct ref_category *category = reference_suggest_category(q->ref, draft->text);

		check.category_id = category ? category->id : 0;
		check.is_suggested = category != NULL;
	}
	return check;
}

static struct slice place_name(struct web_request *q, const struct draft *draft)
{
	double lat, lon;

	if (slice_parse_double(draft->lat, &lat) && slice_parse_double(draft->lon, &lon)) {
		struct ref_place place = reference_place_at(q->ref, lat, lon);

		if (place.area_id)
			return web_area_name(q, place.area_id);
	}
	return web_area_name(q, web_number(draft->area));
}

static void show_check_page(struct web_request *q, const struct check *check, int status)
{
	struct intake *intake = check->intake;
	const struct draft *draft = &intake->draft;
	struct view_photo *photos = ARENA_ARRAY(q->arena, struct view_photo, draft->file_count);
	struct view_new_check view = {
		.page = web_page_view(q),
		.errors = intake_errors(intake),
		.command = draft->command,
		.title = check->title,
		.title_max = LIMIT_TITLE_CHARS,
		.text = draft->text,
		.categories = web_categories(q, check->category_id),
		.category_suggested = check->is_suggested,
		.about_unit = web_unit_name(q, web_number(draft->about_unit)),
		.photos = {photos, draft->file_count},
		.no_place = draft->no_place,
		.has_point = draft->lat.len > 0,
		.area = place_name(q, draft),
		.address = draft->address,
		.name = draft->name,
		.phone = draft->phone,
		.email = draft->email,
		.is_secret = draft->is_secret,
		.is_public = slice_eq(draft->publish, SLICE("1")),
		.public_text = web_masked(q, draft->text, &view.masked),
	};
	struct web_page page;

	(void)case_kind_parse(draft->kind, &view.kind);
	for (size_t i = 0; i < draft->file_count; i++)
		photos[i] = (struct view_photo){
			.id = draft->files[i],
			.url = web_url(q, "/new/photo/%" PRId64, draft->files[i]),
			.thumb = web_url(q, "/new/photo/%" PRId64, draft->files[i]),
		};
	view.page.here = web_url(q, "/new/check");
	web_page_begin(q, &page);
	page_new_check(&page.html, &view);
	web_page_send(q, &page, status);
}

static int save_command(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;

	return drafts_save(
		conn, q->arena, q->ref->jurisdiction_id, intake->cookie, q->now_us, &intake->draft, err);
}

static void show_new_check(struct web_request *q, void *data)
{
	struct check check = check_of(q, data);

	show_check_page(q, &check, 200);
}

static bool is_complete(const struct intake *intake)
{
	return intake->has_draft && intake->draft.text.len && intake->draft.kind.len &&
	       intake->draft.publish.len;
}

static void show_check(struct web_request *q, void *data)
{
	struct intake *intake = data;
	char id[BASE32_BYTES(KEYS_COOKIE_BYTES)];

	if (!is_complete(intake)) {
		web_redirect(q, "%s", intake->has_draft && intake->draft.kind.len ? "/new/reach" : "/new");
		return;
	}
	if (intake->draft.command.len) {
		show_new_check(q, intake);
		return;
	}
	keys_new_cookie(id);
	intake->draft.command = slice_of(arena_printf(q->arena, "form:%s", id));
	web_write(q, save_command, show_new_check, intake);
}

void handle_new_check(struct web_request *q)
{
	intake_begin(q, show_check);
}

// ---- Sending

static int send_run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;

	return cases_run(q->service, conn, &intake->request, err);
}

static void send_done(struct web_request *q, void *data)
{
	struct intake *intake = data;
	struct case_request *request = &intake->request;
	char token[KEYS_LINK_TEXT_BYTES];

	keys_link_token(service_keys(q->service), q->ref->jurisdiction_id, request->case_id, token);
	web_redirect(q, "/r/%.*s/%s?new=1", SLICE_ARG(web_code(q, slice_of(request->result_code))), token);
}

static void send_failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct intake *intake = data;
	struct check check;

	if (class == ERR_INVALID && intake->request.result == CASE_REQUEST_REFUSED) {
		intake_refusals(q, intake, intake->request.refusals, intake->request.refusal_count);
		check = check_of(q, intake);
		show_check_page(q, &check, 422);
	} else if (class == ERR_INVALID && intake->request.result == CASE_REQUEST_MISMATCH) {
		web_error(q, 422);
	} else if (class == ERR_NOT_FOUND) {
		// a photo of the draft is gone: it was left for longer than a day
		web_redirect(q, "/new");
	} else {
		web_error_class(q, class, err);
	}
}

static bool fill_point(const struct draft *draft, struct point_e7 *ret)
{
	double lat, lon;

	if (draft->no_place || !slice_parse_double(draft->lat, &lat) || !slice_parse_double(draft->lon, &lon))
		return false;
	*ret = (struct point_e7){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
	return true;
}

// What came in the last step; the rest is the draft's.
static void fill_command(struct web_request *q, struct intake *intake)
{
	struct draft *draft = &intake->draft;
	struct case_receive *receive = &intake->request.command.receive;

	intake->request.command.type = CASE_COMMAND_RECEIVE;
	*receive = (struct case_receive){
		.channel = CASE_CHANNEL_PORTAL,
		.category_id = web_number(draft->category),
		.title = draft->title.len ? draft->title
					  : text_title(q->arena, draft->text, TITLE_SUGGESTED_CHARS),
		.text = draft->text,
		.address = draft->no_place ? SLICE("") : draft->address,
		.is_secret = draft->is_secret,
		.has_consent = slice_eq(draft->publish, SLICE("1")),
		.language = slice_of(lang_tag(q->lang)),
		.about_unit_id = web_number(draft->about_unit),
		.name = draft->name,
		.phone = draft->phone,
		.email = draft->email,
	};
	receive->has_point = fill_point(draft, &receive->point);
	if (!draft->no_place && !receive->has_point)
		intake->request.place_area_id = web_number(draft->area);
	(void)case_kind_parse(draft->kind, &receive->kind);
}

static int load_files(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct intake *intake = data;
	struct event_file *files = ARENA_ARRAY(q->arena, struct event_file, intake->draft.file_count);
	int r = 0;

	for (size_t i = 0; r == 0 && i < intake->draft.file_count; i++) {
		struct attachment attachment;

		r = attachments_load(
			conn, q->arena, q->ref->jurisdiction_id, intake->draft.files[i], &attachment, err);
		if (r < 0)
			break;
		files[i].id = attachment.id;
		memcpy(files[i].sha256, attachment.sha256, sizeof(files[i].sha256));
		if (!file_type_parse(attachment.media_type, &files[i].type))
			r = err_set(err, ERR_INTERNAL, "a stored picture has an unknown type");
	}
	intake->request.command.receive.files = files;
	intake->request.command.receive.file_count = intake->draft.file_count;
	return r;
}

static void files_loaded(struct web_request *q, void *data)
{
	struct intake *intake = data;

	web_on_failure(q, send_failed);
	web_write(q, send_run, send_done, intake);
}

static void send_typed(struct web_request *q, void *data)
{
	struct intake *intake = data;
	struct draft *draft = &intake->draft;

	// a draft that was sent already is gone: its command says what became of it
	if (!is_complete(intake) && http_form(q->http, "command").len == 0) {
		web_redirect(q, "/new");
		return;
	}
	if (q->web->intake_limit && !rate_limit_take(q->web->intake_limit, http_remote(q->http), q->now_us)) {
		web_error(q, 429);
		return;
	}
	draft->title = intake_line(q, "title");
	draft->category = http_form(q->http, "category");
	draft->command = http_form(q->http, "command");
	if (!slice_starts_with(draft->command, SLICE("form:")) || draft->command.len > COMMAND_ID_MAX_BYTES) {
		web_error(q, 400);
		return;
	}
	intake->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = draft->command,
		.request = draft->command, // the page is its own request: sent again, also changed, it is the
					   // same case
		.draft_cookie = intake->has_draft ? intake->cookie : SLICE(""),
		.arena = q->arena,
	};
	fill_command(q, intake);
	if (draft->file_count == 0) {
		files_loaded(q, intake);
		return;
	}
	web_on_failure(q, send_failed);
	web_read(q, WEB_READ_POINT, load_files, files_loaded, intake);
}

void handle_new_send(struct web_request *q)
{
	intake_begin(q, send_typed);
}
