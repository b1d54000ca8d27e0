// SPDX-License-Identifier: Apache-2.0
#include "html/word.h"

#include "html/html.h"

#include <string.h>

#define MARK	   '\x01'
#define MARK_INDEX 0x10

struct word_arg word_arg_slice(struct slice text)
{
	return (struct word_arg){.kind = WORD_ARG_TEXT, .text = text};
}

struct word_arg word_arg_cstr(const char *text)
{
	return word_arg_slice(slice_of(text));
}

struct word_arg word_arg_number(int64_t number)
{
	return (struct word_arg){.kind = WORD_ARG_NUMBER, .number = number};
}

// Chinese has one form for every number, English one for 1 and one for all else.
static const struct word_text *form(const struct word_entry *word, enum lang lang, int64_t n)
{
	must((unsigned)lang < LANG_COUNT);
	return &word->text[lang][word->plural_arg >= 0 && lang == LANG_EN && n != 1];
}

static struct word_walk walk_over(struct slice text)
{
	return (struct word_walk){text.ptr, text.ptr + text.len};
}

struct word_walk word_walk_html(const struct word_entry *word, enum lang lang, int64_t n, size_t arg_count)
{
	must(word->arg_count == arg_count);
	return walk_over(form(word, lang, n)->html);
}

struct word_walk word_walk_plain(const struct word_entry *word, enum lang lang, int64_t n, size_t arg_count)
{
	must(word->arg_count == arg_count);
	return walk_over(form(word, lang, n)->plain);
}

int word_next(struct word_walk *walk, struct buf *out)
{
	const char *start = walk->at;
	const char *mark = start == walk->end ? NULL : memchr(start, MARK, (size_t)(walk->end - start));

	if (!mark) {
		walk->at = walk->end;
		buf_put(out, start, (size_t)(walk->end - start));
		return -1;
	}
	buf_put(out, start, (size_t)(mark - start));
	walk->at = mark + 2;
	return mark[1] - MARK_INDEX;
}

void word_format(struct buf *out, const struct word_entry *word, enum lang lang, const struct word_arg *args,
	size_t arg_count)
{
	struct html h = {.out = out, .lang = lang};
	struct word_walk walk;
	int64_t n = 0;

	if (word->plural_arg >= 0) {
		must(args[word->plural_arg].kind == WORD_ARG_NUMBER);
		n = args[word->plural_arg].number;
	}
	walk = word_walk_plain(word, lang, n, arg_count);
	for (int index; (index = word_next(&walk, out)) >= 0;) {
		const struct word_arg *arg;

		if (index >=
			WORD_CLOSES) // pairs mark a part for templates; plain text has nothing to put there
			continue;
		arg = &args[index];
		switch (arg->kind) {
		case WORD_ARG_UNSET: // only the opening mark of a pair may lack an argument
			must(word->pairs >> index & 1);
			break;
		case WORD_ARG_TEXT:
			html_clean(out, arg->text);
			break;
		case WORD_ARG_NUMBER:
			html_put_number(&h, html_number(arg->number));
			break;
		}
	}
}

const char *word_plain(const struct word_entry *word, enum lang lang)
{
	must(word->arg_count == 0);
	return form(word, lang, 1)->plain.ptr;
}

ptrdiff_t word_find(const struct word_entry *words, size_t count, struct slice key)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_cmp(key, slice_of(words[middle].key));

		if (order == 0)
			return (ptrdiff_t)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}
