// SPDX-License-Identifier: Apache-2.0
// Search: what a line that somebody typed finds. The line is cut at blanks; a case is a hit when each part
// stands in its texts as it was typed (folded, text/fold.h; of scripts with blanks as a word, from three
// letters on as the beginning of one), or is most of the name of its unit or place. The index gives
// candidates, each is checked against the case itself, so that a hit is never one by what the case no longer
// says, and both engines find the same. Newest first, a page at a time. Any thread, on a connection with a
// transaction that the caller opened.
//
//	r = search_desk(conn, arena, ref, &officer, typed, 0, &found, err);
#ifndef YIDAN_SERVICE_SEARCH_H
#define YIDAN_SERVICE_SEARCH_H

#include "service/cases.h"

#define SEARCH_BYTES_MAX 200 // of a line
#define SEARCH_PARTS_MAX 8   // further ones are left out
#define SEARCH_ROWS	 50  // a page
// So many candidates are looked at for one page; then it ends, and the next one goes on.
#define SEARCH_LOOKS_MAX 400

struct search_found {
	bool is_empty;	    // no part has a letter or digit: nothing was looked for
	bool is_incomplete; // older cases are not all indexed yet
	struct case_list_row *rows;
	size_t count;
	int64_t next_before; // the page after this one; 0: there is none
};

// What an officer may see. `before_id`: hits older than this; 0: from the newest.
int search_desk(struct db_conn *conn, struct arena *arena, const struct reference *ref,
	const struct officer *officer, struct slice typed, int64_t before_id, struct search_found *ret,
	struct err *err);
// What everybody may see, among the cases of a filter (its keyset is not used).
int search_public(struct db_conn *conn, struct arena *arena, const struct reference *ref, struct slice typed,
	const struct case_filter *filter, int64_t before_id, struct search_found *ret, struct err *err);

// By exact telephone number, e-mail address or name, for intake and supervisors; each hit is written down as
// a look at its contact data, so this is a write. *ret_refused: not for this officer, nothing was looked for.
bool search_contact_is_for(int64_t roles);
int search_contact(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, int64_t officer_id, struct slice typed, int64_t now_us,
	struct search_found *ret, bool *ret_refused, struct err *err);

// Indexes older cases, some at a time, in a write transaction; *ret_more false: all are.
int search_fill(struct service *service, struct db_conn *conn, int64_t jurisdiction_id, bool *ret_more,
	struct err *err);

#endif
