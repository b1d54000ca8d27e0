// SPDX-License-Identifier: Apache-2.0
#include "service/case_lists.h"
#include "service/cases.h"
#include "service/service.h"

#include "base/clock.h"
#include "db/db.h"
#include "sql.h"

#include <string.h>

int cases_head(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct case_head *ret, struct err *err)
{
	struct sql_case_row_head_by_code_row row;
	bool found;
	int r;

	r = sql_case_row_head_by_code(conn, arena,
		&(struct sql_case_row_head_by_code_in){.jurisdiction_id = jurisdiction_id, .code = code},
		&found, &row, err);
	if (r < 0)
		return r;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "no such case");
	*ret = (struct case_head){row.id, row.seq, row.visible != 0};
	return 0;
}

int cases_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct case_page *ret, struct err *err)
{
	struct case_head head;
	int r;

	*ret = (struct case_page){0};
	r = cases_head(conn, arena, jurisdiction_id, code, &head, err);
	if (r == 0)
		r = case_stream_load(conn, arena, jurisdiction_id, head.id, &ret->stream, err);
	if (r == 0 && ret->stream.state.files.state == PRIVATE_PRESENT)
		r = attachments_of_case(
			conn, arena, jurisdiction_id, head.id, &ret->files, &ret->file_count, err);
	if (r == 0)
		case_public_view(&ret->stream.state, &ret->view);
	return r;
}

int cases_view_contact(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, int64_t officer_id, struct slice code, int64_t now_us,
	struct case_contact *ret, bool *ret_refused, struct err *err)
{
	struct case_stream stream;
	struct officer officer;
	struct case_actor actor;
	struct case_head head;
	int r;

	*ret_refused = false;
	r = officers_by_id(conn, arena, ref->jurisdiction_id, officer_id, &officer, err);
	if (r == 0)
		r = cases_head(conn, arena, ref->jurisdiction_id, code, &head, err);
	if (r == 0)
		r = case_stream_load(conn, arena, ref->jurisdiction_id, head.id, &stream, err);
	if (r != 0)
		return r;
	actor = cases_actor(ref, &officer, &stream.state);
	if (!case_may_see(&stream.state, &actor))
		return err_set(err, ERR_NOT_FOUND, "no such case");
	*ret_refused = !case_may_view_contact(&stream.state, &actor, now_us);
	if (*ret_refused)
		return 0;
	r = sql_contact_view_insert(conn,
		&(struct sql_contact_view_insert_in){
			.jurisdiction_id = ref->jurisdiction_id,
			.case_id = head.id,
			.id = service_next_id(service),
			.officer_id = officer_id,
			.at = now_us,
		},
		NULL, err);
	return r == 0 ? case_contact_load(conn, arena, ref->jurisdiction_id, head.id, ret, err) : r;
}

int cases_looks(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_look **ret, size_t *ret_count, struct err *err)
{
	struct sql_contact_view_of_case_row *rows;
	struct case_look *looks;
	size_t count;
	int r;

	r = sql_contact_view_of_case(conn, arena,
		&(struct sql_contact_view_of_case_in){.jurisdiction_id = jurisdiction_id, .case_id = case_id},
		&rows, &count, err);
	if (r < 0)
		return r;
	looks = ARENA_ARRAY(arena, struct case_look, count);
	for (size_t i = 0; i < count; i++)
		looks[i] = (struct case_look){rows[i].officer_id, rows[i].at};
	*ret = looks;
	*ret_count = count;
	return 0;
}

// ---- Lists

static int64_t optional(bool has, int64_t value)
{
	return has ? value : 0;
}

static int64_t due_of(int64_t stored)
{
	return stored == CASE_ROW_NO_DUE ? INT64_MAX : stored;
}

