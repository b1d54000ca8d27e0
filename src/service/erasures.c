// SPDX-License-Identifier: Apache-2.0
// The order at the end of an erasure: first the line in the file, durable, then the empty log, last the row
// that says that both are still to do. So whatever dies in between, the next call does the rest; a line that
// is there already is not written again.
#include "service/erasures.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/state_file.h"
#include "db/db.h"
#include "db/writer.h"
#include "service/cases.h"
#include "service/notices.h"
#include "service/service.h"
#include "sql.h"
#include "store/case_erasure.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define FILE_BYTES_MAX	  (64 * 1024 * 1024)
#define FORMAT		  "yidan-erasure/1"
#define LOG_WAIT_US	  (200 * INT64_C(1000)) // for readers, while writers wait
#define JURISDICTIONS_MAX 4096

const char *erasures_path(struct service *service, struct arena *arena, struct slice slug)
{
	return arena_printf(arena, "%s.%.*s.erasures", service_state_path(service), SLICE_ARG(slug));
}

// ---- Lines

static void put_line(struct buf *out, const struct erasure_record *record)
{
	buf_printf(out, FORMAT " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s %s %" PRId64 "\n",
		record->jurisdiction_id, record->case_id, record->seq, record->until_seq,
		erasure_scope_name(record->scope), erasure_reason_name(record->reason_code), record->at_us);
}

static bool take_number(struct slice *line, int64_t *ret)
{
	struct slice word;

	slice_cut(*line, ' ', &word, line);
	return slice_parse_i64(word, ret) && *ret > 0;
}

int erasure_line_parse(struct slice line, struct erasure_record *ret, struct err *err)
{
	struct slice format, scope, reason, rest = line;
	struct erasure_record record = {0};

	slice_cut(rest, ' ', &format, &rest);
	bool is_good = line.len < ERASURE_LINE_BYTES && slice_eq_cstr(format, FORMAT) &&
		       take_number(&rest, &record.jurisdiction_id) && take_number(&rest, &record.case_id) &&
		       take_number(&rest, &record.seq) && take_number(&rest, &record.until_seq);

	slice_cut(rest, ' ', &scope, &rest);
	slice_cut(rest, ' ', &reason, &rest);
	is_good = is_good && erasure_scope_parse(scope, &record.scope) &&
		  erasure_reason_parse(reason, &record.reason_code) && take_number(&rest, &record.at_us) &&
		  rest.len == 0 && record.until_seq < record.seq;
	if (!is_good)
		return err_set(err, ERR_INVALID, "no line of erasures");
	*ret = record;
	return 0;
}

static int read_file(const char *path, struct arena *arena, struct slice *ret, struct err *err)
{
	bool found;

	*ret = SLICE("");
	return state_file_read(path, arena, FILE_BYTES_MAX, &found, ret, err);
}

// ---- In the transaction of the command

static int note(struct db_conn *conn, const struct erasure_record *record, struct err *err)
{
	return sql_erasure_pending_insert(conn,
		&(struct sql_erasure_pending_insert_in){.jurisdiction_id = record->jurisdiction_id,
			.case_id = record->case_id,
			.seq = record->seq,
			.until_seq = record->until_seq,
			.scope = slice_of(erasure_scope_name(record->scope)),
			.reason_code = slice_of(erasure_reason_name(record->reason_code)),
			.at = record->at_us},
		NULL, err);
}

int erasures_store(struct db_conn *conn, struct arena *arena, const struct case_event *event, struct err *err)
{
	struct erasure_record record = {.jurisdiction_id = event->meta.jurisdiction_id,
		.case_id = event->meta.stream_id,
		.seq = event->meta.seq,
		.until_seq = event->erased.until_seq,
		.scope = event->erased.scope,
		.reason_code = event->erased.reason_code,
		.at_us = event->meta.at_us};
	size_t fields;
	int r;

	must(event->type == CASE_EVENT_ERASED);
	r = case_erase(conn, arena, record.jurisdiction_id, record.case_id, &fields, err);
	if (r == 0)
		r = notices_erase(conn, record.jurisdiction_id, record.case_id, record.at_us, err);
	return r == 0 ? note(conn, &record, err) : r;
}

// ---- Finishing

