// SPDX-License-Identifier: Apache-2.0
// Random samples of what was closed (docs/draws.md). An officer announces one, which is an entry of the
// ledger; once the tree that gives the seed is there, a job draws it, with nobody's doing. Everything takes a
// connection with a transaction that the caller opened; any thread.
#ifndef YIDAN_SERVICE_DRAWS_H
#define YIDAN_SERVICE_DRAWS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/case_events.h"
#include "domain/case_state.h"
#include "domain/draw.h"

struct db_conn;
struct reference;
struct service;

struct draw_request {
	int64_t jurisdiction_id;
	struct slice command_id, request; // as of a case_request
	int64_t officer_id;
	int64_t from_us, until_us, most;
	struct slice about; // UTF-8, clean

	// What came of it.
	enum draw_refusal refusal;
	bool is_mismatch; // this command id was used for another request
	int64_t number;	  // of the draw
};

// In a write transaction. ERR_INVALID with refusal or is_mismatch; then nothing is stored.
int draws_announce(
	struct service *service, struct db_conn *conn, struct draw_request *request, struct err *err);

// Draws one that is announced and whose tree is there; in a write transaction. *ret_number 0: there is none,
// or none that is ready. ERR_BUSY, ERR_CONFLICT: another server is at it.
int draws_make(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, int64_t *ret_number, struct err *err);

struct draw {
	int64_t number;
	int64_t from_us, until_us, most;
	struct slice about;
	struct slice witness; // its public key in hexadecimal; empty: none
	int64_t announced_us;
	int64_t made_us; // 0: not yet, and all below is empty
	int64_t tree_size;
	struct slice root, witness_signature, seed; // hexadecimal
	int64_t population;
	struct slice codes; // with dots between them
};

// The newest first.
int draws_all(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct draw **ret,
	size_t *ret_count, struct err *err);
int draws_get(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t number,
	struct draw *ret, struct err *err); // ERR_NOT_FOUND

// What became of a case that was drawn; all of it is public.
struct draw_case {
	struct slice code;
	enum case_state_code state;
	enum raiser_solved solved; // NONE: no answer
	enum event_by rated_by;
	bool is_reopened; // since it was closed
};
// In the order in which they were drawn.
int draws_cases(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, const struct draw *draw,
	struct draw_case **ret, size_t *ret_count, struct err *err);

#endif
