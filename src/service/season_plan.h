// SPDX-License-Identifier: Apache-2.0
// The plan of a season (domain/season.h) as the text that its event and row hold: canonical JSON,
// {"stages":[{"from":"2026-09-10","target_en":"","target_zh":"…","to":"2026-09-30"} …
// four],"steps":["2026-09-10" … six]}.
#ifndef YIDAN_SERVICE_SEASON_PLAN_H
#define YIDAN_SERVICE_SEASON_PLAN_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/season.h"

// In the arena.
struct slice season_plan_format(struct arena *arena, const struct season_plan *plan);
// ERR_INVALID where it is no such text. Texts are copied into the arena.
int season_plan_parse(struct slice text, struct arena *arena, struct season_plan *ret, struct err *err);

#endif
