// SPDX-License-Identifier: Apache-2.0
// What a case adds to the figures (domain/figure.h): its facts, as its events leave them. Pure: the public
// part of the events is enough, so that whoever reads the ledger counts the same. Memory is the arena's.
//
//	struct figure_case counted = {.arena = arena, .calendar = calendar};
//	for (size_t i = 0; r == 0 && i < count; i++)
//		r = figure_case_apply(&counted, &events[i], err);
//	figure_case_facts(&counted, facts, &fact_count);
//
// Facts that stand for what a case is now (received, due, concluded) count for the unit, category … that it
// has now; those that stand for what was done (closed, handed over) for those that it had then. A figure as
// of a day is counted from the facts as the events up to the end of that day left them.
//
// To take a case, or one of its facts, out of the count (an appeal against a wrong count), let its event set
// a field of struct figure_case and leave the fact out, or mark it FIGURE_LEFT_OUT, in figure_case_facts:
// roll-ups, recount and `yidan ledger figures` all go through it.
#ifndef YIDAN_DOMAIN_FIGURE_CASE_H
#define YIDAN_DOMAIN_FIGURE_CASE_H

#include "base/arena.h"
#include "domain/case_state.h"
#include "domain/figure.h"

struct figure_fact {
	enum figure_class class;
	int64_t seq;	// of the event that it is, for what was done; 0: the case has one of this class
	int64_t day;	// to which it counts, by the calendar
	unsigned marks; // with FIGURE_PUBLIC
	int days;	// FIGURE_CLASS_CONCLUDED: class of the days from received to closed; else 0
	struct figure_cell cell;
};

struct figure_case {
	struct arena *arena;
	const struct calendar *calendar; // its zone says which day a moment is of
	struct case_state state;
	int64_t first_contact_us; // the raiser first heard of the office; 0: never
	bool recategorised, deadline_moved;
	struct figure_fact *done; // what was done, in its order
	size_t done_count, done_room;
	size_t assigned, closing; // 1 + index of the newest of each; 0: none
};

int figure_case_apply(struct figure_case *counted, const struct case_event *event, struct err *err);

// The facts as they are now, in the arena.
void figure_case_facts(struct figure_case *counted, struct figure_fact **ret, size_t *ret_count);

// What became of facts from one list to another of the same case.
typedef void (*figure_changed)(
	void *arg, const struct figure_fact *fact, int times); // times: 1 came, -1 went
void figure_facts_compare(const struct figure_fact *before, size_t before_count,
	const struct figure_fact *after, size_t after_count, figure_changed changed, void *arg);

#endif
