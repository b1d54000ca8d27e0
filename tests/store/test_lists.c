// SPDX-License-Identifier: Apache-2.0
// The lists, on both engines: each filter of the public list, alone and with others, page by page, beside
// what a plain walk over all rows finds; and the counts of the desk's queues, which end at DESK_COUNT_MAX.
#include "fixture.h"

#include "base/clock.h"
#include "domain/officer.h"
#include "service/cases.h"
#include "service/desk_filters.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define J     INT64_C(7)
#define ROWS  600
#define PAGE  7
#define UNITS 3

static const char *const states[] = {
	"received", "assigned", "in_hand", "returned", "answered", "closed", "closed", "closed"};
static const char *const kinds[] = {"question", "complaint"};

struct made {
	int64_t id, category_id, town_id, unit_id, received_at;
	const char *state, *kind;
	bool is_visible;
};

static void insert(struct fixture *f, const struct made *made, int64_t due_at, int64_t about_unit_id)
{
	char code[CASE_CODE_BYTES];
	struct sql_case_row_insert_in in = {
		.jurisdiction_id = J,
		.id = made->id,
		.seq = 1,
		.state = slice_of(made->state),
		.kind = slice_of(made->kind),
		.channel = SLICE("portal"),
		.language = SLICE("zh"),
		.title = SLICE("t"),
		.visible = made->is_visible,
		.has_category_id = made->category_id != 0,
		.category_id = made->category_id,
		.has_town_id = made->town_id != 0,
		.town_id = made->town_id,
		.has_unit_id = made->unit_id != 0,
		.unit_id = made->unit_id,
		.has_about_unit_id = about_unit_id != 0,
		.about_unit_id = about_unit_id,
		.due_at = due_at,
		.received_at = made->received_at,
		.updated_at = made->received_at,
	};

	snprintf(code, sizeof(code), "%08d", (int)made->id);
	in.code = slice_of(code);
	assert_ok(sql_case_row_insert(f->conn, &in, NULL, &f->err), &f->err);
}

static struct made *insert_some(struct fixture *f)
{
	struct made *made = ARENA_ARRAY(f->arena, struct made, ROWS);

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	for (int64_t i = 0; i < ROWS; i++) {
		made[i] = (struct made){
			.id = i + 1,
			.category_id = rand() % 5,
			.town_id = rand() % 4,
			.unit_id = rand() % (UNITS + 1),
			.received_at = 1000 + i / 2, // pairs of the same time: the id decides
			.state = states[(size_t)rand() % ARRAY_LEN(states)],
			.kind = kinds[rand() % 2],
			.is_visible = rand() % 4 != 0,
		};
		insert(f, &made[i], 1, 0);
	}
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	return made;
}

static bool is_wanted(const struct made *made, const struct case_filter *filter)
{
	bool is_done = strcmp(made->state, "answered") == 0 || strcmp(made->state, "closed") == 0;

	return made->is_visible && (!filter->category_id || made->category_id == filter->category_id) &&
	       (!filter->town_id || made->town_id == filter->town_id) &&
	       (!filter->unit_id || made->unit_id == filter->unit_id) &&
	       (!filter->kind.len || slice_eq_cstr(filter->kind, made->kind)) &&
	       (!filter->state.len || slice_eq_cstr(filter->state, made->state) ||
		       (slice_eq(filter->state, SLICE("open")) && !is_done));
}

// Walks the list to its end in pages.
static void check_filter(struct fixture *f, const struct made *made, struct case_filter filter)
{
	int64_t next = ROWS - 1;
	struct case_list_row *rows;
	size_t count;

	do {
		assert_ok(cases_public_list(f->conn, f->arena, J, &filter, PAGE, &rows, &count, &f->err),
			&f->err);
		for (size_t i = 0; i < count; i++) {
			while (next >= 0 && !is_wanted(&made[next], &filter))
				next--;
			assert_true(next >= 0);
			assert_int_equal(rows[i].id, made[next--].id);
		}
		if (count) {
			filter.before_at = rows[count - 1].received_at;
			filter.before_id = rows[count - 1].id;
		}
	} while (count == PAGE);
	while (next >= 0 && !is_wanted(&made[next], &filter))
		next--;
	assert_int_equal(next, -1);
}

