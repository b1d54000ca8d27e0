// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include "base/mem.h"
#include "base/random.h"
#include "db/migrate.h"

#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *server_url(void)
{
	const char *url = getenv("YIDAN_TEST_POSTGRES");

	if (!url || !*url)
		fail_msg("YIDAN_TEST_POSTGRES is not set: run this by tools/with_postgres");
	return url;
}

void fixture_psql(const char *format, ...)
{
	PGconn *pg = PQconnectdb(server_url());
	PGresult *result;
	char text[1000];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result = PQexec(pg, text);
	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(pg));
	PQclear(result);
	PQfinish(pg);
}

// --- set-up -----------------------------------------------------------------------------------------------

struct start {
	enum db_engine_kind kind;
	const struct db_catalog *catalog;
};

static int set_up_bare(void **state)
{
	const struct start *start = *state;
	struct fixture *f = mem_zalloc(sizeof(*f));
	unsigned char bytes[6];
	char hex[2 * sizeof(bytes) + 1], url[600];

	random_bytes(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), hex);
	f->kind = start->kind;
	f->catalog = start->catalog;
	f->arena = arena_new();
	snprintf(f->folder, sizeof(f->folder), "/tmp/yidan-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	if (f->kind == DB_ENGINE_SQLITE) {
		snprintf(url, sizeof(url), "sqlite:%s/test.db", f->folder);
	} else {
		snprintf(f->schema, sizeof(f->schema), "test_%s", hex);
		fixture_psql("CREATE SCHEMA %s", f->schema);
		snprintf(url, sizeof(url), "%s?options=-csearch_path%%3D%s", server_url(), f->schema);
	}
	f->url = mem_strdup(url);
	*state = f;
	return 0;
}

static int set_up(void **state)
{
	struct db_options options = {.create = true};
	struct fixture *f;

	set_up_bare(state);
	f = *state;
	assert_ok(db_open(f->url, f->catalog, &options, &f->db, &f->err), &f->err);
	assert_ok(db_migrate(f->db, NULL, &f->err), &f->err);
	f->conn = fixture_connect(f, DB_ACCESS_WRITE);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char text[200];

	db_disconnect(f->conn);
	db_free(f->db);
	arena_free(f->arena);
	snprintf(text, sizeof(text), "rm -rf '%s'", f->folder);
	assert_int_equal(system(text), 0);
	if (f->kind == DB_ENGINE_POSTGRES)
		fixture_psql("SET client_min_messages=error; DROP SCHEMA %s CASCADE", f->schema);
	mem_free(f->url);
	mem_free(f);
	return 0;
}

struct db_conn *fixture_connect(struct fixture *f, enum db_access access)
{
	struct db_conn *conn = NULL;

	assert_ok(db_connect(f->db, access, &conn, &f->err), &f->err);
	return conn;
}

static int run(const struct db_catalog *catalog, const struct fixture_test *tests, size_t count,
	CMFixtureFunction setup)
{
	static const char *const names[] = {[DB_ENGINE_SQLITE] = "sqlite", [DB_ENGINE_POSTGRES] = "postgres"};
	static struct start starts[2];
	struct CMUnitTest *all = mem_zalloc_array(count * 2, sizeof(*all));
	size_t n = 0;
	int r;

	// A client that was cut off must not end the program.
	signal(SIGPIPE, SIG_IGN);
	for (int kind = DB_ENGINE_SQLITE; kind <= DB_ENGINE_POSTGRES; kind++) {
		starts[kind] = (struct start){(enum db_engine_kind)kind, catalog};
		for (size_t i = 0; i < count; i++) {
			char name[200];

			if (tests[i].engines ==
				(kind == DB_ENGINE_SQLITE ? FIXTURE_POSTGRES : FIXTURE_SQLITE))
				continue;
			snprintf(name, sizeof(name), "%s: %s", names[kind], tests[i].name);
			all[n++] = (struct CMUnitTest){
				mem_strdup(name), tests[i].test, setup, tear_down, &starts[kind]};
		}
	}
	r = _cmocka_run_group_tests("store", all, n, NULL, NULL);
	for (size_t i = 0; i < n; i++)
		mem_free((void *)all[i].name);
	mem_free(all);
	return r;
}

int fixture_run(const struct db_catalog *catalog, const struct fixture_test *tests, size_t count)
{
	return run(catalog, tests, count, set_up);
}

int fixture_run_bare(const struct db_catalog *catalog, const struct fixture_test *tests, size_t count)
{
	return run(catalog, tests, count, set_up_bare);
}

void assert_aborts(void (*act)(struct fixture *f), struct fixture *f, const char *words)
{
	char output[4000];
	int pipes[2], status;
	size_t len = 0;
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		signal(SIGABRT, SIG_DFL);
		f->conn = fixture_connect(f, DB_ACCESS_WRITE); // what the parent talks over is the parent's
		act(f);
		_exit(0);
	}
	close(pipes[1]);
	while ((got = read(pipes[0], output + len, sizeof(output) - 1 - len)) > 0)
		len += (size_t)got;
	output[len] = '\0';
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
		fail_msg("the guard did not end the program (expected: %s)", words);
	if (!strstr(output, words))
		fail_msg("expected \"%s\" in: %s", words, output);
}
