// SPDX-License-Identifier: Apache-2.0
#include "store/case_rows.h"

#include "store/cases.h"

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

static struct slice rated_by(enum event_by by)
{
	return by == EVENT_BY_NONE ? SLICE("") : by == EVENT_BY_RAISER ? SLICE("raiser") : SLICE("officer");
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
		SET_NUMBER(in, programme_id, (state)->programme_id);                                         \
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
		(in)->has_solved = (state)->solved != RAISER_SOLVED_NONE;                                    \
		(in)->solved = slice_of(raiser_solved_name((state)->solved));                                \
		(in)->has_satisfied = (state)->satisfied != RAISER_SATISFIED_NONE;                           \
		(in)->satisfied = slice_of(raiser_satisfied_name((state)->satisfied));                       \
		(in)->has_rated_by = (state)->rated_by != EVENT_BY_NONE;                                     \
		(in)->rated_by = rated_by((state)->rated_by);                                                \
		SET_NUMBER(in, rated_at, (state)->rated_at_us);                                              \
		SET_NUMBER(in, reopens, (state)->reopens);                                                   \
		SET_NUMBER(in, reopened_at, (state)->reopened_at_us);                                        \
		(in)->has_decline_reason = (state)->decline_reason != DECLINE_REASON_NONE;                   \
		(in)->decline_reason = slice_of(decline_reason_name((state)->decline_reason));               \
		SET_NUMBER(in, declined_at, (state)->declined_at_us);                                        \
		SET_NUMBER(in, appealed_at, (state)->appealed_at_us);                                        \
		(in)->has_appeal_outcome = (state)->appeal_outcome != APPEAL_OUTCOME_NONE;                   \
		(in)->appeal_outcome = slice_of(appeal_outcome_name((state)->appeal_outcome));               \
		SET_NUMBER(in, withdrawn_at, (state)->withdrawn_at_us);                                      \
		SET_NUMBER(in, waiting_since, (state)->waiting_since_us);                                    \
		(in)->has_waiting_reason = (state)->waiting_reason != WAITING_REASON_NONE;                   \
		(in)->waiting_reason = slice_of(waiting_reason_name((state)->waiting_reason));               \
		SET_NUMBER(in, extension_until, (state)->extension_until_us);                                \
		SET_NUMBER(in, extensions, (state)->extensions);                                             \
		SET_NUMBER(in, told_at, (state)->told_at_us);                                                \
		SET_ID(in, allotted_officer_id, &(state)->allotted_officer_id);                              \
		(in)->updated_at = (state)->last_at_us;                                                      \
	} while (0)

void case_row_of_state(const struct case_state *state, struct sql_case_row_insert_in *ret)
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
		.urgency = slice_of(case_urgency_name(state->urgency)),
	};

	SET_CHANGING(&in, state);
	SET_TEXT(&in, address, &state->address);
	SET_ID(&in, area_id, &state->place_area_id);
	SET_ID(&in, enterprise_id, &state->enterprise_id);
	SET_NUMBER(&in, town_id, state->area_id);
	if (state->point.state == PRIVATE_PRESENT) {
		in.has_lat = in.has_lon = true;
		in.lat = state->point.value.lat_e7 / 1e7;
		in.lon = state->point.value.long_e7 / 1e7;
	}
	*ret = in;
}

void case_row_change_of_state(const struct case_state *state, struct sql_case_row_update_in *ret)
{
	struct sql_case_row_update_in in = {.jurisdiction_id = state->jurisdiction_id, .id = state->case_id};

	SET_CHANGING(&in, state);
	*ret = in;
}

void assignment_row_of_event(const struct case_event *event, struct sql_assignment_insert_in *ret)
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
	*ret = in;
}

void assignment_row_of_support(const struct case_event *event, struct sql_assignment_insert_in *ret)
{
	const struct case_support_assigned *assigned = &event->support_assigned;
	struct sql_assignment_insert_in in = {
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.id = assigned->assignment_id,
		.seq = event->meta.seq,
		.role = slice_of(assignment_role_name(ASSIGNMENT_ROLE_SUPPORTING)),
		.unit_id = assigned->unit_id,
		.assigned_at = event->meta.at_us,
	};

	SET_NUMBER(&in, assigning_unit_id, assigned->assigning_unit_id);
	SET_NUMBER(&in, supervising_unit_id, assigned->supervising_unit_id);
	SET_NUMBER(&in, deadline, assigned->deadline);
	SET_TEXT(&in, standard, &assigned->standard);
	*ret = in;
}

