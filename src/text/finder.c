// SPDX-License-Identifier: Apache-2.0
// A hash of the first three bytes (one Chinese character) leads to the words that may begin at a place of the
// text. The table is a few kilobytes and mostly empty, so most places cost one look. Words of one or two
// bytes, of which there are hardly any, are looked for one by one.
#include "text/finder.h"

#include <string.h>

#define HEAD_BYTES 3
#define ROOM	   8	       // places of the table for each word
#define HASH	   2654435761U // 2^32 by the golden ratio

struct entry {
	struct slice word;
	uint32_t next; // entry with the same hash, 1 + its number; 0: none
};

struct text_finder {
	struct entry *entries;
	size_t count;
	uint32_t *first; // by hash: 1 + number of an entry; 0: no word begins so
	unsigned shift;
	uint32_t *shorts; // numbers of the words that are too short for a hash
	size_t short_count;
};

static uint32_t hash_of(const struct text_finder *finder, const char *at)
{
	const unsigned char *p = (const unsigned char *)at;

	return (((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) * HASH) >> finder->shift;
}

const struct text_finder *text_finder_new(struct arena *arena, const struct slice *words, size_t count)
{
	struct text_finder *finder = ARENA_NEW(arena, struct text_finder);
	unsigned bits = 1;

	must(count < (UINT32_MAX >> 1) / ROOM);
	while ((size_t)1 << bits < count * ROOM)
		bits++;
	finder->shift = 32 - bits;
	finder->first = ARENA_ARRAY(arena, uint32_t, (size_t)1 << bits);
	finder->entries = ARENA_ARRAY(arena, struct entry, count);
	finder->shorts = ARENA_ARRAY(arena, uint32_t, count);
	finder->count = count;
	for (size_t i = 0; i < count; i++) {
		struct entry *entry = &finder->entries[i];

		entry->word = arena_slice(arena, words[i]);
		if (entry->word.len >= HEAD_BYTES) {
			uint32_t *first = &finder->first[hash_of(finder, entry->word.ptr)];

			entry->next = *first;
			*first = (uint32_t)(i + 1);
		} else if (entry->word.len) {
			finder->shorts[finder->short_count++] = (uint32_t)i;
		}
	}
	return finder;
}

size_t text_finder_count(const struct text_finder *finder)
{
	return finder->count;
}

void text_finder_find(const struct text_finder *finder, struct slice text, bool *ret_found)
{
	if (finder->count == 0)
		return;
	memset(ret_found, 0, finder->count * sizeof(*ret_found));
	for (size_t i = 0; i < finder->short_count; i++)
		ret_found[finder->shorts[i]] = slice_find(text, finder->entries[finder->shorts[i]].word) >= 0;
	for (; text.len >= HEAD_BYTES; text.ptr++, text.len--) {
		for (uint32_t at = finder->first[hash_of(finder, text.ptr)]; at;
			at = finder->entries[at - 1].next) {
			if (!ret_found[at - 1] && slice_starts_with(text, finder->entries[at - 1].word))
				ret_found[at - 1] = true;
		}
	}
}
