// SPDX-License-Identifier: Apache-2.0
#include "service/proofs.h"

#include "base/random.h"
#include "db/db.h"
#include "domain/case_view.h"
#include "events/private_part.h"
#include "ledger/short_receipt.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <string.h>

static int first_entry(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t stream_id,
	struct slice *ret, struct err *err)
{
	struct sql_event_of_stream_row *rows;
	size_t count;
	int r;

	r = sql_event_of_stream(conn, arena,
		&(struct sql_event_of_stream_in){.jurisdiction_id = jurisdiction_id, .stream_id = stream_id},
		&rows, &count, err);
	if (r == 0 && count == 0)
		r = err_set(err, ERR_NOT_FOUND, "no such case");
	if (r == 0)
		*ret = rows[0].bytes;
	return r;
}

int proofs_receipt(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct proof_receipt *ret, struct err *err)
{
	struct proof_receipt result = {0};
	struct buf file = buf_in(arena), line = buf_in(arena);
	struct ledger_head ledger;
	struct receipt receipt;
	struct case_head head;
	struct note note;
	int r;

	r = cases_head(conn, arena, jurisdiction_id, code, &head, err);
	if (r == 0)
		r = ledger_head(conn, arena, jurisdiction_id, &ledger, err);
	if (r == 0)
		r = ledger_prove(conn, arena, jurisdiction_id, head.id, 1, &receipt, err);
	if (r == 0)
		r = first_entry(conn, arena, jurisdiction_id, head.id, &receipt.extra, err);
	if (r == 0)
		r = note_parse(receipt.note, &note, err);
	if (r == 0)
		r = checkpoint_parse(note.text, &result.checkpoint, err);
	if (r == 0)
		r = short_receipt_format(&receipt, receipt.extra, &line, err);
	if (r != 0)
		return r;
	receipt_format(&receipt, &file);
	result.file = buf_slice(&file);
	result.line = buf_slice(&line);
	result.index = receipt.index;
	result.signed_at = ledger.signed_at;
	*ret = result;
	return 0;
}

// --- a whole case -----------------------------------------------------------------------------------------

struct proving {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id;
	struct proof_case *result;
	struct case_stream stream;
	struct sql_event_of_stream_row *rows;
	struct sql_ledger_entry_of_stream_row *places;
	size_t rows_count, places_count;
	struct err *err;
};

static int disclose(struct proving *p, size_t i, struct proof_entry *entry)
{
	struct private_part *part;
	struct proof_field *fields;
	int r;

	if (!p->rows[i].has_private_bytes)
		return 0;
	part = ARENA_NEW(p->arena, struct private_part);
	r = private_part_unpack(p->rows[i].private_bytes, part, p->err);
	if (r < 0)
		return r;
	fields = ARENA_ARRAY(p->arena, struct proof_field, part->count ? part->count : 1);
	for (size_t j = 0; j < part->count; j++) {
		const struct private_part_field *field = &part->fields[j];

		if (field->status == PRIVATE_PART_PRESENT &&
			case_field_is_public(&p->stream.state, &p->stream.events[i], field->name))
			fields[entry->field_count++] =
				(struct proof_field){field->name, field->salt, field->value};
	}
	entry->fields = fields;
	return 0;
}

static int prove_one(struct proving *p, size_t i, const struct tile_reader *tiles)
{
	struct proof_case *result = p->result;
	struct proof_entry entry = {.bytes = p->rows[i].bytes};
	uint64_t size = result->head.frontier.size;
	int r;

	if (i >= p->places_count || p->places[i].seq != p->rows[i].seq)
		return err_set(p->err, ERR_INTERNAL, "an event is missing in the ledger");
	if (!p->places[i].has_place || (uint64_t)p->places[i].place >= size) {
		result->waiting++;
		return 0;
	}
	if (result->waiting)
		return err_set(
			p->err, ERR_INTERNAL, "the entries of a stream are out of order in the ledger");
	entry.index = (uint64_t)p->places[i].place;
	r = tile_prove_inclusion(tiles, entry.index, size, entry.proof, &entry.proof_count, p->err);
	if (r == 0)
		r = disclose(p, i, &entry);
	if (r == 0)
		result->entries[result->count++] = entry;
	return r;
}

static int read_rows(struct proving *p, int64_t case_id)
{
	int r = case_stream_load(p->conn, p->arena, p->jurisdiction_id, case_id, &p->stream, p->err);

	if (r == 0)
		r = sql_event_of_stream(p->conn, p->arena,
			&(struct sql_event_of_stream_in){
				.jurisdiction_id = p->jurisdiction_id, .stream_id = case_id},
			&p->rows, &p->rows_count, p->err);
	if (r == 0)
		r = sql_ledger_entry_of_stream(p->conn, p->arena,
			&(struct sql_ledger_entry_of_stream_in){.jurisdiction_id = p->jurisdiction_id,
				.log = p->result->head.number,
				.stream_id = case_id},
			&p->places, &p->places_count, p->err);
	return r;
}

int proofs_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct proof_case *ret, struct err *err)
{
	struct proof_case result = {0};
	struct proving p = {.conn = conn,
		.arena = arena,
		.jurisdiction_id = jurisdiction_id,
		.result = &result,
		.err = err};
	struct ledger_tiles stored = {.conn = conn, .arena = arena, .jurisdiction_id = jurisdiction_id};
	struct tile_reader tiles = ledger_tile_reader(&stored);
	struct case_head head;
	int r;

	r = cases_head(conn, arena, jurisdiction_id, code, &head, err);
	if (r == 0)
		r = ledger_head(conn, arena, jurisdiction_id, &result.head, err);
	stored.log = result.head.number;
	if (r == 0)
		r = read_rows(&p, head.id);
	if (r < 0)
		return r;
	result.code = p.stream.state.code;
	result.entries = ARENA_ARRAY(arena, struct proof_entry, p.rows_count ? p.rows_count : 1);
	for (size_t i = 0; r == 0 && i < p.rows_count; i++)
		r = prove_one(&p, i, &tiles);
	if (r == 0)
		*ret = result;
	return r;
}

// --- keys -------------------------------------------------------------------------------------------------

int proofs_keys(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct ledger_head *head, struct note_key **ret, size_t *ret_count, struct err *err)
{
	struct jurisdiction_stream stream;
	struct note_key *keys;
	size_t count = 0;
	int r;

	r = jurisdiction_stream_load(conn, arena, jurisdiction_id, &stream, err);
	if (r < 0)
		return r;
	keys = ARENA_ARRAY(arena, struct note_key, stream.state.key_count ? stream.state.key_count : 1);
	for (size_t i = 0; r == 0 && i < stream.state.key_count; i++) {
		const struct jurisdiction_key *key = &stream.state.keys[i];
		uint8_t bytes[NOTE_PUBLIC_KEY_BYTES];

		if (key->log != head->number)
			continue;
		if (!hex_decode(key->key, bytes, sizeof(bytes)))
			r = err_set(err, ERR_INTERNAL, "an event names a key that is none");
		else
			r = note_key_make(head->origin, NOTE_ED25519, bytes, &keys[count++], err);
	}
	if (r == 0) {
		*ret = keys;
		*ret_count = count;
	}
	return r;
}
