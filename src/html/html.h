// SPDX-License-Identifier: Apache-2.0
// What templates print with. tools/gen_html.py turns templates/*.html into C functions that call these macros
// and functions (docs/templates.md has the language); code in C fills view structs with the value types below
// and calls the template. One struct html a page, one thread; it owns nothing. Nothing here fails: bytes that
// are no UTF-8 and control characters come out as U+FFFD.
//
//	struct buf out = buf_in(arena);
//	struct html h = {.out = &out, .lang = LANG_EN, .zone = {.offset_min = 480}};
//	page_home(&h, &(struct view_home){.title = SLICE("…")});
#ifndef YIDAN_HTML_HTML_H
#define YIDAN_HTML_HTML_H

#include "base/buf.h"
#include "base/slice.h"
#include "html/lang.h"
#include "html/word.h"

#include <stdint.h>

// The local time of a jurisdiction. Without offset_at the offset is fixed.
struct html_zone {
	int offset_min;					   // minutes east of UTC: 480 for China
	int (*offset_at)(int64_t at_us, const void *data); // offset in minutes at a time
	const void *data;
};

struct html {
	struct buf *out; // borrowed
	enum lang lang;
	struct html_zone zone;
};

// ---- Values with a type of their own. In text, times print <time datetime=…>; in attributes and titles only
// words.

// Markup that is already safe, printed as it is. Only what makes markup itself (Markdown, QR codes) may make
// one.
struct html_raw {
	struct slice markup;
};

// A whole URL for href, src, action …; only the html_url_ functions make one, so it is never javascript: or
// //host.
struct html_url {
	struct slice text; // borrowed
};

struct html_number { // 1,489
	int64_t value;
};

struct html_percent { // 97%, rounded half up; "–" where whole is 0
	int64_t part, whole;
};

struct html_size { // 350 kB, 1.4 MB (powers of ten)
	int64_t bytes;
};

struct html_duration { // the two largest units: 3天4小时, 3 days 4 hours; below a minute: 不到1分钟, less
		       // than a minute
	int64_t us;
};

enum html_time_form {
	HTML_TIME_FULL,	 // 2026年11月23日 星期一 16:30	Mon 23 Nov 2026, 16:30
	HTML_TIME_DATE,	 // 2026年11月23日 星期一		Mon 23 Nov 2026
	HTML_TIME_SHORT, // 11月23日 16:30		23 Nov, 16:30
	HTML_TIME_CLOCK, // 16:30
	HTML_TIME_MONTH, // 2026年11月			November 2026
};

struct html_time { // in the page's zone and language; the year must lie in 1–9999, else it prints "–"
	int64_t at_us;
	enum html_time_form form;
};

struct html_day { // a civil date, days since 1970-01-01, without zone: 2026年11月23日 星期一, Mon 23 Nov 2026
	int64_t days;
};

static inline struct html_raw html_raw_trusted(struct slice markup)
{
	return (struct html_raw){markup};
}

// A path of our own: begins with one "/", no "//", backslash, blank or control character. Else
// "about:invalid".
struct html_url html_url_local(struct slice path);
// A local path, "?query" or "#fragment", or http:, https:, mailto:, tel:. Anything else becomes
// "about:invalid".
struct html_url html_url_checked(struct slice url);

static inline struct html_number html_number(int64_t value)
{
	return (struct html_number){value};
}

static inline struct html_percent html_percent(int64_t part, int64_t whole)
{
	return (struct html_percent){part, whole};
}

static inline struct html_size html_size(int64_t bytes)
{
	return (struct html_size){bytes};
}

static inline struct html_duration html_duration(int64_t us)
{
	return (struct html_duration){us};
}

static inline struct html_time html_time(int64_t at_us)
{
	return (struct html_time){at_us, HTML_TIME_FULL};
}

static inline struct html_time html_time_as(int64_t at_us, enum html_time_form form)
{
	return (struct html_time){at_us, form};
}

static inline struct html_day html_day(int64_t days)
{
	return (struct html_day){days};
}

// ---- Printing, by context. Generated code uses these; hand-written code rarely needs them. A value whose
// type is not listed does not compile. `unsigned int` is left out on purpose: an enum is one, and nobody
// wants to read its digits.

// Escapes & < > " ' for text and quoted attributes alike.
void html_escape(struct buf *out, struct slice text);
// The same bytes, with ill-formed UTF-8 and control characters replaced: for plain text.
void html_clean(struct buf *out, struct slice text);

