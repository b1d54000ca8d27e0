// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_in(const char *variable, const char *const *list)
{
	size_t len = strcspn(variable, "=");

	for (; *list; list++) {
		if (strncmp(variable, *list, len) == 0 && (*list)[len] == '=')
			return true;
	}
	return false;
}

static char **environment(struct arena *arena, const char *const *more)
{
	size_t count = 0, at = 0;
	char **list;

	for (char **ours = environ; *ours; ours++)
		count++;
	for (const char *const *one = more; *one; one++)
		count++;
	list = ARENA_ARRAY(arena, char *, count + 1);
	for (char **ours = environ; *ours; ours++) {
		if (!is_in(*ours, more))
			list[at++] = *ours;
	}
	for (; *more; more++)
		list[at++] = arena_strdup(arena, *more);
	list[at] = NULL;
	return list;
}

static char **copy_of(struct arena *arena, const char *const *argv)
{
	size_t count = 0;
	char **list;

	while (argv[count])
		count++;
	list = ARENA_ARRAY(arena, char *, count + 1);
	for (size_t i = 0; i < count; i++)
		list[i] = arena_strdup(arena, argv[i]);
	list[count] = NULL;
	return list;
}

int program_run(
	struct arena *arena, const char *const *argv, const char *const *more, bool quiet, struct err *err)
{
	posix_spawn_file_actions_t actions;
	int rc, status = 0;
	pid_t child;

	posix_spawn_file_actions_init(&actions);
	if (quiet)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(&child, argv[0], &actions, NULL, copy_of(arena, argv), environment(arena, more));
	posix_spawn_file_actions_destroy(&actions);
	if (rc == ENOENT)
		return err_set(err, ERR_NOT_FOUND,
			"there is no program %s here: install the client programs of PostgreSQL "
			"(postgresql-client)",
			argv[0]);
	if (rc != 0)
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be run (%s)", argv[0], strerror(rc));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, ERR_UNAVAILABLE, "%s failed", argv[0]);
	return 0;
}
