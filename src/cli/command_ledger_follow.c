// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "base/clock.h"
#include "cli/follow.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define AGENT	      "yidan-follow/" YIDAN_VERSION
#define PROGRESS_STEP 65536

// What a script may tell apart; docs/operate.md and --help list them.
static int exit_code(enum follow_finding finding)
{
	switch (finding) {
	case FOLLOW_WELL:
		return EXIT_DONE;
	case FOLLOW_AWAY:
		return EXIT_FAILED;
	case FOLLOW_SPLIT:
		return 3;
	case FOLLOW_SHRUNK:
		return 4;
	case FOLLOW_OTHER_KEY:
		return 5;
	case FOLLOW_SLOW:
		return 6;
	case FOLLOW_UNPROVEN:
		return 7;
	case FOLLOW_SUCCEEDED:
		return 8;
	}
	return EXIT_FAILED;
}

static void on_progress(uint64_t done, uint64_t total)
{
	static uint64_t next;

	if (done < next && done < total)
		return;
	next = done < total ? done + PROGRESS_STEP : 0;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " entries read%s", done, total, done < total ? "" : "\n");
}

struct following {
	const struct settings *settings;
	struct follow_options options;
	struct note_key key; // of --key
	struct remote_log *log;
	enum follow_finding last; // of the look before
};

// The state of the file, or at first the key alone. --key must then be the one that was trusted first, or one
// that followed on it.
static int load(struct following *f, struct arena *arena, struct follow_state *ret, struct err *err)
{
	const char *path = f->settings->state;
	bool found = false;
	int r;

	r = follow_state_load(path, arena, &found, ret, err);
	if (r < 0)
		return r;
	if (!found && !f->settings->key)
		return err_set(err, ERR_INVALID,
			"the verifier key of the ledger is needed, from a place that you trust: --key VKEY");
	if (!found) {
		*ret = (struct follow_state){.keys = {f->key}, .key_count = 1};
		return 0;
	}
	for (size_t i = 0; f->settings->key && i <= ret->key_count; i++) {
		if (i == ret->key_count)
			return err_set(err, ERR_INVALID,
				"the state %s is of another key than --key; take another file for it", path);
		if (strcmp(ret->keys[i].name, f->key.name) == 0 &&
			memcmp(ret->keys[i].public_key, f->key.public_key, sizeof(f->key.public_key)) == 0)
			break;
	}
	return 0;
}

// What is as it was is said once; what is found, each time that it is found anew.
static void tell(
	const struct following *f, const struct follow_state *state, const struct follow_report *report)
{
	const struct note_key *key = &state->keys[state->key_count - 1];

	if (report->finding != FOLLOW_WELL) {
		if (f->last != report->finding)
			fprintf(stderr, "yidan: %s\n", report->words);
		return;
	}
	if (report->key_count)
		printf("%s: its key changed, by the rules; the new one has the id %08" PRIx32 "\n", key->name,
			key->id);
	if (report->is_first)
		printf("%s: %" PRIu64 " entries; from now on it is known\n", key->name, state->size);
	else if (state->size > report->from)
		printf("%s: %" PRIu64 " entries, grown from %" PRIu64 "\n", key->name, state->size,
			report->from);
	else if (f->settings->once || f->last != FOLLOW_WELL)
		printf("%s: %" PRIu64 " entries, unchanged\n", key->name, state->size);
	fflush(stdout);
}

// True where nothing better can come of looking again.
static bool is_end(enum follow_finding finding)
{
	return finding != FOLLOW_WELL && finding != FOLLOW_AWAY && finding != FOLLOW_SLOW;
}

static int follow(struct following *f)
{
	for (;;) {
		CLEANUP(arena_freep) struct arena *arena = arena_new();
		struct follow_state *state = ARENA_NEW(arena, struct follow_state);
		struct follow_report report = {0};
		struct err err;
		int r;

		r = load(f, arena, state, &err);
		if (r == 0)
			r = follow_look(f->log, &f->options, state, arena, clock_now_us(), &report, &err);
		if (r < 0)
			return command_failed(r, &err);
		tell(f, state, &report);
		f->last = report.finding;
		if (f->settings->once || is_end(report.finding))
			return exit_code(report.finding);
		sleep((unsigned)f->settings->every);
	}
}

int command_ledger_follow(const struct settings *settings, struct arena *arena)
{
	struct following *f = ARENA_NEW(arena, struct following);
	struct err err;
	int r, code;

	f->settings = settings;
	f->options = (struct follow_options){
		.state_path = settings->state,
		.with_entries = settings->entries,
		.slow_after_us = settings->slow_after * US_PER_MINUTE,
		.on_progress = isatty(STDERR_FILENO) ? on_progress : NULL,
	};
	if (!settings->argument)
		return command_misused(
			"which ledger? yidan ledger follow https://heting.example --state FILE");
	if (!settings->state)
		return command_misused("where is remembered what was seen? --state FILE");
	if (settings->key) {
		r = note_key_parse(slice_trim(slice_of(settings->key)), &f->key, &err);
		if (r < 0 || f->key.algorithm != NOTE_ED25519)
			return command_misused("--key: that is no verifier key of a ledger");
	}
	r = remote_log_new(settings->argument, AGENT, &f->log, &err);
	if (r < 0)
		return command_failed(r, &err);
	code = follow(f);
	remote_log_free(f->log);
	return code;
}
