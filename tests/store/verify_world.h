// SPDX-License-Identifier: Apache-2.0
// A small district with cases of every kind, enough for a complete tile, and what `yidan ledger verify` says
// of it.
#ifndef YIDAN_TESTS_STORE_VERIFY_WORLD_H
#define YIDAN_TESTS_STORE_VERIFY_WORLD_H

#include "fixture.h"
#include "raw.h"
#include "service/verify.h"

#include <stdbool.h>

#define WORLD_SLUG "nine"

struct service;

struct told {
	char *table, *row, *column, *what;
};

struct world {
	int64_t programme_id; // of a list that one case is on
	struct fixture *f;
	struct raw *raw;
	struct service *service;
	struct db_conn *reader;
	int64_t id; // of the jurisdiction
	int64_t unit_ids[2], officer_ids[4], category_ids[2];
	int64_t answered[2]; // cases with an answer
	int64_t pictured;    // a case with a published picture
	char state_path[200];
	struct verify_result result;
	struct told told[64]; // the first of them
	size_t told_count;
};

// Loaded, signed, and without a finding.
struct world *world_open(struct fixture *f);
void world_close(struct world *w);

// One more case, its events not signed yet; its id.
int64_t world_add_case(struct world *w);
// Signs what waits and writes the checkpoint outside.
void world_sign(struct world *w);

// Looks; what is told then stands in the world. The number of findings.
uint64_t world_verify(struct world *w);
// Whether something was told of this table and column, with a row. A column "" is any.
bool world_was_told(const struct world *w, const char *table, const char *column);
// What was told, for a message.
const char *world_words(const struct world *w);
#define assert_told(w, table, column)                                                                        \
	do {                                                                                                 \
		if (!world_was_told(w, table, column))                                                       \
			fail_msg("%s.%s was not told; told: %s", table, column, world_words(w));             \
	} while (0)
#define assert_good(w)                                                                                       \
	do {                                                                                                 \
		if (world_verify(w) != 0)                                                                    \
			fail_msg("told: %s", world_words(w));                                                \
	} while (0)

#endif
