// SPDX-License-Identifier: Apache-2.0
// Guesses the category of a text: the one whose keywords it names most, counted in bytes of different
// keywords; of equals the first in display order. Only categories without children are guessed.
//
// Lives in the arena, and borrows the categories; any thread.
#ifndef YIDAN_SERVICE_SUGGEST_H
#define YIDAN_SERVICE_SUGGEST_H

#include "base/arena.h"
#include "base/slice.h"

struct ref_category;
struct suggest;

const struct suggest *suggest_new(struct arena *arena, const struct ref_category *categories, size_t count);
// NULL where the text names no keyword.
const struct ref_category *suggest_category(const struct suggest *suggest, struct slice text);

#endif
