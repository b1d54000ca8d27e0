// SPDX-License-Identifier: Apache-2.0
#include "service/ledger.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/state_file.h"
#include "db/db.h"
#include "db/writer.h"
#include "service/ledger_keys.h"
#include "service/reference.h"
#include "service/service.h"

#include <string.h>

#define JURISDICTIONS_MAX 1024

bool service_ledger_origin_is_valid(struct slice origin)
{
	if (origin.len == 0 || origin.len > LEDGER_ORIGIN_BYTES_MAX)
		return false;
	for (size_t i = 0; i < origin.len; i++) {
		char c = origin.ptr[i];
		bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';

		if (!is_word && c != '/' && c != ':' && c != '_')
			return false;
	}
	return origin.ptr[0] != '/' && origin.ptr[origin.len - 1] != '/';
}

int service_ledger_start(struct service *service, struct db_conn *conn, int64_t jurisdiction_id,
	struct slice origin, int64_t now_us, struct note_key *ret_key, struct err *err)
{
	const struct note_signer *signer;
	int r;

	if (!service_ledger_origin_is_valid(origin))
		return err_set(err, ERR_INVALID,
			"the ledger's origin must be a host and a path, as in heting.example/ledger");
	r = ledger_keys_add(service_ledger_keys(service), origin, &signer, err);
	if (r == 0)
		r = ledger_start(conn, jurisdiction_id, 1, &signer->key, now_us, err);
	if (r == 0)
		*ret_key = signer->key;
	return r;
}

static int find_signer(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	struct service *service = arg;

	return ledger_keys_find(service_ledger_keys(service), origin, public_key, ret, err);
}

int service_ledger_sequence(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, size_t *ret_added, struct err *err)
{
	struct ledger_signing signing = {.find = find_signer, .arg = service};

	return ledger_sequence(conn, arena, jurisdiction_id, &signing, clock_now_us(), ret_added, err);
}

struct catching_up {
	struct service *service;
	struct arena *arena;
	int64_t jurisdiction_id;
	size_t added;
};

static int catch_up_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct catching_up *c = arg;

	arena_reset(c->arena);
	return service_ledger_sequence(c->service, conn, c->arena, c->jurisdiction_id, &c->added, err);
}

static int catch_up_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err)
{
	struct catching_up c = {
		.service = service, .arena = arena_new(), .jurisdiction_id = ref->jurisdiction_id};
	int r;

	do {
		c.added = 0;
		r = db_write_now(conn, catch_up_run, &c, err);
	} while (r == 0 && c.added == LEDGER_SEQUENCE_MOST);
	arena_free(c.arena);
	return r;
}

const char *service_ledger_state_path(struct service *service, struct arena *arena, struct slice slug)
{
	return arena_printf(arena, "%s.%.*s.checkpoint", service_state_path(service), SLICE_ARG(slug));
}

// --- at the start -----------------------------------------------------------------------------------------

struct checking {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	const struct reference *ref;
	struct ledger_head head;
	const struct note_signer *signer;
	struct err *err;
};

static int refuse(struct checking *c, const char *what)
{
	return err_set(c->err, ERR_INVALID,
		"the ledger of %s: %s. Nothing was changed. `yidan ledger verify` says what differs; after a "
		"backup "
		"was brought back `yidan ledger restart` begins a new log that names the old one",
		c->ref->slug, what);
}

static int check_stored(struct checking *c)
{
	struct checkpoint checkpoint;
	struct merkle_hash root;
	struct note note;
	int r;

	r = ledger_head(c->conn, c->arena, c->ref->jurisdiction_id, &c->head, c->err);
	if (r == 0)
		r = ledger_keys_find(service_ledger_keys(c->service), c->head.origin, c->head.public_key,
			&c->signer, c->err);
	if (r < 0)
		return r;
	if (!c->head.checkpoint.len)
		return c->head.frontier.size == 0 ? 0 : refuse(c, "the tree has entries and no checkpoint");
	merkle_frontier_root(&c->head.frontier, &root);
	if (checkpoint_open(c->head.checkpoint, &c->signer->key, &checkpoint, &note, NULL) < 0)
		return refuse(c, "the last checkpoint in the database is not signed by its key");
	if (checkpoint.size != c->head.frontier.size || !merkle_hash_eq(&checkpoint.root, &root))
		return refuse(c, "the tree in the database is not the one that its last checkpoint signed");
	return 0;
}

