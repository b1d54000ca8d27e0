// SPDX-License-Identifier: Apache-2.0
// The real yidan-picture driven through picture_make, with photos that libvips makes here; and a copy of it
// that tries to get out of its sandbox. argv: the executable, the copy.
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "pictures/picture_frame.h"
#include "pictures/pictures.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <vips/vips.h>
#include <zlib.h>

static const char *program, *probing_program;

static int setup_arena(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static int make_with(const char *path, struct slice input, struct arena *arena, struct picture *ret,
	enum picture_refusal *refusal, struct err *err)
{
	return picture_make(path, input, arena, clock_monotonic_us() + 60 * US_PER_SECOND, ret, refusal, err);
}

static struct picture must_make(struct slice input, struct arena *arena)
{
	struct picture picture;
	enum picture_refusal refusal = PICTURE_REFUSAL_TIMEOUT;
	struct err err = {0};

	if (make_with(program, input, arena, &picture, &refusal, &err))
		fail_msg("refused: %s", err.message);
	assert_int_equal(refusal, PICTURE_REFUSAL_NONE);
	return picture;
}

static void must_refuse(struct slice input, struct arena *arena, enum picture_refusal why)
{
	struct picture picture;
	enum picture_refusal refusal;
	struct err err = {0};

	assert_int_equal(make_with(program, input, arena, &picture, &refusal, &err), ERR_INVALID);
	assert_string_equal(picture_refusal_name(refusal), picture_refusal_name(why));
}

// Left half red, right half blue, so that a turn can be seen.
static VipsImage *two_colours(int width, int height)
{
	VipsImage *black = NULL, *left = NULL, *right = NULL, *both = NULL, *srgb = NULL;

	assert_int_equal(vips_black(&black, width / 2 ? width / 2 : 1, height, "bands", 3, NULL), 0);
	assert_int_equal(vips_linear(black, &left, (double[]){1, 1, 1}, (double[]){220, 10, 10}, 3, "uchar",
				 TRUE, NULL),
		0);
	assert_int_equal(vips_linear(black, &right, (double[]){1, 1, 1}, (double[]){10, 10, 220}, 3, "uchar",
				 TRUE, NULL),
		0);
	if (width == 1)
		vips_copy(left, &both, NULL);
	else
		assert_int_equal(vips_join(left, right, &both, VIPS_DIRECTION_HORIZONTAL, NULL), 0);
	assert_int_equal(vips_copy(both, &srgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), 0);
	VIPS_UNREF(black);
	VIPS_UNREF(left);
	VIPS_UNREF(right);
	VIPS_UNREF(both);
	return srgb;
}

// The image as a file of the kind that the suffix names, with libvips' options in brackets; in the arena.
static struct slice encode(VipsImage *image, const char *suffix, struct arena *arena)
{
	void *ptr = NULL;
	size_t len = 0;
	struct slice file;

	if (vips_image_write_to_buffer(image, suffix, &ptr, &len, NULL))
		fail_msg("making a %s: %s", suffix, vips_error_buffer());
	file = arena_slice(arena, slice_from(ptr, len));
	g_free(ptr);
	return file;
}

static struct slice photo(int width, int height, const char *suffix, struct arena *arena)
{
	VipsImage *image = two_colours(width, height);
	struct slice file = encode(image, suffix, arena);

	VIPS_UNREF(image);
	return file;
}

static VipsImage *decode(struct slice file)
{
	VipsImage *image = vips_image_new_from_buffer(file.ptr, file.len, "", NULL);

	assert_non_null(image);
	return image;
}

static void assert_pixel_reddish(VipsImage *image, int x, int y, bool red)
{
	double *pixel = NULL;
	int bands = 0;

	assert_int_equal(vips_getpoint(image, &pixel, &bands, x, y, NULL), 0);
	assert_int_equal(bands, 3);
	assert_true(red ? pixel[0] > 150 && pixel[2] < 100 : pixel[2] > 150 && pixel[0] < 100);
	g_free(pixel);
}

static void *no_metadata(VipsImage *image, const char *name, GValue *value UNUSED, void *bad)
{
	static const char *const forbidden[] = {
		"exif", "xmp", "iptc", "icc", "orientation", "photoshop", "comment"};
	size_t i;

	(void)image;
	for (i = 0; i < ARRAY_LEN(forbidden); i++)
		if (strstr(name, forbidden[i]))
			*(const char **)bad = forbidden[i];
	return NULL;
}

static void test_metadata_is_gone_and_orientation_applied(void **state)
{
	static const char secret[] = "31/1 12/1 3456/100";
	VipsImage *image = two_colours(1000, 600), *back;
	struct picture picture;
	struct slice input, files[2];
	size_t i;

	vips_image_set_string(image, "exif-ifd3-GPSLatitude", secret);
	vips_image_set_string(image, "exif-ifd0-Model", "TELLTALE-CAMERA");
	vips_image_set_int(image, VIPS_META_ORIENTATION, 6); // turn right by 90 degrees
	vips_image_set_blob_copy(image, VIPS_META_XMP_NAME, "<x>TELLTALE-XMP</x>", 19);
	input = encode(image, ".jpg[profile=srgb]", *state);
	VIPS_UNREF(image);
	assert_true(slice_find(input, SLICE("TELLTALE-CAMERA")) > 0 &&
		    slice_find(input, SLICE("TELLTALE-XMP")) > 0);

	picture = must_make(input, *state);
	files[0] = picture.full;
	files[1] = picture.thumb;
	for (i = 0; i < 2; i++) {
		const char *found = NULL;

		assert_int_equal(slice_find(files[i], SLICE("TELLTALE")), -1);
		assert_int_equal(slice_find(files[i], SLICE("Exif")), -1);
		back = decode(files[i]);
		vips_image_map(back, no_metadata, &found);
		assert_null(found);
		// The red left half has become the upper one.
		assert_true(vips_image_get_height(back) > vips_image_get_width(back));
		assert_pixel_reddish(back, vips_image_get_width(back) / 2, 10, true);
		assert_pixel_reddish(
			back, vips_image_get_width(back) / 2, vips_image_get_height(back) - 10, false);
		VIPS_UNREF(back);
	}
	assert_int_equal(picture.width, 600);
	assert_int_equal(picture.height, 1000);
	assert_int_equal(picture.thumb_height, PICTURE_THUMB_MAX_SIDE);
	assert_int_equal(picture.thumb_width, 288);
}

static void test_every_accepted_format(void **state)
{
	static const char *const suffixes[] = {".jpg", ".jpg[interlace]", ".png",
		".png[bitdepth=8,interlace]", ".png[palette]", ".webp", ".webp[lossless]",
		".heic[compression=hevc]", ".avif[compression=av1,effort=0]"};
	VipsImage *back;
	size_t i;

	for (i = 0; i < ARRAY_LEN(suffixes); i++) {
		struct picture picture = must_make(photo(700, 400, suffixes[i], *state), *state);

		assert_int_equal(picture.width, 700);
		assert_int_equal(picture.height, 400);
		back = decode(picture.full);
		assert_pixel_reddish(back, 50, 200, true);
		assert_pixel_reddish(back, 650, 200, false);
		VIPS_UNREF(back);
	}
}

static void test_odd_colours(void **state)
{
	VipsImage *image = two_colours(300, 200), *other = NULL, *alpha = NULL, *back;
	struct picture picture;
	double *pixel = NULL;
	int bands;

	assert_int_equal(vips_colourspace(image, &other, VIPS_INTERPRETATION_B_W, NULL), 0);
	must_make(encode(other, ".png", *state), *state);
	must_make(encode(other, ".jpg", *state), *state);
	VIPS_UNREF(other);
	assert_int_equal(vips_colourspace(image, &other, VIPS_INTERPRETATION_RGB16, NULL), 0);
	must_make(encode(other, ".png", *state), *state);
	VIPS_UNREF(other);
	assert_int_equal(vips_colourspace(image, &other, VIPS_INTERPRETATION_CMYK, NULL), 0);
	must_make(encode(other, ".jpg", *state), *state);
	VIPS_UNREF(other);
	// Fully transparent becomes white, not black.
	assert_int_equal(vips_bandjoin_const1(image, &alpha, 0, NULL), 0);
	picture = must_make(encode(alpha, ".png", *state), *state);
	back = decode(picture.full);
	assert_int_equal(vips_getpoint(back, &pixel, &bands, 100, 100, NULL), 0);
	assert_true(bands == 3 && pixel[0] > 250 && pixel[1] > 250 && pixel[2] > 250);
	g_free(pixel);
	VIPS_UNREF(back);
	VIPS_UNREF(alpha);
	VIPS_UNREF(image);
}

static void test_damaged_profile_is_left_out(void **state)
{
	VipsImage *image = two_colours(300, 200);
	static const char junk[200] = "this is no colour profile";

	vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, junk, sizeof(junk));
	assert_int_equal(must_make(encode(image, ".jpg", *state), *state).width, 300);
	VIPS_UNREF(image);
}

