// SPDX-License-Identifier: Apache-2.0
// Values of private fields ⇄ the bytes that are committed to and stored. One value has exactly one form;
// reading refuses every other. Final, as the commitments are.
#ifndef YIDAN_EVENTS_VALUE_H
#define YIDAN_EVENTS_VALUE_H

#include "events/codec.h"

// State of a private field: the first member of each struct private_….
enum private_state event_value_state(const void *member);
// A value that is present. ERR_INVALID where it is over its limit or malformed.
int event_value_write(const struct event_field *field, const void *member, struct arena *arena,
	struct slice *ret, struct err *err);
// False where the bytes are no such value. Text borrows from them.
bool event_value_read(
	const struct event_field *field, struct slice bytes, struct arena *arena, void *ret_member);
// Sets a field that has no value here: absent, erased or not read.
void event_value_set_state(const struct event_field *field, enum private_state state, void *ret_member);

bool event_is_ascii(struct slice text, size_t max_bytes); // 1 … max_bytes of A-Z a-z 0-9 . _ : / + -

#endif
