// SPDX-License-Identifier: Apache-2.0
// Refusals of the rules in the words of the page.
#ifndef YIDAN_WEB_REFUSAL_H
#define YIDAN_WEB_REFUSAL_H

#include "domain/refusal.h"
#include "pictures/pictures.h"
#include "web/request.h"

// A whole sentence in the language of the page, in the request's arena.
struct slice web_refusal_text(struct web_request *q, const struct refusal *refusal);
// The same in English, whatever the language: for problem details.
struct slice web_refusal_english(struct web_request *q, const struct refusal *refusal);
// An error at the field of a page, with the field's label where it has one of its own.
struct view_error web_error_at(struct web_request *q, const char *field, struct slice text);
// Why a photo was not taken; `name` as the browser called it, may be empty.
struct slice web_photo_refusal(struct web_request *q, struct slice name, enum picture_refusal refusal);
// "Photo 2".
struct slice web_photo_name(struct web_request *q, size_t number);

#endif
