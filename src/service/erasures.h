// SPDX-License-Identifier: Apache-2.0
// Erasing a person's data from a case (docs/ledger.md, "Erasure"). The command itself is an ordinary one of
// the case (CASE_COMMAND_ERASE, service/cases.h): its transaction writes the event `case.erased` and takes
// values, salts and pictures out of every row. That done, two things are left outside of any transaction:
//
// - a line in the file STATE.SLUG.erasures (STATE: service_state_path), so that the erasure can be done again
//   when a backup from before it is brought back. It holds no personal data; keep it with the backups;
// - copies of the old pages in SQLite's write-ahead log: it is copied back and emptied.
//
// Until both are done the erasure is pending (table erasure_pending), whatever dies meanwhile.
// erasures_finish does them: after the command, and once a second by jobs/housekeeping.h while a server runs.
//
//	r = db_write_now(conn, … cases_run …); r = erasures_finish(service, conn, &pending, err);
#ifndef YIDAN_SERVICE_ERASURES_H
#define YIDAN_SERVICE_ERASURES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "domain/case_erasure.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;
struct service;

// Finishes what is pending, for all jurisdictions, on a write connection outside of a transaction. Waits a
// fifth of a second for readers at most: *ret_pending says how many erasures are not finished yet; call
// again. Costs one small read where nothing is. ERR_UNAVAILABLE: the file cannot be written.
int erasures_finish(struct service *service, struct db_conn *conn, size_t *ret_pending, struct err *err);

// For service/cases.c, in the transaction of the command: takes the data out of the rows and notes what is to
// be finished.
int erasures_store(
	struct db_conn *conn, struct arena *arena, const struct case_event *event, struct err *err);

struct erasures_replayed {
	size_t records; // read from the files
	size_t events;	// cases that were erased again with a new event: theirs was lost
	size_t parts;	// cases whose event stood but whose data were back: taken out again
	size_t unknown; // of cases that the database does not hold: nothing to do
};

// After a backup was brought back, before anybody reads from it: every erasure in the files of all
// jurisdictions is done again where it is missing. On a write connection outside of a transaction, of a
// service without a writer; the ledger must be able to go on (a new log has begun where entries were lost).
// Afterwards: service_ledger_catch_up, erasures_finish. Doing it twice changes nothing. ERR_INVALID: a
// damaged line, named; nothing after it was done.
int erasures_replay(
	struct service *service, struct db_conn *conn, struct erasures_replayed *ret, struct err *err);

// The path of the file outside, in the arena.
const char *erasures_path(struct service *service, struct arena *arena, struct slice slug);

// A line of the file: `yidan-erasure/1 JURISDICTION_ID CASE_ID SEQ UNTIL_SEQ SCOPE REASON_CODE AT`, AT in
// microseconds.
struct erasure_record {
	int64_t jurisdiction_id, case_id;
	int64_t seq; // of the event case.erased
	int64_t until_seq;
	enum erasure_scope scope;
	enum erasure_reason reason_code;
	int64_t at_us;
};
#define ERASURE_LINE_BYTES 200
int erasure_line_parse(struct slice line, struct erasure_record *ret, struct err *err); // without its end

#endif
