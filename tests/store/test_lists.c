// SPDX-License-Identifier: Apache-2.0
// The lists, on both engines: each filter of the public list, alone and with others, page by page, beside
// what a plain walk over all rows finds; and the counts of the desk's queues, which end at DESK_COUNT_MAX.
#include "fixture.h"

#include "service/cases.h"
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

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_public_filters),
		FIXTURE_TEST(test_counts_end),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
