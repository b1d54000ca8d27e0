// SPDX-License-Identifier: Apache-2.0
#include "service/notices.h"

#include "base/macros.h"
#include "service/service.h"
#include "sql.h"
#include "store/cases.h"

#include <string.h>

// ---- Names

static const char *const channels[] = {"mail", "sms"};
static const char *const kinds[] = {"received", "answered", "closed", "reopened", "declined",
	"appeal_decided", "paused", "extended", "written"};
static const char *const states[] = {"waiting", "claimed", "handed", "sent", "dead", "uncertain", "dropped"};
static const char *const causes[] = {
	"", "later", "refused", "address", "broken", "erased", "stopped", "officer", "restored"};

static int find(const char *const *names, size_t count, struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq_cstr(name, names[i]))
			return (int)i;
	}
	return -1;
}

const char *notice_channel_name(enum notice_channel channel)
{
	return channels[channel];
}

bool notice_channel_parse(struct slice name, enum notice_channel *ret)
{
	int found = find(channels, ARRAY_LEN(channels), name);

	if (found >= 0)
		*ret = (enum notice_channel)found;
	return found >= 0;
}

static int read_names(
	struct slice channel, struct slice kind, struct slice state, struct notice *ret, struct err *err)
{
	int channel_at = find(channels, ARRAY_LEN(channels), channel);
	int kind_at = find(kinds, ARRAY_LEN(kinds), kind);
	int state_at = find(states, ARRAY_LEN(states), state);

	if (channel_at < 0 || kind_at < 0 || state_at < 0)
		return err_set(
			err, ERR_UNAVAILABLE, "a newer program wrote a notice that this one does not know");
	ret->channel = (enum notice_channel)channel_at;
	ret->kind = (enum notice_kind)kind_at;
	ret->state = (enum notice_state)state_at;
	return 0;
}

// ---- In the transaction of a command

static bool kind_of(const struct case_event *event, enum notice_kind *ret)
{
	enum case_event_type type = event->type;

	if (type == CASE_EVENT_RECEIVED)
		*ret = NOTICE_RECEIVED;
	else if (type == CASE_EVENT_ANSWERED)
		*ret = NOTICE_ANSWERED;
	else if (type == CASE_EVENT_CLOSED)
		*ret = NOTICE_CLOSED;
	else if (type == CASE_EVENT_REOPENED)
		*ret = NOTICE_REOPENED;
	else if (type == CASE_EVENT_DECLINED)
		*ret = NOTICE_DECLINED;
	else if (type == CASE_EVENT_APPEAL_DECIDED)
		*ret = NOTICE_APPEAL_DECIDED;
	else if (type == CASE_EVENT_WAITING)
		*ret = NOTICE_PAUSED;
	else if (type == CASE_EVENT_EXTENSION_DECIDED && event->extension_decided.granted)
		*ret = NOTICE_EXTENDED;
	else if (type == CASE_EVENT_WRITTEN)
		*ret = NOTICE_WRITTEN;
	else
		return false;
	return true;
}

bool notice_phone(struct slice typed, char out[NOTICE_PHONE_BYTES])
{
	struct slice rest;
	size_t len = 0;

	for (size_t i = 0; i < typed.len && len + 1 < NOTICE_PHONE_BYTES; i++) {
		char c = typed.ptr[i];

		if ((c >= '0' && c <= '9') || (c == '+' && len == 0))
			out[len++] = c;
		else if (c == '*' || c == '#') // an extension
			return false;
	}
	out[len] = '\0';
	rest = slice_from(out, len);
	if (slice_starts_with(rest, SLICE("+86")))
		rest = slice_sub(rest, 3, len);
	else if (len > 0 && out[0] == '+')
		return len >= 8;
	return rest.len == 11 && rest.ptr[0] == '1' && rest.ptr[1] >= '3';
}

static struct slice value_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

// Which way the raiser is told; false: none.
static bool channel_for(
	struct service *service, struct slice email, struct slice phone, enum notice_channel *ret)
{
	char number[NOTICE_PHONE_BYTES];

	if (email.len && service_notifies(service, NOTICE_MAIL))
		*ret = NOTICE_MAIL;
	else if (service_notifies(service, NOTICE_SMS) && notice_phone(phone, number))
		*ret = NOTICE_SMS;
	else
		return false;
	return true;
}

static int contact_of(struct db_conn *conn, struct arena *arena, const struct case_state *state,
	const struct case_command *command, struct slice *ret_email, struct slice *ret_phone, struct err *err)
{
	struct case_contact contact = {0};
	int r;

	if (command->type == CASE_COMMAND_RECEIVE) {
		*ret_email = command->receive.email;
		*ret_phone = command->receive.phone;
		return 0;
	}
	r = case_contact_load(conn, arena, state->jurisdiction_id, state->case_id, &contact, err);
	*ret_email = value_of(&contact.email);
	*ret_phone = value_of(&contact.phone);
	return r;
}

