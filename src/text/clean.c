// SPDX-License-Identifier: Apache-2.0
#include "text/clean.h"

#include "base/buf.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#define NEWLINES_MAX   3 // two blank lines
#define MARKS_MAX      8 // combining marks on one letter: more are a prank that runs over other lines
#define GREETING_CHARS 6 // a first sentence shorter than this ("您好！") says nothing
#define REPLACEMENT    0xFFFD

static bool is_blank(UChar32 c)
{
	return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x202F || c == 0x205F || c == 0x2800 || c == 0x3000;
}

static bool is_newline(UChar32 c)
{
	return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// Controls, noncharacters, what cannot be seen and what turns the direction of writing. The joiners U+200C
// and U+200D stay: emoji and Indic scripts need them.
static bool is_dropped(UChar32 c)
{
	if (c < 0x20 || (c >= 0x7F && c <= 0x9F))
		return true;
	if (c < 0xAD)
		return false;
	if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xFFF9 && c <= 0xFFFC))
		return true;
	if (c == 0xAD || c == 0x61C || c == 0x180E || c == 0x200B || c == 0xFEFF)
		return true;
	if (c == 0x115F || c == 0x1160 || c == 0x3164 ||
		c == 0xFFA0) // fillers of Hangul: blanks that are letters
		return true;
	return (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       (c >= 0xE0000 && c <= 0xE007F);
}

static bool is_mark(UChar32 c)
{
	int8_t type;

	if (c < 0x300)
		return false;
	type = u_charType(c);
	return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

static void put_char(struct buf *out, UChar32 c)
{
	uint8_t bytes[U8_MAX_LENGTH];
	int32_t len = 0;

	U8_APPEND_UNSAFE(bytes, len, c);
	buf_put(out, bytes, (size_t)len);
}

// Takes blanks, and newlines where asked for, off the end of what was written.
static void trim_end(struct buf *out, bool newlines)
{
	while (out->len) {
		int32_t at = (int32_t)out->len;
		UChar32 c;

		U8_PREV((const uint8_t *)out->ptr, 0, at, c);
		if (!is_blank(c) && !(newlines && c == '\n'))
			break;
		out->len = (size_t)at;
		out->ptr[at] = '\0';
	}
}

static void put_newline(struct buf *out)
{
	size_t newlines = 0;

	trim_end(out, false);
	while (newlines < out->len && out->ptr[out->len - 1 - newlines] == '\n')
		newlines++;
	if (out->len && newlines < NEWLINES_MAX)
		buf_put_byte(out, '\n');
}

struct slice text_clean(struct arena *arena, struct slice text)
{
	const uint8_t *bytes = (const uint8_t *)text.ptr;
	struct buf out = buf_in(arena);
	int marks = 0;

	must(text.len <= INT32_MAX / 4);
	buf_reserve(&out, text.len);
	for (int32_t i = 0, len = (int32_t)text.len; i < len;) {
		UChar32 c;

		U8_NEXT(bytes, i, len, c);
		if (c < 0)
			c = REPLACEMENT;
		if (is_newline(c)) {
			if (c != '\r' || i == len || bytes[i] != '\n') // else the newline comes next
				put_newline(&out);
			continue;
		}
		if ((c != '\t' && is_dropped(c)) || (out.len == 0 && is_blank(c)))
			continue;
		marks = is_mark(c) ? marks + 1 : 0;
		if (marks <= MARKS_MAX)
			put_char(&out, c);
	}
	trim_end(&out, true);
	return buf_slice(&out);
}

struct slice text_clean_line(struct arena *arena, struct slice text)
{
	struct slice clean = text_clean(arena, text);
	const uint8_t *bytes = (const uint8_t *)clean.ptr;
	struct buf out = buf_in(arena);
	bool blank = false;

	buf_reserve(&out, clean.len);
	for (int32_t i = 0, len = (int32_t)clean.len; i < len;) {
		UChar32 c;

		U8_NEXT(bytes, i, len, c);
		if (is_blank(c) || is_newline(c)) {
			blank = true;
			continue;
		}
		if (blank)
			buf_put_byte(&out, ' ');
		blank = false;
		put_char(&out, c);
	}
	return buf_slice(&out);
}

// ---- Characters as a reader counts them
// ---------------------------------------------------------------------------

// Characters that stand for themselves whatever is beside them: no break iterator is needed for texts of
// these.
static bool is_plain(UChar32 c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || (c >= 0x2010 && c <= 0x2027) ||
	       (c >= 0x3000 && c <= 0x3029) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF5E);
}

