// SPDX-License-Identifier: Apache-2.0
// The reference data of a jurisdiction: rows and events written together, their fold, and the comparison of
// both, which must name every column that is changed behind the program's back.
#include "fixture.h"

#include "base/buf.h"
#include "db/query.h"
#include "db/writer.h"
#include "sql.h"
#include "store/jurisdictions.h"
#include "store/ledger.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define HERE	  7000
#define BEGINNING INT64_C(1767578400000000)

struct found {
	char text[2000]; // "unit 10 phone; area 40 -; …"
	int count;
};

static void on_difference(void *arg, const struct difference *d)
{
	static const char *const whole[] = {[DIFFERENCE_VALUE] = "",
		[DIFFERENCE_NO_ROW] = "(no row)",
		[DIFFERENCE_NO_EVENT] = "(no event)"};
	struct found *found = arg;
	size_t len = strlen(found->text);

	snprintf(found->text + len, sizeof(found->text) - len, "%s%s %lld %s%s", len ? "; " : "", d->table,
		(long long)d->row_id, d->column, whole[d->kind]);
	found->count++;
}

static struct jurisdiction_stream load(struct fixture *f)
{
	struct jurisdiction_stream stream;

	assert_ok(jurisdiction_stream_load(f->conn, f->arena, HERE, &stream, &f->err), &f->err);
	return stream;
}

static struct found compare(struct fixture *f)
{
	struct jurisdiction_stream stream;
	struct found found = {0};

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	stream = load(f);
	assert_ok(jurisdiction_compare(f->conn, f->arena, &stream.state, on_difference, &found, &f->err),
		&f->err);
	db_end_read(f->conn);
	return found;
}

static void assert_differences(struct fixture *f, const char *wanted)
{
	struct found found = compare(f);

	if (strcmp(found.text, wanted) != 0)
		fail_msg("expected \"%s\", found \"%s\"", wanted, found.text);
}

// Past the program, as somebody would who has the file or the server.
static void PRINTF_LIKE(2, 3) tamper(struct fixture *f, const char *format, ...)
{
	char statement[600], path[80];
	sqlite3 *db;
	va_list args;

	va_start(args, format);
	vsnprintf(statement, sizeof(statement), format, args);
	va_end(args);
	if (f->kind == DB_ENGINE_POSTGRES) {
		fixture_psql("SET search_path = %s; %s", f->schema, statement);
		return;
	}
	snprintf(path, sizeof(path), "%s/test.db", f->folder);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, statement, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", statement, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_changes(db), 1);
	sqlite3_close(db);
}

// ---- A small jurisdiction

#define TEXT(literal)                                                                                        \
	{                                                                                                    \
		PRIVATE_PRESENT, SLICE(literal)                                                              \
	}

enum { CENTRE = 10, ROADS = 11, INTAKE = 20, HANDLER = 21, TOP = 30, HOLES = 31, TOWN = 40, VILLAGE = 41 };

static const struct jurisdiction_set first = {
	.slug = SLICE("nine"),
	.host = TEXT("nine.example"),
	.name_zh = TEXT("九区"),
	.name_en = TEXT("Nine"),
	.settings = TEXT("{}"),
	.calendar = TEXT("{\"version\":1}"),
	.is_demo = true,
	.version = 3,
};

#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[[[102,40],[102.1,40],[102.1,40.1],[102,40]]]}"

static const struct unit_set units[] = {
	{.unit_id = CENTRE,
		.code = SLICE("centre"),
		.kind = SLICE("centre"),
		.name_zh = TEXT("中心"),
		.name_en = TEXT("Centre"),
		.is_intake = true},
	{.unit_id = ROADS,
		.parent_id = CENTRE,
		.code = SLICE("roads"),
		.kind = SLICE("department"),
		.name_zh = TEXT("道路局"),
		.name_en = TEXT("Roads"),
		.phone = TEXT("0000-1"),
		.position = 1},
};
static const struct officer_set officers[] = {
	{.officer_id = INTAKE, .unit_id = CENTRE, .roles = 1, .login = TEXT("intake"), .name = TEXT("程")},
	{.officer_id = HANDLER,
		.unit_id = ROADS,
		.roles = 2,
		.disabled = true,
		.login = TEXT("handler"),
		.name = TEXT("李")},
};
static const struct category_set categories[] = {
	{.category_id = TOP,
		.code = SLICE("roads"),
		.name_zh = TEXT("道路"),
		.name_en = TEXT("Roads"),
		.kinds = TEXT("complaint")},
	{.category_id = HOLES,
		.parent_id = TOP,
		.code = SLICE("holes"),
		.name_zh = TEXT("坑"),
		.name_en = TEXT("Holes"),
		.keywords = TEXT("坑 hole"),
		.kinds = TEXT("complaint help"),
		.default_unit_id = ROADS,
		.contact_days = 1,
		.reply_days = 5,
		.solve_days = 15,
		.needs_check = true,
		.public_without_consent = true,
		.position = 1},
};
static const struct area_set areas[] = {
	{.area_id = TOWN,
		.tree = SLICE("admin"),
		.level = SLICE("town"),
		.code = SLICE("town"),
		.name_zh = TEXT("镇"),
		.name_en = TEXT("Town")},
	{.area_id = VILLAGE,
		.parent_id = TOWN,
		.tree = SLICE("admin"),
		.level = SLICE("village"),
		.code = SLICE("village"),
		.name_zh = TEXT("村"),
		.name_en = TEXT("Village")},
};

