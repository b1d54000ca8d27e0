// SPDX-License-Identifier: Apache-2.0
#include "service/expiry.h"

#include "service/attachments.h"
#include "sql.h"

int expiry_remove(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, struct expiry_removed *ret,
	struct err *err)
{
	struct expiry_removed removed = {0};
	int r;

	r = sql_draft_delete_expired(conn,
		&(struct sql_draft_delete_expired_in){.jurisdiction_id = jurisdiction_id, .now = now_us},
		&removed.drafts, err);
	if (r == 0)
		r = sql_session_delete_expired(conn,
			&(struct sql_session_delete_expired_in){
				.jurisdiction_id = jurisdiction_id, .now = now_us},
			&removed.sessions, err);
	if (r == 0)
		r = attachments_remove_unused(
			conn, jurisdiction_id, now_us, EXPIRY_PICTURES_MAX, &removed.pictures, err);
	if (r == 0)
		r = sql_notice_delete_ended(conn,
			&(struct sql_notice_delete_ended_in){
				.jurisdiction_id = jurisdiction_id, .before = now_us - EXPIRY_NOTICES_US},
			&removed.notices, err);
	if (r == 0)
		*ret = removed;
	return r;
}
