// SPDX-License-Identifier: Apache-2.0
#include "domain/figure_case.h"

#include "base/macros.h"

#include <string.h>

#define STANDING_FACTS 5

static int64_t day_of(const struct figure_case *c, int64_t at_us)
{
	return calendar_day_of(c->calendar, at_us);
}

// For whom a case counts. Where no unit has it, the one whose answer stands.
static struct figure_cell cell_of(const struct case_state *s, int64_t unit_id)
{
	struct figure_cell cell = {0};

	cell.of[FIGURE_BY_UNIT] = unit_id ? unit_id : s->unit_id ? s->unit_id : s->answered_by_unit_id;
	cell.of[FIGURE_BY_AREA] = s->area_id;
	cell.of[FIGURE_BY_CATEGORY] = s->category_id;
	cell.of[FIGURE_BY_CHANNEL] = s->channel;
	cell.of[FIGURE_BY_KIND] = s->kind;
	cell.of[FIGURE_BY_PROGRAMME] = s->programme_id;
	return cell;
}

static unsigned public_mark(const struct case_state *s)
{
	return s->released != RELEASE_EXTENT_NONE ? FIGURE_PUBLIC : 0;
}

// ---- What was done

static struct figure_fact *add_done(
	struct figure_case *c, enum figure_class class, const struct event_meta *meta, int64_t unit_id)
{
	if (c->done_count == c->done_room) {
		struct figure_fact *grown = ARENA_ARRAY(c->arena, struct figure_fact, c->done_room * 2 + 4);

		if (c->done_count)
			memcpy(grown, c->done, c->done_count * sizeof(*grown));
		c->done = grown;
		c->done_room = c->done_room * 2 + 4;
	}
	c->done[c->done_count] = (struct figure_fact){.class = class,
		.seq = meta->seq,
		.day = day_of(c, meta->at_us),
		.cell = cell_of(&c->state, unit_id)};
	return &c->done[c->done_count++];
}

static void mark_done(struct figure_case *c, size_t which, unsigned mark)
{
	if (which)
		c->done[which - 1].marks |= mark;
}

static void note_contact(struct figure_case *c, const struct case_event *event)
{
	bool is_contact = event->type == CASE_EVENT_ANSWERED || event->type == CASE_EVENT_WRITTEN ||
			  event->type == CASE_EVENT_DECLINED;

	if (is_contact && c->first_contact_us == 0)
		c->first_contact_us = event->meta.at_us;
}

// A category that was set, and then another.
static void note_correction(
	struct figure_case *c, const struct case_classified *e, const struct case_state *before)
{
	if (e->previous_category_id == 0 || e->previous_category_id == e->category_id)
		return;
	c->recategorised = true;
	c->deadline_moved |= before->reply_by_us != e->reply_by || before->solve_by_us != e->solve_by;
}

// By what other events than these do no fact of something done begins or changes.
static void note_done(struct figure_case *c, const struct case_event *event, const struct case_state *before)
{
	if (event->type == CASE_EVENT_ASSIGNED && event->assigned.role == ASSIGNMENT_ROLE_LEAD) {
		(void)add_done(c, FIGURE_CLASS_ASSIGNED, &event->meta, event->assigned.unit_id);
		c->assigned = c->done_count;
	} else if (event->type == CASE_EVENT_RETURNED) {
		mark_done(c, c->assigned, FIGURE_WAS_RETURNED);
	} else if (event->type == CASE_EVENT_SENT_BACK) {
		mark_done(c, c->assigned, FIGURE_WAS_SENT_BACK);
	} else if (event->type == CASE_EVENT_WAITING) {
		mark_done(c, c->assigned, FIGURE_HAS_WAITED);
	} else if (event->type == CASE_EVENT_EXTENSION_DECIDED && event->extension_decided.granted) {
		mark_done(c, c->assigned, FIGURE_WAS_EXTENDED);
		c->deadline_moved |= before->reply_by_us != event->extension_decided.reply_by ||
				     before->solve_by_us != event->extension_decided.solve_by;
	} else if (event->type == CASE_EVENT_CLOSED) {
		(void)add_done(c, FIGURE_CLASS_CLOSING, &event->meta, 0);
		c->closing = c->done_count;
	} else if (event->type == CASE_EVENT_REOPENED) {
		mark_done(c, c->closing, FIGURE_REOPENED_AFTER);
	} else if (event->type == CASE_EVENT_CLASSIFIED) {
		note_correction(c, &event->classified, before);
	}
}

int figure_case_apply(struct figure_case *counted, const struct case_event *event, struct err *err)
{
	struct case_state before = counted->state;
	int r;

	r = case_apply(&counted->state, event, err);
	if (r < 0)
		return r;
	note_contact(counted, event);
	note_done(counted, event, &before);
	return 0;
}

// ---- What the case is

// When a case ended without being done; 0: it did not.
static int64_t ended_undone_at(const struct case_state *s)
{
	switch (s->state) {
	case CASE_STATE_DECLINED:
	case CASE_STATE_APPEALED:
		return s->declined_at_us;
	case CASE_STATE_WITHDRAWN:
		return s->withdrawn_at_us;
	case CASE_STATE_NONE:
	case CASE_STATE_RECEIVED:
	case CASE_STATE_ASSIGNED:
	case CASE_STATE_IN_HAND:
	case CASE_STATE_RETURNED:
	case CASE_STATE_ANSWERED:
	case CASE_STATE_CLOSED:
	case CASE_STATE_REOPENED:
	case CASE_STATE_WAITING:
		break;
	}
	return 0;
}

