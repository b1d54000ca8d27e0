// SPDX-License-Identifier: Apache-2.0
// Notes, keys and checkpoints: the published examples of Go's note package, the golden files of a second
// implementation, every spelling that is refused, every byte that is changed.
#include "base/macros.h"
#include "ledger/checkpoint.h"
#include "ledger/lines.h"
#include "ledger_golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// golang.org/x/mod/sumdb/note, note_test.go.
#define PETER_KEY    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SECRET "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define PETER_TEXT                                                                                           \
	"If you think cryptography is the answer to your problem,\n"                                         \
	"then you don't know what your problem is.\n"
#define PETER_REST   "kuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
#define PETER_BASE64 "x08go/ZJ" PETER_REST
#define PETER_LINE   "\u2014 PeterNeumann " PETER_BASE64 "\n"
#define ENOCH_KEY    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define ENOCH_LINE                                                                                           \
	"\u2014 EnochRoot "                                                                                  \
	"rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

// What stands as an example in c2sp.org/tlog-cosignature; its keys were not published.
#define SOFA_NOTE                                                                                            \
	"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"            \
	"\u2014 example.com/behind-the-sofa "                                                                \
	"Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"     \
	"\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2" \
	"oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"

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

static struct note_key key_of(const char *text)
{
	struct note_key key;

	assert_int_equal(note_key_parse(slice_of(text), &key, NULL), 0);
	return key;
}

static struct note note_of(const char *text)
{
	struct note note;
	struct err err = {0};

	if (note_parse(slice_of(text), &note, &err) < 0)
		fail_msg("%s", err.message);
	return note;
}

static enum note_verdict verdict_of(const char *text, const char *key_text)
{
	struct note note = note_of(text);
	struct note_key key = key_of(key_text);

	return note_verify(&note, &key, NULL);
}

static void assert_no_note(const char *text)
{
	struct note note;
	struct err err = {0};

	if (note_parse(slice_of(text), &note, &err) != ERR_INVALID)
		fail_msg("taken: %s", text);
	assert_true(err.message[0] != '\0');
}

// ---- The published example

static void test_go_example(void **state)
{
	struct buf out = buf_in(arena), again = buf_in(arena);
	struct note_signer signer;
	struct note note;

	(void)state;
	assert_int_equal(note_signer_parse(SLICE(PETER_SECRET), &signer, NULL), 0);
	note_sign(&signer, SLICE(PETER_TEXT), &out);
	assert_slice(buf_slice(&out), SLICE(PETER_TEXT "\n" PETER_LINE));
	note_key_format(&signer.key, &again);
	assert_slice(buf_slice(&again), SLICE(PETER_KEY));
	buf_reset(&again);
	note_signer_format(&signer, &again);
	assert_slice(buf_slice(&again), SLICE(PETER_SECRET));

	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE, PETER_KEY), NOTE_SIGNED);
	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE, ENOCH_KEY), NOTE_UNSIGNED);
	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE ENOCH_LINE, ENOCH_KEY), NOTE_SIGNED);
	assert_int_equal(verdict_of("I" PETER_TEXT "\n" PETER_LINE, PETER_KEY), NOTE_FORGED);
	note = note_of(PETER_TEXT "\n" PETER_LINE ENOCH_LINE);
	assert_slice(note.text, SLICE(PETER_TEXT));
	assert_int_equal(note.count, 2);
	assert_slice(note.signatures[0].name, SLICE("PeterNeumann"));
	assert_int_equal(note.signatures[0].id, 0xc74f20a3);
	assert_slice(note.signatures[0].base64, SLICE(PETER_BASE64));
	assert_slice(note.signatures[0].line, SLICE(PETER_LINE));
	assert_slice(note.signatures[1].line, SLICE(ENOCH_LINE));

	note_signer_wipe(&signer);
	for (size_t i = 0; i < sizeof(signer.seed); i++)
		assert_int_equal(signer.seed[i], 0);
}

