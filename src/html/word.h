// SPDX-License-Identifier: Apache-2.0
// Words of the pages: what tools/gen_words.py makes of po/zh_CN.po and po/en.po is an array of these entries,
// with `enum word` as its index (po/words.h). Here is what works on one entry; which words there are this
// layer does not know. All data is constant; any thread.
//
// Inside a text a placeholder is the two bytes 0x01 and 0x10 + its index; the end of a pair "{link}…{/link}"
// is 0x01 and 0x50 + its index. Indices follow the alphabet of the names, so that they are the same in every
// language.
//
// In C, by way of the macros of po/words.h (templates: docs/templates.md):
//	words_text(lang, WORD_CASE_SENT)
//	words_format(&buf, lang, WORD_CASE_DUE_BY, .unit = word_arg(unit_name), .when = word_arg(when_text));
#ifndef YIDAN_HTML_WORD_H
#define YIDAN_HTML_WORD_H

#include "base/buf.h"
#include "base/slice.h"
#include "html/lang.h"

#include <stdint.h>

#define WORD_ARGS_MAX 16
#define WORD_CLOSES   0x40 // added by word_next to the index of a pair that ends

struct word_text {
	struct slice plain; // as it is, for mail and JSON
	struct slice html;  // escaped for text and attributes; the same bytes where nothing needs it
};

struct word_entry {
	const char *key;   // "case.due_by"
	uint8_t arg_count; // different placeholders in it, pairs included
	uint16_t pairs;	   // bit i: placeholder i is a pair
	int8_t plural_arg; // index of {n}, which picks the form; -1 for a word with one form
	struct word_text text[LANG_COUNT][2]; // by language; [1] is the form for more than one (or none),
					      // empty without plural
};

enum word_arg_kind { WORD_ARG_UNSET, WORD_ARG_TEXT, WORD_ARG_NUMBER };

struct word_arg {
	enum word_arg_kind kind;
	struct slice text;
	int64_t number; // printed with thousands separators
};

struct word_arg word_arg_slice(struct slice text);
struct word_arg word_arg_cstr(const char *text);
struct word_arg word_arg_number(int64_t number);

// clang-format off
#define word_arg(value) _Generic((value), \
	struct slice: word_arg_slice, \
	char *: word_arg_cstr, \
	const char *: word_arg_cstr, \
	int: word_arg_number, \
	long: word_arg_number, \
	long long: word_arg_number, \
	unsigned long: word_arg_number)(value)
// clang-format on

// Plain text, nothing escaped. args has arg_count members in the order of their names (asserted, as is one
// not set).
void word_format(struct buf *out, const struct word_entry *word, enum lang lang, const struct word_arg *args,
	size_t arg_count);
// A word without placeholders (asserted); terminated.
const char *word_plain(const struct word_entry *word, enum lang lang);
// Binary search in entries sorted by key: the index, or -1.
ptrdiff_t word_find(const struct word_entry *words, size_t count, struct slice key);

// For templates: prints the text up to the next placeholder and returns its index (+ WORD_CLOSES at the end
// of a pair), or -1 at the end. The caller prints the value and goes on.
struct word_walk {
	const char *at;
	const char *end;
};
struct word_walk word_walk_html(const struct word_entry *word, enum lang lang, int64_t n, size_t arg_count);
struct word_walk word_walk_plain(const struct word_entry *word, enum lang lang, int64_t n, size_t arg_count);
int word_next(struct word_walk *walk, struct buf *out);

#endif
