// SPDX-License-Identifier: Apache-2.0
// Looks at single characters of a text whose bytes may be anything: digits and letters also in their
// full-width forms, what people put between the groups of a number, what cannot be seen. Nothing here reads
// beyond the slice.
#ifndef YIDAN_TEXT_SCAN_H
#define YIDAN_TEXT_SCAN_H

#include "base/slice.h"

// Value of the digit at byte i, ASCII or full-width, and its length in bytes; -1 where there is none.
int scan_digit_at(struct slice text, size_t i, size_t *ret_len);
// The ASCII letter at byte i in upper case, full-width ones too; 0 where there is none.
char scan_letter_at(struct slice text, size_t i, size_t *ret_len);
// Whether a letter, a digit or an underscore ends right before byte i.
bool scan_is_word_before(struct slice text, size_t i);
bool scan_is_word_at(struct slice text, size_t i);
// Length of an invisible character at byte i (zero-width space and such), or 0.
size_t scan_invisible_at(struct slice text, size_t i);

enum scan_separator {
	SCAN_SEPARATOR_NONE,
	SCAN_SEPARATOR_BLANK,
	SCAN_SEPARATOR_HYPHEN, // all dashes, also with blanks around
	SCAN_SEPARATOR_DOT,
	SCAN_SEPARATOR_OTHER, // commas, slashes, brackets
};

// What stands between two groups of a number at byte i and its length: up to four characters.
enum scan_separator scan_separator_at(struct slice text, size_t i, size_t *ret_len);

static inline uint32_t scan_byte_at(struct slice text, size_t i)
{
	return i < text.len ? (unsigned char)text.ptr[i] : 0;
}

// The three bytes at i as one number, as characters of the basic plane above U+07FF have; 0 where they are
// not there.
static inline uint32_t scan_three_at(struct slice text, size_t i)
{
	return i + 3 <= text.len ? scan_byte_at(text, i) << 16 | scan_byte_at(text, i + 1) << 8 |
					   scan_byte_at(text, i + 2)
				 : 0;
}

#endif
