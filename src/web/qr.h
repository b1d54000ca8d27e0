// SPDX-License-Identifier: Apache-2.0
// A QR code as SVG markup (libqrencode), one path, to stand inside a page. Any thread.
#ifndef YIDAN_WEB_QR_H
#define YIDAN_WEB_QR_H

#include "html/html.h"

// Empty where the text is too long for one.
struct html_raw web_qr(struct arena *arena, struct slice text);

#endif
