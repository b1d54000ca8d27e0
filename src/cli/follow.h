// SPDX-License-Identifier: Apache-2.0
// Audits a ledger from outside: is what it shows today the continuation of what it showed before, signed by
// the key that is known? One look is follow_look; what it found goes into a report, what it learned into the
// state. Where two signed checkpoints contradict each other, both are saved as STATE.FINDING-HASH.before and
// .after: whoever has these two files can prove it to anybody.
//
// Main thread. Results live in the arena.
#ifndef YIDAN_CLI_FOLLOW_H
#define YIDAN_CLI_FOLLOW_H

#include "cli/follow_state.h"
#include "cli/remote_log.h"

enum follow_finding {
	FOLLOW_WELL,	  // the same as before, or grown from it
	FOLLOW_AWAY,	  // nobody answers, or not with a checkpoint
	FOLLOW_SPLIT,	  // another history: same size and another root, or not grown from what was seen
	FOLLOW_SHRUNK,	  // fewer entries than before
	FOLLOW_OTHER_KEY, // signed by nobody who is known, and no change of keys leads there
	FOLLOW_SLOW,	  // not grown, or not to be reached, for longer than it may
	FOLLOW_SUCCEEDED, // entries were lost; another log took its place, and says so by the rules
	FOLLOW_UNPROVEN,  // tiles or entries that do not give the root that was signed, or are not there
};

struct follow_options {
	const char *state_path;
	bool with_entries;     // read all new entries too
	int64_t slow_after_us; // 0: never
	// A long download goes on; may be NULL.
	void (*on_progress)(uint64_t done, uint64_t total);
};

struct follow_report {
	enum follow_finding finding;
	const char *words;  // one sentence for people, without its full stop
	uint64_t from;	    // what was seen before; 0: nothing
	bool is_first;	    // nothing was known before
	unsigned key_count; // how many changes of keys were followed now
};

// 0 with a report; the state is the new one, stored. An error class only where something of our own fails
// (the state or the evidence cannot be written).
int follow_look(struct remote_log *log, const struct follow_options *options, struct follow_state *state,
	struct arena *arena, int64_t now_us, struct follow_report *ret, struct err *err);

// ---- The parts of it, each in its own file. They return 0, or the error of whoever could not be asked;
// what is wrong with the log is a finding in the report.

// Whether a tree of size and root, signed in the note, continues what the state knows.
int follow_compare(struct remote_log *log, const struct follow_options *options,
	const struct follow_state *state, const struct checkpoint *checkpoint, struct slice note,
	struct arena *arena, struct follow_report *report, struct err *err);
// Follows changes of keys, one after the other, until one is reached that signed the note; the state goes
// along (it is not stored). FOLLOW_OTHER_KEY where there is no way.
int follow_keys(struct remote_log *log, const struct follow_options *options, struct follow_state *state,
	const struct note *note, struct arena *arena, struct follow_report *report, struct err *err);
// Reads all entries from `from` to the checkpoint and recomputes tiles and root.
int follow_entries(struct remote_log *log, const struct follow_options *options, uint64_t from,
	const struct checkpoint *checkpoint, struct follow_report *report, struct arena *arena,
	struct err *err);

// The checkpoint is of a log of another name: FOLLOW_SUCCEEDED where an entry of it says that it took this
// one's place after entries were lost, another finding where that contradicts what was seen; else the report
// stays.
int follow_successor(struct remote_log *log, const struct follow_state *state,
	const struct checkpoint *checkpoint, struct arena *arena, struct follow_report *report,
	struct err *err);

// Whether the tiles prove the entry at this index of the tree, which is pinned. ERR_INVALID.
int follow_prove_entry(struct remote_log *log, struct slice entry, uint64_t index,
	const struct checkpoint *checkpoint, struct err *err);

// An error of a tile or an entry: what the server does not have or has wrongly is a finding, what could not
// be asked stays an error.
int follow_judge_error(int r, const struct err *err, struct arena *arena, struct follow_report *report);

#endif
