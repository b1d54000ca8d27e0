// SPDX-License-Identifier: Apache-2.0
// Changes of reference data from the browser: one transaction that claims the command, locks the stream of
// the jurisdiction, looks whether the row changed since the form was made, asks the rules (domain/admin.h),
// and writes event and row. What is refused or stale is returned as ERR_INVALID, so that nothing of it stays.
//
//	struct admin_change change = {.jurisdiction_id = …, .kind = ADMIN_CHANGE_UNIT, .unit = wanted, …};
//	r = admin_run(service, conn, &change, err);        // in a write transaction
//	if (r == ERR_INVALID) … change.result says why …
#ifndef YIDAN_SERVICE_ADMIN_H
#define YIDAN_SERVICE_ADMIN_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/admin.h"

#include <stdint.h>

struct db_conn;
struct service;

enum admin_change_kind { ADMIN_CHANGE_UNIT, ADMIN_CHANGE_OFFICER };

enum admin_result {
	ADMIN_NO_RESULT,
	ADMIN_DONE,
	ADMIN_REPEATED, // the same form was carried out before
	ADMIN_REFUSED,	// problems
	ADMIN_STALE,	// somebody changed the row since: changed_at, changed_by
	ADMIN_MISMATCH, // the command id was used for another form
};

struct admin_change {
	int64_t jurisdiction_id;
	struct slice command_id, request; // service/commands.h
	int64_t officer_id;		  // who wants it: an admin
	int64_t seq; // of the jurisdiction's stream when the form was made; 0: whatever it is
	enum admin_change_kind kind;
	// The row as it shall be; id 0: a new one. What a form cannot change (code, login) is taken from the
	// row that is there.
	union {
		struct unit_set unit;
		struct officer_set officer;
	};
	const char *password_hash; // of a new officer: to be changed at the first sign-in; NULL: none
	struct arena *arena;

	// What came of it.
	enum admin_result result;
	struct admin_problems problems;
	int64_t id; // of the row
	int64_t changed_at, changed_by;
};

// ERR_NOT_FOUND: whoever wants it is no admin (any more), or there is no such row.
int admin_run(struct service *service, struct db_conn *conn, struct admin_change *change, struct err *err);

// A new password that somebody else made: the officer chooses one at the next sign-in. Ends all sessions.
// ERR_NOT_FOUND as above.
int admin_set_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t admin_id,
	int64_t officer_id, const char *password_hash, struct err *err);
// Ends all sessions of an officer.
int admin_end_sessions(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t admin_id,
	int64_t officer_id, struct err *err);

// What the pages show: the rows as they are, and where the stream stands.
struct admin_officer_standing {
	bool has_password, must_change;
	int64_t locked_until;
};
struct admin_view {
	int64_t seq;
	struct unit_set *units;
	size_t unit_count;
	struct officer_set *officers;
	size_t officer_count;
	struct admin_officer_standing *standings; // of the officers, in their order
};
int admin_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct admin_view *ret,
	struct err *err);

#endif
