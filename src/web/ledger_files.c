// SPDX-License-Identifier: Apache-2.0
// The ledger for programs: checkpoints, tiles, the log in short, proofs and receipts of cases
// (docs/ledger.md). Everybody may read it from anywhere; nothing here is personal.
#include "base/random.h"
#include "domain/case_code.h"
#include "http/negotiate.h"
#include "http/response.h"
#include "service/proofs.h"
#include "service/service.h"
#include "store/witnesses.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/request.h"
#include "json/writer.h"

#include <string.h>

#define FOR_EVER    "public, max-age=31536000, immutable"
#define KEPT_NEWEST 200

static void send_encoded(struct web_request *q, const char *type, const char *cache_control,
	enum http_encoding encoding, struct slice body)
{
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	http_set_header(q->http, "Access-Control-Allow-Origin", SLICE("*"));
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = type,
			       .cache_control = cache_control,
			       .content_encoding = http_encoding_name(encoding),
			       .body = body,
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

static void send(struct web_request *q, const char *type, const char *cache_control, struct slice body)
{
	send_encoded(q, type, cache_control, HTTP_ENCODING_IDENTITY, body);
}

// ---- Checkpoints

struct wanted_checkpoint {
	int64_t size; // -1: the newest
	struct slice note;
};

static int checkpoint_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct wanted_checkpoint *wanted = data;
	struct ledger_head head;
	int r;

	r = ledger_head(conn, q->arena, q->ref->jurisdiction_id, &head, err);
	if (r < 0)
		return r;
	if (wanted->size >= 0)
		return ledger_kept(conn, q->arena, q->ref->jurisdiction_id, head.number, wanted->size,
			&wanted->note, err);
	// where it is kept, cosignatures may stand under it
	r = ledger_kept(conn, q->arena, q->ref->jurisdiction_id, head.number, (int64_t)head.frontier.size,
		&wanted->note, err);
	if (r != ERR_NOT_FOUND)
		return r;
	wanted->note = head.checkpoint;
	return head.checkpoint.len ? 0 : err_set(err, ERR_NOT_FOUND, "nothing was signed yet");
}

static void checkpoint_show(struct web_request *q, void *data)
{
	const struct wanted_checkpoint *wanted = data;

	send(q, "text/plain; charset=utf-8", wanted->size < 0 ? "no-cache" : "public, max-age=60",
		wanted->note);
}

void handle_ledger_checkpoint(struct web_request *q)
{
	struct wanted_checkpoint *wanted = ARENA_NEW(q->arena, struct wanted_checkpoint);
	uint64_t size = 0;

	wanted->size = -1;
	if (q->args[0].len) {
		if (!slice_parse_u64(q->args[0], &size) || size >= MERKLE_SIZE_MAX ||
			q->args[0].ptr[0] == '0') {
			web_error(q, 404);
			return;
		}
		wanted->size = (int64_t)size;
	}
	web_read(q, WEB_READ_POINT, checkpoint_load, checkpoint_show, wanted);
}

// ---- Tiles

struct wanted_tile {
	struct tile_id tile;
	enum http_encoding encoding; // bundles halve; hashes do not compress
	struct slice bytes;
};

static int tile_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct wanted_tile *wanted = data;
	struct ledger_head head;
	int r;

	r = ledger_head(conn, q->arena, q->ref->jurisdiction_id, &head, err);
	if (r == 0)
		r = ledger_tile(conn, q->arena, q->ref->jurisdiction_id, head.number, head.frontier.size,
			&wanted->tile, &wanted->bytes, err);
	if (r == 0 && wanted->encoding == HTTP_ENCODING_GZIP) {
		struct buf packed = buf_in(q->arena);

		http_gzip(wanted->bytes, 6, &packed);
		wanted->bytes = buf_slice(&packed);
	}
	return r;
}

static void tile_show(struct web_request *q, void *data)
{
	const struct wanted_tile *wanted = data;

	if (wanted->tile.is_entries)
		http_set_header(q->http, "Vary", SLICE("Accept-Encoding"));
	send_encoded(q, "application/octet-stream", FOR_EVER, wanted->encoding, wanted->bytes);
}

void handle_ledger_tile(struct web_request *q)
{
	struct wanted_tile *wanted = ARENA_NEW(q->arena, struct wanted_tile);
	const char *path = arena_printf(q->arena, "tile/%.*s", SLICE_ARG(q->args[0]));

	if (tile_path_parse(slice_of(path), &wanted->tile, NULL) < 0) {
		web_error(q, 404);
		return;
	}
	if (wanted->tile.is_entries)
		wanted->encoding = http_pick_encoding(q->http, 1U << HTTP_ENCODING_GZIP);
	web_read(q, WEB_READ_HEAVY, tile_load, tile_show, wanted);
}

// ---- The log in short

struct log_keys {
	struct note_key *items;
	size_t count;
};

