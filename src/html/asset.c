// SPDX-License-Identifier: Apache-2.0
#include "html/asset.h"

const struct asset *asset_find(const struct asset *const *by_url, size_t count, struct slice url)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_cmp(url, by_url[middle]->url);

		if (order == 0)
			return by_url[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
