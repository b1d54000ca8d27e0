// SPDX-License-Identifier: Apache-2.0
// By what a case is found: the terms of its texts and of where it is, for the office; and of what is public
// of it, for everybody. Made from a state alone and stored in the transaction that stores the state. The
// index knows no texts: to take terms out it is told which, so they are made from the state as it was.
// Nothing here holds contact data.
//
// Beside the terms of text/fold.h stand marks, which no text can hold: MARK and a letter and an id. With them
// a query asks for a unit or a place by its id, however they are called later, and for what a unit may see.
#ifndef YIDAN_STORE_CASE_WORDS_H
#define YIDAN_STORE_CASE_WORDS_H

#include "domain/case_state.h"

struct db_conn;

#define CASE_WORDS_MARK	 "#"
#define CASE_WORDS_UNIT	 CASE_WORDS_MARK "u" // in charge
#define CASE_WORDS_PLACE CASE_WORDS_MARK "a" // town, or where it is within it
#define CASE_WORDS_SEES	 CASE_WORDS_MARK "v" // a unit whose officers may see it (domain/case_view.h)

// The texts that are searched, in one, parts apart by newlines: what a hit is checked against.
struct slice case_words_office_text(struct arena *arena, const struct case_state *state);
struct slice case_words_public_text(struct arena *arena, const struct case_state *state); // empty: none

// Brings what is stored from one state of a case to another. `before`: as it was stored last; NULL or one
// before its first event: not at all. `after` NULL: it is to be found no more.
int case_words_store(struct db_conn *conn, struct arena *arena, const struct case_state *before,
	const struct case_state *after, struct err *err);
// Stores those of a case that was not stored before (it is older than search); *ret_added false: it was.
int case_words_add(struct db_conn *conn, struct arena *arena, const struct case_state *state, bool *ret_added,
	struct err *err);

#endif
