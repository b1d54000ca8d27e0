// SPDX-License-Identifier: Apache-2.0
// The intake form between its steps: what a resident typed, kept on the server for 24 hours under the hash of
// a random cookie, so that a lost line, a reload or an in-app browser loses nothing. Deleted when the case is
// sent. The functions with a conn run inside the caller's transaction; any thread.
#ifndef YIDAN_SERVICE_DRAFTS_H
#define YIDAN_SERVICE_DRAFTS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

struct db_conn;

#define DRAFT_LIFE_US	(24 * US_PER_HOUR)
#define DRAFT_FILES_MAX 5
#define DRAFT_MAX_BYTES (256 * 1024)

// All text as typed (cleaned of control characters), checked only when it is sent. Slices are borrowed;
// empty: not given.
struct draft {
	struct slice command; // id of the command that will send it: made when the last step is first shown
	struct slice kind;    // name of a case_kind
	struct slice title;
	struct slice text;
	struct slice category;	 // id
	struct slice about_unit; // id
	struct slice area;	 // id of the area that was chosen from the list
	struct slice address;
	struct slice lat, lon; // decimal degrees
	struct slice name, phone, email;
	bool is_about; // about a unit or its staff
	bool no_place;
	bool is_secret;
	struct slice publish;		// "1", "0" or not said yet
	int64_t files[DRAFT_FILES_MAX]; // attachments
	size_t file_count;
};

// ERR_NOT_FOUND where there is none or it ran out.
int drafts_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice cookie,
	int64_t now_us, struct draft *ret, struct err *err);
int drafts_save(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice cookie,
	int64_t now_us, const struct draft *draft, struct err *err);
int drafts_delete(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie, struct err *err);

// The form in which it is kept: a JSON object. ERR_INVALID for what is none.
struct slice draft_encode(struct arena *arena, const struct draft *draft);
int draft_decode(struct arena *arena, struct slice bytes, struct draft *ret, struct err *err);

#endif
