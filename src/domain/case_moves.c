// SPDX-License-Identifier: Apache-2.0
#include "domain/case_moves.h"

#include "base/macros.h"

#define OFFICE	     (ROLE_INTAKE | ROLE_SUPERVISOR)
#define UNIT	     (ROLE_HANDLER | ROLE_UNIT_HEAD)
#define TAKES_DOWN   (ROLE_INTAKE | ROLE_HANDLER | ROLE_UNIT_HEAD)
#define MAKES_PUBLIC (ROLE_INTAKE | ROLE_EDITOR)
#define OVERSEES     (ROLE_SUPERVISOR | ROLE_LEADER)

// Sets of states. A move that leaves a case in the state that it is in STAYS.
#define IN(state) (1u << CASE_STATE_##state)
#define PENDING	  (IN(RECEIVED) | IN(RETURNED) | IN(REOPENED)) // no unit has it
#define WITH_UNIT (IN(ASSIGNED) | IN(IN_HAND) | IN(WAITING))
#define OPEN	  (PENDING | WITH_UNIT | IN(ANSWERED)) // and nobody appeals
#define ENDED	  (IN(CLOSED) | IN(DECLINED) | IN(WITHDRAWN))
#define STAYS	  CASE_STATE_NONE

// Short names, so that the table can be read as the drawing of a case's life.
#define MOVE(command, from, to, roles, relation, condition)                                                  \
	{                                                                                                    \
		CASE_COMMAND_##command, from, to, roles, CASE_RELATION_##relation,                           \
			CASE_CONDITION_##condition                                                           \
	}
#define TO(state) CASE_STATE_##state

