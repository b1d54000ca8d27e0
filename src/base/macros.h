// SPDX-License-Identifier: Apache-2.0
// Small compiler helpers used everywhere. Nothing here allocates or fails.
#ifndef YIDAN_BASE_MACROS_H
#define YIDAN_BASE_MACROS_H

#include <stddef.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

// Marks a function whose arguments are checked like printf's: format at position f, values from position v.
#define PRINTF_LIKE(f, v) __attribute__((format(printf, f, v)))

// A result that must be looked at.
#define MUST_CHECK __attribute__((warn_unused_result))

// A function that returns a pointer which is never NULL, like every allocation here.
#define NEVER_NULL __attribute__((returns_nonnull))

#define UNUSED __attribute__((unused))

// Runs `release(&variable)` when the variable leaves its scope, so that an early return leaks nothing.
#define CLEANUP(release) __attribute__((cleanup(release)))

// An assertion against our own mistakes: stays on in production, prints file and line, aborts.
// What comes from outside is never asserted on; it gets an error.
#define must(condition) ((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))

_Noreturn void must_failed(const char *condition, const char *file, int line);

#endif
