// SPDX-License-Identifier: Apache-2.0
#include "service/backup.h"

#include "base/buf.h"
#include "db/db.h"
#include "ledger/checkpoint.h"
#include "sql.h"
#include "store/ledger.h"
#include "json/reader.h"
#include "json/writer.h"

static const struct json_limits limits = {.max_bytes = BACKUP_CHECKPOINTS_BYTES_MAX, .max_depth = 3};

static int read_checkpoint(struct slice text, struct checkpoint *ret, struct note *ret_note, struct err *err)
{
	int r = note_parse(text, ret_note, err);

	return r == 0 ? checkpoint_parse(ret_note->text, ret, err) : r;
}

static int tree_differs(struct slice slug, struct err *err)
{
	return err_set(err, ERR_INVALID, "the ledger of %.*s: the tree is not the one that was signed",
		SLICE_ARG(slug));
}

static int check_root(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice slug,
	const struct ledger_head *log, const struct checkpoint *checkpoint, struct err *err)
{
	struct ledger_tiles tiles = {
		.conn = conn, .arena = arena, .jurisdiction_id = jurisdiction_id, .log = log->number};
	struct tile_reader reader = ledger_tile_reader(&tiles);
	struct merkle_hash root;
	int r;

	if (checkpoint->size > log->frontier.size)
		return err_set(err, ERR_INVALID, "the ledger of %.*s: %llu of %llu entries are missing",
			SLICE_ARG(slug), (unsigned long long)(checkpoint->size - log->frontier.size),
			(unsigned long long)checkpoint->size);
	r = tile_root(&reader, checkpoint->size, &root, err);
	if (r == ERR_INTERNAL || (r == 0 && !merkle_hash_eq(&root, &checkpoint->root)))
		return tree_differs(slug, err);
	return r;
}

int backup_open(const char *url, struct db **ret_db, struct db_conn **ret, struct err *err)
{
	int r = db_open(url, &sql_catalog, NULL, ret_db, err);

	return r == 0 ? db_connect(*ret_db, DB_ACCESS_READ, ret, err) : r;
}

// ---- Of this database

static int read_head(struct db_conn *conn, struct arena *arena, const struct sql_jurisdiction_all_row *row,
	struct backup_checkpoint *ret, struct err *err)
{
	struct checkpoint checkpoint;
	struct ledger_head head;
	struct merkle_hash root;
	struct note_key key;
	struct note note;
	int r;

	*ret = (struct backup_checkpoint){.slug = row->slug};
	r = ledger_head(conn, arena, row->id, &head, err);
	if (r == ERR_INTERNAL)
		return tree_differs(row->slug, err);
	if (r < 0 || (!head.checkpoint.len && head.frontier.size == 0))
		return r;
	r = note_key_make(head.origin, NOTE_ED25519, head.public_key, &key, err);
	if (r < 0)
		return r;
	merkle_frontier_root(&head.frontier, &root);
	if (checkpoint_open(head.checkpoint, &key, &checkpoint, &note, NULL) < 0 ||
		checkpoint.size != head.frontier.size || !merkle_hash_eq(&root, &checkpoint.root))
		return tree_differs(row->slug, err);
	ret->note = head.checkpoint;
	ret->size = head.frontier.size;
	return check_root(conn, arena, row->id, row->slug, &head, &checkpoint, err);
}

int backup_checkpoints(struct db_conn *conn, struct arena *arena, struct backup_checkpoint **ret,
	size_t *ret_count, struct err *err)
{
	struct backup_checkpoint *checkpoints = NULL;
	struct sql_jurisdiction_all_row *rows = NULL;
	size_t count = 0;
	int r;

	r = db_begin_read(conn, err);
	if (r < 0)
		return r;
	r = sql_jurisdiction_all(conn, arena, &rows, &count, err);
	if (r == 0)
		checkpoints = ARENA_ARRAY(arena, struct backup_checkpoint, count ? count : 1);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = read_head(conn, arena, &rows[i], &checkpoints[i], err);
	db_end_read(conn);
	if (r == 0) {
		*ret = checkpoints;
		*ret_count = count;
	}
	return r;
}

// ---- Compared with another

