// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.h"

#include "base/macros.h"
#include "ledger/lines.h"

// Further lines: whole ones, none of them empty.
static bool extensions_are_valid(struct slice lines)
{
	struct slice line;

	while (lines.len > 0) {
		if (!line_take(&lines, &line) || line.len == 0)
			return false;
	}
	return true;
}

int checkpoint_parse(struct slice text, struct checkpoint *ret, struct err *err)
{
	struct checkpoint checkpoint;
	struct slice line, rest = text;

	if (!line_text_is_valid(text))
		return err_set(err, ERR_INVALID,
			"the checkpoint is not UTF-8 without control characters that ends with a newline");
	if (!line_take(&rest, &checkpoint.origin) || checkpoint.origin.len == 0)
		return err_set(err, ERR_INVALID, "the checkpoint has no origin");
	if (!line_take(&rest, &line) || !line_read_number(line, &checkpoint.size) ||
		checkpoint.size >= MERKLE_SIZE_MAX)
		return err_set(err, ERR_INVALID, "the size in the checkpoint is none");
	if (!line_take(&rest, &line) || !line_read_hash(line, &checkpoint.root))
		return err_set(err, ERR_INVALID, "the root in the checkpoint is no hash in base64");
	if (!extensions_are_valid(rest))
		return err_set(err, ERR_INVALID, "the checkpoint has an empty line");
	checkpoint.extensions = rest;
	*ret = checkpoint;
	return 0;
}

void checkpoint_format(const struct checkpoint *checkpoint, struct buf *out)
{
	must(checkpoint->origin.len > 0 && slice_find_byte(checkpoint->origin, '\n') < 0);
	must(checkpoint->size < MERKLE_SIZE_MAX);
	must(extensions_are_valid(checkpoint->extensions));
	buf_put_slice(out, checkpoint->origin);
	buf_put_byte(out, '\n');
	line_put_number(out, checkpoint->size);
	buf_put_byte(out, '\n');
	line_put_hash(out, &checkpoint->root);
	buf_put_slice(out, checkpoint->extensions);
}

int checkpoint_open(struct slice bytes, const struct note_key *log, struct checkpoint *ret,
	struct note *ret_note, struct err *err)
{
	struct checkpoint checkpoint;
	struct note note;
	int r;

	if ((r = note_parse(bytes, &note, err)) < 0 ||
		(r = checkpoint_parse(note.text, &checkpoint, err)) < 0)
		return r;
	if (!slice_eq_cstr(checkpoint.origin, log->name))
		return err_set(err, ERR_INVALID, "the checkpoint is of another log than %s", log->name);
	switch (note_verify(&note, log, NULL)) {
	case NOTE_SIGNED:
		break;
	case NOTE_UNSIGNED:
		return err_set(err, ERR_INVALID, "the checkpoint is not signed by the key of %s", log->name);
	case NOTE_FORGED:
		return err_set(
			err, ERR_INVALID, "the signature of %s does not fit the checkpoint", log->name);
	}
	*ret = checkpoint;
	*ret_note = note;
	return 0;
}
