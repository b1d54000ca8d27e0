// SPDX-License-Identifier: Apache-2.0
// Receipts and witnessing: the golden files of a second implementation, checkpoints of the public witness's
// own test, each answer of a witness, what a fork and a mistake get, every byte that is changed.
#include "base/macros.h"
#include "base/random.h"
#include "ledger/receipt.h"
#include "ledger/witness.h"
#include "ledger_golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_S UINT64_C(1795600000)

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void assert_slice(struct slice got, struct slice wanted)
{
	if (!slice_eq(got, wanted))
		fail_msg("%.*s\n  instead of\n%.*s", SLICE_ARG(got), SLICE_ARG(wanted));
}

// ---- Receipts

static const struct slice first_entry = {"\u706F\u4E0D\u4EAE", 9}; // of the golden tree

static int check_receipt(struct slice bytes, struct slice entry, struct receipt_check *ret, struct err *err)
{
	struct note_key log = golden_key(arena, "log"), witness = golden_key(arena, "witness");
	struct receipt *receipt = ARENA_NEW(arena, struct receipt);
	int r = receipt_parse(bytes, arena, receipt, err);

	return r < 0 ? r : receipt_verify(receipt, entry, &log, 1, &witness, 1, ret, err);
}

static void test_golden_receipts(void **state)
{
	struct slice first = golden_file(arena, "first.tlog-proof"),
		     third = golden_file(arena, "third.tlog-proof");
	struct receipt_check check = {0};
	struct receipt receipt;
	struct buf out = buf_in(arena);

	(void)state;
	assert_int_equal(check_receipt(first, first_entry, &check, NULL), 0);
	assert_int_equal(check.checkpoint.size, 5);
	assert_int_equal(check.witnesses, 1);
	assert_int_equal(check.time_s, GOLDEN_TIME_S);
	assert_int_equal(check_receipt(first, SLICE("another"), &check, NULL), ERR_INVALID);
	assert_int_equal(check_receipt(third, (struct slice){0}, &check, NULL), 0);
	assert_int_equal(check_receipt(third, first_entry, &check, NULL), ERR_INVALID);

	assert_int_equal(receipt_parse(first, arena, &receipt, NULL), 0);
	assert_slice(receipt.extra, first_entry);
	assert_int_equal(receipt.index, 0);
	assert_int_equal(receipt.count, 3);
	receipt_format(&receipt, &out);
	assert_slice(buf_slice(&out), first);
	assert_int_equal(receipt_parse(third, arena, &receipt, NULL), 0);
	assert_int_equal(receipt.extra.len, 0);
	assert_int_equal(receipt.index, 2);
	buf_reset(&out);
	receipt_format(&receipt, &out);
	assert_slice(buf_slice(&out), third);
}

static void test_who_signed_a_receipt(void **state)
{
	struct note_key logs[3], witnesses[3], cosigner;
	struct receipt_check check = {0};
	struct receipt receipt;

	(void)state;
	assert_int_equal(receipt_parse(golden_file(arena, "first.tlog-proof"), arena, &receipt, NULL), 0);
	for (size_t i = 0; i < 3; i++) {
		logs[i] = golden_key(arena, "log");
		witnesses[i] = golden_key(arena, "witness");
	}
	cosigner = witnesses[0];
	logs[0].id ^= 1; // an earlier key of the log
	assert_int_equal(receipt_verify(&receipt, first_entry, logs, 2, NULL, 0, &check, NULL), 0);
	assert_int_equal(check.witnesses, 0);
	assert_int_equal(check.time_s, 0);
	assert_int_equal(receipt_verify(&receipt, first_entry, logs, 1, NULL, 0, &check, NULL), ERR_INVALID);
	assert_int_equal(receipt_verify(&receipt, first_entry, logs, 0, NULL, 0, &check, NULL), ERR_INVALID);
	logs[1].name[0] ^= 1; // a key of another log
	assert_int_equal(receipt_verify(&receipt, first_entry, logs, 2, NULL, 0, &check, NULL), ERR_INVALID);
	logs[0] = logs[2];
	logs[0].public_key[5] ^= 1; // one good line and a forged one
	assert_int_equal(receipt_verify(&receipt, first_entry, logs, 3, NULL, 0, &check, NULL), ERR_INVALID);

	// One witness counts once, however often and under whatever names it is asked for.
	assert_int_equal(receipt_verify(&receipt, first_entry, logs + 2, 1, witnesses, 3, &check, NULL), 0);
	assert_int_equal(check.witnesses, 1);
	witnesses[0].id ^= 1; // unknown
	witnesses[0].public_key[0] ^= 1;
	assert_int_equal(receipt_verify(&receipt, first_entry, logs + 2, 1, witnesses, 1, &check, NULL), 0);
	assert_int_equal(check.witnesses, 0);
	witnesses[0].id ^= 1; // forged
	assert_int_equal(
		receipt_verify(&receipt, first_entry, logs + 2, 1, witnesses, 1, &check, NULL), ERR_INVALID);
	cosigner.algorithm = NOTE_ED25519; // a plain signature is no witness's
	assert_int_equal(receipt_verify(&receipt, first_entry, logs + 2, 1, &cosigner, 1, &check, NULL), 0);
	assert_int_equal(check.witnesses, 0);
}

