// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "base/macros.h"
#include "cli/lock.h"
#include "cli/progress.h"
#include "cli/vkeys.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/service.h"
#include "service/setup.h"
#include "service/verify.h"

#include <inttypes.h>
#include <stdio.h>

#define PATH_BYTES    1024
#define FINDINGS_MOST 1000

struct verifying {
	struct progress progress;
	uint64_t found;
};

static void print_finding(void *arg, const struct verify_finding *f)
{
	struct verifying *verifying = arg;

	progress_clear(&verifying->progress);
	if (++verifying->found > FINDINGS_MOST)
		return;
	printf("%s: %s%s%s%s%s: %s\n", f->jurisdiction, f->table, f->column[0] ? "." : "", f->column,
		f->row[0] ? " of " : "", f->row, f->what);
}

static void print_note(void *arg, const char *words)
{
	struct verifying *verifying = arg;

	progress_clear(&verifying->progress);
	printf("%s\n", words);
}

static void show_progress(void *arg, uint64_t done, uint64_t total, uint64_t entries)
{
	struct verifying *verifying = arg;

	progress_show(&verifying->progress, done, total, entries, "entries");
}

static void print_count(uint64_t count, const char *one, const char *many)
{
	char text[28];

	printf("%s %s", progress_number(count, text), count == 1 ? one : many);
}

static int print_result(const struct verifying *verifying, const struct verify_result *result)
{
	if (verifying->found > FINDINGS_MOST)
		printf("… and %" PRIu64 " more.\n", verifying->found - FINDINGS_MOST);
	printf("Looked at ");
	print_count(result->entries, "entry", "entries");
	printf(" under signed checkpoints (");
	print_count(result->checkpoints, "signature holds", "signatures hold");
	if (result->cosignatures) {
		printf(", ");
		print_count(result->cosignatures, "of a witness", "of witnesses");
	}
	printf("), ");
	print_count(result->cases, "case", "cases");
	printf(" and ");
	print_count(result->pictures, "picture", "pictures");
	printf(".\n");
	if (result->erased) {
		print_count(result->erased, "private field was", "private fields were");
		printf(" erased, as entries say.\n");
	}
	if (result->findings == 0) {
		printf("Everything is as it was entered.\n");
		return EXIT_DONE;
	}
	print_count(result->findings, "thing is", "things are");
	printf(" not as entered; they are listed above.\n");
	return EXIT_FAILED;
}

static int run(const struct settings *settings, struct arena *arena, struct db *db,
	struct verifying *verifying, struct verify_result *ret, struct err *err)
{
	char *key_path = arena_alloc(arena, PATH_BYTES), *state_path = arena_alloc(arena, PATH_BYTES);
	struct verify_options options = {
		.slug = settings->jurisdiction,
		.found = print_finding,
		.note = print_note,
		.progress = show_progress,
		.arg = verifying,
	};
	CLEANUP(db_disconnectp) struct db_conn *conn = NULL;
	struct db_schema_state schema;
	struct note_key *witnesses;
	int r;

	service_default_key_path(settings->db, key_path, PATH_BYTES);
	options.state_path = service_default_state_path(
		settings->db, settings->key_file ? settings->key_file : key_path, state_path, PATH_BYTES);
	r = vkeys_read(&settings->witnesses, VKEYS_WITNESS, arena, &witnesses, err);
	if (r == 0)
		r = db_connect(db, DB_ACCESS_READ, &conn, err);
	if (r == 0)
		r = db_schema_check(conn, &schema, err);
	if (r < 0)
		return r;
	options.witnesses = witnesses;
	options.witness_count = settings->witnesses.count;
	progress_start(&verifying->progress);
	r = verify_run(conn, &options, ret, err);
	progress_clear(&verifying->progress);
	return r;
}

// What cannot be looked at is no finding: 2, whatever the reason.
int command_ledger_verify(const struct settings *settings, struct arena *arena)
{
	struct verifying verifying = {0};
	struct verify_result result;
	struct db *db = NULL;
	struct err err;
	int r;

	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = setup_open(settings->db, &db, &err);
	if (r == 0)
		r = run(settings, arena, db, &verifying, &result, &err);
	db_free(db);
	if (r == 0)
		return print_result(&verifying, &result);
	command_failed(r, &err);
	return EXIT_USAGE;
}
