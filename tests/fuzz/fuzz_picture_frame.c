// SPDX-License-Identifier: Apache-2.0
// The answer of yidan-picture: whatever is taken in lies within the bytes, within the limits, and writes back
// to the same head.
#include "base/macros.h"
#include "pictures/picture_frame.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = slice_from(data, size);
	enum picture_status status;
	struct picture picture;
	struct err err;
	uint8_t head[PICTURE_FRAME_HEAD_BYTES];

	if (picture_frame_parse(bytes, &status, &picture, &err))
		return 0;
	must(PICTURE_FRAME_HEAD_BYTES + picture.full.len + picture.thumb.len == size);
	if (status == PICTURE_STATUS_MADE) {
		must(picture.full.ptr == bytes.ptr + PICTURE_FRAME_HEAD_BYTES);
		must(slice_starts_with(picture.thumb, SLICE("\xFF\xD8\xFF")));
		must(picture.width <= PICTURE_FULL_MAX_SIDE &&
			picture.thumb_height <= PICTURE_THUMB_MAX_SIDE);
		picture_frame_head(status, &picture, head);
		must(memcmp(head, data, sizeof(head)) == 0);
	}
	return 0;
}
