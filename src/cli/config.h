// SPDX-License-Identifier: Apache-2.0
// The small configuration file: lines `key = value`, blank lines, lines that begin with `#`. A value goes to
// the end of its line, without the blanks around it; there are no quotes and no continuation. Knows nothing
// of which keys there are. Everything lives in the arena; any thread.
//
//	if ((r = config_parse(arena, bytes, &entries, &count, err)) < 0) … "line 3: …"
#ifndef YIDAN_CLI_CONFIG_H
#define YIDAN_CLI_CONFIG_H

#include "base/arena.h"
#include "base/err.h"

#define CONFIG_BYTES_MAX      (64 * 1024)
#define CONFIG_LINE_BYTES_MAX 4096
#define CONFIG_ENTRIES_MAX    256

struct config_entry {
	const char *key;   // [a-z][a-z0-9-]*
	const char *value; // valid UTF-8 without control characters, not empty
	int line;	   // from 1
};

// 0, or ERR_INVALID with the line.
int config_parse(struct arena *arena, struct slice text, struct config_entry **ret, size_t *ret_count,
	struct err *err);

#endif
