// SPDX-License-Identifier: Apache-2.0
// Markdown (CommonMark, by cmark) that officers write, as HTML that is safe whoever wrote it: HTML in it
// stands as text, links lead to http and https alone, pictures become their words, and headings begin below
// those of the page. Any thread; results live in the arena.
#ifndef YIDAN_TEXT_MARKDOWN_H
#define YIDAN_TEXT_MARKDOWN_H

#include "base/arena.h"
#include "base/slice.h"

struct slice text_markdown(struct arena *arena, struct slice markdown);

#endif
