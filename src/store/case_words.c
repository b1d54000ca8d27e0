// SPDX-License-Identifier: Apache-2.0
#include "store/case_words.h"

#include "base/buf.h"
#include "db/db.h"
#include "domain/case_view.h"
#include "sql.h"
#include "text/fold.h"

#include <inttypes.h>
#include <stdlib.h>

static void put_text(struct buf *out, struct slice text)
{
	if (!text.len)
		return;
	buf_put_slice(out, text);
	buf_put_slice(out, SLICE("\n"));
}

static void put_private(struct buf *out, const struct private_text *text)
{
	if (text->state == PRIVATE_PRESENT)
		put_text(out, text->value);
}

struct slice case_words_office_text(struct arena *arena, const struct case_state *state)
{
	struct buf out = buf_in(arena);

	put_private(&out, &state->title);
	put_private(&out, &state->text);
	put_private(&out, &state->address);
	put_private(&out, &state->public_title);
	put_private(&out, &state->public_text);
	put_private(&out, &state->answer);
	put_private(&out, &state->public_answer);
	return buf_slice(&out);
}

struct slice case_words_public_text(struct arena *arena, const struct case_state *state)
{
	struct case_public_view view;
	struct buf out = buf_in(arena);

	case_public_view(state, &view);
	if (view.shows_words) {
		put_text(&out, view.title);
		put_text(&out, view.text);
		put_text(&out, view.answer);
	}
	return buf_slice(&out);
}

static void put_mark(struct buf *out, const char *mark, int64_t id)
{
	if (id)
		buf_printf(out, "%s%s%" PRId64, out->len ? " " : "", mark, id);
}

static void put_terms(struct buf *out, struct arena *arena, struct slice text)
{
	struct text_terms terms = text_terms_of(arena, text);

	for (size_t i = 0; i < terms.count; i++) {
		if (out->len)
			buf_put_slice(out, SLICE(" "));
		buf_put_slice(out, terms.terms[i]);
	}
}

// Each once, so that a case always has the same terms.
static void put_viewers(struct buf *out, const struct case_state *state)
{
	int64_t units[4 + 2 * LIMIT_SUPPORTS] = {state->unit_id, state->supervising_unit_id,
		state->assigning_unit_id, state->received_by_unit_id};
	size_t count = 4;

	for (int i = 0; i < state->support_count; i++) {
		units[count++] = state->supports[i].unit_id;
		units[count++] = state->supports[i].supervising_unit_id;
	}
	for (size_t i = 0; i < count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < i; k++)
			is_there |= units[k] == units[i];
		if (!is_there)
			put_mark(out, CASE_WORDS_SEES, units[i]);
	}
}

static struct slice office_terms(struct arena *arena, const struct case_state *state)
{
	struct buf out = buf_in(arena);

	if (!state || state->seq == 0)
		return SLICE("");
	put_mark(&out, CASE_WORDS_PLACE, state->area_id);
	if (state->place_area_id.state == PRIVATE_PRESENT && state->place_area_id.value != state->area_id)
		put_mark(&out, CASE_WORDS_PLACE, state->place_area_id.value);
	put_mark(&out, CASE_WORDS_UNIT, state->unit_id);
	put_viewers(&out, state);
	put_terms(&out, arena, case_words_office_text(arena, state));
	return buf_slice(&out);
}

static struct slice public_terms(struct arena *arena, const struct case_state *state)
{
	struct case_public_view view;
	struct buf out = buf_in(arena);

	if (!state || state->seq == 0)
		return SLICE("");
	case_public_view(state, &view);
	if (!view.shows_row)
		return SLICE("");
	put_mark(&out, CASE_WORDS_PLACE, view.area_id);
	put_mark(&out, CASE_WORDS_UNIT, view.unit_id);
	put_terms(&out, arena, case_words_public_text(arena, state));
	return buf_slice(&out);
}

// ---- Storing

static int delete_terms(struct db_conn *conn, const struct case_state *state, bool is_public,
	struct slice terms, struct err *err)
{
	if (!terms.len)
		return 0;
	if (is_public)
		return sql_case_words_delete_public(conn,
			&(struct sql_case_words_delete_public_in){.jurisdiction_id = state->jurisdiction_id,
				.case_id = state->case_id,
				.terms = terms},
			NULL, err);
	return sql_case_words_delete_office(conn,
		&(struct sql_case_words_delete_office_in){
			.jurisdiction_id = state->jurisdiction_id, .case_id = state->case_id, .terms = terms},
		NULL, err);
}

static int insert_terms(struct db_conn *conn, const struct case_state *state, bool is_public,
	struct slice terms, struct err *err)
{
	if (!terms.len)
		return 0;
	if (is_public)
		return sql_case_words_insert_public(conn,
			&(struct sql_case_words_insert_public_in){.jurisdiction_id = state->jurisdiction_id,
				.case_id = state->case_id,
				.terms = terms},
			NULL, err);
	return sql_case_words_insert_office(conn,
		&(struct sql_case_words_insert_office_in){
			.jurisdiction_id = state->jurisdiction_id, .case_id = state->case_id, .terms = terms},
		NULL, err);
}

static int change(struct db_conn *conn, const struct case_state *state, bool is_public, struct slice before,
	struct slice after, struct err *err)
{
	int r;

	if (slice_eq(before, after))
		return 0;
	r = delete_terms(conn, state, is_public, before, err);
	return r == 0 ? insert_terms(conn, state, is_public, after, err) : r;
}

int case_words_store(struct db_conn *conn, struct arena *arena, const struct case_state *before,
	const struct case_state *after, struct err *err)
{
	const struct case_state *state = after ? after : before;
	int r;

	if (!state)
		return 0;
	r = change(conn, state, false, office_terms(arena, before), office_terms(arena, after), err);
	return r == 0 ? change(conn, state, true, public_terms(arena, before), public_terms(arena, after),
				err)
		      : r;
}

int case_words_add(struct db_conn *conn, struct arena *arena, const struct case_state *state, bool *ret_added,
	struct err *err)
{
	struct sql_case_words_has_office_row row;
	int r;

	*ret_added = false;
	r = sql_case_words_has_office(conn, arena,
		&(struct sql_case_words_has_office_in){
			.jurisdiction_id = state->jurisdiction_id, .case_id = state->case_id},
		&row, err);
	if (r < 0 || row.n)
		return r;
	// what a release stored meanwhile
	r = delete_terms(conn, state, true, public_terms(arena, state), err);
	if (r == 0)
		r = case_words_store(conn, arena, NULL, state, err);
	*ret_added = r == 0;
	return r;
}
