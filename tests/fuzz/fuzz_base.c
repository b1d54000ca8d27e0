// SPDX-License-Identifier: Apache-2.0
// The small parsers of base/: times, numbers, encodings, ids, UTF-8.
#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/random.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = slice_from(data, size);
	struct slice before, after;
	char text[CLOCK_RFC3339_BYTES], id_text[ID_TEXT_BYTES], bytes[64];
	int64_t at_us, again_us, id;
	uint64_t number;
	double fraction;

	if (clock_parse_rfc3339(s, &at_us) == 0 && at_us >= INT64_C(-62135596800000000) &&
		at_us < INT64_C(253339228800000000)) {
		clock_format_rfc3339(at_us, 1, text);
		must(clock_parse_rfc3339(slice_of(text), &again_us) == 0 && again_us == at_us);
	}
	if (id_parse(s, &id) == 0)
		must(slice_eq_cstr(s, id_format(id, id_text)));
	slice_parse_u64(s, &number);
	slice_parse_i64(s, &at_us);
	slice_parse_double(s, &fraction);
	hex_decode(s, bytes, size / 2 < sizeof(bytes) ? size / 2 : sizeof(bytes));
	base32_decode(s, bytes, size * 5 / 8 < sizeof(bytes) ? size * 5 / 8 : sizeof(bytes));
	if (slice_is_utf8(s))
		must(slice_utf8_len(s) <= size && slice_is_utf8(slice_utf8_head(s, size / 2)));
	if (slice_cut(s, ':', &before, &after))
		must(before.len + 1 + after.len == size);
	must(slice_trim(s).len <= size);
	return 0;
}
