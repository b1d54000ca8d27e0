// SPDX-License-Identifier: Apache-2.0
#include "service/drafts.h"

#include "service/keys.h"
#include "sql.h"
#include "json/reader.h"
#include "json/writer.h"

#include <string.h>

static const struct {
	const char *key;
	size_t offset;
} texts[] = {
	{"command", offsetof(struct draft, command)},
	{"kind", offsetof(struct draft, kind)},
	{"title", offsetof(struct draft, title)},
	{"text", offsetof(struct draft, text)},
	{"category", offsetof(struct draft, category)},
	{"about_unit", offsetof(struct draft, about_unit)},
	{"area", offsetof(struct draft, area)},
	{"publish", offsetof(struct draft, publish)},
	{"address", offsetof(struct draft, address)},
	{"lat", offsetof(struct draft, lat)},
	{"long", offsetof(struct draft, lon)},
	{"name", offsetof(struct draft, name)},
	{"phone", offsetof(struct draft, phone)},
	{"email", offsetof(struct draft, email)},
};

static const struct {
	const char *key;
	size_t offset;
} flags[] = {
	{"about", offsetof(struct draft, is_about)},
	{"no_place", offsetof(struct draft, no_place)},
	{"secret", offsetof(struct draft, is_secret)},
};

struct slice draft_encode(struct arena *arena, const struct draft *draft)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const struct slice *text = (const struct slice *)((const char *)draft + texts[i].offset);

		if (text->len == 0)
			continue;
		json_writer_key(&w, texts[i].key);
		json_writer_text(&w, *text);
	}
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		json_writer_key(&w, flags[i].key);
		json_writer_bool(&w, *(const bool *)((const char *)draft + flags[i].offset));
	}
	json_writer_key(&w, "files");
	json_writer_array(&w);
	for (size_t i = 0; i < draft->file_count; i++)
		json_writer_id(&w, draft->files[i]);
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}

int draft_decode(struct arena *arena, struct slice bytes, struct draft *ret, struct err *err)
{
	const struct json_limits limits = {.max_bytes = DRAFT_MAX_BYTES, .max_depth = 3};
	const struct json_value *files;
	struct json_fields f;
	struct json_value root;
	struct draft draft = {0};
	int r;

	r = json_read(bytes, &limits, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*(struct slice *)((char *)&draft + texts[i].offset) =
			json_fields_text(&f, texts[i].key, JSON_OPTIONAL, DRAFT_MAX_BYTES);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		*(bool *)((char *)&draft + flags[i].offset) = json_fields_bool(&f, flags[i].key, false);
	files = json_fields_array(&f, "files", JSON_OPTIONAL, DRAFT_FILES_MAX);
	for (size_t i = 0; files && i < files->count; i++) {
		int64_t id;

		if (files->items[i].type == JSON_VALUE_TEXT && slice_parse_i64(files->items[i].text, &id))
			draft.files[draft.file_count++] = id;
	}
	r = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	if (r == 0)
		*ret = draft;
	return r;
}

int drafts_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice cookie,
	int64_t now_us, struct draft *ret, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];
	struct sql_draft_by_id_row row;
	bool found;
	int r;

	keys_cookie_hash(cookie, hash);
	r = sql_draft_by_id(conn, arena,
		&(struct sql_draft_by_id_in){.jurisdiction_id = jurisdiction_id,
			.id_hash = slice_from(hash, sizeof(hash)),
			.now = now_us},
		&found, &row, err);
	if (r < 0)
		return r;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "no such draft");
	return draft_decode(arena, row.fields, ret, err);
}

int drafts_save(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice cookie,
	int64_t now_us, const struct draft *draft, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];

	keys_cookie_hash(cookie, hash);
	return sql_draft_put(conn,
		&(struct sql_draft_put_in){
			.jurisdiction_id = jurisdiction_id,
			.id_hash = slice_from(hash, sizeof(hash)),
			.fields = draft_encode(arena, draft),
			.expires_at = now_us + DRAFT_LIFE_US,
		},
		NULL, err);
}

int drafts_delete(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];

	keys_cookie_hash(cookie, hash);
	return sql_draft_delete(conn,
		&(struct sql_draft_delete_in){
			.jurisdiction_id = jurisdiction_id, .id_hash = slice_from(hash, sizeof(hash))},
		NULL, err);
}