void cases_take_codes(struct case_list_row *row, struct slice state, struct slice kind, struct slice solved,
	struct slice satisfied)
{
	// a name that this program does not know shows as none
	if (!case_state_parse(state, &row->state))
		row->state = CASE_STATE_NONE;
	if (!case_kind_parse(kind, &row->kind))
		row->kind = CASE_KIND_NONE;
	if (!raiser_solved_parse(solved, &row->solved))
		row->solved = RAISER_SOLVED_NONE;
	if (!raiser_satisfied_parse(satisfied, &row->satisfied))
		row->satisfied = RAISER_SATISFIED_NONE;
}

void cases_take_public(struct arena *arena, const struct sql_public_case_row *rows, size_t count,
	struct case_list_row **ret, size_t *ret_count)
{
	struct case_list_row *list = ARENA_ARRAY(arena, struct case_list_row, count);

	for (size_t i = 0; i < count; i++) {
		const struct sql_public_case_row *row = &rows[i];

		list[i] = (struct case_list_row){
			.id = row->id,
			.code = row->code,
			.title = row->has_public_title ? row->public_title : SLICE(""),
			.category_id = optional(row->has_category_id, row->category_id),
			.town_id = optional(row->has_town_id, row->town_id),
			.unit_id = optional(row->has_unit_id, row->unit_id),
			.received_at = row->received_at,
			.answered_at = optional(row->has_answered_at, row->answered_at),
			.closed_at = optional(row->has_closed_at, row->closed_at),
			.updated_at = row->updated_at,
			.due_at = due_of(row->due_at),
		};
		cases_take_codes(&list[i], row->state, row->kind, row->solved, row->satisfied);
	}
	*ret = list;
	*ret_count = count;
}

#define BEFORE_ALL INT64_MAX

int cases_public_list(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct case_filter *filter, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err)
{
	int64_t before_at = filter->before_at ? filter->before_at : BEFORE_ALL;
	int64_t before_id = filter->before_at ? filter->before_id : BEFORE_ALL;
	struct slice kind = filter->kind.ptr ? filter->kind : SLICE(""),
		     state = filter->state.ptr ? filter->state : SLICE("");
	bool is_placed = filter->category_id || filter->town_id || filter->unit_id;
	struct sql_public_case_row *rows;
	size_t count;
	int r;

#define COMMON                                                                                               \
	.jurisdiction_id = jurisdiction_id, .kind = kind, .before_at = before_at, .before_id = before_id,    \
	.most = most
#define PLACE .category_id = filter->category_id, .town_id = filter->town_id, .unit_id = filter->unit_id
	// The filter that leaves the fewest rows leads, so that its index is the one that is walked: what is
	// open or answered soon is closed, so it stays few while the list grows.
	if (slice_eq(state, SLICE("open")))
		r = sql_case_row_public_open(conn, arena,
			&(struct sql_case_row_public_open_in){COMMON, PLACE}, &rows, &count, err);
	else if (slice_eq(state, SLICE("answered")) || (state.len && !is_placed))
		r = sql_case_row_public_by_state(conn, arena,
			&(struct sql_case_row_public_by_state_in){COMMON, PLACE, .state = state}, &rows,
			&count, err);
	else if (filter->category_id)
		r = sql_case_row_public_by_category(conn, arena,
			&(struct sql_case_row_public_by_category_in){COMMON, PLACE, .state = state}, &rows,
			&count, err);
	else if (filter->town_id)
		r = sql_case_row_public_by_town(conn, arena,
			&(struct sql_case_row_public_by_town_in){COMMON, .town_id = filter->town_id,
				.unit_id = filter->unit_id, .state = state},
			&rows, &count, err);
	else if (filter->unit_id)
		r = sql_case_row_public_by_unit(conn, arena,
			&(struct sql_case_row_public_by_unit_in){
				COMMON, .unit_id = filter->unit_id, .state = state},
			&rows, &count, err);
	else
		r = sql_case_row_public_newest(
			conn, arena, &(struct sql_case_row_public_newest_in){COMMON}, &rows, &count, err);
#undef PLACE
#undef COMMON
	if (r == 0)
		cases_take_public(arena, rows, count, ret, ret_count);
	return r;
}

