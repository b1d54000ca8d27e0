// SPDX-License-Identifier: Apache-2.0
// The tree and its proofs: published vectors, all small trees, random larger ones beside the plain
// definition, and trees that nobody has room for.
#include "base/arena.h"
#include "base/mem.h"
#include "ledger/tile.h"
#include "merkle_reference.h"
#include "json/reader.h"

#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define VECTORS		"tests/unit/merkle-vectors"
#define FILE_BYTES_MAX	(1024 * 1024)
#define GENERATED_SIZES 33
#define LEAVES_MAX	66500 // so that there is a tile of level 2

static const struct json_limits limits = {.max_bytes = FILE_BYTES_MAX, .max_depth = 8};
static unsigned seed;

static uint64_t random_below_u64(uint64_t bound)
{
	return (uint64_t)(rand_r(&seed) / 7) % bound;
}

static void seed_random(void)
{
	seed = getenv("YIDAN_SEED") ? (unsigned)strtoul(getenv("YIDAN_SEED"), NULL, 10)
				    : (unsigned)time(NULL);
	print_message("seed %u (YIDAN_SEED=%u runs it again)\n", seed, seed);
}

#define assert_hash_equal(a, b) assert_memory_equal((a)->bytes, (b)->bytes, MERKLE_HASH_BYTES)

// ---- Trees and their tiles

// Hands over tiles of a tree whose leaves are all there, and only those that a tree of this size has.
struct memory_tiles {
	const struct merkle_hash *leaves;
	uint64_t size;
	unsigned reads;
	int fail_with; // an error class: the next read fails
};

static int read_memory(
	void *arg, int level, uint64_t index, int width, struct merkle_hash *ret, struct err *err)
{
	struct memory_tiles *tiles = arg;
	uint64_t leaves = 1, all;

	tiles->reads++;
	if (tiles->fail_with)
		return err_set(err, (enum err_class)tiles->fail_with, "no tile today");
	for (int i = 0; i < level; i++)
		leaves *= TILE_WIDTH;
	all = tiles->size / leaves;
	assert_true(index * TILE_WIDTH < all);
	assert_int_equal(
		width, all - index * TILE_WIDTH < TILE_WIDTH ? all - index * TILE_WIDTH : TILE_WIDTH);
	for (int i = 0; i < width; i++)
		reference_root(tiles->leaves + (index * TILE_WIDTH + (uint64_t)i) * leaves, leaves, &ret[i]);
	return 0;
}

static struct merkle_hash *make_leaves(size_t count)
{
	struct merkle_hash *leaves = mem_zalloc_array(count, sizeof(*leaves));

	for (size_t i = 0; i < count; i++)
		crypto_hash_sha256(leaves[i].bytes, (const uint8_t *)&i, sizeof(i));
	return leaves;
}

// ---- Published vectors

static struct slice file_at(struct arena *arena, const char *path)
{
	char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file)
		fail_msg("%s is not there", path);
	len = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	return slice_from(bytes, len);
}

static const char *vectors_path(struct arena *arena, const char *name)
{
	const char *root = getenv("YIDAN_SOURCE");

	return arena_printf(arena, "%s/" VECTORS "/%s", root ? root : ".", name);
}

static const struct json_value *member(const struct json_value *object, const char *name)
{
	const struct json_value *value = json_value_get(object, name);

	if (!value)
		fail_msg("there is no %s", name);
	return value;
}

// Some hashes of the vectors are too short on purpose ("don't care 1"). Ours have a fixed size, so they are
// filled up: equal ones stay equal and others do not become so.
static struct merkle_hash hash_of(const struct json_value *value, int fill)
{
	struct merkle_hash hash;
	size_t len;

	memset(hash.bytes, fill, sizeof(hash.bytes));
	assert_int_equal(value->type, JSON_VALUE_TEXT);
	assert_int_equal(sodium_base642bin(hash.bytes, sizeof(hash.bytes), value->text.ptr, value->text.len,
				 NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL),
		0);
	return hash;
}

