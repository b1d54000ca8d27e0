// SPDX-License-Identifier: Apache-2.0
#include "ledger/receipt.h"

#include "base/macros.h"
#include "ledger/lines.h"

#include <string.h>

#define MAGIC "c2sp.org/tlog-proof@v1"
#define EXTRA "extra "
#define INDEX "index "

// A line and its number, for words about what is wrong.
struct reader {
	struct slice rest, line;
	int number;
};

static bool next_line(struct reader *reader)
{
	reader->number++;
	return line_take(&reader->rest, &reader->line);
}

// What stands behind `prefix` in the line.
static bool line_has(const struct reader *reader, struct slice prefix, struct slice *ret)
{
	if (!slice_starts_with(reader->line, prefix))
		return false;
	*ret = slice_sub(reader->line, prefix.len, reader->line.len);
	return true;
}

static int bad_line(const struct reader *reader, const char *words, struct err *err)
{
	return err_set(err, ERR_INVALID, "the receipt, line %d: %s", reader->number, words);
}

static int read_head(struct reader *reader, struct arena *arena, struct slice *ret_extra, uint64_t *ret_index,
	struct err *err)
{
	struct slice value;

	*ret_extra = (struct slice){0};
	if (!next_line(reader) || !slice_eq_cstr(reader->line, MAGIC))
		return bad_line(reader, "not \"" MAGIC "\"", err);
	if (!next_line(reader))
		return bad_line(reader, "missing", err);
	if (line_has(reader, SLICE(EXTRA), &value)) {
		char *bytes = arena_alloc(arena, RECEIPT_EXTRA_BYTES_MAX);
		size_t len;

		if (!line_read_base64(value, bytes, RECEIPT_EXTRA_BYTES_MAX, &len))
			return bad_line(reader, "the extra data is no base64, or too long", err);
		*ret_extra = slice_from(bytes, len);
		if (!next_line(reader))
			return bad_line(reader, "missing", err);
	}
	if (!line_has(reader, SLICE(INDEX), &value) || !line_read_number(value, ret_index) ||
		*ret_index >= MERKLE_SIZE_MAX)
		return bad_line(reader, "no index", err);
	return 0;
}

static int read_proof(struct reader *reader, struct receipt *receipt, struct err *err)
{
	for (;;) {
		if (!next_line(reader))
			return bad_line(reader, "missing", err);
		if (reader->line.len == 0)
			return 0;
		if (receipt->count == MERKLE_PROOF_MAX)
			return bad_line(reader, "the proof is too long", err);
		if (!line_read_hash(reader->line, &receipt->proof[receipt->count]))
			return bad_line(reader, "no hash in base64", err);
		receipt->count++;
	}
}

static int open_note(struct slice bytes, struct note *ret, struct checkpoint *ret_checkpoint, struct err *err)
{
	int r;

	if ((r = note_parse(bytes, ret, err)) < 0 ||
		(r = checkpoint_parse(ret->text, ret_checkpoint, err)) < 0) {
		err_prefix(err, "the checkpoint of the receipt");
		return r;
	}
	return 0;
}

int receipt_parse(struct slice bytes, struct arena *arena, struct receipt *ret, struct err *err)
{
	struct receipt *receipt = ARENA_NEW(arena, struct receipt);
	struct note *note = ARENA_NEW(arena, struct note);
	struct reader reader = {.rest = bytes};
	struct checkpoint checkpoint;
	int r;

	if (bytes.len > RECEIPT_BYTES_MAX)
		return err_set(err, ERR_INVALID, "the receipt is longer than %d bytes", RECEIPT_BYTES_MAX);
	if ((r = read_head(&reader, arena, &receipt->extra, &receipt->index, err)) < 0 ||
		(r = read_proof(&reader, receipt, err)) < 0 ||
		(r = open_note(reader.rest, note, &checkpoint, err)) < 0)
		return r;
	if (receipt->index >= checkpoint.size)
		return err_set(err, ERR_INVALID, "the index of the receipt lies outside of its tree");
	receipt->note = reader.rest;
	*ret = *receipt;
	return 0;
}

