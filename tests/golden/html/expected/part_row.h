// Made by tools/gen_html.py from part/row.html.
#ifndef YIDAN_TEMPLATES_PART_ROW_H
#define YIDAN_TEMPLATES_PART_ROW_H

#include "html/html.h"
#include "views.h"

void part_row(struct html *h, const struct view_row *row, size_t number);
void part_nothing(struct html *h);

#endif
