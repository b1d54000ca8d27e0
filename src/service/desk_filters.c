// SPDX-License-Identifier: Apache-2.0
// One state is one walk along the index of what is open; a filter over several states takes the first rows of
// each and merges them.
#include "service/desk_filters.h"

#include "service/case_lists.h"
#include "service/service.h"

#include <stdlib.h>

#define SEES_ALL (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER | ROLE_EDITOR | ROLE_AUDITOR)

bool desk_filter_state_is_open(enum case_state_code state)
{
	return state != CASE_STATE_NONE && state != CASE_STATE_CLOSED && state != CASE_STATE_DECLINED &&
	       state != CASE_STATE_WITHDRAWN;
}

// ---- What a filter means now

struct bounds {
	int64_t unit_id;
	int64_t due_from, due_to, received_from, received_to; // all within
	struct slice kind, channel;
};

static struct bounds bounds_of(const struct reference *ref, const struct officer *officer,
	const struct desk_filter *filter, int64_t now_us)
{
	int64_t today;
	struct bounds b = {
		.unit_id = officer->roles & SEES_ALL ? filter->unit_id : officer->unit_id,
		.due_from = INT64_MIN,
		.due_to = INT64_MAX,
		.received_from =
			filter->from_day ? calendar_at(ref->calendar, filter->from_day, 0) : INT64_MIN,
		.received_to =
			filter->to_day ? calendar_at(ref->calendar, filter->to_day + 1, 0) - 1 : INT64_MAX,
		.kind = filter->kind.ptr ? filter->kind : SLICE(""),
		.channel = filter->channel.ptr ? filter->channel : SLICE(""),
	};

	if (slice_eq(filter->due, SLICE("overdue"))) {
		b.due_to = now_us - 1;
	} else if (slice_eq(filter->due, SLICE("today"))) {
		today = calendar_day_of(ref->calendar, now_us);
		b.due_from = calendar_at(ref->calendar, today, 0);
		b.due_to = calendar_at(ref->calendar, today + 1, 0) - 1;
	} else if (slice_eq(filter->due, SLICE("week"))) {
		today = calendar_day_of(ref->calendar, now_us);
		b.due_from = calendar_at(ref->calendar, today, 0);
		while (calendar_weekday_of(today) != CALENDAR_SUNDAY)
			today++;
		b.due_to = calendar_at(ref->calendar, today + 1, 0) - 1;
	}
	return b;
}

#define FILTER(ref, filter, b)                                                                               \
	.jurisdiction_id = (ref)->jurisdiction_id, .kind = (b).kind, .category_id = (filter)->category_id,   \
	.town_id = (filter)->town_id, .unit_id = (b).unit_id, .channel = (b).channel,                        \
	.told = (filter)->told, .due_from = (b).due_from, .due_to = (b).due_to,                              \
	.received_from = (b).received_from, .received_to = (b).received_to

// Whoever neither sees all nor works in a unit has no lists.
static bool has_lists(const struct officer *officer)
{
	return (officer->roles & (SEES_ALL | ROLE_HANDLER | ROLE_UNIT_HEAD)) != 0;
}

static bool wants_state(const struct desk_filter *filter, enum case_state_code state)
{
	enum case_state_code one;

	if (!desk_filter_state_is_open(state))
		return false;
	if (!case_state_parse(filter->state, &one) || !desk_filter_state_is_open(one))
		return true;
	return one == state;
}

static int by_due(const void *a, const void *b)
{
	const struct sql_desk_case_row *x = a, *y = b;

	if (x->due_at != y->due_at)
		return x->due_at < y->due_at ? -1 : 1;
	return x->id < y->id ? -1 : 1;
}

int desk_filter_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, const struct desk_filter *filter, int64_t now_us, int64_t after_at,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_desk_case_row *all =
		ARENA_ARRAY(arena, struct sql_desk_case_row, (size_t)most * CASE_STATE_COUNT);
	struct bounds b = bounds_of(ref, officer, filter, now_us);
	size_t total = 0;
	int r = 0;

	if (after_at == INT64_MAX)
		after_at = CASE_ROW_NO_DUE;
	for (int i = 0; r == 0 && i < CASE_STATE_COUNT && has_lists(officer); i++) {
		struct sql_desk_case_row *rows;
		size_t count = 0;

		if (!wants_state(filter, (enum case_state_code)i))
			continue;
		r = sql_case_row_desk_filter(conn, arena,
			&(struct sql_case_row_desk_filter_in){FILTER(ref, filter, b),
				.state = slice_of(case_state_name((enum case_state_code)i)),
				VIEWER(ref, officer), .after_due = after_at, .after_id = after_id,
				.most = most},
			&rows, &count, err);
		for (size_t k = 0; r == 0 && k < count; k++)
			all[total++] = rows[k];
	}
	if (r < 0)
		return r;
	qsort(all, total, sizeof(*all), by_due);
	cases_take_desk(arena, all, total < (size_t)most ? total : (size_t)most, ret, ret_count);
	return 0;
}

