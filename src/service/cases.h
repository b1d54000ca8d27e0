// SPDX-License-Identifier: Apache-2.0
// Cases: the one use case that writes (a command, decided by the rules, stored whole or not at all) and what
// pages read. Everything takes a connection with a transaction that the caller opened (db/writer.h,
// db/pool.h); any thread.
//
//	struct case_request *request = …;   // command, who, for which case
//	web_write(q, run_request, show_result, request);
//	static int run_request(…) { return cases_run(service, conn, request, err); }
#ifndef YIDAN_SERVICE_CASES_H
#define YIDAN_SERVICE_CASES_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/case_code.h"
#include "domain/case_decide.h"
#include "domain/case_view.h"
#include "domain/standing.h"
#include "service/attachments.h"
#include "service/commands.h"
#include "service/keys.h"
#include "service/officers.h"
#include "service/reference.h"
#include "store/cases.h"

struct db_conn;
struct service;

enum case_request_result {
	CASE_REQUEST_DONE,
	CASE_REQUEST_REPEATED, // this command was carried out before; the result is that of then
	CASE_REQUEST_REFUSED,  // by the rules: refusals
	CASE_REQUEST_MISMATCH, // this command id was used for another request
	CASE_REQUEST_NO_CASE,  // no case of this code, or none that the officer may see
};

// A command on its way, and what came of it. Zero it, fill the first part; slices are borrowed until it is
// done.
struct case_request {
	int64_t jurisdiction_id;
	struct slice command_id; // "form:…", "api:KEY", "once:ID": unique in the jurisdiction, at most
				 // COMMAND_ID_MAX_BYTES
	struct slice request; // all that the sender sent, in some fixed form: the same id with another is a
			      // mismatch
	struct slice code;	     // of the case, as stored; empty for `receive`
	int64_t officer_id;	     // who commands; 0: the raiser
	bool by_system;		     // with no officer: the program itself, not the raiser
	struct case_command command; // receive: case_id and code are filled in here; assign: assignment_id
	int64_t place_area_id;	     // receive: chosen from a list, where there is no point; 0: none
	struct slice draft_cookie;   // receive: the draft that ends with it; may be empty
	// For loading what happened elsewhere or before (a demonstration, an import); zero otherwise.
	int64_t at_us;
	struct slice fixed_code;

	enum case_request_result result;
	const struct refusal *refusals; // in `arena`
	size_t refusal_count;
	int64_t case_id;
	int64_t seq; // of the case afterwards
	char result_code[CASE_CODE_BYTES];
	struct arena *arena; // the caller's, of the request; borrowed
};

// Runs inside a write transaction, perhaps more than once. 0 with result DONE or REPEATED; ERR_INVALID with
// one of the other results (nothing is stored then); any other error class with result unset.
int cases_run(struct service *service, struct db_conn *conn, struct case_request *request, struct err *err);

// What would come of a command now: decided by the same rules, nothing stored, no command id claimed. Inside
// any transaction. 0 with the state that it would lead to; ERR_INVALID with one of the other results.
int cases_foresee(struct service *service, struct db_conn *conn, struct case_request *request,
	struct case_state *ret_after, struct err *err);

// A case with its whole history at once, each step with its own time (at_us, rising): for loading many that
// happened elsewhere or before. The first step receives; its command_id and request stand for all of them, so
// a repeated one loads nothing. Decided by the same rules and stored as the same rows as by cases_run, but
// with one command row, no files, and far fewer statements. Results are in steps[0]; `arena` of all is that
// one's.
int cases_run_history(struct service *service, struct db_conn *conn, struct case_request *steps, size_t count,
	struct err *err);

// ---- Reading

struct case_page {
	struct case_stream stream;
	struct case_public_view view;
	struct attachment *files; // all of the case; `published` says which everybody may see
	size_t file_count;
};

// A case by its code with all events. ERR_NOT_FOUND.
int cases_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct case_page *ret, struct err *err);

struct case_head {
	int64_t id;
	int64_t seq;
	bool visible;
};
int cases_head(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct case_head *ret, struct err *err);

// Who is asked: an officer as the rules see one, with regard to this case.
struct case_actor cases_actor(
	const struct reference *ref, const struct officer *officer, const struct case_state *state);
// For the buttons: facts about a case as it is now, without those of a particular command. Policy by its
// category.
void cases_facts(const struct reference *ref, const struct officer *officer, const struct case_state *state,
	struct case_facts *ret);

// Contact data of a case for an officer, and the record that it was looked at, in a write transaction.
// *ret_refused: the rules say no, nothing was read.
int cases_view_contact(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, int64_t officer_id, struct slice code, int64_t now_us,
	struct case_contact *ret, bool *ret_refused, struct err *err);

