// SPDX-License-Identifier: Apache-2.0
// The count of the figures on both engines: beside a slow count that folds every event again for each day,
// beside the recount, with two servers counting at once, and with rows that somebody changed.
#include "world.h"

#include "base/clock.h"
#include "base/random.h"
#include "db/writer.h"
#include "events/case_codec.h"
#include "service/figures.h"
#include "service/ledger.h"
#include "sql.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES	  30
#define COMMANDS  2000
#define FIRST_DAY 20500 // 2026-02-16
#define DAYS	  75

static unsigned seed;

static unsigned pick(unsigned count)
{
	return (unsigned)rand_r(&seed) / 7 % count;
}

// ---- A random history

static struct case_command random_command(int64_t at_us)
{
	static const enum case_command_type types[] = {CASE_COMMAND_RELEASE, CASE_COMMAND_CLASSIFY,
		CASE_COMMAND_ASSIGN, CASE_COMMAND_ASSIGN, CASE_COMMAND_ACCEPT, CASE_COMMAND_ACCEPT,
		CASE_COMMAND_ACCEPT, CASE_COMMAND_RETURN, CASE_COMMAND_ANSWER, CASE_COMMAND_ANSWER,
		CASE_COMMAND_ANSWER, CASE_COMMAND_CLOSE, CASE_COMMAND_CLOSE, CASE_COMMAND_RATE,
		CASE_COMMAND_REOPEN, CASE_COMMAND_CLOSE, CASE_COMMAND_WITHDRAW, CASE_COMMAND_DECLINE,
		CASE_COMMAND_APPEAL, CASE_COMMAND_WAIT, CASE_COMMAND_RESUME};
	static const int64_t units[] = {ROADS, ROADS, PARKS};
	struct case_command c = {.type = types[pick(ARRAY_LEN(types))]};

	if (c.type == CASE_COMMAND_RELEASE)
		c.release.extent = RELEASE_EXTENT_ROW;
	else if (c.type == CASE_COMMAND_CLASSIFY)
		c.classify = (struct case_classify){.category_id = CATEGORY,
			.kind = (enum case_kind)(1 + pick(3)),
			.reason = SLICE("another kind")};
	else if (c.type == CASE_COMMAND_ASSIGN)
		c.assign.unit_id = units[pick(3)];
	else if (c.type == CASE_COMMAND_RETURN)
		c.return_ = (struct case_return){RETURN_REASON_NOT_OURS, SLICE("not ours"), SLICE("")};
	else if (c.type == CASE_COMMAND_ANSWER)
		c.answer = (struct case_answer){SLICE("done"), SLICE("done")};
	else if (c.type == CASE_COMMAND_CLOSE)
		c.close = (struct case_close){
			.outcome = (enum case_outcome)(1 + pick(4)), .public_reason = SLICE("why")};
	else if (c.type == CASE_COMMAND_RATE)
		c.rate = (struct case_rate){.solved = (enum raiser_solved)(1 + pick(3)),
			.satisfied = (enum raiser_satisfied)pick(3)};
	else if (c.type == CASE_COMMAND_DECLINE)
		c.decline = (struct case_decline){
			DECLINE_REASON_OTHER, SLICE("why"), SLICE("basis"), SLICE("how"), SLICE("why")};
	else if (c.type == CASE_COMMAND_WAIT)
		c.wait = (struct case_wait){
			WAITING_REASON_SEASON, SLICE("frost"), at_us + (int64_t)(2 + pick(20)) * US_PER_DAY};
	else if (c.type != CASE_COMMAND_ACCEPT)
		c.said.reason = SLICE("because");
	return c;
}

// Mostly who may.
static int64_t likely_officer(enum case_command_type type)
{
	switch ((int)type) {
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_APPEAL:
		return 0;
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
		return pick(3) ? HANDLER : GARDENER;
	default:
		return INTAKE;
	}
}

