// SPDX-License-Identifier: Apache-2.0
// The stream of a case and the rows made from it: events in and out, the register (case_row), assignments.
// Everything here runs inside a write or read transaction that the caller opened, and knows no rules: domain
// decides.
//
//	case_stream_lock(conn, …)   → head, held to the end of the transaction
//	case_stream_load(conn, …)   → events and their fold
//	case_decide(…)
//	case_stream_append(conn, …) → events, private parts, contact, register, in one go
#ifndef YIDAN_STORE_CASES_H
#define YIDAN_STORE_CASES_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/case_state.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;

struct case_stream {
	const struct case_event *events; // in the arena, upcast to their newest version
	size_t count;
	struct case_state state; // their fold; borrows from the events
};

// ERR_NOT_FOUND where there is no such stream.
int case_stream_lock(
	struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id, struct err *err);
// Contact data is not read: those fields are PRIVATE_UNREAD. ERR_UNAVAILABLE where a newer program wrote an
// event that this one does not know; ERR_INTERNAL where the stored bytes are damaged.
int case_stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_stream *ret, struct err *err);
// The next events of a stream and the state they lead to. The first event of a case makes its stream and row.
// `before`: the state as it is stored, private texts and all; that of search is brought from it to `after`.
int case_stream_append(struct db_conn *conn, struct arena *arena, const struct case_event *events,
	size_t count, const struct case_state *before, const struct case_state *after, struct err *err);

// The rows of a case (register, assignments) made anew from its events: private fields of them were erased.
// What search holds stays as it is (store/case_words.h).
int case_rows_rebuild(struct db_conn *conn, const struct case_stream *stream, struct err *err);

// What stands in a row's due_at where nobody has a deadline: the largest number that JSON, SQLite and
// PostgreSQL all hold alike.
#define CASE_ROW_NO_DUE ((INT64_C(1) << 53) - 1)

struct case_contact {
	struct private_text name, phone, email;
};
// The newest that was given. All PRIVATE_ABSENT where none was.
int case_contact_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct case_contact *ret, struct err *err);

#endif
