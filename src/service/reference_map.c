// SPDX-License-Identifier: Apache-2.0
#include "service/reference.h"

#include "base/buf.h"
#include "geo/geo.h"
#include "json/writer.h"

#include <inttypes.h>

#define TOLERANCE_M 20
#define DECIMALS    5

// Ids are strings: a script's numbers would cut them.
static void write_areas(
	const struct reference *ref, enum ref_name language, const struct slice *borders, struct buf *out)
{
	BUF_PUT_LIT(out, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (size_t i = 0; i < ref->town_count; i++) {
		const struct ref_area *town = ref->towns[i];

		if (i > 0)
			buf_put_byte(out, ',');
		buf_printf(out,
			"{\"type\":\"Feature\",\"properties\":{\"id\":\"%" PRId64 "\",\"name\":", town->id);
		json_escape(out, slice_of(town->name[language]));
		BUF_PUT_LIT(out, "},\"geometry\":");
		buf_put_slice(out, borders[i]);
		buf_put_byte(out, '}');
	}
	BUF_PUT_LIT(out, "]}");
}

static int make_map(const struct reference *ref, struct ref_map *map, struct arena *scratch, struct err *err)
{
	struct slice *borders = ARENA_ARRAY(scratch, struct slice, ref->town_count);
	struct buf zh = buf_in(ref->arena), en = buf_in(ref->arena);

	for (size_t i = 0; i < ref->town_count; i++) {
		int r = geo_simplify(
			scratch, ref->towns[i]->geometry, TOLERANCE_M, DECIMALS, &borders[i], err);

		if (r < 0)
			return r;
	}
	write_areas(ref, REF_NAME_ZH, borders, &zh);
	write_areas(ref, REF_NAME_EN, borders, &en);
	map->areas[REF_NAME_ZH] = buf_slice(&zh);
	map->areas[REF_NAME_EN] = buf_slice(&en);
	map->is_made = true;
	return 0;
}

int reference_public_areas(
	const struct reference *ref, enum ref_name language, struct slice *ret, struct err *err)
{
	struct ref_map *map = (struct ref_map *)&ref->map;
	int r = 0;

	must(pthread_mutex_lock(&map->lock) == 0);
	if (!map->is_made) {
		struct arena *scratch = arena_new();

		r = make_map(ref, map, scratch, err);
		arena_free(scratch);
	}
	if (r == 0)
		*ret = map->areas[language];
	must(pthread_mutex_unlock(&map->lock) == 0);
	return r;
}
