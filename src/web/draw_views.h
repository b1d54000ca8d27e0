// SPDX-License-Identifier: Apache-2.0
// Random samples as pages show them, for the public ones and for the desk's. In the request's arena.
#ifndef YIDAN_WEB_DRAW_VIEWS_H
#define YIDAN_WEB_DRAW_VIEWS_H

#include "service/draws.h"
#include "web/request.h"
#include "web/views_draws.h"

struct view_draw web_draw_view(struct web_request *q, const struct draw *draw);
const struct view_draw *web_draw_views(struct web_request *q, const struct draw *draws, size_t count);

#endif