// clang-format off
const struct case_move case_moves[] = {
	//   command    from                      to            who                  stands so    and only if
	MOVE(RECEIVE,   IN(NONE),                 TO(RECEIVED), 0,                   RAISER,      NONE),
	MOVE(RECEIVE,   IN(NONE),                 TO(RECEIVED), TAKES_DOWN,          ANY,         NONE),

	MOVE(ASSIGN,    IN(RECEIVED),             TO(ASSIGNED), OFFICE,              ANY,         NONE),
	MOVE(ACCEPT,    IN(ASSIGNED),             TO(IN_HAND),  UNIT,                IN_CHARGE,   NONE),
	MOVE(RETURN,    IN(ASSIGNED),             TO(RETURNED), UNIT,                IN_CHARGE,   NONE),
	MOVE(ASSIGN,    IN(RETURNED),             TO(ASSIGNED), OFFICE,              ANY,         UNDISPUTED),
	// Given back twice: whose it is, is decided above intake, and stays decided.
	MOVE(ASSIGN,    IN(RETURNED),             TO(ASSIGNED), ROLE_SUPERVISOR,     ANY,         DISPUTED),
	MOVE(ANSWER,    IN(IN_HAND),              TO(ANSWERED), UNIT,                IN_CHARGE,   NONE),
	MOVE(CLOSE,     IN(ANSWERED),             TO(CLOSED),   OFFICE,              ANY,         ANOTHER),
	MOVE(CLOSE,     IN(ANSWERED),             TO(CLOSED),   ROLE_UNIT_HEAD,      IN_CHARGE,   ANOTHER),
	MOVE(CLOSE,     IN(ANSWERED),             TO(CLOSED),   ROLE_HANDLER,        IN_CHARGE,   CHECK_OFF),

	// What can be answered at once is answered at once.
	MOVE(ANSWER,    IN(RECEIVED) | IN(RETURNED), TO(ANSWERED), ROLE_INTAKE,      ANY,         NONE),

	// A better answer replaces the one that stands, until it is closed.
	MOVE(ANSWER,    IN(ANSWERED),             STAYS,        UNIT,                IN_CHARGE,   NONE),
	MOVE(ANSWER,    IN(ANSWERED),             STAYS,        ROLE_INTAKE,         ANY,         AT_ONCE),

	// Within the unit its head says who works on it; a handler may take what nobody has, and give up what is their own.
	MOVE(ALLOT,     WITH_UNIT,                STAYS,        ROLE_UNIT_HEAD,      IN_CHARGE,   NONE),
	MOVE(ALLOT,     WITH_UNIT,                STAYS,        ROLE_HANDLER,        IN_CHARGE,   OWN_ALLOTMENT),

	// Other units support the one that leads: asked for by its head or the office, each with a deadline of its own. The answer
	// waits until each has reported, given its part back or been taken out.
	MOVE(SUPPORT,        WITH_UNIT,           STAYS,        OFFICE,              ANY,         NONE),
	MOVE(SUPPORT,        WITH_UNIT,           STAYS,        ROLE_UNIT_HEAD,      IN_CHARGE,   NONE),
	MOVE(ACCEPT_SUPPORT, WITH_UNIT,           STAYS,        UNIT,                SUPPORTS,    SUPPORT_NEW),
	MOVE(RETURN_SUPPORT, WITH_UNIT,           STAYS,        UNIT,                SUPPORTS,    SUPPORT_NEW),
	MOVE(REPORT_SUPPORT, WITH_UNIT,           STAYS,        UNIT,                SUPPORTS,    SUPPORT_ACCEPTED),
	MOVE(END_SUPPORT,    WITH_UNIT,           STAYS,        OFFICE,              ANY,         SUPPORTED),
	MOVE(END_SUPPORT,    WITH_UNIT,           STAYS,        ROLE_UNIT_HEAD,      IN_CHARGE,   SUPPORTED),

	// It turns out that the case is about the unit that has it: it is taken away, and its answer with it. In no
	// other way does a case go from unit to unit without coming back first.
	MOVE(ASSIGN,    IN(ASSIGNED) | IN(IN_HAND) | IN(ANSWERED), TO(ASSIGNED), OFFICE, ANY,     UNIT_COMPLAINED_OF),

	MOVE(CLASSIFY,  OPEN,                     STAYS,        OFFICE,              ANY,         NONE),
	MOVE(RELEASE,   OPEN | IN(CLOSED) | IN(DECLINED), STAYS, MAKES_PUBLIC,       ANY,         NONE),

	// Whoever checks the answer does not let it pass.
	MOVE(SEND_BACK, IN(ANSWERED),             TO(IN_HAND),  OFFICE,              ANY,         CHECKER),
	MOVE(SEND_BACK, IN(ANSWERED),             TO(IN_HAND),  ROLE_UNIT_HEAD,      IN_CHARGE,   CHECKER),

	// The clocks stand still, for a reason and until a day; the head of the unit says so, not who works on it.
	MOVE(WAIT,      IN(IN_HAND),              TO(WAITING),  ROLE_UNIT_HEAD,      IN_CHARGE,   NONE),
	MOVE(WAIT,      IN(IN_HAND),              TO(WAITING),  OFFICE,              ANY,         NONE),
	MOVE(RESUME,    IN(WAITING),              TO(IN_HAND),  UNIT,                IN_CHARGE,   NONE),
	MOVE(RESUME,    IN(WAITING),              TO(IN_HAND),  OFFICE,              ANY,         NONE),
	MOVE(RESUME,    IN(WAITING),              TO(IN_HAND),  0,                   SYSTEM,      NONE),

	// The unit asks for more time; another decides.
	MOVE(ASK_EXTENSION,    IN(IN_HAND),       STAYS,        UNIT,                IN_CHARGE,   NONE),
	MOVE(GRANT_EXTENSION,  IN(IN_HAND),       STAYS,        OFFICE,              ANY,         EXTENSION_ASKED),
	MOVE(REFUSE_EXTENSION, IN(IN_HAND),       STAYS,        OFFICE,              ANY,         EXTENSION_ASKED),

	// Whether it is solved is the raiser's to say; or an officer asks who has nothing to do with the answer.
	MOVE(RATE,      IN(CLOSED),               STAYS,        0,                   RAISER_SELF, NONE),
	MOVE(CALLBACK,  IN(CLOSED),               STAYS,        OFFICE,              ANY,         INDEPENDENT),
	// Not solved: it goes back to intake, which assigns it again.
	MOVE(REOPEN,    IN(CLOSED),               TO(REOPENED), 0,                   RAISER_SELF, NONE),
	MOVE(REOPEN,    IN(CLOSED),               TO(REOPENED), OFFICE,              ANY,         INDEPENDENT),
	MOVE(ASSIGN,    IN(REOPENED),             TO(ASSIGNED), OFFICE,              ANY,         NONE),

	// Before it is closed the raiser can take it back.
	MOVE(WITHDRAW,  OPEN,                     TO(WITHDRAWN), 0,                  RAISER_SELF, NONE),

	// Not taken up, and why; the raiser can appeal, and somebody else decides.
	MOVE(DECLINE,   IN(RECEIVED) | IN(RETURNED), TO(DECLINED), ROLE_INTAKE,      ANY,         NONE),
	MOVE(APPEAL,    IN(DECLINED),             TO(APPEALED), 0,                   RAISER_SELF, NONE),
	MOVE(UPHOLD,    IN(APPEALED),             TO(DECLINED), ROLE_SUPERVISOR,     ANY,         NOT_DECLINER),
	MOVE(OVERTURN,  IN(APPEALED),             TO(RECEIVED), ROLE_SUPERVISOR,     ANY,         NOT_DECLINER),

	// What stalls is pressed. An order has a number and has to be answered.
	MOVE(REMIND,    WITH_UNIT,                STAYS,        OFFICE | ROLE_LEADER, ANY,        NONE),
	MOVE(ORDER,     WITH_UNIT,                STAYS,        OVERSEES,            ANY,         NONE),
	MOVE(ANSWER_ORDER, WITH_UNIT | IN(ANSWERED), STAYS,     ROLE_UNIT_HEAD,      IN_CHARGE,   ORDERED),

	// Notes stay within the office; what is written goes to the raiser, who can add to the matter until it is closed.
	MOVE(NOTE,      OPEN | IN(CLOSED) | IN(DECLINED) | IN(APPEALED), STAYS, OFFICE | UNIT | ROLE_LEADER, ANY, NONE),
	MOVE(WRITE,     OPEN | IN(APPEALED),      STAYS,        OFFICE,              ANY,         NONE),
	MOVE(WRITE,     IN(IN_HAND) | IN(WAITING) | IN(ANSWERED), STAYS, UNIT,       IN_CHARGE,   NONE),
	MOVE(TELL,      OPEN | IN(APPEALED),      STAYS,        0,                   RAISER_SELF, NONE),

	// Onto the list of a programme, or off it, whatever became of the case.
	MOVE(LIST,      OPEN | IN(APPEALED) | ENDED, STAYS,     OFFICE | ROLE_LEADER, ANY,        NONE),

	// Personal data can be taken away at any time; the state stays.
	MOVE(ERASE,     OPEN | IN(APPEALED) | ENDED, STAYS,     ROLE_ADMIN,          ANY,         NONE),
	MOVE(ERASE,     OPEN | IN(APPEALED) | ENDED, STAYS,     0,                   SYSTEM,      NONE),
};
// clang-format on
const size_t case_move_count = ARRAY_LEN(case_moves);

bool case_move_starts_in(const struct case_move *move, enum case_state_code state)
{
	return (move->from & 1u << state) != 0;
}

enum case_state_code case_move_end(const struct case_move *move, enum case_state_code from)
{
	return move->to == STAYS ? from : move->to;
}
