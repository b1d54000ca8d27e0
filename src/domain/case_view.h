// SPDX-License-Identifier: Apache-2.0
// Who may see what of a case. Every page and every answer of the API asks here.
#ifndef YIDAN_DOMAIN_CASE_VIEW_H
#define YIDAN_DOMAIN_CASE_VIEW_H

#include "domain/case_facts.h"
#include "domain/case_state.h"

// An officer may open the case at the desk: intake, supervisors, leaders, editors and auditors any; handlers
// and unit heads those that their unit has, supervises, assigned or took down. Nobody whom it complains of.
// Lists of the store use the same rule in SQL.
bool case_may_see(const struct case_state *state, const struct case_actor *actor);

// Neither who answered nor of the unit that did, or of one below it: may ask the raiser what became of it.
bool case_is_independent(const struct case_state *state, const struct case_actor *actor);

// An officer may look at name, telephone and e-mail (each look is recorded): intake while the case is open; a
// handler or head of the unit that has it in hand, from accepting to closing, unless the raiser asked to be
// kept secret or it is not known whether. When it is closed, whoever may call the raiser back, for as long as
// a word about it counts and the raiser has not said it: intake, and unless the raiser is kept secret a
// supervisor, both of another unit than the one that answered. Nobody else: no unit before accepting or after
// closing, no leader, editor, auditor or admin.
bool case_may_view_contact(const struct case_state *state, const struct case_actor *actor, int64_t now_us);

// An admin may erase a person's data from any case, without seeing it; never from one that complains of the
// admin.
bool case_may_erase(const struct case_state *state, const struct case_actor *actor);

// What everybody may read. Slices borrowed from the state.
struct case_public_view {
	struct slice code;
	enum case_state_code state;
	// What was erased of it, and when and why; NONE: nothing.
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	int64_t erased_at_us;
	// Only where it was released; else 0 and false: code and state are all there is.
	bool shows_row;
	enum case_kind kind;
	int64_t category_id, area_id; // area: town or above
	int64_t unit_id;	      // that has it, or answered it
	int64_t received_at_us, answered_at_us, closed_at_us;
	int64_t reply_by_us, solve_by_us, unit_deadline_us;
	enum case_outcome outcome;
	// The raiser's word; NONE: no answer.
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	enum event_by rated_by;
	int reopens;
	enum decline_reason decline_reason; // NONE: not declined
	enum waiting_reason waiting_reason; // NONE: does not wait
	int64_t waiting_until_us;
	int extensions;
	// Only where the raiser agreed, and only as published: never what was typed. Empty where erased.
	bool shows_words;
	struct slice title, text;
	const struct event_file *files;
	size_t file_count;
	struct slice answer; // once answered
	struct slice reason; // why it stays unsolved
};

void case_public_view(const struct case_state *state, struct case_public_view *ret);

// Whether a private field of an event stands on the public page of its case, so that its salt may be shown
// beside it (the proofs of docs/ledger.md).
bool case_field_is_public(const struct case_state *state, const struct case_event *event, struct slice field);

// One line of the public timeline: names units, never officers.
struct case_public_step {
	enum case_event_type type;
	int64_t seq;
	int64_t at_us;
	int64_t unit_id;    // who did it or got it (assigned); 0: the raiser, or intake where no unit is told
	bool is_correction; // of an answer
	enum return_reason return_reason;
	enum case_outcome outcome;
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	bool is_callback; // an officer of unit_id asked the raiser
	enum decline_reason decline_reason;
	enum appeal_outcome appeal_outcome;
	int64_t order_year, order_number, answer_by; // of an oversight order
	enum waiting_reason waiting_reason;
	int64_t until_us; // waiting; an extension that is asked for, or granted
	bool is_granted;
};

// True where this event is told to everybody, given that the row is shown (case_public_view). Releasing,
// first classifying, notes and messages are not.
bool case_public_step(const struct case_event *event, struct case_public_step *ret);

#endif
