// SPDX-License-Identifier: Apache-2.0
#include "web/names.h"

#include "po/words.h"
#include "service/reference.h"
#include "text/mask.h"

#include <inttypes.h>
#include <string.h>

struct slice web_unit_name(struct web_request *q, int64_t unit_id)
{
	const struct ref_unit *unit = reference_unit(q->ref, unit_id);

	return unit ? slice_of(unit->name[q->lang]) : SLICE("");
}

struct slice web_category_name(struct web_request *q, int64_t category_id)
{
	const struct ref_category *category = reference_category(q->ref, category_id);

	return category ? slice_of(category->name[q->lang]) : SLICE("");
}

struct slice web_area_name(struct web_request *q, int64_t area_id)
{
	const struct ref_area *area = reference_area(q->ref, area_id);

	return area ? slice_of(area->name[q->lang]) : SLICE("");
}

struct slice web_in_language(struct web_request *q, struct slice zh, struct slice en)
{
	return q->lang == LANG_ZH_CN || en.len == 0 ? zh : en;
}

struct slice web_programme_name(struct web_request *q, int64_t programme_id)
{
	const struct programme *programme = reference_programme(q->ref, programme_id);

	return programme ? web_in_language(q, programme->name_zh, programme->name_en) : SLICE("");
}

struct slice web_order_number(struct web_request *q, int64_t year, int64_t number)
{
	return number ? slice_of(arena_printf(q->arena, "%" PRId64 "-%" PRId64, year, number)) : SLICE("");
}

const char *web_query_escaped(struct web_request *q, struct slice text)
{
	struct buf out = buf_in(q->arena);

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (is_plain)
			buf_printf(&out, "%c", c);
		else
			buf_printf(&out, "%%%02X", c);
	}
	return out.len ? buf_cstr(&out) : "";
}

struct slice web_code(struct web_request *q, struct slice code)
{
	char grouped[CASE_CODE_GROUPED_BYTES];

	return slice_of(arena_strdup(q->arena, case_code_format(code, grouped)));
}

int64_t web_number(struct slice text)
{
	int64_t number;

	return slice_parse_i64(text, &number) && number > 0 ? number : 0;
}

// ---- Selects

struct select_builder {
	struct view_options *groups;
	size_t group_count;
	struct view_option *items;
	size_t item_count;
};

static struct select_builder select_begin(struct web_request *q, size_t most)
{
	return (struct select_builder){
		.groups = ARENA_ARRAY(q->arena, struct view_options, most + 1),
		.items = ARENA_ARRAY(q->arena, struct view_option, most + 1),
	};
}

static void select_group(struct select_builder *b, struct slice name)
{
	b->groups[b->group_count++] = (struct view_options){.name = name, .items = &b->items[b->item_count]};
}

static void select_item(struct select_builder *b, int64_t id, struct slice name, int64_t chosen)
{
	b->items[b->item_count++] = (struct view_option){id, name, id == chosen};
	b->groups[b->group_count - 1].count++;
}

static struct view_select select_end(const struct select_builder *b)
{
	return (struct view_select){b->groups, b->group_count};
}

struct view_select web_categories(struct web_request *q, int64_t chosen)
{
	const struct reference *ref = q->ref;
	struct select_builder b = select_begin(q, ref->category_count);

	// parents come before their children, so one walk makes the groups
	for (size_t i = 0; i < ref->category_count; i++) {
		const struct ref_category *parent = &ref->categories[i];

		if (parent->parent)
			continue;
		if (parent->is_leaf) {
			select_group(&b, SLICE(""));
			select_item(&b, parent->id, slice_of(parent->name[q->lang]), chosen);
			continue;
		}
		select_group(&b, slice_of(parent->name[q->lang]));
		for (size_t k = 0; k < ref->category_count; k++) {
			const struct ref_category *child = &ref->categories[k];

			if (child->parent_id == parent->id)
				select_item(&b, child->id, slice_of(child->name[q->lang]), chosen);
		}
	}
	return select_end(&b);
}

struct view_select web_units(struct web_request *q, int64_t chosen)
{
	const struct reference *ref = q->ref;
	struct select_builder b = select_begin(q, ref->unit_count);

	select_group(&b, SLICE(""));
	for (size_t i = 0; i < ref->unit_count; i++) {
		const struct ref_unit *unit = &ref->units[i];

		if (unit->parent && (!unit->is_retired || unit->id == chosen))
			select_item(&b, unit->id, slice_of(unit->name[q->lang]), chosen);
	}
	return select_end(&b);
}

struct view_select web_choices(
	struct web_request *q, const struct web_choice *choices, size_t count, int64_t chosen)
{
	struct select_builder b = select_begin(q, count);

	select_group(&b, SLICE(""));
	for (size_t i = 0; i < count; i++)
		select_item(&b, choices[i].id, choices[i].name, chosen);
	return select_end(&b);
}

static void programmes_of(
	struct web_request *q, struct select_builder *b, const struct season *season, int64_t chosen)
{
	bool has_group = false;

	for (size_t i = 0; i < q->ref->programme_count; i++) {
		const struct programme *p = &q->ref->programmes[i];

		if (p->season_id != (season ? season->id : 0) || (p->is_closed && p->id != chosen))
			continue;
		if (!has_group)
			select_group(
				b, season ? web_in_language(q, season->name_zh, season->name_en) : SLICE(""));
		has_group = true;
		select_item(b, p->id, web_in_language(q, p->name_zh, p->name_en), chosen);
	}
}

struct view_select web_programmes(struct web_request *q, int64_t chosen)
{
	struct select_builder b = select_begin(q, q->ref->programme_count + q->ref->season_count);