static void test_several_lines_of_one_key(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE PETER_LINE, PETER_KEY), NOTE_SIGNED);
	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE "\u2014 PeterNeumann ABCD" PETER_BASE64 "\n",
				 PETER_KEY),
		NOTE_SIGNED); // another id: another key
	// Bytes too many or too few behind the id.
	assert_int_equal(
		verdict_of(PETER_TEXT "\n" PETER_LINE "\u2014 PeterNeumann x08go/ZJABCD" PETER_REST "\n",
			PETER_KEY),
		NOTE_FORGED);
	assert_int_equal(verdict_of(PETER_TEXT "\n" PETER_LINE "\u2014 PeterNeumann x08go/ZJ\n", PETER_KEY),
		NOTE_FORGED);
	assert_int_equal(
		verdict_of(PETER_TEXT "\n\u2014 PeterNeumann x08go/ZJ\n" PETER_LINE, PETER_KEY), NOTE_FORGED);
	// The same id under another name, the same name with another id: unknown keys, which do not matter.
	assert_int_equal(
		verdict_of(PETER_TEXT "\n\u2014 PeterNeuman x08go/ZJ\n" PETER_LINE, PETER_KEY), NOTE_SIGNED);
	assert_int_equal(verdict_of(PETER_TEXT "\n\u2014 PeterNeuman x08go/ZJ\n", PETER_KEY), NOTE_UNSIGNED);
}

// ---- Keys

static bool is_key(struct slice text)
{
	struct note_key key;

	return note_key_parse(text, &key, NULL) == 0;
}

static bool is_signer(struct slice text)
{
	struct note_signer signer;

	return note_signer_parse(text, &signer, NULL) == 0;
}

// As Go's own test does: no part of it is a key, and none with another byte.
static void check_manglings(const char *good, bool (*is_good)(struct slice text))
{
	struct slice text = slice_of(good);
	char *bytes = arena_strdup(arena, good);

	assert_true(is_good(text));
	for (size_t i = 0; i <= text.len; i++) {
		for (size_t j = i; j <= text.len; j++) {
			if (i != 0 || j != text.len)
				assert_false(is_good(slice_sub(text, i, j - i)));
		}
	}
	for (size_t i = 0; i < text.len; i++) {
		for (int by = 1; by < 256; by++) {
			bytes[i] = (char)(good[i] ^ by);
			if (is_good(slice_from(bytes, text.len)))
				fail_msg("byte %zu as %02x is taken", i, (unsigned char)bytes[i]);
		}
		bytes[i] = good[i];
	}
	assert_false(is_good(slice_of(arena_printf(arena, "%s\n", good))));
	assert_false(is_good(slice_of(arena_printf(arena, " %s", good))));
}

static void test_mangled_keys(void **state)
{
	(void)state;
	check_manglings(PETER_KEY, is_key);
	check_manglings(PETER_SECRET, is_signer);
	// With ids that fit: another length, another algorithm.
	assert_false(
		is_key(SLICE("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")));
	assert_false(is_key(SLICE("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")));
	// The id in capitals.
	assert_false(is_key(SLICE("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")));
}

static void test_new_signers(void **state)
{
	struct note_signer a, b;
	struct buf out = buf_in(arena);
	struct note note;

	(void)state;
	assert_int_equal(note_signer_new(SLICE("log.example"), NOTE_ED25519, &a, NULL), 0);
	assert_int_equal(note_signer_new(SLICE("log.example"), NOTE_ED25519, &b, NULL), 0);
	assert_memory_not_equal(a.seed, b.seed, sizeof(a.seed));
	note_sign(&a, SLICE("text\n"), &out);
	assert_int_equal(note_parse(buf_slice(&out), &note, NULL), 0);
	assert_int_equal(note_verify(&note, &a.key, NULL), NOTE_SIGNED);
	assert_int_equal(note_verify(&note, &b.key, NULL), NOTE_UNSIGNED);
	b.key.id = a.key.id; // an id of four bytes can be hit; the signature cannot
	assert_int_equal(note_verify(&note, &b.key, NULL), NOTE_FORGED);
	assert_int_equal(note_signer_new(SLICE("no name"), NOTE_ED25519, &b, NULL), ERR_INVALID);
}

