// SPDX-License-Identifier: Apache-2.0
// Looks moves up in the table, for an actor and a case as they are.
#include "base/macros.h"
#include "domain/case_moves.h"
#include "domain/case_shared.h"
#include "domain/case_view.h"

#define TAKES_DOWN (ROLE_INTAKE | ROLE_HANDLER | ROLE_UNIT_HEAD)

#define BY_RAISER  (1u << EVENT_BY_RAISER)
#define BY_SYSTEM  (1u << EVENT_BY_SYSTEM)
#define BY_OFFICER (1u << EVENT_BY_OFFICER)

// Who brings cases in by which channel. A system speaks for raisers whose mail or program it reads.
static const struct {
	unsigned by;
	uint32_t roles; // of an officer
} channels[CASE_CHANNEL_COUNT] = {
	[CASE_CHANNEL_PORTAL] = {BY_RAISER, 0},
	[CASE_CHANNEL_ENTERPRISE_DOOR] = {BY_RAISER, 0},
	[CASE_CHANNEL_HOTLINE] = {BY_OFFICER, ROLE_INTAKE},
	[CASE_CHANNEL_LIAISON_VISIT] = {BY_OFFICER, TAKES_DOWN},
	[CASE_CHANNEL_UNIT] = {BY_OFFICER, TAKES_DOWN},
	[CASE_CHANNEL_GRID] = {BY_OFFICER, TAKES_DOWN},
	[CASE_CHANNEL_INSPECTION] = {BY_OFFICER, TAKES_DOWN},
	[CASE_CHANNEL_CONSULTATION] = {BY_OFFICER, TAKES_DOWN},
	[CASE_CHANNEL_MAIL] = {BY_RAISER | BY_SYSTEM | BY_OFFICER, ROLE_INTAKE},
	[CASE_CHANNEL_OPEN311] = {BY_RAISER | BY_SYSTEM, 0},
	[CASE_CHANNEL_IMPORT] = {BY_SYSTEM, 0},
	[CASE_CHANNEL_API] = {BY_RAISER | BY_SYSTEM, 0},
};

bool case_channel_is_open(enum case_channel channel, const struct case_actor *actor)
{
	must((size_t)channel < ARRAY_LEN(channels));
	if (!(channels[channel].by & 1u << actor->by))
		return false;
	return actor->by != EVENT_BY_OFFICER || (channels[channel].roles & actor->roles) != 0;
}

static bool is_role_met(const struct case_move *move, const struct case_actor *actor)
{
	if (move->relation == CASE_RELATION_RAISER)
		return actor->by == EVENT_BY_RAISER || actor->by == EVENT_BY_SYSTEM;
	if (move->relation == CASE_RELATION_RAISER_SELF)
		return actor->by == EVENT_BY_RAISER;
	if (move->relation == CASE_RELATION_SYSTEM)
		return actor->by == EVENT_BY_SYSTEM;
	return actor->by == EVENT_BY_OFFICER && (move->roles & actor->roles) != 0;
}

static bool is_relation_met(
	const struct case_move *move, const struct case_state *state, const struct case_actor *actor)
{
	switch (move->relation) {
	case CASE_RELATION_ANY:
	case CASE_RELATION_RAISER:
	case CASE_RELATION_SYSTEM:
	case CASE_RELATION_RAISER_SELF:
		return true;
	case CASE_RELATION_SUPPORTS:
		return case_support_open_of(state, actor->unit_id) != NULL;
	case CASE_RELATION_IN_CHARGE:
		return state->unit_id != 0 && actor->unit_id == state->unit_id;
	}
	return false;
}

static bool is_unit_complained_of(const struct case_state *state, const struct case_facts *facts)
{
	if (state->unit_id == 0)
		return false;
	return facts->unit_in_charge_is_complained_of ||
	       (state->about_unit_id.state == PRIVATE_PRESENT &&
		       state->about_unit_id.value == state->unit_id);
}

// Where who answered was erased or not read, a check still is one: an officer of the unit that answered could
// be the same, one of intake elsewhere is not. Supervisors always may, so that a case never stays open for
// this.
static bool is_another(const struct case_state *state, const struct case_actor *actor)
{
	if (state->answered_by_officer_id != 0)
		return actor->officer_id != state->answered_by_officer_id;
	return (actor->roles & ROLE_SUPERVISOR) != 0 ||
	       ((actor->roles & ROLE_INTAKE) != 0 && actor->unit_id != state->answered_by_unit_id);
}

static bool is_not_decliner(const struct case_state *state, const struct case_actor *actor)
{
	return state->declined_by_officer_id != 0 ? actor->officer_id != state->declined_by_officer_id
						  : actor->unit_id != state->declined_by_unit_id;
}

