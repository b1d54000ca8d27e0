// SPDX-License-Identifier: Apache-2.0
// Reads a jurisdiction from files in the format of data/demo/README.md (docs/operate.md for operators) and
// checks it whole before anything is stored: names, codes, trees, references between the files. Errors name
// file and line. Everything lives in the arena. Main thread.
#ifndef YIDAN_CLI_DISTRICT_H
#define YIDAN_CLI_DISTRICT_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/files.h"
#include "service/setup.h"

#define DISTRICT_CODE_BYTES_MAX 48

struct district_account {
	struct slice login, name_zh, name_en, title_zh, title_en;
	bool is_shown;
};

struct district {
	struct setup_jurisdiction setup;	 // settings only after district_settings
	const struct setup_officer *officers;	 // = setup.officers
	const struct district_account *accounts; // as many as officers, in the same order
	struct slice password;			 // of a demonstration; empty: none
	struct slice season_starts_on;		 // of a demonstration
	// for the settings
	struct slice accent, portal[2], enterprise[2], invented_words[2], contact_line[2]; // zh, en
	double bounds[4]; // west, south, east, north
	bool has_bounds, is_invented;
};

// officers.csv and areas/ may be missing.
int district_read(const struct files *files, struct arena *arena, struct district *ret, struct err *err);
// A jurisdiction with one unit, which takes cases in, and one category.
int district_bare(struct arena *arena, struct slice slug, struct slice name_zh, struct slice name_en,
	struct district *ret, struct err *err);
// Sets setup.settings; the accounts of a demonstration are shown on the page to sign in.
void district_settings(struct arena *arena, struct district *district);

bool district_is_code(struct slice text); // [a-z0-9-], at most DISTRICT_CODE_BYTES_MAX

// Of district.c, district_tables.c and district_areas.c for each other.
int district_read_main(const struct files *files, struct arena *arena, struct district *d, struct err *err);
int district_read_tables(const struct files *files, struct arena *arena, struct district *d, struct err *err);
int district_read_areas(const struct files *files, struct arena *arena, struct district *d, struct err *err);
int district_default_calendar(struct arena *arena, struct slice *ret, struct err *err);

#endif
