// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "service/search_impl.h"
#include "store/case_words.h"
#include "text/clean.h"

#include <inttypes.h>

#define WORD_BEGINNING_BYTES 3

// ---- Reading

static bool names(struct arena *arena, const char *name, struct slice part, size_t part_length)
{
	size_t name_length = text_length(slice_of(name));

	if (part_length < 2 || !text_contains(arena, slice_of(name), part))
		return false;
	return 2 * part_length > name_length ||
	       (2 * part_length == name_length &&
		       slice_starts_with(text_fold(arena, slice_of(name)), text_fold(arena, part)));
}

static void find_names(struct arena *arena, const struct reference *ref, struct search_part *part)
{
	size_t length = text_length(part->text);

	for (size_t i = 0; i < ref->unit_count && part->unit_count < SEARCH_IDS_MAX; i++) {
		const struct ref_unit *unit = &ref->units[i];

		if (names(arena, unit->name[REF_NAME_ZH], part->text, length) ||
			names(arena, unit->name[REF_NAME_EN], part->text, length))
			part->units[part->unit_count++] = unit->id;
	}
	for (size_t i = 0; i < ref->area_count && part->place_count < SEARCH_IDS_MAX; i++) {
		const struct ref_area *area = &ref->areas[i];

		if (names(arena, area->name[REF_NAME_ZH], part->text, length) ||
			names(arena, area->name[REF_NAME_EN], part->text, length))
			part->places[part->place_count++] = area->id;
	}
}

// A name may have blanks in it: the longest run of words from here on that is one, or else one word.
static struct slice take_part(
	struct arena *arena, const struct reference *ref, struct slice *rest, struct search_part *part)
{
	struct slice first, after;

	for (size_t len = rest->len; len > 0; len--) {
		if (len < rest->len && rest->ptr[len] != ' ')
			continue;
		*part = (struct search_part){.text = slice_sub(*rest, 0, len)};
		find_names(arena, ref, part);
		if (part->unit_count || part->place_count) {
			*rest = len < rest->len ? slice_sub(*rest, len + 1, rest->len - len - 1) : SLICE("");
			return part->text;
		}
	}
	slice_cut(*rest, ' ', &first, &after);
	*part = (struct search_part){.text = first};
	*rest = after;
	return first;
}

void search_line_read(
	struct arena *arena, const struct reference *ref, struct slice typed, struct search_line *ret)
{
	struct slice rest = text_clean_line(arena, slice_utf8_head(typed, SEARCH_BYTES_MAX));

	*ret = (struct search_line){0};
	while (rest.len && ret->count < SEARCH_PARTS_MAX) {
		struct search_part *part = &ret->parts[ret->count];

		if (!take_part(arena, ref, &rest, part).len)
			continue;
		part->terms = text_terms_of_query(arena, part->text);
		ret->is_searchable |= part->terms.count > 0;
		ret->count++;
	}
}

// ---- Writing

// A term in quotes: in it nothing means anything but the quote, and no term has one (text/fold.h).
static void put_term(struct buf *out, enum db_engine_kind engine, struct slice term, bool is_prefix)
{
	if (engine == DB_ENGINE_SQLITE)
		buf_printf(out, "\"%.*s\"%s", SLICE_ARG(term), is_prefix ? " *" : "");
	else
		buf_printf(out, "'%.*s'%s", SLICE_ARG(term), is_prefix ? ":*" : "");
}

// Words are found by their beginnings, too: "pothole" finds "potholes". Scripts without blanks have pairs.
static bool is_beginning(struct slice term)
{
	return term.len >= WORD_BEGINNING_BYTES && (unsigned char)term.ptr[0] < 0x80;
}

static void put_mark(struct buf *out, enum db_engine_kind engine, const char *mark, int64_t id)
{
	if (engine == DB_ENGINE_SQLITE)
		buf_printf(out, "\"%s%" PRId64 "\"", mark, id);
	else
		buf_printf(out, "'%s%" PRId64 "'", mark, id);
}

static const char *and_of(enum db_engine_kind engine)
{
	return engine == DB_ENGINE_SQLITE ? " AND " : " & ";
}

static const char *or_of(enum db_engine_kind engine)
{
	return engine == DB_ENGINE_SQLITE ? " OR " : " | ";
}

static void put_part(struct buf *out, enum db_engine_kind engine, const struct search_part *part)
{
	const char *between = "";

	buf_printf(out, "(");
	if (part->terms.count) {
		buf_printf(out, "(");
		for (size_t i = 0; i < part->terms.count; i++) {
			buf_printf(out, "%s", i ? and_of(engine) : "");
			put_term(out, engine, part->terms.terms[i],
				part->terms.is_prefix || is_beginning(part->terms.terms[i]));
		}
		buf_printf(out, ")");
		between = or_of(engine);
	}
	for (size_t i = 0; i < part->unit_count; i++) {
		buf_printf(out, "%s", between);
		put_mark(out, engine, CASE_WORDS_UNIT, part->units[i]);
		between = or_of(engine);
	}
	for (size_t i = 0; i < part->place_count; i++) {
		buf_printf(out, "%s", between);
		put_mark(out, engine, CASE_WORDS_PLACE, part->places[i]);
		between = or_of(engine);
	}
	buf_printf(out, ")");
}

struct slice search_line_match(
	struct arena *arena, const struct search_line *line, enum db_engine_kind engine, int64_t sees_unit_id)
{
	struct buf out = buf_in(arena);

	if (sees_unit_id)
		put_mark(&out, engine, CASE_WORDS_SEES, sees_unit_id);
	for (size_t i = 0; i < line->count; i++) {
		const struct search_part *part = &line->parts[i];

		// what has no letter is left to the check of each hit
		if (!part->terms.count && !part->unit_count && !part->place_count)
			continue;
		buf_printf(&out, "%s", out.len ? and_of(engine) : "");
		put_part(&out, engine, part);
	}
	return buf_slice(&out);
}
