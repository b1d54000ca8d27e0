// SPDX-License-Identifier: Apache-2.0
#include "service/outside_numbers.h"

#include "service/keys.h"
#include "sql.h"

static struct slice hash_of(const struct keys *keys, struct arena *arena, struct slice number,
	unsigned char hash[KEYS_HASH_BYTES])
{
	char *upper;

	number = slice_trim(number);
	upper = arena_memdup(arena, number.ptr, number.len);
	for (size_t i = 0; i < number.len; i++) {
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	}
	keys_number_hash(keys, slice_from(upper, number.len), hash);
	return slice_from((const char *)hash, KEYS_HASH_BYTES);
}

int outside_numbers_find(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, struct slice number, bool *ret_found, struct slice *ret_code,
	struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];
	struct sql_outside_number_case_row row;
	bool found = false;
	int r = 0;

	if (slice_trim(number).len > 0)
		r = sql_outside_number_case(conn, arena,
			&(struct sql_outside_number_case_in){.jurisdiction_id = jurisdiction_id,
				.hash = hash_of(keys, arena, number, hash)},
			&found, &row, err);
	if (r < 0)
		return r;
	*ret_found = found;
	if (found)
		*ret_code = row.code;
	return 0;
}

int outside_numbers_take(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, struct slice number, int64_t case_id, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];

	return sql_outside_number_insert(conn,
		&(struct sql_outside_number_insert_in){.jurisdiction_id = jurisdiction_id,
			.hash = hash_of(keys, arena, number, hash),
			.case_id = case_id},
		NULL, err);
}
