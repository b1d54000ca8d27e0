// SPDX-License-Identifier: Apache-2.0
#include "text/scan.h"

#define SEPARATORS_MAX 4 // characters between two groups

int scan_digit_at(struct slice text, size_t i, size_t *ret_len)
{
	uint32_t byte = scan_byte_at(text, i), three;

	*ret_len = 1;
	if (byte >= '0' && byte <= '9' && i < text.len)
		return (int)byte - '0';
	if (byte != 0xEF)
		return -1;
	three = scan_three_at(text, i);
	*ret_len = 3;
	return three >= 0xEFBC90 && three <= 0xEFBC99 ? (int)(three - 0xEFBC90) : -1; // ０ to ９
}

char scan_letter_at(struct slice text, size_t i, size_t *ret_len)
{
	uint32_t byte = scan_byte_at(text, i), three;

	*ret_len = 1;
	if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
		return (char)(byte & ~0x20u);
	if (byte != 0xEF)
		return 0;
	three = scan_three_at(text, i);
	*ret_len = 3;
	if (three >= 0xEFBCA1 && three <= 0xEFBCBA) // Ａ to Ｚ
		return (char)('A' + (three - 0xEFBCA1));
	if (three >= 0xEFBD81 && three <= 0xEFBD9A) // ａ to ｚ
		return (char)('A' + (three - 0xEFBD81));
	return 0;
}

bool scan_is_word_at(struct slice text, size_t i)
{
	size_t len;

	return scan_digit_at(text, i, &len) >= 0 || scan_letter_at(text, i, &len) ||
	       scan_byte_at(text, i) == '_';
}

bool scan_is_word_before(struct slice text, size_t i)
{
	if (i >= 1 && scan_byte_at(text, i - 1) < 0x80)
		return scan_is_word_at(text, i - 1);
	return i >= 3 && scan_byte_at(text, i - 3) == 0xEF && scan_is_word_at(text, i - 3);
}

size_t scan_invisible_at(struct slice text, size_t i)
{
	uint32_t byte = scan_byte_at(text, i), three;

	if (byte == 0xC2 && scan_byte_at(text, i + 1) == 0xAD) // soft hyphen
		return 2;
	if (byte != 0xE2 && byte != 0xEF)
		return 0;
	three = scan_three_at(text, i);
	// U+200B to U+200F, U+2060 to U+2064, U+FEFF
	if ((three >= 0xE2808B && three <= 0xE2808F) || (three >= 0xE281A0 && three <= 0xE281A4) ||
		three == 0xEFBBBF)
		return 3;
	return 0;
}

static enum scan_separator separator_of_one(struct slice text, size_t i, size_t *ret_len)
{
	*ret_len = 1;
	switch (scan_byte_at(text, i)) {
	case ' ':
	case '\t':
		return SCAN_SEPARATOR_BLANK;
	case '-':
	case '_':
	case '~':
		return SCAN_SEPARATOR_HYPHEN;
	case '.':
		return SCAN_SEPARATOR_DOT;
	case ',':
	case '/':
	case '*':
	case '(':
	case ')':
		return SCAN_SEPARATOR_OTHER;
	case 0xC2:
		*ret_len = 2;
		if (scan_byte_at(text, i + 1) == 0xA0)
			return SCAN_SEPARATOR_BLANK;
		return scan_byte_at(text, i + 1) == 0xB7 ? SCAN_SEPARATOR_DOT : SCAN_SEPARATOR_NONE; // ·
	default:
		break;
	}
	*ret_len = 3;
	switch (scan_three_at(text, i)) {
	case 0xE28082: // en space
	case 0xE28083: // em space
	case 0xE28089: // thin space
	case 0xE280AF: // narrow no-break space
	case 0xE38080: // ideographic space
		return SCAN_SEPARATOR_BLANK;
	case 0xE28090: // ‐
	case 0xE28091: // non-breaking hyphen
	case 0xE28092: // figure dash
	case 0xE28093: // –
	case 0xE28094: // —
	case 0xE28095: // ―
	case 0xE28892: // minus
	case 0xE29480: // ─
	case 0xE383BC: // ー
	case 0xEFBC8D: // －
	case 0xEFBD9E: // ～
		return SCAN_SEPARATOR_HYPHEN;
	case 0xE280A2: // •
	case 0xE280A7: // ‧
	case 0xE383BB: // ・
	case 0xEFBC8E: // ．
	case 0xE38082: // 。
		return SCAN_SEPARATOR_DOT;
	case 0xE38081: // 、
	case 0xEFBC8C: // ，
	case 0xEFBC88: // （
	case 0xEFBC89: // ）
	case 0xEFBC8F: // ／
		return SCAN_SEPARATOR_OTHER;
	default:
		return SCAN_SEPARATOR_NONE;
	}
}

enum scan_separator scan_separator_at(struct slice text, size_t i, size_t *ret_len)
{
	enum scan_separator sum = SCAN_SEPARATOR_NONE;
	size_t at = i;

	for (int n = 0; n < SEPARATORS_MAX; n++) {
		size_t len;
		enum scan_separator one;

		while ((len = scan_invisible_at(text, at)) > 0)
			at += len;
		one = separator_of_one(text, at, &len);
		if (one == SCAN_SEPARATOR_NONE)
			break;
		if (one > sum)
			sum = one;
		at += len;
	}
	*ret_len = at - i;
	return sum;
}
