// SPDX-License-Identifier: Apache-2.0
// What the finders of text/mask share. Included by text/mask*.c alone.
#ifndef YIDAN_TEXT_MASK_INTERNAL_H
#define YIDAN_TEXT_MASK_INTERNAL_H

#include "text/mask.h"
#include "text/scan.h"

// Spans as they are found: unordered, perhaps overlapping. mark_from and mark_to are not set yet.
struct mask_finds {
	struct arena *arena;
	struct text_mask_span *spans;
	size_t count, capacity;
};

void mask_finds_add(struct mask_finds *finds, enum text_mask_kind kind, size_t from, size_t to);

void mask_find_numbers(struct slice text, struct mask_finds *finds);
void mask_find_emails(struct slice text, struct mask_finds *finds);
void mask_find_plates(struct slice text, struct mask_finds *finds);
void mask_find_passports(struct slice text, struct mask_finds *finds);

// Whether one of the words (lower case, ended by NULL) stands shortly before byte i, in the same sentence.
bool mask_has_word_before(struct slice text, size_t i, const char *const *words);

#endif