static void test_names(void **state)
{
	// Every code point of White_Space, other blanks of ASCII, control characters, "+".
	static const char *const bad[] = {"", "+", "a+b", "a b", " a", "a\t", "\n", "\v", "\f", "\r",
		"\xC2\x85", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
		"\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F",
		"\u3000", "\x01", "\x1F", "\x7F", "\xC2\x80", "\xC2\x9F", "\xFF", "\xC0\x80", "\xED\xA0\x80",
		"a\xE2\x80"};
	static const char *const good[] = {"a", "example.com/log", "青石", "yidan.example/青石", "\u00A1",
		"\u1FFF", "\u200B", "\u202E", "\u2FFF", "\u3001", "\U0001F600", "—"};
	char longest[NOTE_NAME_BYTES_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (note_name_is_valid(slice_of(bad[i])))
			fail_msg("bad name %zu is taken", i);
	}
	assert_false(note_name_is_valid(slice_from("a\0b", 3)));
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (!note_name_is_valid(slice_of(good[i])))
			fail_msg("good name %zu is refused", i);
	}
	memset(longest, 'a', sizeof(longest));
	assert_true(note_name_is_valid(slice_from(longest, NOTE_NAME_BYTES_MAX)));
	assert_false(note_name_is_valid(slice_from(longest, NOTE_NAME_BYTES_MAX + 1)));
}

// ---- Spelling of notes

static void test_bad_notes(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"\n\n",
		PETER_TEXT,
		PETER_TEXT "\n",
		PETER_TEXT PETER_LINE,			 // no blank line
		PETER_TEXT "\n" PETER_LINE "\n",	 // a blank line behind
		PETER_TEXT "\n" PETER_LINE "Another.\n", // no signature
		"\n" PETER_LINE,			 // no text
		"\x01" PETER_TEXT "\n" PETER_LINE,	 // control characters
		PETER_TEXT "\t\n\n" PETER_LINE,
		"a\r\n\n" PETER_LINE,
		"\xFF" PETER_TEXT "\n" PETER_LINE, // no UTF-8
		"\xED\xA0\x80\n\n" PETER_LINE,
		PETER_TEXT "\n\u2014 Peter Neumann " PETER_BASE64 "\n", // names
		PETER_TEXT "\n\u2014 Peter+Neumann " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014 Peter\u3000Neumann " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014  " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014 " PETER_BASE64 "\n",
		PETER_TEXT "\n- PeterNeumann " PETER_BASE64 "\n", // another dash, other blanks
		PETER_TEXT "\n\u2013 PeterNeumann " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014\u00A0PeterNeumann " PETER_BASE64 "\n",
		PETER_TEXT "\n \u2014 PeterNeumann " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014 PeterNeumann  " PETER_BASE64 "\n",
		PETER_TEXT "\n\u2014 PeterNeumann " PETER_BASE64 " \n",
		PETER_TEXT
		"\n\u2014 PeterNeumann \n", // base64: none, short, without padding, stray bits, URL's
		PETER_TEXT "\n\u2014 PeterNeumann\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAAAA==\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAAAAA\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAAAAB=\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAAAA=A\n",
		PETER_TEXT "\n\u2014 PeterNeumann A-_AAAAA\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAA=AAAA\n",
		PETER_TEXT "\n\u2014 PeterNeumann AAAAAAA==\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_no_note(bad[i]);
	assert_no_note(arena_printf(arena, "%s\n%.*s", PETER_TEXT, (int)sizeof(PETER_LINE) - 2, PETER_LINE));
	note_of(PETER_TEXT "\n\u2014 PeterNeumann AAAAAAA=\n"); // five bytes are enough for the form
}

static void test_text_ends_at_the_last_blank_line(void **state)
{
	struct note note;

	(void)state;
	note = note_of("a\n\n" PETER_LINE "\nb\n\n\n" PETER_LINE);
	assert_slice(note.text, SLICE("a\n\n" PETER_LINE "\nb\n\n"));
	assert_int_equal(note.count, 1);
	note = note_of("\n\n" PETER_LINE); // a text of one empty line
	assert_slice(note.text, SLICE("\n"));
}

