// SPDX-License-Identifier: Apache-2.0
// What the raiser decides: whether it is solved, that it is taken up again, that it is withdrawn; that intake
// does not take it up, and what becomes of the appeal.
#include "base/clock.h"
#include "base/macros.h"
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

static void decide_rate(struct case_decision_draft *d, const struct case_rate *c)
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

static void decide_reopen(struct case_decision_draft *d, const struct case_reopen *c)
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

// ---- Withdrawn, declined, appealed

static void decide_withdraw(struct case_decision_draft *d, const struct case_said *c)
{
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count == 0)
		d->event->withdrawn = (struct case_withdrawn){
			.unit_id = d->state->unit_id, .reason = private_text_of(c->reason)};
}

bool case_decline_refusal(const struct case_state *state, struct refusal *ret_why)
{
	if (!state->was_overturned)
		return false;
	*ret_why = (struct refusal){.code = REFUSAL_OVERTURNED_BEFORE};
	return true;
}

static void decide_decline(struct case_decision_draft *d, const struct case_decline *c)
{
	struct refusals *r = &d->refusals;
	struct refusal why;

	if (case_decline_refusal(d->state, &why)) {
		refusals_add(r, why);
		return;
	}
	if (c->reason_code == DECLINE_REASON_NONE)
		refusals_add_field(r, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(r, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	check_text(r, "legal_basis", c->legal_basis, LIMIT_REASON_CHARS, REFUSAL_TEXT_MISSING);
	check_text(r, "how_to_appeal", c->how_to_appeal, LIMIT_REASON_CHARS, REFUSAL_TEXT_MISSING);
	check_text(r, "public_reason", c->public_reason, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (r->count > 0)
		return;
	d->event->declined = (struct case_declined){
		.reason_code = c->reason_code,
		.reason = private_text_of(c->reason),
		.legal_basis = private_text_of(c->legal_basis),
		.how_to_appeal = private_text_of(c->how_to_appeal),
		.public_reason = private_text_of(c->public_reason),
	};
}

int64_t case_appeal_until(const struct case_state *state)
{
	return state->state == CASE_STATE_DECLINED ? state->declined_at_us + LIMIT_APPEAL_DAYS * US_PER_DAY
						   : 0;
}

bool case_appeal_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret_why)
{
	if (state->appeals > 0)
		*ret_why = (struct refusal){.code = REFUSAL_APPEALED_ALREADY};
	else if (now_us > case_appeal_until(state))
		*ret_why = (struct refusal){.code = REFUSAL_APPEAL_TOO_LATE, .limit = LIMIT_APPEAL_DAYS};
	else
		return false;
	return true;
}

static void decide_appeal(struct case_decision_draft *d, const struct case_said *c)
{
	struct refusal why;

	if (case_appeal_refusal(d->state, d->event->meta.at_us, &why)) {
		refusals_add(&d->refusals, why);
		return;
	}
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count == 0)
		d->event->appealed = (struct case_appealed){
			.declined_seq = d->state->declined_seq, .reason = private_text_of(c->reason)};
}

static void decide_on_appeal(
	struct case_decision_draft *d, const struct case_said *c, enum appeal_outcome outcome)
{
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count == 0)
		d->event->appeal_decided = (struct case_appeal_decided){
			.outcome = outcome, .reason = private_text_of(c->reason)};
}

void case_decide_raiser(struct case_decision_draft *d, const struct case_command *command)
{
	if (command->type == CASE_COMMAND_RATE || command->type == CASE_COMMAND_CALLBACK) {
		d->event->type = CASE_EVENT_RATED;
		decide_rate(d, &command->rate);
	} else if (command->type == CASE_COMMAND_REOPEN) {
		d->event->type = CASE_EVENT_REOPENED;
		decide_reopen(d, &command->reopen);
	} else if (command->type == CASE_COMMAND_WITHDRAW) {
		d->event->type = CASE_EVENT_WITHDRAWN;
		decide_withdraw(d, &command->said);
	} else if (command->type == CASE_COMMAND_DECLINE) {
		d->event->type = CASE_EVENT_DECLINED;
		decide_decline(d, &command->decline);
	} else if (command->type == CASE_COMMAND_APPEAL) {
		d->event->type = CASE_EVENT_APPEALED;
		decide_appeal(d, &command->said);
	} else {
		must(command->type == CASE_COMMAND_UPHOLD || command->type == CASE_COMMAND_OVERTURN);
		d->event->type = CASE_EVENT_APPEAL_DECIDED;
		decide_on_appeal(d, &command->said,
			command->type == CASE_COMMAND_UPHOLD ? APPEAL_OUTCOME_UPHELD
							     : APPEAL_OUTCOME_OVERTURNED);
	}
}