static size_t proof_of(const struct json_value *value, struct merkle_hash proof[MERKLE_PROOF_MAX])
{
	if (value->type == JSON_VALUE_NULL)
		return 0;
	assert_true(value->count <= MERKLE_PROOF_MAX);
	for (size_t i = 0; i < value->count; i++)
		proof[i] = hash_of(&value->items[i], 0);
	return value->count;
}

static uint64_t size_of(const struct json_value *object, const char *name)
{
	return (uint64_t)member(object, name)->integer;
}

static unsigned vectors_run, vectors_refused;

// The index "one less than 0" is beyond what our JSON reads: as INT64_MAX it is outside of the tree all the
// same.
static struct json_value read_vector(struct arena *arena, const char *path)
{
	struct slice text = file_at(arena, path);
	ptrdiff_t wrapped = slice_find(text, SLICE("18446744073709551615"));
	struct json_value root;

	if (wrapped >= 0)
		memcpy((char *)text.ptr + wrapped, " 9223372036854775807", 20);
	assert_int_equal(json_read(text, &limits, arena, &root, NULL), 0);
	return root;
}

static void judge(const char *path, const struct json_value *vector, int r, const struct err *err)
{
	bool wants_error = member(vector, "wantErr")->boolean;

	vectors_run++;
	vectors_refused += r < 0;
	if ((r < 0) != wants_error)
		fail_msg("%s: %s, but it was %s", path, wants_error ? "must be refused" : "must be taken",
			r < 0 ? err->message : "taken");
	if (r < 0)
		assert_int_equal(r, ERR_INVALID);
}

static int check_inclusion_file(const char *path, const struct stat *stat, int kind, struct FTW *where)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX], leaf, root;
	struct arena *arena;
	struct json_value vector;
	struct err err = {0};
	size_t count;

	(void)stat, (void)where;
	if (kind != FTW_F)
		return 0;
	arena = arena_new();
	vector = read_vector(arena, path);
	leaf = hash_of(member(&vector, "leafHash"), 0);
	root = hash_of(member(&vector, "root"), 0xFF); // an empty leaf and an empty root are not alike
	count = proof_of(member(&vector, "proof"), proof);
	judge(path, &vector,
		merkle_check_inclusion(&leaf, size_of(&vector, "leafIdx"), size_of(&vector, "treeSize"),
			proof, count, &root, &err),
		&err);
	arena_free(arena);
	return 0;
}

static int check_consistency_file(const char *path, const struct stat *stat, int kind, struct FTW *where)
{
	struct merkle_hash proof[MERKLE_PROOF_MAX], root1, root2;
	struct arena *arena;
	struct json_value vector;
	struct err err = {0};
	uint64_t size1, size2;
	size_t count;
	int r;

	(void)stat, (void)where;
	if (kind != FTW_F)
		return 0;
	arena = arena_new();
	vector = read_vector(arena, path);
	size1 = size_of(&vector, "size1");
	size2 = size_of(&vector, "size2");
	root1 = hash_of(member(&vector, "root1"), 0);
	root2 = hash_of(member(&vector, "root2"), 0);
	count = proof_of(member(&vector, "proof"), proof);
	r = merkle_check_consistency(size1, size2, &root1, &root2, proof, count, &err);
	if (size1 == 0 && size2 > 0 && count == 0) {
		// That library calls a proof from nothing useless and refuses it, RFC 9162 leaves it
		// undefined. A witness begins there with every log, so here it is taken: any tree began
		// empty.
		assert_true(member(&vector, "wantErr")->boolean);
		assert_int_equal(r, 0);
		vectors_run++;
	} else {
		judge(path, &vector, r, &err);
	}
	arena_free(arena);
	return 0;
}

static void run_vectors(const char *name, int (*check)(const char *, const struct stat *, int, struct FTW *))
{
	struct arena *arena = arena_new();

	vectors_run = vectors_refused = 0;
	assert_int_equal(nftw(vectors_path(arena, name), check, 16, FTW_PHYS), 0);
	assert_int_equal(vectors_run, 98);
	arena_free(arena);
}

static void test_vectors_of_inclusion(void **state)
{
	(void)state;
	run_vectors("inclusion", check_inclusion_file);
	assert_int_equal(vectors_refused, 92);
}

