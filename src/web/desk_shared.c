// SPDX-License-Identifier: Apache-2.0
// Several units on one case, as the desk shows them.
#include "domain/case_state.h"
#include "web/desk.h"
#include "web/names.h"

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

const struct view_support *desk_supports(struct web_request *q, const struct desk_case *c, size_t *ret_count)
{
	const struct case_state *state = &c->page.stream.state;
	struct view_support *views = ARENA_ARRAY(q->arena, struct view_support, LIMIT_SUPPORTS);

	for (int i = 0; i < state->support_count; i++) {
		const struct case_support *support = &state->supports[i];
		// events are numbered from 1
		const struct case_support_assigned *assigned =
			&c->page.stream.events[support->assigned_seq - 1].support_assigned;

		views[i] = (struct view_support){
			.unit = web_unit_name(q, support->unit_id),
			.assigning_unit = web_unit_name(q, support->assigning_unit_id),
			.supervising_unit = web_unit_name(q, support->supervising_unit_id),
			.unit_id = support->unit_id,
			.assigned_at = support->assigned_at_us,
			.due_at = support->deadline_us,
			.accepted_at = support->accepted_at_us,
			.reported_at = support->reported_at_us,
			.is_late = !support->reported_at_us && support->deadline_us < q->now_us,
			.is_own = support->unit_id == q->session.unit_id,
			.standard = words_of(&assigned->standard),
			.note = words_of(&assigned->note),
		};
	}
	*ret_count = (size_t)state->support_count;
	return views;
}
