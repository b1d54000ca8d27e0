// SPDX-License-Identifier: Apache-2.0
// Receipts in one line: what is made is read back, whatever is changed in it is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "ledger/short_receipt.h"

#include <string.h>

static const uint8_t seed[NOTE_SEED_BYTES] = {9};

struct made {
	struct note_signer signer;
	struct buf note, line;
};

static void make(struct made *m)
{
	struct checkpoint checkpoint = {.origin = SLICE("nine.example/ledger"), .size = 1};
	CLEANUP(buf_release) struct buf text = {0};
	struct receipt receipt = {0};

	assert_int_equal(note_signer_from_seed(checkpoint.origin, NOTE_ED25519, seed, &m->signer, NULL), 0);
	merkle_leaf_hash(SLICE("entry"), &checkpoint.root);
	checkpoint_format(&checkpoint, &text);
	note_sign(&m->signer, buf_slice(&text), &m->note);
	receipt.note = buf_slice(&m->note);
	assert_int_equal(short_receipt_format(&receipt, SLICE("entry"), &m->line, NULL), 0);
}

static void release(struct made *m)
{
	buf_release(&m->note);
	buf_release(&m->line);
}

static void test_round_trip(void **state)
{
	struct made m = {0};
	struct short_receipt receipt;
	struct merkle_hash leaf;

	(void)state;
	make(&m);
	assert_true(m.line.len < 300);
	assert_int_equal(short_receipt_parse(buf_slice(&m.line), &receipt, NULL), 0);
	assert_true(slice_eq_cstr(receipt.origin, "nine.example/ledger"));
	assert_int_equal(receipt.index, 0);
	assert_int_equal(receipt.size, 1);
	merkle_leaf_hash(SLICE("entry"), &leaf);
	assert_true(merkle_hash_eq(&leaf, &receipt.leaf));
	assert_int_equal(short_receipt_verify(&receipt, &m.signer.key, 1, NULL), 0);
	release(&m);
}

// The leaf is not signed: it is proven later. All else must not be changed.
static void test_what_is_changed_is_refused(void **state)
{
	struct made m = {0};
	struct short_receipt receipt;
	size_t leaf_from, leaf_to;

	(void)state;
	make(&m);
	leaf_from = (size_t)slice_find(buf_slice(&m.line), SLICE("ledger 0 ")) + 9;
	leaf_to = leaf_from + 43;
	for (size_t i = 0; i < m.line.len; i++) {
		char was = m.line.ptr[i];

		if (i >= leaf_from && i < leaf_to)
			continue;
		m.line.ptr[i] ^= 1;
		if (short_receipt_parse(buf_slice(&m.line), &receipt, NULL) == 0 &&
			short_receipt_verify(&receipt, &m.signer.key, 1, NULL) == 0)
			fail_msg("byte %zu may be changed", i);
		m.line.ptr[i] = was;
	}
	release(&m);
}

static void test_malformed(void **state)
{
	struct made m = {0};
	struct short_receipt receipt;
	static const char *const bad[] = {"", "yidan-receipt/1", "yidan-receipt/1 a 0 b 1 c d e",
		"yidan-receipt/2 x 0 x 1 x x x",
		"yidan-receipt/1 a 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 1 "
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AAAAAA AA"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(short_receipt_parse(slice_of(bad[i]), &receipt, NULL), ERR_INVALID);
	make(&m);
	for (size_t i = 0; i < m.line.len; i++)
		assert_int_equal(short_receipt_parse(slice_sub(buf_slice(&m.line), 0, i), &receipt, NULL),
			ERR_INVALID);
	buf_put_byte(&m.line, ' ');
	assert_int_equal(short_receipt_parse(buf_slice(&m.line), &receipt, NULL), ERR_INVALID);
	release(&m);
}

static void test_only_what_the_log_signed(void **state)
{
	CLEANUP(buf_release) struct buf line = {0};
	struct receipt receipt = {
		.note = SLICE(
			"nine.example/ledger\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— other "
			"AAAAAAAAAAA=\n")};

	(void)state;
	assert_int_equal(short_receipt_format(&receipt, SLICE("entry"), &line, NULL), ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_what_is_changed_is_refused),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_only_what_the_log_signed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
