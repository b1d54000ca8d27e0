// SPDX-License-Identifier: Apache-2.0
// An officer takes a matter down for somebody: one form, one command. What the rules refuse comes back with
// everything that was typed. The officer gets the code to read out, never the raiser's secret link: who has
// that could speak for the raiser.
#include "templates/desk_new.h"
#include "domain/case_moves.h"
#include "domain/limits.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/desk.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"

#include <inttypes.h>
#include <string.h>

#define COMMAND_FIELD_BYTES   100
#define TITLE_SUGGESTED_CHARS 40

struct desk_new {
	struct desk_frame frame;
	struct case_request request; // zero where nothing was sent
	struct slice title;	     // as typed
	enum view_choice publish;
	bool publish_missing;
	bool is_again; // refused: the page comes back
	bool is_mismatch;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_new *n = data;

	return desk_frame_load(q, conn, &n->frame, err);
}

// ---- The page

static struct slice channel_name(struct web_request *q, enum case_channel channel)
{
	static const enum word names[CASE_CHANNEL_COUNT] = {
		[CASE_CHANNEL_HOTLINE] = WORD_CHANNEL_HOTLINE,
		[CASE_CHANNEL_LIAISON_VISIT] = WORD_CHANNEL_LIAISON_VISIT,
		[CASE_CHANNEL_UNIT] = WORD_CHANNEL_UNIT,
		[CASE_CHANNEL_GRID] = WORD_CHANNEL_GRID,
		[CASE_CHANNEL_INSPECTION] = WORD_CHANNEL_INSPECTION,
		[CASE_CHANNEL_CONSULTATION] = WORD_CHANNEL_CONSULTATION,
		[CASE_CHANNEL_MAIL] = WORD_CHANNEL_MAIL,
	};

	return slice_of(words_text(q->lang, names[channel]));
}

// Those that the rules open to this officer, by the rules' own table.
static struct view_select channels_of(struct web_request *q, enum case_channel chosen)
{
	struct view_option *options = ARENA_ARRAY(q->arena, struct view_option, CASE_CHANNEL_COUNT);
	struct view_options *group = ARENA_NEW(q->arena, struct view_options);
	struct case_actor actor = {.by = EVENT_BY_OFFICER,
		.officer_id = q->session.officer_id,
		.unit_id = q->session.unit_id,
		.roles = (uint32_t)q->session.roles};

	for (int i = 1; i < CASE_CHANNEL_COUNT; i++) {
		enum case_channel channel = (enum case_channel)i;

		if (case_channel_is_open(channel, &actor))
			options[group->count++] =
				(struct view_option){i, channel_name(q, channel), channel == chosen};
	}
	group->items = options;
	return (struct view_select){group, group->count > 0 ? 1 : 0};
}

static const char *field_id(const char *field)
{
	static const char *const ids[][2] = {{"channel", "take-channel"}, {"text", "take-text"},
		{"title", "take-title"}, {"kind", "take-kind"}, {"category_id", "take-category"},
		{"about_unit_id", "take-about"}, {"address", "take-address"}, {"name", "take-name"},
		{"outside_number", "take-number"}, {"visited_on", "take-visit"}, {"phone", "take-phone"},
		{"email", "take-email"}, {"language", "take-language"}};

	for (size_t i = 0; field && i < ARRAY_LEN(ids); i++) {
		if (strcmp(field, ids[i][0]) == 0)
			return ids[i][1];
	}
	return "take-text";
}

static struct view_errors errors_of(struct web_request *q, const struct desk_new *n)
{
	const struct refusal missing = {.code = REFUSAL_CHOICE_MISSING, .field = "publish"};
	struct view_error *errors = ARENA_ARRAY(q->arena, struct view_error, REFUSALS_MAX + 2);
	struct view_errors ret = {errors, 0};