static void test_vectors_of_consistency(void **state)
{
	(void)state;
	run_vectors("consistency", check_consistency_file);
	assert_int_equal(vectors_refused, 90); // 92, and two that begin with nothing
}

static struct merkle_hash hash_of_hex(const struct json_value *value)
{
	struct merkle_hash hash = {0};
	size_t len;

	assert_int_equal(sodium_hex2bin(hash.bytes, sizeof(hash.bytes), value->text.ptr, value->text.len,
				 NULL, &len, NULL),
		0);
	assert_int_equal(len, MERKLE_HASH_BYTES);
	return hash;
}

static void assert_proof(const struct json_value *wanted, const struct merkle_hash *proof, size_t count)
{
	assert_int_equal(count, wanted->count);
	for (size_t i = 0; i < count; i++) {
		struct merkle_hash hash = hash_of_hex(&wanted->items[i]);

		assert_hash_equal(&proof[i], &hash);
	}
}

static void check_generated_proofs(
	const struct json_value *all, struct memory_tiles *memory, const struct merkle_hash *roots)
{
	const struct tile_reader reader = {read_memory, memory};
	const struct json_value *inclusion = member(all, "inclusion");
	const struct json_value *consistency = member(all, "consistency");
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	size_t count;

	assert_int_equal(inclusion->count, 561);
	assert_int_equal(consistency->count, 561);
	for (size_t i = 0; i < inclusion->count; i++) {
		uint64_t index = size_of(&inclusion->items[i], "Index");
		uint64_t size = memory->size = size_of(&inclusion->items[i], "Size");

		assert_int_equal(tile_prove_inclusion(&reader, index, size, proof, &count, NULL), 0);
		assert_proof(member(&inclusion->items[i], "Path"), proof, count);
		assert_int_equal(merkle_check_inclusion(&memory->leaves[index], index, size, proof, count,
					 &roots[size], NULL),
			0);
	}
	for (size_t i = 0; i < consistency->count; i++) {
		uint64_t size1 = size_of(&consistency->items[i], "Size1");
		uint64_t size2 = memory->size = size_of(&consistency->items[i], "Size2");

		assert_int_equal(tile_prove_consistency(&reader, size1, size2, proof, &count, NULL), 0);
		assert_proof(member(&consistency->items[i], "Path"), proof, count);
		assert_int_equal(merkle_check_consistency(
					 size1, size2, &roots[size1], &roots[size2], proof, count, NULL),
			0);
	}
}

static void test_generated(void **state)
{
	struct merkle_hash leaves[GENERATED_SIZES], roots[GENERATED_SIZES + 1], hash;
	struct merkle_frontier frontier = {0};
	struct memory_tiles memory = {.leaves = leaves};
	const struct tile_reader reader = {read_memory, &memory};
	struct arena *arena = arena_new();
	struct json_value all = read_vector(arena, vectors_path(arena, "generated/rfc6962-sha256-0-33.json"));

	(void)state;
	for (size_t i = 0; i <= GENERATED_SIZES; i++) {
		roots[i] = hash_of_hex(&member(&all, "root_hex_by_size")->items[i]);
		merkle_frontier_root(&frontier, &hash);
		assert_hash_equal(&hash, &roots[i]);
		memory.size = i;
		assert_int_equal(tile_root(&reader, i, &hash, NULL), 0);
		assert_hash_equal(&hash, &roots[i]);
		merkle_root_of(leaves, i, &hash);
		assert_hash_equal(&hash, &roots[i]);
		if (i < GENERATED_SIZES) {
			struct slice hex = member(&all, "leaf_data_hex")->items[i].text;
			uint8_t entry[64];
			size_t len;

			assert_int_equal(
				sodium_hex2bin(entry, sizeof(entry), hex.ptr, hex.len, NULL, &len, NULL), 0);
			merkle_leaf_hash(slice_from(entry, len), &leaves[i]);
			hash = hash_of_hex(&member(&all, "leaf_hash_hex")->items[i]);
			assert_hash_equal(&leaves[i], &hash);
			assert_int_equal(merkle_frontier_append(&frontier, &leaves[i], NULL), 0);
		}
	}
	check_generated_proofs(&all, &memory, roots);
	arena_free(arena);
}

