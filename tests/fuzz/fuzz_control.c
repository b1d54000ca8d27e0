// SPDX-License-Identifier: Apache-2.0
// Messages of the local socket: what was read and written again is read the same.
#include "cli/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct account_change change, again;
	struct slice bytes;
	struct err err;

	if (control_request_parse(arena, slice_from(data, size), &change, &err) == 0) {
		bytes = control_request_format(arena, &change);
		must(bytes.len <= CONTROL_BYTES_MAX);
		must(control_request_parse(arena, bytes, &again, &err) == 0);
		must(again.verb == change.verb && slice_eq(again.login, change.login) &&
			slice_eq(again.name, change.name));
	}
	(void)control_reply_parse(arena, slice_from(data, size), &err);
	arena_free(arena);
	return 0;
}
