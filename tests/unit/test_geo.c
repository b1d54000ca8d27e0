// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "base/random.h"
#include "geo/geo.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define POLYGONS 60
#define CORNERS	 40
#define THREADS	 4

static unsigned random_state;

static double random_between(double low, double high)
{
	return low + (high - low) * rand_r(&random_state) / RAND_MAX;
}

static uint32_t seed_of_test(void)
{
	const char *given = getenv("YIDAN_TEST_SEED");
	uint32_t seed = given ? (uint32_t)strtoul(given, NULL, 10) : random_below(UINT32_MAX);

	print_message("# seed %" PRIu32 " (YIDAN_TEST_SEED repeats it)\n", seed);
	random_state = seed;
	return seed;
}

// ---- The slow oracle: rays to the east
// --------------------------------------------------------------------------------

// A star-shaped polygon with a hole of the same shape, so it never crosses itself.
struct star {
	struct geo_point ring[2][CORNERS]; // outer, hole
	bool has_hole;
};

static double rounded(double degrees)
{
	return round(degrees * 1e7) / 1e7;
}

static struct star random_star(void)
{
	struct star s = {.has_hole = rand_r(&random_state) % 2};
	double lat = random_between(39.9, 40.1), lon = random_between(101.9, 102.1),
	       size = random_between(0.001, 0.06);

	for (int i = 0; i < CORNERS; i++) {
		double angle = 2 * M_PI * i / CORNERS, radius = size * random_between(0.4, 1);

		s.ring[0][i] = (struct geo_point){
			rounded(lat + radius * sin(angle)), rounded(lon + radius * cos(angle))};
		s.ring[1][i] = (struct geo_point){
			rounded(lat + radius / 3 * sin(angle)), rounded(lon + radius / 3 * cos(angle))};
	}
	return s;
}

static bool ring_has(const struct geo_point ring[CORNERS], struct geo_point p)
{
	bool inside = false;

	for (int i = 0, j = CORNERS - 1; i < CORNERS; j = i++)
		if ((ring[i].lat > p.lat) != (ring[j].lat > p.lat) &&
			p.lon < (ring[j].lon - ring[i].lon) * (p.lat - ring[i].lat) /
						(ring[j].lat - ring[i].lat) +
					ring[i].lon)
			inside = !inside;
	return inside;
}

static bool star_has(const struct star *s, struct geo_point p)
{
	return ring_has(s->ring[0], p) && !(s->has_hole && ring_has(s->ring[1], p));
}

static struct slice star_json(struct arena *arena, const struct star *s)
{
	struct buf out = buf_in(arena);

	BUF_PUT_LIT(&out, "{\"type\":\"Polygon\",\"coordinates\":[");
	for (int r = 0; r < (s->has_hole ? 2 : 1); r++) {
		buf_put_cstr(&out, r ? ",[" : "[");
		for (int i = 0; i <= CORNERS; i++)
			buf_printf(&out, "%s[%.7f,%.7f]", i ? "," : "", s->ring[r][i % CORNERS].lon,
				s->ring[r][i % CORNERS].lat);
		buf_put_byte(&out, ']');
	}
	BUF_PUT_LIT(&out, "]}");
	return buf_slice(&out);
}

struct stars {
	struct star stars[POLYGONS];
	struct geo_index *index;
	uint32_t seed;
	unsigned state;
	int wrong;
};

static struct geo_index *index_of_stars(struct stars *all)
{
	struct arena *arena = arena_new();
	struct geo_area areas[POLYGONS];
	struct geo_index *index;
	struct err err = {0};

	for (int i = 0; i < POLYGONS; i++) {
		all->stars[i] = random_star();
		areas[i] = (struct geo_area){1000 + i, i % 3, star_json(arena, &all->stars[i])};
	}
	if (geo_index_build(areas, POLYGONS, &index, &err) < 0)
		fail_msg("%s", err.message);
	arena_free(arena);
	return index;
}

static bool same_as_oracle(const struct stars *all, struct geo_point p)
{
	struct geo_hit hits[POLYGONS];
	size_t n = geo_index_at(all->index, p, hits, POLYGONS), wanted = 0;

	for (int i = 0; i < POLYGONS; i++) {
		bool found = false;

		for (size_t h = 0; h < n; h++)
			found = found || (hits[h].position == (uint32_t)i && hits[h].id == 1000 + i &&
						 hits[h].tree == i % 3);
		if (found != star_has(&all->stars[i], p))
			return false;
		wanted += found;
	}
	for (size_t h = 1; h < n; h++)
		if (hits[h - 1].tree > hits[h].tree)
			return false;
	return n == wanted;
}

static void test_oracle(void **state)
{
	struct stars *all = calloc(1, sizeof(*all));
	uint32_t seed = seed_of_test();

	(void)state;
	all->index = index_of_stars(all);
	for (int i = 0; i < 20000; i++) {
		struct geo_point p = {random_between(39.82, 40.18), random_between(101.82, 102.18)};

		if (!same_as_oracle(all, p))
			fail_msg("seed %" PRIu32 ": %.17g %.17g", seed, p.lat, p.lon);
	}
	geo_index_free(all->index);
	free(all);
}

