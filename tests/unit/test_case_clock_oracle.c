// SPDX-License-Identifier: Apache-2.0
// The clocks of a case against a count of every minute of eleven years that knows nothing of calendar/: cases
// received at any minute of ten of them wait, go on early or late, and get other categories with other
// policies before, during and after a wait. No pause may be lost or counted twice.
#include "base/clock.h"
#include "base/macros.h"
#include "base/mem.h"
#include "case_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define FIRST_DAY     20454 // 2026-01-01
#define DAYS	      (11 * 365 + 3)
#define DAYS_RECEIVED (10 * 365)
#define DAY_MIN	      1440
#define ZONE_MIN      (8 * 60)
#define CASES	      500
#define STEPS	      40

struct pause {
	int64_t from_min, to_min;
};

static struct world w;
static unsigned seed;
static bool *is_worked; // each minute from the first day's beginning on, as the clock on the wall shows it
static struct pause pauses[LIMIT_WAITINGS]; // that have ended
static int pause_count;
static int turns[3]; // how often each kind of step was done
static int64_t received_min, assigned_min, unit_deadline_min;

static int pick(int count)
{
	return (int)((unsigned)rand_r(&seed) / 7 % (unsigned)count);
}

static int64_t us_of(int64_t min)
{
	return (FIRST_DAY * (int64_t)DAY_MIN + min - ZONE_MIN) * US_PER_MINUTE;
}

static int64_t min_of(int64_t us)
{
	assert_int_equal(us % US_PER_MINUTE, 0);
	return us / US_PER_MINUTE + ZONE_MIN - FIRST_DAY * (int64_t)DAY_MIN;
}

// Every seventeenth day a holiday, where the weekend before it is worked instead, now and then.
static void make_minutes(struct calendar_builder *builder)
{
	is_worked = mem_alloc(DAYS * DAY_MIN * sizeof(*is_worked));
	for (int day = 0; day < DAYS; day++) {
		// 2026-01-01 is a Thursday
		int weekday = (day + 4) % 7;
		bool works = weekday != 0 && weekday != 6;

		if (day % 17 < 3 || (day % 23 == 5 && weekday == 6)) {
			works = day % 17 >= 3;
			calendar_builder_add_day(builder, FIRST_DAY + day, works, SLICE("节"));
		}
		for (int minute = 0; minute < DAY_MIN; minute++)
			is_worked[day * DAY_MIN + minute] =
				works &&
				((minute >= 540 && minute < 720) || (minute >= 810 && minute < 1050));
	}
}

static int set_up(void **state)
{
	struct calendar_builder *builder = calendar_builder_new();

	(void)state;
	world_init(&w);
	make_minutes(builder);
	calendar_free(w.calendar);
	w.calendar = calendar_build(builder, 8);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	mem_free(is_worked);
	world_release(&w);
	return 0;
}

static bool is_paused(int64_t min)
{
	for (int i = 0; i < pause_count; i++) {
		if (min >= pauses[i].from_min && min < pauses[i].to_min)
			return true;
	}
	return false;
}

// The working minutes from one moment to another are given again, without those in which the clocks stood.
static int64_t counted(int64_t from_min, int64_t plain_min)
{
	int64_t left = 0, at = from_min;

	for (int64_t min = from_min; min < plain_min; min++)
		left += is_worked[min];
	assert_true(left > 0);
	for (; left > 0; at++) {
		assert_true(at < DAYS * (int64_t)DAY_MIN);
		left -= is_worked[at] && !is_paused(at);
	}
	return at;
}

// So many working days after the day itself, until half past five.
static int64_t plain(int32_t days)
{
	int64_t day = received_min / DAY_MIN;

	while (days > 0)
		days -= is_worked[++day * DAY_MIN + 540];
	return day * DAY_MIN + 1050;
}

static void compare(void)
{
	const struct case_policy *policy = &w.facts.policy;

	assert_int_equal(
		min_of(w.state.solve_by_us), counted(received_min, plain(policy->solve.period.count)));
	assert_int_equal(
		min_of(w.state.reply_by_us), counted(received_min, plain(policy->reply.period.count)));
	assert_int_equal(min_of(w.state.unit_deadline_us), counted(assigned_min, unit_deadline_min));
}

static void head(void)
{
	world_officer(&w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
}

static void intake(void)
{
	world_officer(&w, 1, UNIT_INTAKE, ROLE_INTAKE);
}

static void do_it(enum case_command_type type)
{
	assert_int_equal(world_do(&w, world_command(&w, type)), REFUSAL_NONE);
}

static void begin(void)
{
	struct case_command assign;

	world_new_case(&w);
	pause_count = 0;
	received_min = pick(DAYS_RECEIVED) * (int64_t)DAY_MIN + pick(DAY_MIN);
	w.now_us = us_of(received_min);
	assert_int_equal(world_do(&w, world_receive(&w)), REFUSAL_NONE);
	assigned_min = received_min + pick(DAY_MIN);
	w.now_us = us_of(assigned_min);
	intake();
	assign = world_assign(&w, UNIT_ROADS);
	assign.assign.deadline_us = 0;
	assert_int_equal(world_do(&w, assign), REFUSAL_NONE);
	unit_deadline_min = min_of(w.state.unit_deadline_us);
	world_officer(&w, 2, UNIT_ROADS, ROLE_HANDLER);
	do_it(CASE_COMMAND_ACCEPT);
}

static void wait_until_then(void)
{
	struct case_command c = world_command(&w, CASE_COMMAND_WAIT);

	head();
	c.wait.until = w.now_us + (1 + pick(20 * DAY_MIN)) * US_PER_MINUTE;
	assert_int_equal(world_do(&w, c), REFUSAL_NONE);
}

// By the unit, before its day or after, or by itself.
static void go_on(void)
{
	int64_t until_us = w.state.waiting_until_us, from_us = w.state.waiting_since_us;

	head();
	if (w.now_us >= until_us && pick(2))
		w.facts.actor = (struct case_actor){.by = EVENT_BY_SYSTEM};
	do_it(CASE_COMMAND_RESUME);
	pauses[pause_count++] =
		(struct pause){min_of(from_us), min_of(w.now_us < until_us ? w.now_us : until_us)};
}

static void give_another_policy(void)
{
	intake();
	w.facts.policy.solve.period.count = 1 + pick(30);
	w.facts.policy.reply.period.count = 1 + pick(12);
	do_it(CASE_COMMAND_CLASSIFY);
}

static void test_pauses_and_policies(void **state)
{
	(void)state;
	for (int i = 0; i < CASES; i++) {
		begin();
		compare();
		for (int step = 0; step < STEPS && pause_count < LIMIT_WAITINGS; step++) {
			bool waits = w.state.state == CASE_STATE_WAITING;
			int kind = pick(3) == 0 ? 0 : waits ? 1 : 2;

			w.now_us += pick(pick(3) ? DAY_MIN : 6 * DAY_MIN) * US_PER_MINUTE;
			turns[kind]++;
			if (kind == 0)
				give_another_policy();
			else if (kind == 1)
				go_on();
			else
				wait_until_then();
			compare();
		}
		arena_free(w.arena);
		w.arena = arena_new();
	}
	assert_true(turns[0] > CASES && turns[1] > CASES && turns[2] > CASES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pauses_and_policies, set_up, tear_down),
	};

	seed = getenv("YIDAN_SEED") ? (unsigned)strtoul(getenv("YIDAN_SEED"), NULL, 10)
				    : (unsigned)clock_now_us();
	print_message("seed %u (YIDAN_SEED=%u runs it again)\n", seed, seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
