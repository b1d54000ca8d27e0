// Made by tools/gen_html.py from layout.html.
#include "templates/layout.h"
#include "po/words.h"
#include "assets/assets.h"

void layout_page_begin(struct html *h, const struct view_page *page)
{
	(void)h;
	(void)page;
	html_lit(h, "<!doctype html><html lang=\"");
#line 6 "templates/layout.html"
	html_put_flat(h, lang_tag(h->lang));
	html_lit(h, "\"><head><meta charset=\"utf-8\"><title>");
#line 9 "templates/layout.html"
	html_put_flat(h, page->title);
	html_lit(h, " · ");
#line 9 "templates/layout.html"
	html_word(h, &words[WORD_SITE_NAME]);
	html_lit(h, "</title><link rel=\"stylesheet\" href=\"");
#line 10 "templates/layout.html"
	buf_put_slice(h->out, assets[ASSET_APP_CSS].url);
	html_lit(h, "\"></head><body class=\"page");
#line 12 "templates/layout.html"
	if (page->is_wide) {
		html_lit(h, " page-wide");
	}
	html_lit(h, "\"><header><a href=\"/\">");
#line 14 "templates/layout.html"
	html_word(h, &words[WORD_SITE_HOME]);
	html_lit(h, "</a></header><main id=\"main\">");
}

void layout_page_end(struct html *h, const struct view_page *page)
{
	(void)h;
	(void)page;
	html_lit(h, "</main></body></html>");
}
