// SPDX-License-Identifier: Apache-2.0
// areas/TREE.geojson: a tree of polygons each. Which trees mean what, service/reference.c knows.
#include "cli/district.h"

#include "geo/geo.h"

#include <string.h>

#define NAME_BYTES_MAX 240

struct reading {
	const struct files *files;
	struct arena *arena;
	const char *file;
	struct slice tree;	  // name of the file without its ending
	struct setup_area *areas; // of all trees so far
	size_t count, tree_begin;
	const struct district *d;
	struct err *err;
};

static int wrong(struct reading *r, size_t feature, const char *what, struct slice value)
{
	return err_set(r->err, ERR_INVALID, "%s: feature %zu: %s%.*s",
		files_name(r->files, r->arena, r->file), feature + 1, what,
		SLICE_ARG(slice_utf8_head(value, 60)));
}

static bool is_code_taken(const struct reading *r, struct slice code)
{
	for (size_t i = r->tree_begin; i < r->count; i++) {
		if (slice_eq(r->areas[i].code, code))
			return true;
	}
	return false;
}

static size_t find_parent(const struct reading *r, struct slice code)
{
	for (size_t i = r->tree_begin; i < r->count; i++) {
		if (slice_eq(r->areas[i].code, code))
			return i;
	}
	return SETUP_NONE;
}

static bool has_unit(const struct reading *r, struct slice code)
{
	for (size_t i = 0; i < r->d->setup.unit_count; i++) {
		if (slice_eq(r->d->setup.units[i].code, code))
			return true;
	}
	return false;
}

static int read_feature(struct reading *r, const struct geo_feature *feature, size_t number)
{
	struct slice parent = geo_feature_get(feature, "parent"), unit = geo_feature_get(feature, "unit");
	struct setup_area *area = &r->areas[r->count];

	*area = (struct setup_area){
		.tree = r->tree,
		.level = geo_feature_get(feature, "level"),
		.code = geo_feature_get(feature, "code"),
		.name_zh = geo_feature_get(feature, "name_zh"),
		.name_en = geo_feature_get(feature, "name_en"),
		.geometry = feature->geometry,
		.parent = find_parent(r, parent),
	};
	if (!district_is_code(area->code))
		return wrong(r, number, "code: small letters, digits and hyphens: ", area->code);
	if (is_code_taken(r, area->code))
		return wrong(r, number, "this code is there twice: ", area->code);
	if (!district_is_code(area->level))
		return wrong(r, number, "level: small letters, as in town: ", area->level);
	if (!area->name_zh.len || !area->name_en.len || area->name_zh.len > NAME_BYTES_MAX ||
		area->name_en.len > NAME_BYTES_MAX)
		return wrong(r, number, "name_zh and name_en: text of 1 to 240 bytes: ", area->code);
	if (parent.len && area->parent == SETUP_NONE)
		return wrong(r, number, "parent: does not stand above in this tree: ", parent);
	if (unit.len && !has_unit(r, unit))
		return wrong(r, number, "unit: there is none with this code: ", unit);
	r->count++;
	return 0;
}

static int read_tree(struct reading *r, const char *file)
{
	struct slice name = slice_of(strrchr(file, '/') + 1), text;
	struct geo_feature *features;
	struct setup_area *grown;
	size_t count;
	int result;

	r->file = file;
	r->tree = arena_slice(r->arena, slice_sub(name, 0, name.len - strlen(".geojson")));
	r->tree_begin = r->count;
	if (!district_is_code(r->tree))
		return err_set(r->err, ERR_INVALID, "%s: the name of a tree has small letters",
			files_name(r->files, r->arena, file));
	result = files_get(r->files, r->arena, file, GEO_FILE_BYTES_MAX, &text, r->err);
	if (result < 0)
		return result;
	result = geo_features_parse(r->arena, text, &features, &count, r->err);
	if (result < 0) {
		err_prefix(r->err, "%s: ", files_name(r->files, r->arena, file));
		return result;
	}
	grown = ARENA_ARRAY(r->arena, struct setup_area, r->count + count);
	if (r->count)
		memcpy(grown, r->areas, r->count * sizeof(*grown));
	r->areas = grown;
	for (size_t i = 0; result == 0 && i < count; i++)
		result = read_feature(r, &features[i], i);
	return result;
}

int district_read_areas(const struct files *files, struct arena *arena, struct district *d, struct err *err)
{
	struct reading r = {.files = files, .arena = arena, .d = d, .err = err};
	const char **names;
	size_t count;
	int result;

	result = files_list(files, arena, "areas", ".geojson", &names, &count, err);
	for (size_t i = 0; result == 0 && i < count; i++)
		result = read_tree(&r, names[i]);
	d->setup.areas = r.areas;
	d->setup.area_count = r.count;
	return result;
}
