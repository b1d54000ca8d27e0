// Made by tools/gen_html.py from part/row.html.
#include "templates/part_row.h"
#include "po/words.h"

void part_row(struct html *h, const struct view_row *row, size_t number)
{
	(void)h;
	(void)row;
	(void)number;
	html_lit(h, "<li class=\"row\"><a href=\"/c/");
#line 5 "templates/part/row.html"
	html_put_url_part(h, row->code);
	html_lit(h, "?from=list&amp;n=");
#line 5 "templates/part/row.html"
	html_put_url_part(h, number);
	html_lit(h, "\" title=\"");
	{
#line 5 "templates/part/row.html"
		struct word_walk walk1 = word_walk_html(&words[WORD_LIST_DUE_BY], h->lang, 1, 2);
		for (int slot1; (slot1 = word_next(&walk1, h->out)) >= 0;)
			switch (slot1) {
			case 0:
#line 5 "templates/part/row.html"
				html_put_flat_arg(h, row->unit_name);
				break;
			case 1:
#line 5 "templates/part/row.html"
				html_put_flat_arg(h, html_time(row->due_at));
				break;
			}
	}
	html_lit(h, "\">");
#line 6 "templates/part/row.html"
	html_put_text(h, row->title);
	html_lit(h, "</a> ");
#line 8 "templates/part/row.html"
	switch (row->state) {
#line 9 "templates/part/row.html"
	case FIXTURE_OPEN: {
		html_lit(h, "<b>");
#line 10 "templates/part/row.html"
		html_word(h, &words[(row->state_word)]);
		html_lit(h, "</b> ");
		{
#line 11 "templates/part/row.html"
			struct word_walk walk2 = word_walk_html(&words[WORD_LIST_DUE_BY], h->lang, 1, 2);
			for (int slot2; (slot2 = word_next(&walk2, h->out)) >= 0;)
				switch (slot2) {
				case 0:
#line 11 "templates/part/row.html"
					html_put_text_arg(h, row->unit_name);
					break;
				case 1:
#line 11 "templates/part/row.html"
					html_put_text_arg(h, html_time(row->due_at));
					break;
				}
		}
		html_lit(h, " ");
		break;
	}
#line 12 "templates/part/row.html"
	case FIXTURE_CLOSED: {
		html_lit(h, "<i>");
#line 13 "templates/part/row.html"
		html_word(h, &words[(row->state_word)]);
		html_lit(h, "</i> ");
		break;
	}
	}
	html_lit(h, "</li>");
}

void part_nothing(struct html *h)
{
	(void)h;
	html_lit(h, "<p>");
#line 18 "templates/part/row.html"
	html_word(h, &words[WORD_LIST_EMPTY]);
	html_lit(h, "</p>");
}