static void *ask_many(void *ptr)
{
	struct stars *all = ptr;
	unsigned own = __atomic_add_fetch(&all->state, 7919, __ATOMIC_RELAXED);

	for (int i = 0; i < 3000; i++) {
		struct geo_point p = {
			39.82 + 0.36 * rand_r(&own) / RAND_MAX, 101.82 + 0.36 * rand_r(&own) / RAND_MAX};

		if (!same_as_oracle(all, p))
			__atomic_add_fetch(&all->wrong, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct stars *all = calloc(1, sizeof(*all));
	pthread_t threads[THREADS];

	(void)state;
	all->state = seed_of_test();
	all->index = index_of_stars(all);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_many, all), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(all->wrong, 0);
	geo_index_free(all->index);
	free(all);
}

// ---- Borders, order, loading
// ------------------------------------------------------------------------------------------

#define SQUARE(west, south, east, north)                                                                     \
	SLICE("{\"type\":\"Polygon\",\"coordinates\":[[[" #west "," #south "],[" #east "," #south            \
	      "],[" #east "," #north "],[" #west "," #north "],[" #west "," #south "]]]}")

static void test_borders_and_order(void **state)
{
	const struct geo_area areas[] = {
		{7, 2, SQUARE(102, 40, 102.1, 40.1)}, {1, 1, SQUARE(102, 40, 102.05, 40.1)}, // left and
		{2, 1, SQUARE(102.05, 40, 102.1, 40.1)},				     // right half
		{3, 1, SQUARE(102, 40, 102.1, 40.1)},					     // the district
	};
	struct geo_hit hits[4];
	struct geo_index *index;
	struct geo_box box;
	struct err err = {0};

	(void)state;
	assert_int_equal(geo_index_build(areas, ARRAY_LEN(areas), &index, &err), 0);
	assert_int_equal(geo_index_at(index, (struct geo_point){40.05, 102.02}, hits, 4), 3);
	assert_true(hits[0].id == 3 && hits[1].id == 1 && hits[2].id == 7); // tree, then the largest
	assert_int_equal(
		geo_index_at(index, (struct geo_point){40.05, 102.05}, hits, 4), 4);	// on the border: both
	assert_int_equal(geo_index_at(index, (struct geo_point){40, 102}, hits, 4), 3); // a corner
	assert_int_equal(geo_index_at(index, (struct geo_point){40.05, 102.02}, hits, 1), 3);
	assert_int_equal(geo_index_at(index, (struct geo_point){41, 102}, hits, 4), 0);
	assert_int_equal(geo_index_at(index, (struct geo_point){NAN, 102}, hits, 4), 0);
	assert_int_equal(geo_index_at(index, (struct geo_point){102, 40}, hits, 4), 0); // the wrong way round
	assert_true(geo_index_box(index, &box));
	assert_true(box.south_west.lat == 40 && box.north_east.lon == 102.1);
	geo_index_free(index);
	assert_int_equal(geo_index_build(NULL, 0, &index, &err), 0);
	assert_int_equal(geo_index_at(index, (struct geo_point){40, 102}, hits, 4), 0);
	assert_false(geo_index_box(index, &box));
	geo_index_free(index);
}

static void test_features(void **state)
{
	struct arena *arena = arena_new();
	struct geo_feature *features;
	size_t count;
	struct err err = {0};

	(void)state;
	assert_int_equal(
		geo_features_parse(arena,
			SLICE("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
			      "\"properties\":{\"code\":\"a-1\",\"n\":3,"
			      "\"x\":null,\"ok\":true,\"part\":0.5,\"list\":[1]},\"geometry\":{\"type\":"
			      "\"MultiPolygon\",\"coordinates\":["
			      "[[[102,40,12.5],[102.01,40],[102.01,40.01],[102,40.01],[102,40,12.5]]],"
			      "[[[103,40],[103.123456789,40],[103,40.1],[103,40]]]]}}]}"),
			&features, &count, &err),
		0);
	assert_int_equal(count, 1);
	assert_true(slice_eq_cstr(geo_feature_get(&features[0], "code"), "a-1"));
	assert_true(slice_eq_cstr(geo_feature_get(&features[0], "n"), "3"));
	assert_true(slice_eq_cstr(geo_feature_get(&features[0], "ok"), "true"));
	assert_true(slice_eq_cstr(geo_feature_get(&features[0], "part"), "0.5"));
	assert_int_equal(geo_feature_get(&features[0], "x").len, 0);
	assert_int_equal(geo_feature_get(&features[0], "list").len, 0);
	assert_true(
		slice_eq_cstr(features[0].geometry, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[102,40],["
						    "102.01,40],[102.01,40.01],[102,40.01],[102,40]]],"
						    "[[[103,40],[103.1234568,40],[103,40.1],[103,40]]]]}"));
	assert_int_equal(features[0].point_count, 9);
	assert_int_equal(
		geo_features_parse(arena, SQUARE(102, 40, 102.01, 40.01), &features, &count, &err), 0);
	assert_true(fabs(features[0].area_m2 - 851.7 * 1111.95) < 2000); // 0.01° each way at 40° north
	assert_true(geo_box_has(features[0].box, features[0].inside));
	arena_free(arena);
}

static void test_refused(void **state)
{
	static const struct {
		const char *json, *says;
	} bad[] = {
		{"", ""},
		{"{}", "type"},
		{"{\"type\":\"Feature\",\"properties\":{}}", "no geometry"},
		{"{\"type\":\"Point\",\"coordinates\":[1,2]}", "must be a Polygon"},
		{"{\"type\":\"Polygon\",\"coordinates\":[]}", "must have a ring"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[1,1]]]}", "four"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,2]]]}", "end where it began"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[40,102],[40,103],[41,103],[40,102]]]}",
			"longitude comes first"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,\"1\"],[2,2],[1,1]]]}", "position"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}",
			"Self-intersection"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0],[0,0],[0,0]]]}", "not valid"},
		{"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]],[[5,5],[6,5],[6,6],[5,5]]]"
		 "}",
			"Hole lies outside shell"},
		{"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
		 "\"code\":\"g-7\"},\"geometry\":"
		 "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}]}",
			"feature 1 (code g-7): "},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct geo_feature *features;
		struct err err = {0};
		size_t count;

		if (geo_features_parse(arena, slice_of(bad[i].json), &features, &count, &err) !=
				ERR_INVALID ||
			!strstr(err.message, bad[i].says))
			fail_msg("%s: %s", bad[i].json, err.message);
	}
	arena_free(arena);
}