// The key that signed must be one of the log that the checkpoint names.
static void test_a_receipt_of_another_log(void **state)
{
	struct note_signer log = golden_signer(arena, "log");
	struct checkpoint checkpoint = {.origin = SLICE("elsewhere.example"), .size = 1};
	struct receipt receipt = {0};
	struct receipt_check check;
	struct buf text = buf_in(arena), note = buf_in(arena);
	struct err err = {0};

	(void)state;
	merkle_leaf_hash(first_entry, &checkpoint.root);
	checkpoint_format(&checkpoint, &text);
	note_sign(&log, buf_slice(&text), &note);
	receipt.note = buf_slice(&note);
	assert_int_equal(
		receipt_verify(&receipt, first_entry, &log.key, 1, NULL, 0, &check, &err), ERR_INVALID);
	assert_non_null(strstr(err.message, "not signed by a known key"));
	checkpoint.origin = slice_of(log.key.name);
	buf_reset(&text);
	checkpoint_format(&checkpoint, &text);
	buf_reset(&note);
	note_sign(&log, buf_slice(&text), &note);
	receipt.note = buf_slice(&note);
	assert_int_equal(receipt_verify(&receipt, first_entry, &log.key, 1, NULL, 0, &check, &err), 0);
}

#define MAGIC "c2sp.org/tlog-proof@v1\n"
#define HASH  "Lna7C8+W9xt/M2GrWLkFjsKi32bzZ+Yjy6tBGixx00I=\n"
#define NOTE  "o\n1\n" HASH "\n\u2014 o AAAAAAA=\n"

static void test_bad_receipts(void **state)
{
	static const char *const bad[] = {"", "\n", MAGIC, MAGIC "index 0\n", MAGIC "index 0\n" HASH,
		MAGIC "index 0\n" HASH NOTE,			 // no blank line
		MAGIC "index 0\n\n", MAGIC "index 0\n\n\n" NOTE, // no checkpoint; two blank lines
		MAGIC "\nindex 0\n\n" NOTE, MAGIC "\n" NOTE, "\n" MAGIC "index 0\n\n" NOTE,
		"c2sp.org/tlog-proof@v2\nindex 0\n\n" NOTE, MAGIC "index 00\n\n" NOTE,
		MAGIC "index 01\n\n" NOTE, MAGIC "index \n\n" NOTE, MAGIC "index  0\n\n" NOTE,
		MAGIC "index 0 \n\n" NOTE, MAGIC "index -0\n\n" NOTE, MAGIC "index 0\r\n\n" NOTE,
		MAGIC "Index 0\n\n" NOTE, MAGIC "index 1\n\n" NOTE, // outside of the tree
		MAGIC "index 4611686018427387904\n\n" NOTE, MAGIC "extra\nindex 0\n\n" NOTE,
		MAGIC "extra \nindex 0\n\n" NOTE, MAGIC "extra AAB=\nindex 0\n\n" NOTE,
		MAGIC "extra AAA\nindex 0\n\n" NOTE, MAGIC "extra AAAA\nextra AAAA\nindex 0\n\n" NOTE,
		MAGIC "index 0\nextra AAAA\n\n" NOTE, MAGIC "index 0\nAAAA\n\n" NOTE,
		MAGIC "index 0\n" HASH " \n" NOTE, MAGIC "index 0\n\no\n1\n" HASH,
		MAGIC "index 0\n\no\n01\n" HASH "\n\u2014 o AAAAAAA=\n"};
	struct receipt receipt = {.index = 77};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = {0};

		if (receipt_parse(slice_of(bad[i]), arena, &receipt, &err) != ERR_INVALID)
			fail_msg("taken: %s", bad[i]);
		assert_true(err.message[0] != '\0');
	}
	assert_int_equal(receipt.index, 77);
	assert_int_equal(receipt_parse(SLICE(MAGIC "index 0\n\n" NOTE), arena, &receipt, NULL), 0);
	assert_int_equal(
		receipt_parse(SLICE(MAGIC "extra AAAA\nindex 0\n" HASH "\n" NOTE), arena, &receipt, NULL), 0);
}

