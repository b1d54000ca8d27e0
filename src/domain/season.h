// SPDX-License-Identifier: Apache-2.0
// A season and its programmes: what they hold, and the rules of what may be written there. A season has four
// stages, each with days and what it is to bring, and six first steps that are ticked off by their days. A
// programme is a list of cases with an owner and a plan. Pure; slices are borrowed.
#ifndef YIDAN_DOMAIN_SEASON_H
#define YIDAN_DOMAIN_SEASON_H

#include "domain/case_check.h"
#include "domain/jurisdiction_events.h"

enum season_stage_code {
	SEASON_STAGE_STUDY,
	SEASON_STAGE_INVESTIGATION,
	SEASON_STAGE_PROBLEMS, // finding them
	SEASON_STAGE_RECTIFICATION,
};
#define SEASON_STAGES 4

// Each done for the first time at the start of a season.
enum season_step_code {
	SEASON_STEP_PASSED_ON,	  // the task was passed on to everybody
	SEASON_STEP_PLANNED,	  // the plan was issued
	SEASON_STEP_FORMED,	  // the leading body was formed
	SEASON_STEP_MET,	  // it met
	SEASON_STEP_CLASS_OPENED, // the reading class was opened
	SEASON_STEP_DISCUSSED,	  // what was read was discussed
};
#define SEASON_STEPS 6

struct season_stage {
	struct slice from, to; // days "2026-09-10"; may be empty, both or neither
	struct slice target_zh, target_en;
};

struct season_plan {
	struct season_stage stages[SEASON_STAGES];
	struct slice steps[SEASON_STEPS]; // days; empty: not yet
};

struct season {
	int64_t id;
	struct slice code, name_zh, name_en; // name_en may be empty
	struct slice starts_on, ends_on;
	struct season_plan plan;
	bool is_public;
};

struct programme {
	int64_t id, season_id, unit_id; // season, unit: 0: none
	struct slice code, name_zh, name_en, owner_zh, owner_en;
	enum programme_kind kind;
	struct slice starts_on, ends_on; // may be empty
	struct slice plan;
	bool is_public, is_closed;
	int64_t position;
};

// What is wrong, each at its field: code, name_zh, name_en, starts_on, ends_on, stage_N_from, stage_N_to,
// stage_N_zh, stage_N_en (N from 0), step_N; kind, owner_zh, owner_en, plan, season, unit.
void season_check(const struct season *season, struct refusals *ret);
// has_season, has_unit: those that it names are there.
void programme_check(const struct programme *programme, bool has_season, bool has_unit, struct refusals *ret);

// Whether an officer may draw up seasons and programmes.
bool season_may_edit(uint32_t roles);

// Of a step: days since the first of the steps was done; -1: it is not done, or its day is none.
int64_t season_step_elapsed(const struct season_plan *plan, size_t step);

#endif
