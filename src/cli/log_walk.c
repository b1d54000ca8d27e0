// SPDX-License-Identifier: Apache-2.0
#include "cli/log_walk.h"

#include "cli/vkeys.h"

int log_walk_open(const char *url, const char *agent, const struct settings_list *keys, struct arena *arena,
	struct log_walk *ret, struct err *err)
{
	struct note_key *known;
	struct slice bytes;
	int r;

	*ret = (struct log_walk){0};
	r = vkeys_read(keys, VKEYS_LOG, arena, &known, err);
	if (r == 0)
		r = remote_log_new(url, agent, &ret->log, err);
	if (r == 0)
		r = remote_log_get(ret->log, "checkpoint", NOTE_BYTES_MAX, arena, &bytes, err);
	if (r == 0)
		r = note_parse(bytes, &ret->note, err);
	if (r == 0)
		r = checkpoint_parse(ret->note.text, &ret->checkpoint, err);
	if (r < 0)
		return r;
	for (unsigned i = 0; i < keys->count; i++)
		ret->is_signed |= note_verify(&ret->note, &known[i], NULL) == NOTE_SIGNED;
	if (keys->count && !ret->is_signed)
		return err_set(err, ERR_INVALID, "the checkpoint is not signed by the key that was given");
	remote_log_pin(ret->log, ret->checkpoint.size);
	return 0;
}

int log_walk_entries(struct log_walk *walk,
	int (*take)(void *arg, uint64_t place, struct slice entry, const struct merkle_hash *leaf,
		struct err *err),
	void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct merkle_frontier frontier = {0};
	struct merkle_hash root;
	int r = 0;

	for (uint64_t bundle = 0; r == 0 && bundle * TILE_WIDTH < walk->checkpoint.size; bundle++) {
		struct slice *entries;
		size_t count = 0;

		arena_reset(arena);
		r = remote_log_entries(walk->log, bundle, arena, &entries, &count, err);
		for (size_t i = 0; r == 0 && i < count; i++) {
			struct merkle_hash leaf;

			merkle_leaf_hash(entries[i], &leaf);
			r = take(arg, frontier.size, entries[i], &leaf, err);
			if (r == 0)
				r = merkle_frontier_append(&frontier, &leaf, err);
		}
	}
	merkle_frontier_root(&frontier, &root);
	if (r == 0 && !merkle_hash_eq(&root, &walk->checkpoint.root))
		r = err_set(err, ERR_INVALID, "the entries are not those of the checkpoint");
	return r;
}

void log_walk_close(struct log_walk *walk)
{
	remote_log_free(walk->log);
	walk->log = NULL;
}
