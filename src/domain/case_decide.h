// SPDX-License-Identifier: Apache-2.0
// Decides a command to a case: state, command, facts and the time give events, or refusals. Pure: no I/O, no
// clock, no chance. What is resolved here (deadlines, versions) is written into the events, so that applying
// them needs nothing else.
//
//	case_decide(&state, &command, &facts, now_us, arena, &decision);
//	if (decision.refusal_count > 0) ... // show them all, each at its field
//	for each decision.events: case_event_encode(…, salts, …), store; project decision.state
#ifndef YIDAN_DOMAIN_CASE_DECIDE_H
#define YIDAN_DOMAIN_CASE_DECIDE_H

#include "base/arena.h"
#include "domain/case_command.h"
#include "domain/case_facts.h"
#include "domain/case_state.h"
#include "domain/refusal.h"

struct case_decision {
	// Either refusals …
	const struct refusal *refusals; // the first is what to say where only one can be said
	size_t refusal_count;
	// … or events with their meta filled in, and the state they lead to. Their slices are those of the
	// command and the state.
	const struct case_event *events;
	size_t event_count;
	struct case_state state; // as given, where refused
};

// True: events. False: refusals.
bool case_decide(const struct case_state *state, const struct case_command *command,
	const struct case_facts *facts, int64_t now_us, struct arena *arena, struct case_decision *ret);

// Whether the actor could make this move now, without looking at what the command would hold: for the buttons
// of the desk. Otherwise why not.
bool case_may(const struct case_state *state, enum case_command_type command, const struct case_facts *facts,
	struct refusal *ret_why_not);

#endif
