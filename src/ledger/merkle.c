// SPDX-License-Identifier: Apache-2.0
// A leaf's way to the root has two parts. As long as the leaf stands in another subtree than the last leaf of
// the tree (the `inner` levels) there is a sibling on every level. From there on it goes up along the right
// edge, where there is a sibling, always a left one, only for each bit that is set in the index (`border`).
// Both kinds of proof are this way; a consistency proof begins at the largest perfect subtree that ends the
// smaller tree.
#include "ledger/merkle.h"

#include "base/macros.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <string.h>

#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01
// An entry up to this goes through a buffer on the stack; a hash that is begun and fed costs an allocation.
#define LEAF_BUFFER_BYTES 2048

static void sha256(const void *bytes, size_t len, struct merkle_hash *ret)
{
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, len, ret->bytes) == 0);
}

bool merkle_hash_eq(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->bytes, b->bytes, MERKLE_HASH_BYTES) == 0;
}

void merkle_empty_root(struct merkle_hash *ret)
{
	sha256("", 0, ret);
}

static void hash_large_leaf(struct slice entry, struct merkle_hash *ret)
{
	const uint8_t prefix = LEAF_PREFIX;
	gnutls_hash_hd_t hash;

	must(gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) == 0);
	must(gnutls_hash(hash, &prefix, 1) == 0);
	must(gnutls_hash(hash, entry.ptr, entry.len) == 0);
	gnutls_hash_deinit(hash, ret->bytes);
}

void merkle_leaf_hash(struct slice entry, struct merkle_hash *ret)
{
	uint8_t bytes[LEAF_BUFFER_BYTES];

	if (entry.len >= sizeof(bytes)) {
		hash_large_leaf(entry, ret);
		return;
	}
	bytes[0] = LEAF_PREFIX;
	if (entry.len > 0)
		memcpy(bytes + 1, entry.ptr, entry.len);
	sha256(bytes, 1 + entry.len, ret);
}

void merkle_node_hash(
	const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *ret)
{
	uint8_t bytes[1 + 2 * MERKLE_HASH_BYTES];

	bytes[0] = NODE_PREFIX;
	memcpy(bytes + 1, left->bytes, MERKLE_HASH_BYTES);
	memcpy(bytes + 1 + MERKLE_HASH_BYTES, right->bytes, MERKLE_HASH_BYTES);
	sha256(bytes, sizeof(bytes), ret);
}

void merkle_root_of(const struct merkle_hash *hashes, size_t count, struct merkle_hash *ret)
{
	struct merkle_frontier frontier;

	frontier.size = 0; // its nodes are written before they are read
	for (size_t i = 0; i < count; i++)
		must(merkle_frontier_append(&frontier, &hashes[i], NULL) == 0);
	merkle_frontier_root(&frontier, ret);
}

size_t merkle_frontier_count(uint64_t size)
{
	return (size_t)__builtin_popcountll(size);
}

int merkle_frontier_append(struct merkle_frontier *frontier, const struct merkle_hash *leaf, struct err *err)
{
	struct merkle_hash *end;

	if (frontier->size >= MERKLE_SIZE_MAX - 1)
		return err_set(err, ERR_INVALID, "a tree of %" PRIu64 " leaves is full", frontier->size);
	end = &frontier->nodes[merkle_frontier_count(frontier->size)];
	*end = *leaf;
	// As when one is added to a binary number: each bit that is carried joins two equal subtrees.
	for (uint64_t rest = frontier->size; rest & 1; rest >>= 1) {
		end--;
		merkle_node_hash(end, end + 1, end);
	}
	frontier->size++;
	return 0;
}

void merkle_frontier_root(const struct merkle_frontier *frontier, struct merkle_hash *ret)
{
	size_t i = merkle_frontier_count(frontier->size);
	struct merkle_hash hash;

	must(frontier->size < MERKLE_SIZE_MAX);
	if (i == 0) {
		merkle_empty_root(ret);
		return;
	}
	hash = frontier->nodes[--i];
	while (i > 0)
		merkle_node_hash(&frontier->nodes[--i], &hash, &hash);
	*ret = hash;
}

static unsigned inner_levels(uint64_t index, uint64_t size)
{
	uint64_t differ = index ^ (size - 1);

	return differ ? 64 - (unsigned)__builtin_clzll(differ) : 0;
}

