// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes, times as the two languages write them. Exact forms only: no "recently", no 12-hour clock.
// The order and the words of a date belong together, so they stand here and not in the catalogue of words.
#include "html/html.h"

#include "base/clock.h"

#include <string.h>

#define DASH "\xe2\x80\x93"
#define NBSP "\xc2\xa0"

static const char *const weekdays_zh[] = {
	"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"};
static const char *const weekdays_en[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months_en[] = {"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"};

struct civil {
	int64_t year;
	int month, day, weekday, hour, minute, second;
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool civil_from_days(int64_t days, struct civil *ret)
{
	struct civil c = {0};

	if (days < -719162 || days > 2932896) // 0001-01-01 … 9999-12-31
		return false;
	clock_civil_from_days(days, &c.year, &c.month, &c.day);
	c.weekday = (int)(((days + 4) % 7 + 7) % 7); // 1970-01-01 was a Thursday
	*ret = c;
	return true;
}

static bool civil_from_time(const struct html *h, int64_t at_us, struct civil *ret)
{
	int offset_min = h->zone.offset_at ? h->zone.offset_at(at_us, h->zone.data) : h->zone.offset_min;
	int64_t seconds = floor_div(at_us, US_PER_SECOND);
	int64_t minutes = floor_div(seconds, 60) + offset_min;
	int64_t days = floor_div(minutes, 24 * 60);
	int minute_of_day = (int)(minutes - days * 24 * 60);

	if (!civil_from_days(days, ret))
		return false;
	ret->hour = minute_of_day / 60;
	ret->minute = minute_of_day % 60;
	ret->second = (int)(seconds - floor_div(seconds, 60) * 60);
	return true;
}

// A list page holds a hundred dates, and printf would be most of its cost; hence no printf here.
static void put_digits(struct buf *out, int64_t value, int digits)
{
	char text[8];

	for (int i = digits; i-- > 0; value /= 10)
		text[i] = (char)('0' + value % 10);
	buf_put(out, text, (size_t)digits);
}

static void put_clock(struct buf *out, const struct civil *c)
{
	put_digits(out, c->hour, 2);
	buf_put_byte(out, ':');
	put_digits(out, c->minute, 2);
}

static void put_year_month_zh(struct buf *out, const struct civil *c)
{
	buf_put_i64(out, c->year);
	BUF_PUT_LIT(out, "年");
	buf_put_i64(out, c->month);
	BUF_PUT_LIT(out, "月");
}

static void put_date_zh(struct buf *out, const struct civil *c)
{
	put_year_month_zh(out, c);
	buf_put_i64(out, c->day);
	BUF_PUT_LIT(out, "日 ");
	buf_put_cstr(out, weekdays_zh[c->weekday]);
}

static void put_day_month_en(struct buf *out, const struct civil *c)
{
	buf_put_i64(out, c->day);
	buf_put_byte(out, ' ');
	buf_put(out, months_en[c->month - 1], 3);
}

static void put_date_en(struct buf *out, const struct civil *c)
{
	buf_put_cstr(out, weekdays_en[c->weekday]);
	buf_put_byte(out, ' ');
	put_day_month_en(out, c);
	buf_put_byte(out, ' ');
	buf_put_i64(out, c->year);
}

static void put_words_zh(struct buf *out, const struct civil *c, enum html_time_form form)
{
	switch (form) {
	case HTML_TIME_FULL:
		put_date_zh(out, c);
		buf_put_byte(out, ' ');
		put_clock(out, c);
		break;
	case HTML_TIME_DATE:
		put_date_zh(out, c);
		break;
	case HTML_TIME_SHORT:
		buf_put_i64(out, c->month);
		BUF_PUT_LIT(out, "月");
		buf_put_i64(out, c->day);
		BUF_PUT_LIT(out, "日 ");
		put_clock(out, c);
		break;
	case HTML_TIME_CLOCK:
		put_clock(out, c);
		break;
	case HTML_TIME_MONTH:
		put_year_month_zh(out, c);
		break;
	}
}

static void put_words_en(struct buf *out, const struct civil *c, enum html_time_form form)
{
	switch (form) {
	case HTML_TIME_FULL:
		put_date_en(out, c);
		BUF_PUT_LIT(out, ", ");
		put_clock(out, c);
		break;
	case HTML_TIME_DATE:
		put_date_en(out, c);
		break;
	case HTML_TIME_SHORT:
		put_day_month_en(out, c);
		BUF_PUT_LIT(out, ", ");
		put_clock(out, c);
		break;
	case HTML_TIME_CLOCK:
		put_clock(out, c);
		break;
	case HTML_TIME_MONTH:
		buf_put_cstr(out, months_en[c->month - 1]);
		buf_put_byte(out, ' ');
		buf_put_i64(out, c->year);
		break;
	}
}

static void put_words(struct html *h, const struct civil *c, enum html_time_form time_form)
{
	switch (h->lang) {
	case LANG_ZH_CN:
		put_words_zh(h->out, c, time_form);
		break;
	case LANG_EN:
		put_words_en(h->out, c, time_form);
		break;
	}
}

void html_put_time_words(struct html *h, struct html_time time)
{
	struct civil c;

	if (civil_from_time(h, time.at_us, &c))
		put_words(h, &c, time.form);
	else
		BUF_PUT_LIT(h->out, DASH);
}

// "2026-11-23", "2026-11"
static void put_machine_date(struct buf *out, const struct civil *c, bool with_day)
{
	put_digits(out, c->year, 4);
	buf_put_byte(out, '-');
	put_digits(out, c->month, 2);
	if (with_day) {
		buf_put_byte(out, '-');
		put_digits(out, c->day, 2);
	}
}

void html_put_time(struct html *h, struct html_time time)
{
	static const struct html utc;
	struct civil local, c;

	if (!civil_from_time(h, time.at_us, &local) || !civil_from_time(&utc, time.at_us, &c)) {
		BUF_PUT_LIT(h->out, DASH);
		return;
	}
	BUF_PUT_LIT(h->out, "<time datetime=\"");
	if (time.form == HTML_TIME_DATE || time.form == HTML_TIME_MONTH) {
		put_machine_date(h->out, &local, time.form == HTML_TIME_DATE);
	} else {
		put_machine_date(h->out, &c, true);
		buf_put_byte(h->out, 'T');
		put_clock(h->out, &c);
		buf_put_byte(h->out, ':');
		put_digits(h->out, c.second, 2);
		buf_put_byte(h->out, 'Z');
	}
	BUF_PUT_LIT(h->out, "\">");
	put_words(h, &local, time.form);
	BUF_PUT_LIT(h->out, "</time>");
}

void html_put_day_words(struct html *h, struct html_day day)
{
	struct civil c;

	if (civil_from_days(day.days, &c))
		put_words(h, &c, HTML_TIME_DATE);
	else
		BUF_PUT_LIT(h->out, DASH);
}

void html_put_day(struct html *h, struct html_day day)
{
	struct civil c;

	if (!civil_from_days(day.days, &c)) {
		BUF_PUT_LIT(h->out, DASH);
		return;
	}
	BUF_PUT_LIT(h->out, "<time datetime=\"");
	put_machine_date(h->out, &c, true);
	BUF_PUT_LIT(h->out, "\">");
	put_words(h, &c, HTML_TIME_DATE);
	BUF_PUT_LIT(h->out, "</time>");
}

static void put_grouped(struct buf *out, uint64_t magnitude, bool is_negative)
{
	char digits[32];
	char *p = digits + sizeof(digits);
	int written = 0;

	do {
		if (written && written % 3 == 0)
			*--p = ',';
		*--p = (char)('0' + magnitude % 10);
		magnitude /= 10;
		written++;
	} while (magnitude);
	if (is_negative)
		*--p = '-';
	buf_put(out, p, (size_t)(digits + sizeof(digits) - p));
}

void html_put_grouped_u64(struct html *h, uint64_t value)
{
	put_grouped(h->out, value, false);
}

void html_put_grouped_i64(struct html *h, int64_t value)
{
	put_grouped(h->out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
}

void html_put_number(struct html *h, struct html_number number)
{
	html_put_grouped_i64(h, number.value);
}

void html_put_percent(struct html *h, struct html_percent percent)
{
	if (percent.whole <= 0) {
		BUF_PUT_LIT(h->out, DASH);
		return;
	}
	html_put_number(h, html_number((int64_t)((__int128)percent.part * 200 / percent.whole + 1) >> 1));
	buf_put_byte(h->out, '%');
}

void html_put_size(struct html *h, struct html_size size)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	int64_t unit_bytes = 1000, tenths;
	size_t unit = 0;

	if (size.bytes < 1000) {
		html_put_number(h, html_number(size.bytes));
		BUF_PUT_LIT(h->out, NBSP "B");
		return;
	}
	// What rounds to 1,000 of one unit is 1 of the next.
	while (size.bytes >= unit_bytes * 1000 - unit_bytes / 2 && unit + 1 < ARRAY_LEN(units)) {
		unit_bytes *= 1000;
		unit++;
	}
	tenths = (size.bytes - unit_bytes / 20) / (unit_bytes / 10) + 1; // rounded half up
	if (tenths < 100 && tenths % 10)
		buf_printf(h->out, "%d.%d", (int)(tenths / 10), (int)(tenths % 10));
	else
		html_put_number(h, html_number((size.bytes - unit_bytes / 2) / unit_bytes + 1));
	BUF_PUT_LIT(h->out, NBSP);
	buf_put_cstr(h->out, units[unit]);
}

static void put_unit(struct html *h, int64_t count, const char *zh, const char *en)
{
	html_put_number(h, html_number(count));
	switch (h->lang) {
	case LANG_ZH_CN:
		buf_put_cstr(h->out, zh);
		break;
	case LANG_EN:
		buf_put_byte(h->out, ' ');
		buf_put_cstr(h->out, en);
		if (count != 1)
			buf_put_byte(h->out, 's');
		break;
	}
}

void html_put_duration(struct html *h, struct html_duration duration)
{
	int64_t minutes = duration.us / US_PER_MINUTE;
	int64_t days, hours;

	if (minutes < 0)
		minutes = -minutes;
	days = minutes / (24 * 60);
	hours = minutes / 60 % 24;
	minutes %= 60;
	if (!days && !hours && !minutes) {
		buf_put_cstr(h->out, h->lang == LANG_ZH_CN ? "不到1分钟" : "less than a minute");
		return;
	}
	if (days)
		put_unit(h, days, "天", "day");
	if (days && hours && h->lang == LANG_EN)
		buf_put_byte(h->out, ' ');
	if (hours)
		put_unit(h, hours, "小时", "hour");
	if (!days && hours && minutes && h->lang == LANG_EN)
		buf_put_byte(h->out, ' ');
	if (!days && minutes)
		put_unit(h, minutes, "分钟", "minute");
}
