// SPDX-License-Identifier: Apache-2.0
// Which areas hold a point: boxes in an STR-tree, then the prepared polygon of each. Both build their inner
// indexes when they are first asked, without a lock in the case of prepared polygons. So building ends with a
// round of questions that makes them do so; after that questions only read, and any thread may ask.
#include "geo/internal.h"

#include "base/mem.h"

#include <stdlib.h>

#define NODE_CAPACITY 10
#define FEW_HITS      32

struct indexed_area {
	int64_t id;
	int32_t tree;
	uint32_t position;
	double area_m2;
	GEOSGeometry *geometry;
	const GEOSPreparedGeometry *prepared;
};

struct geo_index {
	size_t count;
	struct indexed_area *areas;
	GEOSSTRtree *tree;
	struct geo_box box;
};

struct question {
	GEOSContextHandle_t context;
	const GEOSGeometry *point;
	const struct indexed_area **hits;
	size_t count, capacity;
	const struct indexed_area *few[FEW_HITS];
};

static void on_box_hit(void *item, void *ptr)
{
	const struct indexed_area *area = item;
	struct question *q = ptr;

	if (GEOSPreparedIntersects_r(q->context, area->prepared, q->point) != 1)
		return;
	if (q->count == q->capacity) {
		const struct indexed_area **more =
			mem_zalloc_array(q->capacity * 2, sizeof(const struct indexed_area *));

		for (size_t i = 0; i < q->count; i++)
			more[i] = q->hits[i];
		if (q->hits != q->few)
			mem_free(q->hits);
		q->hits = more;
		q->capacity *= 2;
	}
	q->hits[q->count++] = area;
}

static int compare_hits(const void *a, const void *b)
{
	const struct indexed_area *x = *(const struct indexed_area *const *)a,
				  *y = *(const struct indexed_area *const *)b;

	if (x->tree != y->tree)
		return x->tree < y->tree ? -1 : 1;
	if (x->area_m2 != y->area_m2)
		return x->area_m2 > y->area_m2 ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

size_t geo_index_at(const struct geo_index *index, struct geo_point point, struct geo_hit *hits, size_t max)
{
	struct question q = {.context = geo_context(), .capacity = FEW_HITS};
	GEOSGeometry *geometry;

	if (!index->count || !geo_point_is_valid(point) || !geo_box_has(index->box, point))
		return 0;
	q.hits = q.few;
	geometry = GEOSGeom_createPointFromXY_r(q.context, point.lon, point.lat);
	must(geometry);
	q.point = geometry;
	GEOSSTRtree_query_r(q.context, index->tree, geometry, on_box_hit, &q);
	GEOSGeom_destroy_r(q.context, geometry);
	if (q.count > 1)
		qsort(q.hits, q.count, sizeof(*q.hits), compare_hits);
	for (size_t i = 0; i < q.count && i < max; i++)
		hits[i] = (struct geo_hit){q.hits[i]->id, q.hits[i]->tree, q.hits[i]->position};
	if (q.hits != q.few)
		mem_free(q.hits);
	return q.count;
}

bool geo_index_box(const struct geo_index *index, struct geo_box *ret)
{
	if (!index->count)
		return false;
	*ret = index->box;
	return true;
}

size_t geo_index_count(const struct geo_index *index)
{
	return index->count;
}

static void widen(struct geo_box *box, struct geo_box other)
{
	if (other.south_west.lat < box->south_west.lat)
		box->south_west.lat = other.south_west.lat;
	if (other.south_west.lon < box->south_west.lon)
		box->south_west.lon = other.south_west.lon;
	if (other.north_east.lat > box->north_east.lat)
		box->north_east.lat = other.north_east.lat;
	if (other.north_east.lon > box->north_east.lon)
		box->north_east.lon = other.north_east.lon;
}

static int add_area(struct geo_index *index, const struct geo_area *from, size_t position, struct err *err)
{
	GEOSContextHandle_t context = geo_context();
	struct indexed_area *area = &index->areas[index->count];
	struct geo_box box;
	int r;

	r = geo_geometry_parse(from->geometry, &area->geometry, err);
	if (r < 0)
		return r;
	index->count++;
	area->id = from->id;
	area->tree = from->tree;
	area->position = (uint32_t)position;
	area->area_m2 = geo_geometry_area_m2(area->geometry);
	area->prepared = GEOSPrepare_r(context, area->geometry);
	must(area->prepared);
	box = geo_geometry_box(area->geometry);
	if (index->count == 1)
		index->box = box;
	widen(&index->box, box);
	GEOSSTRtree_insert_r(context, index->tree, area->geometry, area);
	return 0;
}

// Asks of each area a point inside, the middle of its box and the corners, so that every inner index is
// built.
static void warm_up(const struct geo_index *index)
{
	GEOSContextHandle_t context = geo_context();

	for (size_t i = 0; i < index->count; i++) {
		struct geo_box box = geo_geometry_box(index->areas[i].geometry);
		const struct geo_point points[] = {box.south_west, box.north_east,
			{box.south_west.lat, box.north_east.lon},
			{(box.south_west.lat + box.north_east.lat) / 2,
				(box.south_west.lon + box.north_east.lon) / 2}};
		GEOSGeometry *inside = GEOSPointOnSurface_r(context, index->areas[i].geometry);

		must(inside && GEOSPreparedIntersects_r(context, index->areas[i].prepared, inside) >= 0);
		GEOSGeom_destroy_r(context, inside);
		for (size_t p = 0; p < ARRAY_LEN(points); p++)
			geo_index_at(index, points[p], NULL, 0);
	}
}

int geo_index_build(const struct geo_area *areas, size_t count, struct geo_index **ret, struct err *err)
{
	struct geo_index *index;

	if (count > GEO_FEATURES_MAX)
		return err_set(err, ERR_INVALID, "more than %d areas", GEO_FEATURES_MAX);
	index = mem_zalloc(sizeof(*index));
	index->areas = mem_zalloc_array(count + 1, sizeof(*index->areas));
	index->tree = GEOSSTRtree_create_r(geo_context(), NODE_CAPACITY);
	must(index->tree);
	for (size_t i = 0; i < count; i++) {
		int r = add_area(index, &areas[i], i, err);

		if (r < 0) {
			err_prefix(err, "area %zu: ", i + 1);
			geo_index_free(index);
			return r;
		}
	}
	warm_up(index);
	*ret = index;
	return 0;
}

void geo_index_free(struct geo_index *index)
{
	GEOSContextHandle_t context = geo_context();

	if (!index)
		return;
	GEOSSTRtree_destroy_r(context, index->tree);
	for (size_t i = 0; i < index->count; i++) {
		GEOSPreparedGeom_destroy_r(context, index->areas[i].prepared);
		GEOSGeom_destroy_r(context, index->areas[i].geometry);
	}
	mem_free(index->areas);
	mem_free(index);
}
