// SPDX-License-Identifier: Apache-2.0
// A list of the desk as an address carries it: a queue or a filter, and where its page begins. The page of a
// case that was opened from a list has it in its own address, and so knows what stands before and after it.
#ifndef YIDAN_WEB_DESK_LISTING_H
#define YIDAN_WEB_DESK_LISTING_H

#include "service/desk_filters.h"
#include "web/request.h"

#define DESK_LISTING_ROWS  50
#define DESK_LISTING_BYTES 400

struct desk_listing {
	bool is_filter;
	enum desk_folder folder;   // of a queue …
	struct desk_filter filter; // … of a filter
	int64_t saved_id;	   // it is kept under this id; 0: it is not
	int64_t after_at, after_id;
};

// Of "queue=new&after=1-2" or "state=in_hand&due=overdue&…": what desk_listing_text writes. False for what is
// none, or for a queue that is not this officer's.
bool desk_listing_parse(struct web_request *q, struct slice text, struct desk_listing *ret);
// Letters, digits, "=&_-" alone.
struct slice desk_listing_text(struct web_request *q, const struct desk_listing *listing);
// "/desk?…" or "/desk/filter?…"
const char *desk_listing_path(struct web_request *q, const struct desk_listing *listing);
// The text for within an address.
const char *desk_listing_escaped(struct web_request *q, const struct desk_listing *listing);
// The fields of a filter, each by `get`: of a query, a form, or a text as above.
struct desk_filter desk_listing_fields(struct web_request *q,
	struct slice (*get)(struct web_request *q, const void *from, const char *name), const void *from);
// At most `most` rows from where the page begins.
int desk_listing_load(struct web_request *q, struct db_conn *conn, const struct desk_listing *listing,
	int64_t most, struct case_list_row **ret, size_t *ret_count, struct err *err);

#endif
