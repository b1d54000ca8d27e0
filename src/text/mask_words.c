// SPDX-License-Identifier: Apache-2.0
// What the masker finds by its letters: e-mail addresses, car plates, passports.
#include "text/mask_internal.h"

#include <string.h>

// ---- E-mail
// -------------------------------------------------------------------------------------------------------

static bool is_local_byte(char c)
{
	return c != '\0' && (((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') ||
				    strchr(".!#$&'*+/=?^_`{|}~%-", c));
}

static bool is_host_byte(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// Length of the @ at byte i, full-width too; 0 where there is none.
static size_t at_sign(struct slice text, size_t i)
{
	if (text.ptr[i] == '@')
		return 1;
	return slice_starts_with(slice_sub(text, i, 3), SLICE("＠")) ? 3 : 0;
}

// The end of the host name that begins at byte i: labels with a dot between, the last of two letters or more.
static size_t host_end(struct slice text, size_t i)
{
	size_t label = i, end = i, labels = 0;

	for (size_t at = i;; at++) {
		if (at < text.len && is_host_byte(text.ptr[at]))
			continue;
		if (at == label)
			break;
		labels++;
		if (labels >= 2 && at - label >= 2 && (text.ptr[label] | 0x20) >= 'a')
			end = at;
		if (at >= text.len || text.ptr[at] != '.')
			break;
		label = at + 1;
	}
	return end;
}

void mask_find_emails(struct slice text, struct mask_finds *finds)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t len, from = i, end;

		if (text.ptr[i] != '@' && (unsigned char)text.ptr[i] != 0xEF)
			continue;
		len = at_sign(text, i);
		if (!len)
			continue;
		while (from > 0 && is_local_byte(text.ptr[from - 1]))
			from--;
		while (from < i && !((text.ptr[from] | 0x20) >= 'a' && (text.ptr[from] | 0x20) <= 'z') &&
			!(text.ptr[from] >= '0' && text.ptr[from] <= '9'))
			from++; // "(=a@b.cn": what stands before the first letter or digit is no part
		end = host_end(text, i + len);
		if (from < i && end > i + len)
			mask_finds_add(finds, TEXT_MASK_EMAIL, from, end);
	}
}

// ---- Car plates
// ---------------------------------------------------------------------------------------------------

static const char PROVINCES[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
static const char *const SUFFIXES[] = {"挂", "学", "警", "港", "澳", "领", "超", "试"};

// Words that end in 新 and the like before a model number ("更新V10000") are no provinces, unless a dot
// follows the letter.
static const char *const NO_PROVINCE[] = {"更新", "最新", "全新", "重新", "创新", "翻新", "高新", "刷新",
	"焕新", "新冠", "阿里云", "华为云", "腾讯云"};

static bool is_no_province(struct slice before)
{
	for (size_t i = 0; i < ARRAY_LEN(NO_PROVINCE); i++)
		if (slice_ends_with(before, slice_of(NO_PROVINCE[i])))
			return true;
	return false;
}

// The five or six characters behind the letter, from byte i: their end, or 0.
static size_t plate_tail(struct slice text, size_t i)
{
	int count = 0, digits = 0;
	size_t len, end = i;

	while (count < 6) {
		char letter;

		if (scan_digit_at(text, end, &len) >= 0)
			digits++;
		else if (!(letter = scan_letter_at(text, end, &len)) || letter == 'I' || letter == 'O')
			break;
		count++;
		end += len;
	}
	if (count == 4 && digits >= 2) {
		for (size_t s = 0; s < ARRAY_LEN(SUFFIXES); s++)
			if (slice_starts_with(slice_sub(text, end, 3), slice_of(SUFFIXES[s])))
				return end + 3;
	}
	if (count < 5 || digits < (count == 5 ? 2 : 4) || scan_is_word_at(text, end))
		return 0;
	return end;
}

// Quick refusal of what follows nearly every Chinese character: another one.
static bool may_begin_letter(unsigned char byte)
{
	return (byte < 0x80 && byte >= ' ') || byte == '\t' || byte == 0xC2 || byte == 0xE2 || byte == 0xE3 ||
	       byte == 0xEF;
}

void mask_find_plates(struct slice text, struct mask_finds *finds)
{
	for (size_t i = 3; i < text.len; i++) {
		size_t len, separator_len, end;
		enum scan_separator separator;
		struct slice province;

		// A province is three bytes, the last of them 0x80 or more, with a letter right behind or
		// behind a blank.
		if ((unsigned char)text.ptr[i - 1] < 0x80 || !may_begin_letter((unsigned char)text.ptr[i]) ||
			((unsigned char)text.ptr[i - 3] & 0xF0) != 0xE0)
			continue;
		province = slice_sub(text, i - 3, 3);
		if (slice_find(slice_from(PROVINCES, sizeof(PROVINCES) - 1), province) % 3 != 0)
			continue;
		separator = scan_separator_at(text, i, &separator_len);
		if (separator > SCAN_SEPARATOR_BLANK || !scan_letter_at(text, i + separator_len, &len))
			continue;
		len += i + separator_len;
		separator = scan_separator_at(text, len, &separator_len);
		if (separator > SCAN_SEPARATOR_DOT || separator_len > 4)
			continue;
		end = plate_tail(text, len + separator_len);
		if (end && (separator == SCAN_SEPARATOR_DOT || !is_no_province(slice_sub(text, 0, i))))
			mask_finds_add(finds, TEXT_MASK_PLATE, i - 3, end);
	}
}

// ---- Passports and travel permits
// ---------------------------------------------------------------------------------

static const char *const PASSPORT_WORDS[] = {"护照", "通行证", "台胞证", "回乡证", "passport", NULL};

// One or two letters and seven or eight digits, or G and eight digits.
static size_t passport_end(struct slice text, size_t i)
{
	size_t len, end = i;
	int letters = 0, digits = 0;

	while (letters < 2 && scan_letter_at(text, end, &len)) {
		letters++;
		end += len;
	}
	while (digits < 10 && scan_digit_at(text, end, &len) >= 0) {
		digits++;
		end += len;
	}
	return letters >= 1 && digits >= 7 && digits <= 9 && !scan_is_word_at(text, end) ? end : 0;
}

void mask_find_passports(struct slice text, struct mask_finds *finds)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t len, end;

		if ((unsigned char)((text.ptr[i] | 0x20) - 'a') > 25 && (unsigned char)text.ptr[i] != 0xEF)
			continue;
		if (!scan_letter_at(text, i, &len) || scan_is_word_before(text, i))
			continue;
		end = passport_end(text, i);
		if (end && mask_has_word_before(text, i, PASSPORT_WORDS))
			mask_finds_add(finds, TEXT_MASK_PASSPORT, i, end);
	}
}
