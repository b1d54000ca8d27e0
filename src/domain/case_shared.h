// SPDX-License-Identifier: Apache-2.0
// Several units on one case: one leads, others support it. Pure.
#ifndef YIDAN_DOMAIN_CASE_SHARED_H
#define YIDAN_DOMAIN_CASE_SHARED_H

#include "domain/case_facts.h"
#include "domain/case_state.h"
#include "domain/refusal.h"

// What that unit supports and has not reported; NULL: nothing.
const struct case_support *case_support_open_of(const struct case_state *state, int64_t unit_id);
// How many have not reported, returned or been taken out.
int case_supports_open(const struct case_state *state);

// Whether an answer has to wait, and for what.
bool case_answer_refusal(const struct case_state *state, struct refusal *ret_why);

// Whether a supporting unit can give its part back no more.
bool case_return_support_refusal(const struct case_support *support, const struct case_facts *facts,
	int64_t now_us, struct refusal *ret_why);

#endif
