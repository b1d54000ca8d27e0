// SPDX-License-Identifier: Apache-2.0
// units.csv, officers.csv, categories.csv. A parent stands above its children, so one pass suffices.
#include "cli/district.h"

#include "domain/case_events.h"
#include "domain/officer.h"
#include "service/reference.h"
#include "text/csv.h"

#include <string.h>

#define NAME_BYTES_MAX	240
#define HINTS_BYTES_MAX 4000
#define KINDS_BYTES_MAX 240
#define DAYS_MAX	1000

static const char *const unit_kinds[] = {
	"district", "centre", "supervision", "department", "section", "town", "platform"};

struct table {
	const struct files *files;
	struct arena *arena;
	const char *name; // "units.csv"
	struct csv_table csv;
	size_t row; // the current one
	int failed; // the first error of this row, or 0
	struct err *err;
};

static int table_read(struct table *t, const char *name)
{
	struct slice text;
	int r;

	t->name = name;
	r = files_get(t->files, t->arena, name, CSV_BYTES_MAX, &text, t->err);
	if (r < 0)
		return r;
	r = csv_parse(t->arena, text, &t->csv, t->err);
	if (r < 0)
		err_prefix(t->err, "%s: ", files_name(t->files, t->arena, name));
	return r;
}

static void PRINTF_LIKE(2, 3) wrong(struct table *t, const char *format, ...)
{
	va_list args;

	if (t->failed)
		return;
	va_start(args, format);
	t->failed = err_set(t->err, ERR_INVALID, "%s: line %d: %s", files_name(t->files, t->arena, t->name),
		t->csv.rows[t->row].line, arena_vprintf(t->arena, format, args));
	va_end(args);
}

// Every file of ours has the columns it needs; an operator's own may leave out what may be empty.
static struct slice field(struct table *t, const char *column)
{
	return slice_trim(csv_field(&t->csv, t->row, csv_column(&t->csv, column)));
}

static struct slice text_field(struct table *t, const char *column, size_t max_bytes, bool is_required)
{
	struct slice text = field(t, column);

	if (is_required && text.len == 0)
		wrong(t, "%s is missing", column);
	if (text.len > max_bytes)
		wrong(t, "%s has more than %zu bytes", column, max_bytes);
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
			wrong(t, "%s holds a line end or another control character", column);
	}
	return text;
}

static struct slice code_field(struct table *t, const char *column)
{
	struct slice code = field(t, column);

	if (!district_is_code(code))
		wrong(t, "%s \"%.*s\": small letters, digits and hyphens, at most %d", column,
			SLICE_ARG(slice_utf8_head(code, 60)), DISTRICT_CODE_BYTES_MAX);
	return code;
}

static bool flag_field(struct table *t, const char *column)
{
	struct slice text = field(t, column);

	if (text.len && !slice_eq(text, SLICE("0")) && !slice_eq(text, SLICE("1")))
		wrong(t, "%s: 0 or 1", column);
	return slice_eq(text, SLICE("1"));
}

static int64_t days_field(struct table *t, const char *column)
{
	struct slice text = field(t, column);
	int64_t days = 0;

	if (text.len && (!slice_parse_i64(text, &days) || days < 0 || days > DAYS_MAX))
		wrong(t, "%s: working days, 0 to %d", column, DAYS_MAX);
	return days;
}

static size_t find_unit(const struct setup_unit *units, size_t count, struct slice code)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(units[i].code, code))
			return i;
	}
	return SETUP_NONE;
}

static size_t unit_field(struct table *t, const char *column, const struct district *d, bool is_required)
{
	struct slice code = field(t, column);
	size_t found = find_unit(d->setup.units, d->setup.unit_count, code);

	if (found == SETUP_NONE && (code.len || is_required))
		wrong(t, "%s: there is no unit \"%.*s\"", column, SLICE_ARG(slice_utf8_head(code, 60)));
	return found;
}

// ---- Units

static int levels_of(const struct setup_unit *units, size_t at)
{
	int levels = 1;

	while (units[at].parent != SETUP_NONE) {
		at = units[at].parent;
		levels++;
	}
	return levels;
}

static void read_unit(struct table *t, struct setup_unit *units, size_t count)
{
	struct setup_unit *unit = &units[count];
	struct slice parent = field(t, "parent");
	bool kind_is_known = false;

	unit->code = code_field(t, "code");
	unit->kind = field(t, "kind");
	unit->name_zh = text_field(t, "name_zh", NAME_BYTES_MAX, true);
	unit->name_en = text_field(t, "name_en", NAME_BYTES_MAX, true);
	unit->phone = text_field(t, "phone", 64, false);
	unit->is_intake = flag_field(t, "intake");
	unit->parent = find_unit(units, count, parent);
	for (size_t i = 0; i < ARRAY_LEN(unit_kinds); i++)
		kind_is_known |= slice_eq_cstr(unit->kind, unit_kinds[i]);
	if (!kind_is_known)
		wrong(t, "kind: district, centre, supervision, department, section, town or platform");
	if (parent.len && unit->parent == SETUP_NONE)
		wrong(t, "parent: \"%.*s\" does not stand above", SLICE_ARG(slice_utf8_head(parent, 60)));
	if (find_unit(units, count, unit->code) != SETUP_NONE)
		wrong(t, "code: %.*s is there twice", SLICE_ARG(unit->code));
	if (levels_of(units, count) > REF_UNIT_LEVELS_MAX)
		wrong(t, "parent: the tree of units has more than %d levels", REF_UNIT_LEVELS_MAX);
}

