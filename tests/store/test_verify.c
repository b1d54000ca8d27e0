// SPDX-License-Identifier: Apache-2.0
// Whatever is changed behind the program's back is found and named: every column of every table, bytes of
// entries, tiles and checkpoints, and what somebody would do who wants a case to look otherwise.
#include "verify_world.h"

#include "base/random.h"
#include "events/private_part.h"
#include "ledger/merkle.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX	 64
#define ROWS_OF_A_COLUMN 3

// ---- What is not compared, and why

static const struct {
	const char *table, *column; // column NULL: the whole table
	const char *reason;
} outside[] = {
	{"erasure_pending", NULL, "what is still to be finished outside of the tables"},
	{"ledger_witness", NULL,
		"how far witnesses have come; their cosignatures stand in ledger_checkpoint"},
	{"office_words", NULL, "an index: each hit is checked against the case, and `rebuild` makes it anew"},
	{"public_words", NULL, "likewise"},
	{"office_terms", NULL, "likewise"},
	{"public_terms", NULL, "likewise"},
	{"contact_key", NULL, "an index of hashes; it takes the server's key to make one"},
	{"search_fill", NULL, "how far the index has come"},
	{"figure_position", NULL, "how far the figures are counted"},
	{"figure_sum", NULL, "counted from events: `yidan figures recount` compares them"},
	{"figure_late", NULL, "likewise"},
	{"figure_fact", NULL, "likewise"},
	{"notice", NULL, "what is told to raisers; nothing of it is of the list"},
	{"outside_number", NULL,
		"hashes of numbers that an erasure takes; what comes a second time is found"},
	{"notice_stop", NULL, "who wants no notices"},
	{"instance", NULL, "leases of running servers"},
	{"command", NULL, "what a form sent twice answers"},
	{"contact_view", NULL, "a record for the office itself: who looked at contact data"},
	{"draft", NULL, "forms that nobody has sent yet"},
	{"session", NULL, "who is signed in"},
	{"office_text", NULL, "templates, articles and duties, which decide nothing of a case"},
	{"saved_filter", NULL, "what an officer keeps at hand"},
	{"officer", "password_hash", "no event tells of it"},
	{"officer", "failed_logins", "no event tells of it"},
	{"officer", "locked_until", "no event tells of it"},
	{"officer", "must_change", "no event tells of it"},
	{"attachment", "width", "how large a page draws the picture; its bytes are what counts"},
	{"attachment", "height", "likewise"},
	{"attachment", "created_at", "when a draft may be thrown away; a picture of a case stays"},
};

// Times that no signature covers: only what is impossible can be told.
static const struct {
	const char *table, *column;
} bounded[] = {{"ledger_log", "signed_at"}, {"ledger_checkpoint", "at"}};
#define IMPOSSIBLE_US "400000000000000"

static bool is_outside(const char *table, const char *column)
{
	for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
		if (strcmp(outside[i].table, table) == 0 &&
			(!outside[i].column || (column && strcmp(outside[i].column, column) == 0)))
			return true;
	}
	return false;
}

static bool is_bounded(const char *table, const char *column)
{
	for (size_t i = 0; i < ARRAY_LEN(bounded); i++) {
		if (strcmp(bounded[i].table, table) == 0 && strcmp(bounded[i].column, column) == 0)
			return true;
	}
	return false;
}

// The bytes of a small picture are made from the picture; no entry holds their hash.
static const char *rows_of(const char *table, const char *column)
{
	bool is_piece = strcmp(table, "attachment_chunk") == 0 && strcmp(column, "bytes") == 0;

	return is_piece ? " WHERE variant = 0" : "";
}

// ---- One value

