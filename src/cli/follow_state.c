// SPDX-License-Identifier: Apache-2.0
#include "cli/follow_state.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/state_file.h"

#include <inttypes.h>

#define HEAD "yidan-follow/1"

struct reading {
	struct slice rest;
	int line;
	struct err *err;
};

static int fail(const struct reading *r, const char *what)
{
	return err_set(r->err, ERR_INVALID, "line %d: %s", r->line, what);
}

// The words behind the name; false where the line is another.
static bool take(struct reading *r, const char *name, struct slice *ret)
{
	struct slice line, rest, word;

	if (!slice_cut(r->rest, '\n', &line, &rest) || !slice_cut(line, ' ', &word, ret) ||
		!slice_eq_cstr(word, name))
		return false;
	r->rest = rest;
	r->line++;
	return true;
}

static int read_keys(struct reading *r, struct follow_state *state)
{
	struct slice word;

	while (take(r, "key", &word)) {
		if (state->key_count == FOLLOW_KEYS_MAX)
			return fail(r, "too many keys");
		if (note_key_parse(word, &state->keys[state->key_count], NULL) < 0)
			return fail(r, "no verifier key");
		state->key_count++;
	}
	return state->key_count ? 0 : fail(r, "a verifier key is missing");
}

static int read_note(struct reading *r, struct arena *arena, struct follow_state *state)
{
	struct note *note = ARENA_NEW(arena, struct note);
	struct checkpoint checkpoint;

	state->note = arena_slice(arena, r->rest);
	for (size_t i = 0; i < state->key_count; i++) {
		if (checkpoint_open(state->note, &state->keys[i], &checkpoint, note, NULL) == 0) {
			state->size = checkpoint.size;
			state->root = checkpoint.root;
			return state->entries <= state->size ? 0 : fail(r, "more entries than the tree has");
		}
	}
	return fail(r, "no checkpoint that a key above signed");
}

int follow_state_parse(struct slice text, struct arena *arena, struct follow_state *ret, struct err *err)
{
	struct follow_state *state = ARENA_NEW(arena, struct follow_state);
	struct reading r = {.rest = text, .line = 1, .err = err};
	struct slice line, word;
	int result;

	if (!slice_cut(r.rest, '\n', &line, &r.rest) || !slice_eq(line, SLICE(HEAD)))
		return fail(&r, "not \"" HEAD "\"");
	r.line++;
	result = read_keys(&r, state);
	if (result < 0)
		return result;
	if (!take(&r, "seen", &word) || clock_parse_rfc3339(word, &state->seen_at) < 0)
		return fail(&r, "not \"seen\" and a time");
	if (!take(&r, "grown", &word) || clock_parse_rfc3339(word, &state->grown_at) < 0)
		return fail(&r, "not \"grown\" and a time");
	if (!take(&r, "entries", &word) || !slice_parse_u64(word, &state->entries))
		return fail(&r, "not \"entries\" and a number");
	if (!slice_cut(r.rest, '\n', &line, &r.rest) || line.len)
		return fail(&r, "a blank line is missing");
	result = read_note(&r, arena, state);
	if (result == 0)
		*ret = *state;
	return result;
}

void follow_state_format(const struct follow_state *state, struct buf *out)
{
	char seen[CLOCK_RFC3339_BYTES], grown[CLOCK_RFC3339_BYTES];

	must(state->key_count && state->note.len);
	BUF_PUT_LIT(out, HEAD "\n");
	for (size_t i = 0; i < state->key_count; i++) {
		BUF_PUT_LIT(out, "key ");
		note_key_format(&state->keys[i], out);
		buf_put_byte(out, '\n');
	}
	buf_printf(out, "seen %s\ngrown %s\nentries %" PRIu64 "\n\n",
		clock_format_rfc3339(state->seen_at, 0, seen),
		clock_format_rfc3339(state->grown_at, 0, grown), state->entries);
	buf_put_slice(out, state->note);
}

int follow_state_load(
	const char *path, struct arena *arena, bool *ret_found, struct follow_state *ret, struct err *err)
{
	struct slice text;
	int r;

	r = state_file_read(path, arena, FOLLOW_STATE_BYTES_MAX, ret_found, &text, err);
	if (r < 0 || !*ret_found)
		return r;
	r = follow_state_parse(text, arena, ret, err);
	if (r < 0)
		err_prefix(err, "the state %s: ", path);
	return r;
}

int follow_state_save(const char *path, const struct follow_state *state, struct err *err)
{
	CLEANUP(buf_release) struct buf text = {0};

	follow_state_format(state, &text);
	return state_file_write(path, buf_slice(&text), false, err);
}
