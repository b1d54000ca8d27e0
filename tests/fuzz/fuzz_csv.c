// SPDX-License-Identifier: Apache-2.0
#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct csv_table table;
	struct err err;

	if (csv_parse(arena, slice_from(data, size), &table, &err) == 0) {
		must(table.column_count > 0 && table.column_count <= CSV_COLUMNS_MAX);
		for (size_t row = 0; row < table.row_count; row++) {
			must(table.rows[row].line > 0);
			for (size_t i = 0; i < table.column_count; i++)
				must(slice_is_utf8(csv_field(&table, row, i)));
		}
	} else {
		must(err.class == ERR_INVALID && err.message[0]);
	}
	arena_free(arena);
	return 0;
}
