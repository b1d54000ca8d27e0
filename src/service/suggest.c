// SPDX-License-Identifier: Apache-2.0
#include "service/suggest.h"

#include "base/mem.h"
#include "service/reference.h"
#include "text/finder.h"

struct suggest {
	const struct ref_category *categories;
	size_t count;
	const struct text_finder *finder; // keywords of all categories, one category after the other
	size_t *end;			  // of each category: where its keywords end
	size_t *bytes;			  // of each keyword
};

static bool next_keyword(struct slice *rest, struct slice *ret)
{
	slice_cut(slice_trim(*rest), ' ', ret, rest);
	return ret->len > 0;
}

static size_t count_keywords(const struct ref_category *category)
{
	struct slice rest = slice_of(category->keywords), word;
	size_t count = 0;

	while (category->is_leaf && next_keyword(&rest, &word))
		count++;
	return count;
}

const struct suggest *suggest_new(struct arena *arena, const struct ref_category *categories, size_t count)
{
	struct suggest *suggest = ARENA_NEW(arena, struct suggest);
	struct slice *words;
	size_t word_count = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		word_count += count_keywords(&categories[i]);
	words = mem_zalloc_array(word_count + 1, sizeof(*words));
	suggest->categories = categories;
	suggest->count = count;
	suggest->end = ARENA_ARRAY(arena, size_t, count);
	suggest->bytes = ARENA_ARRAY(arena, size_t, word_count);
	for (size_t i = 0; i < count; i++) {
		struct slice rest = slice_of(categories[i].keywords);

		while (categories[i].is_leaf && next_keyword(&rest, &words[at])) {
			suggest->bytes[at] = words[at].len;
			at++;
		}
		suggest->end[i] = at;
	}
	suggest->finder = text_finder_new(arena, words, word_count);
	mem_free(words);
	return suggest;
}

const struct ref_category *suggest_category(const struct suggest *suggest, struct slice text)
{
	bool *found = mem_zalloc_array(text_finder_count(suggest->finder) + 1, sizeof(*found));
	const struct ref_category *best = NULL;
	size_t most = 0, at = 0;

	text_finder_find(suggest->finder, text, found);
	for (size_t i = 0; i < suggest->count; i++) {
		size_t bytes = 0;

		for (; at < suggest->end[i]; at++)
			bytes += found[at] ? suggest->bytes[at] : 0;
		if (bytes > most) {
			most = bytes;
			best = &suggest->categories[i];
		}
	}
	mem_free(found);
	return best;
}
