// SPDX-License-Identifier: Apache-2.0
// Only into an empty place. Afterwards the ledgers are compared with the checkpoints that came with the copy,
// and with those that are kept beside the database (which stay as they are): what is missing there is said,
// with how to go on.
#include "cli/command.h"

#include "base/clock.h"
#include "base/state_file.h"
#include "cli/erasures_again.h"
#include "cli/files.h"
#include "cli/lock.h"
#include "cli/program.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/writer.h"
#include "service/backup.h"
#include "service/erasures.h"
#include "service/key_file.h"
#include "service/ledger.h"
#include "service/notices.h"
#include "service/reference.h"
#include "service/service.h"
#include "service/setup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JURISDICTIONS_MAX 1024

struct restoring {
	const struct settings *settings;
	struct arena *arena;
	const char *file;
	const char *path; // of the SQLite file, or NULL
	const char *key_path;
	struct err *err;
};

static const char *beside(const struct restoring *x, const char *ending)
{
	return arena_printf(x->arena, "%s%s", x->file, ending);
}

static int check_file(struct restoring *x)
{
	static const char sqlite[] = "SQLite format 3", postgres[] = "PGDMP";
	char head[16] = "";
	FILE *file = fopen(x->file, "rb");
	size_t got;
	bool is_sqlite, is_postgres;

	if (!file)
		return err_set(x->err, ERR_NOT_FOUND, "%s cannot be read (%s)", x->file, strerror(errno));
	got = fread(head, 1, sizeof(head), file);
	fclose(file);
	is_sqlite = got == sizeof(head) && memcmp(head, sqlite, sizeof(sqlite)) == 0;
	is_postgres = got == sizeof(head) && memcmp(head, postgres, strlen(postgres)) == 0;
	if (!is_sqlite && !is_postgres)
		return err_set(x->err, ERR_INVALID, "%s is no copy that `yidan backup` made", x->file);
	if (is_sqlite != (x->path != NULL))
		return err_set(x->err, ERR_INVALID, "%s is a copy of a %s database: say --db %s", x->file,
			is_sqlite ? "SQLite" : "PostgreSQL",
			is_sqlite ? "sqlite:PATH" : "postgresql://HOST/NAME");
	return 0;
}

// ---- The key file: what is there stays, and gets the keys of ledgers that it lacks

static int merge_keys(struct restoring *x, const struct key_file *from, const struct key_file *to)
{
	struct slice rest = from->ledger, line;
	int r = 0;

	if (memcmp(from->root, to->root, sizeof(from->root)) != 0)
		return err_set(x->err, ERR_INVALID,
			"the key file %s is another server's than the one of the copy: move it away, or say "
			"--key-file",
			x->key_path);
	while (r == 0 && rest.len) {
		slice_cut(rest, '\n', &line, &rest);
		line = slice_trim(line);
		if (line.len && slice_find(slice_of(to->text), line) < 0)
			r = key_file_add(x->key_path, line, x->err);
	}
	return r;
}

static int bring_key(struct restoring *x)
{
	bool has_copy = access(beside(x, ".key"), F_OK) == 0, is_there = access(x->key_path, F_OK) == 0;
	struct key_file from = {0}, to = {0};
	int r = 0;

	if (!has_copy && !is_there)
		return err_set(x->err, ERR_INVALID,
			"there is no key file, neither %s.key nor %s: bring it to one of the two", x->file,
			x->key_path);
	if (!has_copy)
		return 0;
	r = key_file_read(beside(x, ".key"), &from, x->err);
	if (r == 0 && is_there) {
		r = key_file_read(x->key_path, &to, x->err);
		if (r == 0)
			r = merge_keys(x, &from, &to);
	} else if (r == 0) {
		r = state_file_create(x->key_path, slice_of(from.text), true, x->err);
	}
	key_file_wipe(&from);
	key_file_wipe(&to);
	return r;
}

// ---- The two engines

static int check_empty(struct restoring *x)
{
	static const char *const endings[] = {"", "-wal", "-journal"};
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		const char *path = arena_printf(x->arena, "%s%s", x->path, endings[i]);

		if (lstat(path, &st) == 0)
			return err_set(x->err, ERR_INVALID,
				"%s is there already: a copy is only brought back to where there is none; "
				"move it "
				"away first (the files .checkpoint beside it stay)",
				path);
	}
	return 0;
}

