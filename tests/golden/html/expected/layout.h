// Made by tools/gen_html.py from layout.html.
#ifndef YIDAN_TEMPLATES_LAYOUT_H
#define YIDAN_TEMPLATES_LAYOUT_H

#include "html/html.h"
#include "views.h"

void layout_page_begin(struct html *h, const struct view_page *page);
void layout_page_end(struct html *h, const struct view_page *page);

#endif
