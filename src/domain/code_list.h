// SPDX-License-Identifier: Apache-2.0
// A closed list of codes: the names of an enum whose 0 is NONE. The lists of events are generated
// (domain/case_events.h).
#ifndef YIDAN_DOMAIN_CODE_LIST_H
#define YIDAN_DOMAIN_CODE_LIST_H

#include "base/slice.h"

struct code_list {
	const char *name;	  // "case_channel"
	const char *const *codes; // [0] is ""
	int count;		  // with [0]
};

// Asserts that the value is on the list; "" for 0.
const char *code_list_name(const struct code_list *list, int value);
// Its value, or 0.
int code_list_find(const struct code_list *list, struct slice code);

#endif
