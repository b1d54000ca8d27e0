// SPDX-License-Identifier: Apache-2.0
// Drawing by lot so that anybody can repeat it: the seed follows from a tree that was signed, and who is
// drawn follows from the seed. docs/draws.md is the specification. Knows nothing of what is drawn. Pure; any
// thread.
//
//	draw_seed(origin, size, &root, signature, seed);
//	picked = draw_pick(seed, codes, count, most, indices);
#ifndef YIDAN_LEDGER_DRAW_H
#define YIDAN_LEDGER_DRAW_H

#include "base/slice.h"
#include "ledger/merkle.h"

#include <stddef.h>
#include <stdint.h>

#define DRAW_SEED_BYTES 32

// SHA-256 of five lines: "yidan/draw/1", origin, size in decimal, root in hexadecimal, and the witness's
// cosignature of that checkpoint in hexadecimal, its time first (an empty line where there is no witness).
void draw_seed(struct slice origin, uint64_t size, const struct merkle_hash *root,
	struct slice witness_signature, uint8_t ret[DRAW_SEED_BYTES]);

// Each item's ticket is SHA-256(seed ‖ item). The items with the smallest tickets are drawn, at most `most`,
// smallest first. Items differ from each other. `ret` has room for the smaller of count and most; indices
// into `items`. Returns how many.
size_t draw_pick(const uint8_t seed[DRAW_SEED_BYTES], const struct slice *items, size_t count, size_t most,
	size_t *ret);

#endif
