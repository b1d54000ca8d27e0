// SPDX-License-Identifier: Apache-2.0
// An officer's own lists: what is open, narrowed down, and kept under a name.
#include "templates/desk_filter.h"
#include "http/form.h"
#include "http/request.h"
#include "po/words.h"
#include "service/service.h"
#include "text/check.h"
#include "text/clean.h"
#include "web/desk.h"
#include "web/desk_listing.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/refusal.h"
#include "web/views_filter.h"

#include <inttypes.h>

struct filter_page {
	struct desk_frame frame;
	struct desk_listing listing;
	bool is_asked, has_more;
	struct case_list_row *rows;
	size_t count;

	// of a form
	struct saved_filter saved;
	int64_t kept_id;
	bool is_full;
	struct view_error error; // text empty: none
};

// ---- The page

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct filter_page *f = data;
	int r = desk_frame_load(q, conn, &f->frame, err);

	if (r == 0 && f->is_asked)
		r = desk_listing_load(q, conn, &f->listing, DESK_LISTING_ROWS + 1, &f->rows, &f->count, err);
	f->has_more = r == 0 && f->count > DESK_LISTING_ROWS;
	if (f->has_more)
		f->count = DESK_LISTING_ROWS;
	return r;
}

static struct slice day_text(struct web_request *q, int64_t day)
{
	char text[CALENDAR_DAY_BYTES];

	return day ? slice_of(arena_strdup(q->arena, calendar_day_format(day, text))) : SLICE("");
}

struct view_select desk_channels(struct web_request *q, enum case_channel chosen)
{
	static const enum word names[CASE_CHANNEL_COUNT] = {
		[CASE_CHANNEL_PORTAL] = WORD_CHANNEL_PORTAL,
		[CASE_CHANNEL_ENTERPRISE_DOOR] = WORD_CHANNEL_ENTERPRISE_DOOR,
		[CASE_CHANNEL_HOTLINE] = WORD_CHANNEL_HOTLINE,
		[CASE_CHANNEL_LIAISON_VISIT] = WORD_CHANNEL_LIAISON_VISIT,
		[CASE_CHANNEL_UNIT] = WORD_CHANNEL_UNIT,
		[CASE_CHANNEL_GRID] = WORD_CHANNEL_GRID,
		[CASE_CHANNEL_INSPECTION] = WORD_CHANNEL_INSPECTION,
		[CASE_CHANNEL_CONSULTATION] = WORD_CHANNEL_CONSULTATION,
		[CASE_CHANNEL_MAIL] = WORD_CHANNEL_MAIL,
		[CASE_CHANNEL_OPEN311] = WORD_CHANNEL_OPEN311,
		[CASE_CHANNEL_IMPORT] = WORD_CHANNEL_IMPORT,
		[CASE_CHANNEL_API] = WORD_CHANNEL_API,
	};
	struct view_option *options = ARENA_ARRAY(q->arena, struct view_option, CASE_CHANNEL_COUNT);
	struct view_options *group = ARENA_NEW(q->arena, struct view_options);

	for (int i = 1; i < CASE_CHANNEL_COUNT; i++)
		options[group->count++] =
			(struct view_option){i, slice_of(words_text(q->lang, names[i])), i == (int)chosen};
	group->items = options;
	return (struct view_select){group, 1};
}

static void fill_states(
	struct web_request *q, const struct desk_filter *filter, struct view_desk_filter *view)
{
	struct view_filter_state *states = ARENA_ARRAY(q->arena, struct view_filter_state, CASE_STATE_COUNT);

	for (int i = 0; i < CASE_STATE_COUNT; i++) {
		enum case_state_code state = (enum case_state_code)i;

		if (desk_filter_state_is_open(state))
			states[view->state_count++] = (struct view_filter_state){state,
				case_state_name(state), slice_eq_cstr(filter->state, case_state_name(state))};
	}
	view->states = states;
}

static void fill_fields(struct web_request *q, const struct filter_page *f, struct view_desk_filter *view)
{
	const struct desk_filter *filter = &f->listing.filter;
	enum case_channel channel = CASE_CHANNEL_NONE;

	fill_states(q, filter, view);
	(void)case_kind_parse(filter->kind, &view->kind);
	(void)case_channel_parse(filter->channel, &channel);
	view->channels = desk_channels(q, channel);
	view->due = filter->due;
	view->categories = web_categories(q, filter->category_id);
	view->towns = web_towns(q, filter->town_id);
	view->units = web_units(q, filter->unit_id);
	view->told = filter->told;
	view->from = day_text(q, filter->from_day);
	view->to = day_text(q, filter->to_day);
	view->saved_id = f->listing.saved_id;
	for (size_t i = 0; i < f->frame.saved_count; i++) {
		if (f->frame.saved[i].id == view->saved_id)
			view->name = f->frame.saved[i].name;
	}
	if (f->error.text.len)
		view->name = f->saved.name;
	view->is_full = f->frame.saved_count >= DESK_FILTERS_MAX;
}

static unsigned states_of(const struct desk_filter *filter)
{
	enum case_state_code one;
	unsigned all = 0;

	if (case_state_parse(filter->state, &one))
		return 1u << one;
	for (int i = 0; i < CASE_STATE_COUNT; i++)
		all |= desk_filter_state_is_open((enum case_state_code)i) ? 1u << i : 0;
	return all;
}