static void test_limits(void **state)
{
	struct buf out = buf_in(arena), line = buf_in(arena);
	char *bytes = arena_zalloc(arena, NOTE_SIGNATURE_BYTES_MAX + 1);
	struct note_signature parsed;
	struct slice rest;
	struct note note;

	(void)state;
	buf_put_cstr(&out, PETER_TEXT "\n");
	for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
		buf_put_cstr(&out, PETER_LINE);
	assert_int_equal(note_of(buf_cstr(&out)).count, NOTE_SIGNATURES_MAX);
	buf_put_cstr(&out, PETER_LINE);
	assert_no_note(buf_cstr(&out));

	for (size_t len = NOTE_SIGNATURE_BYTES_MAX - 2; len <= NOTE_SIGNATURE_BYTES_MAX + 1; len++) {
		buf_reset(&line);
		buf_put_cstr(&line, "\u2014 a ");
		line_put_base64(&line, bytes, len);
		buf_put_byte(&line, '\n');
		assert_int_equal(note_signature_parse(buf_slice(&line), &parsed, &rest, NULL),
			len <= NOTE_SIGNATURE_BYTES_MAX ? 0 : ERR_INVALID);
	}

	buf_reset(&out);
	for (size_t i = 0; i < NOTE_BYTES_MAX - 2 - (sizeof(PETER_LINE) - 1); i++)
		buf_put_byte(&out, 'x');
	buf_put_cstr(&out, "\n\n" PETER_LINE);
	assert_int_equal(out.len, NOTE_BYTES_MAX);
	assert_int_equal(note_parse(buf_slice(&out), &note, NULL), 0);
	assert_int_equal(
		note_parse(slice_of(arena_printf(arena, "x%s", buf_cstr(&out))), &note, NULL), ERR_INVALID);
}

// ---- Cosignatures

static void test_cosignature(void **state)
{
	struct note_signer log = golden_signer(arena, "log"), witness = golden_signer(arena, "witness");
	struct note_key witness_key = golden_key(arena, "witness");
	struct buf out = buf_in(arena);
	struct slice golden = golden_file(arena, "cosigned.note");
	uint64_t time_s = 0;
	struct note note;

	(void)state;
	assert_int_equal(note_parse(golden, &note, NULL), 0);
	assert_int_equal(note_verify(&note, &log.key, &time_s), NOTE_SIGNED);
	assert_int_equal(time_s, 0);
	assert_int_equal(note_verify(&note, &witness_key, &time_s), NOTE_SIGNED);
	assert_int_equal(time_s, GOLDEN_TIME_S);
	note_sign(&log, note.text, &out);
	note_sign_line(&witness, note.text, GOLDEN_TIME_S, &out);
	assert_slice(buf_slice(&out), golden);

	// An earlier and a later one of the same witness.
	note_sign_line(&witness, note.text, 7, &out);
	note_sign_line(&witness, note.text, GOLDEN_TIME_S + 1, &out);
	assert_int_equal(note_parse(buf_slice(&out), &note, NULL), 0);
	assert_int_equal(note.count, 4);
	assert_int_equal(note_verify(&note, &witness_key, &time_s), NOTE_SIGNED);
	assert_int_equal(time_s, 7);
}

// A cosignature is over more than the text: its time, and words that no other signature is over.
static void test_cosignature_is_no_other_signature(void **state)
{
	struct note_signer witness = golden_signer(arena, "witness"), plain;
	struct buf line = buf_in(arena);
	struct slice name = slice_of(witness.key.name);
	uint8_t bytes[4 + 64], signature[64];
	struct note_signature parsed;
	struct slice rest;
	size_t len;

	(void)state;
	assert_int_equal(note_signer_from_seed(name, NOTE_ED25519, witness.seed, &plain, NULL), 0);
	assert_int_not_equal(plain.key.id, witness.key.id);
	// What the plain key signs of the text is no cosignature, whatever time stands there.
	note_sign_line(&plain, SLICE("text\n"), 0, &line);
	assert_int_equal(note_signature_parse(buf_slice(&line), &parsed, &rest, NULL), 0);
	parsed.id = witness.key.id;
	assert_int_equal(note_verify_line(SLICE("text\n"), &parsed, &witness.key, NULL), NOTE_FORGED);

	// Bytes that are no note are signed apart from both.
	note_sign_bytes(&plain, SLICE("{\"a\":1}"), signature);
	assert_true(note_verify_bytes(plain.key.public_key, SLICE("{\"a\":1}"), signature));
	assert_false(note_verify_bytes(plain.key.public_key, SLICE("{\"a\":2}"), signature));
	assert_true(line_read_base64(parsed.base64, bytes, sizeof(bytes), &len));
	assert_false(note_verify_bytes(plain.key.public_key, SLICE("text\n"), bytes + 4));
}

