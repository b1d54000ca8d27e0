// SPDX-License-Identifier: Apache-2.0
// Time. Points in time are int64 microseconds since 1970-01-01 UTC, named …_us or …_at. Waiting and deadlines
// inside the process use the monotonic clock. Civil dates (calendar/) stand above this.
#ifndef YIDAN_BASE_CLOCK_H
#define YIDAN_BASE_CLOCK_H

#include "base/slice.h"

#include <stdint.h>

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_MINUTE (60 * US_PER_SECOND)
#define US_PER_HOUR   (60 * US_PER_MINUTE)
#define US_PER_DAY    (24 * US_PER_HOUR)

int64_t clock_now_us(void); // wall clock
int64_t clock_monotonic_us(void);

#define CLOCK_RFC3339_BYTES 28 // "2026-11-23T08:30:00.123456Z" and the NUL

// "2026-11-23T08:30:00Z"; with fractions only where they are not zero and `fractions` is asked for. Returns
// out. The year must lie in 0000–9999 (asserted).
char *clock_format_rfc3339(int64_t at_us, int fractions, char out[CLOCK_RFC3339_BYTES]);
// RFC 3339 with Z or an offset, optional fraction (further digits than six are cut). 0 or ERR_INVALID.
int clock_parse_rfc3339(struct slice text, int64_t *ret_us);

// Days since 1970-01-01 of a proleptic Gregorian date and back (H. Hinnant, "chrono-compatible low-level date
// algorithms").
int64_t clock_days_from_civil(int64_t year, int month, int day);
void clock_civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day);

#endif
