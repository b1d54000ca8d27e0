// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness.h"

#include "base/macros.h"
#include "ledger/lines.h"

#include <stdlib.h>

#define OLD	   "old "
#define TYPE_SIZE  "text/x.tlog.size"
#define TYPE_PLAIN "text/plain; charset=utf-8"

void witness_request_format(const struct witness_request *request, struct buf *out)
{
	must(request->count <= MERKLE_PROOF_MAX);
	BUF_PUT_LIT(out, OLD);
	line_put_number(out, request->old_size);
	buf_put_byte(out, '\n');
	for (size_t i = 0; i < request->count; i++)
		line_put_hash(out, &request->proof[i]);
	buf_put_byte(out, '\n');
	buf_put_slice(out, request->note);
}

int witness_request_parse(struct slice body, struct witness_request *ret, struct err *err)
{
	struct witness_request request = {0};
	struct slice line, old = SLICE(OLD), rest = body;

	if (body.len > WITNESS_REQUEST_BYTES_MAX)
		return err_set(
			err, ERR_INVALID, "the request is longer than %d bytes", WITNESS_REQUEST_BYTES_MAX);
	if (!line_take(&rest, &line) || !slice_starts_with(line, old) ||
		!line_read_number(slice_sub(line, old.len, line.len), &request.old_size))
		return err_set(err, ERR_INVALID, "the first line is not \"old\" and a size");
	for (;;) {
		if (!line_take(&rest, &line))
			return err_set(err, ERR_INVALID, "there is no blank line behind the proof");
		if (line.len == 0)
			break;
		if (request.count == MERKLE_PROOF_MAX)
			return err_set(
				err, ERR_INVALID, "the proof has more than %d lines", MERKLE_PROOF_MAX);
		if (!line_read_hash(line, &request.proof[request.count]))
			return err_set(err, ERR_INVALID, "a line of the proof is no hash in base64");
		request.count++;
	}
	request.note = rest;
	*ret = request;
	return 0;
}

// ---- The witness's side

static struct witness_answer answer_words(int status, struct arena *arena, const char *words)
{
	return (struct witness_answer){
		.status = status, .type = TYPE_PLAIN, .body = slice_of(arena_printf(arena, "%s\n", words))};
}

static struct witness_answer answer_size(uint64_t size, struct arena *arena)
{
	struct buf body = buf_in(arena);

	line_put_number(&body, size);
	buf_put_byte(&body, '\n');
	return (struct witness_answer){.status = 409, .type = TYPE_SIZE, .body = buf_slice(&body)};
}

// 0, 404 (no key of this origin) or 403 (none of them signed, or a line of one does not fit).
static int refuse_signer(const struct witness_logs *logs, struct slice origin, const struct note *note)
{
	bool is_known = false, is_signed = false, is_forged = false;

	for (size_t i = 0; i < logs->count; i++) {
		if (!slice_eq_cstr(origin, logs->keys[i].name))
			continue;
		is_known = true;
		switch (note_verify(note, &logs->keys[i], NULL)) {
		case NOTE_UNSIGNED:
			break;
		case NOTE_SIGNED:
			is_signed = true;
			break;
		case NOTE_FORGED:
			is_forged = true;
			break;
		}
	}
	if (!is_known)
		return 404;
	return is_signed && !is_forged ? 0 : 403;
}

// The rule itself: whether the checkpoint, of a known log and signed by it, follows on the state.
static struct witness_answer judge(const struct witness_request *request, const struct checkpoint *checkpoint,
	const struct witness_state *state, struct arena *arena)
{
	struct merkle_hash root = state->root;
	struct err err;

	if (request->old_size != state->size)
		return answer_size(state->size, arena);
	if (state->size == 0) // nothing is known; a tree without leaves has only one root
		merkle_empty_root(&root);
	if (checkpoint->size == state->size && !merkle_hash_eq(&checkpoint->root, &root))
		return answer_words(
			409, arena, "another root was cosigned, or belongs to a tree of this size");
	if (merkle_check_consistency(state->size, checkpoint->size, &root, &checkpoint->root, request->proof,
		    request->count, &err) < 0)
		return answer_words(422, arena, err.message);
	return (struct witness_answer){.status = 200,
		.type = TYPE_PLAIN,
		.is_new = checkpoint->size > state->size,
		.next = {checkpoint->size, checkpoint->root}};
}

