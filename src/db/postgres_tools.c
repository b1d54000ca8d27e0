// SPDX-License-Identifier: Apache-2.0
#include "db/copy.h"

#include <libpq-fe.h>
#include <string.h>

#define PARAMETERS_MAX 64

int db_postgres_environment(
	const char *url, struct arena *arena, const char ***ret, const char **ret_name, struct err *err)
{
	const char **list = ARENA_ARRAY(arena, const char *, PARAMETERS_MAX), *name = NULL;
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	size_t count = 0;

	if (!options)
		return err_set(err, ERR_INVALID, "this is no URL of PostgreSQL");
	for (const PQconninfoOption *o = options; o->keyword && count + 1 < PARAMETERS_MAX; o++) {
		if (o->val && strcmp(o->keyword, "dbname") == 0)
			name = arena_strdup(arena, o->val);
		if (o->val && o->envvar)
			list[count++] = arena_printf(arena, "%s=%s", o->envvar, o->val);
	}
	PQconninfoFree(options);
	list[count] = NULL;
	*ret = list;
	*ret_name = name ? name : "";
	return 0;
}