static void test_limits_of_receipts(void **state)
{
	struct receipt receipt = {.note = SLICE(NOTE)}, again;
	struct buf out = buf_in(arena);
	ptrdiff_t end;

	(void)state;
	receipt.extra = slice_from(arena_zalloc(arena, RECEIPT_EXTRA_BYTES_MAX), RECEIPT_EXTRA_BYTES_MAX);
	receipt.count = MERKLE_PROOF_MAX;
	receipt_format(&receipt, &out);
	assert_int_equal(receipt_parse(buf_slice(&out), arena, &again, NULL), 0);
	assert_int_equal(again.extra.len, RECEIPT_EXTRA_BYTES_MAX);
	assert_int_equal(again.count, MERKLE_PROOF_MAX);
	end = slice_find(buf_slice(&out), SLICE("A=\nindex"));
	assert_true(end > 0);
	out.ptr[end + 1] = 'A'; // one byte more
	assert_int_equal(receipt_parse(buf_slice(&out), arena, &again, NULL), ERR_INVALID);
	buf_reset(&out);
	buf_put_cstr(&out, MAGIC "index 0\n");
	for (int i = 0; i <= MERKLE_PROOF_MAX; i++)
		buf_put_cstr(&out, HASH);
	buf_put_cstr(&out, "\n" NOTE);
	assert_int_equal(receipt_parse(buf_slice(&out), arena, &again, NULL), ERR_INVALID);
}

// Each byte before the witness's line decides; one in it takes the witness away. The extra data alone is
// nobody's promise (here it is the entry, so that it is compared with what was proven).
static void test_every_byte_of_a_receipt(void **state)
{
	struct slice golden = golden_file(arena, "first.tlog-proof");
	size_t witness_line = (size_t)slice_find(golden, SLICE("\u2014 witness"));
	char *bytes = arena_memdup(arena, golden.ptr, golden.len);
	struct note_key log = golden_key(arena, "log"), witness = golden_key(arena, "witness");

	(void)state;
	for (size_t i = 0; i < golden.len; i++) {
		for (int by = 1; by < 256; by += by < 4 || i % 16 == 0 ? 1 : 29) {
			struct arena *own = arena_new();
			struct receipt_check check;
			struct receipt receipt;
			bool is_good;

			bytes[i] = (char)(golden.ptr[i] ^ by);
			is_good = receipt_parse(slice_from(bytes, golden.len), own, &receipt, NULL) == 0 &&
				  receipt_verify(
					  &receipt, receipt.extra, &log, 1, &witness, 1, &check, NULL) == 0;
			if (is_good && (i < witness_line || check.witnesses > 0))
				fail_msg("byte %zu as %02x is taken", i, (unsigned char)bytes[i]);
			arena_free(own);
		}
		bytes[i] = golden.ptr[i];
	}
}

// ---- Witnessing: a log of numbered entries, and what a witness has seen of it

#define LEAVES_MAX 40

static struct note_signer log_signer, witness_signer;
static struct merkle_hash leaves[2][LEAVES_MAX]; // the log, and a fork of it from leaf 10 on
static struct witness_state seen;
static int load_error;

static int load_seen(void *arg, struct slice origin, struct witness_state *ret, struct err *err)
{
	assert_ptr_equal(arg, &seen);
	assert_slice(origin, slice_of(log_signer.key.name));
	if (load_error)
		return err_set(err, load_error, "the state cannot be read");
	*ret = seen;
	return 0;
}