	for (size_t i = 0; i < q->ref->season_count; i++)
		programmes_of(q, &b, &q->ref->seasons[i], chosen);
	programmes_of(q, &b, NULL, chosen);
	return select_end(&b);
}

struct view_select web_areas(struct web_request *q, int64_t chosen)
{
	const struct reference *ref = q->ref;
	struct select_builder b = select_begin(q, ref->area_count + ref->town_count);

	for (size_t i = 0; i < ref->town_count; i++) {
		const struct ref_area *town = ref->towns[i];

		select_group(&b, slice_of(town->name[q->lang]));
		select_item(&b, town->id, slice_of(town->name[q->lang]), chosen);
		for (size_t k = 0; k < ref->area_count; k++) {
			if (ref->areas[k].parent_id == town->id &&
				strcmp(ref->areas[k].tree, town->tree) == 0)
				select_item(
					&b, ref->areas[k].id, slice_of(ref->areas[k].name[q->lang]), chosen);
		}
	}
	return select_end(&b);
}

struct view_select web_towns(struct web_request *q, int64_t chosen)
{
	struct select_builder b = select_begin(q, q->ref->town_count);

	select_group(&b, SLICE(""));
	for (size_t i = 0; i < q->ref->town_count; i++)
		select_item(&b, q->ref->towns[i]->id, slice_of(q->ref->towns[i]->name[q->lang]), chosen);
	return select_end(&b);
}

// ---- Rows, photos, masks

static bool waits(enum case_state_code state)
{
	return state != CASE_STATE_ANSWERED && state != CASE_STATE_CLOSED && state != CASE_STATE_DECLINED &&
	       state != CASE_STATE_WITHDRAWN && state != CASE_STATE_WAITING;
}

void web_case_rows(
	struct web_request *q, const struct case_list_row *rows, size_t count, struct view_case_row **ret)
{
	struct view_case_row *view = ARENA_ARRAY(q->arena, struct view_case_row, count);

	for (size_t i = 0; i < count; i++) {
		const struct case_list_row *row = &rows[i];
		bool has_due = waits(row->state) && row->due_at < q->now_us + 366 * US_PER_DAY * 10;

		view[i] = (struct view_case_row){
			.code = web_code(q, row->code),
			.title = row->title,
			.state = row->state,
			.kind = row->kind,
			.category = web_category_name(q, row->category_id),
			.town = web_area_name(q, row->town_id),
			.unit = web_unit_name(q, row->unit_id),
			.received_at = row->received_at,
			// what is open again waits for another answer
			.answered_at = waits(row->state) ? 0 : row->answered_at,
			.due_at = has_due ? row->due_at : 0,
			.is_late = has_due && row->due_at < q->now_us,
			.solved = row->solved,
		};
	}
	*ret = view;
}

struct view_photos web_photos(struct web_request *q, const struct attachment *files, size_t count,
	const char *prefix, bool published_only)
{
	struct view_photo *items = ARENA_ARRAY(q->arena, struct view_photo, count);
	struct view_photos photos = {.items = items};

	for (size_t i = 0; i < count; i++) {
		if (published_only && !files[i].published)
			continue;
		items[photos.count++] = (struct view_photo){
			.id = files[i].id,
			.url = web_url(q, "%s/photo/%" PRId64, prefix, files[i].id),
			.thumb = web_url(q, "%s/photo/%" PRId64 "/small", prefix, files[i].id),
			.is_chosen = files[i].published,
		};
	}
	return photos;
}

struct view_text web_masked(struct web_request *q, struct slice text, size_t *ret_count)
{
	struct text_masked masked = text_mask(q->arena, text);
	struct view_piece *pieces = ARENA_ARRAY(q->arena, struct view_piece, 2 * masked.count + 1);
	size_t count = 0, at = 0;

	for (size_t i = 0; i < masked.count; i++) {
		const struct text_mask_span *span = &masked.spans[i];

		if (span->mark_from > at)
			pieces[count++] =
				(struct view_piece){slice_sub(masked.text, at, span->mark_from - at), false};
		pieces[count++] = (struct view_piece){
			slice_sub(masked.text, span->mark_from, span->mark_to - span->mark_from), true};
		at = span->mark_to;
	}
	if (at < masked.text.len)
		pieces[count++] = (struct view_piece){slice_sub(masked.text, at, masked.text.len), false};
	*ret_count = masked.count;
	return (struct view_text){pieces, count};
}

struct slice web_mask(struct web_request *q, struct slice text)
{
	return text_mask(q->arena, text).text;
}

const char *web_state_text(enum lang lang, enum case_state_code state)
{
	switch (state) {
	case CASE_STATE_NONE:
		return "";
	case CASE_STATE_RECEIVED:
		return words_text(lang, WORD_STATE_RECEIVED);
	case CASE_STATE_ASSIGNED:
		return words_text(lang, WORD_STATE_ASSIGNED);
	case CASE_STATE_IN_HAND:
		return words_text(lang, WORD_STATE_IN_HAND);
	case CASE_STATE_RETURNED:
		return words_text(lang, WORD_STATE_RETURNED);
	case CASE_STATE_ANSWERED:
		return words_text(lang, WORD_STATE_ANSWERED);
	case CASE_STATE_CLOSED:
		return words_text(lang, WORD_STATE_CLOSED);
	case CASE_STATE_REOPENED:
		return words_text(lang, WORD_STATE_REOPENED);
	case CASE_STATE_DECLINED:
		return words_text(lang, WORD_STATE_DECLINED);
	case CASE_STATE_APPEALED:
		return words_text(lang, WORD_STATE_APPEALED);
	case CASE_STATE_WITHDRAWN:
		return words_text(lang, WORD_STATE_WITHDRAWN);
	case CASE_STATE_WAITING:
		return words_text(lang, WORD_STATE_WAITING);
	}
	return "";
}
