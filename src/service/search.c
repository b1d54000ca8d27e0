// SPDX-License-Identifier: Apache-2.0
#include "service/search.h"

#include "base/buf.h"
#include "db/db.h"
#include "service/case_lists.h"
#include "service/contact_keys.h"
#include "service/search_impl.h"
#include "service/service.h"
#include "sql.h"
#include "store/case_words.h"
#include "text/fold.h"

#include <inttypes.h>

#define CANDIDATES_MAX 64 // at a time

// One search on its way.
struct search {
	struct db_conn *conn;
	struct arena *arena;
	const struct reference *ref;
	const struct officer *officer;	  // NULL: what everybody may see
	const struct case_filter *filter; // NULL: all
	struct search_line line;
	struct slice match;
	int64_t looks;
	struct err *err;
};

// ---- What is checked of a candidate

static bool has_id(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
}

static bool fits_line(struct arena *arena, const struct search_line *line, struct slice text, int64_t unit_id,
	int64_t town_id, int64_t place_id)
{
	for (size_t i = 0; i < line->count; i++) {
		const struct search_part *part = &line->parts[i];

		if (!text_contains(arena, text, part->text) &&
			!has_id(part->units, part->unit_count, unit_id) &&
			!has_id(part->places, part->place_count, town_id) &&
			!has_id(part->places, part->place_count, place_id))
			return false;
	}
	return true;
}

static bool fits_state(struct slice wanted, enum case_state_code state)
{
	if (!wanted.len)
		return true;
	if (!slice_eq(wanted, SLICE("open")))
		return slice_eq_cstr(wanted, case_state_name(state));
	return state != CASE_STATE_ANSWERED && state != CASE_STATE_CLOSED && state != CASE_STATE_DECLINED &&
	       state != CASE_STATE_WITHDRAWN;
}

static bool fits_filter(const struct case_filter *filter, const struct case_public_view *view)
{
	return (!filter->category_id || filter->category_id == view->category_id) &&
	       (!filter->town_id || filter->town_id == view->area_id) &&
	       (!filter->unit_id || filter->unit_id == view->unit_id) &&
	       (!filter->kind.len || slice_eq_cstr(filter->kind, case_kind_name(view->kind))) &&
	       fits_state(filter->state, view->state);
}

// ---- Rows

void search_desk_row(const struct case_state *state, struct case_list_row *ret)
{
	*ret = (struct case_list_row){
		.id = state->case_id,
		.code = state->code,
		.state = state->state,
		.kind = state->kind,
		.title = state->title.state == PRIVATE_PRESENT ? state->title.value : SLICE(""),
		.category_id = state->category_id,
		.town_id = state->area_id,
		.unit_id = state->unit_id,
		.received_at = state->received_at_us,
		.answered_at = state->first_answered_at_us,
		.closed_at = state->closed_at_us,
		.updated_at = state->last_at_us,
		.due_at = case_due_at(state),
		.told_at = state->told_at_us,
		.solved = state->solved,
		.satisfied = state->satisfied,
	};
}

void search_public_row(
	const struct case_state *state, const struct case_public_view *view, struct case_list_row *ret)
{
	int64_t due = case_due_at(state);

	// when the answer is due, not when the raiser is to be contacted
	if (state->unit_deadline_us)
		due = state->unit_deadline_us;
	else if (!state->reopens && state->reply_by_us)
		due = state->reply_by_us;
	*ret = (struct case_list_row){
		.id = state->case_id,
		.code = state->code,
		.state = view->state,
		.kind = view->kind,
		.title = view->shows_words ? view->title : SLICE(""),
		.category_id = view->category_id,
		.town_id = view->area_id,
		.unit_id = view->unit_id,
		.received_at = view->received_at_us,
		.answered_at = view->answered_at_us,
		.closed_at = view->closed_at_us,
		.updated_at = state->last_at_us,
		.due_at = due,
		.solved = view->solved,
		.satisfied = view->satisfied,
	};
}