int notices_store(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct case_decision *decision, const struct case_command *command, int64_t now_us,
	struct err *err)
{
	const struct case_state *state = &decision->state;
	struct slice email = {0}, phone = {0};
	enum notice_channel channel;
	enum notice_kind kind;
	bool is_wanted = false, is_stopped = false;
	int r;

	for (size_t i = 0; i < decision->event_count; i++)
		is_wanted |= kind_of(&decision->events[i], &kind);
	if (!is_wanted ||
		!(service_notifies(service, NOTICE_MAIL) || service_notifies(service, NOTICE_SMS)) ||
		state->has_contact.state != PRIVATE_PRESENT || !state->has_contact.value)
		return 0;
	r = contact_of(conn, arena, state, command, &email, &phone, err);
	if (r < 0 || !channel_for(service, email, phone, &channel))
		return r;
	if (command->type != CASE_COMMAND_RECEIVE)
		r = notices_is_stopped(conn, arena, state->jurisdiction_id, state->case_id, &is_stopped, err);
	for (size_t i = 0; r == 0 && !is_stopped && i < decision->event_count; i++) {
		if (kind_of(&decision->events[i], &kind))
			r = sql_notice_insert(conn,
				&(struct sql_notice_insert_in){.jurisdiction_id = state->jurisdiction_id,
					.case_id = state->case_id,
					.seq = decision->events[i].meta.seq,
					.channel = slice_of(channels[channel]),
					.kind = slice_of(kinds[kind]),
					.now = now_us},
				NULL, err);
	}
	return r;
}

int notices_erase(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t case_id, int64_t now_us, struct err *err)
{
	return sql_notice_erase(conn,
		&(struct sql_notice_erase_in){
			.jurisdiction_id = jurisdiction_id, .case_id = case_id, .now = now_us},
		NULL, err);
}

int notices_restored(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, struct err *err)
{
	return sql_notice_restored(conn,
		&(struct sql_notice_restored_in){.jurisdiction_id = jurisdiction_id, .now = now_us}, NULL,
		err);
}

// ---- Sending

int notices_due(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t now_us,
	int64_t most, struct notice **ret, size_t *ret_count, struct err *err)
{
	struct sql_notice_due_row *rows;
	struct notice *notices;
	size_t count;
	int r;

	r = sql_notice_due(conn, arena,
		&(struct sql_notice_due_in){.jurisdiction_id = jurisdiction_id, .now = now_us, .most = most},
		&rows, &count, err);
	if (r < 0)
		return r;
	notices = ARENA_ARRAY(arena, struct notice, count ? count : 1);
	for (size_t i = 0; r == 0 && i < count; i++) {
		notices[i] = (struct notice){.case_id = rows[i].case_id,
			.seq = rows[i].seq,
			.attempts = rows[i].attempts,
			.claim = rows[i].claim};
		r = read_names(rows[i].channel, rows[i].kind, rows[i].state, &notices[i], err);
	}
	if (r == 0) {
		*ret = notices;
		*ret_count = count;
	}
	return r;
}

int notices_claim(struct db_conn *conn, int64_t jurisdiction_id, struct notice *notice, int64_t now_us,
	int64_t until_us, bool *ret, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_notice_claim(conn,
		&(struct sql_notice_claim_in){.jurisdiction_id = jurisdiction_id,
			.case_id = notice->case_id,
			.seq = notice->seq,
			.channel = slice_of(channels[notice->channel]),
			.claim = notice->claim,
			.now = now_us,
			.until = until_us},
		&changed, err);
	if (r == 0)
		*ret = changed == 1;
	return r;
}

int notices_hand_over(struct db_conn *conn, int64_t jurisdiction_id, const struct notice *notice,
	int64_t now_us, int64_t until_us, bool *ret, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_notice_hand_over(conn,
		&(struct sql_notice_hand_over_in){.jurisdiction_id = jurisdiction_id,
			.case_id = notice->case_id,
			.seq = notice->seq,
			.channel = slice_of(channels[notice->channel]),
			.claim = notice->claim,
			.now = now_us,
			.until = until_us},
		&changed, err);
	if (r == 0)
		*ret = changed == 1;
	return r;
}

