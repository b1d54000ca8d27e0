// SPDX-License-Identifier: Apache-2.0
// Bytes that somebody typed, made fit to be stored and shown. Any thread; results live in the arena (or are
// the input itself where nothing had to change). Lengths are the caller's to limit before and after.
//
//	struct slice text = text_clean(arena, form_value);
//	struct slice title = title_given.len ? text_clean_line(arena, title_given) : text_title(arena, text,
// 40);
#ifndef YIDAN_TEXT_CLEAN_H
#define YIDAN_TEXT_CLEAN_H

#include "base/arena.h"
#include "base/slice.h"

// Valid UTF-8 with these changes, and the same again when cleaned again:
// - bytes that are no UTF-8 become U+FFFD; noncharacters, control characters but newline and tab, invisible
// characters
//   that nobody types on purpose (zero-width space, soft hyphen, byte order mark, tags) and those that
//   override the direction of writing go;
// - CR LF, CR, NEL, U+2028 and U+2029 become one newline; more than two blank lines in a row become two;
// - blanks, ideographic ones too, at the ends of lines and blanks and newlines at both ends of the text go.
struct slice text_clean(struct arena *arena, struct slice text);
// The same on one line: newlines and tabs become blanks, runs of blanks one blank. For titles, names,
// addresses.
struct slice text_clean_line(struct arena *arena, struct slice text);

// Characters as a reader counts them (grapheme clusters).
size_t text_length(struct slice text);
// One line of at most max_chars characters for a list, never cut inside a character, "…" at the end where cut
// (it counts).
struct slice text_excerpt(struct arena *arena, struct slice text, size_t max_chars);
// A title made of the first sentence, without the stop at its end, at most max_chars characters; "" for a
// blank text.
struct slice text_title(struct arena *arena, struct slice text, size_t max_chars);

#endif
