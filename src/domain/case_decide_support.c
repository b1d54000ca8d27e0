// SPDX-License-Identifier: Apache-2.0
// Supporting units: asked for by who leads or by the office; each accepts or gives back, and reports.
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/case_shared.h"
#include "domain/limits.h"

const struct case_support *case_support_open_of(const struct case_state *state, int64_t unit_id)
{
	for (int i = 0; i < state->support_count; i++) {
		if (state->supports[i].unit_id == unit_id && !state->supports[i].reported_at_us)
			return &state->supports[i];
	}
	return NULL;
}

int case_supports_open(const struct case_state *state)
{
	int count = 0;

	for (int i = 0; i < state->support_count; i++)
		count += !state->supports[i].reported_at_us;
	return count;
}

bool case_answer_refusal(const struct case_state *state, struct refusal *ret_why)
{
	for (int i = 0; i < state->support_count; i++) {
		if (state->supports[i].reported_at_us)
			continue;
		*ret_why = (struct refusal){.code = REFUSAL_SUPPORT_OPEN,
			.unit_id = state->supports[i].unit_id,
			.value = case_supports_open(state)};
		return true;
	}
	return false;
}

bool case_return_support_refusal(const struct case_support *support, const struct case_facts *facts,
	int64_t now_us, struct refusal *ret_why)
{
	const struct case_period *most = &facts->policy.give_back;

	if (!most->is_set ||
		now_us <= calendar_deadline(facts->calendar, support->assigned_at_us, most->period))
		return false;
	*ret_why = (struct refusal){.code = REFUSAL_RETURN_TOO_LATE, .limit = most->period.count};
	return true;
}

// The one that was chosen; else what the policy gives a unit, but not beyond the deadline of who leads.
static int64_t deadline_of(struct case_decision_draft *d, const struct case_assign *c)
{
	int64_t at_us = d->event->meta.at_us, lead_us = d->state->unit_deadline_us;
	int64_t by_us = c->deadline_us;

	if (by_us == 0) {
		by_us = case_decision_deadline(d, &d->facts->policy.unit, at_us);
		if (lead_us > at_us && (by_us == 0 || lead_us < by_us))
			by_us = lead_us;
		if (by_us == 0)
			refusals_add_field(&d->refusals, "deadline", REFUSAL_DEADLINE_MISSING);
		return by_us;
	}
	case_decide_check_deadline(d, "deadline", by_us);
	return by_us;
}

static void check_supporting(struct case_decision_draft *d, int64_t unit_id)
{
	if (unit_id == 0)
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_CHOICE_MISSING);
	else if (unit_id == d->state->unit_id)
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_SUPPORTS_ITSELF);
	else if (case_support_open_of(d->state, unit_id))
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_SUPPORTS_ALREADY);
	else
		case_decide_check_unit(d, "unit_id", unit_id, &d->facts->target);
}

static void decide_support(struct case_decision_draft *d, const struct case_assign *c)
{
	must(c->assignment_id > 0 && d->facts->calendar);
	if (d->state->support_count >= LIMIT_SUPPORTS)
		refusals_add(&d->refusals,
			(struct refusal){.code = REFUSAL_SUPPORTS_TOO_MANY, .limit = LIMIT_SUPPORTS});
	check_supporting(d, c->unit_id);
	if (c->supervising_unit_id != 0)
		case_decide_check_unit(
			d, "supervising_unit_id", c->supervising_unit_id, &d->facts->supervising);
	if (c->supervising_unit_id != 0 && c->supervising_unit_id == c->unit_id)
		refusals_add_field(&d->refusals, "supervising_unit_id", REFUSAL_SUPERVISES_ITSELF);
	check_text(&d->refusals, "standard", c->standard, LIMIT_REASON_CHARS, REFUSAL_NONE);
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS, REFUSAL_NONE);
	int64_t by_us = deadline_of(d, c);

	if (d->refusals.count > 0)
		return;
	d->event->support_assigned = (struct case_support_assigned){
		.assignment_id = c->assignment_id,
		.unit_id = c->unit_id,
		.assigning_unit_id = d->facts->actor.unit_id,
		.supervising_unit_id = c->supervising_unit_id,
		.deadline = by_us,
		.calendar_version = calendar_version(d->facts->calendar),
		.standard = private_text_of(c->standard),
		.note = private_text_of(c->note),
	};
}

static void decide_return(
	struct case_decision_draft *d, const struct case_support *support, const struct case_return *c)
{
	struct refusal why;

	if (case_return_support_refusal(support, d->facts, d->event->meta.at_us, &why))
		refusals_add(&d->refusals, why);
	if (c->reason_code == RETURN_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	check_text(&d->refusals, "legal_basis", c->legal_basis, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->support_returned = (struct case_support_returned){
		.assignment_id = support->assignment_id,
		.unit_id = support->unit_id,
		.reason_code = c->reason_code,
		.reason = private_text_of(c->reason),
		.legal_basis = private_text_of(c->legal_basis),
	};
}

static void decide_report(
	struct case_decision_draft *d, const struct case_support *support, const struct case_report *c)
{
	check_text(&d->refusals, "text", c->text, LIMIT_TEXT_CHARS, REFUSAL_TEXT_MISSING);
	if (c->file_count > LIMIT_FILES)
		refusals_add(&d->refusals,
			(struct refusal){
				.code = REFUSAL_FILES_TOO_MANY, .field = "files", .limit = LIMIT_FILES});
	if (d->refusals.count > 0)
		return;
	d->event->support_reported = (struct case_support_reported){
		.assignment_id = support->assignment_id,
		.unit_id = support->unit_id,
		.text = private_text_of(c->text),
		.files = private_files_of(c->files, c->file_count),
	};
}

static void decide_end(struct case_decision_draft *d, const struct case_support_end *c)
{
	const struct case_support *support = case_support_open_of(d->state, c->unit_id);

	if (!support)
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->support_ended = (struct case_support_ended){
		.assignment_id = support->assignment_id,
		.unit_id = support->unit_id,
		.reason = private_text_of(c->reason),
	};
}

void case_decide_support(struct case_decision_draft *d, const struct case_command *command)
{
	const struct case_support *own = case_support_open_of(d->state, d->facts->actor.unit_id);

	if (command->type == CASE_COMMAND_SUPPORT) {
		d->event->type = CASE_EVENT_SUPPORT_ASSIGNED;
		decide_support(d, &command->assign);
	} else if (command->type == CASE_COMMAND_END_SUPPORT) {
		d->event->type = CASE_EVENT_SUPPORT_ENDED;
		decide_end(d, &command->support_end);
	} else if (command->type == CASE_COMMAND_ACCEPT_SUPPORT) {
		d->event->type = CASE_EVENT_SUPPORT_ACCEPTED;
		d->event->support_accepted = (struct case_support_accepted){own->assignment_id, own->unit_id};
	} else if (command->type == CASE_COMMAND_RETURN_SUPPORT) {
		d->event->type = CASE_EVENT_SUPPORT_RETURNED;
		decide_return(d, own, &command->return_);
	} else {
		must(command->type == CASE_COMMAND_REPORT_SUPPORT);
		d->event->type = CASE_EVENT_SUPPORT_REPORTED;
		decide_report(d, own, &command->report);
	}
}
