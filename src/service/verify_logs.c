// SPDX-License-Identifier: Apache-2.0
// The snapshot: what a jurisdiction's own events say of its logs and keys, the rows of the logs, every kept
// checkpoint and the one outside. What was signed becomes a mark that the tree must meet (verify_tree.c).
#include "base/clock.h"
#include "base/macros.h"
#include "base/random.h"
#include "base/state_file.h"
#include "db/db.h"
#include "events/jurisdiction_codec.h"
#include "service/verify_impl.h"
#include "store/ledger.h"
#include "store/streams.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAIT_US	  (10 * US_PER_SECOND)
#define RECENT_US US_PER_DAY // how far clocks may be apart

bool verify_is_covered(const struct verify_log *log, bool has_place, int64_t place)
{
	return has_place && place >= 0 && (uint64_t)place < log->size;
}

static const char *log_name(struct verify *v, const struct verify_log *log)
{
	return arena_printf(v->arena, "log %" PRId64, log->row.number);
}

static void log_found(struct verify *v, const struct verify_log *log, const char *column, const char *what)
{
	verify_found(v, "ledger_log", log_name(v, log), column, "%s", what);
}

// ---- The jurisdiction's own stream

static int fold(struct verify *v)
{
	struct event_parts *parts;
	struct err err = {0};
	size_t count;
	int r;

	r = stream_load(v->conn, v->arena, v->jurisdiction_id, v->jurisdiction_id, &parts, &count, v->err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct jurisdiction_event *event = ARENA_NEW(v->arena, struct jurisdiction_event);

		if (jurisdiction_event_decode(&parts[i], v->arena, event, &err) < 0 ||
			jurisdiction_apply(&v->state, event, v->arena, &err) < 0)
			verify_found(v, "event",
				arena_printf(v->arena, "jurisdiction %s, event %zu", v->slug, i + 1), "bytes",
				"%s", err.message);
	}
	if (r == 0 && !v->state.jurisdiction)
		verify_found(v, "jurisdiction", arena_printf(v->arena, "id %" PRId64, v->jurisdiction_id), "",
			"no event tells of this row");
	return r;
}

// ---- Keys

// Both keys of a change must have signed it (docs/ledger.md).
static bool is_change_signed(
	struct verify *v, const struct verify_log *log, const struct ledger_key_changed *e)
{
	uint8_t keys[2][NOTE_PUBLIC_KEY_BYTES], signatures[2][64];
	struct slice statement = slice_of(arena_printf(v->arena, "yidan/key/1\n%.*s\n%.*s\n%.*s",
		SLICE_ARG(log->started->started->origin), SLICE_ARG(e->old_key), SLICE_ARG(e->new_key)));

	return hex_decode(e->old_key, keys[0], sizeof(keys[0])) &&
	       hex_decode(e->new_key, keys[1], sizeof(keys[1])) &&
	       hex_decode(e->old_signature, signatures[0], sizeof(signatures[0])) &&
	       hex_decode(e->new_signature, signatures[1], sizeof(signatures[1])) &&
	       note_verify_bytes(keys[0], statement, signatures[0]) &&
	       note_verify_bytes(keys[1], statement, signatures[1]);
}

static int add_key(struct verify *v, struct verify_log *log, struct slice hex, uint64_t from)
{
	uint8_t bytes[NOTE_PUBLIC_KEY_BYTES];
	struct verify_key *key = &log->keys[log->key_count];
	struct slice origin = log->started->started->origin;

	if (!hex_decode(hex, bytes, sizeof(bytes)) ||
		note_key_make(origin, NOTE_ED25519, bytes, &key->key, NULL) < 0) {
		log_found(v, log, "public_key", "an event names a key that is none");
		return 0;
	}
	key->from = from;
	log->key_count++;
	return 0;
}

