// SPDX-License-Identifier: Apache-2.0
#include "domain/admin.h"

#include "base/macros.h"
#include "domain/officer.h"

#include <string.h>

void admin_problem_add(
	struct admin_problems *problems, enum admin_problem_code code, const char *field, int64_t value)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (strcmp(problems->items[i].field, field) == 0)
			return;
	}
	if (problems->count < ADMIN_PROBLEMS_MAX)
		problems->items[problems->count++] = (struct admin_problem){code, field, value};
}

// As texts are everywhere here: UTF-8 on one line.
static bool is_line(struct slice text)
{
	if (!slice_is_utf8(text))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
			return false;
	}
	return true;
}

void admin_check_name(
	struct admin_problems *problems, const char *field, const struct private_text *text, size_t max_chars)
{
	if (slice_trim(text->value).len == 0)
		admin_problem_add(problems, ADMIN_PROBLEM_MISSING, field, 0);
	else if (!is_line(text->value))
		admin_problem_add(problems, ADMIN_PROBLEM_MALFORMED, field, 0);
	else if (slice_utf8_len(text->value) > max_chars)
		admin_problem_add(problems, ADMIN_PROBLEM_TOO_LONG, field, (int64_t)max_chars);
}

static bool is_of(struct slice text, const char *further)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(further, c)))
			return false;
	}
	return text.len > 0 && text.len <= ADMIN_CODE_BYTES_MAX && !memchr(text.ptr, '\0', text.len);
}

bool admin_is_code(struct slice text)
{
	return is_of(text, "-");
}

bool admin_is_login(struct slice text)
{
	return is_of(text, "-_.");
}

// ---- Units

const char *const admin_unit_kinds[] = {
	"district", "centre", "supervision", "department", "section", "town", "platform"};
const size_t admin_unit_kind_count = ARRAY_LEN(admin_unit_kinds);

const struct unit_set *admin_unit_find(const struct unit_set *units, size_t count, int64_t unit_id)
{
	for (size_t i = 0; i < count; i++) {
		if (unit_id != 0 && units[i].unit_id == unit_id)
			return &units[i];
	}
	return NULL;
}

size_t admin_unit_level(const struct unit_set *units, size_t count, int64_t unit_id)
{
	const struct unit_set *unit = admin_unit_find(units, count, unit_id);
	size_t level = 0;

	for (; unit && level <= count; level++)
		unit = admin_unit_find(units, count, unit->parent_id);
	return level;
}

// How many levels the tree below a unit has, with its own.
static size_t height(const struct admin_unit_facts *facts, int64_t unit_id, size_t own_level)
{
	size_t most = own_level;

	for (size_t i = 0; i < facts->count; i++) {
		int64_t above = facts->units[i].unit_id;
		const struct unit_set *unit;
		size_t steps = 0;

		while (above != unit_id && (unit = admin_unit_find(facts->units, facts->count, above)) &&
			steps <= facts->count) {
			above = unit->parent_id;
			steps++;
		}
		if (above == unit_id && own_level + steps > most)
			most = own_level + steps;
	}
	return most - own_level + 1;
}

static bool is_below(const struct admin_unit_facts *facts, int64_t unit_id, int64_t above_id)
{
	const struct unit_set *unit = admin_unit_find(facts->units, facts->count, unit_id);

	for (size_t i = 0; unit && i <= facts->count; i++) {
		if (unit->unit_id == above_id)
			return true;
		unit = admin_unit_find(facts->units, facts->count, unit->parent_id);
	}
	return false;
}

