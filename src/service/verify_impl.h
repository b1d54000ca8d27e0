// SPDX-License-Identifier: Apache-2.0
// Between the files of verify alone. One jurisdiction is looked at in this order:
//
//	verify_logs_read      its stream, logs, keys, kept checkpoints: one transaction, the snapshot
//(verify_logs.c) 	verify_streams        all streams with every row that belongs to one (verify_walk.c,
// verify_stream.c, 	                      verify_case.c) 	verify_tree           leaf by leaf in the
// order of places: tiles, roots of the checkpoints (verify_tree.c) 	verify_waiting        what had no
// checkpoint then should have one by now (verify_logs.c)
#ifndef YIDAN_SERVICE_VERIFY_IMPL_H
#define YIDAN_SERVICE_VERIFY_IMPL_H

#include "base/arena.h"
#include "domain/case_state.h"
#include "domain/jurisdiction_state.h"
#include "events/codec.h"
#include "ledger/checkpoint.h"
#include "service/verify.h"
#include "sql.h"
#include "store/compare.h"

#include <stdbool.h>

#define VERIFY_WAITING_MAX 1000

// A root that was signed: the tree had it at this size.
struct verify_mark {
	uint64_t size;
	struct merkle_hash root;
	const char *where; // "the kept checkpoint of 12 entries", "the newest checkpoint" …
};

// A key of a log: in force for checkpoints larger than `from` entries.
struct verify_key {
	uint64_t from;
	struct note_key key;
};

struct verify_log {
	struct sql_ledger_log_row row;
	const struct jurisdiction_log *started; // NULL: no event tells of it
	bool is_newest;
	uint64_t size; // of the tree that is looked at
	struct verify_key *keys;
	size_t key_count;
	struct verify_mark *marks; // by size
	size_t mark_count;
};

struct verify_wait {
	int64_t log, stream_id, seq;
	const char *row;
};

struct verify {
	const struct verify_options *options;
	struct verify_result *result;
	struct db_conn *conn;
	bool is_sqlite;
	struct arena *arena; // of the jurisdiction
	int64_t jurisdiction_id;
	const char *slug;
	int64_t stream_id; // that is looked at; 0: none
	struct jurisdiction_state state;
	struct verify_log *logs; // oldest first
	size_t log_count;
	struct verify_wait *waiting;
	size_t waiting_count;
	uint64_t done, total;
	struct err *err;
};

// A run of rows of one query: `rows` is an array of its _row structs.
struct verify_rows {
	char *rows;
	size_t count, room;
};

enum verify_table {
	VERIFY_EVENT,
	VERIFY_PRIVATE,
	VERIFY_CONTACT,
	VERIFY_STREAM,
	VERIFY_CASE,
	VERIFY_ASSIGNMENT,
	VERIFY_ORDER,
	VERIFY_ATTACHMENT,
	VERIFY_TABLES,
};

// All rows of one stream, and what its events say.
struct verify_stream {
	struct verify *v;
	int64_t id;
	struct arena *arena; // of this stream
	struct verify_rows tables[VERIFY_TABLES];
	struct verify_rows *entries;	  // one a log
	struct event_envelope *envelopes; // one an event
	bool *is_read;			  // whether there is one
	const struct event_kind *kind;	  // of the stream; NULL: not known
	struct case_event *events;	  // of a case, decoded; with is_folded
	bool is_folded;
	struct case_state state;
};
#define VERIFY_ROWS(stream, table, type) ((const struct type *)(const void *)(stream)->tables[table].rows)

// --- findings (verify.c)
void verify_found(struct verify *v, const char *table, const char *row, const char *column,
	const char *format, ...) PRINTF_LIKE(5, 6);
// "expected 12", where that is nobody's secret.
const char *verify_expected(struct arena *arena, const struct difference *difference);
void verify_step(struct verify *v, uint64_t steps);

// --- verify_logs.c
int verify_logs_read(struct verify *v);
int verify_waiting(struct verify *v);
// Whether entry `place` of the log is under its signed checkpoint, as it was in the snapshot.
bool verify_is_covered(const struct verify_log *log, bool has_place, int64_t place);

// --- verify_walk.c
int verify_streams(struct verify *v);

// --- verify_stream.c
void verify_stream(struct verify_stream *s);
// "case K7M…", "jurisdiction nine" or "stream 12".
const char *verify_stream_name(const struct verify_stream *s);
const char *verify_event_name(const struct verify_stream *s, int64_t seq);

// --- verify_orders.c
void verify_orders(struct verify_stream *s);

// --- verify_case.c
void verify_case_rows(struct verify_stream *s);
int verify_pictures(struct verify_stream *s);

// --- verify_tree.c
int verify_tree(struct verify *v, struct verify_log *log);

#endif
