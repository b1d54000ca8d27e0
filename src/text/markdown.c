// SPDX-License-Identifier: Apache-2.0
#include "text/markdown.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#define TOP_LEVEL 2 // of headings: the page has the first
#define LEVEL_MAX 6

static void unwrap(cmark_node *node)
{
	cmark_node *child;

	while ((child = cmark_node_first_child(node)))
		cmark_node_insert_before(node, child);
	cmark_node_free(node);
}

// What is HTML to Markdown is words to us.
static void as_words(cmark_node *node, bool is_block)
{
	cmark_node *words = cmark_node_new(CMARK_NODE_TEXT), *around = words;

	cmark_node_set_literal(words, cmark_node_get_literal(node));
	if (is_block) {
		around = cmark_node_new(CMARK_NODE_PARAGRAPH);
		cmark_node_append_child(around, words);
	}
	cmark_node_insert_before(node, around);
	cmark_node_free(node);
}

static bool is_web(const char *url)
{
	return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
}

static void heading(cmark_node *node)
{
	int level = cmark_node_get_heading_level(node) + TOP_LEVEL - 1;

	cmark_node_set_heading_level(node, level > LEVEL_MAX ? LEVEL_MAX : level);
}

// On leaving a node all that is in it is done, and it may go.
static void make_safe(cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
			as_words(node, type == CMARK_NODE_HTML_BLOCK);
		else if (event == CMARK_EVENT_EXIT &&
			 (type == CMARK_NODE_IMAGE ||
				 (type == CMARK_NODE_LINK && !is_web(cmark_node_get_url(node)))))
			unwrap(node);
		else if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_HEADING)
			heading(node);
	}
	cmark_iter_free(iter);
}

struct slice text_markdown(struct arena *arena, struct slice markdown)
{
	cmark_node *root = cmark_parse_document(
		markdown.ptr ? markdown.ptr : "", markdown.len, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
	struct slice ret;
	char *html;

	make_safe(root);
	html = cmark_render_html(root,
		CMARK_OPT_DEFAULT); // without CMARK_OPT_UNSAFE: raw HTML and odd links are left out, too
	ret = slice_of(arena_strdup(arena, html));
	free(html);
	cmark_node_free(root);
	return ret;
}