static int set_up_log(void **state)
{
	set_up(state);
	log_signer = golden_signer(arena, "log");
	witness_signer = golden_signer(arena, "witness");
	seen = (struct witness_state){0};
	load_error = 0;
	for (int i = 0; i < LEAVES_MAX; i++) {
		for (int fork = 0; fork < 2; fork++) {
			const char *entry = arena_printf(arena, "%d%s", i, fork && i >= 10 ? "'" : "");

			merkle_leaf_hash(slice_of(entry), &leaves[fork][i]);
		}
	}
	return 0;
}

static struct merkle_hash root_of(int fork, size_t size)
{
	struct merkle_hash root;

	merkle_root_of(leaves[fork], size, &root);
	return root;
}

static size_t split_of(size_t n)
{
	size_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

// RFC 6962 section 2.1.2, as it is written there.
static size_t put_consistency(
	const struct merkle_hash *d, size_t m, size_t n, bool whole, struct merkle_hash *out)
{
	size_t k = split_of(n), count;

	if (m == n) {
		if (!whole)
			merkle_root_of(d, n, out);
		return whole ? 0 : 1;
	}
	if (m <= k) {
		count = put_consistency(d, m, k, whole, out);
		merkle_root_of(d + k, n - k, &out[count]);
	} else {
		count = put_consistency(d + k, m - k, n - k, false, out);
		merkle_root_of(d, k, &out[count]);
	}
	return count + 1;
}

static struct slice sign_size(int fork, size_t size, const struct note_signer *by)
{
	struct checkpoint checkpoint = {
		.origin = slice_of(log_signer.key.name), .size = size, .root = root_of(fork, size)};
	struct buf text = buf_in(arena), note = buf_in(arena);

	checkpoint_format(&checkpoint, &text);
	note_sign(by, buf_slice(&text), &note);
	return buf_slice(&note);
}

// A right request for the fork from `old` to `size`.
static struct witness_request request_for(int fork, size_t old, size_t size)
{
	struct witness_request request = {.old_size = old, .note = sign_size(fork, size, &log_signer)};

	if (old > 0 && old < size)
		request.count = put_consistency(leaves[fork], old, size, true, request.proof);
	return request;
}

static struct witness_answer decide_bytes(struct slice body)
{
	struct witness_logs logs = {.keys = &log_signer.key, .count = 1, .load = load_seen, .arg = &seen};
	struct witness_answer answer = {0};

	assert_int_equal(witness_decide(&logs, &witness_signer, NOW_S, body, arena, &answer, NULL), 0);
	assert_non_null(answer.type);
	assert_true(answer.body.len > 0);
	assert_int_equal(answer.body.ptr[answer.body.len - 1], '\n');
	assert_true(answer.status == 200 || !answer.is_new);
	return answer;
}

static struct witness_answer decide(const struct witness_request *request)
{
	struct buf body = buf_in(arena);

	witness_request_format(request, &body);
	return decide_bytes(buf_slice(&body));
}

// What the log makes of the answer.
static int read_answer(const struct witness_answer *answer, struct slice note_bytes, struct slice *ret_line,
	uint64_t *ret_size, struct err *err)
{
	struct note note;

	assert_int_equal(note_parse(note_bytes, &note, NULL), 0);
	return witness_answer_read(
		answer->status, answer->body, note.text, &witness_signer.key, ret_line, ret_size, err);
}

static void assert_refused(const struct witness_request *request, int status)
{
	struct witness_answer answer = decide(request);
	struct slice line = {0};
	uint64_t size = 99;
	struct err err = {0};

	assert_int_equal(answer.status, status);
	assert_string_equal(answer.type, "text/plain; charset=utf-8");
	assert_int_equal(read_answer(&answer, request->note, &line, &size, &err), ERR_INVALID);
	assert_true(err.message[0] != '\0');
	assert_int_equal(line.len, 0);
	assert_int_equal(size, 99);
}

static void assert_conflict(const struct witness_request *request, uint64_t wanted)
{
	struct witness_answer answer = decide(request);
	struct slice line = {0};
	uint64_t size = 99;

	assert_int_equal(answer.status, 409);
	assert_string_equal(answer.type, "text/x.tlog.size");
	assert_slice(answer.body, slice_of(arena_printf(arena, "%d\n", (int)wanted)));
	assert_int_equal(read_answer(&answer, request->note, &line, &size, NULL), ERR_CONFLICT);
	assert_int_equal(size, wanted);
}

static void assert_cosigned(const struct witness_request *request, uint64_t size)
{
	struct witness_answer answer = decide(request);
	struct buf whole = buf_in(arena);
	struct slice line = {0};
	uint64_t unused = 99, time_s = 0;
	struct note note;

	if (answer.status != 200)
		fail_msg("%d: %.*s", answer.status, SLICE_ARG(answer.body));
	assert_int_equal(answer.is_new, size > seen.size);
	assert_int_equal(answer.next.size, size);
	assert_int_equal(read_answer(&answer, request->note, &line, &unused, NULL), 0);
	assert_slice(line, answer.body);
	buf_put_slice(&whole, request->note);
	buf_put_slice(&whole, line);
	assert_int_equal(note_parse(buf_slice(&whole), &note, NULL), 0);
	assert_int_equal(note_verify(&note, &witness_signer.key, &time_s), NOTE_SIGNED);
	assert_int_equal(time_s, NOW_S);
	seen = answer.next;
}

static void test_a_growing_log(void **state)
{
	static const size_t sizes[] = {1, 2, 3, 5, 8, 13, 13, 32, 33, 40};
	struct witness_request request;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		request = request_for(0, (size_t)seen.size, sizes[i]);
		assert_cosigned(&request, sizes[i]);
	}
	for (size_t old = 0; old <= LEAVES_MAX; old++) { // each pair of sizes, straight away
		for (size_t size = old; size <= LEAVES_MAX; size += old % 3 + 1) {
			seen = (struct witness_state){old, root_of(0, old)};
			request = request_for(0, old, size);
			assert_cosigned(&request, size);
		}
	}
}

