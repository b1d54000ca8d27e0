// SPDX-License-Identifier: Apache-2.0
// The words of a notice to a raiser: that it was received, answered, closed, with its code and the raiser's
// own link, and nothing of what it is about. A mail has both languages, the raiser's first; an SMS the
// raiser's. Pure; any thread.
#ifndef YIDAN_JOBS_NOTICE_TEXT_H
#define YIDAN_JOBS_NOTICE_TEXT_H

#include "base/arena.h"
#include "base/slice.h"
#include "html/lang.h"
#include "service/notices.h"

struct notice_words {
	enum notice_kind kind;
	enum lang lang;		    // the raiser's
	struct slice name[2];	    // of the jurisdiction, by language
	struct slice code;	    // as people read it, K7M-3FX-9PA
	struct slice url, stop_url; // the raiser's page; where to want no more
};

struct slice notice_subject(struct arena *arena, const struct notice_words *words);
struct slice notice_plain(struct arena *arena, const struct notice_words *words);
struct slice notice_html(struct arena *arena, const struct notice_words *words);
struct slice notice_sms(struct arena *arena, const struct notice_words *words);

#endif