static bool takes_desk(struct search *s, const struct case_state *state, struct case_list_row *ret)
{
	struct case_actor actor = cases_actor(s->ref, s->officer, state);

	if (!case_may_see(state, &actor) ||
		!fits_line(s->arena, &s->line, case_words_office_text(s->arena, state), state->unit_id,
			state->area_id,
			state->place_area_id.state == PRIVATE_PRESENT ? state->place_area_id.value : 0))
		return false;
	search_desk_row(state, ret);
	return true;
}

static bool takes_public(struct search *s, const struct case_state *state, struct case_list_row *ret)
{
	struct case_public_view view;

	case_public_view(state, &view);
	if (!view.shows_row || !fits_filter(s->filter, &view) ||
		!fits_line(s->arena, &s->line, case_words_public_text(s->arena, state), view.unit_id,
			view.area_id, 0))
		return false;
	search_public_row(state, &view, ret);
	return true;
}

// ---- One page

static int candidates(struct search *s, int64_t before_id, int64_t **ret, size_t *ret_count)
{
	struct sql_case_words_find_office_row *seen;
	struct sql_case_words_find_public_row *shown;
	int r;

	if (s->officer) {
		r = sql_case_words_find_office(s->conn, s->arena,
			&(struct sql_case_words_find_office_in){.jurisdiction_id = s->ref->jurisdiction_id,
				.match = s->match,
				VIEWER(s->ref, s->officer),
				.before_id = before_id,
				.most = CANDIDATES_MAX},
			&seen, ret_count, s->err);
		*ret = r == 0 ? ARENA_ARRAY(s->arena, int64_t, *ret_count + 1) : NULL;
		for (size_t i = 0; r == 0 && i < *ret_count; i++)
			(*ret)[i] = seen[i].id;
		return r;
	}
	r = sql_case_words_find_public(s->conn, s->arena,
		&(struct sql_case_words_find_public_in){.jurisdiction_id = s->ref->jurisdiction_id,
			.match = s->match,
			.before_id = before_id,
			.most = CANDIDATES_MAX},
		&shown, ret_count, s->err);
	*ret = r == 0 ? ARENA_ARRAY(s->arena, int64_t, *ret_count + 1) : NULL;
	for (size_t i = 0; r == 0 && i < *ret_count; i++)
		(*ret)[i] = shown[i].id;
	return r;
}

// One hit more than a page tells that there is another page. *ret_is_full: the page ends here.
static int look(struct search *s, int64_t id, struct search_found *ret, bool *ret_is_full)
{
	struct case_stream stream;
	struct case_list_row row;
	int r;

	r = case_stream_load(s->conn, s->arena, s->ref->jurisdiction_id, id, &stream, s->err);
	if (r < 0)
		return r;
	s->looks++;
	if (s->officer ? takes_desk(s, &stream.state, &row) : takes_public(s, &stream.state, &row)) {
		if (ret->count == SEARCH_ROWS) {
			ret->next_before = ret->rows[SEARCH_ROWS - 1].id;
			*ret_is_full = true;
			return 0;
		}
		ret->rows[ret->count++] = row;
	}
	if (s->looks == SEARCH_LOOKS_MAX) {
		ret->next_before = id;
		*ret_is_full = true;
	}
	return 0;
}

static int find_page(struct search *s, int64_t before_id, struct search_found *ret)
{
	bool is_full = false;
	size_t count = CANDIDATES_MAX;
	int64_t *ids;
	int r = 0;

	if (!before_id)
		before_id = INT64_MAX;
	while (r == 0 && !is_full && count == CANDIDATES_MAX) {
		r = candidates(s, before_id, &ids, &count);
		for (size_t i = 0; r == 0 && !is_full && i < count; i++) {
			r = look(s, ids[i], ret, &is_full);
			before_id = ids[i];
		}
	}
	return r;
}

static int begin(struct search *s, struct slice typed, struct search_found *ret)
{
	struct sql_search_fill_get_row fill;

	*ret = (struct search_found){.rows = ARENA_ARRAY(s->arena, struct case_list_row, SEARCH_ROWS)};
	search_line_read(s->arena, s->ref, typed, &s->line);
	ret->is_empty = !s->line.is_searchable;
	return sql_search_fill_get(s->conn, s->arena,
		&(struct sql_search_fill_get_in){.jurisdiction_id = s->ref->jurisdiction_id},
		&ret->is_incomplete, &fill, s->err);
}

