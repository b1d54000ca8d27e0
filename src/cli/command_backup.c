// SPDX-License-Identifier: Apache-2.0
// Reads the database beside whoever works with it: no lock, no lease. The copy gets its name last, when it is
// checked and what belongs beside it is there, so that a FILE that is there is a good one.
#include "cli/command.h"

#include "base/state_file.h"
#include "cli/files.h"
#include "cli/lock.h"
#include "cli/program.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/backup.h"
#include "service/key_file.h"
#include "service/service.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct backing_up {
	const struct settings *settings;
	struct arena *arena;
	const char *file, *part, *key_path;
	struct backup_checkpoint *checkpoints;
	size_t count;
	bool tells; // progress, on a terminal
	struct err *err;
};

static const char *beside(const struct backing_up *b, const char *ending)
{
	return arena_printf(b->arena, "%s%s", b->file, ending);
}

static int check_place(struct backing_up *b)
{
	static const char *const endings[] = {"", ".key", ".checkpoints"};
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		const char *path = beside(b, endings[i]);

		if (lstat(path, &st) == 0)
			return err_set(
				b->err, ERR_INVALID, "%s is there already: give the copy another name", path);
	}
	unlink(b->part); // of a backup that was cut off
	return 0;
}

static void progress(void *arg, int64_t done, int64_t total)
{
	const struct backing_up *b = arg;

	if (b->tells)
		fprintf(stderr, "\r%3d %%", total ? (int)(done * 100 / total) : 100);
}

// ---- The two engines

static int read_checkpoints(struct backing_up *b, const char *url)
{
	struct db_conn *conn = NULL;
	struct db *db = NULL;
	int r;

	r = backup_open(url, &db, &conn, b->err);
	if (r == 0)
		r = db_schema_check(conn, NULL, b->err);
	if (r == 0)
		r = backup_checkpoints(conn, b->arena, &b->checkpoints, &b->count, b->err);
	db_disconnect(conn);
	db_free(db);
	return r;
}

static int copy_sqlite(struct backing_up *b)
{
	int r = db_sqlite_copy(lock_sqlite_path(b->settings->db), b->part, progress, b, b->err);

	if (r == 0 && b->tells)
		fprintf(stderr, "\rchecking the copy …");
	if (r == 0)
		r = db_sqlite_check(b->part, b->err);
	if (r == 0)
		r = read_checkpoints(b, arena_printf(b->arena, "sqlite:%s", b->part));
	if (b->tells)
		fprintf(stderr, "\r                     \r");
	return r;
}

// The checkpoints first: what is dumped then holds their trees, and perhaps more.
static int copy_postgres(struct backing_up *b)
{
	const char *dump[] = {"pg_dump", "--format=custom", "--no-password", "--file", b->part, NULL};
	const char *look[] = {"pg_restore", "--list", b->part, NULL};
	const char **environment, *name;
	mode_t before;
	int r;

	r = read_checkpoints(b, b->settings->db);
	if (r == 0)
		r = db_postgres_environment(b->settings->db, b->arena, &environment, &name, b->err);
	if (r != 0)
		return r;
	before = umask(S_IRWXG | S_IRWXO);
	r = program_run(b->arena, dump, environment, false, b->err);
	umask(before);
	return r == 0 ? program_run(b->arena, look, environment, true, b->err) : r;
}

// ---- What stands beside the copy

static int copy_key(struct backing_up *b)
{
	struct key_file key;
	int r;

	if (b->settings->without_key)
		return 0;
	r = key_file_read(b->key_path, &key, b->err);
	if (r < 0) {
		err_prefix(b->err, "(--without-key leaves it out) ");
		return r;
	}
	r = state_file_create(beside(b, ".key"), slice_of(key.text), true, b->err);
	key_file_wipe(&key);
	return r;
}

static const char *erasures_beside(struct backing_up *b, size_t i)
{
	return beside(b, arena_printf(b->arena, ".%.*s.erasures", SLICE_ARG(b->checkpoints[i].slug)));
}

// What was erased so far, for a place where that is not known.
static int copy_erasures(struct backing_up *b)
{
	char state[1024];
	int r = 0;

	service_default_state_path(b->settings->db, b->key_path, state, sizeof(state));
	for (size_t i = 0; r == 0 && i < b->count; i++) {
		const char *path =
			arena_printf(b->arena, "%s.%.*s.erasures", state, SLICE_ARG(b->checkpoints[i].slug));

		if (access(path, F_OK) == 0)
			r = files_copy(path, erasures_beside(b, i), b->err);
	}
	return r;
}

static int finish(struct backing_up *b)
{
	int r = copy_key(b);

	if (r == 0)
		r = copy_erasures(b);
	if (r == 0)
		r = state_file_create(beside(b, ".checkpoints"),
			backup_format(b->arena, b->checkpoints, b->count), false, b->err);
	if (r == 0 && rename(b->part, b->file) != 0)
		r = err_set(b->err, ERR_UNAVAILABLE, "%s cannot be made (%s)", b->file, strerror(errno));
	if (r == 0)
		r = files_sync(b->file, b->err);
	return r;
}

static void remove_all(struct backing_up *b)
{
	unlink(b->part);
	unlink(beside(b, ".part-wal"));
	unlink(beside(b, ".part-shm"));
	unlink(beside(b, ".key"));
	unlink(beside(b, ".checkpoints"));
	for (size_t i = 0; i < b->count; i++)
		unlink(erasures_beside(b, i));
}

static void say_done(const struct backing_up *b)
{
	struct stat st = {0};

	(void)stat(b->file, &st);
	printf("%s holds the database (%" PRId64 " MB)", b->file, ((int64_t)st.st_size + 999999) / 1000000);
	for (size_t i = 0; i < b->count; i++)
		printf("%s %.*s with %" PRIu64 " entries", i ? "," : ":", SLICE_ARG(b->checkpoints[i].slug),
			b->checkpoints[i].size);
	printf(".\n%s\n", b->settings->without_key
				  ? "The key file is not with it: without it the links of residents do "
				    "not open, and the ledger cannot go on."
				  : "Beside it stands its key file (.key), which is secret.");
}

int command_backup(const struct settings *settings, struct arena *arena)
{
	char key_path[1024];
	struct err err;
	struct backing_up b = {.settings = settings,
		.arena = arena,
		.file = settings->argument,
		.key_path = settings->key_file
				    ? settings->key_file
				    : service_default_key_path(settings->db, key_path, sizeof(key_path)),
		.tells = isatty(STDERR_FILENO),
		.err = &err};
	int r;

	if (!settings->argument)
		return command_misused("where to? Write the name of the copy behind the command");
	b.part = beside(&b, ".part");
	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = check_place(&b);
	if (r < 0)
		return command_failed(r, &err);
	r = lock_sqlite_path(settings->db) ? copy_sqlite(&b) : copy_postgres(&b);
	if (r == 0)
		r = finish(&b);
	if (r < 0) {
		remove_all(&b);
		return command_failed(r, &err);
	}
	say_done(&b);
	return EXIT_DONE;
}