// A change holds from the entry on that tells of it. While that waits nothing was signed with the new key.
static int add_changed_key(struct verify *v, struct verify_log *log, const struct jurisdiction_key *key,
	const struct ledger_key_changed *change)
{
	int64_t place = -1;
	int r;

	r = ledger_place(v->conn, v->arena, v->jurisdiction_id, log->row.number, v->jurisdiction_id, key->seq,
		&place, v->err);
	if (r == ERR_NOT_FOUND)
		return 0; // found where entries are looked at
	if (r < 0)
		return r;
	if (!is_change_signed(v, log, change))
		verify_found(v, "event",
			arena_printf(v->arena, "jurisdiction %s, event %" PRId64, v->slug, key->seq), "bytes",
			"a change of the key that was not signed by both keys");
	return place < 0 ? 0 : add_key(v, log, key->key, (uint64_t)place);
}

static int read_keys(struct verify *v, struct verify_log *log, const struct event_parts *parts)
{
	int r = 0;

	log->keys = ARENA_ARRAY(v->arena, struct verify_key, v->state.key_count + 1);
	for (size_t i = 0; r == 0 && i < v->state.key_count; i++) {
		const struct jurisdiction_key *key = &v->state.keys[i];
		struct jurisdiction_event event;

		if (key->log != log->row.number)
			continue;
		if (key->seq == log->started->seq) {
			r = add_key(v, log, key->key, 0);
			continue;
		}
		r = jurisdiction_event_decode(&parts[key->seq - 1], v->arena, &event, v->err);
		if (r == 0)
			r = add_changed_key(v, log, key, &event.ledger_key_changed);
	}
	return r;
}

// The key in force for a checkpoint of this size, as its place among the keys.
static size_t key_at(const struct verify_log *log, uint64_t size)
{
	size_t at = 0;

	while (at + 1 < log->key_count && log->keys[at + 1].from < size)
		at++;
	return at;
}

// ---- Checkpoints

struct looking {
	struct verify_log *log;
	struct slice bytes;
	const char *table, *row, *column;
	const char *where;
	// of what was read
	struct note note;
	struct checkpoint checkpoint;
	bool is_key_change; // signed by two keys of the log
};

static void found(struct verify *v, const struct looking *l, const char *what)
{
	verify_found(v, l->table, l->row, l->column, "%s", what);
}

static bool is_signed(struct verify *v, struct looking *l)
{
	const struct verify_log *log = l->log;
	size_t at = key_at(log, l->checkpoint.size);

	for (size_t i = 0; i < log->key_count; i++) {
		enum note_verdict verdict = note_verify(&l->note, &log->keys[i].key, NULL);

		if (verdict == NOTE_FORGED || (i == at && verdict != NOTE_SIGNED)) {
			found(v, l, "it is not signed by the key that was in force");
			return false;
		}
		if (i != at && verdict == NOTE_SIGNED) {
			if (i + 1 != at) {
				found(v, l, "it is signed by a key that was not in force");
				return false;
			}
			l->is_key_change = true;
		}
	}
	return true;
}

static void count_witnesses(struct verify *v, struct looking *l)
{
	for (size_t i = 0; i < v->options->witness_count; i++) {
		enum note_verdict verdict = note_verify(&l->note, &v->options->witnesses[i], NULL);

		if (verdict == NOTE_FORGED)
			found(v, l, "a line of a witness is not its signature");
		else if (verdict == NOTE_SIGNED)
			v->result->cosignatures++;
	}
}

static void add_mark(
	struct verify *v, struct verify_log *log, const struct checkpoint *checkpoint, const char *where)
{
	log->marks[log->mark_count++] = (struct verify_mark){checkpoint->size, checkpoint->root, where};
	v->result->checkpoints++;
}

// Whether it is a checkpoint of this log that its key signed; then the tree has a mark to meet.
static bool look_at(struct verify *v, struct looking *l)
{
	struct err err;

	if (!l->log->started || l->log->key_count == 0)
		return false; // told already
	if (note_parse(l->bytes, &l->note, &err) < 0 ||
		checkpoint_parse(l->note.text, &l->checkpoint, &err) < 0) {
		verify_found(v, l->table, l->row, l->column, "no checkpoint: %s", err.message);
		return false;
	}
	if (!slice_eq(l->checkpoint.origin, l->log->started->started->origin)) {
		found(v, l, "a checkpoint of another log");
		return false;
	}
	if (!is_signed(v, l))
		return false;
	count_witnesses(v, l);
	add_mark(v, l->log, &l->checkpoint, l->where);
	return true;
}

