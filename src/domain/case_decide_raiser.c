// SPDX-License-Identifier: Apache-2.0
// What the raiser decides: whether it is solved, and that it is taken up again.
#include "base/clock.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/case_raiser.h"
#include "domain/limits.h"

int64_t case_word_until(const struct case_state *state)
{
	return state->state == CASE_STATE_CLOSED ? state->closed_at_us + LIMIT_RATING_DAYS * US_PER_DAY : 0;
}

bool case_word_refusal(
	const struct case_state *state, enum event_by by, int64_t now_us, struct refusal *ret_why)
{
	if (now_us > case_word_until(state))
		*ret_why = (struct refusal){.code = REFUSAL_TOO_LATE, .limit = LIMIT_RATING_DAYS};
	else if (by == EVENT_BY_OFFICER && state->rated_by == EVENT_BY_RAISER)
		*ret_why = (struct refusal){.code = REFUSAL_RAISER_SPOKE};
	else if (state->ratings >= LIMIT_RATINGS)
		*ret_why = (struct refusal){.code = REFUSAL_TOO_OFTEN, .limit = LIMIT_RATINGS};
	else
		return false;
	return true;
}

static bool is_same_word(
	const struct case_state *s, const struct case_decision_draft *d, const struct case_rate *c)
{
	struct slice known = s->rating_words.state == PRIVATE_PRESENT ? s->rating_words.value : SLICE("");

	return s->rated_by == d->facts->actor.by && s->solved == c->solved && s->satisfied == c->satisfied &&
	       slice_eq(known, c->words);
}

void case_decide_rate(struct case_decision_draft *d, const struct case_rate *c)
{
	struct refusal why;

	if (case_word_refusal(d->state, d->facts->actor.by, d->event->meta.at_us, &why)) {
		refusals_add(&d->refusals, why);
		return;
	}
	if (c->solved == RAISER_SOLVED_NONE)
		refusals_add_field(&d->refusals, "solved", REFUSAL_CHOICE_MISSING);
	else if (is_same_word(d->state, d, c))
		refusals_add_field(&d->refusals, NULL, REFUSAL_NOTHING_CHANGED);
	check_text(&d->refusals, "words", c->words, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->rated = (struct case_rated){
		.solved = c->solved, .satisfied = c->satisfied, .words = private_text_of(c->words)};
}

bool case_reopen_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret_why)
{
	if (now_us > case_word_until(state))
		*ret_why = (struct refusal){.code = REFUSAL_TOO_LATE, .limit = LIMIT_RATING_DAYS};
	else if (state->solved != RAISER_SOLVED_NO && state->solved != RAISER_SOLVED_PARTLY)
		*ret_why = (struct refusal){.code = REFUSAL_NOT_UNSOLVED};
	else
		return false;
	return true;
}

void case_decide_reopen(struct case_decision_draft *d, const struct case_reopen *c)
{
	struct refusal why;

	if (case_reopen_refusal(d->state, d->event->meta.at_us, &why)) {
		refusals_add(&d->refusals, why);
		return;
	}
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count == 0)
		d->event->reopened = (struct case_reopened){
			.unit_id = d->state->answered_by_unit_id, .reason = private_text_of(c->reason)};
}