void receipt_format(const struct receipt *receipt, struct buf *out)
{
	must(receipt->extra.len <= RECEIPT_EXTRA_BYTES_MAX && receipt->count <= MERKLE_PROOF_MAX);
	BUF_PUT_LIT(out, MAGIC "\n");
	if (receipt->extra.len > 0) {
		BUF_PUT_LIT(out, EXTRA);
		line_put_base64(out, receipt->extra.ptr, receipt->extra.len);
		buf_put_byte(out, '\n');
	}
	BUF_PUT_LIT(out, INDEX);
	line_put_number(out, receipt->index);
	buf_put_byte(out, '\n');
	for (size_t i = 0; i < receipt->count; i++)
		line_put_hash(out, &receipt->proof[i]);
	buf_put_byte(out, '\n');
	buf_put_slice(out, receipt->note);
}

// Whether a key of this origin signed. A line of a known key that does not fit spoils the whole note.
static int check_log(const struct note *note, struct slice origin, const struct note_key *logs,
	size_t log_count, struct err *err)
{
	bool is_signed = false;

	for (size_t i = 0; i < log_count; i++) {
		if (!slice_eq_cstr(origin, logs[i].name))
			continue;
		switch (note_verify(note, &logs[i], NULL)) {
		case NOTE_UNSIGNED:
			break;
		case NOTE_SIGNED:
			is_signed = true;
			break;
		case NOTE_FORGED:
			return err_set(err, ERR_INVALID,
				"the signature of %s does not fit the checkpoint of the receipt",
				logs[i].name);
		}
	}
	return is_signed ? 0
			 : err_set(err, ERR_INVALID,
				   "the checkpoint of the receipt is not signed by a known key of the log");
}

// The signed bytes do not name the witness: one key under two names is one witness.
static bool was_asked(const struct note_key *witnesses, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (memcmp(witnesses[j].public_key, witnesses[i].public_key, NOTE_PUBLIC_KEY_BYTES) == 0)
			return true;
	}
	return false;
}

static int count_witnesses(const struct note *note, const struct note_key *witnesses, size_t count,
	struct receipt_check *check, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t time_s;

		if (witnesses[i].algorithm != NOTE_COSIGNATURE_V1 || was_asked(witnesses, i))
			continue;
		switch (note_verify(note, &witnesses[i], &time_s)) {
		case NOTE_UNSIGNED:
			break;
		case NOTE_SIGNED:
			if (check->witnesses == 0 || time_s < check->time_s)
				check->time_s = time_s;
			check->witnesses++;
			break;
		case NOTE_FORGED:
			return err_set(err, ERR_INVALID,
				"the cosignature of %s does not fit the checkpoint of the receipt",
				witnesses[i].name);
		}
	}
	return 0;
}

int receipt_verify(const struct receipt *receipt, struct slice entry, const struct note_key *logs,
	size_t log_count, const struct note_key *witnesses, size_t witness_count, struct receipt_check *ret,
	struct err *err)
{
	struct receipt_check check = {0};
	struct merkle_hash leaf;
	struct note note;
	int r;

	if ((r = open_note(receipt->note, &note, &check.checkpoint, err)) < 0 ||
		(r = check_log(&note, check.checkpoint.origin, logs, log_count, err)) < 0 ||
		(r = count_witnesses(&note, witnesses, witness_count, &check, err)) < 0)
		return r;
	merkle_leaf_hash(entry, &leaf);
	r = merkle_check_inclusion(&leaf, receipt->index, check.checkpoint.size, receipt->proof,
		receipt->count, &check.checkpoint.root, err);
	if (r < 0)
		return r;
	*ret = check;
	return 0;
}