// ---- Hashes

static void test_hashes(void **state)
{
	static const size_t lengths[] = {0, 1, 55, 56, 63, 64, 2046, 2047, 2048, 2049, 16384, 65535};
	char *entry = mem_alloc(65535);
	struct merkle_hash hash, wanted;

	(void)state;
	memset(entry, 'y', 65535);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		merkle_leaf_hash(slice_from(lengths[i] ? entry : NULL, lengths[i]), &hash);
		reference_leaf(slice_from(entry, lengths[i]), &wanted);
		assert_hash_equal(&hash, &wanted);
	}
	merkle_root_of(NULL, 0, &hash);
	merkle_empty_root(&wanted);
	assert_hash_equal(&hash, &wanted);
	// The result may be one of the arguments.
	merkle_node_hash(&hash, &wanted, &hash);
	merkle_node_hash(&wanted, &wanted, &wanted);
	assert_true(merkle_hash_eq(&hash, &wanted));
	wanted.bytes[31] ^= 1;
	assert_false(merkle_hash_eq(&hash, &wanted));
	mem_free(entry);
}

// ---- Each bit counts

struct inclusion {
	struct merkle_hash leaf, root, proof[MERKLE_PROOF_MAX];
	uint64_t index, size;
	size_t count;
};

static int check_inclusion(const struct inclusion *p)
{
	return merkle_check_inclusion(&p->leaf, p->index, p->size, p->proof, p->count, &p->root, NULL);
}

static void refuse_inclusion_bits(struct inclusion *p)
{
	char way[REFERENCE_WAY_BYTES], other[REFERENCE_WAY_BYTES];

	reference_path_way(p->index, p->size, way);
	for (size_t bit = 0; bit < MERKLE_HASH_BYTES * 8; bit++) {
		uint8_t mask = (uint8_t)(1 << bit % 8);
		struct merkle_hash *parts[] = {
			&p->leaf, &p->root, p->proof, &p->proof[p->count ? p->count - 1 : 0]};

		for (size_t i = 0; i < (p->count ? ARRAY_LEN(parts) : 2); i++) {
			parts[i]->bytes[bit / 8] ^= mask;
			assert_int_equal(check_inclusion(p), ERR_INVALID);
			parts[i]->bytes[bit / 8] ^= mask;
		}
	}
	for (int bit = 0; bit < 64; bit++) {
		p->index ^= UINT64_C(1) << bit;
		assert_int_equal(check_inclusion(p), ERR_INVALID);
		p->index ^= UINT64_C(1) << bit;
		// A size is bound by the checkpoint that has it beside the root, not by the root: where the
		// way from the leaf is the same in a tree of another size, so is the proof.
		p->size ^= UINT64_C(1) << bit;
		if (p->size <= p->index || p->size >= MERKLE_SIZE_MAX)
			other[0] = '?', other[1] = '\0';
		else
			reference_path_way(p->index, p->size, other);
		assert_int_equal(check_inclusion(p), strcmp(way, other) == 0 ? 0 : ERR_INVALID);
		p->size ^= UINT64_C(1) << bit;
	}
	p->count++;
	assert_int_equal(check_inclusion(p), ERR_INVALID);
	p->count -= 2;
	assert_int_equal(check_inclusion(p), ERR_INVALID); // or SIZE_MAX, which is not read either
	p->count++;
	assert_int_equal(check_inclusion(p), 0);
}

struct growth {
	struct merkle_hash root1, root2, proof[MERKLE_PROOF_MAX];
	uint64_t size1, size2;
	size_t count;
};

static int check_growth(const struct growth *p)
{
	return merkle_check_consistency(p->size1, p->size2, &p->root1, &p->root2, p->proof, p->count, NULL);
}

