// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define TERMINAL_US (US_PER_SECOND / 5)
#define LINE_US	    (10 * US_PER_SECOND)

const char *progress_number(uint64_t number, char *out)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, number), at = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

void progress_start(struct progress *progress)
{
	*progress = (struct progress){.is_terminal = isatty(STDERR_FILENO),
		.started_us = clock_monotonic_us(),
		.shown_us = clock_monotonic_us()};
}

void progress_clear(struct progress *progress)
{
	if (progress->is_shown)
		fprintf(stderr, "\r\033[K");
	progress->is_shown = false;
}

// What is left of the time, as it went until now.
static int64_t left_s(const struct progress *progress, int64_t now_us, uint64_t done, uint64_t total)
{
	double spent = (double)(now_us - progress->started_us);

	return done ? (int64_t)(spent * (double)(total - done) / (double)done / 1e6) + 1 : 0;
}

void progress_show(
	struct progress *progress, uint64_t done, uint64_t total, uint64_t count, const char *things)
{
	int64_t now_us = clock_monotonic_us(), left;
	char one[28], all[28];

	if (now_us - progress->shown_us < (progress->is_terminal ? TERMINAL_US : LINE_US) || total == 0)
		return;
	progress->shown_us = now_us;
	left = left_s(progress, now_us, done, total);
	progress_number((uint64_t)((double)count * (double)done / (double)total), one);
	progress_number(count, all);
	if (progress->is_terminal)
		fprintf(stderr, "\r\033[K");
	fprintf(stderr, "%s of %s %s, %d %%, about %" PRId64 ":%02d left", one, all, things,
		(int)(100.0 * (double)done / (double)total), left / 60, (int)(left % 60));
	fprintf(stderr, progress->is_terminal ? "" : "\n");
	fflush(stderr);
	progress->is_shown = progress->is_terminal;
}
