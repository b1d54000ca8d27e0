// SPDX-License-Identifier: Apache-2.0
#include "web/desk_listing.h"

#include "web/desk.h"
#include "web/names.h"

#include <inttypes.h>

// ---- Out of a text

// Values hold no character that an address would have to escape.
static struct slice of_text(struct web_request *q, const void *from, const char *name)
{
	struct slice rest = *(const struct slice *)from, pair, key, value;

	(void)q;
	while (rest.len) {
		slice_cut(rest, '&', &pair, &rest);
		slice_cut(pair, '=', &key, &value);
		if (slice_eq_cstr(key, name))
			return value;
	}
	return SLICE("");
}

static int64_t day_of(struct slice text)
{
	int64_t day;

	return text.len && calendar_day_parse(text, &day) == 0 && day > 0 ? day : 0;
}

struct desk_filter desk_listing_fields(struct web_request *q,
	struct slice (*get)(struct web_request *q, const void *from, const char *name), const void *from)
{
	struct desk_filter filter = {
		.category_id = web_number(get(q, from, "category")),
		.town_id = web_number(get(q, from, "town")),
		.unit_id = web_number(get(q, from, "unit")),
		.from_day = day_of(get(q, from, "from")),
		.to_day = day_of(get(q, from, "to")),
		.told = slice_eq(get(q, from, "told"), SLICE("1")),
	};
	struct slice due = get(q, from, "due");
	enum case_channel channel;
	enum case_state_code state;
	enum case_kind kind;

	if (case_state_parse(get(q, from, "state"), &state) && desk_filter_state_is_open(state))
		filter.state = slice_of(case_state_name(state));
	if (case_kind_parse(get(q, from, "kind"), &kind))
		filter.kind = slice_of(case_kind_name(kind));
	if (case_channel_parse(get(q, from, "channel"), &channel))
		filter.channel = slice_of(case_channel_name(channel));
	if (slice_eq(due, SLICE("overdue")) || slice_eq(due, SLICE("today")) || slice_eq(due, SLICE("week")))
		filter.due = due;
	return filter;
}

bool desk_listing_parse(struct web_request *q, struct slice text, struct desk_listing *ret)
{
	struct slice queue = of_text(q, &text, "queue"), at, id;
	struct desk_listing listing = {.is_filter = queue.len == 0};

	if (text.len == 0 || text.len > DESK_LISTING_BYTES)
		return false;
	if (!listing.is_filter && (!desk_folder_parse(queue, &listing.folder) ||
					  !desk_folder_is_for(listing.folder, q->session.roles)))
		return false;
	if (listing.is_filter) {
		listing.filter = desk_listing_fields(q, of_text, &text);
		listing.saved_id = web_number(of_text(q, &text, "saved"));
	}
	slice_cut(of_text(q, &text, "after"), '-', &at, &id);
	if (web_number(at) && web_number(id)) {
		listing.after_at = web_number(at);
		listing.after_id = web_number(id);
	}
	*ret = listing;
	return true;
}

// ---- Into one

static void put_word(struct buf *out, const char *name, struct slice value)
{
	if (value.len)
		buf_printf(out, "&%s=%.*s", name, SLICE_ARG(value));
}

static void put_number(struct buf *out, const char *name, int64_t value)
{
	if (value)
		buf_printf(out, "&%s=%" PRId64, name, value);
}

static void put_day(struct buf *out, const char *name, int64_t day)
{
	char text[CALENDAR_DAY_BYTES];

	if (day)
		buf_printf(out, "&%s=%s", name, calendar_day_format(day, text));
}

struct slice desk_listing_text(struct web_request *q, const struct desk_listing *listing)
{
	const struct desk_filter *f = &listing->filter;
	struct buf out = buf_in(q->arena);

	if (listing->is_filter) {
		buf_printf(&out, "filter=1");
		put_word(&out, "state", f->state);
		put_word(&out, "kind", f->kind);
		put_word(&out, "channel", f->channel);
		put_word(&out, "due", f->due);
		put_number(&out, "category", f->category_id);
		put_number(&out, "town", f->town_id);
		put_number(&out, "unit", f->unit_id);
		put_number(&out, "told", f->told);
		put_day(&out, "from", f->from_day);
		put_day(&out, "to", f->to_day);
		put_number(&out, "saved", listing->saved_id);
	} else {
		buf_printf(&out, "queue=%s", desk_folder_name(listing->folder));
	}
	if (listing->after_at)
		buf_printf(&out, "&after=%" PRId64 "-%" PRId64, listing->after_at, listing->after_id);
	return buf_slice(&out);
}

const char *desk_listing_path(struct web_request *q, const struct desk_listing *listing)
{
	return arena_printf(q->arena, "%s?%.*s", listing->is_filter ? "/desk/filter" : "/desk",
		SLICE_ARG(desk_listing_text(q, listing)));
}

const char *desk_listing_escaped(struct web_request *q, const struct desk_listing *listing)
{
	struct slice text = desk_listing_text(q, listing);
	struct buf out = buf_in(q->arena);

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '&')
			buf_printf(&out, "%%26");
		else if (text.ptr[i] == '=')
			buf_printf(&out, "%%3D");
		else
			buf_printf(&out, "%c", text.ptr[i]);
	}
	return arena_printf(q->arena, "%.*s", SLICE_ARG(buf_slice(&out)));
}

int desk_listing_load(struct web_request *q, struct db_conn *conn, const struct desk_listing *listing,
	int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err)
{
	struct officer officer = desk_officer(q);

	if (listing->is_filter)
		return desk_filter_list(conn, q->arena, q->ref, &officer, &listing->filter, q->now_us,
			listing->after_at, listing->after_id, most, ret, ret_count, err);
	return cases_desk_list(conn, q->arena, q->ref, &officer, listing->folder, q->now_us,
		listing->after_at, listing->after_id, most, ret, ret_count, err);
}
