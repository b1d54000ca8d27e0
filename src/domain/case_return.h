// SPDX-License-Identifier: Apache-2.0
// Whether a unit may still give a case back. Pure.
#ifndef YIDAN_DOMAIN_CASE_RETURN_H
#define YIDAN_DOMAIN_CASE_RETURN_H

#include "domain/case_facts.h"
#include "domain/case_state.h"
#include "domain/refusal.h"

// True, and why, where it cannot be given back (any more): whose it is was decided, or the policy's time is
// over. Who may at all is a matter of the moves.
bool case_return_refusal(const struct case_state *state, const struct case_facts *facts, int64_t now_us,
	struct refusal *ret_why);

#endif
