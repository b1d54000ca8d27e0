// SPDX-License-Identifier: Apache-2.0
// Style, script, pictures: embedded in the program by tools/gen_assets.py, each under a URL that bears its
// SHA-256, so it can be served as immutable, and compressed once at build. Which there are this layer does
// not know: assets/assets.h has `enum asset_id` and `assets[]`. All data is constant; any thread.
//
//	assets[ASSET_APP_CSS].url                     // "/assets/app.3f2a91c0b7de.css"
//	const struct asset *asset = assets_find(path); // NULL: 404
#ifndef YIDAN_HTML_ASSET_H
#define YIDAN_HTML_ASSET_H

#include "base/slice.h"

struct asset {
	const char *name; // "app.css"
	struct slice url; // "/assets/app.<first 12 digits of the SHA-256>.css"
	const char *type; // "text/css; charset=utf-8"
	const char *etag; // with its quotes, of the identity; the same for all encodings, since Vary tells
			  // them apart
	struct slice identity;
	struct slice gzip; // empty where compression gains less than a twentieth
	struct slice br;   // likewise
};

// Binary search in assets sorted by URL: NULL where there is none.
const struct asset *asset_find(const struct asset *const *by_url, size_t count, struct slice url);

#endif
