// SPDX-License-Identifier: Apache-2.0
// What the raiser may still say about a case, and until when. Pure.
//
//	if (case_word_refusal(&state, EVENT_BY_RAISER, now_us, &why)) ... // say why instead of showing the
// form
#ifndef YIDAN_DOMAIN_CASE_RAISER_H
#define YIDAN_DOMAIN_CASE_RAISER_H

#include "domain/case_state.h"
#include "domain/refusal.h"

// Until when the raiser's word about the end can be said and changed; 0: the case is not closed.
int64_t case_word_until(const struct case_state *state);

// True, and why, where such a word cannot be said (any more): too late, too often, or the raiser said it
// already and an officer would replace that. Who may at all is a matter of the moves.
bool case_word_refusal(
	const struct case_state *state, enum event_by by, int64_t now_us, struct refusal *ret_why);

// True, and why, where it cannot be reopened (any more): too late, or the raiser did not say that it is not
// (wholly) solved.
bool case_reopen_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret_why);

// True, and why, where intake may not decline it: a decline that was overturned is final.
bool case_decline_refusal(const struct case_state *state, struct refusal *ret_why);

// Until when the raiser can appeal; 0: it is not declined. True, and why, where that is over.
int64_t case_appeal_until(const struct case_state *state);
bool case_appeal_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret_why);

#endif
