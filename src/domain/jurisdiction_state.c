// SPDX-License-Identifier: Apache-2.0
#include "domain/jurisdiction_state.h"

#include "base/macros.h"

#include <inttypes.h>
#include <string.h>

// ---- Arrays that grow in the arena

static void *grown(struct arena *arena, void *items, size_t count, size_t *room, size_t item_bytes)
{
	void *more;

	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 16;
	more = arena_zalloc_array(arena, *room, item_bytes);
	if (count)
		memcpy(more, items, count * item_bytes);
	return more;
}

// Where an id stands, or would.
static size_t place_of(const struct jurisdiction_items *items, int64_t id)
{
	size_t low = 0, high = items->count;

	// ids rise with time, so that most come behind the last
	if (high == 0 || items->items[high - 1].id < id)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (items->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct jurisdiction_item *jurisdiction_items_find(const struct jurisdiction_items *items, int64_t id)
{
	size_t at = place_of(items, id);

	return at < items->count && items->items[at].id == id ? &items->items[at] : NULL;
}

static void set_item(struct jurisdiction_items *items, int64_t id, const struct jurisdiction_event *event,
	struct arena *arena)
{
	size_t at = place_of(items, id);

	if (at < items->count && items->items[at].id == id) {
		items->items[at].event = event;
		return;
	}
	items->items = grown(arena, items->items, items->count, &items->room, sizeof(*items->items));
	if (at < items->count)
		memmove(&items->items[at + 1], &items->items[at],
			(items->count - at) * sizeof(*items->items));
	items->items[at] = (struct jurisdiction_item){id, event->meta.at_us, event};
	items->count++;
}

// ---- Logs and their keys

static void add_key(struct jurisdiction_state *s, const struct jurisdiction_event *event, int64_t log,
	struct slice key, struct arena *arena)
{
	s->keys = grown(arena, s->keys, s->key_count, &s->key_room, sizeof(*s->keys));
	s->keys[s->key_count++] = (struct jurisdiction_key){log, event->meta.at_us, event->meta.seq, key};
}

static int apply_started(struct jurisdiction_state *s, const struct jurisdiction_event *event,
	struct arena *arena, struct err *err)
{
	const struct ledger_started *e = &event->ledger_started;
	bool has_previous = e->previous_origin.len > 0;
	int64_t last = s->log_count ? s->logs[s->log_count - 1].started->number : 0;

	// A number may be left out: a log whose start was lost with the rest of it is known from outside
	// alone.
	if (e->number <= last)
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": log %" PRId64 " follows %" PRId64, s->jurisdiction_id,
			e->number, last);
	if ((e->cause == LEDGER_CAUSE_RESTORED && !has_previous) ||
		(e->previous_root.len > 0) != has_previous || (e->previous_signature.len > 0) != has_previous)
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": log %" PRId64 " does not say whole what was before it",
			s->jurisdiction_id, e->number);
	s->logs = grown(arena, s->logs, s->log_count, &s->log_room, sizeof(*s->logs));
	s->logs[s->log_count++] = (struct jurisdiction_log){.started_at_us = event->meta.at_us,
		.seq = event->meta.seq,
		.started = e,
		.key = e->public_key};
	add_key(s, event, e->number, e->public_key, arena);
	return 0;
}

static int apply_key_changed(struct jurisdiction_state *s, const struct jurisdiction_event *event,
	struct arena *arena, struct err *err)
{
	const struct ledger_key_changed *e = &event->ledger_key_changed;
	struct jurisdiction_log *log = s->log_count ? &s->logs[s->log_count - 1] : NULL;

	if (!log || e->number != log->started->number || !slice_eq(e->old_key, log->key))
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": event %" PRId64 " replaces a key that is not in force",
			s->jurisdiction_id, event->meta.seq);
	log->key = e->new_key;
	log->key_changes++;
	add_key(s, event, e->number, e->new_key, arena);
	return 0;
}

// ---- The fold

static int check_next(
	const struct jurisdiction_state *s, const struct jurisdiction_event *event, struct err *err)
{
	const struct event_meta *meta = &event->meta;

	if (meta->seq != s->seq + 1)
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": event %" PRId64 " follows %" PRId64, meta->stream_id,
			meta->seq, s->seq);
	if (meta->stream_id != meta->jurisdiction_id ||
		(s->seq > 0 && meta->jurisdiction_id != s->jurisdiction_id))
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": event %" PRId64 " is of the stream %" PRId64,
			meta->jurisdiction_id, meta->seq, meta->stream_id);
	if (meta->at_us < s->last_at_us)
		return err_set(err, ERR_INTERNAL,
			"jurisdiction %" PRId64 ": event %" PRId64 " is older than the one before",
			meta->stream_id, meta->seq);
	if (s->seq == 0 && event->type != JURISDICTION_EVENT_LEDGER_STARTED &&
		event->type != JURISDICTION_EVENT_JURISDICTION_SET)
		return err_set(err, ERR_INTERNAL, "jurisdiction %" PRId64 ": its first event is %s",
			meta->stream_id, jurisdiction_event_type_name(event->type));
	return 0;
}

int jurisdiction_apply(struct jurisdiction_state *state, const struct jurisdiction_event *event,
	struct arena *arena, struct err *err)
{
	int r = check_next(state, event, err);

	if (r < 0)
		return r;
	switch (event->type) {
	case JURISDICTION_EVENT_NONE:
		must(!"an event without a type");
		break;
	case JURISDICTION_EVENT_JURISDICTION_SET:
		state->jurisdiction = event;
		break;
	case JURISDICTION_EVENT_UNIT_SET:
		set_item(&state->units, event->unit_set.unit_id, event, arena);
		break;
	case JURISDICTION_EVENT_OFFICER_SET:
		set_item(&state->officers, event->officer_set.officer_id, event, arena);
		break;
	case JURISDICTION_EVENT_CATEGORY_SET:
		set_item(&state->categories, event->category_set.category_id, event, arena);
		break;
	case JURISDICTION_EVENT_AREA_SET:
		set_item(&state->areas, event->area_set.area_id, event, arena);
		break;
	case JURISDICTION_EVENT_DRAW_ANNOUNCED:
		set_item(&state->draws, event->draw_announced.draw_id, event, arena);
		break;
	case JURISDICTION_EVENT_DRAW_MADE:
		set_item(&state->draws_made, event->draw_made.draw_id, event, arena);
		break;
	case JURISDICTION_EVENT_SEASON_SET:
		set_item(&state->seasons, event->season_set.season_id, event, arena);
		break;
	case JURISDICTION_EVENT_PROGRAMME_SET:
		set_item(&state->programmes, event->programme_set.programme_id, event, arena);
		break;
	case JURISDICTION_EVENT_LEDGER_STARTED:
		r = apply_started(state, event, arena, err);
		break;
	case JURISDICTION_EVENT_LEDGER_KEY_CHANGED:
		r = apply_key_changed(state, event, arena, err);
		break;
	case JURISDICTION_EVENT_LEDGER_REBUILT:
		state->rebuilds++;
		break;
	}
	if (r < 0)
		return r;
	state->jurisdiction_id = event->meta.jurisdiction_id;
	state->seq = event->meta.seq;
	state->last_at_us = event->meta.at_us;
	return 0;
}
