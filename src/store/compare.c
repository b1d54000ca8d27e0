// SPDX-License-Identifier: Apache-2.0
#include "store/compare.h"

#include "base/macros.h"
#include "base/slice.h"
#include "db/query.h"

#include <stdbool.h>
#include <string.h>

static bool is_null(const struct db_field *column, const char *row)
{
	return column->nullable && !*(const bool *)(row + column->has_offset);
}

static bool is_same(
	const struct db_field *expected, const char *a, const struct db_field *column, const char *b)
{
	must(expected->type == column->type);
	if (is_null(expected, a) || is_null(column, b))
		return is_null(expected, a) && is_null(column, b);
	a += expected->offset;
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
	report->found(report->arg, &(struct difference){kind, report->table, row_id, column, NULL, NULL});
}

static void compare_column(const struct difference_report *report, int64_t row_id,
	const struct db_field *field, const void *expected, const struct db_field *column, const void *row)
{
	if (!is_same(field, expected, column, row))
		report->found(report->arg, &(struct difference){DIFFERENCE_VALUE, report->table, row_id,
						   column->name, field, expected});
}

void compare_row(const struct difference_report *report, const struct db_query *query, int64_t row_id,
	const void *expected, const void *row)
{
	for (size_t i = 0; i < query->column_count; i++)
		compare_column(report, row_id, &query->columns[i], expected, &query->columns[i], row);
}

static const struct db_field *find_field(const struct db_field *fields, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	}
	must(!"a column that is inserted");
	return NULL;
}

void compare_inserted(const struct difference_report *report, const struct db_query *insert,
	const void *expected, const struct db_query *query, int64_t row_id, const void *row)
{
	// both have nearly the same order: what follows is mostly the one behind the last
	size_t next = 0;

	for (size_t i = 0; i < query->column_count; i++, next++) {
		const struct db_field *column = &query->columns[i];

		if (next >= insert->param_count || strcmp(insert->params[next].name, column->name) != 0)
			next = (size_t)(find_field(insert->params, insert->param_count, column->name) -
					insert->params);
		compare_column(report, row_id, &insert->params[next], expected, column, row);
	}
}
