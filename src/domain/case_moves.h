// SPDX-License-Identifier: Apache-2.0
// The table of moves: which command is possible in which state, for whom, and where it leads. As data in
// case_moves.c, which reads like the drawing; decisions, the buttons of the desk and the tests look there.
#ifndef YIDAN_DOMAIN_CASE_MOVES_H
#define YIDAN_DOMAIN_CASE_MOVES_H

#include "domain/case_command.h"
#include "domain/case_facts.h"
#include "domain/case_state.h"
#include "domain/refusal.h"

// How the actor must stand to the case.
enum case_relation {
	CASE_RELATION_ANY,
	CASE_RELATION_RAISER,	   // the raiser, or a system that speaks for one
	CASE_RELATION_SYSTEM,	   // the program itself: whoever runs it, at the command line
	CASE_RELATION_SUPPORTS,	   // of a unit that supports it and has not reported yet
	CASE_RELATION_IN_CHARGE,   // of the unit that the case is assigned to
	CASE_RELATION_RAISER_SELF, // the raiser, and nobody for them
};

// What else must hold.
enum case_condition {
	CASE_CONDITION_NONE,
	CASE_CONDITION_UNIT_COMPLAINED_OF, // it turned out that the case is about the unit that has it
	CASE_CONDITION_AT_ONCE,		   // the answer in force is intake's own
	// Another officer than who answered, or the category has its check step off. Where who answered is
	// not known any more: a supervisor, or intake of another unit than the one that answered.
	CASE_CONDITION_ANOTHER,
	CASE_CONDITION_CHECK_OFF,    // the category has its check step off
	CASE_CONDITION_INDEPENDENT,  // neither who answered nor of the unit that did
	CASE_CONDITION_NOT_DECLINER, // another officer than who declined it; where that one is not known:
				     // another unit
	CASE_CONDITION_ORDERED,	   // an oversight order waits for its answer
	CASE_CONDITION_CHECKER,	   // a unit's answer, looked at by another officer than who wrote it (as
				   // ANOTHER)
	CASE_CONDITION_UNDISPUTED, // it was not given back twice
	CASE_CONDITION_DISPUTED,
	CASE_CONDITION_SUPPORTED,	 // a unit supports it and has not reported yet
	CASE_CONDITION_SUPPORT_NEW,	 // the actor's unit has not accepted its part …
	CASE_CONDITION_SUPPORT_ACCEPTED, // … or has
	CASE_CONDITION_OWN_ALLOTMENT,	 // it is allotted to nobody, or to the actor
	CASE_CONDITION_EXTENSION_ASKED,	 // an extension was asked for, by another unit than the actor's
};

struct case_move {
	enum case_command_type command;
	uint32_t from;		 // a set of states: bits 1 << enum case_state_code
	enum case_state_code to; // NONE: it stays in the state that it is in
	uint32_t roles;		 // any one of these; 0 with CASE_RELATION_RAISER, _RAISER_SELF and _SYSTEM
	enum case_relation relation;
	enum case_condition condition;
};

extern const struct case_move case_moves[];
extern const size_t case_move_count;

bool case_move_starts_in(const struct case_move *move, enum case_state_code state);
enum case_state_code case_move_end(const struct case_move *move, enum case_state_code from);

// Whether a case may come in by this channel from this actor.
bool case_channel_is_open(enum case_channel channel, const struct case_actor *actor);

// The move that this actor can make with this command now, or NULL and why not.
const struct case_move *case_move_find(const struct case_state *state, enum case_command_type command,
	const struct case_facts *facts, struct refusal *ret_refusal);

#endif
