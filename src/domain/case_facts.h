// SPDX-License-Identifier: Apache-2.0
// Facts: what a decision needs to know besides the case itself. The service looks them up in the same
// transaction; the rules look nothing up. Plain values, borrowed.
//
// "Complained of" is the officer of about_officer_id, and of about_unit_id that unit with all units below it:
// the service knows the tree. It says so of the case as it is now; for `receive`, of what the command says.
#ifndef YIDAN_DOMAIN_CASE_FACTS_H
#define YIDAN_DOMAIN_CASE_FACTS_H

#include "calendar/calendar.h"
#include "domain/event.h"
#include "domain/officer.h"

struct case_actor {
	enum event_by by;
	int64_t officer_id; // with EVENT_BY_OFFICER
	int64_t unit_id;
	uint32_t roles;
	bool is_complained_of;
	bool is_of_answering_unit; // or of one below it
};

// A time that a policy grants, or none.
struct case_period {
	bool is_set;
	struct calendar_period period;
};

// What the category says; where a case has none, what the jurisdiction says.
struct case_policy {
	struct case_period contact, reply, solve; // the raiser's clocks, from the moment it was received
	struct case_period unit;		  // a unit's own, from the moment it is assigned
	struct case_period give_back;		  // so long after it is assigned a unit may give it back
	struct case_period extension;		  // by how much at most a unit's own is extended
	bool needs_check;			  // somebody else than who answered closes
	bool public_without_consent; // its row (without words) may be public without the raiser's consent
	int64_t version;	     // of the reference data it comes from
};

// What is known of a unit that a command names.
struct case_unit_fact {
	bool exists; // and can be given cases
	bool is_complained_of;
};

// What is known of an officer that a command names.
struct case_officer_fact {
	bool exists; // and may sign in
	int64_t unit_id;
	uint32_t roles;
	bool is_complained_of;
};

struct case_facts {
	int64_t jurisdiction_id;
	struct case_actor actor;
	struct case_policy policy; // of the category the case has once the command is done
	bool category_exists;	   // the category that the command names
	bool about_unit_exists;	   // whom the command names
	bool about_officer_exists;
	bool programme_exists; // and takes cases
	bool enterprise_exists;
	bool outside_number_is_taken; // another case has it
	bool unit_in_charge_is_complained_of;
	struct case_unit_fact target;	   // assign: its unit
	struct case_unit_fact supervising; // assign: its supervising unit
	struct case_officer_fact officer;  // allot: whom
	int64_t town_area_id;  // receive: of the point or what was chosen; town level or above; 0: no place
	int64_t place_area_id; // receive: the finest area; 0: none
	int64_t order_year, order_number; // order: the next number of the year
	const struct calendar *calendar;
};

#endif
