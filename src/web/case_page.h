// SPDX-License-Identifier: Apache-2.0
// What the page of a case for everybody (case.c) and the raiser's own (mine.c) have in common.
#ifndef YIDAN_WEB_CASE_PAGE_H
#define YIDAN_WEB_CASE_PAGE_H

#include "service/cases.h"
#include "web/request.h"
#include "web/views.h"

// What happened, as everybody may read it or, with their own words, as the raiser may.
struct view_events case_timeline(struct web_request *q, const struct case_page *page, bool is_raiser);
// The facts of a case that is shown.
void case_fill_row(struct web_request *q, const struct case_state *state, struct view_case *view);

// Why it was declined, as the raiser and the office read it: reason, legal basis, how to appeal.
struct slice case_decline_words(struct web_request *q, const struct case_declined *declined);

#endif