static void test_an_empty_log(void **state)
{
	struct witness_request request = request_for(0, 0, 0);
	struct witness_answer answer;
	struct checkpoint wrong = {.origin = slice_of(log_signer.key.name)};
	struct buf text = buf_in(arena), note = buf_in(arena);

	(void)state;
	answer = decide(&request);
	assert_int_equal(answer.status, 200);
	assert_false(answer.is_new);
	memset(&seen.root, 7, sizeof(seen.root)); // of size 0 any root: nothing yet
	assert_cosigned(&request, 0);
	checkpoint_format(&wrong, &text);
	note_sign(&log_signer, buf_slice(&text), &note);
	request.note = buf_slice(&note);
	assert_refused(&request, 409);
}

static void test_wrong_old_size(void **state)
{
	struct witness_request request = request_for(0, 0, 8);

	(void)state;
	assert_cosigned(&request, 8);
	assert_conflict(&request, 8); // from 0 again: tells what it has
	request = request_for(0, 5, 13);
	assert_conflict(&request, 8);
	request = request_for(0, 5, 5); // shrunk
	assert_conflict(&request, 8);
	request = request_for(0, 9, 13);
	assert_conflict(&request, 8);
	request = request_for(0, 8, 8);
	request.old_size = 9; // larger than the checkpoint's
	assert_refused(&request, 400);
	request = request_for(0, 5, 5);
	request.old_size = 8;
	assert_refused(&request, 400);
	request = request_for(0, 8, 13);
	assert_cosigned(&request, 13);
}

static void test_a_fork(void **state)
{
	struct witness_request request = request_for(0, 0, 13), honest;

	(void)state;
	assert_cosigned(&request, 13);
	request = request_for(1, 13, 13); // the same size, another root
	assert_refused(&request, 409);
	for (size_t size = 14; size <= LEAVES_MAX; size++) { // a right proof, but of another tree
		request = request_for(1, 13, size);
		assert_refused(&request, 422);
		honest = request_for(0, 13, size); // the honest proof under the forked root
		memcpy(request.proof, honest.proof, sizeof(request.proof));
		request.count = honest.count;
		assert_refused(&request, 422);
	}
	assert_int_equal(seen.size, 13);
	seen = (struct witness_state){10, root_of(0, 10)};
	request = request_for(1, 10, 20); // up to leaf 10 both are the same
	assert_cosigned(&request, 20);
	request = request_for(0, 20, 30);
	assert_refused(&request, 422);
}

