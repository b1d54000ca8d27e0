// SPDX-License-Identifier: Apache-2.0
// A database made ready: its schema, and a new jurisdiction with all its reference data in one transaction.
// For the command line; whoever fills the structs has checked names, codes and trees (cli/district.h). Slices
// are borrowed.
//
//	if ((r = setup_migrate(url, true, &applied, err)) < 0) …
//	service_open(…);
//	r = setup_jurisdiction(service, conn, &district, &jurisdiction_id, err);   // in a write transaction
//	service_reload(service, err);
#ifndef YIDAN_SERVICE_SETUP_H
#define YIDAN_SERVICE_SETUP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_conn;
struct service;

// Brings the schema to what this program knows. `create`: makes a SQLite file where there is none.
int setup_migrate(const char *db_url, bool create, int64_t *ret_applied, struct err *err);

// The database with the queries of this program, for a command that only reads it. db_free it.
int setup_open(const char *db_url, struct db **ret, struct err *err);
// The jurisdictions that it holds, in the arena. Inside a read transaction.
int setup_jurisdiction_ids(
	struct db_conn *conn, struct arena *arena, int64_t **ret, size_t *ret_count, struct err *err);

#define SETUP_NONE SIZE_MAX // of a position: none

// Positions are those in the array itself (parents stand above their children) or of a unit.
struct setup_unit {
	struct slice code, kind, name_zh, name_en, phone; // phone: may be empty
	size_t parent;
	bool is_intake;
};

struct setup_officer {
	struct slice login, name;
	size_t unit;
	uint32_t roles;		   // domain/officer.h
	const char *password_hash; // NULL: cannot sign in yet
};

struct setup_category {
	struct slice code, name_zh, name_en, keywords, kinds;
	size_t parent;
	size_t unit;				      // by default
	int64_t contact_days, reply_days, solve_days; // 0: none
	bool needs_check, public_without_consent;
};

struct setup_area {
	struct slice tree, level, code, name_zh, name_en, geometry;
	size_t parent;
};

struct setup_jurisdiction {
	struct slice slug, host, name_zh, name_en; // host: may be empty
	struct slice settings, calendar;	   // JSON, as service/reference.c reads it
	struct slice origin;			   // of its ledger (docs/ledger.md); empty: from host or slug
	bool is_demo;
	const struct setup_unit *units;
	size_t unit_count;
	const struct setup_officer *officers;
	size_t officer_count;
	const struct setup_category *categories;
	size_t category_count;
	const struct setup_area *areas;
	size_t area_count;
};

// Ids go by the order of the arrays. ret_officer_ids (of officer_count, may be NULL) is filled.
// ERR_CONSTRAINT "jurisdiction_slug_key" or "jurisdiction_host_key" where another has them.
int setup_jurisdiction(struct service *service, struct db_conn *conn,
	const struct setup_jurisdiction *jurisdiction, int64_t *ret_id, int64_t *ret_officer_ids,
	struct err *err);

#endif