struct log_facts {
	struct ledger_head *logs; // the oldest first
	size_t log_count;
	struct log_keys *keys; // of each of them
	struct ledger_kept_checkpoint *kept;
	size_t kept_count;
	struct ledger_kept_checkpoint *changes; // of the key; some may stand among the kept ones too
	size_t change_count;
	struct witness_row *witnesses;
	size_t witness_count;
};

static int log_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct log_facts *facts = data;
	int64_t id = q->ref->jurisdiction_id;
	const struct ledger_head *newest;
	int r;

	r = ledger_logs(conn, q->arena, id, &facts->logs, &facts->log_count, err);
	if (r == 0 && facts->log_count == 0)
		r = err_set(err, ERR_NOT_FOUND, "no ledger");
	if (r < 0)
		return r;
	newest = &facts->logs[facts->log_count - 1];
	facts->keys = ARENA_ARRAY(q->arena, struct log_keys, facts->log_count);
	for (size_t i = 0; r == 0 && i < facts->log_count; i++)
		r = proofs_keys(conn, q->arena, id, &facts->logs[i], &facts->keys[i].items,
			&facts->keys[i].count, err);
	if (r == 0)
		r = ledger_kept_newest(conn, q->arena, id, newest->number, KEPT_NEWEST, &facts->kept,
			&facts->kept_count, err);
	if (r == 0)
		r = ledger_kept_keys(
			conn, q->arena, id, newest->number, &facts->changes, &facts->change_count, err);
	if (r == 0)
		r = witnesses_all(
			conn, q->arena, id, newest->number, &facts->witnesses, &facts->witness_count, err);
	return r;
}

static void write_keys(struct json_writer *w, struct arena *arena, const struct note_key *keys, size_t count)
{
	json_writer_key(w, "keys");
	json_writer_array(w);
	for (size_t i = 0; i < count; i++) {
		struct buf key = buf_in(arena);

		note_key_format(&keys[i], &key);
		json_writer_text(w, buf_slice(&key));
	}
	json_writer_array_end(w);
}

static void write_checkpoints(struct json_writer *w, const struct ledger_kept_checkpoint *kept, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_writer_object(w);
		json_writer_key(w, "size");
		json_writer_int(w, kept[i].size);
		json_writer_key(w, "at");
		json_writer_time(w, kept[i].at);
		json_writer_key(w, "cause");
		json_writer_text(w, kept[i].cause);
		json_writer_object_end(w);
	}
}

// The newest first; of those before them only where the key changed, which all readers need.
static void write_kept(struct json_writer *w, const struct log_facts *facts)
{
	int64_t oldest = facts->kept_count == KEPT_NEWEST ? facts->kept[KEPT_NEWEST - 1].size : 0;
	size_t first = 0;

	while (first < facts->change_count && facts->changes[first].size >= oldest)
		first++;
	json_writer_key(w, "kept");
	json_writer_array(w);
	write_checkpoints(w, facts->kept, facts->kept_count);
	write_checkpoints(w, facts->changes + first, facts->change_count - first);
	json_writer_array_end(w);
}

// Those that ever cosigned.
static void write_witnesses(struct json_writer *w, const struct log_facts *facts)
{
	json_writer_key(w, "witnesses");
	json_writer_array(w);
	for (size_t i = 0; i < facts->witness_count; i++) {
		const struct witness_row *row = &facts->witnesses[i];

		if (row->size == 0)
			continue;
		json_writer_object(w);
		json_writer_key(w, "key");
		json_writer_text(w, row->witness);
		json_writer_key(w, "size");
		json_writer_int(w, row->size);
		json_writer_key(w, "at");
		json_writer_time(w, row->at);
		json_writer_object_end(w);
	}
	json_writer_array_end(w);
}

static void log_show(struct web_request *q, void *data)
{
	const struct log_facts *facts = data;
	const struct ledger_head *newest = &facts->logs[facts->log_count - 1];
	struct buf out = buf_in(q->arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "version");
	json_writer_int(&w, 1);
	json_writer_key(&w, "number");
	json_writer_int(&w, newest->number);
	json_writer_key(&w, "origin");
	json_writer_text(&w, newest->origin);
	json_writer_key(&w, "size");
	json_writer_int(&w, (int64_t)newest->frontier.size);
	json_writer_key(&w, "signed_at");
	json_writer_time(&w, newest->signed_at);
	write_keys(&w, q->arena, facts->keys[facts->log_count - 1].items,
		facts->keys[facts->log_count - 1].count);
	write_kept(&w, facts);
	write_witnesses(&w, facts);
	json_writer_key(&w, "earlier");
	json_writer_array(&w);
	for (size_t i = 0; i + 1 < facts->log_count; i++) {
		json_writer_object(&w);
		json_writer_key(&w, "number");
		json_writer_int(&w, facts->logs[i].number);
		json_writer_key(&w, "origin");
		json_writer_text(&w, facts->logs[i].origin);
		json_writer_key(&w, "checkpoint");
		json_writer_text(&w, facts->logs[i].checkpoint);
		write_keys(&w, q->arena, facts->keys[i].items, facts->keys[i].count);
		json_writer_object_end(&w);
	}
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	send(q, "application/json; charset=utf-8", "no-cache", buf_slice(&out));
}

