// SPDX-License-Identifier: Apache-2.0
// What yidan-picture may still do once it decodes: compute, take memory within its limit, run threads, read
// standard input and write standard output. It needs no user namespace and no privilege, so it works in
// containers and as any user. Only for the main thread of yidan-picture.
//
//	picture_sandbox_limit();	first thing in main
//	… load the libraries …
//	if (picture_sandbox_enter())
//		return 70;
//	… read and decode the image …
#ifndef YIDAN_PICTURES_PICTURE_SANDBOX_H
#define YIDAN_PICTURES_PICTURE_SANDBOX_H

#include "base/macros.h"

#define PICTURE_MEMORY_MAX_BYTES                                                                             \
	(512u * 1024 * 1024) // of private memory: a HEIC of 50 megapixels needs about 400 MiB
#define PICTURE_CPU_MAX_SECONDS 20

// Closes what was inherited beyond standard input, output and error, and sets the limits that libraries can
// live with. 0, or -1 with errno.
MUST_CHECK int picture_sandbox_limit(void);

// Sets the system call filter for this thread and those to come. 0, or -1: then nothing may be decoded.
MUST_CHECK int picture_sandbox_enter(void);

#endif
