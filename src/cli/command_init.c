// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "cli/database.h"
#include "cli/district.h"
#include "service/service.h"

#include <stdio.h>

static int read_district(
	const struct settings *settings, struct arena *arena, struct district *ret, struct err *err)
{
	const struct files files = {.path = settings->from};
	bool is_named = settings->slug || settings->name_zh || settings->name_en;
	int r;

	if (!settings->from == !is_named)
		return err_set(
			err, ERR_INVALID, "say either --from FOLDER, or --slug, --name-zh and --name-en");
	if (!settings->from)
		return district_bare(arena, slice_of(settings->slug), slice_of(settings->name_zh),
			slice_of(settings->name_en), ret, err);
	r = district_read(&files, arena, ret, err);
	if (r == 0 && ret->password.len)
		return err_set(err, ERR_INVALID,
			"%s/jurisdiction.json: `password` is only for demonstrations: `yidan user add` makes "
			"accounts",
			settings->from);
	return r;
}

static void print_next_steps(const struct database *database, const struct district *d)
{
	const char *url = db_display_url(service_db(database->service)); // no password goes to the screen
	struct slice unit = d->setup.units[0].code;

	for (size_t i = 0; i < d->setup.unit_count; i++) {
		if (d->setup.units[i].is_intake)
			unit = d->setup.units[i].code;
	}
	printf("Made %.*s (%.*s): %zu units, %zu officers, %zu categories, %zu areas.\n",
		SLICE_ARG(d->setup.name_en), SLICE_ARG(d->setup.slug), d->setup.unit_count,
		d->setup.officer_count, d->setup.category_count, d->setup.area_count);
	printf("The key of the server is %s: keep a copy of it as safe as the database.\n\nNext:\n",
		database->key_path);
	if (d->setup.officer_count)
		printf("  yidan user passwd LOGIN --db %s\n", url);
	printf("  yidan user add LOGIN --name NAME --unit %.*s --roles intake --db %s\n", SLICE_ARG(unit),
		url);
	printf("  yidan serve --db %s\n", url);
}

int command_init(const struct settings *settings, struct arena *arena)
{
	struct district district;
	struct database database;
	int64_t id;
	struct err err;
	int r, code;

	r = read_district(settings, arena, &district, &err);
	if (r < 0)
		return command_failed(r, &err);
	district_settings(arena, &district);
	r = database_make(settings, arena, &database, &err);
	if (r == 0 && service_has_demo(database.service))
		r = err_set(&err, ERR_INVALID, "this database is a demonstration; make another for work");
	if (r == 0)
		r = database_add(&database, &district.setup, &id, NULL, &err);
	code = r < 0 ? command_failed(r, &err) : EXIT_DONE;
	if (r == 0)
		print_next_steps(&database, &district);
	(void)database_close(&database, r == 0, NULL); // nothing waits to be synced
	return code;
}
