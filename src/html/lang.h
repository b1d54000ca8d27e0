// SPDX-License-Identifier: Apache-2.0
// The languages of the pages. A person chooses one; before that the browser's Accept-Language does. No I/O,
// any thread.
//
//	int best = http_accept_language(header, lang_tags, LANG_COUNT);
//	enum lang lang = best < 0 ? LANG_ZH_CN : (enum lang)best;
#ifndef YIDAN_HTML_LANG_H
#define YIDAN_HTML_LANG_H

#include "base/slice.h"

enum lang {
	LANG_ZH_CN,
	LANG_EN,
};
#define LANG_COUNT 2

// BCP 47, for <html lang>, Content-Language and links: "zh-CN", "en". lang_tags is the same as an array.
extern const char *const lang_tags[LANG_COUNT];
const char *lang_tag(enum lang lang);
// A language tag of any form that means one of ours ("zh", "zh-Hans-CN", "en-GB", any case): true, and *ret
// is set.
bool lang_from_tag(struct slice tag, enum lang *ret);

#endif
