// SPDX-License-Identifier: Apache-2.0
#include "domain/case_erasure.h"

#include "base/macros.h"

bool case_erasure_takes(enum erasure_scope scope, struct slice field)
{
	switch (scope) {
	case ERASURE_SCOPE_NONE:
		break;
	case ERASURE_SCOPE_CONTACT:
		return slice_eq(field, SLICE("name")) || slice_eq(field, SLICE("phone")) ||
		       slice_eq(field, SLICE("email"));
	case ERASURE_SCOPE_ALL:
		return !slice_eq(field, SLICE("by_officer")) && !slice_eq(field, SLICE("officer_id"));
	}
	return false;
}

bool case_erasure_covers(const struct case_event *events, size_t count, int64_t seq, struct slice field,
	const struct case_event **ret)
{
	for (size_t i = 0; i < count; i++) {
		const struct case_event *event = &events[i];

		if (event->type != CASE_EVENT_ERASED || event->erased.until_seq < seq ||
			!case_erasure_takes(event->erased.scope, field))
			continue;
		if (ret)
			*ret = event;
		return true;
	}
	return false;
}

bool case_is_erased(const struct case_state *state, enum erasure_scope scope)
{
	switch (scope) {
	case ERASURE_SCOPE_NONE:
		break;
	case ERASURE_SCOPE_CONTACT:
		return state->erased != ERASURE_SCOPE_NONE;
	case ERASURE_SCOPE_ALL:
		return state->erased == ERASURE_SCOPE_ALL && state->erased_seq == state->seq;
	}
	return false;
}
