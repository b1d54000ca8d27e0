// SPDX-License-Identifier: Apache-2.0
// How several work on one case.
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/limits.h"
#include "domain/officer.h"

#define WORKS (ROLE_HANDLER | ROLE_UNIT_HEAD)

// An officer of the unit who works on cases and of whom the case does not complain.
static void check_officer(struct case_decision_draft *d, int64_t officer_id)
{
	const struct case_officer_fact *officer = &d->facts->officer;
	const struct private_id *about = &d->state->about_officer_id;

	if (!officer->exists || officer->unit_id != d->facts->actor.unit_id || !(officer->roles & WORKS))
		refusals_add_field(&d->refusals, "officer_id", REFUSAL_OFFICER_NOT_OF_UNIT);
	else if (officer->is_complained_of || (about->state == PRIVATE_PRESENT && about->value == officer_id))
		refusals_add_field(&d->refusals, "officer_id", REFUSAL_OFFICER_COMPLAINED_OF);
}

void case_decide_allot(struct case_decision_draft *d, const struct case_allot *c)
{
	const struct case_state *s = d->state;
	const struct case_actor *actor = &d->facts->actor;

	if (c->officer_id == s->allotted_officer_id.value &&
		(s->allotted_officer_id.state == PRIVATE_PRESENT) == (c->officer_id != 0))
		refusals_add_field(&d->refusals, "officer_id", REFUSAL_NOTHING_CHANGED);
	else if (c->officer_id != 0 && c->officer_id != actor->officer_id && !(actor->roles & ROLE_UNIT_HEAD))
		refusals_add_field(&d->refusals, "officer_id", REFUSAL_ALLOTS_OTHERS);
	else if (c->officer_id != 0)
		check_officer(d, c->officer_id);
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->allotted = (struct case_allotted){
		.assignment_id = s->assignment_id,
		.unit_id = s->unit_id,
		.officer_id = private_id_of(c->officer_id),
		.note = private_text_of(c->note),
	};
}
