// SPDX-License-Identifier: Apache-2.0
// A case as the fold of its events. Slices and arrays in it are borrowed from the events that were applied:
// keep their arena as long as the state. Zero is a case before its first event.
//
//	struct case_state state = {0};
//	for (size_t i = 0; i < count; i++)
//		if ((r = case_apply(&state, &events[i], err)) < 0) ...
#ifndef YIDAN_DOMAIN_CASE_STATE_H
#define YIDAN_DOMAIN_CASE_STATE_H

#include "base/err.h"
#include "domain/case_clock.h"
#include "domain/case_events.h"
#include "domain/limits.h"

enum case_state_code {
	CASE_STATE_NONE, // before it is received
	CASE_STATE_RECEIVED,
	CASE_STATE_ASSIGNED,
	CASE_STATE_IN_HAND,
	CASE_STATE_RETURNED,
	CASE_STATE_ANSWERED,
	CASE_STATE_CLOSED,
	CASE_STATE_REOPENED,  // closed before, but not solved
	CASE_STATE_DECLINED,  // not taken up
	CASE_STATE_APPEALED,  // declined, and the raiser does not accept that
	CASE_STATE_WITHDRAWN, // by the raiser
	CASE_STATE_WAITING,   // in hand, but the clocks stand still
};
#define CASE_STATE_COUNT 12 // with NONE
extern const struct code_list case_state_list;
const char *case_state_name(enum case_state_code state); // "in_hand"; "" for NONE
bool case_state_parse(struct slice name, enum case_state_code *ret);

// A unit that supports the one that has the case. Its words stand in its events.
struct case_support {
	int64_t assignment_id, unit_id, assigning_unit_id, supervising_unit_id;
	int64_t assigned_at_us, deadline_us;
	int64_t accepted_at_us, reported_at_us; // 0: not yet
	int64_t assigned_seq, reported_seq;	// of these events; 0: not yet
};

struct case_state {
	int64_t jurisdiction_id;
	int64_t case_id;    // = id of the stream
	int64_t seq;	    // of the last event applied
	int64_t last_at_us; // of the last event applied
	enum case_state_code state;

	// As it was raised.
	struct slice code;
	enum case_channel channel;
	int64_t received_at_us;
	int64_t received_by_unit_id; // unit of the officer who took it down; 0: the raiser did it
	struct private_text title, text, address, language;
	struct private_point point;
	int64_t area_id; // town or above
	struct private_id place_area_id;
	struct private_flag secret, consent, has_contact;
	struct private_files files;
	enum case_urgency urgency;
	struct private_id enterprise_id;
	struct private_text visited_on, outside_number, question_answers;

	// As it is classified.
	enum case_kind kind;
	int64_t category_id;  // 0: none
	int64_t programme_id; // the list that it is on; 0: none
	struct private_id about_unit_id, about_officer_id;
	int64_t contact_by_us, reply_by_us, solve_by_us; // 0: none

	// What is public of it.
	enum release_extent released; // NONE: only code and state
	int64_t released_at_us;	      // the first time
	int64_t released_seq;	      // of the release in force; 0: none
	struct private_text public_title, public_text;
	struct private_files published_files;

	// The assignment in force; all 0 where no unit has it.
	int64_t assignment_id, unit_id, assigning_unit_id, supervising_unit_id;
	int64_t assigned_at_us, accepted_at_us, unit_deadline_us;
	struct private_text standard, assignment_note;

	// Who of the unit works on it; absent: nobody in particular. Erased or not read: somebody, value 0.
	struct private_id allotted_officer_id;
	int64_t allotted_at_us;

	// Units that support it, in the order in which they were asked. One that gave it back or was taken
	// out is gone; all are when the case leaves the unit that leads.
	struct case_support supports[LIMIT_SUPPORTS];
	int support_count;

	int64_t told_at_us; // the raiser wrote, and nobody has written or answered since; 0: not so

	// Waiting; all 0 where it does not wait now.
	int64_t waiting_since_us, waiting_until_us;
	enum waiting_reason waiting_reason;
	struct private_text waiting_note;
	struct case_pause pauses[LIMIT_WAITINGS]; // that have ended, in their order
	int pause_count;

	// The extension that was asked for and is not decided; 0: none.
	int64_t extension_until_us, extension_asked_at_us;
	struct private_text extension_reason;
	bool was_extended;	   // this assignment
	int64_t extended_until_us; // the raiser's last clock as extensions moved it; 0: none did

	// The last return; it stays until the case is assigned again.
	int64_t returned_at_us, returned_by_unit_id;
	enum return_reason return_reason_code;
	struct private_text return_reason;
	bool is_settled; // given back twice, and then decided whose it is: it cannot be given back again

	// The answer in force.
	int64_t answered_by_officer_id; // 0 in an answered case: erased or not read
	int64_t answered_by_unit_id;
	int64_t answered_at_us, first_answered_at_us;
	bool answered_at_once;
	struct private_text answer, public_answer;

	// Closing.
	int64_t closed_at_us; // = concluded
	enum case_outcome outcome;
	bool checked; // closed by another than who answered; false where that one is not known any more
	struct private_text public_reason;

	// The raiser's word about the newest closing; NONE and 0: no answer.
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	enum event_by rated_by; // the raiser, or an officer who asked
	int64_t rated_at_us;
	struct private_text rating_words;
	int ratings; // how often it was said

	int reopens;		// how often it was closed and not solved
	int64_t reopened_at_us; // the last time
	// Oversight: the order that waits for its answer; 0: none.
	int64_t order_id, order_year, order_number;
	int64_t ordered_at_us, order_answer_by_us;
	struct private_text order_text;

	// Declined; all 0 where it is not, or was overturned.
	int64_t declined_at_us, declined_seq; // of that event
	int64_t declined_by_officer_id;	      // 0 in a declined case: erased or not read
	int64_t declined_by_unit_id;
	enum decline_reason decline_reason;
	int appeals; // against this decline
	int64_t appealed_at_us;
	enum appeal_outcome appeal_outcome; // NONE: not decided
	bool was_overturned;		    // a decline of this case did not stand

	int64_t withdrawn_at_us;

	// What was erased of it (domain/case_erasure.h): the widest of its erasures; where several are, the
	// newest of those.
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	int64_t erased_at_us, erased_seq; // of that event

	// How often.
	int assignments, returns, answers, corrections, category_changes, reminders, orders, waitings,
		extensions, sent_back, support_assignments, support_returns, notes, written, told, listings;
};

// Applies the next event. Reads nothing but its two arguments; a private field that was erased or not read is
// no problem. ERR_INTERNAL where it is not the next event of this stream: the store is damaged.
int case_apply(struct case_state *state, const struct case_event *event, struct err *err);

// The deadline of whoever has to act next: of the unit that has it; the end of waiting; else (received,
// returned) the raiser's next clock, else (answered, closed) none: INT64_MAX. Where it was answered once and
// reopened, contact and reply are done; what counts is the day by which it was to be solved, or else the
// reply's.
int64_t case_due_at(const struct case_state *state);
// Given back twice or more often, and nobody has decided whose it is.
bool case_is_disputed(const struct case_state *state);
bool case_is_open(const struct case_state *state); // received, and neither closed, declined nor withdrawn
// A flag that is not known is taken as the one that protects: secret, no consent.
bool case_is_secret(const struct case_state *state);
bool case_has_consent(const struct case_state *state);

#endif
