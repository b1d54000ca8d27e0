// SPDX-License-Identifier: Apache-2.0
// In this order: may the actor know of the case; is it still as the actor saw it; is there such a move for
// this actor (case_moves.c); then what the command holds, all mistakes at once. The parts that fill the event
// or add refusals stand by theme in case_decide_intake.c, _work.c, _end.c, _raiser.c,
// _oversight.c, _time.c, _message.c and _shared.c.
#include "domain/case_decide.h"

#include "base/macros.h"
#include "domain/case_decide_impl.h"
#include "domain/case_erasure.h"
#include "domain/case_moves.h"
#include "domain/case_view.h"

static const char *const command_names[] = {
	[CASE_COMMAND_RECEIVE] = "receive",
	[CASE_COMMAND_CLASSIFY] = "classify",
	[CASE_COMMAND_RELEASE] = "release",
	[CASE_COMMAND_ASSIGN] = "assign",
	[CASE_COMMAND_ACCEPT] = "accept",
	[CASE_COMMAND_RETURN] = "return",
	[CASE_COMMAND_ANSWER] = "answer",
	[CASE_COMMAND_CLOSE] = "close",
	[CASE_COMMAND_ERASE] = "erase",
	[CASE_COMMAND_RATE] = "rate",
	[CASE_COMMAND_CALLBACK] = "callback",
	[CASE_COMMAND_REOPEN] = "reopen",
	[CASE_COMMAND_WITHDRAW] = "withdraw",
	[CASE_COMMAND_DECLINE] = "decline",
	[CASE_COMMAND_APPEAL] = "appeal",
	[CASE_COMMAND_UPHOLD] = "uphold",
	[CASE_COMMAND_OVERTURN] = "overturn",
	[CASE_COMMAND_REMIND] = "remind",
	[CASE_COMMAND_ORDER] = "order",
	[CASE_COMMAND_ANSWER_ORDER] = "answer_order",
	[CASE_COMMAND_WAIT] = "wait",
	[CASE_COMMAND_RESUME] = "resume",
	[CASE_COMMAND_ASK_EXTENSION] = "ask_extension",
	[CASE_COMMAND_GRANT_EXTENSION] = "grant_extension",
	[CASE_COMMAND_REFUSE_EXTENSION] = "refuse_extension",
	[CASE_COMMAND_SEND_BACK] = "send_back",
	[CASE_COMMAND_NOTE] = "note",
	[CASE_COMMAND_WRITE] = "write",
	[CASE_COMMAND_TELL] = "tell",
	[CASE_COMMAND_ALLOT] = "allot",
	[CASE_COMMAND_SUPPORT] = "support",
	[CASE_COMMAND_ACCEPT_SUPPORT] = "accept_support",
	[CASE_COMMAND_RETURN_SUPPORT] = "return_support",
	[CASE_COMMAND_REPORT_SUPPORT] = "report_support",
	[CASE_COMMAND_END_SUPPORT] = "end_support",
	[CASE_COMMAND_LIST] = "list",
};
_Static_assert(ARRAY_LEN(command_names) == CASE_COMMAND_COUNT, "every command has a name");

const char *case_command_name(enum case_command_type type)
{
	must((size_t)type < ARRAY_LEN(command_names));
	return command_names[type];
}

int64_t case_decision_deadline(
	const struct case_decision_draft *d, const struct case_period *period, int64_t from_us)
{
	return period->is_set ? calendar_deadline(d->facts->calendar, from_us, period->period) : 0;
}

