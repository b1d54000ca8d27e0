// SPDX-License-Identifier: Apache-2.0
// Where hashes stand in tiles, the one spelling of each path, and bundles of entries.
#include "base/arena.h"
#include "base/mem.h"
#include "ledger/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_widths(void **state)
{
	(void)state;
	// The example of the specification.
	assert_int_equal(tile_level_size(70000, 0), 70000);
	assert_int_equal(tile_level_size(70000, 1), 273);
	assert_int_equal(tile_level_size(70000, 2), 1);
	assert_int_equal(tile_level_size(70000, 3), 0);
	assert_int_equal(tile_width(70000, 0, 0), 256);
	assert_int_equal(tile_width(70000, 0, 272), 256);
	assert_int_equal(tile_width(70000, 0, 273), 112);
	assert_int_equal(tile_width(70000, 0, 274), 0);
	assert_int_equal(tile_width(70000, 1, 0), 256);
	assert_int_equal(tile_width(70000, 1, 1), 17);
	assert_int_equal(tile_width(70000, 1, 2), 0);
	assert_int_equal(tile_width(70000, 2, 0), 1);
	assert_int_equal(tile_width(70000, 2, 1), 0);
	assert_int_equal(tile_width(70000, 3, 0), 0);
	// No empty tile: 256 leaves have no second one.
	assert_int_equal(tile_width(256, 0, 0), 256);
	assert_int_equal(tile_width(256, 0, 1), 0);
	assert_int_equal(tile_width(256, 1, 0), 1);
	assert_int_equal(tile_width(255, 1, 0), 0);
	assert_int_equal(tile_width(0, 0, 0), 0);
	assert_int_equal(tile_width(1, 0, 0), 1);
	assert_int_equal(tile_width(MERKLE_SIZE_MAX - 1, 7, 0), 63);
	assert_int_equal(tile_width(MERKLE_SIZE_MAX - 1, 7, UINT64_MAX), 0);
	assert_int_equal(tile_width(MERKLE_SIZE_MAX - 1, 0, UINT64_MAX), 0);
	for (int level = TILE_LEVELS_MAX; level < 64; level++)
		assert_int_equal(tile_width(MERKLE_SIZE_MAX - 1, level, 0), 0);
}

static void assert_path(struct tile_id tile, const char *path)
{
	struct tile_id again;
	char out[TILE_PATH_BYTES];

	tile_path(&tile, out);
	assert_string_equal(out, path);
	assert_int_equal(tile_path_parse(slice_of(path), &again, NULL), 0);
	assert_int_equal(again.is_entries, tile.is_entries);
	assert_int_equal(again.level, tile.level);
	assert_int_equal(again.index, tile.index);
	assert_int_equal(again.width, tile.width);
}

static void test_paths(void **state)
{
	(void)state;
	assert_path((struct tile_id){false, 0, 1234067, 8}, "tile/0/x001/x234/067.p/8");
	assert_path((struct tile_id){true, 0, 0, 256}, "tile/entries/000");
	assert_path((struct tile_id){true, 0, 1000, 1}, "tile/entries/x001/000.p/1");
	assert_path((struct tile_id){false, 63, 999, 255}, "tile/63/999.p/255");
	assert_path((struct tile_id){false, 7, 1, 256}, "tile/7/001");
	assert_path((struct tile_id){false, 10, 999999, 10}, "tile/10/x999/999.p/10");
	assert_path((struct tile_id){true, 0, MERKLE_SIZE_MAX - 1, 255},
		"tile/entries/x004/x611/x686/x018/x427/x387/903.p/255");
	// Every power of ten and of two, and their neighbours.
	for (uint64_t n = 1; n < MERKLE_SIZE_MAX / 10; n *= 2) {
		struct tile_id tile = {false, 0, 0, 256}, again;
		char out[TILE_PATH_BYTES];

		for (uint64_t index = n - 1; index <= n * 10; index += index < n + 1 ? 1 : n) {
			tile.index = index;
			tile_path(&tile, out);
			assert_int_equal(tile_path_parse(slice_of(out), &again, NULL), 0);
			assert_int_equal(again.index, index);
		}
	}
}

