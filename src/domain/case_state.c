// SPDX-License-Identifier: Apache-2.0
#include "domain/case_state.h"

#include "base/macros.h"

#define DISPUTE_RETURNS 2

static const char *const names[] = {
	[CASE_STATE_NONE] = "",
	[CASE_STATE_RECEIVED] = "received",
	[CASE_STATE_ASSIGNED] = "assigned",
	[CASE_STATE_IN_HAND] = "in_hand",
	[CASE_STATE_RETURNED] = "returned",
	[CASE_STATE_ANSWERED] = "answered",
	[CASE_STATE_CLOSED] = "closed",
	[CASE_STATE_REOPENED] = "reopened",
	[CASE_STATE_DECLINED] = "declined",
	[CASE_STATE_APPEALED] = "appealed",
	[CASE_STATE_WITHDRAWN] = "withdrawn",
	[CASE_STATE_WAITING] = "waiting",
};
_Static_assert(ARRAY_LEN(names) == CASE_STATE_COUNT, "every state has a name");
const struct code_list case_state_list = {"case_state", names, CASE_STATE_COUNT};

const char *case_state_name(enum case_state_code state)
{
	return code_list_name(&case_state_list, (int)state);
}

bool case_state_parse(struct slice name, enum case_state_code *ret)
{
	int value = code_list_find(&case_state_list, name);

	if (value == 0)
		return false;
	*ret = (enum case_state_code)value;
	return true;
}

bool case_is_disputed(const struct case_state *state)
{
	return state->state == CASE_STATE_RETURNED && state->returns >= DISPUTE_RETURNS;
}

bool case_is_open(const struct case_state *state)
{
	return state->state != CASE_STATE_NONE && state->state != CASE_STATE_CLOSED &&
	       state->state != CASE_STATE_DECLINED && state->state != CASE_STATE_WITHDRAWN;
}

bool case_is_secret(const struct case_state *state)
{
	return state->secret.state != PRIVATE_PRESENT || state->secret.value;
}

bool case_has_consent(const struct case_state *state)
{
	return state->consent.state == PRIVATE_PRESENT && state->consent.value;
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a ? a : b;
	return a < b ? a : b;
}

int64_t case_due_at(const struct case_state *state)
{
	int64_t due = 0;

	switch (state->state) {
	case CASE_STATE_NONE:
	case CASE_STATE_ANSWERED:
	case CASE_STATE_CLOSED:
	case CASE_STATE_DECLINED:
	case CASE_STATE_WITHDRAWN:
		break;
	case CASE_STATE_ASSIGNED:
	case CASE_STATE_IN_HAND:
		due = state->unit_deadline_us;
		break;
	case CASE_STATE_WAITING:
		due = state->waiting_until_us;
		break;
	case CASE_STATE_RECEIVED:
	case CASE_STATE_RETURNED:
	case CASE_STATE_REOPENED:
	case CASE_STATE_APPEALED:
		if (state->reopens > 0)
			due = state->solve_by_us ? state->solve_by_us : state->reply_by_us;
		else
			due = sooner(state->contact_by_us, sooner(state->reply_by_us, state->solve_by_us));
		break;
	}
	return due ? due : INT64_MAX;
}
