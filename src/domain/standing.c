// SPDX-License-Identifier: Apache-2.0
#include "domain/standing.h"

#include "base/macros.h"
#include "domain/officer.h"

static const char *const names[] = {"open", "overdue", "not_accepted", "waiting", "returned", "reopened",
	"extended", "ordered", "answered", "supporting", "unsolved"};
_Static_assert(ARRAY_LEN(names) == STANDINGS, "every number has a name");

const char *standing_name(enum standing standing)
{
	must((size_t)standing < STANDINGS);
	return names[standing];
}

bool standing_parse(struct slice name, enum standing *ret)
{
	for (int i = 0; i < STANDINGS; i++) {
		if (slice_eq_cstr(name, names[i])) {
			*ret = (enum standing)i;
			return true;
		}
	}
	return false;
}

bool standing_is_for(int64_t roles)
{
	return (roles & (ROLE_INTAKE | ROLE_SUPERVISOR | ROLE_LEADER | ROLE_AUDITOR)) != 0;
}
