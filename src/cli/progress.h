// SPDX-License-Identifier: Apache-2.0
// How far a long run is, on standard error: one line that is written over on a terminal, else a line every
// ten seconds. Main thread.
#ifndef YIDAN_CLI_PROGRESS_H
#define YIDAN_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_terminal;
	bool is_shown; // a line stands on the terminal
	int64_t started_us, shown_us;
};

void progress_start(struct progress *progress);
// `done` of `total` steps; `count` `things` is what is told.
void progress_show(
	struct progress *progress, uint64_t done, uint64_t total, uint64_t count, const char *things);
void progress_clear(struct progress *progress); // before anything else is printed

// "1,234,567"; out has room for 28 bytes. Returns out.
const char *progress_number(uint64_t number, char *out);

#endif