static void refuse_growth_bits(struct growth *p)
{
	char way[REFERENCE_WAY_BYTES], other[REFERENCE_WAY_BYTES];

	reference_proof_way(p->size1, p->size2, way);
	for (size_t bit = 0; bit < MERKLE_HASH_BYTES * 8; bit++) {
		uint8_t mask = (uint8_t)(1 << bit % 8);
		struct merkle_hash *parts[] = {
			&p->root1, &p->root2, p->proof, &p->proof[p->count ? p->count - 1 : 0]};

		for (size_t i = 0; i < (p->count ? ARRAY_LEN(parts) : 2); i++) {
			parts[i]->bytes[bit / 8] ^= mask;
			assert_int_equal(check_growth(p), ERR_INVALID);
			parts[i]->bytes[bit / 8] ^= mask;
		}
	}
	for (int bit = 0; bit < 64; bit++) {
		p->size1 ^= UINT64_C(1) << bit;
		if (p->size1 > 0 || p->count > 0)
			assert_int_equal(check_growth(p), ERR_INVALID);
		p->size1 ^= UINT64_C(1) << bit;
		p->size2 ^= UINT64_C(1) << bit;
		if (p->size2 < p->size1 || p->size2 >= MERKLE_SIZE_MAX)
			other[0] = '?', other[1] = '\0';
		else
			reference_proof_way(p->size1, p->size2, other);
		assert_int_equal(check_growth(p), strcmp(way, other) == 0 ? 0 : ERR_INVALID);
		p->size2 ^= UINT64_C(1) << bit;
	}
	p->count++;
	assert_int_equal(check_growth(p), ERR_INVALID);
	p->count -= 2;
	assert_int_equal(check_growth(p), ERR_INVALID);
	p->count++;
	assert_int_equal(check_growth(p), 0);
}

// ---- Trees beside the plain definition

static void compare_inclusion(struct memory_tiles *memory, uint64_t index, struct inclusion *ret)
{
	const struct tile_reader reader = {read_memory, memory};
	struct merkle_hash wanted[MERKLE_PROOF_MAX], leaf;
	size_t count = reference_path(memory->leaves, index, memory->size, wanted);
	struct inclusion p = {.leaf = memory->leaves[index], .index = index, .size = memory->size};

	reference_root(memory->leaves, memory->size, &p.root);
	memory->reads = 0;
	assert_int_equal(tile_prove_inclusion(&reader, index, p.size, p.proof, &p.count, NULL), 0);
	assert_true(memory->reads <= 8); // three levels: two tiles on each, and two that are read again
	assert_int_equal(p.count, count);
	assert_memory_equal(p.proof, wanted, count * sizeof(*wanted));
	assert_int_equal(check_inclusion(&p), 0);
	assert_int_equal(tile_leaf(&reader, p.size, index, &leaf, NULL), 0);
	assert_hash_equal(&leaf, &p.leaf);
	*ret = p;
}

static void compare_growth(struct memory_tiles *memory, uint64_t size1, struct growth *ret)
{
	const struct tile_reader reader = {read_memory, memory};
	struct merkle_hash wanted[MERKLE_PROOF_MAX];
	size_t count = reference_proof(memory->leaves, size1, memory->size, wanted);
	struct growth p = {.size1 = size1, .size2 = memory->size};

	reference_root(memory->leaves, size1, &p.root1);
	reference_root(memory->leaves, memory->size, &p.root2);
	assert_int_equal(tile_prove_consistency(&reader, size1, p.size2, p.proof, &p.count, NULL), 0);
	assert_int_equal(p.count, count);
	assert_memory_equal(p.proof, wanted, count * sizeof(*wanted));
	assert_int_equal(check_growth(&p), 0);
	*ret = p;
}