static void test_distance(void **state)
{
	(void)state;
	assert_true(geo_distance_m((struct geo_point){40, 102}, (struct geo_point){40, 102}) == 0);
	assert_true(
		fabs(geo_distance_m((struct geo_point){0, 0}, (struct geo_point){1, 0}) - 111195.08) < 0.01);
	assert_true(fabs(geo_distance_m((struct geo_point){40, 102}, (struct geo_point){40, 102.001}) -
			    85.18) < 0.01);
	assert_true(fabs(geo_distance_m((struct geo_point){0, 0}, (struct geo_point){0, 180}) -
			    M_PI * 6371008.8) < 0.01);
	assert_true(fabs(geo_distance_m((struct geo_point){0, 179.9}, (struct geo_point){0, -179.9}) -
			    22239.0) < 0.1);
}

// The demonstration district: every area holds its own inner point, and is simplified to a valid one that
// nearly does.
static void test_district(void **state)
{
	static const char *const names[] = {"admin", "grid", "park", "patch"};
	const char *root = getenv("YIDAN_SOURCE");
	struct arena *arena = arena_new();
	size_t total = 0, whole_bytes = 0, simple_bytes = 0;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(names); n++) {
		char *path =
			arena_printf(arena, "%s/data/demo/areas/%s.geojson", root ? root : ".", names[n]);
		FILE *file = fopen(path, "rb");
		char *bytes = arena_alloc(arena, 1 << 20);
		struct geo_feature *features;
		struct geo_index *index;
		struct geo_area *areas;
		struct err err = {0};
		size_t count;

		if (!file)
			fail_msg("%s is not there", path);
		if (geo_features_parse(arena, slice_from(bytes, fread(bytes, 1, 1 << 20, file)), &features,
			    &count, &err) < 0)
			fail_msg("%s: %s", names[n], err.message);
		fclose(file);
		areas = ARENA_ARRAY(arena, struct geo_area, count);
		for (size_t i = 0; i < count; i++)
			areas[i] = (struct geo_area){(int64_t)i + 1, 0, features[i].geometry};
		assert_int_equal(geo_index_build(areas, count, &index, &err), 0);
		for (size_t i = 0; i < count; i++) {
			struct geo_hit hits[32];
			struct slice simple;
			size_t found = geo_index_at(index, features[i].inside, hits, 32);
			bool own = false;

			for (size_t h = 0; h < found; h++)
				own = own || hits[h].position == i;
			assert_true(own);
			assert_int_equal(geo_simplify(arena, features[i].geometry, 20, 5, &simple, &err), 0);
			whole_bytes += features[i].geometry.len;
			simple_bytes += simple.len;
			assert_int_equal(geo_simplify(arena, simple, 0, 5, &simple, &err), 0); // still valid
		}
		total += count;
		geo_index_free(index);
	}
	assert_true(total >= 300);
	assert_true(simple_bytes < whole_bytes);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_borders_and_order),
		cmocka_unit_test(test_features),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_district),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