struct finishing {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	const struct reference *ref;
	struct sql_erasure_pending_all_row *rows;
	size_t count;
	struct err *err;
};

static int read_pending(struct finishing *f)
{
	int r = db_begin_read(f->conn, f->err);

	if (r < 0)
		return r;
	r = sql_erasure_pending_all(f->conn, f->arena,
		&(struct sql_erasure_pending_all_in){.jurisdiction_id = f->ref->jurisdiction_id}, &f->rows,
		&f->count, f->err);
	db_end_read(f->conn);
	return r;
}

static bool has_line(struct slice text, struct slice line)
{
	while (text.len) {
		struct slice one;

		slice_cut(text, '\n', &one, &text);
		if (slice_eq(one, slice_sub(line, 0, line.len - 1)))
			return true;
	}
	return false;
}

static int write_lines(struct finishing *f)
{
	const char *path = erasures_path(f->service, f->arena, slice_of(f->ref->slug));
	struct buf out = buf_in(f->arena);
	struct slice text;
	size_t before;
	int r;

	r = read_file(path, f->arena, &text, f->err);
	if (r < 0)
		return r;
	buf_put_slice(&out, text);
	before = out.len;
	for (size_t i = 0; i < f->count; i++) {
		const struct sql_erasure_pending_all_row *row = &f->rows[i];
		struct erasure_record record = {.jurisdiction_id = f->ref->jurisdiction_id,
			.case_id = row->case_id,
			.seq = row->seq,
			.until_seq = row->until_seq,
			.at_us = row->at};
		struct buf line = buf_in(f->arena);

		if (!erasure_scope_parse(row->scope, &record.scope) ||
			!erasure_reason_parse(row->reason_code, &record.reason_code))
			return err_set(f->err, ERR_INTERNAL, "a row of erasure_pending is damaged");
		put_line(&line, &record);
		if (!has_line(text, buf_slice(&line)))
			buf_put_slice(&out, buf_slice(&line));
	}
	return out.len == before ? 0 : state_file_write(path, buf_slice(&out), true, f->err);
}

static int forget_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct finishing *f = arg;
	int r = 0;

	for (size_t i = 0; r == 0 && i < f->count; i++)
		r = sql_erasure_pending_delete(conn,
			&(struct sql_erasure_pending_delete_in){.jurisdiction_id = f->ref->jurisdiction_id,
				.case_id = f->rows[i].case_id,
				.seq = f->rows[i].seq},
			NULL, err);
	return r;
}

static int merge_run(struct db_conn *conn, void *arg, struct err *err)
{
	int r = sql_case_words_merge_office(conn, NULL, err);

	(void)arg;
	return r == 0 ? sql_case_words_merge_public(conn, NULL, err) : r;
}

static int finish_one(struct finishing *f, size_t *ret_pending)
{
	bool is_empty = false;
	int r;

	r = read_pending(f);
	if (r < 0 || f->count == 0)
		return r;
	*ret_pending += f->count;
	r = write_lines(f);
	// search keeps the terms of what was taken out of it until it is written anew
	if (r == 0)
		r = db_write_now(f->conn, merge_run, f, f->err);
	if (r == 0)
		r = db_empty_log(f->conn, LOG_WAIT_US, &is_empty, f->err);
	if (r < 0 || !is_empty)
		return r;
	r = db_write_now(f->conn, forget_run, f, f->err);
	if (r == 0)
		*ret_pending -= f->count;
	return r;
}

static int for_each(struct service *service, struct db_conn *conn, int (*one)(struct finishing *f, void *arg),
	void *arg, struct err *err)
{
	int64_t *ids = mem_zalloc_array(JURISDICTIONS_MAX, sizeof(*ids));
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX);
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		struct finishing f = {.service = service, .conn = conn, .arena = arena_new(), .err = err};

		f.ref = service_reference(service, ids[i]);
		if (f.ref)
			r = one(&f, arg);
		reference_release(f.ref);
		arena_free(f.arena);
	}
	mem_free(ids);
	return r;
}

static int finish_each(struct finishing *f, void *arg)
{
	return finish_one(f, arg);
}

