// SPDX-License-Identifier: Apache-2.0
// Opening a database by its URL, and bringing it up to the schema of the program.
#include "fixture.h"
#include "tsql.h"

#include "base/mem.h"
#include "db/migrate.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A program of another version: the tests' catalog with other migrations.
struct version {
	struct db_migration migrations[3];
	struct db_catalog catalog;
};

static struct version version_of(size_t count)
{
	struct version v;

	memcpy(v.migrations, tsql_catalog.migrations, 2 * sizeof(v.migrations[0]));
	v.migrations[2] = (struct db_migration){.number = 3,
		.name = "0003_new",
		.checksum = "3333",
		.oldest_program = 1,
		.sqlite = "CREATE TABLE extra (id INTEGER NOT NULL) STRICT;\nINSERT INTO extra VALUES (1);\n",
		.postgres = "CREATE TABLE extra (id BIGINT NOT NULL);\nINSERT INTO extra VALUES (1);\n"};
	v.catalog = tsql_catalog;
	v.catalog.migration_count = count;
	return v;
}

static int migrate(struct fixture *f, struct version *v, int64_t *applied)
{
	struct db_options options = {.create = true};
	struct db *db;
	int r;

	v->catalog.migrations = v->migrations;
	assert_ok(db_open(f->url, &v->catalog, &options, &db, &f->err), &f->err);
	r = db_migrate(db, applied, &f->err);
	db_free(db);
	return r;
}

static int check(struct fixture *f, struct version *v, struct db_schema_state *ret)
{
	struct db *db;
	struct db_conn *conn;
	int r;

	v->catalog.migrations = v->migrations;
	assert_ok(db_open(f->url, &v->catalog, NULL, &db, &f->err), &f->err);
	assert_ok(db_connect(db, DB_ACCESS_READ, &conn, &f->err), &f->err);
	r = db_schema_check(conn, ret, &f->err);
	db_disconnect(conn);
	db_free(db);
	return r;
}

static void test_step_by_step(void **state)
{
	struct fixture *f = *state;
	struct version one = version_of(1), two = version_of(2), three = version_of(3);
	struct db_schema_state schema;
	int64_t applied = 99;

	assert_ok(migrate(f, &one, &applied), &f->err);
	assert_int_equal(applied, 1);
	assert_int_equal(check(f, &two, NULL), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "migrate first"));
	assert_ok(migrate(f, &three, &applied), &f->err);
	assert_int_equal(applied, 2);
	assert_ok(migrate(f, &three, &applied), &f->err);
	assert_int_equal(applied, 0);
	assert_ok(check(f, &three, &schema), &f->err);
	assert_true(schema.program == 3 && schema.database == 3 && schema.oldest_program == 1);

	// The older program still runs beside it, and finds nothing to do.
	assert_ok(check(f, &two, &schema), &f->err);
	assert_true(schema.program == 2 && schema.database == 3);
	assert_ok(migrate(f, &two, &applied), &f->err);
	assert_int_equal(applied, 0);
}

static void test_empty_database(void **state)
{
	struct fixture *f = *state;
	struct version none = version_of(0), two = version_of(2);

	assert_ok(migrate(f, &none, NULL), &f->err); // makes the file
	assert_int_equal(check(f, &two, NULL), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "empty"));
}

static void test_program_too_old(void **state)
{
	struct fixture *f = *state;
	struct version two = version_of(2), three = version_of(3);

	three.migrations[2].oldest_program = 3;
	assert_ok(migrate(f, &three, NULL), &f->err);
	assert_int_equal(check(f, &two, NULL), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "too old"));
	assert_int_equal(migrate(f, &two, NULL), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "too old"));
}

static void test_changed_migration_is_refused(void **state)
{
	struct fixture *f = *state;
	struct version two = version_of(2), changed = version_of(3);

	assert_ok(migrate(f, &two, NULL), &f->err);
	changed.migrations[0].checksum = "0000";
	assert_int_equal(migrate(f, &changed, NULL), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "0001_items"));
	assert_int_equal(check(f, &changed, NULL), ERR_INVALID);
}

// A migration that breaks leaves nothing of itself.
static void test_broken_migration_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct version broken = version_of(3), three = version_of(3);
	struct db_schema_state schema;
	int64_t applied;

	broken.migrations[2].sqlite =
		"CREATE TABLE extra (id INTEGER NOT NULL) STRICT;\nINSERT INTO nowhere VALUES (1);\n";
	broken.migrations[2].postgres =
		"CREATE TABLE extra (id BIGINT NOT NULL);\nINSERT INTO nowhere VALUES (1);\n";
	assert_int_equal(migrate(f, &broken, NULL), ERR_INTERNAL);
	assert_non_null(strstr(f->err.message, "0003_new"));
	assert_ok(migrate(f, &three, &applied), &f->err);
	assert_int_equal(applied, 1);
	assert_ok(check(f, &three, &schema), &f->err);
}