static int put_things(struct jurisdiction_writing *w, struct err *err)
{
	static const char *const hashes[] = {"a hash", NULL};
	int r = 0;

	for (size_t i = 0; r == 0 && i < 2; i++) {
		r = jurisdiction_put_unit(w, &units[i], err);
		if (r == 0)
			r = jurisdiction_put_officer(w, &officers[i], hashes[i], err);
		if (r == 0)
			r = jurisdiction_put_category(w, &categories[i], err);
		if (r == 0)
			r = jurisdiction_put_area(w, &areas[i], SLICE(SQUARE), err);
	}
	return r;
}

#define THINGS 9 // events of put_all

// All of it; also over what is there.
static int put_all(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct jurisdiction_writing w;
	int r;

	r = jurisdiction_write_begin(conn, f->arena, HERE, BEGINNING, &w, err);
	if (r == 0)
		r = jurisdiction_put(&w, &first, err);
	return r == 0 ? put_things(&w, err) : r;
}

static int start_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct note_key key = {.name = "nine.example/ledger"};
	struct ledger_head head;

	if (ledger_head(conn, f->arena, HERE, &head, NULL) == 0)
		return 0;
	return ledger_start(conn, HERE, 1, &key, 1, err);
}

static void fill(struct fixture *f)
{
	assert_ok(db_write_now(f->conn, start_run, f, &f->err), &f->err);
	assert_ok(db_write_now(f->conn, put_all, f, &f->err), &f->err);
}

// ---- Tests

static void test_rows_are_the_fold(void **state)
{
	struct fixture *f = *state;
	struct jurisdiction_stream stream;

	fill(f);
	assert_differences(f, "");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	stream = load(f);
	db_end_read(f->conn);
	assert_int_equal(stream.count, THINGS);
	assert_int_equal(stream.state.seq, THINGS);
	assert_int_equal(stream.state.units.count, 2);
	assert_int_equal(stream.state.officers.count, 2);
	assert_int_equal(stream.state.categories.count, 2);
	assert_int_equal(stream.state.areas.count, 2);
	assert_int_equal(stream.events[0].meta.at_us, BEGINNING);
	assert_int_equal(stream.events[0].meta.by, EVENT_BY_SYSTEM);
	// again over what is there: the same rows, and every change is told
	fill(f);
	assert_differences(f, "");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	stream = load(f);
	db_end_read(f->conn);
	assert_int_equal(stream.count, 2 * THINGS);
	assert_int_equal(stream.state.units.count, 2);
}

struct table {
	const char *name;
	const struct db_query *query;
	int64_t ids[2];
};

static const struct table tables[] = {
	{"jurisdiction", &SQL_JURISDICTION_ALL, {HERE, HERE}},
	{"unit", &SQL_UNIT_ALL, {CENTRE, ROADS}},
	{"officer", &SQL_OFFICER_ALL, {INTAKE, HANDLER}},
	{"category", &SQL_CATEGORY_ALL, {TOP, HOLES}},
	{"area", &SQL_AREA_ALL, {TOWN, VILLAGE}},
};

static void set_column(struct fixture *f, const struct table *table, const struct db_field *column,
	int64_t id, const char *before, const char *behind)
{
	tamper(f, "UPDATE %s SET %s = %s%s%s WHERE id = %lld", table->name, column->name, before,
		*behind ? column->name : "", behind, (long long)id);
}

// Changes it, looks, and puts it back: of the first row of each table, all that may be NULL is.
static void change_column(
	struct fixture *f, const struct table *table, const struct db_field *column, int64_t id)
{
	bool was_null = column->nullable && id == table->ids[0] && table->ids[0] != table->ids[1];
	bool is_text = column->type == DB_TYPE_TEXT;
	char wanted[100];

