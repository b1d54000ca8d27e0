// SPDX-License-Identifier: Apache-2.0
// Reference data of one jurisdiction as one immutable whole: names, units, categories, areas, calendar.
// Loaded from the store when its version has risen, shared by all threads, counted: whoever gets one gives it
// back with reference_release, and everything borrowed from it lives until then.
//
//	const struct reference *ref = service_reference_by_host(service, host);
//	const struct ref_unit *unit = reference_unit(ref, unit_id);
//	reference_release(ref);
#ifndef YIDAN_SERVICE_REFERENCE_H
#define YIDAN_SERVICE_REFERENCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "calendar/calendar.h"
#include "domain/season.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_conn;
struct geo_index;
struct suggest;

#define REF_UNIT_LEVELS_MAX 4 // of the tree of units

enum ref_name { REF_NAME_ZH, REF_NAME_EN }; // in the order of enum lang (html/lang.h)

struct ref_unit {
	int64_t id;
	int64_t parent_id;	       // 0: none
	const struct ref_unit *parent; // NULL: none
	const char *code;
	const char *kind;
	const char *name[2];
	const char *phone; // of the office, for the public; "" for none
	bool is_intake;
	bool is_retired; // gets no cases any more
};

struct ref_category {
	int64_t id;
	int64_t parent_id;
	const struct ref_category *parent;
	const char *code;
	const char *name[2];
	const char *keywords;			      // blank-separated
	int64_t default_unit_id;		      // 0: none
	int32_t contact_days, reply_days, solve_days; // working days; 0: no such deadline
	bool needs_check;			      // somebody else than the answerer closes
	bool public_without_consent;
	bool is_leaf;
	unsigned kinds; // bits 1 << enum case_kind (domain); 0: all
};

struct ref_area {
	int64_t id;
	int64_t parent_id;
	const struct ref_area *parent;
	const char *tree;
	const char *level;
	const char *code;
	const char *name[2];
	struct slice geometry; // of a town, GeoJSON; empty else
};

// An account of a demonstration: its login page shows it.
struct ref_account {
	const char *login, *password;
	const char *name[2], *role[2];
};

struct ref_settings {
	const char *accent;	     // "#0b6e4f"
	const char *portal_label[2]; // the operator's word for the residents' door
	const char *enterprise_label[2];
	const char *invented[2];	    // says that the district is invented; "" where it is not
	const char *contact_line[2];	    // whom to call when the page does not help
	double west, south, east, north;    // of the map
	int64_t figures_least;		    // counts below it are hidden in public figures; 0: none are
	const struct ref_account *accounts; // of a demonstration alone
	size_t account_count;
};

// The map of the public pages: made when it is first asked for, which takes some milliseconds.
struct ref_map {
	pthread_mutex_t lock; // of what stands below, and of the arena once the reference is loaded
	bool is_made;
	struct slice areas[2];
};

struct reference {
	atomic_int holders;
	struct arena *arena;
	int64_t jurisdiction_id;
	int64_t version;
	bool is_demo;
	const char *slug;
	const char *host; // "" for none
	const char *name[2];
	struct ref_settings settings;
	struct ref_unit *units; // in display order
	size_t unit_count;
	struct ref_category *categories; // in display order, parents before their children
	size_t category_count;
	struct ref_area *areas; // by id
	size_t area_count;
	const struct ref_area **towns; // level "town" of the administrative tree
	size_t town_count;
	struct season *seasons; // the newest first
	size_t season_count;
	struct programme *programmes; // in their order
	size_t programme_count;
	const struct calendar *calendar;
	const struct geo_index *index; // ids of areas by point; any thread
	struct ref_map map;	       // reference_public_areas alone looks in
	struct ref_unit **units_by_id;
	struct ref_category **categories_by_id;
	const struct suggest *suggest; // service/suggest.h
};

// Reads a whole jurisdiction in the transaction that is open. The caller holds the first count.
int reference_load(
	struct db_conn *conn, int64_t jurisdiction_id, const struct reference **ret, struct err *err);
const struct reference *reference_hold(const struct reference *ref);
void reference_release(const struct reference *ref); // NULL is fine

// NULL where there is none.
const struct ref_unit *reference_unit(const struct reference *ref, int64_t id);
const struct ref_unit *reference_unit_by_code(const struct reference *ref, struct slice code);
const struct ref_category *reference_category(const struct reference *ref, int64_t id);
const struct ref_category *reference_category_by_code(const struct reference *ref, struct slice code);
const struct ref_area *reference_area(const struct reference *ref, int64_t id);

// reference_lists.c. NULL where there is none.
const struct season *reference_season(const struct reference *ref, int64_t id);
const struct season *reference_season_by_code(const struct reference *ref, struct slice code);
const struct programme *reference_programme(const struct reference *ref, int64_t id);
const struct programme *reference_programme_by_code(const struct reference *ref, struct slice code);
// The one that is shown on the first page: the newest public one that has begun, or else the newest public
// one.
const struct season *reference_current_season(const struct reference *ref, int64_t now_us);
// For reference_load alone.
int reference_load_lists(struct db_conn *conn, struct reference *ref, struct arena *rows, struct err *err);

// Borders of the towns as GeoJSON, simplified, by language: properties {id, name}. Lives as long as the
// reference.
int reference_public_areas(
	const struct reference *ref, enum ref_name language, struct slice *ret, struct err *err);

// Whether `unit` is `above` or stands somewhere below it.
bool reference_unit_within(const struct reference *ref, int64_t unit_id, int64_t above_id);
// The category whose keywords a text names most; NULL where it names none.
const struct ref_category *reference_suggest_category(const struct reference *ref, struct slice text);

struct ref_place {
	int64_t area_id; // the finest of the administrative tree; 0 outside of all
	int64_t town_id; // 0 where none
};
// The town that an area lies in, or is; 0 where none.
int64_t reference_town_of(const struct reference *ref, int64_t area_id);
struct ref_place reference_place_at(const struct reference *ref, double lat, double lon);

#endif
