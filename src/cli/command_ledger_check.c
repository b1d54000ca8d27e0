// SPDX-License-Identifier: Apache-2.0
// A receipt, a short receipt or a case with its proofs, checked with what is at hand: the file alone, a
// verifier key, the ledger as it is now. Every sentence that is printed says what was proven, and what was
// not.
#include "cli/command.h"

#include "base/buf.h"
#include "base/clock.h"
#include "cli/check_source.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/vkeys.h"
#include "events/codec.h"
#include "ledger/receipt.h"
#include "ledger/short_receipt.h"
#include "service/proof_file.h"
#include "json/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct check {
	const struct settings *settings;
	struct arena *arena;
	struct note_key *keys, *witnesses; // as given
	size_t key_count, witness_count;
	struct check_source source;
	bool is_incomplete; // something could not be checked
	struct err err;
};

// ---- What is said

// What does not hold: exit code 1.
static int refuse(const char *what, const struct err *err)
{
	printf("DOES NOT HOLD: %s%s\n", what, err ? err->message : "");
	return EXIT_FAILED;
}

// What keeps us from telling: exit code 2.
static int give_up(struct check *c, int class)
{
	command_failed(class, &c->err);
	return EXIT_USAGE;
}

static void leave_open(struct check *c, const char *words)
{
	printf("NOT CHECKED: %s\n", words);
	c->is_incomplete = true;
}

static int conclude(const struct check *c, const char *words)
{
	if (c->is_incomplete) {
		printf("What could be checked holds; what is said above is missing.\n");
		return EXIT_USAGE;
	}
	printf("%s\n", words);
	return EXIT_DONE;
}

// Nothing that a terminal would obey.
static const char *plain(const struct check *c, struct slice text)
{
	char *copy = arena_cstr(c->arena, slice_sub(text, 0, 200));

	for (char *p = copy; *p; p++)
		*p = *p < 0x20 || *p > 0x7e ? '?' : *p;
	return copy;
}

static const char *number(const struct check *c, uint64_t count)
{
	return progress_number(count, arena_alloc(c->arena, 28));
}

// A year that no clock has is shown as the number it is.
static const char *time_of(const struct check *c, int64_t at_us)
{
	char text[CLOCK_RFC3339_BYTES];

	if (at_us < 0 || at_us > INT64_C(253370764800000000))
		return arena_printf(c->arena, "%" PRId64, at_us);
	return arena_strdup(c->arena, clock_format_rfc3339(at_us - at_us % US_PER_SECOND, 0, text));
}

static const struct json_value *read_data(const struct check *c, const struct event_envelope *e)
{
	const struct json_limits limits = {.max_bytes = EVENT_BYTES_MAX, .max_depth = 8};
	struct json_value *data = ARENA_NEW(c->arena, struct json_value);

	return json_read(e->data, &limits, c->arena, data, NULL) == 0 ? data : NULL;
}

static void print_deadline(
	const struct check *c, const struct json_value *data, const char *name, const char *words)
{
	const struct json_value *value = json_value_get(data, name);

	if (value && value->type == JSON_VALUE_INT)
		printf("  %s %s\n", words, time_of(c, value->integer));
}

// What an entry says of the case.
static void print_entry(const struct check *c, struct slice bytes)
{
	const struct json_value *data, *code;
	struct event_envelope e;

	if (event_envelope_read(bytes, c->arena, &e, NULL) < 0 || !(data = read_data(c, &e))) {
		printf("  (the entry is none that this program can read)\n");
		return;
	}
	code = json_value_get(data, "code");
	if (code && code->type == JSON_VALUE_TEXT)
		printf("  case         %s\n", plain(c, code->text));
	printf("  entered      %s, %s\n", time_of(c, e.meta.at_us), plain(c, e.type));
	print_deadline(c, data, "contact_by", "contact by  ");
	print_deadline(c, data, "reply_by", "reply by    ");
	print_deadline(c, data, "solve_by", "solve by    ");
}

// ---- Keys

// The keys that were given, else those of the source. None: NULL.
static const struct note_key *keys_of(const struct check *c, size_t *ret_count)
{
	*ret_count = c->key_count ? c->key_count : c->source.key_count;
	if (c->key_count)
		return c->keys;
	return c->source.key_count ? c->source.keys : NULL;
}

