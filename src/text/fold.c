// SPDX-License-Identifier: Apache-2.0
#include "text/fold.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

static bool is_ascii(struct slice text)
{
	unsigned char sum = 0;

	for (size_t i = 0; i < text.len; i++)
		sum |= (unsigned char)text.ptr[i];
	return sum < 0x80;
}

static struct slice fold_ascii(struct arena *arena, struct slice text)
{
	char *out = arena_cstr(arena, text);

	for (size_t i = 0; i < text.len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] |= 0x20;
	return slice_from(out, text.len);
}

struct slice text_fold(struct arena *arena, struct slice text)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *folder;
	int32_t wide_len, folded_len, out_len, capacity;
	UChar *wide, *folded;
	char *out;

	must(text.len <= INT32_MAX / 64);
	if (is_ascii(text))
		return fold_ascii(arena, text);
	folder = unorm2_getNFKCCasefoldInstance(&status);
	wide = arena_alloc(arena, (text.len + 1) * sizeof(*wide));
	u_strFromUTF8WithSub(
		wide, (int32_t)text.len + 1, &wide_len, text.ptr, (int32_t)text.len, 0xFFFD, NULL, &status);
	must(U_SUCCESS(status));
	// A few characters grow eighteenfold (U+FDFA); most texts do not grow at all.
	capacity = wide_len + 64;
	folded = arena_alloc(arena, (size_t)capacity * sizeof(*folded));
	folded_len = unorm2_normalize(folder, wide, wide_len, folded, capacity, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		capacity = folded_len + 1;
		folded = arena_alloc(arena, (size_t)capacity * sizeof(*folded));
		folded_len = unorm2_normalize(folder, wide, wide_len, folded, capacity, &status);
	}
	out = arena_alloc(arena, (size_t)folded_len * 3 + 1);
	u_strToUTF8(out, folded_len * 3 + 1, &out_len, folded, folded_len, &status);
	must(U_SUCCESS(status));
	return slice_from(out, (size_t)out_len);
}

// Folded, blanks in runs one blank, none at the ends.
static struct slice fold_blanks(struct arena *arena, struct slice text)
{
	struct slice folded = text_fold(arena, text);
	char *out = arena_alloc(arena, folded.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.ptr[i];

		if (c == '\t' || c == '\n' || c == '\r')
			c = ' ';
		if (c != ' ' || (len && out[len - 1] != ' '))
			out[len++] = c;
	}
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
	return slice_from(out, len);
}

bool text_contains(struct arena *arena, struct slice text, struct slice needle)
{
	return slice_find(fold_blanks(arena, text), fold_blanks(arena, needle)) >= 0;
}

// ---- Terms
// --------------------------------------------------------------------------------------------------------

struct term_list {
	struct arena *arena;
	struct slice *terms;
	size_t count, capacity;
};

static void add_term(struct term_list *list, struct slice term)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 64;
		struct slice *terms = ARENA_ARRAY(list->arena, struct slice, capacity);

		if (list->count)
			memcpy(terms, list->terms, list->count * sizeof(*terms));
		list->terms = terms;
		list->capacity = capacity;
	}
	list->terms[list->count++] = slice_utf8_head(term, TEXT_TERM_BYTES_MAX);
}

enum letter { LETTER_NONE, LETTER_WORD, LETTER_PAIRED };

// Scripts written without blanks are kept as pairs, others as words.
static enum letter letter_of(UChar32 c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
			       ? LETTER_WORD
			       : LETTER_NONE;
	if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFF) ||
		(c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3) ||
		(c >= 0xF900 && c <= 0xFAFF) || c == 0x3007 || c == 0x3005 || (c >= 0xE00 && c <= 0xE7F))
		return u_isUAlphabetic(c) || u_isdigit(c) || c == 0x3005 ? LETTER_PAIRED : LETTER_NONE;
	if (u_isUAlphabetic(c) || u_isdigit(c) || u_charType(c) == U_NON_SPACING_MARK ||
		u_charType(c) == U_COMBINING_SPACING_MARK)
		return LETTER_WORD;
	return LETTER_NONE;
}

// Terms of folded text in its order. With last_alone the last character of a run of pairs stands alone as
// well.
static void collect_terms(struct slice folded, bool last_alone, struct term_list *list)
{
	const uint8_t *bytes = (const uint8_t *)folded.ptr;
	enum letter run = LETTER_NONE;
	int32_t run_from = 0, previous = 0; // of the run, of its last character
	size_t run_chars = 0;

	for (int32_t i = 0, len = (int32_t)folded.len; i <= len;) {
		enum letter letter = LETTER_NONE;
		int32_t at = i;
		UChar32 c = 0;

		if (i < len)
			U8_NEXT(bytes, i, len, c);
		else
			i++;
		if (at < len)
			letter = letter_of(c < 0 ? 0 : c);
		if (letter == run && run == LETTER_PAIRED)
			add_term(list, slice_sub(folded, (size_t)previous, (size_t)(i - previous)));
		if (letter != run) {
			if (run == LETTER_WORD)
				add_term(list, slice_sub(folded, (size_t)run_from, (size_t)(at - run_from)));
			else if (run == LETTER_PAIRED && (last_alone || run_chars == 1))
				add_term(list, slice_sub(folded, (size_t)previous, (size_t)(at - previous)));
			run = letter;
			run_from = at;
			run_chars = 0;
		}
		previous = at;
		run_chars++;
	}
}

static int compare_terms(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

struct text_terms text_terms_of(struct arena *arena, struct slice text)
{
	struct term_list list = {.arena = arena};
	size_t kept = 0;

	collect_terms(text_fold(arena, text), true, &list);
	if (list.count)
		qsort(list.terms, list.count, sizeof(*list.terms), compare_terms);
	for (size_t i = 0; i < list.count; i++)
		if (!kept || !slice_eq(list.terms[kept - 1], list.terms[i]))
			list.terms[kept++] = list.terms[i];
	return (struct text_terms){list.terms, kept, false};
}

static bool is_one_paired(struct slice term)
{
	int32_t at = 0;
	UChar32 c;

	U8_NEXT((const uint8_t *)term.ptr, at, (int32_t)term.len, c);
	return c >= 0 && (size_t)at == term.len && letter_of(c) == LETTER_PAIRED;
}

static bool has_term(const struct slice *terms, size_t count, struct slice term)
{
	for (size_t i = 0; i < count; i++)
		if (slice_eq(terms[i], term))
			return true;
	return false;
}

// A character alone is found only as the beginning of a term. Beside whole terms it is left to the check by
// substring.
struct text_terms text_terms_of_query(struct arena *arena, struct slice query)
{
	struct term_list list = {.arena = arena};
	struct slice alone = {0};
	size_t kept = 0;

	collect_terms(text_fold(arena, query), false, &list);
	for (size_t i = 0; i < list.count && kept < TEXT_QUERY_TERMS_MAX; i++) {
		if (is_one_paired(list.terms[i]))
			alone = list.terms[i];
		else if (!has_term(list.terms, kept, list.terms[i]))
			list.terms[kept++] = list.terms[i];
	}
	if (kept || !alone.len)
		return (struct text_terms){list.terms, kept, false};
	list.terms[0] = alone;
	return (struct text_terms){list.terms, 1, true};
}
