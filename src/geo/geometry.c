// SPDX-License-Identifier: Apache-2.0
// One geometry: from a GeoJSON value to GEOS and back, its measures, its simplification.
#include "geo/internal.h"

#include "base/mem.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_RADIUS_M	  6371008.8
#define METRES_PER_DEGREE (EARTH_RADIUS_M * M_PI / 180)
#define SCALE		  1e7 // 10 to the power of GEO_DECIMALS
#define FILE_DEPTH_MAX	  16
#define RING_POINTS_MIN	  4

// ---- The context of a thread
// ----------------------------------------------------------------------------------------

struct thread_context {
	GEOSContextHandle_t handle;
	char error[200];
};

static pthread_key_t context_key;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;

static void context_release(void *ptr)
{
	struct thread_context *context = ptr;

	GEOS_finish_r(context->handle);
	mem_free(context);
}

static void context_key_make(void)
{
	must(pthread_key_create(&context_key, context_release) == 0);
}

static void on_error(const char *message, void *ptr)
{
	struct thread_context *context = ptr;

	snprintf(context->error, sizeof(context->error), "%s", message);
}

static struct thread_context *thread_context(void)
{
	struct thread_context *context;

	pthread_once(&context_once, context_key_make);
	context = pthread_getspecific(context_key);
	if (!context) {
		context = mem_zalloc(sizeof(*context));
		context->handle = GEOS_init_r();
		must(context->handle);
		GEOSContext_setErrorMessageHandler_r(context->handle, on_error, context);
		must(pthread_setspecific(context_key, context) == 0);
	}
	return context;
}

GEOSContextHandle_t geo_context(void)
{
	return thread_context()->handle;
}

const char *geo_context_error(void)
{
	return thread_context()->error;
}

// ---- Points
// -------------------------------------------------------------------------------------------------------

bool geo_point_is_valid(struct geo_point p)
{
	return p.lat >= -90 && p.lat <= 90 && p.lon >= -180 && p.lon <= 180; // false for NaN
}

bool geo_box_has(struct geo_box box, struct geo_point p)
{
	return p.lat >= box.south_west.lat && p.lat <= box.north_east.lat && p.lon >= box.south_west.lon &&
	       p.lon <= box.north_east.lon;
}

