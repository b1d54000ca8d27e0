// SPDX-License-Identifier: Apache-2.0
// Photos from outside made safe to show: decoded and encoded anew by `yidan-picture`, a sandboxed executable,
// so that the server never parses an image and no EXIF (place, time, camera) survives. What comes back is
// JPEG in sRGB, upright.
//
// A refused photo is ERR_INVALID, and *refusal says why in a form that pages have words for. A missing or
// broken executable is ERR_UNAVAILABLE. Blocking for up to the deadline: call it on the heavy pool. Any
// thread, any number at once; each call is a process of up to 512 MiB for a moment, so the pool's size is the
// limit.
//
//	struct picture picture;
//	enum picture_refusal refusal;
//	rc = picture_make(program, upload, arena, clock_monotonic_us() + PICTURE_TIME_US, &picture, &refusal,
// err); 	if (rc == ERR_INVALID) 		return form_again(photo_number, refusal);
#ifndef YIDAN_PICTURES_PICTURES_H
#define YIDAN_PICTURES_PICTURES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

#define PICTURE_INPUT_MAX_BYTES (20u * 1024 * 1024)
#define PICTURE_PIXELS_MAX	(50u * 1000 * 1000) // of the photo as it comes
#define PICTURE_FULL_MAX_SIDE	2048		    // of what is made from it, in pixels
#define PICTURE_THUMB_MAX_SIDE	480
#define PICTURE_FILE_MAX_BYTES	(8u * 1024 * 1024) // of each file that is made
#define PICTURE_TIME_US                                                                                      \
	(INT64_C(15) * 1000 * 1000)	// a fair deadline on a busy machine; usual is 0.1 to 0.5 s
#define PICTURE_MEDIA_TYPE "image/jpeg" // of both files

enum picture_refusal {
	PICTURE_REFUSAL_NONE,
	PICTURE_REFUSAL_BROKEN,	     // says it is an image but does not decode to its end
	PICTURE_REFUSAL_TOO_LARGE,   // bytes or pixels over the limit, or more memory than it may have
	PICTURE_REFUSAL_UNSUPPORTED, // neither JPEG, PNG, WebP nor HEIC/AVIF
	PICTURE_REFUSAL_TIMEOUT,     // took longer than the deadline
};

struct picture {
	uint32_t width, height; // of full
	uint32_t thumb_width, thumb_height;
	struct slice full;  // JPEG without metadata, longest side at most PICTURE_FULL_MAX_SIDE, in the arena
	struct slice thumb; // the same, PICTURE_THUMB_MAX_SIDE
};

// Makes both files of one photo. deadline_us is a time of the monotonic clock; then the process is killed.
// refusal is set in every case (PICTURE_REFUSAL_NONE on success and on errors that are not the photo's fault)
// and must not be NULL.
int picture_make(const char *program_path, struct slice input, struct arena *arena, int64_t deadline_us,
	struct picture *ret_picture, enum picture_refusal *refusal, struct err *err);

// Lower-case word for logs and metrics: "broken", "too_large", …
const char *picture_refusal_name(enum picture_refusal refusal);

#endif
