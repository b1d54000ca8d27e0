// SPDX-License-Identifier: Apache-2.0
#include "store/witnesses.h"

#include "ledger/note.h"
#include "sql.h"

int witnesses_all(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	struct witness_row **ret, size_t *ret_count, struct err *err)
{
	struct sql_ledger_witness_all_row *rows;
	struct witness_row *witnesses;
	size_t count;
	int r;

	r = sql_ledger_witness_all(conn, arena,
		&(struct sql_ledger_witness_all_in){.jurisdiction_id = jurisdiction_id, .log = log}, &rows,
		&count, err);
	if (r < 0)
		return r;
	witnesses = ARENA_ARRAY(arena, struct witness_row, count ? count : 1);
	for (size_t i = 0; i < count; i++)
		witnesses[i] =
			(struct witness_row){rows[i].witness, rows[i].size, rows[i].at, rows[i].next_at};
	*ret = witnesses;
	*ret_count = count;
	return 0;
}

int witnesses_claim(struct db_conn *conn, int64_t jurisdiction_id, int64_t log, struct slice witness,
	int64_t now_us, int64_t until_us, bool *ret_claimed, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_ledger_witness_insert(conn,
		&(struct sql_ledger_witness_insert_in){
			.jurisdiction_id = jurisdiction_id, .log = log, .witness = witness},
		NULL, err);
	if (r == 0)
		r = sql_ledger_witness_claim(conn,
			&(struct sql_ledger_witness_claim_in){.jurisdiction_id = jurisdiction_id,
				.log = log,
				.witness = witness,
				.now = now_us,
				.next_at = until_us},
			&changed, err);
	if (r == 0)
		*ret_claimed = changed == 1;
	return r;
}

int witnesses_wait(struct db_conn *conn, int64_t jurisdiction_id, int64_t log, struct slice witness,
	int64_t until_us, struct err *err)
{
	return sql_ledger_witness_wait(conn,
		&(struct sql_ledger_witness_wait_in){.jurisdiction_id = jurisdiction_id,
			.log = log,
			.witness = witness,
			.next_at = until_us},
		NULL, err);
}

// The kept note with the line below it, in `out`; nothing there where it has it already.
static int add_line(struct slice kept, const struct cosignature *cosignature, struct arena *arena,
	struct buf *out, struct err *err)
{
	struct note *ours = ARENA_NEW(arena, struct note), *about = ARENA_NEW(arena, struct note);
	int r = note_parse(kept, ours, err);

	if (r == 0)
		r = note_parse(cosignature->checkpoint, about, err);
	if (r < 0 || !slice_eq(ours->text, about->text))
		return err_set(err, ERR_INTERNAL, "another checkpoint of %lld entries is kept",
			(long long)cosignature->size);
	for (size_t i = 0; i < ours->count; i++) {
		if (slice_eq(ours->signatures[i].line, cosignature->line))
			return 0;
	}
	if (ours->count == NOTE_SIGNATURES_MAX || kept.len + cosignature->line.len > NOTE_BYTES_MAX)
		return 0; // no reader takes more
	buf_put_slice(out, kept);
	buf_put_slice(out, cosignature->line);
	return 0;
}

static int keep_note(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	const struct cosignature *cosignature, struct err *err)
{
	struct sql_ledger_checkpoint_get_row row;
	struct buf note = buf_in(arena);
	bool found;
	int r;

	r = sql_ledger_checkpoint_insert(conn,
		&(struct sql_ledger_checkpoint_insert_in){.jurisdiction_id = jurisdiction_id,
			.log = log,
			.size = cosignature->size,
			.at = cosignature->at,
			.cause = SLICE("witness"),
			.note = cosignature->checkpoint},
		NULL, err);
	if (r == 0)
		r = sql_ledger_checkpoint_get(conn, arena,
			&(struct sql_ledger_checkpoint_get_in){
				.jurisdiction_id = jurisdiction_id, .log = log, .size = cosignature->size},
			&found, &row, err);
	if (r == 0 && !found)
		r = err_set(err, ERR_INTERNAL, "a checkpoint that was just kept is not there");
	if (r == 0)
		r = add_line(row.note, cosignature, arena, &note, err);
	if (r == 0 && note.len)
		r = sql_ledger_checkpoint_note(conn,
			&(struct sql_ledger_checkpoint_note_in){.jurisdiction_id = jurisdiction_id,
				.log = log,
				.size = cosignature->size,
				.note = buf_slice(&note)},
			NULL, err);
	return r;
}

int witnesses_keep(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t log,
	const struct cosignature *cosignature, struct err *err)
{
	struct sql_ledger_log_row head;
	bool found;
	int r;

	// two that add a line to one note do so one after the other
	r = sql_ledger_log_lock(conn, arena,
		&(struct sql_ledger_log_lock_in){.jurisdiction_id = jurisdiction_id}, &found, &head, err);
	if (r == 0)
		r = keep_note(conn, arena, jurisdiction_id, log, cosignature, err);
	if (r == 0)
		r = sql_ledger_witness_cosigned(conn,
			&(struct sql_ledger_witness_cosigned_in){.jurisdiction_id = jurisdiction_id,
				.log = log,
				.witness = cosignature->witness,
				.size = cosignature->size,
				.at = cosignature->at,
				.next_at = cosignature->next_at},
			NULL, err);
	return r;
}