static void test_public_filters(void **state)
{
	static const char *const wanted[] = {"", "open", "answered", "closed"};
	struct fixture *f = *state;
	unsigned seed = (unsigned)time(NULL);
	struct made *made;

	print_message("# seed %u\n", seed);
	srand(seed);
	made = insert_some(f);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	for (unsigned i = 0; i < 64; i++) {
		check_filter(f, made,
			(struct case_filter){
				.state = slice_of(wanted[i % 4]),
				.category_id = i & 4 ? 2 : 0,
				.town_id = i & 8 ? 3 : 0,
				.unit_id = i & 16 ? 1 : 0,
				.kind = slice_of(i & 32 ? "complaint" : ""),
			});
	}
	db_end_read(f->conn);
}

static struct desk_count count_new(struct fixture *f, int64_t viewer_unit_id, int64_t now_us)
{
	const struct reference ref = {.jurisdiction_id = J};
	struct officer officer = {.id = 1, .unit_id = viewer_unit_id, .roles = ROLE_INTAKE};
	struct desk_count counts[DESK_FOLDERS];

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(cases_desk_counts(f->conn, f->arena, &ref, &officer, now_us, counts, &f->err), &f->err);
	db_end_read(f->conn);
	assert_int_equal(counts[DESK_CLOSED].cases, -1);
	assert_int_equal(counts[DESK_ANSWERED].cases, 0);
	return counts[DESK_NEW];
}

