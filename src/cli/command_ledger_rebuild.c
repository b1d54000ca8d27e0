// SPDX-License-Identifier: Apache-2.0
// `yidan ledger rebuild`: looks at everything as `yidan ledger verify` does, and has the rows of cases that
// differ from their events made anew (a task, beside a running server too). Where the events themselves are
// not as they were entered nothing is made from them.
#include "cli/command.h"

#include "base/buf.h"
#include "base/id.h"
#include "base/macros.h"
#include "cli/lock.h"
#include "cli/progress.h"
#include "cli/task.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/rebuild.h"
#include "service/service.h"
#include "service/setup.h"
#include "service/verify.h"
#include "json/reader.h"
#include "json/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PATH_BYTES   1024
#define CASES_A_TASK 100
#define CASES_MOST   100000
#define REASON_MOST  2000
#define SHOWN_MOST   20

static const struct json_limits limits = {.max_bytes = TASK_REQUEST_BYTES_MAX, .max_depth = 2};

// ---- The task

struct rebuilding {
	int64_t jurisdiction_id;
	struct slice reason;
	int64_t cases[CASES_A_TASK];
	size_t count;
};

static int prepare(struct task_run *run, struct err *err)
{
	struct rebuilding *rebuilding = ARENA_NEW(run->arena, struct rebuilding);
	const struct json_value *cases;
	const struct reference *ref = NULL;
	struct json_value root;
	struct json_fields f;
	struct slice slug;
	int r;

	r = json_read(run->request, &limits, run->arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", run->arena);
	slug = json_fields_text(&f, "jurisdiction", JSON_OPTIONAL, 64);
	rebuilding->reason = json_fields_text(&f, "reason", JSON_REQUIRED, REASON_MOST);
	cases = json_fields_array(&f, "cases", JSON_REQUIRED, CASES_A_TASK);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	for (size_t i = 0; r == 0 && i < cases->count; i++) {
		if (cases->items[i].type != JSON_VALUE_TEXT ||
			id_parse(cases->items[i].text, &rebuilding->cases[i]) < 0)
			r = err_set(err, ERR_INVALID, "cases[%zu] is no id", i);
	}
	if (r == 0)
		r = task_jurisdiction(run->service, slug, &ref, err);
	if (r != 0)
		return r;
	rebuilding->count = cases->count;
	rebuilding->jurisdiction_id = ref->jurisdiction_id;
	reference_release(ref);
	run->work = rebuilding;
	return 0;
}

static int write_it(struct task_run *run, struct db_conn *conn, struct err *err)
{
	const struct rebuilding *rebuilding = run->work;
	int r = 0;

	for (size_t i = 0; r == 0 && i < rebuilding->count; i++) {
		CLEANUP(arena_freep) struct arena *arena = arena_new();

		r = rebuild_case(conn, arena, rebuilding->jurisdiction_id, rebuilding->cases[i],
			rebuilding->reason, err);
	}
	return r;
}

const struct task task_rebuild = {.name = "ledger-rebuild", .prepare = prepare, .write = write_it};

// ---- What differs

struct looking {
	struct progress progress;
	int64_t *cases; // in the order of ids; room for CASES_MOST
	size_t count;
	uint64_t rows;	// of them
	uint64_t other; // rows that are made otherwise
	uint64_t worse; // what the rows would be made from
	bool is_more;	// than CASES_MOST
};

static bool is_one_of(const char *table, const char *const *names)
{
	for (; *names; names++) {
		if (strcmp(table, *names) == 0)
			return true;
	}
	return false;
}

static void look_at(void *arg, const struct verify_finding *f)
{
	static const char *const ours[] = {"case_row", "assignment", "oversight_order", NULL};
	static const char *const others[] = {
		"unit", "officer", "category", "area", "attachment", "attachment_chunk", NULL};
	struct looking *l = arg;

	progress_clear(&l->progress);
	if (is_one_of(f->table, ours) && f->stream_id) {
		l->rows++;
		if (l->count && l->cases[l->count - 1] == f->stream_id)
			return;
		l->is_more |= l->count == CASES_MOST;
		if (!l->is_more)
			l->cases[l->count++] = f->stream_id;
		return;
	}
	if (is_one_of(f->table, others))
		l->other++;
	else
		l->worse++;
	if (l->other + l->worse <= SHOWN_MOST)
		printf("%s: %s%s%s%s%s: %s\n", f->jurisdiction, f->table, f->column[0] ? "." : "", f->column,
			f->row[0] ? " of " : "", f->row, f->what);
}

static void show_progress(void *arg, uint64_t done, uint64_t total, uint64_t entries)
{
	struct looking *l = arg;

	progress_show(&l->progress, done, total, entries, "entries");
}

static int look(const struct settings *settings, struct arena *arena, struct looking *l, struct err *err)
{
	char *key_path = arena_alloc(arena, PATH_BYTES), *state_path = arena_alloc(arena, PATH_BYTES);
	struct verify_options options = {
		.slug = settings->jurisdiction, .found = look_at, .progress = show_progress, .arg = l};
	struct db_conn *conn = NULL;
	struct verify_result result;
	struct db_schema_state schema;
	struct db *db = NULL;
	int r;

	service_default_key_path(settings->db, key_path, PATH_BYTES);
	options.state_path = service_default_state_path(
		settings->db, settings->key_file ? settings->key_file : key_path, state_path, PATH_BYTES);
	r = setup_open(settings->db, &db, err);
	if (r == 0)
		r = db_connect(db, DB_ACCESS_READ, &conn, err);
	if (r == 0)
		r = db_schema_check(conn, &schema, err);
	progress_start(&l->progress);
	if (r == 0)
		r = verify_run(conn, &options, &result, err);
	progress_clear(&l->progress);
	db_disconnect(conn);
	db_free(db);
	if (r == 0 && result.jurisdictions > 1)
		r = err_set(err, ERR_INVALID,
			"the database holds several jurisdictions: --jurisdiction SLUG says which");
	return r;
}

// ---- The command

static struct slice format(
	const struct settings *settings, struct arena *arena, const int64_t *cases, size_t count)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "jurisdiction");
	json_writer_text(&w, slice_of(settings->jurisdiction));
	json_writer_key(&w, "reason");
	json_writer_text(&w, slice_trim(slice_of(settings->reason)));
	json_writer_key(&w, "cases");
	json_writer_array(&w);
	for (size_t i = 0; i < count; i++)
		json_writer_id(&w, cases[i]);
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}