int cases_newest_answers(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct case_list_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_public_case_row *rows;
	size_t count;
	int r;

	r = sql_case_row_public_answered(conn, arena,
		&(struct sql_case_row_public_answered_in){.jurisdiction_id = jurisdiction_id, .most = most},
		&rows, &count, err);
	if (r == 0)
		cases_take_public(arena, rows, count, ret, ret_count);
	return r;
}

// ---- The desk

// A unit's tree has at most this many levels (the loader refuses more), so that a query can name a unit's
// whole line.
_Static_assert(REF_UNIT_LEVELS_MAX == 4, "the queries of the desk name the unit and three above it");

int64_t cases_unit_above(const struct reference *ref, int64_t unit_id, int levels)
{
	const struct ref_unit *unit = reference_unit(ref, unit_id);

	while (unit && levels-- > 0)
		unit = unit->parent;
	return unit ? unit->id : 0;
}

#define SEES_ALL (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER | ROLE_EDITOR | ROLE_AUDITOR)
#define WORKS	 (ROLE_HANDLER | ROLE_UNIT_HEAD)

bool cases_sees_all(int64_t roles)
{
	return (roles & SEES_ALL) != 0;
}

static const struct {
	const char *name;
	enum case_state_code state;
	int64_t roles;
	bool is_own_unit;
} folders[DESK_FOLDERS] = {
	[DESK_NEW] = {"new", CASE_STATE_RECEIVED, SEES_ALL, false},
	[DESK_RETURNED] = {"returned", CASE_STATE_RETURNED, SEES_ALL, false},
	[DESK_ANSWERED] = {"answered", CASE_STATE_ANSWERED, SEES_ALL, false},
	[DESK_TO_ACCEPT] = {"to-accept", CASE_STATE_ASSIGNED, WORKS, true},
	[DESK_IN_HAND] = {"in-hand", CASE_STATE_IN_HAND, WORKS, true},
	[DESK_OURS_ANSWERED] = {"ours-answered", CASE_STATE_ANSWERED, WORKS, true},
	[DESK_ALL_ASSIGNED] = {"assigned", CASE_STATE_ASSIGNED, SEES_ALL, false},
	[DESK_ALL_IN_HAND] = {"with-units", CASE_STATE_IN_HAND, SEES_ALL, false},
	[DESK_REOPENED] = {"reopened", CASE_STATE_REOPENED, SEES_ALL, false},
	[DESK_APPEALED] = {"appealed", CASE_STATE_APPEALED, SEES_ALL, false},
	[DESK_DECLINED] = {"declined", CASE_STATE_DECLINED, SEES_ALL, false},
	[DESK_WITHDRAWN] = {"withdrawn", CASE_STATE_WITHDRAWN, SEES_ALL, false},
	[DESK_EXTENSIONS] = {"extensions", CASE_STATE_IN_HAND, ROLE_INTAKE | ROLE_SUPERVISOR, false},
	[DESK_WAITING] = {"waiting", CASE_STATE_WAITING, WORKS, true},
	[DESK_ALL_WAITING] = {"units-waiting", CASE_STATE_WAITING, SEES_ALL, false},
	[DESK_CALLBACK] = {"callback", CASE_STATE_CLOSED, ROLE_INTAKE | ROLE_SUPERVISOR, false},
	[DESK_MINE] = {"mine", CASE_STATE_IN_HAND, WORKS, false},
	[DESK_SUPPORTING] = {"supporting", CASE_STATE_NONE, WORKS, false},
	[DESK_NOT_ALLOTTED] = {"not-allotted", CASE_STATE_IN_HAND, ROLE_UNIT_HEAD, false},
	[DESK_CLOSED] = {"closed", CASE_STATE_CLOSED, SEES_ALL | WORKS, false},
};

