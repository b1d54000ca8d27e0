// SPDX-License-Identifier: Apache-2.0
// The line of a search, read and written for the index. For service/search*.c, service/similar.c and tests
// alone. Pure, any thread; results live in the arena.
#ifndef YIDAN_SERVICE_SEARCH_IMPL_H
#define YIDAN_SERVICE_SEARCH_IMPL_H

#include "db/db.h"
#include "service/search.h"
#include "text/fold.h"

#define SEARCH_IDS_MAX 8 // units or places that a part may name

struct search_part {
	struct slice text;	 // as typed
	struct text_terms terms; // all of them
	int64_t units[SEARCH_IDS_MAX], places[SEARCH_IDS_MAX];
	size_t unit_count, place_count;
};

struct search_line {
	struct search_part parts[SEARCH_PARTS_MAX];
	size_t count;
	bool is_searchable; // some part has a letter or digit
};

// A part names a unit or a place where it is more than half of a name of it, or the first half: "鹭汀" is a
// place, "街道" is none.
void search_line_read(
	struct arena *arena, const struct reference *ref, struct slice typed, struct search_line *ret);
// For FTS5 or as a tsquery: all parts, each by its terms or a mark; for the officers of a unit (0: all) also
// the mark of what that unit may see.
struct slice search_line_match(struct arena *arena, const struct search_line *line,
	enum db_engine_kind engine, int64_t sees_unit_id);

void search_desk_row(const struct case_state *state, struct case_list_row *ret);
void search_public_row(
	const struct case_state *state, const struct case_public_view *view, struct case_list_row *ret);

#endif