static unsigned border_levels(uint64_t index, unsigned inner)
{
	return (unsigned)__builtin_popcountll(index >> inner);
}

int merkle_check_inclusion(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
	const struct merkle_hash *proof, size_t count, const struct merkle_hash *root, struct err *err)
{
	struct merkle_hash hash = *leaf;
	unsigned inner, border;

	if (size >= MERKLE_SIZE_MAX)
		return err_set(err, ERR_INVALID, "a tree of %" PRIu64 " leaves is too large", size);
	if (index >= size)
		return err_set(err, ERR_INVALID, "index %" PRIu64 " is not in a tree of %" PRIu64 " leaves",
			index, size);
	inner = inner_levels(index, size);
	border = border_levels(index, inner);
	if (count != inner + border)
		return err_set(err, ERR_INVALID,
			"a proof of %zu hashes for index %" PRIu64 " of %" PRIu64 " leaves wants %u", count,
			index, size, inner + border);
	for (unsigned i = 0; i < inner + border; i++) {
		if (i >= inner || (index >> i & 1))
			merkle_node_hash(&proof[i], &hash, &hash);
		else
			merkle_node_hash(&hash, &proof[i], &hash);
	}
	if (!merkle_hash_eq(&hash, root))
		return err_set(err, ERR_INVALID, "the proof leads to another root");
	return 0;
}

// 0 < size1 < size2.
static int check_growth(uint64_t size1, uint64_t size2, const struct merkle_hash *root1,
	const struct merkle_hash *root2, const struct merkle_hash *proof, size_t count, struct err *err)
{
	unsigned shift = (unsigned)__builtin_ctzll(size1);
	unsigned inner = inner_levels(size1 - 1, size2), border = border_levels(size1 - 1, inner);
	// Where the smaller tree is perfect, it is itself the subtree from which both ways begin.
	bool is_perfect = size1 == UINT64_C(1) << shift;
	size_t wanted = inner - shift + border + (is_perfect ? 0 : 1);
	struct merkle_hash hash1, hash2;

	if (count != wanted)
		return err_set(err, ERR_INVALID,
			"a proof of %zu hashes from %" PRIu64 " to %" PRIu64 " leaves wants %zu", count,
			size1, size2, wanted);
	hash1 = is_perfect ? *root1 : *proof++;
	hash2 = hash1;
	for (unsigned i = 0; i < inner - shift + border; i++) {
		if (i >= inner - shift || ((size1 - 1) >> shift >> i & 1)) {
			merkle_node_hash(&proof[i], &hash1, &hash1);
			merkle_node_hash(&proof[i], &hash2, &hash2);
		} else { // right of the smaller tree: only the larger one has it
			merkle_node_hash(&hash2, &proof[i], &hash2);
		}
	}
	if (!merkle_hash_eq(&hash1, root1))
		return err_set(err, ERR_INVALID, "the proof leads to another root of the smaller tree");
	if (!merkle_hash_eq(&hash2, root2))
		return err_set(err, ERR_INVALID, "the proof leads to another root of the larger tree");
	return 0;
}

int merkle_check_consistency(uint64_t size1, uint64_t size2, const struct merkle_hash *root1,
	const struct merkle_hash *root2, const struct merkle_hash *proof, size_t count, struct err *err)
{
	struct merkle_hash empty;

	if (size2 >= MERKLE_SIZE_MAX)
		return err_set(err, ERR_INVALID, "a tree of %" PRIu64 " leaves is too large", size2);
	if (size1 > size2)
		return err_set(err, ERR_INVALID,
			"a tree of %" PRIu64 " leaves does not begin with one of %" PRIu64, size2, size1);
	if (size1 > 0 && size1 < size2)
		return check_growth(size1, size2, root1, root2, proof, count, err);
	if (count > 0)
		return err_set(err, ERR_INVALID,
			"a proof of %zu hashes from %" PRIu64 " to %" PRIu64 " leaves wants none", count,
			size1, size2);
	if (size1 < size2)
		return 0;
	if (!merkle_hash_eq(root1, root2))
		return err_set(err, ERR_INVALID, "two trees of %" PRIu64 " leaves differ", size1);
	merkle_empty_root(&empty);
	if (size1 == 0 && !merkle_hash_eq(root1, &empty))
		return err_set(err, ERR_INVALID, "the empty tree has another root");
	return 0;
}
