// SPDX-License-Identifier: Apache-2.0
// How a case ends, and how a person's data goes out of it.
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/case_erasure.h"
#include "domain/limits.h"

void case_decide_close(struct case_decision_draft *d, const struct case_close *c)
{
	enum refusal_code missing = REFUSAL_NONE;

	case_decide_check_order(d);
	if (c->outcome == CASE_OUTCOME_NONE)
		refusals_add_field(&d->refusals, "outcome", REFUSAL_CHOICE_MISSING);
	// What stays unsolved says so, and why, wherever it is shown.
	if (c->outcome == CASE_OUTCOME_UNSOLVED || c->outcome == CASE_OUTCOME_PARTLY_DONE)
		missing = REFUSAL_REASON_MISSING;
	check_text(&d->refusals, "public_reason", c->public_reason, LIMIT_REASON_CHARS, missing);
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	int64_t answered_by = d->state->answered_by_officer_id;

	d->event->closed = (struct case_closed){
		.outcome = c->outcome,
		// Nothing is claimed where who answered is not known any more.
		.checked = answered_by != 0 && answered_by != d->facts->actor.officer_id,
		.note = private_text_of(c->note),
		.public_reason = private_text_of(c->public_reason),
	};
}

// Whether there was anything to erase is not asked: else the entry would say that a name had been given.
void case_decide_erase(struct case_decision_draft *d, const struct case_erase *c)
{
	if (c->scope == ERASURE_SCOPE_NONE)
		refusals_add_field(&d->refusals, "scope", REFUSAL_CHOICE_MISSING);
	else if (case_is_erased(d->state, c->scope))
		refusals_add_field(&d->refusals, NULL, REFUSAL_ERASED_ALREADY);
	if (c->reason_code == ERASURE_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->erased = (struct case_erased){
		.scope = c->scope,
		.reason_code = c->reason_code,
		.until_seq = d->state->seq,
		.reason = private_text_of(c->reason),
	};
}
