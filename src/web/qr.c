// SPDX-License-Identifier: Apache-2.0
#include "web/qr.h"

#include <qrencode.h>

#define QUIET 4 // modules of white around it, as the standard asks

struct html_raw web_qr(struct arena *arena, struct slice text)
{
	QRcode *code = QRcode_encodeString8bit(arena_cstr(arena, text), 0, QR_ECLEVEL_M);
	struct buf svg = buf_in(arena);
	int side;

	if (!code)
		return (struct html_raw){0};
	side = code->width + 2 * QUIET;
	buf_printf(&svg, "<svg viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">",
		side, side);
	buf_printf(&svg, "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", side, side);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0, run; x < code->width; x += run) {
			bool dark = code->data[y * code->width + x] & 1;

			for (run = 1;
				x + run < code->width && (code->data[y * code->width + x + run] & 1) == dark;
				run++)
				;
			if (dark)
				buf_printf(&svg, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
		}
	}
	BUF_PUT_LIT(&svg, "\"/></svg>");
	QRcode_free(code);
	return html_raw_trusted(buf_slice(&svg));
}
