// Made by tools/gen_html.py from letter.txt.
#ifndef YIDAN_TEMPLATES_LETTER_H
#define YIDAN_TEMPLATES_LETTER_H

#include "html/html.h"
#include "views.h"

void letter(struct html *h, const struct view_list *v);

#endif