static void say_whose_key(const struct check *c)
{
	char *text;
	struct buf key = buf_in(c->arena);

	if (c->key_count || !c->source.key_count)
		return;
	note_key_format(&c->source.keys[c->source.key_count - 1], &key);
	text = arena_strdup(c->arena, buf_cstr(&key));
	printf("The key came from %s itself: compare it with one that you trust, or give that one as --key.\n"
	       "  %s\n",
		c->source.where, text);
}

// Whether one of the keys signed: 0, EXIT_FAILED or, where there is no key, left open.
static int check_signed(struct check *c, const struct note *note, const char *what)
{
	size_t count;
	const struct note_key *keys = keys_of(c, &count);
	bool is_signed = false;

	if (!keys) {
		leave_open(c, "who signed it: give the ledger's verifier key as --key.");
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		enum note_verdict verdict = note_verify(note, &keys[i], NULL);

		if (verdict == NOTE_FORGED)
			return refuse(
				arena_printf(c->arena, "%s bears a signature that is forged.", what), NULL);
		is_signed |= verdict == NOTE_SIGNED;
	}
	if (!is_signed)
		return refuse(arena_printf(c->arena, "%s is not signed by %s.", what,
				      c->key_count ? "any key that was given" : "the ledger's key"),
			NULL);
	return 0;
}

static int check_witnesses(struct check *c, const struct note *note)
{
	for (size_t i = 0; i < c->witness_count; i++) {
		uint64_t at_s = 0;
		enum note_verdict verdict = note_verify(note, &c->witnesses[i], &at_s);

		if (verdict == NOTE_FORGED)
			return refuse(arena_printf(c->arena, "the signature of the witness %s is forged.",
					      c->witnesses[i].name),
				NULL);
		if (verdict == NOTE_SIGNED)
			printf("The witness %s cosigned it at %s.\n", c->witnesses[i].name,
				at_s < 253370764800 ? time_of(c, (int64_t)at_s * US_PER_SECOND)
						    : "a time that cannot be");
		else
			leave_open(c, arena_printf(c->arena, "the witness %s: it did not cosign this.",
					      c->witnesses[i].name));
	}
	return 0;
}

// ---- The ledger as it is now

// Whether it grew from the tree of that checkpoint and, with a leaf, has it at that place.
static int check_now(
	struct check *c, const struct checkpoint *old, const struct merkle_hash *leaf, uint64_t index)
{
	const struct check_source *s = &c->source;
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	size_t count;
	int r, code;

	code = check_signed(c, &s->note, "the newest checkpoint");
	if (code != 0)
		return code;
	if (s->checkpoint.size < old->size)
		return refuse(arena_printf(c->arena,
				      "%s has %s entries now, and had signed %s: entries were taken away.",
				      s->where, number(c, s->checkpoint.size), number(c, old->size)),
			NULL);
	r = tile_prove_consistency(&s->tiles, old->size, s->checkpoint.size, proof, &count, &c->err);
	if (r < 0)
		return give_up(c, r);
	if (merkle_check_consistency(old->size, s->checkpoint.size, &old->root, &s->checkpoint.root, proof,
		    count, &c->err) < 0)
		return refuse("the ledger as it is now is another one than was signed: ", &c->err);
	if (leaf) {
		r = tile_prove_inclusion(&s->tiles, index, s->checkpoint.size, proof, &count, &c->err);
		if (r < 0)
			return give_up(c, r);
		if (merkle_check_inclusion(
			    leaf, index, s->checkpoint.size, proof, count, &s->checkpoint.root, &c->err) < 0)
			return refuse("the entry is not in the ledger: ", &c->err);
	}
	printf("The ledger as it is now (%s, %s entries) still has it.\n", s->where,
		number(c, s->checkpoint.size));
	return 0;
}

static int open_source(struct check *c, struct slice origin)
{
	int r = check_source_open(c->settings, c->arena, origin, &c->source, &c->err);

	return r == 0 ? 0 : give_up(c, r);
}

// ---- A receipt