static void test_bad_proofs(void **state)
{
	struct witness_request request;

	(void)state;
	request = request_for(0, 0, 8);
	request.count = 1; // from nothing there is no proof
	assert_refused(&request, 422);
	seen = (struct witness_state){8, root_of(0, 8)};
	request = request_for(0, 8, 8);
	request.count = 1;
	assert_refused(&request, 422);
	for (size_t i = 0; i < request_for(0, 8, 13).count; i++) {
		request = request_for(0, 8, 13);
		request.proof[i].bytes[i] ^= 1;
		assert_refused(&request, 422);
		request = request_for(0, 8, 13);
		request.count = i;
		assert_refused(&request, 422);
	}
	request = request_for(0, 8, 13);
	request.proof[request.count++] = request.proof[0];
	assert_refused(&request, 422);
}

static void test_who_signed(void **state)
{
	struct note_signer other, namesake;
	struct witness_request request = request_for(0, 0, 8), good = request;
	struct slice origin = slice_of(log_signer.key.name);
	struct buf note = buf_in(arena);

	(void)state;
	assert_int_equal(note_signer_new(SLICE("elsewhere.example"), NOTE_ED25519, &other, NULL), 0);
	assert_int_equal(note_signer_new(origin, NOTE_ED25519, &namesake, NULL), 0);
	request.note = sign_size(0, 8, &other);
	assert_refused(&request, 403); // nobody we know
	request.note = sign_size(0, 8, &namesake);
	assert_refused(&request, 403); // the name, not the key

	// A line of the log's key that is not its signature spoils the good one beside it.
	buf_put_slice(&note, good.note);
	note_sign_line(&log_signer, SLICE("another text\n"), 0, &note);
	request.note = buf_slice(&note);
	assert_refused(&request, 403);
	// A line of somebody else's does not.
	buf_reset(&note);
	buf_put_slice(&note, good.note);
	note_sign_line(&other, SLICE("another text\n"), 0, &note);
	request.note = buf_slice(&note);
	assert_cosigned(&request, 8);

	seen = (struct witness_state){0};
	log_signer.key.name[0] = 'Y'; // the witness now knows another name
	assert_refused(&good, 404);
}

static void test_a_rotated_key(void **state)
{
	struct note_signer next;
	struct witness_request request = request_for(0, 0, 8);
	struct note_key keys[2];
	struct witness_logs logs = {.keys = keys, .count = 2, .load = load_seen, .arg = &seen};
	struct witness_answer answer;
	struct buf body = buf_in(arena), forged = buf_in(arena);

	(void)state;
	assert_int_equal(note_signer_new(slice_of(log_signer.key.name), NOTE_ED25519, &next, NULL), 0);
	keys[0] = log_signer.key;
	keys[1] = next.key;
	request.note = sign_size(0, 8, &next);
	witness_request_format(&request, &body);
	assert_int_equal(
		witness_decide(&logs, &witness_signer, NOW_S, buf_slice(&body), arena, &answer, NULL), 0);
	assert_int_equal(answer.status, 200);
	// The good line of one key, and a line of the other that does not fit
	note_sign_line(&log_signer, SLICE("another text\n"), 0, &forged);
	buf_put_slice(&body, buf_slice(&forged));
	assert_int_equal(
		witness_decide(&logs, &witness_signer, NOW_S, buf_slice(&body), arena, &answer, NULL), 0);
	assert_int_equal(answer.status, 403);
	body.len -= forged.len;
	logs.count = 1;
	assert_int_equal(
		witness_decide(&logs, &witness_signer, NOW_S, buf_slice(&body), arena, &answer, NULL), 0);
	assert_int_equal(answer.status, 403);
}

static void test_a_state_that_cannot_be_read(void **state)
{
	struct witness_logs logs = {.keys = &log_signer.key, .count = 1, .load = load_seen, .arg = &seen};
	struct witness_request request = request_for(0, 0, 8);
	struct witness_answer answer = {.status = 77};
	struct buf body = buf_in(arena);
	struct err err = {0};

	(void)state;
	witness_request_format(&request, &body);
	load_error = ERR_UNAVAILABLE;
	assert_int_equal(
		witness_decide(&logs, &witness_signer, NOW_S, buf_slice(&body), arena, &answer, &err),
		ERR_UNAVAILABLE);
	assert_int_equal(answer.status, 77);
	assert_string_equal(err.message, "the state cannot be read");
}

