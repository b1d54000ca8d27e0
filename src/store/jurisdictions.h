// SPDX-License-Identifier: Apache-2.0
// A jurisdiction and its reference data: its stream of events, and the rows that are made from them (tables
// jurisdiction, unit, officer, category, area, draw). A put writes event and row together, and nothing else
// writes these rows, apart from what no event tells: passwords and failed logins (sql/queries/officer). A put
// of an id that is there replaces it.
//
//	jurisdiction_write_begin(conn, arena, id, now_us, &writing, err)   // in a write transaction
//	jurisdiction_put_unit(&writing, &unit, err)
//	…
// The stream is held from the begin to the end of the transaction; after an error the transaction must be
// rolled back. What is given is borrowed and has to fit the limits of src/events/jurisdiction.toml, or it is
// ERR_INVALID.
#ifndef YIDAN_STORE_JURISDICTIONS_H
#define YIDAN_STORE_JURISDICTIONS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/jurisdiction_state.h"
#include "store/compare.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;

struct jurisdiction_writing {
	struct db_conn *conn;
	struct arena *arena;
	struct event_meta meta; // of the newest event; `by`, by_officer_id and by_unit_id may be set
};

// By the system, until the caller says otherwise. The first event of a jurisdiction is
// jurisdiction_put_started (without a ledger of its own, in tests of these rows alone, jurisdiction_put).
int jurisdiction_write_begin(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t now_us, struct jurisdiction_writing *ret, struct err *err);

// ERR_CONSTRAINT "jurisdiction_slug_key", "jurisdiction_host_key", "unit_code_key", "officer_login_key",
// "category_code_key", "area_code_key" where another row has that already.
int jurisdiction_put(
	struct jurisdiction_writing *w, const struct jurisdiction_set *jurisdiction, struct err *err);
int jurisdiction_put_unit(struct jurisdiction_writing *w, const struct unit_set *unit, struct err *err);
// The hash of a password is set where the officer is new, and left as it is otherwise; NULL: none.
int jurisdiction_put_officer(struct jurisdiction_writing *w, const struct officer_set *officer,
	const char *password_hash, struct err *err);
int jurisdiction_put_category(
	struct jurisdiction_writing *w, const struct category_set *category, struct err *err);
// area->geometry_sha256 is set here, from the geometry.
int jurisdiction_put_area(
	struct jurisdiction_writing *w, const struct area_set *area, struct slice geometry, struct err *err);

// The jurisdiction as it is, with the next version of its reference data: every server reads them anew. Once
// in a transaction that changed units, categories or areas.
int jurisdiction_raise_version(struct jurisdiction_writing *w, struct err *err);

// The rows as they are, in the form of the events that would make them, in the order of lists. Of areas
// everything but the geometry.
int jurisdiction_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct jurisdiction_set *ret, struct err *err);
int jurisdiction_units(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct unit_set **ret, size_t *ret_count, struct err *err);
int jurisdiction_officers(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct officer_set **ret, size_t *ret_count, struct err *err);
int jurisdiction_categories(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct category_set **ret, size_t *ret_count, struct err *err);
int jurisdiction_areas(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct area_set **ret, size_t *ret_count, struct err *err);

// Events of the stream behind a place, at most so many, oldest first.
int jurisdiction_events_since(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t after, size_t most, struct jurisdiction_event **ret, size_t *ret_count, struct err *err);
// Sequence number of the newest one.
int jurisdiction_seq(
	struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t *ret, struct err *err);

// ERR_CONSTRAINT "season_code_key", "programme_code_key".
int jurisdiction_put_season(struct jurisdiction_writing *w, const struct season_set *season, struct err *err);
int jurisdiction_put_programme(
	struct jurisdiction_writing *w, const struct programme_set *programme, struct err *err);

// An event that makes no row: those of the ledger.
int jurisdiction_put_started(
	struct jurisdiction_writing *w, const struct ledger_started *started, struct err *err);
int jurisdiction_put_key_changed(
	struct jurisdiction_writing *w, const struct ledger_key_changed *changed, struct err *err);
int jurisdiction_put_rebuilt(
	struct jurisdiction_writing *w, const struct ledger_rebuilt *rebuilt, struct err *err);

// A draw with its row, and what came of it.
int jurisdiction_put_draw_announced(
	struct jurisdiction_writing *w, const struct draw_announced *announced, struct err *err);
int jurisdiction_put_draw_made(struct jurisdiction_writing *w, const struct draw_made *made, struct err *err);

struct jurisdiction_stream {
	const struct jurisdiction_event *events; // in the arena, upcast to their newest version
	size_t count;
	struct jurisdiction_state state; // their fold
};

// ERR_NOT_FOUND where there is no such stream; ERR_UNAVAILABLE, ERR_INTERNAL as case_stream_load.
int jurisdiction_stream_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct jurisdiction_stream *ret, struct err *err);

// Compares every row of these tables with the fold, column by column, inside a read transaction. What was
// erased from an event cannot be compared and is passed over; whether it was erased rightly, others see.
int jurisdiction_compare(struct db_conn *conn, struct arena *arena, const struct jurisdiction_state *state,
	void (*found)(void *arg, const struct difference *difference), void *arg, struct err *err);

#endif
