// SPDX-License-Identifier: Apache-2.0
// Features of a GeoJSON file with their properties and geometry.
#include "geo/internal.h"

#include <inttypes.h>
#include <stdio.h>

#define FILE_DEPTH_MAX 16

static int read_properties(
	struct arena *arena, const struct json_value *object, struct geo_feature *feature, struct err *err)
{
	struct geo_property *properties;

	if (!object || object->type != JSON_VALUE_OBJECT)
		return 0;
	if (object->count > GEO_PROPERTIES_MAX)
		return err_set(err, ERR_INVALID, "more than %d properties", GEO_PROPERTIES_MAX);
	properties = ARENA_ARRAY(arena, struct geo_property, object->count);
	for (size_t i = 0; i < object->count; i++) {
		const struct json_value *value = &object->members[i].value;
		struct geo_property *property = &properties[feature->property_count];

		property->key = object->members[i].name;
		switch (value->type) {
		case JSON_VALUE_NULL:
			break;
		case JSON_VALUE_BOOL:
			property->value = value->boolean ? SLICE("true") : SLICE("false");
			break;
		case JSON_VALUE_INT:
			property->value = slice_of(arena_printf(arena, "%" PRId64, value->integer));
			break;
		case JSON_VALUE_DOUBLE:
			property->value = slice_of(arena_printf(arena, "%.15g", value->number));
			break;
		case JSON_VALUE_TEXT:
			property->value = value->text;
			break;
		case JSON_VALUE_ARRAY:
		case JSON_VALUE_OBJECT:
			continue;
		}
		if (property->key.len + property->value.len > GEO_PROPERTY_BYTES_MAX)
			return err_set(err, ERR_INVALID, "a property over %d bytes", GEO_PROPERTY_BYTES_MAX);
		feature->property_count++;
	}
	feature->properties = properties;
	return 0;
}

static int read_geometry(
	struct arena *arena, const struct json_value *value, struct geo_feature *feature, struct err *err)
{
	GEOSContextHandle_t context = geo_context();
	GEOSGeometry *geometry, *inside;
	struct buf out = buf_in(arena);
	int r;

	r = geo_geometry_from_json(value, &geometry, &feature->point_count, err);
	if (r < 0)
		return r;
	inside = GEOSPointOnSurface_r(context, geometry);
	if (!inside || GEOSGeomGetX_r(context, inside, &feature->inside.lon) != 1 ||
		GEOSGeomGetY_r(context, inside, &feature->inside.lat) != 1)
		r = err_set(err, ERR_INVALID, "no point lies inside: %s", geo_context_error());
	if (r == 0) {
		geo_geometry_write(geometry, GEO_DECIMALS, &out);
		feature->geometry = buf_slice(&out);
		feature->box = geo_geometry_box(geometry);
		feature->area_m2 = geo_geometry_area_m2(geometry);
	}
	GEOSGeom_destroy_r(context, inside);
	GEOSGeom_destroy_r(context, geometry);
	return r;
}

static int read_feature(
	struct arena *arena, const struct json_value *value, struct geo_feature *feature, struct err *err)
{
	const struct json_value *type = json_value_get(value, "type");
	const struct json_value *geometry;
	int r;

	if (!type || type->type != JSON_VALUE_TEXT)
		return err_set(err, ERR_INVALID, "no GeoJSON object with a type");
	if (!slice_eq_cstr(type->text, "Feature"))
		return read_geometry(arena, value, feature, err);
	r = read_properties(arena, json_value_get(value, "properties"), feature, err);
	if (r < 0)
		return r;
	geometry = json_value_get(value, "geometry");
	return geometry ? read_geometry(arena, geometry, feature, err)
			: err_set(err, ERR_INVALID, "no geometry");
}

struct slice geo_feature_get(const struct geo_feature *feature, const char *key)
{
	for (size_t i = 0; i < feature->property_count; i++)
		if (slice_eq_cstr(feature->properties[i].key, key))
			return feature->properties[i].value;
	return (struct slice){0};
}

int geo_features_parse(
	struct arena *arena, struct slice json, struct geo_feature **ret, size_t *ret_count, struct err *err)
{
	const struct json_limits limits = {GEO_FILE_BYTES_MAX, FILE_DEPTH_MAX};
	const struct json_value *list;
	struct json_value *one;
	struct geo_feature *features;
	struct json_value root;
	size_t count = 1;
	int r;

	r = json_read(json, &limits, arena, &root, err);
	if (r < 0)
		return r;
	one = &root;
	list = json_value_get(&root, "features");
	if (list) {
		if (list->type != JSON_VALUE_ARRAY || list->count > GEO_FEATURES_MAX)
			return err_set(
				err, ERR_INVALID, "features must be a list of at most %d", GEO_FEATURES_MAX);
		one = list->items;
		count = list->count;
	}
	features = ARENA_ARRAY(arena, struct geo_feature, count);
	for (size_t i = 0; i < count; i++) {
		r = read_feature(arena, &one[i], &features[i], err);
		if (r < 0) {
			struct slice code = slice_utf8_head(geo_feature_get(&features[i], "code"), 64);

			err_prefix(err, "feature %zu%s%.*s%s: ", i + 1, code.len ? " (code " : "",
				SLICE_ARG(code), code.len ? ")" : "");
			return r;
		}
	}
	*ret = features;
	*ret_count = count;
	return 0;
}