static void random_history(struct world *w)
{
	char codes[CASES][CASE_CODE_BYTES];
	int64_t at_us = (FIRST_DAY * 24 + 1) * US_PER_HOUR;
	int cases = 0, done = 0;

	for (int i = 0; i < COMMANDS; i++) {
		struct call call = {0};
		char id[32];

		at_us += (int64_t)pick(2 * DAYS * 24 * 60 / COMMANDS * 60) * US_PER_SECOND;
		snprintf(id, sizeof(id), "r:%d", i);
		if (cases < CASES && pick(30) == 0) {
			call = world_receive("坑", true);
			call.request.at_us = at_us;
			assert_ok(world_send(w, &call, id, 0), &w->f->err);
			memcpy(codes[cases++], call.request.result_code, CASE_CODE_BYTES);
			continue;
		}
		if (cases == 0)
			continue;
		call.request.command = random_command(at_us);
		call.request.at_us = at_us;
		done += world_move(w, &call, codes[pick((unsigned)cases)], id,
				likely_officer(call.request.command.type), call.request.command.type) == 0;
	}
	printf("# seed: %u, %d cases, %d commands done\n", seed, cases, done);
	assert_true(cases > 10 && done > 60);
}

// ---- The slow count

struct slow {
	struct case_event *events;
	size_t count;
	const struct calendar *calendar;
	struct arena *arena;
};

static struct slow read_events(struct world *w, const struct calendar *calendar)
{
	struct fixture *f = w->f;
	struct slow slow = {.calendar = calendar, .arena = w->arena};
	struct sql_event_walk_row *rows;
	size_t count;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_event_walk(f->conn, w->arena,
			  &(struct sql_event_walk_in){
				  .jurisdiction_id = DISTRICT, .first = DISTRICT + 1, .last = INT64_MAX},
			  &rows, &count, &f->err),
		&f->err);
	slow.events = ARENA_ARRAY(w->arena, struct case_event, count);
	for (size_t i = 0; i < count; i++)
		assert_ok(case_event_decode(&(struct event_parts){.bytes = rows[i].bytes}, w->arena,
				  &slow.events[slow.count++], &f->err),
			&f->err);
	db_end_read(f->conn);
	return slow;
}

struct wanted {
	enum figure_dimension dimension;
	int64_t value, first_day, last_day, as_of;
	struct figure_sums sums[FIGURE_CLASSES + 1];
};

static void add_case(struct slow *slow, const struct case_event *events, size_t count, struct wanted *wanted)
{
	struct figure_case counted = {.arena = slow->arena, .calendar = slow->calendar};
	struct figure_fact *facts;
	size_t fact_count;
	struct err err;

	for (size_t i = 0; i < count; i++) {
		if (calendar_day_of(slow->calendar, events[i].meta.at_us) <= wanted->as_of)
			assert_ok(figure_case_apply(&counted, &events[i], &err), &err);
	}
	if (counted.state.seq == 0)
		return;
	figure_case_facts(&counted, &facts, &fact_count);
	for (size_t i = 0; i < fact_count; i++) {
		struct figure_sums *sums = &wanted->sums[facts[i].class];

		if (facts[i].day < wanted->first_day || facts[i].day > wanted->last_day ||
			(wanted->value != -1 && facts[i].cell.of[wanted->dimension] != wanted->value))
			continue;
		sums->all++;
		for (int k = 0; k < FIGURE_MARKS; k++)
			sums->marked[k] += facts[i].marks >> k & 1;
	}
}

static void count_slowly(struct slow *slow, struct wanted *wanted)
{
	for (size_t i = 0, next; i < slow->count; i = next) {
		for (next = i + 1; next < slow->count &&
				   slow->events[next].meta.stream_id == slow->events[i].meta.stream_id;
			next++)
			;
		add_case(slow, &slow->events[i], next - i, wanted);
	}
}

static void add_read(void *arg, int64_t day, enum figure_class class, int64_t value, int days,
	const struct figure_sums *sums, int times)
{
	struct wanted *got = arg;

	(void)day;
	(void)value;
	(void)days;
	figure_sums_add(&got->sums[class], sums, times);
}

