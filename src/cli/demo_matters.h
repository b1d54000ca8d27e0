// SPDX-License-Identifier: Apache-2.0
// The matters of cases.json and current.json (data/demo/README.md), read into structs. Everything lives in
// the arena.
#ifndef YIDAN_CLI_DEMO_MATTERS_H
#define YIDAN_CLI_DEMO_MATTERS_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/files.h"
#include "domain/case_command.h"
#include "domain/limits.h"

struct matter_step {
	enum case_command_type type;
	struct slice by; // login; empty: the raiser
	// When: one of day (with time_min), workday (with time_min), before_min.
	enum { MATTER_DAY, MATTER_WORKDAY, MATTER_BEFORE } when;
	int64_t number;	       // of days or minutes
	int time_min;	       // after midnight
	struct slice to, note; // assign
	enum return_reason reason_code;
	struct slice reason; // return
	struct slice text;   // answer
	enum case_outcome outcome;
	struct slice public_reason; // close
};

struct matter {
	int64_t number;
	enum case_kind kind;
	struct slice title, text, category, area, address, about, language;
	enum raiser_solved solved; // what the raiser says in the end; NONE: nothing
	enum raiser_satisfied satisfied;
	bool has_point, is_secret, has_consent;
	struct point_e7 point;
	struct slice name, phone, email;
	struct slice photos[LIMIT_FILES];
	size_t photo_count;
	struct matter_step *steps;
	size_t step_count;
};

// "cases.json". Errors name file and matter.
int matters_read(const struct files *files, struct arena *arena, const char *file, struct matter **ret,
	size_t *ret_count, struct err *err);

#endif
