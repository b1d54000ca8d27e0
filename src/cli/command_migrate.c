// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include "cli/lock.h"
#include "service/setup.h"

#include <stdio.h>

int command_migrate(const struct settings *settings, struct arena *arena)
{
	int64_t applied = 0;
	struct err err;
	int lock_fd = -1, r;

	(void)arena;
	r = lock_check_database(settings->db, &err);
	if (r == 0)
		r = lock_take(settings->db, &lock_fd, &err);
	if (r == 0)
		r = setup_migrate(settings->db, false, &applied, &err);
	lock_release(lock_fd);
	if (r < 0)
		return command_failed(r, &err);
	if (applied)
		printf("%lld migration%s applied; the database is ready.\n", (long long)applied,
			applied == 1 ? "" : "s");
	else
		printf("Nothing to do: the database has this program's schema.\n");
	return EXIT_DONE;
}
