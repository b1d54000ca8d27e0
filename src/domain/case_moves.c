// SPDX-License-Identifier: Apache-2.0
#include "domain/case_moves.h"

#include "base/macros.h"
#include "domain/case_view.h"

#define OFFICE	     (ROLE_INTAKE | ROLE_SUPERVISOR)
#define UNIT	     (ROLE_HANDLER | ROLE_UNIT_HEAD)
#define TAKES_DOWN   (ROLE_INTAKE | ROLE_HANDLER | ROLE_UNIT_HEAD)
#define MAKES_PUBLIC (ROLE_INTAKE | ROLE_EDITOR)
#define OVERSEES     (ROLE_SUPERVISOR | ROLE_LEADER)

// Short names, so that the table can be read as the drawing of a case's life.
#define MOVE(command, from, to, roles, relation, condition)                                                  \
	{                                                                                                    \
		CASE_COMMAND_##command, CASE_STATE_##from, CASE_STATE_##to, roles, CASE_RELATION_##relation, \
			CASE_CONDITION_##condition                                                           \
	}

// clang-format off
const struct case_move case_moves[] = {
	//   command   from      to        who           stands so  and only if
	MOVE(RECEIVE,  NONE,     RECEIVED, 0,            RAISER,    NONE),
	MOVE(RECEIVE,  NONE,     RECEIVED, TAKES_DOWN,   ANY,       NONE),

	MOVE(ASSIGN,   RECEIVED, ASSIGNED, OFFICE,       ANY,       NONE),
	MOVE(ACCEPT,   ASSIGNED, IN_HAND,  UNIT,         IN_CHARGE, NONE),
	MOVE(RETURN,   ASSIGNED, RETURNED, UNIT,         IN_CHARGE, NONE),
	MOVE(ASSIGN,   RETURNED, ASSIGNED, OFFICE,       ANY,       UNDISPUTED),
	// Given back twice: whose it is, is decided above intake, and stays decided.
	MOVE(ASSIGN,   RETURNED, ASSIGNED, ROLE_SUPERVISOR, ANY,    DISPUTED),
	MOVE(ANSWER,   IN_HAND,  ANSWERED, UNIT,         IN_CHARGE, NONE),
	MOVE(CLOSE,    ANSWERED, CLOSED,   OFFICE,       ANY,       ANOTHER),
	MOVE(CLOSE,    ANSWERED, CLOSED,   ROLE_UNIT_HEAD, IN_CHARGE, ANOTHER),
	MOVE(CLOSE,    ANSWERED, CLOSED,   ROLE_HANDLER, IN_CHARGE, CHECK_OFF),

	// What can be answered at once is answered at once.
	MOVE(ANSWER,   RECEIVED, ANSWERED, ROLE_INTAKE,  ANY,       NONE),
	MOVE(ANSWER,   RETURNED, ANSWERED, ROLE_INTAKE,  ANY,       NONE),

	// A better answer replaces the one that stands, until it is closed.
	MOVE(ANSWER,   ANSWERED, ANSWERED, UNIT,         IN_CHARGE, NONE),
	MOVE(ANSWER,   ANSWERED, ANSWERED, ROLE_INTAKE,  ANY,       AT_ONCE),

	// It turns out that the case is about the unit that has it: it is taken away, and its answer with it. In no
	// other way does a case go from unit to unit without coming back first.
	MOVE(ASSIGN,   ASSIGNED, ASSIGNED, OFFICE,       ANY,       UNIT_COMPLAINED_OF),
	MOVE(ASSIGN,   IN_HAND,  ASSIGNED, OFFICE,       ANY,       UNIT_COMPLAINED_OF),
	MOVE(ASSIGN,   ANSWERED, ASSIGNED, OFFICE,       ANY,       UNIT_COMPLAINED_OF),

	MOVE(CLASSIFY, RECEIVED, RECEIVED, OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, ASSIGNED, ASSIGNED, OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, IN_HAND,  IN_HAND,  OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, RETURNED, RETURNED, OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, ANSWERED, ANSWERED, OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, REOPENED, REOPENED, OFFICE,       ANY,       NONE),
	MOVE(CLASSIFY, WAITING,  WAITING,  OFFICE,       ANY,       NONE),

	MOVE(RELEASE,  RECEIVED, RECEIVED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  ASSIGNED, ASSIGNED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  IN_HAND,  IN_HAND,  MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  RETURNED, RETURNED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  ANSWERED, ANSWERED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  CLOSED,   CLOSED,   MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  REOPENED, REOPENED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  DECLINED, DECLINED, MAKES_PUBLIC, ANY,       NONE),
	MOVE(RELEASE,  WAITING,  WAITING,  MAKES_PUBLIC, ANY,       NONE),

	// Whoever checks the answer does not let it pass.
	MOVE(SEND_BACK, ANSWERED, IN_HAND, OFFICE,       ANY,       CHECKER),
	MOVE(SEND_BACK, ANSWERED, IN_HAND, ROLE_UNIT_HEAD, IN_CHARGE, CHECKER),

	// The clocks stand still, for a reason and until a day; the head of the unit says so, not who works on it.
	MOVE(WAIT,     IN_HAND,  WAITING,  ROLE_UNIT_HEAD, IN_CHARGE, NONE),
	MOVE(WAIT,     IN_HAND,  WAITING,  OFFICE,       ANY,       NONE),
	MOVE(RESUME,   WAITING,  IN_HAND,  UNIT,         IN_CHARGE, NONE),
	MOVE(RESUME,   WAITING,  IN_HAND,  OFFICE,       ANY,       NONE),
	MOVE(RESUME,   WAITING,  IN_HAND,  0,            SYSTEM,    NONE),

	// The unit asks for more time; another decides.
	MOVE(ASK_EXTENSION, IN_HAND, IN_HAND, UNIT,      IN_CHARGE, NONE),
	MOVE(GRANT_EXTENSION, IN_HAND, IN_HAND, OFFICE,  ANY,       EXTENSION_ASKED),
	MOVE(REFUSE_EXTENSION, IN_HAND, IN_HAND, OFFICE, ANY,       EXTENSION_ASKED),

	// Whether it is solved is the raiser's to say; or an officer asks who has nothing to do with the answer.
	MOVE(RATE,     CLOSED,   CLOSED,   0,            RAISER_SELF, NONE),
	MOVE(CALLBACK, CLOSED,   CLOSED,   OFFICE,       ANY,       INDEPENDENT),
	// Not solved: it goes back to intake, which assigns it again.
	MOVE(REOPEN,   CLOSED,   REOPENED, 0,            RAISER_SELF, NONE),
	MOVE(REOPEN,   CLOSED,   REOPENED, OFFICE,       ANY,       INDEPENDENT),
	MOVE(ASSIGN,   REOPENED, ASSIGNED, OFFICE,       ANY,       NONE),

	// Before it is closed the raiser can take it back.
	MOVE(WITHDRAW, RECEIVED, WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, ASSIGNED, WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, IN_HAND,  WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, RETURNED, WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, ANSWERED, WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, REOPENED, WITHDRAWN, 0,           RAISER_SELF, NONE),
	MOVE(WITHDRAW, WAITING,  WITHDRAWN, 0,           RAISER_SELF, NONE),

	// Not taken up, and why; the raiser can appeal, and somebody else decides.
	MOVE(DECLINE,  RECEIVED, DECLINED, ROLE_INTAKE,  ANY,       NONE),
	MOVE(DECLINE,  RETURNED, DECLINED, ROLE_INTAKE,  ANY,       NONE),
	MOVE(APPEAL,   DECLINED, APPEALED, 0,            RAISER_SELF, NONE),
	MOVE(UPHOLD,   APPEALED, DECLINED, ROLE_SUPERVISOR, ANY,    NOT_DECLINER),
	MOVE(OVERTURN, APPEALED, RECEIVED, ROLE_SUPERVISOR, ANY,    NOT_DECLINER),

	// What stalls is pressed. An order has a number and has to be answered.
	MOVE(REMIND,   ASSIGNED, ASSIGNED, OFFICE | ROLE_LEADER, ANY, NONE),
	MOVE(REMIND,   IN_HAND,  IN_HAND,  OFFICE | ROLE_LEADER, ANY, NONE),
	MOVE(REMIND,   WAITING,  WAITING,  OFFICE | ROLE_LEADER, ANY, NONE),
	MOVE(ORDER,    ASSIGNED, ASSIGNED, OVERSEES,     ANY,       NONE),
	MOVE(ORDER,    IN_HAND,  IN_HAND,  OVERSEES,     ANY,       NONE),
	MOVE(ORDER,    WAITING,  WAITING,  OVERSEES,     ANY,       NONE),
	MOVE(ANSWER_ORDER, ASSIGNED, ASSIGNED, ROLE_UNIT_HEAD, IN_CHARGE, ORDERED),
	MOVE(ANSWER_ORDER, IN_HAND,  IN_HAND,  ROLE_UNIT_HEAD, IN_CHARGE, ORDERED),
	MOVE(ANSWER_ORDER, WAITING,  WAITING,  ROLE_UNIT_HEAD, IN_CHARGE, ORDERED),
	MOVE(ANSWER_ORDER, ANSWERED, ANSWERED, ROLE_UNIT_HEAD, IN_CHARGE, ORDERED),

	// Notes stay within the office; what is written goes to the raiser, who can add to the matter until it is closed.
	MOVE(NOTE, RECEIVED, RECEIVED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, ASSIGNED, ASSIGNED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, IN_HAND, IN_HAND, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, WAITING, WAITING, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, RETURNED, RETURNED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, ANSWERED, ANSWERED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, CLOSED, CLOSED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, REOPENED, REOPENED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, DECLINED, DECLINED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(NOTE, APPEALED, APPEALED, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(WRITE, RECEIVED, RECEIVED, OFFICE, ANY, NONE),
	MOVE(WRITE, ASSIGNED, ASSIGNED, OFFICE, ANY, NONE),
	MOVE(WRITE, IN_HAND, IN_HAND, OFFICE, ANY, NONE),
	MOVE(WRITE, IN_HAND, IN_HAND, UNIT, IN_CHARGE, NONE),
	MOVE(WRITE, WAITING, WAITING, OFFICE, ANY, NONE),
	MOVE(WRITE, WAITING, WAITING, UNIT, IN_CHARGE, NONE),
	MOVE(WRITE, RETURNED, RETURNED, OFFICE, ANY, NONE),
	MOVE(WRITE, ANSWERED, ANSWERED, OFFICE, ANY, NONE),
	MOVE(WRITE, ANSWERED, ANSWERED, UNIT, IN_CHARGE, NONE),
	MOVE(WRITE, REOPENED, REOPENED, OFFICE, ANY, NONE),
	MOVE(WRITE, APPEALED, APPEALED, OFFICE, ANY, NONE),
	MOVE(TELL, RECEIVED, RECEIVED, 0, RAISER_SELF, NONE),
	MOVE(TELL, ASSIGNED, ASSIGNED, 0, RAISER_SELF, NONE),
	MOVE(TELL, IN_HAND, IN_HAND, 0, RAISER_SELF, NONE),
	MOVE(TELL, WAITING, WAITING, 0, RAISER_SELF, NONE),
	MOVE(TELL, RETURNED, RETURNED, 0, RAISER_SELF, NONE),
	MOVE(TELL, ANSWERED, ANSWERED, 0, RAISER_SELF, NONE),
	MOVE(TELL, REOPENED, REOPENED, 0, RAISER_SELF, NONE),
	MOVE(TELL, APPEALED, APPEALED, 0, RAISER_SELF, NONE),

	// Personal data can be taken away at any time; the state stays.
	MOVE(ERASE,    RECEIVED, RECEIVED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    RECEIVED, RECEIVED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    ASSIGNED, ASSIGNED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    ASSIGNED, ASSIGNED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    IN_HAND,  IN_HAND,  ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    IN_HAND,  IN_HAND,  0,            SYSTEM,    NONE),
	MOVE(ERASE,    RETURNED, RETURNED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    RETURNED, RETURNED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    ANSWERED, ANSWERED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    ANSWERED, ANSWERED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    CLOSED,   CLOSED,   ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    CLOSED,   CLOSED,   0,            SYSTEM,    NONE),
	MOVE(ERASE,    REOPENED, REOPENED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    REOPENED, REOPENED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    DECLINED, DECLINED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    DECLINED, DECLINED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    APPEALED, APPEALED, ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    APPEALED, APPEALED, 0,            SYSTEM,    NONE),
	MOVE(ERASE,    WITHDRAWN, WITHDRAWN, ROLE_ADMIN, ANY,       NONE),
	MOVE(ERASE,    WITHDRAWN, WITHDRAWN, 0,          SYSTEM,    NONE),
	MOVE(ERASE,    WAITING,  WAITING,  ROLE_ADMIN,   ANY,       NONE),
	MOVE(ERASE,    WAITING,  WAITING,  0,            SYSTEM,    NONE),
};
// clang-format on
const size_t case_move_count = ARRAY_LEN(case_moves);

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
		return REFUSAL_WRONG_STATE;
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
			       code == REFUSAL_DISPUTED
		       ? 3
	       : code == REFUSAL_NOT_IN_CHARGE ? 2
	       : code == REFUSAL_ROLE_MISSING  ? 1
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

		if (move->command != command || move->from != state->state)
			continue;
		if (!is_way_open(move, state, facts))
			continue;
		why.roles |= move->roles;
		if (!is_role_met(move, &facts->actor))
			code = REFUSAL_ROLE_MISSING;
		else if (!is_relation_met(move, state, &facts->actor))
			code = REFUSAL_NOT_IN_CHARGE;
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
