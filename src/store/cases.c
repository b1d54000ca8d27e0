// SPDX-License-Identifier: Apache-2.0
#include "store/cases.h"

#include "base/random.h"
#include "db/db.h"
#include "events/case_codec.h"
#include "events/private_part.h"
#include "sql.h"
#include "store/case_rows.h"
#include "store/case_words.h"
#include "store/streams.h"

int case_stream_lock(
	struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id, struct err *err)
{
	struct stream_head head;
	int r;

	r = stream_lock(conn, arena, &case_event_kind, jurisdiction_id, case_id, &head, err);
	if (r == 0 && head.seq == 0)
		r = err_set(err, ERR_NOT_FOUND, "no such case");
	return r;
}

int case_stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_stream *ret, struct err *err)
{
	struct case_event *events;
	struct case_state state = {0};
	struct event_parts *parts;
	size_t count;
	int r;

	r = stream_load(conn, arena, jurisdiction_id, case_id, &parts, &count, err);
	if (r < 0)
		return r;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "no such case");
	events = ARENA_ARRAY(arena, struct case_event, count);
	for (size_t i = 0; i < count; i++) {
		r = case_event_decode(&parts[i], arena, &events[i], err);
		if (r == 0)
			r = case_apply(&state, &events[i], err);
		if (r < 0)
			return r;
	}
	ret->events = events;
	ret->count = count;
	ret->state = state;
	return 0;
}

static int insert_row(struct db_conn *conn, const struct case_state *state, struct err *err)
{
	struct sql_case_row_insert_in in;

	case_row_of_state(state, &in);
	return sql_case_row_insert(conn, &in, NULL, err);
}

static int update_row(struct db_conn *conn, const struct case_state *state, struct err *err)
{
	struct sql_case_row_update_in in;
	int64_t changed = 0;
	int r;

	case_row_change_of_state(state, &in);
	r = sql_case_row_update(conn, &in, &changed, err);
	if (r == 0 && changed != 1)
		r = err_set(err, ERR_INTERNAL, "case %lld has events but no row", (long long)state->case_id);
	return r;
}

static int project_assignment(struct db_conn *conn, const struct case_event *event, struct err *err)
{
	struct sql_assignment_insert_in row;
	struct sql_assignment_update_in change;
	int r = 0;

	if (assignment_ends_supports(event))
		r = sql_assignment_end_supports(conn,
			&(struct sql_assignment_end_supports_in){
				.jurisdiction_id = event->meta.jurisdiction_id,
				.case_id = event->meta.stream_id,
				.seq = event->meta.seq,
				.ended_at = event->meta.at_us},
			NULL, err);
	if (r < 0)
		return r;
	if (event->type == CASE_EVENT_SUPPORT_ASSIGNED) {
		assignment_row_of_support(event, &row);
		return sql_assignment_insert(conn, &row, NULL, err);
	}
	if (event->type == CASE_EVENT_ASSIGNED) {
		assignment_row_of_event(event, &row);
		return sql_assignment_insert(conn, &row, NULL, err);
	}
	return assignment_change_of_event(event, &change) ? sql_assignment_update(conn, &change, NULL, err)
							  : 0;
}

static int project_order(struct db_conn *conn, const struct case_event *event, struct err *err)
{
	struct sql_oversight_order_insert_in row;
	struct sql_oversight_order_update_in change;

	if (event->type == CASE_EVENT_ORDERED) {
		order_row_of_event(event, &row);
		return sql_oversight_order_insert(conn, &row, NULL, err);
	}
	return order_change_of_event(event, &change) ? sql_oversight_order_update(conn, &change, NULL, err)
						     : 0;
}

static int project(struct db_conn *conn, const struct case_event *event, struct err *err)
{
	int r = project_assignment(conn, event, err);

	return r == 0 ? project_order(conn, event, err) : r;
}

int case_stream_append(struct db_conn *conn, struct arena *arena, const struct case_event *events,
	size_t count, const struct case_state *before, const struct case_state *after, struct err *err)
{
	struct event_record *records = ARENA_ARRAY(arena, struct event_record, count);
	struct event_salt salts[CASE_EVENT_SALTS_MAX];
	int r = 0;

	must(count > 0 && events[count - 1].meta.seq == after->seq);
	for (size_t i = 0; r == 0 && i < count; i++) {
		random_bytes(salts, sizeof(salts));
		r = case_event_encode(&events[i], salts, ARRAY_LEN(salts), arena, &records[i], err);
	}
	if (r == 0)
		r = stream_append(conn, arena, &case_event_kind, after->jurisdiction_id, after->case_id,
			records, count, err);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = project(conn, &events[i], err);
	if (r == 0)
		r = events[0].meta.seq == 1 ? insert_row(conn, after, err) : update_row(conn, after, err);
	return r == 0 ? case_words_store(conn, arena, before, after, err) : r;
}

int case_rows_rebuild(struct db_conn *conn, const struct case_stream *stream, struct err *err)
{
	const struct case_state *state = &stream->state;
	int r;

	r = sql_assignment_delete_of_case(conn,
		&(struct sql_assignment_delete_of_case_in){
			.jurisdiction_id = state->jurisdiction_id, .case_id = state->case_id},
		NULL, err);
	if (r == 0)
		r = sql_oversight_order_delete_of_case(conn,
			&(struct sql_oversight_order_delete_of_case_in){
				.jurisdiction_id = state->jurisdiction_id, .case_id = state->case_id},
			NULL, err);
	for (size_t i = 0; r == 0 && i < stream->count; i++)
		r = project(conn, &stream->events[i], err);
	if (r == 0)
		r = sql_case_row_delete(conn,
			&(struct sql_case_row_delete_in){
				.jurisdiction_id = state->jurisdiction_id, .id = state->case_id},
			NULL, err);
	return r == 0 ? insert_row(conn, state, err) : r;
}

static struct private_text contact_field(const struct private_part *part, const char *name)
{
	const struct private_part_field *field = private_part_find(part, slice_of(name));

	if (!field || field->status == PRIVATE_PART_ABSENT)
		return (struct private_text){.state = PRIVATE_ABSENT};
	if (field->status == PRIVATE_PART_ERASED)
		return (struct private_text){.state = PRIVATE_ERASED};
	return (struct private_text){.state = PRIVATE_PRESENT, .value = field->value};
}

int case_contact_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_contact *ret, struct err *err)
{
	struct sql_contact_of_stream_row *rows;
	struct private_part *part = ARENA_NEW(arena, struct private_part);
	size_t count;
	int r;

	r = sql_contact_of_stream(conn, arena,
		&(struct sql_contact_of_stream_in){.jurisdiction_id = jurisdiction_id, .stream_id = case_id},
		&rows, &count, err);
	if (r == 0 && count)
		r = private_part_unpack(rows[0].bytes, part, err);
	if (r < 0)
		return r;
	*ret = (struct case_contact){
		contact_field(part, "name"), contact_field(part, "phone"), contact_field(part, "email")};
	return 0;
}