// That it is whole: against the checkpoints that came with it. An older schema is compared by the server,
// after `yidan migrate`.
static int check_content(struct restoring *x, const char *url, bool *ret_is_older)
{
	struct backup_checkpoint *checkpoints, *stored;
	struct db_schema_state schema = {0};
	struct db_conn *conn = NULL;
	struct db *db = NULL;
	struct slice text;
	size_t count, stored_count;
	bool found = false;
	int r;

	r = backup_open(url, &db, &conn, x->err);
	if (r == 0)
		r = db_schema_read(conn, &schema, x->err);
	*ret_is_older = r == 0 && schema.database < schema.program;
	if (r == 0)
		r = state_file_read(beside(x, ".checkpoints"), x->arena, BACKUP_CHECKPOINTS_BYTES_MAX, &found,
			&text, x->err);
	if (r == 0 && found && !*ret_is_older) {
		r = backup_parse(x->arena, text, &checkpoints, &count, x->err);
		if (r < 0)
			err_prefix(x->err, "%s.checkpoints: ", x->file);
		if (r == 0)
			r = backup_contains(conn, x->arena, checkpoints, count, x->err);
	}
	if (r == 0 && !*ret_is_older)
		r = backup_checkpoints(conn, x->arena, &stored, &stored_count, x->err);
	db_disconnect(conn);
	db_free(db);
	return r;
}

static int bring_sqlite(struct restoring *x, bool *ret_is_older)
{
	const char *part = arena_printf(x->arena, "%s.part", x->path);
	int r;

	unlink(part); // of a restore that was cut off
	r = files_copy(x->file, part, x->err);
	if (r == 0)
		r = db_sqlite_check(part, x->err);
	if (r == 0)
		r = check_content(x, arena_printf(x->arena, "sqlite:%s", part), ret_is_older);
	if (r == 0)
		r = bring_key(x);
	if (r == 0 && rename(part, x->path) != 0)
		r = err_set(x->err, ERR_UNAVAILABLE, "%s cannot be made (%s)", x->path, strerror(errno));
	if (r == 0)
		return files_sync(x->path, x->err);
	unlink(part);
	unlink(arena_printf(x->arena, "%s-wal", part));
	unlink(arena_printf(x->arena, "%s-shm", part));
	return r;
}

// Whether it holds nothing of ours; what else stands there makes pg_restore fail, and nothing is changed.
static int check_empty_postgres(struct restoring *x)
{
	struct db_schema_state schema;
	struct db_conn *conn = NULL;
	struct db *db = NULL;
	int r;

	r = backup_open(x->settings->db, &db, &conn, x->err);
	if (r == 0)
		r = db_schema_read(conn, &schema, x->err);
	if (r == 0 && schema.database > 0)
		r = err_set(x->err, ERR_INVALID,
			"the database is not empty: a copy is only brought back to an empty one (createdb)");
	db_disconnect(conn);
	db_free(db);
	return r;
}

static int bring_postgres(struct restoring *x, bool *ret_is_older)
{
	const char **environment, *name;
	int r;

	r = check_empty_postgres(x);
	if (r == 0)
		r = db_postgres_environment(x->settings->db, x->arena, &environment, &name, x->err);
	if (r == 0)
		r = bring_key(x);
	if (r == 0) {
		const char *argv[] = {"pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
			"--no-privileges", "--no-password", "--dbname", name, x->file, NULL};

		r = program_run(x->arena, argv, environment, false, x->err);
	}
	return r == 0 ? check_content(x, x->settings->db, ret_is_older) : r;
}

// ---- What is missing

// A list of erasures that is there is the newer one.
static int bring_erasures(struct restoring *x, struct service *service, const struct reference *ref)
{
	const char *from = beside(x, arena_printf(x->arena, ".%s.erasures", ref->slug));
	const char *to = erasures_path(service, x->arena, slice_of(ref->slug));

	return access(from, F_OK) == 0 && access(to, F_OK) != 0 ? files_copy(from, to, x->err) : 0;
}

