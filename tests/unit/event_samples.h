// SPDX-License-Identifier: Apache-2.0
// Sample events for whatever a schema holds, always the same bytes; in the arena.
#ifndef YIDAN_TESTS_UNIT_EVENT_SAMPLES_H
#define YIDAN_TESTS_UNIT_EVENT_SAMPLES_H

#include "base/arena.h"
#include "base/slice.h"
#include "events/case_codec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

const char *hex_of(struct arena *arena, struct slice bytes);
struct event_salt *sample_salts(struct arena *arena, size_t count);
// is_full: with everything; else with as little as can be.
struct event_record sample_record(
	struct arena *arena, const struct event_kind *kind, const struct event_schema *schema, bool is_full);

#endif
