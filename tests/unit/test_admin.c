// SPDX-License-Identifier: Apache-2.0
// The rules of reference data: trees without rings, codes once, nobody left without a unit, one admin always;
// and which passwords may be chosen.
#include "base/macros.h"
#include "domain/admin.h"
#include "domain/officer.h"
#include "domain/password_policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal)                                                                                        \
	{                                                                                                    \
		PRIVATE_PRESENT, SLICE(literal)                                                              \
	}
#define UNIT(id, parent, name)                                                                               \
	{                                                                                                    \
		.unit_id = id, .parent_id = parent, .code = SLICE(name), .kind = SLICE("department"),        \
		.name_zh = TEXT(name), .name_en = TEXT(name)                                                 \
	}

enum { TOP = 1, ROADS, LAMPS, BULBS, PARKS };

// district > roads > lamps > bulbs, parks; parks takes in
static struct unit_set units[] = {UNIT(TOP, 0, "district"), UNIT(ROADS, TOP, "roads"),
	UNIT(LAMPS, ROADS, "lamps"), UNIT(BULBS, LAMPS, "bulbs"), UNIT(PARKS, TOP, "parks")};

static struct admin_problems check(const struct unit_set *wanted)
{
	struct admin_problems problems = {0};
	const struct admin_unit_facts facts = {.units = units, .count = ARRAY_LEN(units)};

	units[4].is_intake = true;
	admin_check_unit(wanted, &facts, &problems);
	return problems;
}

static void assert_problem(
	const struct admin_problems *problems, const char *field, enum admin_problem_code code)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (strcmp(problems->items[i].field, field) != 0)
			continue;
		assert_int_equal(problems->items[i].code, code);
		return;
	}
	fail_msg("no problem at %s", field);
}

static void refused(const struct unit_set *wanted, const char *field, enum admin_problem_code code)
{
	struct admin_problems problems = check(wanted);

	assert_problem(&problems, field, code);
	assert_int_equal(problems.count, 1);
}

static void test_units(void **state)
{
	struct unit_set unit = UNIT(9, TOP, "water");

	(void)state;
	assert_int_equal(check(&unit).count, 0);
	unit.code = SLICE("Water");
	refused(&unit, "code", ADMIN_PROBLEM_CODE_MALFORMED);
	unit.code = SLICE("new"); // the address of the form for a new one
	refused(&unit, "code", ADMIN_PROBLEM_CODE_MALFORMED);
	unit.code = SLICE("lamps");
	refused(&unit, "code", ADMIN_PROBLEM_TAKEN);
	unit.code = SLICE("water");
	unit.name_en = (struct private_text){0};
	refused(&unit, "name_en", ADMIN_PROBLEM_MISSING);
	unit.name_en = (struct private_text)TEXT("a\nb");
	refused(&unit, "name_en", ADMIN_PROBLEM_MALFORMED);
	unit.name_en =
		(struct private_text)TEXT("0123456789012345678901234567890123456789012345678901234567891");
	refused(&unit, "name_en", ADMIN_PROBLEM_TOO_LONG);
	unit.name_en = unit.name_zh;
	unit.kind = SLICE("palace");
	refused(&unit, "kind", ADMIN_PROBLEM_UNKNOWN);
	unit.kind = SLICE("section");
	unit.parent_id = 77;
	refused(&unit, "parent_id", ADMIN_PROBLEM_UNKNOWN);
	unit.parent_id = BULBS; // a fifth level
	refused(&unit, "parent_id", ADMIN_PROBLEM_TOO_DEEP);
	unit.parent_id = LAMPS;
	assert_int_equal(check(&unit).count, 0);
	unit.position = -1;
	refused(&unit, "position", ADMIN_PROBLEM_MALFORMED);
}

static void test_moving(void **state)
{
	struct unit_set unit = units[1];

	(void)state;
	unit.parent_id = ROADS;
	refused(&unit, "parent_id", ADMIN_PROBLEM_CYCLE);
	unit.parent_id = BULBS;
	refused(&unit, "parent_id", ADMIN_PROBLEM_CYCLE);
	unit.parent_id = PARKS; // its own three levels would end on the fifth
	refused(&unit, "parent_id", ADMIN_PROBLEM_TOO_DEEP);
	unit.parent_id = 0;
	assert_int_equal(check(&unit).count, 0);
	unit = units[2];
	unit.parent_id = PARKS;
	assert_int_equal(check(&unit).count, 0);
	refused(&units[2], "name_zh", ADMIN_PROBLEM_NOTHING_CHANGED);
}

