// SPDX-License-Identifier: Apache-2.0
// From the key that is known to the one that signs today. The log names the checkpoints at which its key
// changed; each is read with the key known so far, compared with what was seen, and below it stands the entry
// in which both keys sign the change. So nothing is believed that the known key did not sign.
#include "cli/follow.h"

#include "cli/log_entries.h"
#include "json/reader.h"

#include <inttypes.h>
#include <stdlib.h>

#define LOG_BYTES_MAX (1024 * 1024)
#define CHANGES_MAX   64
#define LOOK_BACK_MAX (16 * 1024) // entries before such a checkpoint: a few batches of any server

static const struct json_limits limits = {.max_bytes = LOG_BYTES_MAX, .max_depth = 8};

// ---- Where the key changed

static int compare_sizes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

// Sizes of the kept checkpoints with cause "key" that are not below `from`, the smallest first.
static int read_changes(struct remote_log *log, uint64_t from, struct arena *arena, uint64_t *ret,
	size_t *ret_count, struct err *err)
{
	struct json_value root;
	const struct json_value *kept;
	struct slice bytes;
	size_t count = 0;
	int r;

	r = remote_log_get(log, "log.json", LOG_BYTES_MAX, arena, &bytes, err);
	if (r == 0)
		r = json_read(bytes, &limits, arena, &root, err);
	if (r < 0)
		return r;
	kept = json_value_get(&root, "kept");
	for (size_t i = 0; kept && kept->type == JSON_VALUE_ARRAY && i < kept->count; i++) {
		const struct json_value *size = json_value_get(&kept->items[i], "size");
		const struct json_value *cause = json_value_get(&kept->items[i], "cause");

		if (!size || size->type != JSON_VALUE_INT || size->integer <= 0 || !cause ||
			cause->type != JSON_VALUE_TEXT || !slice_eq(cause->text, SLICE("key")))
			continue;
		if ((uint64_t)size->integer >= from && count < CHANGES_MAX)
			ret[count++] = (uint64_t)size->integer;
	}
	qsort(ret, count, sizeof(*ret), compare_sizes);
	*ret_count = count;
	return 0;
}

// ---- The entry

int follow_prove_entry(struct remote_log *log, struct slice entry, uint64_t index,
	const struct checkpoint *checkpoint, struct err *err)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX], leaf;
	struct tile_reader tiles = remote_log_tiles(log);
	size_t count = 0;
	int r;

	merkle_leaf_hash(entry, &leaf);
	r = tile_prove_inclusion(&tiles, index, checkpoint->size, proof, &count, err);
	if (r == 0)
		r = merkle_check_inclusion(
			&leaf, index, checkpoint->size, proof, count, &checkpoint->root, err);
	return r;
}

// The newest such entry below the checkpoint; the arena is for one bundle after the other. ERR_NOT_FOUND.
static int find_entry(struct remote_log *log, const struct note_key *old, const struct checkpoint *checkpoint,
	struct arena *arena, struct note_key *ret, struct err *err)
{
	uint64_t least = checkpoint->size > LOOK_BACK_MAX ? checkpoint->size - LOOK_BACK_MAX : 0;
	uint64_t bundle = (checkpoint->size - 1) / TILE_WIDTH;
	struct slice *entries;
	size_t count;
	int r;

	remote_log_pin(log, checkpoint->size);
	for (;; bundle--) {
		arena_reset(arena);
		r = remote_log_entries(log, bundle, arena, &entries, &count, err);
		if (r < 0)
			return r;
		while (count-- > 0) {
			if (log_entry_read_key_change(entries[count], old, arena, ret))
				return follow_prove_entry(
					log, entries[count], bundle * TILE_WIDTH + count, checkpoint, err);
		}
		if (bundle * TILE_WIDTH <= least)
			return err_set(err, ERR_NOT_FOUND, "no entry hands over to another key");
	}
}

// ---- One change after the other

static int no_way(struct follow_report *report, struct arena *arena, const char *words)
{
	report->finding = FOLLOW_OTHER_KEY;
	report->words =
		arena_printf(arena, "its checkpoint is not signed by the key that is known, %s", words);
	return 0;
}

static int follow_change(struct remote_log *log, const struct follow_options *options,
	struct follow_state *state, uint64_t size, struct arena *arena, struct follow_report *report,
	struct err *err)
{
	const struct note_key *old = &state->keys[state->key_count - 1];
	struct note *note = ARENA_NEW(arena, struct note);
	struct checkpoint checkpoint;
	struct note_key next;
	struct arena *bundles;
	struct slice bytes;
	int r;

	r = remote_log_get(
		log, arena_printf(arena, "checkpoint/%" PRIu64, size), NOTE_BYTES_MAX, arena, &bytes, err);
	if (r == ERR_UNAVAILABLE)
		return r;
	if (r < 0 || checkpoint_open(bytes, old, &checkpoint, note, err) < 0 || checkpoint.size != size)
		return no_way(report, arena, "and the checkpoint at which that changed is not there");
	r = follow_compare(log, options, state, &checkpoint, bytes, arena, report, err);
	if (r < 0 || report->finding != FOLLOW_WELL)
		return r;
	bundles = arena_new();
	r = find_entry(log, old, &checkpoint, bundles, &next, err);
	arena_free(bundles);
	if (r == ERR_UNAVAILABLE)
		return r;
	if (r == ERR_NOT_FOUND && size == state->size)
		return 0; // the change that led to the key we know
	if (r < 0 || note_verify(note, &next, NULL) != NOTE_SIGNED)
		return no_way(report, arena, "and no entry of that key hands over to another");
	if (state->key_count == FOLLOW_KEYS_MAX)
		return no_way(report, arena, "and the key changed too often");
	state->keys[state->key_count++] = next;
	state->size = checkpoint.size;
	state->root = checkpoint.root;
	state->note = bytes;
	report->key_count++;
	return 0;
}

int follow_keys(struct remote_log *log, const struct follow_options *options, struct follow_state *state,
	const struct note *note, struct arena *arena, struct follow_report *report, struct err *err)
{
	uint64_t changes[CHANGES_MAX];
	size_t count = 0;
	int r;

	r = read_changes(log, state->size, arena, changes, &count, err);
	for (size_t i = 0; r == 0 && report->finding == FOLLOW_WELL && i < count; i++) {
		r = follow_change(log, options, state, changes[i], arena, report, err);
		if (r == 0 && report->finding == FOLLOW_WELL &&
			note_verify(note, &state->keys[state->key_count - 1], NULL) == NOTE_SIGNED)
			return 0;
	}
	if (r == ERR_NOT_FOUND || r == ERR_INVALID)
		return no_way(report, arena, "and the ledger names no change of keys");
	if (r < 0 || report->finding != FOLLOW_WELL)
		return r;
	return no_way(report, arena, "and no change of keys leads to who signed it");
}
