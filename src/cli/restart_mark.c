// SPDX-License-Identifier: Apache-2.0
#include "cli/restart_mark.h"

#include "base/arena.h"
#include "base/macros.h"
#include "base/state_file.h"
#include "service/service.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *path_of(struct service *service, struct arena *arena)
{
	return arena_printf(arena, "%s.restarting", service_state_path(service));
}

int restart_mark_put(struct service *service, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();

	return state_file_write(path_of(service, arena), SLICE("yidan ledger restart\n"), false, err);
}

bool restart_mark_is_there(struct service *service)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();

	return access(path_of(service, arena), F_OK) == 0;
}

int restart_mark_remove(struct service *service, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const char *path = path_of(service, arena);

	if (unlink(path) != 0 && errno != ENOENT)
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be removed (%s)", path, strerror(errno));
	return 0;
}
