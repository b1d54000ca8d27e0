// SPDX-License-Identifier: Apache-2.0
#include "service/contact_keys.h"

#include "base/buf.h"
#include "base/macros.h"
#include "db/db.h"
#include "sql.h"
#include "text/check.h"
#include "text/fold.h"

#define DIGITS_OF_A_PHONE 5

static struct slice digits_of(struct arena *arena, struct slice text)
{
	struct slice folded = text_fold(arena, text);
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < folded.len; i++) {
		if (folded.ptr[i] >= '0' && folded.ptr[i] <= '9')
			buf_put_slice(&out, slice_sub(folded, i, 1));
	}
	return buf_slice(&out);
}

enum contact_kind contact_kind_of(struct slice typed)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();

	if (slice_find(typed, SLICE("@")) >= 0)
		return CONTACT_EMAIL;
	if (digits_of(arena, typed).len >= DIGITS_OF_A_PHONE)
		return CONTACT_PHONE;
	return typed.len ? CONTACT_NAME : CONTACT_NONE;
}

static const char *kind_name(enum contact_kind kind)
{
	switch (kind) {
	case CONTACT_NONE:
		break;
	case CONTACT_NAME:
		return "name";
	case CONTACT_PHONE:
		return "phone";
	case CONTACT_EMAIL:
		return "email";
	}
	return "";
}

// In one form, however it was written.
static struct slice normal(struct arena *arena, enum contact_kind kind, struct slice value)
{
	char phone[TEXT_PHONE_BYTES];
	struct buf out = buf_in(arena);
	struct slice folded;

	if (kind == CONTACT_PHONE)
		return text_phone_parse(value, NULL, phone) == 0 ? slice_of(arena_strdup(arena, phone))
								 : digits_of(arena, value);
	folded = text_fold(arena, value);
	for (size_t i = 0; i < folded.len; i++) {
		if (folded.ptr[i] != ' ' && folded.ptr[i] != '\t')
			buf_put_slice(&out, slice_sub(folded, i, 1));
	}
	return buf_slice(&out);
}

bool contact_key(const struct keys *keys, struct arena *arena, int64_t jurisdiction_id,
	enum contact_kind kind, struct slice value, unsigned char out[KEYS_CONTACT_BYTES])
{
	struct slice one = normal(arena, kind, value);

	if (kind == CONTACT_NONE || !one.len)
		return false;
	keys_contact_hash(keys, jurisdiction_id, slice_of(kind_name(kind)), one, out);
	return true;
}

int contact_keys_store(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, int64_t case_id, struct slice name, struct slice phone, struct slice email,
	struct err *err)
{
	const struct {
		enum contact_kind kind;
		struct slice value;
	} ways[] = {{CONTACT_NAME, name}, {CONTACT_PHONE, phone}, {CONTACT_EMAIL, email}};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(ways); i++) {
		unsigned char hash[KEYS_CONTACT_BYTES];

		if (contact_key(keys, arena, jurisdiction_id, ways[i].kind, ways[i].value, hash))
			r = sql_contact_key_insert(conn,
				&(struct sql_contact_key_insert_in){.jurisdiction_id = jurisdiction_id,
					.case_id = case_id,
					.kind = slice_of(kind_name(ways[i].kind)),
					.hash = slice_from(hash, sizeof(hash))},
				NULL, err);
	}
	return r;
}
