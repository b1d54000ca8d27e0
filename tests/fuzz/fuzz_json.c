// SPDX-License-Identifier: Apache-2.0
// The reader of JSON from outside: what it reads, the writer writes, and that reads back as the same.
#include "base/macros.h"
#include "json/reader.h"
#include "json/writer.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct json_writer *w, const struct json_value *value, struct arena *arena)
{
	switch (value->type) {
	case JSON_VALUE_NULL:
		json_writer_null(w);
		break;
	case JSON_VALUE_BOOL:
		json_writer_bool(w, value->boolean);
		break;
	case JSON_VALUE_INT:
		json_writer_int(w, value->integer);
		break;
	case JSON_VALUE_DOUBLE:
		json_writer_double(w, value->number);
		break;
	case JSON_VALUE_TEXT:
		json_writer_text(w, value->text);
		break;
	case JSON_VALUE_ARRAY:
		json_writer_array(w);
		for (size_t i = 0; i < value->count; i++)
			write_value(w, &value->items[i], arena);
		json_writer_array_end(w);
		break;
	case JSON_VALUE_OBJECT:
		json_writer_object(w);
		for (size_t i = 0; i < value->count; i++) {
			json_writer_key(w, arena_cstr(arena, value->members[i].name));
			write_value(w, &value->members[i].value, arena);
		}
		json_writer_object_end(w);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {.max_bytes = 4096, .max_depth = 8};
	static const struct json_limits wider = {.max_bytes = 40960, .max_depth = 8};
	struct arena *arena = arena_new();
	struct buf first = buf_in(arena), second = buf_in(arena);
	struct json_value value, again;
	struct json_writer w;

	if (json_read(slice_from(data, size), &limits, arena, &value, NULL) == 0) {
		json_writer_init(&w, &first);
		write_value(&w, &value, arena);
		json_writer_finish(&w);
		must(json_read(buf_slice(&first), &wider, arena, &again, NULL) == 0);
		json_writer_init(&w, &second);
		write_value(&w, &again, arena);
		json_writer_finish(&w);
		must(slice_eq(buf_slice(&first), buf_slice(&second)));
	}
	arena_free(arena);
	return 0;
}