static void compare_once(struct world *w, struct slow *slow, int64_t newest_day)
{
	static const int64_t values[][3] = {{0, -1, 0}, {-1, ROADS, PARKS}, {-1, 0, 0}, {-1, CATEGORY, 0},
		{-1, CASE_CHANNEL_PORTAL, 0}, {-1, CASE_KIND_COMPLAINT, CASE_KIND_QUESTION}};
	struct wanted wanted = {.dimension = (enum figure_dimension)pick(6)}, got = {0};
	struct fixture *f = w->f;

	wanted.value = values[wanted.dimension][pick(3)];
	wanted.first_day = FIRST_DAY + pick(DAYS);
	wanted.last_day = wanted.first_day + pick(DAYS);
	wanted.as_of = wanted.last_day + pick(20);
	count_slowly(slow, &wanted);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(figures_read(f->conn, w->arena, DISTRICT,
			  &(struct figures_range){.dimension = wanted.dimension,
				  .value = wanted.value,
				  .first_day = wanted.first_day,
				  .last_day = wanted.last_day,
				  .as_of = wanted.as_of,
				  .is_newest = wanted.as_of >= newest_day && pick(2),
				  .first_class = 1,
				  .last_class = FIGURE_CLASSES},
			  add_read, &got, &f->err),
		&f->err);
	db_end_read(f->conn);
	for (int class = 1; class <= FIGURE_CLASSES; class ++) {
		const struct figure_sums *a = &wanted.sums[class], *b = &got.sums[class];

		if (memcmp(a, b, sizeof(*a)) != 0)
			fail_msg("seed %u: %s %lld, days %lld to %lld as of %lld, class %d: %lld, not %lld",
				seed, figure_dimension_name(wanted.dimension), (long long)wanted.value,
				(long long)wanted.first_day, (long long)wanted.last_day,
				(long long)wanted.as_of, class, (long long)b->all, (long long)a->all);
	}
}

// ---- Counting

struct counting {
	struct world *w;
	struct db_conn *conn;
	struct arena *arena;
	size_t taken;
};

static int step_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct counting *c = arg;

	arena_reset(c->arena);
	return service_figures_step(c->w->service, conn, c->arena, DISTRICT, &c->taken, err);
}

static size_t count_all(struct world *w)
{
	struct counting c = {.w = w, .arena = arena_new(), .taken = 1};
	size_t taken = 0;

	while (c.taken > 0) {
		assert_ok(db_writer_run(service_writer(w->service), step_run, &c, &w->f->err), &w->f->err);
		taken += c.taken;
	}
	arena_free(c.arena);
	return taken;
}

static int sequence_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;
	size_t added;

	return service_is_sqlite(w->service)
		       ? 0
		       : service_ledger_sequence(w->service, conn, w->arena, DISTRICT, &added, err);
}

static void sequence(struct world *w)
{
	assert_ok(db_writer_run(service_writer(w->service), sequence_run, w, &w->f->err), &w->f->err);
}

static char told[600];

static void keep_finding(void *arg, const struct figures_finding *finding)
{
	(void)arg;
	snprintf(told, sizeof(told), "%s of %s: %s", finding->table, finding->row, finding->what);
}

static uint64_t recount(struct world *w, const struct calendar *calendar)
{
	struct figures_recount result;
	struct fixture *f = w->f;

	told[0] = '\0';
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(
		figures_recount(f->conn, DISTRICT, calendar, keep_finding, NULL, &result, &f->err), &f->err);
	db_end_read(f->conn);
	return result.findings;
}

static void test_any_day_is_what_the_events_say(void **state)
{
	struct world w = world_open(*state);
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct slow slow;

	seed = (unsigned)clock_now_us();
	random_history(&w);
	sequence(&w);
	assert_true(count_all(&w) > 50);
	assert_int_equal(count_all(&w), 0);
	slow = read_events(&w, ref->calendar);
	for (int i = 0; i < 300; i++)
		compare_once(&w, &slow, FIRST_DAY + 2 * DAYS + 40);
	if (recount(&w, ref->calendar) != 0)
		fail_msg("seed %u: %s", seed, told);
	reference_release(ref);
	world_close(&w);
}

// What is not counted yet is no difference.
static void test_recount_of_a_count_that_is_behind(void **state)
{
	struct world w = world_open(*state);
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct call first = world_receive("坑", true), assign = {0};

	assert_ok(world_send(&w, &first, "a", 0), &w.f->err);
	sequence(&w);
	count_all(&w);
	assign.request.command.assign.unit_id = ROADS;
	assert_ok(world_move(&w, &assign, first.request.result_code, "b", INTAKE, CASE_COMMAND_ASSIGN),
		&w.f->err);
	assert_int_equal(recount(&w, ref->calendar), 0); // on PostgreSQL it waits for its place
	sequence(&w);
	assert_int_equal(recount(&w, ref->calendar), 0);
	assert_int_equal(count_all(&w), 1);
	assert_int_equal(recount(&w, ref->calendar), 0);
	reference_release(ref);
	world_close(&w);
}

