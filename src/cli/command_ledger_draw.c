// SPDX-License-Identifier: Apache-2.0
// `yidan ledger draw`: repeats a random sample from the published log alone (docs/draws.md). Every entry is
// read and must give the root that was signed; who would have been drawn follows from them, and is compared
// with the entry that says who was.
#include "cli/command.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "cli/log_walk.h"
#include "cli/vkeys.h"
#include "domain/draw.h"
#include "ledger/draw.h"
#include "json/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENT		  "yidan-draw/" YIDAN_VERSION
#define SIGNATURE_HEX_MAX 144

static const struct json_limits limits = {.max_bytes = 64 * 1024, .max_depth = 8};

struct received {
	int64_t stream_id;
	char code[16];
};

struct closing {
	int64_t stream_id, at_us;
};

struct draw_check {
	const struct settings *settings;
	struct arena *arena;
	struct err err;
	int64_t number;
	struct log_walk walk;
	struct note_key *witnesses;
	// what the entries say
	struct merkle_hash *leaves; // of all entries
	struct received *received;
	struct closing *closed;
	size_t leaf_count, leaf_room, received_count, received_room, closed_count, closed_room;
	bool is_announced, is_made;
	uint64_t announced_place, made_place;
	int64_t from_us, until_us, most, tree_size, population;
	char witness[2 * NOTE_PUBLIC_KEY_BYTES + 1], root[2 * MERKLE_HASH_BYTES + 1],
		seed[2 * DRAW_SEED_BYTES + 1], signature[SIGNATURE_HEX_MAX + 1];
	struct slice codes;
};

// ---- Entries

static struct slice text_of(const struct json_value *object, const char *name)
{
	const struct json_value *value = object ? json_value_get(object, name) : NULL;

	return value && value->type == JSON_VALUE_TEXT ? value->text : SLICE("");
}

static int64_t int_of(const struct json_value *object, const char *name)
{
	const struct json_value *value = object ? json_value_get(object, name) : NULL;

	return value && value->type == JSON_VALUE_INT ? value->integer : 0;
}

static void keep_text(struct slice text, char *out, size_t room)
{
	if (text.len < room) {
		memcpy(out, text.ptr, text.len);
		out[text.len] = '\0';
	}
}

static void take_received(struct draw_check *c, int64_t stream_id, const struct json_value *data)
{
	struct received *row;

	if (c->received_count == c->received_room) {
		c->received_room = c->received_room ? 2 * c->received_room : 1024;
		c->received = mem_realloc(c->received, c->received_room * sizeof(*c->received));
	}
	row = &c->received[c->received_count++];
	*row = (struct received){.stream_id = stream_id};
	keep_text(text_of(data, "code"), row->code, sizeof(row->code));
}

static void take_closed(struct draw_check *c, int64_t stream_id, int64_t at_us)
{
	if (c->closed_count == c->closed_room) {
		c->closed_room = c->closed_room ? 2 * c->closed_room : 1024;
		c->closed = mem_realloc(c->closed, c->closed_room * sizeof(*c->closed));
	}
	c->closed[c->closed_count++] = (struct closing){stream_id, at_us};
}

static void take_announced(struct draw_check *c, uint64_t place, const struct json_value *data)
{
	c->is_announced = true;
	c->announced_place = place;
	c->from_us = int_of(data, "from");
	c->until_us = int_of(data, "until");
	c->most = int_of(data, "most");
	keep_text(text_of(data, "witness"), c->witness, sizeof(c->witness));
}

static void take_made(struct draw_check *c, uint64_t place, const struct json_value *data)
{
	struct slice codes = text_of(data, "codes");

	c->is_made = true;
	c->made_place = place;
	c->tree_size = int_of(data, "tree_size");
	c->population = int_of(data, "population");
	keep_text(text_of(data, "root"), c->root, sizeof(c->root));
	keep_text(text_of(data, "seed"), c->seed, sizeof(c->seed));
	keep_text(text_of(data, "witness_signature"), c->signature, sizeof(c->signature));
	c->codes = slice_from(arena_memdup(c->arena, codes.ptr, codes.len), codes.len);
}

static void take_leaf(struct draw_check *c, const struct merkle_hash *leaf)
{
	if (c->leaf_count == c->leaf_room) {
		c->leaf_room = c->leaf_room ? 2 * c->leaf_room : 1024;
		c->leaves = mem_realloc(c->leaves, c->leaf_room * sizeof(*c->leaves));
	}
	c->leaves[c->leaf_count++] = *leaf;
}