static bool is_all_plain(struct slice text)
{
	for (int32_t i = 0, len = (int32_t)text.len; i < len;) {
		UChar32 c;

		U8_NEXT((const uint8_t *)text.ptr, i, len, c);
		if (!is_plain(c))
			return false;
	}
	return true;
}

// Counts characters up to max; *ret_end is where the last of them ends.
static size_t count_clusters(struct slice text, size_t max, size_t *ret_end)
{
	UErrorCode status = U_ZERO_ERROR;
	UText utext = UTEXT_INITIALIZER;
	UBreakIterator *breaks;
	size_t count = 0, end = 0;
	int32_t at;

	if (is_all_plain(text)) {
		int32_t i = 0;

		while (i < (int32_t)text.len && count < max) {
			U8_FWD_1((const uint8_t *)text.ptr, i, (int32_t)text.len);
			count++;
		}
		*ret_end = (size_t)i;
		return count;
	}
	utext_openUTF8(&utext, text.ptr, (int64_t)text.len, &status);
	breaks = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &status);
	ubrk_setUText(breaks, &utext, &status);
	must(U_SUCCESS(status)); // ICU and its data are there or nothing works
	while (count < max && (at = ubrk_next(breaks)) != UBRK_DONE) {
		count++;
		end = (size_t)at;
	}
	ubrk_close(breaks);
	utext_close(&utext);
	*ret_end = end;
	return count;
}

size_t text_length(struct slice text)
{
	size_t end;

	must(text.len <= INT32_MAX / 4);
	return count_clusters(text, SIZE_MAX, &end);
}

struct slice text_excerpt(struct arena *arena, struct slice text, size_t max_chars)
{
	struct slice line = text_clean_line(arena, text);
	struct buf out = buf_in(arena);
	size_t end;

	must(max_chars >= 1);
	count_clusters(line, max_chars, &end);
	if (end >= line.len)
		return line;
	count_clusters(line, max_chars - 1, &end);
	buf_put_slice(&out, slice_sub(line, 0, end));
	trim_end(&out, false);
	BUF_PUT_LIT(&out, "…");
	return buf_slice(&out);
}

// ---- Titles
// -------------------------------------------------------------------------------------------------------

// The end of the sentence from byte `from` on, before its stop, and where the next begins.
static size_t sentence_end(struct slice text, size_t from, size_t *ret_next)
{
	for (int32_t i = (int32_t)from, len = (int32_t)text.len; i < len;) {
		size_t start = (size_t)i;
		UChar32 c;

		U8_NEXT((const uint8_t *)text.ptr, i, len, c);
		*ret_next = (size_t)i;
		if (c == '\n' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B || c == '!' ||
			c == '?' || c == ';')
			return start;
		if (c == '.' && (i == len || text.ptr[i] == ' ' || text.ptr[i] == '\n'))
			return start;
	}
	*ret_next = text.len;
	return text.len;
}

struct slice text_title(struct arena *arena, struct slice text, size_t max_chars)
{
	struct slice clean = text_clean(arena, text), best = {0};
	size_t best_len = 0;

	for (size_t from = 0, next; from < clean.len && best_len < GREETING_CHARS; from = next) {
		struct slice sentence = text_clean_line(
			arena, slice_sub(clean, from, sentence_end(clean, from, &next) - from));
		size_t len = slice_utf8_len(sentence);

		if (len > best_len) {
			best = sentence;
			best_len = len;
		}
	}
	if (!best_len)
		best = clean; // nothing but stops
	return text_excerpt(arena, best, max_chars);
}