static void compare_tree(struct memory_tiles *memory, unsigned probes)
{
	const struct tile_reader reader = {read_memory, memory};
	struct merkle_frontier grown = {0}, from_tiles;
	struct merkle_hash root, wanted;
	struct inclusion inclusion;
	struct growth growth;

	reference_root(memory->leaves, memory->size, &wanted);
	assert_int_equal(tile_root(&reader, memory->size, &root, NULL), 0);
	assert_hash_equal(&root, &wanted);
	for (uint64_t i = 0; i < memory->size; i++)
		assert_int_equal(merkle_frontier_append(&grown, &memory->leaves[i], NULL), 0);
	assert_int_equal(tile_frontier(&reader, memory->size, &from_tiles, NULL), 0);
	assert_int_equal(grown.size, from_tiles.size);
	assert_memory_equal(
		grown.nodes, from_tiles.nodes, merkle_frontier_count(grown.size) * sizeof(*grown.nodes));
	merkle_frontier_root(&from_tiles, &root);
	assert_hash_equal(&root, &wanted);
	for (unsigned i = 0; i < probes; i++) {
		compare_inclusion(memory, random_below_u64(memory->size), &inclusion);
		compare_growth(memory, 1 + random_below_u64(memory->size), &growth);
	}
	compare_inclusion(memory, memory->size - 1, &inclusion);
	refuse_inclusion_bits(&inclusion);
	compare_growth(memory, 1 + random_below_u64(memory->size), &growth);
	refuse_growth_bits(&growth);
}

static void test_random_trees(void **state)
{
	static const uint64_t edges[] = {1, 2, 3, 4, 5, 127, 128, 129, 255, 256, 257, 511, 512, 513, 4096};
	struct merkle_hash *leaves = make_leaves(LEAVES_MAX);
	struct memory_tiles memory = {.leaves = leaves};

	(void)state;
	seed_random();
	for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
		memory.size = edges[i];
		compare_tree(&memory, 4);
	}
	for (int i = 0; i < 10; i++) {
		memory.size = 1 + random_below_u64(5000);
		compare_tree(&memory, 4);
	}
	memory.size = 65536 + 1 + random_below_u64(LEAVES_MAX - 65536);
	print_message("%" PRIu64 " leaves\n", memory.size);
	compare_tree(&memory, 1);
	mem_free(leaves);
}

// Every bit of every proof, index and size, in all trees that are small enough.
static void test_every_bit_of_small_trees(void **state)
{
	struct merkle_hash *leaves = make_leaves(20);
	struct memory_tiles memory = {.leaves = leaves};
	struct inclusion inclusion;
	struct growth growth;

	(void)state;
	for (memory.size = 1; memory.size <= 20; memory.size++) {
		for (uint64_t i = 0; i < memory.size; i++) {
			compare_inclusion(&memory, i, &inclusion);
			refuse_inclusion_bits(&inclusion);
			compare_growth(&memory, i + 1, &growth);
			refuse_growth_bits(&growth);
		}
	}
	mem_free(leaves);
}

// ---- Edges

static void test_empty_trees(void **state)
{
	struct memory_tiles memory = {0};
	const struct tile_reader reader = {read_memory, &memory};
	struct merkle_frontier frontier;
	struct merkle_hash empty, other = {{1}}, proof[MERKLE_PROOF_MAX] = {{{0}}};
	size_t count = 7;

	(void)state;
	merkle_empty_root(&empty);
	assert_int_equal(tile_root(&reader, 0, &other, NULL), 0);
	assert_hash_equal(&other, &empty);
	assert_int_equal(tile_frontier(&reader, 0, &frontier, NULL), 0);
	assert_int_equal(frontier.size, 0);
	assert_int_equal(tile_prove_consistency(&reader, 0, 9, proof, &count, NULL), 0);
	assert_int_equal(count, 0);
	assert_int_equal(memory.reads, 0);
	// From nothing to any tree, whatever the root of nothing is said to be.
	other.bytes[0] ^= 1;
	assert_int_equal(merkle_check_consistency(0, 9, &other, &other, NULL, 0, NULL), 0);
	assert_int_equal(merkle_check_consistency(0, 9, &empty, &other, proof, 1, NULL), ERR_INVALID);
	assert_int_equal(merkle_check_consistency(0, 0, &empty, &empty, NULL, 0, NULL), 0);
	assert_int_equal(merkle_check_consistency(0, 0, &empty, &other, NULL, 0, NULL), ERR_INVALID);
	assert_int_equal(merkle_check_consistency(0, 0, &other, &other, NULL, 0, NULL), ERR_INVALID);
	assert_int_equal(merkle_check_inclusion(&other, 0, 0, NULL, 0, &empty, NULL), ERR_INVALID);
}

