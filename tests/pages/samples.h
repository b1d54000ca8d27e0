// SPDX-License-Identifier: Apache-2.0
// Views filled with invented values, so that every page can be looked at and tested without a server or a
// database. Everything is static; set samples_lang before anything else.
#ifndef YIDAN_TESTS_PAGES_SAMPLES_H
#define YIDAN_TESTS_PAGES_SAMPLES_H

#include "web/views_desk.h"

extern enum lang samples_lang;

// Monday 23 November 2026, 16:30 in China.
#define SAMPLE_NOW INT64_C(1795422600000000)
#define SAMPLE_DAY INT64_C(86400000000)

struct slice sample_text(const char *zh, const char *en);
struct html_url sample_url(const char *path);
struct view_page sample_page(const char *here);
struct view_select sample_categories(int64_t chosen);
struct view_select sample_units(int64_t chosen);
struct view_select sample_areas(int64_t chosen);
struct view_map sample_map(bool has_point);
struct view_photos sample_photos(size_t count);
struct view_events sample_events(size_t count); // of at most 6
struct view_text sample_masked(void);
struct slice sample_words(void); // of the raiser
struct slice sample_answer(void);

// One file a page: writes it with `render`.
struct sample_page_entry {
	const char *name;
	void (*render)(struct html *h);
};
extern const struct sample_page_entry sample_public_pages[];
extern const size_t sample_public_page_count;
extern const struct sample_page_entry sample_desk_pages[];
extern const size_t sample_desk_page_count;
extern const struct sample_page_entry sample_admin_pages[];
extern const size_t sample_admin_page_count;

extern const struct sample_page_entry sample_tool_pages[];
extern const size_t sample_tool_page_count;

extern const struct sample_page_entry sample_draw_pages[];
extern const size_t sample_draw_page_count;

// desk_pages.c: the frame of the desk, of an intake officer or a handler.
const struct view_desk_row *sample_rows(void); // 14 of them
struct view_desk sample_desk(const char *here, enum view_queue_id current, bool intake);

#endif