static void *migrate_in_thread(void *arg)
{
	struct fixture *f = arg;
	struct db_options options = {.create = true};
	struct err err = {0};
	struct db *db;
	int64_t applied = 0;

	assert_ok(db_open(f->url, &tsql_catalog, &options, &db, &err), &err);
	assert_ok(db_migrate(db, &applied, &err), &err);
	db_free(db);
	return (void *)(intptr_t)applied;
}

// Servers that start together: each migration runs once.
static void test_many_at_once(void **state)
{
	struct fixture *f = *state;
	pthread_t threads[4];
	int64_t applied = 0;

	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, migrate_in_thread, f), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		void *result;

		pthread_join(threads[i], &result);
		applied += (intptr_t)result;
	}
	assert_int_equal(applied, tsql_catalog.migration_count);
}

// --- opening ----------------------------------------------------------------------------------------------

static void test_urls(void **state)
{
	struct fixture *f = *state;
	static const char *const wrong[] = {"", "yidan.db", "sqlite:", "sqlite::memory:", "mysql://x/y",
		"postgresql:x", "postgresql://u:se%crét@h/db", "postgresql://[::1/db"};
	static const struct {
		const char *url, *display;
	} right[] = {
		{"sqlite:a/b.db", "sqlite:a/b.db"},
		{"sqlite:file:x?mode=ro", "sqlite:./file:x?mode=ro"},
		{"postgres://u:secret@h.example:5433/d?application_name=x",
			"postgresql://u@h.example:5433/d"},
		{"postgresql://h/d?user=u&password=secret", "postgresql://u@h/d"},
		{"postgresql://u:s%40e@h/d", "postgresql://u@h/d"},
	};
	struct db *db;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(db_open(wrong[i], f->catalog, NULL, &db, &f->err), ERR_INVALID);
		assert_null(strstr(f->err.message, "cr"));
	}
	for (size_t i = 0; i < ARRAY_LEN(right); i++) {
		assert_ok(db_open(right[i].url, f->catalog, NULL, &db, &f->err), &f->err);
		assert_string_equal(db_display_url(db), right[i].display);
		db_free(db);
	}
}

static int connect_to(struct fixture *f, const char *url, bool create)
{
	struct db_options options = {.create = create, .connect_timeout_us = 1000000};
	struct db_conn *conn = NULL;
	struct db *db;
	int r;

	assert_ok(db_open(url, f->catalog, &options, &db, &f->err), &f->err);
	r = db_connect(db, DB_ACCESS_WRITE, &conn, &f->err);
	db_disconnect(conn);
	db_free(db);
	return r;
}

static void test_files_that_are_none(void **state)
{
	struct fixture *f = *state;
	char url[200], *path = url + strlen("sqlite:");
	struct stat st;
	FILE *file;

	assert_int_equal(connect_to(f, f->url, false), ERR_NOT_FOUND);
	snprintf(url, sizeof(url), "sqlite:%s/text.db", f->folder);
	file = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("This is a letter and no database.\n", file);
	fclose(file);
	assert_int_equal(connect_to(f, url, true), ERR_INVALID);
	snprintf(url, sizeof(url), "sqlite:%s/no/such/folder.db", f->folder);
	assert_int_equal(connect_to(f, url, true), ERR_UNAVAILABLE);
	assert_non_null(strstr(f->err.message, "No such file"));

	// A new one is for its owner alone.
	assert_ok(connect_to(f, f->url, true), &f->err);
	assert_int_equal(stat(f->url + strlen("sqlite:"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_servers_that_are_none(void **state)
{
	struct fixture *f = *state;
	char *wrong = mem_strdup(f->url), *password;

	assert_int_equal(
		connect_to(f, "postgresql://nobody:hidden@127.0.0.1:1/none", false), ERR_UNAVAILABLE);
	assert_null(strstr(f->err.message, "hidden"));
	assert_null(strchr(f->err.message, '\n'));
	password = strchr(strstr(wrong, "//"), ':') + 1;
	*password = *password == 'x' ? 'y' : 'x';
	assert_int_equal(connect_to(f, wrong, false), ERR_UNAVAILABLE);
	assert_non_null(strstr(f->err.message, "password authentication failed"));
	assert_null(strstr(f->err.message, password));
	mem_free(wrong);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_step_by_step),
		FIXTURE_TEST(test_empty_database),
		FIXTURE_TEST(test_program_too_old),
		FIXTURE_TEST(test_changed_migration_is_refused),
		FIXTURE_TEST(test_broken_migration_leaves_nothing),
		FIXTURE_TEST(test_many_at_once),
		FIXTURE_TEST_SQLITE(test_urls),
		FIXTURE_TEST_SQLITE(test_files_that_are_none),
		FIXTURE_TEST_POSTGRES(test_servers_that_are_none),
	};

	return fixture_run_bare(&tsql_catalog, tests, ARRAY_LEN(tests));
}
