// SPDX-License-Identifier: Apache-2.0
#include "pictures/picture_frame.h"

#include <string.h>

static const char magic[8] = {'Y', 'D', 'P', 'I', 'C', '0', '0', '1'};

static void put_u32(uint8_t *out, uint32_t value)
{
	out[0] = (uint8_t)(value >> 24);
	out[1] = (uint8_t)(value >> 16);
	out[2] = (uint8_t)(value >> 8);
	out[3] = (uint8_t)value;
}

static uint32_t get_u32(const char *ptr)
{
	const uint8_t *in = (const uint8_t *)ptr;

	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

void picture_frame_head(
	enum picture_status status, const struct picture *picture, uint8_t out[PICTURE_FRAME_HEAD_BYTES])
{
	memset(out, 0, PICTURE_FRAME_HEAD_BYTES);
	memcpy(out, magic, sizeof(magic));
	put_u32(out + 8, (uint32_t)status);
	if (status != PICTURE_STATUS_MADE)
		return;
	put_u32(out + 12, picture->width);
	put_u32(out + 16, picture->height);
	put_u32(out + 20, picture->thumb_width);
	put_u32(out + 24, picture->thumb_height);
	put_u32(out + 28, (uint32_t)picture->full.len);
	put_u32(out + 32, (uint32_t)picture->thumb.len);
}

// Walks the markers in front of the image data. Only what decoding needs may stand there: APP0 (JFIF) and
// APP14 (how colours are stored) are harmless; any other APPn (EXIF, XMP, ICC, maker's notes) or a comment is
// a mistake of ours or the work of somebody who took the decoder over, and must not be published.
static bool is_bare_jpeg(struct slice file)
{
	size_t at = 2;

	if (!slice_starts_with(file, SLICE("\xFF\xD8\xFF")) || !slice_ends_with(file, SLICE("\xFF\xD9")))
		return false;
	while (at + 4 <= file.len && (uint8_t)file.ptr[at] == 0xFF) {
		uint8_t marker = (uint8_t)file.ptr[at + 1];
		size_t len = (size_t)(uint8_t)file.ptr[at + 2] << 8 | (uint8_t)file.ptr[at + 3];

		if (marker == 0xDA) // start of scan
			return true;
		if ((marker > 0xE0 && marker < 0xEE) || marker == 0xEF || marker == 0xFE)
			return false;
		if (len < 2)
			return false;
		at += 2 + len;
	}
	return false;
}

static bool is_side(uint32_t side, uint32_t max)
{
	return side >= 1 && side <= max;
}

static int check_made(struct slice bytes, const struct picture *picture, struct err *err)
{
	if (!is_side(picture->width, PICTURE_FULL_MAX_SIDE) ||
		!is_side(picture->height, PICTURE_FULL_MAX_SIDE) ||
		!is_side(picture->thumb_width, PICTURE_THUMB_MAX_SIDE) ||
		!is_side(picture->thumb_height, PICTURE_THUMB_MAX_SIDE) ||
		picture->thumb_width > picture->width || picture->thumb_height > picture->height)
		return err_set(err, ERR_INVALID, "answer of yidan-picture: sides out of range");
	if (picture->full.len > PICTURE_FILE_MAX_BYTES || picture->thumb.len > PICTURE_FILE_MAX_BYTES ||
		bytes.len != PICTURE_FRAME_HEAD_BYTES + picture->full.len + picture->thumb.len)
		return err_set(err, ERR_INVALID, "answer of yidan-picture: lengths do not agree");
	return 0;
}

int picture_frame_parse(
	struct slice bytes, enum picture_status *ret_status, struct picture *ret_picture, struct err *err)
{
	struct picture picture = {0};
	uint32_t status;

	if (bytes.len < PICTURE_FRAME_HEAD_BYTES || memcmp(bytes.ptr, magic, sizeof(magic)) != 0)
		return err_set(err, ERR_INVALID, "answer of yidan-picture: no head");
	status = get_u32(bytes.ptr + 8);
	if (status > PICTURE_STATUS_UNSUPPORTED)
		return err_set(err, ERR_INVALID, "answer of yidan-picture: unknown status");
	if (status == PICTURE_STATUS_MADE) {
		picture.width = get_u32(bytes.ptr + 12);
		picture.height = get_u32(bytes.ptr + 16);
		picture.thumb_width = get_u32(bytes.ptr + 20);
		picture.thumb_height = get_u32(bytes.ptr + 24);
		picture.full.len = get_u32(bytes.ptr + 28);
		picture.thumb.len = get_u32(bytes.ptr + 32);
		if (check_made(bytes, &picture, err))
			return ERR_INVALID;
		picture.full.ptr = bytes.ptr + PICTURE_FRAME_HEAD_BYTES;
		picture.thumb.ptr = picture.full.ptr + picture.full.len;
		if (!is_bare_jpeg(picture.full) || !is_bare_jpeg(picture.thumb))
			return err_set(
				err, ERR_INVALID, "answer of yidan-picture: not JPEG without metadata");
	} else if (bytes.len != PICTURE_FRAME_HEAD_BYTES) {
		return err_set(err, ERR_INVALID, "answer of yidan-picture: bytes after a refusal");
	}
	*ret_status = (enum picture_status)status;
	*ret_picture = picture;
	return 0;
}
