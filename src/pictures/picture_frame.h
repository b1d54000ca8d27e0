// SPDX-License-Identifier: Apache-2.0
// The answer that yidan-picture writes to its standard output: a fixed head, then the two files.
//
//	0   8 bytes  "YDPIC001", the format's name and version
//	8   u32      status, see enum picture_status; all that follows is zero unless it is
// PICTURE_STATUS_MADE 	12  u32 × 4  width, height of the picture; width, height of the thumbnail 	28 u32
// × 2 bytes of the picture; bytes of the thumbnail 	36           the picture, the thumbnail, nothing else
//
// Numbers are big-endian. The parser believes nothing: what comes back from a process that has just read an
// image made by a stranger is data from outside. No memory is owned here; a parsed picture points into the
// bytes it was read from.
//
//	rc = picture_frame_parse(buf_slice(&answer), &status, &picture, err);
#ifndef YIDAN_PICTURES_PICTURE_FRAME_H
#define YIDAN_PICTURES_PICTURE_FRAME_H

#include "base/err.h"
#include "base/slice.h"
#include "pictures/pictures.h"

#define PICTURE_FRAME_HEAD_BYTES 36
#define PICTURE_FRAME_MAX_BYTES	 (PICTURE_FRAME_HEAD_BYTES + 2 * (size_t)PICTURE_FILE_MAX_BYTES)

enum picture_status {
	PICTURE_STATUS_MADE,
	PICTURE_STATUS_BROKEN,
	PICTURE_STATUS_TOO_LARGE,
	PICTURE_STATUS_UNSUPPORTED,
};

// Writes the head of an answer; picture is NULL unless status is PICTURE_STATUS_MADE.
void picture_frame_head(
	enum picture_status status, const struct picture *picture, uint8_t out[PICTURE_FRAME_HEAD_BYTES]);

// 0, or ERR_INVALID for anything but one well-formed answer, both files within their limits and free of
// metadata. *ret_picture is all zero unless *ret_status is PICTURE_STATUS_MADE.
int picture_frame_parse(
	struct slice bytes, enum picture_status *ret_status, struct picture *ret_picture, struct err *err);

#endif
