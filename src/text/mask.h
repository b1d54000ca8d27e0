// SPDX-License-Identifier: Apache-2.0
// Finds personal data in free Chinese and English text and puts a readable mark in its place; every other
// byte stays as it was. A help for the officer who releases a text, never the guarantee: names and addresses
// are not found.
//
// Found, with blanks, hyphens, dots or full-width digits inside and not as part of a longer number: mobile
// numbers (1[3-9]…, +86, 0086), landlines with area code and extension, resident identity numbers (18
// characters with a right check character, 15 with a right date of birth), bank cards (Luhn and a known
// prefix), e-mail addresses, car plates, Chinese passports after a word that says so. Left alone: dates,
// amounts, case codes, house numbers, short service numbers (110, 12345) and the public numbers 400-… and
// 800-…, which firms print on their doors.
//
// Any thread; the result lives in the arena. Masking a masked text changes nothing. Bytes that are no UTF-8
// are kept.
//
//	struct text_masked m = text_mask(arena, SLICE("请回电 138 0013 8000"));
//	m.text is "请回电 〔手机号已隐去〕", m.spans[0] is {TEXT_MASK_MOBILE, 10, 23, 10, …}
#ifndef YIDAN_TEXT_MASK_H
#define YIDAN_TEXT_MASK_H

#include "base/arena.h"
#include "base/slice.h"

enum text_mask_kind {
	TEXT_MASK_MOBILE,
	TEXT_MASK_LANDLINE,
	TEXT_MASK_IDENTITY, // resident identity number
	TEXT_MASK_BANK_CARD,
	TEXT_MASK_EMAIL,
	TEXT_MASK_PLATE,
	TEXT_MASK_PASSPORT,
};
#define TEXT_MASK_KINDS 7

struct text_mask_span {
	enum text_mask_kind kind;
	size_t from, to;	   // bytes of the input: [from, to)
	size_t mark_from, mark_to; // bytes of the masked text that stand for them
};

struct text_masked {
	struct slice text;		    // the input itself where nothing was found
	const struct text_mask_span *spans; // ascending, apart
	size_t count;
};

// Marks are Chinese where the text has a Chinese character, else English ("[mobile number removed]").
struct text_masked text_mask(struct arena *arena, struct slice text);

// "mobile", "landline", "identity", "bank_card", "email", "plate", "passport": for JSON and as keys of words.
const char *text_mask_kind_name(enum text_mask_kind kind);

#endif
