// SPDX-License-Identifier: Apache-2.0
#include "text/check.h"

#include "base/clock.h"
#include "base/err.h"
#include "text/scan.h"

#include <stdio.h>
#include <string.h>

#define CREDIT_CODE_LEN	 18
#define IDENTITY_LEN	 18
#define PHONE_DIGITS_MAX 20
#define EMAIL_MAX	 254
#define EMAIL_LOCAL_MAX	 64
#define LABEL_MAX	 63

// ---- Codes with check digits
// ---------------------------------------------------------------------------------------

int text_credit_code_parse(struct slice text, char out[TEXT_CREDIT_CODE_BYTES])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weights[CREDIT_CODE_LEN - 1] = {
		1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
	char code[TEXT_CREDIT_CODE_BYTES] = "";
	int count = 0, sum = 0;

	text = slice_trim(text);
	for (size_t i = 0, len; i < text.len; i += len) {
		int digit = scan_digit_at(text, i, &len);
		char c = digit >= 0 ? (char)('0' + digit) : scan_letter_at(text, i, &len);
		const char *place;

		if (!c && text.ptr[i] == ' ') {
			len = 1; // written in groups
			continue;
		}
		place = c ? strchr(alphabet, c) : NULL;
		if (!place || count == CREDIT_CODE_LEN)
			return ERR_INVALID;
		if (count < CREDIT_CODE_LEN - 1)
			sum += (int)(place - alphabet) * weights[count];
		code[count++] = c;
	}
	if (count != CREDIT_CODE_LEN || code[CREDIT_CODE_LEN - 1] != alphabet[(31 - sum % 31) % 31])
		return ERR_INVALID;
	memcpy(out, code, sizeof(code));
	return 0;
}

static int number_at(struct slice digits, size_t from, size_t len)
{
	int value = 0;

	for (size_t i = from; i < from + len; i++) {
		if (i >= digits.len || digits.ptr[i] < '0' || digits.ptr[i] > '9')
			return -1;
		value = value * 10 + (digits.ptr[i] - '0');
	}
	return value;
}

static bool is_date(int year, int month, int day)
{
	int64_t year_back;
	int month_back, day_back;

	if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	clock_civil_from_days(clock_days_from_civil(year, month, day), &year_back, &month_back, &day_back);
	return day_back == day;
}

bool text_is_date(struct slice digits)
{
	return digits.len == 8 &&
	       is_date(number_at(digits, 0, 4), number_at(digits, 4, 2), number_at(digits, 6, 2));
}

// GB/T 2260: the first two digits are a province; 9x are foreigners with a permanent residence.
static bool is_province(int two)
{
	return (two >= 11 && two <= 15) || (two >= 21 && two <= 23) || (two >= 31 && two <= 37) ||
	       (two >= 41 && two <= 46) || (two >= 50 && two <= 54) || (two >= 61 && two <= 65) ||
	       two == 71 || (two >= 81 && two <= 83) || (two >= 91 && two <= 99);
}

bool text_is_identity_shaped(struct slice s)
{
	if (s.len != IDENTITY_LEN || number_at(s, 0, 6) < 0 || number_at(s, 14, 3) < 0 ||
		!is_province(number_at(s, 0, 2)))
		return false;
	if (number_at(s, 17, 1) < 0 && (s.ptr[17] | 0x20) != 'x')
		return false;
	return is_date(number_at(s, 6, 4), number_at(s, 10, 2), number_at(s, 12, 2));
}

bool text_is_identity_number(struct slice s)
{
	static const int weights[IDENTITY_LEN - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	if (!text_is_identity_shaped(s))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(weights); i++)
		sum += (s.ptr[i] - '0') * weights[i];
	return "10X98765432"[sum % 11] == (s.ptr[17] == 'x' ? 'X' : s.ptr[17]);
}

bool text_is_old_identity_number(struct slice s)
{
	return s.len == 15 && number_at(s, 0, 6) >= 0 && number_at(s, 12, 3) >= 0 &&
	       is_province(number_at(s, 0, 2)) && number_at(s, 6, 2) >= 0 &&
	       is_date(1900 + number_at(s, 6, 2), number_at(s, 8, 2), number_at(s, 10, 2));
}

bool text_is_luhn(struct slice digits)
{
	int sum = 0;

	for (size_t i = 0; i < digits.len; i++) {
		int digit = number_at(digits, digits.len - 1 - i, 1);

		if (digit < 0)
			return false;
		if (i % 2)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return digits.len > 0 && sum % 10 == 0;
}

// ---- Telephone numbers
// --------------------------------------------------------------------------------------------

struct phone {
	char digits[PHONE_DIGITS_MAX + 1];
	int count;
	char extension[6];
	bool plus;
};

// Digits of text from byte *at on, separators passed over: false where there are too many.
static bool read_digits(struct slice text, size_t *at, char *digits, int max)
{
	int count = 0;

	while (*at < text.len) {
		size_t len;
		int digit = scan_digit_at(text, *at, &len);

		if (digit >= 0) {
			if (count == max)
				return false;
			digits[count++] = (char)('0' + digit);
		} else if (!(len = scan_invisible_at(text, *at)) &&
			   scan_separator_at(text, *at, &len) == SCAN_SEPARATOR_NONE) {
			break;
		}
		*at += len;
	}
	digits[count] = '\0';
	return true;
}

static bool read_phone(struct slice text, struct phone *p)
{
	static const char *const words[] = {"转", "分机", "ext.", "ext", "Ext.", "Ext", "EXT", "x", "X", "#"};
	static const char *const pluses[] = {"+", "＋", "(+", "（+"};
	size_t at = 0;

	*p = (struct phone){0};
	text = slice_trim(text);
	for (size_t i = 0; i < ARRAY_LEN(pluses) && !p->plus; i++) {
		if (slice_starts_with(text, slice_of(pluses[i]))) {
			p->plus = true;
			at = strlen(pluses[i]);
		}
	}
	if (!read_digits(text, &at, p->digits, PHONE_DIGITS_MAX))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words) && at < text.len; i++) {
		struct slice word = slice_of(words[i]);

		if (slice_starts_with(slice_sub(text, at, text.len), word)) {
			at += word.len;
			if (!read_digits(text, &at, p->extension, (int)sizeof(p->extension) - 1) ||
				!p->extension[0])
				return false;
			break;
		}
	}
	p->count = (int)strlen(p->digits);
	return at == text.len && p->count > 0;
}

