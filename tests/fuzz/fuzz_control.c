// SPDX-License-Identifier: Apache-2.0
// Messages of the local socket, with the request of a task in them: what was read and written again is read
// the same.
#include "cli/accounts.h"
#include "cli/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct account_change change, again;
	struct slice bytes, task, request, said;
	struct err err;

	if (control_request_parse(slice_from(data, size), &task, &request, &err) == 0 &&
		account_change_parse(arena, request, &change, &err) == 0) {
		request = account_change_format(arena, &change);
		bytes = control_request_format(arena, SLICE("user"), request);
		must(bytes.len <= CONTROL_BYTES_MAX);
		must(control_request_parse(bytes, &task, &request, &err) == 0);
		must(account_change_parse(arena, request, &again, &err) == 0);
		must(again.verb == change.verb && slice_eq(again.login, change.login) &&
			slice_eq(again.name, change.name));
	}
	(void)control_reply_parse(arena, slice_from(data, size), &said, &err);
	arena_free(arena);
	return 0;
}
