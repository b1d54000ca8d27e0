// SPDX-License-Identifier: Apache-2.0
#include "events/private_part.h"

#include "base/macros.h"

#include <string.h>

#define FORMAT 1

int private_part_pack(const struct private_part *part, struct buf *out, struct err *err)
{
	size_t from = out->len;

	must(part->count <= PRIVATE_PART_FIELDS_MAX);
	buf_put_byte(out, FORMAT);
	buf_put_byte(out, (char)part->count);
	for (size_t i = 0; i < part->count; i++) {
		const struct private_part_field *field = &part->fields[i];

		must(field->name.len >= 1 && field->name.len <= 255);
		must(i == 0 || slice_cmp(part->fields[i - 1].name, field->name) < 0);
		buf_put_byte(out, (char)field->name.len);
		buf_put_slice(out, field->name);
		buf_put_byte(out, (char)field->status);
		if (field->status != PRIVATE_PART_ERASED)
			buf_put(out, field->salt.bytes, EVENT_SALT_BYTES);
		if (field->status != PRIVATE_PART_PRESENT)
			continue;
		if (field->value.len > PRIVATE_PART_BYTES_MAX)
			return err_set(
				err, ERR_INVALID, "private part: %.*s is too long", SLICE_ARG(field->name));
		for (int shift = 24; shift >= 0; shift -= 8)
			buf_put_byte(out, (char)(field->value.len >> shift & 0xff));
		buf_put_slice(out, field->value);
	}
	if (out->len - from > PRIVATE_PART_BYTES_MAX)
		return err_set(err, ERR_INVALID, "private part: more than %d bytes", PRIVATE_PART_BYTES_MAX);
	return 0;
}

// The next len bytes of the blob; false where there are not so many.
static bool take(struct slice *blob, size_t len, struct slice *ret)
{
	if (blob->len < len)
		return false;
	*ret = slice_sub(*blob, 0, len);
	*blob = slice_sub(*blob, len, blob->len - len);
	return true;
}

static bool take_byte(struct slice *blob, unsigned *ret)
{
	struct slice byte;

	if (!take(blob, 1, &byte))
		return false;
	*ret = (unsigned char)byte.ptr[0];
	return true;
}

static bool take_field(struct slice *blob, struct private_part_field *ret)
{
	unsigned len, status, byte;
	size_t value_len = 0;
	struct slice salt;

	*ret = (struct private_part_field){0};
	if (!take_byte(blob, &len) || len == 0 || !take(blob, len, &ret->name) || !take_byte(blob, &status) ||
		status > PRIVATE_PART_ERASED)
		return false;
	ret->status = (enum private_part_status)status;
	if (ret->status == PRIVATE_PART_ERASED)
		return true;
	if (!take(blob, EVENT_SALT_BYTES, &salt))
		return false;
	memcpy(ret->salt.bytes, salt.ptr, EVENT_SALT_BYTES);
	if (ret->status == PRIVATE_PART_ABSENT)
		return true;
	for (int i = 0; i < 4; i++) {
		if (!take_byte(blob, &byte))
			return false;
		value_len = value_len << 8 | byte;
	}
	return take(blob, value_len, &ret->value);
}

int private_part_unpack(struct slice blob, struct private_part *ret, struct err *err)
{
	unsigned format, count;

	if (blob.len > PRIVATE_PART_BYTES_MAX || !take_byte(&blob, &format) || !take_byte(&blob, &count) ||
		count > PRIVATE_PART_FIELDS_MAX)
		return err_set(err, ERR_INTERNAL, "private part: damaged");
	// A newer program may have packed it in another way.
	if (format != FORMAT)
		return err_set(
			err, ERR_UNAVAILABLE, "private part: format %u is not known to this program", format);
	ret->count = 0;
	for (unsigned i = 0; i < count; i++) {
		if (!take_field(&blob, &ret->fields[i]))
			return err_set(err, ERR_INTERNAL, "private part: field %u is damaged", i + 1);
		if (i > 0 && slice_cmp(ret->fields[i - 1].name, ret->fields[i].name) >= 0)
			return err_set(err, ERR_INTERNAL, "private part: field %u is out of order", i + 1);
	}
	if (blob.len > 0)
		return err_set(err, ERR_INTERNAL, "private part: %zu bytes too many", blob.len);
	ret->count = count;
	return 0;
}

const struct private_part_field *private_part_find(const struct private_part *part, struct slice name)
{
	for (size_t i = 0; i < part->count; i++) {
		if (slice_eq(part->fields[i].name, name))
			return &part->fields[i];
	}
	return NULL;
}

int private_part_erase(struct slice blob, struct slice name, struct buf *out, struct err *err)
{
	struct private_part part;
	int r = private_part_unpack(blob, &part, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < part.count; i++) {
		struct slice field = part.fields[i].name;

		if (!slice_eq(field, name))
			continue;
		part.fields[i] = (struct private_part_field){.name = field, .status = PRIVATE_PART_ERASED};
		return private_part_pack(&part, out, err);
	}
	return err_set(err, ERR_NOT_FOUND, "private part: no field %.*s", SLICE_ARG(name));
}
