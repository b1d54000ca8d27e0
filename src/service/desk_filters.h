// SPDX-License-Identifier: Apache-2.0
// Filters of the desk: what is open, narrowed down by state, kind, category, place, unit, way in, deadline
// and day; and those that an officer keeps under a name. Inside the caller's transaction; any thread.
//
//	struct desk_filter filter = {.state = SLICE("in_hand"), .due = SLICE("overdue")};
//	r = desk_filter_list(conn, arena, ref, &officer, &filter, now_us, 0, 0, 51, &rows, &count, err);
#ifndef YIDAN_SERVICE_DESK_FILTERS_H
#define YIDAN_SERVICE_DESK_FILTERS_H

#include "service/cases.h"

#define DESK_FILTERS_MAX       20 // of an officer
#define DESK_FILTER_NAME_CHARS 40

// Empty, 0: any. What is none of the closed words is taken as any.
struct desk_filter {
	struct slice state, kind, channel;
	struct slice due; // "overdue", "today", "week" (until Sunday's end)
	int64_t category_id, town_id, unit_id;
	int64_t from_day, to_day; // received; days since 1970, both within
	bool told;		  // a message of the raiser waits
};

struct saved_filter {
	int64_t id;
	struct slice name;
	struct desk_filter filter;
};

bool desk_filter_state_is_open(enum case_state_code state);

// Open cases, what is due first; keyset as in cases_desk_list. Whoever sees only the own unit's cases gets no
// other.
int desk_filter_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, const struct desk_filter *filter, int64_t now_us, int64_t after_at,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err);
// Counted no further than DESK_COUNT_MAX + 1.
int desk_filter_count(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, const struct desk_filter *filter, int64_t now_us,
	struct desk_count *ret, struct err *err);

int saved_filters_of(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	struct saved_filter **ret, size_t *ret_count, struct err *err);
// filter.id 0: a new one. ERR_INVALID where there are DESK_FILTERS_MAX already, ERR_NOT_FOUND for an id that
// is none of the officer's. *ret_id: of the one that was kept; a new one that is just like one that is there
// is that one, so that a form sent twice keeps one.
int saved_filters_put(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, int64_t officer_id, const struct saved_filter *filter, int64_t *ret_id,
	struct err *err);
int saved_filters_delete(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t officer_id, int64_t id, struct err *err);

#endif
