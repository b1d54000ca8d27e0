// SPDX-License-Identifier: Apache-2.0
// What every store test stands on: a fresh database of its own, on SQLite and on PostgreSQL in turn.
//
//	static void test_round_trip(void **state)
//	{
//		struct fixture *f = *state;
//		… f->db, f->conn, f->arena …
//	}
//
//	int main(void)
//	{
//		static const struct fixture_test tests[] = {FIXTURE_TEST(test_round_trip)};
//		return fixture_run(&tsql_catalog, tests, ARRAY_LEN(tests));
//	}
//
// The PostgreSQL server is the one of YIDAN_TEST_POSTGRES (tools/with_postgres); without it the tests fail.
// Each test has a schema of its own there, and a folder of its own for SQLite; both are removed afterwards.
#ifndef YIDAN_TESTS_STORE_FIXTURE_H
#define YIDAN_TESTS_STORE_FIXTURE_H

// cmocka wants these before itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"

struct fixture {
	enum db_engine_kind kind;
	const struct db_catalog *catalog;
	char folder[64];      // for files of the test
	char schema[40];      // PostgreSQL
	char *url;	      // may be opened again, with other options
	struct db *db;	      // opened, migrated
	struct db_conn *conn; // for writing
	struct arena *arena;
	struct err err;
};

enum fixture_engines { FIXTURE_BOTH, FIXTURE_SQLITE, FIXTURE_POSTGRES };

struct fixture_test {
	const char *name;
	CMUnitTestFunction test;
	enum fixture_engines engines;
};

#define FIXTURE_TEST(function)                                                                               \
	{                                                                                                    \
#function, function, FIXTURE_BOTH                                                            \
	}
#define FIXTURE_TEST_SQLITE(function)                                                                        \
	{                                                                                                    \
#function, function, FIXTURE_SQLITE                                                          \
	}
#define FIXTURE_TEST_POSTGRES(function)                                                                      \
	{                                                                                                    \
#function, function, FIXTURE_POSTGRES                                                        \
	}

// Runs every test on its engines; the exit status for main.
int fixture_run(const struct db_catalog *catalog, const struct fixture_test *tests, size_t count);

// A database that is not migrated and has no connection (f->db NULL): for tests of opening and migrating.
int fixture_run_bare(const struct db_catalog *catalog, const struct fixture_test *tests, size_t count);

// Another connection, or failure of the test.
struct db_conn *fixture_connect(struct fixture *f, enum db_access access);
// One statement past everything, as the owner of the server would: PostgreSQL only.
void fixture_psql(const char *format, ...) PRINTF_LIKE(1, 2);

// The same with the message of err where it fails.
#define assert_ok(call, e)                                                                                   \
	do {                                                                                                 \
		struct err *e_ = (e);                                                                        \
		int r_;                                                                                      \
                                                                                                             \
		e_->message[0] = '\0';                                                                       \
		r_ = (call);                                                                                 \
		if (r_ != 0)                                                                                 \
			fail_msg("%s: %s: %s", #call, err_class_name(r_), e_->message);                      \
	} while (0)

// Runs `act` in a child and expects the guard or assertion with these words (a part of its line) to end it.
void assert_aborts(void (*act)(struct fixture *f), struct fixture *f, const char *words);

#endif
