// SPDX-License-Identifier: Apache-2.0
// Roles of officers: a set of bits, as stored. One officer may have several. Pure.
#ifndef YIDAN_DOMAIN_OFFICER_H
#define YIDAN_DOMAIN_OFFICER_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

// Stored as numbers: never renumber.
enum officer_role {
	ROLE_INTAKE = 1 << 0,  // receives, classifies, releases, assigns, closes
	ROLE_HANDLER = 1 << 1, // works for a unit
	ROLE_UNIT_HEAD = 1 << 2,
	ROLE_SUPERVISOR = 1 << 3, // presses and checks, for the whole jurisdiction
	ROLE_LEADER = 1 << 4,	  // sees the whole list
	ROLE_EDITOR = 1 << 5,	  // makes texts fit to be published
	ROLE_AUDITOR = 1 << 6,	  // sees the list and who looked at personal data
	ROLE_ADMIN = 1 << 7,	  // accounts and reference data; sees no case
};
#define ROLES_ALL 0xffu

// One role: "intake", "unit_head" …
const char *officer_role_name(enum officer_role role);
bool officer_role_parse(struct slice name, enum officer_role *ret);
// "intake handler" ⇄ bits; separated by blanks, commas or |. False for an unknown name.
bool officer_roles_parse(struct slice names, uint32_t *ret);
void officer_roles_format(uint32_t roles, struct buf *out);

#endif
