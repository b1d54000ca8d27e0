// SPDX-License-Identifier: Apache-2.0
// The events of one stream beside their columns, their entries in the logs and their private parts.
#include "base/macros.h"
#include "domain/case_erasure.h"
#include "events/case_codec.h"
#include "events/jurisdiction_codec.h"
#include "events/private_part.h"
#include "service/verify_impl.h"

#include <inttypes.h>
#include <string.h>

#define EVENTS(s) VERIFY_ROWS(s, VERIFY_EVENT, sql_event_walk_row)

// ---- Names

const char *verify_stream_name(const struct verify_stream *s)
{
	if (s->id == s->v->jurisdiction_id)
		return arena_printf(s->arena, "jurisdiction %s", s->v->slug);
	if (s->state.code.len)
		return arena_printf(s->arena, "case %.*s", SLICE_ARG(s->state.code));
	return arena_printf(s->arena, "stream %" PRId64, s->id);
}

const char *verify_event_name(const struct verify_stream *s, int64_t seq)
{
	return arena_printf(s->arena, "%s, event %" PRId64, verify_stream_name(s), seq);
}

static void found(
	struct verify_stream *s, const char *table, int64_t seq, const char *column, const char *what)
{
	verify_found(s->v, table, verify_event_name(s, seq), column, "%s", what);
}

// ---- The bytes of an event and its columns

static void check_columns(struct verify_stream *s, size_t i)
{
	const struct sql_event_walk_row *row = &EVENTS(s)[i];
	const struct event_envelope *e = &s->envelopes[i];
	const struct {
		const char *column;
		bool fits;
	} checks[] = {
		{"jurisdiction_id", e->meta.jurisdiction_id == s->v->jurisdiction_id},
		{"stream_id", e->meta.stream_id == s->id},
		{"seq", e->meta.seq == row->seq},
		{"type", slice_eq(e->type, row->type)},
		{"version", e->version == row->version},
		{"at", e->meta.at_us == row->at},
	};

	for (size_t k = 0; k < ARRAY_LEN(checks); k++) {
		if (!checks[k].fits)
			found(s, "event", row->seq, checks[k].column, "not what the bytes of the event say");
	}
	if (i > 0 && row->at < row[-1].at)
		found(s, "event", row->seq, "at", "earlier than the event before it");
}

// Sequence numbers are 1, 2, 3 … without a gap.
static void check_order(struct verify_stream *s, size_t i)
{
	int64_t seq = EVENTS(s)[i].seq, expected = i > 0 ? EVENTS(s)[i - 1].seq + 1 : 1;

	if (seq == expected)
		return;
	if (seq < expected)
		found(s, "event", seq, "seq", "sequence numbers begin with 1");
	else if (seq == expected + 1)
		found(s, "event", expected, "", "the event is gone");
	else
		verify_found(s->v, "event", verify_event_name(s, expected), "",
			"it and those before event %" PRId64 " are gone", seq);
}

// ---- Private parts

// Every field that was erased needs an entry that says so, and what an entry says was erased must be gone.
static void check_erasures(struct verify_stream *s, size_t i, const char *table, struct slice blob)
{
	struct private_part *part;
	int64_t seq = EVENTS(s)[i].seq;

	if (!blob.len)
		return;
	part = ARENA_NEW(s->arena, struct private_part);
	if (private_part_unpack(blob, part, NULL) < 0)
		return; // told already
	for (size_t k = 0; k < part->count; k++) {
		const struct private_part_field *field = &part->fields[k];
		bool is_covered =
			s->is_folded &&
			case_erasure_covers(s->events, s->tables[VERIFY_EVENT].count, seq, field->name, NULL);

		if (is_covered == (field->status == PRIVATE_PART_ERASED))
			s->v->result->erased += is_covered;
		else
			verify_found(s->v, table, verify_event_name(s, seq), "bytes",
				is_covered
					? "private field %.*s is still here; an entry says that it was erased"
					: "private field %.*s is gone; no entry says that it was erased",
				SLICE_ARG(field->name));
	}
}