// Whether the stored tree contains the one of a checkpoint that this log signed before.
static int check_contains(struct checking *c, const struct checkpoint *old)
{
	struct ledger_tiles tiles = {.conn = c->conn,
		.arena = c->arena,
		.jurisdiction_id = c->ref->jurisdiction_id,
		.log = c->head.number};
	struct tile_reader reader = ledger_tile_reader(&tiles);
	struct merkle_hash root;
	int r;

	if (!slice_eq(old->origin, c->head.origin))
		return refuse(c, "the checkpoint that is kept outside of the database is of another log");
	if (old->size > c->head.frontier.size)
		return refuse(c, "entries are missing that the last signed checkpoint covers (the one that "
				 "is kept outside "
				 "of the database)");
	r = tile_root(&reader, old->size, &root, c->err);
	if (r == 0 && !merkle_hash_eq(&root, &old->root))
		r = refuse(c, "the tree in the database is not the one that was signed before (the "
			      "checkpoint is kept outside "
			      "of the database)");
	return r;
}

static int check_outside(struct checking *c)
{
	const char *path = service_ledger_state_path(c->service, c->arena, slice_of(c->ref->slug));
	struct checkpoint old;
	struct slice text;
	struct note note;
	bool found;
	int r;

	r = state_file_read(path, c->arena, NOTE_BYTES_MAX, &found, &text, c->err);
	if (r != 0 || !found)
		return r;
	r = note_parse(text, &note, c->err);
	if (r == 0)
		r = checkpoint_parse(note.text, &old, c->err);
	if (r != 0) {
		err_prefix(c->err, "%s is no checkpoint: ", path);
		return r;
	}
	return check_contains(c, &old);
}

static int check_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err)
{
	struct checking c = {.service = service, .conn = conn, .arena = arena_new(), .ref = ref, .err = err};
	int r;

	r = db_begin_read(conn, err);
	if (r == 0) {
		r = check_stored(&c);
		if (r == 0)
			r = check_outside(&c);
		db_end_read(conn);
	}
	arena_free(c.arena);
	return r;
}

static int for_each(struct service *service, struct db_conn *conn,
	int (*one)(struct service *, struct db_conn *, const struct reference *, struct err *),
	struct err *err)
{
	int64_t *ids = mem_zalloc_array(JURISDICTIONS_MAX, sizeof(*ids));
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX);
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct reference *ref = service_reference(service, ids[i]);

		if (!ref)
			continue;
		r = one(service, conn, ref, err);
		reference_release(ref);
	}
	mem_free(ids);
	return r;
}

int service_ledger_check(struct service *service, struct db_conn *conn, struct err *err)
{
	return for_each(service, conn, check_one, err);
}

// --- outside of the database ------------------------------------------------------------------------------

static int keep_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path = service_ledger_state_path(service, arena, slice_of(ref->slug));
	struct ledger_head head = {0};
	struct slice kept = {0};
	bool found = false;
	int r;

	r = db_begin_read(conn, err);
	if (r == 0) {
		r = ledger_head(conn, arena, ref->jurisdiction_id, &head, err);
		db_end_read(conn);
	}
	if (r == 0 && head.checkpoint.len)
		r = state_file_read(path, arena, NOTE_BYTES_MAX, &found, &kept, err);
	if (r == 0 && head.checkpoint.len && (!found || !slice_eq(kept, head.checkpoint)))
		r = state_file_write(path, head.checkpoint, false, err);
	arena_free(arena);
	return r;
}

int service_ledger_keep(struct service *service, struct db_conn *conn, struct err *err)
{
	return for_each(service, conn, keep_one, err);
}

int service_ledger_catch_up(struct service *service, struct db_conn *conn, struct err *err)
{
	int r = for_each(service, conn, catch_up_one, err);

	return r == 0 ? service_ledger_keep(service, conn, err) : r;
}