static void change(struct fixture *f, int which)
{
	static const struct figure_sums none;

	(void)none;
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	if (which == 0)
		assert_ok(sql_figure_sum_add(f->conn,
				  &(struct sql_figure_sum_add_in){.jurisdiction_id = DISTRICT,
					  .dimension = FIGURE_BY_UNIT,
					  .day = FIRST_DAY,
					  .class = 1,
					  .value = ROADS,
					  .facts = 1},
				  NULL, &f->err),
			&f->err);
	else if (which == 1)
		assert_ok(sql_figure_late_add(f->conn,
				  &(struct sql_figure_late_add_in){.jurisdiction_id = DISTRICT,
					  .day = FIRST_DAY,
					  .known = FIRST_DAY + 2,
					  .class = 3,
					  .mark_2 = -1},
				  NULL, &f->err),
			&f->err);
	else
		assert_ok(sql_figure_fact_insert(f->conn,
				  &(struct sql_figure_fact_insert_in){.jurisdiction_id = DISTRICT,
					  .class = 1,
					  .day = FIRST_DAY,
					  .case_id = 77},
				  NULL, &f->err),
			&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

static void test_a_changed_row_is_found(void **state)
{
	static const char *const wanted[] = {
		"figure_sum of unit 20, day 2026-02-16, class 1: the events say -1",
		"figure_late of all 0, day 2026-02-16, class 3, known 2026-02-18: its marks are not those of "
		"the events",
		"figure_fact of case id 77: the rows are not those of its events"};
	struct world w = world_open(*state);
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct call first = world_receive("坑", true);

	assert_ok(world_send(&w, &first, "a", 0), &w.f->err);
	sequence(&w);
	count_all(&w);
	for (int i = 0; i < 3; i++) {
		change(w.f, i);
		assert_int_equal(recount(&w, ref->calendar), 1);
		assert_string_equal(told, wanted[i]);
		assert_ok(db_begin_write(w.f->conn, &w.f->err), &w.f->err);
		assert_ok(figures_count_anew(w.f->conn, DISTRICT, &w.f->err), &w.f->err);
		assert_ok(db_commit(w.f->conn, &w.f->err), &w.f->err);
		assert_true(count_all(&w) > 0);
		assert_int_equal(recount(&w, ref->calendar), 0);
	}
	reference_release(ref);
	world_close(&w);
}

static void *count_beside(void *arg)
{
	struct counting *c = arg;
	struct err err;
	int quiet = 0;

	while (quiet < 20) {
		int r = db_write_now(c->conn, step_run, c, &err);

		if (r == 0)
			quiet = c->taken ? 0 : quiet + 1;
		else if (r != ERR_CONFLICT && r != ERR_BUSY)
			return arena_printf(c->w->arena, "%s: %s", err_class_name(r), err.message);
	}
	return NULL;
}

// Two that count at once count each entry once. On PostgreSQL; SQLite has one writer.
static void test_two_servers_count_once(void **state)
{
	struct world w = world_open(*state);
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct counting counting[2];
	pthread_t threads[2];
	void *failed;

	seed = (unsigned)clock_now_us();
	random_history(&w);
	sequence(&w);
	for (int i = 0; i < 2; i++) {
		counting[i] = (struct counting){
			.w = &w, .conn = fixture_connect(w.f, DB_ACCESS_WRITE), .arena = arena_new()};
		assert_int_equal(pthread_create(&threads[i], NULL, count_beside, &counting[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		if (failed)
			fail_msg("%s", (char *)failed);
		db_disconnect(counting[i].conn);
		arena_free(counting[i].arena);
	}
	if (recount(&w, ref->calendar) != 0)
		fail_msg("seed %u: %s", seed, told);
	reference_release(ref);
	world_close(&w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_any_day_is_what_the_events_say),
		FIXTURE_TEST(test_recount_of_a_count_that_is_behind),
		FIXTURE_TEST(test_a_changed_row_is_found),
		FIXTURE_TEST_POSTGRES(test_two_servers_count_once),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
