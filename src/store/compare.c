// SPDX-License-Identifier: Apache-2.0
#include "store/compare.h"

#include "base/slice.h"
#include "db/query.h"

#include <stdbool.h>

static bool is_null(const struct db_field *column, const char *row)
{
	return column->nullable && !*(const bool *)(row + column->has_offset);
}

static bool is_same(const struct db_field *column, const char *a, const char *b)
{
	if (is_null(column, a) || is_null(column, b))
		return is_null(column, a) && is_null(column, b);
	a += column->offset;
	b += column->offset;
	switch (column->type) {
	case DB_TYPE_BIGINT:
		return *(const int64_t *)(const void *)a == *(const int64_t *)(const void *)b;
	case DB_TYPE_DOUBLE:
		return *(const double *)(const void *)a == *(const double *)(const void *)b;
	case DB_TYPE_TEXT:
	case DB_TYPE_BYTES:
		break;
	}
	return slice_eq(*(const struct slice *)(const void *)a, *(const struct slice *)(const void *)b);
}

void compare_report(
	const struct difference_report *report, enum difference_kind kind, int64_t row_id, const char *column)
{
	report->found(report->arg, &(struct difference){kind, report->table, row_id, column});
}

void compare_row(const struct difference_report *report, const struct db_query *query, int64_t row_id,
	const void *expected, const void *row)
{
	for (size_t i = 0; i < query->column_count; i++) {
		if (!is_same(&query->columns[i], expected, row))
			compare_report(report, DIFFERENCE_VALUE, row_id, query->columns[i].name);
	}
}