static int read_units(struct table *t, struct district *d)
{
	struct setup_unit *units;
	size_t intakes = 0;
	int r = table_read(t, "units.csv");

	if (r < 0)
		return r;
	units = ARENA_ARRAY(t->arena, struct setup_unit, t->csv.row_count);
	for (t->row = 0; t->failed == 0 && t->row < t->csv.row_count; t->row++) {
		read_unit(t, units, t->row);
		intakes += units[t->row].is_intake;
	}
	if (t->failed)
		return t->failed;
	if (intakes != 1)
		return err_set(t->err, ERR_INVALID, "%s: exactly one unit has intake 1, not %zu",
			files_name(t->files, t->arena, t->name), intakes);
	d->setup.units = units;
	d->setup.unit_count = t->csv.row_count;
	return 0;
}

// ---- Officers

static void read_officer(struct table *t, const struct district *d, struct setup_officer *officer,
	struct district_account *account)
{
	officer->login = account->login = code_field(t, "login");
	officer->name = account->name_zh = text_field(t, "name_zh", NAME_BYTES_MAX, true);
	officer->unit = unit_field(t, "unit", d, true);
	if (!officer_roles_parse(field(t, "roles"), &officer->roles) || officer->roles == 0)
		wrong(t, "roles: some of intake handler unit_head supervisor leader editor auditor admin");
	account->name_en = text_field(t, "name_en", NAME_BYTES_MAX, false);
	account->title_zh = text_field(t, "title_zh", NAME_BYTES_MAX, false);
	account->title_en = text_field(t, "title_en", NAME_BYTES_MAX, false);
	account->is_shown = flag_field(t, "shown");
}

static int read_officers(struct table *t, struct district *d)
{
	struct district_account *accounts;
	struct setup_officer *officers;
	int r = table_read(t, "officers.csv");

	if (r == ERR_NOT_FOUND)
		return 0;
	if (r < 0)
		return r;
	officers = ARENA_ARRAY(t->arena, struct setup_officer, t->csv.row_count);
	accounts = ARENA_ARRAY(t->arena, struct district_account, t->csv.row_count);
	for (t->row = 0; t->failed == 0 && t->row < t->csv.row_count; t->row++) {
		read_officer(t, d, &officers[t->row], &accounts[t->row]);
		for (size_t i = 0; i < t->row; i++) {
			if (slice_eq(officers[i].login, officers[t->row].login))
				wrong(t, "login: %.*s is there twice", SLICE_ARG(officers[i].login));
		}
	}
	d->setup.officers = d->officers = officers;
	d->accounts = accounts;
	d->setup.officer_count = t->csv.row_count;
	return t->failed;
}

// ---- Categories

static size_t find_category(const struct setup_category *categories, size_t count, struct slice code)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(categories[i].code, code))
			return i;
	}
	return SETUP_NONE;
}

static struct slice kinds_field(struct table *t)
{
	struct slice kinds = text_field(t, "kinds", KINDS_BYTES_MAX, false), rest = kinds, word;
	enum case_kind kind;

	while (rest.len) {
		slice_cut(slice_trim(rest), ' ', &word, &rest);
		if (!case_kind_parse(word, &kind))
			wrong(t, "kinds: there is no kind \"%.*s\"", SLICE_ARG(slice_utf8_head(word, 60)));
	}
	return kinds;
}

static void read_category(
	struct table *t, const struct district *d, struct setup_category *categories, size_t count)
{
	struct setup_category *category = &categories[count];
	struct slice parent = field(t, "parent");
	struct slice zh = text_field(t, "hints_zh", HINTS_BYTES_MAX, false),
		     en = text_field(t, "hints_en", HINTS_BYTES_MAX, false);

	category->code = code_field(t, "code");
	category->name_zh = text_field(t, "name_zh", NAME_BYTES_MAX, true);
	category->name_en = text_field(t, "name_en", NAME_BYTES_MAX, true);
	category->keywords =
		slice_trim(slice_of(arena_printf(t->arena, "%.*s %.*s", SLICE_ARG(zh), SLICE_ARG(en))));
	category->kinds = kinds_field(t);
	category->unit = unit_field(t, "unit", d, false);
	category->contact_days = days_field(t, "contact_days");
	category->reply_days = days_field(t, "reply_days");
	category->solve_days = days_field(t, "solve_days");
	category->needs_check = flag_field(t, "needs_check");
	category->public_without_consent = flag_field(t, "public_without_consent");
	category->parent = find_category(categories, count, parent);
	if (parent.len && category->parent == SETUP_NONE)
		wrong(t, "parent: \"%.*s\" does not stand above", SLICE_ARG(slice_utf8_head(parent, 60)));
	if (category->parent != SETUP_NONE && categories[category->parent].parent != SETUP_NONE)
		wrong(t, "parent: categories have two levels");
	if (find_category(categories, count, category->code) != SETUP_NONE)
		wrong(t, "code: %.*s is there twice", SLICE_ARG(category->code));
}

static int read_categories(struct table *t, struct district *d)
{
	struct setup_category *categories;
	int r = table_read(t, "categories.csv");

	if (r < 0)
		return r;
	categories = ARENA_ARRAY(t->arena, struct setup_category, t->csv.row_count);
	for (t->row = 0; t->failed == 0 && t->row < t->csv.row_count; t->row++)
		read_category(t, d, categories, t->row);
	d->setup.categories = categories;
	d->setup.category_count = t->csv.row_count;
	return t->failed;
}

int district_read_tables(const struct files *files, struct arena *arena, struct district *d, struct err *err)
{
	struct table t = {.files = files, .arena = arena, .err = err};
	int r;

	r = read_units(&t, d);
	if (r == 0)
		r = read_officers(&t, d);
	return r == 0 ? read_categories(&t, d) : r;
}
