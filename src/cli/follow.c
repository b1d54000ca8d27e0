// SPDX-License-Identifier: Apache-2.0
#include "cli/follow.h"

#include "base/clock.h"
#include "base/random.h"
#include "base/state_file.h"

#include <inttypes.h>

// ---- Evidence

static const char *const finding_words[] = {
	[FOLLOW_WELL] = "well",
	[FOLLOW_AWAY] = "away",
	[FOLLOW_SPLIT] = "split",
	[FOLLOW_SHRUNK] = "shrunk",
	[FOLLOW_OTHER_KEY] = "key",
	[FOLLOW_SLOW] = "slow",
	[FOLLOW_SUCCEEDED] = "succeeded",
	[FOLLOW_UNPROVEN] = "unproven",
};

static int save_one(const char *path, struct slice bytes, struct err *err)
{
	int r = state_file_create(path, bytes, false, err);

	return r == ERR_CONFLICT ? 0 : r; // its name says what is in it
}

// Both notes, under a name that follows from what is in them: found again, they are not written again.
static int save_evidence(const struct follow_options *options, enum follow_finding finding,
	struct slice before, struct slice after, struct arena *arena, const char **ret, struct err *err)
{
	struct buf both = buf_in(arena);
	struct merkle_hash hash;
	char hex[17];
	const char *stem = NULL;
	int r;

	buf_put_slice(&both, before);
	buf_put_byte(&both, '\0');
	buf_put_slice(&both, after);
	merkle_leaf_hash(buf_slice(&both), &hash);
	hex_encode(hash.bytes, 8, hex);
	stem = arena_printf(arena, "%s.%s-%s", options->state_path, finding_words[finding], hex);
	r = save_one(arena_printf(arena, "%s.before", stem), before, err);
	if (r == 0)
		r = save_one(arena_printf(arena, "%s.after", stem), after, err);
	if (r == 0)
		*ret = stem;
	return r;
}

static int add_evidence(const struct follow_options *options, const struct follow_state *state,
	struct slice note, struct arena *arena, struct follow_report *report, struct err *err)
{
	const char *stem = NULL;
	int r;

	r = save_evidence(options, report->finding, state->note, note, arena, &stem, err);
	if (r < 0) // not what a server that is away would be
		return err_set(err, ERR_INTERNAL, "%s; and this cannot be kept: %s", report->words,
			arena_strdup(arena, err->message));
	report->words = arena_printf(
		arena, "%s; both checkpoints are kept as %s.before and .after", report->words, stem);
	return 0;
}

// ---- Comparing

static void find(struct follow_report *report, enum follow_finding finding, const char *words)
{
	report->finding = finding;
	report->words = words;
}

int follow_judge_error(int r, const struct err *err, struct arena *arena, struct follow_report *report)
{
	if (r != ERR_NOT_FOUND && r != ERR_INVALID)
		return r;
	find(report, FOLLOW_UNPROVEN,
		arena_printf(arena, "the ledger does not show what it signed: %s", err->message));
	return 0;
}

// The tree of `size` with root: does it begin with the one that was seen? What the tiles give for the smaller
// tree is proven to be the beginning of the larger one before it is compared with what was seen; so tiles
// that are damaged cannot be taken for another history.
static int compare_grown(struct remote_log *log, const struct follow_state *state,
	const struct checkpoint *checkpoint, struct arena *arena, struct follow_report *report,
	struct err *err)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX], begin, whole;
	struct tile_reader tiles;
	size_t count = 0;
	int r;

	remote_log_pin(log, checkpoint->size);
	tiles = remote_log_tiles(log);
	if (state->size == 0) {
		r = tile_root(&tiles, checkpoint->size, &whole, err);
		if (r == 0 && !merkle_hash_eq(&whole, &checkpoint->root))
			r = err_set(err, ERR_INVALID, "its tiles give another root");
		return r < 0 ? follow_judge_error(r, err, arena, report) : 0;
	}
	r = tile_root(&tiles, state->size, &begin, err);
	if (r == 0)
		r = tile_prove_consistency(&tiles, state->size, checkpoint->size, proof, &count, err);
	if (r == 0)
		r = merkle_check_consistency(
			state->size, checkpoint->size, &begin, &checkpoint->root, proof, count, err);
	if (r < 0)
		return follow_judge_error(r, err, arena, report);
	if (!merkle_hash_eq(&begin, &state->root))
		find(report, FOLLOW_SPLIT,
			arena_printf(arena,
				"another history: the first %" PRIu64 " of its %" PRIu64
				" entries are not those that it signed before",
				state->size, checkpoint->size));
	return 0;
}

int follow_compare(struct remote_log *log, const struct follow_options *options,
	const struct follow_state *state, const struct checkpoint *checkpoint, struct slice note,
	struct arena *arena, struct follow_report *report, struct err *err)
{
	int r = 0;

	if (checkpoint->size < state->size)
		find(report, FOLLOW_SHRUNK,
			arena_printf(arena,
				"the ledger shrank: %" PRIu64 " entries, and it had signed %" PRIu64,
				checkpoint->size, state->size));
	else if (checkpoint->size > state->size)
		r = compare_grown(log, state, checkpoint, arena, report, err);
	else if (state->note.len && !merkle_hash_eq(&checkpoint->root, &state->root))
		find(report, FOLLOW_SPLIT,
			arena_printf(arena, "another history: it signed two roots of %" PRIu64 " entries",
				checkpoint->size));
	if (r < 0 || report->finding == FOLLOW_WELL || !state->note.len)
		return r;
	return add_evidence(options, state, note, arena, report, err);
}

// ---- One look