// ---- Kept checkpoints

static bool is_cause(struct slice cause)
{
	return slice_eq_cstr(cause, "hour") || slice_eq_cstr(cause, "key") || slice_eq_cstr(cause, "witness");
}

static void look_at_kept(struct verify *v, struct verify_log *log,
	const struct sql_ledger_checkpoint_row *row, int64_t *last_at)
{
	struct looking l = {
		.log = log,
		.bytes = row->note,
		.table = "ledger_checkpoint",
		.row = arena_printf(v->arena, "%s, size %" PRId64, log_name(v, log), row->size),
		.column = "note",
		.where = arena_printf(v->arena, "the checkpoint kept at %" PRId64 " entries", row->size),
	};

	if (!look_at(v, &l))
		return;
	l.column = "size";
	if (row->size < 0 || l.checkpoint.size != (uint64_t)row->size)
		found(v, &l, "not that of its note");
	l.column = "cause";
	if (!is_cause(row->cause) || slice_eq_cstr(row->cause, "key") != l.is_key_change ||
		(slice_eq_cstr(row->cause, "witness") && l.note.count < 2))
		found(v, &l, "not why such a checkpoint is kept");
	l.column = "at";
	if (row->at < log->row.started_at - RECENT_US || row->at > clock_now_us() + RECENT_US ||
		row->at < *last_at - RECENT_US)
		found(v, &l, "a time at which it cannot have been signed");
	*last_at = row->at;
}

// The first checkpoint above a change of the key was signed by both and kept.
static void check_key_checkpoints(
	struct verify *v, struct verify_log *log, const struct sql_ledger_checkpoint_row *rows, size_t count)
{
	for (size_t k = 1; k < log->key_count; k++) {
		bool has_it = log->keys[k].from >= log->size;

		for (size_t i = 0; i < count && !has_it; i++)
			has_it = slice_eq_cstr(rows[i].cause, "key") &&
				 (uint64_t)rows[i].size > log->keys[k].from &&
				 (k + 1 == log->key_count || (uint64_t)rows[i].size <= log->keys[k + 1].from);
		if (!has_it)
			verify_found(v, "ledger_checkpoint", log_name(v, log), "",
				"the checkpoint at which key %zu came into force is gone", k + 1);
	}
}

static int read_kept(struct verify *v, struct verify_log *log)
{
	struct sql_ledger_checkpoint_row *rows;
	int64_t last_at = INT64_MIN + RECENT_US, kept_at = 0;
	size_t count;
	int r;

	r = sql_ledger_checkpoint_all(v->conn, v->arena,
		&(struct sql_ledger_checkpoint_all_in){
			.jurisdiction_id = v->jurisdiction_id, .log = log->row.number},
		&rows, &count, v->err);
	if (r < 0)
		return r;
	log->marks = ARENA_ARRAY(v->arena, struct verify_mark, count + 2);
	for (size_t i = 0; i < count; i++) {
		look_at_kept(v, log, &rows[i], &last_at);
		if (!slice_eq_cstr(rows[i].cause, "witness") && rows[i].at > kept_at)
			kept_at = rows[i].at;
	}
	if (kept_at != log->row.kept_at) {
		log_found(v, log, "kept_at", "not the time of its newest kept checkpoint");
		verify_found(v, "ledger_checkpoint", log_name(v, log), "",
			"the newest that was kept is not the one that the log names");
	}
	check_key_checkpoints(v, log, rows, count);
	return 0;
}

// ---- One log

static void check_started(struct verify *v, struct verify_log *log)
{
	const struct ledger_started *e = log->started->started;
	bool is_first = log->row.number == 1;

	if (!slice_eq(log->row.origin, e->origin))
		log_found(v, log, "origin", "not the one with which it was started");
	if (is_first ? log->row.started_at != log->started->started_at_us
		     : log->row.started_at > log->started->started_at_us)
		log_found(v, log, "started_at", "not the time of the event that started it");
}

