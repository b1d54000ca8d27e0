// SPDX-License-Identifier: Apache-2.0
// How the facts of a case come and go with its events: what the count writes and the recount expects. For
// store/figures.c and store/figures_recount.c alone.
#ifndef YIDAN_STORE_FIGURE_VERSIONS_H
#define YIDAN_STORE_FIGURE_VERSIONS_H

#include "domain/figure_case.h"
#include "events/codec.h"

struct figure_walk {
	struct arena *arena; // of this case
	struct figure_case counted;
	struct figure_fact *facts;
	size_t fact_count;
	int64_t known_day;	// of the event
	figure_changed changed; // NULL: events are only folded
	void *arg;
};

// Applies the next event; where `is_new`, tells what changed by it.
int figure_walk_event(
	struct figure_walk *walk, const struct event_parts *parts, bool is_new, struct err *err);

#endif
