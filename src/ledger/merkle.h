// SPDX-License-Identifier: Apache-2.0
// The hash tree of RFC 6962 section 2.1 with SHA-256: hashes, a growing tree's right edge, and what a reader
// needs to check proofs. Knows nothing of storage. Pure; any thread. Sizes and indices are below 2^62.
// Any `ret` may be one of the hashes that go in.
//
// SHA-256 is GnuTLS's gnutls_hash_fast: two million nodes take a quarter of a second (with the processor's
// SHA instructions). Its Nettle called directly, or a handle that is kept, gains about a tenth, not worth a
// further dependency or a state per thread; libsodium takes five times as long.
//
//	struct merkle_frontier f = {0};
//	merkle_leaf_hash(entry, &leaf);
//	merkle_frontier_append(&f, &leaf);
//	merkle_frontier_root(&f, &root);
#ifndef YIDAN_LEDGER_MERKLE_H
#define YIDAN_LEDGER_MERKLE_H

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_HASH_BYTES 32
#define MERKLE_LEVELS_MAX 62
#define MERKLE_SIZE_MAX	  (UINT64_C(1) << MERKLE_LEVELS_MAX)
// No proof in a tree of any size is longer than this (a consistency proof has at most one hash more than a
// path).
#define MERKLE_PROOF_MAX 63

struct merkle_hash {
	uint8_t bytes[MERKLE_HASH_BYTES];
};

bool merkle_hash_eq(const struct merkle_hash *a, const struct merkle_hash *b);
void merkle_empty_root(struct merkle_hash *ret);		    // SHA-256 of nothing
void merkle_leaf_hash(struct slice entry, struct merkle_hash *ret); // SHA-256(0x00 ‖ entry)
void merkle_node_hash(const struct merkle_hash *left, const struct merkle_hash *right,
	struct merkle_hash *ret); // SHA-256(0x01 ‖ l ‖ r)
// The root over `count` hashes of one level; 0 hashes give the empty root.
void merkle_root_of(const struct merkle_hash *hashes, size_t count, struct merkle_hash *ret);

// The right edge of a tree: roots of the perfect subtrees that it is made of, the largest first, one for each
// bit that is set in its size. Enough to append and to know the root.
struct merkle_frontier {
	uint64_t size;
	struct merkle_hash nodes[MERKLE_LEVELS_MAX + 1];
};

size_t merkle_frontier_count(uint64_t size); // how many nodes: bits set in size
// ERR_INVALID at MERKLE_SIZE_MAX.
int merkle_frontier_append(struct merkle_frontier *frontier, const struct merkle_hash *leaf, struct err *err);
void merkle_frontier_root(const struct merkle_frontier *frontier, struct merkle_hash *ret);

// Whether the leaf stands at `index` of the tree of `size` leaves with this root. ERR_INVALID with what is
// wrong (index outside of the tree, length of the proof, another root).
int merkle_check_inclusion(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
	const struct merkle_hash *proof, size_t count, const struct merkle_hash *root, struct err *err);
// Whether the tree of size2 begins with that of size1 <= size2. From size 0 (an empty proof) any tree is one
// that grew, and root1 does not count; equal sizes want equal roots and an empty proof, and two empty trees
// the empty root. ERR_INVALID otherwise.
int merkle_check_consistency(uint64_t size1, uint64_t size2, const struct merkle_hash *root1,
	const struct merkle_hash *root2, const struct merkle_hash *proof, size_t count, struct err *err);

#endif
