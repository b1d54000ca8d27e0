// SPDX-License-Identifier: Apache-2.0
// Periods of figures as addresses and command lines write them: "2026-11", "2026-Q4", "2026", or from day to
// day "2026-09-12..2026-12-20". Days are numbered from 1970-01-01. Pure.
#ifndef YIDAN_DOMAIN_FIGURE_PERIOD_H
#define YIDAN_DOMAIN_FIGURE_PERIOD_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define FIGURE_PERIOD_BYTES 24 // longer than any

// Both days are of the period. False where it is none.
bool figure_period_parse(struct slice text, int64_t *ret_first, int64_t *ret_last);

#endif