static void check_key_in_force(struct verify *v, struct verify_log *log)
{
	const struct verify_key *key;

	if (log->key_count == 0)
		return;
	key = &log->keys[key_at(log, log->size)];
	if (log->row.public_key.len != NOTE_PUBLIC_KEY_BYTES ||
		memcmp(log->row.public_key.ptr, key->key.public_key, NOTE_PUBLIC_KEY_BYTES) != 0)
		log_found(v, log, "public_key", "not the key that its events say is in force");
}

static void check_newest(struct verify *v, struct verify_log *log)
{
	struct looking l = {
		.log = log,
		.bytes = log->row.checkpoint,
		.table = "ledger_log",
		.row = log_name(v, log),
		.column = "checkpoint",
		.where = "the newest checkpoint",
	};
	int64_t now_us = clock_now_us();

	if (log->row.checkpoint.len == 0) {
		if (log->row.size != 0)
			log_found(v, log, "checkpoint", "the log has entries and no checkpoint");
		return;
	}
	if (look_at(v, &l)) {
		if (l.checkpoint.size != (uint64_t)log->row.size)
			log_found(v, log, "size", "not that of its newest checkpoint");
		log->size = l.checkpoint.size;
	}
	if (log->row.signed_at < log->row.kept_at - RECENT_US || log->row.signed_at > now_us + RECENT_US)
		log_found(v, log, "signed_at", "a time at which it cannot have been signed");
}

static int by_size(const void *a, const void *b)
{
	const struct verify_mark *one = a, *other = b;

	return one->size < other->size ? -1 : one->size > other->size;
}

static int read_log(struct verify *v, struct verify_log *log, const struct event_parts *parts)
{
	int r;

	log->size = log->row.size > 0 ? (uint64_t)log->row.size : 0;
	for (size_t i = 0; i < v->state.log_count; i++) {
		if (v->state.logs[i].started->number == log->row.number)
			log->started = &v->state.logs[i];
	}
	if (!log->started) {
		log_found(v, log, "number", "no event tells of this log");
		return 0;
	}
	check_started(v, log);
	r = read_keys(v, log, parts);
	if (r == 0)
		r = read_kept(v, log);
	if (r == 0) {
		check_newest(v, log);
		check_key_in_force(v, log);
	}
	return r;
}

// ---- The checkpoint outside

// Read before the snapshot: the tree in the database is never smaller.
static int read_outside(struct verify *v, struct slice *ret, const char **ret_path)
{
	bool found = false;
	int r;

	*ret = (struct slice){0};
	*ret_path = arena_printf(v->arena, "%s.%s.checkpoint", v->options->state_path, v->slug);
	r = state_file_read(*ret_path, v->arena, NOTE_BYTES_MAX, &found, ret, v->err);
	if (r == ERR_INVALID) {
		verify_found(v, "file", *ret_path, "", "%s", v->err->message);
		return 0;
	}
	if (r == 0 && !found && v->options->note)
		v->options->note(
			v->options->arg, arena_printf(v->arena,
						 "%s: no checkpoint is kept outside of the database (%s): "
						 "whether newest entries "
						 "were cut off only receipts and witnesses can tell.",
						 v->slug, *ret_path));
	return r;
}

static void look_outside(struct verify *v, struct slice bytes, const char *path)
{
	struct looking l = {.bytes = bytes, .table = "file", .row = path, .column = "", .where = path};
	struct checkpoint checkpoint;
	struct note note;
	uint64_t size;

	if (!bytes.len || v->log_count == 0)
		return;
	l.log = &v->logs[v->log_count - 1];
	// of a log that ended since, where the file was not written again yet
	if (note_parse(bytes, &note, NULL) == 0 && checkpoint_parse(note.text, &checkpoint, NULL) == 0) {
		for (size_t i = 0; i < v->log_count; i++) {
			if (slice_eq(v->logs[i].row.origin, checkpoint.origin))
				l.log = &v->logs[i];
		}
	}
	size = l.log->size;
	if (look_at(v, &l) && l.checkpoint.size > size) {
		l.log->mark_count--; // that tree is not here to be compared
		verify_found(v, "ledger_entry", log_name(v, l.log), "",
			"the newest entries are gone: %" PRIu64 " were signed, %" PRIu64 " are here",
			l.checkpoint.size, size);
	}
}

