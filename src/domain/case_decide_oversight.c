// SPDX-License-Identifier: Apache-2.0
// Oversight: reminders, and numbered orders that have to be answered.
#include "base/clock.h"
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/limits.h"

void case_decide_check_order(struct case_decision_draft *d)
{
	if (d->state->order_id != 0)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_ORDER_OPEN,
						   .limit = d->state->order_year,
						   .value = d->state->order_number});
}

static void decide_remind(struct case_decision_draft *d, const struct case_oversight *c)
{
	check_text(&d->refusals, "text", c->text, LIMIT_REASON_CHARS, REFUSAL_TEXT_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->reminded =
		(struct case_reminded){.unit_id = d->state->unit_id, .text = private_text_of(c->text)};
}

static void decide_order(struct case_decision_draft *d, const struct case_oversight *c)
{
	int64_t at_us = d->event->meta.at_us;

	must(c->order_id > 0 && d->facts->order_number > 0);
	case_decide_check_order(d);
	check_text(&d->refusals, "text", c->text, LIMIT_REASON_CHARS, REFUSAL_TEXT_MISSING);
	if (c->answer_by == 0)
		refusals_add_field(&d->refusals, "answer_by", REFUSAL_CHOICE_MISSING);
	else if (c->answer_by <= at_us)
		refusals_add_field(&d->refusals, "answer_by", REFUSAL_DEADLINE_PASSED);
	else if (c->answer_by > at_us + LIMIT_DEADLINE_DAYS * US_PER_DAY)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_DEADLINE_TOO_FAR,
						   .field = "answer_by",
						   .limit = LIMIT_DEADLINE_DAYS});
	if (d->refusals.count > 0)
		return;
	d->event->ordered = (struct case_ordered){
		.order_id = c->order_id,
		.year = d->facts->order_year,
		.number = d->facts->order_number,
		.unit_id = d->state->unit_id,
		.answer_by = c->answer_by,
		.text = private_text_of(c->text),
	};
}

static void decide_answer_order(struct case_decision_draft *d, const struct case_oversight *c)
{
	check_text(&d->refusals, "text", c->text, LIMIT_REASON_CHARS, REFUSAL_TEXT_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->order_answered = (struct case_order_answered){
		.order_id = d->state->order_id,
		.unit_id = d->state->unit_id,
		.text = private_text_of(c->text),
	};
}

void case_decide_oversight(struct case_decision_draft *d, const struct case_command *command)
{
	if (command->type == CASE_COMMAND_REMIND) {
		d->event->type = CASE_EVENT_REMINDED;
		decide_remind(d, &command->oversight);
	} else if (command->type == CASE_COMMAND_ORDER) {
		d->event->type = CASE_EVENT_ORDERED;
		decide_order(d, &command->oversight);
	} else {
		must(command->type == CASE_COMMAND_ANSWER_ORDER);
		d->event->type = CASE_EVENT_ORDER_ANSWERED;
		decide_answer_order(d, &command->oversight);
	}
}
