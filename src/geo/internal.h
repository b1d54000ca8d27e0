// SPDX-License-Identifier: Apache-2.0
// What the files of geo/ share. GEOS is seen here alone.
#ifndef YIDAN_GEO_INTERNAL_H
#define YIDAN_GEO_INTERNAL_H

#include "base/buf.h"
#include "geo/geo.h"
#include "json/reader.h"

#include <geos_c.h>

#define GEO_DECIMALS 7 // of a degree: a centimetre

// GEOS wants one context a thread. This is the calling thread's; it ends with the thread.
GEOSContextHandle_t geo_context(void);
// What GEOS last complained of in this thread, or "".
const char *geo_context_error(void);

// A checked polygon or multipolygon of a GeoJSON geometry, coordinates rounded to GEO_DECIMALS. Destroy it
// with GEOSGeom_destroy_r.
int geo_geometry_from_json(
	const struct json_value *value, GEOSGeometry **ret, size_t *ret_points, struct err *err);
int geo_geometry_parse(struct slice json, GEOSGeometry **ret, struct err *err);
// Appends it as GeoJSON.
void geo_geometry_write(const GEOSGeometry *geometry, int decimals, struct buf *out);
double geo_geometry_area_m2(const GEOSGeometry *geometry);
struct geo_box geo_geometry_box(const GEOSGeometry *geometry);

#endif
