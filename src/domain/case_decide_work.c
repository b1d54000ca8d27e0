// SPDX-License-Identifier: Apache-2.0
// How a case is worked on: handed to a unit, accepted, returned, answered.
#include "base/clock.h"
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/case_return.h"
#include "domain/case_shared.h"
#include "domain/limits.h"
#include "domain/office_text.h"

static bool is_about_unit(const struct case_decision_draft *d, int64_t unit_id)
{
	return d->state->about_unit_id.state == PRIVATE_PRESENT && d->state->about_unit_id.value == unit_id;
}

// The deadline that intake chose, else the policy's, else the raiser's next one that is still ahead.
static int64_t unit_deadline(struct case_decision_draft *d, const struct case_assign *c)
{
	const struct case_state *s = d->state;
	int64_t at_us = d->event->meta.at_us, by_us = c->deadline_us;

	if (by_us == 0)
		by_us = case_decision_deadline(d, &d->facts->policy.unit, at_us);
	if (by_us == 0 && s->reply_by_us > at_us)
		by_us = s->reply_by_us;
	if (by_us == 0 && s->solve_by_us > at_us)
		by_us = s->solve_by_us;
	if (by_us == 0)
		refusals_add_field(&d->refusals, "deadline", REFUSAL_DEADLINE_MISSING);
	else if (by_us <= at_us)
		refusals_add_field(&d->refusals, "deadline", REFUSAL_DEADLINE_PASSED);
	else if (c->deadline_us != 0 && by_us > at_us + LIMIT_DEADLINE_DAYS * US_PER_DAY)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_DEADLINE_TOO_FAR,
						   .field = "deadline",
						   .limit = LIMIT_DEADLINE_DAYS});
	return by_us;
}

void case_decide_check_unit(
	struct case_decision_draft *d, const char *field, int64_t unit_id, const struct case_unit_fact *unit)
{
	if (!unit->exists)
		refusals_add_field(&d->refusals, field, REFUSAL_UNIT_UNKNOWN);
	else if (unit->is_complained_of || is_about_unit(d, unit_id))
		refusals_add_field(&d->refusals, field, REFUSAL_UNIT_COMPLAINED_OF);
}

void case_decide_check_deadline(struct case_decision_draft *d, const char *field, int64_t by_us)
{
	int64_t at_us = d->event->meta.at_us;

	if (by_us == 0)
		refusals_add_field(&d->refusals, field, REFUSAL_CHOICE_MISSING);
	else if (by_us <= at_us)
		refusals_add_field(&d->refusals, field, REFUSAL_DEADLINE_PASSED);
	else if (by_us > at_us + LIMIT_DEADLINE_DAYS * US_PER_DAY)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_DEADLINE_TOO_FAR,
						   .field = field,
						   .limit = LIMIT_DEADLINE_DAYS});
}

static void decide_assign(struct case_decision_draft *d, const struct case_assign *c)
{
	must(c->assignment_id > 0 && d->facts->calendar);
	if (c->unit_id == 0)
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_CHOICE_MISSING);
	else
		case_decide_check_unit(d, "unit_id", c->unit_id, &d->facts->target);
	if (c->supervising_unit_id != 0)
		case_decide_check_unit(
			d, "supervising_unit_id", c->supervising_unit_id, &d->facts->supervising);
	if (c->supervising_unit_id != 0 && c->supervising_unit_id == c->unit_id)
		refusals_add_field(&d->refusals, "supervising_unit_id", REFUSAL_SUPERVISES_ITSELF);
	check_text(&d->refusals, "standard", c->standard, LIMIT_REASON_CHARS, REFUSAL_NONE);
	// Whoever decides a dispute says why.
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS,
		case_is_disputed(d->state) ? REFUSAL_REASON_MISSING : REFUSAL_NONE);
	int64_t by_us = unit_deadline(d, c);

	if (d->refusals.count > 0)
		return;
	d->event->assigned = (struct case_assigned){
		.assignment_id = c->assignment_id,
		.unit_id = c->unit_id,
		.role = ASSIGNMENT_ROLE_LEAD,
		.assigning_unit_id = d->facts->actor.unit_id,
		.supervising_unit_id = c->supervising_unit_id,
		.deadline = by_us,
		.calendar_version = calendar_version(d->facts->calendar),
		.category_version = d->facts->policy.version,
		.standard = private_text_of(c->standard),
		.note = private_text_of(c->note),
	};
}