static void test_cosignature_times(void **state)
{
	static const uint64_t times[] = {0, 1, 1679315147, INT64_MAX};
	struct note_signer witness = golden_signer(arena, "witness");
	struct note_signature parsed;
	uint8_t bytes[4 + 8 + 64];
	struct slice rest;
	struct note note;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct buf line = buf_in(arena), changed = buf_in(arena);
		uint64_t time_s = 99;
		size_t len;

		note_sign_line(&witness, SLICE("text\n"), times[i], &line);
		assert_int_equal(note_signature_parse(buf_slice(&line), &parsed, &rest, NULL), 0);
		assert_int_equal(
			note_verify_line(SLICE("text\n"), &parsed, &witness.key, &time_s), NOTE_SIGNED);
		assert_int_equal(time_s, times[i]);
		assert_true(line_read_base64(parsed.base64, bytes, sizeof(bytes), &len));
		assert_int_equal(len, sizeof(bytes));
		bytes[4] ^= 0x80; // beyond 2^63
		line_put_base64(&changed, bytes, len);
		parsed.base64 = buf_slice(&changed);
		time_s = 99;
		assert_int_equal(
			note_verify_line(SLICE("text\n"), &parsed, &witness.key, &time_s), NOTE_FORGED);
		assert_int_equal(time_s, 99);
	}
	// Signed as it should be, but for a time of 2^63.
	assert_int_equal(note_parse(golden_file(arena, "late.note"), &note, NULL), 0);
	assert_int_equal(note_verify(&note, &witness.key, NULL), NOTE_FORGED);
}

// ---- Checkpoints

static void test_checkpoint(void **state)
{
	struct note_key log = golden_key(arena, "log"), other = key_of(PETER_KEY);
	struct slice golden = golden_file(arena, "cosigned.note");
	struct buf out = buf_in(arena);
	struct checkpoint checkpoint;
	struct note note;

	(void)state;
	assert_int_equal(checkpoint_open(golden, &log, &checkpoint, &note, NULL), 0);
	assert_slice(checkpoint.origin, slice_of(log.name));
	assert_int_equal(checkpoint.size, 5);
	assert_int_equal(checkpoint.extensions.len, 0);
	checkpoint_format(&checkpoint, &out);
	assert_slice(buf_slice(&out), note.text);
	assert_int_equal(checkpoint_open(golden, &other, &checkpoint, &note, NULL), ERR_INVALID);
	log.public_key[0] ^= 1; // another key with the same id
	assert_int_equal(checkpoint_open(golden, &log, &checkpoint, &note, NULL), ERR_INVALID);
	log.id ^= 1; // a key that did not sign
	assert_int_equal(checkpoint_open(golden, &log, &checkpoint, &note, NULL), ERR_INVALID);
}

// The key of the origin, and only it, opens a checkpoint.
static void test_checkpoint_of_another_origin(void **state)
{
	struct note_signer log = golden_signer(arena, "log");
	struct buf text = buf_in(arena), out = buf_in(arena);
	struct checkpoint checkpoint = {.origin = SLICE("elsewhere.example"), .size = 1};
	struct note note;
	struct err err = {0};

	(void)state;
	checkpoint_format(&checkpoint, &text);
	note_sign(&log, buf_slice(&text), &out);
	assert_int_equal(checkpoint_open(buf_slice(&out), &log.key, &checkpoint, &note, &err), ERR_INVALID);
	assert_non_null(strstr(err.message, "another log"));
}

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

