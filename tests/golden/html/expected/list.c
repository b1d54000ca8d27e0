// Made by tools/gen_html.py from list.html.
#include "templates/list.h"
#include "templates/layout.h"
#include "templates/part_row.h"
#include "po/words.h"
#include "assets/assets.h"

void page_list(struct html *h, const struct view_list *v)
{
	(void)h;
	(void)v;
#line 4 "templates/list.html"
	layout_page_begin(h, &v->page);
	{
		html_lit(h, "<h1>");
#line 5 "templates/list.html"
		html_word(h, &words[WORD_LIST_TITLE]);
		html_lit(h, "</h1><p>");
		{
#line 7 "templates/list.html"
			const int64_t n1 = (int64_t)(v->row_count);
#line 7 "templates/list.html"
			struct word_walk walk1 = word_walk_html(&words[WORD_LIST_COUNT], h->lang, n1, 1);
			for (int slot1; (slot1 = word_next(&walk1, h->out)) >= 0;)
				switch (slot1) {
				case 0:
#line 7 "templates/list.html"
					html_put_text_arg(h, html_number(n1));
					break;
				}
		}
		html_lit(h, " <svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
#line 8 "templates/list.html"
		buf_put_slice(h->out, assets[ASSET_ICONS_SVG].url);
		html_lit(h, "#check\"/></svg> <span translate=\"no\">Yidan</span></p>");
#line 11 "templates/list.html"
		if (v->row_count > 0) {
			html_lit(h, "<ul>");
#line 13 "templates/list.html"
			for (size_t row_index = 0, row_count = (size_t)(v->row_count); row_index < row_count; row_index++) {
#line 13 "templates/list.html"
				const struct view_row *row = &(v->rows)[row_index];
				(void)row;
#line 14 "templates/list.html"
				part_row(h, row, row_index + 1);
			}
			html_lit(h, "</ul>");
		} else {
#line 18 "templates/list.html"
			part_nothing(h);
		}
		html_lit(h, "<form action=\"/list\" method=\"get\"><label for=\"text\">");
#line 21 "templates/list.html"
		html_word(h, &words[WORD_FORM_TEXT]);
		html_lit(h, "</label> <input id=\"text\" name=\"q\" value=\"");
#line 22 "templates/list.html"
		html_put_flat(h, v->query);
		html_lit(h, "\"");
#line 22 "templates/list.html"
		if (v->is_on) {
			html_lit(h, " aria-describedby=\"note\"");
		}
		html_lit(h, "> <input type=\"checkbox\" name=\"on\" aria-label=\"");
#line 23 "templates/list.html"
		html_word(h, &words[WORD_FORM_TEXT]);
		html_lit(h, "\"");
#line 23 "templates/list.html"
		if (v->is_on) {
			html_lit(h, " checked");
		}
		html_lit(h, "> <textarea name=\"text\" aria-label=\"");
#line 24 "templates/list.html"
		html_word(h, &words[WORD_FORM_TEXT]);
		html_lit(h, "\">\n");
#line 24 "templates/list.html"
		html_put_flat(h, v->text);
		html_lit(h, "</textarea></form><pre>\n");
#line 26 "templates/list.html"
		html_put_text(h, v->text);
		html_lit(h, "\n  1  &lt;  2</pre><div id=\"note\">");
#line 28 "templates/list.html"
		html_put_text(h, v->note);
		html_lit(h, "</div><a href=\"");
#line 29 "templates/list.html"
		html_put_url(h, v->next);
		html_lit(h, "\">");
#line 29 "templates/list.html"
		html_put_text(h, v->query);
		html_lit(h, "</a><p>");
		{
#line 31 "templates/list.html"
			struct word_walk walk2 = word_walk_html(&words[WORD_LIST_AGREE], h->lang, 1, 2);
			for (int slot2; (slot2 = word_next(&walk2, h->out)) >= 0;)
				switch (slot2) {
				case 0: {
					html_lit(h, "<a href=\"/rules\">");
					break;
				}
				case 0 + WORD_CLOSES: {
					html_lit(h, "</a>");
					break;
				}
				case 1:
#line 31 "templates/list.html"
					html_put_text_arg(h, v->row_count);
					break;
				}
		}
		html_lit(h, "</p>");
	}
#line 4 "templates/list.html"
	layout_page_end(h, &v->page);
}