	for (size_t i = 0; i < n->request.refusal_count && i < REFUSALS_MAX; i++) {
		const struct refusal *refusal = &n->request.refusals[i];

		// made of the text, which says it itself
		if (n->title.len == 0 && refusal->field && strcmp(refusal->field, "title") == 0)
			continue;
		errors[ret.count++] = web_error_at(q, field_id(refusal->field), web_refusal_text(q, refusal));
	}
	if (n->publish_missing)
		errors[ret.count++] = web_error_at(q, "take-publish", web_refusal_text(q, &missing));
	if (n->is_mismatch)
		errors[ret.count++] =
			web_error_at(q, "take-text", slice_of(words_text(q->lang, WORD_TAKE_SENT_BEFORE)));
	return ret;
}

static void show(struct web_request *q, void *data)
{
	struct desk_new *n = data;
	const struct case_receive *typed = &n->request.command.receive;
	char command[BASE32_BYTES(KEYS_COOKIE_BYTES)];
	struct view_desk_new view = {
		.desk = desk_frame_view(q, &n->frame, DESK_NO_FOLDER),
		.errors = errors_of(q, n),
		.channels = channels_of(q, n->is_again ? typed->channel : CASE_CHANNEL_HOTLINE),
		.text = typed->text,
		.urgency = typed->urgency,
		.outside_number = typed->outside_number,
		.visited_on = typed->visited_on,
		.title = n->title,
		.kind = typed->kind,
		.categories = web_categories(q, typed->category_id),
		.units = web_units(q, typed->about_unit_id),
		.areas = web_areas(q, n->request.place_area_id),
		.address = typed->address,
		.name = typed->name,
		.phone = typed->phone,
		.email = typed->email,
		.is_english =
			slice_eq(n->is_again ? typed->language : slice_of(lang_tag(q->lang)), SLICE("en")),
		.is_secret = typed->is_secret,
		.publish = n->publish,
	};
	struct web_page page;

	keys_new_cookie(command);
	view.command = slice_of(command);
	view.desk.is_taking = true;
	view.desk.page.here = web_url(q, "/desk/new");
	web_page_begin(q, &page);
	page_desk_new(&page.html, &view);
	web_page_send(q, &page, n->is_mismatch ? 409 : n->is_again ? 422 : 200);
}

void handle_desk_new(struct web_request *q)
{
	web_read(q, WEB_READ_HEAVY, load, show, ARENA_NEW(q->arena, struct desk_new));
}

// ---- What was sent

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_new *n = data;

	return cases_run(q->service, conn, &n->request, err);
}

static void done(struct web_request *q, void *data)
{
	struct desk_new *n = data;

	web_redirect(q, "/desk/new/%.*s", SLICE_ARG(web_code(q, slice_of(n->request.result_code))));
}

static void show_again(struct web_request *q, struct desk_new *n)
{
	n->is_again = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, load, show, n);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct desk_new *n = data;

	n->is_mismatch = n->request.result == CASE_REQUEST_MISMATCH;
	if (class == ERR_INVALID && (n->is_mismatch || n->request.result == CASE_REQUEST_REFUSED))
		show_again(q, n);
	else
		web_error_class(q, class, err);
}

static struct slice line(struct web_request *q, const char *name)
{
	return text_clean_line(q->arena, http_form(q->http, name));
}