bool assignment_ends_supports(const struct case_event *event)
{
	return event->type == CASE_EVENT_ASSIGNED || event->type == CASE_EVENT_RETURNED ||
	       event->type == CASE_EVENT_REOPENED || event->type == CASE_EVENT_WITHDRAWN;
}

void assignment_row_end(struct sql_assignment_insert_in *row, const struct case_event *event)
{
	if (!slice_eq_cstr(row->role, assignment_role_name(ASSIGNMENT_ROLE_SUPPORTING)) ||
		row->has_returned_at || row->has_reported_at || row->has_ended_at)
		return;
	row->seq = event->meta.seq;
	SET_NUMBER(row, ended_at, event->meta.at_us);
}

static void set_change(const struct case_event *event, int64_t assignment_id, enum return_reason reason,
	struct sql_assignment_update_in *in)
{
	bool is_accepted = event->type == CASE_EVENT_ACCEPTED || event->type == CASE_EVENT_SUPPORT_ACCEPTED;
	bool is_returned = event->type == CASE_EVENT_RETURNED || event->type == CASE_EVENT_SUPPORT_RETURNED;

	*in = (struct sql_assignment_update_in){
		.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.id = assignment_id,
		.seq = event->meta.seq,
		.has_return_reason = reason != RETURN_REASON_NONE,
		.return_reason = slice_of(return_reason_name(reason)),
	};
	SET_NUMBER(in, accepted_at, is_accepted ? event->meta.at_us : 0);
	SET_NUMBER(in, returned_at, is_returned ? event->meta.at_us : 0);
	SET_NUMBER(in, reported_at, event->type == CASE_EVENT_SUPPORT_REPORTED ? event->meta.at_us : 0);
	SET_NUMBER(in, ended_at, event->type == CASE_EVENT_SUPPORT_ENDED ? event->meta.at_us : 0);
	SET_NUMBER(in, answered_at, event->type == CASE_EVENT_ANSWERED ? event->meta.at_us : 0);
}

static void set_deadline(const struct case_event *event, int64_t assignment_id, int64_t deadline_us,
	struct sql_assignment_update_in *in)
{
	set_change(event, assignment_id, RETURN_REASON_NONE, in);
	SET_NUMBER(in, deadline, deadline_us);
}

bool assignment_change_of_event(const struct case_event *event, struct sql_assignment_update_in *ret)
{
	struct sql_assignment_update_in in = {0};

	if (event->type == CASE_EVENT_ACCEPTED)
		set_change(event, event->accepted.assignment_id, RETURN_REASON_NONE, &in);
	else if (event->type == CASE_EVENT_RETURNED)
		set_change(event, event->returned.assignment_id, event->returned.reason_code, &in);
	else if (event->type == CASE_EVENT_ANSWERED)
		set_change(event, event->answered.assignment_id, RETURN_REASON_NONE, &in);
	else if (event->type == CASE_EVENT_RESUMED)
		set_deadline(event, event->resumed.assignment_id, event->resumed.deadline, &in);
	else if (event->type == CASE_EVENT_EXTENSION_DECIDED && event->extension_decided.granted)
		set_deadline(event, event->extension_decided.assignment_id, event->extension_decided.deadline,
			&in);
	else if (event->type == CASE_EVENT_SUPPORT_ACCEPTED)
		set_change(event, event->support_accepted.assignment_id, RETURN_REASON_NONE, &in);
	else if (event->type == CASE_EVENT_SUPPORT_RETURNED)
		set_change(event, event->support_returned.assignment_id, event->support_returned.reason_code,
			&in);
	else if (event->type == CASE_EVENT_SUPPORT_REPORTED)
		set_change(event, event->support_reported.assignment_id, RETURN_REASON_NONE, &in);
	else if (event->type == CASE_EVENT_SUPPORT_ENDED)
		set_change(event, event->support_ended.assignment_id, RETURN_REASON_NONE, &in);
	if (!in.id)
		return false;
	*ret = in;
	return true;
}

#define KEEP_OR_SET(row, change, column)                                                                     \
	do {                                                                                                 \
		if ((change)->has_##column) {                                                                \
			(row)->has_##column = true;                                                          \
			(row)->column = (change)->column;                                                    \
		}                                                                                            \
	} while (0)

void assignment_row_change(
	struct sql_assignment_insert_in *row, const struct sql_assignment_update_in *change)
{
	row->seq = change->seq;
	KEEP_OR_SET(row, change, deadline);
	KEEP_OR_SET(row, change, accepted_at);
	KEEP_OR_SET(row, change, returned_at);
	KEEP_OR_SET(row, change, return_reason);
	KEEP_OR_SET(row, change, answered_at);
	KEEP_OR_SET(row, change, reported_at);
	KEEP_OR_SET(row, change, ended_at);
}
