// SPDX-License-Identifier: Apache-2.0
// What a jurisdiction's stream of events says: its reference data as it is now, and the logs its events stood
// in. The fold of the events, pure. Everything is borrowed from the events, which must stay where they are;
// arrays grow in an arena. One thread at a time.
//
//	struct jurisdiction_state state = {0};
//	for (size_t i = 0; r == 0 && i < count; i++)
//		r = jurisdiction_apply(&state, &events[i], arena, err);
//	const struct jurisdiction_item *unit = jurisdiction_items_find(&state.units, id);
//	if (unit) … unit->event->unit_set.code …
#ifndef YIDAN_DOMAIN_JURISDICTION_STATE_H
#define YIDAN_DOMAIN_JURISDICTION_STATE_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/jurisdiction_events.h"

#include <stddef.h>

// A unit, an officer, a category or an area.
struct jurisdiction_item {
	int64_t id;
	int64_t first_at_us;			// when it was first set
	const struct jurisdiction_event *event; // the newest that sets it
};

struct jurisdiction_items {
	struct jurisdiction_item *items; // by id, ascending
	size_t count, room;
};

struct jurisdiction_log {
	int64_t started_at_us;
	int64_t seq;			      // of the event that started it
	const struct ledger_started *started; // number, cause, origin, first key, what was before
	struct slice key;		      // that it is signed with now, in hexadecimal
	size_t key_changes;
};

// Every key that ever signed, in the order in which they came into force.
struct jurisdiction_key {
	int64_t log; // its number
	int64_t from_us;
	int64_t seq; // of the event that brought it
	struct slice key;
};

struct jurisdiction_state {
	int64_t jurisdiction_id;
	int64_t seq; // of the newest event; 0: none yet
	int64_t last_at_us;
	const struct jurisdiction_event *jurisdiction; // the newest jurisdiction.set
	struct jurisdiction_items units, officers, categories, areas;
	struct jurisdiction_items seasons, programmes;
	struct jurisdiction_items draws, draws_made; // as announced, and what came of them: of one id both
	struct jurisdiction_log *logs;		     // their numbers rise; the last one is in force
	size_t log_count, log_room;
	struct jurisdiction_key *keys;
	size_t key_count, key_room;
	size_t rebuilds;
};

// ERR_INTERNAL: not the event that can come next (sequence, time, stream; a log or key that does not follow
// the one before). The state is then as it was.
int jurisdiction_apply(struct jurisdiction_state *state, const struct jurisdiction_event *event,
	struct arena *arena, struct err *err);

// NULL where there is none.
const struct jurisdiction_item *jurisdiction_items_find(const struct jurisdiction_items *items, int64_t id);

#endif
