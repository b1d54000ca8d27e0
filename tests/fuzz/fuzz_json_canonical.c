// SPDX-License-Identifier: Apache-2.0
// The strict reader: what it accepts, the general reader accepts too, and the canonical writer makes the same
// bytes of it.
#include "base/macros.h"
#include "json/canonical.h"
#include "json/cursor.h"
#include "json/reader.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct json_canonical *w, const struct json_value *value, struct arena *arena)
{
	switch (value->type) {
	case JSON_VALUE_NULL:
		json_canonical_null(w);
		break;
	case JSON_VALUE_BOOL:
		json_canonical_bool(w, value->boolean);
		break;
	case JSON_VALUE_INT:
		json_canonical_int(w, value->integer);
		break;
	case JSON_VALUE_DOUBLE:
		must(false); // never canonical
		break;
	case JSON_VALUE_TEXT:
		json_canonical_text(w, value->text);
		break;
	case JSON_VALUE_ARRAY:
		json_canonical_array(w);
		for (size_t i = 0; i < value->count; i++)
			write_value(w, &value->items[i], arena);
		json_canonical_array_end(w);
		break;
	case JSON_VALUE_OBJECT:
		json_canonical_object(w);
		for (size_t i = 0; i < value->count; i++) {
			json_canonical_key(w, arena_cstr(arena, value->members[i].name));
			write_value(w, &value->members[i].value, arena);
		}
		json_canonical_object_end(w);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {.max_bytes = 4096, .max_depth = JSON_CANONICAL_DEPTH};
	struct slice bytes = slice_from(data, size);
	struct arena *arena = arena_new();
	struct buf out = buf_in(arena);
	struct json_canonical w;
	struct json_value value;

	if (size <= limits.max_bytes && json_canonical_check(bytes, NULL) == 0) {
		must(json_read(bytes, &limits, arena, &value, NULL) == 0);
		json_canonical_init(&w, &out);
		write_value(&w, &value, arena);
		must(json_canonical_finish(&w, NULL) == 0);
		must(slice_eq(buf_slice(&out), bytes));
	}
	arena_free(arena);
	return 0;
}