static int contains_one(struct db_conn *conn, struct arena *arena,
	const struct sql_jurisdiction_all_row *rows, size_t count, const struct backup_checkpoint *wanted,
	struct err *err)
{
	const struct sql_jurisdiction_all_row *row = NULL;
	struct checkpoint checkpoint;
	struct ledger_head *logs;
	struct note note;
	size_t log_count;
	int r;

	if (!wanted->note.len)
		return 0;
	for (size_t i = 0; i < count; i++)
		row = slice_eq(rows[i].slug, wanted->slug) ? &rows[i] : row;
	if (!row)
		return err_set(err, ERR_INVALID, "the jurisdiction %.*s is missing", SLICE_ARG(wanted->slug));
	r = read_checkpoint(wanted->note, &checkpoint, &note, err);
	if (r == 0)
		r = ledger_logs(conn, arena, row->id, &logs, &log_count, err);
	if (r != 0)
		return r;
	for (size_t i = 0; i < log_count; i++) {
		if (slice_eq(logs[i].origin, checkpoint.origin))
			return check_root(conn, arena, row->id, row->slug, &logs[i], &checkpoint, err);
	}
	return err_set(err, ERR_INVALID, "the ledger of %.*s: the log %.*s is missing", SLICE_ARG(row->slug),
		SLICE_ARG(checkpoint.origin));
}

int backup_contains(struct db_conn *conn, struct arena *arena, const struct backup_checkpoint *checkpoints,
	size_t count, struct err *err)
{
	struct sql_jurisdiction_all_row *rows;
	size_t row_count;
	int r;

	r = db_begin_read(conn, err);
	if (r < 0)
		return r;
	r = sql_jurisdiction_all(conn, arena, &rows, &row_count, err);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = contains_one(conn, arena, rows, row_count, &checkpoints[i], err);
	db_end_read(conn);
	return r;
}

// ---- The file

struct slice backup_format(struct arena *arena, const struct backup_checkpoint *checkpoints, size_t count)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "version");
	json_writer_int(&w, 1);
	json_writer_key(&w, "checkpoints");
	json_writer_array(&w);
	for (size_t i = 0; i < count; i++) {
		json_writer_object(&w);
		json_writer_key(&w, "jurisdiction");
		json_writer_text(&w, checkpoints[i].slug);
		json_writer_key(&w, "checkpoint");
		json_writer_text(&w, checkpoints[i].note);
		json_writer_object_end(&w);
	}
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	buf_put_byte(&out, '\n');
	return buf_slice(&out);
}

static int parse_one(
	struct arena *arena, const struct json_value *value, struct backup_checkpoint *ret, struct err *err)
{
	struct checkpoint checkpoint;
	struct json_fields f;
	struct note note;
	int r;

	json_fields_init(&f, value, "checkpoints", arena);
	*ret = (struct backup_checkpoint){
		.slug = json_fields_text(&f, "jurisdiction", JSON_REQUIRED, 64),
		.note = json_fields_text(&f, "checkpoint", JSON_REQUIRED, NOTE_BYTES_MAX),
	};
	r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	if (r < 0 || !ret->note.len)
		return r;
	r = read_checkpoint(ret->note, &checkpoint, &note, err);
	if (r == 0)
		ret->size = checkpoint.size;
	return r;
}

int backup_parse(struct arena *arena, struct slice bytes, struct backup_checkpoint **ret, size_t *ret_count,
	struct err *err)
{
	struct backup_checkpoint *checkpoints;
	const struct json_value *list;
	struct json_value root;
	struct json_fields f;
	int64_t version = 0;
	int r;

	r = json_read(bytes, &limits, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	(void)json_fields_int(&f, "version", JSON_REQUIRED, 1, 1, &version);
	list = json_fields_array(&f, "checkpoints", JSON_REQUIRED, 1024);
	r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	if (r < 0)
		return r;
	checkpoints = ARENA_ARRAY(arena, struct backup_checkpoint, list->count ? list->count : 1);
	for (size_t i = 0; r == 0 && i < list->count; i++)
		r = parse_one(arena, &list->items[i], &checkpoints[i], err);
	if (r == 0) {
		*ret = checkpoints;
		*ret_count = list->count;
	}
	return r;
}
