// SPDX-License-Identifier: Apache-2.0
// Supervision: the numbers that say how it stands with a unit, and who looks at them. Pure.
#ifndef YIDAN_DOMAIN_STANDING_H
#define YIDAN_DOMAIN_STANDING_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum standing {
	STANDING_OPEN,	  // what the unit has to do
	STANDING_OVERDUE, // among it
	STANDING_NOT_ACCEPTED,
	STANDING_WAITING,
	STANDING_RETURNED, // twice or more often
	STANDING_REOPENED,
	STANDING_EXTENDED,
	STANDING_ORDERED,    // orders that wait for their answer
	STANDING_ANSWERED,   // to be checked by others
	STANDING_SUPPORTING, // what it supports and has not reported
	STANDING_UNSOLVED,   // closed so in the last STANDING_DAYS, by the unit's word or the raiser's
};
#define STANDINGS     11
#define STANDING_DAYS 92
const char *standing_name(enum standing standing); // "not_accepted"
bool standing_parse(struct slice name, enum standing *ret);

// Intake, supervisors, leaders and auditors.
bool standing_is_for(int64_t roles);

#endif
