// SPDX-License-Identifier: Apache-2.0
#include "cli/check_source.h"

#include "cli/lock.h"
#include "cli/remote_log.h"
#include "db/db.h"
#include "db/migrate.h"
#include "service/proofs.h"
#include "service/setup.h"
#include "json/reader.h"

#define LOG_BYTES_MAX (1024 * 1024)
#define KEYS_MAX      64

static int read_note(struct check_source *s, struct slice bytes, struct err *err)
{
	int r = note_parse(bytes, &s->note, err);

	if (r == 0)
		r = checkpoint_parse(s->note.text, &s->checkpoint, err);
	if (r < 0)
		err_prefix(err, "%s: the newest checkpoint: ", s->where);
	return r;
}

static int another_log(const struct check_source *s, struct slice origin, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "%s has no ledger %.*s", s->where, SLICE_ARG(origin));
}

// ---- A server

static int read_keys(
	struct check_source *s, struct slice origin, struct slice bytes, struct arena *arena, struct err *err)
{
	const struct json_limits limits = {.max_bytes = LOG_BYTES_MAX, .max_depth = 8};
	const struct json_value *keys;
	struct json_value root;
	int r;

	r = json_read(bytes, &limits, arena, &root, err);
	keys = r == 0 ? json_value_get(&root, "keys") : NULL;
	if (r < 0 || !keys || keys->type != JSON_VALUE_ARRAY || keys->count > KEYS_MAX)
		return err_set(err, ERR_INVALID, "%s: log.json is not that of a ledger", s->where);
	s->keys = ARENA_ARRAY(arena, struct note_key, keys->count + 1);
	for (size_t i = 0; i < keys->count; i++) {
		struct note_key *key = &s->keys[s->key_count];

		if (keys->items[i].type == JSON_VALUE_TEXT &&
			note_key_parse(keys->items[i].text, key, NULL) == 0 &&
			key->algorithm == NOTE_ED25519 && slice_eq_cstr(origin, key->name))
			s->key_count++;
	}
	return 0;
}

static int open_remote(
	const char *url, struct arena *arena, struct slice origin, struct check_source *s, struct err *err)
{
	struct slice bytes;
	int r;

	s->where = url;
	r = remote_log_new(url, "yidan-ledger-check", &s->remote, err);
	if (r == 0)
		r = remote_log_get(s->remote, "checkpoint", NOTE_BYTES_MAX, arena, &bytes, err);
	if (r == 0)
		r = read_note(s, bytes, err);
	if (r < 0)
		return r;
	if (!slice_eq(s->checkpoint.origin, origin))
		return another_log(s, origin, err);
	remote_log_pin(s->remote, s->checkpoint.size);
	s->tiles = remote_log_tiles(s->remote);
	r = remote_log_get(s->remote, "log.json", LOG_BYTES_MAX, arena, &bytes, err);
	return r == 0 ? read_keys(s, origin, bytes, arena, err) : r;
}

// ---- A database

// The log of that origin, of whatever jurisdiction; an earlier one too.
static int find_log(struct check_source *s, struct arena *arena, struct slice origin, struct ledger_head *ret,
	struct err *err)
{
	int64_t *ids;
	size_t count;
	int r;

	r = setup_jurisdiction_ids(s->conn, arena, &ids, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct ledger_head *heads;
		size_t heads_count;

		r = ledger_logs(s->conn, arena, ids[i], &heads, &heads_count, err);
		for (size_t k = 0; r == 0 && k < heads_count; k++) {
			if (!slice_eq(heads[k].origin, origin))
				continue;
			*ret = heads[k];
			s->stored.jurisdiction_id = ids[i];
			return 0;
		}
	}
	return r == 0 ? another_log(s, origin, err) : r;
}

static int open_stored(
	const char *url, struct arena *arena, struct slice origin, struct check_source *s, struct err *err)
{
	struct db_schema_state schema;
	struct ledger_head head = {0};
	int r;

	s->where = "the database";
	r = lock_check_database(url, err);
	if (r == 0)
		r = setup_open(url, &s->db, err);
	if (r == 0)
		r = db_connect(s->db, DB_ACCESS_READ, &s->conn, err);
	if (r == 0)
		r = db_schema_check(s->conn, &schema, err);
	if (r == 0)
		r = db_begin_read(s->conn, err);
	if (r == 0)
		r = find_log(s, arena, origin, &head, err);
	if (r == 0 && head.checkpoint.len == 0)
		r = err_set(err, ERR_NOT_FOUND, "%s: nothing was signed yet", s->where);
	if (r == 0)
		r = read_note(s, head.checkpoint, err);
	if (r == 0)
		r = proofs_keys(
			s->conn, arena, s->stored.jurisdiction_id, &head, &s->keys, &s->key_count, err);
	if (r < 0)
		return r;
	s->stored.conn = s->conn;
	s->stored.arena = arena;
	s->stored.log = head.number;
	s->tiles = ledger_tile_reader(&s->stored);
	return 0;
}

int check_source_open(const struct settings *settings, struct arena *arena, struct slice origin,
	struct check_source *ret, struct err *err)
{
	*ret = (struct check_source){0};
	if (settings->url && settings->db)
		return err_set(err, ERR_INVALID, "either --url or --db, not both");
	if (settings->url)
		return open_remote(settings->url, arena, origin, ret, err);
	return settings->db ? open_stored(settings->db, arena, origin, ret, err) : 0;
}

void check_source_close(struct check_source *source)
{
	remote_log_free(source->remote);
	db_disconnect(source->conn);
	db_free(source->db);
	*source = (struct check_source){0};
}
