// SPDX-License-Identifier: Apache-2.0
#include "store/cases.h"

#include "base/random.h"
#include "db/db.h"
#include "domain/case_view.h"
#include "events/case_codec.h"
#include "events/private_part.h"
#include "sql.h"
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

static struct slice text_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

// Sets a nullable text of a row: absent, erased or unread is NULL.
#define SET_TEXT(in, column, private)                                                                        \
	do {                                                                                                 \
		(in)->has_##column = (private)->state == PRIVATE_PRESENT;                                    \
		(in)->column = text_of(private);                                                             \
	} while (0)
// Sets a nullable number: 0 is NULL.
#define SET_NUMBER(in, column, number)                                                                       \
	do {                                                                                                 \
		(in)->has_##column = (number) != 0;                                                          \
		(in)->column = (number);                                                                     \
	} while (0)
#define SET_ID(in, column, private)                                                                          \
	do {                                                                                                 \
		(in)->has_##column = (private)->state == PRIVATE_PRESENT;                                    \
		(in)->column = (private)->value;                                                             \
	} while (0)

static int64_t due_at(const struct case_state *state)
{
	int64_t due = case_due_at(state);

	return due > CASE_ROW_NO_DUE ? CASE_ROW_NO_DUE : due;
}

// What insert and update have in common: everything that an event may change.
#define SET_CHANGING(in, state)                                                                              \
	do {                                                                                                 \
		(in)->seq = (state)->seq;                                                                    \
		(in)->state = slice_of(case_state_name((state)->state));                                     \
		(in)->kind = slice_of(case_kind_name((state)->kind));                                        \
		SET_TEXT(in, public_title, &(state)->public_title);                                          \
		SET_TEXT(in, public_text, &(state)->public_text);                                            \
		(in)->visible = (state)->released != RELEASE_EXTENT_NONE;                                    \
		SET_NUMBER(in, category_id, (state)->category_id);                                           \
		SET_NUMBER(in, unit_id, (state)->unit_id);                                                   \
		SET_NUMBER(in, assignment_id, (state)->assignment_id);                                       \
		SET_ID(in, about_unit_id, &(state)->about_unit_id);                                          \
		SET_ID(in, about_officer_id, &(state)->about_officer_id);                                    \
		SET_NUMBER(in, answered_by, (state)->answered_by_officer_id);                                \
		(in)->returns = (state)->returns;                                                            \
		(in)->answers = (state)->answers;                                                            \
		(in)->has_outcome = (state)->outcome != CASE_OUTCOME_NONE;                                   \
		(in)->outcome = slice_of(case_outcome_name((state)->outcome));                               \
		SET_NUMBER(in, contact_by, (state)->contact_by_us);                                          \
		SET_NUMBER(in, reply_by, (state)->reply_by_us);                                              \
		SET_NUMBER(in, solve_by, (state)->solve_by_us);                                              \
		SET_NUMBER(in, unit_deadline, (state)->unit_deadline_us);                                    \
		(in)->due_at = due_at(state);                                                                \
		SET_NUMBER(in, released_at, (state)->released_at_us);                                        \
		SET_NUMBER(in, assigned_at, (state)->assigned_at_us);                                        \
		SET_NUMBER(in, accepted_at, (state)->accepted_at_us);                                        \
		SET_NUMBER(in, answered_at, (state)->first_answered_at_us);                                  \
		SET_NUMBER(in, closed_at, (state)->closed_at_us);                                            \
		(in)->updated_at = (state)->last_at_us;                                                      \
	} while (0)

static int insert_row(struct db_conn *conn, const struct case_state *state, struct err *err)
{
	struct sql_case_row_insert_in in = {
		.jurisdiction_id = state->jurisdiction_id,
		.id = state->case_id,
		.code = state->code,
		.channel = slice_of(case_channel_name(state->channel)),
		.language = text_of(&state->language),
		.title = text_of(&state->title),
		.text = text_of(&state->text),
		.is_secret = case_is_secret(state),
		.consent = case_has_consent(state),
		.has_contact = state->has_contact.state == PRIVATE_PRESENT && state->has_contact.value,
		.files = state->files.state == PRIVATE_PRESENT ? (int64_t)state->files.count : 0,
		.received_at = state->received_at_us,
	};

	SET_CHANGING(&in, state);
	SET_TEXT(&in, address, &state->address);
	SET_ID(&in, area_id, &state->place_area_id);
	SET_NUMBER(&in, town_id, state->area_id);
	if (state->point.state == PRIVATE_PRESENT) {
		in.has_lat = in.has_lon = true;
		in.lat = state->point.value.lat_e7 / 1e7;
		in.lon = state->point.value.long_e7 / 1e7;
	}
	return sql_case_row_insert(conn, &in, NULL, err);
}

