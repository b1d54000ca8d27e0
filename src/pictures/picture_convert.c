// SPDX-License-Identifier: Apache-2.0
// libvips reads an image as a stream where it can, so that most photos are never in memory as a whole. The
// header is read first and the number of pixels checked before one of them is decoded.
//
// Loaders are called by name, never by libvips' own guess, so only four decoders can be reached. Loadable
// modules (ImageMagick, poppler, OpenSlide …) are kept out: libvips looks for them beneath VIPSHOME, which is
// pointed at nothing, and the one for HEIF is loaded by its name when a HEIF is there.
#include "pictures/picture_convert.h"

#include <gmodule.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

#define JPEG_QUALITY  82
#define SIDE_MAX      30000 // of the photo as it comes: 50 megapixels in one row are nobody's photo
#define NO_VIPS_FILES "/nonexistent"

static bool is_heif_brand(const char *brand)
{
	static const char brands[][5] = {
		"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(brands); i++)
		if (memcmp(brand, brands[i], 4) == 0)
			return true;
	return false;
}

enum picture_format picture_sniff(struct slice input)
{
	if (slice_starts_with(input, SLICE("\xFF\xD8\xFF")))
		return PICTURE_FORMAT_JPEG;
	if (slice_starts_with(input, SLICE("\x89PNG\r\n\x1A\n")))
		return PICTURE_FORMAT_PNG;
	if (input.len >= 12 && memcmp(input.ptr, "RIFF", 4) == 0 && memcmp(input.ptr + 8, "WEBP", 4) == 0)
		return PICTURE_FORMAT_WEBP;
	if (input.len >= 12 && memcmp(input.ptr + 4, "ftyp", 4) == 0 && is_heif_brand(input.ptr + 8))
		return PICTURE_FORMAT_HEIF;
	return PICTURE_FORMAT_NONE;
}

// GLib's own writer looks whether standard error is the journal's socket; that question is not allowed in the
// sandbox, and nobody reads what it would write.
static GLogWriterOutput write_no_log(GLogLevelFlags level UNUSED, const GLogField *fields UNUSED,
	gsize field_count UNUSED, gpointer data UNUSED)
{
	return G_LOG_WRITER_HANDLED;
}

int picture_convert_init(enum picture_format format)
{
	bool has_module = access(YIDAN_VIPS_HEIF_MODULE, R_OK) == 0;

	g_log_set_writer_func(write_no_log, NULL, NULL);
	if (has_module)
		g_setenv("VIPSHOME", NO_VIPS_FILES, TRUE);
	// liborc would make machine code while running, but the sandbox gives no executable memory.
	g_setenv("VIPS_NOVECTOR", "1", TRUE);
	// It would put what is larger than 100 MB into a temporary file, but here memory is all there is.
	g_setenv("VIPS_DISC_THRESHOLD", "1g", TRUE);
	if (VIPS_INIT("yidan-picture"))
		return -1;
	if (format == PICTURE_FORMAT_HEIF && has_module &&
		!g_module_open(YIDAN_VIPS_HEIF_MODULE, G_MODULE_BIND_LAZY))
		return -1;
	vips_block_untrusted_set(TRUE);
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	return 0;
}

// Opens without decoding. shrink is 1, 2, 4 or 8 and only for JPEG, which can be decoded at a fraction of its
// size.
static VipsImage *open_image(enum picture_format format, struct slice input, int shrink)
{
	void *ptr = (void *)(uintptr_t)input.ptr; // libvips takes it without const and only reads
	VipsImage *image = NULL;
	int rc = -1;

	switch (format) {
	case PICTURE_FORMAT_NONE:
		break;
	case PICTURE_FORMAT_JPEG:
		rc = vips_jpegload_buffer(ptr, input.len, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
			VIPS_FAIL_ON_ERROR, "shrink", shrink, NULL);
		break;
	case PICTURE_FORMAT_PNG:
		rc = vips_pngload_buffer(ptr, input.len, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
			VIPS_FAIL_ON_ERROR, NULL);
		break;
	case PICTURE_FORMAT_WEBP:
		rc = vips_webpload_buffer(ptr, input.len, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
			VIPS_FAIL_ON_ERROR, "scale", 1.0 / shrink, NULL);
		break;
	case PICTURE_FORMAT_HEIF:
		rc = vips_heifload_buffer(ptr, input.len, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
			VIPS_FAIL_ON_ERROR, NULL);
		break;
	}
	return rc ? NULL : image;
}

static bool is_too_large(const VipsImage *image)
{
	uint64_t width = (uint64_t)vips_image_get_width(image);
	uint64_t height = (uint64_t)vips_image_get_height(image);

	return width > SIDE_MAX || height > SIDE_MAX || width * height > PICTURE_PIXELS_MAX;
}

static int shrink_for(const VipsImage *image)
{
	int longest = VIPS_MAX(vips_image_get_width(image), vips_image_get_height(image));
	int shrink = 8;

	while (shrink > 1 && longest / shrink < PICTURE_FULL_MAX_SIDE)
		shrink /= 2;
	return shrink;
}

// Upright, at most max_side, sRGB with 8 bits, on white where it was transparent, and in memory as a whole.
static VipsImage *fit(VipsImage *image, int max_side)
{
	VipsImage *small = NULL, *colour = NULL, *flat = NULL, *whole = NULL;
	VipsArrayDouble *white = vips_array_double_newv(1, 255.0);

	// Without a profile of its own it is sRGB, or grey or CMYK that vips_colourspace knows what to do
	// with.
	if (vips_thumbnail_image(image, &small, max_side, "height", max_side, "size", VIPS_SIZE_DOWN,
		    vips_image_get_typeof(image, VIPS_META_ICC_NAME) ? "export_profile" : NULL, "srgb",
		    NULL) == 0 &&
		vips_colourspace(small, &colour, VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
		// libvips takes the last band for transparency even where there is none.
		(vips_image_hasalpha(colour) ? vips_flatten(colour, &flat, "background", white, NULL)
					     : vips_copy(colour, &flat, NULL)) == 0)
		whole = vips_image_copy_memory(flat);
	vips_area_unref(VIPS_AREA(white));
	VIPS_UNREF(flat);
	VIPS_UNREF(colour);
	VIPS_UNREF(small);
	return whole;
}

static int encode(VipsImage *image, struct slice *ret_file, uint32_t *ret_width, uint32_t *ret_height)
{
	void *ptr = NULL;
	size_t len = 0;

	if (vips_jpegsave_buffer(
		    image, &ptr, &len, "Q", JPEG_QUALITY, "strip", TRUE, "optimize_coding", TRUE, NULL))
		return -1;
	*ret_file = slice_from(ptr, len);
	*ret_width = (uint32_t)vips_image_get_width(image);
	*ret_height = (uint32_t)vips_image_get_height(image);
	return 0;
}

// A photo whose colour profile is damaged is still a photo: then the profile is left out and the colours
// taken as they are.
static VipsImage *fit_without_profile(enum picture_format format, struct slice input, int shrink)
{
	VipsImage *image = open_image(format, input, shrink), *copy = NULL, *full = NULL;

	if (image && vips_image_get_typeof(image, VIPS_META_ICC_NAME) && vips_copy(image, &copy, NULL) == 0) {
		vips_image_remove(copy, VIPS_META_ICC_NAME);
		full = fit(copy, PICTURE_FULL_MAX_SIDE);
	}
	VIPS_UNREF(copy);
	VIPS_UNREF(image);
	return full;
}

static enum picture_status convert(
	enum picture_format format, struct slice input, struct picture *ret_picture)
{
	struct picture picture;
	VipsImage *image, *full, *thumb;
	int shrink = 1;

	image = open_image(format, input, 1);
	if (!image)
		return PICTURE_STATUS_BROKEN;
	if (is_too_large(image))
		return PICTURE_STATUS_TOO_LARGE;
	if (format == PICTURE_FORMAT_JPEG || format == PICTURE_FORMAT_WEBP)
		shrink = shrink_for(image);
	if (shrink > 1) {
		VIPS_UNREF(image);
		image = open_image(format, input, shrink);
		if (!image)
			return PICTURE_STATUS_BROKEN;
	}
	full = fit(image, PICTURE_FULL_MAX_SIDE);
	VIPS_UNREF(image);
	if (!full)
		full = fit_without_profile(format, input, shrink);
	if (!full)
		return PICTURE_STATUS_BROKEN;
	thumb = fit(full, PICTURE_THUMB_MAX_SIDE);
	if (!thumb || encode(full, &picture.full, &picture.width, &picture.height) ||
		encode(thumb, &picture.thumb, &picture.thumb_width, &picture.thumb_height))
		return PICTURE_STATUS_BROKEN;
	*ret_picture = picture;
	return PICTURE_STATUS_MADE;
}

enum picture_status picture_convert(
	enum picture_format format, struct slice input, struct picture *ret_picture)
{
	enum picture_status status = convert(format, input, ret_picture);

	if (status == PICTURE_STATUS_BROKEN)
		fprintf(stderr, "yidan-picture: %s", vips_error_buffer()); // for who tries it by hand
	if (status == PICTURE_STATUS_BROKEN && strstr(vips_error_buffer(), "out of memory"))
		status = PICTURE_STATUS_TOO_LARGE;
	return status;
}
