// Made by tools/gen_html.py from letter.txt.
#include "templates/letter.h"
#include "po/words.h"

void letter(struct html *h, const struct view_list *v)
{
	(void)h;
	(void)v;
#line 5 "templates/letter.txt"
	html_put_plain(h, v->text);
	html_lit(h, ",\n\n");
#line 7 "templates/letter.txt"
	for (size_t row_index = 0, row_count = (size_t)(v->row_count); row_index < row_count; row_index++) {
#line 7 "templates/letter.txt"
		const struct view_row *row = &(v->rows)[row_index];
		(void)row;
		html_lit(h, "- ");
#line 8 "templates/letter.txt"
		html_put_plain(h, row->title);
		html_lit(h, ": ");
		{
#line 8 "templates/letter.txt"
			struct word_walk walk1 = word_walk_plain(&words[WORD_LIST_DUE_BY], h->lang, 1, 2);
			for (int slot1; (slot1 = word_next(&walk1, h->out)) >= 0;)
				switch (slot1) {
				case 0:
#line 8 "templates/letter.txt"
					html_put_plain_arg(h, row->unit_name);
					break;
				case 1:
#line 8 "templates/letter.txt"
					html_put_plain_arg(h, html_time(row->due_at));
					break;
				}
		}
		html_lit(h, "\n");
	}
#line 10 "templates/letter.txt"
	html_word_plain(h, &words[WORD_SITE_NAME]);
	html_lit(h, " & <");
	{
#line 10 "templates/letter.txt"
		const int64_t n2 = (int64_t)(v->row_count);
#line 10 "templates/letter.txt"
		struct word_walk walk2 = word_walk_plain(&words[WORD_LIST_COUNT], h->lang, n2, 1);
		for (int slot2; (slot2 = word_next(&walk2, h->out)) >= 0;)
			switch (slot2) {
			case 0:
#line 10 "templates/letter.txt"
				html_put_plain_arg(h, html_number(n2));
				break;
			}
	}
	html_lit(h, ">\n");
}