// clang-format off
#define HTML_BY_TYPE(put_cstr, put_slice) \
	char *: put_cstr, \
	const char *: put_cstr, \
	struct slice: put_slice, \
	struct html_number: html_put_number, \
	struct html_percent: html_put_percent, \
	struct html_size: html_put_size, \
	struct html_duration: html_put_duration

#define HTML_INTEGERS(put_i64, put_u64) \
	int: put_i64, \
	long: put_i64, \
	long long: put_i64, \
	unsigned long: put_u64, \
	unsigned long long: put_u64
#define HTML_DIGITS  HTML_INTEGERS(html_put_i64, html_put_u64)
#define HTML_GROUPED HTML_INTEGERS(html_put_grouped_i64, html_put_grouped_u64)

#define HTML_TEXT(h, value, ...) _Generic((value), __VA_ARGS__, \
	HTML_BY_TYPE(html_put_cstr, html_put_slice), \
	struct html_time: html_put_time, \
	struct html_day: html_put_day, \
	struct html_url: html_put_url_value, \
	struct html_raw: html_put_raw)(h, value)
#define HTML_FLAT(h, value, ...) _Generic((value), __VA_ARGS__, \
	HTML_BY_TYPE(html_put_cstr, html_put_slice), \
	struct html_time: html_put_time_words, \
	struct html_day: html_put_day_words, \
	struct html_url: html_put_url_value)(h, value)
#define HTML_PLAIN(h, value, ...) _Generic((value), __VA_ARGS__, \
	HTML_BY_TYPE(html_put_plain_cstr, html_put_plain_slice), \
	struct html_time: html_put_time_words, \
	struct html_day: html_put_day_words, \
	struct html_url: html_put_url_plain)(h, value)

// In text between tags.
#define html_put_text(h, value) HTML_TEXT(h, value, HTML_DIGITS)
// Where markup cannot stand: quoted attributes, <title>, <textarea>.
#define html_put_flat(h, value) HTML_FLAT(h, value, HTML_DIGITS)
// In .txt templates.
#define html_put_plain(h, value) HTML_PLAIN(h, value, HTML_DIGITS)
// The same as arguments of words, where integers have thousands separators.
#define html_put_text_arg(h, value) HTML_TEXT(h, value, HTML_GROUPED)
#define html_put_flat_arg(h, value) HTML_FLAT(h, value, HTML_GROUPED)
#define html_put_plain_arg(h, value) HTML_PLAIN(h, value, HTML_GROUPED)

// The start of a URL attribute: a checked URL and nothing else.
#define html_put_url(h, value) _Generic((value), struct html_url: html_put_url_value)(h, value)
// A part of a URL that begins with our own bytes: percent-encoded, so it cannot leave its place.
#define html_put_url_part(h, value) _Generic((value), \
	char *: html_put_part_cstr, \
	const char *: html_put_part_cstr, \
	struct slice: html_put_part_slice, \
	HTML_DIGITS)(h, value)
// clang-format on

#define html_lit(h, literal) buf_put((h)->out, (literal), sizeof(literal) - 1)

void html_put_slice(struct html *h, struct slice text);
void html_put_cstr(struct html *h, const char *text); // NULL prints nothing
void html_put_plain_slice(struct html *h, struct slice text);
void html_put_plain_cstr(struct html *h, const char *text);
void html_put_i64(struct html *h, int64_t value);
void html_put_u64(struct html *h, uint64_t value);
void html_put_grouped_i64(struct html *h, int64_t value);
void html_put_grouped_u64(struct html *h, uint64_t value);
void html_put_raw(struct html *h, struct html_raw raw);
void html_put_url_value(struct html *h, struct html_url url);
void html_put_url_plain(struct html *h, struct html_url url);
void html_put_part_slice(struct html *h, struct slice text);
void html_put_part_cstr(struct html *h, const char *text);
void html_put_number(struct html *h, struct html_number number);
void html_put_percent(struct html *h, struct html_percent percent);
void html_put_size(struct html *h, struct html_size size);
void html_put_duration(struct html *h, struct html_duration duration);
void html_put_time(struct html *h, struct html_time time); // with <time>
void html_put_day(struct html *h, struct html_day day);
void html_put_time_words(struct html *h, struct html_time time); // only the words
void html_put_day_words(struct html *h, struct html_day day);

// A word without placeholders, escaped already at build.
static inline void html_word(struct html *h, const struct word_entry *word)
{
	must(word->arg_count == 0);
	buf_put_slice(h->out, word->text[h->lang][0].html);
}

static inline void html_word_plain(struct html *h, const struct word_entry *word)
{
	must(word->arg_count == 0);
	buf_put_slice(h->out, word->text[h->lang][0].plain);
}

#endif
