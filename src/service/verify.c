// SPDX-License-Identifier: Apache-2.0
#include "service/verify.h"

#include "base/buf.h"
#include "base/macros.h"
#include "db/db.h"
#include "service/verify_impl.h"
#include "store/jurisdictions.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// ---- Findings

void verify_found(
	struct verify *v, const char *table, const char *row, const char *column, const char *format, ...)
{
	CLEANUP(buf_release) struct buf words = {0};
	char line[600];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	buf_put_cstr(&words, line);
	v->result->findings++;
	v->options->found(v->options->arg,
		&(struct verify_finding){v->slug, table, row, column, buf_cstr(&words), v->stream_id});
}

// Columns whose values everybody may see, or that say nothing about a person.
static bool is_public(const char *column)
{
	static const char *const names[] = {"accepted_at", "answer_by", "answered_at", "answers",
		"assigned_at", "assigning_unit_id", "assignment_id", "category_id", "channel", "closed_at",
		"code", "contact_by", "deadline", "dropped_at", "due_at", "extension_until", "extensions",
		"kind", "number", "ordered_at", "outcome", "programme_id", "received_at", "released_at",
		"reply_by", "return_reason", "returned_at", "returns", "role", "seq", "solve_by", "state",
		"supervising_unit_id", "told_at", "town_id", "unit_deadline", "unit_id", "updated_at",
		"urgency", "version", "visible", "waiting_reason", "waiting_since", "year"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], column) == 0)
			return true;
	}
	return false;
}

const char *verify_expected(struct arena *arena, const struct difference *difference)
{
	const struct db_field *field = difference->field;
	const char *row = difference->expected, *value;

	if (!field || !is_public(difference->column))
		return "not what its events say";
	value = row + field->offset;
	if (field->nullable && !*(const bool *)(row + field->has_offset))
		return "its events say: nothing";
	if (field->type == DB_TYPE_BIGINT)
		return arena_printf(arena, "its events say: %" PRId64, *(const int64_t *)(const void *)value);
	if (field->type == DB_TYPE_TEXT)
		return arena_printf(
			arena, "its events say: %.*s", SLICE_ARG(*(const struct slice *)(const void *)value));
	return "not what its events say";
}

void verify_step(struct verify *v, uint64_t steps)
{
	v->done += steps;
	if (v->total < v->done)
		v->total = v->done;
	if (v->options->progress)
		v->options->progress(v->options->arg, v->done, v->total, v->total / 2);
}

// ---- Reference data

static void tell_difference(void *arg, const struct difference *difference)
{
	struct verify *v = arg;
	char row[64];

	snprintf(row, sizeof(row), "id %" PRId64, difference->row_id);
	switch (difference->kind) {
	case DIFFERENCE_VALUE:
		verify_found(v, difference->table, row, difference->column, "not what its newest event says");
		break;
	case DIFFERENCE_NO_ROW:
		verify_found(v, difference->table, row, "", "the row is gone; events tell of it");
		break;
	case DIFFERENCE_NO_EVENT:
		verify_found(v, difference->table, row, "", "no event tells of this row");
		break;
	}
}

// ---- One jurisdiction

static int look(struct verify *v)
{
	int r;

	r = db_begin_read(v->conn, v->err);
	if (r < 0)
		return r;
	r = verify_logs_read(v);
	if (r == 0 && v->state.jurisdiction)
		r = jurisdiction_compare(v->conn, v->arena, &v->state, tell_difference, v, v->err);
	db_end_read(v->conn);
	if (r == 0)
		r = verify_streams(v);
	for (size_t i = 0; r == 0 && i < v->log_count; i++)
		r = verify_tree(v, &v->logs[i]);
	if (r == 0)
		r = verify_waiting(v);
	return r;
}

static int look_at(struct db_conn *conn, const struct verify_options *options, int64_t id, struct slice slug,
	struct verify_result *result, struct err *err)
{
	struct verify v = {
		.options = options,
		.result = result,
		.conn = conn,
		.is_sqlite = db_engine(db_of(conn)) == DB_ENGINE_SQLITE,
		.arena = arena_new(),
		.jurisdiction_id = id,
		.err = err,
	};
	int r;

	v.slug = arena_cstr(v.arena, slug);
	r = look(&v);
	result->jurisdictions++;
	arena_free(v.arena);
	return r;
}

// ---- Files outside that belong to no jurisdiction

struct known {
	const struct sql_jurisdiction_all_row *rows;
	size_t count;
};

static bool is_known(const struct known *known, struct slice slug)
{
	for (size_t i = 0; i < known->count; i++) {
		if (slice_eq(known->rows[i].slug, slug))
			return true;
	}
	return false;
}

// STATE.SLUG.checkpoint: a jurisdiction of that name was served from here.
static void look_for_lost(const struct verify_options *options, const struct known *known,
	struct arena *arena, struct verify_result *result)
{
	const char *path = options->state_path, *slash = strrchr(path, '/');
	const char *folder = slash ? arena_cstr(arena, slice_from(path, (size_t)(slash - path))) : ".";
	struct slice head = slice_of(arena_printf(arena, "%s.", slash ? slash + 1 : path));
	DIR *dir = opendir(folder[0] ? folder : "/");
	struct verify v = {.options = options, .result = result, .slug = ""};
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct slice name = slice_of(entry->d_name), end = SLICE(".checkpoint");

		if (!slice_starts_with(name, head) || !slice_ends_with(name, end) ||
			name.len <= head.len + end.len)
			continue;
		name = slice_sub(name, head.len, name.len - head.len - end.len);
		if (is_known(known, name))
			continue;
		v.slug = arena_cstr(arena, name);
		verify_found(&v, "jurisdiction", "", "",
			"%s is the checkpoint of a jurisdiction that the database does not have",
			entry->d_name);
	}
	if (dir)
		closedir(dir);
}

int verify_run(struct db_conn *conn, const struct verify_options *options, struct verify_result *ret,
	struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct verify_result result = {0};
	struct known known = {0};
	struct sql_jurisdiction_all_row *rows = NULL;
	int r;

	r = db_begin_read(conn, err);
	if (r < 0)
		return r;
	r = sql_jurisdiction_all(conn, arena, &rows, &known.count, err);
	db_end_read(conn);
	known.rows = rows;
	for (size_t i = 0; r == 0 && i < known.count; i++) {
		if (!options->slug || slice_eq_cstr(rows[i].slug, options->slug))
			r = look_at(conn, options, rows[i].id, rows[i].slug, &result, err);
	}
	if (r == 0 && options->state_path && !options->slug)
		look_for_lost(options, &known, arena, &result);
	if (r == 0 && result.jurisdictions == 0 && result.findings == 0)
		r = options->slug
			    ? err_set(err, ERR_NOT_FOUND, "there is no jurisdiction \"%.80s\"", options->slug)
			    : err_set(err, ERR_NOT_FOUND, "the database holds no jurisdiction");
	if (r == 0)
		*ret = result;
	return r;
}