// Ids in any order, rings that somebody made past the program: it ends, and says so.
static void test_random_trees(void **state)
{
	uint32_t random = 20261201;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct unit_set tree[6];
		struct admin_problems problems = {0};
		struct admin_unit_facts facts = {.units = tree, .count = ARRAY_LEN(tree)};
		struct unit_set wanted;

		for (size_t i = 0; i < ARRAY_LEN(tree); i++) {
			tree[i] = units[i % ARRAY_LEN(units)];
			tree[i].unit_id = (int64_t)i + 1;
			random = random * 1664525 + 1013904223;
			tree[i].parent_id = (random >> 8) % 7;
		}
		random = random * 1664525 + 1013904223;
		wanted = tree[(random >> 8) % 6];
		wanted.parent_id = (random >> 16) % 7;
		admin_check_unit(&wanted, &facts, &problems);
		if (problems.count)
			continue;
		// allowed: then nothing below it is its own ancestor, and it stands within four levels
		tree[wanted.unit_id - 1] = wanted;
		if (admin_unit_level(tree, ARRAY_LEN(tree), wanted.unit_id) > ADMIN_UNIT_LEVELS_MAX)
			fail_msg("round %d: deeper than four levels", round);
	}
}

static void test_retiring(void **state)
{
	struct admin_unit_facts facts = {.units = units, .count = ARRAY_LEN(units)};
	struct unit_set unit = units[3];
	struct admin_problems problems = {0};

	(void)state;
	unit.is_retired = true;
	assert_int_equal(check(&unit).count, 0);
	facts.open_cases = 2;
	admin_check_unit(&unit, &facts, &problems);
	assert_problem(&problems, "is_retired", ADMIN_PROBLEM_OPEN_CASES);
	assert_int_equal(problems.items[0].value, 2);
	facts.open_cases = 0;
	facts.officers = 1;
	problems.count = 0;
	admin_check_unit(&unit, &facts, &problems);
	assert_problem(&problems, "is_retired", ADMIN_PROBLEM_HAS_OFFICERS);
	facts.officers = 0;
	facts.default_of = 1;
	problems.count = 0;
	admin_check_unit(&unit, &facts, &problems);
	assert_problem(&problems, "is_retired", ADMIN_PROBLEM_IS_DEFAULT);
	unit = units[2]; // bulbs stand below it
	unit.is_retired = true;
	refused(&unit, "is_retired", ADMIN_PROBLEM_HAS_UNITS);
	unit = units[4];
	unit.is_retired = true;
	refused(&unit, "is_retired", ADMIN_PROBLEM_ONLY_INTAKE);
	unit.is_retired = false;
	unit.is_intake = false;
	refused(&unit, "is_intake", ADMIN_PROBLEM_ONLY_INTAKE);
	// nobody and nothing goes below what is retired
	units[3].is_retired = true;
	unit = units[4];
	unit.parent_id = BULBS;
	unit.is_intake = true;
	problems = check(&unit);
	units[3].is_retired = false;
	assert_int_equal(problems.items[0].code, ADMIN_PROBLEM_TOO_DEEP);
}

// ---- Officers

static struct officer_set officers[] = {
	{.officer_id = 1, .unit_id = PARKS, .roles = ROLE_ADMIN, .login = TEXT("boss"), .name = TEXT("程")},
	{.officer_id = 2, .unit_id = ROADS, .roles = ROLE_HANDLER, .login = TEXT("hand"), .name = TEXT("李")},
	{.officer_id = 3,
		.unit_id = ROADS,
		.roles = ROLE_ADMIN,
		.disabled = true,
		.login = TEXT("gone"),
		.name = TEXT("王")},
};

static void officer_refused(const struct officer_set *wanted, const char *field, enum admin_problem_code code)
{
	const struct admin_officer_facts facts = {officers, ARRAY_LEN(officers), units, ARRAY_LEN(units)};
	struct admin_problems problems = {0};

	admin_check_officer(wanted, &facts, &problems);
	if (code == ADMIN_PROBLEM_NONE) {
		assert_int_equal(problems.count, 0);
		return;
	}
	assert_problem(&problems, field, code);
	assert_int_equal(problems.count, 1);
}

