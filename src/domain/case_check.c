// SPDX-License-Identifier: Apache-2.0
#include "domain/case_check.h"

#include "domain/limits.h"

#include <string.h>

void refusals_add(struct refusals *refusals, struct refusal refusal)
{
	if (refusals->count < REFUSALS_MAX)
		refusals->items[refusals->count++] = refusal;
}

void refusals_add_field(struct refusals *refusals, const char *field, enum refusal_code code)
{
	refusals_add(refusals, (struct refusal){.code = code, .field = field});
}

// Whether there is nothing in it to be seen: blanks of any script only.
static bool is_blank(struct slice text)
{
	for (size_t i = 0; i < text.len;) {
		struct slice rest = slice_sub(text, i, text.len - i);

		if (memchr(" \t\r\n", text.ptr[i], 4))
			i += 1;
		else if (slice_starts_with(rest, SLICE("\u00a0")))
			i += 2;
		else if (slice_starts_with(rest, SLICE("\u3000")) ||
			 slice_starts_with(rest, SLICE("\u200b")) || slice_starts_with(rest, SLICE("\ufeff")))
			i += 3;
		else
			return false;
	}
	return true;
}

static bool has_control(struct slice text, bool is_one_line)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20 && (is_one_line || (c != '\n' && c != '\t')))
			return true;
		if (c == 0x7f)
			return true;
		// U+0080 … U+009F
		if (c == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static void check(struct refusals *refusals, const char *field, struct slice text, size_t max_chars,
	enum refusal_code missing, bool is_one_line)
{
	size_t length;

	if (is_blank(text)) {
		if (missing != REFUSAL_NONE)
			refusals_add_field(refusals, field, missing);
		else if (has_control(text, is_one_line))
			refusals_add_field(refusals, field, REFUSAL_TEXT_MALFORMED);
		else if (text.len > max_chars)
			refusals_add(refusals, (struct refusal){.code = REFUSAL_TEXT_TOO_LONG,
						       .field = field,
						       .limit = (int64_t)max_chars,
						       .value = (int64_t)text.len});
		return;
	}
	if (!slice_is_utf8(text) || has_control(text, is_one_line)) {
		refusals_add_field(refusals, field, REFUSAL_TEXT_MALFORMED);
		return;
	}
	length = slice_utf8_len(text);
	if (length > max_chars)
		refusals_add(refusals, (struct refusal){.code = REFUSAL_TEXT_TOO_LONG,
					       .field = field,
					       .limit = (int64_t)max_chars,
					       .value = (int64_t)length});
}

void check_line(struct refusals *refusals, const char *field, struct slice text, size_t max_chars,
	enum refusal_code missing)
{
	check(refusals, field, text, max_chars, missing, true);
}

void check_text(struct refusals *refusals, const char *field, struct slice text, size_t max_chars,
	enum refusal_code missing)
{
	check(refusals, field, text, max_chars, missing, false);
}

void check_phone(struct refusals *refusals, const char *field, struct slice phone)
{
	size_t digits = 0;

	if (phone.len == 0)
		return;
	for (size_t i = 0; i < phone.len; i++) {
		if (phone.ptr[i] >= '0' && phone.ptr[i] <= '9') {
			digits++;
		} else if (!memchr(" -()/#*", phone.ptr[i], 7) && !(phone.ptr[i] == '+' && i == 0)) {
			digits = 0;
			break;
		}
	}
	if (phone.len > LIMIT_PHONE_BYTES || digits < LIMIT_PHONE_DIGITS_MIN ||
		digits > LIMIT_PHONE_DIGITS_MAX)
		refusals_add_field(refusals, field, REFUSAL_PHONE_MALFORMED);
}

void check_email(struct refusals *refusals, const char *field, struct slice email)
{
	struct slice local, domain;
	bool is_good;

	if (email.len == 0)
		return;
	// A mailbox is known to work only by writing to it; this catches what cannot be one. UTF-8 is allowed
	// in both parts.
	is_good = email.len <= LIMIT_EMAIL_BYTES && slice_is_utf8(email) && !has_control(email, true) &&
		  slice_cut(email, '@', &local, &domain) && local.len >= 1 && local.len <= 64 &&
		  domain.len >= 3 && slice_find_byte(domain, '@') < 0 && slice_find_byte(domain, '.') > 0 &&
		  domain.ptr[domain.len - 1] != '.' && slice_find(domain, SLICE("..")) < 0;
	for (size_t i = 0; is_good && i < email.len; i++)
		is_good = !memchr(" \"(),:;<>[\\]", email.ptr[i], 12);
	if (!is_good)
		refusals_add_field(refusals, field, REFUSAL_EMAIL_MALFORMED);
}

void check_language(struct refusals *refusals, const char *field, struct slice language)
{
	if (language.len > 0 && !slice_eq_cstr(language, "zh-CN") && !slice_eq_cstr(language, "en"))
		refusals_add_field(refusals, field, REFUSAL_LANGUAGE_UNKNOWN);
}

static int number_at(struct slice text, size_t from, size_t count)
{
	int number = 0;

	for (size_t i = from; i < from + count; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		number = 10 * number + (text.ptr[i] - '0');
	}
	return number;
}

bool day_is_real(struct slice day)
{
	static const int lengths[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, date;

	if (day.len != 10 || day.ptr[4] != '-' || day.ptr[7] != '-')
		return false;
	year = number_at(day, 0, 4);
	month = number_at(day, 5, 2);
	date = number_at(day, 8, 2);
	if (year < 1900 || month < 1 || month > 12 || date < 1)
		return false;
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return date <= 29;
	return date <= lengths[month];
}

void check_day(struct refusals *refusals, const char *field, struct slice day)
{
	if (day.len > 0 && !day_is_real(day))
		refusals_add_field(refusals, field, REFUSAL_DATE_MALFORMED);
}

void check_point(struct refusals *refusals, const char *field, struct point_e7 point)
{
	if (point.lat_e7 < -900000000 || point.lat_e7 > 900000000 || point.long_e7 < -1800000000 ||
		point.long_e7 > 1800000000)
		refusals_add_field(refusals, field, REFUSAL_POINT_MALFORMED);
}
