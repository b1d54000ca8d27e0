// SPDX-License-Identifier: Apache-2.0
// yidan-picture: one photo on standard input, the answer of pictures/picture_frame.h on standard output.
// Exit status 0 when an answer was written (a refusal is an answer), 64 called wrongly, 70 the sandbox or
// libvips did not start, 74 input or output failed. The server calls it (pictures/pictures.h); by hand:
// yidan-picture <photo.jpg >answer
//
// The bytes are taken in first, which parses nothing; their beginning decides which decoder is loaded; then
// the sandbox is entered, and only after that is the image looked at.
#include "pictures/picture_convert.h"
#include "pictures/picture_frame.h"
#include "pictures/picture_sandbox.h"
#include "pictures/pictures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef YIDAN_PICTURE_PROBE
#include "picture_probe.h" // a build for tests only, which tries to get out of the sandbox
#endif

enum {
	EXIT_USAGE = 64,
	EXIT_NOT_STARTED = 70,
	EXIT_IO = 74,
};

// Reads to the end or to one byte over the limit. 0 or -1.
static int read_input(char *ptr, size_t cap, size_t *ret_len)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t got = read(STDIN_FILENO, ptr + len, cap - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	*ret_len = len;
	return 0;
}

static int write_all(const void *ptr, size_t len)
{
	const char *at = ptr;

	while (len > 0) {
		ssize_t put = write(STDOUT_FILENO, at, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		at += put;
		len -= (size_t)put;
	}
	return 0;
}

static int answer(enum picture_status status, const struct picture *picture)
{
	uint8_t head[PICTURE_FRAME_HEAD_BYTES];

	picture_frame_head(status, picture, head);
	if (write_all(head, sizeof(head)))
		return EXIT_IO;
	if (status != PICTURE_STATUS_MADE)
		return 0;
	if (write_all(picture->full.ptr, picture->full.len) ||
		write_all(picture->thumb.ptr, picture->thumb.len))
		return EXIT_IO;
	return 0;
}

static int convert(struct slice input)
{
	enum picture_format format = picture_sniff(input);
	enum picture_status status;
	struct picture picture = {0};

	if (format == PICTURE_FORMAT_NONE)
		return answer(PICTURE_STATUS_UNSUPPORTED, NULL);
	if (picture_convert_init(format)) {
		fputs("yidan-picture: libvips does not start, or lacks its part for HEIC\n", stderr);
		return EXIT_NOT_STARTED;
	}
	if (picture_sandbox_enter()) {
		fputs("yidan-picture: the system call filter (seccomp) cannot be set\n", stderr);
		return EXIT_NOT_STARTED;
	}
#ifdef YIDAN_PICTURE_PROBE
	picture_probe(input);
#endif
	status = picture_convert(format, input, &picture);
	if (picture.full.len > PICTURE_FILE_MAX_BYTES || picture.thumb.len > PICTURE_FILE_MAX_BYTES)
		status = PICTURE_STATUS_TOO_LARGE;
	return answer(status, &picture);
}

int main(int argc, char **argv UNUSED)
{
	char *input;
	size_t len;
	int status;

	if (argc != 1) {
		fputs("Usage: yidan-picture <PHOTO | cat >ANSWER\n", stderr);
		return EXIT_USAGE;
	}
	(void)!nice(5); // requests that wait for nothing but the server come first
	if (picture_sandbox_limit()) {
		perror("yidan-picture: limits");
		return EXIT_NOT_STARTED;
	}
	input = malloc(PICTURE_INPUT_MAX_BYTES + 1);
	if (!input || read_input(input, PICTURE_INPUT_MAX_BYTES + 1, &len)) {
		perror("yidan-picture: reading the photo");
		return EXIT_IO;
	}
	if (len > PICTURE_INPUT_MAX_BYTES)
		status = answer(PICTURE_STATUS_TOO_LARGE, NULL);
	else
		status = convert(slice_from(input, len));
	// Without the handlers that libraries leave for the end of a process: they may want what the sandbox
	// refuses.
	fflush(stderr);
	_exit(status);
}