	set_column(f, table, column, id, "COALESCE(", is_text ? ", '') || 'x'" : ", 0) + 1");
	snprintf(wanted, sizeof(wanted), "%s %lld %s", table->name, (long long)id, column->name);
	assert_differences(f, wanted);
	if (was_null)
		set_column(f, table, column, id, "NULL", "");
	else if (is_text)
		set_column(f, table, column, id, "rtrim(", ", 'x')");
	else
		set_column(f, table, column, id, "", " - 1");
}

static void test_every_changed_column_is_named(void **state)
{
	struct fixture *f = *state;
	int columns = 0;

	fill(f);
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		for (size_t i = 0; i < tables[t].query->column_count; i++) {
			const struct db_field *column = &tables[t].query->columns[i];

			if (strcmp(column->name, "id") == 0)
				continue;
			change_column(f, &tables[t], column, tables[t].ids[0]);
			change_column(f, &tables[t], column, tables[t].ids[1]);
			columns++;
		}
	}
	assert_int_equal(columns, 8 + 9 + 6 + 13 + 7);
	assert_differences(f, ""); // all of it was put back
}

static void test_null_is_not_nothing(void **state)
{
	struct fixture *f = *state;

	fill(f);
	tamper(f, "UPDATE unit SET parent_id = 0 WHERE id = %d", CENTRE);
	tamper(f, "UPDATE unit SET phone = '' WHERE id = %d", CENTRE);
	assert_differences(f, "unit 10 parent_id; unit 10 phone");
	fill(f);
	tamper(f, "UPDATE unit SET parent_id = NULL WHERE id = %d", ROADS);
	tamper(f, "UPDATE category SET default_unit_id = NULL WHERE id = %d", HOLES);
	tamper(f, "UPDATE jurisdiction SET host = NULL WHERE id = %d", HERE);
	assert_differences(f, "jurisdiction 7000 host; unit 11 parent_id; category 31 default_unit_id");
}

static void test_rows_that_are_gone_or_new(void **state)
{
	struct fixture *f = *state;

	fill(f);
	for (size_t t = 1; t < ARRAY_LEN(tables); t++) {
		char wanted[100];
		long long id = tables[t].ids[1];

		tamper(f, "DELETE FROM %s WHERE id = %lld", tables[t].name, id);
		snprintf(wanted, sizeof(wanted), "%s %lld (no row)", tables[t].name, id);
		assert_differences(f, wanted);
		fill(f);
		tamper(f, "UPDATE %s SET id = 99 WHERE id = %lld", tables[t].name, id);
		snprintf(wanted, sizeof(wanted), "%s 99 (no event); %s %lld (no row)", tables[t].name,
			tables[t].name, id);
		assert_differences(f, wanted);
		tamper(f, "DELETE FROM %s WHERE id = 99", tables[t].name);
		fill(f);
	}
	tamper(f, "DELETE FROM jurisdiction WHERE id = %d", HERE);
	assert_differences(f, "jurisdiction 7000 (no row)");
}

static void test_private_parts_that_are_gone(void **state)
{
	struct fixture *f = *state;

	fill(f);
	tamper(f, "DELETE FROM event_private WHERE stream_id = %d AND seq = 6", HERE); // of the second unit
	assert_differences(f, "unit 11 name_zh; unit 11 name_en; unit 11 phone");
}

// An officer who is put again keeps what belongs to signing in; a password is no event.
static int disable(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct jurisdiction_writing w;
	int r;

	r = jurisdiction_write_begin(
		conn, f->arena, HERE, BEGINNING - 5, &w, err); // a clock that was set back
	if (r < 0)
		return r;
	w.meta.by = EVENT_BY_OFFICER;
	w.meta.by_officer_id = HANDLER;
	w.meta.by_unit_id = ROADS;
	return jurisdiction_put_officer(&w,
		&(struct officer_set){.officer_id = INTAKE,
			.unit_id = ROADS,
			.disabled = true,
			.login = TEXT("intake"),
			.name = TEXT("程")},
		NULL, err);
}

