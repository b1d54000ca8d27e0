// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request to a witness that knows one log, of which it has seen as many of five entries as the
// first byte says (an ASCII digit says itself). The request is decided as it stands and with its checkpoint
// signed by the log, so that proofs are tried too. What is cosigned was signed by the log, follows on what
// was seen, and the log takes the answer; nothing else carries a cosignature. Any bytes also as an answer.
#include "ledger/witness.h"
#include "ledger_keys.h"

#include <stdint.h>

#define ENTRIES 5
#define NOW_S	UINT64_C(1795507200)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct note_signer log_signer, witness_signer;

// The tree of tests/golden/ledger/.
static struct witness_state state_of(size_t size)
{
	static const struct slice entries[ENTRIES] = {
		{"\u706F\u4E0D\u4EAE", 9}, {"a", 1}, {"", 0}, {"the fourth", 10}, {"\0\1", 2}};
	struct merkle_hash leaves[ENTRIES];
	struct witness_state state = {.size = size};

	for (size_t i = 0; i < size; i++)
		merkle_leaf_hash(entries[i], &leaves[i]);
	merkle_root_of(leaves, size, &state.root);
	return state;
}

static int load_state(void *arg, struct slice origin, struct witness_state *ret, struct err *err)
{
	(void)err;
	must(slice_eq_cstr(origin, log_signer.key.name));
	*ret = *(const struct witness_state *)arg;
	return 0;
}

static void check_cosigned(
	struct slice body, const struct witness_state *seen, const struct witness_answer *answer)
{
	struct witness_request request;
	struct checkpoint checkpoint;
	struct slice line;
	struct note note;
	uint64_t size;

	must(witness_request_parse(body, &request, NULL) == 0);
	must(checkpoint_open(request.note, &log_signer.key, &checkpoint, &note, NULL) == 0);
	must(request.old_size == seen->size && answer->next.size == checkpoint.size);
	must(merkle_hash_eq(&answer->next.root, &checkpoint.root));
	must(answer->is_new == (checkpoint.size > seen->size));
	must(merkle_check_consistency(seen->size, checkpoint.size, &seen->root, &checkpoint.root,
		     request.proof, request.count, NULL) == 0);
	must(witness_answer_read(200, answer->body, note.text, &witness_signer.key, &line, &size, NULL) == 0);
	must(slice_eq(line, answer->body));
}

static struct witness_answer decide(struct slice body, struct witness_state *seen, struct arena *arena)
{
	struct witness_logs logs = {.keys = &log_signer.key, .count = 1, .load = load_state, .arg = seen};
	struct witness_answer answer;

	must(witness_decide(&logs, &witness_signer, NOW_S, body, arena, &answer, NULL) == 0);
	must(answer.status == 200 || answer.status == 400 || answer.status == 403 || answer.status == 404 ||
		answer.status == 409 || answer.status == 422);
	must(answer.body.len > 0 && answer.body.ptr[answer.body.len - 1] == '\n');
	return answer;
}

static void check_request(struct slice body, size_t seen_size, struct arena *arena)
{
	struct witness_state seen = state_of(seen_size);
	struct witness_answer answer = decide(body, &seen, arena);
	struct note_signature parsed;
	struct slice rest;

	if (answer.status != 200) {
		must(!answer.is_new);
		must(note_signature_parse(answer.body, &parsed, &rest, NULL) < 0);
		return;
	}
	check_cosigned(body, &seen, &answer);
	if (answer.is_new) { // the same again is too late
		seen = answer.next;
		answer = decide(body, &seen, arena);
		must(answer.status == 409);
	}
}

static void check_signed_anew(struct slice body, size_t seen_size, struct arena *arena)
{
	struct buf note_bytes = buf_in(arena), again = buf_in(arena);
	struct witness_request request;
	struct note note;

	if (witness_request_parse(body, &request, NULL) < 0)
		return;
	witness_request_format(&request, &again);
	must(slice_eq(buf_slice(&again), body));
	if (note_parse(request.note, &note, NULL) < 0)
		return;
	note_sign(&log_signer, note.text, &note_bytes);
	request.note = buf_slice(&note_bytes);
	buf_reset(&again);
	witness_request_format(&request, &again);
	check_request(buf_slice(&again), seen_size, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice body, line;
	struct arena *arena;
	size_t seen_size;
	uint64_t answered;

	if (size == 0)
		return 0;
	arena = arena_new();
	log_signer = signer_of(LOG_SIGNER);
	witness_signer = signer_of(WITNESS_SIGNER);
	seen_size = data[0] % (ENTRIES + 1);
	body = slice_from(data + 1, size - 1);
	check_request(body, seen_size, arena);
	check_signed_anew(body, seen_size, arena);
	witness_answer_read(200, body, SLICE("o\n"), &witness_signer.key, &line, &answered, NULL);
	if (witness_answer_read(409, body, SLICE("o\n"), &witness_signer.key, &line, &answered, NULL) ==
		ERR_CONFLICT)
		must(answered < MERKLE_SIZE_MAX && body.len >= 2);
	arena_free(arena);
	return 0;
}
