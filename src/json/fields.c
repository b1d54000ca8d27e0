// SPDX-License-Identifier: Apache-2.0
#include "json/reader.h"

#include "base/id.h"
#include "base/macros.h"

#include <inttypes.h>

static const struct json_value nothing = {.type = JSON_VALUE_OBJECT};

void json_fields_init(
	struct json_fields *f, const struct json_value *value, const char *path, struct arena *arena)
{
	*f = (struct json_fields){.object = value, .arena = arena, .path = path};
	if (value->type != JSON_VALUE_OBJECT) {
		f->object = &nothing;
		f->field = path;
		f->problem = "must be an object";
	}
	f->seen = ARENA_ARRAY(arena, bool, f->object->count + 1);
}

static const char *path_of(struct json_fields *f, struct slice name)
{
	return arena_printf(f->arena, "%s%s%.*s", f->path, f->path[0] ? "." : "", SLICE_ARG(name));
}

void json_fields_refuse(struct json_fields *f, const char *name, const char *problem)
{
	if (f->problem)
		return;
	f->field = path_of(f, slice_of(name));
	f->problem = problem;
}

// The member where it is there and not null. It counts as asked for either way.
static const struct json_value *find(struct json_fields *f, const char *name)
{
	for (size_t i = 0; i < f->object->count; i++) {
		if (!slice_eq_cstr(f->object->members[i].name, name))
			continue;
		f->seen[i] = true;
		return f->object->members[i].value.type == JSON_VALUE_NULL ? NULL
									   : &f->object->members[i].value;
	}
	return NULL;
}

// As find, but complains of a required member that is missing; NULL after any complaint.
static const struct json_value *get(struct json_fields *f, const char *name, enum json_presence presence)
{
	const struct json_value *value = find(f, name);

	if (!value && presence == JSON_REQUIRED)
		json_fields_refuse(f, name, "is missing");
	return f->problem ? NULL : value;
}

bool json_fields_has(struct json_fields *f, const char *name)
{
	return find(f, name) != NULL;
}

struct slice json_fields_text(
	struct json_fields *f, const char *name, enum json_presence presence, size_t max_bytes)
{
	const struct json_value *value = get(f, name, presence);

	if (!value)
		return (struct slice){0};
	if (value->type != JSON_VALUE_TEXT) {
		json_fields_refuse(f, name, "must be text");
		return (struct slice){0};
	}
	if (value->text.len > max_bytes) {
		json_fields_refuse(f, name, arena_printf(f->arena, "is longer than %zu bytes", max_bytes));
		return (struct slice){0};
	}
	return value->text;
}

bool json_fields_bool(struct json_fields *f, const char *name, bool fallback)
{
	const struct json_value *value = get(f, name, JSON_OPTIONAL);

	if (!value)
		return fallback;
	if (value->type != JSON_VALUE_BOOL) {
		json_fields_refuse(f, name, "must be true or false");
		return fallback;
	}
	return value->boolean;
}

bool json_fields_int(struct json_fields *f, const char *name, enum json_presence presence, int64_t min,
	int64_t max, int64_t *ret)
{
	const struct json_value *value = get(f, name, presence);

	if (!value)
		return false;
	if (value->type != JSON_VALUE_INT || value->integer < min || value->integer > max) {
		json_fields_refuse(f, name,
			arena_printf(f->arena, "must be an integer from %" PRId64 " to %" PRId64, min, max));
		return false;
	}
	*ret = value->integer;
	return true;
}

bool json_fields_double(struct json_fields *f, const char *name, enum json_presence presence, double min,
	double max, double *ret)
{
	const struct json_value *value = get(f, name, presence);
	double number;

	if (!value)
		return false;
	number = value->type == JSON_VALUE_INT ? (double)value->integer : value->number;
	if ((value->type != JSON_VALUE_INT && value->type != JSON_VALUE_DOUBLE) ||
		!(number >= min && number <= max)) {
		json_fields_refuse(
			f, name, arena_printf(f->arena, "must be a number from %g to %g", min, max));
		return false;
	}
	*ret = number;
	return true;
}

bool json_fields_id(struct json_fields *f, const char *name, enum json_presence presence, int64_t *ret)
{
	const struct json_value *value = get(f, name, presence);
	int64_t id;

	if (!value)
		return false;
	if (value->type != JSON_VALUE_TEXT || id_parse(value->text, &id) < 0) {
		json_fields_refuse(f, name, "must be an id: a string of digits");
		return false;
	}
	*ret = id;
	return true;
}

const struct json_value *json_fields_object(
	struct json_fields *f, const char *name, enum json_presence presence)
{
	const struct json_value *value = get(f, name, presence);

	if (value && value->type != JSON_VALUE_OBJECT) {
		json_fields_refuse(f, name, "must be an object");
		return NULL;
	}
	return value;
}

const struct json_value *json_fields_array(
	struct json_fields *f, const char *name, enum json_presence presence, size_t max_count)
{
	const struct json_value *value = get(f, name, presence);

	if (!value)
		return NULL;
	if (value->type != JSON_VALUE_ARRAY) {
		json_fields_refuse(f, name, "must be an array");
		return NULL;
	}
	if (value->count > max_count) {
		json_fields_refuse(f, name, arena_printf(f->arena, "holds more than %zu", max_count));
		return NULL;
	}
	return value;
}

int json_fields_end(struct json_fields *f, enum json_unknown unknown, struct err *err)
{
	for (size_t i = 0; unknown == JSON_UNKNOWN_REFUSED && !f->problem && i < f->object->count; i++) {
		if (f->seen[i])
			continue;
		f->field = path_of(f, slice_utf8_head(f->object->members[i].name, 64));
		f->problem = "is not known here";
	}
	if (!f->problem)
		return 0;
	return err_set(err, ERR_INVALID, "%s%s%s", f->field, f->field[0] ? ": " : "", f->problem);
}