static bool has_erasure(const struct verify_stream *s)
{
	for (size_t i = 0; s->is_folded && i < s->tables[VERIFY_EVENT].count; i++) {
		if (s->events[i].type == CASE_EVENT_ERASED)
			return true;
	}
	return false;
}

static bool has_part(const struct event_schema *schema, bool in_contact)
{
	for (size_t i = 0; i < schema->private_count; i++) {
		if (schema->private_fields[i].in_contact == in_contact)
			return true;
	}
	return false;
}

struct part {
	const char *table;
	const struct sql_event_private_walk_row *row; // NULL: none
	bool is_wanted;
};

// One part alone, to say which of the two does not fit.
static void name_part(struct verify_stream *s, size_t i, const struct part *part, bool is_contact)
{
	struct event_parts parts = {.bytes = EVENTS(s)[i].bytes};
	struct err err = {0};
	size_t erased;

	if (!part->row)
		return;
	if (is_contact)
		parts.contact = part->row->bytes;
	else
		parts.text = part->row->bytes;
	if (event_verify_private(s->kind, &parts, false, s->arena, &erased, &err) < 0)
		found(s, part->table, EVENTS(s)[i].seq, "bytes", err.message);
}

static void check_parts(struct verify_stream *s, size_t i, const struct part part[2])
{
	struct event_parts parts = {.bytes = EVENTS(s)[i].bytes};
	struct err err = {0};
	size_t erased = 0;
	bool is_whole = true;

	for (int k = 0; k < 2; k++) {
		bool has = part[k].row && part[k].row->bytes.len;

		if (part[k].is_wanted && !has)
			found(s, part[k].table, EVENTS(s)[i].seq, part[k].row ? "bytes" : "",
				"the private part of the event is gone");
		else if (!part[k].is_wanted && part[k].row)
			found(s, part[k].table, EVENTS(s)[i].seq, "", "its event has no private fields here");
		is_whole = is_whole && part[k].is_wanted == (part[k].row != NULL) && (has || !part[k].row);
	}
	if (is_whole) {
		parts.text = part[0].row ? part[0].row->bytes : (struct slice){0};
		parts.contact = part[1].row ? part[1].row->bytes : (struct slice){0};
		if (event_verify_private(s->kind, &parts, true, s->arena, &erased, &err) == 0) {
			if (erased || has_erasure(s)) {
				check_erasures(s, i, part[0].table, parts.text);
				check_erasures(s, i, part[1].table, parts.contact);
			}
			return;
		}
	}
	for (int k = 0; k < 2; k++)
		name_part(s, i, &part[k], k == 1);
}

// Rows of event_private or contact with their event, those before it being nobody's.
static const struct sql_event_private_walk_row *match(
	struct verify_stream *s, enum verify_table table, const char *name, size_t *at, int64_t seq)
{
	// contact/walk has the same columns
	const struct sql_event_private_walk_row *rows = VERIFY_ROWS(s, table, sql_event_private_walk_row);

	for (; *at < s->tables[table].count && rows[*at].seq <= seq; (*at)++) {
		if (rows[*at].seq == seq)
			return &rows[(*at)++];
		found(s, name, rows[*at].seq, "", "no event tells of this row");
	}
	return NULL;
}

static void check_private(struct verify_stream *s)
{
	size_t at[2] = {0, 0};

	for (size_t i = 0; i < s->tables[VERIFY_EVENT].count; i++) {
		const struct sql_event_walk_row *row = &EVENTS(s)[i];
		struct part part[2] = {
			{"event_private", match(s, VERIFY_PRIVATE, "event_private", &at[0], row->seq), false},
			{"contact", match(s, VERIFY_CONTACT, "contact", &at[1], row->seq), false},
		};
		const struct event_schema *schema =
			s->kind && s->is_read[i]
				? event_schema_find(s->kind, s->envelopes[i].type, s->envelopes[i].version)
				: NULL;

		if (!schema)
			continue;
		part[0].is_wanted = has_part(schema, false);
		part[1].is_wanted = has_part(schema, true);
		check_parts(s, i, part);
	}
	match(s, VERIFY_PRIVATE, "event_private", &at[0], INT64_MAX);
	match(s, VERIFY_CONTACT, "contact", &at[1], INT64_MAX);
}

