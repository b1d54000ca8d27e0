// SPDX-License-Identifier: Apache-2.0
// The cases of the demonstration district, brought in by the same use case as those of residents, at the
// times when they are said to have happened. Inside the caller's write transaction. Main thread.
#ifndef YIDAN_CLI_DEMO_H
#define YIDAN_CLI_DEMO_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/district.h"
#include "service/reference.h"

struct case_request;
struct db_conn;
struct event_file;
struct matter;
struct matter_step;
struct service;

struct demo {
	struct service *service;
	struct db_conn *conn;
	const struct reference *ref;
	int64_t jurisdiction_id;
	const struct district *district;
	const int64_t *officer_ids; // by position in the district
	const struct files *files;
	int64_t now_us;		     // the moment of loading
	const char *picture_program; // NULL: without photos
	bool with_words;	     // and with what raisers said of their closed matters
};

// The id of an officer by login; 0: none.
int64_t demo_officer(const struct demo *demo, struct slice login);
const struct ref_area *demo_area(const struct demo *demo, struct slice code); // of the tree admin; NULL: none

// The same code for the same number each time, another for every other; stored form.
struct slice demo_code(struct arena *arena, int64_t number);
// The command of a step, with the words of the matter; borrows from it and the arena.
void demo_set_command(const struct demo *demo, struct arena *arena, const struct matter *matter,
	const struct matter_step *step, const struct event_file *files, size_t file_count,
	struct case_request *request);

// cases.json and current.json. *ret_count: cases.
int demo_matters_load(struct demo *demo, int64_t *ret_count, struct err *err);

// The season and its lists; the reference data has a new version then. Then their rows. *ret_count: cases.
int demo_season_lists(struct demo *demo, struct err *err);
int demo_season_rows(struct demo *demo, int64_t *ret_count, struct err *err);

// `count` generated cases over the two years before now, numbered from `first` (of all, so that `count` may
// be asked for in portions): invented texts put together from the matters' own, most of them closed long ago.
struct demo_generator;
int demo_generator_new(struct demo *demo, int64_t total, struct demo_generator **ret, struct err *err);
int demo_generate(struct demo_generator *generator, int64_t first, int64_t count, struct err *err);
void demo_generator_free(struct demo_generator *generator);

#endif