static void test_bad_requests(void **state)
{
	const char *note = arena_cstr(arena, sign_size(0, 1, &log_signer));
	static const char *const heads[] = {"", "\n", "old\n\n", "old \n\n", "old 00\n\n", "old 01\n\n",
		"old -1\n\n", "old 0 \n\n", "old  0\n\n", " old 0\n\n", "Old 0\n\n", "new 0\n\n",
		"old 0\r\n\n", "old 0\n", "old 0\n\n\n", "old 0\n" HASH, "old 0\nAAAA\n\n",
		"old 0\n" HASH " \n\n", "old 18446744073709551616\n\n", "old 0\nold 0\n\n"};
	struct witness_request parsed;
	struct buf body = buf_in(arena);

	(void)state;
	assert_int_equal(decide_bytes(slice_of(arena_printf(arena, "old 0\n\n%s", note))).status, 200);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct slice bytes = slice_of(arena_printf(arena, "%s%s", heads[i], note));

		if (decide_bytes(bytes).status != 400)
			fail_msg("taken: %s", heads[i]);
	}
	assert_int_equal(decide_bytes(SLICE("old 0\n\n")).status, 400);
	assert_int_equal(decide_bytes(SLICE("old 0\n\nno note\n")).status, 400);
	assert_int_equal(decide_bytes(SLICE("old 0\n\no\n01\n" HASH "\n\u2014 o AAAAAAA=\n")).status, 400);
	buf_put_cstr(&body, "old 5\n");
	for (int i = 0; i < MERKLE_PROOF_MAX; i++)
		buf_put_cstr(&body, HASH);
	assert_int_equal(witness_request_parse(slice_of(arena_printf(arena, "%s\n%s", buf_cstr(&body), note)),
				 &parsed, NULL),
		0);
	assert_int_equal(parsed.count, MERKLE_PROOF_MAX);
	buf_put_cstr(&body, HASH);
	assert_int_equal(witness_request_parse(slice_of(arena_printf(arena, "%s\n%s", buf_cstr(&body), note)),
				 &parsed, NULL),
		ERR_INVALID);
	buf_reset(&body);
	buf_put_cstr(&body, "old 0\n\n");
	while (body.len <= WITNESS_REQUEST_BYTES_MAX)
		buf_put_cstr(&body, note);
	assert_int_equal(decide_bytes(buf_slice(&body)).status, 400);
}

static void test_answers_to_the_log(void **state)
{
	static const char *const not_sizes[] = {
		"", "\n", "8", "08\n", "8\n\n", " 8\n", "8 \n", "-8\n", "x\n", "4611686018427387904\n"};
	struct note_signer other;
	struct slice text = SLICE("o\n1\n" HASH), line;
	struct buf body = buf_in(arena), mine = buf_in(arena);
	uint64_t size = 99;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(not_sizes); i++)
		assert_int_equal(witness_answer_read(409, slice_of(not_sizes[i]), text, &witness_signer.key,
					 &line, &size, NULL),
			ERR_INVALID);
	assert_int_equal(size, 99);
	assert_int_equal(note_signer_new(SLICE("w2"), NOTE_COSIGNATURE_V1, &other, NULL), 0);
	note_sign_line(&witness_signer, text, 5, &mine);
	note_sign_line(&other, text, 4, &body); // of somebody else first
	assert_int_equal(
		witness_answer_read(200, buf_slice(&body), text, &witness_signer.key, &line, &size, NULL),
		ERR_INVALID);
	buf_put_slice(&body, buf_slice(&mine));
	assert_int_equal(
		witness_answer_read(200, buf_slice(&body), text, &witness_signer.key, &line, &size, NULL), 0);
	assert_slice(line, buf_slice(&mine));
	assert_int_equal(witness_answer_read(200, buf_slice(&body), SLICE("another\n"), &witness_signer.key,
				 &line, &size, NULL),
		ERR_INVALID);
	buf_put_cstr(&body, "and more\n");
	assert_int_equal(
		witness_answer_read(200, buf_slice(&body), text, &witness_signer.key, &line, &size, NULL),
		ERR_INVALID);
	buf_reset(&body);
	for (int i = 0; i <= NOTE_SIGNATURES_MAX; i++)
		buf_put_slice(&body, buf_slice(&mine));
	assert_int_equal(
		witness_answer_read(200, buf_slice(&body), text, &witness_signer.key, &line, &size, NULL),
		ERR_INVALID);
	for (int status = 100; status < 600; status++) {
		int r = witness_answer_read(
			status, buf_slice(&mine), text, &witness_signer.key, &line, &size, NULL);

		assert_int_equal(r, status == 200 ? 0 : ERR_INVALID);
	}
	for (size_t i = 0; i < mine.len; i++) { // each byte of a cosignature
		mine.ptr[i] ^= 1;
		assert_int_equal(witness_answer_read(200, buf_slice(&mine), text, &witness_signer.key, &line,
					 &size, NULL),
			ERR_INVALID);
		mine.ptr[i] ^= 1;
	}
}

