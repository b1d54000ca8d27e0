// SPDX-License-Identifier: Apache-2.0
// Whether a unit may still ask for more time. Pure.
#ifndef YIDAN_DOMAIN_CASE_EXTENSION_H
#define YIDAN_DOMAIN_CASE_EXTENSION_H

#include "domain/case_state.h"
#include "domain/refusal.h"

// True, and why, where no extension can be asked for (any more): one is open, this assignment was extended,
// or its deadline has passed. Who may at all is a matter of the moves.
bool case_extension_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret_why);

#endif