// The hashes lead to the root, but the leaf would stand behind the last one.
static void test_index_behind_the_end(void **state)
{
	struct merkle_hash *leaves = make_leaves(2), root;

	(void)state;
	merkle_root_of(leaves, 2, &root);
	assert_int_equal(merkle_check_inclusion(&leaves[1], 1, 2, leaves, 1, &root, NULL), 0);
	assert_int_equal(merkle_check_inclusion(&leaves[1], 1, 1, leaves, 1, &root, NULL), ERR_INVALID);
	mem_free(leaves);
}

// A tree in which all leaves are alike has one hash for each height: a reader of tiles for any size.
struct alike_tiles {
	struct merkle_hash by_height[MERKLE_LEVELS_MAX + 1];
};

static int read_alike(
	void *arg, int level, uint64_t index, int width, struct merkle_hash *ret, struct err *err)
{
	struct alike_tiles *tiles = arg;

	(void)index, (void)err;
	assert_in_range(level, 0, TILE_LEVELS_MAX - 1);
	assert_in_range(width, 1, TILE_WIDTH);
	for (int i = 0; i < width; i++)
		ret[i] = tiles->by_height[level * TILE_HEIGHT];
	return 0;
}

static void check_giant(struct alike_tiles *tiles, uint64_t size)
{
	const struct tile_reader reader = {read_alike, tiles};
	const uint64_t indices[] = {0, 1, size / 3, size / 2, size - 2, size - 1};
	struct merkle_frontier frontier;
	struct inclusion p = {.leaf = tiles->by_height[0], .size = size};
	struct growth g = {.size2 = size};

	assert_int_equal(tile_root(&reader, size, &p.root, NULL), 0);
	assert_int_equal(tile_frontier(&reader, size, &frontier, NULL), 0);
	merkle_frontier_root(&frontier, &g.root2);
	assert_hash_equal(&p.root, &g.root2);
	for (size_t i = 0; i < ARRAY_LEN(indices); i++) {
		p.index = indices[i];
		assert_int_equal(tile_prove_inclusion(&reader, p.index, size, p.proof, &p.count, NULL), 0);
		assert_int_equal(check_inclusion(&p), 0);
		g.size1 = indices[i] + 1;
		assert_int_equal(tile_root(&reader, g.size1, &g.root1, NULL), 0);
		assert_int_equal(tile_prove_consistency(&reader, g.size1, size, g.proof, &g.count, NULL), 0);
		assert_int_equal(check_growth(&g), 0);
		g.root1.bytes[0] ^= 1;
		assert_int_equal(check_growth(&g), ERR_INVALID);
	}
}

static void test_giant_trees(void **state)
{
	struct alike_tiles tiles = {0};
	const struct tile_reader reader = {read_alike, &tiles};
	struct merkle_frontier frontier;
	struct merkle_hash root, proof[MERKLE_PROOF_MAX];
	size_t longest;

	(void)state;
	for (int i = 0; i < MERKLE_LEVELS_MAX; i++)
		merkle_node_hash(&tiles.by_height[i], &tiles.by_height[i], &tiles.by_height[i + 1]);
	// One leaf more than there may be.
	assert_int_equal(merkle_check_inclusion(&tiles.by_height[0], 0, MERKLE_SIZE_MAX, tiles.by_height,
				 MERKLE_LEVELS_MAX, &tiles.by_height[MERKLE_LEVELS_MAX], NULL),
		ERR_INVALID);
	root = tiles.by_height[0];
	assert_int_equal(merkle_check_consistency(
				 MERKLE_SIZE_MAX - 1, MERKLE_SIZE_MAX - 1, &root, &root, NULL, 0, NULL),
		0);
	assert_int_equal(
		merkle_check_consistency(MERKLE_SIZE_MAX, MERKLE_SIZE_MAX, &root, &root, NULL, 0, NULL),
		ERR_INVALID);
	for (int bit = 2; bit < MERKLE_LEVELS_MAX; bit++) {
		check_giant(&tiles, UINT64_C(1) << bit);
		check_giant(&tiles, (UINT64_C(1) << bit) + 1);
		check_giant(&tiles, (UINT64_C(2) << bit) - 1);
	}
	// The longest proof there is, and the last leaf for which there is room.
	assert_int_equal(tile_prove_consistency(&reader, (UINT64_C(1) << 61) - 1, MERKLE_SIZE_MAX - 1, proof,
				 &longest, NULL),
		0);
	assert_true(longest <= MERKLE_PROOF_MAX);
	assert_int_equal(tile_frontier(&reader, MERKLE_SIZE_MAX - 2, &frontier, NULL), 0);
	assert_int_equal(merkle_frontier_append(&frontier, &tiles.by_height[0], NULL), 0);
	merkle_frontier_root(&frontier, &root);
	assert_int_equal(tile_root(&reader, MERKLE_SIZE_MAX - 1, proof, NULL), 0);
	assert_hash_equal(&root, &proof[0]);
	assert_int_equal(merkle_frontier_append(&frontier, &tiles.by_height[0], NULL), ERR_INVALID);
	assert_int_equal(frontier.size, MERKLE_SIZE_MAX - 1);
}

