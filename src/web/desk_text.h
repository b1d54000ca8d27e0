// SPDX-License-Identifier: Apache-2.0
// What the desk's pages of texts and the public help share.
#ifndef YIDAN_WEB_DESK_TEXT_H
#define YIDAN_WEB_DESK_TEXT_H

#include "service/office_texts.h"
#include "web/request.h"
#include "web/views_text.h"

struct view_text_row desk_text_row(struct web_request *q, const struct office_text *text);
// The lines of `sources`: an address becomes a link.
const struct view_text_source *desk_text_sources(
	struct web_request *q, struct slice sources, size_t *ret_count);

#endif
