// SPDX-License-Identifier: Apache-2.0
// Seasons and programmes: drawn up and changed by officers who may (domain/season.h), each change an event of
// the jurisdiction; and the figures of their lists. The one place where first page, board and lists get their
// numbers from. Everything takes a connection with a transaction that the caller opened; any thread.
//
//	struct season_request request = {.season = …, .command_id = …};
//	r = seasons_run(service, conn, &request, err);      // in a write transaction
//	if (r == ERR_INVALID) … request.result, request.refusals
#ifndef YIDAN_SERVICE_SEASONS_H
#define YIDAN_SERVICE_SEASONS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/season.h"
#include "service/cases.h"

struct db_conn;
struct service;

enum season_result {
	SEASON_DONE,
	SEASON_REPEATED, // this command was carried out before
	SEASON_REFUSED,	 // refusals
	SEASON_MISMATCH, // the command id was used for something else
};

// Zero it, fill the first part; slices are borrowed until it is done.
struct season_request {
	int64_t jurisdiction_id;
	struct slice command_id, request; // service/commands.h
	int64_t officer_id;		  // 0: the program itself (a demonstration)
	bool is_programme;		  // else a season
	struct season season; // as it shall be; id 0: a new one. The code of one that is there stays.
	struct programme programme;

	enum season_result result;
	struct refusals refusals;
	int64_t id;
};

// ERR_NOT_FOUND: no such officer, or one who may not, or no such season. ERR_INVALID: result says why,
// nothing is stored. The reference data has a new version then (service_reload).
int seasons_run(
	struct service *service, struct db_conn *conn, struct season_request *request, struct err *err);

// ---- Figures

struct list_counts {
	int64_t cases;	   // all that are on it
	int64_t concluded; // closed: the office's word
	int64_t open;	   // neither closed, declined nor withdrawn
	int64_t overdue;   // of the open ones
};

// Of each programme in its order (array of ref->programme_count), as an officer may count them: nothing that
// complains of the officer.
int programmes_count(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct list_counts **ret, struct err *err);

// Of one programme for everybody, whole and by the channel through which its cases came.
struct programme_figures {
	struct list_counts all;
	struct list_counts by_channel[CASE_CHANNEL_COUNT];
};
int programme_figures(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t programme_id, int64_t now_us, struct programme_figures *ret, struct err *err);

// What came by a channel during a season, and the raisers' words about what of it was concluded.
struct channel_figures {
	int64_t cases, concluded;
	int64_t rated, satisfied; // said whether they are satisfied; that they are
};
int season_channel_figures(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct season *season, enum case_channel channel, struct channel_figures *ret, struct err *err);

// ---- Rows

struct list_filter {
	int64_t programme_id;	      // or, where 0:
	const struct season *season;  // what came during it …
	enum case_channel channel;    // … by this channel. Of a programme NONE: any
	struct slice state;	      // "closed", "open"; empty: all
	int64_t before_at, before_id; // 0: from the newest
};
// What everybody may read, newest first.
int lists_public(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct list_filter *filter, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err);
// At the desk, in the order in which they came in; `state` also "overdue" or the name of one. Whoever does
// not see all cases gets those of the own unit.
int lists_desk(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t programme_id, struct slice state, int64_t now_us,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err);

#endif