static int check_receipt(struct check *c, struct slice bytes)
{
	struct checkpoint checkpoint = {0};
	struct receipt receipt;
	struct merkle_hash leaf;
	struct note note;
	int r, code;

	r = receipt_parse(bytes, c->arena, &receipt, &c->err);
	if (r == 0)
		r = note_parse(receipt.note, &note, &c->err);
	if (r == 0)
		r = checkpoint_parse(note.text, &checkpoint, &c->err);
	if (r == 0 && receipt.extra.len == 0)
		r = err_set(&c->err, ERR_INVALID, "the receipt does not hold its entry");
	if (r < 0)
		return give_up(c, r);
	code = open_source(c, checkpoint.origin);
	if (code != 0)
		return code;
	printf("A receipt for entry %s of the ledger %.*s.\n", number(c, receipt.index),
		SLICE_ARG(checkpoint.origin));
	merkle_leaf_hash(receipt.extra, &leaf);
	if (merkle_check_inclusion(&leaf, receipt.index, checkpoint.size, receipt.proof, receipt.count,
		    &checkpoint.root, &c->err) < 0)
		return refuse("the entry is not what was signed: ", &c->err);
	print_entry(c, receipt.extra);
	printf("The entry stands in the tree of %s entries.\n", number(c, checkpoint.size));
	code = check_signed(c, &note, "its checkpoint");
	if (code == 0)
		code = check_witnesses(c, &note);
	if (code == 0 && c->source.where)
		code = check_now(c, &checkpoint, NULL, 0);
	say_whose_key(c);
	return code == 0 ? conclude(c, "The receipt holds: the ledger signed that it has this entry.") : code;
}

// ---- A short receipt

static int check_short(struct check *c, struct slice line)
{
	struct short_receipt receipt;
	struct checkpoint checkpoint;
	const struct note_key *keys;
	size_t count;
	int r, code;

	r = short_receipt_parse(line, &receipt, &c->err);
	if (r < 0)
		return give_up(c, r);
	code = open_source(c, receipt.origin);
	if (code != 0)
		return code;
	printf("A short receipt for entry %s of the ledger %.*s.\n", number(c, receipt.index),
		SLICE_ARG(receipt.origin));
	keys = keys_of(c, &count);
	if (!keys)
		leave_open(c, "who signed it: give the ledger's verifier key as --key.");
	else if (short_receipt_verify(&receipt, keys, count, &c->err) < 0)
		return refuse("", &c->err);
	else
		printf("It names a tree of %s entries that the ledger signed.\n", number(c, receipt.size));
	if (c->witness_count)
		leave_open(c, "witnesses: a short receipt has no room for their signatures.");
	if (!c->source.where) {
		leave_open(c, "that the entry stands in it: a short receipt has no room for the proof. "
			      "--url or --db looks it up.");
		return conclude(c, "");
	}
	checkpoint =
		(struct checkpoint){.origin = receipt.origin, .size = receipt.size, .root = receipt.root};
	code = check_now(c, &checkpoint, &receipt.leaf, receipt.index);
	say_whose_key(c);
	return code == 0 ? conclude(c, "The receipt holds: the ledger signed it, and has the entry.") : code;
}

// ---- A case with its proofs

static void print_events(const struct check *c, const struct proof_file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct proof_file_entry *entry = &file->entries[i];

		printf("  entry %-11s %s  %s", number(c, entry->index),
			time_of(c, entry->envelope.meta.at_us), plain(c, entry->envelope.type));
		for (size_t k = 0; k < entry->field_count; k++)
			printf("%s%s", k ? ", " : "; as entered: ", plain(c, entry->fields[k].name));
		printf("\n");
	}
	if (file->waiting)
		printf("  %s more had no checkpoint yet when the file was made\n",
			number(c, (uint64_t)file->waiting));
}

// The file's own word for who signed, where there is no other.
static int check_own_keys(struct check *c, const struct proof_file *file)
{
	for (size_t i = 0; i < file->key_count; i++) {
		if (note_verify(&file->note, &file->keys[i], NULL) == NOTE_SIGNED) {
			leave_open(c,
				"who signed it: the key stands in the file itself. Give the ledger's, from "
				"a place that you trust, as --key.");
			return 0;
		}
	}
	return refuse("its checkpoint is not signed by the key that it names itself.", NULL);
}

