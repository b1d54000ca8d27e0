// SPDX-License-Identifier: Apache-2.0
// A log of another name in the place of the one that is followed. Where its first entry says that entries of
// that one were lost, it is its successor: what it tells of the old log's end is compared with what was seen
// of it. The new log's own key follows from nothing that is known here; a person fetches it.
#include "cli/follow.h"

#include "cli/log_entries.h"
#include "ledger/lines.h"

#include <inttypes.h>

#define ENTRIES_MAX  (1024 * 1024) // that are looked through for an earlier restart
#define KEY_ID_BYTES 4

// The first entry says which log the new one follows on; where that is not the one of this name, an entry
// behind it does, since a restart takes the restarts before it over. *ret_found false: it is no successor.
static int find_ending(struct remote_log *log, struct slice name, const struct checkpoint *checkpoint,
	struct arena *arena, struct log_ending *ret, bool *ret_found, struct err *err)
{
	uint64_t size = checkpoint->size < ENTRIES_MAX ? checkpoint->size : ENTRIES_MAX;
	struct arena *one = arena_new(); // bundle
	struct log_ending ending;
	int r = 0;

	*ret_found = false;
	remote_log_pin(log, checkpoint->size);
	for (uint64_t bundle = 0; r == 0 && !*ret_found && bundle * TILE_WIDTH < size; bundle++) {
		struct slice *entries;
		size_t count = 0;

		arena_reset(one);
		r = remote_log_entries(log, bundle, one, &entries, &count, err);
		for (size_t i = 0; r == 0 && !*ret_found && i < count; i++) {
			uint64_t index = bundle * TILE_WIDTH + i;
			bool is_one = log_entry_read_ending(entries[i], one, &ending);

			if (index == 0 && (!is_one || !slice_eq(ending.origin, checkpoint->origin)))
				goto out; // a log of its own
			if (!is_one || !slice_eq(ending.previous.origin, name))
				continue;
			r = follow_prove_entry(log, entries[i], index, checkpoint, err);
			if (r < 0)
				break;
			ending.origin = arena_slice(arena, ending.origin);
			ending.previous.origin = arena_slice(arena, ending.previous.origin);
			*ret = ending;
			*ret_found = true;
		}
	}
out:
	arena_free(one);
	return r;
}

// ---- What it says, and what was seen

static enum note_verdict judge_signature(
	const struct log_ending *ending, const struct follow_state *state, struct arena *arena)
{
	struct buf text = buf_in(arena), base64 = buf_in(arena);
	struct note_signature line = {.name = ending->previous.origin};

	checkpoint_format(&ending->previous, &text);
	line_put_base64(&base64, ending->line, sizeof(ending->line));
	line.base64 = buf_slice(&base64);
	for (int i = 0; i < KEY_ID_BYTES; i++)
		line.id = line.id << 8 | ending->line[i];
	for (size_t i = 0; i < state->key_count; i++) {
		if (state->keys[i].id == line.id)
			return note_verify_line(buf_slice(&text), &line, &state->keys[i], NULL);
	}
	return NOTE_UNSIGNED; // a key that came after the last one that was seen
}

static void find(struct follow_report *report, enum follow_finding finding, const char *words)
{
	report->finding = finding;
	report->words = words;
}

static void judge(const struct log_ending *ending, const struct follow_state *state,
	const struct checkpoint *checkpoint, struct arena *arena, struct follow_report *report)
{
	enum note_verdict verdict = judge_signature(ending, state, arena);
	struct slice newest = slice_utf8_head(checkpoint->origin, NOTE_NAME_BYTES_MAX);
	const char *name = state->keys[0].name;
	uint64_t size = ending->previous.size;

	if (verdict == NOTE_FORGED)
		find(report, FOLLOW_OTHER_KEY,
			arena_printf(arena,
				"\"%.*s\" says that it follows on %s, with a last checkpoint that %s did not "
				"sign",
				SLICE_ARG(newest), name, name));
	else if (size < state->size)
		find(report, FOLLOW_SHRUNK,
			arena_printf(arena,
				"\"%.*s\" says that it follows on %s as that ended with %" PRIu64
				" entries, and it had signed %" PRIu64,
				SLICE_ARG(newest), name, size, state->size));
	else if (size == state->size && !merkle_hash_eq(&ending->previous.root, &state->root))
		find(report, FOLLOW_SPLIT,
			arena_printf(arena,
				"another history: \"%.*s\" follows on another tree of %" PRIu64
				" entries than the one that %s had signed",
				SLICE_ARG(newest), size, name));
	else
		find(report, FOLLOW_SUCCEEDED,
			arena_printf(arena,
				"%s has ended with %" PRIu64
				" entries%s: entries were lost, and \"%.*s\" took its place. Ask what was "
				"lost and why, take the verifier key of the new log from a place that you "
				"trust, and go on with it and a --state FILE of its own; keep this one, it "
				"shows what was signed before",
				name, size,
				verdict == NOTE_SIGNED ? "" : ", signed with a key that is not known here",
				SLICE_ARG(newest)));
}

int follow_successor(struct remote_log *log, const struct follow_state *state,
	const struct checkpoint *checkpoint, struct arena *arena, struct follow_report *report,
	struct err *err)
{
	struct slice name = slice_of(state->keys[0].name);
	struct log_ending ending;
	bool found = false;
	int r;

	if (checkpoint->size == 0 || checkpoint->size > MERKLE_SIZE_MAX)
		return 0;
	r = find_ending(log, name, checkpoint, arena, &ending, &found, err);
	if (r == ERR_NOT_FOUND || r == ERR_INVALID)
		return 0; // it stays another ledger
	if (r == 0 && found)
		judge(&ending, state, checkpoint, arena, report);
	return r;
}
