// SPDX-License-Identifier: Apache-2.0
// `yidan ledger key`, `yidan ledger rotate` (a task: beside a running server, too) and `yidan ledger restart`
// (with no server at work).
#include "cli/command.h"

#include "base/buf.h"
#include "cli/erasures_again.h"
#include "cli/lock.h"
#include "cli/restart_mark.h"
#include "cli/task.h"
#include "db/db.h"
#include "db/writer.h"
#include "service/ledger_change.h"
#include "service/proofs.h"
#include "service/service.h"
#include "json/reader.h"
#include "json/writer.h"

#include <sodium.h>
#include <stdio.h>

static const struct json_limits limits = {.max_bytes = TASK_REQUEST_BYTES_MAX, .max_depth = 1};

// ---- Another key

struct rotation {
	const struct reference *ref;
	int64_t jurisdiction_id;
	const char *slug;
	const struct note_signer *next;
};

static int rotate_prepare(struct task_run *run, struct err *err)
{
	struct rotation *rotation = ARENA_NEW(run->arena, struct rotation);
	struct slice slug, key;
	const struct reference *ref;
	struct json_value root;
	struct json_fields f;
	int r;

	r = json_read(run->request, &limits, run->arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", run->arena);
	slug = json_fields_text(&f, "jurisdiction", JSON_OPTIONAL, 64);
	key = json_fields_text(&f, "key", JSON_OPTIONAL, 64);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	if (r == 0)
		r = task_jurisdiction(run->service, slug, &ref, err);
	if (r != 0)
		return r;
	rotation->jurisdiction_id = ref->jurisdiction_id;
	rotation->slug = arena_strdup(run->arena, ref->slug);
	reference_release(ref);
	run->work = rotation;
	return service_ledger_new_key(run->service, rotation->jurisdiction_id, key, &rotation->next, err);
}

static int rotate_write(struct task_run *run, struct db_conn *conn, struct err *err)
{
	const struct rotation *rotation = run->work;
	struct buf key = buf_in(run->arena);
	int r;

	r = service_ledger_rotate(
		run->service, conn, run->arena, rotation->jurisdiction_id, rotation->next, err);
	if (r < 0)
		return r;
	note_key_format(&rotation->next->key, &key);
	run->said = slice_of(arena_printf(run->arena,
		"The ledger of %s is signed with a new key from now on; the checkpoint of the change bears "
		"both "
		"signatures. Publish the\nnew verifier key where the old one stands:\n\n  %s\n\n"
		"Keep a copy of the key file. The line of the old key in it is of no more use once every "
		"server "
		"has the new file.\n",
		rotation->slug, buf_cstr(&key)));
	return 0;
}

const struct task task_rotate = {.name = "ledger-rotate", .prepare = rotate_prepare, .write = rotate_write};

int command_ledger_rotate(const struct settings *settings, struct arena *arena)
{
	struct buf request = buf_in(arena);
	struct json_writer w;
	struct slice said;
	struct err err;
	int r;

	json_writer_init(&w, &request);
	json_writer_object(&w);
	json_writer_key(&w, "jurisdiction");
	json_writer_text(&w, slice_of(settings->jurisdiction));
	json_writer_key(&w, "key");
	json_writer_text(&w, slice_of(settings->key));
	json_writer_object_end(&w);
	json_writer_finish(&w);
	r = lock_check_database(settings->db, &err);
	if (r == 0 && buf_slice(&request).len > TASK_REQUEST_BYTES_MAX)
		r = err_set(&err, ERR_INVALID, "there is no jurisdiction with so long a name");
	if (r == 0)
		r = task_do(settings, arena, &task_rotate, buf_slice(&request), &said, &err);
	if (r != 0)
		return command_failed(r, &err);
	printf("%.*s", SLICE_ARG(said));
	return EXIT_DONE;
}

// ---- The keys

struct opened {
	struct service *service;
	struct db_conn *conn;
	const struct reference *ref;
};

static int open_all(const struct settings *settings, struct opened *ret, struct err *err)
{
	struct opened opened = {0};
	int r;

	r = lock_check_database(settings->db, err);
	if (r == 0)
		r = service_open(
			&(struct service_options){.db_url = settings->db, .key_path = settings->key_file},
			&opened.service, err);
	if (r == 0)
		r = task_jurisdiction(opened.service, slice_of(settings->jurisdiction), &opened.ref, err);
	if (r == 0)
		r = db_connect(service_db(opened.service), DB_ACCESS_WRITE, &opened.conn, err);
	*ret = opened;
	return r;
}

static void close_all(struct opened *opened)
{
	reference_release(opened->ref);
	db_disconnect(opened->conn);
	service_close(opened->service);
}

// A key for a file that only a person can write: to standard output, and nowhere else.
static int print_new_key(struct slice origin, struct err *err)
{
	CLEANUP(buf_release) struct buf line = {0};
	struct note_signer signer;
	int r;

	r = note_signer_new(origin, NOTE_ED25519, &signer, err);
	if (r < 0)
		return r;
	buf_reserve(&line, 1024);
	note_signer_format(&signer, &line);
	printf("%s\n", buf_cstr(&line));
	fprintf(stderr,
		"Put this line, which is secret, behind the others in the key file of every server; then: "
		"yidan "
		"ledger rotate --key %08x\n",
		(unsigned)signer.key.id);
	note_signer_wipe(&signer);
	sodium_memzero(line.ptr, line.cap);
	return 0;
}

static int print_keys(
	struct opened *opened, const struct ledger_head *head, struct arena *arena, struct err *err)
{
	struct note_key *keys;
	size_t count;
	int r;

	r = db_begin_read(opened->conn, err);
	if (r == 0)
		r = proofs_keys(opened->conn, arena, opened->ref->jurisdiction_id, head, &keys, &count, err);
	db_end_read(opened->conn);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct buf key = buf_in(arena);

		note_key_format(&keys[i], &key);
		printf("%s\n", buf_cstr(&key));
	}
	return r;
}