static void test_officers(void **state)
{
	struct officer_set officer = {.officer_id = 9,
		.unit_id = LAMPS,
		.roles = ROLE_HANDLER,
		.login = TEXT("lamp-1"),
		.name = TEXT("陈")};

	(void)state;
	officer_refused(&officer, "", ADMIN_PROBLEM_NONE);
	officer.login = (struct private_text)TEXT("Lamp");
	officer_refused(&officer, "login", ADMIN_PROBLEM_CODE_MALFORMED);
	officer.login =
		(struct private_text)TEXT("gone"); // never given twice, so that a name says who it was
	officer_refused(&officer, "login", ADMIN_PROBLEM_TAKEN);
	officer.login = (struct private_text)TEXT("lamp_1.a");
	officer.roles = 0;
	officer_refused(&officer, "roles", ADMIN_PROBLEM_MISSING);
	officer.roles = 1 << 20;
	officer_refused(&officer, "roles", ADMIN_PROBLEM_MISSING);
	officer.roles = ROLE_INTAKE;
	officer.unit_id = 77;
	officer_refused(&officer, "unit_id", ADMIN_PROBLEM_UNKNOWN);
	units[2].is_retired = true;
	officer.unit_id = LAMPS;
	officer_refused(&officer, "unit_id", ADMIN_PROBLEM_RETIRED);
	units[2].is_retired = false;
}

static void test_last_admin(void **state)
{
	struct officer_set officer = officers[0];

	(void)state;
	officer.disabled = true;
	officer_refused(&officer, "disabled", ADMIN_PROBLEM_LAST_ADMIN);
	officer.disabled = false;
	officer.roles = ROLE_HANDLER;
	officer_refused(&officer, "roles", ADMIN_PROBLEM_LAST_ADMIN);
	officers[1].roles |= ROLE_ADMIN;
	officer_refused(&officer, "", ADMIN_PROBLEM_NONE);
	officers[1].roles = ROLE_HANDLER;
	officer_refused(&officers[1], "name", ADMIN_PROBLEM_NOTHING_CHANGED);
}

// ---- Passwords

static void test_passwords(void **state)
{
	static const struct {
		const char *password;
		enum password_problem problem;
	} tries[] = {
		{"", PASSWORD_TOO_SHORT},
		{"elevenchars", PASSWORD_TOO_SHORT},
		{"kastanie trägt leise", PASSWORD_FINE},
		{"四月的雨落在第三座桥上", PASSWORD_TOO_SHORT},
		{"四月的雨落在第三座石桥上了", PASSWORD_FINE},
		{"Password123456", PASSWORD_COMMON},
		{"!!administrator!!", PASSWORD_COMMON},
		{"123456789012", PASSWORD_COMMON},
		{"000000000000", PASSWORD_COMMON},
		{"abcabcabcabc", PASSWORD_COMMON},
		{"zyxwvutsrqpo", PASSWORD_COMMON},
		{"qwertyuiop12", PASSWORD_COMMON},
		{"roads-handler", PASSWORD_IS_LOGIN},
		{"1Roads-Handler99", PASSWORD_IS_LOGIN},
		{"roads-handler sings at noon", PASSWORD_FINE},
		{"heting-demo-2019", PASSWORD_FINE},
		{"twelve\x01 chars", PASSWORD_MALFORMED},
		{"twelve \xff chars", PASSWORD_MALFORMED},
	};
	char longest[PASSWORD_POLICY_BYTES_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		enum password_problem got =
			password_check(slice_of(tries[i].password), SLICE("roads-handler"));

		if (got != tries[i].problem)
			fail_msg("\"%s\": %d", tries[i].password, got);
	}
	for (size_t i = 0; i < sizeof(longest) - 1; i++)
		longest[i] = (char)('a' + i * i % 23);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(password_check(slice_of(longest), SLICE("x")), PASSWORD_TOO_LONG);
	longest[PASSWORD_POLICY_BYTES_MAX] = '\0';
	assert_int_equal(password_check(slice_of(longest), SLICE("x")), PASSWORD_FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_random_trees),
		cmocka_unit_test(test_retiring),
		cmocka_unit_test(test_officers),
		cmocka_unit_test(test_last_admin),
		cmocka_unit_test(test_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
