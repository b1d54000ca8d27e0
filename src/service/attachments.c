// SPDX-License-Identifier: Apache-2.0
#include "service/attachments.h"

#include "base/buf.h"
#include "sql.h"

#include <sodium.h>
#include <string.h>

static int store_pieces(struct db_conn *conn, int64_t jurisdiction_id, int64_t id,
	enum attachment_variant variant, struct slice bytes, struct err *err)
{
	int r = 0;

	for (size_t at = 0, position = 0; r == 0 && at < bytes.len; at += ATTACHMENT_CHUNK_BYTES, position++)
		r = sql_attachment_chunk_insert(conn,
			&(struct sql_attachment_chunk_insert_in){
				.jurisdiction_id = jurisdiction_id,
				.attachment_id = id,
				.variant = variant,
				.position = (int64_t)position,
				.bytes = slice_sub(bytes, at, ATTACHMENT_CHUNK_BYTES),
			},
			NULL, err);
	return r;
}

int attachments_store(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, struct slice full,
	struct slice small, struct slice media_type, int64_t width, int64_t height, int64_t now_us,
	struct err *err)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	int r;

	crypto_hash_sha256(hash, (const unsigned char *)full.ptr, full.len);
	r = sql_attachment_insert(conn,
		&(struct sql_attachment_insert_in){
			.jurisdiction_id = jurisdiction_id,
			.id = id,
			.sha256 = slice_from(hash, sizeof(hash)),
			.media_type = media_type,
			.width = width,
			.height = height,
			.size_bytes = (int64_t)full.len,
			.thumb_bytes = (int64_t)small.len,
			.created_at = now_us,
		},
		NULL, err);
	if (r == 0)
		r = store_pieces(conn, jurisdiction_id, id, ATTACHMENT_FULL, full, err);
	if (r == 0)
		r = store_pieces(conn, jurisdiction_id, id, ATTACHMENT_SMALL, small, err);
	return r;
}

static int take_hash(struct attachment *attachment, struct slice sha256, struct err *err)
{
	if (sha256.len != ATTACHMENT_SHA256_BYTES)
		return err_set(err, ERR_INTERNAL, "the hash of attachment %lld is damaged",
			(long long)attachment->id);
	memcpy(attachment->sha256, sha256.ptr, ATTACHMENT_SHA256_BYTES);
	return 0;
}

int attachments_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t id,
	struct attachment *ret, struct err *err)
{
	struct sql_attachment_by_id_row row;
	bool found;
	int r;

	r = sql_attachment_by_id(conn, arena,
		&(struct sql_attachment_by_id_in){.jurisdiction_id = jurisdiction_id, .id = id}, &found, &row,
		err);
	if (r < 0)
		return r;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "no such picture");
	*ret = (struct attachment){
		.id = row.id,
		.case_id = row.has_case_id ? row.case_id : 0,
		.media_type = row.media_type,
		.width = row.width,
		.height = row.height,
		.published = row.published != 0,
	};
	return take_hash(ret, row.sha256, err);
}

int attachments_of_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct attachment **ret, size_t *ret_count, struct err *err)
{
	struct sql_attachment_of_case_row *rows;
	struct attachment *items;
	size_t count;
	int r;

	r = sql_attachment_of_case(conn, arena,
		&(struct sql_attachment_of_case_in){.jurisdiction_id = jurisdiction_id, .case_id = case_id},
		&rows, &count, err);
	if (r < 0)
		return r;
	items = ARENA_ARRAY(arena, struct attachment, count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		items[i] = (struct attachment){
			.id = rows[i].id,
			.case_id = case_id,
			.media_type = rows[i].media_type,
			.width = rows[i].width,
			.height = rows[i].height,
			.published = rows[i].published != 0,
		};
		r = take_hash(&items[i], rows[i].sha256, err);
	}
	if (r < 0)
		return r;
	*ret = items;
	*ret_count = count;
	return 0;
}

int attachments_bytes(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t id,
	enum attachment_variant variant, struct slice *ret, struct err *err)
{
	struct sql_attachment_chunk_of_variant_row *rows;
	struct buf bytes = buf_in(arena);
	size_t count;
	int r;

	r = sql_attachment_chunk_of_variant(conn, arena,
		&(struct sql_attachment_chunk_of_variant_in){
			.jurisdiction_id = jurisdiction_id, .attachment_id = id, .variant = variant},
		&rows, &count, err);
	if (r < 0)
		return r;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "no such picture");
	if (count == 1) {
		*ret = rows[0].bytes;
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		buf_put_slice(&bytes, rows[i].bytes);
	*ret = buf_slice(&bytes);
	return 0;
}

int attachments_claim(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t id, int64_t case_id, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_attachment_claim(conn,
		&(struct sql_attachment_claim_in){
			.jurisdiction_id = jurisdiction_id, .id = id, .case_id = case_id},
		&changed, err);
	if (r == 0 && changed == 0)
		r = err_set(err, ERR_NOT_FOUND, "the picture is gone, or another case has it");
	return r;
}

int attachments_publish(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, int64_t case_id,
	bool published, struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_attachment_publish(conn,
		&(struct sql_attachment_publish_in){.jurisdiction_id = jurisdiction_id,
			.id = id,
			.case_id = case_id,
			.published = published},
		&changed, err);
	if (r == 0 && changed == 0)
		r = err_set(err, ERR_NOT_FOUND, "the picture does not belong to this case");
	return r;
}

int attachments_remove_unused(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, int64_t most,
	int64_t *ret_removed, struct err *err)
{
	struct sql_attachment_unused_row *rows;
	struct arena *arena = arena_new();
	size_t count = 0;
	int r;

	r = sql_attachment_unused(conn, arena,
		&(struct sql_attachment_unused_in){.jurisdiction_id = jurisdiction_id,
			.before = now_us - ATTACHMENT_UNUSED_US,
			.most = most},
		&rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = sql_attachment_chunk_delete(conn,
			&(struct sql_attachment_chunk_delete_in){
				.jurisdiction_id = jurisdiction_id, .attachment_id = rows[i].id},
			NULL, err);
		if (r == 0)
			r = sql_attachment_delete(conn,
				&(struct sql_attachment_delete_in){
					.jurisdiction_id = jurisdiction_id, .id = rows[i].id},
				NULL, err);
	}
	arena_free(arena);
	if (r == 0)
		*ret_removed = (int64_t)count;
	return r;
}