static double radians(double degrees)
{
	return degrees * M_PI / 180;
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
	double lat = sin(radians(b.lat - a.lat) / 2), lon = sin(radians(b.lon - a.lon) / 2);
	double h = lat * lat + cos(radians(a.lat)) * cos(radians(b.lat)) * lon * lon;

	return 2 * EARTH_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

// ---- From JSON
// ----------------------------------------------------------------------------------------------------

static bool number_of(const struct json_value *value, double *ret)
{
	if (value->type == JSON_VALUE_INT)
		*ret = (double)value->integer;
	else if (value->type == JSON_VALUE_DOUBLE)
		*ret = value->number;
	else
		return false;
	return true;
}

// [lon, lat] or [lon, lat, height] into two numbers rounded as they will be written.
static int read_position(const struct json_value *value, double out[2], struct err *err)
{
	double lon, lat;

	if (value->type != JSON_VALUE_ARRAY || value->count < 2 || value->count > 3 ||
		!number_of(&value->items[0], &lon) || !number_of(&value->items[1], &lat))
		return err_set(err, ERR_INVALID, "a position must be [longitude, latitude]");
	if (!geo_point_is_valid((struct geo_point){lat, lon}))
		return err_set(err, ERR_INVALID, "[%g, %g] is no place: longitude comes first", lon, lat);
	out[0] = round(lon * SCALE) / SCALE;
	out[1] = round(lat * SCALE) / SCALE;
	return 0;
}

static int read_ring(const struct json_value *value, size_t *points, GEOSGeometry **ret, struct err *err)
{
	GEOSContextHandle_t context = geo_context();
	GEOSCoordSequence *sequence;
	double *numbers, *last;
	int r = 0;

	if (value->type != JSON_VALUE_ARRAY || value->count < RING_POINTS_MIN)
		return err_set(err, ERR_INVALID, "a ring must have at least four positions");
	*points += value->count;
	if (*points > GEO_POINTS_MAX)
		return err_set(err, ERR_INVALID, "more than %d positions", GEO_POINTS_MAX);
	numbers = mem_zalloc_array(value->count * 2, sizeof(*numbers));
	for (size_t i = 0; r == 0 && i < value->count; i++)
		r = read_position(&value->items[i], numbers + i * 2, err);
	last = numbers + (value->count - 1) * 2;
	if (r == 0 && (numbers[0] != last[0] || numbers[1] != last[1]))
		r = err_set(
			err, ERR_INVALID, "a ring must end where it began, at %g %g", numbers[0], numbers[1]);
	if (r == 0) {
		sequence = GEOSCoordSeq_copyFromBuffer_r(context, numbers, (unsigned)value->count, 0, 0);
		*ret = sequence ? GEOSGeom_createLinearRing_r(context, sequence) : NULL;
		if (!*ret)
			r = err_set(err, ERR_INVALID, "%s", geo_context_error());
	}
	mem_free(numbers);
	return r;
}

static void destroy_all(GEOSGeometry **geometries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		GEOSGeom_destroy_r(geo_context(), geometries[i]);
}

// [[ring], [hole], …]
static int read_polygon(
	const struct json_value *value, size_t *points, size_t *rings, GEOSGeometry **ret, struct err *err)
{
	GEOSGeometry **parts;
	size_t count = 0;
	int r = 0;

	if (value->type != JSON_VALUE_ARRAY || value->count == 0)
		return err_set(err, ERR_INVALID, "a polygon must have a ring");
	*rings += value->count;
	if (*rings > GEO_RINGS_MAX)
		return err_set(err, ERR_INVALID, "more than %d rings", GEO_RINGS_MAX);
	parts = mem_zalloc_array(value->count, sizeof(*parts));
	for (; r == 0 && count < value->count; count += r == 0)
		r = read_ring(&value->items[count], points, &parts[count], err);
	if (r == 0) {
		*ret = GEOSGeom_createPolygon_r(geo_context(), parts[0], parts + 1, (unsigned)count - 1);
		if (!*ret) // GEOS then has destroyed the parts
			r = err_set(err, ERR_INVALID, "%s", geo_context_error());
	} else {
		destroy_all(parts, count);
	}
	mem_free(parts);
	return r;
}

static int read_multipolygon(
	const struct json_value *value, size_t *points, GEOSGeometry **ret, struct err *err)
{
	GEOSGeometry **parts;
	size_t count = 0, rings = 0;
	int r = 0;

	if (value->type != JSON_VALUE_ARRAY || value->count == 0 || value->count > GEO_RINGS_MAX)
		return err_set(err, ERR_INVALID, "a multipolygon must have 1 to %d polygons", GEO_RINGS_MAX);
	parts = mem_zalloc_array(value->count, sizeof(*parts));
	for (; r == 0 && count < value->count; count += r == 0)
		r = read_polygon(&value->items[count], points, &rings, &parts[count], err);
	if (r == 0) {
		*ret = GEOSGeom_createCollection_r(geo_context(), GEOS_MULTIPOLYGON, parts, (unsigned)count);
		if (!*ret)
			r = err_set(err, ERR_INVALID, "%s", geo_context_error());
	} else {
		destroy_all(parts, count);
	}
	mem_free(parts);
	return r;
}

// "Self-intersection[102.1 39.9]" as a sentence.
static int check_valid(const GEOSGeometry *geometry, struct err *err)
{
	GEOSContextHandle_t context = geo_context();
	char *reason;
	int r;

	if (GEOSisEmpty_r(context, geometry) == 0 && GEOSisValid_r(context, geometry) == 1)
		return 0;
	reason = GEOSisValidReason_r(context, geometry);
	r = err_set(err, ERR_INVALID, "the polygon is not valid: %s", reason ? reason : geo_context_error());
	GEOSFree_r(context, reason);
	return r;
}

int geo_geometry_from_json(
	const struct json_value *value, GEOSGeometry **ret, size_t *ret_points, struct err *err)
{
	const struct json_value *type = json_value_get(value, "type");
	const struct json_value *coordinates = json_value_get(value, "coordinates");
	GEOSGeometry *geometry = NULL;
	size_t points = 0, rings = 0;
	int r;

	if (!type || type->type != JSON_VALUE_TEXT || !coordinates)
		return err_set(err, ERR_INVALID, "no geometry with type and coordinates");
	if (slice_eq_cstr(type->text, "Polygon"))
		r = read_polygon(coordinates, &points, &rings, &geometry, err);
	else if (slice_eq_cstr(type->text, "MultiPolygon"))
		r = read_multipolygon(coordinates, &points, &geometry, err);
	else
		r = err_set(err, ERR_INVALID, "must be a Polygon or a MultiPolygon");
	if (r < 0)
		return r;
	r = check_valid(geometry, err);
	if (r < 0) {
		GEOSGeom_destroy_r(geo_context(), geometry);
		return r;
	}
	*ret = geometry;
	*ret_points = points;
	return 0;
}

int geo_geometry_parse(struct slice json, GEOSGeometry **ret, struct err *err)
{
	const struct json_limits limits = {GEO_FILE_BYTES_MAX, FILE_DEPTH_MAX};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct json_value root;
	size_t points;
	int r = json_read(json, &limits, arena, &root, err);

	return r < 0 ? r : geo_geometry_from_json(&root, ret, &points, err);
}

// ---- Rings out
// ------------------------------------------------------------------------------------------------------

// Longitudes and latitudes of a ring in turn; free with mem_free.
static double *ring_numbers(const GEOSGeometry *ring, unsigned *ret_count)
{
	GEOSContextHandle_t context = geo_context();
	const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(context, ring);
	double *numbers;
	unsigned count = 0;

	must(sequence && GEOSCoordSeq_getSize_r(context, sequence, &count));
	numbers = mem_zalloc_array(count + 1, 2 * sizeof(*numbers));
	must(GEOSCoordSeq_copyToBuffer_r(context, sequence, numbers, 0, 0));
	*ret_count = count;
	return numbers;
}

static void write_number(struct buf *out, double value, int decimals)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%.*f", decimals, value);

	while (len > 1 && text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	if (len == 2 && text[0] == '-' && text[1] == '0')
		buf_put_byte(out, '0');
	else
		buf_put(out, text, (size_t)len);
}

static void write_ring(const GEOSGeometry *ring, int decimals, struct buf *out)
{
	unsigned count;
	double *numbers = ring_numbers(ring, &count);

	for (unsigned i = 0; i < count; i++) {
		buf_put_cstr(out, i ? ",[" : "[[");
		write_number(out, numbers[i * 2], decimals);
		buf_put_byte(out, ',');
		write_number(out, numbers[i * 2 + 1], decimals);
		buf_put_byte(out, ']');
	}
	buf_put_byte(out, ']');
	mem_free(numbers);
}

static void write_polygon(const GEOSGeometry *polygon, int decimals, struct buf *out)
{
	GEOSContextHandle_t context = geo_context();

	buf_put_byte(out, '[');
	write_ring(GEOSGetExteriorRing_r(context, polygon), decimals, out);
	for (int i = 0; i < GEOSGetNumInteriorRings_r(context, polygon); i++) {
		buf_put_byte(out, ',');
		write_ring(GEOSGetInteriorRingN_r(context, polygon, i), decimals, out);
	}
	buf_put_byte(out, ']');
}

void geo_geometry_write(const GEOSGeometry *geometry, int decimals, struct buf *out)
{
	GEOSContextHandle_t context = geo_context();

	if (GEOSGeomTypeId_r(context, geometry) == GEOS_POLYGON) {
		BUF_PUT_LIT(out, "{\"type\":\"Polygon\",\"coordinates\":");
		write_polygon(geometry, decimals, out);
	} else {
		BUF_PUT_LIT(out, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
		for (int i = 0; i < GEOSGetNumGeometries_r(context, geometry); i++) {
			if (i)
				buf_put_byte(out, ',');
			write_polygon(GEOSGetGeometryN_r(context, geometry, i), decimals, out);
		}
		buf_put_byte(out, ']');
	}
	buf_put_byte(out, '}');
}

// ---- Measures
// -----------------------------------------------------------------------------------------------------

// R. Chamberlain and W. Duquette, "Some algorithms for polygons on a sphere": positive whichever way the ring
// runs.
static double ring_area_m2(const GEOSGeometry *ring)
{
	unsigned count;
	double *n = ring_numbers(ring, &count);
	double sum = 0;

	for (unsigned i = 0; i + 1 < count; i++)
		sum += radians(n[i * 2 + 2] - n[i * 2]) *
		       (2 + sin(radians(n[i * 2 + 1])) + sin(radians(n[i * 2 + 3])));
	mem_free(n);
	return fabs(sum * EARTH_RADIUS_M * EARTH_RADIUS_M / 2);
}

double geo_geometry_area_m2(const GEOSGeometry *geometry)
{
	GEOSContextHandle_t context = geo_context();
	double sum = 0;

	for (int i = 0; i < GEOSGetNumGeometries_r(context, geometry); i++) {
		const GEOSGeometry *polygon = GEOSGetGeometryN_r(context, geometry, i);

		sum += ring_area_m2(GEOSGetExteriorRing_r(context, polygon));
		for (int hole = 0; hole < GEOSGetNumInteriorRings_r(context, polygon); hole++)
			sum -= ring_area_m2(GEOSGetInteriorRingN_r(context, polygon, hole));
	}
	return sum;
}

struct geo_box geo_geometry_box(const GEOSGeometry *geometry)
{
	GEOSContextHandle_t context = geo_context();
	struct geo_box box;

	must(GEOSGeom_getXMin_r(context, geometry, &box.south_west.lon) == 1);
	must(GEOSGeom_getYMin_r(context, geometry, &box.south_west.lat) == 1);
	must(GEOSGeom_getXMax_r(context, geometry, &box.north_east.lon) == 1);
	must(GEOSGeom_getYMax_r(context, geometry, &box.north_east.lat) == 1);
	return box;
}

// ---- Simplification
// -------------------------------------------------------------------------------------------------

static bool is_polygonal(const GEOSGeometry *geometry)
{
	GEOSContextHandle_t context = geo_context();
	int type = GEOSGeomTypeId_r(context, geometry);

	return (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) && GEOSisEmpty_r(context, geometry) == 0 &&
	       GEOSisValid_r(context, geometry) == 1;
}

int geo_simplify(struct arena *arena, struct slice geometry, double tolerance_m, int decimals,
	struct slice *ret, struct err *err)
{
	GEOSContextHandle_t context = geo_context();
	GEOSGeometry *whole, *simple, *rounded = NULL;
	struct buf out = buf_in(arena);
	int r;

	must(tolerance_m >= 0 && decimals >= 3 && decimals <= GEO_DECIMALS);
	r = geo_geometry_parse(geometry, &whole, err);
	if (r < 0)
		return r;
	simple = GEOSTopologyPreserveSimplify_r(context, whole, tolerance_m / METRES_PER_DEGREE);
	if (simple)
		rounded = GEOSGeom_setPrecision_r(context, simple, pow(10, -decimals), 0);
	// An area smaller than the tolerance may vanish: then it is written as it is.
	if (rounded && is_polygonal(rounded))
		geo_geometry_write(rounded, decimals, &out);
	else
		geo_geometry_write(whole, GEO_DECIMALS, &out);
	*ret = buf_slice(&out);
	GEOSGeom_destroy_r(context, whole);
	GEOSGeom_destroy_r(context, simple);
	GEOSGeom_destroy_r(context, rounded);
	return 0;
}
