// SPDX-License-Identifier: Apache-2.0
// One photo in, two JPEG files out, by libvips. Part of yidan-picture only: the server never calls this.
// Main thread; once in a process.
//
//	enum picture_format format = picture_sniff(input);
//	if (picture_convert_init(format) == 0 && picture_sandbox_enter() == 0)
//		status = picture_convert(format, input, &picture);
#ifndef YIDAN_PICTURES_PICTURE_CONVERT_H
#define YIDAN_PICTURES_PICTURE_CONVERT_H

#include "base/slice.h"
#include "pictures/picture_frame.h"
#include "pictures/pictures.h"

enum picture_format {
	PICTURE_FORMAT_NONE, // not one that is accepted
	PICTURE_FORMAT_JPEG,
	PICTURE_FORMAT_PNG,
	PICTURE_FORMAT_WEBP,
	PICTURE_FORMAT_HEIF, // HEIC and AVIF
};

// Goes by the first bytes alone; what the sender calls the file does not count.
enum picture_format picture_sniff(struct slice input);

// Starts libvips with what this format needs and no more. 0, or -1.
int picture_convert_init(enum picture_format format);

// *ret_picture is set with PICTURE_STATUS_MADE only; its files stay until the process ends.
enum picture_status picture_convert(
	enum picture_format format, struct slice input, struct picture *ret_picture);

#endif
