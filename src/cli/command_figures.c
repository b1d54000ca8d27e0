// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "base/macros.h"
#include "cli/lock.h"
#include "cli/progress.h"
#include "cli/task.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/figures.h"
#include "service/service.h"
#include "service/setup.h"

#include <inttypes.h>
#include <stdio.h>

#define FINDINGS_MOST 1000

static void print_finding(void *arg, const char *slug, const struct figures_finding *finding)
{
	uint64_t *found = arg;

	if (++*found <= FINDINGS_MOST)
		printf("%s: %s of %s: %s\n", slug, finding->table, finding->row, finding->what);
}

static int print_result(const struct figures_recount *result)
{
	char cases[28], events[28], cells[28], facts[28], findings[28];

	if (result->findings > FINDINGS_MOST)
		printf("… and %" PRIu64 " more.\n", result->findings - FINDINGS_MOST);
	printf("Counted %s events of %s cases again, beside %s sums and %s facts.\n",
		progress_number(result->events, events), progress_number(result->cases, cases),
		progress_number(result->cells, cells), progress_number(result->facts, facts));
	if (result->findings == 0) {
		printf("No difference.\n");
		return EXIT_DONE;
	}
	printf("%s differences; they are listed above. `yidan figures recount --anew` has all counted "
	       "anew.\n",
		progress_number(result->findings, findings));
	return EXIT_FAILED;
}

static int compare(
	const struct settings *settings, struct db *db, struct figures_recount *ret, struct err *err)
{
	CLEANUP(db_disconnectp) struct db_conn *conn = NULL;
	struct db_schema_state schema;
	uint64_t found = 0;
	int r;

	r = db_connect(db, DB_ACCESS_READ, &conn, err);
	if (r == 0)
		r = db_schema_check(conn, &schema, err);
	if (r < 0)
		return r;
	return figures_recount_all(conn,
		&(struct figures_recounting){
			.slug = settings->jurisdiction, .found = print_finding, .arg = &found},
		ret, err);
}

// ---- All counted anew, by the server that runs or the next one

static int anew_prepare(struct task_run *run, struct err *err)
{
	const struct reference *ref;
	int64_t *id = ARENA_NEW(run->arena, int64_t);
	int r;

	r = task_jurisdiction(run->service, run->request, &ref, err);
	if (r < 0)
		return r;
	*id = ref->jurisdiction_id;
	reference_release(ref);
	run->work = id;
	return 0;
}

static int anew_write(struct task_run *run, struct db_conn *conn, struct err *err)
{
	run->said = SLICE("The figures are counted anew: by the server that runs, or else the next one.\n");
	return figures_count_anew(conn, *(const int64_t *)run->work, err);
}

const struct task task_figures_anew = {.name = "figures-anew", .prepare = anew_prepare, .write = anew_write};

static int count_anew(const struct settings *settings, struct arena *arena)
{
	struct slice said;
	struct err err;
	int r;

	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = task_do(
			settings, arena, &task_figures_anew, slice_of(settings->jurisdiction), &said, &err);
	if (r != 0)
		return command_failed(r, &err);
	printf("%.*s", SLICE_ARG(said));
	return EXIT_DONE;
}

// Exit codes as those of `yidan ledger verify`: 2 where it could not be counted.
int command_figures_recount(const struct settings *settings, struct arena *arena)
{
	struct figures_recount result;
	struct db *db = NULL;
	struct err err;
	int r;

	if (settings->anew)
		return count_anew(settings, arena);
	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = setup_open(settings->db, &db, &err);
	if (r == 0)
		r = compare(settings, db, &result, &err);
	db_free(db);
	if (r == 0)
		return print_result(&result);
	command_failed(r, &err);
	return EXIT_USAGE;
}
