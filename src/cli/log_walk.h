// SPDX-License-Identifier: Apache-2.0
// All entries of a published log, for whoever counts or draws from them again: each is handed over in its
// order, and together they must give the root of the checkpoint. Memory grows with what came, not with what a
// server says that it has. One thread.
//
//	r = log_walk_open(url, agent, &settings->keys, arena, &walk, err);
//	if (r == 0)
//		r = log_walk_entries(&walk, take_entry, arg, err);
//	log_walk_close(&walk);
#ifndef YIDAN_CLI_LOG_WALK_H
#define YIDAN_CLI_LOG_WALK_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/remote_log.h"
#include "cli/settings.h"
#include "ledger/checkpoint.h"

struct log_walk {
	struct remote_log *log;
	struct note note; // the newest checkpoint, in the arena
	struct checkpoint checkpoint;
	bool is_signed; // by one of the keys that were given
};

// The log's newest checkpoint, checked against the keys where there are any (ERR_INVALID: none of them signed
// it); tiles and entries are from then on those of its tree. Close it in every case.
int log_walk_open(const char *url, const char *agent, const struct settings_list *keys, struct arena *arena,
	struct log_walk *ret, struct err *err);
// `entry` lives until take returns; an error of its own ends the walk. ERR_INVALID: they do not give the
// root. Whatever take kept may be used only once this is 0.
int log_walk_entries(struct log_walk *walk,
	int (*take)(void *arg, uint64_t place, struct slice entry, const struct merkle_hash *leaf,
		struct err *err),
	void *arg, struct err *err);
void log_walk_close(struct log_walk *walk);

#endif
