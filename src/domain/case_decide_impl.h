// SPDX-License-Identifier: Apache-2.0
// What the parts of a decision share (case_decide*.c): each fills the event, or adds refusals and leaves it.
// They are called when the move is possible for this actor. Included by these files alone.
#ifndef YIDAN_DOMAIN_CASE_DECIDE_IMPL_H
#define YIDAN_DOMAIN_CASE_DECIDE_IMPL_H

#include "base/arena.h"
#include "domain/case_check.h"
#include "domain/case_command.h"
#include "domain/case_facts.h"
#include "domain/case_state.h"

// A decision while it is made.
struct case_decision_draft {
	const struct case_state *state;
	const struct case_facts *facts;
	struct refusals refusals;
	struct case_event *event; // its type and meta are set
	struct arena *arena;
};

// The end of a period from then on, by the calendar in force; 0 where the policy sets none.
int64_t case_decision_deadline(
	const struct case_decision_draft *d, const struct case_period *period, int64_t from_us);

// Receive, classify, release. Sets the type of the event too.
void case_decide_intake(struct case_decision_draft *d, const struct case_command *command);
// Assign, accept, return, answer, send back. Sets the type of the event too.
void case_decide_work(struct case_decision_draft *d, const struct case_command *command);
void case_decide_close(struct case_decision_draft *d, const struct case_close *c);
void case_decide_erase(struct case_decision_draft *d, const struct case_erase *c);
// Rate, callback, reopen; withdraw, decline, appeal and what is decided on it. Sets the type of the event
// too.
void case_decide_raiser(struct case_decision_draft *d, const struct case_command *command);
// Remind, order and its answer; waiting and extensions. Each sets the type of the event too.
void case_decide_oversight(struct case_decision_draft *d, const struct case_command *command);
void case_decide_time(struct case_decision_draft *d, const struct case_command *command);
// Note, write, tell. Sets the type of the event too.
void case_decide_message(struct case_decision_draft *d, const struct case_command *command);

// Within the unit: to one of its officers.
void case_decide_allot(struct case_decision_draft *d, const struct case_allot *c);
// Supporting units. Sets the type of the event too.
void case_decide_support(struct case_decision_draft *d, const struct case_command *command);

// A unit that the command names: it is there, and the case does not complain of it.
void case_decide_check_unit(
	struct case_decision_draft *d, const char *field, int64_t unit_id, const struct case_unit_fact *unit);
// A deadline that somebody chose; `field` names it.
void case_decide_check_deadline(struct case_decision_draft *d, const char *field, int64_t by_us);

// Adds a refusal where an oversight order waits for its answer.
void case_decide_check_order(struct case_decision_draft *d);

#endif
