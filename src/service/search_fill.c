// SPDX-License-Identifier: Apache-2.0
// Cases that are older than search are indexed from their events, some at a time; what happens to one of them
// meanwhile indexes it, too, and then it is left as it is.
#include "db/db.h"
#include "service/contact_keys.h"
#include "service/search.h"
#include "service/service.h"
#include "sql.h"
#include "store/case_words.h"

#define CASES_A_TRANSACTION 200

static struct slice present(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

static int fill_one(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, int64_t case_id, struct err *err)
{
	struct case_contact contact;
	struct case_stream stream;
	bool added;
	int r;

	r = case_stream_lock(conn, arena, jurisdiction_id, case_id, err);
	if (r == 0)
		r = case_stream_load(conn, arena, jurisdiction_id, case_id, &stream, err);
	if (r == 0)
		r = case_words_add(conn, arena, &stream.state, &added, err);
	if (r == 0)
		r = case_contact_load(conn, arena, jurisdiction_id, case_id, &contact, err);
	return r == 0 ? contact_keys_store(service_keys(service), conn, arena, jurisdiction_id, case_id,
				present(&contact.name), present(&contact.phone), present(&contact.email), err)
		      : r;
}

static int end_step(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t done_to, bool is_last, struct err *err)
{
	if (is_last)
		return sql_search_fill_delete(conn,
			&(struct sql_search_fill_delete_in){.jurisdiction_id = jurisdiction_id}, NULL, err);
	return sql_search_fill_set(conn,
		&(struct sql_search_fill_set_in){.jurisdiction_id = jurisdiction_id, .done_to = done_to},
		NULL, err);
}

int search_fill(struct service *service, struct db_conn *conn, int64_t jurisdiction_id, bool *ret_more,
	struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct sql_search_fill_lock_row fill;
	struct sql_case_row_ids_row *rows;
	size_t count;
	bool found;
	int r;

	*ret_more = false;
	r = sql_search_fill_lock(conn, arena,
		&(struct sql_search_fill_lock_in){.jurisdiction_id = jurisdiction_id}, &found, &fill, err);
	if (r < 0 || !found)
		return r;
	r = sql_case_row_ids(conn, arena,
		&(struct sql_case_row_ids_in){.jurisdiction_id = jurisdiction_id,
			.after_id = fill.done_to,
			.most = CASES_A_TRANSACTION},
		&rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = fill_one(service, conn, arena, jurisdiction_id, rows[i].id, err);
		fill.done_to = rows[i].id;
	}
	*ret_more = count == CASES_A_TRANSACTION;
	return r == 0 ? end_step(conn, jurisdiction_id, fill.done_to, !*ret_more, err) : r;
}
