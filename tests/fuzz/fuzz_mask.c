// SPDX-License-Identifier: Apache-2.0
// The masker: what is not masked is kept byte for byte, and masking again changes nothing.
#include "text/mask.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = slice_from(data, size);
	struct arena *arena = arena_new();
	struct text_masked m = text_mask(arena, s);
	size_t at = 0, mark_at = 0;

	for (size_t i = 0; i <= m.count; i++) {
		size_t from = i < m.count ? m.spans[i].from : s.len;
		size_t mark_from = i < m.count ? m.spans[i].mark_from : m.text.len;

		must(from >= at && slice_eq(slice_sub(s, at, from - at),
					   slice_sub(m.text, mark_at, mark_from - mark_at)));
		if (i < m.count) {
			must(m.spans[i].to > from && m.spans[i].to <= s.len);
			at = m.spans[i].to;
			mark_at = m.spans[i].mark_to;
		}
	}
	must(text_mask(arena, m.text).count == 0);
	arena_free(arena);
	return 0;
}