static unsigned standing_marks(const struct figure_case *c)
{
	unsigned marks = (c->recategorised ? FIGURE_RECATEGORISED : 0) |
			 (c->deadline_moved ? FIGURE_DEADLINE_MOVED : 0);

	switch (c->state.state) {
	case CASE_STATE_NONE:
		must(!"a case before it is received");
		break;
	case CASE_STATE_CLOSED:
		return marks | FIGURE_CONCLUDED_NOW;
	case CASE_STATE_DECLINED:
	case CASE_STATE_APPEALED: // stands until it is overturned
		return marks | FIGURE_DECLINED_NOW;
	case CASE_STATE_WITHDRAWN:
		return marks | FIGURE_WITHDRAWN_NOW;
	case CASE_STATE_WAITING:
		return marks | FIGURE_OPEN | FIGURE_WAITING_NOW;
	case CASE_STATE_RECEIVED:
	case CASE_STATE_ASSIGNED:
	case CASE_STATE_IN_HAND:
	case CASE_STATE_RETURNED:
	case CASE_STATE_ANSWERED:
	case CASE_STATE_REOPENED:
		break;
	}
	return marks | FIGURE_OPEN;
}

// done_us: when it was done; 0: not yet.
static unsigned due_marks(const struct case_state *s, int64_t due_us, int64_t done_us)
{
	int64_t ended_us = ended_undone_at(s);

	if (done_us && done_us <= due_us)
		return FIGURE_MET;
	if (ended_us && ended_us <= due_us)
		return FIGURE_LEFT_OUT;
	if (s->state == CASE_STATE_WAITING && !done_us && s->waiting_since_us <= due_us)
		return FIGURE_LEFT_OUT;
	return done_us || ended_us ? 0 : FIGURE_STILL_OPEN;
}

static unsigned word_marks(const struct case_state *s)
{
	unsigned marks = s->outcome == CASE_OUTCOME_UNSOLVED ? FIGURE_UNSOLVED : 0;

	if (s->solved == RAISER_SOLVED_YES)
		marks |= FIGURE_SOLVED_YES;
	else if (s->solved == RAISER_SOLVED_PARTLY)
		marks |= FIGURE_SOLVED_PARTLY;
	else if (s->solved == RAISER_SOLVED_NO)
		marks |= FIGURE_SOLVED_NO;
	if (s->satisfied == RAISER_SATISFIED_YES)
		marks |= FIGURE_SATISFIED_YES;
	else if (s->satisfied == RAISER_SATISFIED_NO)
		marks |= FIGURE_SATISFIED_NO;
	return marks;
}

struct standing_facts {
	struct figure_case *c;
	struct figure_fact *facts;
	size_t count;
	struct figure_cell cell;
	unsigned is_public;
};

static struct figure_fact *add(
	struct standing_facts *s, enum figure_class class, int64_t at_us, unsigned marks)
{
	s->facts[s->count] = (struct figure_fact){
		.class = class, .day = day_of(s->c, at_us), .marks = marks | s->is_public, .cell = s->cell};
	return &s->facts[s->count++];
}

static void add_due(struct standing_facts *s, enum figure_class class, int64_t due_us, int64_t done_us)
{
	if (due_us)
		(void)add(s, class, due_us, due_marks(&s->c->state, due_us, done_us));
}

void figure_case_facts(struct figure_case *counted, struct figure_fact **ret, size_t *ret_count)
{
	const struct case_state *state = &counted->state;
	struct standing_facts s = {.c = counted,
		.facts =
			ARENA_ARRAY(counted->arena, struct figure_fact, STANDING_FACTS + counted->done_count),
		.cell = cell_of(state, 0),
		.is_public = public_mark(state)};
	struct case_clocks clocks = {state->contact_by_us, state->reply_by_us, state->solve_by_us};

	(void)add(&s, FIGURE_CLASS_RECEIVED, state->received_at_us, standing_marks(counted));
	add_due(&s, FIGURE_CLASS_CONTACT_DUE, clocks.contact_by_us, counted->first_contact_us);
	add_due(&s, FIGURE_CLASS_REPLY_DUE, clocks.reply_by_us, state->first_answered_at_us);
	add_due(&s, FIGURE_CLASS_SOLVE_DUE, case_clocks_last(clocks), state->closed_at_us);
	if (state->state == CASE_STATE_CLOSED) {
		struct figure_fact *fact =
			add(&s, FIGURE_CLASS_CONCLUDED, state->closed_at_us, word_marks(state));

		fact->days = figure_days_class(fact->day - day_of(counted, state->received_at_us));
	}
	for (size_t i = 0; i < counted->done_count; i++) {
		s.facts[s.count] = counted->done[i];
		s.facts[s.count++].marks |= s.is_public;
	}
	*ret = s.facts;
	*ret_count = s.count;
}

// ---- What changed

static bool is_same(const struct figure_fact *a, const struct figure_fact *b)
{
	return a->class == b->class && a->seq == b->seq && a->day == b->day && a->marks == b->marks &&
	       a->days == b->days && memcmp(&a->cell, &b->cell, sizeof(a->cell)) == 0;
}

static bool is_among(const struct figure_fact *fact, const struct figure_fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_same(fact, &facts[i]))
			return true;
	}
	return false;
}

void figure_facts_compare(const struct figure_fact *before, size_t before_count,
	const struct figure_fact *after, size_t after_count, figure_changed changed, void *arg)
{
	for (size_t i = 0; i < before_count; i++) {
		if (!is_among(&before[i], after, after_count))
			changed(arg, &before[i], -1);
	}
	for (size_t i = 0; i < after_count; i++) {
		if (!is_among(&after[i], before, before_count))
			changed(arg, &after[i], 1);
	}
}
