// SPDX-License-Identifier: Apache-2.0
// Checks of what people typed, for decisions: each adds a refusal that names its field, so that a form can
// show all mistakes at once. Pure; nothing is owned.
#ifndef YIDAN_DOMAIN_CASE_CHECK_H
#define YIDAN_DOMAIN_CASE_CHECK_H

#include "domain/event.h"
#include "domain/refusal.h"

struct refusals {
	struct refusal items[REFUSALS_MAX];
	size_t count; // those beyond REFUSALS_MAX are dropped
};

// Of the calendar, since 1900: "2026-11-23".
bool day_is_real(struct slice day);

void refusals_add(struct refusals *refusals, struct refusal refusal);
void refusals_add_field(struct refusals *refusals, const char *field, enum refusal_code code);

// Text is valid UTF-8 without control characters, one line or several, and at most max_chars long. `missing`
// is what to refuse an empty or blank one with; REFUSAL_NONE: it may be missing.
void check_line(struct refusals *refusals, const char *field, struct slice text, size_t max_chars,
	enum refusal_code missing);
void check_text(struct refusals *refusals, const char *field, struct slice text, size_t max_chars,
	enum refusal_code missing);
// These may be missing.
void check_phone(struct refusals *refusals, const char *field, struct slice phone);
void check_email(struct refusals *refusals, const char *field, struct slice email);
void check_language(struct refusals *refusals, const char *field, struct slice language);
void check_day(struct refusals *refusals, const char *field, struct slice day); // "2026-11-23"
void check_point(struct refusals *refusals, const char *field, struct point_e7 point);

#endif
