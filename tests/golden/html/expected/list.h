// Made by tools/gen_html.py from list.html.
#ifndef YIDAN_TEMPLATES_LIST_H
#define YIDAN_TEMPLATES_LIST_H

#include "html/html.h"
#include "views.h"

void page_list(struct html *h, const struct view_list *v);

#endif
