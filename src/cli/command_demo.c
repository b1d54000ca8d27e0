// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "base/clock.h"
#include "cli/database.h"
#include "cli/demo.h"
#include "domain/officer.h"
#include "service/password.h"
#include "service/service.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PORTION 5000 // generated cases in one transaction

struct making {
	const struct settings *settings;
	struct arena *arena;
	struct files files; // embedded
	struct district district;
	struct database database;
	struct demo demo;
	int64_t matters; // how many were loaded
	struct err err;
};

// All accounts have the same password, so they share one hash: seventy would take seconds, and hide nothing,
// since the password stands on the page to sign in.
static int set_passwords(struct making *m)
{
	struct setup_officer *officers;
	char *hash = arena_alloc(m->arena, PASSWORD_HASH_BYTES);
	int r;

	r = password_hash(m->district.password, hash, &m->err);
	if (r < 0)
		return r;
	officers = arena_memdup(m->arena, m->district.officers,
		m->district.setup.officer_count * sizeof(*m->district.officers));
	for (size_t i = 0; i < m->district.setup.officer_count; i++)
		officers[i].password_hash = hash;
	m->district.setup.officers = m->district.officers = officers;
	return 0;
}

static int read_district(struct making *m)
{
	int r;

	r = district_read(&m->files, m->arena, &m->district, &m->err);
	if (r == 0)
		r = set_passwords(m);
	m->district.setup.is_demo = true;
	district_settings(m->arena, &m->district);
	return r;
}

static void print_accounts(const struct district *d)
{
	printf("Accounts of the demonstration, all with the password %.*s:\n\n", SLICE_ARG(d->password));
	for (size_t i = 0; i < d->setup.officer_count; i++) {
		const struct district_account *account = &d->accounts[i];

		if (account->is_shown)
			printf("  %-22.*s %.*s (%.*s), %.*s\n", SLICE_ARG(account->login),
				SLICE_ARG(account->title_en), SLICE_ARG(account->title_zh),
				SLICE_ARG(d->setup.units[d->officers[i].unit].name_en));
	}
}

static int matters_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct making *m = arg;

	m->demo.conn = conn;
	return demo_matters_load(&m->demo, &m->matters, err);
}

static int generate_portion(struct making *m, struct demo_generator *generator, int64_t first, int64_t count)
{
	int r;

	r = db_begin_write(m->database.conn, &m->err);
	if (r < 0)
		return r;
	r = demo_generate(generator, first, count, &m->err);
	if (r < 0) {
		db_rollback(m->database.conn);
		return r;
	}
	return db_commit(m->database.conn, &m->err);
}

static int generate(struct making *m)
{
	struct demo_generator *generator;
	int64_t total = m->settings->cases, began_us = clock_monotonic_us(), said_us = began_us;
	int r;

	r = database_fill(&m->database, &m->err);
	if (r == 0)
		r = demo_generator_new(&m->demo, total, &generator, &m->err);
	if (r != 0)
		return r;
	for (int64_t first = 0; r == 0 && first < total; first += PORTION) {
		int64_t now_us;

		r = generate_portion(m, generator, first, total - first < PORTION ? total - first : PORTION);
		// the lease of the instance number has to be renewed on the way
		if (r == 0)
			r = service_tick(m->database.service, &m->err);
		now_us = clock_monotonic_us();
		if (now_us - said_us > 5 * US_PER_SECOND) {
			said_us = now_us;
			fprintf(stderr, "%lld of %lld cases\n", (long long)(first + PORTION),
				(long long)total);
		}
	}
	demo_generator_free(generator);
	if (r == 0)
		printf("Generated %lld cases in %.1f s.\n", (long long)total,
			(double)(clock_monotonic_us() - began_us) / 1e6);
	return r;
}

static int season_lists_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct making *m = arg;

	m->demo.conn = conn;
	return demo_season_lists(&m->demo, err);
}

static int season_rows_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct making *m = arg;
	int64_t count;
	int r;

	m->demo.conn = conn;
	r = demo_season_rows(&m->demo, &count, err);
	if (r == 0)
		m->matters += count;
	return r;
}

// The lists are reference data: the rows are judged by them.
static int load_season(struct making *m)
{
	int r;

	r = db_write_now(m->database.conn, season_lists_run, m, &m->err);
	if (r == 0)
		r = service_reload(m->database.service, &m->err);
	if (r < 0)
		return r;
	reference_release(m->demo.ref);
	m->demo.ref = service_reference(m->database.service, m->demo.jurisdiction_id);
	return db_write_now(m->database.conn, season_rows_run, m, &m->err);
}

static int load_cases(struct making *m, int64_t jurisdiction_id, const int64_t *officer_ids)
{
	int r = 0;

	m->demo = (struct demo){
		.service = m->database.service,
		.conn = m->database.conn,
		.ref = service_reference(m->database.service, jurisdiction_id),
		.district = &m->district,
		.officer_ids = officer_ids,
		.files = &m->files,
		.now_us = clock_now_us(),
		.picture_program = m->settings->picture_program,
	};
	if (!m->demo.picture_program)
		m->demo.picture_program = files_beside_program(m->arena, "yidan-picture");
	m->demo.with_words = m->settings->season;
	m->demo.jurisdiction_id = jurisdiction_id;
	if (!m->settings->no_cases)
		r = db_write_now(m->database.conn, matters_run, m, &m->err);
	if (r == 0 && m->settings->season)
		r = load_season(m);
	if (r == 0 && m->settings->cases)
		r = generate(m);
	reference_release(m->demo.ref);
	return r;
}

static int make(struct making *m)
{
	int64_t *officer_ids = ARENA_ARRAY(m->arena, int64_t, m->district.setup.officer_count);
	int64_t id = 0;
	int r;

	r = database_make(m->settings, m->arena, &m->database, &m->err);
	if (r == 0 && service_jurisdiction_count(m->database.service) > 0)
		r = err_set(&m->err, ERR_INVALID,
			"the database %s holds a jurisdiction already; name another with --db sqlite:PATH",
			db_display_url(service_db(m->database.service)));
	if (r == 0)
		r = database_add(&m->database, &m->district.setup, &id, officer_ids, &m->err);
	if (r == 0)
		r = load_cases(m, id, officer_ids);
	return r == 0 ? database_sequence(&m->database, &m->err) : r;
}

int command_demo(const struct settings *settings, struct arena *arena)
{
	struct making m = {.settings = settings, .arena = arena};
	const char *pictures = settings->picture_program, *url = "";
	int r, code;

	if (pictures && access(pictures, X_OK) != 0)
		return command_misused("picture-program: %s cannot be run (%s)", pictures, strerror(errno));
	r = read_district(&m);
	if (r < 0)
		return command_failed(r, &m.err);
	if (settings->accounts) {
		print_accounts(&m.district);
		return EXIT_DONE;
	}
	r = make(&m);
	code = r < 0 ? command_failed(r, &m.err) : EXIT_DONE;
	if (r == 0)
		url = arena_strdup(arena, db_display_url(service_db(m.database.service)));
	if (database_close(&m.database, r == 0, &m.err) < 0)
		return command_failed(ERR_UNAVAILABLE, &m.err);
	if (r < 0)
		return code;
	printf("Made %.*s in %s: %zu units, %zu officers, %zu categories, %zu areas, %lld matters. All of it "
	       "is invented.\n\n",
		SLICE_ARG(m.district.setup.name_en), url, m.district.setup.unit_count,
		m.district.setup.officer_count, m.district.setup.category_count, m.district.setup.area_count,
		(long long)m.matters);
	print_accounts(&m.district);
	return EXIT_DONE;
}