static void decide_accept(struct case_decision_draft *d)
{
	d->event->accepted = (struct case_accepted){d->state->assignment_id, d->state->unit_id};
}

bool case_return_refusal(const struct case_state *state, const struct case_facts *facts, int64_t now_us,
	struct refusal *ret_why)
{
	const struct case_period *most = &facts->policy.give_back;

	if (state->is_settled)
		*ret_why = (struct refusal){.code = REFUSAL_DISPUTE_SETTLED};
	else if (most->is_set &&
		 now_us > calendar_deadline(facts->calendar, state->assigned_at_us, most->period))
		*ret_why = (struct refusal){.code = REFUSAL_RETURN_TOO_LATE, .limit = most->period.count};
	else
		return false;
	return true;
}

static void decide_return(struct case_decision_draft *d, const struct case_return *c)
{
	struct refusal why;

	case_decide_check_order(d);
	if (case_return_refusal(d->state, d->facts, d->event->meta.at_us, &why))
		refusals_add(&d->refusals, why);
	if (c->reason_code == RETURN_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	check_text(&d->refusals, "legal_basis", c->legal_basis, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->returned = (struct case_returned){
		.assignment_id = d->state->assignment_id,
		.unit_id = d->state->unit_id,
		.reason_code = c->reason_code,
		.reason = private_text_of(c->reason),
		.legal_basis = private_text_of(c->legal_basis),
	};
}

static void decide_answer(struct case_decision_draft *d, const struct case_answer *c)
{
	const struct case_state *s = d->state;
	bool at_once = s->unit_id == 0;
	struct refusal why;

	if (case_answer_refusal(s, &why))
		refusals_add(&d->refusals, why);
	check_text(&d->refusals, "text", c->text, LIMIT_TEXT_CHARS, REFUSAL_TEXT_MISSING);
	check_text(&d->refusals, "public_text", c->public_text, LIMIT_TEXT_CHARS, REFUSAL_NONE);
	if (office_text_has_gap(c->text))
		refusals_add_field(&d->refusals, "text", REFUSAL_GAP_LEFT);
	if (office_text_has_gap(c->public_text))
		refusals_add_field(&d->refusals, "public_text", REFUSAL_GAP_LEFT);
	if (d->refusals.count > 0)
		return;
	d->event->answered = (struct case_answered){
		.assignment_id = s->assignment_id,
		.unit_id = at_once ? d->facts->actor.unit_id : s->unit_id,
		.at_once = at_once,
		.correction = s->state == CASE_STATE_ANSWERED,
		.text = private_text_of(c->text),
		.public_text = private_text_of(c->public_text),
	};
}

static void decide_send_back(struct case_decision_draft *d, const struct case_said *c)
{
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->sent_back = (struct case_sent_back){
		.assignment_id = d->state->assignment_id,
		.unit_id = d->state->unit_id,
		.reason = private_text_of(c->reason),
	};
}

void case_decide_work(struct case_decision_draft *d, const struct case_command *command)
{
	if (command->type == CASE_COMMAND_ASSIGN) {
		d->event->type = CASE_EVENT_ASSIGNED;
		decide_assign(d, &command->assign);
	} else if (command->type == CASE_COMMAND_ACCEPT) {
		d->event->type = CASE_EVENT_ACCEPTED;
		decide_accept(d);
	} else if (command->type == CASE_COMMAND_RETURN) {
		d->event->type = CASE_EVENT_RETURNED;
		decide_return(d, &command->return_);
	} else if (command->type == CASE_COMMAND_ANSWER) {
		d->event->type = CASE_EVENT_ANSWERED;
		decide_answer(d, &command->answer);
	} else {
		must(command->type == CASE_COMMAND_SEND_BACK);
		d->event->type = CASE_EVENT_SENT_BACK;
		decide_send_back(d, &command->said);
	}
}