static void decide(struct case_decision_draft *d, const struct case_command *command)
{
	switch (command->type) {
	case CASE_COMMAND_RECEIVE ... CASE_COMMAND_RELEASE:
	case CASE_COMMAND_LIST:
		case_decide_intake(d, command);
		break;
	case CASE_COMMAND_ASSIGN:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_SEND_BACK:
		case_decide_work(d, command);
		break;
	case CASE_COMMAND_CLOSE:
		d->event->type = CASE_EVENT_CLOSED;
		case_decide_close(d, &command->close);
		break;
	case CASE_COMMAND_ERASE:
		d->event->type = CASE_EVENT_ERASED;
		case_decide_erase(d, &command->erase);
		break;
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_DECLINE:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
		case_decide_raiser(d, command);
		break;
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ORDER:
	case CASE_COMMAND_ANSWER_ORDER:
		case_decide_oversight(d, command);
		break;
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
		case_decide_time(d, command);
		break;
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
		case_decide_message(d, command);
		break;
	case CASE_COMMAND_ALLOT:
		d->event->type = CASE_EVENT_ALLOTTED;
		case_decide_allot(d, &command->allot);
		break;
	case CASE_COMMAND_SUPPORT:
	case CASE_COMMAND_ACCEPT_SUPPORT:
	case CASE_COMMAND_RETURN_SUPPORT:
	case CASE_COMMAND_REPORT_SUPPORT:
	case CASE_COMMAND_END_SUPPORT:
		case_decide_support(d, command);
		break;
	}
}

bool case_may(const struct case_state *state, enum case_command_type command, const struct case_facts *facts,
	struct refusal *ret_why_not)
{
	const struct case_actor *actor = &facts->actor;

	must(actor->by != EVENT_BY_NONE);
	must((actor->by == EVENT_BY_OFFICER) == (actor->officer_id > 0) &&
		(actor->by != EVENT_BY_OFFICER || actor->unit_id > 0));
	// Whoever erases need not see what is erased: admins see no case.
	if (command != CASE_COMMAND_RECEIVE && state->state != CASE_STATE_NONE &&
		actor->by == EVENT_BY_OFFICER && !case_may_see(state, actor) &&
		!(command == CASE_COMMAND_ERASE && case_may_erase(state, actor))) {
		*ret_why_not = (struct refusal){.code = REFUSAL_NOT_FOR_YOU};
		return false;
	}
	return case_move_find(state, command, facts, ret_why_not) != NULL;
}

static struct event_meta meta_of(const struct case_state *state, const struct case_command *command,
	const struct case_facts *facts, int64_t now_us)
{
	bool is_new = command->type == CASE_COMMAND_RECEIVE;

	return (struct event_meta){
		.jurisdiction_id = is_new ? facts->jurisdiction_id : state->jurisdiction_id,
		.stream_id = is_new ? command->receive.case_id : state->case_id,
		.seq = state->seq + 1,
		// Time never falls within a stream, whatever the clocks of two servers say.
		.at_us = now_us > state->last_at_us ? now_us : state->last_at_us,
		.by = facts->actor.by,
		.by_officer_id = facts->actor.officer_id,
		.by_unit_id = facts->actor.unit_id,
	};
}

bool case_decide(const struct case_state *state, const struct case_command *command,
	const struct case_facts *facts, int64_t now_us, struct arena *arena, struct case_decision *ret)
{
	struct case_decision decision = {.state = *state};
	struct case_decision_draft d = {
		.state = state, .facts = facts, .arena = arena, .event = ARENA_NEW(arena, struct case_event)};
	struct refusal why_not;

	must(now_us > 0 && facts->jurisdiction_id > 0);
	must(state->state == CASE_STATE_NONE || facts->jurisdiction_id == state->jurisdiction_id);
	d.event->meta = meta_of(state, command, facts, now_us);
	bool may = case_may(state, command->type, facts, &why_not);

	// A page that is too old is told so before it is told what it could not do; but never to whom the
	// case is closed.
	if (!may && why_not.code == REFUSAL_NOT_FOR_YOU)
		refusals_add(&d.refusals, why_not);
	else if (command->expected_seq != 0 && command->expected_seq != state->seq)
		refusals_add(&d.refusals, (struct refusal){.code = REFUSAL_CHANGED_MEANWHILE,
						  .value = state->seq,
						  .state = (int)state->state});
	else if (!may)
		refusals_add(&d.refusals, why_not);
	else
		decide(&d, command);
	if (d.refusals.count == 0) {
		must(case_apply(&decision.state, d.event, NULL) == 0);
		decision.events = d.event;
		decision.event_count = 1;
	} else {
		decision.refusals =
			arena_memdup(arena, d.refusals.items, d.refusals.count * sizeof(struct refusal));
		decision.refusal_count = d.refusals.count;
	}
	*ret = decision;
	return d.refusals.count == 0;
}