static bool is_condition_met(
	const struct case_move *move, const struct case_state *state, const struct case_facts *facts)
{
	switch (move->condition) {
	case CASE_CONDITION_NONE:
		return true;
	case CASE_CONDITION_UNIT_COMPLAINED_OF:
		return is_unit_complained_of(state, facts);
	case CASE_CONDITION_AT_ONCE:
		return state->answered_at_once;
	case CASE_CONDITION_ANOTHER:
		return !facts->policy.needs_check || is_another(state, &facts->actor);
	case CASE_CONDITION_CHECK_OFF:
		return !facts->policy.needs_check;
	case CASE_CONDITION_INDEPENDENT:
		return case_is_independent(state, &facts->actor);
	case CASE_CONDITION_NOT_DECLINER:
		return is_not_decliner(state, &facts->actor);
	case CASE_CONDITION_ORDERED:
		return state->order_id != 0;
	case CASE_CONDITION_UNDISPUTED:
		return !case_is_disputed(state);
	case CASE_CONDITION_DISPUTED:
		return case_is_disputed(state);
	case CASE_CONDITION_CHECKER:
		return !state->answered_at_once && is_another(state, &facts->actor);
	case CASE_CONDITION_SUPPORTED:
		return case_supports_open(state) > 0;
	case CASE_CONDITION_SUPPORT_NEW:
		return case_support_open_of(state, facts->actor.unit_id)->accepted_at_us == 0;
	case CASE_CONDITION_SUPPORT_ACCEPTED:
		return case_support_open_of(state, facts->actor.unit_id)->accepted_at_us != 0;
	case CASE_CONDITION_OWN_ALLOTMENT:
		return state->allotted_officer_id.state == PRIVATE_ABSENT ||
		       state->allotted_officer_id.value == facts->actor.officer_id;
	case CASE_CONDITION_EXTENSION_ASKED:
		return state->extension_until_us != 0 && facts->actor.unit_id != state->unit_id;
	}
	return false;
}

// A way that is open to nobody now is none.
static bool is_way_open(
	const struct case_move *move, const struct case_state *state, const struct case_facts *facts)
{
	if (move->condition == CASE_CONDITION_CHECKER)
		return !state->answered_at_once;
	if (move->condition == CASE_CONDITION_EXTENSION_ASKED)
		return state->extension_until_us != 0;
	if (move->condition == CASE_CONDITION_SUPPORTED)
		return case_supports_open(state) > 0;
	if (move->condition == CASE_CONDITION_DISPUTED)
		return case_is_disputed(state);
	return (move->condition != CASE_CONDITION_UNIT_COMPLAINED_OF &&
		       move->condition != CASE_CONDITION_ORDERED) ||
	       is_condition_met(move, state, facts);
}

// What to say where the role fits but the condition does not hold.
static enum refusal_code condition_refusal(enum case_condition condition)
{
	switch (condition) {
	case CASE_CONDITION_NONE:
		break;
	case CASE_CONDITION_UNIT_COMPLAINED_OF:
	case CASE_CONDITION_ORDERED:
		return REFUSAL_WRONG_STATE;
	case CASE_CONDITION_AT_ONCE:
		return REFUSAL_NOT_IN_CHARGE;
	case CASE_CONDITION_ANOTHER:
	case CASE_CONDITION_CHECK_OFF:
	case CASE_CONDITION_CHECKER:
		return REFUSAL_SAME_OFFICER;
	case CASE_CONDITION_UNDISPUTED:
		return REFUSAL_DISPUTED;
	case CASE_CONDITION_DISPUTED:
	case CASE_CONDITION_SUPPORTED:
		return REFUSAL_WRONG_STATE;
	case CASE_CONDITION_SUPPORT_NEW:
		return REFUSAL_SUPPORT_ACCEPTED;
	case CASE_CONDITION_SUPPORT_ACCEPTED:
		return REFUSAL_SUPPORT_NOT_ACCEPTED;
	case CASE_CONDITION_OWN_ALLOTMENT:
		return REFUSAL_ALLOTTED_TO_ANOTHER;
	case CASE_CONDITION_EXTENSION_ASKED:
		return REFUSAL_OWN_REQUEST;
	case CASE_CONDITION_INDEPENDENT:
		return REFUSAL_NOT_INDEPENDENT;
	case CASE_CONDITION_NOT_DECLINER:
		return REFUSAL_OWN_DECLINE;
	}
	must(!"a condition that cannot fail");
	return REFUSAL_NONE;
}

// The nearer a move came, the better its reason explains.
static int nearness(enum refusal_code code)
{
	return code == REFUSAL_SAME_OFFICER || code == REFUSAL_NOT_INDEPENDENT ||
			       code == REFUSAL_OWN_DECLINE || code == REFUSAL_OWN_REQUEST ||
			       code == REFUSAL_DISPUTED || code == REFUSAL_ALLOTTED_TO_ANOTHER ||
			       code == REFUSAL_SUPPORT_ACCEPTED || code == REFUSAL_SUPPORT_NOT_ACCEPTED
		       ? 3
	       : code == REFUSAL_NOT_IN_CHARGE || code == REFUSAL_NOT_SUPPORTING ? 2
	       : code == REFUSAL_ROLE_MISSING					 ? 1
										 : 0;
}

const struct case_move *case_move_find(const struct case_state *state, enum case_command_type command,
	const struct case_facts *facts, struct refusal *ret_refusal)
{
	struct refusal why = {
		.code = REFUSAL_WRONG_STATE, .state = (int)state->state, .unit_id = state->unit_id};

	for (size_t i = 0; i < case_move_count; i++) {
		const struct case_move *move = &case_moves[i];
		enum refusal_code code;

		if (move->command != command || !case_move_starts_in(move, state->state))
			continue;
		if (!is_way_open(move, state, facts))
			continue;
		why.roles |= move->roles;
		if (!is_role_met(move, &facts->actor))
			code = REFUSAL_ROLE_MISSING;
		else if (!is_relation_met(move, state, &facts->actor))
			code = move->relation == CASE_RELATION_SUPPORTS ? REFUSAL_NOT_SUPPORTING
									: REFUSAL_NOT_IN_CHARGE;
		else if (!is_condition_met(move, state, facts))
			code = condition_refusal(move->condition);
		else
			return move;
		if (nearness(code) > nearness(why.code))
			why.code = code;
	}
	*ret_refusal = why;
	return NULL;
}