int desk_filter_count(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, const struct desk_filter *filter, int64_t now_us,
	struct desk_count *ret, struct err *err)
{
	struct bounds b = bounds_of(ref, officer, filter, now_us);
	struct desk_count sum = {0};
	int r = 0;

	for (int i = 0; r == 0 && i < CASE_STATE_COUNT && has_lists(officer); i++) {
		struct sql_queue_count_row row;

		if (!wants_state(filter, (enum case_state_code)i) || sum.cases > DESK_COUNT_MAX)
			continue;
		r = sql_case_row_count_filter(conn, arena,
			&(struct sql_case_row_count_filter_in){FILTER(ref, filter, b),
				.state = slice_of(case_state_name((enum case_state_code)i)),
				VIEWER(ref, officer), .now = now_us, .most = DESK_COUNT_MAX + 1},
			&row, err);
		if (r == 0) {
			sum.cases += row.cases;
			sum.overdue += row.overdue;
		}
	}
	if (r == 0)
		*ret = sum;
	return r;
}

// ---- Kept under a name

int saved_filters_of(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	struct saved_filter **ret, size_t *ret_count, struct err *err)
{
	struct sql_saved_filter_of_officer_row *rows;
	struct saved_filter *list;
	size_t count;
	int r;

	r = sql_saved_filter_of_officer(conn, arena,
		&(struct sql_saved_filter_of_officer_in){
			.jurisdiction_id = jurisdiction_id, .officer_id = officer_id},
		&rows, &count, err);
	if (r < 0)
		return r;
	list = ARENA_ARRAY(arena, struct saved_filter, count);
	for (size_t i = 0; i < count; i++) {
		list[i] = (struct saved_filter){
			.id = rows[i].id,
			.name = rows[i].name,
			.filter = {.state = rows[i].state,
				.kind = rows[i].kind,
				.channel = rows[i].channel,
				.due = rows[i].due,
				.category_id = rows[i].category_id,
				.town_id = rows[i].town_id,
				.unit_id = rows[i].unit_id,
				.from_day = rows[i].from_day,
				.to_day = rows[i].to_day,
				.told = rows[i].told != 0},
		};
	}
	*ret = list;
	*ret_count = count;
	return 0;
}

static bool is_same(const struct saved_filter *a, const struct saved_filter *b)
{
	return slice_eq(a->name, b->name) && slice_eq(a->filter.state, b->filter.state) &&
	       slice_eq(a->filter.kind, b->filter.kind) && slice_eq(a->filter.channel, b->filter.channel) &&
	       slice_eq(a->filter.due, b->filter.due) && a->filter.category_id == b->filter.category_id &&
	       a->filter.town_id == b->filter.town_id && a->filter.unit_id == b->filter.unit_id &&
	       a->filter.from_day == b->filter.from_day && a->filter.to_day == b->filter.to_day &&
	       a->filter.told == b->filter.told;
}

int saved_filters_put(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, int64_t officer_id, const struct saved_filter *filter, int64_t *ret_id,
	struct err *err)
{
	const struct desk_filter *f = &filter->filter;
	struct saved_filter *have;
	bool is_there = false;
	int64_t id = filter->id;
	size_t count;
	int r;

	r = saved_filters_of(conn, arena, jurisdiction_id, officer_id, &have, &count, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		if (id == 0 && is_same(&have[i], filter)) {
			*ret_id = have[i].id;
			return 0;
		}
		is_there |= have[i].id == id;
	}
	if (id && !is_there)
		return err_set(err, ERR_NOT_FOUND, "no such filter");
	if (!id && count >= DESK_FILTERS_MAX)
		return err_set(err, ERR_INVALID, "too many filters");
	if (!id)
		id = service_next_id(service);
#define TEXT(s) ((s).ptr ? (s) : SLICE(""))
	r = sql_saved_filter_put(conn,
		&(struct sql_saved_filter_put_in){.jurisdiction_id = jurisdiction_id,
			.officer_id = officer_id,
			.id = id,
			.name = filter->name,
			.state = TEXT(f->state),
			.kind = TEXT(f->kind),
			.category_id = f->category_id,
			.town_id = f->town_id,
			.unit_id = f->unit_id,
			.channel = TEXT(f->channel),
			.due = TEXT(f->due),
			.told = f->told,
			.from_day = f->from_day,
			.to_day = f->to_day},
		NULL, err);
#undef TEXT
	if (r == 0)
		*ret_id = id;
	return r;
}

int saved_filters_delete(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t officer_id, int64_t id, struct err *err)
{
	return sql_saved_filter_delete(conn,
		&(struct sql_saved_filter_delete_in){
			.jurisdiction_id = jurisdiction_id, .officer_id = officer_id, .id = id},
		NULL, err);
}
