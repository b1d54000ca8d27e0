// SPDX-License-Identifier: Apache-2.0
// What the erasure of a person takes from a case: the one definition, for the store that erases, for pages
// and for `yidan ledger verify`. A covered field without its value was erased; any other was tampered with.
//
//	contact  name, phone, email: how the raiser can be reached
//	all      every private field of every event, but by_officer: who acted for the office stays known
//
// Both reach back: they cover the events up to `until_seq`, never what is written later. That a contact was
// given (has_contact) is a fact of the case and goes with `all` alone.
#ifndef YIDAN_DOMAIN_CASE_ERASURE_H
#define YIDAN_DOMAIN_CASE_ERASURE_H

#include "domain/case_state.h"

// Whether an erasure of this scope takes a private field of this name.
bool case_erasure_takes(enum erasure_scope scope, struct slice field);

// Whether one of the erasures among the events of a case covers that field of its event `seq`. *ret (may be
// NULL) is that erasure: when and why.
bool case_erasure_covers(const struct case_event *events, size_t count, int64_t seq, struct slice field,
	const struct case_event **ret);

// Whether nothing is left that an erasure of this scope would take: how the raiser is reached stands in the
// first event alone; what came after an erasure of everything can be erased again.
bool case_is_erased(const struct case_state *state, enum erasure_scope scope);

#endif