int notices_finish(struct db_conn *conn, int64_t jurisdiction_id, const struct notice *notice,
	const struct notice_outcome *outcome, int64_t now_us, struct err *err)
{
	return sql_notice_finish(conn,
		&(struct sql_notice_finish_in){.jurisdiction_id = jurisdiction_id,
			.case_id = notice->case_id,
			.seq = notice->seq,
			.channel = slice_of(channels[notice->channel]),
			.claim = notice->claim,
			.state = slice_of(states[outcome->state]),
			.cause = slice_of(causes[outcome->cause]),
			.code = outcome->code,
			.status = outcome->status,
			.next_at = outcome->next_at,
			.now = now_us},
		NULL, err);
}

int notices_content(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct notice *notice, struct notice_content *ret, struct err *err)
{
	struct notice_content content = {0};
	struct case_contact contact = {0};
	struct case_stream stream;
	int r;

	r = case_stream_load(conn, arena, jurisdiction_id, notice->case_id, &stream, err);
	if (r == 0)
		r = case_contact_load(conn, arena, jurisdiction_id, notice->case_id, &contact, err);
	if (r == 0)
		r = notices_is_stopped(
			conn, arena, jurisdiction_id, notice->case_id, &content.is_stopped, err);
	if (r < 0)
		return r;
	content.code = stream.state.code;
	content.language = value_of(&stream.state.language);
	content.email = value_of(&contact.email);
	content.phone = value_of(&contact.phone);
	*ret = content;
	return 0;
}

// ---- Who wants none

int notices_stop(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t case_id, int64_t now_us, struct err *err)
{
	return sql_notice_stop_put(conn,
		&(struct sql_notice_stop_put_in){
			.jurisdiction_id = jurisdiction_id, .case_id = case_id, .at = now_us},
		NULL, err);
}

int notices_is_stopped(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	bool *ret, struct err *err)
{
	struct sql_notice_stop_get_row row;

	return sql_notice_stop_get(conn, arena,
		&(struct sql_notice_stop_get_in){.jurisdiction_id = jurisdiction_id, .case_id = case_id}, ret,
		&row, err);
}

// ---- The desk

static int read_rows(const struct sql_desk_notice_row *rows, size_t count, struct arena *arena,
	struct notice_row **ret, size_t *ret_count, struct err *err)
{
	struct notice_row *found = ARENA_ARRAY(arena, struct notice_row, count ? count : 1);
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		int cause = find(causes, ARRAY_LEN(causes), rows[i].cause);

		found[i] = (struct notice_row){.notice = {.case_id = rows[i].case_id,
						       .seq = rows[i].seq,
						       .attempts = rows[i].attempts,
						       .claim = rows[i].claim},
			.cause = cause < 0 ? NOTICE_CAUSE_NONE : (enum notice_cause)cause,
			.code = rows[i].case_code,
			.reply = (int)rows[i].code,
			.status = rows[i].status,
			.next_at = rows[i].next_at,
			.created_at = rows[i].created_at,
			.changed_at = rows[i].changed_at};
		r = read_names(rows[i].channel, rows[i].kind, rows[i].state, &found[i].notice, err);
	}
	if (r == 0) {
		*ret = found;
		*ret_count = count;
	}
	return r;
}

int notices_open(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct notice_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_desk_notice_row *rows;
	size_t count;
	int r;

	r = sql_notice_open(conn, arena,
		&(struct sql_notice_open_in){.jurisdiction_id = jurisdiction_id, .most = most}, &rows, &count,
		err);
	return r == 0 ? read_rows(rows, count, arena, ret, ret_count, err) : r;
}

int notices_trouble(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct notice_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_desk_notice_row *rows;
	size_t count;
	int r;

	r = sql_notice_trouble(conn, arena,
		&(struct sql_notice_trouble_in){.jurisdiction_id = jurisdiction_id, .most = most}, &rows,
		&count, err);
	return r == 0 ? read_rows(rows, count, arena, ret, ret_count, err) : r;
}

int notices_decide(struct db_conn *conn, int64_t jurisdiction_id, const struct notice_decision *decision,
	int64_t now_us, bool *ret, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_notice_decide(conn,
		&(struct sql_notice_decide_in){.jurisdiction_id = jurisdiction_id,
			.case_id = decision->case_id,
			.seq = decision->seq,
			.channel = slice_of(channels[decision->channel]),
			.claim = decision->claim,
			.state = slice_of(states[decision->is_drop ? NOTICE_DROPPED : NOTICE_WAITING]),
			.cause = slice_of(causes[NOTICE_CAUSE_OFFICER]),
			.officer_id = decision->officer_id,
			.decision = decision->reason,
			.now = now_us},
		&changed, err);
	if (r == 0)
		*ret = changed == 1;
	return r;
}