static int check_proofs(struct check *c, struct slice bytes)
{
	struct proof_file file;
	size_t count;
	int r, code;

	r = proof_file_read(bytes, c->arena, &file, &c->err);
	if (r < 0)
		return give_up(c, r);
	code = open_source(c, file.checkpoint.origin);
	if (code != 0)
		return code;
	printf("Case %s in the ledger %.*s.\n", plain(c, file.code), SLICE_ARG(file.checkpoint.origin));
	if (proof_file_check(&file, c->arena, &c->err) < 0)
		return refuse("", &c->err);
	print_events(c, &file);
	if (file.count == 0)
		leave_open(c, "anything about the case: the file holds no entry.");
	else
		printf("All of them stand in the tree of %s entries; the words that are shown are "
		       "those that were entered.\n",
			number(c, file.checkpoint.size));
	code = keys_of(c, &count) ? check_signed(c, &file.note, "its checkpoint") : check_own_keys(c, &file);
	if (code == 0)
		code = check_witnesses(c, &file.note);
	if (code == 0 && c->source.where)
		code = check_now(c, &file.checkpoint, NULL, 0);
	say_whose_key(c);
	return code == 0 ? conclude(c, "It holds: the ledger signed that this is what it has of the case.")
			 : code;
}

// ---- What was given

static int read_input(struct check *c, struct slice *ret)
{
	struct buf bytes = buf_in(c->arena);
	char piece[16384];
	ssize_t got;

	if (strcmp(c->settings->argument, "-") != 0)
		return files_read(c->arena, c->settings->argument, PROOF_FILE_BYTES_MAX, ret, &c->err);
	while ((got = read(STDIN_FILENO, piece, sizeof(piece))) > 0) {
		buf_put(&bytes, piece, (size_t)got);
		if (bytes.len > PROOF_FILE_BYTES_MAX)
			return err_set(&c->err, ERR_INVALID, "standard input has more than %d bytes",
				PROOF_FILE_BYTES_MAX);
	}
	if (got < 0)
		return err_set(&c->err, ERR_INVALID, "standard input cannot be read");
	*ret = buf_slice(&bytes);
	return 0;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

// What stands behind the # of an address, as a QR code has it.
static struct slice unescape(struct arena *arena, struct slice text)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < text.len; i++) {
		int high = i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
		int low = i + 2 < text.len ? hex_digit(text.ptr[i + 2]) : -1;

		if (text.ptr[i] == '%' && high >= 0 && low >= 0) {
			buf_put_byte(&out, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_put_byte(&out, text.ptr[i]);
		}
	}
	return buf_slice(&out);
}

static bool is_short(struct slice text)
{
	return slice_starts_with(text, SLICE("yidan-receipt/"));
}

static int check(struct check *c)
{
	struct slice given = slice_of(c->settings->argument), text, address;
	int r;

	if (is_short(given))
		return check_short(c, slice_trim(given));
	if (slice_cut(given, '#', &address, &text) && is_short(unescape(c->arena, text)))
		return check_short(c, slice_trim(unescape(c->arena, text)));
	r = read_input(c, &text);
	if (r < 0)
		return give_up(c, r);
	if (slice_starts_with(slice_trim(text), SLICE("{")))
		return check_proofs(c, text);
	if (is_short(slice_trim(text)))
		return check_short(c, slice_trim(text));
	return check_receipt(c, text);
}

int command_ledger_check(const struct settings *settings, struct arena *arena)
{
	struct check c = {.settings = settings,
		.arena = arena,
		.key_count = settings->keys.count,
		.witness_count = settings->witnesses.count};
	int r, code;

	if (!settings->argument)
		return command_misused(
			"which receipt? Write its file, or the line of a short one, behind the "
			"command");
	r = vkeys_read(&settings->keys, VKEYS_LOG, arena, &c.keys, &c.err);
	if (r == 0)
		r = vkeys_read(&settings->witnesses, VKEYS_WITNESS, arena, &c.witnesses, &c.err);
	if (r < 0)
		return give_up(&c, r);
	code = check(&c);
	check_source_close(&c.source);
	return code;
}