static void add_new(struct fixture *f, int64_t first, int64_t count, int64_t about_unit_id)
{
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	for (int64_t i = first; i < first + count; i++)
		insert(f, &(struct made){.id = i, .state = "received", .kind = "question", .received_at = i},
			i, about_unit_id);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

static void test_counts_end(void **state)
{
	struct fixture *f = *state;
	struct desk_count count;

	add_new(f, 1, 10, 5); // complain of unit 5
	add_new(f, 11, DESK_COUNT_MAX, 0);
	count = count_new(f, 5, 21);
	assert_int_equal(count.cases, DESK_COUNT_MAX);
	assert_int_equal(count.overdue, 10);
	count = count_new(f, 6, 21);
	assert_int_equal(count.cases, DESK_COUNT_MAX + 1);
	assert_int_equal(count.overdue, 20);
	assert_int_equal(count_new(f, 6, INT64_MAX).overdue, DESK_COUNT_MAX + 1);
}

// One case with what the numbers look at.
static void add_standing(struct fixture *f, int64_t id, const char *state, int64_t unit_id, int64_t due_at,
	int64_t returns, int64_t reopens, int64_t extensions)
{
	char code[CASE_CODE_BYTES];
	bool is_closed = strcmp(state, "closed") == 0;
	struct sql_case_row_insert_in in = {
		.jurisdiction_id = J,
		.id = id,
		.seq = 1,
		.state = slice_of(state),
		.kind = SLICE("complaint"),
		.channel = SLICE("portal"),
		.language = SLICE("zh"),
		.title = SLICE("t"),
		.has_unit_id = unit_id != 0,
		.unit_id = unit_id,
		.returns = returns,
		.has_reopens = reopens > 0,
		.reopens = reopens,
		.has_extensions = extensions > 0,
		.extensions = extensions,
		.has_closed_at = is_closed,
		.closed_at = is_closed ? due_at : 0,
		.has_outcome = is_closed,
		.outcome = is_closed && id % 2 ? SLICE("unsolved") : SLICE("done"),
		.has_solved = is_closed && id % 2 == 0,
		.solved = id % 4 == 0 ? SLICE("no") : SLICE("yes"),
		.due_at = due_at,
		.received_at = id,
		.updated_at = id,
	};

	snprintf(code, sizeof(code), "S%07d", (int)id);
	in.code = slice_of(code);
	assert_ok(sql_case_row_insert(f->conn, &in, NULL, &f->err), &f->err);
}

static int64_t listed(struct fixture *f, const struct reference *ref, const struct officer *officer,
	enum standing standing, int64_t unit_id, int64_t now_us)
{
	int64_t at = 0, id = 0, total = 0;

	// page by page, two at a time
	for (;;) {
		struct case_list_row *rows;
		size_t count;

		assert_ok(cases_standing_list(f->conn, f->arena, ref, officer, standing, unit_id, now_us, at,
				  id, 2, &rows, &count, &f->err),
			&f->err);
		if (count == 0)
			return total;
		total += (int64_t)count;
		at = standing == STANDING_UNSOLVED ? rows[count - 1].closed_at : rows[count - 1].due_at;
		id = rows[count - 1].id;
	}
}

// Each number is as many cases as it leads to.
static void test_how_it_stands_with_units(void **state)
{
	struct fixture *f = *state;
	const int64_t now_us = 1000 * US_PER_DAY;
	struct reference ref = {.jurisdiction_id = J};
	struct officer officer = {.id = 1, .unit_id = 99, .roles = ROLE_SUPERVISOR};
	struct unit_standing *rows;
	size_t count;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	add_standing(f, 1, "assigned", 5, now_us - 1, 2, 0, 0);
	add_standing(f, 2, "assigned", 5, now_us + 1, 1, 1, 0);
	add_standing(f, 3, "in_hand", 5, now_us - 2, 0, 0, 1);
	add_standing(f, 4, "in_hand", 6, now_us + 9, 0, 0, 2);
	add_standing(f, 5, "waiting", 6, now_us + 3, 0, 2, 0);
	add_standing(f, 6, "answered", 6, CASE_ROW_NO_DUE, 5, 1, 1);
	add_standing(f, 7, "closed", 5, now_us - US_PER_DAY, 0, 0, 0);	   // unsolved by its own word
	add_standing(f, 8, "closed", 6, now_us - 2 * US_PER_DAY, 0, 0, 0); // by the raiser's
	add_standing(f, 10, "closed", 6, now_us - 2 * US_PER_DAY, 0, 0, 0);
	add_standing(f, 9, "closed", 7, now_us - 400 * US_PER_DAY, 0, 0, 0); // long ago
	add_standing(f, 11, "received", 0, now_us - 1, 0, 0, 0);
	add_standing(f, 12, "withdrawn", 5, CASE_ROW_NO_DUE, 2, 0, 0);
	for (int64_t i = 0; i < 3; i++)
		assert_ok(sql_oversight_order_insert(f->conn,
				  &(struct sql_oversight_order_insert_in){.jurisdiction_id = J,
					  .case_id = 3 + i,
					  .id = i + 1,
					  .seq = 1,
					  .year = 2026,
					  .number = i + 1,
					  .unit_id = i == 0 ? 5 : 6,
					  .answer_by = now_us - 1 + i,
					  .ordered_at = 1,
					  .has_answered_at = i == 2,
					  .answered_at = i == 2},
				  NULL, &f->err),
			&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(cases_standing(f->conn, f->arena, &ref, &officer, now_us, &rows, &count, &f->err), &f->err);
	assert_int_equal(count, 2);
	static const int64_t wanted[2][STANDINGS] = {
		{3, 2, 2, 0, 1, 1, 1, 1, 0, 0, 1},
		{2, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1},
	};
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(rows[i].unit_id, 5 + (int64_t)i);
		for (int k = 0; k < STANDINGS; k++) {
			assert_int_equal(rows[i].counts[k], wanted[i][k]);
			assert_int_equal(listed(f, &ref, &officer, (enum standing)k, rows[i].unit_id, now_us),
				wanted[i][k]);
		}
	}
	assert_int_equal(rows[0].orders_overdue, 1);
	assert_int_equal(rows[1].orders_overdue, 0);
	for (int k = 0; k < STANDINGS; k++)
		assert_int_equal(
			listed(f, &ref, &officer, (enum standing)k, 0, now_us), wanted[0][k] + wanted[1][k]);
	db_end_read(f->conn);
}

// One that was closed.
static void add_closed(struct fixture *f, int64_t id, int64_t unit_id, int64_t closed_at, bool has_contact,
	bool is_secret, const char *solved)
{
	char code[CASE_CODE_BYTES];
	struct sql_case_row_insert_in in = {
		.jurisdiction_id = J,
		.id = id,
		.seq = 1,
		.state = SLICE("closed"),
		.kind = SLICE("complaint"),
		.channel = SLICE("portal"),
		.language = SLICE("zh"),
		.title = SLICE("t"),
		.has_unit_id = true,
		.unit_id = unit_id,
		.has_contact = has_contact,
		.is_secret = is_secret,
		.has_closed_at = true,
		.closed_at = closed_at,
		.has_solved = solved != NULL,
		.solved = slice_of(solved ? solved : ""),
		.due_at = CASE_ROW_NO_DUE,
		.received_at = id,
		.updated_at = id,
	};

	snprintf(code, sizeof(code), "C%07d", (int)id);
	in.code = slice_of(code);
	assert_ok(sql_case_row_insert(f->conn, &in, NULL, &f->err), &f->err);
}

static void check_callback(struct fixture *f, const struct officer *officer, int64_t now_us,
	const int64_t *wanted, int64_t count)
{
	const struct reference ref = {.jurisdiction_id = J};
	struct desk_count counts[DESK_FOLDERS];
	int64_t at = 0, id = 0;

	assert_ok(cases_desk_counts(f->conn, f->arena, &ref, officer, now_us, counts, &f->err), &f->err);
	assert_int_equal(counts[DESK_CALLBACK].cases, count);
	assert_int_equal(counts[DESK_CALLBACK].overdue, 0);
	for (int64_t i = 0; i <= count; i++) {
		struct case_list_row *rows;
		size_t found;

		assert_ok(cases_desk_list(f->conn, f->arena, &ref, officer, DESK_CALLBACK, now_us, at, id, 1,
				  &rows, &found, &f->err),
			&f->err);
		assert_int_equal(found, i < count);
		if (i == count)
			break;
		assert_int_equal(rows[0].id, wanted[i]);
		at = rows[0].closed_at;
		id = rows[0].id;
	}
}

// Who can be reached and has not spoken, oldest first; not by the unit that answered, nor after the time in
// which a word counts; kept secret from supervisors where the raiser asked for it.
static void test_whom_to_call_back(void **state)
{
	struct fixture *f = *state;
	const int64_t now_us = 1000 * US_PER_DAY;
	struct officer intake = {.id = 1, .unit_id = 99, .roles = ROLE_INTAKE};
	struct officer supervisor = {.id = 2, .unit_id = 98, .roles = ROLE_SUPERVISOR};
	struct officer own = {.id = 3, .unit_id = 5, .roles = ROLE_INTAKE};

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	add_closed(f, 1, 5, now_us - 3 * US_PER_DAY, true, false, NULL);
	add_closed(f, 2, 6, now_us - 4 * US_PER_DAY, true, true, NULL);
	add_closed(f, 3, 6, now_us - 4 * US_PER_DAY, true, false, NULL);
	add_closed(f, 4, 6, now_us - 2 * US_PER_DAY, false, false, NULL);
	add_closed(f, 5, 6, now_us - 2 * US_PER_DAY, true, false, "no");
	add_closed(f, 6, 6, now_us - 31 * US_PER_DAY, true, false, NULL);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	check_callback(f, &intake, now_us, (const int64_t[]){2, 3, 1}, 3);
	check_callback(f, &supervisor, now_us, (const int64_t[]){3, 1}, 2);
	check_callback(f, &own, now_us, (const int64_t[]){2, 3}, 2);
	db_end_read(f->conn);
}

static void add_allotted(struct fixture *f, int64_t id, int64_t unit_id, int64_t officer_id,
	const char *state, int64_t about_id)
{
	char code[CASE_CODE_BYTES];
	struct sql_case_row_insert_in in = {
		.jurisdiction_id = J,
		.id = id,
		.seq = 1,
		.state = slice_of(state),
		.kind = SLICE("complaint"),
		.channel = SLICE("portal"),
		.has_unit_id = true,
		.unit_id = unit_id,
		.has_allotted_officer_id = officer_id != 0,
		.allotted_officer_id = officer_id,
		.has_about_officer_id = about_id != 0,
		.about_officer_id = about_id,
		.due_at = 100 - id,
		.received_at = id,
		.updated_at = id,
	};

	snprintf(code, sizeof(code), "D%07d", (int)id);
	in.code = slice_of(code);
	assert_ok(sql_case_row_insert(f->conn, &in, NULL, &f->err), &f->err);
}

static void check_allotted(struct fixture *f, const struct officer *officer, enum desk_folder folder,
	const int64_t *wanted, size_t count)
{
	const struct reference ref = {.jurisdiction_id = J};
	struct desk_count counts[DESK_FOLDERS];
	struct case_list_row *rows;
	size_t found;

	assert_ok(cases_desk_counts(f->conn, f->arena, &ref, officer, 96, counts, &f->err), &f->err);
	assert_int_equal(counts[folder].cases, count);
	assert_ok(cases_desk_list(
			  f->conn, f->arena, &ref, officer, folder, 96, 0, 0, 50, &rows, &found, &f->err),
		&f->err);
	assert_int_equal(found, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(rows[i].id, wanted[i]);
}

// What is allotted to me; what is allotted to nobody, for the head alone. Never what complains of the viewer.
static void test_allotted_within_the_unit(void **state)
{
	struct fixture *f = *state;
	struct officer handler = {.id = 3, .unit_id = 5, .roles = ROLE_HANDLER};
	struct officer head = {.id = 4, .unit_id = 5, .roles = ROLE_UNIT_HEAD};

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	add_allotted(f, 1, 5, 3, "in_hand", 0);
	add_allotted(f, 2, 5, 3, "waiting", 0);
	add_allotted(f, 3, 5, 0, "assigned", 0);
	add_allotted(f, 4, 5, 3, "answered", 0);
	add_allotted(f, 5, 6, 3, "in_hand", 0); // that officer was of another unit then
	add_allotted(f, 6, 5, 3, "in_hand", 3);
	add_allotted(f, 7, 5, 0, "in_hand", 4);
	add_allotted(f, 8, 6, 0, "in_hand", 0);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	check_allotted(f, &handler, DESK_MINE, (const int64_t[]){2, 1}, 2);
	check_allotted(f, &head, DESK_MINE, NULL, 0);
	check_allotted(f, &head, DESK_NOT_ALLOTTED, (const int64_t[]){3}, 1);
	assert_false(desk_folder_is_for(DESK_NOT_ALLOTTED, handler.roles));
	db_end_read(f->conn);
}

// Every filter beside what a plain walk over all rows finds, page by page; and its count.
static void test_desk_filters(void **state)
{
	struct fixture *f = *state;
	const struct reference ref = {.jurisdiction_id = J};
	struct made *made = insert_some(f);

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	for (int round = 0; round < 60; round++) {
		struct officer officer = {
			.id = 1, .unit_id = 2, .roles = rand() % 3 ? ROLE_INTAKE : ROLE_HANDLER};
		struct desk_filter filter = {.category_id = rand() % 2 ? rand() % 5 : 0,
			.town_id = rand() % 3 == 0 ? rand() % 4 : 0,
			.unit_id = rand() % 3 == 0 ? rand() % (UNITS + 1) : 0,
			.state = rand() % 2 ? slice_of(states[rand() % 5]) : SLICE(""),
			.kind = rand() % 2 ? slice_of(kinds[rand() % 2]) : SLICE("")};
		int64_t after_at = 0, after_id = 0;
		int64_t unit_id = officer.roles == ROLE_INTAKE ? filter.unit_id : officer.unit_id;
		struct desk_count counted;
		size_t want = 0, got = 0, count;

		for (size_t i = 0; i < ROWS; i++) {
			const struct made *m = &made[i];

			want += strcmp(m->state, "closed") != 0 &&
				(filter.state.len == 0 || slice_eq_cstr(filter.state, m->state)) &&
				(filter.kind.len == 0 || slice_eq_cstr(filter.kind, m->kind)) &&
				(!filter.category_id || filter.category_id == m->category_id) &&
				(!filter.town_id || filter.town_id == m->town_id) &&
				(!unit_id || unit_id == m->unit_id);
		}
		do {
			struct case_list_row *rows;

			assert_ok(desk_filter_list(f->conn, f->arena, &ref, &officer, &filter, 5, after_at,
					  after_id, PAGE, &rows, &count, &f->err),
				&f->err);
			for (size_t i = 0; i < count; i++) {
				assert_true(rows[i].id > after_id); // due at the same time: the id decides
				after_at = rows[i].due_at;
				after_id = rows[i].id;
			}
			got += count;
		} while (count == PAGE);
		assert_int_equal(got, want);
		assert_ok(desk_filter_count(f->conn, f->arena, &ref, &officer, &filter, 5, &counted, &f->err),
			&f->err);
		assert_true(want > DESK_COUNT_MAX ? counted.cases > DESK_COUNT_MAX
						  : counted.cases == (int64_t)want);
		assert_true(want > DESK_COUNT_MAX || counted.overdue == (int64_t)want);
		filter.due = SLICE("overdue");
		assert_ok(desk_filter_count(f->conn, f->arena, &ref, &officer, &filter, 1, &counted, &f->err),
			&f->err);
		assert_int_equal(counted.cases, 0);
	}
	db_rollback(f->conn);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_public_filters),
		FIXTURE_TEST(test_counts_end),
		FIXTURE_TEST(test_how_it_stands_with_units),
		FIXTURE_TEST(test_whom_to_call_back),
		FIXTURE_TEST(test_allotted_within_the_unit),
		FIXTURE_TEST(test_desk_filters),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
