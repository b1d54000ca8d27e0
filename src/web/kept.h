// SPDX-License-Identifier: Apache-2.0
// A public page that is the same for everybody who reads it in one language: kept in memory (web/cache.h),
// sent with an ETag, compressed once.
#ifndef YIDAN_WEB_KEPT_H
#define YIDAN_WEB_KEPT_H

#include "web/request.h"

struct kept_page {
	const char *name; // of the page with all that it depends on: "case:K7M3FX9PA"; in the request's arena
	// Whether a kept page of this version still holds, by a point read: sets *ret_version. NULL: a page
	// holds as long as nothing was committed at all.
	int (*version)(struct web_request *q, struct db_conn *conn, void *data, int64_t *ret_version,
		struct err *err);
	// What the page shows, from the same snapshot. NULL: nothing of the store.
	int (*load)(struct web_request *q, struct db_conn *conn, void *data, struct err *err);
	void (*print)(struct web_request *q, struct html *h, void *data);
	// When the page will be another by time alone; called after load. NULL: never.
	int64_t (*changes_at)(struct web_request *q, void *data);
	// When loading fails; NULL: an error page by the class.
	void (*failed)(struct web_request *q, int class, const struct err *err, void *data);
	enum web_read_kind kind;
	void *data;
};

// Answers. `page` is copied.
void web_kept(struct web_request *q, const struct kept_page *page);

#endif
