// SPDX-License-Identifier: Apache-2.0
// Finds which of a fixed set of words a text contains, in one pass over the text, however many words there
// are. Bytes are compared as they are: fold both before (text/fold.h) where case or width should not matter.
//
// Lives in the arena, together with its own copy of the words; any number of threads may use it.
//
//	const struct text_finder *finder = text_finder_new(arena, words, count);
//	bool found[COUNT];
//	text_finder_find(finder, text, found);	// found[i]: the text contains words[i]
#ifndef YIDAN_TEXT_FINDER_H
#define YIDAN_TEXT_FINDER_H

#include "base/arena.h"
#include "base/slice.h"

struct text_finder;

// The same word may stand there twice; the empty word is in no text.
const struct text_finder *text_finder_new(struct arena *arena, const struct slice *words, size_t count);
size_t text_finder_count(const struct text_finder *finder);
// ret_found: one for each word, in their order.
void text_finder_find(const struct text_finder *finder, struct slice text, bool *ret_found);

#endif