// The same numbers in every run.
static uint32_t chance(void)
{
	static uint32_t state = 20261123;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

struct change {
	struct world *w;
	const char *table;
	const struct raw_column *columns;
	size_t count;
	size_t at;	    // the column
	const char **cells; // of the row
};

// The row as it is, or after the column got another value.
static const char *where(const struct change *c, const char *value)
{
	struct buf words = buf_in(c->w->f->arena);

	for (size_t i = 0; i < c->count; i++) {
		if (c->columns[i].is_key)
			buf_printf(&words, "%s\"%s\" = %s", words.len ? " AND " : "", c->columns[i].name,
				i == c->at ? value : c->cells[i]);
	}
	return buf_cstr(&words);
}

static bool set(const struct change *c, const char *old, const char *new)
{
	int64_t changed = 0;
	bool done = raw_run(c->w->raw, &changed, "UPDATE \"%s\" SET \"%s\" = %s WHERE %s", c->table,
		c->columns[c->at].name, new, where(c, old));

	if (done)
		assert_int_equal(changed, 1);
	return done;
}

static const char *flipped(const struct change *c, const char *old)
{
	struct slice bytes = raw_bytes(c->w->raw, old);
	char *copy = arena_cstr(c->w->f->arena, bytes);

	if (bytes.len == 0)
		return raw_literal(c->w->raw, SLICE("x"));
	copy[chance() % bytes.len] ^= (char)(1 << chance() % 8);
	return raw_literal(c->w->raw, slice_from(copy, bytes.len));
}

// The n-th other value that is tried; NULL: there are no more.
static const char *other_value(const struct change *c, int n)
{
	const struct raw_column *column = &c->columns[c->at];
	const char *old = c->cells[c->at];
	struct arena *arena = c->w->f->arena;
	bool is_null = strcmp(old, "NULL") == 0;

	if (n == 1)
		return column->is_nullable && !is_null ? "NULL" : NULL;
	if (n > 1)
		return NULL;
	switch (column->type) {
	case RAW_INTEGER:
		if (is_bounded(c->table, column->name))
			return arena_printf(arena, "%s + " IMPOSSIBLE_US, old);
		return is_null ? "1" : arena_printf(arena, "%s + 1", old);
	case RAW_REAL:
		return is_null ? "0.5" : arena_printf(arena, "%s + 0.5", old);
	case RAW_TEXT:
		return is_null ? "'x'" : arena_printf(arena, "%s || 'x'", old);
	case RAW_BYTES:
		return is_null ? raw_literal(c->w->raw, SLICE("x")) : flipped(c, old);
	}
	return NULL;
}

static bool is_told(const struct change *c)
{
	const struct raw_column *column = &c->columns[c->at];
	// a row that has another key is gone where it was
	bool is_place = column->is_key || strcmp(column->name, "case_id") == 0;

	return world_was_told(c->w, c->table, column->name) ||
	       (is_place && world_was_told(c->w, c->table, ""));
}

static void try_value(const struct change *c, const char *new)
{
	const char *old = c->cells[c->at];

	// where another row has that value already, one that none has
	if (!set(c, old, new)) {
		new = arena_printf(c->w->f->arena, "%s + 100000", old);
		assert_true(set(c, old, new));
	}
	world_verify(c->w);
	if (!is_told(c))
		fail_msg("%s.%s of %s: %.80s instead of %.80s was not told; told: %s", c->table,
			c->columns[c->at].name, where(c, old), new, old, world_words(c->w));
	assert_true(set(c, new, old));
}

// ---- Every column of every table

static struct raw_rows read_rows(struct world *w, const char *table, const struct raw_column *columns,
	size_t count, const char *condition)
{
	struct buf list = buf_in(w->f->arena);

	for (size_t i = 0; i < count; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", raw_literal_of(w->raw, &columns[i]));
	return raw_ask(w->raw, "SELECT %s FROM \"%s\"%s", buf_cstr(&list), table, condition);
}

static size_t try_column(struct change *c)
{
	struct raw_rows rows =
		read_rows(c->w, c->table, c->columns, c->count, rows_of(c->table, c->columns[c->at].name));
	size_t tries = 0;

	if (rows.rows == 0)
		fail_msg("there is no row of %s to try %s on", c->table, c->columns[c->at].name);
	for (size_t i = 0; i < ROWS_OF_A_COLUMN && i < rows.rows; i++) {
		size_t row = rows.rows <= ROWS_OF_A_COLUMN ? i : chance() % rows.rows;
		const char *value;

		c->cells = &rows.cells[row * rows.columns];
		for (int n = 0; (value = other_value(c, n)); n++, tries++)
			try_value(c, value);
	}
	return tries;
}

static void test_every_column(void **state)
{
	struct world *w = world_open(*state);
	struct raw_column columns[COLUMNS_MAX];
	size_t tries = 0, tables = 0;

	for (size_t i = 0; i < sql_catalog.table_count; i++) {
		struct change c = {.w = w, .table = sql_catalog.tables[i].name, .columns = columns};
		bool here = w->f->kind == DB_ENGINE_SQLITE ? sql_catalog.tables[i].on_sqlite
							   : sql_catalog.tables[i].on_postgres;

		if (!here || is_outside(c.table, NULL))
			continue;
		tables++;
		c.count = raw_columns(w->raw, c.table, columns, ARRAY_LEN(columns));
		for (c.at = 0; c.at < c.count; c.at++) {
			if (!is_outside(c.table, columns[c.at].name))
				tries += try_column(&c);
		}
	}
	// all were put back
	assert_good(w);
	print_message("# %zu changes in %zu tables\n", tries, tables);
	world_close(w);
}

// Rows that are gone, and rows too many.
static void test_rows_gone(void **state)
{
	struct world *w = world_open(*state);
	struct raw_column columns[COLUMNS_MAX];

	for (size_t i = 0; i < sql_catalog.table_count; i++) {
		const char *table = sql_catalog.tables[i].name;
		struct change c = {.w = w, .table = table, .columns = columns, .at = SIZE_MAX};
		struct buf values = buf_in(w->f->arena);
		struct raw_rows rows;

		// an hourly checkpoint more or less is no matter; the newest is
		if (is_outside(table, NULL))
			continue;
		c.count = raw_columns(w->raw, table, columns, ARRAY_LEN(columns));
		rows = read_rows(w, table, columns, c.count, "");
		c.cells = &rows.cells[(rows.rows - 1) * rows.columns];
		for (size_t k = 0; k < c.count; k++)
			buf_printf(&values, "%s%s", k ? ", " : "", c.cells[k]);
		assert_true(raw_run(w->raw, NULL, "DELETE FROM \"%s\" WHERE %s", table, where(&c, "")));
		if (strcmp(table, "jurisdiction") == 0) {
			// with the only one nothing is left but the file outside
			assert_int_equal(world_verify(w), 1);
			assert_string_equal(w->told[0].table, "jurisdiction");
		} else {
			world_verify(w);
			if (strcmp(table, "ledger_checkpoint") == 0)
				assert_told(w, "ledger_log", "kept_at");
			else
				assert_told(w, table, "");
		}
		assert_true(
			raw_run(w->raw, NULL, "INSERT INTO \"%s\" VALUES (%s)", table, buf_cstr(&values)));
	}
	assert_good(w);
	world_close(w);
}

static void test_rows_too_many(void **state)
{
	struct world *w = world_open(*state);
	static const char *const copies[][3] = {
		// table, the column that gets another value, what else
		{"case_row", "id", "code"},
		{"assignment", "id", NULL},
		{"oversight_order", "id", "number"},
		{"stream", "id", NULL},
		{"contact", "seq", NULL},
		{"event_private", "stream_id", NULL},
		{"attachment", "id", NULL},
		{"attachment_chunk", "variant", NULL},
		{"unit", "id", "code"},
		{"officer", "id", "login"},
		{"category", "id", "code"},
		{"area", "id", "code"},
		{"draw", "id", "number"},
		{"ledger_tile", "place", NULL},
		{"ledger_log", "number", NULL},
	};
	struct raw_column columns[COLUMNS_MAX];

	for (size_t i = 0; i < ARRAY_LEN(copies); i++) {
		const char *table = copies[i][0];
		size_t count = raw_columns(w->raw, table, columns, ARRAY_LEN(columns));
		struct raw_rows rows = read_rows(w, table, columns, count, "");
		struct buf values = buf_in(w->f->arena);
		const char **cells = &rows.cells[(rows.rows - 1) * rows.columns], *other = "";

		for (size_t k = 0; k < count; k++) {
			bool is_other = strcmp(columns[k].name, copies[i][1]) == 0;

			if (is_other)
				other = arena_printf(w->f->arena, "%s + 100000", cells[k]);
			buf_printf(&values, "%s%s%s", k ? ", " : "", is_other ? other : cells[k],
				!copies[i][2] || strcmp(columns[k].name, copies[i][2]) != 0 ? ""
				: strcmp(copies[i][2], "number") == 0			    ? " + 1"
											    : " || 'x'");
		}
		assert_true(
			raw_run(w->raw, NULL, "INSERT INTO \"%s\" VALUES (%s)", table, buf_cstr(&values)));
		world_verify(w);
		assert_told(w, table, "");
		assert_true(raw_run(
			w->raw, NULL, "DELETE FROM \"%s\" WHERE \"%s\" = %s", table, copies[i][1], other));
	}
	assert_good(w);
	world_close(w);
}

// ---- Bytes

struct value {
	struct world *w;
	const char *table, *column, *row;
	bool is_text; // signed notes
};

static void put(const struct value *v, struct slice bytes)
{
	const char *literal = v->is_text ? arena_printf(v->w->f->arena, "'%.*s'", SLICE_ARG(bytes))
					 : raw_literal(v->w->raw, bytes);

	assert_true(raw_run(v->w->raw, NULL, "UPDATE \"%s\" SET \"%s\" = %s WHERE %s", v->table, v->column,
		literal, v->row));
}

static struct slice get(const struct value *v)
{
	struct raw_column column = {.name = v->column, .type = RAW_BYTES};

	if (v->is_text)
		return slice_of(raw_one(
			v->w->raw, "SELECT \"%s\" FROM \"%s\" WHERE %s", v->column, v->table, v->row));
	return raw_bytes(v->w->raw, raw_one(v->w->raw, "SELECT %s FROM \"%s\" WHERE %s",
					    raw_literal_of(v->w->raw, &column), v->table, v->row));
}

// Another byte; a text stays one, or the engine itself would refuse it.
static char another(const struct value *v, char old)
{
	if (v->is_text)
		return old == 'x' ? 'y' : 'x';
	return (char)(old ^ (1 << chance() % 8));
}

// Each of `most` bytes of a value, all where it has no more.
static void try_bytes(struct world *w, const char *table, const char *column, const char *row, size_t most)
{
	struct value v = {
		w, table, column, row, strcmp(column, "note") == 0 || strcmp(column, "checkpoint") == 0};
	struct slice bytes = get(&v);
	char *copy = arena_cstr(w->f->arena, bytes);

	for (size_t i = 0; i < bytes.len && i < most; i++) {
		size_t at = bytes.len <= most ? i : chance() % bytes.len;
		char old = copy[at];

		copy[at] = another(&v, old);
		if (!v.is_text || slice_is_utf8(slice_from(copy, bytes.len))) {
			put(&v, slice_from(copy, bytes.len));
			world_verify(w);
			if (!world_was_told(w, table, column))
				fail_msg("byte %zu of %s.%s was not told; told: %s", at, table, column,
					world_words(w));
		}
		copy[at] = old;
	}
	put(&v, bytes);
	assert_good(w);
}

static void test_bytes(void **state)
{
	struct world *w = world_open(*state);
	// the engines differ in nothing that counts here
	size_t some = w->f->kind == DB_ENGINE_SQLITE ? 150 : 10, all = some > 100 ? 4000 : some;
	const char *event =
		arena_printf(w->f->arena, "stream_id = %lld AND seq = 1", (long long)w->answered[0]);

	try_bytes(w, "event", "bytes", event, some);
	try_bytes(w, "event_private", "bytes", event, some);
	try_bytes(w, "contact", "bytes", event, all);
	try_bytes(w, "ledger_entry", "hash", event, all);
	try_bytes(w, "ledger_tile", "hashes", "level = 0 AND place = 0", some);
	try_bytes(w, "ledger_tile", "root", "level = 0 AND place = 0", all);
	try_bytes(w, "ledger_log", "frontier", "number = 1", some);
	try_bytes(w, "ledger_log", "public_key", "number = 1", all);
	try_bytes(w, "ledger_log", "checkpoint", "number = 1", all);
	try_bytes(w, "ledger_checkpoint", "note", "log = 1", all);
	try_bytes(w, "attachment_chunk", "bytes", "variant = 0", some);
	world_close(w);
}

static void test_file_outside(void **state)
{
	struct world *w = world_open(*state);
	char path[300], bytes[1000];
	size_t len;
	FILE *file;

	snprintf(path, sizeof(path), "%s." WORLD_SLUG ".checkpoint", w->state_path);
	file = fopen(path, "r");
	assert_non_null(file);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (size_t i = 0; i < len; i += w->f->kind == DB_ENGINE_SQLITE ? 1 : 20) {
		bytes[i] ^= 1;
		file = fopen(path, "w");
		assert_int_equal(fwrite(bytes, 1, len, file), len);
		fclose(file);
		bytes[i] ^= 1;
		world_verify(w);
		assert_told(w, "file", "");
	}
	// without it that is said, and is no finding
	assert_int_equal(remove(path), 0);
	assert_good(w);
	world_close(w);
}

// ---- What somebody would do

static void delete_case(struct world *w, int64_t id)
{
	static const char *const tables[][2] = {{"event", "stream_id"}, {"event_private", "stream_id"},
		{"contact", "stream_id"}, {"ledger_entry", "stream_id"}, {"stream", "id"}, {"case_row", "id"},
		{"assignment", "case_id"}, {"oversight_order", "case_id"}, {"attachment", "case_id"}};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		assert_true(raw_run(w->raw, NULL, "DELETE FROM %s WHERE %s = %lld", tables[i][0],
			tables[i][1], (long long)id));
}

static void test_a_case_with_all_its_rows(void **state)
{
	struct world *w = world_open(*state);

	delete_case(w, w->answered[0]);
	world_verify(w);
	assert_told(w, "ledger_entry", "place");
	world_close(w);
}

// Only the checkpoint outside knows: the database is as it once was.
static void test_the_last_entries(void **state)
{
	struct world *w = world_open(*state);
	struct raw_column columns[COLUMNS_MAX];
	size_t count = raw_columns(w->raw, "ledger_log", columns, ARRAY_LEN(columns));
	struct raw_rows before = read_rows(w, "ledger_log", columns, count, "");
	int64_t id = world_add_case(w);

	world_sign(w);
	assert_good(w);
	delete_case(w, id);
	for (size_t i = 0; i < count; i++)
		assert_true(raw_run(
			w->raw, NULL, "UPDATE ledger_log SET \"%s\" = %s", columns[i].name, before.cells[i]));
	world_verify(w);
	assert_int_equal(w->told_count, 1);
	assert_told(w, "ledger_entry", "");
	assert_non_null(strstr(w->told[0].what, "newest entries are gone"));
	world_close(w);
}

static const char *hash_of(struct world *w, struct slice bytes)
{
	struct merkle_hash hash;

	merkle_leaf_hash(bytes, &hash);
	return raw_literal(w->raw, slice_from(hash.bytes, sizeof(hash.bytes)));
}

static struct slice event_bytes(struct world *w, int64_t stream_id, int64_t seq)
{
	struct raw_column bytes = {.name = "bytes", .type = RAW_BYTES};

	return raw_bytes(
		w->raw, raw_one(w->raw, "SELECT %s FROM event WHERE stream_id = %lld AND seq = %lld",
				raw_literal_of(w->raw, &bytes), (long long)stream_id, (long long)seq));
}

static void set_event(struct world *w, int64_t stream_id, int64_t seq, struct slice bytes)
{
	assert_true(raw_run(w->raw, NULL, "UPDATE event SET bytes = %s WHERE stream_id = %lld AND seq = %lld",
		raw_literal(w->raw, bytes), (long long)stream_id, (long long)seq));
	assert_true(raw_run(w->raw, NULL,
		"UPDATE ledger_entry SET hash = %s WHERE stream_id = %lld AND seq = %lld", hash_of(w, bytes),
		(long long)stream_id, (long long)seq));
}

// Everything but the key: bytes, columns, hash, tile. An hour earlier, and still in order.
static void test_a_backdated_case(void **state)
{
	struct world *w = world_open(*state);
	struct slice bytes = event_bytes(w, w->answered[1], 1);
	char *copy = arena_cstr(w->f->arena, bytes), digits[24];
	long long at = strtoll(raw_one(w->raw, "SELECT at FROM event WHERE stream_id = %lld AND seq = 1",
				       (long long)w->answered[1]),
		NULL, 10);
	int64_t place;

	snprintf(digits, sizeof(digits), "%lld", at - 3600000000);
	memcpy(copy + strlen("{\"at\":"), digits, strlen(digits));
	set_event(w, w->answered[1], 1, slice_from(copy, bytes.len));
	assert_true(raw_run(w->raw, NULL, "UPDATE event SET at = %s WHERE stream_id = %lld AND seq = 1",
		digits, (long long)w->answered[1]));
	assert_true(
		raw_run(w->raw, NULL, "UPDATE ledger_entry SET at = %s WHERE stream_id = %lld AND seq = 1",
			digits, (long long)w->answered[1]));
	assert_true(raw_run(w->raw, NULL, "UPDATE case_row SET received_at = %s WHERE id = %lld", digits,
		(long long)w->answered[1]));
	place = strtoll(raw_one(w->raw, "SELECT place FROM ledger_entry WHERE stream_id = %lld AND seq = 1",
				(long long)w->answered[1]),
		NULL, 10);
	world_verify(w);
	assert_told(w, "ledger_entry", "hash");
	assert_told(w, place < 256 ? "ledger_tile" : "ledger_log", place < 256 ? "hashes" : "frontier");
	world_close(w);
}

static void test_swapped_answers(void **state)
{
	struct world *w = world_open(*state);
	struct slice one = event_bytes(w, w->answered[0], 5), other = event_bytes(w, w->answered[1], 5);

	set_event(w, w->answered[0], 5, other);
	set_event(w, w->answered[1], 5, one);
	world_verify(w);
	assert_told(w, "event", "stream_id");
	assert_told(w, "ledger_entry", "hash");
	world_close(w);
}

// The words alone: they were entered with another case.
static void test_swapped_words(void **state)
{
	struct world *w = world_open(*state);
	int64_t a = w->answered[0], b = w->answered[1];

	assert_true(raw_run(w->raw, NULL,
		"UPDATE event_private SET bytes = (SELECT o.bytes FROM event_private o WHERE o.seq = 5 AND "
		"o.stream_id = %lld + %lld - event_private.stream_id) WHERE seq = 5 AND stream_id IN (%lld, "
		"%lld)",
		(long long)a, (long long)b, (long long)a, (long long)b));
	world_verify(w);
	assert_told(w, "event_private", "bytes");
	world_close(w);
}

static void test_renumbered(void **state)
{
	struct world *w = world_open(*state);

	assert_true(raw_run(w->raw, NULL, "UPDATE ledger_entry SET place = 1000000 WHERE place = 40"));
	assert_true(raw_run(w->raw, NULL, "UPDATE ledger_entry SET place = 40 WHERE place = 41"));
	assert_true(raw_run(w->raw, NULL, "UPDATE ledger_entry SET place = 41 WHERE place = 1000000"));
	world_verify(w);
	assert_told(w, "ledger_entry", "hash");
	world_close(w);
}

// An event that no key signed, behind the others.
static void test_a_foreign_event(void **state)
{
	struct world *w = world_open(*state);
	int64_t id = w->answered[0];
	struct slice bytes = event_bytes(w, id, 6);
	char *copy = arena_cstr(w->f->arena, bytes);

	*(strstr(copy, "\"seq\":6") + strlen("\"seq\":")) = '7';
	bytes = slice_from(copy, bytes.len);
	assert_true(raw_run(w->raw, NULL,
		"INSERT INTO event SELECT jurisdiction_id, stream_id, 7, type, version, at, %s FROM event "
		"WHERE "
		"stream_id = %lld AND seq = 6",
		raw_literal(w->raw, bytes), (long long)id));
	assert_true(raw_run(w->raw, NULL,
		"INSERT INTO event_private SELECT jurisdiction_id, stream_id, 7, bytes FROM event_private "
		"WHERE "
		"stream_id = %lld AND seq = 6",
		(long long)id));
	assert_true(raw_run(w->raw, NULL,
		"INSERT INTO ledger_entry SELECT jurisdiction_id, log, stream_id, 7, at, %s, (SELECT "
		"MAX(place) + 1 "
		"FROM ledger_entry) FROM ledger_entry WHERE stream_id = %lld AND seq = 6",
		hash_of(w, bytes), (long long)id));
	assert_true(raw_run(w->raw, NULL, "UPDATE stream SET seq = 7 WHERE id = %lld", (long long)id));
	assert_true(raw_run(w->raw, NULL, "UPDATE case_row SET seq = 7 WHERE id = %lld", (long long)id));
	world_verify(w);
	assert_told(w, "ledger_entry", "");
	assert_int_equal(w->told_count, 1);
	assert_non_null(strstr(w->told[0].what, "no signed checkpoint"));
	assert_non_null(strstr(w->told[0].row, "event 7"));
	world_close(w);
}

// What a program has entered and not signed yet is no finding once it is signed.
static void test_waiting_entries(void **state)
{
	struct world *w = world_open(*state);

	world_add_case(w);
	assert_int_equal(world_verify(w), 6);
	assert_told(w, "ledger_entry", "");
	world_sign(w);
	assert_good(w);
	world_close(w);
}

static void test_another_photo(void **state)
{
	struct world *w = world_open(*state);
	char picture[3 * 1024];

	memset(picture, 8, sizeof(picture));
	assert_true(raw_run(w->raw, NULL, "UPDATE attachment_chunk SET bytes = %s WHERE variant = 0",
		raw_literal(w->raw, slice_from(picture, sizeof(picture)))));
	world_verify(w);
	assert_int_equal(w->told_count, 1);
	assert_told(w, "attachment_chunk", "bytes");
	// and its hash in the row with it
	assert_true(raw_run(w->raw, NULL, "UPDATE attachment SET case_id = NULL"));
	world_verify(w);
	assert_told(w, "attachment", "");
	world_close(w);
}

// Values and salts taken out without an entry that says so.
static void test_erased_without_a_word(void **state)
{
	struct world *w = world_open(*state);
	struct raw_column column = {.name = "bytes", .type = RAW_BYTES};
	struct slice blob =
		raw_bytes(w->raw, raw_one(w->raw, "SELECT %s FROM contact WHERE stream_id = %lld",
					  raw_literal_of(w->raw, &column), (long long)w->answered[0]));
	struct buf erased = buf_in(w->f->arena);

	assert_ok(private_part_erase(blob, SLICE("phone"), &erased, &w->f->err), &w->f->err);
	assert_true(raw_run(w->raw, NULL, "UPDATE contact SET bytes = %s WHERE stream_id = %lld",
		raw_literal(w->raw, buf_slice(&erased)), (long long)w->answered[0]));
	world_verify(w);
	assert_int_equal(w->told_count, 1);
	assert_told(w, "contact", "bytes");
	assert_non_null(strstr(w->told[0].what, "phone"));
	world_close(w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_every_column),
		FIXTURE_TEST(test_rows_gone),
		FIXTURE_TEST(test_rows_too_many),
		FIXTURE_TEST(test_bytes),
		FIXTURE_TEST(test_file_outside),
		FIXTURE_TEST(test_a_case_with_all_its_rows),
		FIXTURE_TEST(test_the_last_entries),
		FIXTURE_TEST(test_a_backdated_case),
		FIXTURE_TEST(test_swapped_answers),
		FIXTURE_TEST(test_swapped_words),
		FIXTURE_TEST(test_renumbered),
		FIXTURE_TEST(test_a_foreign_event),
		FIXTURE_TEST(test_waiting_entries),
		FIXTURE_TEST(test_another_photo),
		FIXTURE_TEST(test_erased_without_a_word),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