int search_desk(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, struct slice typed, int64_t before_id, struct search_found *ret,
	struct err *err)
{
	struct search s = {.conn = conn, .arena = arena, .ref = ref, .officer = officer, .err = err};
	int r = begin(&s, typed, ret);

	if (r < 0 || ret->is_empty)
		return r;
	s.match = search_line_match(
		arena, &s.line, db_conn_engine(conn), cases_sees_all(officer->roles) ? 0 : officer->unit_id);
	return find_page(&s, before_id, ret);
}

int search_public(struct db_conn *conn, struct arena *arena, const struct reference *ref, struct slice typed,
	const struct case_filter *filter, int64_t before_id, struct search_found *ret, struct err *err)
{
	struct search s = {.conn = conn, .arena = arena, .ref = ref, .filter = filter, .err = err};
	int r = begin(&s, typed, ret);

	if (r < 0 || ret->is_empty)
		return r;
	s.match = search_line_match(arena, &s.line, db_conn_engine(conn), 0);
	return find_page(&s, before_id, ret);
}

// ---- By contact data

bool search_contact_is_for(int64_t roles)
{
	return (roles & (ROLE_INTAKE | ROLE_SUPERVISOR)) != 0;
}

static int note_look(struct service *service, struct search *s, int64_t case_id, int64_t now_us)
{
	return sql_contact_view_insert(s->conn,
		&(struct sql_contact_view_insert_in){
			.jurisdiction_id = s->ref->jurisdiction_id,
			.case_id = case_id,
			.id = service_next_id(service),
			.officer_id = s->officer->id,
			.at = now_us,
		},
		NULL, s->err);
}

// Whoever must not know who a raiser is that asked to be kept secret does not find it by a name either.
static bool takes_contact(struct search *s, const struct case_state *state)
{
	struct case_actor actor = cases_actor(s->ref, s->officer, state);

	return case_may_see(state, &actor) &&
	       ((s->officer->roles & ROLE_INTAKE) != 0 || !case_is_secret(state));
}

static int find_contact(struct service *service, struct search *s, struct slice hash, int64_t now_us,
	struct search_found *ret)
{
	struct sql_contact_key_find_row *rows;
	size_t count;
	int r;

	r = sql_contact_key_find(s->conn, s->arena,
		&(struct sql_contact_key_find_in){.jurisdiction_id = s->ref->jurisdiction_id,
			.hash = hash,
			VIEWER(s->ref, s->officer),
			.before_id = INT64_MAX,
			.most = SEARCH_ROWS},
		&rows, &count, s->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct case_stream stream;

		r = case_stream_load(s->conn, s->arena, s->ref->jurisdiction_id, rows[i].id, &stream, s->err);
		if (r < 0 || !takes_contact(s, &stream.state))
			continue;
		search_desk_row(&stream.state, &ret->rows[ret->count++]);
		r = note_look(service, s, rows[i].id, now_us);
	}
	return r;
}

int search_contact(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, int64_t officer_id, struct slice typed, int64_t now_us,
	struct search_found *ret, bool *ret_refused, struct err *err)
{
	enum contact_kind kind = contact_kind_of(typed);
	unsigned char hash[KEYS_CONTACT_BYTES];
	struct officer officer;
	struct search s = {.conn = conn, .arena = arena, .ref = ref, .officer = &officer, .err = err};
	int r;

	*ret = (struct search_found){.rows = ARENA_ARRAY(arena, struct case_list_row, SEARCH_ROWS)};
	*ret_refused = false;
	r = officers_by_id(conn, arena, ref->jurisdiction_id, officer_id, &officer, err);
	if (r < 0)
		return r;
	*ret_refused = !search_contact_is_for(officer.roles);
	if (*ret_refused)
		return 0;
	ret->is_empty = !contact_key(service_keys(service), arena, ref->jurisdiction_id, kind, typed, hash);
	return ret->is_empty ? 0 : find_contact(service, &s, slice_from(hash, sizeof(hash)), now_us, ret);
}