static void check_parent(const struct unit_set *wanted, const struct unit_set *old,
	const struct admin_unit_facts *facts, struct admin_problems *ret)
{
	const struct unit_set *parent = admin_unit_find(facts->units, facts->count, wanted->parent_id);
	size_t level = admin_unit_level(facts->units, facts->count, wanted->parent_id) + 1;
	size_t levels = old ? height(facts, wanted->unit_id, 1) : 1;

	if (wanted->parent_id == 0)
		return;
	if (!parent)
		admin_problem_add(ret, ADMIN_PROBLEM_UNKNOWN, "parent_id", 0);
	else if (old && is_below(facts, wanted->parent_id, wanted->unit_id))
		admin_problem_add(ret, ADMIN_PROBLEM_CYCLE, "parent_id", 0);
	else if (level + levels - 1 > ADMIN_UNIT_LEVELS_MAX)
		admin_problem_add(ret, ADMIN_PROBLEM_TOO_DEEP, "parent_id", ADMIN_UNIT_LEVELS_MAX);
	else if (parent->is_retired && !wanted->is_retired)
		admin_problem_add(ret, ADMIN_PROBLEM_RETIRED, "parent_id", 0);
}

// What is retired must leave nobody and nothing behind.
static void check_retired(
	const struct unit_set *wanted, const struct admin_unit_facts *facts, struct admin_problems *ret)
{
	int64_t below = 0;

	for (size_t i = 0; i < facts->count; i++)
		below += facts->units[i].parent_id == wanted->unit_id && !facts->units[i].is_retired;
	if (wanted->is_intake)
		admin_problem_add(ret, ADMIN_PROBLEM_ONLY_INTAKE, "is_retired", 0);
	else if (facts->open_cases > 0)
		admin_problem_add(ret, ADMIN_PROBLEM_OPEN_CASES, "is_retired", facts->open_cases);
	else if (below > 0)
		admin_problem_add(ret, ADMIN_PROBLEM_HAS_UNITS, "is_retired", below);
	else if (facts->officers > 0)
		admin_problem_add(ret, ADMIN_PROBLEM_HAS_OFFICERS, "is_retired", facts->officers);
	else if (facts->default_of > 0)
		admin_problem_add(ret, ADMIN_PROBLEM_IS_DEFAULT, "is_retired", facts->default_of);
}

static bool is_known_kind(struct slice kind)
{
	for (size_t i = 0; i < admin_unit_kind_count; i++) {
		if (slice_eq_cstr(kind, admin_unit_kinds[i]))
			return true;
	}
	return false;
}

static bool same_text(const struct private_text *a, const struct private_text *b)
{
	return slice_eq(a->value, b->value);
}

static bool same_unit(const struct unit_set *a, const struct unit_set *b)
{
	return a->parent_id == b->parent_id && slice_eq(a->code, b->code) && slice_eq(a->kind, b->kind) &&
	       a->is_intake == b->is_intake && a->position == b->position && a->is_retired == b->is_retired &&
	       same_text(&a->name_zh, &b->name_zh) && same_text(&a->name_en, &b->name_en) &&
	       same_text(&a->phone, &b->phone);
}

void admin_check_unit(
	const struct unit_set *wanted, const struct admin_unit_facts *facts, struct admin_problems *ret)
{
	const struct unit_set *old = admin_unit_find(facts->units, facts->count, wanted->unit_id);

	if (!admin_is_code(wanted->code) || slice_eq(wanted->code, SLICE("new")))
		admin_problem_add(ret, ADMIN_PROBLEM_CODE_MALFORMED, "code", ADMIN_CODE_BYTES_MAX);
	for (size_t i = 0; i < facts->count; i++) {
		if (facts->units[i].unit_id != wanted->unit_id &&
			slice_eq(facts->units[i].code, wanted->code))
			admin_problem_add(ret, ADMIN_PROBLEM_TAKEN, "code", 0);
	}
	admin_check_name(ret, "name_zh", &wanted->name_zh, ADMIN_NAME_CHARS_MAX);
	admin_check_name(ret, "name_en", &wanted->name_en, ADMIN_NAME_CHARS_MAX);
	if (wanted->phone.value.len)
		admin_check_name(ret, "phone", &wanted->phone, ADMIN_PHONE_BYTES_MAX / 4);
	if (!is_known_kind(wanted->kind))
		admin_problem_add(ret, ADMIN_PROBLEM_UNKNOWN, "kind", 0);
	if (wanted->position < 0 || wanted->position > ADMIN_UNITS_MAX)
		admin_problem_add(ret, ADMIN_PROBLEM_MALFORMED, "position", 0);
	check_parent(wanted, old, facts, ret);
	if (!old && facts->count >= ADMIN_UNITS_MAX)
		admin_problem_add(ret, ADMIN_PROBLEM_TOO_MANY, "code", ADMIN_UNITS_MAX);
	// exactly one takes in: the tick at another moves it there
	if (old && old->is_intake && !wanted->is_intake)
		admin_problem_add(ret, ADMIN_PROBLEM_ONLY_INTAKE, "is_intake", 0);
	if (wanted->is_retired && !(old && old->is_retired))
		check_retired(wanted, facts, ret);
	if (old && ret->count == 0 && same_unit(wanted, old))
		admin_problem_add(ret, ADMIN_PROBLEM_NOTHING_CHANGED, "name_zh", 0);
}

