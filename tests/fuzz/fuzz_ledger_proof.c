// SPDX-License-Identifier: Apache-2.0
// Proofs, in two ways. As they come: what is taken is computed once more, by the plain definition of which
// siblings there are, and must lead to the same roots. And as changes to a true proof of a small tree: taken
// only where nothing was changed.
//
// The input: 8 bytes for the index or the smaller size, 8 for the size, then the leaf or the smaller tree's
// root, the root, the hashes of the proof. The top bit of all says which way, the next one whether it is
// about inclusion or consistency.
#include "base/macros.h"
#include "merkle_reference.h"

#include <stdint.h>
#include <string.h>

#define SMALL_SIZE  40
#define HEAD_BYTES  16
#define HASHES_MAX  (MERKLE_PROOF_MAX + 2)
#define NUMBER_BITS (~(UINT64_C(3) << 62))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	bool is_true; // changes to a true proof
	bool is_inclusion;
	uint64_t first, second;
	struct merkle_hash hashes[HASHES_MAX];
	size_t count;
};

static uint64_t number(const uint8_t *bytes)
{
	uint64_t n = 0;

	for (int i = 0; i < 8; i++)
		n = n << 8 | bytes[i];
	return n;
}

static struct input read_input(const uint8_t *data, size_t size)
{
	struct input in = {0};

	in.is_true = data[0] & 0x80;
	in.is_inclusion = data[0] & 0x40;
	in.first = number(data) & NUMBER_BITS;
	in.second = number(data + 8);
	in.count = (size - HEAD_BYTES) / MERKLE_HASH_BYTES;
	if (in.count > HASHES_MAX)
		in.count = HASHES_MAX;
	memcpy(in.hashes, data + HEAD_BYTES, in.count * MERKLE_HASH_BYTES);
	return in;
}

// What the proof says hashed along the way, by the sides on which the siblings stand. `only_left` leaves out
// those on the right, as for the smaller of two trees.
static struct merkle_hash follow(
	struct merkle_hash hash, const struct merkle_hash *proof, const char *way, bool only_left)
{
	for (; *way; way++, proof++) {
		struct merkle_hash pair[2] = {*proof, hash};

		if (*way == 'R' && only_left)
			continue;
		if (*way == 'R')
			pair[0] = hash, pair[1] = *proof;
		reference_root(pair, 2, &hash);
	}
	return hash;
}

static void check_as_it_comes(const struct input *in)
{
	const struct merkle_hash *a = &in->hashes[0], *b = &in->hashes[1], *proof = &in->hashes[2];
	char way[REFERENCE_WAY_BYTES];
	struct merkle_hash root, smaller, larger;
	size_t count = in->count;

	if (count < 2)
		return;
	count -= 2;
	if (in->is_inclusion) {
		if (merkle_check_inclusion(a, in->first, in->second, proof, count, b, NULL) < 0)
			return;
		must(in->first < in->second && in->second < MERKLE_SIZE_MAX);
		reference_path_way(in->first, in->second, way);
		must(strlen(way) == count);
		root = follow(*a, proof, way, false);
		must(merkle_hash_eq(&root, b));
		return;
	}
	if (merkle_check_consistency(in->first, in->second, a, b, proof, count, NULL) < 0)
		return;
	must(in->first <= in->second && in->second < MERKLE_SIZE_MAX);
	if (in->first == 0 || in->first == in->second) {
		must(count == 0);
		must(in->first < in->second || memcmp(a, b, sizeof(*a)) == 0);
		return;
	}
	reference_proof_way(in->first, in->second, way);
	if (strchr(way, 'L'))
		root = *proof++, count--;
	else
		root = *a; // the smaller tree is perfect
	must(strlen(way) == count);
	smaller = follow(root, proof, way, true);
	larger = follow(root, proof, way, false);
	must(merkle_hash_eq(&smaller, a) && merkle_hash_eq(&larger, b));
}

// Changes by XOR what a true proof says, so that a byte of zero changes nothing.
static bool change(struct merkle_hash *hash, const struct input *in, size_t at)
{
	bool is_changed = false;

	if (at >= in->count)
		return false;
	for (size_t i = 0; i < MERKLE_HASH_BYTES; i++) {
		hash->bytes[i] ^= in->hashes[at].bytes[i];
		is_changed |= in->hashes[at].bytes[i] != 0;
	}
	return is_changed;
}

static void check_true(const struct input *in)
{
	struct merkle_hash leaves[SMALL_SIZE] = {{{0}}}, proof[MERKLE_PROOF_MAX], a, b;
	uint64_t size = in->second % SMALL_SIZE + 1, first = in->first % size;
	bool is_changed = false;
	size_t count;
	int r;

	for (size_t i = 0; i < size; i++)
		leaves[i].bytes[0] = (uint8_t)(i + 1);
	reference_root(leaves, size, &b);
	if (in->is_inclusion) {
		a = leaves[first];
		count = reference_path(leaves, first, size, proof);
	} else {
		first++;
		reference_root(leaves, first, &a);
		count = reference_proof(leaves, first, size, proof);
	}
	is_changed |= change(&a, in, 0);
	is_changed |= change(&b, in, 1);
	for (size_t i = 0; i < count; i++)
		is_changed |= change(&proof[i], in, 2 + i);
	if (in->is_inclusion)
		r = merkle_check_inclusion(&a, first, size, proof, count, &b, NULL);
	else
		r = merkle_check_consistency(first, size, &a, &b, proof, count, NULL);
	// Where nothing is hashed in between (one leaf, two equal trees) both may be changed alike.
	if (count == 0)
		is_changed = memcmp(&a, &b, sizeof(a)) != 0;
	must(r == (is_changed ? ERR_INVALID : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;

	if (size < HEAD_BYTES)
		return 0;
	in = read_input(data, size);
	if (in.is_true)
		check_true(&in);
	else
		check_as_it_comes(&in);
	return 0;
}