// ---- All of it

static int read_logs(struct verify *v)
{
	struct sql_ledger_log_row *rows;
	struct event_parts *parts;
	size_t events;
	int r;

	r = sql_ledger_log_all(v->conn, v->arena,
		&(struct sql_ledger_log_all_in){.jurisdiction_id = v->jurisdiction_id}, &rows, &v->log_count,
		v->err);
	if (r == 0)
		r = stream_load(
			v->conn, v->arena, v->jurisdiction_id, v->jurisdiction_id, &parts, &events, v->err);
	if (r < 0)
		return r;
	v->logs = ARENA_ARRAY(v->arena, struct verify_log, v->log_count + 1);
	for (size_t i = 0; r == 0 && i < v->log_count; i++) {
		v->logs[i].row = rows[i];
		v->logs[i].is_newest = i + 1 == v->log_count;
		r = read_log(v, &v->logs[i], parts);
		v->total += 2 * v->logs[i].size;
	}
	return r;
}

// The logs that events tell of, and no row.
static void tell_missing(struct verify *v)
{
	for (size_t i = 0; i < v->state.log_count; i++) {
		int64_t number = v->state.logs[i].started->number;
		bool has_row = false;

		for (size_t k = 0; k < v->log_count; k++)
			has_row |= v->logs[k].row.number == number;
		if (!has_row)
			verify_found(v, "ledger_log", arena_printf(v->arena, "log %" PRId64, number), "",
				"the row is gone; an event tells of it");
	}
}

int verify_logs_read(struct verify *v)
{
	struct slice outside = {0};
	const char *path = NULL;
	int r = 0;

	if (v->options->state_path)
		r = read_outside(v, &outside, &path);
	if (r == 0)
		r = fold(v);
	if (r == 0)
		r = read_logs(v);
	if (r < 0)
		return r;
	tell_missing(v);
	look_outside(v, outside, path);
	for (size_t i = 0; i < v->log_count; i++) {
		struct verify_log *log = &v->logs[i];

		v->result->entries += log->size;
		if (log->mark_count)
			qsort(log->marks, log->mark_count, sizeof(*log->marks), by_size);
	}
	return 0;
}

// ---- What waited

static int is_waiting(struct verify *v, const struct verify_wait *wait, bool *ret)
{
	struct sql_ledger_log_row *rows;
	int64_t place = -1;
	size_t count;
	int r;

	r = sql_ledger_log_all(v->conn, v->arena,
		&(struct sql_ledger_log_all_in){.jurisdiction_id = v->jurisdiction_id}, &rows, &count,
		v->err);
	if (r == 0)
		r = ledger_place(v->conn, v->arena, v->jurisdiction_id, wait->log, wait->stream_id, wait->seq,
			&place, v->err);
	if (r == ERR_NOT_FOUND)
		r = 0;
	*ret = true;
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (rows[i].number == wait->log)
			*ret = place < 0 || place >= rows[i].size;
	}
	return r;
}

// Drops what has its checkpoint by now.
static int look_again(struct verify *v)
{
	size_t left = 0;
	int r;

	r = db_begin_read(v->conn, v->err);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < v->waiting_count; i++) {
		bool waits = true;

		r = is_waiting(v, &v->waiting[i], &waits);
		if (waits)
			v->waiting[left++] = v->waiting[i];
	}
	db_end_read(v->conn);
	v->waiting_count = left;
	return r;
}

int verify_waiting(struct verify *v)
{
	int64_t wait_us = v->options->wait_us ? v->options->wait_us : WAIT_US;
	int64_t until_us = clock_monotonic_us() + wait_us;
	int r = 0;

	while (r == 0 && v->waiting_count) {
		r = look_again(v);
		if (r < 0 || !v->waiting_count || clock_monotonic_us() >= until_us)
			break;
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	for (size_t i = 0; r == 0 && i < v->waiting_count; i++)
		verify_found(v, "ledger_entry", v->waiting[i].row, "",
			"no signed checkpoint covers it, and none came: it was entered past the program, or "
			"no server runs that would sign it");
	return r;
}
