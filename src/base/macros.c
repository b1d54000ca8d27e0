// SPDX-License-Identifier: Apache-2.0
#include "base/macros.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void must_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "level=error event=assertion_failed at=%s:%d condition=\"%s\"\n", file, line,
		condition);
	abort();
}
