// SPDX-License-Identifier: Apache-2.0
// Random samples of what was closed: who may have one drawn, and of what. How it is drawn: ledger/draw.h.
// Pure.
#ifndef YIDAN_DOMAIN_DRAW_H
#define YIDAN_DOMAIN_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#define DRAW_MOST      500 // cases in one sample: their codes stand in one event
#define DRAW_DAYS      366 // of a period
#define DRAW_ABOUT_MAX 200 // characters of its purpose

struct draw_wish {
	int64_t from_us, until_us; // what was closed from then on, and before then
	int64_t most;
	int64_t about_chars; // length of its purpose
};

enum draw_refusal {
	DRAW_ALLOWED,
	DRAW_NOT_FOR_YOU,
	DRAW_PERIOD_EMPTY,    // it ends before it begins
	DRAW_PERIOD_TOO_LONG, // DRAW_DAYS
	DRAW_PERIOD_NOT_OVER, // what will be in it must be fixed before it is announced
	DRAW_SIZE,	      // 1 … DRAW_MOST
	DRAW_ABOUT_MISSING,
	DRAW_ABOUT_TOO_LONG,
};

bool draw_may_announce(int64_t roles); // supervisors and leaders
bool draw_may_see(int64_t roles);      // who sees how it stands with each unit
enum draw_refusal draw_check(int64_t roles, const struct draw_wish *wish, int64_t now_us);

#endif
