// SPDX-License-Identifier: Apache-2.0
// GeoJSON: what was taken is taken again in the form in which it was written, and its inner point lies in it.
#include "geo/geo.h"

#include <stdint.h>

#define INPUT_BYTES_MAX 20000 // enough for shapes; checking a giant one only takes time

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *arena, const struct geo_feature *feature)
{
	const struct geo_area area = {1, 0, feature->geometry};
	struct geo_feature *again;
	struct geo_index *index;
	struct slice simple;
	struct geo_hit hit;
	size_t count;

	must(geo_features_parse(arena, feature->geometry, &again, &count, NULL) == 0 && count == 1);
	must(slice_eq(again[0].geometry, feature->geometry));
	must(geo_index_build(&area, 1, &index, NULL) == 0);
	must(geo_box_has(feature->box, feature->inside));
	geo_index_at(index, feature->inside, &hit, 1);
	geo_index_free(index);
	must(geo_simplify(arena, feature->geometry, 50, 4, &simple, NULL) == 0);
	must(geo_features_parse(arena, simple, &again, &count, NULL) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct geo_feature *features;
	size_t count;

	if (size <= INPUT_BYTES_MAX &&
		geo_features_parse(arena, slice_from(data, size), &features, &count, NULL) == 0)
		for (size_t i = 0; i < count; i++)
			check(arena, &features[i]);
	arena_free(arena);
	return 0;
}