bool desk_folder_is_for(enum desk_folder folder, int64_t roles)
{
	return (folders[folder].roles & roles) != 0;
}

const char *desk_folder_name(enum desk_folder folder)
{
	return folders[folder].name;
}

enum case_state_code desk_folder_state(enum desk_folder folder)
{
	return folders[folder].state;
}

bool desk_folder_parse(struct slice name, enum desk_folder *ret)
{
	for (int i = 0; i < DESK_FOLDERS; i++) {
		if (slice_eq_cstr(name, folders[i].name)) {
			*ret = (enum desk_folder)i;
			return true;
		}
	}
	return false;
}

// As long as a word about it counts. Whoever may not call a raiser who is kept secret does not see that one
// there.
#define CALLBACK(officer, now_us)                                                                            \
	.since = (now_us)-LIMIT_RATING_DAYS * US_PER_DAY, .secret_too = ((officer)->roles & ROLE_INTAKE) != 0

static int count_folder(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t now_us, struct desk_count *ret,
	struct err *err)
{
	struct slice state = slice_of(case_state_name(folders[folder].state));
	struct sql_queue_count_row row;
	int r;

	if (folder == DESK_CALLBACK)
		r = sql_case_row_count_callback(conn, arena,
			&(struct sql_case_row_count_callback_in){.jurisdiction_id = ref->jurisdiction_id,
				CALLBACK(officer, now_us),
				VIEWER(ref, officer),
				.most = DESK_COUNT_MAX + 1},
			&row, err);
	else if (cases_is_shared(folder))
		r = cases_count_shared(conn, arena, ref, officer, folder, now_us, &row, err);
	else if (folder == DESK_EXTENSIONS)
		r = sql_case_row_count_extensions(conn, arena,
			&(struct sql_case_row_count_extensions_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.now = now_us,
				.most = DESK_COUNT_MAX + 1},
			&row, err);
	else if (folders[folder].is_own_unit)
		r = sql_case_row_count_by_unit(conn, arena,
			&(struct sql_case_row_count_by_unit_in){.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = officer->unit_id,
				.state = state,
				VIEWER(ref, officer),
				.now = now_us,
				.most = DESK_COUNT_MAX + 1},
			&row, err);
	else
		r = sql_case_row_count_by_state(conn, arena,
			&(struct sql_case_row_count_by_state_in){.jurisdiction_id = ref->jurisdiction_id,
				.state = state,
				VIEWER(ref, officer),
				.now = now_us,
				.most = DESK_COUNT_MAX + 1},
			&row, err);
	if (r == 0)
		*ret = (struct desk_count){row.cases, row.overdue};
	return r;
}

int cases_desk_counts(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct desk_count ret[DESK_FOLDERS], struct err *err)
{
	int r = 0;

	memset(ret, 0, DESK_FOLDERS * sizeof(*ret));
	ret[DESK_CLOSED].cases = -1;
	for (int i = 0; r == 0 && i < DESK_FOLDERS; i++) {
		if (i != DESK_CLOSED && desk_folder_is_for((enum desk_folder)i, officer->roles))
			r = count_folder(
				conn, arena, ref, officer, (enum desk_folder)i, now_us, &ret[i], err);
	}
	return r;
}

void cases_take_desk(struct arena *arena, const struct sql_desk_case_row *rows, size_t count,
	struct case_list_row **ret, size_t *ret_count)
{
	struct case_list_row *list = ARENA_ARRAY(arena, struct case_list_row, count);