static int rebuild(
	const struct settings *settings, struct arena *arena, const struct looking *l, struct err *err)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < l->count; at += CASES_A_TASK) {
		size_t count = l->count - at < CASES_A_TASK ? l->count - at : CASES_A_TASK;
		struct slice said, request = format(settings, arena, l->cases + at, count);

		if (request.len > TASK_REQUEST_BYTES_MAX)
			return err_set(err, ERR_INVALID, "the reason is too long");
		r = task_do(settings, arena, &task_rebuild, request, &said, err);
	}
	return r;
}

static int conclude(const struct looking *l)
{
	if (l->worse) {
		printf("Nothing was made anew: what the rows would be made from is itself not as it was "
		       "entered "
		       "(above).\nBring a backup back from before (docs/operate.md).\n");
		return EXIT_FAILED;
	}
	if (l->rows)
		printf("%" PRIu64
		       " differences in %zu cases; their rows are made anew, and the ledger says so.\n",
			l->rows, l->count);
	else
		printf("No row of a case differs from its events.\n");
	if (l->other)
		printf("What is listed above is not made from events of cases; it stays.\n");
	if (l->is_more)
		printf("There are more: run it once more.\n");
	return l->other || l->is_more ? EXIT_FAILED : EXIT_DONE;
}

int command_ledger_rebuild(const struct settings *settings, struct arena *arena)
{
	struct looking l = {.cases = ARENA_ARRAY(arena, int64_t, CASES_MOST)};
	struct slice reason = slice_trim(slice_of(settings->reason));
	struct err err;
	int r;

	if (reason.len == 0 || reason.len > REASON_MOST || !slice_is_utf8(reason))
		return command_misused(
			"--reason TEXT says why, in %d bytes at most; it is kept with the ledger",
			REASON_MOST);
	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = look(settings, arena, &l, &err);
	if (r == 0 && l.worse == 0)
		r = rebuild(settings, arena, &l, &err);
	return r == 0 ? conclude(&l) : command_failed(r, &err);
}