static void test_golden_request(void **state)
{
	struct slice golden = golden_file(arena, "request");
	struct witness_request request;
	struct buf out = buf_in(arena);
	struct merkle_frontier frontier = {0};
	struct merkle_hash leaf;

	(void)state;
	assert_int_equal(witness_request_parse(golden, &request, NULL), 0);
	witness_request_format(&request, &out);
	assert_slice(buf_slice(&out), golden);
	assert_conflict(&request, 0);
	merkle_leaf_hash(first_entry, &leaf);
	assert_int_equal(merkle_frontier_append(&frontier, &leaf, NULL), 0);
	merkle_leaf_hash(SLICE("a"), &leaf);
	assert_int_equal(merkle_frontier_append(&frontier, &leaf, NULL), 0);
	merkle_leaf_hash((struct slice){0}, &leaf);
	assert_int_equal(merkle_frontier_append(&frontier, &leaf, NULL), 0);
	seen.size = 3;
	merkle_frontier_root(&frontier, &seen.root);
	assert_cosigned(&request, 5);
}

// Checkpoints and proof of github.com/transparency-dev/witness, persistence/sqlite/sqlite_test.go.
static void test_checkpoints_of_another_log(void **state)
{
	static const char first[] =
		"old 0\n\nmonkeys\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n\n\u2014 monkeys "
		"202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/"
		"CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=\n";
	static const char note[] =
		"monkeys\n8\nV8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=\n\n\u2014 monkeys "
		"202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/"
		"eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=\n";
	static const char *const proof[] = {
		"b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
		"aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
		"89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
		"29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833"};
	struct witness_request request = {.old_size = 5, .count = 4, .note = SLICE(note)};
	struct witness_answer answer;

	(void)state;
	assert_int_equal(
		note_key_parse(SLICE("monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT"),
			&log_signer.key, NULL),
		0);
	answer = decide_bytes(SLICE(first));
	assert_int_equal(answer.status, 200);
	assert_true(answer.is_new);
	seen = answer.next;
	for (size_t i = 0; i < 4; i++)
		assert_true(hex_decode(slice_of(proof[i]), request.proof[i].bytes, MERKLE_HASH_BYTES));
	request.proof[3].bytes[31] ^= 1;
	assert_refused(&request, 422);
	request.proof[3].bytes[31] ^= 1;
	assert_cosigned(&request, 8);
}

int main(void)
{
#define TEST(name)     cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define LOG_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_log, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_golden_receipts),
		TEST(test_who_signed_a_receipt),
		TEST(test_a_receipt_of_another_log),
		TEST(test_bad_receipts),
		TEST(test_limits_of_receipts),
		TEST(test_every_byte_of_a_receipt),
		LOG_TEST(test_a_growing_log),
		LOG_TEST(test_an_empty_log),
		LOG_TEST(test_wrong_old_size),
		LOG_TEST(test_a_fork),
		LOG_TEST(test_bad_proofs),
		LOG_TEST(test_who_signed),
		LOG_TEST(test_a_rotated_key),
		LOG_TEST(test_a_state_that_cannot_be_read),
		LOG_TEST(test_bad_requests),
		LOG_TEST(test_answers_to_the_log),
		LOG_TEST(test_golden_request),
		LOG_TEST(test_checkpoints_of_another_log),
	};

	return cmocka_run_group_tests_name("ledger receipts and witnesses", tests, NULL, NULL);
}
