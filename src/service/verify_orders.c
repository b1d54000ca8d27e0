// SPDX-License-Identifier: Apache-2.0
// Oversight orders beside the fold of a case.
#include "service/verify_impl.h"
#include "store/case_rows.h"

#include <inttypes.h>

struct telling {
	struct verify_stream *s;
	const char *row;
};

static void tell(void *arg, const struct difference *difference)
{
	struct telling *t = arg;

	verify_found(t->s->v, difference->table, t->row, difference->column, "%s",
		verify_expected(t->s->arena, difference));
}

static const char *name_of(struct verify_stream *s, int64_t id)
{
	return arena_printf(s->arena, "%s, order %" PRId64, verify_stream_name(s), id);
}

static size_t fold(struct verify_stream *s, struct sql_oversight_order_insert_in *rows)
{
	size_t count = 0;

	for (size_t i = 0; s->is_folded && i < s->tables[VERIFY_EVENT].count; i++) {
		struct sql_oversight_order_update_in change;

		if (s->events[i].type == CASE_EVENT_ORDERED)
			order_row_of_event(&s->events[i], &rows[count++]);
		else if (count && order_change_of_event(&s->events[i], &change))
			order_row_change(&rows[count - 1], &change);
	}
	return count;
}

void verify_orders(struct verify_stream *s)
{
	const struct sql_oversight_order_walk_row *rows =
		VERIFY_ROWS(s, VERIFY_ORDER, sql_oversight_order_walk_row);
	struct sql_oversight_order_insert_in *expected = ARENA_ARRAY(
		s->arena, struct sql_oversight_order_insert_in, s->tables[VERIFY_EVENT].count + 1);
	size_t count = fold(s, expected);
	struct telling t = {s, ""};
	struct difference_report report = {tell, &t, "oversight_order"};

	if (!s->is_folded && s->tables[VERIFY_EVENT].count)
		return;
	for (size_t i = 0; i < s->tables[VERIFY_ORDER].count; i++) {
		struct sql_oversight_order_insert_in *one = NULL;

		for (size_t k = 0; k < count; k++)
			one = expected[k].id == rows[i].id ? &expected[k] : one;
		t.row = name_of(s, rows[i].id);
		if (!one) {
			verify_found(s->v, "oversight_order", t.row, "", "no event tells of this row");
			continue;
		}
		compare_inserted(&report, &SQL_OVERSIGHT_ORDER_INSERT, one, &SQL_OVERSIGHT_ORDER_WALK,
			rows[i].id, &rows[i]);
		one->id = 0; // it was found
	}
	for (size_t i = 0; i < count; i++) {
		if (expected[i].id)
			verify_found(s->v, "oversight_order", name_of(s, expected[i].id), "",
				"the row is gone; events tell of it");
	}
}
