// SPDX-License-Identifier: Apache-2.0
// The rules of reference data: whether a unit, an officer … may be as somebody wants it. Pure: what is there
// already comes as facts. What is wrong is no error but a list of problems, each at a field of the form
// (words of the catalogue "admin_problem.NAME"); an empty list: it may. Plain values, nothing is owned.
//
//	struct admin_problems problems = {0};
//	admin_check_unit(&wanted, &facts, &problems);
#ifndef YIDAN_DOMAIN_ADMIN_H
#define YIDAN_DOMAIN_ADMIN_H

#include "domain/jurisdiction_events.h"

#include <stddef.h>

#define ADMIN_CODE_BYTES_MAX  48
#define ADMIN_NAME_CHARS_MAX  60
#define ADMIN_PHONE_BYTES_MAX 64
#define ADMIN_UNIT_LEVELS_MAX 4 // the lists of the desk name the whole line of units above an officer
#define ADMIN_UNITS_MAX	      2000

enum admin_problem_code {
	ADMIN_PROBLEM_NONE,
	ADMIN_PROBLEM_MISSING,
	ADMIN_PROBLEM_TOO_LONG, // value: the most that it may have
	ADMIN_PROBLEM_MALFORMED,
	ADMIN_PROBLEM_CODE_MALFORMED, // value: the most that it may have
	ADMIN_PROBLEM_TAKEN,
	ADMIN_PROBLEM_UNKNOWN, // what was chosen is not there
	ADMIN_PROBLEM_CYCLE,
	ADMIN_PROBLEM_TOO_DEEP,	  // value: levels
	ADMIN_PROBLEM_TOO_MANY,	  // value: the most that there may be
	ADMIN_PROBLEM_RETIRED,	  // what was chosen is retired
	ADMIN_PROBLEM_OPEN_CASES, // value: how many it has
	ADMIN_PROBLEM_HAS_OFFICERS,
	ADMIN_PROBLEM_HAS_UNITS,
	ADMIN_PROBLEM_IS_DEFAULT, // of so many categories
	ADMIN_PROBLEM_ONLY_INTAKE,
	ADMIN_PROBLEM_LAST_ADMIN,
	ADMIN_PROBLEM_NOTHING_CHANGED,
};

struct admin_problem {
	enum admin_problem_code code;
	const char *field; // member of the event
	int64_t value;
};

#define ADMIN_PROBLEMS_MAX 16
struct admin_problems {
	struct admin_problem items[ADMIN_PROBLEMS_MAX];
	size_t count;
};

// Keeps the first of a field, and no more than fit.
void admin_problem_add(
	struct admin_problems *problems, enum admin_problem_code code, const char *field, int64_t value);
// A name or another line of text: there, not too long.
void admin_check_name(struct admin_problems *problems, const char *field, const struct private_text *text,
	size_t max_chars);
// Small letters, digits and hyphens; what stands in addresses and files, so it stays as it is once given.
bool admin_is_code(struct slice text);
bool admin_is_login(struct slice text); // likewise, with dots and underscores

extern const char *const admin_unit_kinds[];
extern const size_t admin_unit_kind_count;

struct admin_unit_facts {
	const struct unit_set *units; // all that there are
	size_t count;
	// of the unit that is changed
	int64_t open_cases, officers; // officers who can sign in
	int64_t default_of;	      // categories
};
// unit_id that none of the facts has: a new one.
void admin_check_unit(
	const struct unit_set *wanted, const struct admin_unit_facts *facts, struct admin_problems *ret);
// On which level of the tree an id stands, 1 the top; more than count where there is a ring.
size_t admin_unit_level(const struct unit_set *units, size_t count, int64_t unit_id);
const struct unit_set *admin_unit_find(const struct unit_set *units, size_t count, int64_t unit_id);

struct admin_officer_facts {
	const struct officer_set *officers; // all that there are
	size_t count;
	const struct unit_set *units;
	size_t unit_count;
};
void admin_check_officer(const struct officer_set *wanted, const struct admin_officer_facts *facts,
	struct admin_problems *ret);
const struct officer_set *admin_officer_find(
	const struct officer_set *officers, size_t count, int64_t officer_id);

#endif