static void test_checkpoint_texts(void **state)
{
	static const char *const bad[] = {"", "\n", "o\n", "o\n1\n", "o\n1\n" ROOT, "\n1\n" ROOT "\n",
		"o\n\n" ROOT "\n", "o\n01\n" ROOT "\n", "o\n00\n" ROOT "\n", "o\n+1\n" ROOT "\n",
		"o\n-1\n" ROOT "\n", "o\n 1\n" ROOT "\n", "o\n1 \n" ROOT "\n", "o\n1\r\n" ROOT "\n",
		"o\n0x1\n" ROOT "\n", "o\n1e3\n" ROOT "\n", "o\n\uFF11\n" ROOT "\n",
		"o\n4611686018427387904\n" ROOT "\n", "o\n18446744073709551616\n" ROOT "\n",
		"o\n1\n" ROOT "\n\n", "o\n1\n" ROOT "\n\nx\n", "o\n1\n" ROOT "\nx\n\n", "o\n1\n" ROOT "\nx",
		"o\n1\n" ROOT " \n", "o\n1\n\n", "o\n1\nAAAA\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", // stray bits
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",	// no padding
		"o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n", // of URLs
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n", // 33 bytes
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", // 31 bytes
		"o\x01\n1\n" ROOT "\n", "\xFF\n1\n" ROOT "\n", "o\n1\n" ROOT "\n\x7F\x1F\n"};
	struct checkpoint checkpoint = {.size = 77};
	struct buf out = buf_in(arena);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = {0};

		if (checkpoint_parse(slice_of(bad[i]), &checkpoint, &err) != ERR_INVALID)
			fail_msg("taken: %s", bad[i]);
		assert_true(err.message[0] != '\0');
	}
	assert_int_equal(checkpoint.size, 77); // untouched
	assert_int_equal(
		checkpoint_parse(SLICE("an origin + blanks\n4611686018427387903\n" ROOT "\nx\ny z\n"),
			&checkpoint, NULL),
		0);
	assert_int_equal(checkpoint.size, MERKLE_SIZE_MAX - 1);
	assert_slice(checkpoint.extensions, SLICE("x\ny z\n"));
	checkpoint_format(&checkpoint, &out);
	assert_slice(buf_slice(&out), SLICE("an origin + blanks\n4611686018427387903\n" ROOT "\nx\ny z\n"));
	assert_int_equal(checkpoint_parse(SLICE("o\n0\n" ROOT "\n"), &checkpoint, NULL), 0);
	assert_int_equal(note_of(SOFA_NOTE).count, 2);
	assert_int_equal(checkpoint_parse(note_of(SOFA_NOTE).text, &checkpoint, NULL), 0);
	assert_int_equal(checkpoint.size, 20852163);
}

// ---- Every byte

// Each byte of a cosigned checkpoint, as every other byte: the log's signature counts no more, or what was
// changed is the witness's line alone, and then the witness's cosignature counts no more.
static void test_every_byte_counts(void **state)
{
	struct note_key log = golden_key(arena, "log"), witness = golden_key(arena, "witness");
	struct slice golden = golden_file(arena, "cosigned.note");
	size_t witness_line = (size_t)slice_find(golden, SLICE("\u2014 witness"));
	char *bytes = arena_memdup(arena, golden.ptr, golden.len);

	(void)state;
	for (size_t i = 0; i < golden.len; i++) {
		for (int by = 1; by < 256; by += by < 4 || i % 16 == 0 ? 1 : 29) {
			struct checkpoint checkpoint;
			struct note note;
			int opened;

			bytes[i] = (char)(golden.ptr[i] ^ by);
			opened = checkpoint_open(
				slice_from(bytes, golden.len), &log, &checkpoint, &note, NULL);
			if (opened == 0 && i < witness_line)
				fail_msg("byte %zu as %02x is taken", i, (unsigned char)bytes[i]);
			if (opened == 0 && note_verify(&note, &witness, NULL) == NOTE_SIGNED)
				fail_msg("byte %zu as %02x: still cosigned", i, (unsigned char)bytes[i]);
		}
		bytes[i] = golden.ptr[i];
	}
	for (size_t len = 0; len < golden.len; len++) {
		struct checkpoint checkpoint;
		struct note note;

		if (checkpoint_open(slice_sub(golden, 0, len), &log, &checkpoint, &note, NULL) == 0)
			assert_int_equal(len, witness_line); // the witness's line as a whole may be missing
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_go_example),
		cmocka_unit_test(test_several_lines_of_one_key),
		cmocka_unit_test(test_mangled_keys),
		cmocka_unit_test(test_new_signers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_bad_notes),
		cmocka_unit_test(test_text_ends_at_the_last_blank_line),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cosignature),
		cmocka_unit_test(test_cosignature_is_no_other_signature),
		cmocka_unit_test(test_cosignature_times),
		cmocka_unit_test(test_checkpoint),
		cmocka_unit_test(test_checkpoint_of_another_origin),
		cmocka_unit_test(test_checkpoint_texts),
		cmocka_unit_test(test_every_byte_counts),
	};

	return cmocka_run_group_tests_name("ledger notes", tests, set_up, tear_down);
}