static void move_on(struct follow_state *state, uint64_t from, const struct checkpoint *checkpoint,
	struct slice note, int64_t now_us)
{
	if (!state->note.len || checkpoint->size > from)
		state->grown_at = now_us;
	state->seen_at = now_us;
	state->size = checkpoint->size;
	state->root = checkpoint->root;
	state->note = note;
}

static const char *for_long(struct arena *arena, int64_t us)
{
	if (us >= 2 * US_PER_DAY)
		return arena_printf(arena, "%" PRId64 " days", us / US_PER_DAY);
	if (us >= 2 * US_PER_HOUR)
		return arena_printf(arena, "%" PRId64 " hours", us / US_PER_HOUR);
	return arena_printf(arena, "%" PRId64 " minutes", us / US_PER_MINUTE);
}

static bool is_slow(const struct follow_options *options, int64_t since_us, int64_t now_us)
{
	return options->slow_after_us > 0 && now_us - since_us > options->slow_after_us;
}

static int report_away(const struct follow_options *options, const struct follow_state *state,
	struct arena *arena, int64_t now_us, struct follow_report *report, const struct err *err)
{
	find(report, FOLLOW_AWAY, arena_strdup(arena, err->message));
	if (state->note.len && is_slow(options, state->seen_at, now_us))
		find(report, FOLLOW_SLOW,
			arena_printf(arena, "the ledger was not to be read for %s: %s",
				for_long(arena, now_us - state->seen_at), err->message));
	return 0;
}

static int read_checkpoint(struct remote_log *log, struct arena *arena, struct note *note,
	struct checkpoint *checkpoint, struct slice *ret, struct err *err)
{
	int r = remote_log_get(log, "checkpoint", NOTE_BYTES_MAX, arena, ret, err);

	if (r == 0)
		r = note_parse(*ret, note, err);
	if (r == 0)
		r = checkpoint_parse(note->text, checkpoint, err);
	return r;
}

// Whose signature it bears. On a change of keys the state goes along.
static int check_signer(struct remote_log *log, const struct follow_options *options,
	struct follow_state *state, const struct note *note, const struct checkpoint *checkpoint,
	struct arena *arena, struct follow_report *report, struct err *err)
{
	const struct note_key *key = &state->keys[state->key_count - 1];

	if (!slice_eq_cstr(checkpoint->origin, key->name)) {
		int r = follow_successor(log, state, checkpoint, arena, report, err);

		if (r < 0 || report->finding != FOLLOW_WELL)
			return r;
		find(report, FOLLOW_OTHER_KEY,
			arena_printf(arena, "it is another ledger, \"%.*s\" instead of \"%s\"",
				SLICE_ARG(slice_utf8_head(checkpoint->origin, NOTE_NAME_BYTES_MAX)),
				key->name));
		return 0;
	}
	switch (note_verify(note, key, NULL)) {
	case NOTE_SIGNED:
		return 0;
	case NOTE_UNSIGNED:
		return follow_keys(log, options, state, note, arena, report, err);
	case NOTE_FORGED:
		find(report, FOLLOW_OTHER_KEY, "the signature of its checkpoint is not of its key");
		return 0;
	}
	return 0;
}

static int look(struct remote_log *log, const struct follow_options *options, struct follow_state *state,
	struct arena *arena, int64_t now_us, struct follow_report *report, struct err *err)
{
	struct note *note = ARENA_NEW(arena, struct note);
	struct checkpoint checkpoint = {0};
	uint64_t from = state->size;
	struct slice bytes = {0};
	bool is_other;
	int r;

	r = read_checkpoint(log, arena, note, &checkpoint, &bytes, err);
	if (r < 0)
		return report_away(options, state, arena, now_us, report, err);
	r = check_signer(log, options, state, note, &checkpoint, arena, report, err);
	is_other = !slice_eq_cstr(checkpoint.origin, state->keys[0].name);
	if (r == 0 && state->note.len &&
		(report->finding == FOLLOW_OTHER_KEY || (is_other && report->finding != FOLLOW_WELL)))
		return add_evidence(options, state, bytes, arena, report, err);
	if (r == 0 && report->finding == FOLLOW_WELL)
		r = follow_compare(log, options, state, &checkpoint, bytes, arena, report, err);
	if (r == 0 && report->finding == FOLLOW_WELL && options->with_entries &&
		state->entries < checkpoint.size) {
		r = follow_entries(log, options, state->entries, &checkpoint, report, arena, err);
		if (r == 0 && report->finding == FOLLOW_WELL)
			state->entries = checkpoint.size;
	}
	if (r == ERR_UNAVAILABLE || r == ERR_NOT_FOUND || r == ERR_INVALID)
		return report_away(options, state, arena, now_us, report, err);
	if (r < 0 || report->finding != FOLLOW_WELL)
		return r;
	move_on(state, from, &checkpoint, bytes, now_us);
	return follow_state_save(options->state_path, state, err);
}

int follow_look(struct remote_log *log, const struct follow_options *options, struct follow_state *state,
	struct arena *arena, int64_t now_us, struct follow_report *ret, struct err *err)
{
	struct follow_report report = {.from = state->size, .is_first = state->note.len == 0, .words = ""};
	int r = look(log, options, state, arena, now_us, &report, err);

	if (r < 0)
		return r;
	if (report.finding == FOLLOW_WELL && is_slow(options, state->grown_at, now_us))
		find(&report, FOLLOW_SLOW,
			arena_printf(arena, "the ledger has had %" PRIu64 " entries for %s", state->size,
				for_long(arena, now_us - state->grown_at)));
	*ret = report;
	return 0;
}