int witness_decide(const struct witness_logs *logs, const struct note_signer *witness, uint64_t now_s,
	struct slice body, struct arena *arena, struct witness_answer *ret, struct err *err)
{
	struct witness_request *request = ARENA_NEW(arena, struct witness_request);
	struct note *note = ARENA_NEW(arena, struct note);
	struct buf line = buf_in(arena);
	struct checkpoint checkpoint;
	struct witness_state state;
	struct err why;
	int r, status;

	must(witness->key.algorithm == NOTE_COSIGNATURE_V1);
	if (witness_request_parse(body, request, &why) < 0 || note_parse(request->note, note, &why) < 0 ||
		checkpoint_parse(note->text, &checkpoint, &why) < 0) {
		*ret = answer_words(400, arena, why.message);
		return 0;
	}
	status = refuse_signer(logs, checkpoint.origin, note);
	if (status != 0) {
		*ret = answer_words(status, arena,
			status == 404 ? "no log of this origin is known"
				      : "the checkpoint is not signed by a known key of its log");
		return 0;
	}
	if (request->old_size > checkpoint.size) {
		*ret = answer_words(400, arena, "the old size is larger than the checkpoint's");
		return 0;
	}
	if ((r = logs->load(logs->arg, checkpoint.origin, &state, err)) < 0)
		return r;
	*ret = judge(request, &checkpoint, &state, arena);
	if (ret->status == 200) {
		note_sign_line(witness, note->text, now_s, &line);
		ret->body = buf_slice(&line);
	}
	return 0;
}

// ---- The log's side

static const char *words_of(int status)
{
	switch (status) {
	case 400:
		return "the witness cannot read the request";
	case 403:
		return "the witness knows no key that signed the checkpoint";
	case 404:
		return "the witness does not know the log";
	case 409:
		return "the witness has cosigned another tree of this size";
	case 422:
		return "the witness finds that the checkpoint does not follow on what it cosigned";
	default:
		return "the witness gave no cosignature";
	}
}

static int read_lines(struct slice body, struct slice checkpoint_text, const struct note_key *witness,
	struct slice *ret_line, struct err *err)
{
	struct slice found = {0}, rest = body;
	int r;

	for (int count = 0; rest.len > 0; count++) {
		struct note_signature line;

		if (count == NOTE_SIGNATURES_MAX)
			return err_set(
				err, ERR_INVALID, "the witness sent more than %d lines", NOTE_SIGNATURES_MAX);
		if ((r = note_signature_parse(rest, &line, &rest, err)) < 0)
			return r;
		switch (note_verify_line(checkpoint_text, &line, witness, NULL)) {
		case NOTE_UNSIGNED:
			break;
		case NOTE_SIGNED:
			if (found.len == 0)
				found = line.line;
			break;
		case NOTE_FORGED:
			return err_set(err, ERR_INVALID, "the cosignature of %s does not fit the checkpoint",
				witness->name);
		}
	}
	if (found.len == 0)
		return err_set(err, ERR_INVALID, "the witness sent no cosignature of %s", witness->name);
	*ret_line = found;
	return 0;
}

// The body of a 409: a size and a newline.
static bool read_size(struct slice body, uint64_t *ret)
{
	struct slice line, rest = body;
	uint64_t size;

	if (!line_take(&rest, &line) || rest.len > 0 || !line_read_number(line, &size) ||
		size >= MERKLE_SIZE_MAX)
		return false;
	*ret = size;
	return true;
}

int witness_answer_read(int status, struct slice body, struct slice checkpoint_text,
	const struct note_key *witness, struct slice *ret_line, uint64_t *ret_size, struct err *err)
{
	if (body.len > WITNESS_ANSWER_BYTES_MAX)
		return err_set(
			err, ERR_INVALID, "the witness sent more than %d bytes", WITNESS_ANSWER_BYTES_MAX);
	if (status == 200)
		return read_lines(body, checkpoint_text, witness, ret_line, err);
	if (status == 409 && read_size(body, ret_size))
		return err_set(err, ERR_CONFLICT, "the witness has cosigned another size");
	return err_set(err, ERR_INVALID, "%s (status %d)", words_of(status), status);
}
