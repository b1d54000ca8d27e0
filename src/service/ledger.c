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

static int refuse(struct checking *c, const char *what, const char *how)
{
	return err_set(c->err, ERR_INVALID, "the ledger of %s: %s. %s", c->ref->slug, what, how);
}

#define OR_RESTART                                                                                           \
	"Bring a backup back that has them, or begin a new log that names the old one: `yidan ledger "       \
	"restart`"
#define AFTER_VERIFY                                                                                         \
	"`yidan ledger verify` says what differs. Bring a backup back from before, or begin a new log that " \
	"names the old one: `yidan ledger restart`"

static int check_stored(struct checking *c)
{
	struct checkpoint checkpoint;
	struct merkle_hash root;
	struct note note;
	int r;

	r = ledger_head(c->conn, c->arena, c->ref->jurisdiction_id, &c->head, c->err);
	if (r == ERR_INTERNAL)
		return refuse(c, "the right edge of the tree in the database is damaged", AFTER_VERIFY);
	if (r == 0)
		r = ledger_keys_find(service_ledger_keys(c->service), c->head.origin, c->head.public_key,
			&c->signer, c->err);
	if (r < 0)
		return r;
	if (!c->head.checkpoint.len)
		return c->head.frontier.size == 0
			       ? 0
			       : refuse(c, "the tree has entries and no checkpoint", AFTER_VERIFY);
	merkle_frontier_root(&c->head.frontier, &root);
	if (checkpoint_open(c->head.checkpoint, &c->signer->key, &checkpoint, &note, NULL) < 0)
		return refuse(
			c, "the last checkpoint in the database is not signed by its key", AFTER_VERIFY);
	if (checkpoint.size != c->head.frontier.size || !merkle_hash_eq(&checkpoint.root, &root))
		return refuse(c, "the tree in the database is not the one that its last checkpoint signed",
			AFTER_VERIFY);
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

	if (old->size > c->head.frontier.size)
		return refuse(c,
			arena_printf(c->arena,
				"entries are missing: a tree of %llu was signed (outside of the database), "
				"the "
				"database holds %llu",
				(unsigned long long)old->size, (unsigned long long)c->head.frontier.size),
			OR_RESTART);
	r = tile_root(&reader, old->size, &root, c->err);
	if (r == ERR_INTERNAL)
		return refuse(c, "parts of the tree are missing in the database", AFTER_VERIFY);
	if (r == 0 && !merkle_hash_eq(&root, &old->root))
		r = refuse(c,
			"the tree in the database is another than the one that was signed before (outside of "
			"the database)",
			AFTER_VERIFY);
	return r;
}

int service_ledger_outside(struct service *service, struct arena *arena, struct slice slug,
	struct ledger_outside *ret, struct err *err)
{
	struct ledger_outside outside = {.path = service_ledger_state_path(service, arena, slug)};
	int r = state_file_read(outside.path, arena, NOTE_BYTES_MAX, &outside.found, &outside.text, err);

	if (r == 0 && outside.found) {
		r = note_parse(outside.text, &outside.note, err);
		if (r == 0)
			r = checkpoint_parse(outside.note.text, &outside.checkpoint, err);
		if (r != 0)
			return err_set(err, ERR_INVALID,
				"%s is no checkpoint any more. It is the only witness outside of the "
				"database "
				"of what was signed last: bring it back from a copy; where there is none, "
				"move "
				"it away, and the server goes on with what the database says",
				outside.path);
	}
	if (r == 0)
		*ret = outside;
	return r;
}

// Whether it is the origin of a log of this jurisdiction.
static int is_known(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	struct slice origin, bool *ret, struct err *err)
{
	struct ledger_head *logs;
	size_t count;
	int r = ledger_logs(conn, arena, ref->jurisdiction_id, &logs, &count, err);

	if (r != 0)
		return r;
	*ret = false;
	for (size_t i = 0; i < count; i++)
		*ret = *ret || slice_eq(origin, logs[i].origin);
	return 0;
}

static int check_outside(struct checking *c)
{
	struct ledger_outside outside;
	bool known = false;
	int r;

	r = service_ledger_outside(c->service, c->arena, slice_of(c->ref->slug), &outside, c->err);
	if (r != 0 || !outside.found)
		return r;
	if (slice_eq(outside.checkpoint.origin, c->head.origin))
		return check_contains(c, &outside.checkpoint);
	// a new log was begun, and the file not written any more
	r = is_known(c->conn, c->arena, c->ref, outside.checkpoint.origin, &known, c->err);
	if (r < 0 || known)
		return r;
	return refuse(c,
		arena_printf(c->arena, "%s is of the log %.*s, the database holds %.*s", outside.path,
			SLICE_ARG(outside.checkpoint.origin), SLICE_ARG(c->head.origin)),
		"After an older backup was brought back: `yidan ledger restart`. Where the file came there "
		"by "
		"mistake, move it away");
}

int service_ledger_check_one(
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
	return for_each(service, conn, service_ledger_check_one, err);
}

// --- outside of the database ------------------------------------------------------------------------------

// What is outside may only be replaced by what grew from it, or by a later log of the same jurisdiction: a
// database that was brought back while a server ran must not wipe out what shows it.
static int may_replace(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct ledger_head *head, const struct ledger_outside *outside, struct err *err)
{
	bool known = false;
	int r;

	if (slice_eq(outside->checkpoint.origin, head->origin)) {
		if (outside->checkpoint.size <= head->frontier.size)
			return 0;
		return err_set(err, ERR_INVALID,
			"the ledger of %s: entries are missing that %s covers; stop the server and see what "
			"was brought back",
			ref->slug, outside->path);
	}
	r = is_known(conn, arena, ref, outside->checkpoint.origin, &known, err);
	if (r < 0 || known)
		return r;
	return err_set(err, ERR_INVALID, "the ledger of %s: %s is of another log", ref->slug, outside->path);
}

int service_ledger_keep_one(
	struct service *service, struct db_conn *conn, const struct reference *ref, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_outside outside = {0};
	struct ledger_head head = {0};
	int r;

	r = db_begin_read(conn, err);
	if (r == 0) {
		r = ledger_head(conn, arena, ref->jurisdiction_id, &head, err);
		if (r == 0 && head.checkpoint.len)
			r = service_ledger_outside(service, arena, slice_of(ref->slug), &outside, err);
		if (r == 0 && outside.found && !slice_eq(outside.text, head.checkpoint))
			r = may_replace(conn, arena, ref, &head, &outside, err);
		db_end_read(conn);
	}
	if (r == 0 && head.checkpoint.len && (!outside.found || !slice_eq(outside.text, head.checkpoint)))
		r = state_file_write(outside.path, head.checkpoint, false, err);
	arena_free(arena);
	return r;
}

int service_ledger_keep(struct service *service, struct db_conn *conn, struct err *err)
{
	return for_each(service, conn, service_ledger_keep_one, err);
}

int service_ledger_catch_up(struct service *service, struct db_conn *conn, struct err *err)
{
	int r = for_each(service, conn, catch_up_one, err);

	return r == 0 ? service_ledger_keep(service, conn, err) : r;
}