static void fill_receive(struct web_request *q, struct desk_new *n, struct case_receive *receive)
{
	int64_t channel = web_number(http_form(q->http, "channel"));
	struct slice publish = http_form(q->http, "publish");
	const struct ref_category *category;

	n->title = line(q, "title");
	n->publish = slice_eq(publish, SLICE("1"))   ? VIEW_CHOICE_YES
		     : slice_eq(publish, SLICE("0")) ? VIEW_CHOICE_NO
						     : VIEW_CHOICE_NONE;
	n->publish_missing = n->publish == VIEW_CHOICE_NONE;
	*receive = (struct case_receive){
		// what is none is refused as one that is not this officer's
		.channel = channel > 0 && channel < CASE_CHANNEL_COUNT ? (enum case_channel)channel
								       : CASE_CHANNEL_IMPORT,
		.category_id = web_number(http_form(q->http, "category")),
		.text = text_clean(q->arena, http_form(q->http, "text")),
		.address = line(q, "address"),
		.is_secret = http_form(q->http, "secret").len > 0,
		.has_consent = n->publish == VIEW_CHOICE_YES,
		.language =
			slice_eq(http_form(q->http, "language"), SLICE("en")) ? SLICE("en") : SLICE("zh-CN"),
		.about_unit_id = web_number(http_form(q->http, "about_unit")),
		.outside_number = line(q, "outside_number"),
		.visited_on = line(q, "visited_on"),
		.name = line(q, "name"),
		.phone = line(q, "phone"),
		.email = line(q, "email"),
	};
	receive->title = n->title.len ? n->title : text_title(q->arena, receive->text, TITLE_SUGGESTED_CHARS);
	(void)case_kind_parse(http_form(q->http, "kind"), &receive->kind);
	(void)case_urgency_parse(http_form(q->http, "urgency"), &receive->urgency);
	category = receive->category_id ? NULL : reference_suggest_category(q->ref, receive->text);
	if (category)
		receive->category_id = category->id;
}

// All that was sent but the token, each name and value with its length.
static struct slice canonical(struct web_request *q)
{
	struct http_params form = http_form_all(q->http);
	struct buf out = buf_in(q->arena);

	buf_printf(&out, "%" PRId64 " receive\n", q->session.officer_id);
	for (size_t i = 0; i < form.count; i++) {
		if (slice_eq(form.items[i].name, SLICE("token")))
			continue;
		buf_printf(&out, "%zu %zu ", form.items[i].name.len, form.items[i].value.len);
		buf_put_slice(&out, form.items[i].name);
		buf_put_slice(&out, form.items[i].value);
	}
	return buf_slice(&out);
}

void handle_desk_new_post(struct web_request *q)
{
	struct desk_new *n = ARENA_NEW(q->arena, struct desk_new);
	struct slice command = http_form(q->http, "command");

	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	n->request = (struct case_request){
		.jurisdiction_id = q->ref->jurisdiction_id,
		.command_id = slice_of(arena_printf(q->arena, "desk:%.*s:receive", SLICE_ARG(command))),
		.request = canonical(q),
		.officer_id = q->session.officer_id,
		.command = {.type = CASE_COMMAND_RECEIVE},
		.place_area_id = web_number(http_form(q->http, "area")),
		.arena = q->arena,
	};
	fill_receive(q, n, &n->request.command.receive);
	if (n->publish_missing) {
		show_again(q, n);
		return;
	}
	web_on_failure(q, failed);
	web_write(q, run, done, n);
}

// ---- The code, to be read out

struct desk_taken {
	char code[CASE_CODE_BYTES];
	struct desk_frame frame;
};

static int load_taken(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct desk_taken *taken = data;
	struct officer officer = desk_officer(q);
	struct case_actor actor;
	struct case_page page;
	int r;

	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(taken->code), &page, err);
	if (r < 0)
		return r;
	actor = cases_actor(q->ref, &officer, &page.stream.state);
	if (!case_may_see(&page.stream.state, &actor))
		return err_set(err, ERR_NOT_FOUND, "no such case");
	return desk_frame_load(q, conn, &taken->frame, err);
}

static void show_taken(struct web_request *q, void *data)
{
	struct desk_taken *taken = data;
	struct view_desk_taken view = {
		.desk = desk_frame_view(q, &taken->frame, DESK_NO_FOLDER),
		.code = web_code(q, slice_of(taken->code)),
	};
	struct web_page page;

	view.desk.page.here = web_url(q, "/desk/new/%.*s", SLICE_ARG(view.code));
	web_page_begin(q, &page);
	page_desk_taken(&page.html, &view);
	web_page_send(q, &page, 200);
}

void handle_desk_taken(struct web_request *q)
{
	struct desk_taken *taken = ARENA_NEW(q->arena, struct desk_taken);

	if (!case_code_parse(q->args[0], taken->code))
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load_taken, show_taken, taken);
}
