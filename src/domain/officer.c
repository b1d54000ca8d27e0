// SPDX-License-Identifier: Apache-2.0
#include "domain/officer.h"

#include "base/macros.h"

#include <string.h>

static const struct {
	enum officer_role role;
	const char *name;
} roles_by_name[] = {
	{ROLE_INTAKE, "intake"},
	{ROLE_HANDLER, "handler"},
	{ROLE_UNIT_HEAD, "unit_head"},
	{ROLE_SUPERVISOR, "supervisor"},
	{ROLE_LEADER, "leader"},
	{ROLE_EDITOR, "editor"},
	{ROLE_AUDITOR, "auditor"},
	{ROLE_ADMIN, "admin"},
};

const char *officer_role_name(enum officer_role role)
{
	for (size_t i = 0; i < ARRAY_LEN(roles_by_name); i++) {
		if (roles_by_name[i].role == role)
			return roles_by_name[i].name;
	}
	must(!"one role");
	return "";
}

bool officer_role_parse(struct slice name, enum officer_role *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(roles_by_name); i++) {
		if (slice_eq_cstr(name, roles_by_name[i].name)) {
			*ret = roles_by_name[i].role;
			return true;
		}
	}
	return false;
}

bool officer_roles_parse(struct slice names, uint32_t *ret)
{
	uint32_t roles = 0;
	size_t from = 0;

	for (size_t i = 0; i <= names.len; i++) {
		enum officer_role role;

		if (i < names.len && !memchr(" ,|", names.ptr[i], 3))
			continue;
		if (i > from) {
			if (!officer_role_parse(slice_sub(names, from, i - from), &role))
				return false;
			roles |= (uint32_t)role;
		}
		from = i + 1;
	}
	*ret = roles;
	return true;
}

void officer_roles_format(uint32_t roles, struct buf *out)
{
	const char *separator = "";

	for (size_t i = 0; i < ARRAY_LEN(roles_by_name); i++) {
		if (!(roles & (uint32_t)roles_by_name[i].role))
			continue;
		buf_put_cstr(out, separator);
		buf_put_cstr(out, roles_by_name[i].name);
		separator = " ";
	}
}
