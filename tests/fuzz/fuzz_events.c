// SPDX-License-Identifier: Apache-2.0
// Stored bytes of events and private parts, whatever they hold: decoding refuses, or gives an event that can
// be applied and shown; a private part that unpacks packs to the same bytes. The input is the public part, a
// line feed, the text part, two line feeds, the contact part.
#include "base/macros.h"
#include "domain/case_state.h"
#include "domain/case_view.h"
#include "domain/jurisdiction_state.h"
#include "events/case_codec.h"
#include "events/jurisdiction_codec.h"
#include "events/private_part.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(struct slice blob, struct arena *arena)
{
	struct private_part *part = arena_alloc(arena, sizeof(*part));
	struct buf packed = buf_in(arena), erased = buf_in(arena);

	if (private_part_unpack(blob, part, NULL) < 0)
		return;
	must(private_part_pack(part, &packed, NULL) == 0);
	must(slice_eq(buf_slice(&packed), blob));
	if (part->count > 0)
		must(private_part_erase(blob, part->fields[0].name, &erased, NULL) == 0 &&
			erased.len <= blob.len);
}

static void check_event(const struct event_parts *parts, struct arena *arena)
{
	struct case_state state = {0};
	struct case_public_view view;
	struct case_event event;
	size_t erased;

	event_verify_private(&case_event_kind, parts, true, arena, &erased, NULL);
	if (case_event_decode(parts, arena, &event, NULL) < 0)
		return;
	event.meta.seq = 1;
	if (case_apply(&state, &event, NULL) == 0) {
		case_public_view(&state, &view);
		must(!view.shows_words);
	}
}

static void check_jurisdiction_event(const struct event_parts *parts, struct arena *arena)
{
	struct jurisdiction_state state = {.seq = 1, .jurisdiction_id = 1};
	struct jurisdiction_event event;
	size_t erased;

	event_verify_private(&jurisdiction_event_kind, parts, true, arena, &erased, NULL);
	if (jurisdiction_event_decode(parts, arena, &event, NULL) < 0)
		return;
	event.meta.seq = 2;
	event.meta.jurisdiction_id = event.meta.stream_id = 1;
	if (jurisdiction_apply(&state, &event, arena, NULL) == 0)
		must(state.seq == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct slice input = slice_from(data, size);
	struct event_parts parts = {0};
	struct slice rest;
	ptrdiff_t second;

	slice_cut(input, '\n', &parts.bytes, &rest);
	second = slice_find(rest, SLICE("\n\n"));
	parts.text = second < 0 ? rest : slice_sub(rest, 0, (size_t)second);
	if (second >= 0)
		parts.contact = slice_sub(rest, (size_t)second + 2, rest.len);
	check_part(parts.text, arena);
	check_part(parts.contact, arena);
	check_event(&parts, arena);
	check_jurisdiction_event(&parts, arena);
	parts.text = parts.contact = (struct slice){0};
	check_event(&parts, arena);
	check_jurisdiction_event(&parts, arena);
	arena_free(arena);
	return 0;
}