static void test_an_officer_is_disabled(void **state)
{
	struct fixture *f = *state;
	struct sql_officer_by_id_row row;
	struct jurisdiction_stream stream;
	bool found;

	fill(f);
	assert_ok(db_write_now(f->conn, disable, f, &f->err), &f->err);
	assert_differences(f, "");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_officer_by_id(f->conn, f->arena,
			  &(struct sql_officer_by_id_in){.jurisdiction_id = HERE, .id = INTAKE}, &found, &row,
			  &f->err),
		&f->err);
	stream = load(f);
	db_end_read(f->conn);
	assert_int_equal(row.disabled, 1);
	assert_int_equal(row.unit_id, ROADS);
	assert_int_equal(row.created_at, BEGINNING);
	assert_true(row.has_password_hash && slice_eq(row.password_hash, SLICE("a hash")));
	assert_int_equal(stream.count, THINGS + 1);
	assert_int_equal(stream.events[THINGS].meta.at_us, BEGINNING);
	assert_int_equal(stream.events[THINGS].meta.by_officer_id, HANDLER);
	assert_int_equal(stream.events[THINGS].meta.by_unit_id, ROADS);
}

// What does not fit leaves neither row nor event.
static int put_too_long(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct jurisdiction_writing w;
	struct jurisdiction_set set = first;
	char *name = arena_zalloc(f->arena, 242);
	int r;

	memset(name, 'n', 241);
	set.name_en = private_text_of(slice_of(name));
	r = jurisdiction_write_begin(conn, f->arena, HERE, BEGINNING, &w, err);
	return r == 0 ? jurisdiction_put(&w, &set, err) : r;
}

static int put_taken_login(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct jurisdiction_writing w;
	int r;

	r = jurisdiction_write_begin(conn, f->arena, HERE, BEGINNING, &w, err);
	if (r < 0)
		return r;
	return jurisdiction_put_officer(&w,
		&(struct officer_set){
			.officer_id = 22, .unit_id = ROADS, .login = TEXT("intake"), .name = TEXT("another")},
		NULL, err);
}

static void test_what_is_refused_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct jurisdiction_stream stream;

	fill(f);
	assert_int_equal(db_write_now(f->conn, put_too_long, f, &f->err), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "jurisdiction.set v1: name_en"));
	assert_int_equal(db_write_now(f->conn, put_taken_login, f, &f->err), ERR_CONSTRAINT);
	assert_string_equal(f->err.constraint, "officer_login_key");
	assert_differences(f, "");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	stream = load(f);
	assert_int_equal(stream.count, THINGS);
	assert_int_equal(
		jurisdiction_stream_load(f->conn, f->arena, HERE + 1, &stream, &f->err), ERR_NOT_FOUND);
	db_end_read(f->conn);
}

static int put_log(struct db_conn *conn, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct jurisdiction_writing w;
	int r;

	r = jurisdiction_write_begin(conn, f->arena, HERE, BEGINNING, &w, err);
	if (r == 0)
		r = jurisdiction_put_started(&w,
			&(struct ledger_started){.number = 1,
				.cause = LEDGER_CAUSE_NEW,
				.origin = SLICE("nine.example/ledger/1"),
				.public_key = SLICE("aa")},
			err);
	if (r == 0)
		r = jurisdiction_put_key_changed(&w,
			&(struct ledger_key_changed){.number = 1,
				.old_key = SLICE("aa"),
				.new_key = SLICE("bb"),
				.old_signature = SLICE("00"),
				.new_signature = SLICE("11")},
			err);
	if (r == 0)
		r = jurisdiction_put_rebuilt(&w,
			&(struct ledger_rebuilt){
				.what = LEDGER_PROJECTION_REGISTER, .reason = TEXT("a test")},
			err);
	return r;
}

static void test_logs(void **state)
{
	struct fixture *f = *state;
	struct jurisdiction_stream stream;

	fill(f);
	assert_ok(db_write_now(f->conn, put_log, f, &f->err), &f->err);
	assert_differences(f, "");
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	stream = load(f);
	db_end_read(f->conn);
	assert_int_equal(stream.state.log_count, 1);
	assert_true(slice_eq(stream.state.logs[0].started->origin, SLICE("nine.example/ledger/1")));
	assert_true(slice_eq(stream.state.logs[0].key, SLICE("bb")));
	assert_int_equal(stream.state.rebuilds, 1);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_rows_are_the_fold),
		FIXTURE_TEST(test_every_changed_column_is_named),
		FIXTURE_TEST(test_null_is_not_nothing),
		FIXTURE_TEST(test_rows_that_are_gone_or_new),
		FIXTURE_TEST(test_private_parts_that_are_gone),
		FIXTURE_TEST(test_an_officer_is_disabled),
		FIXTURE_TEST(test_what_is_refused_leaves_nothing),
		FIXTURE_TEST(test_logs),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
