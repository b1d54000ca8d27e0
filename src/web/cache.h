// SPDX-License-Identifier: Apache-2.0
// Rendered public pages in memory. A kept page is whole and the same for everybody: no name, no theme,
// absolute times. It holds as long as its version does: `version` of what it shows, `reference_version` of
// names on it, and until `changes_at_us` where the page changes by time alone. Whether the version still is
// that of the store was checked at `generation` (service_generation); when that has moved on, the caller asks
// the store again, which is one point read.
//
// Any thread. A page is counted: who gets one releases it, also after it has left the cache.
#ifndef YIDAN_WEB_CACHE_H
#define YIDAN_WEB_CACHE_H

#include "base/slice.h"

#include <stdatomic.h>
#include <stdint.h>

struct page_cache;

struct cached_page {
	atomic_int holders;
	_Atomic uint64_t generation; // at which it was last found to hold
	int64_t version;
	int64_t reference_version;
	int64_t changes_at_us; // INT64_MAX: never
	char etag[48];	       // with its quotes
	struct slice key;      // these two behind the struct, in one allocation
	struct slice body;     // as it is sent, encoded
};

struct page_cache *page_cache_new(size_t max_bytes);
void page_cache_free(struct page_cache *cache); // NULL is fine

// Held for the caller, or NULL.
struct cached_page *page_cache_find(struct page_cache *cache, struct slice key);
// Copies key and body; the ETag is a hash of the body. Replaces what was there. Held for the caller; cache
// may be NULL.
struct cached_page *page_cache_keep(struct page_cache *cache, struct slice key, struct slice body,
	int64_t version, int64_t reference_version, int64_t changes_at_us, uint64_t generation);
void cached_page_release(void *arg); // NULL is fine; fits http_response.release

#endif
