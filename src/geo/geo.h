// SPDX-License-Identifier: Apache-2.0
// Areas on the map: reads polygons from GeoJSON (RFC 7946, longitude before latitude, WGS 84), says which
// areas of several trees hold a point, and writes simplified polygons for the public map. Distances are on
// the sphere, areas of polygons good to a per cent: enough to sort and to search, not to survey.
//
// A parsed feature lives in its arena. An index is immutable once built: any thread may ask it at once
// without a lock, until geo_index_free, which must come after the last question.
//
//	struct geo_feature *features; size_t count;
//	if (geo_features_parse(arena, bytes, &features, &count, &err) < 0) ...
//	store geo_feature_get(&features[0], "code") and features[0].geometry; later:
//	if (geo_index_build(areas, count, &index, &err) < 0) ...
//	size_t n = geo_index_at(index, (struct geo_point){40.0, 102.0}, hits, ARRAY_LEN(hits));
#ifndef YIDAN_GEO_GEO_H
#define YIDAN_GEO_GEO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define GEO_FILE_BYTES_MAX     (16 * 1024 * 1024)
#define GEO_FEATURES_MAX       20000
#define GEO_POINTS_MAX	       200000 // of one area
#define GEO_RINGS_MAX	       2000   // of one area
#define GEO_PROPERTIES_MAX     64     // of one feature
#define GEO_PROPERTY_BYTES_MAX 4096

struct geo_point {
	double lat, lon; // degrees, -90 … 90 and -180 … 180
};

struct geo_box {
	struct geo_point south_west, north_east;
};

bool geo_point_is_valid(struct geo_point point); // finite and in range
bool geo_box_has(struct geo_box box, struct geo_point point);
double geo_distance_m(struct geo_point a, struct geo_point b); // haversine on a sphere of 6371.0088 km

// ---- GeoJSON in
// --------------------------------------------------------------------------------------------------

// A string as it is, a number or boolean as its text, null as ""; arrays and objects are left out.
struct geo_property {
	struct slice key, value;
};

struct geo_feature {
	const struct geo_property *properties;
	size_t property_count;
	struct slice
		geometry; // GeoJSON of the polygon or multipolygon alone, seven decimals: the form to store
	struct geo_box box;
	struct geo_point inside; // a point that surely lies inside: for a label or a pin
	double area_m2;
	size_t point_count;
};

// A FeatureCollection, a Feature or a bare geometry. Polygon and MultiPolygon only. Refused by name ("feature
// 3 (code g-7): Self-intersection at 102.1 39.9"): unclosed rings, self-crossing polygons, points out of
// range, anything over a limit.
int geo_features_parse(
	struct arena *arena, struct slice json, struct geo_feature **ret, size_t *ret_count, struct err *err);
struct slice geo_feature_get(const struct geo_feature *feature, const char *key); // "" where it has none

// ---- Which areas hold a point
// ------------------------------------------------------------------------------------

struct geo_index;

struct geo_area {
	int64_t id;	       // positive, unique
	int32_t tree;	       // the caller's number of the tree: hits come in this order
	struct slice geometry; // as geo_feature.geometry
};

struct geo_hit {
	int64_t id;
	int32_t tree;
	uint32_t position; // in the array the index was built from
};

// An index over no areas is fine and holds nothing.
int geo_index_build(const struct geo_area *areas, size_t count, struct geo_index **ret, struct err *err);
void geo_index_free(struct geo_index *index); // NULL is fine
size_t geo_index_count(const struct geo_index *index);

// All areas that hold the point or on whose border it lies, by tree, in a tree the largest first (district,
// town, village), then by id. Writes at most `max` hits, returns how many there are. A point that is no place
// gives none.
size_t geo_index_at(const struct geo_index *index, struct geo_point point, struct geo_hit *hits, size_t max);
// Where all areas lie. False for an index without areas.
bool geo_index_box(const struct geo_index *index, struct geo_box *ret);

// ---- GeoJSON out
// -------------------------------------------------------------------------------------------------

// The geometry with what is smaller than tolerance_m left out and `decimals` (3–7) of a degree: still valid,
// bytes fit to be kept. Neighbours are simplified each on its own, so borders may gape by the tolerance.
int geo_simplify(struct arena *arena, struct slice geometry, double tolerance_m, int decimals,
	struct slice *ret, struct err *err);

#endif