// ---- Officers

const struct officer_set *admin_officer_find(
	const struct officer_set *officers, size_t count, int64_t officer_id)
{
	for (size_t i = 0; i < count; i++) {
		if (officer_id != 0 && officers[i].officer_id == officer_id)
			return &officers[i];
	}
	return NULL;
}

static bool is_admin(const struct officer_set *officer)
{
	return !officer->disabled && (officer->roles & ROLE_ADMIN);
}

// Somebody has to be able to make the next account.
static void check_last_admin(const struct officer_set *wanted, const struct officer_set *old,
	const struct admin_officer_facts *facts, struct admin_problems *ret)
{
	if (!old || !is_admin(old) || is_admin(wanted))
		return;
	for (size_t i = 0; i < facts->count; i++) {
		if (facts->officers[i].officer_id != wanted->officer_id && is_admin(&facts->officers[i]))
			return;
	}
	admin_problem_add(ret, ADMIN_PROBLEM_LAST_ADMIN, wanted->disabled ? "disabled" : "roles", 0);
}

static bool same_officer(const struct officer_set *a, const struct officer_set *b)
{
	return a->unit_id == b->unit_id && a->roles == b->roles && a->disabled == b->disabled &&
	       same_text(&a->login, &b->login) && same_text(&a->name, &b->name);
}

void admin_check_officer(
	const struct officer_set *wanted, const struct admin_officer_facts *facts, struct admin_problems *ret)
{
	const struct officer_set *old = admin_officer_find(facts->officers, facts->count, wanted->officer_id);
	const struct unit_set *unit = admin_unit_find(facts->units, facts->unit_count, wanted->unit_id);

	if (!admin_is_login(wanted->login.value))
		admin_problem_add(ret, ADMIN_PROBLEM_CODE_MALFORMED, "login", ADMIN_CODE_BYTES_MAX);
	for (size_t i = 0; i < facts->count; i++) {
		if (facts->officers[i].officer_id != wanted->officer_id &&
			same_text(&facts->officers[i].login, &wanted->login))
			admin_problem_add(ret, ADMIN_PROBLEM_TAKEN, "login", 0);
	}
	admin_check_name(ret, "name", &wanted->name, ADMIN_NAME_CHARS_MAX);
	if (!unit)
		admin_problem_add(ret, ADMIN_PROBLEM_UNKNOWN, "unit_id", 0);
	else if (unit->is_retired && !wanted->disabled)
		admin_problem_add(ret, ADMIN_PROBLEM_RETIRED, "unit_id", 0);
	if (wanted->roles == 0 || (wanted->roles & ~(int64_t)ROLES_ALL))
		admin_problem_add(ret, ADMIN_PROBLEM_MISSING, "roles", 0);
	check_last_admin(wanted, old, facts, ret);
	if (old && ret->count == 0 && same_officer(wanted, old))
		admin_problem_add(ret, ADMIN_PROBLEM_NOTHING_CHANGED, "name", 0);
}