// National digits without a leading 0: a mobile number, or area code and subscriber.
static bool is_chinese_number(const char *d, int count)
{
	if (d[0] == '1' && d[1] >= '3')
		return count == 11;
	if (d[0] == '1')
		return d[1] == '0' && count == 10; // Beijing
	if (d[0] == '2')
		return d[1] != '6' && count == 10;
	return d[0] >= '3' && d[0] <= '9' && (count == 10 || count == 11);
}

static int write_phone(
	const char *country, const char *digits, const char *extension, char out[TEXT_PHONE_BYTES])
{
	snprintf(out, TEXT_PHONE_BYTES, "%s%s%s%s", country, digits, extension[0] ? "x" : "", extension);
	return 0;
}

int text_phone_parse(struct slice text, const char *area_code, char out[TEXT_PHONE_BYTES])
{
	char with_area[PHONE_DIGITS_MAX + 8];
	const char *d;
	struct phone p;

	if (!read_phone(text, &p))
		return ERR_INVALID;
	d = p.digits;
	if (p.plus && strncmp(d, "86", 2) != 0)
		return d[0] != '0' && p.count >= 7 && p.count <= 15 ? write_phone("+", d, p.extension, out)
								    : ERR_INVALID;
	if (p.plus)
		d += 2;
	else if (strncmp(d, "0086", 4) == 0)
		d += 4;
	else if (strncmp(d, "86", 2) == 0 && d[2] == '1' && p.count == 13)
		d += 2;
	else if (strncmp(d, "00", 2) == 0)
		return ERR_INVALID; // another country without its +
	else if (d[0] != '0' && p.count <= 8 && p.count >= 7 && d[0] >= '2' && d[0] <= '8') {
		if (!area_code)
			return ERR_INVALID;
		snprintf(with_area, sizeof(with_area), "%.6s%s", area_code, d);
		d = with_area;
	} else if ((p.count == 10 && (strncmp(d, "400", 3) == 0 || strncmp(d, "800", 3) == 0)) ||
		   (p.count >= 3 && p.count <= 6 &&
			   (d[0] == '1' || strncmp(d, "95", 2) == 0 || strncmp(d, "96", 2) == 0)))
		return write_phone("", d, p.extension, out);
	else if (d[0] != '0' && !(d[0] == '1' && d[1] >= '3'))
		return ERR_INVALID; // an area code begins with 0
	if (d[0] == '0')
		d++;
	if (!is_chinese_number(d, (int)strlen(d)))
		return ERR_INVALID;
	return write_phone("+86", d, p.extension, out);
}

// ---- E-mail
// -------------------------------------------------------------------------------------------------------

static bool is_local_part(struct slice s)
{
	if (s.len == 0 || s.len > EMAIL_LOCAL_MAX || s.ptr[0] == '.' || s.ptr[s.len - 1] == '.' ||
		slice_find(s, SLICE("..")) >= 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c <= ' ' || c == 0x7F || strchr("()<>[]:;@\\,\"", c))
			return false;
	}
	return true;
}

static bool is_host_name(struct slice s)
{
	int labels = 0;

	while (s.len) {
		struct slice label;
		bool more = slice_cut(s, '.', &label, &s);

		if (label.len == 0 || label.len > LABEL_MAX || label.ptr[0] == '-' ||
			label.ptr[label.len - 1] == '-' || (more && s.len == 0))
			return false;
		for (size_t i = 0; i < label.len; i++) {
			unsigned char c = (unsigned char)label.ptr[i];

			if (c < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
				!(c >= '0' && c <= '9') && c != '-')
				return false;
		}
		labels++;
		if (!more && (label.len < 2 || (label.ptr[0] >= '0' && label.ptr[0] <= '9')))
			return false;
	}
	return labels >= 2;
}

int text_email_parse(struct slice text, char out[TEXT_EMAIL_BYTES])
{
	struct slice local, host;

	text = slice_trim(text);
	if (text.len > EMAIL_MAX || !slice_is_utf8(text) || !slice_cut(text, '@', &local, &host) ||
		!is_local_part(local) || !is_host_name(host))
		return ERR_INVALID;
	memcpy(out, text.ptr, text.len);
	out[text.len] = '\0';
	for (char *c = out + local.len + 1; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c |= 0x20;
	return 0;
}
