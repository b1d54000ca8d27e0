// SPDX-License-Identifier: Apache-2.0
// The schema and the queries of the program itself: they migrate and prepare on both engines, and with the
// distributed tables cut into partitions by jurisdiction_id every query touches exactly one partition of
// each, the same one everywhere. That is what keeps a use case on one shard.
#include "fixture.h"
#include "sql.h"

#include "base/buf.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTITIONS 8

static void test_prepares(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_prepare_all(f->conn, &f->err), &f->err);
}

// --- partitions -------------------------------------------------------------------------------------------

static void run_text(PGconn *pg, const char *text)
{
	PGresult *result = PQexec(pg, text);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%.200s: %s", text, PQerrorMessage(pg));
	PQclear(result);
}

static const struct db_table *distributed_named(struct slice name)
{
	for (size_t i = 0; i < sql_catalog.table_count; i++) {
		const struct db_table *table = &sql_catalog.tables[i];

		if (table->distributed && table->on_postgres && slice_eq_cstr(name, table->name))
			return table;
	}
	return NULL;
}

// Statements as tools/gen_sql.py writes them: a table ends with "\n);\n".
static void create_partitioned(PGconn *pg, const char *text)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct slice rest = slice_of(text);

	while (rest.len) {
		ptrdiff_t end = slice_find(rest, SLICE(";\n"));
		struct slice statement = slice_sub(rest, 0, end < 0 ? rest.len : (size_t)end), name, tail;
		bool table = slice_starts_with(statement, SLICE("CREATE TABLE "));

		rest = slice_sub(rest, statement.len + 2, SIZE_MAX);
		buf_reset(&out);
		buf_put_slice(&out, statement);
		slice_cut(slice_sub(statement, strlen("CREATE TABLE "), SIZE_MAX), ' ', &name, &tail);
		if (table && distributed_named(name)) {
			buf_put_cstr(&out, " PARTITION BY HASH (jurisdiction_id)");
			for (int i = 0; i < PARTITIONS; i++)
				buf_printf(&out,
					"; CREATE TABLE %.*s_part%d PARTITION OF %.*s FOR VALUES WITH "
					"(MODULUS %d, REMAINDER %d)",
					SLICE_ARG(name), i, SLICE_ARG(name), PARTITIONS, i);
		}
		run_text(pg, buf_cstr(&out));
	}
}

// "EXPLAIN EXECUTE" of the query with one value each; the whole plan as text.
static char *plan_of(PGconn *pg, struct arena *arena, const struct db_query *query)
{
	static const char *const types[] = {"bigint", "text", "bytea", "double precision"};
	static const char *const values[] = {"1", "'x'", "'\\x01'", "1.5"};
	struct buf text = buf_in(arena);
	PGresult *result;

	BUF_PUT_LIT(&text, "PREPARE probe");
	for (size_t i = 0; i < query->param_count; i++)
		buf_printf(&text, "%s%s", i ? ", " : " (", types[query->params[i].type]);
	buf_printf(&text, "%s AS %s", query->param_count ? ")" : "", query->postgres);
	run_text(pg, buf_cstr(&text));
	buf_reset(&text);
	BUF_PUT_LIT(&text, "EXPLAIN (COSTS OFF) EXECUTE probe");
	for (size_t i = 0; i < query->param_count; i++)
		buf_printf(&text, "%s%s", i ? ", " : " (", values[query->params[i].type]);
	buf_put_cstr(&text, query->param_count ? ")" : "");
	result = PQexec(pg, buf_cstr(&text));
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", query->name, PQerrorMessage(pg));
	buf_reset(&text);
	for (int i = 0; i < PQntuples(result); i++)
		buf_printf(&text, "%s\n", PQgetvalue(result, i, 0));
	PQclear(result);
	run_text(pg, "DEALLOCATE probe");
	return arena_strdup(arena, buf_cstr(&text));
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether the name stands alone somewhere in the text.
static bool mentions(const char *text, const char *name)
{
	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		if ((at == text || !is_name_byte(at[-1])) && !is_name_byte(at[strlen(name)]))
			return true;
	}
	return false;
}

static void check_query(PGconn *pg, struct arena *arena, const struct db_query *query)
{
	char *plan = plan_of(pg, arena, query);
	bool insert = strstr(query->postgres, "INSERT INTO") != NULL;
	int everywhere = -1;

	for (size_t i = 0; i < sql_catalog.table_count; i++) {
		const struct db_table *table = &sql_catalog.tables[i];
		int found = 0, which = -1;

		if (!table->distributed || !table->on_postgres || !mentions(query->postgres, table->name))
			continue;
		for (int part = 0; part < PARTITIONS; part++) {
			char name[120];

			snprintf(name, sizeof(name), "%s_part%d", table->name, part);
			if (mentions(plan, name)) {
				found++;
				which = part;
			}
		}
		// A row that is inserted finds its partition by its values; tools/check_sql.py sees that it
		// names one.
		if (found == 0 && insert)
			continue;
		if (found != 1)
			fail_msg(
				"%s touches %d partitions of %s:\n%s", query->name, found, table->name, plan);
		if (everywhere >= 0 && which != everywhere)
			fail_msg(
				"%s touches partitions %d and %d:\n%s", query->name, everywhere, which, plan);
		everywhere = which;
	}
}

static void test_one_partition(void **state)
{
	struct fixture *f = *state;
	PGconn *pg = PQconnectdb(f->url);

	if (PQstatus(pg) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(pg));
	run_text(pg, "CREATE SCHEMA parted_copy; SET search_path TO parted_copy");
	run_text(pg, "SET plan_cache_mode=force_custom_plan");
	for (size_t i = 0; i < sql_catalog.migration_count; i++)
		create_partitioned(pg, sql_catalog.migrations[i].postgres);
	for (size_t i = 0; i < sql_all_count; i++)
		check_query(pg, f->arena, sql_all[i]);
	run_text(pg, "SET client_min_messages=error; DROP SCHEMA parted_copy CASCADE");
	PQfinish(pg);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_prepares),
		FIXTURE_TEST_POSTGRES(test_one_partition),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
