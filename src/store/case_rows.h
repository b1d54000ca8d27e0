// SPDX-License-Identifier: Apache-2.0
// The rows of the register as the events say them: written once, for those who store them (store/cases.h)
// and for those who compare (service/verify.h). Pure; any thread. Slices are borrowed from state and event.
#ifndef YIDAN_STORE_CASE_ROWS_H
#define YIDAN_STORE_CASE_ROWS_H

#include "domain/case_state.h"
#include "sql.h"

#include <stdbool.h>

// The whole row of a case after its newest event, and what of it events after the first may change.
void case_row_of_state(const struct case_state *state, struct sql_case_row_insert_in *ret);
void case_row_change_of_state(const struct case_state *state, struct sql_case_row_update_in *ret);

// The row that case.assigned makes.
void assignment_row_of_event(const struct case_event *event, struct sql_assignment_insert_in *ret);
// The same of a unit that supports it.
void assignment_row_of_support(const struct case_event *event, struct sql_assignment_insert_in *ret);
// With this event the case leaves the unit that leads: what supports it and is not reported ends.
bool assignment_ends_supports(const struct case_event *event);
void assignment_row_end(struct sql_assignment_insert_in *row, const struct case_event *event);
// What an event changes in the row of an assignment; false: nothing in any.
bool assignment_change_of_event(const struct case_event *event, struct sql_assignment_update_in *ret);
// What the statement of the change does with the row.
void assignment_row_change(
	struct sql_assignment_insert_in *row, const struct sql_assignment_update_in *change);

// The row that case.ordered makes, and what an event changes in the row of the order that waits for its
// answer; false: nothing.
void order_row_of_event(const struct case_event *event, struct sql_oversight_order_insert_in *ret);
bool order_change_of_event(const struct case_event *event, struct sql_oversight_order_update_in *ret);
// What the statement of the change does with a row: nothing with one that does not wait.
void order_row_change(
	struct sql_oversight_order_insert_in *row, const struct sql_oversight_order_update_in *change);

#endif
