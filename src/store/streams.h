// SPDX-License-Identifier: Apache-2.0
// Streams of events, of whatever kind. stream_append is the one place through which every event is written:
// rows of event, event_private and contact, and the head of the stream, in the caller's transaction. What is
// made from the events (the register, reference data) is written by store/cases.h and store/jurisdictions.h.
//
//	stream_lock(conn, arena, &case_event_kind, jurisdiction_id, case_id, &head, err)
//	… events with the sequence numbers head.seq + 1 … , never older than head.last_at_us …
//	stream_append(conn, arena, &case_event_kind, jurisdiction_id, case_id, records, count, err)
#ifndef YIDAN_STORE_STREAMS_H
#define YIDAN_STORE_STREAMS_H

#include "base/arena.h"
#include "base/err.h"
#include "events/codec.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;

struct stream_head {
	int64_t seq; // of its newest event; 0: there is no such stream yet
	int64_t last_at_us;
};

// Holds the head of a stream until the transaction ends. A stream of another kind counts as none.
int stream_lock(struct db_conn *conn, struct arena *arena, const struct event_kind *kind,
	int64_t jurisdiction_id, int64_t stream_id, struct stream_head *ret, struct err *err);

// The next events of a stream that is locked or new (the first record then has the sequence number 1).
int stream_append(struct db_conn *conn, struct arena *arena, const struct event_kind *kind,
	int64_t jurisdiction_id, int64_t stream_id, const struct event_record *records, size_t count,
	struct err *err);

// The events of a stream in their order, with the private parts of event_private; contact is not read.
int stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t stream_id,
	struct event_parts **ret, size_t *ret_count, struct err *err);

#endif