static void test_other_spellings(void **state)
{
	static const char *const wrong[] = {"", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000",
		"tile//000", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1", "tile/0/000/", "tile/0//000",
		"tile/00/000", "tile/01/000", "tile/+1/000", "tile/-1/000", "tile/-0/000", "tile/ 0/000",
		"tile/64/000", "tile/100/000", "tile/18446744073709551616/000", "tile/0x1/000", "tile/a/000",
		"tile/entries", "tile/entries/", "tile/entries/0/000", "tile/Entries/000", "Tile/0/000",
		"tile/data/000", "tile/8/0/000", // height first, as sumdb does
		"tile/0/001/234", "tile/0/001/x234", "tile/0/x001", "tile/0/x001/", "tile/0/x001/x234",
		"tile/0/x000/001", "tile/0/x000/x001/000", "tile/0/X001/234", "tile/0/xx01/234",
		"tile/0/x01/234", "tile/0/x0001/234", "tile/0/x001/34", "tile/0/x001/-34", "tile/0/-01",
		"tile/0/+01", "tile/0/ 01", "tile/0/01 ", "tile/0/0a0", "tile/0/..", "tile/0/../0/000",
		"tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01",
		"tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/-1", "tile/0/000.p/+1",
		"tile/0/000.p/1/", "tile/0/000.p/1 ", "tile/0/000.p/1.p/1", "tile/0/000.P/1", "tile/0/000p/1",
		"tile/0/000/.p/1", "tile/0/.p/1", "tile/0/x001.p/1/234", "tile/0/000?", "tile/0/000#a",
		"tile/0/%30%30%30", "tile/0/000.p/4294967297", "tile/0/000.p/1\n",
		"tile/0/x004/x611/x686/x018/x427/x387/904", // 2^62
		"tile/0/x018/x446/x744/x073/x709/x551/616", // 2^64
		"tile/entries/x999/x999/x999/x999/x999/x999/999.p/255",
		"tile/entries/x001/x000/x000/x000/x000/x000/x000/000",
		"tile/entries/x001/x000/x000/x000/x000/x000/x000/x000/x000/000.p/1"};
	struct tile_id tile = {.index = 77};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		if (tile_path_parse(slice_of(wrong[i]), &tile, &err) != ERR_NOT_FOUND)
			fail_msg("\"%s\" was taken", wrong[i]);
		assert_int_equal(tile.index, 77);
	}
	assert_int_equal(tile_path_parse(slice_from("tile/0/000\0", 11), &tile, NULL), ERR_NOT_FOUND);
	assert_int_equal(tile_path_parse(slice_from("tile/0/0\0000", 11), &tile, NULL), ERR_NOT_FOUND);
}

static void test_bundles(void **state)
{
	struct arena *arena = arena_new();
	struct buf out = buf_in(arena);
	char *longest = arena_alloc(arena, LEDGER_ENTRY_BYTES_MAX);
	struct slice *entries = NULL, bundle;

	(void)state;
	memset(longest, 'z', LEDGER_ENTRY_BYTES_MAX);
	tile_bundle_put(&out, SLICE("one"));
	tile_bundle_put(&out, SLICE(""));
	tile_bundle_put(&out, slice_from(longest, LEDGER_ENTRY_BYTES_MAX));
	tile_bundle_put(&out, slice_from(longest, 256));
	bundle = buf_slice(&out);
	assert_memory_equal(bundle.ptr, "\0\3one\0\0\xFF\xFFz", 10);
	assert_int_equal(tile_bundle_read(bundle, 4, arena, &entries, NULL), 0);
	assert_true(slice_eq_cstr(entries[0], "one"));
	assert_int_equal(entries[1].len, 0);
	assert_true(slice_eq(entries[2], slice_from(longest, LEDGER_ENTRY_BYTES_MAX)));
	assert_true(slice_eq(entries[3], slice_from(longest, 256)));
	assert_ptr_equal(entries[3].ptr, bundle.ptr + bundle.len - 256); // borrowed, not copied
	assert_int_equal(tile_bundle_read(SLICE(""), 0, arena, &entries, NULL), 0);
	arena_free(arena);
}

static void test_damaged_bundles(void **state)
{
	struct arena *arena = arena_new();
	struct buf out = buf_in(arena);
	struct slice *entries = NULL, bundle;
	struct err err;

	(void)state;
	for (int i = 0; i < TILE_WIDTH; i++)
		tile_bundle_put(&out, slice_of(arena_printf(arena, "entry %d", i)));
	bundle = buf_slice(&out);
	assert_int_equal(tile_bundle_read(bundle, TILE_WIDTH, arena, &entries, &err), 0);
	assert_true(slice_eq_cstr(entries[255], "entry 255"));
	entries = NULL;
	for (size_t len = 0; len < bundle.len; len++)
		assert_int_equal(
			tile_bundle_read(slice_sub(bundle, 0, len), TILE_WIDTH, arena, &entries, &err),
			ERR_INVALID);
	for (size_t count = 0; count < 3 * TILE_WIDTH; count++)
		if (count != TILE_WIDTH)
			assert_int_equal(tile_bundle_read(bundle, count, arena, &entries, &err), ERR_INVALID);
	assert_int_equal(tile_bundle_read(bundle, SIZE_MAX, arena, &entries, &err), ERR_INVALID);
	for (int byte = 0; byte < 3; byte++) { // no length is at its end, so it cannot be one more entry
		buf_put_byte(&out, 0);
		assert_int_equal(
			tile_bundle_read(buf_slice(&out), TILE_WIDTH, arena, &entries, &err), ERR_INVALID);
	}
	assert_null(entries);
	assert_int_equal(tile_bundle_read(SLICE("\0"), 0, arena, &entries, &err), ERR_INVALID);
	assert_int_equal(tile_bundle_read(SLICE("\0"), 1, arena, &entries, &err), ERR_INVALID);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_other_spellings),
		cmocka_unit_test(test_bundles),
		cmocka_unit_test(test_damaged_bundles),
	};

	return cmocka_run_group_tests_name("ledger_tile", tests, NULL, NULL);
}
