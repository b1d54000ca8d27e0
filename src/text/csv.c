// SPDX-License-Identifier: Apache-2.0
#include "text/csv.h"

#include "base/buf.h"

#include <string.h>

struct reader {
	struct arena *arena;
	struct slice rest;
	int line;
	struct err *err;
};

static int peek(const struct reader *r)
{
	return r->rest.len ? (unsigned char)r->rest.ptr[0] : -1;
}

static char take(struct reader *r)
{
	char c = r->rest.ptr[0];

	r->rest = slice_sub(r->rest, 1, SIZE_MAX);
	r->line += c == '\n';
	return c;
}

static bool is_row_end(const struct reader *r)
{
	int c = peek(r);

	return c < 0 || c == '\n' || (c == '\r' && r->rest.len > 1 && r->rest.ptr[1] == '\n');
}

static int read_quoted(struct reader *r, struct slice *ret)
{
	struct buf out = buf_in(r->arena);
	int begin = r->line;

	take(r);
	for (;;) {
		char c;

		if (peek(r) < 0)
			return err_set(r->err, ERR_INVALID, "line %d: a field in quotes does not end", begin);
		if (out.len >= CSV_FIELD_BYTES_MAX)
			return err_set(r->err, ERR_INVALID, "line %d: a field has more than %d bytes", begin,
				CSV_FIELD_BYTES_MAX);
		c = take(r);
		if (c == '"' && peek(r) != '"')
			break;
		if (c == '"')
			take(r);
		buf_put_byte(&out, c);
	}
	if (!is_row_end(r) && peek(r) != ',')
		return err_set(
			r->err, ERR_INVALID, "line %d: something stands behind a field in quotes", r->line);
	*ret = buf_slice(&out);
	return 0;
}

static int read_plain(struct reader *r, struct slice *ret)
{
	struct slice begin = r->rest;

	while (!is_row_end(r) && peek(r) != ',') {
		if (peek(r) == '"')
			return err_set(r->err, ERR_INVALID, "line %d: a quote inside a field without quotes",
				r->line);
		take(r);
	}
	*ret = slice_sub(begin, 0, begin.len - r->rest.len);
	if (ret->len > CSV_FIELD_BYTES_MAX)
		return err_set(r->err, ERR_INVALID, "line %d: a field has more than %d bytes", r->line,
			CSV_FIELD_BYTES_MAX);
	*ret = arena_slice(r->arena, *ret);
	return 0;
}

// One row, its end included.
static int read_row(struct reader *r, struct slice fields[CSV_COLUMNS_MAX], size_t *ret_count)
{
	size_t count = 0;
	int result;

	for (;;) {
		if (count == CSV_COLUMNS_MAX)
			return err_set(r->err, ERR_INVALID, "line %d: more than %d fields", r->line,
				CSV_COLUMNS_MAX);
		result = peek(r) == '"' ? read_quoted(r, &fields[count]) : read_plain(r, &fields[count]);
		if (result < 0)
			return result;
		count++;
		if (is_row_end(r))
			break;
		take(r); // the comma
	}
	if (peek(r) == '\r')
		take(r);
	if (peek(r) == '\n')
		take(r);
	*ret_count = count;
	return 0;
}

static void skip_empty_lines(struct reader *r)
{
	while (r->rest.len && is_row_end(r))
		take(r); // a CR is taken alone, its LF in the next round
}

static int read_columns(struct reader *r, struct csv_table *table)
{
	struct slice *columns = ARENA_ARRAY(r->arena, struct slice, CSV_COLUMNS_MAX);
	int result;

	skip_empty_lines(r);
	if (r->rest.len == 0)
		return err_set(r->err, ERR_INVALID, "line 1: the names of the columns are missing");
	result = read_row(r, columns, &table->column_count);
	for (size_t i = 0; result == 0 && i < table->column_count; i++) {
		columns[i] = slice_trim(columns[i]);
		if (columns[i].len == 0)
			return err_set(r->err, ERR_INVALID, "line 1: column %zu has no name", i + 1);
		for (size_t k = 0; k < i; k++) {
			if (slice_eq(columns[i], columns[k]))
				return err_set(r->err, ERR_INVALID, "line 1: the column %.*s is there twice",
					SLICE_ARG(slice_utf8_head(columns[i], 60)));
		}
	}
	table->columns = columns;
	return result;
}

static size_t count_lines(struct slice text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	return lines;
}

static int read_rows(struct reader *r, struct csv_table *table)
{
	size_t most = count_lines(r->rest), count;
	struct slice fields[CSV_COLUMNS_MAX];
	struct csv_row *rows;

	if (most > CSV_ROWS_MAX)
		return err_set(r->err, ERR_INVALID, "more than %d lines", CSV_ROWS_MAX);
	rows = ARENA_ARRAY(r->arena, struct csv_row, most);
	for (skip_empty_lines(r); r->rest.len; skip_empty_lines(r)) {
		struct csv_row *row = &rows[table->row_count];
		int result;

		row->line = r->line;
		result = read_row(r, fields, &count);
		if (result < 0)
			return result;
		if (count != table->column_count)
			return err_set(r->err, ERR_INVALID, "line %d: %zu fields where there are %zu columns",
				row->line, count, table->column_count);
		row->fields = arena_memdup(r->arena, fields, count * sizeof(*fields));
		table->row_count++;
	}
	table->rows = rows;
	return 0;
}

int csv_parse(struct arena *arena, struct slice text, struct csv_table *ret, struct err *err)
{
	struct reader r = {arena, text, 1, err};
	struct csv_table table = {0};
	int result;

	if (text.len > CSV_BYTES_MAX)
		return err_set(err, ERR_INVALID, "more than %d bytes", CSV_BYTES_MAX);
	if (!slice_is_utf8(text) || slice_find_byte(text, '\0') >= 0)
		return err_set(err, ERR_INVALID, "this is no UTF-8 text");
	if (slice_starts_with(r.rest, SLICE("\xEF\xBB\xBF")))
		r.rest = slice_sub(r.rest, 3, SIZE_MAX);
	result = read_columns(&r, &table);
	if (result == 0)
		result = read_rows(&r, &table);
	if (result == 0)
		*ret = table;
	return result;
}

size_t csv_column(const struct csv_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (slice_eq_cstr(table->columns[i], name))
			return i;
	}
	return CSV_NONE;
}

struct slice csv_field(const struct csv_table *table, size_t row, size_t column)
{
	return column == CSV_NONE ? SLICE("") : table->rows[row].fields[column];
}
