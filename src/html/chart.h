// SPDX-License-Identifier: Apache-2.0
// Charts as SVG: drawn by the server, printed as they are, read by a screen reader by title and description.
// The table with the same numbers stands beside them; a chart never is the only way to a number. Labels stand
// at what they name, there is no legend; axes begin at zero. Colours are classes of the style sheet
// (assets/scss/_figures.scss), so that they are others in the dark and on paper. Pure; one thread.
//
//	struct chart_item items[] = {{.label = SLICE("10月"), .value = 7, .text = SLICE("7")}, …};
//	chart_columns(&out, &(struct chart){.id = "trend", .title = …, .desc = …, .items = items, .count =
// 2});
//	{{ html_raw_trusted(buf_slice(&out)) }}
#ifndef YIDAN_HTML_CHART_H
#define YIDAN_HTML_CHART_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chart_item {
	struct slice label;
	int64_t value;	   // not negative
	struct slice text; // the value as it is shown
	bool is_missing;   // there is no value: the text stands alone ("–")
	bool is_strong;	   // drawn in the strong colour: the one that the page is about
};

struct chart {
	const char *id; // of the element; letters and "-"
	struct slice title, desc;
	const struct chart_item *items;
	size_t count;
	int64_t top; // value of a full column or bar; 0: the largest, rounded up
};

// Standing columns, for what follows one another: months, ages, days.
void chart_columns(struct buf *out, const struct chart *chart);
// Lying bars with names above them, for what stands side by side: units, categories.
void chart_bars(struct buf *out, const struct chart *chart);

// The next of 1, 2, 5, 10, 20, 50 … that is not below a value.
int64_t chart_round_top(int64_t value);

#endif