static int take_entry(
	void *arg, uint64_t place, struct slice entry, const struct merkle_hash *leaf, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct draw_check *c = arg;
	const struct json_value *data;
	struct json_value root;
	struct slice type;
	int64_t stream_id = 0;
	int r = json_read(entry, &limits, arena, &root, err);

	if (r < 0)
		return r;
	take_leaf(c, leaf);
	type = text_of(&root, "type");
	data = json_value_get(&root, "data");
	(void)slice_parse_i64(text_of(&root, "stream"), &stream_id);
	if (slice_eq(type, SLICE("case.received")))
		take_received(c, stream_id, data);
	else if (slice_eq(type, SLICE("case.closed")))
		take_closed(c, stream_id, int_of(&root, "at"));
	else if (slice_eq(type, SLICE("draw.announced")) && int_of(data, "number") == c->number)
		take_announced(c, place, data);
	else if (slice_eq(type, SLICE("draw.made")) && int_of(data, "number") == c->number)
		take_made(c, place, data);
	return 0;
}

// ---- The draw again

static int refuse(const char *words)
{
	printf("%s\n", words);
	return EXIT_FAILED;
}

static int by_stream(const void *a, const void *b)
{
	int64_t x = ((const struct received *)a)->stream_id, y = ((const struct received *)b)->stream_id;

	return x < y ? -1 : x > y;
}

static int by_closing(const void *a, const void *b)
{
	int64_t x = ((const struct closing *)a)->stream_id, y = ((const struct closing *)b)->stream_id;

	return x < y ? -1 : x > y;
}

// Codes of the cases that were closed in the period, each once.
static size_t population(struct draw_check *c, struct slice *ret)
{
	size_t count = 0;
	int64_t last = 0;

	qsort(c->received, c->received_count, sizeof(*c->received), by_stream);
	qsort(c->closed, c->closed_count, sizeof(*c->closed), by_closing);
	for (size_t i = 0; i < c->closed_count; i++) {
		struct received wanted = {.stream_id = c->closed[i].stream_id};
		const struct received *found;

		if (c->closed[i].at_us < c->from_us || c->closed[i].at_us >= c->until_us ||
			wanted.stream_id == last)
			continue;
		found = bsearch(&wanted, c->received, c->received_count, sizeof(*c->received), by_stream);
		if (found)
			ret[count++] = slice_of(found->code);
		last = wanted.stream_id;
	}
	return count;
}

// The witness's line must stand under the checkpoint of that size and be the one that the entry names.
static int check_witness(struct draw_check *c, const struct merkle_hash *root)
{
	const char *path = arena_printf(c->arena, "checkpoint/%" PRId64, c->tree_size);
	struct checkpoint checkpoint;
	struct slice bytes;
	struct note note;
	int r = remote_log_get(c->walk.log, path, NOTE_BYTES_MAX, c->arena, &bytes, &c->err);

	if (r == 0)
		r = note_parse(bytes, &note, &c->err);
	if (r == 0)
		r = checkpoint_parse(note.text, &checkpoint, &c->err);
	if (r < 0)
		return command_failed(r, &c->err);
	if (!merkle_hash_eq(&checkpoint.root, root))
		return refuse("The checkpoint that the witness signed is not of this tree.");
	for (size_t i = 0; i < c->settings->witnesses.count; i++) {
		char hex[2 * NOTE_PUBLIC_KEY_BYTES + 1];

		hex_encode(c->witnesses[i].public_key, NOTE_PUBLIC_KEY_BYTES, hex);
		if (strcmp(hex, c->witness) != 0)
			continue;
		for (size_t k = 0; k < note.count; k++) {
			uint8_t signature[SIGNATURE_HEX_MAX / 2];
			char signature_hex[SIGNATURE_HEX_MAX + 1];
			size_t len;

			if (note_verify_line(note.text, &note.signatures[k], &c->witnesses[i], NULL) !=
					NOTE_SIGNED ||
				!note_signature_bytes(
					&note.signatures[k], signature, sizeof(signature), &len))
				continue;
			hex_encode(signature, len, signature_hex);
			if (strcmp(signature_hex, c->signature) == 0)
				return EXIT_DONE;
		}
		return refuse("The witness did not sign what the draw names.");
	}
	printf("The draw names a witness whose key was not given: --witness VKEY. Its signature was not "
	       "checked.\n");
	return EXIT_DONE;
}