int erasures_finish(struct service *service, struct db_conn *conn, size_t *ret_pending, struct err *err)
{
	// the tick of a server and a command that it carries out: one at a time writes the file
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	size_t pending = 0;
	int r;

	must(pthread_mutex_lock(&lock) == 0);
	r = for_each(service, conn, finish_each, &pending, err);
	must(pthread_mutex_unlock(&lock) == 0);
	*ret_pending = pending;
	return r;
}

// ---- Again, after a backup was brought back

struct replaying {
	struct finishing *f;
	struct erasure_record record;
	struct erasures_replayed *counts;
	bool is_unknown, has_event, has_parts; // what this attempt found and did
};

// An erasure that is as wide and no older covers everything that the lost one did: all that the case held
// then is before it.
static bool is_done(const struct case_stream *stream, const struct erasure_record *record)
{
	if (case_is_erased(&stream->state, record->scope))
		return true;
	for (size_t i = 0; i < stream->count; i++) {
		const struct case_event *event = &stream->events[i];

		if (event->type == CASE_EVENT_ERASED && event->erased.scope >= record->scope &&
			event->meta.at_us >= record->at_us)
			return true;
	}
	return false;
}

static int erase_again(struct replaying *p, struct db_conn *conn, struct arena *arena,
	const struct case_stream *stream, struct err *err)
{
	struct case_request request = {
		.jurisdiction_id = p->record.jurisdiction_id,
		.command_id = slice_of(arena_printf(arena, "erasure:%" PRId64 ":%" PRId64 ":%" PRId64,
			p->record.case_id, p->record.seq, p->record.at_us)),
		.request = SLICE("again"),
		.code = stream->state.code,
		.by_system = true,
		.command = {.type = CASE_COMMAND_ERASE,
			.erase = {.scope = p->record.scope,
				.reason_code = p->record.reason_code,
				.reason = SLICE("Erased again after a backup was brought back.")}},
		.arena = arena,
	};

	if (clock_now_us() < p->record.at_us)
		request.at_us = p->record.at_us;
	return cases_run(p->f->service, conn, &request, err);
}

static int replay_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct replaying *p = arg;
	struct case_stream stream;
	size_t fields = 0;
	int r;

	p->is_unknown = p->has_event = p->has_parts = false;
	r = case_stream_lock(conn, arena, p->record.jurisdiction_id, p->record.case_id, err);
	p->is_unknown = r == ERR_NOT_FOUND;
	if (r < 0)
		return p->is_unknown ? 0 : r;
	r = case_stream_load(conn, arena, p->record.jurisdiction_id, p->record.case_id, &stream, err);
	if (r < 0)
		return r;
	if (!is_done(&stream, &p->record)) {
		p->has_event = true;
		return erase_again(p, conn, arena, &stream, err);
	}
	r = case_erase(conn, arena, p->record.jurisdiction_id, p->record.case_id, &fields, err);
	p->has_parts = r == 0 && fields > 0;
	return r == 0 && fields ? note(conn, &p->record, err) : r;
}

static int replay_line(struct finishing *f, struct slice line, struct erasures_replayed *counts)
{
	struct replaying p = {.f = f, .counts = counts};
	int r;

	r = erasure_line_parse(line, &p.record, f->err);
	if (r == 0 && p.record.jurisdiction_id != f->ref->jurisdiction_id)
		r = err_set(f->err, ERR_INVALID, "a line of erasures of another jurisdiction");
	if (r == 0)
		r = db_write_now(f->conn, replay_run, &p, f->err);
	if (r < 0)
		return r;
	counts->records++;
	counts->unknown += p.is_unknown;
	counts->events += p.has_event;
	counts->parts += p.has_parts;
	return 0;
}

static int replay_each(struct finishing *f, void *arg)
{
	const char *path = erasures_path(f->service, f->arena, slice_of(f->ref->slug));
	struct slice text, line;
	size_t number = 0;
	int r;

	r = read_file(path, f->arena, &text, f->err);
	while (r == 0 && text.len) {
		number++;
		slice_cut(text, '\n', &line, &text);
		r = replay_line(f, line, arg);
		if (r < 0)
			err_prefix(f->err, "%s, line %zu: ", path, number);
	}
	return r;
}

int erasures_replay(
	struct service *service, struct db_conn *conn, struct erasures_replayed *ret, struct err *err)
{
	*ret = (struct erasures_replayed){0};
	return for_each(service, conn, replay_each, ret, err);
}