void handle_ledger_log(struct web_request *q)
{
	web_read(q, WEB_READ_HEAVY, log_load, log_show, ARENA_NEW(q->arena, struct log_facts));
}

// ---- Receipts and proofs of a case

struct wanted_case {
	char code[CASE_CODE_BYTES];
	struct proof_receipt receipt;
	struct proof_case proofs;
	struct note_key *keys;
	size_t key_count;
};

static int receipt_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct wanted_case *wanted = data;

	return proofs_receipt(
		conn, q->arena, q->ref->jurisdiction_id, slice_of(wanted->code), &wanted->receipt, err);
}

static void receipt_show(struct web_request *q, void *data)
{
	const struct wanted_case *wanted = data;

	http_set_header(q->http, "Content-Disposition",
		slice_of(arena_printf(q->arena, "attachment; filename=\"%.*s.tlog-proof\"",
			SLICE_ARG(web_code(q, slice_of(wanted->code))))));
	send(q, "text/plain; charset=utf-8", "no-store", wanted->receipt.file);
}

static int proofs_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct wanted_case *wanted = data;
	int64_t id = q->ref->jurisdiction_id;
	int r;

	r = proofs_case(conn, q->arena, id, slice_of(wanted->code), &wanted->proofs, err);
	if (r == 0)
		r = proofs_keys(
			conn, q->arena, id, &wanted->proofs.head, &wanted->keys, &wanted->key_count, err);
	return r;
}

static void write_hex(struct json_writer *w, struct arena *arena, const void *bytes, size_t len)
{
	char *hex = arena_alloc(arena, 2 * len + 1);

	hex_encode(bytes, len, hex);
	json_writer_text(w, slice_from(hex, 2 * len));
}

static void write_entry(struct web_request *q, struct json_writer *w, const struct proof_entry *entry)
{
	json_writer_object(w);
	json_writer_key(w, "index");
	json_writer_int(w, (int64_t)entry->index);
	json_writer_key(w, "proof");
	json_writer_array(w);
	for (size_t i = 0; i < entry->proof_count; i++)
		write_hex(w, q->arena, entry->proof[i].bytes, MERKLE_HASH_BYTES);
	json_writer_array_end(w);
	json_writer_key(w, "entry");
	json_writer_text(w, entry->bytes);
	json_writer_key(w, "fields");
	json_writer_array(w);
	for (size_t i = 0; i < entry->field_count; i++) {
		json_writer_object(w);
		json_writer_key(w, "name");
		json_writer_text(w, entry->fields[i].name);
		json_writer_key(w, "salt");
		write_hex(w, q->arena, entry->fields[i].salt.bytes, EVENT_SALT_BYTES);
		json_writer_key(w, "value");
		json_writer_text(w, entry->fields[i].value);
		json_writer_object_end(w);
	}
	json_writer_array_end(w);
	json_writer_object_end(w);
}

static void proofs_show(struct web_request *q, void *data)
{
	const struct wanted_case *wanted = data;
	const struct proof_case *proofs = &wanted->proofs;
	struct buf out = buf_in(q->arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "version");
	json_writer_int(&w, 1);
	json_writer_key(&w, "origin");
	json_writer_text(&w, proofs->head.origin);
	write_keys(&w, q->arena, wanted->keys, wanted->key_count);
	json_writer_key(&w, "checkpoint");
	json_writer_text(&w, proofs->head.checkpoint);
	json_writer_key(&w, "case");
	json_writer_text(&w, proofs->code);
	json_writer_key(&w, "entries");
	json_writer_array(&w);
	for (size_t i = 0; i < proofs->count; i++)
		write_entry(q, &w, &proofs->entries[i]);
	json_writer_array_end(&w);
	json_writer_key(&w, "waiting");
	json_writer_int(&w, (int64_t)proofs->waiting);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	send(q, "application/json; charset=utf-8", "no-store", buf_slice(&out));
}

static struct wanted_case *wanted_case(struct web_request *q)
{
	struct wanted_case *wanted = ARENA_NEW(q->arena, struct wanted_case);

	if (case_code_parse(q->args[0], wanted->code))
		return wanted;
	web_error(q, 404);
	return NULL;
}

void handle_case_receipt(struct web_request *q)
{
	struct wanted_case *wanted = wanted_case(q);

	if (wanted)
		web_read(q, WEB_READ_HEAVY, receipt_load, receipt_show, wanted);
}

void handle_case_proof(struct web_request *q)
{
	struct wanted_case *wanted = wanted_case(q);

	if (wanted)
		web_read(q, WEB_READ_HEAVY, proofs_load, proofs_show, wanted);
}
