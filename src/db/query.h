// SPDX-License-Identifier: Apache-2.0
// What tools/gen_sql.py compiles out of sql/: the queries with their typed heads, the migrations, the tables
// and the names of constraints. All of it is constant data; nobody but generated code writes such structs by
// hand.
//
// A query file sql/queries/case/by_code.sql becomes SQL_CASE_BY_CODE (a struct db_query), struct
// sql_case_by_code_in, struct sql_case_by_code_row and the function sql_case_by_code(); sql/README.md has the
// whole convention.
#ifndef YIDAN_DB_QUERY_H
#define YIDAN_DB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum db_type {
	DB_TYPE_BIGINT, // int64_t
	DB_TYPE_TEXT,	// struct slice: valid UTF-8 without NUL
	DB_TYPE_BYTES,	// struct slice: any bytes
	DB_TYPE_DOUBLE, // double
};

// One parameter or column and where it stands in the generated _in or _row struct.
struct db_field {
	const char *name;
	enum db_type type;
	bool nullable; // then the struct has a `bool has_NAME` too; false stands for NULL
	size_t offset;
	size_t has_offset;
};

enum db_rows {
	DB_ROWS_NONE, // a write without result
	DB_ROWS_ONE,  // exactly one; none is ERR_NOT_FOUND
	DB_ROWS_SOME, // one or none
	DB_ROWS_MANY,
};

// A query outside the catalog, of db/ itself or a test: prepared at each use.
#define DB_QUERY_UNCACHED SIZE_MAX

struct db_query {
	const char *name;     // "case/by_code"
	const char *sqlite;   // with ?1, ?2 …
	const char *postgres; // with $1, $2 …
	size_t index;	      // its place in the catalog, or DB_QUERY_UNCACHED
	enum db_rows rows;
	bool write; // INSERT, UPDATE, DELETE, or a SELECT that locks rows: only in a write transaction
	const struct db_field *params;
	size_t param_count;
	const struct db_field *columns;
	size_t column_count;
	size_t row_bytes; // size of the _row struct
};

struct db_migration {
	int64_t number;		// 1, 2, 3 … without a gap
	const char *name;	// "0001_reference"
	const char *checksum;	// SHA-256 of the file, in hexadecimal
	int64_t oldest_program; // a program that knows fewer migrations than this must not run once this one
				// is applied
	const char *sqlite;	// the statements, "" where there are none for this engine
	const char *postgres;
};

enum db_table_class { DB_TABLE_EVENT, DB_TABLE_PRIVATE, DB_TABLE_PROJECTION, DB_TABLE_OPERATIONAL };

struct db_table {
	const char *name;
	enum db_table_class class;
	bool distributed; // by jurisdiction_id
	bool on_sqlite;	  // exists on this engine
	bool on_postgres;
};

struct db_constraint {
	const char *name; // as err.constraint gives it on both engines
	const char *table;
	const char *columns; // "jurisdiction_id,code" of a primary key or unique constraint, "" of a CHECK
	bool conflict; // declared by `-- conflict: NAME`: a clash is ERR_CONFLICT (rerun), not ERR_CONSTRAINT
};

// Everything compiled from one root: sql_catalog.
struct db_catalog {
	const struct db_query *const *queries;
	size_t query_count;
	const struct db_migration *migrations;
	size_t migration_count;
	const struct db_table *tables;
	size_t table_count;
	const struct db_constraint *constraints;
	size_t constraint_count;
};

#endif