int command_ledger_key(const struct settings *settings, struct arena *arena)
{
	struct opened opened;
	struct ledger_head head;
	struct err err;
	int r;

	r = open_all(settings, &opened, &err);
	if (r == 0)
		r = db_begin_read(opened.conn, &err);
	if (r == 0) {
		r = ledger_head(opened.conn, arena, opened.ref->jurisdiction_id, &head, &err);
		db_end_read(opened.conn);
	}
	if (r == 0)
		r = settings->new_key ? print_new_key(head.origin, &err)
				      : print_keys(&opened, &head, arena, &err);
	close_all(&opened);
	return r < 0 ? command_failed(r, &err) : EXIT_DONE;
}

// ---- A new log

struct restarting {
	struct service *service;
	struct arena *arena;
	struct ledger_restart plan;
};

static int restart_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct restarting *restarting = arg;

	return service_ledger_restart(restarting->service, conn, restarting->arena, &restarting->plan, err);
}

static void print_restart(const struct ledger_restart *plan, struct arena *arena)
{
	struct buf key = buf_in(arena);

	note_key_format(&plan->signer->key, &key);
	printf("The log %.*s has begun: %lld events that are there, behind an entry that names the old log "
	       "%.*s as it was signed last\n(%llu entries; the database held %lld of them).\n",
		SLICE_ARG(plan->origin), (long long)plan->taken_over, SLICE_ARG(plan->previous.origin),
		(unsigned long long)plan->previous.size, (long long)plan->stored_size);
	if (!plan->is_checked)
		printf("Nothing here knows the key of that signature: it was taken over unchecked.\n");
	printf("Publish why, and the verifier key of the new log beside the old one:\n\n  %s\n",
		buf_cstr(&key));
}

static int begin_log(const struct opened *opened, struct restarting *restarting, struct err *err)
{
	int r;

	r = service_ledger_restart_plan(
		opened->service, opened->conn, restarting->arena, opened->ref, &restarting->plan, err);
	if (r == 0)
		r = restart_mark_put(opened->service, err);
	if (r == 0)
		r = db_write_now(opened->conn, restart_run, restarting, err);
	if (r == 0)
		r = service_ledger_keep_one(opened->service, opened->conn, opened->ref, err);
	if (r == 0)
		print_restart(&restarting->plan, restarting->arena);
	return r;
}

// As soon as every jurisdiction's ledger can go on.
static int finish_restart(const struct opened *opened, struct err *err)
{
	int r;

	if (service_ledger_check(opened->service, opened->conn, NULL) != 0)
		return 0;
	r = erasures_again(opened->service, opened->conn, err);
	return r == 0 ? restart_mark_remove(opened->service, err) : r;
}

int command_ledger_restart(const struct settings *settings, struct arena *arena)
{
	struct restarting restarting = {.arena = arena};
	struct opened opened = {0};
	struct err err;
	int lock_fd = -1, r;

	r = lock_take(settings->db, &lock_fd, &err);
	if (r == 0)
		r = open_all(settings, &opened, &err);
	restarting.service = opened.service;
	if (r == 0 && restart_mark_is_there(opened.service) &&
		service_ledger_check_one(opened.service, opened.conn, opened.ref, NULL) == 0)
		printf("The log had begun; now what was left is done.\n");
	else if (r == 0)
		r = begin_log(&opened, &restarting, &err);
	if (r == 0)
		r = finish_restart(&opened, &err);
	close_all(&opened);
	lock_release(lock_fd);
	return r < 0 ? command_failed(r, &err) : EXIT_DONE;
}
