// SPDX-License-Identifier: Apache-2.0
#include "cli/database.h"

#include "cli/lock.h"
#include "service/keys.h"
#include "service/ledger.h"
#include "service/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KEY_PATH_BYTES 1024

static int make_key(struct database *database, struct err *err)
{
	struct keys keys;
	int r;

	if (access(database->key_path, F_OK) == 0)
		return keys_load(database->key_path, &keys, err);
	r = keys_create(database->key_path, err);
	database->made_key = r == 0;
	return r == ERR_CONFLICT ? 0 : r;
}

int database_make(const struct settings *settings, struct arena *arena, struct database *ret, struct err *err)
{
	char *key_path = arena_alloc(arena, KEY_PATH_BYTES);
	int r;

	*ret = (struct database){
		.url = settings->db,
		.path = lock_sqlite_path(settings->db),
		.key_path = settings->key_file
				    ? settings->key_file
				    : service_default_key_path(settings->db, key_path, KEY_PATH_BYTES),
		.lock_fd = -1,
	};
	if (ret->path && !ret->path[0])
		return err_set(
			err, ERR_INVALID, "a database is given as sqlite:PATH or postgresql://HOST/NAME");
	r = lock_take(settings->db, &ret->lock_fd, err);
	if (r < 0)
		return r;
	ret->made_file = ret->path && access(ret->path, F_OK) != 0;
	r = setup_migrate(settings->db, true, NULL, err);
	if (r == 0)
		r = make_key(ret, err);
	if (r == 0)
		r = service_open(
			&(struct service_options){
				.db_url = settings->db,
				.key_path = ret->key_path,
				.picture_program = settings->picture_program,
			},
			&ret->service, err);
	return r == 0 ? db_connect(service_db(ret->service), DB_ACCESS_WRITE, &ret->conn, err) : r;
}

int database_sequence(struct database *database, struct err *err)
{
	return service_ledger_catch_up(database->service, database->conn, err);
}

struct adding {
	struct database *database;
	const struct setup_jurisdiction *setup;
	int64_t *id, *officer_ids;
};

static int add_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct adding *adding = arg;

	return setup_jurisdiction(
		adding->database->service, conn, adding->setup, adding->id, adding->officer_ids, err);
}

int database_add(struct database *database, const struct setup_jurisdiction *setup, int64_t *ret_id,
	int64_t *ret_officer_ids, struct err *err)
{
	struct adding adding = {database, setup, ret_id, ret_officer_ids};
	int r;

	r = db_write_now(database->conn, add_run, &adding, err);
	if (r == ERR_CONSTRAINT && strcmp(err->constraint, "jurisdiction_slug_key") == 0)
		return err_set(err, ERR_INVALID, "the database holds a jurisdiction %.*s already",
			SLICE_ARG(setup->slug));
	if (r == ERR_CONSTRAINT && strcmp(err->constraint, "jurisdiction_host_key") == 0)
		return err_set(err, ERR_INVALID,
			"the database holds a jurisdiction with the address %.*s already",
			SLICE_ARG(setup->host));
	if (r == 0)
		r = service_reload(database->service, err);
	return r == 0 ? database_sequence(database, err) : r;
}

static void remove_file(const char *path, const char *ending)
{
	char name[LOCK_PATH_BYTES];

	snprintf(name, sizeof(name), "%s%s", path, ending);
	unlink(name);
}

int database_fill(struct database *database, struct err *err)
{
	if (!database->made_file)
		return 0;
	database->is_filling = true;
	return db_set_filling(database->conn, err);
}

static int sync_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), failed = fd < 0 || fsync(fd) != 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return failed ? err_set(err, ERR_UNAVAILABLE, "cannot sync %s (%s)", path, strerror(failed)) : 0;
}

int database_close(struct database *database, bool is_good, struct err *err)
{
	int r = 0;

	db_disconnect(database->conn);
	service_close(database->service);
	// only now: closing any descriptor of the file takes the locks of SQLite with it
	if (is_good && database->is_filling)
		r = sync_file(database->path, err);
	is_good = is_good && r == 0;
	if (!is_good && database->made_key)
		unlink(database->key_path);
	if (!is_good && database->made_file) {
		remove_file(database->path, "");
		remove_file(database->path, "-wal");
		remove_file(database->path, "-shm");
		remove_file(database->path, ".lock");
	}
	lock_release(database->lock_fd);
	return r;
}
