// SPDX-License-Identifier: Apache-2.0
#include "html/chart.h"

#include "html/html.h"

// In units of the drawing: 360 wide, so that on a small telephone a unit is about a pixel.
#define WIDTH	      360
#define COLUMN_AREA   130 // height of the full column
#define COLUMN_TOP    20  // room for the text above it
#define COLUMN_LABELS 22
#define COLUMN_MOST   900 // tenths; few columns are no walls
#define GAP_PARTS     4	  // of a column's room, one part in so many is left free
#define BAR_STEP      38
#define BAR_HEIGHT    14
#define BAR_LABEL     13 // baseline of the name
#define BAR_TEXT      56 // room behind the longest bar
#define SMALL_CHARS   4	 // a longer text above a narrow column is smaller
#define NARROW	      300

int64_t chart_round_top(int64_t value)
{
	int64_t step = 1;

	while (step < INT64_MAX / 10) {
		if (value <= step)
			return step;
		if (value <= step * 2)
			return step * 2;
		if (value <= step * 5)
			return step * 5;
		step *= 10;
	}
	return value;
}

static int64_t top_of(const struct chart *chart)
{
	int64_t largest = 0;

	if (chart->top)
		return chart->top;
	for (size_t i = 0; i < chart->count; i++) {
		if (!chart->items[i].is_missing && chart->items[i].value > largest)
			largest = chart->items[i].value;
	}
	return chart_round_top(largest);
}

// Of `full`, in tenths so that small values are not rounded away.
static int64_t tenths(int64_t value, int64_t top, int64_t full)
{
	if (value > top)
		value = top;
	return (int64_t)((double)value * (double)full * 10 / (double)top + 0.5);
}

static void put_tenths(struct buf *out, int64_t value)
{
	buf_printf(out, "%lld.%lld", (long long)(value / 10), (long long)(value % 10));
}

static void put_text(struct buf *out, const char *class, int64_t x_tenths, int64_t y, const char *anchor,
	struct slice text)
{
	buf_printf(out, "<text class=\"%s\" x=\"", class);
	put_tenths(out, x_tenths);
	buf_printf(out, "\" y=\"%lld\" text-anchor=\"%s\">", (long long)y, anchor);
	html_escape(out, text);
	buf_put_cstr(out, "</text>");
}

static void put_rect(
	struct buf *out, const struct chart_item *item, int64_t x, int64_t y, int64_t width, int64_t height)
{
	buf_printf(out, "<rect class=\"%s\" x=\"", item->is_strong ? "chart-strong" : "chart-fill");
	put_tenths(out, x);
	buf_put_cstr(out, "\" y=\"");
	put_tenths(out, y);
	buf_put_cstr(out, "\" width=\"");
	put_tenths(out, width);
	buf_put_cstr(out, "\" height=\"");
	put_tenths(out, height);
	buf_put_cstr(out, "\"/>");
}

static void begin(struct buf *out, const struct chart *chart, int64_t height)
{
	buf_printf(out,
		"<svg class=\"chart\" viewBox=\"0 0 %d %lld\" role=\"img\" aria-labelledby=\"%s-title "
		"%s-desc\"><title id=\"%s-title\">",
		WIDTH, (long long)height, chart->id, chart->id, chart->id);
	html_escape(out, chart->title);
	buf_printf(out, "</title><desc id=\"%s-desc\">", chart->id);
	html_escape(out, chart->desc);
	buf_put_cstr(out, "</desc>");
}

static size_t chars_of(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return count;
}

void chart_columns(struct buf *out, const struct chart *chart)
{
	int64_t top = top_of(chart), base = COLUMN_TOP + COLUMN_AREA, width;
	int64_t room = chart->count ? WIDTH * 10 / (int64_t)chart->count : 0;

	room = room > COLUMN_MOST ? COLUMN_MOST : room;
	width = room - room / GAP_PARTS;
	begin(out, chart, base + COLUMN_LABELS);
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_item *item = &chart->items[i];
		int64_t height = item->is_missing ? 0 : tenths(item->value, top, COLUMN_AREA);
		int64_t x = room * (int64_t)i, middle = x + room / 2;
		bool is_small = room < NARROW && chars_of(item->text) > SMALL_CHARS;

		if (height > 0)
			put_rect(out, item, x + (room - width) / 2, base * 10 - height, width, height);
		put_text(out, is_small ? "chart-value chart-small" : "chart-value", middle,
			base - (height + 9) / 10 - 5, "middle", item->text);
		put_text(out, "chart-label", middle, base + 15, "middle", item->label);
	}
	buf_printf(out, "<path class=\"chart-axis\" d=\"M0 %lld.5H%d\"/></svg>", (long long)base, WIDTH);
}

void chart_bars(struct buf *out, const struct chart *chart)
{
	int64_t top = top_of(chart);

	begin(out, chart, (int64_t)chart->count * BAR_STEP + 4);
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_item *item = &chart->items[i];
		int64_t width = item->is_missing ? 0 : tenths(item->value, top, WIDTH - BAR_TEXT);
		int64_t y = (int64_t)i * BAR_STEP;

		put_text(out, "chart-label", 0, y + BAR_LABEL, "start", item->label);
		if (width > 0)
			put_rect(out, item, 0, (y + BAR_LABEL + 5) * 10, width, BAR_HEIGHT * 10);
		put_text(out, "chart-value", width + 50, y + BAR_LABEL + BAR_HEIGHT + 3, "start", item->text);
	}
	buf_printf(out, "<path class=\"chart-axis\" d=\"M0.5 0V%lld\"/></svg>",
		(long long)chart->count * BAR_STEP);
}
