// SPDX-License-Identifier: Apache-2.0
// The settings of notices to raisers as jobs/notifying.h wants them: files with secrets are read, hours
// parsed. Strings live in the arena or the settings. Main thread.
#ifndef YIDAN_CLI_NOTICES_H
#define YIDAN_CLI_NOTICES_H

#include "base/arena.h"
#include "base/err.h"

struct notifying_options;
struct settings;

// ERR_INVALID names the setting and how to mend it.
int notices_read(
	const struct settings *settings, struct arena *arena, struct notifying_options *ret, struct err *err);

#endif