	for (size_t i = 0; i < count; i++) {
		const struct sql_desk_case_row *row = &rows[i];

		list[i] = (struct case_list_row){
			.id = row->id,
			.code = row->code,
			.title = row->title,
			.told_at = optional(row->has_told_at, row->told_at),
			.allotted_officer_id =
				optional(row->has_allotted_officer_id, row->allotted_officer_id),
			.category_id = optional(row->has_category_id, row->category_id),
			.town_id = optional(row->has_town_id, row->town_id),
			.unit_id = optional(row->has_unit_id, row->unit_id),
			.received_at = row->received_at,
			.answered_at = optional(row->has_answered_at, row->answered_at),
			.closed_at = optional(row->has_closed_at, row->closed_at),
			.updated_at = row->updated_at,
			.due_at = due_of(row->due_at),
		};
		cases_take_codes(&list[i], row->state, row->kind, row->solved, row->satisfied);
	}
	*ret = list;
	*ret_count = count;
}

static int closed_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t before_at, int64_t before_id, int64_t most,
	struct sql_desk_case_row **rows, size_t *count, struct err *err)
{
	if (!before_at)
		before_at = before_id = BEFORE_ALL;
	if (officer->roles & SEES_ALL)
		return sql_case_row_desk_closed(conn, arena,
			&(struct sql_case_row_desk_closed_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.before_at = before_at,
				.before_id = before_id,
				.most = most},
			rows, count, err);
	return sql_case_row_desk_closed_by_unit(conn, arena,
		&(struct sql_case_row_desk_closed_by_unit_in){.jurisdiction_id = ref->jurisdiction_id,
			.unit_id = officer->unit_id,
			VIEWER(ref, officer),
			.before_at = before_at,
			.before_id = before_id,
			.most = most},
		rows, count, err);
}

static int open_rows(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t after_due, int64_t after_id,
	int64_t most, struct sql_desk_case_row **rows, size_t *count, struct err *err)
{
	struct slice state = slice_of(case_state_name(folders[folder].state));

	if (after_due == INT64_MAX)
		after_due = CASE_ROW_NO_DUE;
	if (cases_is_shared(folder))
		return cases_shared_rows(
			conn, arena, ref, officer, folder, after_due, after_id, most, rows, count, err);
	if (folder == DESK_EXTENSIONS)
		return sql_case_row_desk_extensions(conn, arena,
			&(struct sql_case_row_desk_extensions_in){.jurisdiction_id = ref->jurisdiction_id,
				VIEWER(ref, officer),
				.after_due = after_due,
				.after_id = after_id,
				.most = most},
			rows, count, err);
	if (folders[folder].is_own_unit)
		return sql_case_row_desk_by_unit(conn, arena,
			&(struct sql_case_row_desk_by_unit_in){.jurisdiction_id = ref->jurisdiction_id,
				.unit_id = officer->unit_id,
				.state = state,
				VIEWER(ref, officer),
				.after_due = after_due,
				.after_id = after_id,
				.most = most},
			rows, count, err);
	return sql_case_row_desk_by_state(conn, arena,
		&(struct sql_case_row_desk_by_state_in){.jurisdiction_id = ref->jurisdiction_id,
			.state = state,
			VIEWER(ref, officer),
			.after_due = after_due,
			.after_id = after_id,
			.most = most},
		rows, count, err);
}

int cases_desk_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t now_us, int64_t after_at,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_desk_case_row *rows;
	size_t count;
	int r;

	if (!desk_folder_is_for(folder, officer->roles)) {
		*ret_count = 0;
		return 0;
	}
	if (folder == DESK_CALLBACK)
		r = sql_case_row_desk_callback(conn, arena,
			&(struct sql_case_row_desk_callback_in){.jurisdiction_id = ref->jurisdiction_id,
				CALLBACK(officer, now_us),
				VIEWER(ref, officer),
				.after_at = after_at,
				.after_id = after_id,
				.most = most},
			&rows, &count, err);
	else if (folder == DESK_CLOSED)
		r = closed_rows(conn, arena, ref, officer, after_at, after_id, most, &rows, &count, err);
	else
		r = open_rows(
			conn, arena, ref, officer, folder, after_at, after_id, most, &rows, &count, err);
	if (r == 0)
		cases_take_desk(arena, rows, count, ret, ret_count);
	return r;
}
