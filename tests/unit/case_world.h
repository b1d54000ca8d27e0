// SPDX-License-Identifier: Apache-2.0
// A small world for tests of the rules: units, officers, a policy and a calendar, and one case taken through
// its life.
#ifndef YIDAN_TESTS_CASE_WORLD_H
#define YIDAN_TESTS_CASE_WORLD_H

#include "base/arena.h"
#include "domain/case_decide.h"

#define WORLD_NOW_US INT64_C(1795507200000000) // 2026-11-24T08:00:00Z, a Tuesday afternoon in UTC+8

enum world_unit { UNIT_INTAKE = 10, UNIT_ROADS = 20, UNIT_WATER = 30, UNIT_OVERSIGHT = 40 };

struct world {
	struct arena *arena;
	struct calendar *calendar;
	struct case_state state; // of the one case
	struct case_facts facts; // of the next command
	int64_t now_us;
	int64_t next_id;
	struct case_decision decision; // of the last command
};

void world_init(struct world *w);
void world_release(struct world *w);
void world_new_case(struct world *w); // forgets the case, and the facts and the time that were changed

// Who acts next. Roles as given; "complained of" off.
void world_officer(struct world *w, int64_t officer_id, int64_t unit_id, uint32_t roles);
void world_raiser(struct world *w);

// Commands that are fine in themselves.
struct case_command world_receive(struct world *w);
struct case_command world_command(struct world *w, enum case_command_type type); // any of them
struct case_command world_assign(struct world *w, int64_t unit_id);

// Decides, and keeps the new state where there are events. The first refusal, or REFUSAL_NONE.
enum refusal_code world_do(struct world *w, struct case_command command);
// Whether one of the refusals of the last command is this.
bool world_refused(const struct world *w, enum refusal_code code, const char *field);

// Takes a new case to this state in the plain way: portal, consent given, intake (officer 1) assigns to
// roads, roads' handler (officer 2) accepts and answers, supervisor (officer 4) closes, the raiser says it is
// not solved and reopens. `returned` comes from roads as well.
void world_case_in(struct world *w, enum case_state_code state);

#endif