// ---- Entries of the logs

static void remember_waiting(struct verify_stream *s, const struct verify_log *log, int64_t seq)
{
	struct verify *v = s->v;

	if (v->waiting_count == VERIFY_WAITING_MAX)
		return;
	if (!v->waiting)
		v->waiting = ARENA_ARRAY(v->arena, struct verify_wait, VERIFY_WAITING_MAX);
	v->waiting[v->waiting_count++] = (struct verify_wait){
		log->row.number, s->id, seq, arena_strdup(v->arena, verify_event_name(s, seq))};
}

static void check_entry(struct verify_stream *s, const struct verify_log *log,
	const struct sql_event_walk_row *event, const struct sql_ledger_entry_walk_row *entry)
{
	struct merkle_hash hash;

	merkle_leaf_hash(event->bytes, &hash);
	if (entry->hash.len != sizeof(hash.bytes) ||
		memcmp(entry->hash.ptr, hash.bytes, sizeof(hash.bytes)) != 0) {
		found(s, "event", event->seq, "bytes", "they do not fit the hash of their entry");
		found(s, "ledger_entry", event->seq, "hash", "not that of the bytes of its event");
	}
	if (entry->at != event->at)
		found(s, "ledger_entry", event->seq, "at", "not that of its event");
	if (!entry->has_place && s->v->is_sqlite)
		found(s, "ledger_entry", event->seq, "place", "the entry has no place");
	else if (!verify_is_covered(log, entry->has_place, entry->place))
		remember_waiting(s, log, event->seq);
}

// The entries of a stream stand in its order, but the event with which a log begins comes first.
static void check_places(struct verify_stream *s, const struct sql_ledger_entry_walk_row *rows, size_t count)
{
	int64_t last = -1;

	for (size_t i = 0; i < count; i++) {
		if (!rows[i].has_place || rows[i].place == 0)
			continue;
		if (rows[i].place < last)
			found(s, "ledger_entry", rows[i].seq, "place",
				"it stands before an earlier event of its stream");
		last = rows[i].place;
	}
}

static void check_log(struct verify_stream *s, size_t number)
{
	const struct verify_log *log = &s->v->logs[number];
	const struct sql_ledger_entry_walk_row *rows = (const void *)s->entries[number].rows;
	size_t count = s->entries[number].count, at = 0;

	for (size_t i = 0; i < s->tables[VERIFY_EVENT].count; i++) {
		const struct sql_event_walk_row *event = &EVENTS(s)[i];

		for (; at < count && rows[at].seq < event->seq; at++)
			found(s, "ledger_entry", rows[at].seq, "", "its event is gone");
		if (at < count && rows[at].seq == event->seq)
			check_entry(s, log, event, &rows[at++]);
		else if (log->is_newest)
			found(s, "ledger_entry", event->seq, "", "the event is not in the ledger");
	}
	for (; at < count; at++) {
		found(s, "ledger_entry", rows[at].seq, "", "its event is gone");
		// one among others is told by the gap that it leaves
		found(s, "event", rows[at].seq, "", "the event is gone");
	}
	check_places(s, rows, count);
}

// ---- The head of the stream

