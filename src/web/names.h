// SPDX-License-Identifier: Apache-2.0
// Small pieces that many pages fill into their views: names in the language of the page, options of selects,
// rows of lists, photos, masked texts. All results live in the request's arena.
#ifndef YIDAN_WEB_NAMES_H
#define YIDAN_WEB_NAMES_H

#include "service/cases.h"
#include "web/request.h"
#include "web/views.h"

// Names in the language of the page; empty where there is none.
struct slice web_unit_name(struct web_request *q, int64_t unit_id);
struct slice web_category_name(struct web_request *q, int64_t category_id);
struct slice web_area_name(struct web_request *q, int64_t area_id);
struct slice web_programme_name(struct web_request *q, int64_t programme_id);
// The first in Chinese, the second in other languages where it is there.
struct slice web_in_language(struct web_request *q, struct slice zh, struct slice en);
// "K7M-3FX-9PA" of the stored code.
const char *web_query_escaped(struct web_request *q, struct slice text); // as they stand in an address
struct slice web_code(struct web_request *q, struct slice code);
// "2026-7" of an oversight order; empty where the number is 0.
struct slice web_order_number(struct web_request *q, int64_t year, int64_t number);

// A state in words; "" for NONE.
const char *web_state_text(enum lang lang, enum case_state_code state);

// Selects: categories by their parents, units below the jurisdiction's own, areas (towns, then what lies in
// them; or towns alone). `chosen` 0: none.
struct view_select web_categories(struct web_request *q, int64_t chosen);
// Any choices, without groups.
struct web_choice {
	int64_t id;
	struct slice name;
};
struct view_select web_choices(
	struct web_request *q, const struct web_choice *choices, size_t count, int64_t chosen);
struct view_select web_units(struct web_request *q, int64_t chosen);
struct view_select web_areas(struct web_request *q, int64_t chosen);
// Programmes that take cases; those of each season under its name.
struct view_select web_programmes(struct web_request *q, int64_t chosen);
struct view_select web_towns(struct web_request *q, int64_t chosen);

void web_case_rows(
	struct web_request *q, const struct case_list_row *rows, size_t count, struct view_case_row **ret);

// Pictures of a case: `path` is printf's with the id behind it ("/c/CODE/photo/%lld").
struct view_photos web_photos(struct web_request *q, const struct attachment *files, size_t count,
	const char *prefix, bool published_only);
// A text with what the masker found set apart, and how many there were.
struct view_text web_masked(struct web_request *q, struct slice text, size_t *ret_count);
struct slice web_mask(struct web_request *q, struct slice text);

// A positive number of a form or query; 0 where there is none or it is malformed.
int64_t web_number(struct slice text);

#endif
