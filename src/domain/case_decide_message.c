// SPDX-License-Identifier: Apache-2.0
// Notes within the office, and messages between it and the raiser.
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_decide_impl.h"
#include "domain/limits.h"
#include "domain/office_text.h"

void case_decide_message(struct case_decision_draft *d, const struct case_command *command)
{
	struct slice text = command->message.text;
	int64_t unit_id = d->state->unit_id;

	check_text(&d->refusals, "text", text, LIMIT_MESSAGE_CHARS, REFUSAL_TEXT_MISSING);
	if (command->type == CASE_COMMAND_WRITE && office_text_has_gap(text))
		refusals_add_field(&d->refusals, "text", REFUSAL_GAP_LEFT);
	if (command->type == CASE_COMMAND_TELL && d->state->told >= LIMIT_MESSAGES)
		refusals_add(&d->refusals,
			(struct refusal){.code = REFUSAL_TOLD_TOO_OFTEN, .limit = LIMIT_MESSAGES});
	if (d->refusals.count > 0)
		return;
	if (command->type == CASE_COMMAND_NOTE) {
		d->event->type = CASE_EVENT_NOTED;
		d->event->noted = (struct case_noted){unit_id, private_text_of(text)};
	} else if (command->type == CASE_COMMAND_WRITE) {
		d->event->type = CASE_EVENT_WRITTEN;
		d->event->written = (struct case_written){unit_id, private_text_of(text)};
	} else {
		must(command->type == CASE_COMMAND_TELL);
		d->event->type = CASE_EVENT_TOLD;
		d->event->told = (struct case_told){unit_id, private_text_of(text)};
	}
}
