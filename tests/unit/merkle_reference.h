// SPDX-License-Identifier: Apache-2.0
// The hash tree of RFC 6962 section 2.1 word for word, recursive and slow, with another SHA-256
// (libsodium's): what the library is compared with. Trees are given as all their leaf hashes.
#ifndef YIDAN_TESTS_MERKLE_REFERENCE_H
#define YIDAN_TESTS_MERKLE_REFERENCE_H

#include "ledger/merkle.h"

#define REFERENCE_WAY_BYTES (MERKLE_PROOF_MAX + 1)

void reference_leaf(struct slice entry, struct merkle_hash *ret);
void reference_root(const struct merkle_hash *leaves, uint64_t size, struct merkle_hash *ret); // MTH(D[n])
// PATH(m, D[n]), index < size, and PROOF(m, D[n]), 0 < size1 <= size; return the number of hashes.
size_t reference_path(
	const struct merkle_hash *leaves, uint64_t index, uint64_t size, struct merkle_hash *ret);
size_t reference_proof(
	const struct merkle_hash *leaves, uint64_t size1, uint64_t size, struct merkle_hash *ret);

// On which side the siblings of a proof stand, from the leaves upwards, as a string of L and R. Two proofs
// with the same hashes and the same string lead to the same root, whatever the sizes.
void reference_path_way(uint64_t index, uint64_t size, char ret[REFERENCE_WAY_BYTES]);
void reference_proof_way(uint64_t size1, uint64_t size, char ret[REFERENCE_WAY_BYTES]);

#endif
