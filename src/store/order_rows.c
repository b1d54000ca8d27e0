// SPDX-License-Identifier: Apache-2.0
#include "store/case_rows.h"

void order_row_of_event(const struct case_event *event, struct sql_oversight_order_insert_in *ret)
{
	*ret = (struct sql_oversight_order_insert_in){
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.id = event->ordered.order_id,
		.seq = event->meta.seq,
		.year = event->ordered.year,
		.number = event->ordered.number,
		.unit_id = event->ordered.unit_id,
		.answer_by = event->ordered.answer_by,
		.ordered_at = event->meta.at_us,
	};
}

bool order_change_of_event(const struct case_event *event, struct sql_oversight_order_update_in *ret)
{
	bool is_answered = event->type == CASE_EVENT_ORDER_ANSWERED;
	bool is_dropped = event->type == CASE_EVENT_ASSIGNED || event->type == CASE_EVENT_WITHDRAWN;

	if (!is_answered && !is_dropped)
		return false;
	*ret = (struct sql_oversight_order_update_in){
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.seq = event->meta.seq,
		.has_answered_at = is_answered,
		.answered_at = is_answered ? event->meta.at_us : 0,
		.has_dropped_at = is_dropped,
		.dropped_at = is_dropped ? event->meta.at_us : 0,
	};
	return true;
}

void order_row_change(
	struct sql_oversight_order_insert_in *row, const struct sql_oversight_order_update_in *change)
{
	if (row->has_answered_at || row->has_dropped_at)
		return;
	row->seq = change->seq;
	row->has_answered_at = change->has_answered_at;
	row->answered_at = change->answered_at;
	row->has_dropped_at = change->has_dropped_at;
	row->dropped_at = change->dropped_at;
}