static void show(struct web_request *q, void *data)
{
	struct filter_page *f = data;
	struct view_desk_row *rows = ARENA_ARRAY(q->arena, struct view_desk_row, f->count + 1);
	enum case_command_type *moves = ARENA_ARRAY(q->arena, enum case_command_type, DESK_BULK_MOVES);
	struct desk_listing other = f->listing;
	struct view_desk_filter view = {
		.desk = desk_frame_view(q, &f->frame, DESK_NO_FOLDER),
		.is_asked = f->is_asked,
		.sees_units = desk_folder_is_for(DESK_NEW, q->session.roles),
		.rows = rows,
		.count = f->count,
		.moves = moves,
		.back = slice_of(desk_listing_path(q, &f->listing)),
	};
	struct web_page page;

	for (size_t i = 0; i < f->count; i++)
		rows[i] = desk_row_view(q, &f->rows[i]);
	view.move_count = desk_bulk_list(
		desk_bulk_without(desk_bulk_moves(q->session.roles, states_of(&f->listing.filter)),
			CASE_COMMAND_GRANT_EXTENSION),
		moves);
	fill_fields(q, f, &view);
	if (f->has_more) {
		other.after_at = f->rows[f->count - 1].due_at;
		other.after_id = f->rows[f->count - 1].id;
		view.more = web_url(q, "%s", desk_listing_path(q, &other));
	}
	other.after_at = other.after_id = 0;
	if (f->listing.after_at)
		view.first = web_url(q, "%s", desk_listing_path(q, &other));
	if (f->error.text.len)
		view.errors = (struct view_errors){&f->error, 1};
	view.desk.list = desk_listing_text(q, &f->listing);
	view.desk.is_filtering = f->listing.saved_id == 0;
	view.desk.page.here = web_url(q, "%.*s", SLICE_ARG(view.back));
	web_page_begin(q, &page);
	page_desk_filter(&page.html, &view);
	web_page_send(q, &page, f->error.text.len ? 422 : 200);
}

static struct slice of_query(struct web_request *q, const void *from, const char *name)
{
	(void)from;
	return http_query(q->http, name);
}

static struct slice of_form(struct web_request *q, const void *from, const char *name)
{
	(void)from;
	return slice_trim(http_form(q->http, name));
}

void handle_desk_filter(struct web_request *q)
{
	struct filter_page *f = ARENA_NEW(q->arena, struct filter_page);
	struct slice at, id;

	f->is_asked = http_query_all(q->http).count > 0;
	f->listing = (struct desk_listing){.is_filter = true,
		.filter = desk_listing_fields(q, of_query, NULL),
		.saved_id = web_number(http_query(q->http, "saved"))};
	slice_cut(http_query(q->http, "after"), '-', &at, &id);
	if (web_number(at) && web_number(id)) {
		f->listing.after_at = web_number(at);
		f->listing.after_id = web_number(id);
	}
	web_read(q, WEB_READ_HEAVY, load, show, f);
}

// ---- Keeping, renaming, removing

static int put(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct filter_page *f = data;
	int r;

	r = saved_filters_put(q->service, conn, q->arena, q->ref->jurisdiction_id, q->session.officer_id,
		&f->saved, &f->kept_id, err);
	f->is_full = r == ERR_INVALID;
	return r;
}

static void done(struct web_request *q, void *data)
{
	struct filter_page *f = data;

	f->listing.saved_id = f->kept_id;
	web_redirect(q, "%s", desk_listing_path(q, &f->listing));
}

static void refuse(struct web_request *q, struct filter_page *f, struct slice text)
{
	f->error = web_error_at(q, "filter-name", text);
	f->is_asked = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, load, show, f);
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct filter_page *f = data;

	if (class == ERR_INVALID && f->is_full)
		refuse(q, f, slice_of(words_text(q->lang, WORD_FILTER_FULL)));
	else
		web_error_class(q, class, err);
}

static int remove_one(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct filter_page *f = data;

	return saved_filters_delete(
		conn, q->ref->jurisdiction_id, q->session.officer_id, f->listing.saved_id, err);
}

static void removed(struct web_request *q, void *data)
{
	struct filter_page *f = data;

	f->listing.saved_id = 0;
	web_redirect(q, "%s", desk_listing_path(q, &f->listing));
}

void handle_desk_filter_post(struct web_request *q)
{
	struct filter_page *f = ARENA_NEW(q->arena, struct filter_page);
	struct slice what = http_form(q->http, "do");
	bool is_new = slice_eq(what, SLICE("save"));

	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	f->listing = (struct desk_listing){.is_filter = true,
		.filter = desk_listing_fields(q, of_form, NULL),
		.saved_id = web_number(http_form(q->http, "saved"))};
	f->saved = (struct saved_filter){.id = is_new ? 0 : f->listing.saved_id,
		.name = text_clean_line(q->arena, http_form(q->http, "name")),
		.filter = f->listing.filter};
	if (slice_eq(what, SLICE("remove"))) {
		web_write(q, remove_one, removed, f);
	} else if (!is_new && (!slice_eq(what, SLICE("replace")) || !f->saved.id)) {
		web_error(q, 400);
	} else if (f->saved.name.len == 0) {
		refuse(q, f, slice_of(words_text(q->lang, WORD_FILTER_NAME_MISSING)));
	} else if (slice_utf8_len(f->saved.name) > DESK_FILTER_NAME_CHARS) {
		refuse(q, f, slice_of(words_text(q->lang, WORD_FILTER_NAME_LONG)));
	} else {
		web_on_failure(q, failed);
		web_write(q, put, done, f);
	}
}