// Who looked at the contact data of a case, the newest first.
struct case_look {
	int64_t officer_id;
	int64_t at;
};
int cases_looks(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_look **ret, size_t *ret_count, struct err *err);

// ---- Lists

struct case_filter {
	int64_t category_id, town_id, unit_id; // 0: any
	struct slice kind;		       // empty: any
	struct slice state;		       // "open", "answered", "closed"; empty: any
	int64_t before_at, before_id;	       // keyset: older than this; 0: from the newest
};

struct case_list_row {
	int64_t id;
	struct slice code;
	enum case_state_code state;
	enum case_kind kind;
	struct slice title;					 // empty: listed without words
	int64_t category_id, town_id, unit_id;			 // 0: none
	int64_t received_at, answered_at, closed_at, updated_at; // 0: not yet
	int64_t due_at;						 // INT64_MAX: none
	int64_t told_at;	     // at the desk: a message of the raiser waits; 0: none
	int64_t allotted_officer_id; // at the desk: who of the unit works on it; 0: nobody in particular
	enum raiser_solved solved;   // the raiser's word; NONE: no answer
	enum raiser_satisfied satisfied;
};

#define CASE_LIST_ROWS 50

// At most `most` rows, newest first; one more than asked for tells the caller that there are older ones.
int cases_public_list(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct case_filter *filter, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err);
int cases_newest_answers(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct case_list_row **ret, size_t *ret_count, struct err *err);

// ---- Supervision: how it stands with each unit

struct unit_standing {
	int64_t unit_id;
	int64_t counts[STANDINGS];
	int64_t orders_overdue;
	int64_t supports_overdue;
};

// Units with a number that is not 0, by id. What is about the viewer is not counted, except in orders.
int cases_standing(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct unit_standing **ret, size_t *ret_count,
	struct err *err);
// The cases behind a number, of one unit or (0) of all: what is due first, UNSOLVED the newest first. Keyset
// as in cases_desk_list.
int cases_standing_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum standing standing, int64_t unit_id, int64_t now_us,
	int64_t after_at, int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count,
	struct err *err);

// ---- The desk

// What an officer has to do next: a list of the desk.
enum desk_folder {
	DESK_NEW,	    // intake: received, nobody has it
	DESK_RETURNED,	    // intake: a unit gave it back
	DESK_ANSWERED,	    // intake: to be closed
	DESK_TO_ACCEPT,	    // unit: assigned to us
	DESK_MINE,	    // handlers and heads: allotted to me
	DESK_NOT_ALLOTTED,  // heads: the unit has it, and nobody of it in particular
	DESK_IN_HAND,	    // unit: to be answered
	DESK_SUPPORTING,    // unit: what it supports and has not reported
	DESK_OURS_ANSWERED, // unit: answered, waits to be closed
	DESK_ALL_ASSIGNED,  // intake and above: where it all is
	DESK_ALL_IN_HAND,
	DESK_REOPENED, // intake: not solved, to be assigned again
	DESK_APPEALED, // supervisors: declined, and the raiser appeals
	DESK_CLOSED,   // the newest first: of the unit, or all for whoever sees all; not counted
	DESK_DECLINED,
	DESK_WITHDRAWN,
	DESK_EXTENSIONS, // intake and supervisors: a unit asks for more time
	DESK_WAITING,	 // unit: the clocks stand still
	DESK_ALL_WAITING,
	DESK_CALLBACK, // intake and supervisors: closed, and the raiser has not said whether it is solved
};
#define DESK_FOLDERS 20

// Queues are counted no further than this, so that a page of the desk costs the same however many wait.
#define DESK_COUNT_MAX 200

struct desk_count {
	int64_t cases;	 // -1: not counted; DESK_COUNT_MAX + 1: more than that
	int64_t overdue; // among them; those due first are the ones that are counted
};

bool desk_folder_is_for(enum desk_folder folder, int64_t roles);
const char *desk_folder_name(enum desk_folder folder); // "new"
enum case_state_code desk_folder_state(enum desk_folder folder);
bool desk_folder_parse(struct slice name, enum desk_folder *ret);
int cases_desk_counts(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, int64_t now_us, struct desk_count ret[DESK_FOLDERS], struct err *err);
// What is due first comes first. The page after a row: its due_at (of closed ones closed_at) and id; 0 from
// the start.
int cases_desk_list(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, enum desk_folder folder, int64_t now_us, int64_t after_at,
	int64_t after_id, int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err);

#endif