// What fails leaves what the caller holds as it was.
static void test_refusals_of_the_prover(void **state)
{
	struct merkle_hash *leaves = make_leaves(700);
	struct memory_tiles memory = {.leaves = leaves, .size = 700};
	const struct tile_reader reader = {read_memory, &memory};
	struct merkle_hash zero = {0}, proof[MERKLE_PROOF_MAX] = {{{0}}};
	struct merkle_frontier frontier = {0};
	struct err err = {0};
	size_t count = 99;

	(void)state;
	assert_int_equal(tile_prove_inclusion(&reader, 700, 700, proof, &count, &err), ERR_INVALID);
	assert_int_equal(tile_prove_inclusion(&reader, 0, 0, proof, &count, &err), ERR_INVALID);
	assert_int_equal(tile_prove_inclusion(&reader, 0, MERKLE_SIZE_MAX, proof, &count, &err), ERR_INVALID);
	assert_int_equal(tile_prove_consistency(&reader, 701, 700, proof, &count, &err), ERR_INVALID);
	assert_int_equal(
		tile_prove_consistency(&reader, 1, MERKLE_SIZE_MAX, proof, &count, &err), ERR_INVALID);
	assert_int_equal(tile_leaf(&reader, 700, 700, proof, &err), ERR_INVALID);
	assert_int_equal(tile_leaf(&reader, UINT64_MAX, 3, proof, &err), ERR_INVALID);
	assert_int_equal(tile_root(&reader, MERKLE_SIZE_MAX, proof, &err), ERR_INVALID);
	assert_int_equal(tile_frontier(&reader, MERKLE_SIZE_MAX, &frontier, &err), ERR_INVALID);
	assert_int_equal(memory.reads, 0);
	memory.fail_with = ERR_UNAVAILABLE;
	assert_int_equal(tile_prove_inclusion(&reader, 3, 700, proof, &count, &err), ERR_UNAVAILABLE);
	assert_string_equal(err.message, "no tile today");
	assert_int_equal(tile_prove_consistency(&reader, 3, 700, proof, &count, &err), ERR_UNAVAILABLE);
	assert_int_equal(tile_prove_consistency(&reader, 4, 700, proof, &count, &err), ERR_UNAVAILABLE);
	assert_int_equal(tile_leaf(&reader, 700, 3, proof, &err), ERR_UNAVAILABLE);
	assert_int_equal(tile_root(&reader, 700, proof, &err), ERR_UNAVAILABLE);
	assert_int_equal(tile_frontier(&reader, 700, &frontier, &err), ERR_UNAVAILABLE);
	assert_int_equal(count, 99);
	assert_int_equal(frontier.size, 0);
	assert_hash_equal(&proof[0], &zero);
	mem_free(leaves);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_vectors_of_inclusion),
		cmocka_unit_test(test_vectors_of_consistency),
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_random_trees),
		cmocka_unit_test(test_every_bit_of_small_trees),
		cmocka_unit_test(test_empty_trees),
		cmocka_unit_test(test_index_behind_the_end),
		cmocka_unit_test(test_giant_trees),
		cmocka_unit_test(test_refusals_of_the_prover),
	};

	return cmocka_run_group_tests_name("ledger_tree", tests, NULL, NULL);
}