static int update_row(struct db_conn *conn, const struct case_state *state, struct err *err)
{
	struct sql_case_row_update_in in = {.jurisdiction_id = state->jurisdiction_id, .id = state->case_id};
	int64_t changed = 0;
	int r;

	SET_CHANGING(&in, state);
	r = sql_case_row_update(conn, &in, &changed, err);
	if (r == 0 && changed != 1)
		r = err_set(err, ERR_INTERNAL, "case %lld has events but no row", (long long)state->case_id);
	return r;
}

static int insert_assignment(struct db_conn *conn, const struct case_event *event, struct err *err)
{
	const struct case_assigned *assigned = &event->assigned;
	struct sql_assignment_insert_in in = {
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.id = assigned->assignment_id,
		.seq = event->meta.seq,
		.role = slice_of(assignment_role_name(assigned->role)),
		.unit_id = assigned->unit_id,
		.assigned_at = event->meta.at_us,
	};

	SET_NUMBER(&in, assigning_unit_id, assigned->assigning_unit_id);
	SET_NUMBER(&in, supervising_unit_id, assigned->supervising_unit_id);
	SET_NUMBER(&in, deadline, assigned->deadline);
	SET_TEXT(&in, standard, &assigned->standard);
	return sql_assignment_insert(conn, &in, NULL, err);
}

// What became of an assignment; the update sets only what this event says and leaves the rest.
static int update_assignment(struct db_conn *conn, const struct case_event *event, int64_t assignment_id,
	enum return_reason reason, struct err *err)
{
	struct sql_assignment_update_in in = {
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.id = assignment_id,
		.seq = event->meta.seq,
		.has_return_reason = reason != RETURN_REASON_NONE,
		.return_reason = slice_of(return_reason_name(reason)),
	};

	SET_NUMBER(&in, accepted_at, event->type == CASE_EVENT_ACCEPTED ? event->meta.at_us : 0);
	SET_NUMBER(&in, returned_at, event->type == CASE_EVENT_RETURNED ? event->meta.at_us : 0);
	SET_NUMBER(&in, answered_at, event->type == CASE_EVENT_ANSWERED ? event->meta.at_us : 0);
	return assignment_id ? sql_assignment_update(conn, &in, NULL, err) : 0;
}

static int project_assignment(struct db_conn *conn, const struct case_event *event, struct err *err)
{
	switch (event->type) {
	case CASE_EVENT_ASSIGNED:
		return insert_assignment(conn, event, err);
	case CASE_EVENT_ACCEPTED:
		return update_assignment(conn, event, event->accepted.assignment_id, RETURN_REASON_NONE, err);
	case CASE_EVENT_RETURNED:
		return update_assignment(
			conn, event, event->returned.assignment_id, event->returned.reason_code, err);
	case CASE_EVENT_ANSWERED:
		return update_assignment(conn, event, event->answered.assignment_id, RETURN_REASON_NONE, err);
	case CASE_EVENT_NONE:
	case CASE_EVENT_RECEIVED:
	case CASE_EVENT_CLASSIFIED:
	case CASE_EVENT_RELEASED:
	case CASE_EVENT_CLOSED:
		break;
	}
	return 0;
}

int case_stream_append(struct db_conn *conn, struct arena *arena, const struct case_event *events,
	size_t count, const struct case_state *after, struct err *err)
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
		r = project_assignment(conn, &events[i], err);
	if (r == 0)
		r = events[0].meta.seq == 1 ? insert_row(conn, after, err) : update_row(conn, after, err);
	return r;
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
