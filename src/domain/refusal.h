// SPDX-License-Identifier: Apache-2.0
// A refusal of the rules: no error, but an answer for a person. It has a code with a stable name (words of
// the catalogue "refusal.NAME", `type` of problem details) and the values that its words need. Plain values;
// nothing is owned.
#ifndef YIDAN_DOMAIN_REFUSAL_H
#define YIDAN_DOMAIN_REFUSAL_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum refusal_code {
	REFUSAL_NONE,

	// Who. To whoever may not see a case it must look as if there were none: the words say no more, the
	// status is 404. It is the same for strangers and for whom the case complains of, so that it tells
	// nobody of a complaint.
	REFUSAL_NOT_FOR_YOU,
	REFUSAL_ROLE_MISSING,	   // roles: those who may
	REFUSAL_NOT_IN_CHARGE,	   // unit_id: the unit in charge
	REFUSAL_SAME_OFFICER,	   // whoever answered may not close; another officer, or the unit's head
	REFUSAL_CHANNEL_NOT_YOURS, // this actor cannot bring cases in by this channel

	// When.
	REFUSAL_WRONG_STATE,	   // state: the one it is in; not possible there
	REFUSAL_CHANGED_MEANWHILE, // value: the sequence it has now; the page was older

	// What: field names the part of the command.
	REFUSAL_TEXT_MISSING,
	REFUSAL_TEXT_TOO_LONG,	// limit: code points; value: how many there are
	REFUSAL_GAP_LEFT,	// a field of a template that nobody filled
	REFUSAL_TEXT_MALFORMED, // not UTF-8, or control characters
	REFUSAL_REASON_MISSING,
	REFUSAL_CHOICE_MISSING,
	REFUSAL_CATEGORY_UNKNOWN,
	REFUSAL_UNIT_UNKNOWN,
	REFUSAL_OFFICER_UNKNOWN,
	REFUSAL_PHONE_MALFORMED,
	REFUSAL_EMAIL_MALFORMED,
	REFUSAL_LANGUAGE_UNKNOWN,
	REFUSAL_POINT_MALFORMED,
	REFUSAL_FILES_TOO_MANY, // limit
	REFUSAL_FILE_UNKNOWN,	// none of this case's
	REFUSAL_NOTHING_CHANGED,
	REFUSAL_UNIT_COMPLAINED_OF, // the case is about that unit: it cannot have it, nor watch over it
	REFUSAL_SUPERVISES_ITSELF,
	REFUSAL_DEADLINE_MISSING, // the policy gives none
	REFUSAL_DEADLINE_PASSED,
	REFUSAL_DEADLINE_TOO_FAR,      // limit: days
	REFUSAL_CONSENT_MISSING,       // the raiser did not agree to publishing
	REFUSAL_WORDS_WITHOUT_CONSENT, // a row without words may show none
	REFUSAL_ERASED_ALREADY,	       // nothing is left that this erasure would take

	// Of what is told when it is received.
	REFUSAL_URGENCY_NOT_YOURS, // whoever raises it does not say how urgent it is for the office
	REFUSAL_PROGRAMME_UNKNOWN, // or it takes no more
	REFUSAL_ENTERPRISE_UNKNOWN,
	REFUSAL_OUTSIDE_NUMBER_TAKEN, // a case with this number is on the list already
	REFUSAL_DATE_MALFORMED,

	// Of seasons and programmes.
	REFUSAL_CODE_MALFORMED,
	REFUSAL_CODE_TAKEN,
	REFUSAL_DAYS_REVERSED, // the end lies before the beginning
	REFUSAL_DAY_OUTSIDE,   // of the season

	// Of the raiser's word about the end.
	REFUSAL_NOT_INDEPENDENT, // of the unit that answered: another asks the raiser
	REFUSAL_TOO_LATE,	 // limit: days since it was closed
	REFUSAL_TOO_OFTEN,	 // limit: how often it can be changed
	REFUSAL_RAISER_SPOKE,	 // the raiser said it; no officer replaces that
	REFUSAL_NOT_UNSOLVED,	 // the raiser did not say that it is not solved

	// Of declining and appeals.
	REFUSAL_OWN_DECLINE,	   // whoever declined it does not decide the appeal
	REFUSAL_APPEAL_TOO_LATE,   // limit: days since it was declined
	REFUSAL_APPEALED_ALREADY,  // the appeal was decided
	REFUSAL_OVERTURNED_BEFORE, // it was declined once and that did not stand

	REFUSAL_ORDER_OPEN, // limit: year, value: number of the oversight order that has to be answered first

	// Of waiting and extensions.
	REFUSAL_WAITED_TOO_OFTEN,   // limit: how often
	REFUSAL_EXTENSION_OPEN,	    // one was asked for and is not decided
	REFUSAL_EXTENDED_BEFORE,    // once for each assignment
	REFUSAL_EXTENSION_TOO_LATE, // the deadline has passed
	REFUSAL_EXTENSION_TOO_LONG, // limit: working days after the deadline
	REFUSAL_NOT_AN_EXTENSION,   // not after the deadline that stands
	REFUSAL_OWN_REQUEST,	    // the unit that asked does not decide

	REFUSAL_TOLD_TOO_OFTEN, // limit: messages from the raiser

	// Of giving back.
	REFUSAL_RETURN_TOO_LATE, // limit: working days since it was assigned
	REFUSAL_DISPUTED,	 // given back twice: a supervisor decides whose it is
	REFUSAL_DISPUTE_SETTLED, // that was decided

	// Within the unit.
	REFUSAL_ALLOTTED_TO_ANOTHER,
	REFUSAL_ALLOTS_OTHERS,	     // a handler only takes it or gives it up
	REFUSAL_OFFICER_NOT_OF_UNIT, // or none who works on cases
	REFUSAL_OFFICER_COMPLAINED_OF,

	// Of supporting units.
	REFUSAL_SUPPORT_OPEN,	   // a supporting unit has not reported: unit_id; value: how many have not
	REFUSAL_SUPPORTS_TOO_MANY, // limit
	REFUSAL_SUPPORTS_ALREADY,
	REFUSAL_SUPPORTS_ITSELF,      // the unit that leads
	REFUSAL_NOT_SUPPORTING,	      // the unit supports nothing here, or has reported
	REFUSAL_SUPPORT_ACCEPTED,     // the unit accepted its part before
	REFUSAL_SUPPORT_NOT_ACCEPTED, // the unit has not accepted its part yet
};
#define REFUSAL_COUNT 73 // with NONE

struct refusal {
	enum refusal_code code;
	const char *field; // member of the command ("title"), or NULL where it is no field's fault
	uint32_t roles;	   // who may (officer.h)
	int64_t unit_id;   // which unit may
	int64_t limit;
	int64_t value;
	int state; // enum case_state_code of the case
};

#define REFUSALS_MAX 16 // so many are reported at once

const char *refusal_name(enum refusal_code code); // "not_for_you"
bool refusal_parse(struct slice name, enum refusal_code *ret);

#endif