static void check_head(struct verify_stream *s)
{
	const struct sql_stream_walk_row *head = VERIFY_ROWS(s, VERIFY_STREAM, sql_stream_walk_row);
	size_t count = s->tables[VERIFY_EVENT].count;
	const struct sql_event_walk_row *last;
	const char *name = verify_stream_name(s);

	if (count == 0) {
		if (s->tables[VERIFY_STREAM].count)
			verify_found(s->v, "stream", name, "", "its events are gone");
		return;
	}
	if (s->tables[VERIFY_STREAM].count == 0) {
		verify_found(s->v, "stream", name, "", "the row is gone; events tell of it");
		return;
	}
	last = &EVENTS(s)[count - 1];
	if (s->kind && !slice_eq_cstr(head->kind, s->kind->name))
		verify_found(s->v, "stream", name, "kind", "its events say: %s", s->kind->name);
	if (head->seq != last->seq)
		verify_found(s->v, "stream", name, "seq", "its newest event is %" PRId64, last->seq);
	if (head->last_at != last->at)
		verify_found(s->v, "stream", name, "last_at", "its newest event is of %" PRId64, last->at);
}

// ---- All of it

static void read_envelopes(struct verify_stream *s)
{
	size_t count = s->tables[VERIFY_EVENT].count;

	s->envelopes = ARENA_ARRAY(s->arena, struct event_envelope, count + 1);
	s->is_read = ARENA_ARRAY(s->arena, bool, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct slice kind;

		s->is_read[i] =
			event_envelope_read(EVENTS(s)[i].bytes, s->arena, &s->envelopes[i], NULL) == 0;
		kind = s->envelopes[i].stream_kind;
		if (s->kind || !s->is_read[i])
			continue;
		if (slice_eq_cstr(kind, case_event_kind.name))
			s->kind = &case_event_kind;
		else if (slice_eq_cstr(kind, jurisdiction_event_kind.name))
			s->kind = &jurisdiction_event_kind;
	}
}

// The fold of a case; where an event does not fit, what came before it.
static void fold_case(struct verify_stream *s)
{
	size_t count = s->tables[VERIFY_EVENT].count;
	const struct sql_event_private_walk_row *rows =
		VERIFY_ROWS(s, VERIFY_PRIVATE, sql_event_private_walk_row);
	size_t at = 0;
	struct err err = {0};
	int r = 0;

	s->events = ARENA_ARRAY(s->arena, struct case_event, count + 1);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct event_parts parts = {.bytes = EVENTS(s)[i].bytes};

		while (at < s->tables[VERIFY_PRIVATE].count && rows[at].seq < EVENTS(s)[i].seq)
			at++;
		if (at < s->tables[VERIFY_PRIVATE].count && rows[at].seq == EVENTS(s)[i].seq)
			parts.text = rows[at].bytes;
		r = case_event_decode(&parts, s->arena, &s->events[i], &err);
		if (r < 0 && parts.text.len) {
			// a damaged private part is found where those are looked at
			parts.text = (struct slice){0};
			r = case_event_decode(&parts, s->arena, &s->events[i], &err);
		}
		if (r == 0)
			r = case_apply(&s->state, &s->events[i], &err);
		if (r < 0)
			found(s, "event", EVENTS(s)[i].seq, "bytes", err.message);
	}
	s->is_folded = r == 0 && count > 0;
}

void verify_stream(struct verify_stream *s)
{
	size_t count = s->tables[VERIFY_EVENT].count;

	read_envelopes(s);
	if (s->kind == &case_event_kind) {
		fold_case(s);
		s->v->result->cases++;
	}
	for (size_t i = 0; i < count; i++) {
		check_order(s, i);
		if (!s->is_read[i])
			found(s, "event", EVENTS(s)[i].seq, "bytes", "they are no event");
		else
			check_columns(s, i);
		if (s->is_read[i] && s->kind && !slice_eq_cstr(s->envelopes[i].stream_kind, s->kind->name))
			found(s, "event", EVENTS(s)[i].seq, "bytes",
				"an event of another kind than those before it");
	}
	check_head(s);
	check_private(s);
	for (size_t i = 0; i < s->v->log_count; i++)
		check_log(s, i);
	verify_case_rows(s);
	verify_step(s->v, count);
}
