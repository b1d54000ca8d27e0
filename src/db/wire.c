// SPDX-License-Identifier: Apache-2.0
#include "db/wire.h"

#include "db/engine.h"

#include <endian.h>
#include <string.h>

unsigned db_wire_type(enum db_type type)
{
	switch (type) {
	case DB_TYPE_BIGINT:
		return 20; // int8
	case DB_TYPE_TEXT:
		return 25; // text
	case DB_TYPE_BYTES:
		return 17; // bytea
	case DB_TYPE_DOUBLE:
		return 701; // float8
	}
	must(!"a type");
	return 0;
}

void db_wire_bind(struct db_wire *wire, const struct db_query *query, const void *in)
{
	must(query->param_count <= DB_WIRE_PARAMS);
	wire->count = (int)query->param_count;
	for (size_t i = 0; i < query->param_count; i++) {
		const struct db_field *param = &query->params[i];
		const void *value = in ? db_field_at(in, param) : NULL;
		const struct slice *s = value;

		wire->types[i] = db_wire_type(param->type);
		wire->formats[i] = 1;
		wire->lengths[i] = 8;
		wire->values[i] = NULL;
		if (!in || db_field_is_null(in, param))
			continue;
		switch (param->type) {
		case DB_TYPE_BIGINT:
		case DB_TYPE_DOUBLE:
			memcpy(&wire->numbers[i], value, 8);
			wire->numbers[i] = htobe64(wire->numbers[i]);
			wire->values[i] = (const char *)&wire->numbers[i];
			break;
		case DB_TYPE_TEXT:
		case DB_TYPE_BYTES:
			must(s->len <= INT32_MAX);
			wire->values[i] = s->ptr ? s->ptr : "";
			wire->lengths[i] = (int)s->len;
			break;
		}
	}
}

bool db_wire_read(struct slice bytes, enum db_type type, struct arena *arena, void *value)
{
	uint64_t number;

	switch (type) {
	case DB_TYPE_BIGINT:
	case DB_TYPE_DOUBLE:
		if (bytes.len != 8)
			return false;
		memcpy(&number, bytes.ptr, 8);
		number = be64toh(number);
		memcpy(value, &number, 8);
		break;
	case DB_TYPE_TEXT:
	case DB_TYPE_BYTES:
		*(struct slice *)value = arena ? arena_slice(arena, bytes) : bytes;
		break;
	}
	return true;
}
