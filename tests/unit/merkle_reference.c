// SPDX-License-Identifier: Apache-2.0
#include "merkle_reference.h"

#include "base/macros.h"
#include "base/mem.h"

#include <sodium.h>
#include <string.h>

void reference_leaf(struct slice entry, struct merkle_hash *ret)
{
	uint8_t *bytes = mem_zalloc(1 + entry.len);

	if (entry.len > 0)
		memcpy(bytes + 1, entry.ptr, entry.len);
	crypto_hash_sha256(ret->bytes, bytes, 1 + entry.len);
	mem_free(bytes);
}

// The largest power of two below n > 1.
static uint64_t split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

void reference_root(const struct merkle_hash *leaves, uint64_t size, struct merkle_hash *ret)
{
	struct {
		uint8_t prefix;
		struct merkle_hash left, right;
	} node = {.prefix = 0x01};

	if (size <= 1) {
		if (size == 1)
			*ret = leaves[0];
		else
			crypto_hash_sha256(ret->bytes, (const uint8_t *)"", 0);
		return;
	}
	reference_root(leaves, split(size), &node.left);
	reference_root(leaves + split(size), size - split(size), &node.right);
	crypto_hash_sha256(ret->bytes, (const uint8_t *)&node, sizeof(node));
}

size_t reference_path(
	const struct merkle_hash *leaves, uint64_t index, uint64_t size, struct merkle_hash *ret)
{
	uint64_t k;
	size_t count;

	if (size == 1)
		return 0;
	k = split(size);
	if (index < k) {
		count = reference_path(leaves, index, k, ret);
		reference_root(leaves + k, size - k, &ret[count]);
	} else {
		count = reference_path(leaves + k, index - k, size - k, ret);
		reference_root(leaves, k, &ret[count]);
	}
	return count + 1;
}

static size_t subproof(const struct merkle_hash *leaves, uint64_t size1, uint64_t size, bool is_known,
	struct merkle_hash *ret)
{
	uint64_t k;
	size_t count;

	if (size1 == size) {
		if (!is_known)
			reference_root(leaves, size, ret);
		return is_known ? 0 : 1;
	}
	k = split(size);
	if (size1 <= k) {
		count = subproof(leaves, size1, k, is_known, ret);
		reference_root(leaves + k, size - k, &ret[count]);
	} else {
		count = subproof(leaves + k, size1 - k, size - k, false, ret);
		reference_root(leaves, k, &ret[count]);
	}
	return count + 1;
}

size_t reference_proof(
	const struct merkle_hash *leaves, uint64_t size1, uint64_t size, struct merkle_hash *ret)
{
	return subproof(leaves, size1, size, true, ret);
}

// Down to the leaf, or to the subtree that ends the smaller tree; written from below.
static size_t way(uint64_t from, uint64_t to, uint64_t size, char *ret)
{
	uint64_t k;
	size_t count;

	if (to == size && (from == 0 || size == 1)) {
		ret[0] = '\0';
		return 0;
	}
	k = split(size);
	if (to <= k)
		count = way(from, to, k, ret);
	else
		count = way(from > k ? from - k : 0, to - k, size - k, ret);
	must(count + 1 < REFERENCE_WAY_BYTES);
	ret[count] = to <= k ? 'R' : 'L';
	ret[count + 1] = '\0';
	return count + 1;
}

void reference_path_way(uint64_t index, uint64_t size, char ret[REFERENCE_WAY_BYTES])
{
	way(index, index + 1, size, ret);
}

void reference_proof_way(uint64_t size1, uint64_t size, char ret[REFERENCE_WAY_BYTES])
{
	way(0, size1, size, ret);
}