static void test_sizes(void **state)
{
	struct picture picture = must_make(photo(1, 1, ".png", *state), *state);

	assert_true(picture.width == 1 && picture.height == 1 && picture.thumb_width == 1 &&
		    picture.thumb_height == 1);
	picture = must_make(photo(1, 3000, ".jpg", *state), *state);
	assert_true(picture.width == 1 && picture.height == PICTURE_FULL_MAX_SIDE);
	picture = must_make(photo(6000, 4000, ".jpg", *state), *state);
	assert_true(picture.width == PICTURE_FULL_MAX_SIDE && picture.height == 1365);
	assert_true(picture.thumb_width == PICTURE_THUMB_MAX_SIDE && picture.thumb_height == 320);
	// More than 100 MB when decoded as a whole, which this decoder does.
	picture = must_make(photo(8000, 6000, ".webp[effort=0]", *state), *state);
	assert_true(picture.width == PICTURE_FULL_MAX_SIDE && picture.height == 1536);
	picture = must_make(photo(4000, 3000, ".heic[compression=hevc,effort=0]", *state), *state);
	assert_true(picture.width == PICTURE_FULL_MAX_SIDE && picture.height == 1536);
}

static void test_unsupported(void **state)
{
	must_refuse(SLICE("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"), *state,
		PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(SLICE("<?xml version='1.0'?><svg/>"), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(SLICE("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n"), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(SLICE(""), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(SLICE("\xFF\xD8"), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(SLICE("\0\0\0\x18"
			  "ftypisom\0\0\0\0isommp42"),
		*state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(photo(20, 20, ".gif", *state), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(photo(20, 20, ".tif", *state), *state, PICTURE_REFUSAL_UNSUPPORTED);
	must_refuse(photo(20, 20, ".ppm", *state), *state, PICTURE_REFUSAL_UNSUPPORTED);
}

static void test_truncated_and_damaged(void **state)
{
	static const char *const suffixes[] = {".jpg", ".png", ".webp", ".heic[compression=hevc]"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(suffixes); i++) {
		struct slice whole = photo(900, 700, suffixes[i], *state);

		must_refuse(slice_sub(whole, 0, whole.len / 2), *state, PICTURE_REFUSAL_BROKEN);
		must_refuse(slice_sub(whole, 0, 20), *state, PICTURE_REFUSAL_BROKEN);
	}
	// A name and nothing behind it.
	must_refuse(SLICE("\xFF\xD8\xFF\xE0"), *state, PICTURE_REFUSAL_BROKEN);
	must_refuse(SLICE("RIFF\xFF\xFF\xFF\xFFWEBPVP8 "), *state, PICTURE_REFUSAL_BROKEN);
	must_refuse(SLICE("\0\0\0\x18"
			  "ftypheic\0\0\0\0mif1heic"),
		*state, PICTURE_REFUSAL_BROKEN);
}

// A PNG that says it is width × height, with a right checksum.
static struct slice png_that_claims(uint32_t width, uint32_t height, struct arena *arena)
{
	struct slice file = photo(50, 50, ".png", arena);
	uint8_t *bytes = (uint8_t *)(uintptr_t)file.ptr; // in the arena: ours to change
	uint32_t numbers[2] = {width, height};
	uint32_t sum;
	size_t i;

	for (i = 0; i < 8; i++)
		bytes[16 + i] = (uint8_t)(numbers[i / 4] >> (24 - 8 * (i % 4)));
	sum = (uint32_t)crc32(crc32(0, NULL, 0), bytes + 12, 17);
	for (i = 0; i < 4; i++)
		bytes[29 + i] = (uint8_t)(sum >> (24 - 8 * i));
	return file;
}

static void test_too_large(void **state)
{
	CLEANUP(buf_release) struct buf long_file = {0};

	must_refuse(png_that_claims(20000, 20000, *state), *state, PICTURE_REFUSAL_TOO_LARGE);
	must_refuse(png_that_claims(40000, 10, *state), *state, PICTURE_REFUSAL_TOO_LARGE);
	must_refuse(png_that_claims(7000, 7000, *state), *state,
		PICTURE_REFUSAL_BROKEN); // may be so large, but is not there
	buf_put_slice(&long_file, photo(50, 50, ".jpg", *state));
	buf_reserve(&long_file, PICTURE_INPUT_MAX_BYTES);
	memset(long_file.ptr + long_file.len, 0, PICTURE_INPUT_MAX_BYTES);
	must_refuse(
		slice_from(long_file.ptr, PICTURE_INPUT_MAX_BYTES + 1), *state, PICTURE_REFUSAL_TOO_LARGE);
	assert_int_equal(must_make(slice_from(long_file.ptr, PICTURE_INPUT_MAX_BYTES), *state).width, 50);
}

// Flipping bytes at will never gives anything but a picture or a refusal.
static void test_mutations(void **state)
{
	static const char *const suffixes[] = {".jpg", ".png", ".webp", ".heic[compression=hevc]"};
	unsigned seed = (unsigned)clock_now_us();
	int i, j;

	print_message("# seed %u\n", seed);
	srandom(seed);
	for (i = 0; i < 24; i++) {
		struct slice file = photo(200, 150, suffixes[i % 4], *state);
		char *bytes = (char *)(uintptr_t)file.ptr;
		struct picture picture;
		enum picture_refusal refusal;
		struct err err = {0};
		int rc;

		for (j = 0; j < 1 + i; j++)
			bytes[12 + (size_t)random() % (file.len - 12)] = (char)random();
		rc = make_with(program, file, *state, &picture, &refusal, &err);
		if (rc != 0 && rc != ERR_INVALID)
			fail_msg("%s, seed %u: %s", suffixes[i % 4], seed, err.message);
	}
}

static struct slice photo_with_probe(char what, struct arena *arena)
{
	struct buf b = buf_in(arena);

	buf_put_slice(&b, photo(60, 40, ".jpg", arena));
	buf_printf(&b, "probe:%c", what);
	return buf_slice(&b);
}

static void test_sandbox_ends_what_breaks_out(void **state)
{
	const char *what;

	for (what = "wuhfxkpsm"; *what; what++) {
		struct picture picture;
		enum picture_refusal refusal;
		struct err err = {0};
		int rc = make_with(
			probing_program, photo_with_probe(*what, *state), *state, &picture, &refusal, &err);

		if (rc != ERR_INVALID || !strstr(err.message, "signal 31"))
			fail_msg("probe %c: %d %s", *what, rc, err.message);
		assert_int_equal(refusal, PICTURE_REFUSAL_BROKEN);
	}
}

static void test_sandbox_refuses_quietly(void **state)
{
	const char *what;

	for (what = "rg-"; *what; what++) { // "-" does nothing: the copy works as such
		struct picture picture;
		enum picture_refusal refusal;
		struct err err = {0};

		if (make_with(probing_program, photo_with_probe(*what, *state), *state, &picture, &refusal,
			    &err))
			fail_msg("probe %c: %s", *what, err.message);
	}
}

static void test_deadline_and_crash(void **state)
{
	struct picture picture;
	enum picture_refusal refusal;
	struct err err = {0};
	int64_t start_us = clock_monotonic_us();

	assert_int_equal(picture_make(probing_program, photo_with_probe('l', *state), *state,
				 start_us + 300000, &picture, &refusal, &err),
		ERR_INVALID);
	assert_int_equal(refusal, PICTURE_REFUSAL_TIMEOUT);
	assert_true(clock_monotonic_us() - start_us >= 300000);
	assert_int_equal(
		make_with(probing_program, photo_with_probe('a', *state), *state, &picture, &refusal, &err),
		ERR_INVALID);
	assert_int_equal(refusal, PICTURE_REFUSAL_BROKEN);
	assert_int_equal(
		make_with(probing_program, photo_with_probe('o', *state), *state, &picture, &refusal, &err),
		ERR_UNAVAILABLE);
	assert_int_equal(refusal, PICTURE_REFUSAL_NONE);
}

static void test_program_missing_or_wrong(void **state)
{
	struct picture picture;
	enum picture_refusal refusal;
	struct err err = {0};
	struct slice input = photo(10, 10, ".png", *state);

	assert_int_equal(make_with("/nonexistent/yidan-picture", input, *state, &picture, &refusal, &err),
		ERR_UNAVAILABLE);
	assert_int_equal(make_with("/bin/true", input, *state, &picture, &refusal, &err), ERR_UNAVAILABLE);
	assert_int_equal(make_with("/bin/false", input, *state, &picture, &refusal, &err), ERR_UNAVAILABLE);
	assert_int_equal(make_with("/bin/cat", input, *state, &picture, &refusal, &err), ERR_UNAVAILABLE);
	assert_int_equal(refusal, PICTURE_REFUSAL_NONE);
}

static struct slice frame(const struct picture *picture, enum picture_status status, struct arena *arena)
{
	struct buf b = buf_in(arena);
	uint8_t head[PICTURE_FRAME_HEAD_BYTES];

	picture_frame_head(status, picture, head);
	buf_put(&b, head, sizeof(head));
	if (status == PICTURE_STATUS_MADE) {
		buf_put_slice(&b, picture->full);
		buf_put_slice(&b, picture->thumb);
	}
	return buf_slice(&b);
}

static void must_not_parse(const struct picture *picture, enum picture_status status, struct arena *arena)
{
	enum picture_status ret_status;
	struct picture ret;

	assert_int_equal(
		picture_frame_parse(frame(picture, status, arena), &ret_status, &ret, NULL), ERR_INVALID);
}

static void test_frame_is_strict(void **state)
{
	const struct picture good = {10, 10, 5, 5, SLICE("\xFF\xD8\xFF\xDA\0\2..\xFF\xD9"),
		SLICE("\xFF\xD8\xFF\xE0\0\4..\xFF\xDA\0\2.\xFF\xD9")};
	enum picture_status status;
	struct picture ret, bad;
	struct slice bytes = frame(&good, PICTURE_STATUS_MADE, *state);
	size_t len;

	assert_int_equal(picture_frame_parse(bytes, &status, &ret, NULL), 0);
	assert_true(status == PICTURE_STATUS_MADE && slice_eq(ret.full, good.full) &&
		    slice_eq(ret.thumb, good.thumb));
	for (len = 0; len < bytes.len; len++)
		assert_int_equal(
			picture_frame_parse(slice_sub(bytes, 0, len), &status, &ret, NULL), ERR_INVALID);
	bad = good;
	bad.width = PICTURE_FULL_MAX_SIDE + 1;
	must_not_parse(&bad, PICTURE_STATUS_MADE, *state);
	bad = good;
	bad.thumb_height = 11; // higher than the picture
	must_not_parse(&bad, PICTURE_STATUS_MADE, *state);
	bad = good;
	bad.full = SLICE("\xFF\xD8\xFF\xE1\0\6Exif\xFF\xDA\0\2.\xFF\xD9"); // metadata
	must_not_parse(&bad, PICTURE_STATUS_MADE, *state);
	bad = good;
	bad.thumb = SLICE("<html><script>");
	must_not_parse(&bad, PICTURE_STATUS_MADE, *state);
	must_not_parse(NULL, (enum picture_status)77, *state);
	assert_int_equal(
		picture_frame_parse(frame(NULL, PICTURE_STATUS_BROKEN, *state), &status, &ret, NULL), 0);
	assert_true(status == PICTURE_STATUS_BROKEN && ret.full.len == 0);
}

int main(int argc, char **argv)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup_arena, teardown_arena)
	const struct CMUnitTest tests[] = {
		TEST(test_metadata_is_gone_and_orientation_applied),
		TEST(test_every_accepted_format),
		TEST(test_odd_colours),
		TEST(test_damaged_profile_is_left_out),
		TEST(test_sizes),
		TEST(test_unsupported),
		TEST(test_truncated_and_damaged),
		TEST(test_too_large),
		TEST(test_mutations),
		TEST(test_sandbox_ends_what_breaks_out),
		TEST(test_sandbox_refuses_quietly),
		TEST(test_deadline_and_crash),
		TEST(test_program_missing_or_wrong),
		TEST(test_frame_is_strict),
	};
	int failed;

	must(argc == 3);
	program = argv[1];
	probing_program = argv[2];
	must(VIPS_INIT(argv[0]) == 0);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	vips_shutdown();
	return failed;
}