// Without a checkpoint outside nobody can tell here whether the ledger went on after the copy.
static void say_outside(struct restoring *x, struct service *service, const struct reference *ref)
{
	struct ledger_outside outside;

	if (service_ledger_outside(service, x->arena, slice_of(ref->slug), &outside, NULL) == 0 &&
		!outside.found)
		printf("There was nothing to compare the ledger of %s with. If anything was entered after "
		       "this copy, "
		       "put the newest\ncheckpoint that is known (of a witness, of whoever follows the "
		       "ledger) into "
		       "%s before a server starts;\n`yidan ledger restart` then begins a new log.\n",
			ref->slug, outside.path);
}

static int look_at_each(struct restoring *x, struct service *service)
{
	int64_t ids[JURISDICTIONS_MAX];
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX);
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct reference *ref = service_reference(service, ids[i]);

		say_outside(x, service, ref);
		r = bring_erasures(x, service, ref);
		reference_release(ref);
	}
	return r;
}

struct holding {
	int64_t jurisdiction_id;
};

static int hold_run(struct db_conn *conn, void *arg, struct err *err)
{
	const struct holding *holding = arg;

	return notices_restored(conn, holding->jurisdiction_id, clock_now_us(), err);
}

// What waited to be sent when the copy was made may have been sent since.
static int hold_notices(struct restoring *x, struct service *service, struct db_conn *conn)
{
	int64_t ids[JURISDICTIONS_MAX];
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX);
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = db_write_now(conn, hold_run, &(struct holding){ids[i]}, x->err);
	return r;
}

// *ret_stands false: brought back, but with words in x->err on why no server can start yet.
static int complete(struct restoring *x, bool *ret_stands)
{
	struct service *service = NULL;
	struct db_conn *conn = NULL;
	int r;

	r = service_open(&(struct service_options){.db_url = x->settings->db, .key_path = x->key_path},
		&service, x->err);
	if (r == 0)
		r = db_connect(service_db(service), DB_ACCESS_WRITE, &conn, x->err);
	if (r == 0)
		r = hold_notices(x, service, conn);
	if (r == 0)
		r = look_at_each(x, service);
	if (r == 0)
		r = service_ledger_check(service, conn, x->err);
	*ret_stands = r == 0;
	if (r == 0)
		r = erasures_again(service, conn, x->err);
	else if (conn)
		r = 0;
	db_disconnect(conn);
	service_close(service);
	return r;
}

static int bring(struct restoring *x, bool *ret_is_older)
{
	int lock_fd = -1, r;

	r = check_file(x);
	if (r == 0 && x->path)
		r = check_empty(x);
	if (r == 0)
		r = lock_take(x->settings->db, &lock_fd, x->err);
	if (r == 0)
		r = x->path ? bring_sqlite(x, ret_is_older) : bring_postgres(x, ret_is_older);
	lock_release(lock_fd);
	return r;
}

int command_restore(const struct settings *settings, struct arena *arena)
{
	char key_path[1024];
	struct err err;
	struct restoring x = {.settings = settings,
		.arena = arena,
		.file = settings->argument,
		.path = lock_sqlite_path(settings->db),
		.key_path = settings->key_file
				    ? settings->key_file
				    : service_default_key_path(settings->db, key_path, sizeof(key_path)),
		.err = &err};
	bool is_older = false, stands = false;
	int r;

	if (!settings->argument)
		return command_misused("from where? Write the name of the copy behind the command");
	if (x.path && !x.path[0])
		return command_misused("a database is given as sqlite:PATH or postgresql://HOST/NAME");
	r = bring(&x, &is_older);
	if (r < 0)
		return command_failed(r, &err);
	printf("The database is back as %s has it.\n", x.file);
	if (is_older)
		r = setup_migrate(settings->db, false, NULL, &err);
	if (r == 0)
		r = complete(&x, &stands);
	if (r < 0)
		return command_failed(r, &err);
	if (stands)
		return EXIT_DONE;
	fflush(stdout);
	fprintf(stderr, "yidan: no server can start on it yet: %s\n", err.message);
	return EXIT_FAILED;
}
