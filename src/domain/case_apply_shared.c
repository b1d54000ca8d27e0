// SPDX-License-Identifier: Apache-2.0
// The fold of how several work on one case.
#include "domain/case_apply_impl.h"

#include <string.h>

void case_end_allotment(struct case_state *s)
{
	s->allotted_officer_id = (struct private_id){.state = PRIVATE_ABSENT};
	s->allotted_at_us = 0;
}

static void apply_allotted(struct case_state *s, const struct event_meta *meta, const struct case_allotted *e)
{
	s->allotted_officer_id = e->officer_id;
	if (e->officer_id.state != PRIVATE_PRESENT)
		s->allotted_officer_id.value = 0;
	s->allotted_at_us = e->officer_id.state == PRIVATE_ABSENT ? 0 : meta->at_us;
}

// ---- Supporting units

void case_end_supports(struct case_state *s)
{
	memset(s->supports, 0, sizeof(s->supports));
	s->support_count = 0;
}

static struct case_support *support_of(struct case_state *s, int64_t assignment_id)
{
	for (int i = 0; i < s->support_count; i++) {
		if (s->supports[i].assignment_id == assignment_id)
			return &s->supports[i];
	}
	return NULL;
}

static void apply_support_assigned(
	struct case_state *s, const struct event_meta *meta, const struct case_support_assigned *e)
{
	s->support_assignments++;
	if (s->support_count < LIMIT_SUPPORTS)
		s->supports[s->support_count++] = (struct case_support){
			.assignment_id = e->assignment_id,
			.unit_id = e->unit_id,
			.assigning_unit_id = e->assigning_unit_id,
			.supervising_unit_id = e->supervising_unit_id,
			.assigned_at_us = meta->at_us,
			.deadline_us = e->deadline,
			.assigned_seq = meta->seq,
		};
}

static void remove_support(struct case_state *s, int64_t assignment_id)
{
	struct case_support *support = support_of(s, assignment_id);

	if (!support)
		return;
	size_t behind = (size_t)(&s->supports[--s->support_count] - support);

	memmove(support, support + 1, behind * sizeof(*support));
	s->supports[s->support_count] = (struct case_support){0};
}

static void apply_support(struct case_state *s, const struct case_event *event)
{
	struct case_support *support;

	if (event->type == CASE_EVENT_SUPPORT_ASSIGNED) {
		apply_support_assigned(s, &event->meta, &event->support_assigned);
	} else if (event->type == CASE_EVENT_SUPPORT_ACCEPTED) {
		support = support_of(s, event->support_accepted.assignment_id);
		if (support)
			support->accepted_at_us = event->meta.at_us;
	} else if (event->type == CASE_EVENT_SUPPORT_REPORTED) {
		support = support_of(s, event->support_reported.assignment_id);
		if (support) {
			support->reported_at_us = event->meta.at_us;
			support->reported_seq = event->meta.seq;
		}
	} else if (event->type == CASE_EVENT_SUPPORT_RETURNED) {
		s->support_returns++;
		remove_support(s, event->support_returned.assignment_id);
	} else {
		remove_support(s, event->support_ended.assignment_id);
	}
}

void case_apply_shared(struct case_state *s, const struct case_event *event)
{
	if (event->type == CASE_EVENT_ALLOTTED)
		apply_allotted(s, &event->meta, &event->allotted);
	else
		apply_support(s, event);
}
