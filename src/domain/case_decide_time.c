// SPDX-License-Identifier: Apache-2.0
// Time that is not counted, and time that is added: waiting and its end, extensions.
#include "base/clock.h"
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/case_extension.h"
#include "domain/limits.h"

static struct case_clocks clocks_of(const struct case_state *s)
{
	return (struct case_clocks){s->contact_by_us, s->reply_by_us, s->solve_by_us};
}

// ---- Waiting

static void decide_wait(struct case_decision_draft *d, const struct case_wait *c)
{
	int64_t at_us = d->event->meta.at_us;

	if (d->state->pause_count >= LIMIT_WAITINGS)
		refusals_add(&d->refusals,
			(struct refusal){.code = REFUSAL_WAITED_TOO_OFTEN, .limit = LIMIT_WAITINGS});
	if (c->reason_code == WAITING_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (c->until == 0)
		refusals_add_field(&d->refusals, "until", REFUSAL_CHOICE_MISSING);
	else if (c->until <= at_us)
		refusals_add_field(&d->refusals, "until", REFUSAL_DEADLINE_PASSED);
	else if (c->until > at_us + LIMIT_WAITING_DAYS * US_PER_DAY)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_DEADLINE_TOO_FAR,
						   .field = "until",
						   .limit = LIMIT_WAITING_DAYS});
	if (d->refusals.count > 0)
		return;
	d->event->waiting = (struct case_waiting){
		.assignment_id = d->state->assignment_id,
		.unit_id = d->state->unit_id,
		.reason_code = c->reason_code,
		.until = c->until,
		.reason = private_text_of(c->reason),
	};
}

static void decide_resume(struct case_decision_draft *d, const struct case_said *c)
{
	const struct case_state *s = d->state;
	const struct calendar *calendar = d->facts->calendar;
	int64_t at_us = d->event->meta.at_us;
	// Whoever is late to say so, or a job that ran late, takes no more time than was given.
	struct case_pause pause = {
		s->waiting_since_us, at_us < s->waiting_until_us ? at_us : s->waiting_until_us};
	struct case_clocks clocks;

	must(calendar);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_NONE);
	// By itself only when it is over: a job may have seen an earlier wait.
	if (d->facts->actor.by == EVENT_BY_SYSTEM && at_us < s->waiting_until_us)
		refusals_add(
			&d->refusals, (struct refusal){.code = REFUSAL_WRONG_STATE, .state = (int)s->state});
	if (d->refusals.count > 0)
		return;
	clocks = case_clocks_paused(calendar, clocks_of(s), pause);
	d->event->resumed = (struct case_resumed){
		.assignment_id = s->assignment_id,
		.unit_id = s->unit_id,
		.paused_until = pause.to_us,
		.deadline = case_deadline_paused(calendar, s->unit_deadline_us, pause),
		.contact_by = clocks.contact_by_us,
		.reply_by = clocks.reply_by_us,
		.solve_by = clocks.solve_by_us,
		.calendar_version = calendar_version(calendar),
		.reason = private_text_of(c->reason),
	};
}

// ---- Extensions

static void check_until(struct case_decision_draft *d, int64_t until)
{
	const struct case_period *most = &d->facts->policy.extension;
	int64_t from_us = d->state->unit_deadline_us;

	if (until == 0)
		refusals_add_field(&d->refusals, "until", REFUSAL_CHOICE_MISSING);
	else if (until <= from_us)
		refusals_add_field(&d->refusals, "until", REFUSAL_NOT_AN_EXTENSION);
	else if (!most->is_set || until > calendar_deadline(d->facts->calendar, from_us, most->period))
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_EXTENSION_TOO_LONG,
						   .field = "until",
						   .limit = most->is_set ? most->period.count : 0});
}

bool case_extension_refusal(const struct case_state *state, int64_t now_us, struct refusal *ret)
{
	enum refusal_code code = state->extension_until_us	    ? REFUSAL_EXTENSION_OPEN
				 : state->was_extended		    ? REFUSAL_EXTENDED_BEFORE
				 : now_us > state->unit_deadline_us ? REFUSAL_EXTENSION_TOO_LATE
								    : REFUSAL_NONE;

	*ret = (struct refusal){.code = code};
	return code != REFUSAL_NONE;
}

static void decide_ask(struct case_decision_draft *d, const struct case_extension *c)
{
	struct refusal why;

	must(d->facts->calendar);
	if (case_extension_refusal(d->state, d->event->meta.at_us, &why))
		refusals_add(&d->refusals, why);
	check_until(d, c->until);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->extension_asked = (struct case_extension_asked){
		.assignment_id = d->state->assignment_id,
		.unit_id = d->state->unit_id,
		.until = c->until,
		.reason = private_text_of(c->reason),
	};
}

// With the unit's deadline the raiser's last clock moves: more time for the one without the other would be
// none.
static void decide_extension(struct case_decision_draft *d, bool is_granted, const struct case_said *c)
{
	const struct case_state *s = d->state;
	struct case_clocks clocks = clocks_of(s);

	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS,
		is_granted ? REFUSAL_NONE : REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	if (is_granted)
		clocks = case_clocks_extended(clocks, s->extension_until_us);
	d->event->extension_decided = (struct case_extension_decided){
		.assignment_id = s->assignment_id,
		.unit_id = s->unit_id,
		.granted = is_granted,
		.deadline = is_granted ? s->extension_until_us : s->unit_deadline_us,
		.reply_by = clocks.reply_by_us,
		.solve_by = clocks.solve_by_us,
		.reason = private_text_of(c->reason),
	};
}

void case_decide_time(struct case_decision_draft *d, const struct case_command *command)
{
	switch ((int)command->type) {
	case CASE_COMMAND_WAIT:
		d->event->type = CASE_EVENT_WAITING;
		decide_wait(d, &command->wait);
		break;
	case CASE_COMMAND_RESUME:
		d->event->type = CASE_EVENT_RESUMED;
		decide_resume(d, &command->said);
		break;
	case CASE_COMMAND_ASK_EXTENSION:
		d->event->type = CASE_EVENT_EXTENSION_ASKED;
		decide_ask(d, &command->extension);
		break;
	default:
		d->event->type = CASE_EVENT_EXTENSION_DECIDED;
		decide_extension(d, command->type == CASE_COMMAND_GRANT_EXTENSION, &command->said);
		break;
	}
}