static int check_seed(struct draw_check *c, uint8_t ret[DRAW_SEED_BYTES])
{
	uint8_t signature[SIGNATURE_HEX_MAX / 2];
	size_t signature_len = strlen(c->signature) / 2;
	char hex[2 * DRAW_SEED_BYTES + 1];
	struct merkle_hash root;

	if (c->tree_size <= (int64_t)c->announced_place || (uint64_t)c->tree_size > c->made_place)
		return refuse("The tree that gives the seed is not one between announcement and draw.");
	if (!c->witness[0] && c->tree_size != (int64_t)c->announced_place + 1)
		return refuse("The tree that gives the seed does not end with the announcement.");
	if (c->witness[0] &&
		(!c->signature[0] || !hex_decode(slice_of(c->signature), signature, signature_len)))
		return refuse("The signature of the witness is missing.");
	merkle_root_of(c->leaves, (size_t)c->tree_size, &root);
	hex_encode(root.bytes, sizeof(root.bytes), hex);
	if (strcmp(hex, c->root) != 0)
		return refuse("The draw names another root than the log has.");
	if (c->witness[0]) {
		int code = check_witness(c, &root);

		if (code != EXIT_DONE)
			return code;
	}
	draw_seed(c->walk.checkpoint.origin, (uint64_t)c->tree_size, &root,
		slice_from(signature, c->witness[0] ? signature_len : 0), ret);
	hex_encode(ret, DRAW_SEED_BYTES, hex);
	return strcmp(hex, c->seed) == 0 ? EXIT_DONE : refuse("The seed does not follow from the tree.");
}

static int repeat(struct draw_check *c)
{
	struct slice *items = ARENA_ARRAY(c->arena, struct slice, c->closed_count + 1);
	size_t *indices = ARENA_ARRAY(c->arena, size_t, DRAW_MOST), count, picked;
	struct buf codes = buf_in(c->arena);
	uint8_t seed[DRAW_SEED_BYTES];
	int code;

	if (c->most < 1 || c->most > DRAW_MOST)
		return refuse("The announcement wants a number that no draw has.");
	code = check_seed(c, seed);
	if (code != EXIT_DONE)
		return code;
	count = population(c, items);
	picked = draw_pick(seed, items, count, (size_t)c->most, indices);
	for (size_t i = 0; i < picked; i++)
		buf_printf(&codes, "%s%.*s", i ? "." : "", SLICE_ARG(items[indices[i]]));
	printf("Sample %" PRId64 " of %.*s: %zu of %zu cases.\n", c->number,
		SLICE_ARG(c->walk.checkpoint.origin), picked, count);
	for (size_t i = 0; i < picked; i++)
		printf("%.*s\n", SLICE_ARG(items[indices[i]]));
	if ((int64_t)count != c->population || !slice_eq(buf_slice(&codes), c->codes))
		return refuse("This is NOT what the office says was drawn.");
	printf("This is what the office says was drawn.\n");
	return EXIT_DONE;
}

// ---- The command

static int check(struct draw_check *c)
{
	int r = vkeys_read(&c->settings->witnesses, VKEYS_WITNESS, c->arena, &c->witnesses, &c->err);

	if (r == 0)
		r = log_walk_open(c->settings->url, AGENT, &c->settings->keys, c->arena, &c->walk, &c->err);
	if (r == 0 && !c->walk.is_signed)
		printf("No --key VKEY was given: whether the office signed this log was not checked.\n");
	if (r == 0)
		r = log_walk_entries(&c->walk, take_entry, c, &c->err);
	if (r < 0)
		return command_failed(r, &c->err);
	if (!c->is_announced)
		return command_misused("the log has no announcement of a sample of this number");
	if (!c->is_made) {
		printf("Sample %" PRId64 " was announced and is not drawn yet.\n", c->number);
		return EXIT_FAILED;
	}
	return repeat(c);
}

int command_ledger_draw(const struct settings *settings, struct arena *arena)
{
	struct draw_check c = {.settings = settings, .arena = arena};
	int code;

	if (!settings->argument || !slice_parse_i64(slice_of(settings->argument), &c.number) || c.number < 1)
		return command_misused("which sample? yidan ledger draw NUMBER --url https://heting.example");
	if (!settings->url)
		return command_misused("where is the log? --url https://heting.example");
	code = check(&c);
	log_walk_close(&c.walk);
	mem_free(c.leaves);
	mem_free(c.received);
	mem_free(c.closed);
	return code;
}
