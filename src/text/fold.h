// SPDX-License-Identifier: Apache-2.0
// Text as it is compared and searched, not as it is shown: NFKC with case folded and invisible characters
// gone (Unicode toNFKC_Casefold, by ICU). "ＡＢＣ１２" and "abc12" fold alike. And the terms that a full-text
// index keeps.
//
// Terms are the same for both engines. A run of Chinese, Japanese or Korean characters gives each pair of
// neighbours and its last character alone, so every character begins some term: "垃圾清运" gives 垃圾 圾清
// 清运 运. Other scripts give whole words of letters and digits. A query of single characters alone is a
// prefix; all others are whole terms. Hits must be rechecked by substring (text_contains), as pairs may stand
// apart.
//
// Any thread; results live in the arena.
#ifndef YIDAN_TEXT_FOLD_H
#define YIDAN_TEXT_FOLD_H

#include "base/arena.h"
#include "base/slice.h"

// Bytes that are no UTF-8 become U+FFFD.
struct slice text_fold(struct arena *arena, struct slice text);
// Whether the folded text contains the folded needle, blanks in runs counting as one.
bool text_contains(struct arena *arena, struct slice text, struct slice needle);

#define TEXT_TERM_BYTES_MAX  64 // longer words are cut, in text and query alike
#define TEXT_QUERY_TERMS_MAX 32

struct text_terms {
	const struct slice *terms; // in order of the text, for the index without repetition and sorted
	size_t count;
	bool is_prefix; // a query of one term: any term that begins with it will do
};

// What the index keeps of a text.
struct text_terms text_terms_of(struct arena *arena, struct slice text);
// What a query looks for, all of them: none when it has no letter or digit.
struct text_terms text_terms_of_query(struct arena *arena, struct slice query);

#endif
